"""Things to do: a registry of sources, each asked what it has for the one who looks. Overblik shows the first three.

A source is a function with @kilde over it, in a module that KILDEMODULER names. It gets a Grundlag, asks it only for
what it needs, and yields Opgaver with kroner, deadline and where to go. What it may show follows from the Bruger in it:
sums come from functions that take the user's scope, and no source puts a person in a text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING

from engine.adgang import SIDER, Bruger, Rolle
from engine.fejl import ParameterMangler
from engine.lov.parametre import Lovsamling

if TYPE_CHECKING:
    import pandas as pd

    from engine.resultater import fejlperson, henfoerelse, periodisering
    from engine.resultater.datakvalitet import Datakvalitet
    from engine.resultater.halvrefusion import Halvrefusion
    from engine.resultater.ledelse import Oekonomi
    from engine.resultater.sde import Kontekst
    from engine.sager.lager import Sagslager

NAER = timedelta(days=30)
# What comes first when no deadline is near: money to move, then what must be handed in or decided, then the data.
PENGE, AFLEVERING, DATA = 1, 2, 3
KILDEMODULER = ("engine.resultater.opgavekilder", "engine.resultater.opgaver_krav")


@dataclass(frozen=True)
class Opgave:
    """One thing to do. noegle: stable over builds. tilstand: a state of the pages ('mangler', 'usikker:Beregnet').

    oere: what is at stake or touched, None when it is not money. til_gode: it is money to bring home, and counts in
    the open potential. sider: (page, filters), the first that the role may open is the link. goer: the link's words.
    kilde: set by the registry.
    """

    noegle: str
    titel: str
    hvorfor: str
    tilstand: str
    klasse: int
    oere: int | None = None
    frist: date | None = None
    til_gode: bool = False
    sider: tuple[tuple[str, Mapping[str, str]], ...] = ()
    goer: str = "Åbn"
    kilde: str = ""

    def side_for(self, rolle: Rolle) -> tuple[str, Mapping[str, str]] | None:
        """The page that this role opens it on, None when there is none."""
        return next((s for s in self.sider if rolle in SIDER.get(s[0], ())), None)


@dataclass(frozen=True)
class Grundlag:
    """Who asks, when, and where the answers are. Everything that costs is a function, called by those that need it.

    sager: a year's cases in the user's scope (sdevisning.SAGSTAL). sde_aar: the years that have cases, newest first.
    halv: a year's schemes where the state pays half. perioder, uden_person, forkert_person: a year's postings that
    wait for a period, for a person, or for another person. omraade: the only field asked about, None = the whole scope.
    """

    bruger: Bruger
    i_dag: date
    nu: datetime
    k: Kontekst
    lager: Sagslager
    sager: Callable[[int], pd.DataFrame]
    sde_aar: Callable[[], list[int]]
    oekonomi: Callable[[], Oekonomi]
    datakvalitet: Callable[[], Datakvalitet]
    halv: Callable[[int], Halvrefusion]
    perioder: Callable[[int], periodisering.Oversigt]
    uden_person: Callable[[int], henfoerelse.Oversigt]
    forkert_person: Callable[[int], fejlperson.Oversigt]
    omraade: str | None = None

    @property
    def lov(self) -> Lovsamling:
        return self.k.lov

    @property
    def minimum(self) -> int:
        """The smallest count of persons that is shown."""
        return self.k.smaacelle_min

    def naer(self, frist: date | None) -> bool:
        return frist is not None and frist - self.i_dag <= NAER


Find = Callable[[Grundlag], Iterable[Opgave]]


@dataclass(frozen=True)
class Kilde:
    """A registered source: its name, who is asked it for, its function, and whether it finds money to bring home."""

    navn: str
    roller: frozenset[Rolle]
    find: Find
    potentiale: bool


_KILDER: dict[str, Kilde] = {}


def kilde(*roller: Rolle, potentiale: bool = False) -> Callable[[Find], Find]:
    """Register a source for some roles. potentiale: what it yields may be til_gode, and counts in the potential."""

    def indskriv(funktion: Find) -> Find:
        navn = f"{funktion.__module__}.{funktion.__name__}"
        _KILDER[navn] = Kilde(navn, frozenset(roller), funktion, potentiale)
        return funktion

    return indskriv


def kilder() -> Mapping[str, Kilde]:
    """Every registered source by name."""
    for modul in KILDEMODULER:
        import_module(modul)
    return _KILDER


def find(g: Grundlag) -> list[Opgave]:
    """What the user has to do, most urgent first."""
    egne = (k for k in kilder().values() if g.bruger.rolle in k.roller)
    fundne = (replace(o, kilde=k.navn) for k in egne for o in k.find(g))
    return sorted(fundne, key=lambda o: _orden(g, o))


def forskellige(opgaver: Iterable[Opgave], antal: int) -> list[Opgave]:
    """The first of each source, until there are `antal`; so that one kind of thing does not hide the others."""
    alle = list(opgaver)
    foerste = {o.kilde: o for o in reversed(alle)}
    valgte = [o for o in alle if foerste[o.kilde] is o][:antal]
    return valgte + [o for o in alle if o not in valgte][: antal - len(valgte)]


def aabent_potentiale(g: Grundlag) -> int:
    """Øre to bring home over all that is known, in the user's scope, whoever it is that should do it."""
    return til_gode(o for k in kilder().values() if k.potentiale for o in k.find(g))


def _orden(g: Grundlag, o: Opgave) -> tuple[bool, int, int, date, str]:
    """A near deadline goes first, but not before money because of data that has none."""
    return (not g.naer(o.frist), o.klasse, -abs(o.oere or 0), o.frist or date.max, o.noegle)


def til_gode(opgaver: Iterable[Opgave]) -> int:
    """The open potential: øre to bring home over all that is known."""
    return sum(o.oere or 0 for o in opgaver if o.til_gode)


def naeste_frist(lov: Lovsamling, parametre: Iterable[str], aar: int, i_dag: date) -> date | None:
    """The first of some yearly deadlines (month-day of the year after) for `aar` or a later year, from today on.

    An earlier year's berigtigelse is part of both of a later year's statements (BEK 802/2025 §§ 56-57), so a claim
    that missed its own deadline has the next one.
    """
    navne = list(parametre)
    for senere in range(aar + 1, max(aar + 1, i_dag.year + 1) + 1):
        dage = sorted(d for d in (_dag(lov, navn, senere) for navn in navne) if d and d >= i_dag)
        if dage:
            return dage[0]
    return None


def _dag(lov: Lovsamling, parameter: str, aar: int) -> date | None:
    try:
        md = str(lov.opslag(parameter, date(aar, 1, 1)).vaerdi)
    except ParameterMangler:
        return None
    return date(aar, int(md[:2]), int(md[3:5]))
