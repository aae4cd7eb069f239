"""What the browser gets outside Streamlit's pages: the session cookie, health, headers and Danish HTML.

The way in: the login form checks the password in the script, which cannot set an HttpOnly cookie. It leaves
a one-time ticket and sends the same tab to /konto/ind, which exchanges it for the cookie. The way out is
a POST to /konto/ud, which revokes the session and clears the cookie.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import MutableMapping
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from engine import steder
from pages.komponenter import driftruter, hentudtraek, konto, oidc
from pages.komponenter.besked import besked
from pages.komponenter.driftruter import ASGI, Receive, Scope, Send
from pages.komponenter.hent import HENT, hent
from pages.komponenter.kage import saet_session
from pages.komponenter.sider import ADRESSER, sikker_adresse

IND, UD = "/konto/ind", "/konto/ud"


def ind(request: Request) -> Response:
    """Exchange a one-time ticket for the session cookie and go back to the page that was wanted."""
    svar = RedirectResponse(sikker_adresse(request.query_params.get("til", "/")), status_code=303)
    token = konto.indloes_billet(request.query_params.get("billet", ""), datetime.now(UTC))
    if token and _egen_side(request):
        konto.afslut(request.cookies.get(konto.COOKIE, ""), datetime.now(UTC))  # whoever was signed in before
        saet_session(svar, request, token)
    return _uden_lager(svar)


def ud(request: Request) -> Response:
    """Revoke the session and clear the cookie."""
    if not _egen_side(request):
        return Response(
            "Afvist: anmodningen kom fra en anden side.", status_code=403, media_type="text/plain"
        )
    token, nu = request.cookies.get(konto.COOKIE, ""), datetime.now(UTC)
    videre = konto.log_ud_hos_udbyder(token, nu)
    konto.afslut(token, nu)
    svar: Response = RedirectResponse("/", status_code=303)
    if videre:  # as a page of its own: the policy lets a form answer only from here
        tekst = "Du er logget ud af Hjemtag. Nu afsluttes også dit login hos udbyderen."
        svar = besked(200, "Du er logget ud", tekst, videre=videre)
    svar.delete_cookie(konto.COOKIE, path="/", httponly=True, samesite="strict")
    return _uden_lager(svar)


def _uden_lager(svar: Response) -> Response:
    svar.headers["Cache-Control"] = "no-store"
    return svar


def _egen_side(request: Request) -> bool:
    """Whether a browser sent the request from one of our own pages; others could log a person in or out."""
    afsender = request.headers.get("sec-fetch-site")
    if afsender:
        return afsender == "same-origin"
    kilde = request.headers.get("origin") or request.headers.get("referer") or ""
    return urlsplit(kilde).netloc == request.headers.get("host")


RUTER = [
    Route(IND, ind, methods=["GET"]),
    Route(UD, ud, methods=["POST"]),
    *driftruter.RUTER,
    Route(f"{HENT}/{{billet}}", hent, methods=["GET"]),
    *hentudtraek.RUTER,
    *oidc.RUTER,
]

_FASTE_HOVEDER = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_INDLEJRET_SCRIPT = re.compile(r"<script>(.*?)</script>", re.S)
# Without it the browser first looks for the server under the page's own address, and gets a 404.
_FAST_ROD = 'window.__streamlit={BACKEND_BASE_URL:location.origin+"/"};'
_UDEN_JAVASCRIPT = "<noscript><p>Hjemtag kræver, at JavaScript er slået til i browseren.</p></noscript>"


def dansk_html(html: str) -> str:
    """Streamlit's start page in Danish, without its font, its name and its pointer to what we keep shut."""
    html = html.replace('<html lang="en">', '<html lang="da">')
    html = html.replace("<title>Streamlit<", "<title>Hjemtag<")
    html = html.replace("<script>", f"<script>{_FAST_ROD}", 1)
    html = re.sub(r"<noscript>.*?</noscript>", _UDEN_JAVASCRIPT, html, flags=re.S)
    html = re.sub(r"<link[^>]*rel=\"(?:preload|service-desc)\"[^>]*/>", "", html)
    html = re.sub(r"<!--.*?-->", "", html, flags=re.S)
    return html.replace("</head>", f"<script>{_danske_ord()}</script></head>", 1)


@cache
def _danske_ord() -> str:
    """The script that puts Danish words for those Streamlit writes while the page lives."""
    return (steder.assets() / "dansk.js").read_text(encoding="utf-8")


