"""Which months a run of bills is for, where they do not say it: by amount, by date, and by what the others leave. Pure.

A bill that does not say its month stands in the month of its date, and most bills come in the month after. Where the
help has a price a day, an amount is so many days of it: 31, 30, or four weeks. A bill is for a month whose days come to
its amount, that no other bill of the run is for, and after which it came about as long as bills do; later bills are for
later months. Nothing is moved in the ledger by this: it is what a claim may rest on until a person has said the months.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

UGER = 28
"""Days of a bill for four weeks."""
DAGE = (28, 29, 30, 31)
FOER, EFTER = 3, 1
"""A bill is for the month of its date, one of so many before it, or one of so many after (paid ahead)."""
MINDST = 3
"""So many bills at one price make a run."""
PRISFALD, PRISHOP = 0.85, 1.05
"""A year's price is so many times the year's after it, at least and at most."""
LADES_DAGE = 60
"""What it costs to leave a bill where it is: a month so far from where it should be is no better."""
_EPOKE = date(2000, 1, 3)  # a Monday


@dataclass(frozen=True)
class Regning:
    """A bill of a run. oere above nought. fra, til: what it says, None where it does not."""

    nr: int
    dag: date
    oere: int
    fra: date | None = None
    til: date | None = None


@dataclass(frozen=True)
class Vane:
    """How bills are sent. dage: from the last day they are for to their own. fase: of four weeks, days from a Monday
    that every fourth week begins with; None where nothing tells. egen: the run's own bills tell the days."""

    dage: int
    fase: int | None = None
    egen: bool = False


Tid = tuple[date, date]
"""First and last day."""


def fase(fra: date) -> int:
    return (fra - _EPOKE).days % UGER


def skoen(regninger: Sequence[Regning], indsatser: Sequence[Mapping[str, Any]], vane: Vane) -> dict[int, Tid]:
    """Bill → the days it seems to be for, of those that do not say it and whose amount fits."""
    tavse = sorted((r for r in regninger if r.fra is None), key=lambda r: (r.dag, r.nr))
    priser = dagspriser(regninger, indsatser) if tavse else {}
    if not priser:
        return {}
    kendte = [r for r in regninger if r.fra is not None]
    if _i_uger(regninger, priser):
        egne = Counter(fase(r.fra) for r in kendte if r.fra and r.til and (r.til - r.fra).days + 1 == UGER)
        valgt = egne.most_common(1)[0][0] if egne else vane.fase
        faser = range(0, UGER, 7) if valgt is None else (valgt,)
        mulige = [[_uger(r, f, priser) for r in tavse] for f in faser]
    else:
        mulige = [[_maaneder(r, indsatser, priser) for r in tavse]]
    optaget = [(r.fra, r.til) for r in kendte if r.fra and r.til]
    fri = [[[t for t in tider if not rammer(t, optaget)] for tider in hver] for hver in mulige]
    return min((_laeg(tavse, hver, _dage(tavse, hver, vane)) for hver in fri), key=lambda ud: ud[0])[1]


def _dage(tavse: Sequence[Regning], mulige: Sequence[Sequence[Tid]], vane: Vane) -> int:
    """How long after its days a bill comes: as the run's own bills tell, by word or by amounts that fit only once."""
    ene = [(r.dag - tider[0][1]).days for r, tider in zip(tavse, mulige, strict=True) if len(tider) == 1]
    return vane.dage if vane.egen or len(ene) < MINDST else round(median(ene))


def dagspriser(regninger: Sequence[Regning], indsatser: Sequence[Mapping[str, Any]]) -> dict[int, float]:
    """Year → the price of a day that most of the year's bills come to, from today's and back; none without a run."""
    takster = {t for i in indsatser if (t := _om_dagen(i))}
    aar_for = {r.nr: (r.fra or r.dag).year for r in regninger}
    ud: dict[int, float] = {}
    efter: float | None = None
    for aar in sorted(set(aar_for.values()), reverse=True):
        egne = Counter((r.oere, _dage_i(r)) for r in regninger if aar_for[r.nr] == aar)
        mulige = takster if efter is None else {oere / d for oere, _ in egne for d in DAGE}
        if efter is not None:
            mulige = {p for p in mulige if efter * PRISFALD <= p <= efter * PRISHOP}
        maalt = [
            (sum(n for (oere, dage), n in egne.items() if _passer(oere, dage, p)), -abs(p - (efter or p)), p)
            for p in mulige
        ]
        antal, _, pris = max(maalt, default=(0, 0.0, 0.0))
        if antal * 2 > egne.total() and (antal >= MINDST or efter is not None):
            ud[aar] = efter = pris
        elif efter is not None:
            break
    return ud if len(regninger) >= MINDST else {}


