"""What the rules are asked with and what they answer: facts about a person, findings by month, candidates. Pure.

A month is 'YYYY-MM', a municipality its code, money whole øre. Facts come from engine/lager/kandidater.py, set-based.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from engine.flytning.betalingskommune import Virkning
from engine.flytning.bopael import Station
from engine.flytning.udflytning import plus_maaneder
from engine.lov.parametre import Lovsamling

UDGIFT, INDTAEGT, STAT = "udgift", "indtaegt", "stat"
SEL_BL, OEVRIGE = "sel_bl", "oevrige"
"""Which limitation a krone has (RSL § 9 c, last stk.): 12 months under SEL and BL, 3 years under other laws."""
TIL_GODE, SKYLDIG = "til_gode", "skyldig"
MINDST_SIKKER = 0.5
"""Less certain than this, a candidate is a question to a person: more likely no than yes."""
NORMAL, HASTER, BORTFALDET = "normal", "haster", "bortfaldet"


@dataclass(frozen=True)
class Post:
    """What was booked on a person in a month on a function. slags: udgift (gross, dranst 1), indtaegt (7.7), stat (8.6
    on dranst 2). kravbar: under the laws of RSL § 9 c, stk. 1. social: under SEL or BL. til_kommune: art 4.7.
    antal: the months of the bill that it is a part of, the longest of several. formodet: the ledger has it on nobody,
    or on another, and something sure says that it is this person's. skoennet: the bill does not say its month; this is
    the one it seems to be for."""

    maaned: str
    funktion: str
    slags: str
    oere: int
    kravbar: bool = False
    social: bool = False
    til_kommune: bool = False
    lov: str = ""
    modpart: str | None = None
    antal: int = 1
    formodet: bool = False
    skoennet: bool = False


@dataclass(frozen=True)
class Ydelse:
    """A month of a benefit in the state's refund system; funktion: where it is booked, '' when the name is unknown."""

    maaned: str
    funktion: str
    udbetalt_oere: int
    refusion_oere: int


@dataclass(frozen=True)
class Tilsagn:
    """What a municipality answered (or was asked). til: the last day, None = still. oere: a month, of a partial one."""

    modpart: str
    fra: date
    til: date | None
    status: str
    rejst: date | None = None
    oere: int | None = None

    def roerer(self, maaned: str) -> bool:
        return self.fra <= sidste_dag(maaned) and (self.til is None or self.til >= foerste_dag(maaned))


@dataclass(frozen=True)
class Pension:
    """A grant. slags: foertidspension or seniorpension. kommune: who granted it. ophoer: the first day without it."""

    slags: str
    tilkendt: date
    kommune: str
    ophoer: date | None = None


@dataclass(frozen=True)
class Plads:
    """A child's place in a school or in day care. kommune: where it is. til: the last day, date.max = still.

    takst_oere: what was agreed a year, without after-school care (sfo); 0 = agreed nothing, None = no agreement.
    """

    institution_id: str
    kommune: str
    type: str
    fra: date
    til: date
    sfo: bool = False
    takst_oere: int | None = None
    sfo_takst_oere: int | None = None


@dataclass(frozen=True)
class Bidrag:
    """A row of the state's list of pupils in private schools. trin: the class, None = not told. oere: of the year."""

    aar: int
    loebenr: int
    type: str
    sfo: bool
    trin: int | None
    oere: int


@dataclass(frozen=True)
class Personfakta:
    """All that the rules know of one person. indsatser: rows of measures that run (core.indsats), with `anbragt`,
    whether each is a placement, and `art` (tilbud, eftervaern or None). tilkendt: when the pension was granted. doed:
    the day of death. afgivne: what we have promised others. paa_ingen: payments (7.7) on nobody that look like this
    child's: they cover nothing (reading 4), and put a doubt on what they would cover."""

    noegle: str
    foedt: date | None
    forloeb: Sequence[Station]
    indsatser: Sequence[Mapping[str, Any]]
    poster: Sequence[Post]
    ydelser: Sequence[Ydelse] = ()
    tilsagn: Sequence[Tilsagn] = ()
    tilkendt: date | None = None
    pensioner: Sequence[Pension] = ()
    doed: date | None = None
    afgivne: Sequence[Tilsagn] = ()
    pladser: Sequence[Plads] = ()
    bidrag: Sequence[Bidrag] = ()
    paa_ingen: Sequence[Post] = ()


