"""Benefits of residents, month by month: pensions, cash help, sick pay, housing benefit.

A spell is (person, art, fra, til, øre a month). From the spells come the postings about persons, the rows of
the state's refund system, and the incomes of type 04, 06 and 07.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from engine.demo import liv, tal
from engine.demo.liv import INGEN, Befolkning, Heltal


@dataclass(frozen=True)
class Art:
    """kroner: a month; stat: the share the state pays of it, as the benefit system books it."""

    navn: str
    funktion: str
    gruppering: str
    lov: str
    paragraf: str
    kroner: int
    stat: float
    indkomsttype: str


ARTER = {
    "foertidspension": Art("Førtidspension", "54866", "001", "PL", "16", 20_700, 0.20, "04"),
    "foertidspension_gl": Art("Førtidspension før juli 2014", "54868", "001", "PL", "16", 20_700, 0.35, "04"),
    "seniorpension": Art("Seniorpension", "54865", "001", "PL", "26 a", 20_700, 0.20, "04"),
    "kontanthjaelp": Art("Kontanthjælp", "55773", "013", "LAS", "25", 12_600, 0.20, "06"),
    "uddannelseshjaelp": Art("Uddannelseshjælp", "55773", "016", "LAS", "23", 8_200, 0.20, "06"),
    "hjemrejseydelse": Art("Selvforsørgelsesydelse", "54661", "001", "LAS", "22", 6_900, 0.20, "06"),
    "sygedagpenge": Art("Sygedagpenge", "55771", "001", "SDP", "7", 20_400, 0.40, "07"),
    "boligstoette": Art("Boligstøtte", "55776", "001", "BOST", "2", 1_450, 0.50, ""),
}


# Benefits rise every January (per cent; the published satsreguleringsprocent 2016-2026), prices do not follow it.
REGULERING = {
    2016: 1.4, 2017: 2.0, 2018: 2.0, 2019: 2.0, 2020: 2.0, 2021: 2.0, 2022: 1.2, 2023: 2.7, 2024: 3.2, 2025: 3.6,
    2026: 4.5,
}  # fmt: skip


def indeks(aar: int, sidste: int) -> float:
    """How much higher the rates of year `sidste` are than those of `aar`."""
    return float(np.prod([1 + REGULERING.get(a, 2.0) / 100 for a in range(aar + 1, sidste + 1)]))


def beloeb_oere(oere: int, aar: int, sidste: int) -> int:
    """A month of a spell in year `aar`, given what it is in the last year; whole kroner."""
    return round(oere / indeks(aar, sidste) / 100) * 100


def egen_andel_oere(f: dict[str, Any], aar: int, sidste: int) -> int:
    """What is left for the municipality of a month of the spell in year `aar`, in øre."""
    oere = beloeb_oere(int(f["oere"]), aar, sidste)
    return oere - round(oere * ARTER[f["art"]].stat)


def skab(
    b: Befolkning, rng: np.random.Generator, foerste: int, undtag: Heltal, land: Heltal
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Spells and granted pensions of ordinary residents. undtag: persons whose story is told elsewhere."""
    p = b.personer
    n = len(p)
    foedt, doed = p["foedt"].to_numpy(), p["doed"].to_numpy()
    alder = (foerste - foedt) / liv.AAR
    boet_siden = _ankomst(b, foerste)
    fri = ~undtag & (boet_siden < foerste) & (doed > foerste)
    fp = fri & (alder > 19) & (alder < 66) & (rng.random(n) < np.clip((alder - 12) / 520, 0.01, 0.11))
    siden = foerste - (rng.random(n) * np.clip(alder - 18.5, 0.3, 16) * liv.AAR).astype(np.int64)
    siden = np.maximum(siden, boet_siden + 30)
    nye = fri & ~fp & (alder > 25) & (alder < 63) & (rng.random(n) < 0.004 * (b.til - foerste) / liv.AAR / 3)
    tilkendt = np.where(nye, foerste + (rng.random(n) * (b.til - foerste)).astype(np.int64), siden)
    har = fp | nye
    senior = har & (tilkendt - foedt > 61 * liv.AAR)
    gl = tilkendt < liv.dag(liv.date(2014, 7, 1))
    art = np.where(senior, "seniorpension", np.where(gl, "foertidspension_gl", "foertidspension"))
    slut = liv.foedselsdag(foedt, 67) - 1
    idx = np.flatnonzero(har & (slut > tilkendt))
    dele = [_forloeb(idx, art[idx], np.maximum(tilkendt[idx], foerste - 100), slut[idx], 0.03, rng)]
    pension = pd.DataFrame(
        {
            "person": idx,
            "art": np.where(senior[idx], "seniorpension", "foertidspension"),
            "tilkendt": tilkendt[idx],
            "kommune": tal.KOMMUNE,
            "ophoer": slut[idx] + 1,
        }
    )
    folk = np.flatnonzero((foedt < b.til - 67 * liv.AAR) & (boet_siden < INGEN) & ~undtag)
    alder67 = liv.foedselsdag(foedt[folk], 67)
    pension = pd.concat(
        [
            pension,
            pd.DataFrame(
                {
                    "person": folk,
                    "art": "folkepension",
                    "tilkendt": alder67,
                    "kommune": tal.KOMMUNE,
                    "ophoer": INGEN,
                }
            ),
        ]
    )
    arbejdsdygtig = np.flatnonzero(fri & ~har & (alder > 16) & (alder < 64))
    dele += [_korte(b, arbejdsdygtig, land, foerste, rng)]
    idx = dele[0]["person"].to_numpy()
    bolig = dele[0][rng.random(len(idx)) < 0.45].assign(art="boligstoette")
    bolig["oere"] = (ARTER["boligstoette"].kroner + rng.integers(-700, 900, len(bolig))) * 100
    return pd.concat([*dele, bolig], ignore_index=True), pension.reset_index(drop=True)


