"""When an amount may be shown to those who see no persons: only what enough of them share. Pure.

The rule, for families and whatever else is counted one by one:

1. What is shown is a group of at least MINDST, never one alone.
2. An amount is exact when no member of the group has any of it, or at least MINDST have some of it and none has more
   than HOEJST of it. Else it is a band, a step on a ladder that is the same for all.
3. Amounts that add up to one that is exact are exact together or not at all, so that none can be computed from the
   others; and what is left of an exact total when the exact parts are taken away must be one that may be shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from engine.resultater.smaaceller import MINIMUM as MINDST

HOEJST = Fraction(1, 2)
_STIGE_KR = (
    *(0, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_000_000, 3_000_000, 5_000_000, 10_000_000),
    *(20_000_000, 50_000_000, 100_000_000),
)


def maa_vises(bidrag: Sequence[int] | np.ndarray) -> bool:
    """Whether the sum of these contributions may be shown exactly (rule 2)."""
    stoerrelser = [abs(int(b)) for b in bidrag if int(b) != 0]
    if not stoerrelser:
        return True
    return len(stoerrelser) >= MINDST and max(stoerrelser) <= HOEJST * sum(stoerrelser)


def grupper(vaerdier: Sequence[int] | np.ndarray) -> list[range]:
    """Divide a ranked list in consecutive groups whose sums may be shown; what is left at the end joins the last.

    No group at all when the list is too short for one, or one member dominates it whole.
    """
    ud: list[range] = []
    fra = 0
    for til in range(1, len(vaerdier) + 1):
        if til - fra >= MINDST and maa_vises(vaerdier[fra:til]):
            ud.append(range(fra, til))
            fra = til
    if ud and fra < len(vaerdier):
        ud[-1] = range(ud[-1].start, len(vaerdier))
        while not maa_vises(vaerdier[ud[-1].start : ud[-1].stop]):
            if len(ud) == 1:
                return []
            sidste = ud.pop()
            ud[-1] = range(ud[-1].start, sidste.stop)
    return ud


def vises(bidrag: Sequence[np.ndarray], aabne: Sequence[bool] | None = None) -> list[bool]:
    """Which groups' sums of one kind may be exact when the total over them is (rule 3).

    bidrag: each group's contributions. aabne: what a group allows for other reasons. Where what is hidden could be
    computed from the total and the rest, the smallest of the shown is hidden too, until it cannot.
    """
    ud = [maa_vises(b) and (aabne is None or aabne[n]) for n, b in enumerate(bidrag)]
    while not all(ud) and any(ud):
        skjulte = np.concatenate([b for b, ses in zip(bidrag, ud, strict=True) if not ses])
        if maa_vises(skjulte):
            break
        mindste = min((n for n, ses in enumerate(ud) if ses), key=lambda n: abs(int(bidrag[n].sum())))
        ud[mindste] = False
    return ud


def baand(oere: int) -> tuple[int, int | None]:
    """The step of the ladder an amount's size lies on, in øre: from (included) and to (not), None = and above.

    (0, 0) is nothing at all.
    """
    stoerrelse = abs(oere)
    if stoerrelse == 0:
        return 0, 0
    trin = [kr * 100 for kr in _STIGE_KR]
    nr = max(n for n, t in enumerate(trin) if t <= stoerrelse)
    return trin[nr], trin[nr + 1] if nr + 1 < len(trin) else None
