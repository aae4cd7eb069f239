"""Small cells: counts so few that a person could be recognised are not shown.

The rule of the house, for every count of persons that is shown to those without a purpose: a count from one to one
below the minimum (the setting `smaacelle_min`, 5 unless the municipality says otherwise) is hidden, and with it
everything that is divided by it. Nought is shown: nobody is nobody. Where the figures of a list add up, hiding one is
not enough, because the sum tells it; so the smallest of the others with at least the minimum is hidden too.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

MINIMUM = 5
SKJULT = "under {minimum}"

N = TypeVar("N", bound=Hashable)


def er_lille(personer: int, minimum: int = MINIMUM) -> bool:
    """Whether a count of persons is too small to be shown."""
    return 0 < personer < minimum


def skjulte(personer: Mapping[N, int], minimum: int = MINIMUM) -> frozenset[N]:
    """The cells of one list whose figures must be hidden: the small ones and the one that covers them.

    personer: each cell's persons. Without a cell large enough to cover them every cell with persons is hidden.
    """
    smaa = {celle for celle, antal in personer.items() if er_lille(antal, minimum)}
    if not smaa:
        return frozenset()
    store = [celle for celle, antal in personer.items() if antal >= minimum]
    return frozenset(smaa | set(sorted(store, key=lambda celle: personer[celle])[:1]))
