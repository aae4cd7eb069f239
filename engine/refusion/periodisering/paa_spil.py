"""Kroner at stake: how much the refund can change if an amount belongs to another time than the month it lies in.

Pure. Each amount is tried alone in its case, all else unchanged: in one of the three months before or the month after,
shared over the three months before, and, when a one-off is proposed, over the twelve months of its year. The largest
change, up or down, is what is at stake. The refund of a month is the law's (engine/refusion/sde.py), so it is exact for
what is tried; another household or another age in the other month is not looked at, and years before 2021, whose limits
are the year's, have nothing at stake between their months.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from engine.fejl import ParameterMangler
from engine.lov.parametre import Lovsamling
from engine.refusion.sde import ENHED, Graenser, graenser, trin_hundrededele

FLYT = (-3, -2, -1, 1)
FORDEL = (-3, -2, -1)
_PR_OERE = 100 * ENHED


@dataclass(frozen=True)
class Sagsmaaneder:
    """Net by case and month. sager: (sag_id, lov) -> row. netto_u: units, cases × months from month nr. `foerste`."""

    sager: pd.MultiIndex
    foerste: int
    netto_u: np.ndarray
    regler: dict[tuple[int, str], Graenser]

    @property
    def antal_md(self) -> int:
        return self.netto_u.shape[1]


def sagsmaaneder(maaneder: pd.DataFrame, lov: Lovsamling) -> Sagsmaaneder:
    """The table to try amounts in. maaneder: sag_id, lov, aar, maaned ('2022-03'), netto_u of every case-month."""
    sager = pd.MultiIndex.from_frame(maaneder[["sag_id", "lov"]].drop_duplicates())
    md = _maanedsnr(maaneder["maaned"])
    foerste, sidste = (int(md.min()) - 12, int(md.max()) + 12) if len(md) else (0, 0)
    netto = np.zeros((len(sager), sidste - foerste + 1), dtype=np.int64)
    raekke = sager.get_indexer(pd.MultiIndex.from_frame(maaneder[["sag_id", "lov"]]))
    np.add.at(netto, (raekke, md - foerste), maaneder["netto_u"].to_numpy(np.int64))
    par = maaneder[["aar", "lov"]].drop_duplicates().itertuples(index=False, name=None)
    return Sagsmaaneder(sager, foerste, netto, _regler(lov, par))


def _regler(lov: Lovsamling, par: Iterable[tuple[int, str]]) -> dict[tuple[int, str], Graenser]:
    """Limits of each law and year, of the years beside them too: an invoice for December is booked in January."""
    ud = {}
    for aar, ordning in sorted({(int(a) + b, o) for a, o in par for b in (-1, 0, 1)}):
        try:
            g = graenser(lov, ordning, aar)
        except ParameterMangler:
            continue
        if not g.aarlig:
            ud[aar, ordning] = g
    return ud


def _maanedsnr(maaned: pd.Series) -> np.ndarray:
    tekst = maaned.astype(str).str
    return tekst[:4].astype(np.int64).to_numpy() * 12 + tekst[5:7].astype(np.int64).to_numpy() - 1


def paa_spil(poster: pd.DataFrame, s: Sagsmaaneder) -> np.ndarray:
    """Øre at stake of each amount, never negative. poster: sag_id, lov, maaned, andel_u, enkeltstaaende (bool)."""
    if poster.empty:
        return np.zeros(0, dtype=np.int64)
    sag = s.sager.get_indexer(pd.MultiIndex.from_frame(poster[["sag_id", "lov"]]))
    nu, u = _maanedsnr(poster["maaned"]) - s.foerste, poster["andel_u"].to_numpy(np.int64)
    lov = poster["lov"].astype(str).to_numpy()
    r = _Regnestykke(s, sag, lov)
    tab = r.aendring(nu, -u)
    stoerst = np.zeros(len(poster), dtype=np.int64)
    for trin in FLYT:
        stoerst = np.maximum(stoerst, np.abs(tab + r.aendring(nu + trin, u)))
    delt = tab + sum(
        r.aendring(nu + trin, del_) for trin, del_ in zip(FORDEL, _dele(u, len(FORDEL)), strict=True)
    )
    stoerst = np.maximum(stoerst, np.abs(delt))
    enkelt = poster["enkeltstaaende"].to_numpy(bool)
    if enkelt.any():
        stoerst[enkelt] = np.maximum(
            stoerst[enkelt], np.abs(_paa_aaret(s, r.udsnit(enkelt), nu[enkelt], u[enkelt]))
        )
    return np.where(sag >= 0, (stoerst + _PR_OERE // 2) // _PR_OERE, 0)


def _dele(u: np.ndarray, antal: int) -> list[np.ndarray]:
    """Equal parts that sum; the last takes the rest."""
    del_ = u // antal
    return [del_] * (antal - 1) + [u - del_ * (antal - 1)]


def _paa_aaret(s: Sagsmaaneder, r: _Regnestykke, nu: np.ndarray, u: np.ndarray) -> np.ndarray:
    """The change when an amount leaves its month and is shared over the twelve months of its year."""
    januar = nu - (nu + s.foerste) % 12
    ud = np.zeros(len(u), dtype=np.int64)
    for maaned, del_ in enumerate(_dele(u, 12)):
        ud += r.aendring(januar + maaned, del_ - np.where(januar + maaned == nu, u, 0))
    return ud


class _Regnestykke:
    """Changes of the refund in hundredths of units when amounts are laid in months of their cases."""

    def __init__(self, s: Sagsmaaneder, sag: np.ndarray, lov: np.ndarray) -> None:
        self.s, self.sag, self.lov = s, sag, lov

    def udsnit(self, valgt: np.ndarray) -> _Regnestykke:
        return _Regnestykke(self.s, self.sag[valgt], self.lov[valgt])

    def aendring(self, md: np.ndarray, u: np.ndarray) -> np.ndarray:
        """Refund with u more in month md, minus the refund without; 0 outside the months and years known."""
        kendt = (md >= 0) & (md < self.s.antal_md) & (self.sag >= 0)
        netto = np.where(kendt, self.s.netto_u[self.sag, np.where(kendt, md, 0)], 0)
        ud = np.zeros(len(md), dtype=np.int64)
        aar = (md + self.s.foerste) // 12
        for (regelaar, ordning), g in self.s.regler.items():
            valgt = kendt & (aar == regelaar) & (self.lov == ordning)
            if valgt.any():
                foer, efter = netto[valgt], netto[valgt] + u[valgt]
                ud[valgt] = (trin_hundrededele(efter, g) - trin_hundrededele(foer, g)).sum(axis=0)
        return ud
