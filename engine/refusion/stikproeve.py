"""The auditor's sample of a year's cases: drawn from a seed, so that anybody can draw the same again. Pure.

Two methods. 'beloeb' is systematic selection with probability proportional to the amount (as in monetary-unit
sampling): what is larger than the interval is always in, and the errors found can be projected. 'tilfaeldig' gives
every case the same chance. Whole numbers throughout: the same cases and seed give the same sample on every machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

BELOEB, TILFAELDIG = "beloeb", "tilfaeldig"
METODER = (BELOEB, TILFAELDIG)


@dataclass(frozen=True)
class Stikproeve:
    """sager: the ids; sikre among them are in for certain. interval_oere: one in so many øre, 0 when all are in."""

    sager: tuple[str, ...]
    sikre: frozenset[str]
    interval_oere: int


def traek(sager: Mapping[str, int], antal: int, froe: int, metode: str) -> Stikproeve:
    """Draw `antal` of the cases {id: amount in øre}; all, where there are no more.

    Errors: ValueError for an unknown method or a number below one.
    """
    if metode not in METODER or antal < 1:
        raise ValueError("metoden skal være beloeb eller tilfaeldig, og antallet mindst 1")
    if antal >= len(sager):
        return Stikproeve(tuple(sorted(sager)), frozenset(sager), 0)
    orden = sorted(sager, key=lambda s: (_tal(froe, s), s))
    if metode == TILFAELDIG:
        return Stikproeve(tuple(sorted(orden[:antal])), frozenset(), 0)
    return _efter_beloeb({s: abs(sager[s]) for s in orden}, antal, froe)


def _tal(froe: int, tekst: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{froe}:{tekst}".encode()).digest(), "big")


def _efter_beloeb(vaegte: Mapping[str, int], antal: int, froe: int) -> Stikproeve:
    """vaegte in random order. Those above the interval are taken out until none is left above it."""
    sikre: list[str] = []
    rest = {s: v for s, v in vaegte.items() if v}
    while (plads := antal - len(sikre)) and rest:
        over = [s for s, v in rest.items() if v * plads >= sum(rest.values())]
        if not over:
            break
        sikre += over[:plads]
        rest = {s: v for s, v in rest.items() if s not in over}
    interval = Fraction(sum(rest.values()), plads) if plads and rest else Fraction(0)
    valgte = _systematisk(rest, plads, interval, froe) if interval else []
    ud = [*sikre, *valgte]
    ud += [s for s in vaegte if s not in set(ud)][: antal - len(ud)]  # amounts of nothing fill what is left
    return Stikproeve(tuple(sorted(ud)), frozenset(sikre), int(interval))


def _systematisk(rest: Mapping[str, int], plads: int, interval: Fraction, froe: int) -> list[str]:
    start = interval * Fraction(_tal(froe, "start") >> 192, 1 << 64)
    ud: list[str] = []
    naaet, naeste = Fraction(0), start
    for sag, vaegt in rest.items():
        naaet += vaegt
        if naaet > naeste and len(ud) < plads:
            ud.append(sag)
            naeste += interval
    return ud


def fremskriv(stikproeve: Stikproeve, sager: Mapping[str, int], fejl: Mapping[str, int]) -> int:
    """The error of all cases expected from the sample's, in øre: certain ones as they are, others by their share of
    the interval (method 'beloeb'), or by the sample's error per krone ('tilfaeldig')."""
    if stikproeve.interval_oere:
        sum_ = Fraction(0)
        for sag, oere in fejl.items():
            hele = abs(sager[sag])
            vaegt = 1 if sag in stikproeve.sikre or not hele else Fraction(stikproeve.interval_oere, hele)
            sum_ += oere * vaegt
        return round(sum_)
    i_proeven = sum(abs(sager[s]) for s in stikproeve.sager)
    alle = sum(abs(v) for v in sager.values())
    return round(Fraction(sum(fejl.values()) * alle, i_proeven)) if i_proeven else 0
