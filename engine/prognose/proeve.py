"""The forecast held against what happened: from each origin month, with only what was known then.

The choice of base and steps is made so too, at every origin anew, from the origins before it. A month is compared when
it is FULDT_KENDT months old; a year whose last months are younger is compared over the months that are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from engine.prognose import metoder
from engine.prognose.metoder import (
    BASER,
    DISPONERET,
    FULDT_KENDT,
    LOEBENDE,
    NAIV,
    TRIN,
    Fremskrivning,
    Historik,
    Valg,
    fremskriv,
    med_trin,
    naiv_total,
)
from engine.prognose.simulering import senfaktor, terning
from engine.refusion.sde import MAANEDER

_MINDST = 9  # months of ledger before an origin can be forecast from
_UDEN_PROEVE_SD = 0.08  # spread of what moves all cases alike, before any origin can tell
_UDEN_PROEVE_SENE_SD = 0.25  # spread of late bills around those expected, before any origin can tell
_STYRKE = 6  # past origins that what is assumed without any counts for


@dataclass(frozen=True)
class Valgt:
    """What the data chose. vaerdi: WAPE (0-1) of each base and after each step that was tried, in order.

    spredning: sd of the logarithm of actual/expected at past origins. sene_sd: sd of late bills over those expected.
    antal: how many past origins could tell; 0 = nothing could be tried.
    """

    valg: Valg
    forloeb: tuple[tuple[str, float, bool], ...]
    spredning: float
    antal: int
    sene_sd: float = _UDEN_PROEVE_SENE_SD


def vaelg(h: Historik, udgangspunkt: int, pris_pct: float) -> Valgt:
    """Base and steps that would have served best at the origins before this, each step only if it wins."""
    steder = _steder(h, udgangspunkt)
    if len(steder) < 3:
        # Nothing can be tried yet: what the known cases do, and no new ones, since too few have been seen to come.
        valg = Valg(LOEBENDE, frozenset({metoder.SENE, metoder.OVERLEVELSE}), pris_pct)
        return Valgt(valg, (), _UDEN_PROEVE_SD, 0)
    kendt = h.kendt_ved(udgangspunkt)
    sande = {o: float(kendt[:, o + 1 - h.foerste : til + 1 - h.foerste].sum()) for o, til in steder}
    maal = sum(abs(s) for s in sande.values()) or 1.0

    def fejl(valg: Valg) -> tuple[float, list[float]]:
        svar = [_fremad(h, o, til, valg) for o, til in steder]
        ud = sum(abs(s - sande[o]) for s, (o, _) in zip(svar, steder, strict=True)) / maal
        return ud, [np.log(max(sande[o], 1.0) / max(s, 1.0)) for s, (o, _) in zip(svar, steder, strict=True)]

    forloeb: list[tuple[str, float, bool]] = []
    bedst: tuple[float, Valg, list[float]] | None = None
    for base in BASER:
        kandidat = Valg(base, frozenset({metoder.SENE}) if base != NAIV else frozenset(), pris_pct)
        grad, log_ = fejl(kandidat)
        kort: list[tuple[str, float, bool]] = []
        if base != NAIV:
            for trin in (t for t in TRIN if t not in kandidat.trin):
                ny = med_trin(kandidat, trin)
                ny_grad, ny_log = fejl(ny)
                vandt = ny_grad < grad
                kort.append((trin, ny_grad, vandt))
                if vandt:
                    kandidat, grad, log_ = ny, ny_grad, ny_log
        forloeb += [(base, grad, bedst is None or grad < bedst[0]), *kort]
        if bedst is None or grad < bedst[0]:
            bedst = (grad, kandidat, log_)
    assert bedst is not None
    grad, valg, log_ = bedst
    rettet, trin_grad, rest = _rettet(valg, [til - o for o, til in steder], log_, sande, steder, maal)
    vandt = trin_grad < grad
    forloeb.append((metoder.EGNE_FEJL, trin_grad, vandt))
    if vandt:
        valg, log_ = rettet, rest
    sene, sene_sd = _sene_fejl(h, udgangspunkt, steder, valg)
    valg = replace(valg, sene_faktor=sene)
    vaegt = len(steder) / (len(steder) + _STYRKE)
    sd = float(np.sqrt(np.mean(np.square(log_))))
    return Valgt(valg, tuple(forloeb), vaegt * sd + (1 - vaegt) * _UDEN_PROEVE_SD, len(steder), sene_sd)


def _rettet(
    valg: Valg,
    frem: list[int],
    log_: list[float],
    sande: dict[int, float],
    steder: list[tuple[int, int]],
    maal_: float,
) -> tuple[Valg, float, list[float]]:
    """The choice with the drift that past forecasts missed by, its WAPE and what is left, each origin judged by the
    others' drift alone."""
    midt = np.array([(n + 1) / 2 for n in frem])
    fejl = np.array(log_)
    n = len(fejl)

    def drift(med: np.ndarray) -> float:
        return float((fejl[med] / midt[med]).sum() / (med.sum() + _STYRKE))

    uden = np.array([drift(np.arange(n) != i) for i in range(n)])
    rest = fejl - uden * midt
    sand = np.array([sande[o] for o, _ in steder])
    wape = float(np.abs(sand - sand * np.exp(-rest)).sum() / maal_)
    return replace(valg, drift=drift(np.ones(n, dtype=bool))), wape, rest.tolist()


