"""Which cells of a table with totals must be hidden, so that no small one can be worked out from what is shown.

A table is rows × columns with a total of each and of all (the key None). Every line adds up to its total, so a cell
that is hidden alone in a line is told by the line; and a hidden cell is told by all lines together exactly when it is
a bridge between its row and its column in the graph of the hidden cells. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping

from engine.resultater.smaaceller import MINIMUM, er_lille

Celle = tuple[Hashable | None, Hashable | None]
"""(row, column); None is the total."""
Knude = tuple[str, Hashable | None]


def skjulte_celler(
    personer: Mapping[Celle, int], minimum: int = MINIMUM, aabne: Collection[Celle] = frozenset()
) -> frozenset[Celle]:
    """The cells to hide. personer: how many persons each is of, totals too; every cell of the table is there.

    aabne: those that are shown anyway, because they stand elsewhere. The small ones are hidden, and of the others the
    smallest that cover them, totals last.
    """
    smaa = {c for c, antal in personer.items() if er_lille(antal, minimum) and c not in aabne}
    skjult = set(smaa)
    while daekning := _daekning(personer, skjult, smaa, aabne):
        skjult |= daekning
    return frozenset(skjult)


def afslorede(personer: Collection[Celle], skjult: Collection[Celle]) -> frozenset[Celle]:
    """The hidden cells that follow from the shown ones."""
    if _er_liste(personer):
        return frozenset(skjult) if len(skjult) == 1 and len(personer) > 1 else frozenset()
    return _broer(skjult)


def _er_liste(personer: Collection[Celle]) -> bool:
    """Whether the table has one column and no totals of rows."""
    return len({c for _, c in personer}) == 1


def _daekning(
    personer: Mapping[Celle, int], skjult: set[Celle], smaa: set[Celle], aabne: Collection[Celle]
) -> set[Celle]:
    """More cells to hide: one in a line of each small cell that is told. Empty when none is, or none can be hidden."""
    fortalte = sorted(afslorede(personer, skjult) & smaa, key=str)
    if not fortalte:
        return set()
    frie = sorted(
        (c for c in personer if c not in skjult and c not in aabne), key=lambda c: _rang(c, personer[c])
    )
    i_soejle: dict[Hashable | None, Celle] = {}
    i_raekke: dict[Hashable | None, Celle] = {}
    for c in frie:  # the first is the one to take
        i_soejle.setdefault(c[1], c)
        i_raekke.setdefault(c[0], c)
    nye: set[Celle] = set()
    for r, k in fortalte:
        if not any(r == x or k == y for x, y in nye):
            i_raekken = None if _er_liste(personer) else i_raekke.get(r)
            if naeste := i_soejle.get(k) or i_raekken:
                nye.add(naeste)
    return nye or set(frie[:1])


def _rang(celle: Celle, antal: int) -> tuple[int, bool, int, str]:
    """Cells before totals, those with persons before those without, the smallest first."""
    return (celle[0] is None) + (celle[1] is None), antal == 0, antal, str(celle)


def _broer(skjult: Collection[Celle]) -> frozenset[Celle]:
    """The hidden cells that are bridges: without one its row and column would not hang together (Tarjan 1974)."""
    naboer: dict[Knude, list[tuple[Knude, Celle]]] = defaultdict(list)
    for celle in skjult:
        raekke, soejle = ("r", celle[0]), ("k", celle[1])
        naboer[raekke].append((soejle, celle))
        naboer[soejle].append((raekke, celle))
    nr: dict[Knude, int] = {}
    lav: dict[Knude, int] = {}
    broer: set[Celle] = set()
    for rod in naboer:
        if rod in nr:
            continue
        nr[rod] = lav[rod] = len(nr)
        stak: list[tuple[Knude, Celle | None, Iterator[tuple[Knude, Celle]]]] = [
            (rod, None, iter(naboer[rod]))
        ]
        while stak:
            knude, ind, resten = stak[-1]
            for nabo, celle in resten:
                if celle == ind:
                    continue
                if nabo in nr:
                    lav[knude] = min(lav[knude], nr[nabo])
                else:
                    nr[nabo] = lav[nabo] = len(nr)
                    stak.append((nabo, celle, iter(naboer[nabo])))
                    break
            else:
                stak.pop()
                if ind is not None:
                    forrige = stak[-1][0]
                    lav[forrige] = min(lav[forrige], lav[knude])
                    if lav[knude] > nr[forrige]:
                        broer.add(ind)
    return frozenset(broer)
