"""What the measures at a supplier cost in a period, and which of them a bill has come for. Pure.

A posting is tried against everybody who is at its supplier, in several periods, and most postings of a supplier's year
ask about the same ones. So a book is made of the measures, in which each period is worked out once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import TypeVar

import numpy as np
import numpy.typing as npt

DAG, UGE, MAANED, AAR = "dag", "uge", "maaned", "aar"
ENHEDER = {DAG, UGE, MAANED, AAR}
"""Of a price over time; any other is paid once."""
AFRUNDING = 1
"""A price is met but for so many øre."""
INGEN = -(2**60)
"""In an array of prices: there is none."""

Tal = npt.NDArray[np.int64]
Pris = TypeVar("Pris", int, Tal)


@dataclass(frozen=True)
class Maal:
    """A measure at the supplier. takst_oere is per enhed, already times antal; slut: last day.

    dagpris_oere, maanedspris_oere: what the person's other bills of the year come to. regnede: months ('YYYY-MM') in
    which the person has a bill from the supplier, and the days ('YYYY-MM-DD/YYYY-MM-DD') of bills known to be for parts
    of months; dele: the latter, read; beroert: the months that any of them is about. samme_lov: the posting's account
    is that of the measure's law.
    """

    person: str
    start: date
    slut: date
    takst_oere: int
    enhed: str
    dagpris_oere: int | None = None
    maanedspris_oere: int | None = None
    regnede: frozenset[str] = frozenset()
    samme_lov: bool = False
    dele: tuple[tuple[str, str], ...] = field(default=(), init=False, repr=False, compare=False)
    beroert: frozenset[str] = field(default=frozenset(), init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        dele = tuple((d[:10], d[11:]) for d in self.regnede if "/" in d)
        object.__setattr__(self, "dele", dele)
        object.__setattr__(self, "beroert", self.regnede.union(*(_beroert(f, t) for f, t in dele)))

    def i(self, tid: Tid) -> Tid | None:
        """The part of a period in which it runs; mostly all of it."""
        if self.start <= tid.fra and self.slut >= tid.til:
            return tid
        a, b = max(tid.fra, self.start), min(tid.til, self.slut)
        return som_tid(a, b) if a <= b else None

    def har_regning(self, fra: date, til: date) -> bool:
        """Whether a bill has come for some of the days in which it runs."""
        tid = self.i(som_tid(fra, til))
        return tid is not None and self.har_regning_i(tid)

    def har_regning_i(self, tid: Tid) -> bool:
        """As har_regning, of days in which it runs."""
        if not tid.maaneder.isdisjoint(self.regnede):
            return True
        return any(f <= tid.til.isoformat() and tid.fra.isoformat() <= t for f, t in self.dele)


@dataclass(frozen=True)
class Tid:
    """A period, with what is asked of it for each measure: its days, its whole months, (days, days of the month) of
    each month that is not whole, and all its months."""

    fra: date
    til: date
    dage: int
    hele: int
    begyndte: tuple[tuple[int, int], ...]
    maaneder: frozenset[str]

    def til_pris(self, maanedspris: Pris) -> Pris:
        """A monthly price, or an array of them, over the period: each begun month by its days."""
        ialt = maanedspris * self.hele
        for dage, ud_af in self.begyndte:
            ialt = ialt + maanedspris * dage // ud_af
        return ialt


@lru_cache(maxsize=100_000)
def som_tid(fra: date, til: date) -> Tid:
    hele, begyndte, dag = 0, [], fra
    while dag <= til:
        sidste = _sidste(dag)
        dage = (min(til, sidste) - dag).days + 1
        if dage == sidste.day:
            hele += 1
        else:
            begyndte.append((dage, sidste.day))
        dag = sidste + timedelta(days=1)
    return Tid(fra, til, (til - fra).days + 1, hele, tuple(begyndte), maaneder(fra, til))


@lru_cache(maxsize=10_000)
def maaneder(fra: date, til: date) -> frozenset[str]:
    """The months from one day to another, as YYYY-MM."""
    ud, dag = set(), fra.replace(day=1)
    while dag <= til:
        ud.add(f"{dag:%Y-%m}")
        dag = _sidste(dag) + timedelta(days=1)
    return frozenset(ud)


def _beroert(fra: str, til: str) -> Iterable[str]:
    """The months of a bill's days, 'YYYY-MM-DD'; mostly one."""
    en = fra[:7] == til[:7]
    return (fra[:7],) if en else maaneder(date.fromisoformat(fra), date.fromisoformat(til))


