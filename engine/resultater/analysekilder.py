"""Where Analyse's figures come from: one frame per source, within the scope of the one who looks, never with a person
in it but as a key that is counted and thrown away.

Each frame has a column for every dimension of the source, its values as whole numbers, and what its persons are counted
by (`personer`). Amounts are øre with the ledger's sign.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from engine.adgang import Bruger, Omfang, omfang
from engine.lager import analyse as lager
from engine.lager.laes import Generation
from engine.resultater import flyttemoenster, ledelse
from engine.resultater.indtaegter import SIKKER, SKYLDER, USIKKER, Post
from engine.resultater.ledelse import Oekonomi
from engine.resultater.sde import Kontekst
from engine.resultater.sdevisning import Portefoelje
from engine.sager.kravmodel import Krav

UOPLYST = ""
FLYTTEAAR = 10
"""How many years back moves are counted by."""


@dataclass(frozen=True)
class Grundlag:
    """What the sources read from, all of it within the user's scope; what costs is asked for when it is needed."""

    k: Kontekst
    bruger: Bruger
    oekonomi: Oekonomi
    sde_aar: Callable[[], Sequence[int]]
    portefoelje: Callable[[int], Portefoelje]
    poster: Callable[[], Sequence[Post]]
    krav: Callable[[], Sequence[Krav]]

    @property
    def omfang(self) -> Omfang:
        return omfang(self.bruger)

    @property
    def omraader(self) -> list[str]:
        """The fields of work of the scope."""
        return ledelse.synlige_omraader(self.oekonomi, "alle", self.omfang.fagomraader)


def _ramme(kolonner: Sequence[str], raekker: Sequence[tuple]) -> pd.DataFrame:
    return pd.DataFrame(list(raekker), columns=list(kolonner))


def kvartal(maaned: int) -> int:
    return (maaned + 2) // 3


def regnskab(g: Grundlag) -> pd.DataFrame:
    """The ledger by booking month, also those of nothing; personer are those a service is booked on in the year."""
    o = g.oekonomi
    return _ramme(
        ("aar", "kvartal", "maaned", "fagomraade", "ydelse", "forbrug", "personer"),
        [
            (aar, kvartal(m), m, omraade, ydelse, oere, o.bogfoerte.get((aar, omraade, ydelse), 0))
            for (aar, omraade, ydelse), maaneder in o.regnskab.items()
            if any(maaneder)
            for m, oere in enumerate(maaneder, start=1)
        ],
    )


def aarsoekonomi(g: Grundlag) -> pd.DataFrame:
    """Budget and deviation by year and service; the deviation is from the part of the budget of the time gone."""
    o, ud = g.oekonomi, []
    for n in sorted({*o.regnskab, *o.budget} if o.budget else ()):
        opr, till = o.budget.get(n, (0, 0))
        forbrug = sum(o.regnskab.get(n, ledelse.NUL12))
        til_dato = ledelse.periode(n[0], o.data_dato).til_dato(opr + till)
        ud.append((*n, opr, opr + till, forbrug - til_dato, 0))
    kolonner = ("aar", "fagomraade", "ydelse", "oprindeligt", "korrigeret", "afvigelse", "personer")
    return _ramme(kolonner, ud)


def enheder(g: Grundlag) -> pd.DataFrame:
    """The ledger by year, account and organisation; personer are those of each row."""
    return _enheder(g.k.gen, g.omfang.fagomraader, g.omfang.organisationer)


@lru_cache(maxsize=16)
def _enheder(
    gen: Generation, fagomraader: tuple[str, ...] | None, organisationer: tuple[str, ...] | None
) -> pd.DataFrame:
    return lager.enheder(gen, fagomraader, organisationer).rename(columns={"oere": "forbrug"})


