"""A claim on another municipality as its events make it: states, which may follow, what is saved, ageing. Pure.

A claim is the frozen sum of kroner: each krone is a person, a month and what it is of, so that none is claimed twice.
sent → recognised, partly or refused → Ankestyrelsen → paid, or withdrawn or given up (mellemkommunal.md A8, A10).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from engine.fejl import RettelseAfvist

SENDT, ANERKENDT, DELVIST, AFVIST = "sendt", "anerkendt", "delvist", "afvist"
ANKESTYRELSEN, BETALT, OPGIVET, TRUKKET = "ankestyrelsen", "betalt", "opgivet", "trukket"
KNAPNAVNE = {
    ANERKENDT: "Anerkendt",
    DELVIST: "Delvist anerkendt",
    AFVIST: "Afvist",
    ANKESTYRELSEN: "Til Ankestyrelsen",
    BETALT: "Betalt",
    OPGIVET: "Opgiv kravet",
    TRUKKET: "Træk tilbage",
}
TILSTANDE: dict[str, tuple[str, str]] = {
    SENDT: ("mangler", "Afventer svar"),
    ANERKENDT: ("mangler", "Anerkendt"),
    DELVIST: ("usikker", "Delvist anerkendt"),
    AFVIST: ("usikker", "Afvist"),
    ANKESTYRELSEN: ("usikker", "Ankestyrelsen"),
    BETALT: ("afklaret", "Betalt"),
    OPGIVET: ("ingen", "Opgivet"),
    TRUKKET: ("ingen", "Trukket tilbage"),
}
"""State → its state of the interface and its word."""
AABNE = (SENDT, ANERKENDT, DELVIST, AFVIST, ANKESTYRELSEN)
FRI = (OPGIVET, TRUKKET)
"""States after which the kroner may be claimed again."""
OVERGANGE: dict[str, tuple[str, ...]] = {
    SENDT: (ANERKENDT, DELVIST, AFVIST, TRUKKET),
    ANERKENDT: (BETALT, AFVIST),
    DELVIST: (BETALT, ANKESTYRELSEN, ANERKENDT, OPGIVET),
    AFVIST: (ANKESTYRELSEN, ANERKENDT, DELVIST, OPGIVET),
    ANKESTYRELSEN: (ANERKENDT, DELVIST, AFVIST, OPGIVET),
    BETALT: (),
    OPGIVET: (),
    TRUKKET: (),
}
Krone = tuple[str, str, str]
"""(person key, month, what it is of): what is claimed once only."""


@dataclass(frozen=True)
class Linje:
    """One krone of a claim. hjemmel: the §."""

    sag_id: str
    regel: str
    person: str
    maaned: str
    krone: str
    oere: int
    hjemmel: str

    @property
    def noegle(self) -> Krone:
        return self.person, self.maaned, self.krone


@dataclass(frozen=True)
class Trin:
    """One step that was written on a claim. rykket: a reminder and no step."""

    nr: int
    tilstand: str
    dato: date
    bruger: str
    tid: datetime
    begrundelse: str
    anerkendt_oere: int | None = None
    modtaget_oere: int | None = None
    rykket: bool = False


@dataclass(frozen=True)
class Krav:
    """A claim as it stands. oere: claimed; anerkendt_oere: recognised, None = no answer; modtaget_oere: said as paid.

    linjer, bog, brev: SHA-256 of the frozen copies. samling: the decisions on the cases that were made with it."""

    id: str
    nr: int
    modpart: str
    oere: int
    antal: int
    borgere: int
    sendt: date
    bruger: str
    tid: datetime
    linjer: str
    bog: str
    brev: str
    grundlag: str
    samling: str
    fagomraader: tuple[str, ...]
    svarfrist: date
    tilstand: str = SENDT
    anerkendt_oere: int | None = None
    modtaget_oere: int = 0
    svar: date | None = None
    rykket: date | None = None
    trin: tuple[Trin, ...] = field(default=())

    @property
    def aaben(self) -> bool:
        return self.tilstand in AABNE

    @property
    def rest_oere(self) -> int:
        """What is still to come: the recognised part once answered, else what was claimed, less what has come."""
        if not self.aaben:
            return 0
        svaret = self.tilstand in (ANERKENDT, DELVIST) and self.anerkendt_oere is not None
        return max((self.anerkendt_oere or 0 if svaret else self.oere) - self.modtaget_oere, 0)

    def alder_dage(self, i_dag: date) -> int:
        return (i_dag - self.sendt).days

    def husk(self, i_dag: date, ryk_dage: int, leder_dage: int) -> str:
        """What to do about a claim without an answer: '' when nothing. The first reminder is due at the deadline."""
        if self.tilstand != SENDT:
            return ""
        if self.alder_dage(i_dag) >= leder_dage:
            return "Giv lederen besked"
        if self.rykket is None:
            return "Ryk for svar" if i_dag > self.svarfrist else ""
        return "Ryk for svar igen" if (i_dag - self.rykket).days >= ryk_dage else ""


def anvend(k: Krav, t: Trin) -> Krav:
    """The claim after a step. Errors: RettelseAfvist when the step may not follow or its amounts do not fit."""
    if t.rykket:
        if k.tilstand not in (SENDT, ANKESTYRELSEN):
            raise RettelseAfvist("Kravet afventer ikke svar, så der er intet at rykke for.")
        return replace(k, rykket=t.dato, trin=(*k.trin, t))
    if t.tilstand not in OVERGANGE[k.tilstand]:
        mulige = ", ".join(TILSTANDE[n][1] for n in OVERGANGE[k.tilstand]) or "intet"
        raise RettelseAfvist(
            f"Kravet kan ikke gå fra '{TILSTANDE[k.tilstand][1]}' til '{TILSTANDE[t.tilstand][1]}'. Herfra kan det "
            f"gå til: {mulige}."
        )
    if t.dato < k.sendt:
        raise RettelseAfvist("Datoen ligger før kravet blev sendt. Ret den.")
    ny = replace(k, tilstand=t.tilstand, trin=(*k.trin, t))
    if t.tilstand == ANERKENDT:
        return replace(ny, anerkendt_oere=k.oere, svar=t.dato)
    if t.tilstand == DELVIST:
        if t.anerkendt_oere is None or not 0 < t.anerkendt_oere < k.oere:
            raise RettelseAfvist("Skriv den anerkendte del: mere end 0 kr. og mindre end hele kravet.")
        return replace(ny, anerkendt_oere=t.anerkendt_oere, svar=t.dato)
    if t.tilstand == AFVIST:
        return replace(ny, anerkendt_oere=0, svar=t.dato)
    if t.tilstand == BETALT:
        if t.modtaget_oere is None or not 0 < t.modtaget_oere <= k.oere:
            raise RettelseAfvist("Skriv det modtagne beløb: mere end 0 kr. og højst hele kravet.")
        return replace(ny, modtaget_oere=t.modtaget_oere)
    return ny


def genspil(foerste: Krav, trin: Sequence[Trin]) -> Krav:
    """The claim that its steps in force make, in their order."""
    for t in trin:
        foerste = anvend(foerste, t)
    return foerste


def taget(krav: Iterable[tuple[Krav, Iterable[Linje]]]) -> frozenset[Krone]:
    """The kroner that stand in a claim and may not be claimed again."""
    return frozenset(x.noegle for k, linjer in krav if k.tilstand not in FRI for x in linjer)


def nye(linjer: Iterable[Linje], optaget: frozenset[Krone]) -> list[Linje]:
    """The lines that can be claimed: each krone once, none that is claimed, none of nothing; by person and month."""
    ud: dict[Krone, Linje] = {}
    for x in linjer:
        if x.oere > 0 and x.noegle not in optaget:
            ud.setdefault(x.noegle, x)
    return sorted(ud.values(), key=lambda x: (x.person, x.sag_id, x.maaned, x.krone))


def som_json(x: Linje) -> dict[str, Any]:
    return dict(vars(x))


def af_json(raa: Mapping[str, Any]) -> Linje:
    return Linje(**raa)
