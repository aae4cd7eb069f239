"""Small numbers: what must not be seen of counts and their sums, so that nobody can be found in them.

A count below MINDST is hidden, nought as well: who is not there must not be told from who is. Where a hidden count could
be worked out from the sums it is in, or where few persons would be left between hidden ones, the next smallest is hidden
as well. All that is hidden looks the same. What is left: from all that is shown nobody can work out a small count, and
what is hidden together is nobody or at least MINDST persons (tests/flytning/test_smaatal.py attacks it).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

MINDST = 5
SKJULT = -1  # in the place of a count that is not shown

Heltal = npt.NDArray[np.int64]
Ja_nej = npt.NDArray[np.bool_]


def skjul(tal: Heltal, summer: Sequence[Heltal] = ()) -> Heltal:
    """The counts as they may be seen: themselves, or SKJULT.

    tal: counts (int64 ≥ 0, one dimension). summer: each the places of one sum, its parts and last the sum of them.
    """
    skjult = tal < MINDST
    while celler := list(_roebende(tal, skjult, summer)) or _selskab(tal, skjult, summer):
        skjult[celler] = True
    return np.where(skjult, SKJULT, tal)


def _roebende(tal: Heltal, skjult: Ja_nej, summer: Sequence[Heltal]) -> Iterator[int]:
    """Of each sum with one hidden part, or few persons hidden in it: its smallest part that is shown, else itself."""
    for sum_ in summer:
        dele, ialt = sum_[:-1], sum_[-1]
        skjulte = tal[dele[skjult[dele]]]
        if skjult[ialt] or not skjulte.any():
            continue
        if skjulte.sum() < MINDST or (skjulte > 0).sum() < 2:
            yield _mindste(tal, dele[~skjult[dele]], int(ialt))


def _mindste(tal: Heltal, synlige: Heltal, ellers: int) -> int:
    return int(synlige[tal[synlige].argmin()]) if len(synlige) else ellers


def _selskab(tal: Heltal, skjult: Ja_nej, summer: Sequence[Heltal]) -> list[int]:
    """For each small count that follows from several sums together: the smallest shown count near it."""
    smaa = [c for c in _afledte(skjult & (tal > 0), summer) if tal[c] < MINDST]  # sums may tell which are noughts
    fundne = (_mindste(tal, _synlige_ved(celle, skjult, summer), celle) for celle in smaa)
    return [celle for celle in fundne if not skjult[celle]]


def _synlige_ved(celle: int, skjult: Ja_nej, summer: Sequence[Heltal]) -> Heltal:
    """The shown counts in a sum with the cell, or else in sums with those, and so on."""
    naboer, foer = np.array([celle]), 0
    while len(naboer) > foer and skjult[naboer].all():
        foer = len(naboer)
        naboer = np.unique(np.concatenate([s for s in summer if np.isin(s, naboer).any()] or [naboer]))
    return naboer[~skjult[naboer]]


def _afledte(ukendt: Ja_nej, summer: Sequence[Heltal]) -> list[int]:
    """The unknown counts that the sums determine: those whose unit vector lies in the row space of the equations."""
    pladser = np.flatnonzero(ukendt)
    ligninger = np.zeros((len(summer), len(ukendt)))
    for linje, sum_ in zip(ligninger, summer, strict=True):
        linje[sum_[:-1]], linje[sum_[-1]] = 1, -1
    if not len(pladser) or not len(summer):
        return []
    _, styrke, retninger = np.linalg.svd(ligninger[:, pladser], full_matrices=False)
    andel = (retninger[styrke > 1e-9] ** 2).sum(axis=0)
    return [int(p) for p in pladser[andel > 1 - 1e-9]]
