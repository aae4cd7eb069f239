"""Coming events that a caseworker knows of, for the forecast to use: start, stop or change, with date and probability.

An event on a person's key, never changed: it is taken back by another event. No name, no CPR number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from engine.fejl import RettelseAfvist, VersionsKonflikt
from engine.prognose import graenser
from engine.sager.lager import Sagslager, hent_haendelser
from engine.sager.log import Loglinje, skriv_i
from engine.sager.model import KOMMENDE, KOMMENDE_FJERNET, Haendelse, dansk_tid, ligner_cpr, noeglehash
from engine.sager.tabeller import haendelse as tabel

ARTER = {art: titel for art, titel in graenser.ARTER.items() if art != "fylder"}
"""A birthday is in the data and is not entered."""
_TYPER = (KOMMENDE, KOMMENDE_FJERNET)
_SAG = "Behandling af borgerens sag"
KRAEVER_INDSATS = frozenset({"stop", "aendring"})
KRAEVER_BELOEB = frozenset(graenser.MED_BELOEB)


@dataclass(frozen=True)
class Kommende:
    """beloeb_oere: the new cost a month of a start or change, else None. sandsynlighed: percent, 1-100."""

    id: int
    person_noegle: str
    art: str
    dato: date
    sandsynlighed_pct: int
    indsats_id: str
    beloeb_oere: int | None
    note: str
    bruger: str
    tid: datetime
    samling: str | None = None


@dataclass(frozen=True)
class Ny:
    """A coming event that is to be written; as the fields of Kommende."""

    person_noegle: str
    art: str
    dato: date
    sandsynlighed_pct: int
    indsats_id: str
    beloeb_oere: int | None
    note: str

    @property
    def nyt(self) -> dict[str, Any]:
        """What is stored of it; the person is the key and the note is the reason."""
        return {
            "art": self.art,
            "dato": self.dato.isoformat(),
            "sandsynlighed_pct": self.sandsynlighed_pct,
            "indsats_id": self.indsats_id,
            "beloeb_oere": self.beloeb_oere,
        }


def mangler(ny: Ny, i_dag: date) -> list[str]:
    """What keeps an event from being written, as sentences; nothing when it can be."""
    ud = []
    if ny.art not in ARTER:
        ud.append("Vælg, hvad der vil ske.")
    if not 1 <= ny.sandsynlighed_pct <= 100:
        ud.append("Sandsynligheden skal være fra 1 til 100 procent.")
    if ny.art in KRAEVER_INDSATS and not ny.indsats_id:
        ud.append("Vælg den indsats, det gælder.")
    if ny.art in KRAEVER_BELOEB and (ny.beloeb_oere is None or ny.beloeb_oere < 0):
        ud.append("Skriv den nye udgift pr. måned.")
    if not ny.note.strip():
        ud.append("Skriv, hvorfra I ved det.")
    if ligner_cpr(ny.note):
        ud.append("Der står et CPR-nummer i noten; skriv den uden.")
    if not i_dag.year - 1 <= ny.dato.year <= i_dag.year + 10:
        ud.append("Datoen skal ligge inden for de næste ti år.")
    return ud


def aftryk(en: Ny | Kommende) -> tuple[str, str, date, str, int | None]:
    """What makes two events the same: whom, what, when, which measure and how much."""
    return en.person_noegle, en.art, en.dato, en.indsats_id, en.beloeb_oere


def tilfoej_mange(
    lager: Sagslager, nye: Sequence[Ny], *, samling: str, fil: str, bruger: str, nu: datetime
) -> list[int]:
    """Write all or none in one go, to be taken back in one, with one line in the log. Returns their numbers.

    samling: names the go. fil: the file they came from. Errors: RettelseAfvist naming the first that cannot be, or how
    many that wait already (somebody else was first).
    """
    for nr, ny in enumerate(nye, start=1):
        if fejl := mangler(ny, nu.date()):
            raise RettelseAfvist(f"Hændelse {nr} af {len(nye)}: {' '.join(fejl)} Intet er gemt.")
    with lager.skriv() as con:
        if findes := _findes_i(con, nye):
            raise RettelseAfvist(
                f"{findes} af de {len(nye)} hændelser venter allerede; de er gemt, siden filen blev vist. "
                "Se filen igennem igen. Intet er gemt."
            )
        indhold = [({"person": ny.person_noegle}, ny.nyt | {"fil": fil}, ny.note.strip()) for ny in nye]
        numre = lager.skriv_haendelser(con, KOMMENDE, indhold, bruger=bruger, nu=nu, samling=samling)
        _log_i(con, KOMMENDE, samling, [ny.person_noegle for ny in nye], bruger, nu)
    return numre


def _findes_i(con: sa.Connection, nye: Sequence[Ny]) -> int:
    """How many of the events wait already, or stand twice. Inside skriv(), so that nobody is in between."""
    person = nye[0].person_noegle if len(nye) == 1 else None
    set_ = {aftryk(v) for v in _ventede_i(con, person)}
    findes = 0
    for ny in nye:
        findes += aftryk(ny) in set_
        set_.add(aftryk(ny))
    return findes


def _log_i(
    con: sa.Connection, handling: str, samling: str, personer: Sequence[str], bruger: str, nu: datetime
) -> None:
    """One line for a go, with everyone it is about."""
    detaljer = {"haendelser": len(personer)}
    linje = Loglinje(bruger, handling, f"egne data {samling}", None, "Prognose", detaljer, personer)
    skriv_i(con, linje, nu)


def fjern_samling(lager: Sagslager, samling: str, begrundelse: str, bruger: str, nu: datetime) -> int:
    """Take back what is in force of one go. Returns how many. Errors: RettelseAfvist without a reason or a go."""
    if not begrundelse.strip() or ligner_cpr(begrundelse):
        raise RettelseAfvist("Skriv, hvorfor filen trækkes tilbage, uden CPR-nummer. Intet er ændret.")
    with lager.skriv() as con:
        i_kraft = [k for k in _ventede_i(con, None) if k.samling == samling]
        if not i_kraft:
            raise RettelseAfvist("Filen er allerede trukket tilbage, eller den findes ikke. Intet er ændret.")
        indhold = [({"person": k.person_noegle}, {"kommende": k.id}, begrundelse.strip()) for k in i_kraft]
        lager.skriv_haendelser(con, KOMMENDE_FJERNET, indhold, bruger=bruger, nu=nu, samling=samling)
        _log_i(con, KOMMENDE_FJERNET, samling, [k.person_noegle for k in i_kraft], bruger, nu)
    return len(i_kraft)


def tilfoej(
    lager: Sagslager,
    person_noegle: str,
    art: str,
    dato: date,
    sandsynlighed_pct: int,
    *,
    indsats_id: str = "",
    beloeb_oere: int | None = None,
    note: str,
    bruger: str,
    nu: datetime,
) -> int:
    """Write a coming event. Returns its number. Errors: RettelseAfvist naming what is missing."""
    ny = Ny(person_noegle, art, dato, sandsynlighed_pct, indsats_id, beloeb_oere, note)
    if fejl := mangler(ny, nu.date()):
        raise RettelseAfvist(f"{' '.join(fejl)} Intet er gemt.")
    with lager.skriv() as con:
        if _findes_i(con, [ny]):
            raise RettelseAfvist("Den samme hændelse venter allerede på borgeren. Intet er gemt.")
        nr = lager.skriv_haendelse(
            con, KOMMENDE, {"person": person_noegle}, ny.nyt, begrundelse=note.strip(), bruger=bruger, nu=nu
        )
        skriv_i(con, Loglinje(bruger, KOMMENDE, f"haendelse {nr}", person_noegle, _SAG), nu)
    return nr


def fjern(lager: Sagslager, nr: int, begrundelse: str, bruger: str, nu: datetime) -> None:
    """Take a coming event back. Errors: RettelseAfvist without a reason, VersionsKonflikt when another has."""
    if not begrundelse.strip() or ligner_cpr(begrundelse):
        raise RettelseAfvist("Skriv, hvorfor hændelsen ikke ventes mere, uden CPR-nummer. Intet er ændret.")
    with lager.skriv() as con:
        alle = hent_haendelser(con, tabel.c.type.in_(_TYPER))
        maal = next((h for h in alle if h.id == nr and h.type == KOMMENDE), None)
        if maal is None:
            raise RettelseAfvist(f"Hændelse nr. {nr} findes ikke.")
        allerede = next((h for h in alle if h.type == KOMMENDE_FJERNET and h.nyt["kommende"] == nr), None)
        if allerede is not None:
            raise VersionsKonflikt(
                f"Hændelsen er allerede fjernet af {allerede.bruger} {dansk_tid(allerede.tid)}. Intet er ændret."
            )
        person, hvorfor = maal.noegle["person"], begrundelse.strip()
        lager.skriv_haendelse(
            con,
            KOMMENDE_FJERNET,
            {"person": person},
            {"kommende": nr},
            begrundelse=hvorfor,
            bruger=bruger,
            nu=nu,
        )
        skriv_i(con, Loglinje(bruger, KOMMENDE_FJERNET, f"haendelse {nr}", person, _SAG), nu)


def ventede(lager: Sagslager, person_noegle: str | None = None, til_nr: int | None = None) -> list[Kommende]:
    """The coming events in force, of one person or all, by date. til_nr: as they stood after that event."""
    with lager.laes() as con:
        return _ventede_i(con, person_noegle, til_nr)


def _ventede_i(con: sa.Connection, person_noegle: str | None, til_nr: int | None = None) -> list[Kommende]:
    hvor: list[sa.ColumnElement[bool]] = [tabel.c.type.in_(_TYPER)]
    if person_noegle is not None:
        hvor.append(tabel.c.noegle_hash == noeglehash({"person": person_noegle}))
    if til_nr is not None:
        hvor.append(tabel.c.id <= til_nr)
    alle = hent_haendelser(con, sa.and_(*hvor))
    return sorted(_i_kraft(alle, person_noegle), key=lambda k: (k.dato, k.id))


def seneste_nr(lager: Sagslager) -> int:
    """The number of the last that came or was taken back (0 = none): part of the identity of a forecast."""
    with lager.laes() as con:
        sidste = sa.select(sa.func.max(tabel.c.id)).where(tabel.c.type.in_(_TYPER))
        return int(con.scalar(sidste) or 0)


@dataclass(frozen=True)
class Fil:
    """A file's events, taken back or not. tilbage: of them those taken back; den_sidste: who took the last one back,
    when and why, None when none is."""

    samling: str
    navn: str
    haendelser: tuple[Kommende, ...]
    tilbage: frozenset[int]
    den_sidste: tuple[str, datetime, str] | None


def filer(lager: Sagslager) -> list[Fil]:
    """The files that were kept, the newest first, those taken back too."""
    alle = lager.haendelser(*_TYPER)
    fjernet = {h.nyt["kommende"]: h for h in alle if h.type == KOMMENDE_FJERNET}
    egne: dict[str, list[Haendelse]] = {}
    for h in alle:
        if h.type == KOMMENDE and h.samling and "fil" in h.nyt:
            egne.setdefault(h.samling, []).append(h)
    ud = []
    for samling, haendelser in reversed(egne.items()):
        tilbage = {h.id: fjernet[h.id] for h in haendelser if h.id in fjernet}
        sidst = max(tilbage.values(), key=lambda h: h.id, default=None)
        ud.append(
            Fil(
                samling,
                str(haendelser[0].nyt["fil"]),
                tuple(_kommende(h.id, h.noegle, h.nyt, h) for h in haendelser),
                frozenset(tilbage),
                None if sidst is None else (sidst.bruger, sidst.tid, sidst.begrundelse),
            )
        )
    return ud


def _i_kraft(alle: Iterable[Haendelse], person: str | None) -> list[Kommende]:
    alle = list(alle)
    fjernet = {h.nyt["kommende"] for h in alle if h.type == KOMMENDE_FJERNET}
    return [
        _kommende(h.id, h.noegle, h.nyt, h)
        for h in alle
        if h.type == KOMMENDE and h.id not in fjernet and person in (None, h.noegle["person"])
    ]


def _kommende(nr: int, noegle: Mapping[str, Any], nyt: Mapping[str, Any], h: Haendelse) -> Kommende:
    return Kommende(
        nr,
        noegle["person"],
        nyt["art"],
        date.fromisoformat(nyt["dato"]),
        int(nyt["sandsynlighed_pct"]),
        nyt["indsats_id"],
        nyt["beloeb_oere"],
        h.begrundelse,
        h.bruger,
        h.tid,
        h.samling,
    )
