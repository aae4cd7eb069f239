"""The account behind the browser: password check, one-time ticket, session. No drawing here.

The session stands in the case store; the cookie only carries its random token. A ticket lives in this
process: it takes the token from the script, which checked the password, to the route, which can set the
cookie. Streamlit keeps a tab in one process anyhow, so the ticket comes back to the process that made it.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from engine.adgang import ROLLENAVNE, Bruger
from engine.fejl import AdgangNaegtet

if TYPE_CHECKING:
    from engine.udbyder import Oidc

COOKIE = "hjemtag_session"
BILLET_LEVER = timedelta(seconds=60)
_BILLETTER_MAX = 1_000

_laas = threading.Lock()
_billetter: dict[str, tuple[str, datetime]] = {}


def kraev_sikker_opsaetning() -> None:
    """Stop the process before it serves anything with a sample secret or a login that cannot be read."""
    from engine import hemmeligheder
    from engine.fejl import HjemtagFejl
    from engine.indstillinger import laes_indstillinger

    try:
        ind = laes_indstillinger()
        hemmeligheder.kontroller(ind)
        if ind.oidc:
            from engine import udbyder

            udbyder.laes(ind)
    except HjemtagFejl as fejl:
        raise SystemExit(f"Hjemtag starter ikke: {fejl}") from fejl


def log_ind(navn: str, kodeord: str, adresse: str, nu: datetime) -> str:
    """Check the password and open a session. Returns a one-time ticket for /konto/ind.

    Errors: AdgangNaegtet with the same text for every refusal.
    """
    from engine.sager import brugere
    from pages.komponenter import data

    if (udbyder := oidc()) is not None and udbyder.kun:
        raise AdgangNaegtet(f"Log ind med {udbyder.navn}.")
    token, _ = brugere.log_ind(data.sagslager(), navn, kodeord, adresse, nu, alt_er_demo=data.alt_er_demo())
    return lav_billet(token, nu)


def lav_billet(token: str, nu: datetime) -> str:
    """A random ticket that can be exchanged once, within a minute."""
    billet = secrets.token_urlsafe(32)
    with _laas:
        for gammel in [b for b, (_, udloeber) in _billetter.items() if udloeber <= nu]:
            del _billetter[gammel]
        while len(_billetter) >= _BILLETTER_MAX:
            del _billetter[next(iter(_billetter))]
        _billetter[billet] = (token, nu + BILLET_LEVER)
    return billet


def indloes_billet(billet: str, nu: datetime) -> str | None:
    """The token behind a ticket, the first time within its minute; else None."""
    with _laas:
        token, udloeber = _billetter.pop(billet, ("", nu))
    return token if token and nu < udloeber else None


def hent(token: str, nu: datetime, *, brugt: bool = True) -> Bruger | None:
    """The user of a live session, else None. brugt=False: the page asked by itself, which keeps nobody signed in."""
    from engine.sager import sessioner
    from pages.komponenter import data

    if not token:
        return None
    lager, demo = data.sagslager(), data.alt_er_demo()
    bruger = sessioner.hent_session(lager, token, nu, alt_er_demo=demo, brugt=brugt)
    if bruger is None and _er_fornyet(token, nu):
        bruger = sessioner.hent_session(lager, token, nu, alt_er_demo=demo, brugt=brugt)
    return bruger


def _er_fornyet(token: str, nu: datetime) -> bool:
    """Whether the identity provider vouches anew for a session whose time with it has run out."""
    from pages.komponenter import data

    ind = data.indstillinger()
    if not ind.oidc:
        return False
    from engine import udbyder

    return udbyder.forny_session(ind, data.sagslager(), token, nu)


def oidc() -> Oidc | None:
    """The identity provider of this installation, None without one. Errors: IndstillingsFejl."""
    from pages.komponenter import data

    ind = data.indstillinger()
    if not ind.oidc:
        return None
    from engine import udbyder

    return udbyder.laes(ind)


def log_ud_hos_udbyder(token: str, nu: datetime) -> str:
    """Where the browser ends its session with the identity provider too, '' for a session without one."""
    from engine.sager import sessioner
    from pages.komponenter import data

    raekke = sessioner.hent_raekke(data.sagslager(), token) if token else None
    if raekke is None or raekke["kilde"] != "oidc" or (hos := oidc()) is None:
        return ""
    from engine import udbyder

    return udbyder.log_ud_adresse(hos, nu)


def afslut(token: str, nu: datetime) -> None:
    """End the session; a copied cookie is worth nothing afterwards."""
    from engine.sager import sessioner
    from pages.komponenter import data

    if token:
        sessioner.afslut_session(data.sagslager(), token, nu)


def noter_afvist(bruger: Bruger | None, hvad: str, nu: datetime) -> None:
    """Put a refused attempt in the log. hvad: an id without person data."""
    from engine.sager.log import Loglinje, noter
    from pages.komponenter import data

    if bruger is not None:
        noter(data.sagslager(), Loglinje(bruger.navn, "afvist", hvad), nu)


def skift_kodeord(bruger: Bruger, gammelt: str, nyt: str, nu: datetime) -> None:
    """Change one's own password; every session of the user ends. Errors: BrugerFejl, AdgangNaegtet."""
    from engine.sager import brugere
    from pages.komponenter import data

    brugere.skift_kodeord(data.sagslager(), bruger.navn, nyt, nu, gammelt=gammelt)


@dataclass(frozen=True)
class Demobruger:
    navn: str
    rolle: str


def demobrugere() -> tuple[list[Demobruger], str]:
    """(the demo users, their password) while all data is the demo's and they exist, else ([], '')."""
    from engine.sager import brugere
    from pages.komponenter import data

    if not data.alt_er_demo():
        return [], ""
    aktive = {b["navn"] for b in brugere.liste(data.sagslager()) if b["demo"] and b["aktiv"]}
    alle = [Demobruger(navn, ROLLENAVNE[rolle]) for navn, _, rolle, _ in brugere.DEMOBRUGERE]
    fundne = [bruger for bruger in alle if bruger.navn in aktive]
    return fundne, brugere.DEMO_KODEORD if fundne else ""
