"""Who truly makes a family: which children's help is one household's, month by month, from the lives.

A child is where it lives on the first of the month; a placed child where it lived before; a young person who goes on
with help where it lived just before 18. Children belong together when they live with the same parent, or with two
who are married to each other.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from typing import Any

import numpy as np
import pandas as pd

from engine.demo import liv
from engine.demo.liv import INGEN, Befolkning

Loeb = list[tuple[int, int]]


class Familier:
    """Looks up homes, custody and marriages of the persons asked for. anbragt: person -> runs of placement."""

    def __init__(self, b: Befolkning, anbragt: dict[int, Loeb], boern: np.ndarray) -> None:
        p = b.personer
        self.foedt, self.mor, self.far, self.doed = (p[k].to_numpy() for k in ("foedt", "mor", "far", "doed"))
        self.anbragt = anbragt
        foraeldre = np.concatenate([self.mor[boern], self.far[boern]])
        kreds = np.unique(np.concatenate([boern, foraeldre[foraeldre >= 0]]))
        civil = b.civil[b.civil["person"].isin(kreds)]
        self.civil = self._historik(civil, ["civilstand", "partner"])
        kreds = np.union1d(kreds, civil["partner"][civil["partner"] >= 0].to_numpy())
        self.ophold = self._historik(b.ophold[b.ophold["person"].isin(kreds)], ["adr"])
        m = b.myndighed[b.myndighed["barn"].isin(boern)]
        par = m.assign(person=list(zip(m["barn"], m["foraelder"], strict=True)))
        self.myndighed = self._historik(par, ["myndighed"])

    @staticmethod
    def _historik(d: pd.DataFrame, felter: list[str]) -> dict[Any, tuple[list[int], list[Any]]]:
        ud: dict[Any, tuple[list[int], list[Any]]] = defaultdict(lambda: ([], []))
        vaerdier = zip(*(d[k].tolist() for k in felter), strict=True)
        for hvem, fra, v in zip(d["person"].tolist(), d["fra"].tolist(), vaerdier, strict=True):
            ud[hvem][0].append(fra)
            ud[hvem][1].append(v)
        return ud

    @staticmethod
    def _paa(historik: dict[Any, tuple[list[int], list[Any]]], hvem: Any, d: int) -> Any:
        fra, vaerdier = historik.get(hvem, ([], []))
        nr = bisect_right(fra, d) - 1
        return vaerdier[nr] if nr >= 0 else None

    def dagen(self, barn: int, d: int) -> int:
        """The day on which the child's home is looked up for the month that begins on day `d`."""
        atten = int(liv.foedselsdag(self.foedt[barn : barn + 1], 18)[0])
        status = d if d < atten else atten - 1
        status = max(status, int(self.foedt[barn]))
        for fra, til in self.anbragt.get(barn, []):
            if fra <= status <= til:
                return fra - 1
        return status

    def indehavere(self, barn: int, d: int) -> list[int]:
        """The parents with custody who live with the child on day `d`, the mother first."""
        adr = self._paa(self.ophold, barn, d)
        fundne = []
        for foraelder in (int(self.mor[barn]), int(self.far[barn])):
            if foraelder < 0 or adr is None or self._paa(self.ophold, foraelder, d) != adr:
                continue
            m = self._paa(self.myndighed, (barn, foraelder), d)
            fundne.append((foraelder, -1 if m is None else m[0]))
        kendte = [f for f, m in fundne if m == 1]
        return kendte or [f for f, m in fundne if m == -1]

    def gift_med(self, person: int, d: int) -> int:
        """The spouse who lives at the same address on day `d`, -1 for nobody."""
        c = self._paa(self.civil, person, d)
        if c is None or c[0] != "G" or c[1] < 0:
            return -1
        samme = self._paa(self.ophold, c[1], d) == self._paa(self.ophold, person, d)
        return int(c[1]) if samme and self.doed[c[1]] > d else -1

    def noegle(self, barn: int, maaned: int) -> tuple[int, ...]:
        """The couple or single parent whose household it is in a month; empty for a child on its own."""
        d = liv.foerste_dag(maaned)
        hvem = self.indehavere(barn, self.dagen(barn, d))
        if not hvem:
            return ()
        foerst = next((h for h in hvem if self.doed[h] > d), hvem[0])
        ven = self.gift_med(foerst, d)
        return (foerst,) if ven < 0 else (min(foerst, ven), max(foerst, ven))


def anbringelser(ind: pd.DataFrame, kode_anbringer: set[str]) -> dict[int, Loeb]:
    """Each person's unbroken runs of placement: (first day, last day)."""
    ud: dict[int, Loeb] = defaultdict(list)
    a = ind[ind["kode"].isin(kode_anbringer)].sort_values(["person", "fra"])
    for p, fra, til in zip(a["person"].tolist(), a["fra"].tolist(), a["til"].tolist(), strict=True):
        if ud[p] and fra <= ud[p][-1][1] + 1:
            ud[p][-1] = (ud[p][-1][0], max(til, ud[p][-1][1]))
        else:
            ud[p].append((fra, min(til, INGEN)))
    return ud
