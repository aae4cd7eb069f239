"""Sessions that an identity provider vouches for: made, renewed and ended in the same tables as all others.

A user is known by issuer and subject. One is made at the first sign-in, because the claims have given a role; without
a role engine/udbyder.py has refused before. Role and scope follow the claims at every sign-in and renewal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine.adgang import Bruger, Rolle
from engine.fejl import AdgangNaegtet
from engine.sager import brugere, sessioner, tabeller
from engine.sager.brugere import BrugerFejl
from engine.sager.lager import Sagslager, foerste
from engine.sager.log import Loglinje, skriv_i

KILDE = "oidc"


@dataclass(frozen=True)
class Identitet:
    """Who the provider says it is, and what that gives here. bekraeftet_til: how long it vouches for it.

    fornyelse: the refresh token to ask again with, '' without one.
    """

    udsteder: str
    emne: str
    navn: str
    visningsnavn: str
    rolle: Rolle
    fagomraader: tuple[str, ...]
    organisationer: tuple[str, ...]
    bekraeftet_til: datetime
    fornyelse: str = field(default="", repr=False)


def log_ind(
    lager: Sagslager, identitet: Identitet, tokens: str | None, adresse: str, nu: datetime
) -> tuple[str, Bruger]:
    """(session token, user). tokens: the provider's, encrypted, to renew the session with.

    Errors: AdgangNaegtet for a closed user, a name that is another's, or a name or scope that cannot be used.
    """
    try:
        with lager.skriv() as con:
            raekke = _bruger(con, identitet, nu)
            token = sessioner.opret_i(
                con,
                raekke["id"],
                brugere.ren_adresse(adresse),
                nu,
                kilde=KILDE,
                bekraeftet_til=identitet.bekraeftet_til,
                udbyder_tokens=tokens,
            )
            skriv_i(con, Loglinje(raekke["navn"], "log_ind", detaljer={"kilde": KILDE}), nu)
            return token, sessioner.som_bruger(raekke)
    except (AdgangNaegtet, BrugerFejl) as afvist:
        _log_afvist(lager, str(afvist), nu)
        raise AdgangNaegtet(str(afvist)) from afvist


def _log_afvist(lager: Sagslager, hvorfor: str, nu: datetime) -> None:
    with lager.skriv() as con:
        skriv_i(con, Loglinje("ukendt", "log_ind_afvist", detaljer={"kilde": KILDE}), nu)


def afvis(lager: Sagslager, nu: datetime) -> None:
    """Write in the log that the provider's claims gave no access."""
    _log_afvist(lager, "", nu)


def _bruger(con: sa.Connection, i: Identitet, nu: datetime) -> dict[str, Any]:
    """The row of the user, made, joined or brought up to date."""
    b = tabeller.bruger
    fundet = foerste(con, sa.select(b).where(b.c.udsteder == i.udsteder, b.c.emne == i.emne))
    if fundet is None:
        fundet = foerste(con, sa.select(b).where(b.c.navn == brugere.brugernavn(i.navn)))
        if fundet is None:
            return _ny(con, i, nu)
        _kraev_forberedt(fundet)
        con.execute(sa.update(b).where(b.c.id == fundet["id"]).values(udsteder=i.udsteder, emne=i.emne))
        skriv_i(con, Loglinje("system", "bruger_tilknyttet", fundet["navn"], detaljer={"kilde": KILDE}), nu)
    if not fundet["aktiv"]:
        raise AdgangNaegtet("Din bruger i Hjemtag er lukket. Tal med administratoren.")
    return _ajour(con, fundet, i, nu)


def _kraev_forberedt(raekke: Mapping[str, Any]) -> None:
    """A user made without a password waits for the provider; any other name is somebody's already."""
    if raekke["kodeord_hash"] is not None or raekke["udsteder"] is not None or raekke["demo"]:
        raise AdgangNaegtet(
            f"Brugernavnet '{raekke['navn']}' bruges allerede af en anden i Hjemtag. Tal med administratoren."
        )


