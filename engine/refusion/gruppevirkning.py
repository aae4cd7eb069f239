"""What groups of amounts would change the refund by, each group laid on alone. Pure.

Exact: a group is laid in the months of its cases, and the refund of each case and year is rounded once, before and
after, as the law's own calculation does it (engine/refusion/sde.py). Another household or another age than the amounts
say is not looked at. A year without limits changes by nothing.
"""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import pandas as pd

from engine.fejl import ParameterMangler
from engine.lov.parametre import Lovsamling
from engine.refusion.sde import ENHED, Graenser, graenser, trin_hundrededele

_PR_OERE = 100 * ENHED


def gruppevirkning(flyttet: pd.DataFrame, maaneder: pd.DataFrame, lov: Lovsamling) -> dict[Hashable, int]:
    """Group → øre. flyttet: hvem (the group), sag_id, lov, aar, maaned, andel_u (signed), any number of rows each.

    maaneder: sag_id, lov, aar, maaned, netto_u of the case-months there are.
    """
    noegle = ["hvem", "sag_id", "lov", "aar", "maaned"]
    lagt = flyttet.groupby(noegle, as_index=False, observed=True)["andel_u"].sum()
    egne = maaneder[maaneder["sag_id"].isin(lagt["sag_id"].unique())]
    ud: dict[Hashable, int] = dict.fromkeys(lagt["hvem"].tolist(), 0)
    for (aar, ordning), dele in lagt.groupby(["aar", "lov"], observed=True):
        try:
            g = graenser(lov, str(ordning), int(aar))
        except ParameterMangler:
            continue
        i_aaret = egne[(egne["aar"] == aar) & (egne["lov"] == ordning)]
        for hvem, oere in _aendring(dele, i_aaret, g).items():
            ud[hvem] += int(oere)
    return ud


def _aendring(dele: pd.DataFrame, maaneder: pd.DataFrame, g: Graenser) -> pd.Series:
    """Øre by group, within one law and year."""
    plads = ["sag_id"] if g.aarlig else ["sag_id", "maaned"]
    netto = maaneder.groupby(plads, observed=True)["netto_u"].sum()
    lagt = dele.groupby(["hvem", *plads], observed=True)["andel_u"].sum().reset_index()
    foer_u = netto.reindex(pd.Index(lagt["sag_id"]) if g.aarlig else pd.MultiIndex.from_frame(lagt[plads]))
    foer_u = foer_u.fillna(0).to_numpy(np.int64)
    lagt["aendret_h"] = _hundrededele(foer_u + lagt["andel_u"].to_numpy(np.int64), g) - _hundrededele(
        foer_u, g
    )
    sager = lagt.groupby(["hvem", "sag_id"], observed=True)["aendret_h"].sum().reset_index()
    i_alt = pd.Series(_hundrededele(netto.to_numpy(np.int64), g), netto.index.get_level_values("sag_id"))
    foer_h = i_alt.groupby(level=0).sum().reindex(sager["sag_id"]).fillna(0).to_numpy(np.int64)
    efter_h = foer_h + sager["aendret_h"].to_numpy(np.int64)
    return sager.assign(oere=_oere(efter_h) - _oere(foer_h)).groupby("hvem")["oere"].sum()


def _hundrededele(netto_u: np.ndarray, g: Graenser) -> np.ndarray:
    return trin_hundrededele(netto_u, g).sum(axis=0)


def _oere(hundrededele: np.ndarray) -> np.ndarray:
    return (2 * hundrededele + _PR_OERE) // (2 * _PR_OERE)
