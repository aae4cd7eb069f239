"""Which shares of help the state pays all of: of the ledger with its corrections, and of what a correction would make.

The law is engine/refusion/udlaendinge.py. Pages, finds and the statement rest on these shares and no others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from engine import dansk
from engine.lager import udlaendinge as lager
from engine.refusion import udlaendinge as ret
from engine.refusion.udlaendinge import Tilskud, Udlaending
from engine.resultater import fuldrefusion, sde
from engine.resultater.sde import Kontekst

MAANEDENS = " i hjælp med fuld refusion. "  # what stands after the kroner of a month
_KOLONNER = (
    *("postering_nr", "person_noegle", "aar", "maaned", "lov", "paragraf", "andel_u", "daekket_u"),
    *("hjemmel", "begrundelse"),
)


def daekkede(k: Kontekst, personer: Mapping[str, Udlaending], sidste_maaned: str) -> pd.DataFrame:
    """Each share of help with full refund to these persons, corrections of postings on top.

    postering_nr, person_noegle, aar, maaned, lov, paragraf, andel_u, daekket_u, hjemmel, begrundelse.
    """
    andele = lager.andele(k.gen)
    rettede = sde.rettede(k)
    if rettede:
        gamle, nye = sde.rettede_andele(k.gen, rettede)
        tilbage = andele[~andele["postering_nr"].isin(gamle["postering_nr"])]
        felter = [*andele.columns, "fra", "til"]
        andele = pd.concat([tilbage, _hjaelp(k, personer, nye).reindex(columns=felter)], ignore_index=True)
    return _af(k, personer, andele[andele["maaned"] <= sidste_maaned])


def som_rettet(k: Kontekst, personer: Mapping[str, Udlaending], sidste_maaned: str) -> pd.DataFrame:
    """As `daekkede`, of the postings alone that k has corrections of."""
    rettede = sde.rettede(k)
    nye = _hjaelp(k, personer, sde.rettede_andele(k.gen, rettede)[1])
    return _af(k, personer, nye[nye["maaned"] <= sidste_maaned])


def _hjaelp(k: Kontekst, personer: Mapping[str, Udlaending], nye: pd.DataFrame) -> pd.DataFrame:
    """Of shares as they become those of help to these persons, as lager.andele has them of the ledger."""
    drift = lager.driftsposter(k.gen, sorted({int(n) for n in nye["postering_nr"]}))
    nye = nye[nye["postering_nr"].isin(drift) & nye["person_noegle"].isin(personer)]
    nye = nye[nye["lov"].isin(["SEL", "BL", "LUK"]) & ~nye["aarsag"].isin(lager.UDENFOR)]
    return nye.assign(paragraf=nye["paragraf"].fillna(""))


def _af(k: Kontekst, personer: Mapping[str, Udlaending], andele: pd.DataFrame) -> pd.DataFrame:
    vinduer = {
        p: v for p in set(andele["person_noegle"]) & personer.keys() if (v := ret.vinduer(personer[p], k.lov))
    }
    andele = andele[andele["person_noegle"].isin(vinduer.keys())]
    fundne = fuldrefusion.daekning(k.gen, k.lov, andele, personer, vinduer)
    raekker = []
    for r, (paragraf, daekket) in zip(andele.itertuples(index=False), fundne, strict=True):
        if daekket and (
            regel := ret.hjemmel_for(str(r.lov), paragraf, str(r.maaned), vinduer[r.person_noegle])
        ):
            fast = (r.postering_nr, r.person_noegle, int(r.aar), str(r.maaned), str(r.lov), paragraf)
            raekker.append((*fast, int(r.andel_u), daekket, regel.hjemmel, regel.begrundelse))
    return pd.DataFrame(raekker, columns=list(_KOLONNER)).sort_values(
        ["person_noegle", "maaned", "postering_nr"], kind="stable", ignore_index=True
    )


def fuld_refusion(daekkede: pd.DataFrame) -> Iterator[Tilskud]:
    """par181 of each person and month in whole øre."""
    for (person, maaned), md in daekkede.groupby(["person_noegle", "maaned"], sort=True):
        if (t := _maanedens(str(person), str(maaned), md)) is not None:
            yield t


def _maanedens(person: str, maaned: str, md: pd.DataFrame) -> Tilskud | None:
    daekket, hele = int(md["daekket_u"].sum()), int(md["andel_u"].sum())
    oere = ret.til_oere(daekket)
    if not oere:
        return None
    regler = dict(zip(md["hjemmel"], md["begrundelse"], strict=True))
    dele = " ".join(dict.fromkeys(regler.values()))
    del_af = "" if daekket == hele else f" af månedens {dansk.kroner(ret.til_oere(hele), oere_vist=True)}"
    tekst = f"{dansk.kroner(oere, oere_vist=True)}{del_af}{MAANEDENS}{dele}"
    return Tilskud(person, maaned, ret.PAR181, oere, "; ".join(sorted(regler)), tekst)
