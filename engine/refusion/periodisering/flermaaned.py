"""Which two to six months a run's bills are for, where they do not say it: a quarter's, a half-year's. Pure.

Such a bill is for whole months as far as the help ran: those that end with or just before its date, or those that
begin with it, whichever most of the run's bills are, by amount or by word. It is so many days at the price of a day, or
so many months at the price of a month, to the øre. The measure tells the price of its latest year; an earlier year's is
the one that most of its bills come to. What is also another bill's, or fits both ways, stays where it is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from engine.refusion.periodisering.regningsmaaned import PRISFALD, PRISHOP, Regning, Tid, rammer

FAERREST, FLEST = 2, 6
"""Months of a bill."""
FORUD_DAGE = 15
"""A bill that is paid ahead comes before so many days of its first month have gone."""
MINDST = 2
"""So many bills at one price tell an earlier year's; a year's only bill does where it is whole days at whole kroner."""
KRONE = 100

Tider = dict[int, Tid]


@dataclass(frozen=True)
class _Maal:
    """A measure with a price of a day or of a month."""

    fra: date
    til: date
    om_dagen: bool
    oere: float

    def slut_inden(self, dag: date) -> bool:
        """Whether it ended in a day's month, before the month was out and by then."""
        return self.til <= dag and _maaned(self.til) == _maaned(dag)

    def enheder(self, tid: Tid) -> int:
        """Days or months; none where a month is not whole and there is no price of a day."""
        fra, til = tid
        if self.om_dagen:
            return (til - fra).days + 1
        hele = fra.day == 1 and (til + timedelta(1)).day == 1
        return _maaned(til) - _maaned(fra) + 1 if hele else 0


def skoen(
    regninger: Sequence[Regning], indsatser: Sequence[Mapping[str, Any]], lagt: Mapping[int, Tid]
) -> Tider:
    """Bill → the months it seems to be for, of those that do not say it. lagt: bills that are laid already."""
    tavse = [r for r in regninger if r.fra is None and r.nr not in lagt]
    maal = [m for i in indsatser if (m := _maal(i))] if tavse else []
    if not maal:
        return {}
    egne = [(r.fra, r.til) for r in regninger if r.fra and r.til]
    ud = {forud: _lagt(regninger, tavse, maal, [*egne, *lagt.values()], forud) for forud in (False, True)}
    stemmer = {forud: len(lagte) + sum(_sendt(r, forud) for r in regninger) for forud, lagte in ud.items()}
    return {} if stemmer[False] == stemmer[True] else ud[stemmer[True] > stemmer[False]]


def _sendt(r: Regning, forud: bool) -> bool:
    """Whether a bill that says its months came with their beginning (forud), or with or after their end."""
    if r.fra is None or r.til is None or _maaned(r.til) - _maaned(r.fra) + 1 < FAERREST:
        return False
    return r.dag < r.fra + timedelta(FORUD_DAGE) if forud else r.dag >= r.til


def _maal(i: Mapping[str, Any]) -> _Maal | None:
    dage = {"dag": 1, "uge": 7, "maaned": 0}.get(i["enhed"])
    if dage is None or not i["takst_oere"]:
        return None
    oere = float(i["takst_oere"] * i["antal"])
    return _Maal(i["startdato"], i["slutdato"], dage > 0, oere / (dage or 1))


def _lagt(
    regninger: Sequence[Regning],
    tavse: Sequence[Regning],
    maal: Sequence[_Maal],
    optaget: Sequence[Tid],
    forud: bool,
) -> Tider:
    """The bills whose months fit in one way only, and are no other bill's."""
    mulige: dict[int, set[Tid]] = {r.nr: set() for r in tavse}
    for m in maal:
        tider = {dag: list(_tider(dag, m, forud)) for dag in {r.dag for r in regninger if r.fra is None}}
        if not any(tider[r.dag] for r in tavse):
            continue
        priser = _priser(regninger, m, tider)
        for r in tavse:
            mulige[r.nr] |= {t for t in tider[r.dag] if _koster(m, t, priser) == r.oere}
    ene = {nr: next(iter(tider)) for nr, tider in mulige.items() if len(tider) == 1}
    return {
        nr: t for nr, t in ene.items() if not rammer(t, [*optaget, *(a for n, a in ene.items() if n != nr)])
    }


