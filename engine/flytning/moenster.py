"""The pattern of a year's moves: places × ages for each direction, as far as the one who looks may see it.

A table has a row per place at the other end and one for all of them, a column per age group and one for all ages.
Counts are int64; SKJULT (smaatal.py) stands where a count is not shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import pandas as pd

from engine.flytning.smaatal import SKJULT, Heltal, skjul

IND, UD, INDEN = "ind", "ud", "inden"
RETNINGER = (IND, UD, INDEN)
UDLAND = "udland"
ALLE_ALDRE = None
UKENDT_ALDER = -1
FRAFLYTTERE_MINDST_1_AF = 3  # a year with fewer than one move out for three in is not known as a whole

Sted: TypeAlias = tuple[
    str, str
]  # (kommune, code), (udland, country or ''), (forsvundet, '') or (ukendt, '')
ALLE_STEDER: Sted = ("alle", "")
HELE_UDLANDET: Sted = ("udlandet", "")


@dataclass(frozen=True)
class Tabel:
    """One direction: vist[place, age], where a place is a Sted and an age its group's first age or ALLE_ALDRE."""

    steder: tuple[Sted, ...]
    aldre: tuple[int | None, ...]
    vist: Heltal
    tomt: int = 0
    _raekke: dict[Sted, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_raekke", {s: nr for nr, s in enumerate(self.steder)})

    def tal(self, sted: Sted = ALLE_STEDER, alder: int | None = ALLE_ALDRE) -> int:
        """A count or SKJULT; of a place or an age that is not in the table `tomt`, which a count of none would be."""
        if sted not in self._raekke or alder not in self.aldre:
            return self.tomt
        return int(self.vist[self._raekke[sted], self.aldre.index(alder)])


def kendte_aar(pr_aar: pd.DataFrame) -> list[int]:
    """The years that give a true picture, newest first: back to where those who have left are hardly known.

    Of older years the register only tells the history of those who live here still; then nearly all moves lead in. All
    years when no year qualifies. pr_aar: aar, retning, fra_ukendt, antal.
    """
    kendte = pr_aar[~pr_aar["fra_ukendt"]].pivot_table(
        index="aar", columns="retning", values="antal", aggfunc="sum", fill_value=0
    )
    kendte = kendte.reindex(columns=[IND, UD], fill_value=0).sort_index(ascending=False)
    gode = (kendte[UD] * FRAFLYTTERE_MINDST_1_AF >= kendte[IND]).cummin()
    return [int(a) for a in gode.index[gode.to_numpy(dtype=bool)]] or sorted(
        set(map(int, pr_aar["aar"])), reverse=True
    )


def tabeller(optalt: pd.DataFrame, aldre: Sequence[int], *, skjul_smaa: bool) -> dict[str, Tabel]:
    """A table per direction.

    optalt: retning, slags, kode, alder_fra (NaN = unknown), antal. aldre: the groups by their first age.
    skjul_smaa: whether small counts are hidden (smaatal.skjul).
    """
    alle = [*aldre, *([UKENDT_ALDER] if optalt["alder_fra"].isna().any() else [])]
    return {r: _tabel(optalt[optalt["retning"] == r], alle, skjul_smaa) for r in RETNINGER}


def _tabel(del_: pd.DataFrame, aldre: list[int], skjul_smaa: bool) -> Tabel:
    """Countries are summed to a row of their own, which stands for them among the places."""
    er_land = del_["slags"] == UDLAND
    lande, landetal = _optael(del_[er_land], aldre)
    andre, andetal = _optael(del_[~er_land], aldre)
    udlandet = landetal.sum(axis=0, keepdims=True)
    alle = andetal.sum(axis=0, keepdims=True) + udlandet
    tal = np.concatenate([andetal, udlandet, alle, landetal])
    if skjul_smaa:
        ialt = (len(andre) + 2) * tal.shape[1] - 1  # all places and ages: also in the figure of the years
        tal = skjul(tal.ravel(), summer(len(andre), len(lande), tal.shape[1]), [ialt]).reshape(tal.shape)
    return Tabel(
        steder=(*andre, HELE_UDLANDET, ALLE_STEDER, *lande),
        aldre=(*aldre, ALLE_ALDRE),
        vist=tal,
        tomt=SKJULT if skjul_smaa else 0,
    )


def summer(andre: int, lande: int, kolonner: int) -> list[Heltal]:
    """The sums of a table: ages to all ages, countries to abroad, abroad and the other places to all."""
    nr = np.arange((andre + 2 + lande) * kolonner).reshape(-1, kolonner)
    udlandet, alle = nr[andre], nr[andre + 1]
    lodret = [np.array([*nr[:andre, k], udlandet[k], alle[k]]) for k in range(kolonner)]
    lodret += [np.array([*nr[andre + 2 :, k], udlandet[k]]) for k in range(kolonner)]
    return [*nr, *lodret]


def _optael(del_: pd.DataFrame, aldre: list[int]) -> tuple[list[Sted], Heltal]:
    """The places in order, and their counts with all ages in the last column."""
    slags, kode = del_["slags"].astype(str), del_["kode"].fillna("").astype(str)
    alder = del_["alder_fra"].fillna(UKENDT_ALDER).astype(int)
    steder = sorted(set(zip(slags, kode, strict=True)))
    raekke, kolonne = {s: nr for nr, s in enumerate(steder)}, {a: nr for nr, a in enumerate(aldre)}
    tal = np.zeros((len(steder), len(aldre) + 1), dtype=np.int64)
    plads = [raekke[s] for s in zip(slags, kode, strict=True)], [kolonne[a] for a in alder]
    np.add.at(tal, plads, del_["antal"].to_numpy(dtype=np.int64))
    tal[:, -1] = tal.sum(axis=1)
    return steder, tal