def sikkerhedspolitik(html: str, vaert: str) -> str:
    """The Content-Security-Policy: ourselves only, and the scripts in this very page by their hash."""
    hashes = " ".join(f"'sha256-{_sha256(script)}'" for script in _INDLEJRET_SCRIPT.findall(html))
    # 'self' does not cover ws:// in every browser.
    sokkel = f" ws://{vaert} wss://{vaert}" if re.fullmatch(r"[A-Za-z0-9.:\[\]-]+", vaert) else ""
    return "; ".join(
        [
            "default-src 'self'",
            # The map compiles a part of itself; JavaScript from a text stays refused.
            f"script-src 'self' 'wasm-unsafe-eval' {hashes}".rstrip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self' data:{sokkel}",  # data: is the empty style of our maps; it leads nowhere
            "worker-src 'self' blob:",
            "frame-src 'none'",
            "frame-ancestors 'none'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
        ]
    )


def _sha256(tekst: str) -> str:
    return base64.b64encode(hashlib.sha256(tekst.encode()).digest()).decode()


_IKKE_SIDER = (
    "/_stcore/",
    "/static/",
    "/media/",
    "/component/",
    "/favicon",
    IND,
    UD,
    *driftruter.STIER,
    f"{HENT}/",
    oidc.START,
)
_FINDES_IKKE = (
    "Siden findes ikke",
    "Adressen hører ikke til nogen side i Hjemtag. Måske er linket gammelt eller forkert.",
)
# Streamlit's own login is not used (see oidc.py), so its addresses are closed.
_LUKKET = ("/auth/", "/oauth2callback")


class Hoveder:
    """ASGI middleware: security headers on every answer, and Streamlit's HTML in Danish."""

    def __init__(self, app: ASGI) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        hoveder = {navn.lower(): vaerdi for navn, vaerdi in scope["headers"]}
        vaert = hoveder.get(b"host", b"").decode("latin-1")
        if scope["path"].startswith(_LUKKET):
            await besked(404, *_FINDES_IKKE)(scope, receive, _Svar(send, vaert))
            return
        if b"text/html" in hoveder.get(b"accept", b""):
            if _er_ukendt_side(scope["path"]):
                await besked(404, *_FINDES_IKKE)(scope, receive, _Svar(send, vaert))
                return
            scope = {**scope, "headers": [h for h in scope["headers"] if h[0].lower() not in _UDELADT]}
        await self.app(scope, receive, _Svar(send, vaert))


def _er_ukendt_side(sti: str) -> bool:
    """An address that a person typed and no page has; Streamlit would answer with a page in English."""
    return sti.rstrip("/") not in ADRESSER - {"/"} | {""} and not sti.startswith(_IKKE_SIDER)


# A page is rewritten, so it must come whole and uncompressed.
_UDELADT = frozenset({b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"})


class _Svar:
    """Passes an answer on; an HTML page is collected first, then sent rewritten with its own policy."""

    def __init__(self, send: Send, vaert: str) -> None:
        self.send, self.vaert = send, vaert
        self.start: MutableMapping[str, Any] | None = None
        self.krop = b""

    async def __call__(self, besked: MutableMapping[str, Any]) -> None:
        if besked["type"] == "http.response.start":
            await self._begynd(besked)
        elif besked["type"] == "http.response.body" and self.start is not None:
            self.krop += besked.get("body", b"")
            if not besked.get("more_body"):
                await self._send_html(self.start)
        else:
            await self.send(besked)

    async def _begynd(self, besked: MutableMapping[str, Any]) -> None:
        hoveder = MutableHeaders(scope=besked)
        for navn, vaerdi in _FASTE_HOVEDER.items():
            hoveder[navn] = vaerdi
        if hoveder.get("content-type", "").startswith("text/html") and "content-encoding" not in hoveder:
            self.start = besked
        else:
            hoveder["Content-Security-Policy"] = sikkerhedspolitik("", self.vaert)
            await self.send(besked)

    async def _send_html(self, start: MutableMapping[str, Any]) -> None:
        html = dansk_html(self.krop.decode("utf-8"))
        krop = html.encode()
        hoveder = MutableHeaders(scope=start)
        hoveder["Content-Length"] = str(len(krop)) if self.krop else hoveder.get("content-length", "0")
        hoveder["Content-Security-Policy"] = sikkerhedspolitik(html, self.vaert)
        del hoveder["etag"], hoveder["last-modified"]
        await self.send(start)
        await self.send({"type": "http.response.body", "body": krop})


MELLEMLAG = [Middleware(driftruter.Maaler), Middleware(Hoveder)]
