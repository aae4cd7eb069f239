"""Cases of særligt dyre enkeltsager: where a year's refund is another than what has been brought home, both ways.

A case is a person or household and a year (the two laws of a year are one case). Its id is stable over builds.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from engine import dansk
from engine.fejl import ParameterMangler
from engine.lager import sde as lager
from engine.refusion.sde import ENHED
from engine.resultater import sde, sdevisning
from engine.resultater.sagskilder import (
    BORTFALD,
    KOLONNER,
    SNART_DAGE,
    Fakta,
    Henvisning,
    Sagskilde,
    Tal,
    faktahash,
)
from engine.resultater.sde import Kontekst
from engine.sager.model import sde_sag_id

REGLER = {"SDE": "Refusion for særligt dyre enkeltsager"}
# How likely a computed difference is to hold when a person has looked: the arithmetic is exact, the basis may not be.
SIKKER, LOV_BEREGNET, HUSSTAND_ANTAGET = 0.95, 0.85, 0.60
_SAG = ["aar", "sag_id"]
_BELOEB = ["brutto_oere", "netto_oere", "refusion", "hjemtaget_oere", "difference_oere"]


def fund(k: Kontekst, i_dag: date) -> pd.DataFrame:
    """Every case and year with a difference. Columns: KOLONNER, and what the texts need."""
    resultat = sde.beregn_husket(k)
    sager = _samlet(resultat.sager)
    if sager.empty:
        return pd.DataFrame(columns=list(KOLONNER))
    sager["fagomraade"] = _fagomraader(k, sager)
    maaneder = _maaneder(resultat.maaneder, sager)
    sager["fakta_hash"] = _hashes(sager, maaneder)
    _frister(k, sager, maaneder, i_dag)
    til_gode = sager["difference_oere"] > 0
    sager["retning"] = np.where(til_gode, "til_gode", "skyldig")
    sager["forventet_oere"] = sager["difference_oere"].abs() - sager["tabt_oere"]
    sager["sandsynlighed"] = np.select(
        [sager["antagelse"], sager["lovstatus"] == "afledt"], [HUSSTAND_ANTAGET, LOV_BEREGNET], SIKKER
    )
    sager["regel"], sager["modpart"] = "SDE", "Staten"
    sager["betegnelse"] = [
        sdevisning.betegnelse(art, personer)
        for art, personer in zip(sager["sagstype"], sager["personer"], strict=True)
    ]
    sager["sde_id"] = sager["sag_id"]
    sager["sag_id"] = [sde_sag_id(s, a) for s, a in zip(sager["sag_id"], sager["aar"], strict=True)]
    return sager


def _samlet(sager: pd.DataFrame) -> pd.DataFrame:
    """One row per case and year with a difference, sorted; the members of all laws together."""
    skaeve = sager.groupby(_SAG)["difference_oere"].transform("sum") != 0
    sager = sager[skaeve].sort_values([*_SAG, "lov"], kind="stable")
    grupper = sager.groupby(_SAG, sort=False)
    ud = grupper[_BELOEB].sum()
    ud["sagstype"] = grupper["sagstype"].first()
    ud["love"] = grupper["lov"].agg(tuple)
    ud["antagelse"] = grupper["antagelse"].any()
    ud["lovstatus"] = np.where(
        (sager["lovstatus"] == "afledt").groupby([sager[n] for n in _SAG]).any(), "afledt", ""
    )
    ud["personer"] = grupper["medlemmer"].agg(lambda m: tuple(sorted(set().union(*m))))
    return ud.reset_index()


def _fagomraader(k: Kontekst, sager: pd.DataFrame) -> pd.Series:
    dele = []
    for aar, del_ in sager.groupby("aar", sort=False):
        med = del_.assign(medlemmer=del_["personer"], lov=[love[0] for love in del_["love"]])
        dele.append(pd.Series(sdevisning.fagomraader(k, med, int(str(aar))), index=del_.index))
    return pd.concat(dele)


def _maaneder(maaneder: pd.DataFrame, sager: pd.DataFrame) -> pd.DataFrame:
    """The months of the cases: nr (the case's row), maaned, netto_u, refusion, in order."""
    nr = pd.Series(np.arange(len(sager)), index=pd.MultiIndex.from_frame(sager[_SAG]))
    plads = nr.reindex(pd.MultiIndex.from_frame(maaneder[_SAG])).to_numpy()
    med = ~np.isnan(plads)
    md = maaneder.loc[med, ["maaned", "netto_u", "refusion"]].assign(nr=plads[med].astype(np.int64))
    return md.groupby(["nr", "maaned"], as_index=False).sum()


def _hashes(sager: pd.DataFrame, maaneder: pd.DataFrame) -> list[str]:
    tekst = (
        maaneder["maaned"] + ":" + maaneder["netto_u"].astype(str) + ":" + maaneder["refusion"].astype(str)
    )
    pr_sag = tekst.groupby(maaneder["nr"]).agg("|".join).reindex(range(len(sager)), fill_value="")
    felter = ["refusion", "hjemtaget_oere", "lovstatus", "personer"]
    return [faktahash(*r) for r in zip(*(sager[n] for n in felter), pr_sag, strict=True)]


# --- deadlines ------------------------------------------------------------------------------------------------


def _frister(k: Kontekst, sager: pd.DataFrame, maaneder: pd.DataFrame, i_dag: date) -> None:
    """Set frist, frist_hvad and what is lost when.

    What is owed never lapses: it is corrected in the next statement (BEK 802/2025 § 61). What we lack is claimed
    in the year's statements, later as a correction of an earlier year, for as long as practice allows.
    """
    mangler = np.maximum(sager["difference_oere"].to_numpy(np.int64), 0)
    md = maaneder.assign(mangler=_fordel(mangler, maaneder))
    md = md[md["mangler"] > 0]
    sidste = _fristdage(k, md["maaned"], i_dag)
    dage = np.array([(d - i_dag).days for d in sidste], dtype=np.int64)
    nr, tal = md["nr"].to_numpy(np.int64), md["mangler"].to_numpy(np.int64)
    sager["tabt_oere"] = _sum(nr, tal, dage < 0, len(sager))
    sager["tabes_snart_oere"] = _sum(nr, tal, (dage >= 0) & (dage <= SNART_DAGE), len(sager))
    foerst = np.full(len(sager), np.iinfo(np.int64).max)
    np.minimum.at(foerst, nr[dage >= 0], dage[dage >= 0])
    sager["tabes_oere"] = _sum(nr, tal, dage == foerst[nr], len(sager))
    har = foerst < np.iinfo(np.int64).max
    sager["tabes_dato"] = [
        i_dag + timedelta(days=int(d)) if h else None for d, h in zip(foerst, har, strict=True)
    ]
    naeste = {int(a): naeste_opgoerelse(k, int(a), i_dag) for a in sager["aar"].unique()}
    valg = [
        min((f for f in (naeste[int(a)], (tabes, BORTFALD) if tabes else None) if f), default=(None, ""))
        for a, tabes in zip(sager["aar"], sager["tabes_dato"], strict=True)
    ]
    sager["frist"] = [v[0] for v in valg]
    sager["frist_hvad"] = [v[1] for v in valg]


def _fordel(mangler: np.ndarray, maaneder: pd.DataFrame) -> np.ndarray:
    """What a case lacks laid out on its months by their refund; the months' parts sum to the whole."""
    refusion = maaneder["refusion"].to_numpy(np.int64)
    nr = maaneder["nr"].to_numpy(np.int64)
    naaet = maaneder.groupby("nr")["refusion"].cumsum().to_numpy(np.int64)
    ialt = maaneder.groupby("nr")["refusion"].transform("sum").to_numpy(np.int64)
    # Python's whole numbers: øre times øre may pass 64 bits.
    til = np.array(
        [int(m) * int(n) // int(i) if i else 0 for m, n, i in zip(mangler[nr], naaet, ialt, strict=True)]
    )
    fra = np.array(
        [
            int(m) * int(n - r) // int(i) if i else 0
            for m, n, r, i in zip(mangler[nr], naaet, refusion, ialt, strict=True)
        ]
    )
    return (til - fra).astype(np.int64)


def _fristdage(k: Kontekst, maaned: pd.Series, i_dag: date) -> list[date]:
    """The last day on which each month can be claimed: its own last day, the years of practice later."""
    kendt: dict[str, date] = {}
    for m in maaned.unique():
        aar, nr = int(m[:4]), int(m[5:7])
        til = aar + int(k.lov.opslag("cro_tilbage_aar", i_dag).vaerdi)
        kendt[m] = date(til, nr, calendar.monthrange(til, nr)[1])
    return [kendt[m] for m in maaned]


_OPGOERELSER = (
    ("frist_foreloebig_cro", "foreløbig restafregning"),
    ("frist_endelig", "endelig restafregning"),
)


def naeste_opgoerelse(
    k: Kontekst, aar: int, i_dag: date, frister: Sequence[tuple[str, str]] = _OPGOERELSER
) -> tuple[date, str] | None:
    """(day, name) of the next statement of a year that is not over; frister: (parameter, name) in order of time."""
    for parameter, navn in frister:
        dag = sdevisning.frist(k, parameter, aar)
        if dag is not None and dag >= i_dag:
            return dag, navn
    return None


def _sum(nr: np.ndarray, tal: np.ndarray, valgt: np.ndarray, antal: int) -> np.ndarray:
    ud = np.zeros(antal, dtype=np.int64)
    np.add.at(ud, nr[valgt], tal[valgt])
    return ud


# --- texts ----------------------------------------------------------------------------------------------------


def begrund(r: Mapping[str, Any]) -> str:
    """Why the case is in the queue, in kroner."""
    refusion, hjemtaget = (dansk.kroner(int(r[n])) for n in ("refusion", "hjemtaget_oere"))
    forskel = dansk.kroner(abs(int(r["difference_oere"])))
    beregnet = f"Refusionen for {r['aar']} er beregnet til {refusion}"
    if r["difference_oere"] > 0:
        return f"{beregnet} Heraf er {hjemtaget} hjemtaget, så {forskel} mangler."
    return f"{beregnet} Der er hjemtaget {hjemtaget}, så {forskel} skal betales tilbage."


def modbevis(r: Mapping[str, Any]) -> list[str]:
    """What would prove the difference false."""
    ud = []
    if r["antagelse"]:
        ud.append(
            "Forældremyndigheden er antaget: bor barnet hos en anden indehaver, er husstanden en anden."
        )
    if r["lovstatus"] == "afledt":
        ud.append("Årets grænser er beregnet efter reguleringsreglen og ikke bekræftet.")
    if r["difference_oere"] > 0:
        ud.append("Beløbet er hjemtaget på en anden person, en anden sagstype eller uden CPR.")
        ud.append("En udgift er refunderet efter en anden ordning eller betales tilbage af en anden kommune.")
    else:
        ud.append(
            "En udgift i sagen er bogført uden CPR eller på en forkert person og mangler i beregningen."
        )
        ud.append("En posterings periode er forkert, så udgiften ligger i en anden måned eller et andet år.")
    return ud


def henvis(sag_id: str) -> Henvisning | None:
    """The computation of 'SDE-2025-P-…' on the page of its area."""
    _, aar, sde_id = sag_id.split("-", 2)
    return Henvisning("saerligt_dyre", "Se beregningen måned for måned", {"sag": sde_id, "sagsaar": aar})


# --- facts ----------------------------------------------------------------------------------------------------


def fakta(k: Kontekst, sag_id: Sequence[str]) -> dict[str, Fakta]:
    """The facts of some cases: key figures, months, posting shares by their keys, limits and rates."""
    resultat = sde.beregn_husket(k)
    oensket = pd.DataFrame(
        [(int(s.split("-", 2)[1]), s.split("-", 2)[2], s) for s in sag_id if s.startswith("SDE-")],
        columns=["aar", "sag_id", "id"],
    )
    ud: dict[str, Fakta] = {}
    for aar, valgte in oensket.groupby("aar"):
        ud |= _fakta_i_aar(k, resultat, int(str(aar)), dict(zip(valgte["sag_id"], valgte["id"], strict=True)))
    return ud


def _fakta_i_aar(k: Kontekst, resultat: Any, aar: int, ids: Mapping[str, str]) -> dict[str, Fakta]:
    i_aaret = resultat.sager[(resultat.sager["aar"] == aar) & resultat.sager["sag_id"].isin(list(ids))]
    sager = _samlet_alle(i_aaret)
    maaneder = resultat.maaneder[
        (resultat.maaneder["aar"] == aar) & resultat.maaneder["sag_id"].isin(list(ids))
    ]
    andele = sde.grundlag_for_sager(k, aar, dict(zip(sager["sag_id"], sager["personer"], strict=True)))
    ud = {}
    for r in sager.to_dict("records"):
        md = maaneder[maaneder["sag_id"] == r["sag_id"]]
        ud[ids[r["sag_id"]]] = Fakta(
            tal=(*_noegletal(r), *_maanedstal(md)),
            raekker=_raekker(andele.get(r["sag_id"])),
            parametre=tuple(p for lov in r["love"] for p in _parametre(k, str(lov), aar)),
            personer=tuple(r["personer"]),
        )
    return ud


def _samlet_alle(sager: pd.DataFrame) -> pd.DataFrame:
    """As _samlet, also where nothing differs any more."""
    skaev = sager.assign(difference_oere=sager["difference_oere"].where(sager["difference_oere"] != 0, 1))
    ud = _samlet(skaev)
    return ud.assign(difference_oere=ud["refusion"] - ud["hjemtaget_oere"])


def _noegletal(r: Mapping[str, Any]) -> list[Tal]:
    navne = {
        "brutto_oere": "Bruttoudgift",
        "netto_oere": "Nettoudgift",
        "refusion": "Refusion",
        "hjemtaget_oere": "Hjemtaget",
        "difference_oere": "Difference",
    }
    ud = [Tal(titel, "kroner", int(r[navn])) for navn, titel in navne.items()]
    ud.append(Tal("Lov", "tekst", ", ".join(sdevisning.LOVNAVNE[lov] for lov in r["love"])))
    ud.append(Tal("Grænserne er", "tekst", "beregnet" if r["lovstatus"] == "afledt" else "bekræftet"))
    ud.append(Tal("Husstand antaget", "tekst", dansk.ja_nej(bool(r["antagelse"]))))
    return ud


def _maanedstal(md: pd.DataFrame) -> list[Tal]:
    pr_maaned = md.groupby("maaned")[["netto_u", "refusion"]].sum()
    ud = []
    for maaned, r in pr_maaned.iterrows():
        netto = (2 * int(r["netto_u"]) + ENHED) // (2 * ENHED)
        ud.append(Tal(f"Netto {dansk.maaned(str(maaned))}", "kroner", netto))
        ud.append(Tal(f"Refusion {dansk.maaned(str(maaned))}", "kroner", int(r["refusion"])))
    return ud


def _raekker(andele: pd.DataFrame | None) -> dict[str, int]:
    """Posting shares by key and month, those that enter and those that do not with why."""
    if andele is None:
        return {}
    ud: dict[str, int] = {}
    for r in andele.itertuples(index=False):
        hvordan = "" if r.medregnet else f" udeladt: {r.aarsag}"
        noegle = f"{r.maaned} {r.kilde} {r.regnskabsaar} {r.bilagsnr} {r.linjenr} {r.periode_kilde}{hvordan}"
        ud[noegle] = ud.get(noegle, 0) + int(r.andel_oere)
    return ud


def _parametre(k: Kontekst, lov: str, aar: int) -> list[dict[str, str]]:
    ud = []
    navne = [f"cro_graense{n}_{lov.lower()}" for n in (1, 2, 3)] + [f"cro_sats{n}" for n in (1, 2, 3)]
    for navn in navne:
        if navn in k.lov.parametre:
            try:
                v = k.lov.opslag(navn, date(aar, 1, 1))
            except ParameterMangler:
                continue
            fra = v.fra.isoformat() if v.fra else ""
            ud.append(
                {"navn": navn, "fra": fra, "vaerdi": str(v.vaerdi), "status": v.status, "kilde": v.kilde}
            )
    return ud


def organisationer(k: Kontekst, ramme: pd.DataFrame) -> dict[str, frozenset[str]]:
    """Who has booked on the members of each case in its year."""
    deres = {int(a): lager.organisationer(k.gen, int(a)) for a in ramme["aar"].unique()}
    return {
        s: frozenset().union(*(deres[int(a)].get(p, set()) for p in personer))
        for s, a, personer in zip(ramme["sag_id"], ramme["aar"], ramme["personer"], strict=True)
    }


KILDE = Sagskilde("sde", "sde", REGLER, fund, fakta, begrund, modbevis, organisationer, henvis)
