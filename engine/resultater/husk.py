"""Remember the last few results by what they depend on: one place for what several engines do."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Husk(Generic[T]):
    """The newest `antal` results. The key holds everything that a result depends on; results are never changed."""

    def __init__(self, antal: int = 3) -> None:
        self._antal = antal
        self._kendte: OrderedDict[Hashable, T] = OrderedDict()

    def hent(self, noegle: Hashable, lav: Callable[[], T]) -> T:
        """The result under the key, made when it is not there. Errors: those of `lav`, and nothing is remembered."""
        if noegle in self._kendte:
            return self._kendte[noegle]
        resultat = lav()  # held here: another thread may push it out before it is read again
        self._kendte[noegle] = resultat
        while len(self._kendte) > self._antal:
            self._kendte.popitem(last=False)
        return resultat
