"""Chance: draws of every case month by month, the exact refund rule on each, and sums.

Expected cost put through a convex rule gives too little refund; so the rule is applied to every draw (SEL § 176,
BL § 198). Amounts are whole øre in int64; the rule is computed in twelfths of an øre, where every monthly limit is a
whole number, and rounded half up once per case and year, as engine/refusion/sde.py does. The seed is an argument: the
same input gives the same figures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from engine.lov.parametre import Lovsamling
from engine.prognose.metoder import GRUPPER, Fremskrivning, Historik
from engine.refusion import sde
from engine.refusion.sde import ENHED, LOVE, MAANEDER, SAGSTYPER, Graenser

_TRAADE = 2
_SEN_KILDE = 3
_EGEN_KILDE = 2  # added to the seed for the paths that people have entered; events themselves have 1
_ALDRIG = 10**6
_BLOK = 32  # cases drawn at a time, so that a block stays in the processor's cache


@dataclass(frozen=True)
class Sager:
    """Which case each path belongs to, by month of the axis.

    akse: months, whole years from January. bane, sag: pairs of path and case, by case; maske: (pairs, months).
    fast: known øre by case and month (int64); sene: what is still expected to be booked of them. lov: place in LOVE.
    sagstype, noegle: as engine.refusion.sde has them.
    """

    akse: np.ndarray
    bane: np.ndarray
    sag: np.ndarray
    maske: np.ndarray
    fast: np.ndarray
    sene: np.ndarray
    lov: np.ndarray
    sagstype: np.ndarray
    noegle: np.ndarray


@dataclass(frozen=True)
class Haendelsestraek:
    """What events do to paths, draw by draw: from month `fra` (after the origin) the level of `bane` is `oere` in the
    draws where `sker[nr]`. Rows by path, and of a path in the order they are applied."""

    bane: np.ndarray
    fra: np.ndarray
    oere: np.ndarray
    nr: np.ndarray
    sker: np.ndarray

    @classmethod
    def af(cls, raekker: Sequence[tuple[int, int, float, int]], sker: np.ndarray) -> Haendelsestraek:
        """raekker: (bane, fra, oere, nr) in the order of application. sker: (events, draws) of bool."""
        orden = sorted(raekker, key=lambda r: r[0])
        bane, fra, oere, nr = zip(*orden, strict=True)
        return cls(np.array(bane), np.array(fra), np.array(oere), np.array(nr), sker)

    def niveau_for(
        self, baner: np.ndarray, niveau: np.ndarray, faktor: np.ndarray | None = None
    ) -> np.ndarray:
        """Levels of some paths (paths, draws, months), of their levels without events (all paths, months).

        faktor: chance on the levels (all paths, draws). What people have entered is as they entered it, without.
        """
        ud = np.repeat(niveau[baner][:, None, :], self.sker.shape[1], axis=1)
        if faktor is not None:
            ud *= faktor[baner][:, :, None]
        for n, b in enumerate(baner):
            for r in range(*np.searchsorted(self.bane, [b, b + 1])):
                ud[n, self.sker[self.nr[r]], self.fra[r] :] = self.oere[r]
        return ud


@dataclass(frozen=True)
class Udfald:
    """Draws in øre, int64. udgift, refusion: (draws, years). sag_udgift, sag_refusion: (cases, draws, years).

    ny_udgift, ny_refusion: (draws, years) of persons who are not known yet; they are in the totals.
    """

    aar: tuple[int, ...]
    udgift: np.ndarray
    refusion: np.ndarray
    sag_udgift: np.ndarray
    sag_refusion: np.ndarray
    over_trin: np.ndarray
    ny_udgift: np.ndarray
    ny_refusion: np.ndarray


@dataclass(frozen=True)
class Chancer:
    """The chances of one go. stop: the month each path ends in, faktor: on its level, by path and draw.

    faelles: normal, by draw. kommer: (place of the group, rate a month, profiles, months) -> draw, month and profile of
    each new person.
    """

    stop: np.ndarray
    faktor: np.ndarray
    faelles: np.ndarray
    kommer: Callable[[int, float, int, int], tuple[np.ndarray, np.ndarray, np.ndarray]]


Metode = Callable[[Fremskrivning, int, int], Chancer]
"""(forecast, draws, seed) -> the chances. A locked forecast names the method it was drawn by (METODE)."""

METODE = 3  # the number of `chancer`; those before are in engine/prognose/tidligere.py


def terning(froe: int) -> np.random.Generator:
    """The source of chance for a seed."""
    return np.random.Generator(np.random.PCG64(froe))


def senfaktor(rng: np.random.Generator, sd: float, antal: int) -> np.ndarray:
    """Draws of late bills over those expected: never below nothing, one on average, with the spread sd."""
    s2 = np.log(1 + sd**2)
    return np.exp(rng.normal(0, 1, antal) * np.sqrt(s2) - s2 / 2)


# --- the rule -------------------------------------------------------------------------------------------------


def refusion_tolvtedele(oere: np.ndarray, g: Graenser) -> np.ndarray:
    """A month's refund in hundredths of twelfths of an øre, from net øre (int64); the same shape."""
    x = oere * MAANEDER
    ud = np.zeros_like(x)
    foer = 0
    for graense_u, sats in g.trin:
        over = x - graense_u // ENHED
        np.maximum(over, 0, out=over)
        over *= sats - foer
        ud += over
        foer = sats
    return ud


