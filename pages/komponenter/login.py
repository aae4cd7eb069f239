"""The login page: streamlit-authenticator's form around our own check, session and cookie.

Of the package only the form is used. Its own check answers faster for unknown users and has no lockout that
holds, and its cookie can be copied and outlives the logout; so its controllers are replaced by ours, and its
cookie component is never loaded.
"""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime
from html import escape
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from engine import steder
from engine.fejl import AdgangNaegtet, HjemtagFejl
from pages.komponenter import konto, tema, tilstande

LOGINBREDDE = 560
_KUN = "Du logger ind, som du plejer i kommunen. Mangler du adgang, så tal med administratoren."
FELTER = {
    "Form name": "Log ind",
    "Username": "Brugernavn",
    "Password": "Adgangskode",
    "Login": "Log ind",
}


def vis(side: str) -> None:
    """Draw the login. side: the address to come back to ('' = the start page)."""
    tema.anvend()
    with _midt():
        _hoved()
        if besked := st.session_state.pop("besked_ved_login", ""):
            st.success(besked, icon=":material/check_circle:")
        hos = _udbyder()
        if hos is not None:
            _med_udbyder(hos, side)
        if hos is None or not hos.kun:
            _formular(side)
            _demobrugere(side)


def _midt() -> Any:
    """A narrow column in the middle of the page; on a phone the whole width."""
    return st.container(horizontal=True, horizontal_alignment="center").container(width=LOGINBREDDE)


def _hoved() -> None:
    st.html(
        f'<header class="ht-login">{_ikon()}<div><h1>Hjemtag</h1>'
        "<p>Vi bringer de penge hjem, kommunen har ret til.</p></div></header>"
    )


def _ikon() -> str:
    svg = (steder.assets() / "ikon.svg").read_bytes()
    return f'<img alt="" src="data:image/svg+xml;base64,{b64encode(svg).decode()}">'


def _udbyder() -> Any:
    """The identity provider, None without one or when its settings cannot be read (and says so)."""
    try:
        return konto.oidc()
    except HjemtagFejl as fejl:
        tilstande.fejl(fejl)
        return None


def _med_udbyder(hos: Any, side: str) -> None:
    """The way in through the identity provider: a plain link, so the answer can set the cookie."""
    til = urlencode({"til": _tilbage(side)})
    st.html(
        f'<a class="ht-knap ht-knap-primaer ht-knap-bred" href="/konto/oidc?{escape(til)}" target="_self">'
        f"Log ind med {escape(hos.navn)}</a>"
        + f'<p class="ht-eller">{_KUN if hos.kun else "eller med brugernavn og adgangskode"}</p>'
    )


def _formular(side: str) -> None:
    from streamlit_authenticator import Authenticate

    class Formular(Authenticate):
        def __init__(self) -> None:
            # Not super().__init__(): it would load the package's cookie component and read its user list.
            self.path = None
            self.attrs = {"login_sleep_time": 0}
            self.cookie_controller = _IngenCookie()
            self.authentication_controller = _EgenKontrol(side)

    Formular().login(location="main", fields=FELTER, key="login")


class _IngenCookie:
    """Stands where the package keeps its cookie: there is none; /konto/ind sets ours."""

    def get_cookie(self) -> None:
        return None

    def set_cookie(self) -> None:
        return None


class _EgenKontrol:
    """Stands where the package checks passwords: constant work, lockout and our session table instead."""

    def __init__(self, side: str) -> None:
        self.side = side

    def login(self, navn: str = "", kodeord: str = "", *_: Any, **__: Any) -> bool:
        forsoeg(navn, kodeord, self.side)
        return False  # the browser leaves for /konto/ind; the package has nothing to remember


def forsoeg(navn: str, kodeord: str, side: str) -> None:
    """Try a name and password; right: leave for /konto/ind, wrong: say so."""
    if not navn or not kodeord:
        st.error("Skriv både brugernavn og adgangskode.", icon=":material/error:")
        return
    try:
        billet = konto.log_ind(navn, kodeord, st.context.ip_address or "", datetime.now(UTC))
    except AdgangNaegtet as afvist:
        st.error(str(afvist), icon=":material/error:")
    except HjemtagFejl as fejl:
        tilstande.fejl(fejl)
    else:
        _gaa_til(f"/konto/ind?{urlencode({'billet': billet, 'til': _tilbage(side)})}")


def _tilbage(side: str) -> str:
    filtre = urlencode(st.query_params.to_dict())
    return f"/{side}?{filtre}" if filtre else f"/{side}"


def _gaa_til(adresse: str) -> None:
    """Send this tab to another address: the message st.login() itself sends, so no script is needed."""
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    kontekst = get_script_run_ctx()
    if kontekst is not None:
        besked = ForwardMsg()
        besked.auth_redirect.url = adresse
        kontekst.enqueue(besked)
        st.info("Du er logget ind. Siden hentes …", icon=":material/login:")


def _demobrugere(side: str) -> None:
    brugere, kodeord = konto.demobrugere()
    if not brugere:
        return
    with st.container(border=True, key="demobrugere"):
        st.markdown(
            "**Prøv med fiktive data.** Klik på en bruger for at logge ind. "
            f"Alle har adgangskoden `{kodeord}`."
        )
        with st.container(horizontal=True, gap="small"):
            for bruger in brugere:
                if st.button(f"**{bruger.rolle.capitalize()}** {bruger.navn}", key=f"demo_{bruger.navn}"):
                    forsoeg(bruger.navn, kodeord, side)


def vis_skift(bruger: Any) -> None:
    """The form that a user meets who must choose a new password before anything else."""
    tema.anvend()
    midte = _midt()
    with midte:
        _hoved()
    with midte, st.form("skift_kodeord"):
        st.subheader("Vælg en ny adgangskode")
        st.write(
            f"{bruger.visningsnavn}, du skal vælge din egen adgangskode, før du går videre. Mindst 12 tegn."
        )
        gammelt = st.text_input("Nuværende adgangskode", type="password", autocomplete="current-password")
        nyt = st.text_input("Ny adgangskode", type="password", autocomplete="new-password")
        igen = st.text_input("Ny adgangskode igen", type="password", autocomplete="new-password")
        if st.form_submit_button("Gem adgangskode", type="primary"):
            _skift(bruger, gammelt, nyt, igen)


def _skift(bruger: Any, gammelt: str, nyt: str, igen: str) -> None:
    if nyt != igen:
        st.error("De to nye adgangskoder er ikke ens. Intet er ændret.", icon=":material/error:")
        return
    try:
        konto.skift_kodeord(bruger, gammelt, nyt, datetime.now(UTC))
    except HjemtagFejl as fejl:
        st.error(str(fejl), icon=":material/error:")
    else:
        st.session_state["besked_ved_login"] = "Adgangskoden er skiftet. Log ind med den nye."
        st.rerun()
