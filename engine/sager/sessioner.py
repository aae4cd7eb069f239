"""Sessions: a random token in the cookie, its SHA-256 in the table.

They end after 30 idle minutes, after 8 hours, on signing out, and when the user is closed. One that an identity
provider has vouched for is live only as long as its word holds (identitet.py asks again).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from engine.adgang import Bruger, Rolle
from engine.sager import tabeller
from engine.sager.lager import Sagslager, foerste
from engine.sager.log import Loglinje, skriv_i

INAKTIV = timedelta(minutes=30)
HOEJST = timedelta(hours=8)
# Seen is written at most once a minute: a page has many runs, and reading must not queue behind writers.
_SET_HVER = timedelta(minutes=1)


def session_id(token: str) -> str:
    """What the table holds instead of the token: 64 hex digits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def opret_i(
    con: sa.Connection,
    bruger_id: int,
    adresse: str,
    nu: datetime,
    *,
    kilde: str = "kodeord",
    bekraeftet_til: datetime | None = None,
    udbyder_tokens: str | None = None,
) -> str:
    """Open a session inside an open lager.skriv(). Returns the token: 32 random bytes, URL-safe.

    kilde: how the user signed in. bekraeftet_til, udbyder_tokens: until when an identity provider vouches for it,
    and what it is asked again with, encrypted.
    """
    token = secrets.token_urlsafe(32)
    con.execute(
        sa.insert(tabeller.session).values(
            id=session_id(token),
            bruger_id=bruger_id,
            oprettet=nu,
            sidst_set=nu,
            udloeber=nu + HOEJST,
            adresse=adresse,
            kilde=kilde,
            bekraeftet_til=bekraeftet_til,
            udbyder_tokens=udbyder_tokens,
        )
    )
    return token


def hent_session(
    lager: Sagslager, token: str, nu: datetime, *, alt_er_demo: bool = True, brugt: bool = True
) -> Bruger | None:
    """The user of a live session, else None: unknown, ended, idle too long, too old, not vouched for, or user closed.

    alt_er_demo=False ends the demo users' sessions as well. brugt=False: nobody did anything, a page that stands
    open asked by itself; then the idle time goes on.
    """
    raekke = hent_raekke(lager, token)
    if raekke is None or not lever(raekke, nu, alt_er_demo) or not er_bekraeftet(raekke, nu):
        return None
    if brugt and nu - raekke["sidst_set"] >= _SET_HVER:
        _set_nu(lager, raekke["session_id"], nu)
    return som_bruger(raekke)


def hent_raekke(lager: Sagslager, token: str) -> Mapping[str, Any] | None:
    """The session behind a token, with its user; live or not."""
    with lager.laes() as con:
        return foerste(con, _valg().where(tabeller.session.c.id == session_id(token)))


def _valg() -> sa.Select[Any]:
    s, b = tabeller.session, tabeller.bruger
    tider = (s.c.sidst_set, s.c.udloeber, s.c.afsluttet, s.c.bekraeftet_til)
    felter = (s.c.id.label("session_id"), *tider, s.c.kilde, s.c.udbyder_tokens)
    return sa.select(*felter, *b.c).join_from(s, b, s.c.bruger_id == b.c.id)


def er_bekraeftet(raekke: Mapping[str, Any], nu: datetime) -> bool:
    """Whether the identity provider still vouches for it, where one does."""
    return raekke["bekraeftet_til"] is None or nu < raekke["bekraeftet_til"]


def lever(raekke: Mapping[str, Any], nu: datetime, alt_er_demo: bool) -> bool:
    """Whether a session is neither ended, too old nor idle too long, and its user open."""
    if raekke["afsluttet"] is not None or not raekke["aktiv"] or (raekke["demo"] and not alt_er_demo):
        return False
    return nu < raekke["udloeber"] and nu - raekke["sidst_set"] <= INAKTIV


def som_bruger(raekke: Mapping[str, Any]) -> Bruger:
    """A row of the table bruger -> the user that rights are asked about."""
    return Bruger(
        id=raekke["id"],
        navn=raekke["navn"],
        visningsnavn=raekke["visningsnavn"],
        rolle=Rolle(raekke["rolle"]),
        fagomraader=tuple(raekke["fagomraader"]),
        skal_skifte=raekke["skal_skifte"],
        demo=raekke["demo"],
        organisationer=tuple(raekke.get("organisationer") or ()),
    )


def _set_nu(lager: Sagslager, id_: str, nu: datetime) -> None:
    s = tabeller.session
    with lager.skriv() as con:
        con.execute(sa.update(s).where(s.c.id == id_, s.c.afsluttet.is_(None)).values(sidst_set=nu))


def afslut_session(lager: Sagslager, token: str, nu: datetime) -> None:
    """Sign out. A copied cookie is worth nothing afterwards. An unknown or ended token changes nothing."""
    s, b = tabeller.session, tabeller.bruger
    denne = s.c.id == session_id(token)
    with lager.skriv() as con:
        navn = con.scalar(sa.select(b.c.navn).join_from(b, s, s.c.bruger_id == b.c.id).where(denne))
        aendret = con.execute(sa.update(s).where(denne, s.c.afsluttet.is_(None)).values(afsluttet=nu))
        if aendret.rowcount:
            skriv_i(con, Loglinje(navn or "", "log_ud"), nu)


def afslut_alle_i(con: sa.Connection, bruger_id: int, nu: datetime) -> int:
    """End every session of a user inside an open lager.skriv(). Returns how many were open."""
    s = tabeller.session
    aabne = sa.update(s).where(s.c.bruger_id == bruger_id, s.c.afsluttet.is_(None))
    return int(con.execute(aabne.values(afsluttet=nu)).rowcount)
