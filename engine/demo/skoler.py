"""Pupils and day care: who goes where, who is billed for it, and the state's list of private pupils."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from engine.demo import liv, tal
from engine.demo.liv import INGEN, Befolkning, Heltal, dag, dato
from engine.demo.sandhed import Sandhed

ELEVUDGIFT, SFO, DAGTILBUD = 78_400, 11_900, 61_200  # kroner a year, our own level (fiktiv)
PRIVATBIDRAG, EFTERSKOLEBIDRAG, SFOBIDRAG = 43_800, 41_300, 8_700


@dataclass
class Skoler:
    """elev: rows of the table (days as numbers); betalinger: money across the border; statsbidrag: the list."""

    elev: pd.DataFrame
    betalinger: list[dict[str, Any]]
    statsbidrag: pd.DataFrame


def _skolestart(foedt: Heltal) -> Heltal:
    aar = liv.aar_af(foedt) + 6
    return (
        ((aar - 1970).astype("datetime64[Y]").astype("datetime64[M]") + 7).astype("datetime64[D]").astype(int)
    )


def _ophold_her(b: Befolkning, kan: Heltal, foerste: int) -> pd.DataFrame:
    """The last unbroken time in the municipality of each child: person, ind, ud (INGEN = still here)."""
    a = b.adresser
    type_, kom = np.array(a.type), np.array(a.kommune)
    o = b.ophold[b.ophold["person"].isin(kan)]
    her = type_[o["adr"].to_numpy()] == liv.HER
    o = o.assign(her=her, kom=kom[o["adr"].to_numpy()])
    skift = (o["her"] != o.groupby("person")["her"].shift()).cumsum()
    g = o.groupby(["person", skift], as_index=False).agg(
        her=("her", "first"),
        ind=("fra", "min"),
        ud=("til", "max"),
        kom=("kom", "first"),
        sidst=("kom", "last"),
    )
    g["foer"] = g.groupby("person")["sidst"].shift().fillna("")
    g["efter"] = g.groupby("person")["kom"].shift(-1).fillna("")
    g = g[g["her"] & (g["ud"] > foerste) & (g["ind"] <= b.til)]
    return g.drop_duplicates("person", keep="last")


def skab(
    b: Befolkning, inst: pd.DataFrame, rng: np.random.Generator, foerste: int, sandhed: Sandhed, glemt: float
) -> Skoler:
    """Children of 1–16 by where they live; a child that moves often stays in its school for a while."""
    foedt = b.personer["foedt"].to_numpy()
    doed = b.personer["doed"].to_numpy()
    kan = np.flatnonzero((foedt > foerste - 17 * 366) & (foedt < b.til - 300) & (doed == INGEN))
    g = _ophold_her(b, kan, foerste)
    elev = pd.concat([_skole(b, g, inst, rng), _dagtilbud(b, g, inst, rng)], ignore_index=True)
    ude, betalinger = _over_graensen(b, g, elev, inst, rng, foerste, sandhed, glemt)
    alle = pd.concat([elev, ude], ignore_index=True)
    alle = alle[alle["fra"] <= b.til].drop_duplicates(["person", "inst", "fra"])
    return Skoler(
        alle.reset_index(drop=True), betalinger, _statsbidrag(b, g, alle, inst, rng, foerste, sandhed)
    )


def _af_type(inst: pd.DataFrame, type_: str, drift: str, egen: bool, navn: str = "") -> Heltal:
    ok = (
        (inst["type"] == type_)
        & (inst["driftsform"] == drift)
        & ((inst["kommunekode"] == tal.KOMMUNE) == egen)
    )
    return np.flatnonzero(ok & inst["navn"].str.contains(navn))


def _raekke(person: Heltal, skole: Heltal, type_: Any, fra: Heltal, til: Heltal) -> pd.DataFrame:
    return pd.DataFrame({"person": person, "inst": skole, "type": type_, "fra": fra, "til": til}).assign(
        takst=-1, sfo_takst=-1
    )


def _skole(b: Befolkning, g: pd.DataFrame, inst: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    p = g["person"].to_numpy()
    foedt = b.personer["foedt"].to_numpy()[p]
    start = _skolestart(foedt)
    slut = start + 10 * 365 - 40
    fra, til = np.maximum(start, g["ind"].to_numpy()), np.minimum(slut, g["ud"].to_numpy() - 1)
    r = rng.random(len(p))
    type_ = np.select(
        [r < 0.80, r < 0.935, r < 0.97, r < 0.985],
        ["folkeskole", "privatskole", "specialklasse", "specialskole"],
        "folkeskole",
    )
    egne = _af_type(inst, "skole", "kommunal", True)
    private = _af_type(inst, "skole", "privat", True)
    special = _af_type(inst, "skole", "kommunal", False, "Heldag")
    skole = egne[rng.integers(0, len(egne), len(p))]
    skole = np.where(type_ == "privatskole", private[rng.integers(0, len(private), len(p))], skole)
    skole = np.where(type_ == "specialskole", special[0], skole)
    # A tenth class away from home.
    efter = (r > 0.985) & (b.til - start > 8.2 * 365)
    es = _af_type(inst, "skole", "privat", False)
    skole = np.where(efter, es[rng.integers(0, len(es), len(p))], skole)
    type_ = np.where(efter, "efterskole", type_)
    fra = np.where(efter, np.maximum(fra, start + 9 * 365 + 2), fra)
    ok = (til > fra) & (fra <= b.til)
    return _raekke(p[ok], skole[ok], type_[ok], fra[ok], til[ok])


def _dagtilbud(b: Befolkning, g: pd.DataFrame, inst: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    p = g["person"].to_numpy()
    foedt = b.personer["foedt"].to_numpy()[p]
    fra = np.maximum(foedt + rng.integers(290, 420, len(p)), g["ind"].to_numpy())
    til = np.minimum(_skolestart(foedt) - 1, g["ud"].to_numpy() - 1)
    ok = (til > fra + 20) & (rng.random(len(p)) < 0.89)
    huse = _af_type(inst, "dagtilbud", "kommunal", True)
    return _raekke(p[ok], huse[rng.integers(0, len(huse), int(ok.sum()))], "dagtilbud", fra[ok], til[ok])


def _over_graensen(
    b: Befolkning,
    g: pd.DataFrame,
    elev: pd.DataFrame,
    inst: pd.DataFrame,
    rng: np.random.Generator,
    foerste: int,
    sandhed: Sandhed,
    glemt: float,
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Children who moved away and stayed in our school, and children here who stayed in their old one."""
    rk: list[dict[str, Any]] = []
    bet: list[dict[str, Any]] = []
    cpr = b.personer["cpr"].tolist()
    skoler_ude = _af_type(inst, "skole", "kommunal", False, "Skole|skole")
    vej = dict(zip(g["person"], zip(g["ind"], g["ud"], g["foer"], g["efter"], strict=True), strict=True))
    ok = elev[elev["type"].isin(["folkeskole", "specialklasse", "dagtilbud"])]
    for e in liv.raekker(ok):
        ind, ud, foer, efter = vej[e.person]
        if ud < b.til and efter and e.til == ud - 1 and rng.random() < 0.30:
            _bliver(b, e, efter, int(ud), rng, foerste, sandhed, glemt, rk, bet, cpr)
        elif foer and e.fra == ind and e.type == "folkeskole" and rng.random() < 0.22:
            nr = int(skoler_ude[int(rng.integers(0, len(skoler_ude)))])
            slut = min(int(e.til), int(ind) + int(rng.integers(120, 900)))
            kom = str(inst["kommunekode"].iloc[nr])
            rk.append(_elev(e, nr, ind - 900, slut))
            ekstra = int(rng.integers(4, 9)) * 30 if rng.random() < 0.25 else 0
            fra = max(int(ind), foerste)
            maaned = ELEVUDGIFT * 100 // 12
            if slut < fra:
                continue
            til = min(slut + ekstra, b.til)
            bet.append(_betaling(e.person, kom, "47", "32201", fra, til, maaned, "FSK"))
            if ekstra and slut < b.til - 100:
                oere = maaned * max(0, round((til - slut) / 30.4))
                note = f"Eleven er holdt op i skolen i {kom}, men vi betaler stadig"
                sandhed.tilfoej(
                    "skole",
                    "betalt_for_laenge",
                    cpr[e.person],
                    str(dato(slut + 1)),
                    str(dato(til)),
                    oere,
                    True,
                    note,
                )
            elif rng.random() < 0.3:
                note = f"Frit skolevalg: eleven går med rette i skole i {kom}"
                _ligner(sandhed, "betalt_for_laenge", cpr[e.person], fra, til, note)
    felter = ["person", "inst", "type", "fra", "til", "takst", "sfo_takst"]
    return pd.DataFrame(rk, columns=felter), bet