def _ny(con: sa.Connection, i: Identitet, nu: datetime) -> dict[str, Any]:
    navn = brugere.brugernavn(i.navn)
    visningsnavn = _visningsnavn(i)
    brugere.kontroller_navn(navn, visningsnavn)
    raekke = {
        "navn": navn,
        "visningsnavn": visningsnavn,
        "kodeord_hash": None,
        "skal_skifte": False,
        "demo": False,
        "udsteder": i.udsteder,
        "emne": i.emne,
        **_rolle_og_omfang(i),
    }
    return {**raekke, "id": brugere.indsaet(con, raekke, nu).id}


def _visningsnavn(i: Identitet) -> str:
    return "".join(t for t in i.visningsnavn if t.isprintable()).strip()[:128] or i.navn


def _rolle_og_omfang(i: Identitet) -> dict[str, Any]:
    """Role and limits of the claims; limits that the role does not have are left out.

    Errors: BrugerFejl for an organisation that cannot be one.
    """
    fag, org = brugere.egne_graenser(i.rolle, i.fagomraader, i.organisationer)
    brugere.kontroller_omfang(i.rolle, fag, org)
    return {"rolle": str(i.rolle), "fagomraader": list(fag), "organisationer": list(org)}


def _ajour(con: sa.Connection, raekke: Mapping[str, Any], i: Identitet, nu: datetime) -> dict[str, Any]:
    nyt = {**_rolle_og_omfang(i), "visningsnavn": _visningsnavn(i)}
    aendret = {navn: v for navn, v in nyt.items() if raekke[navn] != v}
    if aendret:
        b = tabeller.bruger
        con.execute(sa.update(b).where(b.c.id == raekke["id"]).values(**aendret))
        detaljer = {"kilde": KILDE, **{n: v for n, v in aendret.items() if n != "visningsnavn"}}
        skriv_i(con, Loglinje("system", "bruger_aendret", raekke["navn"], detaljer=detaljer), nu)
    return {**raekke, **nyt}


# --- renewing ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Udloebet:
    """A session that lives but that the provider no longer vouches for."""

    session_id: str
    bruger: str
    udsteder: str
    emne: str
    tokens: str | None


def udloebet(lager: Sagslager, token: str, nu: datetime) -> Udloebet | None:
    """The session behind a token if all it lacks is the provider's word, else None."""
    raekke = sessioner.hent_raekke(lager, token)
    if raekke is None or sessioner.er_bekraeftet(raekke, nu):
        return None
    if not sessioner.lever(raekke, nu, alt_er_demo=True):
        return None
    return Udloebet(
        session_id=raekke["session_id"],
        bruger=raekke["navn"],
        udsteder=raekke["udsteder"] or "",
        emne=raekke["emne"] or "",
        tokens=raekke["udbyder_tokens"],
    )


def forny(lager: Sagslager, u: Udloebet, identitet: Identitet, tokens: str | None, nu: datetime) -> None:
    """Let the provider's new word hold for the session, with the role and scope it now gives.

    Errors: AdgangNaegtet for a user who has been closed; then the session ends.
    """
    s = tabeller.session
    nyt = {"bekraeftet_til": identitet.bekraeftet_til, "udbyder_tokens": tokens}
    with lager.skriv() as con:
        _bruger(con, identitet, nu)
        con.execute(sa.update(s).where(s.c.id == u.session_id, s.c.afsluttet.is_(None)).values(**nyt))


def afslut(lager: Sagslager, u: Udloebet, nu: datetime) -> None:
    """End a session that the provider no longer vouches for."""
    s = tabeller.session
    with lager.skriv() as con:
        denne = sa.update(s).where(s.c.id == u.session_id, s.c.afsluttet.is_(None))
        if con.execute(denne.values(afsluttet=nu, udbyder_tokens=None)).rowcount:
            skriv_i(con, Loglinje(u.bruger, "session_udloebet", detaljer={"kilde": KILDE}), nu)
