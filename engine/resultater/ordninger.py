"""What we lack and what we owe under the schemes beside særligt dyre enkeltsager, a year at a time, for the leader.

The same findings as the pages of each scheme; no persons leave this module.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.fejl import ForaeldetLager
from engine.potentiale.model import SKYLDIG
from engine.resultater import kandidater, moms, udlaendinge
from engine.resultater.sde import Kontekst

UDLAENDINGE, MELLEMKOMMUNAL, MOMS = "udlaendinge", "mellemkommunal", "moms"


def andre(k: Kontekst, aar: int) -> dict[str, tuple[int, int]]:
    """scheme → (øre we lack, øre we owe or have taken too much) of a year; a scheme the warehouse is too old for is
    left out."""
    ud = {}
    for navn, regn in _REGN.items():
        try:
            ud[navn] = regn(k, aar)
        except ForaeldetLager:
            continue
    return ud


def _udlaendinge(k: Kontekst, aar: int) -> tuple[int, int]:
    f = udlaendinge.beregn(k).fund
    egne = f[f["fra"].astype(str).str[:4] == str(aar)]["forskel_oere"]
    return int(egne.clip(lower=0).sum()), -int(egne.clip(upper=0).sum())


def _mellemkommunal(k: Kontekst, aar: int) -> tuple[int, int]:
    mangler = skylder = 0
    for f in kandidater.mellemkommunale(k, aar):
        oere = 0 if f.kandidat.er_spoergsmaal else f.kandidat.potentiale_oere or 0
        if f.kandidat.retning == SKYLDIG:
            skylder += oere
        else:
            mangler += oere
    return mangler, skylder


def _moms(k: Kontekst, aar: int) -> tuple[int, int]:
    df = moms.alle(k)
    egne = df[df["regnskabsaar"] == aar]["virkning_oere"].astype("int64")
    return int(egne.clip(lower=0).sum()), -int(egne.clip(upper=0).sum())


_REGN: dict[str, Callable[[Kontekst, int], tuple[int, int]]] = {
    UDLAENDINGE: _udlaendinge,
    MELLEMKOMMUNAL: _mellemkommunal,
    MOMS: _moms,
}
