"""De dyreste familier, 'Hvad hvis': a family's year if the help to some of it were another. Nothing is saved.

The help is what is booked on the person, expenses and incomes alike; the refund under særligt dyre enkeltsager is
computed again with the year's limits, because the state pays less than its share of a change when a step is crossed.
What is booked as refund on the persons stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd

from engine import dansk
from engine.adgang import Bruger, Handling, maa, omfang
from engine.fejl import AdgangNaegtet
from engine.refusion import kontrafaktisk
from engine.refusion.sde import SdeResultat, graenser
from engine.resultater.familier import Familie
from engine.resultater.sde import Kontekst


@dataclass(frozen=True)
class Familiehvis:
    """The changes in øre: of the help (expenses and incomes), of the refund, and so of what the municipality pays."""

    hjaelp_oere: int
    refusion_oere: int
    netto_foer_oere: int

    @property
    def netto_oere(self) -> int:
        return self.hjaelp_oere - self.refusion_oere

    @property
    def saetning(self) -> str:
        """The answer in one sentence."""
        if not self.hjaelp_oere:
            return "Det ændrer intet: der er ingen hjælp i de måneder."
        staten = f"staten {_forskel(self.refusion_oere)}" if self.refusion_oere else "staten det samme"
        return (
            f"Hjælpen ville koste {_forskel(self.hjaelp_oere)}: kommunen ville betale {_forskel(self.netto_oere)} "
            f"netto, og {staten}."
        )


def _forskel(oere: int) -> str:
    return f"{dansk.kroner(abs(oere))} {'mindre' if oere < 0 else 'mere'}"


def kan(bruger: Bruger, f: Familie) -> bool:
    """Whether all of the family's help is seen: a part of it does not say what the refund would be."""
    return omfang(bruger).fagomraader is None and omfang(bruger).organisationer is None and not f.andele.empty


def beregn(
    k: Kontekst,
    resultat: SdeResultat,
    bruger: Bruger,
    f: Familie,
    personer: Collection[str],
    pct: int,
    fra: str,
) -> Familiehvis:
    """The year if the help to some persons were pct percent more (negative: less) from the month fra ('2025-07') on.

    Errors: AdgangNaegtet for one who sees a part of the family; ParameterMangler for a year without limits.
    """
    ja, grund = maa(bruger, Handling.SE_PERSON)
    if not ja or not kan(bruger, f):
        raise AdgangNaegtet(grund or "Familiens hjælp regnes kun for den, der ser den hele.")
    a = f.andele
    egne = (
        a["person_noegle"].isin(set(personer))
        & (a["maaned"] >= fra)
        & a["slags"].isin(["brutto", "indtaegt"])
    )
    hjaelp = int(a.loc[egne, "andel_oere"].sum())
    refusion = sum(_sagen(k, resultat, f.aar, sag_id, personer, pct, fra) for sag_id in f.sager["sag_id"])
    return Familiehvis(_pct_af(hjaelp, pct), refusion, f.beloeb["netto_oere"])


def _pct_af(oere: int, pct: int) -> int:
    return int((Decimal(oere) * pct / 100).to_integral_value(ROUND_HALF_UP))


def _sagen(
    k: Kontekst, resultat: SdeResultat, aar: int, sag_id: str, personer: Collection[str], pct: int, fra: str
) -> int:
    """The change of one case's refund."""
    sager = resultat.sager
    sag = sager[(sager["aar"] == aar) & (sager["sag_id"] == sag_id)].iloc[0]
    maaneder, p = resultat.maaneder, resultat.placering
    nu = _aaret(maaneder[(maaneder["aar"] == aar) & (maaneder["sag_id"] == sag_id)])
    samme = (
        (p["aar"] == aar) & p["indgaar"] & (p["sag_noegle"] == sag["sag_noegle"]) & (p["lov"] == sag["lov"])
    )
    egne = p[samme & (p["sagstype"] == sag["sagstype"]) & p["person_noegle"].isin(set(personer))]
    aendret = nu + _aaret(egne[egne["maaned"] >= fra]) * pct // 100
    g = graenser(k.lov, str(sag["lov"]), aar)
    return kontrafaktisk.refusion_oere(aendret, g) - kontrafaktisk.refusion_oere(nu, g)


def _aaret(raekker: pd.DataFrame) -> np.ndarray:
    """The net of twelve months, in units."""
    ud = np.zeros(12, dtype=np.int64)
    np.add.at(
        ud, raekker["maaned"].str[5:7].astype(int).to_numpy() - 1, raekker["netto_u"].to_numpy(np.int64)
    )
    return ud
