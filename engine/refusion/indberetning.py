"""What is handed in to the ministry: request, preliminary and final statement (BEK 802/2025 §§ 51-57). Pure.

All three hold the year's cases and, for earlier years, what is right now against what has been claimed (berigtigelse,
§ 61), both signs. Readings:

- A request is year to date: the months up to the quarter's end, rounded to øre once. Months that are not over are
  expected at the mean of the case's latest three complete months, shown as skoen_oere.
- What is asked for is what is right less what has been claimed for the same year, so a request also settles the
  requests before it.
- Earlier years are taken back as far as the parameter cro_tilbage_aar says, counted from the statement's year.
- A claim that no case answers to, and one without a person, is its own line with the opposite sign.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd

from engine.fejl import HjemtagFejl
from engine.lov.parametre import Lovsamling
from engine.refusion.sde import ENHED, TRIN, SdeResultat, afrund, graenser, trin_hundrededele

ANMODNING, FORELOEBIG, ENDELIG = "anmodning", "foreloebig", "endelig"
ARTER = (ANMODNING, FORELOEBIG, ENDELIG)
UFORDELT = "ufordelt"
SKOEN_MAANEDER = 3  # our reading of 'expected'; not a figure of the law

LINJE = [
    *(
        "aar",
        "berigtigelse",
        "lov",
        "sagstype",
        "sag_id",
        "medlemmer",
        "brutto_oere",
        "indtaegt_oere",
        "netto_oere",
    ),
    *(*TRIN, "refusion_oere", "skoen_oere", "hjemtaget_oere", "beloeb_oere", "lovstatus"),
    "antagelse",
]
_TAL = ["brutto_oere", "indtaegt_oere", "netto_oere", *TRIN, "refusion_oere", "skoen_oere", "hjemtaget_oere"]
_SAG = ["aar", "lov", "sag_id"]


@dataclass(frozen=True)
class Periode:
    """Which statement: art, its year, and the quarter of a request (1-4; 0 for the other two)."""

    art: str
    aar: int
    kvartal: int = 0

    def __post_init__(self) -> None:
        if self.art not in ARTER or not (
            1 <= self.kvartal <= 4 if self.art == ANMODNING else self.kvartal == 0
        ):
            raise HjemtagFejl("En anmodning har et kvartal fra 1 til 4; de to opgørelser har intet kvartal.")

    @property
    def sidste_maaned(self) -> str:
        """The last month that it covers, 'YYYY-MM'."""
        return f"{self.aar}-{3 * self.kvartal or 12:02d}"


def sidste_hele_maaned(data_dato: date) -> str:
    """The last month that is over in data of a day: the day's own month if it is its last day."""
    naeste = date.fromordinal(data_dato.toordinal() + 1)
    nr = naeste.year * 12 + naeste.month - 2
    return f"{nr // 12:04d}-{nr % 12 + 1:02d}"


def opgoer(resultat: SdeResultat, periode: Periode, data_dato: date, lov: Lovsamling) -> pd.DataFrame:
    """The statement's lines, one per case and year; columns LINJE, amounts in øre. beloeb_oere is what is asked for.

    resultat: as engine.refusion.sde.beregn of all years, with sag_id. Errors: ParameterMangler for a year without
    limits or without cro_tilbage_aar.
    """
    dag = date(periode.aar, 1, 1)
    tilbage = int(Decimal(str(lov.opslag("cro_tilbage_aar", dag).vaerdi)))
    fejl = [
        resultat.mangler[a] for a in range(periode.aar - tilbage, periode.aar + 1) if a in resultat.mangler
    ]
    if fejl:
        raise fejl[0]
    egne = resultat.sager[resultat.sager["aar"].between(periode.aar - tilbage, periode.aar)]
    linjer = _hele_aar(egne)
    if periode.art == ANMODNING:
        i_aar = linjer["aar"] == periode.aar
        linjer = pd.concat(
            [linjer[~i_aar], _til_dato(resultat, linjer[i_aar], periode, sidste_hele_maaned(data_dato), lov)],
            ignore_index=True,
        )
    linjer = pd.concat([linjer, _ufordelte(resultat, periode.aar - tilbage, periode.aar)], ignore_index=True)
    linjer[_TAL] = linjer[_TAL].fillna(0).astype("int64")
    linjer["beloeb_oere"] = linjer["refusion_oere"] + linjer["skoen_oere"] - linjer["hjemtaget_oere"]
    linjer["berigtigelse"] = linjer["aar"] < periode.aar
    # An earlier year is only there where something is to be put right, this year's where there is something to claim.
    krav = linjer[["refusion_oere", "skoen_oere", "hjemtaget_oere"]].ne(0).any(axis=1)
    linjer = linjer[krav & (~linjer["berigtigelse"] | (linjer["beloeb_oere"] != 0))]
    return (
        linjer[LINJE].sort_values(["berigtigelse", "aar", "lov", "sagstype", "sag_id"]).reset_index(drop=True)
    )


def _hele_aar(sager: pd.DataFrame) -> pd.DataFrame:
    ud = sager.rename(columns={"refusion": "refusion_oere"})
    ud["indtaegt_oere"] = ud["netto_oere"] - ud["brutto_oere"]
    ud["skoen_oere"] = 0
    return ud


