"""Texts as whole numbers, and sums and look-ups on vectors of them.

A number is a text's place in a sorted list, so that the order of the numbers is the order of the texts. -1 is no text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd


class Ordliste:
    """A sorted list of different texts."""

    def __init__(self, ord_: Sequence[str] | pd.Index) -> None:
        self.ord = pd.Index(ord_, dtype="str")

    def __len__(self) -> int:
        return len(self.ord)

    def tekst(self, nr: np.ndarray) -> Any:
        """The texts of the numbers, as a column."""
        return self.ord.array.take(nr)

    def find(self, anden: Ordliste) -> np.ndarray:
        """The numbers here of another list's texts."""
        return self.ord.get_indexer(anden.ord)

    def numre(self, tekster: pd.Series) -> np.ndarray:
        """The numbers here of a column of texts."""
        nr, egne = koder(tekster)
        return np.append(self.find(egne), -1)[nr]

    def forenet(self, anden: Ordliste) -> Ordliste:
        return Ordliste(self.ord.union(anden.ord))


def koder(tekster: pd.Series) -> tuple[np.ndarray, Ordliste]:
    """A column of texts as numbers and their list; a categorical column must have sorted categories."""
    som = tekster.astype("category").cat
    return som.codes.to_numpy(np.int64), Ordliste(som.categories.astype("str"))


def sum_efter(vaerdier: np.ndarray, gruppe: np.ndarray, antal: int) -> np.ndarray:
    """int64 sums of the values by group number 0..antal-1."""
    ud = np.zeros(antal, dtype=np.int64)
    np.add.at(ud, gruppe, vaerdier)
    return ud


def mindst_en(sand: np.ndarray, gruppe: np.ndarray, antal: int) -> np.ndarray:
    """Whether any row of each group is true."""
    ud = np.zeros(antal, dtype=bool)
    ud[gruppe[sand]] = True
    return ud


def nummerer(sorteret: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The different values of a sorted vector, and each row's place among them."""
    ny = np.ones(len(sorteret), dtype=bool)
    ny[1:] = sorteret[1:] != sorteret[:-1]
    return sorteret[ny], np.cumsum(ny) - 1


def find(noegler: np.ndarray, soegt: np.ndarray) -> np.ndarray:
    """The place in `noegler` of each number sought (of several the last), -1 where it is not."""
    if not len(noegler):
        return np.full(len(soegt), -1)
    orden = np.argsort(noegler, kind="stable")
    plads = np.searchsorted(noegler, soegt, side="right", sorter=orden) - 1
    fundet = orden[np.maximum(plads, 0)]
    return np.where((plads >= 0) & (noegler[fundet] == soegt), fundet, -1)