def _bliver(
    b: Befolkning,
    e: Any,
    kom: str,
    ud: int,
    rng: np.random.Generator,
    foerste: int,
    sandhed: Sandhed,
    glemt: float,
    rk: list[dict[str, Any]],
    bet: list[dict[str, Any]],
    cpr: list[str],
) -> None:
    """The child goes on with us after the move; the other municipality is billed, or forgotten."""
    slut = ud + int(rng.integers(90, 1000))
    aftale = int(rng.choice([0, 1, 2], p=[0.1, 0.5, 0.4]))  # agreed nothing, a price, no agreement
    kr = {"folkeskole": ELEVUDGIFT, "specialklasse": 265_000}.get(e.type, DAGTILBUD)
    rk.append(_elev(e, e.inst, ud, slut) | {"takst": (0, kr, -1)[aftale] * (100 if aftale < 2 else 1)})
    fra, til = max(ud, foerste), min(slut, b.til)
    if til <= fra:
        return
    if aftale == 0:
        note = f"Det er aftalt med {kom}, at der ikke betales"
        _ligner(sandhed, "elev_ikke_opkraevet", cpr[e.person], fra, til, note)
        return
    funktion = {"folkeskole": "32201", "specialklasse": "32201"}.get(e.type, "52514")
    maaned = kr * 100 // 12
    if rng.random() >= glemt * 2:
        lov = "DTL" if e.type == "dagtilbud" else "FSK"
        bet.append(_betaling(e.person, kom, "77", funktion, fra, til, -maaned, lov))
        return
    oere = maaned * max(1, round((til - fra + 1) / 30.4))
    art = {"dagtilbud": "dagtilbud_ikke_opkraevet", "specialklasse": "specialelev_ikke_opkraevet"}.get(
        e.type, "elev_ikke_opkraevet"
    )
    note = f"{kom} har ikke fået en regning"
    sandhed.tilfoej("skole", art, cpr[e.person], str(dato(fra)), str(dato(til)), oere, True, note)