def _tider(dag: date, m: _Maal, forud: bool) -> Iterable[Tid]:
    """Two to six months that end with or just before a day, or begin with it (forud), as far as the measure ran."""
    loeb = _maaned(m.fra), _maaned(m.til)
    if forud:
        foerst = _maaned(dag) + (dag.day > FORUD_DAGE)
        spaend = [(foerst, min(foerst + n - 1, loeb[1])) for n in range(FAERREST, FLEST + 1)]
    else:
        sidst = _maaned(dag + timedelta(1)) - (not m.slut_inden(dag))
        spaend = [(max(sidst - n + 1, loeb[0]), sidst) for n in range(FAERREST, FLEST + 1)]
    for a, b in dict.fromkeys(spaend):
        if loeb[0] <= a <= b - FAERREST + 1 and b <= loeb[1]:
            yield max(_foerste(a), m.fra), min(_foerste(b + 1) - timedelta(1), m.til)


def _priser(regninger: Sequence[Regning], m: _Maal, tider: Mapping[date, Sequence[Tid]]) -> dict[int, int]:
    """Year → the price of a day or a month: the measure's in its latest year, and back from it by the bills. tider: the
    months that a bill of a day may be for."""
    if not regninger or m.oere != round(m.oere):
        return {}
    sidste = min(m.til, max(r.til or r.dag for r in regninger)).year
    ud = {sidste: round(m.oere)}
    efter_aar = _efter_aar(regninger, m, tider)
    for aar in range(sidste - 1, min(r.dag for r in regninger).year - 2, -1):
        pris = _aarets(efter_aar.get(aar, ()), m, ud[aar + 1])
        if pris is None:
            break
        ud[aar] = pris
    return ud


def _efter_aar(
    regninger: Sequence[Regning], m: _Maal, tider: Mapping[date, Sequence[Tid]]
) -> dict[int, list[tuple[int, set[int]]]]:
    """Year → of each bill that may be for months of it alone: its amount, and how many days or months they are."""
    ud: dict[int, list[tuple[int, set[int]]]] = defaultdict(list)
    for r in regninger:
        enheder: dict[int, set[int]] = defaultdict(set)
        for t in [(r.fra, r.til)] if r.fra and r.til else tider[r.dag]:
            if t[0].year == t[1].year and (n := m.enheder(t)):
                enheder[t[0].year].add(n)
        for aar, antal in enheder.items():
            ud[aar].append((r.oere, antal))
    return ud


def _aarets(regninger: Sequence[tuple[int, set[int]]], m: _Maal, efter: int) -> int | None:
    """The price that most of a year's bills come to whole, near the price of the year after."""
    passer: Counter[int] = Counter()
    for oere, enheder in regninger:
        passer.update(
            {oere // n for n in enheder if oere % n == 0 and efter * PRISFALD <= oere / n <= efter * PRISHOP}
        )
    antal, flest = len(regninger), passer.most_common(2)
    ene = antal == len(flest) == 1 and m.om_dagen and flest[0][0] % KRONE == 0
    if not flest or (not ene and flest[0][1] < MINDST) or flest[0][1] * 2 <= antal:
        return None
    return None if len(flest) > 1 and flest[1][1] == flest[0][1] else flest[0][0]


def _koster(m: _Maal, tid: Tid, priser: Mapping[int, int]) -> int | None:
    """What the months cost, to the øre; None where a year's price is not known."""
    ialt = 0
    for aar in range(tid[0].year, tid[1].year + 1):
        del_ = max(tid[0], date(aar, 1, 1)), min(tid[1], date(aar, 12, 31))
        enheder = m.enheder(del_)
        if aar not in priser or not enheder:
            return None
        ialt += priser[aar] * enheder
    return ialt


def _maaned(dag: date) -> int:
    return dag.year * 12 + dag.month - 1


def _foerste(maaned: int) -> date:
    return date(maaned // 12, maaned % 12 + 1, 1)