def _sidste(dag: date) -> date:
    naeste = dag.replace(day=28) + timedelta(days=4)
    return naeste.replace(day=1) - timedelta(days=1)


def pris(m: Maal, fra: date, til: date) -> set[int]:
    """What the measure can cost from fra to til, in øre: by its price, and by what the person's other bills say."""
    tid = m.i(som_tid(fra, til))
    return _pris(m, tid) if tid else set()


def rammer(beloeb: int, priser: set[int]) -> bool:
    """Whether an amount is one of the prices, but for the rounding of an øre."""
    return any(abs(beloeb - p) <= AFRUNDING for p in priser)


def _pris(m: Maal, tid: Tid) -> set[int]:
    if m.enhed == DAG:
        return {p * tid.dage for p in (m.takst_oere, m.dagpris_oere) if p}
    if m.enhed == UGE:
        return {m.takst_oere * tid.dage // 7} | ({m.dagpris_oere * tid.dage} if m.dagpris_oere else set())
    if m.enhed == MAANED:
        return {tid.til_pris(p) for p in (m.takst_oere, m.maanedspris_oere) if p}
    if m.enhed == AAR:
        return {tid.til_pris(m.takst_oere) // 12}
    return {m.takst_oere} if tid.fra <= m.start <= tid.til else set()


def _bedst(m: Maal, tid: Tid, priser: set[int]) -> int:
    """What it most likely costs: by the year's bills where there are any, else by the price."""
    if m.dagpris_oere and m.enhed == DAG:
        return m.dagpris_oere * tid.dage
    if m.maanedspris_oere and m.enhed == MAANED:
        return tid.til_pris(m.maanedspris_oere)
    return min(priser)


class Priser:
    """Measures of a book that run in a period: what each can cost by its two prices, and most likely costs, in øre.

    egen, andre, bedst: arrays alike, INGEN where there is no such price; pladser: the places of the measures.
    """

    def __init__(self, bog: Prisbog, pladser: Tal, egen: Tal, andre: Tal, bedst: Tal) -> None:
        self._bog, self._pladser, self._egen, self._andre, self._bedst = bog, pladser, egen, andre, bedst

    def blandt(self, valgt: npt.NDArray[np.bool_]) -> Priser:
        """Those of them that are chosen."""
        return Priser(
            self._bog, self._pladser[valgt], self._egen[valgt], self._andre[valgt], self._bedst[valgt]
        )

    def til(self, beloeb: int) -> list[Maal]:
        """Those that can cost an amount, but for the rounding of an øre."""
        ramt = (np.abs(self._egen - beloeb) <= AFRUNDING) | (np.abs(self._andre - beloeb) <= AFRUNDING)
        return [self._bog.maal[plads] for plads in self._pladser[ramt].tolist()]

    @cached_property
    def _summer(self) -> Tal:
        """What each person's measures most likely come to, by the book's number of the person."""
        ud = np.zeros(len(self._bog.personer), np.int64)
        np.add.at(ud, self._bog.person_nr[self._pladser], self._bedst)
        return np.maximum(ud, 0)

    @cached_property
    def antal(self) -> int:
        """The persons."""
        return int(np.count_nonzero(self._summer))

    @cached_property
    def i_alt(self) -> int:
        return int(self._summer.sum())

    @property
    def vaegte(self) -> dict[str, int]:
        """Person → what their measures most likely come to, in the order of the measures."""
        numre = dict.fromkeys(self._bog.person_nr[self._pladser].tolist())
        return {self._bog.personer[nr]: v for nr in numre if (v := int(self._summer[nr]))}

    @property
    def i_loven(self) -> Priser:
        """Those that the account's law is about, where there are any, else all."""
        samme = self._bog.samme_lov[self._pladser]
        return self.blandt(samme) if samme.any() else self


class Prisbog:
    """The measures at a supplier as they look to postings on the same account in the same year."""

    def __init__(self, maal: Iterable[Maal]) -> None:
        self.maal = tuple(maal)
        numre: dict[str, int] = {}
        self.person_nr = _tal(numre.setdefault(m.person, len(numre)) for m in self.maal)
        self.personer = list(numre)
        self.samme_lov = np.array([m.samme_lov for m in self.maal], np.bool_)
        self._fra = _tal(m.start.toordinal() for m in self.maal)
        self._til = _tal(m.slut.toordinal() for m in self.maal)
        self._enheder = {
            enhed: np.array([plads for plads, m in enumerate(self.maal) if m.enhed == enhed], np.int64)
            for enhed in {m.enhed for m in self.maal} & ENHEDER
        }
        self._i_enhed = np.array([m.enhed in ENHEDER for m in self.maal], np.bool_)
        self._takst = _tal(m.takst_oere for m in self.maal)
        self._dagpris = _tal(m.dagpris_oere or 0 for m in self.maal)
        self._maanedspris = _tal(m.maanedspris_oere or 0 for m in self.maal)
        self._med_dele = [plads for plads, m in enumerate(self.maal) if m.dele]
        self._beroert: dict[str, npt.NDArray[np.bool_]] = {}
        self._slaaet_op: dict[tuple[date, date], tuple[Priser, Priser]] = {}

    def i(self, fra: date, til: date) -> tuple[Priser, Priser]:
        """(those that run in the period, those of them without a bill for it)."""
        if (fra, til) not in self._slaaet_op:
            self._slaaet_op[fra, til] = self._regn(som_tid(fra, til))
        return self._slaaet_op[fra, til]

    def _regn(self, tid: Tid) -> tuple[Priser, Priser]:
        """Those that run in all of the period are priced together, the few that begin or end in it one by one."""
        fra, til = tid.fra.toordinal(), tid.til.toordinal()
        loeber = (self._fra <= til) & (self._til >= fra)
        hele = loeber & (self._fra <= fra) & (self._til >= til)
        regnet = self._regnede(tid)
        egen, andre, bedst = self._hele_perioden(tid)
        for plads in np.flatnonzero(loeber & ~(hele & self._i_enhed)).tolist():
            m, del_ = self.maal[plads], self.maal[plads].i(tid)
            priser = sorted(_pris(m, del_)) if del_ else []
            egen[plads], andre[plads] = (*priser, INGEN, INGEN)[:2]
            if del_ and priser:
                bedst[plads] = _bedst(m, del_, set(priser))
                regnet[plads] = m.har_regning_i(del_)
        pladser = np.flatnonzero(loeber & ((egen != INGEN) | (andre != INGEN)))
        alle = Priser(self, pladser, egen[pladser], andre[pladser], bedst[pladser])
        return alle, alle.blandt(~regnet[pladser])

    def _hele_perioden(self, tid: Tid) -> tuple[Tal, Tal, Tal]:
        """As _pris and _bedst, of every measure as if it ran in the whole period."""
        egen, andre, bedst = (np.full(len(self.maal), INGEN) for _ in range(3))
        for enhed, hvor in self._enheder.items():
            takst, dagpris, maanedspris = self._takst[hvor], self._dagpris[hvor], self._maanedspris[hvor]
            if enhed == DAG:
                egen[hvor], andre[hvor] = _kendt(takst, takst * tid.dage), _kendt(dagpris, dagpris * tid.dage)
            elif enhed == UGE:
                egen[hvor], andre[hvor] = takst * tid.dage // 7, _kendt(dagpris, dagpris * tid.dage)
            elif enhed == MAANED:
                egen[hvor] = _kendt(takst, tid.til_pris(takst))
                andre[hvor] = _kendt(maanedspris, tid.til_pris(maanedspris))
            else:
                egen[hvor] = tid.til_pris(takst) // 12
            mindst = np.where(andre[hvor] == INGEN, egen[hvor], np.minimum(egen[hvor], andre[hvor]))
            efter_regninger = np.where(andre[hvor] == INGEN, egen[hvor], andre[hvor])
            bedst[hvor] = mindst if enhed == UGE else efter_regninger
        return egen, andre, bedst

    def _regnede(self, tid: Tid) -> npt.NDArray[np.bool_]:
        """Those that have a bill for some of the period."""
        ud = np.zeros(len(self.maal), np.bool_)
        for maaned in tid.maaneder:
            if maaned not in self._beroert:
                self._beroert[maaned] = np.array([maaned in m.beroert for m in self.maal], np.bool_)
            ud |= self._beroert[maaned]
        if tid.begyndte:  # a bill for some days of its month may be for others
            for plads in self._med_dele:
                ud[plads] = ud[plads] and self.maal[plads].har_regning_i(tid)
        return ud


def _tal(vaerdier: Iterable[int]) -> Tal:
    return np.fromiter(vaerdier, np.int64)


def _kendt(pris_: Tal, beloeb: Tal) -> Tal:
    """The amounts, where there is a price."""
    return np.where(pris_ == 0, INGEN, beloeb)