def _sene_fejl(
    h: Historik, udgangspunkt: int, steder: list[tuple[int, int]], valg: Valg
) -> tuple[float, float]:
    """Late bills that came over those expected at past origins, held towards 1, and the spread around that."""
    forhold = []
    nu = h.kendt_ved(udgangspunkt)
    for o, _ in steder:
        f = fremskriv(h, o, 1, valg, kun_middel=True)
        ventet = float(f.mangler.sum())
        if ventet > 0:
            kom = float(nu[:, : o + 1 - h.foerste].sum() - f.kendt.sum())
            forhold.append(kom / ventet)
    if not forhold:
        return 1.0, _UDEN_PROEVE_SENE_SD
    n = len(forhold)
    middel = (sum(forhold) + _STYRKE) / (n + _STYRKE)
    sd = float(np.sqrt(np.mean(np.square(np.array(forhold) / max(middel, 0.1) - 1))))
    return float(np.clip(middel, 0.2, 2.0)), (n * sd + _STYRKE * _UDEN_PROEVE_SENE_SD) / (n + _STYRKE)


def _steder(h: Historik, udgangspunkt: int) -> list[tuple[int, int]]:
    """(earlier origin, last month compared) that can be judged at the origin: up to a year ahead."""
    slut = udgangspunkt - FULDT_KENDT
    return [
        (o, min(o + MAANEDER, slut))
        for o in range(max(h.foerste + _MINDST, udgangspunkt - 2 * MAANEDER), slut - 3, 2)
    ]


def _fremad(h: Historik, o: int, til: int, valg: Valg) -> float:
    """Expected øre of the months after an earlier origin."""
    return float(fremskriv(h, o, til - o, valg, kun_middel=True).maaneder().sum())


@dataclass(frozen=True)
class Proevepunkt:
    """One origin and year. frem: 0 = the origin's own year, 1 = the next. Øre."""

    udgangspunkt: int
    aar: int
    frem: int
    til: int
    sand: float
    naiv: float
    ventet: float
    base: str
    baand: tuple[float, ...]  # KVANTILER of the year total


KVANTILER = (0.025, 0.10, 0.25, 0.50, 0.75, 0.90, 0.975)


