"""What if the law were another: limits and rates of a year changed, and the whole portfolio beside the present one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pandas as pd

from engine import dansk
from engine.adgang import Bruger, Omfang, omfang
from engine.fejl import ParameterMangler
from engine.lov.parametre import FIKTIV, Lovsamling, Vaerdi
from engine.resultater import sde
from engine.resultater.sde import Kontekst

_SAG = ["lov", "sagstype", "sag_id"]
_TRIN = ["refusion_trin1", "refusion_trin2", "refusion_trin3"]
_GRUNDE = ("cro_graense1", "cro_graense2", "cro_graense3")
_ALT = Omfang(personer=True)
_SATSER = ("cro_sats1", "cro_sats2", "cro_sats3")


@dataclass(frozen=True)
class Hvadhvis:
    """A year's refund as the law is and as it would be, in øre.

    sager: lov, sagstype, sag_id, foer_oere, efter_oere, forskel_oere of the cases that change, largest change first.
    trin_foer, trin_efter: by step. aendrede: how many cases change; nye/tabte: begin or cease to give refund.
    """

    aar: int
    foer_oere: int
    efter_oere: int
    trin_foer: tuple[int, ...]
    trin_efter: tuple[int, ...]
    sager: pd.DataFrame
    aendrede: int
    nye: int
    tabte: int

    @property
    def forskel_oere(self) -> int:
        return self.efter_oere - self.foer_oere

    @property
    def saetning(self) -> str:
        """The answer in one sentence."""
        if not self.forskel_oere:
            return f"Refusionen for {self.aar} ville være den samme, {dansk.kort_kroner(self.foer_oere)}"
        retning = "stige" if self.forskel_oere > 0 else "falde"
        return (
            f"Refusionen for {self.aar} ville {retning} med {dansk.kort_kroner(abs(self.forskel_oere))}, "
            f"fra {dansk.kort_kroner(self.foer_oere)} til {dansk.kort_kroner(self.efter_oere)}: "
            f"{dansk.antal(self.aendrede, 'sag', 'sager')} ændrer sig, "
            f"{_ingen(self.nye)} får refusion, og {_ingen(self.tabte)} mister den."
        )


def _ingen(n: int) -> str:
    return dansk.tal(n) if n else "ingen"


def parametre(lov: Lovsamling, aar: int) -> list[tuple[str, Decimal]]:
    """(name, value in force) of the limits and rates that decide a year's refund, in the order of the steps."""
    dag = date(aar, 1, 1)
    ordninger = ("sel176", "bl198") if aar >= 2024 else ("sel176",)
    navne = [f"{g}_{o}" for o in ordninger for g in _GRUNDE] + list(_SATSER)
    ud = []
    for navn in navne:
        try:
            ud.append((navn, Decimal(str(lov.opslag(navn, dag).vaerdi))))
        except ParameterMangler:
            continue
    return ud


def beregn(k: Kontekst, bruger: Bruger, aar: int, nye: Mapping[str, Decimal]) -> Hvadhvis:
    """The year under other values {parameter: value}, against the present; cases only for those who see all persons.

    Errors: ParameterMangler when the year has no limits, HjemtagFejl for an unknown parameter.
    """
    proeve = [
        Vaerdi(navn, date(aar, 1, 1), date(aar, 12, 31), vaerdi, FIKTIV, "Hvad hvis")
        for navn, vaerdi in nye.items()
    ]
    foer = sde.beregn(k, aar).sager
    efter = sde.beregn(replace(k, lov=k.lov.med_proeve(proeve)), aar).sager
    svar = sammenlign(aar, foer, efter)
    return svar if omfang(bruger) == _ALT else replace(svar, sager=svar.sager.iloc[0:0])


def sammenlign(aar: int, foer: pd.DataFrame, efter: pd.DataFrame) -> Hvadhvis:
    """Two results of the same year side by side."""
    begge = foer[[*_SAG, "refusion"]].merge(
        efter[[*_SAG, "refusion"]], on=_SAG, how="outer", suffixes=("_foer", "_efter")
    )
    begge["foer_oere"] = begge["refusion_foer"].fillna(0).astype("int64")
    begge["efter_oere"] = begge["refusion_efter"].fillna(0).astype("int64")
    begge["forskel_oere"] = begge["efter_oere"] - begge["foer_oere"]
    aendrede = begge[begge["forskel_oere"] != 0].sort_values(
        "forskel_oere", key=lambda s: -s.abs(), kind="stable"
    )
    return Hvadhvis(
        aar=aar,
        foer_oere=int(begge["foer_oere"].sum()),
        efter_oere=int(begge["efter_oere"].sum()),
        trin_foer=tuple(int(foer[t].sum()) for t in _TRIN),
        trin_efter=tuple(int(efter[t].sum()) for t in _TRIN),
        sager=aendrede[[*_SAG, "foer_oere", "efter_oere", "forskel_oere"]].reset_index(drop=True),
        aendrede=len(aendrede),
        nye=int(((begge["foer_oere"] == 0) & (begge["efter_oere"] > 0)).sum()),
        tabte=int(((begge["foer_oere"] > 0) & (begge["efter_oere"] == 0)).sum()),
    )
