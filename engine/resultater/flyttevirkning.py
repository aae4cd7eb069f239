"""What proposed moves of postings would change the refund by, each group of moves decided alone.

Which cases a posting's shares leave and enter is found by laying all moves on at once through the models. It depends on
the generation, and on corrections only where they touch the persons of the move or their households; so it is
remembered by generation, and a correction makes only what it touches anew. The refund is computed anew every time.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from engine.refusion.gruppevirkning import gruppevirkning
from engine.refusion.koder import koder
from engine.refusion.sde import MAANEDER, SdeResultat, maanedsnumre
from engine.resultater import sde
from engine.resultater.husk import Husk
from engine.resultater.sde import Kontekst
from engine.sager.model import POSTERINGSNOEGLE, Rettelse

_STED = ["sag_id", "lov", "aar", "maaned"]
_KOLONNER = ["postering_nr", *_STED, "andel_u"]


@dataclass(frozen=True)
class Flytning:
    """A move that is proposed. gruppe: what it is decided with. fra: the person the posting stands on, if any.

    rettelser: the move, and the period that is written with it when there is one.
    """

    gruppe: Hashable
    rettelser: tuple[Rettelse, ...]
    fra: str | None = None

    @property
    def noegle(self) -> tuple[Any, ...]:
        return tuple(self.rettelser[0].noegle[n] for n in POSTERINGSNOEGLE)

    @property
    def personer(self) -> set[str]:
        return {str(d["person"]) for d in self.rettelser[0].nyt["dele"]} | ({self.fra} if self.fra else set())


def virkninger(k: Kontekst, valg: Mapping[int, Flytning]) -> dict[Any, int]:
    """What the moves of each group together would change the refund by, were it decided alone, in øre.

    valg: posting → its move. A share that would change the case of others (a new household) is not looked at.
    """
    if not valg:
        return {}
    flyttet = _flyttet(k, valg)
    flyttet = flyttet.assign(hvem=flyttet["postering_nr"].map({nr: v.gruppe for nr, v in valg.items()}))
    return gruppevirkning(flyttet, sde.beregn_husket(k).maaneder, k.lov)


@dataclass
class _Kendte:
    """What is known of a generation's moves as they are without corrections: posting → the move it was laid on as."""

    flytninger: dict[int, Flytning] = field(default_factory=dict)
    rammer: list[pd.DataFrame] = field(default_factory=list)


_kendte = Husk[_Kendte]()


def _flyttet(k: Kontekst, valg: Mapping[int, Flytning]) -> pd.DataFrame:
    """The shares that leave a case (negative) or enter one: postering_nr, sag_id, lov, aar, maaned, andel_u."""
    kendte = _kendte.hent((str(k.gen.sti), k.gen.navn, k.lov.version, k.husstandssummering), _Kendte)
    roert = _roerte(k, valg)
    brugbare = {nr for nr, v in valg.items() if nr not in roert and kendte.flytninger.get(nr) == v}
    mangler = {nr: v for nr, v in valg.items() if nr not in brugbare}
    rammer = [r[r["postering_nr"].isin(brugbare)] for r in kendte.rammer]
    if mangler:
        ny = _lagt_paa(k, mangler)
        fast = {nr: v for nr, v in mangler.items() if nr not in roert}
        if fast:
            glemt = [r[~r["postering_nr"].isin(fast)] for r in kendte.rammer]
            kendte.rammer = [*glemt, ny[ny["postering_nr"].isin(fast)]]
            kendte.flytninger = kendte.flytninger | fast
        rammer.append(ny)
    return pd.concat(rammer, ignore_index=True)


def _roerte(k: Kontekst, valg: Mapping[int, Flytning]) -> set[int]:
    """The moves that the corrections in force may have given other cases."""
    rettede = sde.rettede(k)
    familier = sde.familievalgene(k.rettelser)
    if not rettede and not familier:
        return set()
    noegler = {r.noegle for r in rettede}
    personer = {v.person for v in familier}
    for andele in sde.rettede_andele(k.gen, rettede) if rettede else ():
        personer |= set(andele["person_noegle"].dropna().astype(str))
    personer = _med_husstande(k, personer)
    return {nr for nr, v in valg.items() if v.noegle in noegler or not personer.isdisjoint(v.personer)}