def proev(
    h: Historik,
    pris_pct: Callable[[int], float],
    traek: Callable[[Fremskrivning, float, int], np.ndarray],
    udgangspunkter: Iterable[int] | None = None,
) -> list[Proevepunkt]:
    """Backtest. pris_pct: expected price growth known at an origin. traek: (forecast, spread, origin) → draws of the
    months after the origin (draws, months)."""
    slut = h.sidste - FULDT_KENDT
    ud: list[Proevepunkt] = []
    for o in udgangspunkter or range(h.foerste + MAANEDER - 1, slut):
        valgt = vaelg(h, o, pris_pct(o))
        f = fremskriv(h, o, 2 * MAANEDER, valgt.valg)
        traekninger = traek(f, valgt.spredning, o)
        sene = senfaktor(terning(o), valgt.sene_sd, len(traekninger))
        for aar in (o // MAANEDER, o // MAANEDER + 1):
            til = min(aar * MAANEDER + MAANEDER - 1, slut)
            if til <= o or til < aar * MAANEDER or aar * MAANEDER < h.foerste:
                continue
            fra = aar * MAANEDER
            sand = float(h.sande[:, fra - h.foerste : til + 1 - h.foerste].sum())
            naiv = naiv_total(h, o, aar, pris_pct(o), til)
            siden = slice(max(fra - h.foerste, 0), til + 1 - h.foerste)
            kendt = f.kendt.sum(axis=0)[siden].sum() if fra <= o else 0.0
            mangler = f.mangler.sum(axis=0)[siden].sum() if fra <= o else 0.0
            med = slice(max(fra - o - 1, 0), til - o)
            total = kendt + mangler * sene + traekninger[:, med].sum(axis=1)
            q = tuple(float(v) for v in np.quantile(total, KVANTILER))
            ventet = f.aarstotal(h.foerste, aar, til)
            ud.append(Proevepunkt(o, aar, aar - o // MAANEDER, til, sand, naiv, ventet, valgt.valg.base, q))
    return ud


def maal(punkter: list[Proevepunkt]) -> pd.DataFrame:
    """One row per how far ahead (0, 1) and over all (-1): what the backtest says.

    antal, wape_pct, wape_naiv_pct, bedre_pct, mase, fejl_pct (signed), daekning50/80/95_pct, pinball_oere, naiv_vinder.
    """
    raekker = []
    for frem in (-1, *sorted({p.frem for p in punkter})):
        egne = [p for p in punkter if frem in (-1, p.frem)]
        sand = np.array([p.sand for p in egne])
        fejl = np.array([p.ventet for p in egne]) - sand
        naiv = np.array([p.naiv for p in egne]) - sand
        q = np.array([p.baand for p in egne])
        ialt = np.abs(sand).sum() or 1.0
        wape, wape_naiv = np.abs(fejl).sum() / ialt, np.abs(naiv).sum() / ialt
        raekker.append(
            {
                "frem": frem,
                "antal": len(egne),
                "fejl_pct": 100 * fejl.sum() / ialt,
                "wape_pct": 100 * wape,
                "wape_naiv_pct": 100 * wape_naiv,
                "bedre_pct": 100 * (1 - wape / wape_naiv) if wape_naiv else 0.0,
                "mase": np.abs(fejl).sum() / (np.abs(naiv).sum() or 1.0),
                "pinball_oere": pinball(sand, q),
                "daekning50_pct": _daekning(sand, q, 2, 4),
                "daekning80_pct": _daekning(sand, q, 1, 5),
                "daekning95_pct": _daekning(sand, q, 0, 6),
                "naiv_vinder": bool(wape >= wape_naiv),
            }
        )
    return pd.DataFrame(raekker)


def pinball(sand: np.ndarray, q: np.ndarray) -> float:
    """Mean pinball loss over the points and KVANTILER, in the unit of `sand`."""
    t = np.array(KVANTILER)
    d = sand[:, None] - q
    return float(np.maximum(t * d, (t - 1) * d).mean())


def brier(sandsynlighed: np.ndarray, indtraf: np.ndarray) -> float:
    """Brier score: mean squared distance between a chance and what happened (0 is perfect)."""
    return float(np.mean((np.asarray(sandsynlighed, float) - np.asarray(indtraf, float)) ** 2))


def _daekning(sand: np.ndarray, q: np.ndarray, lav: int, hoej: int) -> float:
    return float(100 * ((q[:, lav] <= sand) & (sand <= q[:, hoej])).mean())


def maanedstraek(f: Fremskrivning, spredning: float, froe: int, antal: int = 200) -> np.ndarray:
    """Draws of the months after the origin, without cases and refund: (draws, months), øre as float."""
    rng = terning(froe)
    n, maaneder = f.niveau.shape
    stop = rng.geometric(np.maximum(f.ophoer, 1e-9)[:, None], (n, antal))
    stop = np.where(f.ophoer[:, None] > 0, stop, 10**6)
    faktor = f.usikkerhed[rng.integers(0, len(f.usikkerhed), (n, antal))]
    lever = np.arange(1, maaneder + 1)[None, None, :] < stop[:, :, None]
    ud = (f.niveau[:, None, :] * faktor[:, :, None] * lever).sum(axis=0)
    nye = sum(f.ventet_nye.values(), np.zeros(maaneder))
    pr_md = sum(f.tilgang.values())
    if pr_md:
        ud = ud + nye * rng.gamma(max(pr_md * MAANEDER / 2, 0.5), 1, (antal, 1)) / max(
            pr_md * MAANEDER / 2, 0.5
        )
    return ud * np.exp(rng.normal(0, spredning, (antal, 1)) - spredning**2 / 2)


__all__ = [
    "DISPONERET",
    "KVANTILER",
    "Proevepunkt",
    "Valgt",
    "brier",
    "maal",
    "maanedstraek",
    "proev",
    "vaelg",
]
