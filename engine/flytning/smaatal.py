"""Small numbers: what must not be seen of counts and their sums, so that nobody can be found in them.

A count below MINDST is hidden, nought as well: who is not there must not be told from who is. Where a hidden count
could be worked out from the sums it is in, or where few persons would be left between hidden ones, the next smallest is
hidden as well. All that is hidden looks the same. What is left: from all that is shown nobody can work out a small
count, and what is hidden together is nobody or at least MINDST persons (tests/flytning/test_smaatal.py attacks it).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

MINDST = 5
SKJULT = -1  # in the place of a count that is not shown

Heltal = npt.NDArray[np.int64]
Ja_nej = npt.NDArray[np.bool_]


def skjul(tal: Heltal, summer: Sequence[Heltal] = (), altid: Sequence[int] = ()) -> Heltal:
    """The counts as they may be seen: themselves, or SKJULT.

    tal: counts (int64 ≥ 0, one dimension). summer: each the places of one sum, its parts and last the sum of them.
    altid: the places of counts that are shown elsewhere too; they are only hidden when they are small themselves.
    """
    skjult = tal < MINDST
    kan_skjules = np.ones(len(tal), dtype=bool)
    kan_skjules[list(altid)] = False
    while celler := list(_alene(tal, skjult, kan_skjules, summer)) or list(
        _afledelige(tal, skjult, kan_skjules, summer)
    ):
        skjult[celler] = True
    return np.where(skjult, SKJULT, tal)


def _alene(tal: Heltal, skjult: Ja_nej, kan_skjules: Ja_nej, summer: Sequence[Heltal]) -> Iterator[int]:
    """Of each sum with one hidden part, or few persons hidden in it: its smallest part that is shown, else itself."""
    for sum_ in summer:
        dele, ialt = sum_[:-1], sum_[-1:]
        skjulte = tal[dele[skjult[dele]]]
        if not skjult[ialt] and skjulte.any() and (skjulte.sum() < MINDST or (skjulte > 0).sum() < 2):
            aabne = kan_skjules & ~skjult
            yield from _mindste(tal, dele[aabne[dele]] if aabne[dele].any() else ialt[aabne[ialt]])


def _afledelige(tal: Heltal, skjult: Ja_nej, kan_skjules: Ja_nej, summer: Sequence[Heltal]) -> Iterator[int]:
    """The same where several sums together tell: near each small count that follows, and few persons among the rest.

    Noughts, and counts that follow, hide nobody: other sums may tell them.
    """
    ukendt = skjult & (tal > 0)
    afledte = _afledte(ukendt, summer)
    ukendt[afledte] = False
    smaa = [celle for celle in afledte if tal[celle] < MINDST]
    smaa += [
        int(sum_[-1])
        for sum_ in summer
        if not ukendt[sum_[-1]] and 0 < tal[sum_[:-1][ukendt[sum_[:-1]]]].sum() < MINDST
    ]
    for celle in smaa:
        yield from _mindste(tal, _naer(celle, kan_skjules & ~skjult, summer))


def _mindste(tal: Heltal, celler: Heltal) -> list[int]:
    """The smallest of these, if there are any."""
    return [int(celler[tal[celler].argmin()])] if len(celler) else []


def _naer(celle: int, aabne: Ja_nej, summer: Sequence[Heltal]) -> Heltal:
    """Those of `aabne` in a sum with the cell, or else in sums with the cells of those, and so on."""
    naboer, foer = np.array([celle]), 0
    while len(naboer) > foer and not aabne[naboer].any():
        foer = len(naboer)
        naboer = np.unique(np.concatenate([s for s in summer if np.isin(s, naboer).any()] or [naboer]))
    return naboer[aabne[naboer]]


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
