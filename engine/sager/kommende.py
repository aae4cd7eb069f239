"""Coming events that a caseworker knows of, for the forecast to use: start, stop or change, with date and probability.

An event on a person's key, never changed: it is taken back by another event. No name, no CPR number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine.fejl import RettelseAfvist, VersionsKonflikt
from engine.sager.lager import Sagslager, hent_haendelser
from engine.sager.log import Loglinje, skriv_i
from engine.sager.model import KOMMENDE, KOMMENDE_FJERNET, Haendelse, dansk_tid, ligner_cpr
from engine.sager.tabeller import haendelse as tabel

ARTER = {
    "start": "Ny indsats begynder",
    "stop": "Indsatsen ophører",
    "aendring": "Prisen eller omfanget ændres",
    "flytning": "Flytter til en anden kommune",
    "doed": "Dødsfald ventes",
    "refusionsaftale": "En anden kommune overtager betalingen",
}
KRAEVER_INDSATS = frozenset({"stop", "aendring"})
KRAEVER_BELOEB = frozenset({"start", "aendring"})


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
    fejl = _fejl(art, sandsynlighed_pct, indsats_id, beloeb_oere, note, dato, nu.date())
    if fejl:
        raise RettelseAfvist(f"{' '.join(fejl)} Intet er gemt.")
    nyt = {
        "art": art,
        "dato": dato.isoformat(),
        "sandsynlighed_pct": sandsynlighed_pct,
        "indsats_id": indsats_id,
        "beloeb_oere": beloeb_oere,
    }
    with lager.skriv() as con:
        nr = lager.skriv_haendelse(
            con, KOMMENDE, {"person": person_noegle}, nyt, begrundelse=note.strip(), bruger=bruger, nu=nu
        )
        skriv_i(
            con,
            Loglinje(bruger, KOMMENDE, f"haendelse {nr}", person_noegle, "Behandling af borgerens sag"),
            nu,
        )
    return nr


def _fejl(
    art: str, pct: int, indsats_id: str, beloeb_oere: int | None, note: str, dato: date, i_dag: date
) -> list[str]:
    ud = []
    if art not in ARTER:
        ud.append("Vælg, hvad der vil ske.")
    if not 1 <= pct <= 100:
        ud.append("Sandsynligheden skal være fra 1 til 100 procent.")
    if art in KRAEVER_INDSATS and not indsats_id:
        ud.append("Vælg den indsats, det gælder.")
    if art in KRAEVER_BELOEB and (beloeb_oere is None or beloeb_oere < 0):
        ud.append("Skriv den nye udgift pr. måned.")
    if not note.strip():
        ud.append("Skriv, hvorfra I ved det.")
    if ligner_cpr(note):
        ud.append("Der står et CPR-nummer i noten; skriv den uden.")
    if not i_dag.year - 1 <= dato.year <= i_dag.year + 10:
        ud.append("Datoen skal ligge inden for de næste ti år.")
    return ud


def fjern(lager: Sagslager, nr: int, begrundelse: str, bruger: str, nu: datetime) -> None:
    """Take a coming event back. Errors: RettelseAfvist without a reason, VersionsKonflikt when another has."""
    if not begrundelse.strip() or ligner_cpr(begrundelse):
        raise RettelseAfvist("Skriv, hvorfor hændelsen ikke ventes mere, uden CPR-nummer. Intet er ændret.")
    with lager.skriv() as con:
        alle = hent_haendelser(con, tabel.c.type.in_((KOMMENDE, KOMMENDE_FJERNET)))
        maal = next((h for h in alle if h.id == nr and h.type == KOMMENDE), None)
        if maal is None:
            raise RettelseAfvist(f"Hændelse nr. {nr} findes ikke.")
        allerede = next((h for h in alle if h.type == KOMMENDE_FJERNET and h.nyt["kommende"] == nr), None)
        if allerede is not None:
            raise VersionsKonflikt(
                f"Hændelsen er allerede fjernet af {allerede.bruger} {dansk_tid(allerede.tid)}. Intet er ændret."
            )
        lager.skriv_haendelse(
            con,
            KOMMENDE_FJERNET,
            maal.noegle,
            {"kommende": nr},
            begrundelse=begrundelse.strip(),
            bruger=bruger,
            nu=nu,
        )


def ventede(lager: Sagslager, person_noegle: str | None = None) -> list[Kommende]:
    """The coming events in force, of one person or all, by date."""
    alle = lager.haendelser(KOMMENDE, KOMMENDE_FJERNET)
    return sorted(_i_kraft(alle, person_noegle), key=lambda k: (k.dato, k.id))


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
    )
