"""The limits of a coming year, before they are published: the law's own regulation with an expected per cent.

SEL § 182, stk. 7 and BL § 204, stk. 4: the amount in force, regulated with the year's satsreguleringsprocent and
rounded to the nearest multiple. What comes of it is `fiktiv` to the law table and foreløbig to a reader: never for a
figure that is handed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from engine.fejl import ParameterMangler
from engine.lov.parametre import FIKTIV, Lovsamling, Vaerdi
from engine.lov.regulering import afrund, reguler

PROCENT = "satsreguleringsprocent"
GRAENSER = tuple(f"cro_graense{n}_{o}" for o in ("sel176", "bl198") for n in (1, 2, 3))


def fremskriv_graenser(
    lov: Lovsamling, til_aar: int, procenter: Mapping[int, Decimal] | None = None
) -> tuple[Lovsamling, dict[str, dict[int, Decimal]]]:
    """The law with limits for every year up to til_aar, and which of them are foreløbige {parameter: {year: kr.}}.

    procenter: the expected satsreguleringsprocent by year; without one the newest known goes on.
    """
    nye: list[Vaerdi] = []
    foreloebige: dict[str, dict[int, Decimal]] = {}
    for navn in GRAENSER:
        kendte = lov.parameter(navn).vaerdier
        if not kendte:
            continue
        aar = max(v.fra.year for v in kendte)
        beloeb = Decimal(str(kendte[-1].vaerdi))
        for nu in range(aar + 1, til_aar + 1):
            trin = Decimal(str(lov.opslag("cro_regulering_afrunding_kr", date(nu, 1, 1)).vaerdi))
            beloeb = afrund(reguler(beloeb, procent(lov, nu, procenter)), trin)
            foreloebige.setdefault(navn, {})[nu] = beloeb
            kilde = "Foreløbig: reguleret med en ventet satsreguleringsprocent"
            nye.append(Vaerdi(navn, date(nu, 1, 1), date(nu, 12, 31), beloeb, FIKTIV, kilde))
    return (lov.med_proeve(nye) if nye else lov), foreloebige


def procent(lov: Lovsamling, aar: int, procenter: Mapping[int, Decimal] | None = None) -> Decimal:
    """A year's satsreguleringsprocent: the expected where one is given, else the published, else the newest known."""
    if procenter and aar in procenter:
        return procenter[aar]
    try:
        return Decimal(str(lov.opslag(PROCENT, date(aar, 1, 1)).vaerdi))
    except ParameterMangler:
        return Decimal(str(lov.parameter(PROCENT).vaerdier[-1].vaerdi))
