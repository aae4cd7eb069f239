"""What people put into a forecast: prices, intake, ends, limits, and what they know of single persons. Pure.

A scenario is data. `laes_scenarie` and `laes_haendelse` read what is stored and name everything that is wrong with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np

from engine.fejl import RettelseAfvist
from engine.prognose.metoder import Fremskrivning

ARTER = {
    "start": "Ny indsats begynder",
    "stop": "Indsatsen ophører",
    "aendring": "Prisen eller omfanget ændres",
    "flytning": "Flytter til en anden kommune",
    "doed": "Dødsfald ventes",
    "fylder": "Bliver 18, 23 eller 67 år",
    "refusionsaftale": "En anden kommune overtager betalingen",
}
MED_BELOEB = frozenset({"start", "aendring"})
_GRAENSER = {"pris_pct": (-20.0, 50.0), "tilgang_pct": (-100.0, 500.0), "ophoer_pct": (-100.0, 500.0)}


@dataclass(frozen=True)
class Haendelse:
    """What is expected of one person. beloeb_oere: the new cost a month (start, aendring). ydelse: '' = all."""

    person_noegle: str
    art: str
    dato: date
    sandsynlighed_pct: int
    beloeb_oere: int | None = None
    ydelse: str = ""
    note: str = ""
    bruger: str = ""

    @property
    def md(self) -> int:
        return self.dato.year * 12 + self.dato.month - 1


@dataclass(frozen=True)
class Forudsaetninger:
    """A scenario. The per cents are changes of what the data say; takst_pct by kind of measure; satsregulering_pct by
    year, for limits that are not published."""

    navn: str = "grundlag"
    pris_pct: float = 0.0
    tilgang_pct: float = 0.0
    ophoer_pct: float = 0.0
    takst_pct: Mapping[str, float] = field(default_factory=dict)
    satsregulering_pct: Mapping[int, float] = field(default_factory=dict)
    haendelser: tuple[Haendelse, ...] = ()


def laes_scenarie(navn: str, raa: Mapping[str, Any]) -> Forudsaetninger:
    """A stored scenario. Errors: RettelseAfvist naming everything that is wrong."""
    fejl = [f"ukendt felt '{f}'" for f in sorted(set(raa) - {*_GRAENSER, "takst_pct", "satsregulering_pct"})]
    tal: dict[str, float] = {n: _tal(raa.get(n, 0), n, *g, fejl) for n, g in _GRAENSER.items()}
    takst = {
        str(y): _tal(v, f"takst_pct for {y}", -50, 100, fejl) for y, v in _felter(raa, "takst_pct", fejl)
    }
    sats = {
        int(a): _tal(v, f"satsregulering_pct for {a}", -5, 20, fejl)
        for a, v in _felter(raa, "satsregulering_pct", fejl)
        if str(a).isdecimal() or fejl.append(f"'{a}' er ikke et år")  # type: ignore[func-returns-value]
    }
    if not navn.strip():
        fejl.append("scenariet mangler et navn")
    if fejl:
        raise RettelseAfvist("; ".join(fejl) + ".")
    return Forudsaetninger(navn.strip(), tal["pris_pct"], tal["tilgang_pct"], tal["ophoer_pct"], takst, sats)


def _felter(raa: Mapping[str, Any], navn: str, fejl: list[str]) -> Iterable[tuple[Any, Any]]:
    vaerdi = raa.get(navn) or {}
    if not isinstance(vaerdi, Mapping):
        fejl.append(f"'{navn}' skal være et objekt")
        return ()
    return vaerdi.items()


def _tal(vaerdi: Any, navn: str, mindst: float, hoejst: float, fejl: list[str]) -> float:
    if isinstance(vaerdi, bool) or not isinstance(vaerdi, int | float) or not mindst <= vaerdi <= hoejst:
        fejl.append(f"'{navn}' skal være et tal fra {mindst:g} til {hoejst:g}")
        return 0.0
    return float(vaerdi)


def anvend(f: Fremskrivning, s: Forudsaetninger) -> Fremskrivning:
    """The forecast under a scenario's prices, intake and ends; its events are drawn by `haendelsestraek`."""
    aar = (f.udgangspunkt + 1 + np.arange(f.niveau.shape[1])) // 12 - f.udgangspunkt // 12
    pris = (1 + s.pris_pct / 100) ** aar
    takst = np.array([1 + s.takst_pct.get(str(y), 0.0) / 100 for y in f.slags])
    faktor = np.where(aar[None, :] > 0, takst[:, None], 1.0) * pris
    return replace(
        f,
        niveau=f.niveau * faktor,
        pris=f.pris * pris,
        ophoer=np.clip(f.ophoer * (1 + s.ophoer_pct / 100), 0, 1),
        tilgang={g: v * (1 + s.tilgang_pct / 100) for g, v in f.tilgang.items()},
    )


def haendelsestraek(
    person: np.ndarray,
    f: Fremskrivning,
    haendelser: Iterable[Haendelse],
    antal: int,
    rng: np.random.Generator,
) -> tuple[Fremskrivning, np.ndarray | None]:
    """Levels by path, draw and month where each event happens in its share of the draws.

    person: the keys that f.p counts in. A start is a path of its own, added to the forecast. Without events: (f, None).
    """
    plads = {str(n): i for i, n in enumerate(person)}
    kendte = sorted(
        (e for e in haendelser if e.person_noegle in plads),
        key=lambda e: (e.dato, e.person_noegle, e.art, e.ydelse, e.beloeb_oere or 0),
    )
    if not kendte:
        return f, None
    nye = [e for e in kendte if e.art == "start"]
    maaneder = f.niveau.shape[1]
    f = replace(
        f,
        p=np.concatenate([f.p, np.array([plads[e.person_noegle] for e in nye], dtype=np.int64)]),
        slags=np.concatenate([f.slags, np.array([e.ydelse or "Ny indsats" for e in nye], dtype=object)]),
        niveau=np.concatenate([f.niveau, np.zeros((len(nye), maaneder))]),
        ophoer=np.concatenate([f.ophoer, np.zeros(len(nye))]),
    )
    md = f.udgangspunkt + 1 + np.arange(maaneder)
    niveau = np.repeat(f.niveau[:, None, :], antal, axis=1)
    nr_ny = len(f.p) - len(nye)
    for e in kendte:
        sker = rng.random(antal) < e.sandsynlighed_pct / 100
        fra = md >= e.md
        if e.art == "start":
            niveau[nr_ny, np.ix_(sker, fra)[0], np.ix_(sker, fra)[1]] = float(e.beloeb_oere or 0)
            nr_ny += 1
            continue
        baner = np.flatnonzero(f.p == plads[e.person_noegle])
        if e.ydelse and (f.slags[baner] == e.ydelse).any():
            baner = baner[f.slags[baner] == e.ydelse]
        foer = f.niveau[baner, 0].sum()
        for b in baner:
            andel = f.niveau[b, 0] / foer if foer > 0 else 1 / len(baner)
            nyt = float(e.beloeb_oere or 0) * andel if e.art == "aendring" else 0.0
            niveau[b, np.ix_(sker, fra)[0], np.ix_(sker, fra)[1]] = nyt
    return replace(f, niveau=niveau.mean(axis=1)), niveau
