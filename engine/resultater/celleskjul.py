"""Which cells must be hidden when a measure may be asked for in many ways, so that no small one follows from others.

A cell is a sum over persons with some values of some dimensions in common; a table's totals and its filters are cells
too, with fewer or more values. Two answers that are each harmless may differ by one person's sum, so a cell is hidden
or shown in every answer alike, and what is hidden is decided over all the answers at once:

- a cell of fewer persons than the minimum is hidden, unless it stands openly elsewhere;
- where a line's hidden cells are together of fewer than the minimum, another of the line is hidden too;
- then the shown cells are taken as equations. A hidden cell follows from them exactly when it is a combination of them,
  which is when every redistribution of the amounts that leaves all shown cells unchanged leaves it unchanged too. One
  such is drawn at random (a vector projected on the equations' null space): a small cell that it leaves unchanged is
  told, and more is hidden until none is.

Where the amounts are known not to be negative, more follows: what is hidden together with nearly nothing is nearly
told. So there a sensitive cell must be able to move by PUSTERUM of itself, both ways, by redistributions that leave no
amount negative; one that none of those drawn moves so far counts as told. They are certificates: what they allow can
be, so nobody who knows every answer can say it is not so, and more may be hidden than it takes, never less.

A cell in which one person has more than DOMINANS of the amount is sensitive like a small one: who reads it reads that
person. Measures that follow from each other (what is due, less what is claimed, is what is missing) are one system: an
amount is taken apart in pieces (`led`), and each measure sums some of them. Knowing persons in the cell is not tried.
Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from engine.resultater.smaaceller import MINIMUM, er_lille

Celle = frozenset[tuple[str, Any]]
"""(dimension, value) of a cell; the empty one is the sum of all."""
Tal = npt.NDArray[np.float64]
Numre = npt.NDArray[np.int64]
_FRI = 1e-6
"""What a redistribution changes a cell by at least when the cell does not follow; drawn from a normal distribution."""
_RUNDER, _SKRIDT = 60, 4_000
DOMINANS = 0.8
"""The share of a cell's amount that one person may have, at most."""
PUSTERUM = 0.05
"""The share of itself by which a sensitive amount must be uncertain to those who know every answer, each way."""
_TRAEK, _NOEJAGTIG = 8, 1e-7
MAAL, LED = "_maal", "_led"
"""The dimension that names the measure of a cell, and the column that names the piece of a row."""


@dataclass(frozen=True)
class System:
    """The sums of every answer. navne: the cells that each sum is; two cells of the same rows are one sum.

    personer: of how many each is; raekker: which rows of the frame it sums. linjer: (whole, its parts along one
    dimension). laegges_sammen: whether persons of cells may be added up. maengder: the rows' amounts, where none can be
    negative. domineret: the sums of which one person has too much.
    """

    navne: Sequence[tuple[Celle, ...]]
    personer: Sequence[int]
    raekker: Sequence[Numre]
    linjer: Sequence[tuple[int, tuple[int, ...]]]
    antal: int
    laegges_sammen: bool
    maengder: Tal | None = None
    domineret: frozenset[int] = frozenset()

    def smaa(self, summer: Iterable[int], minimum: int) -> bool:
        """Whether some sums are together of too few persons; at least the largest where persons do not add up."""
        antal = [self.personer[n] for n in summer]
        return er_lille(sum(antal) if self.laegges_sammen else max(antal, default=0), minimum)


