"""Refugees: permits, programmes, jobs, tests, and the grants that were claimed or forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from engine.demo import liv, tal
from engine.demo.liv import INGEN, Befolkning, dato
from engine.demo.nyepersoner import NyePersoner
from engine.demo.sandhed import Sandhed

# The municipality's own list of grants, kroner by year (fiktiv: rounded for the demo).
GRUND = {2022: 2_950, 2023: 3_030, 2024: 3_127, 2025: 3_240, 2026: 3_386}
ULEDSAGET = {2022: 9_809, 2023: 10_074, 2024: 10_397, 2025: 10_771, 2026: 11_256}
JOB = {2022: 83_801, 2023: 86_063, 2024: 88_817, 2025: 92_014, 2026: 96_155}
DANSK = {2022: 35_755, 2023: 36_720, 2024: 37_895, 2025: 39_259, 2026: 41_026}


@dataclass
class Udlaendinge:
    tilladelse: pd.DataFrame
    program: pd.DataFrame
    job: pd.DataFrame
    uddannelse: pd.DataFrame
    dansk: pd.DataFrame
    krav: pd.DataFrame  # what was claimed: delordning, person, maaned, oere


def _sats(tabel: dict[int, int], aar: int) -> int:
    return tabel[min(max(aar, min(tabel)), max(tabel))] * 100


def uledsagede(nye: NyePersoner, antal: int) -> list[int]:
    """Boys and girls who came alone: in a shared house here, with nobody of their own."""
    b, rng = nye.b, nye.rng
    ud = []
    for _ in range(antal):
        kom = int(b.til - rng.integers(200, 1000))
        foedt = int(kom - rng.uniform(14.5, 16.5) * liv.AAR)
        land = str(rng.choice(tal.FLYGTNINGE_LANDE))
        ud.append(nye.ny(foedt, [(nye.hjem(tal.KOMMUNE), kom)], land))
    return ud


def tilladelser(b: Befolkning, alene: list[int], rng: np.random.Generator) -> pd.DataFrame:
    """The permits of everybody from the countries refugees come from; `alene`: those who came without a parent.

    Columns: person, grundlag, fra (the day of the permit), udloeb, uledsaget, ansvar_fra, ansvar_til.
    """
    land = np.array(b.lande)[b.personer["land"]]
    o = b.ophold[np.isin(land, tal.FLYGTNINGE_LANDE)[b.ophold["person"]]]
    her = o[b.typer()[o["adr"].to_numpy()] == liv.HER]
    g = her.groupby("person").agg(ind=("fra", "min"), ud=("til", "max"))
    idx = g.index.to_numpy()
    foedt, ind, ud = b.personer["foedt"].to_numpy()[idx], g["ind"].to_numpy(), g["ud"].to_numpy()
    mor = b.personer["mor"].to_numpy()[idx]
    foedt_her = (mor >= 0) & (ind == foedt)
    r = rng.random(len(idx))
    grundlag = np.where(
        land[idx] == "UA",
        "UKRAINE",
        np.select([r < 0.6, r < 0.72, r < 0.8, r < 0.9], ["UDL7", "UDL8", "UDL9c1", "UDL9-1-2"], "ANDET"),
    )
    uledsaget = np.isin(idx, alene)
    grundlag = np.where(uledsaget & np.isin(grundlag, ["UDL9c1", "UDL9-1-2", "ANDET"]), "UDL9c3", grundlag)
    ankom = np.where(ind < b.til - 8 * 365, b.til - rng.integers(1500, 3200, len(idx)), ind)
    til = pd.DataFrame(
        {
            "person": idx,
            "grundlag": grundlag,
            "fra": ankom - np.where(foedt_her, 0, rng.integers(5, 60, len(idx))),
            "udloeb": ankom + np.where(grundlag == "UKRAINE", 4, 5) * 365 + rng.integers(0, 300, len(idx)),
            "uledsaget": uledsaget,
            "ansvar_fra": ankom,
            "ansvar_til": np.where(ud < INGEN, ud - 1, INGEN),
        }
    )
    return til[til["ansvar_fra"] <= b.til].reset_index(drop=True)


def skab(
    b: Befolkning, t: pd.DataFrame, rng: np.random.Generator, foerste: int, sandhed: Sandhed, glemt: float
) -> Udlaendinge:
    foedt = b.personer["foedt"].to_numpy()
    cpr = b.personer["cpr"].tolist()
    pro: list[tuple[int, str, int, int]] = []
    job: list[dict[str, Any]] = []
    udd: list[tuple[int, int, int]] = []
    dansk: list[tuple[int, str, int]] = []
    krav: list[tuple[str, int, int, int]] = []

    def meld(art: str, p: int, fra: int, til: int, oere: int, kan: bool, note: str) -> None:
        dage = str(dato(fra)), str(dato(min(til, b.til)))
        if art.startswith("ligner:"):
            sandhed.ligner("udlaendinge", art.removeprefix("ligner:"), cpr[p], *dage, note)
        else:
            sandhed.tilfoej("udlaendinge", art, cpr[p], *dage, oere, kan, note)

    for r in liv.raekker(t):
        p, start = int(r.person), int(r.ansvar_fra)
        slut = min(int(r.ansvar_til), b.til)
        if slut <= max(start, foerste - 900):
            continue
        voksen = int(liv.foedselsdag(foedt[p : p + 1], 18)[0])
        if r.uledsaget:
            _tilskud(
                "uledsaget", ULEDSAGET, p, start, min(slut, voksen - 40), foerste, rng, glemt * 3, krav, meld
            )
            continue
        if voksen > slut - 60 or (start - foedt[p]) / liv.AAR > 62:
            continue
        begynd = max(start, voksen)
        if r.grundlag != "ANDET":
            typ = "introduktion" if r.grundlag == "ANDET" else "selvforsoergelse"
            pro.append((p, typ, begynd + int(rng.integers(5, 40)), min(begynd + 3 * 365, slut + 1)))
            _tilskud("grundtilskud", GRUND, p, begynd, begynd + 1060, foerste, rng, glemt, krav, meld, slut)
        elif rng.random() < 0.5:
            dage = max(start, foerste)
            meld("ligner:grundtilskud_glemt", p, dage, slut, 0, True, "Opholdsgrundlag uden tilskud")
        _job(b, p, begynd, slut, foerste, r.grundlag != "ANDET", rng, glemt, job, krav, meld)
        if rng.random() < 0.16:
            d = begynd + int(rng.integers(200, 1100))
            udd.append((p, d, min(d + int(rng.integers(400, 1100)), slut)))
        if rng.random() < 0.45:
            d = begynd + int(rng.integers(300, 1000))
            if d < slut:
                dansk.append((p, str(rng.choice(["PD1", "PD2", "PD3"])), d))
                if r.grundlag != "ANDET" and d >= foerste:
                    oere = _sats(DANSK, dato(d).year)
                    if rng.random() < glemt * 2:
                        kan = bool(rng.random() < 0.9)
                        meld("danskproeve_glemt", p, d, d, oere, kan, "Bestået, men aldrig hjemtaget")
                        if not kan:
                            dansk.pop()
                    else:
                        krav.append(("resultat_dansk", p, _md(d), oere))
    k = pd.DataFrame(krav, columns=["delordning", "person", "maaned", "oere"])
    return Udlaendinge(
        t,
        pd.DataFrame([x for x in pro if x[2] <= b.til], columns=["person", "type", "fra", "til"]),
        pd.DataFrame(
            [x for x in job if x["fra"] <= b.til], columns=["person", "cvr", "fra", "til", "timer", "ord"]
        ),
        pd.DataFrame([x for x in udd if x[1] <= min(b.til, x[2])], columns=["person", "fra", "til"]),
        pd.DataFrame(dansk, columns=["person", "proeve", "dag"]),
        k,
    )


def _md(d: int) -> int:
    return int(np.datetime64(int(d), "D").astype("datetime64[M]").astype(int))


def _tilskud(
    ordning: str,
    satser: dict[int, int],
    p: int,
    fra: int,
    til: int,
    foerste: int,
    rng: np.random.Generator,
    glemt: float,
    krav: list[tuple[str, int, int, int]],
    meld: Any,
    slut: int = INGEN,
) -> None:
    """Month by month: claimed, or forgotten for a whole stretch because nobody entered the person."""
    m0, m1 = _md(max(fra, foerste)) + (1 if fra >= foerste else 0), _md(min(til, slut)) - 1
    if m1 <= m0:
        return
    alle = list(range(m0, m1 + 1))
    tabt = rng.random() < glemt
    fra_nr = int(rng.integers(0, max(1, len(alle) // 2))) if tabt else len(alle)
    for m in alle[:fra_nr]:
        krav.append((ordning, p, m, _sats(satser, m // 12 + 1970)))
    if tabt:
        oere = sum(_sats(satser, m // 12 + 1970) for m in alle[fra_nr:])
        d0, d1 = (
            int(np.datetime64(m, "M").astype("datetime64[D]").astype(int)) for m in (alle[fra_nr], m1 + 1)
        )
        meld(f"{ordning}_glemt", p, d0, d1 - 1, oere, True, "Kom aldrig med i opgørelsen")


def _job(
    b: Befolkning,
    p: int,
    begynd: int,
    slut: int,
    foerste: int,
    omfattet: bool,
    rng: np.random.Generator,
    glemt: float,
    job: list[dict[str, Any]],
    krav: list[tuple[str, int, int, int]],
    meld: Any,
) -> None:
    if rng.random() > 0.7:
        return
    d = begynd + int(rng.integers(100, 900))
    if d >= slut:
        return
    kort = rng.random() < 0.3
    varighed = int(rng.integers(40, 150)) if kort else int(rng.integers(230, 900))
    faa_timer = rng.random() < 0.2
    timer = int(rng.integers(6, 16)) if faa_timer else int(rng.choice([25, 30, 37, 37]))
    cvr = f"996{int(rng.integers(1, 399)):05d}"
    ordinaer = bool(rng.random() < 0.9)
    til = d + varighed
    rk = {
        "person": p,
        "cvr": cvr,
        "fra": d,
        "til": til if til < b.til else INGEN,
        "timer": timer,
        "ord": ordinaer,
    }
    job.append(rk)
    naaet = d + 184
    if not omfattet or naaet > min(slut, b.til) or naaet < foerste:
        return
    oere = _sats(JOB, dato(naaet).year)
    if kort or faa_timer or not ordinaer:
        meld("ligner:job_glemt", p, d, til, 0, True, "Job, men for kort, for få timer eller med tilskud")
    elif rng.random() < min(0.6, glemt * 3.5):
        kan = bool(rng.random() < 0.85)
        if not kan:
            job.pop()  # the employer never told anybody
        meld("job_glemt", p, d, naaet, oere, kan, "Fast arbejde, men resultattilskuddet blev ikke søgt")
    else:
        krav.append(("resultat_job", p, _md(naaet), oere))
