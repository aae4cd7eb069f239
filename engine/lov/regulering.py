"""Recompute `afledt` numbers from their rule: the yearly regulation of amounts in Danish law.

Lov om en satsreguleringsprocent § 1, stk. 2 (LBK 237/2020): what is regulated is the amount in force until
then, so the rounding compounds. SEL § 182, stk. 7 and BL § 204, stk. 4 round to the nearest 10.000 kr. INL
§ 48 says nothing of rounding; whole kroner after each year, starting again from each published amount, is
the one reading that gives every derived amount in the table and is within one krone of every published one.
The numbers themselves stand with the parameters, never here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from engine.fejl import HjemtagFejl
from engine.lov.parametre import Lovsamling, Regel, Vaerdi


@dataclass(frozen=True)
class Afvigelse:
    """A computed value that no longer follows from its basis, e.g. after a local value was confirmed."""

    vaerdi: Vaerdi
    gemt: Decimal
    beregnet: Decimal


def afrund(beloeb: Decimal, trin: Decimal) -> Decimal:
    """The nearest multiple of `trin`; a half goes up."""
    return ((beloeb / trin + Decimal("0.5")).to_integral_value(ROUND_FLOOR)) * trin


def reguler(beloeb: Decimal, procent: Decimal) -> Decimal:
    """The amount regulated with a per cent, not rounded."""
    return beloeb * (1 + procent / 100)


def beregn(lov: Lovsamling, regel: Regel, aar: int) -> Decimal:
    """The amount that the rule gives for a year, from the values in `lov`.

    Errors: ParameterMangler when the basis or a year's per cent is missing.
    """
    beloeb = _tal(lov.opslag(regel.grundlag, date(regel.aar, 12, 31)))
    if regel.procent is not None:
        beloeb = _reguler_til(lov, regel, regel.procent, beloeb, aar)
    return afrund(beloeb * regel.faktor + regel.tillaeg, regel.afrunding)


def _reguler_til(lov: Lovsamling, regel: Regel, procent: str, beloeb: Decimal, aar: int) -> Decimal:
    for nu in range(regel.aar + 1, aar + 1):
        beloeb = reguler(beloeb, _tal(lov.opslag(procent, date(nu, 1, 1))))
        if nu >= (regel.foerste_afrunding or nu):
            beloeb = afrund(beloeb, regel.afrunding)
    return beloeb


def efterregn(lov: Lovsamling) -> tuple[Afvigelse, ...]:
    """Every computed value, and every alternative, that its rule does not give."""
    afvigelser = []
    for parameter in lov.parametre.values():
        for v in parameter.vaerdier:
            for regel, tal in ((v.regel, v.vaerdi), (v.alternativ_regel, v.alternativ)):
                if regel is not None and isinstance(tal, Decimal):
                    beregnet = beregn(lov, regel, v.fra.year)
                    if beregnet != tal:
                        afvigelser.append(Afvigelse(v, tal, beregnet))
    return tuple(afvigelser)


def _tal(vaerdi: Vaerdi) -> Decimal:
    if not isinstance(vaerdi.vaerdi, Decimal):
        raise HjemtagFejl(f"Lovparameteren '{vaerdi.parameter}' er ikke et tal og kan ikke reguleres.")
    return vaerdi.vaerdi
