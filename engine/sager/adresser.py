"""Institution and attention addresses that the municipality keeps itself: dated versions, as events that never change.

A version is one row of the delivery table it stands beside. What was written is taken back by another event; then the
version before it on the same key, or the delivery's, is in force again. Rows are validated in resultater/adresser.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from engine.fejl import RettelseAfvist
from engine.sager.egnevalg import Fortrudt, Skrevet, Slags, kraev_grund
from engine.sager.lager import Sagslager
from engine.sager.log import Loglinje, skriv_i
from engine.sager.model import ADRESSE, ADRESSE_FORTRUDT, dansk_tid

INSTITUTION, OPMAERKSOMHED = "institution", "opmaerksomhedsadresse"
TABELLER = (INSTITUTION, OPMAERKSOMHED)
ADRESSEFELTER = ("kommunekode", "vejkode", "husnr", "etage", "sidedoer")
_SLAGS = Slags(
    *(ADRESSE, ADRESSE_FORTRUDT, "Adresseversion", "adresse", "version"),
    "Institutions- og opmærksomhedsadresser",
)


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
    fortrudt: Fortrudt | None


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
    kraev_grund(begrundelse)
    with lager.skriv() as con:
        i_kraft = {(v.tabel, v.ident, v.raekke.get("gyldig_fra", "")): v for v in _alle_i(con) if v.i_kraft}
        for raekke in raekker:
            gammel = i_kraft.get((tabel_navn, ident(tabel_navn, raekke), raekke.get("gyldig_fra", "")))
            if gammel is not None and gammel.raekke == dict(raekke):
                raise RettelseAfvist(
                    f"Adressen er allerede skrevet sådan af {gammel.bruger} {dansk_tid(gammel.tid)}. Intet er gemt."
                )
        numre = _SLAGS.skriv(
            *(lager, con),
            [(_noegle(tabel_navn, r), {"raekke": dict(r), "fil": fil}) for r in raekker],
            begrundelse=begrundelse,
            bruger=bruger,
            nu=nu,
        )
        detaljer = {"adresser": len(numre)}
        skriv_i(
            con, Loglinje(bruger, ADRESSE, f"{tabel_navn} {numre[0]}", None, _SLAGS.formaal, detaljer), nu
        )
    return numre


def fortryd(lager: Sagslager, nr: int, begrundelse: str, bruger: str, nu: datetime) -> None:
    """Take a version back. Errors: RettelseAfvist without a reason or a version, VersionsKonflikt when another has."""
    _SLAGS.fortryd(lager, nr, begrundelse, bruger, nu)


def alle(lager: Sagslager) -> list[Version]:
    """Every version that was written, the oldest first, those taken back too."""
    with lager.laes() as con:
        return _alle_i(con)


def _alle_i(con: sa.Connection) -> list[Version]:
    return [_version(s) for s in _SLAGS.alle(con)]


def _version(s: Skrevet) -> Version:
    h = s.haendelse
    return Version(
        *(h.id, str(h.noegle["adresse"]), str(h.noegle["id"]), dict(h.nyt["raekke"]), h.begrundelse),
        *(h.bruger, h.tid, str(h.nyt["fil"]), s.i_kraft, s.fortrudt),
    )