def _til_dato(
    resultat: SdeResultat, linjer: pd.DataFrame, p: Periode, hele: str, lov: Lovsamling
) -> pd.DataFrame:
    """The year's lines with the months up to the quarter's end: those that are over, and an estimate of the rest."""
    kendt_til = min(p.sidste_maaned, hele)
    md = resultat.maaneder
    kendte = _med_trin(md[(md["aar"] == p.aar) & (md["maaned"] <= kendt_til)], lov)
    sum_ = kendte.groupby(["lov", "sag_id"])[["brutto_u", "netto_u", *TRIN]].sum().reset_index()
    sum_["brutto_oere"], sum_["netto_oere"] = (_oere(sum_[n]) for n in ("brutto_u", "netto_u"))
    sum_["indtaegt_oere"] = sum_["netto_oere"] - sum_["brutto_oere"]
    trin = sum_[list(TRIN)].to_numpy(np.int64).T
    sum_["refusion_oere"], sum_[list(TRIN)] = afrund(trin)[0], afrund(trin)[1].T
    faste = [k for k in linjer.columns if k not in (*_TAL, "beloeb_oere")] + ["hjemtaget_oere"]
    ud = linjer[faste].merge(sum_.drop(columns=["brutto_u", "netto_u"]), on=["lov", "sag_id"], how="left")
    skoen = _skoen(md, hele, _maaneder_mellem(kendt_til, p.sidste_maaned), lov)
    ud["skoen_oere"] = ud["sag_id"].map(skoen).fillna(0).astype("int64")
    return ud


def _med_trin(md: pd.DataFrame, lov: Lovsamling) -> pd.DataFrame:
    """Months with their steps exact, in hundredths of a unit, and not in øre that sum to the year's."""
    dele = [md.iloc[0:0].assign(**dict.fromkeys(TRIN, 0))]
    for (aar, ordning), egne in md.groupby(["aar", "lov"]):
        trin = trin_hundrededele(egne["netto_u"].to_numpy(np.int64), graenser(lov, str(ordning), int(aar)))
        dele.append(egne.assign(**dict(zip(TRIN, trin, strict=True))))
    return pd.concat(dele, ignore_index=True)


def _maaneder_mellem(fra: str, til: str) -> int:
    """How many months lie after `fra` up to and including `til`."""
    (a, b), (c, d) = (map(int, m.split("-")) for m in (fra, til))
    return max(0, (c - a) * 12 + d - b)


def _skoen(md: pd.DataFrame, hele: str, antal: int, lov: Lovsamling) -> dict[str, int]:
    """Case id -> the expected refund of `antal` months, half up to øre."""
    if not antal:
        return {}
    nr = int(hele[:4]) * 12 + int(hele[5:]) - SKOEN_MAANEDER
    foerste = f"{nr // 12:04d}-{nr % 12 + 1:02d}"
    seneste = _med_trin(md[(md["maaned"] >= foerste) & (md["maaned"] <= hele)], lov)
    pr_sag = seneste[list(TRIN)].sum(axis=1).groupby(seneste["sag_id"]).sum()
    naevner = SKOEN_MAANEDER * 100 * ENHED
    return {str(sag): (2 * int(s) * antal + naevner) // (2 * naevner) for sag, s in pr_sag.items() if s > 0}


def _oere(u: pd.Series) -> pd.Series:
    return (2 * u.astype("int64") + ENHED) // (2 * ENHED)


def _ufordelte(resultat: SdeResultat, fra: int, til: int) -> pd.DataFrame:
    """Claims without a person, by year, as lines of their own."""
    raekker = [
        {"aar": aar, "lov": "", "sagstype": UFORDELT, "sag_id": "", "medlemmer": (), "hjemtaget_oere": oere}
        for aar, oere in sorted(resultat.ufordelt_hjemtaget_oere.items())
        if fra <= aar <= til and oere
    ]
    df = pd.DataFrame(raekker, columns=["aar", "lov", "sagstype", "sag_id", "medlemmer", "hjemtaget_oere"])
    return df.assign(
        lovstatus="bekraeftet",
        antagelse=False,
        **dict.fromkeys([n for n in _TAL if n != "hjemtaget_oere"], 0),
    )


def poster(linjer: pd.DataFrame) -> pd.DataFrame:
    """The statement's sums by year and law, in order: the front page. antal: cases with a refund or a claim."""
    df = linjer.assign(antal=1)
    ud = df.groupby(["berigtigelse", "aar", "lov"], sort=True)[["antal", *_TAL, "beloeb_oere"]].sum()
    return ud.reset_index()


def forskel(ny: pd.DataFrame, gammel: pd.DataFrame) -> pd.DataFrame:
    """Per case and year what differs between two statements: aar, lov, sag_id, foer_oere, efter_oere, forskel_oere.

    The amounts are what is right (refund and estimate), not what is asked for: that falls as claims come in.
    """
    sider = []
    for df, navn in ((gammel, "foer_oere"), (ny, "efter_oere")):
        sum_ = (df["refusion_oere"] + df["skoen_oere"]).groupby([df[k] for k in _SAG]).sum()
        sider.append(sum_.rename(navn))
    ud = pd.concat(sider, axis=1).fillna(0).astype("int64").reset_index()
    ud["forskel_oere"] = ud["efter_oere"] - ud["foer_oere"]
    ud = ud[ud["forskel_oere"] != 0]
    return ud.sort_values("forskel_oere", key=lambda s: -s.abs(), kind="stable").reset_index(drop=True)