@dataclass(frozen=True)
class Grundlag:
    """What is the same for everybody. orden: rule → its place, the lower takes the krone. navne: code → name.

    kommunetal: (municipality, year, measure) → kroner. bidragssatser: (year, kind of school) → øre without SFO, None
    where the list does not tell. fra_maaned: the first month that the ledger knows. uden_person: (municipality,
    function) → (month booked, øre) of its payments (7.7) that stand on nobody and look like no one child's.
    """

    egen: str
    lov: Lovsamling
    virkninger: Sequence[Virkning]
    orden: Mapping[str, int]
    navne: Mapping[str, str] = field(default_factory=dict)
    nedlagte: frozenset[str] = frozenset()
    kommunetal: Mapping[tuple[str, int, str], Decimal] = field(default_factory=dict)
    bidragssatser: Mapping[tuple[int, str], int | None] = field(default_factory=dict)
    fra_maaned: str = "0001-01"
    uden_person: Mapping[tuple[str, str], Sequence[tuple[str, int]]] = field(default_factory=dict)

    def navn(self, kode: str) -> str:
        return self.navne.get(kode, kode)


@dataclass(frozen=True)
class Begrundelse:
    """Why, for a person to read. modbevis: what would prove it false, a sentence each."""

    tekst: str
    hjemmel: str
    modbevis: tuple[str, ...]
    sikkerhed: float


@dataclass(frozen=True)
class Fund:
    """A rule's finding about a krone: that what `noegle` cost in a month is due from `modpart`.

    noegle: what the krone is of, the same whichever rule finds it (a function, a takst). brutto: the state's part is
    not known, so that the amount is what was paid. oere: None where a rate is missing. afstand: months from the fact
    to what the rule looks for, where the municipality chooses how many count. formodet: so many øre of it rest on
    bills that are presumed to be this person's. ventes: its bill is more likely on its way than forgotten, so that it
    is expected, not claimed.
    """

    regel: str
    modpart: str
    maaned: str
    noegle: str
    lovgruppe: str
    oere: int | None
    begrundelse: Begrundelse
    brutto: bool = False
    retning: str = TIL_GODE
    afstand: int | None = None
    formodet: int = 0
    ventes: bool = False


@dataclass(frozen=True)
class Krav:
    """A finding with its limitation. frist: the last day to raise it. reddet: a claim has been raised in time."""

    fund: Fund
    frist: date | None
    reddet: bool

    def tabt(self, dag: date) -> bool:
        """Whether it can no longer be raised (reading 2: its last day is more than the limitation before)."""
        return not self.reddet and self.frist is not None and self.frist < dag


@dataclass(frozen=True)
class Kandidat:
    """Months of one rule, person and counterpart. potentiale_oere: net, not lost, None where it cannot be computed.

    frist: the last day to raise the oldest month that is neither lost nor raised. krav: what it is the sum of.
    haster_maaneder: urgent with less left. bortfaldet_ukendt: months are lost, and of none the kroner are known.
    """

    regel: str
    noegle: str
    modpart: str
    retning: str
    fra: date
    til: date
    potentiale_oere: int | None
    bortfaldet_oere: int
    frist: date | None
    prioritet: str
    begrundelse: Begrundelse
    brutto: bool
    krav: tuple[Krav, ...] = ()
    haster_maaneder: int = 3
    bortfaldet_ukendt: bool = False

    @property
    def er_spoergsmaal(self) -> bool:
        """Whether it asks more than it says; a claim that has been raised in writing is no question any more."""
        return self.begrundelse.sikkerhed < MINDST_SIKKER and not any(k.reddet for k in self.krav)


@dataclass(frozen=True)
class Regel:
    """One rule. saetning: what it says, as one sentence. find: the findings about one person.

    venter: bills come quarterly, so that the latest months never open a candidate alone (reading 4). afstand: how many
    months after a fact it looks, where a municipality may choose; its findings tell theirs.
    """

    kode: str
    navn: str
    hjemmel: str
    saetning: str
    find: Callable[[Any], Iterable[Fund]]
    venter: bool = True
    afstand: int | None = None


@lru_cache(maxsize=4096)
def foerste_dag(maaned: str) -> date:
    return date(int(maaned[:4]), int(maaned[5:7]), 1)


@lru_cache(maxsize=4096)
def sidste_dag(maaned: str) -> date:
    return plus_maaneder(foerste_dag(maaned), 1) - timedelta(days=1)


def dagtekst(dag: date) -> str:
    """The day as a person reads it: 1.2.2015."""
    return f"{dag.day}.{dag.month}.{dag.year}"


@lru_cache(maxsize=16384)
def flyt(maaned: str, antal: int) -> str:
    """The month so many months later."""
    return f"{plus_maaneder(foerste_dag(maaned), antal):%Y-%m}"