def afrund_aar(hundrededele: np.ndarray) -> np.ndarray:
    """A year's refund in øre, half up once."""
    pr_oere = 100 * MAANEDER
    return (2 * hundrededele + pr_oere) // (2 * pr_oere)


def aarsrefusion(oere: np.ndarray, g: Graenser) -> np.ndarray:
    """Refund in øre of case-years: net øre (…, 12) to (…,)."""
    return afrund_aar(refusion_tolvtedele(oere, g).sum(axis=-1))


# --- which case -----------------------------------------------------------------------------------------------


def placer(
    h: Historik,
    f: Fremskrivning,
    lov: Lovsamling,
    person: pd.DataFrame,
    husstand: pd.DataFrame,
    aar: tuple[int, ...],
    *,
    husstandssummering: bool = True,
) -> Sager:
    """Put every path's months into cases by engine.refusion.sde.placer: age, household and the 67 rule month by month.

    person, husstand: as engine.refusion.sde.Grundlag; beyond the households that are known the last year goes on.
    """
    akse = np.arange(aar[0] * MAANEDER, aar[-1] * MAANEDER + MAANEDER)
    foer = np.arange(min(akse[0], h.foerste), akse[0])
    ventet = _ventet_person(h, f)
    alle_md = np.concatenate([foer, akse])
    netto = np.zeros((len(h.person), len(alle_md)))
    ind = (alle_md >= h.foerste) & (alle_md < h.foerste + ventet.shape[1])
    netto[:, ind] = ventet[:, alle_md[ind] - h.foerste]
    n = np.repeat(np.arange(len(h.person)), len(alle_md))
    m = np.tile(np.arange(len(alle_md)), len(h.person))
    maaneder = np.array([f"{x // MAANEDER:04d}-{x % MAANEDER + 1:02d}" for x in alle_md])
    netto_u = np.round(netto[n, m]).astype(np.int64) * ENHED
    udgift = pd.DataFrame(
        {
            "person_noegle": h.person[n],
            "aar": alle_md[m] // MAANEDER,
            "maaned": maaneder[m],
            "sdelov": h.sdelov[n],
            "gruppe": h.gruppe[n],
            "brutto_u": netto_u,
            "netto_u": netto_u,
        }
    )
    tom = pd.DataFrame(
        {"regnskabsaar": [], "person_noegle": [], "sag_type": [], "maaned": [], "beloeb_oere": []}
    )
    grundlag = sde.Grundlag(udgift, person, _forlaenget(husstand, maaneder[-1]), tom)
    p = sde.placer(grundlag, lov, husstandssummering=husstandssummering)
    form = (len(h.person), len(alle_md))
    nr = np.where(p.indgaar, (p.lov * len(SAGSTYPER) + p.sagstype) * len(p.noegler) + p.noegle, -1)
    nr = nr.reshape(form)[:, len(foer) :]
    return _saml(h, f, akse, nr, p)


def _ventet_person(h: Historik, f: Fremskrivning) -> np.ndarray:
    """Øre by person and month foerste..: known with what is to come, then expected."""
    kommer = np.zeros((len(h.person), f.niveau.shape[1]))
    np.add.at(kommer, f.p, f.ventet)
    return np.concatenate([f.kendt + f.mangler, kommer], axis=1)


def _forlaenget(husstand: pd.DataFrame, sidste: str) -> pd.DataFrame:
    """The households carried on to the last month by the same month a year before."""
    if husstand.empty:
        return husstand
    ud = husstand.astype(dict.fromkeys(["person_noegle", "maaned", "par", "indehavere"], "str"))
    while (nyeste := ud["maaned"].max()) < sidste:
        aar = int(nyeste[:4])
        sidste_aar = ud[ud["maaned"].str[:4] == nyeste[:4]]
        ud = pd.concat([ud, sidste_aar.assign(maaned=f"{aar + 1:04d}" + sidste_aar["maaned"].str[4:])])
    return ud.reset_index(drop=True)


