"""What an administrator does with users and sessions: each act asks for the right, is logged, and keeps the last key.

There is always an open administrator left, and nobody closes or demotes themselves. A first or reset password is made
here, shown once, and must be changed at the first login.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine import adgang
from engine.adgang import Bruger, Handling, Rolle
from engine.fejl import AdgangNaegtet
from engine.sager import brugere, sessioner, tabeller
from engine.sager.brugere import BrugerFejl
from engine.sager.lager import Sagslager, raekker
from engine.sager.log import Loglinje, skriv_i

_TEGN = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that look alike
_LAENGDE = 16


@dataclass(frozen=True)
class Session:
    """An open session. id is the hash of its token, which cannot be used to sign in."""

    id: str
    navn: str
    visningsnavn: str
    oprettet: datetime
    sidst_set: datetime
    udloeber: datetime
    adresse: str
    kilde: str


def _kraev(bruger: Bruger) -> None:
    ja, grund = adgang.maa(bruger, Handling.STYR_BRUGERE)
    if not ja:
        raise AdgangNaegtet(grund)


def _nyt_kodeord() -> str:
    return "".join(secrets.choice(_TEGN) for _ in range(_LAENGDE))


def liste_som(lager: Sagslager, bruger: Bruger) -> list[dict[str, Any]]:
    """Every user, as brugere.liste. Errors: AdgangNaegtet."""
    _kraev(bruger)
    return brugere.liste(lager)


def opret_som(
    lager: Sagslager,
    bruger: Bruger,
    navn: str,
    visningsnavn: str,
    rolle: str,
    fagomraader: Sequence[str],
    organisationer: Sequence[str],
    nu: datetime,
) -> str:
    """Make a user. Returns the first password, to be given to the user. Errors: AdgangNaegtet, BrugerFejl."""
    _kraev(bruger)
    kodeord = _nyt_kodeord()
    brugere.opret(
        lager,
        navn,
        visningsnavn,
        rolle,
        kodeord,
        nu,
        fagomraader=fagomraader,
        organisationer=organisationer,
        skal_skifte=True,
        af=bruger.navn,
    )
    return kodeord


def ret_som(
    lager: Sagslager,
    bruger: Bruger,
    navn: str,
    visningsnavn: str,
    rolle: str,
    fagomraader: Sequence[str],
    organisationer: Sequence[str],
    nu: datetime,
) -> None:
    """Give a user another name, role or scope; the open sessions end, so that it holds at once.

    Errors: AdgangNaegtet, BrugerFejl for an unknown user, a limit the role does not have, or the last administrator.
    """
    _kraev(bruger)
    brugere.kontroller_navn(brugere.brugernavn(navn), visningsnavn)
    brugere.kontroller_omfang(rolle, fagomraader, organisationer)
    with lager.skriv() as con:
        raekke = _find(con, navn)
        if raekke["rolle"] == Rolle.ADMINISTRATOR and rolle != Rolle.ADMINISTRATOR:
            _afvis_sidste(con, bruger, raekke, "få en anden rolle")
        nyt = {
            "visningsnavn": visningsnavn.strip() or raekke["navn"],
            "rolle": str(rolle),
            "fagomraader": list(fagomraader),
            "organisationer": list(organisationer),
        }
        con.execute(sa.update(tabeller.bruger).where(tabeller.bruger.c.id == raekke["id"]).values(**nyt))
        sessioner.afslut_alle_i(con, raekke["id"], nu)
        aendret = sorted(n for n, v in nyt.items() if v != raekke[n])
        skriv_i(
            con,
            Loglinje(
                bruger.navn,
                "bruger_aendret",
                raekke["navn"],
                detaljer={"felter": aendret, "rolle": str(rolle)},
            ),
            nu,
        )


def nulstil_som(lager: Sagslager, bruger: Bruger, navn: str, nu: datetime) -> str:
    """Give a user a new first password. Returns it. Errors: AdgangNaegtet, BrugerFejl."""
    _kraev(bruger)
    kodeord = _nyt_kodeord()
    brugere.skift_kodeord(lager, navn, kodeord, nu, skal_skifte=True, af=bruger.navn)
    return kodeord


def luk_som(lager: Sagslager, bruger: Bruger, navn: str, nu: datetime) -> None:
    """Close a user and the sessions. Errors: AdgangNaegtet, BrugerFejl for oneself or the last administrator."""
    _kraev(bruger)
    with lager.laes() as con:
        _afvis_sidste(con, bruger, _find(con, navn), "lukkes")
    brugere.deaktiver(lager, navn, nu, af=bruger.navn)


def genaabn_som(lager: Sagslager, bruger: Bruger, navn: str, nu: datetime) -> None:
    """Open a closed user again. Errors: AdgangNaegtet, BrugerFejl."""
    _kraev(bruger)
    t = tabeller.bruger
    with lager.skriv() as con:
        raekke = _find(con, navn)
        con.execute(sa.update(t).where(t.c.id == raekke["id"]).values(aktiv=True))
        skriv_i(con, Loglinje(bruger.navn, "bruger_genaabnet", raekke["navn"]), nu)


def _find(con: sa.Connection, navn: str) -> dict[str, Any]:
    t = tabeller.bruger
    fundet = list(raekker(con, sa.select(t).where(t.c.navn == brugere.brugernavn(navn))))
    if not fundet:
        raise BrugerFejl(f"Brugeren '{navn}' findes ikke. Hent siden igen.")
    return dict(fundet[0])


def _afvis_sidste(con: sa.Connection, bruger: Bruger, raekke: dict[str, Any], hvad: str) -> None:
    if raekke["navn"] == bruger.navn:
        raise BrugerFejl(f"Du kan ikke selv {hvad}. Bed en anden administrator om det.")
    t = tabeller.bruger
    andre = sa.select(sa.func.count()).where(
        t.c.rolle == Rolle.ADMINISTRATOR,
        t.c.aktiv,
        t.c.id != raekke["id"],
        # The demo's administrator goes with the demo, and does not count beside one of the municipality's own.
        t.c.demo.is_(False) | sa.literal(raekke["demo"]),
    )
    if raekke["rolle"] == Rolle.ADMINISTRATOR and not con.scalar(andre):
        raise BrugerFejl(f"Den sidste administrator kan ikke {hvad}. Opret en anden først.")


# --- sessions ---------------------------------------------------------------------------------------------


def aabne_sessioner(lager: Sagslager, bruger: Bruger, nu: datetime) -> list[Session]:
    """Sessions that are neither ended nor too old, the last used first. Errors: AdgangNaegtet."""
    _kraev(bruger)
    s, b = tabeller.session, tabeller.bruger
    valg = (
        sa.select(
            s.c.id,
            b.c.navn,
            b.c.visningsnavn,
            s.c.oprettet,
            s.c.sidst_set,
            s.c.udloeber,
            s.c.adresse,
            s.c.kilde,
        )
        .join_from(s, b, s.c.bruger_id == b.c.id)
        .where(s.c.afsluttet.is_(None), s.c.udloeber > nu, s.c.sidst_set > nu - sessioner.INAKTIV, b.c.aktiv)
        .order_by(s.c.sidst_set.desc())
    )
    with lager.laes() as con:
        return [Session(**r) for r in raekker(con, valg)]


def afslut_som(lager: Sagslager, bruger: Bruger, session_id: str, nu: datetime) -> None:
    """End one session; its user is out at the next click. Errors: AdgangNaegtet."""
    _kraev(bruger)
    s, b = tabeller.session, tabeller.bruger
    with lager.skriv() as con:
        hvis = sa.select(b.c.navn).join_from(b, s, s.c.bruger_id == b.c.id).where(s.c.id == session_id)
        navn = con.scalar(hvis)
        aabne = sa.update(s).where(s.c.id == session_id, s.c.afsluttet.is_(None)).values(afsluttet=nu)
        if con.execute(aabne).rowcount:
            skriv_i(con, Loglinje(bruger.navn, "session_afsluttet", navn or ""), nu)


def _log(lager: Sagslager, bruger: Bruger, handling: str, hvem: str, nu: datetime, **detaljer: str) -> None:
    with lager.skriv() as con:
        skriv_i(con, Loglinje(bruger.navn, handling, hvem, detaljer=detaljer), nu)