def _om_dagen(i: Mapping[str, Any]) -> float | None:
    dage = {"dag": 1, "uge": 7}.get(i["enhed"])
    return None if dage is None or not i["takst_oere"] else float(i["takst_oere"] * i["antal"]) / dage


def _dage_i(r: Regning) -> tuple[int, ...]:
    """How many days a bill may be for."""
    return DAGE if r.fra is None or r.til is None else ((r.til - r.fra).days + 1,)


def _passer(oere: int, dage: Sequence[int], pris: float) -> bool:
    return any(_ens(oere, pris * d) for d in dage)


def _ens(oere: float, ventet: float) -> bool:
    return abs(oere - ventet) <= 100 + ventet / 2000


def _i_uger(regninger: Sequence[Regning], priser: Mapping[int, float]) -> bool:
    """Whether more of the bills are for four weeks than for the days of a month."""
    antal: Counter[int] = Counter()
    for (oere, aar), gange in Counter((r.oere, (r.fra or r.dag).year) for r in regninger).items():
        for dage in DAGE:
            if aar in priser and _ens(oere, priser[aar] * dage):
                antal[dage] += gange
    return antal[UGER] > antal[30] + antal[31]


def _beloeb(fra: date, til: date, priser: Mapping[int, float]) -> float | None:
    """What the days cost; None where a year's price is not known."""
    ialt = 0.0
    for aar in range(fra.year, til.year + 1):
        if aar not in priser:
            return None
        ialt += priser[aar] * ((min(til, date(aar, 12, 31)) - max(fra, date(aar, 1, 1))).days + 1)
    return ialt


def _maaneder(r: Regning, indsatser: Sequence[Mapping[str, Any]], priser: Mapping[int, float]) -> list[Tid]:
    """The months, as far as the help ran, that come to the bill."""
    ud = []
    for n in range(-FOER, EFTER + 1):
        nr = r.dag.year * 12 + r.dag.month - 1 + n
        fra, til = date(nr // 12, nr % 12 + 1, 1), date((nr + 1) // 12, (nr + 1) % 12 + 1, 1) - timedelta(1)
        for i in indsatser:
            a, b = max(fra, i["startdato"]), min(til, i["slutdato"])
            ventet = _beloeb(a, b, priser) if a <= b and _om_dagen(i) else None
            if ventet is not None and _ens(r.oere, ventet) and (a, b) not in ud:
                ud.append((a, b))
    return ud


def _uger(r: Regning, fase_: int, priser: Mapping[int, float]) -> list[Tid]:
    """The stretches of four weeks that come to the bill."""
    naer = (r.dag - _EPOKE).days // UGER
    ud = []
    for k in range(naer - FOER, naer + EFTER + 1):
        fra = _EPOKE + timedelta(days=k * UGER + fase_)
        ventet = _beloeb(fra, fra + timedelta(days=UGER - 1), priser)
        if ventet is not None and _ens(r.oere, ventet):
            ud.append((fra, fra + timedelta(days=UGER - 1)))
    return ud


def rammer(t: Tid, optaget: Iterable[Tid]) -> bool:
    """Whether a period shares a day with some of the others."""
    return any(a <= t[1] and t[0] <= b for a, b in optaget)


def _laeg(tavse: Sequence[Regning], mulige: Sequence[Sequence[Tid]], dage: int) -> tuple[int, dict[int, Tid]]:
    """(how far off in all, bill → days): later bills for later days, each after its days about as long as usual."""
    bedste: dict[date, tuple[int, dict[int, Tid]]] = {date.min: (0, {})}
    for r, tider in zip(tavse, mulige, strict=True):
        nye: dict[date, tuple[int, dict[int, Tid]]] = {}
        for sidst, (pris, lagt) in bedste.items():
            for t in (None, *tider):
                if t is not None and t[0] <= sidst:
                    continue
                til = sidst if t is None else t[1]
                i_alt = pris + (LADES_DAGE if t is None else min(abs((r.dag - t[1]).days - dage), LADES_DAGE))
                if til not in nye or i_alt < nye[til][0]:
                    nye[til] = (i_alt, lagt if t is None else {**lagt, r.nr: t})
        bedste = nye
    return min(bedste.values(), key=lambda x: x[0])