def _saml(h: Historik, f: Fremskrivning, akse: np.ndarray, nr: np.ndarray, p: sde.Placering) -> Sager:
    """The cases that have known or coming months, and the paths in each."""
    par: list[np.ndarray] = []
    fremtid = akse > f.udgangspunkt
    for k in np.flatnonzero(fremtid):
        par.append(np.column_stack([np.arange(len(f.p)), nr[f.p, k]]))
    alle = np.unique(np.concatenate(par), axis=0) if par else np.zeros((0, 2), dtype=np.int64)
    alle = alle[alle[:, 1] >= 0]
    # Amounts before the origin lie fast; what is still to be booked of them is drawn around what is expected.
    md = akse - h.foerste
    har = (md >= 0) & (akse <= f.udgangspunkt)
    kendt_p, sene_p = (np.zeros((len(h.person), len(akse)), dtype=np.int64) for _ in range(2))
    for til, fra in ((kendt_p, f.kendt), (sene_p, f.mangler)):
        til[:, har] = np.round(fra[:, md[har]]).astype(np.int64)
    n, m = np.nonzero(((kendt_p != 0) | (sene_p != 0)) & (nr >= 0))
    sager = np.unique(np.concatenate([alle[:, 1], nr[n, m]]))
    fast, sene = (np.zeros((len(sager), len(akse)), dtype=np.int64) for _ in range(2))
    for til, fra in ((fast, kendt_p), (sene, sene_p)):
        np.add.at(til, (np.searchsorted(sager, nr[n, m]), m), fra[n, m])
    orden = np.lexsort((alle[:, 0], alle[:, 1]))
    bane, sag = alle[orden, 0], np.searchsorted(sager, alle[orden, 1])
    maske = (nr[f.p[bane]] == sager[sag][:, None]) & fremtid
    rest, noegle = np.divmod(sager, len(p.noegler))
    lov, type_ = np.divmod(rest, len(SAGSTYPER))
    return Sager(
        akse, bane, sag, maske, fast, sene, lov, type_, np.asarray(p.noegler.tekst(noegle), dtype=object)
    )


# --- the draws ------------------------------------------------------------------------------------------------