def _med_husstande(k: Kontekst, personer: set[str]) -> set[str]:
    """The persons and those who share a household with them in some month, or with those who do."""
    for tabel in sde.husstandstabeller(k):
        nr, ordliste = koder(tabel["person_noegle"])
        aar = maanedsnumre(tabel["maaned"]) // MAANEDER
        grupper = [_sammen(aar, tabel[navn]) for navn in ("par", "indehavere")]
        numre = ordliste.numre(pd.Series(sorted(personer), dtype="str"))
        med, foer = np.isin(nr, numre), -1
        while med.sum() != foer:
            foer = med.sum()
            for gruppe in grupper:
                med = med | np.isin(gruppe, gruppe[med & (gruppe >= 0)])
            med = np.isin(nr, nr[med])
        personer = personer | set(ordliste.tekst(np.unique(nr[med])).astype(str))
    return personer


def _sammen(aar: np.ndarray, navn: pd.Series) -> np.ndarray:
    """Year and name as one number; -1 without a name."""
    nr, ordliste = koder(navn)
    return np.where(nr < 0, -1, aar * len(ordliste) + nr)


def _lagt_paa(k: Kontekst, valg: Mapping[int, Flytning]) -> pd.DataFrame:
    """All moves laid on at once, to see which case each share leaves and enters."""
    med = sde.med_rettelser(k, [r for v in valg.values() for r in v.rettelser])
    foer, efter = sde.beregn_husket(k), sde.beregn(med)
    gamle, nye = sde.delte_andele(k, sde.rettede(med))
    gamle = _som_de_er(k, gamle[gamle["postering_nr"].isin(list(valg))])
    nye = nye[nye["postering_nr"].isin(list(valg))]
    ud = pd.concat([_i_sag(gamle, foer, -1), _i_sag(nye, efter, 1)], ignore_index=True)
    return ud.groupby(_KOLONNER[:-1], as_index=False)["andel_u"].sum()


def _som_de_er(k: Kontekst, andele: pd.DataFrame) -> pd.DataFrame:
    """The generation's shares, and for a posting that is corrected already those it has become."""
    valgte = sde.rettede(k)
    if not valgte:
        return andele
    afloeste, blevet = sde.delte_andele(k, valgte)
    staar = andele[~andele["postering_nr"].isin(afloeste["postering_nr"])]
    return pd.concat([staar, blevet[blevet["postering_nr"].isin(andele["postering_nr"])]], ignore_index=True)


def _i_sag(andele: pd.DataFrame, resultat: SdeResultat, fortegn: int) -> pd.DataFrame:
    """The shares that enter a case of a result: postering_nr, sag_id, lov, aar, maaned, andel_u with a sign."""
    noegle = ["person_noegle", "maaned", "sdelov", "gruppe"]
    andele = andele[andele["medregnet"].astype(bool)]
    sted = resultat.placering
    sted = sted.loc[sted["indgaar"], [*noegle, "aar", "lov", "sagstype", "sag_noegle"]]
    sted = sted[sted["person_noegle"].astype(str).isin(set(andele["person_noegle"].astype(str)))]
    ids = resultat.sager[["aar", "lov", "sagstype", "sag_noegle", "sag_id"]]
    sted = sted.merge(ids, on=["aar", "lov", "sagstype", "sag_noegle"])[[*noegle, "lov", "sag_id", "aar"]]
    sted = sted.astype(dict.fromkeys(noegle, "str"))
    dele = andele[["postering_nr", *noegle, "andel_u"]].astype(dict.fromkeys(noegle, "str"))
    dele = dele.merge(sted, on=noegle)
    return dele.assign(andel_u=fortegn * dele["andel_u"].astype("int64"))
