"""Households of a year: which monthly households are one case (design.md reading 8).

The warehouse says, per child and month, which couple or single holder joins it with other children (`par`) and which
holders name the household (`indehavere`). Here the months of a year become cases. Pure: frames in, frame out.
"""

from __future__ import annotations

import pandas as pd


def husstand_i_aaret(husstand_maaned: pd.DataFrame) -> pd.DataFrame:
    """Give every child-month its household of the year.

    husstand_maaned: person_noegle, maaned ('YYYY-MM'), par, indehavere (both None where no custody holder lives at
    the address). Returns the same rows with `husstand`: the holders of the household's first month in the year,
    joined by '+', or None. A household goes on while its couple or its holders stay the same (BEK 1486/2023 § 5).
    """
    ud = husstand_maaned.copy()
    ud["aar"] = ud["maaned"].str[:4].astype(int)
    ud["husstand"] = None
    kendte = ud[ud["par"].notna()]
    navne = kendte.groupby(["aar", "par", "indehavere"], sort=False)["maaned"].min().reset_index()
    for aar, grupper in navne.groupby("aar"):
        navn = _foerste_navn(grupper)
        her = kendte.index[kendte["aar"] == aar]
        ud.loc[her, "husstand"] = kendte.loc[her, "indehavere"].map(navn)
    return ud


def _foerste_navn(grupper: pd.DataFrame) -> dict[str, str]:
    """Holders' name → the name of the household it belongs to, joining names through the couples they share."""
    rod: dict[str, str] = {}

    def find(x: str) -> str:
        while rod.setdefault(x, x) != x:
            rod[x] = rod[rod[x]]
            x = rod[x]
        return x

    for par, indehavere in zip(grupper["par"], grupper["indehavere"], strict=True):
        rod[find(f"par:{par}")] = find(indehavere)
    foerste: dict[str, tuple[str, str]] = {}
    for maaned, indehavere in zip(grupper["maaned"], grupper["indehavere"], strict=True):
        gruppe = find(indehavere)
        foerste[gruppe] = min(foerste.get(gruppe, (maaned, indehavere)), (maaned, indehavere))
    return {navn: foerste[find(navn)][1] for navn in grupper["indehavere"]}