def simuler(
    f: Fremskrivning,
    s: Sager,
    graenser: dict[tuple[int, str], Graenser],
    *,
    antal: int,
    froe: int,
    faelles_sd: float = 0.0,
    sene_sd: float = 0.0,
    haendt: Haendelsestraek | None = None,
    metode: Metode | None = None,
) -> Udfald:
    """Draw `antal` futures. graenser: {(year, law): limits}. faelles_sd: spread of what moves all cases alike.

    sene_sd: spread of the bills of past months that are still to come (a source of their own).
    haendt: what people have entered. Its new paths are drawn from a source of their own, so that what is entered on one
    person moves no other figure. metode: how chance is drawn, where it is not as today (`chancer`).
    """
    aar = tuple(int(a) for a in np.unique(s.akse // MAANEDER))
    c = (metode or chancer)(f, antal, froe)
    stop, faktor = c.stop, c.faktor
    faelles = np.exp(c.faelles * faelles_sd - faelles_sd**2 / 2)
    faktor *= faelles
    sen = senfaktor(terning(froe + _SEN_KILDE), sene_sd, antal)
    basis = f.niveau if haendt is None or f.niveau_uden is None else f.niveau_uden
    ramt = np.isin(np.arange(len(f.p)), haendt.bane) if haendt is not None else np.zeros(len(f.p), dtype=bool)
    sag_u, sag_r = (np.zeros((len(aar), len(s.lov), antal), dtype=np.int64) for _ in range(2))
    over = np.zeros((len(s.lov), len(aar), 3))

    def blok(lo: int) -> None:
        """Fill the sums of the cases from `lo`; each block writes its own rows only."""
        hi = min(lo + _BLOK, len(s.lov))
        fra, til = np.searchsorted(s.sag, [lo, hi])
        baner = (s.bane[fra:til], s.sag[fra:til] - lo, s.maske[fra:til])
        egne = np.unique(baner[0][ramt[baner[0]]])
        per_traek = (
            None if haendt is None or not len(egne) else (egne, haendt.niveau_for(egne, basis, faktor))
        )
        for n, et_aar in enumerate(aar):
            md = [
                _maaned(
                    nr,
                    int(s.akse[nr]) - f.udgangspunkt - 1,
                    (s.fast[lo:hi, nr], s.sene[lo:hi, nr], sen),
                    baner,
                    (basis, per_traek),
                    faktor,
                    stop,
                )
                for nr in range(n * MAANEDER, (n + 1) * MAANEDER)
            ]
            for x in md:
                sag_u[n, lo:hi] += x
            love = np.unique(s.lov[lo:hi])
            for l_nr in love:
                under = slice(None) if len(love) == 1 else s.lov[lo:hi] == l_nr
                svar = _blokrefusion([x[under] for x in md], graenser[et_aar, LOVE[l_nr]])
                sag_r[n, lo:hi][under], over[lo:hi, n][under] = svar

    with ThreadPoolExecutor(_TRAADE) as traade:
        list(traade.map(blok, range(0, len(s.lov), _BLOK)))
    sag_u, sag_r = np.moveaxis(sag_u, 0, 2), np.moveaxis(sag_r, 0, 2)
    ny_u, ny_r = _nye(f, s.akse, aar, graenser, c.kommer, faelles)
    return Udfald(aar, sag_u.sum(axis=0) + ny_u, sag_r.sum(axis=0) + ny_r, sag_u, sag_r, over, ny_u, ny_r)


def chancer(f: Fremskrivning, antal: int, froe: int) -> Chancer:
    """The chances as they are drawn now. Another way is another METODE; the one before moves to tidligere."""
    rng = terning(froe)
    stop, faktor = _banetraek(f, antal, rng, terning(froe + _EGEN_KILDE))
    return Chancer(stop, faktor, rng.normal(0, 1, antal), partial(_kommer, froe, antal))


def _banetraek(
    f: Fremskrivning, antal: int, rng: np.random.Generator, egen: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """The month each path ends in and the factor on its level, by path and draw."""
    stop, faktor = [], []
    kendte = len(f.p) - f.tilfoejet
    for kilde, dele in ((rng, slice(0, kendte)), (egen, slice(kendte, None))):
        ophoer = f.ophoer[dele]
        form = (len(ophoer), antal)
        stop.append(_stopmaaned(kilde.random(form), ophoer))
        faktor.append(f.usikkerhed[kilde.integers(0, len(f.usikkerhed), form)])
    return np.concatenate(stop), np.concatenate(faktor)


def _stopmaaned(u: np.ndarray, ophoer: np.ndarray) -> np.ndarray:
    """The month each path ends in (1 = the first), from one chance each: a higher risk moves the same ends forward."""
    with np.errstate(divide="ignore"):
        pr_md = 1 / np.log1p(-np.minimum(ophoer, 1.0))[:, None]
    ud = np.log(u) if u.size else u
    ud *= pr_md  # never, where the risk is nothing
    return np.minimum(np.ceil(np.nan_to_num(ud, nan=1.0, posinf=_ALDRIG)), _ALDRIG).clip(1).astype(np.int32)


def _maaned(
    nr: int,
    frem: int,
    kendt: tuple[np.ndarray, np.ndarray, np.ndarray],
    baner: tuple[np.ndarray, np.ndarray, np.ndarray],
    niveau: tuple[np.ndarray, tuple[np.ndarray, np.ndarray] | None],
    faktor: np.ndarray,
    stop: np.ndarray,
) -> np.ndarray:
    """A month of a block: øre by case and draw. frem: months after the origin (below 0 = known).

    kendt: booked and still expected of the month, by case, and the factor on the latter by draw.
    niveau: the paths' levels, and those paths of the block that have amounts by draw, with them.
    """
    b, sag, maske = baner
    fast, sene, sen = kendt
    ud = np.repeat(fast[:, None], faktor.shape[1], axis=1)
    if sene.any():
        ud += (sene[:, None] * sen).astype(np.int64)
    med = maske[:, nr]
    if frem < 0 or not med.any():
        return ud
    b, sag = b[med], sag[med]
    basis, per_traek = niveau
    v = (basis[b, frem][:, None] * faktor[b]).astype(np.int64)
    if per_traek is not None:
        egne, niv = per_traek
        ramt = np.flatnonzero(np.isin(b, egne))
        if len(ramt):
            v[ramt] = niv[np.searchsorted(egne, b[ramt]), :, frem].astype(np.int64)
    v *= frem + 1 < stop[b]
    if len(sag) == len(ud) and (np.diff(sag) == 1).all():
        ud += v
    else:
        np.add.at(ud, sag, v)
    return ud


def _blokrefusion(maaneder: list[np.ndarray], g: Graenser) -> tuple[np.ndarray, np.ndarray]:
    """Refund of a year in øre by case and draw, and by case the share of draws with a month above each step.

    With a month's limit L twelfths = 12q + r: the sum of max(12x - L, 0) is 12 * sum(max(x - q, 0)) - r * months above.
    """
    ud = np.zeros_like(maaneder[0])
    over = np.zeros((len(ud), 3))
    top = np.maximum.reduce(maaneder)
    foer = 0
    for trin, (graense_u, sats) in enumerate(g.trin):
        q, r = divmod(graense_u // ENHED, MAANEDER)
        naaet = top > q
        over[:, trin] = naaet.mean(axis=1)
        if not naaet.any():
            break
        rest, antal = np.zeros_like(ud), np.zeros_like(ud)
        for x in maaneder:
            y = x - q
            antal += y > 0
            rest += np.maximum(y, 0, out=y)
        ud += (sats - foer) * (MAANEDER * rest - r * antal)
        foer = sats
    return afrund_aar(ud), over


def _kommer(
    froe: int, antal: int, gruppe: int, pr_maaned: float, profiler: int, maaneder: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw, month and profile of each new person of a group.

    The chances are the same whatever the rate is: with more coming, the same come and others besides.
    """
    antal_u, hvem_u = (np.random.Generator(np.random.PCG64([froe, gruppe, n])) for n in range(2))
    hvor_mange = _poisson(antal_u.random((antal, maaneder)), pr_maaned)
    med = np.arange(hvor_mange.max(initial=0))[:, None, None] < hvor_mange
    _, traek, start = np.nonzero(med)
    return traek, start, (hvem_u.random(med.shape)[med] * profiler).astype(np.int64)


def _nye(
    f: Fremskrivning,
    akse: np.ndarray,
    aar: tuple[int, ...],
    graenser: dict[tuple[int, str], Graenser],
    kommer: Callable[[int, float, int, int], tuple[np.ndarray, np.ndarray, np.ndarray]],
    faelles: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Draws of those who are not known yet: how many come each month, and the path of one who came before."""
    ud_u, ud_r = (np.zeros((len(faelles), len(aar)), dtype=np.int64) for _ in range(2))
    k = np.flatnonzero(akse > f.udgangspunkt)
    for nr, gruppe in enumerate(GRUPPER):
        profiler = f.profiler.get(gruppe, np.zeros((0, 24)))
        if not f.tilgang.get(gruppe) or not len(profiler) or not len(k):
            continue
        traek, start, hvem = kommer(nr, f.tilgang[gruppe], len(profiler), len(k))
        siden = np.arange(len(k))[None, :] - start[:, None]
        sti = profiler[hvem[:, None], np.clip(siden, 0, profiler.shape[1] - 1)]
        oere = np.zeros((len(traek), len(akse)), dtype=np.int64)
        oere[:, k] = np.where(siden >= 0, sti * f.pris[: len(k)] * faelles[traek][:, None], 0).astype(
            np.int64
        )
        lov = "BL198" if gruppe == "barn" else "SEL176"
        for n, et_aar in enumerate(aar):
            md = oere[:, n * MAANEDER : (n + 1) * MAANEDER]
            np.add.at(ud_u[:, n], traek, md.sum(axis=1))
            np.add.at(ud_r[:, n], traek, aarsrefusion(md, graenser[et_aar, lov]))
    return ud_u, ud_r


def _poisson(u: np.ndarray, middel: float) -> np.ndarray:
    """Counts with a mean, from one chance each."""
    n = np.arange(1, int(middel + 12 * np.sqrt(middel) + 20))
    log_ = np.concatenate([[0.0], np.cumsum(np.log(middel / n))]) - middel
    return np.searchsorted(np.cumsum(np.exp(log_)), u)


def ventet_refusion(middel: float, spredning: float, g: Graenser) -> float:
    """Closed form for one case whose year is normal and spread evenly on the months: expected refund, øre.

    E[max(X − g, 0)] = s·(φ(d) + d·Φ(d)) with d = (m − g)/s, summed over the steps with the rise of the rate.
    """
    from math import erf, exp, pi, sqrt

    ud, foer = 0.0, 0
    for graense_u, sats in g.trin:
        d = (middel - graense_u / ENHED) / spredning
        phi, stor_phi = exp(-d * d / 2) / sqrt(2 * pi), (1 + erf(d / sqrt(2))) / 2
        ud += (sats - foer) / 100 * spredning * (phi + d * stor_phi)
        foer = sats
    return ud
