"""Sign-in with the identity provider: two routes, and the same session and cookie as with a password.

st.login is not used. It works with st.App, but what it makes is an identity cookie of its own: it lasts 30 days, is not
bound to the token's expiry, and a copy of it still signs in after the logout (all three tried with Streamlit 1.67).
Ours is a row that can be revoked, behind a cookie that no script can read.
"""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from engine.fejl import AdgangNaegtet, HjemtagFejl
from pages.komponenter import data, konto
from pages.komponenter.besked import besked
from pages.komponenter.kage import er_krypteret, saet_session
from pages.komponenter.sider import sikker_adresse

START, SVAR = "/konto/oidc", "/konto/oidc/svar"
FORSOEG = "hjemtag_login"


def start(request: Request) -> Response:
    """Send the browser to the provider, with what the answer must fit in a cookie of ten minutes."""
    from engine import udbyder

    nu = datetime.now(UTC)
    til = sikker_adresse(request.query_params.get("til", "/"))
    try:
        hos = konto.oidc()
        if hos is None:
            return besked(404, "Login findes ikke", "Her logges der ind med brugernavn og adgangskode.")
        adresse, forsoeg = udbyder.begynd(data.indstillinger(), hos, til, nu)
    except HjemtagFejl as fejl:
        return besked(502, "Login svarer ikke", str(fejl), START)
    svar = RedirectResponse(adresse, status_code=303, headers={"Cache-Control": "no-store"})
    svar.set_cookie(
        FORSOEG,
        forsoeg,
        max_age=int(udbyder.FORSOEG_LEVER.total_seconds()),
        httponly=True,
        samesite="lax",  # it must come back with the provider's redirect; the session's own is strict
        secure=er_krypteret(request),
        path=START,
    )
    return svar


def svar(request: Request) -> Response:
    """The provider's answer: a code becomes an identity, the identity a session, and the session a cookie."""
    nu = datetime.now(UTC)
    try:
        token, til = _log_ind(request, nu)
    except AdgangNaegtet as fejl:
        return _slut(besked(403, "Du kom ikke ind", str(fejl), START))
    except HjemtagFejl as fejl:
        return _slut(besked(502, "Login svarer ikke", str(fejl), START))
    ud = RedirectResponse(til, status_code=303, headers={"Cache-Control": "no-store"})
    konto.afslut(request.cookies.get(konto.COOKIE, ""), nu)  # whoever was signed in here before
    saet_session(ud, request, token)
    return _slut(ud)


def _log_ind(request: Request, nu: datetime) -> tuple[str, str]:
    """(session token, where to go). Errors: AdgangNaegtet, UdbyderFejl, IndstillingsFejl."""
    from engine import udbyder
    from engine.sager import identitet

    ind, hos, valg = data.indstillinger(), konto.oidc(), request.query_params
    if hos is None:
        raise AdgangNaegtet("Her logges der ind med brugernavn og adgangskode.")
    forsoeg = udbyder.laes_forsoeg(ind, request.cookies.get(FORSOEG, ""), valg.get("state", ""), nu)
    if "error" in valg or not valg.get("code"):
        raise AdgangNaegtet(f"Du blev ikke logget ind hos {hos.navn}. Prøv igen.")
    try:
        hvem = udbyder.indloes(hos, forsoeg, valg["code"], nu)
    except AdgangNaegtet:
        identitet.afvis(data.sagslager(), nu)
        raise
    adresse = request.client.host if request.client else ""
    tokens = udbyder.gem_tokens(ind, hvem, nu)
    token, _ = identitet.log_ind(data.sagslager(), hvem, tokens, adresse, nu)
    return token, sikker_adresse(forsoeg.til)


def _slut(svar: Response) -> Response:
    svar.delete_cookie(FORSOEG, path=START, httponly=True, samesite="lax")
    return svar


RUTER = [Route(START, start, methods=["GET"]), Route(SVAR, svar, methods=["GET"])]