def _ligner(sandhed: Sandhed, art: str, cpr: str, fra: int, til: int, note: str) -> None:
    sandhed.ligner("skole", art, cpr, str(dato(fra)), str(dato(til)), note)


def _elev(e: Any, inst: int, fra: int, til: int) -> dict[str, Any]:
    return {"person": e.person, "inst": inst, "type": e.type, "fra": int(fra), "til": int(til)} | {
        "takst": -1,
        "sfo_takst": -1,
    }


def _betaling(
    person: int, kom: str, art: str, funktion: str, fra: int, til: int, oere: int, lov: str
) -> dict[str, Any]:
    return {"person": int(person), "kommune": kom, "art": art, "ydelse": "", "fra": fra, "til": til} | {
        "oere": oere,
        "funktion": funktion,
        "lov": lov,
    }


def _statsbidrag(
    b: Befolkning,
    g: pd.DataFrame,
    elev: pd.DataFrame,
    inst: pd.DataFrame,
    rng: np.random.Generator,
    foerste: int,
    sandhed: Sandhed,
) -> pd.DataFrame:
    """What the state asks for: private pupils of 5 September the year before, with the list's own mistakes."""
    private = elev[elev["type"].isin(["privatskole", "efterskole"])]
    ud = dict(zip(g["person"], g["ud"], strict=True))
    cpr = b.personer["cpr"].tolist()
    foedt = b.personer["foedt"].to_numpy()
    dele: list[dict[str, Any]] = []
    for aar in range(dato(foerste).year, dato(b.til).year + 1):
        d = dag(date(aar - 1, 9, 5))
        for e in liv.raekker(private):
            trin = int((d - _skolestart(foedt[e.person : e.person + 1])[0]) // 365)
            i_gang = e.fra <= d <= e.til
            flyttet = not i_gang and ud[e.person] <= d < ud[e.person] + 300 and rng.random() < 0.5
            if not (i_gang or flyttet) or not 0 <= trin <= 10:
                continue
            kr = EFTERSKOLEBIDRAG if e.type == "efterskole" else PRIVATBIDRAG
            sfo = e.type == "privatskole" and (trin <= 3 and rng.random() < 0.7)
            fejl_sfo = e.type == "privatskole" and trin > 4 and rng.random() < 0.02
            dobbelt = i_gang and rng.random() < 0.006
            rk = {"aar": aar, "person": e.person, "inst": e.inst, "type": e.type, "sfo": sfo or fejl_sfo}
            rk |= {"trin": trin, "oere": (kr + (SFOBIDRAG if sfo or fejl_sfo else 0)) * 100}
            dele += [rk] * (2 if dobbelt else 1)
            for ramt, art, oere in (
                (flyttet, "bidrag_ikke_bosat", rk["oere"]),
                (dobbelt, "bidrag_dobbelt", rk["oere"]),
                (fejl_sfo, "bidrag_sfo_for_gammel", SFOBIDRAG * 100),
            ):
                if ramt:
                    dage = f"{aar}-01-01", f"{aar}-12-31"
                    sandhed.tilfoej("skole", art, cpr[e.person], *dage, oere, True, "Fejl på statens liste")
    s = pd.DataFrame(dele, columns=["aar", "person", "inst", "type", "sfo", "trin", "oere"])
    return s.assign(loebenr=s.groupby("aar").cumcount() + 1)
