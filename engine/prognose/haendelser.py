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
from engine.prognose.graenser import KOMMENDE, NYE_SOM_SET, PR_NOEGLE, PROCENTER
from engine.prognose.metoder import UDEN_INDSATS, Fremskrivning
from engine.prognose.simulering import Haendelsestraek


@dataclass(frozen=True)
class Haendelse:
    """What is expected of one person. beloeb_oere: the new cost a month (start, aendring). ydelse: '' = all.

    faelles: entered on the person or by file, for the base and every scenario, not in one scenario alone.
    """

    person_noegle: str
    art: str
    dato: date
    sandsynlighed_pct: int
    beloeb_oere: int | None = None
    ydelse: str = ""
    note: str = ""
    bruger: str = ""
    faelles: bool = False

    @property
    def md(self) -> int:
        return self.dato.year * 12 + self.dato.month - 1


@dataclass(frozen=True)
class Forudsaetninger:
    """A scenario. The per cents are changes of what the data say; takst_pct by kind of measure; satsregulering_pct by
    year, for limits that are not published. kommende: whether caseworkers' coming events are among the events.
    nye_som_set: whether new persons come at the rates that were seen, also where the backtest leaves them out."""

    navn: str = "grundlag"
    pris_pct: float = 0.0
    tilgang_pct: float = 0.0
    ophoer_pct: float = 0.0
    takst_pct: Mapping[str, float] = field(default_factory=dict)
    satsregulering_pct: Mapping[int, float] = field(default_factory=dict)
    haendelser: tuple[Haendelse, ...] = ()
    kommende: bool = True
    nye_som_set: bool = False


def laes_scenarie(navn: str, raa: Mapping[str, Any]) -> Forudsaetninger:
    """A stored scenario. Errors: RettelseAfvist naming everything that is wrong."""
    fejl = [f"ukendt felt '{f}'" for f in sorted(set(raa) - {*PROCENTER, *PR_NOEGLE, KOMMENDE, NYE_SOM_SET})]
    tal: dict[str, float] = {n: _tal(raa.get(n, 0), n, *g, fejl) for n, g in PROCENTER.items()}
    pr: dict[str, dict[str, float]] = {
        n: {str(y): _tal(v, f"{n} for {y}", *g, fejl) for y, v in _felter(raa, n, fejl)}
        for n, g in PR_NOEGLE.items()
    }
    fejl += [f"'{a}' er ikke et år" for a in pr["satsregulering_pct"] if not a.isdecimal()]
    fejl += [f"'{n}' skal være 0 eller 1" for n in (KOMMENDE, NYE_SOM_SET) if raa.get(n, 1) not in (0, 1)]
    if not navn.strip():
        fejl.append("scenariet mangler et navn")
    if fejl:
        raise RettelseAfvist("; ".join(fejl) + ".")
    sats = {int(a): v for a, v in pr["satsregulering_pct"].items()}
    med = bool(raa.get(KOMMENDE, 1))
    return Forudsaetninger(
        navn.strip(),
        tal["pris_pct"],
        tal["tilgang_pct"],
        tal["ophoer_pct"],
        takst_pct=pr["takst_pct"],
        satsregulering_pct=sats,
        kommende=med,
        nye_som_set=bool(raa.get(NYE_SOM_SET, 0)),
    )


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


def med_nye(f: Fremskrivning, s: Forudsaetninger) -> Fremskrivning:
    """The forecast with new persons at the seen rates, where the scenario counts them."""
    return replace(f, tilgang=dict(f.set_tilgang)) if s.nye_som_set and f.set_tilgang else f


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
        takst=f.takst * pris,
        ophoer=np.clip(f.ophoer * (1 + s.ophoer_pct / 100), 0, 1),
        tilgang={g: v * (1 + s.tilgang_pct / 100) for g, v in f.tilgang.items()},
    )


