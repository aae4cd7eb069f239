"""A claim on another municipality as its events make it: states, which may follow, what is saved, ageing. Pure.

A claim is the frozen sum of kroner: each krone is a person, a month and what it is of, so that none is claimed twice.
sent → recognised, partly or refused → Ankestyrelsen → paid, or withdrawn or given up (mellemkommunal.md A8, A10).

It is answered as a whole, or line by line: a line is a citizen's case under one § with its months (`poster`), and the
claim's state and what is recognised follow from the lines. A later answer as a whole replaces those of the lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from engine.fejl import RettelseAfvist
from engine.sager.model import ligner_cpr

SENDT, ANERKENDT, DELVIST, AFVIST = "sendt", "anerkendt", "delvist", "afvist"
BESVARES = "besvares"
"""Some lines are answered, and not all."""
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
    BESVARES: ("mangler", "Besvaret i dele"),
    ANERKENDT: ("mangler", "Anerkendt"),
    DELVIST: ("usikker", "Delvist anerkendt"),
    AFVIST: ("usikker", "Afvist"),
    ANKESTYRELSEN: ("usikker", "Ankestyrelsen"),
    BETALT: ("afklaret", "Betalt"),
    OPGIVET: ("ingen", "Opgivet"),
    TRUKKET: ("ingen", "Trukket tilbage"),
}
"""State → its state of the interface and its word."""
AABNE = (SENDT, BESVARES, ANERKENDT, DELVIST, AFVIST, ANKESTYRELSEN)
GIV_BESKED = "Giv lederen besked"
"""What to do about a claim that has waited so long that reminding is not enough."""
FRI = (OPGIVET, TRUKKET)
"""States after which the kroner may be claimed again."""
OVERGANGE: dict[str, tuple[str, ...]] = {
    SENDT: (ANERKENDT, DELVIST, AFVIST, TRUKKET),
    BESVARES: (ANERKENDT, DELVIST, AFVIST, ANKESTYRELSEN, OPGIVET),
    ANERKENDT: (BETALT, AFVIST),
    DELVIST: (BETALT, ANKESTYRELSEN, ANERKENDT, OPGIVET),
    AFVIST: (ANKESTYRELSEN, ANERKENDT, DELVIST, OPGIVET),
    ANKESTYRELSEN: (ANERKENDT, DELVIST, AFVIST, OPGIVET),
    BETALT: (),
    OPGIVET: (),
    TRUKKET: (),
}
VENTER = (SENDT, BESVARES, ANKESTYRELSEN)
"""States in which an answer is waited for, so that it can be reminded of."""
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
class Post:
    """A line of a claim, as it is answered: a citizen's case under one §. maaneder: month → øre. nr counts from 1."""

    nr: int
    sag_id: str
    regel: str
    person: str
    hjemmel: str
    maaneder: Mapping[str, int]

    @property
    def oere(self) -> int:
        return sum(self.maaneder.values())

    @property
    def fra(self) -> str:
        return min(self.maaneder)

    @property
    def til(self) -> str:
        return max(self.maaneder)


@dataclass(frozen=True)
class Linjesvar:
    """The answer to a line. kraevet_oere: what the line claims; maaneder: those recognised, where it is by month.

    svar: ANERKENDT, DELVIST or AFVIST; a line without is not answered. grund: why not all of it.
    """

    nr: int
    svar: str
    kraevet_oere: int
    anerkendt_oere: int
    maaneder: tuple[str, ...] = ()
    grund: str = ""


@dataclass(frozen=True)
class Trin:
    """One step that was written on a claim. rykket: a reminder and no step. linjer: answers to lines, and then the
    state follows from them."""

    nr: int
    tilstand: str
    dato: date
    bruger: str
    tid: datetime
    begrundelse: str
    anerkendt_oere: int | None = None
    modtaget_oere: int | None = None
    rykket: bool = False
    linjer: tuple[Linjesvar, ...] = ()


@dataclass(frozen=True)
class Krav:
    """A claim as it stands. oere: claimed; anerkendt_oere: recognised, None = no answer; modtaget_oere: said as paid.

    linjer, bog, brev: SHA-256 of the frozen copies. samling: the decisions on the cases that were made with it.
    linjesvar: the answers to its lines in force, by number; empty when it is answered as a whole or not at all."""

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
    linjesvar: Mapping[int, Linjesvar] = field(default_factory=dict)

    @property
    def aaben(self) -> bool:
        return self.tilstand in AABNE

    @property
    def rest_oere(self) -> int:
        """What is still to come: the recognised part once answered, else what was claimed, less what has come. Of a
        claim that is answered in part: what is recognised, and the lines that nobody has answered."""
        if not self.aaben:
            return 0
        venter = self.oere
        if self.tilstand in (ANERKENDT, DELVIST) and self.anerkendt_oere is not None:
            venter = self.anerkendt_oere
        elif self.tilstand == BESVARES:
            venter = (self.anerkendt_oere or 0) + self.ubesvaret_oere
        return max(venter - self.modtaget_oere, 0)

    @property
    def ubesvaret_oere(self) -> int:
        """What stands on lines without an answer; 0 of a claim that is answered as a whole."""
        if self.linjesvar:
            return self.oere - sum(x.kraevet_oere for x in self.linjesvar.values())
        return self.oere if self.anerkendt_oere is None else 0

    @property
    def afvist_oere(self) -> int:
        """What is answered and not recognised."""
        return 0 if self.anerkendt_oere is None else self.oere - self.ubesvaret_oere - self.anerkendt_oere

    def alder_dage(self, i_dag: date) -> int:
        return (i_dag - self.sendt).days

    def husk(self, i_dag: date, ryk_dage: int, leder_dage: int) -> str:
        """What to do about a claim without an answer: '' when nothing. The first reminder is due at the deadline."""
        if self.tilstand not in (SENDT, BESVARES):
            return ""
        if self.alder_dage(i_dag) >= leder_dage:
            return GIV_BESKED
        if self.rykket is None:
            return "Ryk for svar" if i_dag > self.svarfrist else ""
        return "Ryk for svar igen" if (i_dag - self.rykket).days >= ryk_dage else ""


