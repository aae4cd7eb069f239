"""The session cookie: HttpOnly, SameSite=Strict, and Secure when the browser came through TLS."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from pages.komponenter import konto


def er_krypteret(request: Request) -> bool:
    """Whether the browser came through TLS, here or at the proxy before us."""
    return "https" in (request.url.scheme, request.headers.get("x-forwarded-proto"))


def saet_session(svar: Response, request: Request, token: str) -> None:
    """Give the browser its session."""
    svar.set_cookie(
        konto.COOKIE, token, httponly=True, samesite="strict", secure=er_krypteret(request), path="/"
    )