def system(
    ramme: pd.DataFrame,
    saet: Collection[frozenset[str]],
    taeller: Callable[[Numre], int],
    *,
    laegges_sammen: bool,
    dele: Mapping[str, str] | None = None,
    led: Mapping[str, Collection[str]] | None = None,
    maengde: str | None = None,
    hvem: str | None = None,
) -> System:
    """The cells of a frame by every set of dimensions that answers are split or filtered by, subsets included.

    ramme: a column for each dimension and `personer`; a missing value is in no cell of that dimension. taeller: the
    persons of some rows. dele: {a dimension: the one that its values are parts of}, for a whole that is no total. led:
    {measure: the pieces it sums}, for measures that are one system; then rows have a column LED and cells a MAAL.
    maengde: the column of amounts, where none can be negative; hvem: the one that tells whose each is, for DOMINANS.
    """
    ramme = ramme.reset_index(drop=True)
    alle = _celler(ramme, saet) if led is None else _led_celler(ramme, saet, led)
    nr: dict[bytes, int] = {}
    navne: list[list[Celle]] = []
    raekker: list[Numre] = []
    for celle, hvilke in alle.items():
        if (noegle := hvilke.tobytes()) not in nr:
            nr[noegle] = len(navne)
            navne.append([])
            raekker.append(hvilke)
        navne[nr[noegle]].append(celle)
    personer = ramme["personer"]
    personer = personer if pd.api.types.is_numeric_dtype(personer) else pd.factorize(personer)[0]
    pr_raekke = np.asarray(personer, dtype=np.int64)
    return System(
        [tuple(n) for n in navne],
        [taeller(pr_raekke[r]) for r in raekker],
        raekker,
        _linjer(alle, {c: nr[r.tobytes()] for c, r in alle.items()}, dele or {}),
        len(ramme),
        laegges_sammen,
        None if maengde is None else ramme[maengde].to_numpy(dtype=np.float64),
        frozenset() if maengde is None or hvem is None else _dominerede(ramme[maengde], ramme[hvem], raekker),
    )


def _dominerede(maengder: pd.Series, hvem: pd.Series, celler: Sequence[Numre]) -> frozenset[int]:
    """The sums of which one person has more than DOMINANS."""
    tal, person = maengder.to_numpy(dtype=np.float64), pd.factorize(hvem)[0]
    return frozenset(
        n
        for n, r in enumerate(celler)
        if np.bincount(person[r], weights=tal[r]).max() > DOMINANS * tal[r].sum() > 0
    )


def _led_celler(
    ramme: pd.DataFrame, saet: Collection[frozenset[str]], led: Mapping[str, Collection[str]]
) -> dict[Celle, Numre]:
    """The cells of each measure, over the rows of its pieces."""
    ud: dict[Celle, Numre] = {}
    for maal, stykker in led.items():
        egne = np.flatnonzero(ramme[LED].isin(list(stykker)).to_numpy())
        for c, r in _celler(ramme.iloc[egne].reset_index(drop=True), saet).items():
            ud[c | {(MAAL, maal)}] = egne[r]
    return ud


def _celler(ramme: pd.DataFrame, saet: Collection[frozenset[str]]) -> dict[Celle, Numre]:
    ud: dict[Celle, Numre] = {}
    for dims in sorted(saet, key=lambda d: (len(d), sorted(d))):
        navne = sorted(dims)
        grupper = ramme.groupby(navne, sort=True).indices if navne else {(): np.arange(len(ramme))}
        for noegle, hvilke in grupper.items():
            vaerdier = noegle if isinstance(noegle, tuple) else (noegle,)
            if len(hvilke):
                ud[frozenset(zip(navne, vaerdier, strict=True))] = np.sort(hvilke).astype(np.int64)
    return ud


def _linjer(
    celler: Mapping[Celle, Numre], nr: Mapping[Celle, int], dele: Mapping[str, str]
) -> list[tuple[int, tuple[int, ...]]]:
    hele = {
        d: [(c, set(r)) for c, r in celler.items() if {x for x, _ in c} - {MAAL} == {d}]
        for d in dele.values()
    }
    linjer: dict[tuple[Celle, str], set[int]] = defaultdict(set)
    for c, raekker in celler.items():
        for dimension, vaerdi in (d for d in c if d[0] != MAAL):
            rest = c - {(dimension, vaerdi)}
            helheder = [rest]
            if hel := dele.get(dimension):  # its rows are all in such a whole, or none is
                helheder += [rest | x for x, inde in hele[hel] if raekker[0] in inde]
            for h in helheder:
                if h in nr and nr[h] != nr[c]:
                    linjer[h, dimension].add(nr[c])
    return sorted({(nr[h], tuple(sorted(d))) for (h, _), d in linjer.items()})


