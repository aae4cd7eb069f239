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


def tilfoej_mange(
    lager: Sagslager, nye: Sequence[Ny], *, samling: str, fil: str, bruger: str, nu: datetime
) -> list[int]:
    """Write all or none in one go, to be taken back in one. Returns their numbers.

    samling: names the go. fil: the file they came from. Errors: RettelseAfvist naming the first that cannot be.
    """
    for nr, ny in enumerate(nye, start=1):
        if fejl := mangler(ny, nu.date()):
            raise RettelseAfvist(f"Hændelse {nr} af {len(nye)}: {' '.join(fejl)} Intet er gemt.")
    with lager.skriv() as con:
        return [_skriv_i(lager, con, ny, bruger, "Prognose", nu, samling, {"fil": fil}) for ny in nye]


def _skriv_i(
    lager: Sagslager,
    con: sa.Connection,
    ny: Ny,
    bruger: str,
    formaal: str,
    nu: datetime,
    samling: str | None = None,
    flere: Mapping[str, Any] | None = None,
) -> int:
    """Write one event and its line in the log inside an open skriv(). Returns its number."""
    nr = lager.skriv_haendelse(
        con,
        KOMMENDE,
        {"person": ny.person_noegle},
        ny.nyt | dict(flere or {}),
        begrundelse=ny.note.strip(),
        bruger=bruger,
        nu=nu,
        samling=samling,
    )
    skriv_i(con, Loglinje(bruger, KOMMENDE, f"haendelse {nr}", ny.person_noegle, formaal), nu)
    return nr


def _fjern_i(
    lager: Sagslager,
    con: sa.Connection,
    nr: int,
    person_noegle: str,
    begrundelse: str,
    bruger: str,
    formaal: str,
    nu: datetime,
    samling: str | None = None,
) -> None:
    """Take one event back, with its line in the log, inside an open skriv()."""
    lager.skriv_haendelse(
        con,
        KOMMENDE_FJERNET,
        {"person": person_noegle},
        {"kommende": nr},
        begrundelse=begrundelse.strip(),
        bruger=bruger,
        nu=nu,
        samling=samling,
    )
    skriv_i(con, Loglinje(bruger, KOMMENDE_FJERNET, f"haendelse {nr}", person_noegle, formaal), nu)


def fjern_samling(lager: Sagslager, samling: str, begrundelse: str, bruger: str, nu: datetime) -> int:
    """Take back what is in force of one go. Returns how many. Errors: RettelseAfvist without a reason or a go."""
    if not begrundelse.strip() or ligner_cpr(begrundelse):
        raise RettelseAfvist("Skriv, hvorfor filen trækkes tilbage, uden CPR-nummer. Intet er ændret.")
    with lager.skriv() as con:
        alle = hent_haendelser(con, tabel.c.type.in_(_TYPER))
        i_kraft = [k for k in _i_kraft(alle, None) if k.samling == samling]
        if not i_kraft:
            raise RettelseAfvist("Filen er allerede trukket tilbage, eller den findes ikke. Intet er ændret.")
        for k in i_kraft:
            _fjern_i(lager, con, k.id, k.person_noegle, begrundelse, bruger, "Prognose", nu, samling)
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
        return _skriv_i(lager, con, ny, bruger, _SAG, nu)


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
        _fjern_i(lager, con, nr, maal.noegle["person"], begrundelse, bruger, _SAG, nu)


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


def med_fil(lager: Sagslager) -> list[tuple[Kommende, str]]:
    """Every event that came with a file, taken back or not, with the file's name; the oldest first."""
    return [
        (_kommende(h.id, h.noegle, h.nyt, h), h.nyt["fil"])
        for h in lager.haendelser(KOMMENDE)
        if h.samling and "fil" in h.nyt
    ]


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