def _ankomst(b: Befolkning, d: int) -> Heltal:
    """The day from which each person has lived here without a break until `d`; INGEN for those who do not."""
    o = b.ophold
    her = b.typer()[o["adr"].to_numpy()] == liv.HER
    ud = np.full(len(b.personer), INGEN)
    nu = o[her & (o["fra"] <= d).to_numpy() & (o["til"] > d).to_numpy()]
    ud[nu["person"].to_numpy()] = nu["fra"].to_numpy()
    # Earlier stays here that run up to the present one count with it.
    for _ in range(6):
        foer = o[her & (o["til"].to_numpy() == ud[o["person"].to_numpy()])]
        ud[foer["person"].to_numpy()] = foer["fra"].to_numpy()
    return ud


def _forloeb(
    idx: Heltal, art: Heltal, fra: Heltal, til: Heltal, spredning: float, rng: np.random.Generator
) -> pd.DataFrame:
    kr = np.array([ARTER[a].kroner for a in art]) * (1 + rng.normal(0, spredning, len(idx)))
    return pd.DataFrame(
        {"person": idx, "art": art, "fra": fra, "til": til, "oere": np.round(kr).astype(np.int64) * 100}
    )


def _korte(b: Befolkning, kan: Heltal, land: Heltal, foerste: int, rng: np.random.Generator) -> pd.DataFrame:
    """Cash help and sick pay: spells with a beginning and an end."""
    foedt = b.personer["foedt"].to_numpy()
    n = len(kan)
    dage = b.til - foerste
    aar = dage / liv.AAR / 3
    kontant = kan[rng.random(n) < 0.055 * aar]
    fra = foerste - 200 + (rng.random(len(kontant)) * (dage + 150)).astype(np.int64)
    laengde = np.clip(rng.lognormal(5.4, 0.8, len(kontant)), 31, 1500).astype(np.int64)
    fra = np.maximum(fra, liv.foedselsdag(foedt[kontant], 18))
    ung = (fra - foedt[kontant]) < 30 * liv.AAR
    flygtning = np.isin(land[kontant], tal.FLYGTNINGE_LANDE)
    art = np.where(flygtning, "hjemrejseydelse", np.where(ung, "uddannelseshjaelp", "kontanthjaelp"))
    a = _forloeb(kontant, art, fra, fra + laengde, 0.08, rng)
    syg = kan[(rng.random(n) < 0.16 * aar) & ~np.isin(kan, kontant)]
    fra = foerste + (rng.random(len(syg)) * dage).astype(np.int64)
    fra = np.maximum(fra, liv.foedselsdag(foedt[syg], 18))
    laengde = np.clip(rng.lognormal(4.2, 0.7, len(syg)), 31, 600).astype(np.int64)
    s = _forloeb(syg, np.full(len(syg), "sygedagpenge"), fra, fra + laengde, 0.06, rng)
    return pd.concat([a, s], ignore_index=True)


def maaneder(b: Befolkning, forloeb: pd.DataFrame, foerste: int) -> pd.DataFrame:
    """Spells month by month while the person lives here: i, person, art, maaned (since 1970-01), oere.

    A spell marked `ude` goes on after the person has left.
    """
    m0 = int(np.datetime64(foerste, "D").astype("datetime64[M]").astype(int))
    m1 = int(np.datetime64(b.til, "D").astype("datetime64[M]").astype(int))
    dele = []
    fra, til = forloeb["fra"].to_numpy(), forloeb["til"].to_numpy()
    person, ude = forloeb["person"].to_numpy(), forloeb["ude"].to_numpy()
    for m in range(m0, m1 + 1):
        d0 = int(np.datetime64(m, "M").astype("datetime64[D]").astype(int))
        d1 = int(np.datetime64(m + 1, "M").astype("datetime64[D]").astype(int)) - 1
        her = b.bor_her(min(d0 + 14, b.til)) | b.bor_her(d0)
        r = np.flatnonzero((fra <= d0 + 3) & (til >= min(d1 - 4, b.til - 4)) & (her[person] | ude))
        dele.append(pd.DataFrame({"i": r, "maaned": m}))
    g = pd.concat(dele, ignore_index=True)
    i = g["i"].to_numpy()
    aar = g["maaned"].to_numpy() // 12 + 1970
    alle = np.array([indeks(a, m1 // 12 + 1970) for a in range(aar.min(), aar.max() + 1)])
    oere = np.round(forloeb["oere"].to_numpy()[i] / alle[aar - aar.min()] / 100).astype(np.int64) * 100
    return g.assign(person=person[i], art=forloeb["art"].to_numpy()[i], oere=oere)