def skjulte_celler(
    s: System,
    minimum: int = MINIMUM,
    aaben: Callable[[Celle], bool] = lambda _: False,
    uset: Collection[str] = (),
    lukket: frozenset[Celle] = frozenset(),
) -> frozenset[Celle]:
    """The cells to hide. aaben: those that are shown anyway, because they stand elsewhere. uset: measures that no
    answer shows, which must not follow all the same. lukket: cells that are hidden elsewhere, and so here.

    A small cell that is the same sum as an open one is told by that, and hidden all the same where it is named."""
    aabne = {n for n, navne in enumerate(s.navne) if any(map(aaben, navne))}
    usete = (
        {n for n, navne in enumerate(s.navne) if all(dict(c).get(MAAL) in uset for c in navne)}
        if uset
        else set()
    )
    faa = {n for n, antal in enumerate(s.personer) if er_lille(antal, minimum)} | s.domineret
    smaa = faa - aabne
    valg = _Valg(s, aabne)
    lukkede = {n for n, navne in enumerate(s.navne) if not lukket.isdisjoint(navne)} if lukket else set()
    skjult: set[int] = smaa | usete | (lukkede - aabne)
    opgivet: set[int] = set()
    for _ in range(_RUNDER):
        _daek_linjerne(valg, skjult, minimum)
        fortalte = fortalt(s, skjult, smaa - opgivet)
        if not fortalte:
            break
        for celle in fortalte:
            if nye := valg.daekning(celle, skjult):
                skjult |= nye
            else:
                opgivet.add(celle)  # everything around it is shown elsewhere
    else:  # never told in the end, at the price of more hidden than it takes
        skjult = set(range(len(s.navne))) - aabne
    return frozenset(
        c for n in skjult | faa for c in s.navne[n] if not aaben(c) and dict(c).get(MAAL) not in uset
    )


class _Valg:
    """What to hide beside a cell: the other parts of its lines, the smallest first, and wholes last."""

    def __init__(self, s: System, aabne: set[int]) -> None:
        self.s, self.aabne = s, aabne
        self.linjer_med: dict[int, list[int]] = defaultdict(list)
        for nr, (hel, dele) in enumerate(s.linjer):
            for n in (hel, *dele):
                self.linjer_med[n].append(nr)

    def _rang(self, n: int) -> tuple[int, int, int]:
        return -min(map(len, self.s.navne[n])), self.s.personer[n], n

    def billigste(self, blandt: Iterable[int], skjult: set[int]) -> int | None:
        fri = [n for n in blandt if n not in skjult and n not in self.aabne]
        return min(fri, key=self._rang, default=None)

    def daekning(self, celle: int, skjult: set[int]) -> set[int]:
        """The cheapest that can be hidden in each line where this one has the least company; empty when none can."""
        linjer = [{self.s.linjer[nr][0], *self.s.linjer[nr][1]} for nr in self.linjer_med[celle]]
        mulige = [(len(x & skjult), n) for x in linjer if (n := self.billigste(x, skjult)) is not None]
        if (
            not mulige
        ):  # it follows from sums further away: the least that has some of it, else of all that are shown
            egne = set(self.s.raekker[celle].tolist())
            beroerte = [
                n
                for n, r in enumerate(self.s.raekker)
                if not egne.isdisjoint(r.tolist())
                and self._rang(n)[0] < -1  # a total of all is the last to go
            ]
            ny = self.billigste(beroerte, skjult)
            ny = self.billigste(range(len(self.s.navne)), skjult) if ny is None else ny
            return set() if ny is None else {ny}
        faerrest = min(antal for antal, _ in mulige)
        return {n for antal, n in mulige if antal == faerrest}


def _daek_linjerne(valg: _Valg, skjult: set[int], minimum: int) -> None:
    """Hide more until what a shown whole tells of its hidden parts together is of no few persons."""
    aendret = True
    while aendret:
        aendret = False
        for hel, dele in valg.s.linjer:
            if hel in skjult:
                continue
            gemte = [n for n in dele if n in skjult]
            if gemte and valg.s.smaa(gemte, minimum):
                ny = valg.billigste(dele, skjult)
                ny = valg.billigste((hel,), skjult) if ny is None else ny
                if ny is not None:
                    skjult.add(ny)
                    aendret = True