def aldre(g: Grundlag) -> pd.DataFrame:
    """Persons with a service by age and sex, once in each field of work. Not known by organisation."""
    if g.omfang.organisationer is not None:
        return _ramme(("aar", "fagomraade", "koen", "aldersgruppe", "modtagere", "personer"), ())
    return _aldre(g.k.gen, g.omfang.fagomraader)


@lru_cache(maxsize=16)
def _aldre(gen: Generation, fagomraader: tuple[str, ...] | None) -> pd.DataFrame:
    ramme = lager.aldre(gen, fagomraader).rename(columns={"alder": "aldersgruppe"})
    return ramme.assign(modtagere=ramme["personer"])


def refusion(g: Grundlag) -> pd.DataFrame:
    """Cases of særligt dyre enkeltsager: each is a person or a household, and a case in a year is one (`sag`).

    What is due is what is found of it among what is claimed and what is missing; what is claimed is the former and what
    is too much.
    """
    dele = []
    for aar in g.sde_aar():
        p = g.portefoelje(aar)
        if p.mangler_parameter or not len(p.sager):
            continue
        s = p.sager
        ret, krav_ = s["refusion"].astype("int64"), s["hjemtaget_oere"].astype("int64")
        dele.append(
            pd.DataFrame(
                {
                    "aar": aar,
                    "fagomraade": s["fagomraade"].astype(object).fillna(UOPLYST),
                    "sagstype": s["sagstype"].astype(object),
                    "lov": s["lov"].astype(object),
                    "forventet": ret,
                    "hjemtaget": krav_,
                    "mangler": s["difference_oere"].clip(lower=0).astype("int64"),
                    "fundet": ret.clip(upper=krav_),
                    "for_meget": (krav_ - ret).clip(lower=0),
                    "sager": (s["refusion"] > 0).astype("int64"),
                    "personer": 1,
                }
            )
        )
    kolonner = (
        "aar",
        "fagomraade",
        "sagstype",
        "lov",
        "forventet",
        "hjemtaget",
        "mangler",
        "fundet",
        "for_meget",
    )
    if not dele:
        return _ramme((*kolonner, "sager", "personer", "sag"), ())
    return pd.concat(dele, ignore_index=True).assign(sag=lambda r: r.index)


def fund(g: Grundlag) -> pd.DataFrame:
    """What the rules of Indtægtsoptimering find today; persons are counted by their keys."""
    return _ramme(
        (
            *("ordning", "regel", "modpart", "fagomraade", "fundstatus"),
            *("til_gode", "skyldig", "bortfaldet", "antal", "personer"),
        ),
        [
            (
                *(p.felt, p.regel.kode, p.modpart, p.fagomraade or UOPLYST, p.tilstand.navn),
                (p.oere or 0) if p.gruppe in (SIKKER, USIKKER) else 0,
                (p.oere or 0) if p.gruppe == SKYLDER else 0,
                *(p.tabt_oere, 1, p.person),
            )
            for p in g.poster()
        ],
    )


def krav(g: Grundlag) -> pd.DataFrame:
    """Claims that were raised, by the year they were sent."""
    return _ramme(
        ("aar", "modpart", "kravstatus", "krav", "modtaget", "personer"),
        [(x.sendt.year, x.modpart, x.tilstand, x.oere, x.modtaget_oere, x.borgere) for x in g.krav()],
    )


def flytninger(g: Grundlag) -> pd.DataFrame:
    """Moves to and from the municipality; each is one person's."""
    return _flytninger(g.k.gen)


@lru_cache(maxsize=8)
def _flytninger(gen: Generation) -> pd.DataFrame:
    r = lager.flytninger(gen)
    r = r[r["aar"].isin(flyttemoenster.aarene(gen)[:FLYTTEAAR])]
    r = r.rename(columns={"slags": "stedtype", "kode": "modpart", "alder": "aldersgruppe"})
    ind = r["antal"].where(r["retning"] == "ind", 0)
    return r.assign(ind=ind, ud=r["antal"] - ind, personer=r["antal"]).drop(columns=["retning", "antal"])
