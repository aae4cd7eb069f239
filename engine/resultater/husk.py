"""Remember the last few results by what they depend on: one place for what several engines do."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Husk(Generic[T]):
    """The newest `antal` results. The key holds everything that a result depends on; results are never changed.

    Two who ask for the same at once share one making of it: the second waits for the first.
    """

    def __init__(self, antal: int = 3) -> None:
        self._antal = antal
        self._kendte: OrderedDict[Hashable, T] = OrderedDict()
        self._laas = threading.Lock()
        self._undervejs: dict[Hashable, threading.RLock] = {}

    def hent(self, noegle: Hashable, lav: Callable[[], T]) -> T:
        """The result under the key, made when it is not there. Errors: those of `lav`, and nothing is remembered."""
        with self._laas:
            if noegle in self._kendte:
                return self._kendte[noegle]
            egen = self._undervejs.setdefault(noegle, threading.RLock())
        with egen:
            with self._laas:
                if noegle in self._kendte:
                    return self._kendte[noegle]
            try:
                resultat = lav()
                with self._laas:
                    self._kendte[noegle] = resultat
                    while len(self._kendte) > self._antal:
                        self._kendte.popitem(last=False)
                return resultat
            finally:
                with self._laas:
                    self._undervejs.pop(noegle, None)