def fortalt(s: System, skjult: Collection[int], blandt: Iterable[int]) -> list[int]:
    """The sums among some that follow from all the cells that are shown; nearly, where no amount is negative."""
    blandt = sorted(blandt)
    vist = [s.raekker[n] for n in range(len(s.navne)) if n not in skjult]
    if not vist or not blandt:
        return []
    x = _omfordeling(_Ligninger(vist, np.ones(s.antal)), _terning(0).normal(size=s.antal))
    fulgte = [n for n in blandt if abs(x[s.raekker[n]].sum()) < _FRI]
    return fulgte or (_naesten_fortalt(s, vist, blandt) if s.maengder is not None else [])


def _naesten_fortalt(s: System, vist: Sequence[Numre], blandt: Sequence[int]) -> list[int]:
    """Those that no redistribution drawn moves by PUSTERUM both ways while every amount stays at nought or above.

    A row moves in proportion to its amount, so that none of the small ones holds the large ones back.
    """
    maengder = np.asarray(s.maengder, dtype=np.float64)
    ligninger = _Ligninger(vist, maengder)
    sum_ = np.array([maengder[s.raekker[n]].sum() for n in blandt])
    op, ned = np.zeros(len(blandt)), np.zeros(len(blandt))
    for nr in range(_TRAEK):
        y = _omfordeling(ligninger, _terning(1 + nr).normal(size=s.antal))
        if not ligninger.holder(y):
            continue  # not solved well enough to be a certificate
        z = np.array([(maengder[s.raekker[n]] * y[s.raekker[n]]).sum() for n in blandt])
        frem, tilbage = (
            1 / max(float(v.max()), 1e-12) for v in (-y, y)
        )  # as far as the first amount at nought
        op = np.maximum(op, np.maximum(frem * z, -tilbage * z))
        ned = np.maximum(ned, np.maximum(-frem * z, tilbage * z))
    return [n for n, u, d, ialt in zip(blandt, op, ned, sum_, strict=True) if min(u, d) < PUSTERUM * ialt]


def _terning(nr: int) -> np.random.Generator:
    return np.random.default_rng(20_260_101 + nr)


class _Ligninger:
    """The shown sums as equations over changes of the rows in units of `enhed`, each scaled to length one."""

    def __init__(self, vist: Sequence[Numre], enhed: Tal) -> None:
        self.antal, self.vist = len(enhed), len(vist)
        self.celle = np.repeat(np.arange(len(vist)), [len(r) for r in vist])
        self.raekke = np.concatenate(vist)
        vaegt = enhed[self.raekke]
        laengde = np.sqrt(np.bincount(self.celle, weights=vaegt**2, minlength=len(vist)))
        self.vaegt = vaegt / np.where(laengde > 0, laengde, 1)[self.celle]

    def sum(self, x: Tal) -> Tal:
        return np.bincount(self.celle, weights=self.vaegt * x[self.raekke], minlength=self.vist).astype(
            np.float64
        )

    def spred(self, y: Tal) -> Tal:
        return np.bincount(self.raekke, weights=self.vaegt * y[self.celle], minlength=self.antal).astype(
            np.float64
        )

    def holder(self, x: Tal) -> bool:
        """Whether a change leaves the shown sums unchanged."""
        return float(np.abs(self.sum(x)).max()) <= _NOEJAGTIG * max(float(np.abs(x).max()), 1e-12)


def _omfordeling(ligninger: _Ligninger, x: Tal) -> Tal:
    """The part of a random change of the rows that leaves every shown sum unchanged: conjugate gradients."""
    g = ligninger.sum(x)
    retning, gg = g, float(g @ g)
    graense = gg * 1e-26
    for _ in range(_SKRIDT):
        if gg <= graense:
            break
        q = ligninger.spred(retning)
        skridt = gg / float(q @ q)
        x = x - skridt * q
        g = ligninger.sum(x)
        ny = float(g @ g)
        retning = g + ny / gg * retning
        gg = ny
    return x