def anvend(k: Krav, t: Trin) -> Krav:
    """The claim after a step. Errors: RettelseAfvist when the step may not follow or its amounts do not fit."""
    if t.rykket:
        if k.tilstand not in VENTER:
            raise RettelseAfvist("Kravet afventer ikke svar, så der er intet at rykke for.")
        return replace(k, rykket=t.dato, trin=(*k.trin, t))
    if t.linjer:
        return _med_linjesvar(k, t)
    if t.tilstand not in OVERGANGE[k.tilstand]:
        mulige = ", ".join(TILSTANDE[n][1] for n in OVERGANGE[k.tilstand]) or "intet"
        raise RettelseAfvist(
            f"Kravet kan ikke gå fra '{TILSTANDE[k.tilstand][1]}' til '{TILSTANDE[t.tilstand][1]}'. Herfra kan det "
            f"gå til: {mulige}."
        )
    if t.dato < k.sendt:
        raise RettelseAfvist("Datoen ligger før kravet blev sendt. Ret den.")
    ny = replace(k, tilstand=t.tilstand, trin=(*k.trin, t))
    if t.tilstand in (ANERKENDT, DELVIST, AFVIST):
        ny = replace(ny, linjesvar={})
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


def _med_linjesvar(k: Krav, t: Trin) -> Krav:
    """The claim with more lines answered: its state and what is recognised follow from all of them."""
    if k.tilstand not in AABNE:
        raise RettelseAfvist(
            f"Kravet er {TILSTANDE[k.tilstand][1].lower()}, så dets linjer kan ikke besvares."
        )
    if t.dato < k.sendt:
        raise RettelseAfvist("Datoen ligger før kravet blev sendt. Ret den.")
    for x in t.linjer:
        kraev_linjesvar(x)
    alle = {**k.linjesvar, **{x.nr: x for x in t.linjer}}
    besvaret = sum(x.kraevet_oere for x in alle.values())
    if besvaret > k.oere:
        raise RettelseAfvist("Linjerne er tilsammen mere end kravet. Hent siden igen. Intet er gemt.")
    if not k.linjesvar and k.anerkendt_oere is not None and besvaret != k.oere:
        raise RettelseAfvist("Kravet er besvaret som helhed. Besvar alle dets linjer på én gang.")
    anerkendt = sum(x.anerkendt_oere for x in alle.values())
    return replace(
        k,
        tilstand=_af_linjer(k.oere, besvaret, anerkendt),
        anerkendt_oere=anerkendt,
        svar=t.dato,
        linjesvar=alle,
        trin=(*k.trin, t),
    )


def _af_linjer(oere: int, besvaret: int, anerkendt: int) -> str:
    if besvaret < oere:
        return BESVARES
    return ANERKENDT if anerkendt == oere else DELVIST if anerkendt else AFVIST


def kraev_linjesvar(x: Linjesvar) -> None:
    """Errors: RettelseAfvist when the amount, the reason or the word do not fit each other."""
    ved = f"Linje {x.nr}: "
    if x.svar not in (ANERKENDT, DELVIST, AFVIST):
        raise RettelseAfvist(f"{ved}svaret '{x.svar[:30]}' kendes ikke. Intet er gemt.")
    if x.svar == ANERKENDT and x.anerkendt_oere != x.kraevet_oere:
        raise RettelseAfvist(f"{ved}anerkendt betyder hele linjen; ellers er den delvist anerkendt.")
    if x.svar == AFVIST and x.anerkendt_oere:
        raise RettelseAfvist(f"{ved}en afvist linje kan ikke have et anerkendt beløb.")
    if x.svar == DELVIST and not 0 < x.anerkendt_oere < x.kraevet_oere:
        raise RettelseAfvist(f"{ved}den anerkendte del skal være mere end 0 kr. og mindre end hele linjen.")
    if x.svar != ANERKENDT and not x.grund.strip():
        raise RettelseAfvist(f"{ved}skriv grunden til, at linjen ikke er anerkendt fuldt ud.")
    if ligner_cpr(x.grund):
        raise RettelseAfvist(f"{ved}der står et CPR-nummer i grunden. Skriv den uden.")


def poster(linjer: Iterable[Linje]) -> list[Post]:
    """The frozen kroner as lines to answer, in a fixed order: a case under one §; the sums tie."""
    grupper: dict[tuple[str, str, str, str], dict[str, int]] = {}
    for x in linjer:
        maaneder = grupper.setdefault((x.person, x.sag_id, x.hjemmel, x.regel), {})
        maaneder[x.maaned] = maaneder.get(x.maaned, 0) + x.oere
    return [
        Post(nr, sag_id, regel, person, hjemmel, dict(sorted(maaneder.items())))
        for nr, ((person, sag_id, hjemmel, regel), maaneder) in enumerate(sorted(grupper.items()), 1)
    ]


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
