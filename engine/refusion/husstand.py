"""Households of a year: which monthly households are one case (design.md reading 8).

The warehouse says, per child and month, which couple or single holder joins it with other children (`par`) and which
holders name the household (`indehavere`). Here the months of a year become cases. Pure: vectors in, vector out.
"""

from __future__ import annotations

import numpy as np

MAANEDER = 12


def foerste_navn(
    md: np.ndarray, par: np.ndarray, par_antal: int, indehavere: np.ndarray, indehavere_antal: int
) -> np.ndarray:
    """The household of every child-month, as the number of its name: its holders in its first month of the year.

    md: months since year 0. par, indehavere: numbers below their `antal`, in the order of the texts. A household goes
    on while its couple or its holders stay the same (BEK 1486/2023 § 5): the earliest name is passed on through the
    year's months that share either, until nothing changes.
    """
    if not len(md):
        return np.empty(0, dtype=np.int64)
    aar = md // MAANEDER - md.min() // MAANEDER
    grupper = [aar * par_antal + par, aar * indehavere_antal + indehavere]
    navn = md * indehavere_antal + indehavere
    while True:
        nyt = navn
        for gruppe in grupper:
            nyt = _mindste(nyt, gruppe)
        if (nyt == navn).all():
            return navn % indehavere_antal
        navn = nyt


def _mindste(vaerdier: np.ndarray, gruppe: np.ndarray) -> np.ndarray:
    """The least value of each row's group."""
    mindst = np.full(gruppe.max() + 1, np.iinfo(np.int64).max)
    np.minimum.at(mindst, gruppe, vaerdier)
    return mindst[gruppe]