def haendelsestraek(
    person: np.ndarray,
    f: Fremskrivning,
    haendelser: Iterable[Haendelse],
    antal: int,
    rng: np.random.Generator,
) -> tuple[Fremskrivning, Haendelsestraek | None]:
    """The forecast with what the events make of its expected levels, and the draws each happens in.

    person: the keys that f.p counts in. A start is a path of its own, last in the forecast. An event happens in exactly
    its share of the draws. One that touches no path changes nothing (see `virker`). Without events: (f, None).
    """
    plads = {str(n): i for i, n in enumerate(person)}
    kendte = sorted(
        (e for e in haendelser if e.person_noegle in plads),
        key=lambda e: (e.dato, e.person_noegle, e.art, e.ydelse, e.beloeb_oere or 0),
    )
    if not kendte:
        return f, None
    f = med_starter(f, [e for e in kendte if e.art == "start"], plads)
    paa_person: dict[int, list[int]] = {}
    for b, p in enumerate(f.p):
        paa_person.setdefault(int(p), []).append(b)
    naeste_start = len(f.p) - f.tilfoejet
    raekker: list[tuple[int, int, float, int]] = []  # path, month, new level, event
    for nr, e in enumerate(kendte):
        md = max(e.md - f.udgangspunkt - 1, 0)
        if e.art == "start":
            raekker.append((naeste_start, md, float(e.beloeb_oere or 0), nr))
            naeste_start += 1
            continue
        baner = _rammer(f, e, paa_person.get(plads[e.person_noegle], []))
        foer = sum(float(f.niveau[b, 0]) for b in baner)
        for b in baner:
            andel = float(f.niveau[b, 0]) / foer if foer > 0 else 1 / len(baner)
            raekker.append((b, md, float(e.beloeb_oere or 0) * andel if e.art == "aendring" else 0.0, nr))
    if not raekker:
        return f, None
    sker = np.array([rng.permutation(antal) * 100 < e.sandsynlighed_pct * antal for e in kendte])
    traek = Haendelsestraek.af(raekker, sker)
    niveau = f.niveau.copy()
    for b in np.unique(traek.bane):
        niveau[b] = traek.niveau_for(np.array([b]), f.niveau)[0].mean(axis=0)
    return replace(f, niveau=niveau, niveau_uden=f.niveau), traek


def med_starter(f: Fremskrivning, nye: list[Haendelse], plads: Mapping[str, int]) -> Fremskrivning:
    """A path for each measure that begins, at nothing until it does."""
    tom = np.zeros(len(nye))
    return replace(
        f,
        p=np.concatenate([f.p, np.array([plads[e.person_noegle] for e in nye], dtype=np.int64)]),
        slags=np.concatenate([f.slags, np.array([e.ydelse or "Ny indsats" for e in nye], dtype=object)]),
        niveau=np.concatenate([f.niveau, np.zeros((len(nye), f.niveau.shape[1]))]),
        ophoer=np.concatenate([f.ophoer, tom]),
        tilfoejet=len(nye),
    )


def _rammer(f: Fremskrivning, e: Haendelse, egne: list[int]) -> list[int]:
    """The person's paths that an event is about: the measure's, else what runs without a known measure, or all."""
    if not e.ydelse:
        return egne
    return [b for b in egne if f.slags[b] == e.ydelse] or [b for b in egne if f.slags[b] == UDEN_INDSATS]


def uden_virkning(
    f: Fremskrivning, person: np.ndarray, haendelser: Iterable[Haendelse]
) -> list[tuple[Haendelse, str]]:
    """The events that change nothing in a forecast, each with why, as a sentence. person, f: as in a Prognose."""
    sidste = f.udgangspunkt + f.niveau.shape[1]
    plads = {str(n): i for i, n in enumerate(person)}
    baner: dict[int, list[int]] = {}
    for b, p in enumerate(f.p):
        baner.setdefault(int(p), []).append(b)
    ud = []
    for e in haendelser:
        egne = baner.get(plads.get(e.person_noegle, -1), [])
        if e.md > sidste:
            ud.append((e, f"Datoen ligger efter prognosen, som slutter med {sidste // 12}."))
        elif not egne:
            ud.append((e, "Personen har ingen udgifter i prognosen."))
        elif e.art != "start" and not _rammer(f, e, egne):
            ud.append((e, "Indsatsen har ingen løbende udgift i prognosen."))
    return ud
