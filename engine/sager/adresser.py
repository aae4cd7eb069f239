"""Institution and attention addresses that the municipality keeps itself: dated versions, as events that never change.

A version is one row of the delivery table it stands beside. What was written is taken back by another event; then the
version before it on the same key, or the delivery's, is in force again. Rows are validated in resultater/adresser.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine.fejl import RettelseAfvist, VersionsKonflikt
from engine.sager.lager import Sagslager, hent_haendelser
from engine.sager.log import Loglinje, skriv_i
from engine.sager.model import ADRESSE, ADRESSE_FORTRUDT, Haendelse, dansk_tid, ligner_cpr
from engine.sager.tabeller import haendelse as tabel

INSTITUTION, OPMAERKSOMHED = "institution", "opmaerksomhedsadresse"
TABELLER = (INSTITUTION, OPMAERKSOMHED)
ADRESSEFELTER = ("kommunekode", "vejkode", "husnr", "etage", "sidedoer")
_TYPER = (ADRESSE, ADRESSE_FORTRUDT)
_FORMAAL = "Institutions- og opmærksomhedsadresser"


@dataclass(frozen=True)
class Version:
    """A version that was written. nr: its event. raekke: the row as text. ident: the institution, or the address.

    fortrudt: who took it back, when and why. i_kraft: it is the last on its key that is not taken back.
    """

    nr: int
    tabel: str
    ident: str
    raekke: Mapping[str, str]
    begrundelse: str
    bruger: str
    tid: datetime
    fil: str
    i_kraft: bool
    fortrudt: tuple[str, datetime, str] | None


def ident(tabel_navn: str, raekke: Mapping[str, str]) -> str:
    """What the versions of one address have in common: the number of an institution, else the address by code."""
    if tabel_navn == INSTITUTION:
        return raekke["institution_id"]
    return "-".join(raekke.get(felt, "") for felt in ADRESSEFELTER)


def _noegle(tabel_navn: str, raekke: Mapping[str, str]) -> dict[str, str]:
    return {"adresse": tabel_navn, "id": ident(tabel_navn, raekke), "fra": raekke.get("gyldig_fra", "")}


def skriv(
    lager: Sagslager,
    tabel_navn: str,
    raekker: Sequence[Mapping[str, str]],
    *,
    begrundelse: str,
    bruger: str,
    nu: datetime,
    fil: str = "",
) -> list[int]:
    """Write versions, all or none, with one line in the log. Returns their numbers.

    raekker: valid rows. Errors: RettelseAfvist without a reason, or where a row is in force as it stands.
    """
    _kraev_grund(begrundelse)
    with lager.skriv() as con:
        i_kraft = {(v.tabel, v.ident, v.raekke.get("gyldig_fra", "")): v for v in _alle_i(con) if v.i_kraft}
        for raekke in raekker:
            gammel = i_kraft.get((tabel_navn, ident(tabel_navn, raekke), raekke.get("gyldig_fra", "")))
            if gammel is not None and gammel.raekke == dict(raekke):
                raise RettelseAfvist(
                    f"Adressen er allerede skrevet sådan af {gammel.bruger} {dansk_tid(gammel.tid)}. Intet er gemt."
                )
        numre = [
            lager.skriv_haendelse(
                *(con, ADRESSE, _noegle(tabel_navn, r), {"raekke": dict(r), "fil": fil}),
                begrundelse=begrundelse.strip(),
                bruger=bruger,
                nu=nu,
            )
            for r in raekker
        ]
        detaljer = {"adresser": len(numre)}
        skriv_i(con, Loglinje(bruger, ADRESSE, f"{tabel_navn} {numre[0]}", None, _FORMAAL, detaljer), nu)
    return numre


def fortryd(lager: Sagslager, nr: int, begrundelse: str, bruger: str, nu: datetime) -> None:
    """Take a version back. Errors: RettelseAfvist without a reason or a version, VersionsKonflikt when another has."""
    _kraev_grund(begrundelse)
    with lager.skriv() as con:
        maal = next((v for v in _alle_i(con) if v.nr == nr), None)
        if maal is None:
            raise RettelseAfvist(f"Adresseversion nr. {nr} findes ikke. Intet er ændret.")
        if maal.fortrudt is not None:
            hvem, tid, _ = maal.fortrudt
            raise VersionsKonflikt(f"Den er allerede fortrudt af {hvem} {dansk_tid(tid)}. Intet er ændret.")
        lager.skriv_haendelse(
            *(con, ADRESSE_FORTRUDT, _noegle(maal.tabel, maal.raekke), {"version": nr}),
            begrundelse=begrundelse.strip(),
            bruger=bruger,
            nu=nu,
        )
        skriv_i(con, Loglinje(bruger, ADRESSE_FORTRUDT, f"{maal.tabel} {nr}", None, _FORMAAL), nu)


def _kraev_grund(begrundelse: str) -> None:
    if not begrundelse.strip() or ligner_cpr(begrundelse):
        raise RettelseAfvist("Skriv hvorfor, uden CPR-nummer. Intet er gemt.")


def alle(lager: Sagslager) -> list[Version]:
    """Every version that was written, the oldest first, those taken back too."""
    with lager.laes() as con:
        return _alle_i(con)


def _alle_i(con: sa.Connection) -> list[Version]:
    haendelser = hent_haendelser(con, tabel.c.type.in_(_TYPER))
    fortrudt = {int(h.nyt["version"]): h for h in haendelser if h.type == ADRESSE_FORTRUDT}
    skrevne = [h for h in haendelser if h.type == ADRESSE]
    sidste = {tuple(h.noegle.values()): h.id for h in skrevne if h.id not in fortrudt}
    return [_version(h, fortrudt.get(h.id), sidste.get(tuple(h.noegle.values())) == h.id) for h in skrevne]


def _version(h: Haendelse, undo: Haendelse | None, i_kraft: bool) -> Version:
    noegle: Mapping[str, Any] = h.noegle
    taget = None if undo is None else (undo.bruger, undo.tid, undo.begrundelse)
    return Version(
        *(h.id, str(noegle["adresse"]), str(noegle["id"]), dict(h.nyt["raekke"]), h.begrundelse),
        *(h.bruger, h.tid, str(h.nyt["fil"]), i_kraft, taget),
    )
