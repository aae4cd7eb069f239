"""VAT on the municipality's purchases: mostly booked right, now and then not, and each mistake told."""

from __future__ import annotations

import numpy as np
import pandas as pd

from engine.demo import liv
from engine.demo.bopael import UDLAND
from engine.demo.liv import Befolkning, dato
from engine.demo.sandhed import Sandhed

UKENDT = -(2**40)
MELDES_OERE = 100_000


def laeg_paa(
    p: pd.DataFrame, rng: np.random.Generator, fejl: float, til: int, sandhed: Sandhed
) -> pd.DataFrame:
    """Adds moms, moms_hjemtaget (øre, UKENDT = empty), momskode and leverandoer_land to purchases in `p`.

    Purchases on hovedkonto 0–6 are booked without their VAT, which is claimed. fejl: how often it goes wrong,
    1 = as usual.
    """
    n = len(p)
    art = p["konto"].str[14:].to_numpy()
    koeb = (
        np.isin(art, ["22", "45", "49"]) & (p["cvr"] != "").to_numpy() & (p["konto"].str[0] <= "6").to_numpy()
    )
    land = np.full(n, "", dtype=object)
    fremmed = p["cvr"].isin([f"996{k:05d}" for k in UDLAND]).to_numpy() & koeb
    land[koeb] = "DK"
    numre = np.where(fremmed, p["cvr"].str[3:].where(fremmed, "0"), "0").astype(int)
    land[fremmed] = [UDLAND[k] for k in numre[fremmed]]
    oere = p["oere"].to_numpy().copy()
    fri = koeb & ~fremmed & (rng.random(n) < 0.06)  # insurance, transport of people, care: no VAT on the bill
    dansk = koeb & ~fremmed & ~fri
    moms = np.where(koeb, 0, UKENDT)
    moms[dansk] = oere[dansk] // 4
    taget = np.where(koeb, 0, UKENDT)
    taget[dansk] = moms[dansk]
    kode = np.full(n, "", dtype=object)
    kode[koeb] = "ingen"
    kode[dansk] = "refusion"
    kode[fremmed] = "udland"
    moms[fremmed] = oere[fremmed] * 19 // 119
    forsyning = dansk & p["konto"].str.startswith("1").to_numpy()
    kode[forsyning], taget[forsyning] = "fradrag", 0
    konto = p["konto"].to_numpy().copy()

    # Never claimed: booked with its VAT on art 4.0. Sometimes the bill's VAT was not even entered.
    glemt = np.flatnonzero(dansk & ~forsyning & (art != "22") & (oere > 0) & (rng.random(n) < 0.006 * fejl))
    konto[glemt] = [k[:14] + "40" for k in konto[glemt]]
    oere[glemt] += moms[glemt]
    taget[glemt], kode[glemt] = 0, "ingen"
    blind = glemt[rng.random(len(glemt)) < 0.15]
    tal = moms[glemt].copy()
    moms[blind] = UKENDT
    _fortael(
        p, glemt, tal, "moms_ikke_hjemtaget", set(blind.tolist()), til, sandhed, "Bogført med moms på art 4.0"
    )

    # Claimed without a right: no VAT on the bill, or foreign VAT.
    forkert = np.flatnonzero((fri | fremmed) & (oere > 0) & (rng.random(n) < 0.02 * fejl))
    taget[forkert] = np.where(fremmed[forkert], moms[forkert], oere[forkert] // 4)
    kode[forkert] = np.where(fremmed[forkert], "udland", "refusion")
    note = "Moms hjemtaget, men der var ingen dansk moms på regningen"
    _fortael(p, forkert, -taget[forkert], "moms_hjemtaget_med_urette", set(), til, sandhed, note)
    rigtige = np.flatnonzero(fri & ~np.isin(np.arange(n), forkert) & (p["bogfoeringsdato"] <= til).to_numpy())
    ligner = np.sort(
        rigtige[np.argsort(-oere[rigtige], kind="stable")][:6]
    )  # the largest, rightly without VAT
    _fortael(
        p,
        ligner,
        np.zeros(len(ligner), int),
        "ligner",
        set(),
        til,
        sandhed,
        "Momsfri ydelse, rigtigt bogført",
    )
    tilskud = (art == "59") & (oere > 0) & p["konto"].str.startswith(("5", "3")).to_numpy()
    kode[tilskud & (rng.random(n) < 0.2)] = "positivliste"
    return p.assign(
        konto=konto, oere=oere, moms=moms, moms_hjemtaget=taget, momskode=kode, leverandoer_land=land
    )


def _fortael(
    p: pd.DataFrame,
    numre: np.ndarray,
    oere: np.ndarray,
    art: str,
    blinde: set[int],
    til: int,
    sandhed: Sandhed,
    note: str,
) -> None:
    bog, konto, pid = (p[k].to_numpy() for k in ("bogfoeringsdato", "konto", "pid"))
    for nr, o in zip(numre.tolist(), oere.tolist(), strict=True):
        if bog[nr] > til or (abs(o) < MELDES_OERE and art != "ligner"):
            continue
        d = str(dato(bog[nr]))
        tekst, poster = f"{note} (konto {konto[nr][:8]})", (int(pid[nr]),)
        if art == "ligner":
            sandhed.ligner("moms", "moms_hjemtaget_med_urette", "", d, d, tekst, poster)
        else:
            sandhed.tilfoej("moms", art, "", d, d, int(o), nr not in blinde, tekst, poster=poster)


def hjemtaget(p: pd.DataFrame, b: Befolkning) -> pd.DataFrame:
    """What was claimed of VAT month by month: the sum of what the postings took."""
    t = p[(p["moms_hjemtaget"] > UKENDT) & (p["moms_hjemtaget"] != 0) & (p["bogfoeringsdato"] <= b.til)]
    maaned = t["bogfoeringsdato"].to_numpy().astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    g = t.assign(maaned=maaned, aar=liv.aar_af(t["bogfoeringsdato"].to_numpy()))
    return g.groupby(["aar", "maaned"], as_index=False)["moms_hjemtaget"].sum()
