"""Placements that give full refund if they are because of a disability: asked about, and what the answer moves.

BL § 203(3) no. 1 (SEL § 181(3) no. 1 until 2024). The data hold the placement and not why; a caseworker says so
(udlaendingemaerker.py). Until then nothing is claimed for it, and what has been claimed is in doubt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from engine.lager import udlaendinge as lager
from engine.refusion import udlaendinge as ret
from engine.refusion.udlaendinge import Udlaending
from engine.resultater import udlaendingedaekning, udlaendingeformodet
from engine.resultater.sde import Kontekst
from engine.sager.model import UDLAENDING
from engine.sager.udlaendingemaerke import HANDICAP

JA, NEJ, UBESVARET = "ja", "nej", "ubesvaret"
_KOLONNER = ("person_noegle", "fra", "til", "svar", "aar", "ekstra_oere", "formodet_oere", "mangler_oere")


def spoergsmaal(k: Kontekst, personer: Mapping[str, Udlaending], sidste_maaned: str) -> pd.DataFrame:
    """One row per person and year: fra and til (days of the first and the last such placement), svar, ekstra_oere (what
    a yes gives in full refund, or gave), formodet_oere (what bills on nobody or on another would give besides), and
    mangler_oere (what of both has not been claimed).
    """
    ophold = {p: o for p, u in personer.items() if (o := ret.mulige_handicapophold(u, k.lov))}
    if not ophold:
        return pd.DataFrame(columns=list(_KOLONNER))
    ja, nej = ({p: replace(personer[p], handicapanbragt=svar) for p in ophold} for svar in (True, False))
    daekkede = udlaendingedaekning.daekkede(k, ja, sidste_maaned)
    med, uden = _aarlig(daekkede), _aarlig(udlaendingedaekning.daekkede(k, nej, sidste_maaned))
    formodede = udlaendingeformodet.find(k, ja, daekkede, sidste_maaned)
    formodet = udlaendingeformodet.maanedlige(formodede, daekkede).reset_index()
    formodet = formodet.groupby(["person_noegle", formodet["maaned"].str[:4].astype("int64")])[
        "formodet"
    ].sum()
    krav = lager.hjemtaget(k.gen)
    krav = krav[krav["ordning"] == ret.PAR181]
    aar = krav["maaned"].str[:4].fillna(krav["regnskabsaar"].astype(str)).astype("int64")
    taget = krav.groupby(["person_noegle", aar])["beloeb_oere"].sum()
    svar_ = svarene(k)
    raekker = []
    for p, aaret in sorted({*med.index, *formodet.index}):
        ekstra = int(med.get((p, aaret), 0)) - int(uden.get((p, aaret), 0))
        mere = int(formodet.get((p, aaret), 0))
        dobbelt = max(0, int(taget.get((p, aaret), 0)) - int(uden.get((p, aaret), 0)))
        o = ophold[str(p)]
        svar = svar_.get(str(p), UBESVARET)
        raekker.append(
            (p, o[0].fra, o[-1].til, svar, int(aaret), ekstra, mere, max(0, ekstra + mere - dobbelt))
        )
    df = pd.DataFrame(raekker, columns=list(_KOLONNER))
    return df[(df["ekstra_oere"] != 0) | (df["formodet_oere"] != 0)].reset_index(drop=True)


def _aarlig(daekkede: pd.DataFrame) -> pd.Series:
    """(person, year) → øre of full refund, whole øre by month."""
    md = daekkede.groupby(["person_noegle", "maaned"], as_index=False)["daekket_u"].sum()
    oere = md.assign(
        oere=[ret.til_oere(int(u)) for u in md["daekket_u"]], aar=md["maaned"].str[:4].astype("int64")
    )
    return oere.groupby(["person_noegle", "aar"])["oere"].sum()


def svarene(k: Kontekst) -> dict[str, str]:
    """Person key → the answer in force."""
    return {
        str(r.noegle["udlaending"]): JA if r.nyt[HANDICAP] else NEJ
        for r in k.rettelser
        if r.type == UDLAENDING
    }


def som_ja(personer: Mapping[str, Udlaending], spoergsmaal: pd.DataFrame) -> dict[str, Udlaending]:
    """The persons with a yes to each question that nobody has answered."""
    ubesvarede = set(spoergsmaal.loc[spoergsmaal["svar"] == UBESVARET, "person_noegle"])
    return {**personer, **{p: replace(personer[p], handicapanbragt=True) for p in ubesvarede}}
