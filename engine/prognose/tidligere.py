"""How chance was drawn before, number by number: a forecast that was locked then is computed again to the same øre.

Nothing here is used for a new forecast, and nothing here is changed: tests/prognose/laaste holds a document of each.
Method 1 drew each event's draws one by one and counted the new paths among the known ones; method 2 gave them a source
of their own and events exactly their share; method 3 (simulering) draws ends and new persons by one chance each, and
late bills.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from engine.prognose import haendelser as nu
from engine.prognose.haendelser import Haendelse
from engine.prognose.metoder import Fremskrivning
from engine.prognose.simulering import METODE, Chancer, Haendelsestraek, Metode, chancer, terning

_ALDRIG = 10**6
_EGEN_KILDE = 2


def metode(nummer: int) -> Metode:
    """How the chances of a numbered method are drawn. Errors: KeyError for a number that is not known."""
    return {1: _chancer1, 2: _chancer2, METODE: chancer}[nummer]


def haendelsestraek(
    nummer: int,
    person: np.ndarray,
    f: Fremskrivning,
    haendelser: Iterable[Haendelse],
    antal: int,
    rng: np.random.Generator,
) -> tuple[Fremskrivning, Haendelsestraek | None]:
    """As haendelser.haendelsestraek, by the numbered method."""
    if nummer == 1:
        return _haendelsestraek1(person, f, haendelser, antal, rng)
    return nu.haendelsestraek(person, f, haendelser, antal, rng)


def _chancer1(f: Fremskrivning, antal: int, froe: int) -> Chancer:
    rng = terning(froe)
    stop, faktor = _baner(f, slice(None), antal, rng)
    return Chancer(stop, faktor, rng.normal(0, 1, antal), _Kommer(rng, antal))


def _chancer2(f: Fremskrivning, antal: int, froe: int) -> Chancer:
    rng = terning(froe)
    kendte = len(f.p) - f.tilfoejet
    dele = [
        _baner(f, del_, antal, kilde)
        for kilde, del_ in ((rng, slice(0, kendte)), (terning(froe + _EGEN_KILDE), slice(kendte, None)))
    ]
    stop, faktor = (np.concatenate(x) for x in zip(*dele, strict=True))
    return Chancer(stop, faktor, rng.normal(0, 1, antal), _Kommer(rng, antal))


def _baner(
    f: Fremskrivning, del_: slice, antal: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    ophoer = f.ophoer[del_][:, None]
    form = (len(ophoer), antal)
    stop = np.where(ophoer > 0, rng.geometric(np.maximum(ophoer, 1e-9), form), _ALDRIG)
    return stop, f.usikkerhed[rng.integers(0, len(f.usikkerhed), form)]


@dataclass(frozen=True)
class _Kommer:
    """New persons by counts from the source that the paths were drawn from, group after group."""

    rng: np.random.Generator
    antal: int

    def __call__(
        self, _gruppe: int, pr_maaned: float, profiler: int, maaneder: int
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        hvor_mange = self.rng.poisson(pr_maaned, (self.antal, maaneder))
        traek, start = (np.repeat(v, hvor_mange[hvor_mange > 0]) for v in np.nonzero(hvor_mange))
        return traek, start, self.rng.integers(0, profiler, len(traek))


@dataclass(frozen=True)
class _Niveauer(Haendelsestraek):
    """Levels draw by draw of the paths that something happens to, as method 1 kept them: (paths, draws, months)."""

    niveauer: np.ndarray

    def niveau_for(
        self, baner: np.ndarray, niveau: np.ndarray, faktor: np.ndarray | None = None
    ) -> np.ndarray:
        ud = self.niveauer[np.searchsorted(self.bane, baner)]
        return ud if faktor is None else ud * faktor[baner][:, :, None]


def _haendelsestraek1(
    person: np.ndarray,
    f: Fremskrivning,
    haendelser: Iterable[Haendelse],
    antal: int,
    rng: np.random.Generator,
) -> tuple[Fremskrivning, Haendelsestraek | None]:
    plads = {str(n): i for i, n in enumerate(person)}
    kendte = sorted(
        (e for e in haendelser if e.person_noegle in plads),
        key=lambda e: (e.dato, e.person_noegle, e.art, e.ydelse, e.beloeb_oere or 0),
    )
    if not kendte:
        return f, None
    nye = [e for e in kendte if e.art == "start"]
    f = replace(nu.med_starter(f, nye, plads), tilfoejet=0)
    md = f.udgangspunkt + 1 + np.arange(f.niveau.shape[1])
    niveau: dict[int, np.ndarray] = {}
    naeste_start = len(f.p) - len(nye)
    for e in kendte:
        sker = rng.random(antal) < e.sandsynlighed_pct / 100
        if e.art == "start":
            baner = np.array([naeste_start])
            naeste_start += 1
        else:
            baner = np.flatnonzero(f.p == plads[e.person_noegle])
            if e.ydelse and (f.slags[baner] == e.ydelse).any():
                baner = baner[f.slags[baner] == e.ydelse]
        foer = f.niveau[baner, 0].sum()
        for b in baner:
            andel = f.niveau[b, 0] / foer if foer > 0 else 1 / len(baner)
            nyt = float(e.beloeb_oere or 0) * andel if e.art in ("start", "aendring") else 0.0
            egen = niveau.setdefault(int(b), np.repeat(f.niveau[b][None, :], antal, axis=0))
            egen[np.ix_(sker, md >= e.md)] = nyt
    bane = np.array(sorted(niveau))
    if not len(bane):
        return f, None
    niveauer = np.stack([niveau[int(b)] for b in bane])
    ud = f.niveau.copy()
    ud[bane] = niveauer.mean(axis=1)
    tom = np.zeros(0)
    return replace(f, niveau=ud, niveau_uden=f.niveau), _Niveauer(bane, tom, tom, tom, tom, niveauer)
