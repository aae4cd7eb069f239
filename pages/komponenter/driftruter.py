"""What the machines around the app ask for: health for the proxy and the monitor, measurements for Prometheus."""

from __future__ import annotations

import hmac
import logging
import threading
import time
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pages.komponenter import data

SUNDHED, HELBRED, METRIKKER = "/sundhed", "/helbred", "/metrics"
HUSKES_SEKUNDER = 5.0
_VIDERESENDT = ("x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "forwarded", "via")
# The routes that are counted by name; anything else is 'andet', so that a label cannot be made up from outside.
_RUTER = ("/konto/ind", "/konto/ud", "/hent", "/_stcore", "/static", "/media", SUNDHED, HELBRED, METRIKKER)
_FAMILIER = {sti: sti.split("/")[1].lstrip("_") for sti in _RUTER}

logger = logging.getLogger("hjemtag.anmodning")


def sundhed(_: Request) -> Response:
    """For the one who restarts the process: it answers. Looks at nothing and says nothing about data."""
    return _uden_lager(JSONResponse({"status": "ok"}))


_laas = threading.Lock()
_husket: dict[str, tuple[float, dict[str, Any]]] = {}


def helbred(_: Request) -> Response:
    """ok, nedsat or nede, and the same word for each part; 503 when people cannot work.

    Kept for a few seconds: anybody may ask, and nobody may keep the case store busy with it.
    """
    sted = str(data.indstillinger().hjem)
    with _laas:
        tid, svar = _husket.get(sted, (0.0, {}))
        if not svar or time.monotonic() - tid > HUSKES_SEKUNDER:
            svar = _helbred()
            _husket[sted] = (time.monotonic(), svar)
    return _uden_lager(JSONResponse(svar, 503 if svar["status"] == "nede" else 200))


def _helbred() -> dict[str, Any]:
    from engine.drift import helbred as motor

    dele = motor.proev(data.indstillinger(), data.sagslager, datetime.now(UTC))
    return {"status": motor.samlet(dele), "dele": {del_.navn: del_.tilstand for del_ in dele}}


def metrikker(request: Request) -> Response:
    """Measurements, for the machine itself or with the token of the setting metrik_token."""
    from engine.drift import maal

    ind = data.indstillinger()
    if not maa_laese_metrikker(request, ind.metrik_token):
        return _uden_lager(Response("Ingen adgang.", 403, media_type="text/plain"))
    tekst = maal.tekst(ind, data.sagslager, datetime.now(UTC))
    return _uden_lager(Response(tekst, media_type=maal.INDHOLDSTYPE))


def maa_laese_metrikker(request: Request, token: str) -> bool:
    """With the right token from anywhere; without one only a process on this machine, and not through a proxy.

    Behind a proxy every request comes from the machine itself, so one that was passed on does not count as local.
    """
    givet = request.headers.get("authorization", "").removeprefix("Bearer ")
    if token and givet:
        return hmac.compare_digest(givet.encode(), token.encode())
    if any(navn in request.headers for navn in _VIDERESENDT):
        return False
    try:
        return ip_address(request.client.host if request.client else "").is_loopback
    except ValueError:
        return False


def _uden_lager(svar: Response) -> Response:
    svar.headers["Cache-Control"] = "no-store"
    return svar


RUTER = [
    Route(SUNDHED, sundhed, methods=["GET"]),
    Route(HELBRED, helbred, methods=["GET"]),
    Route(METRIKKER, metrikker, methods=["GET"]),
]
STIER = (SUNDHED, HELBRED, METRIKKER)


# --- every request is counted and timed ---------------------------------------------------------------------

Scope = MutableMapping[str, Any]
Besked = MutableMapping[str, Any]
Send = Callable[[Besked], Awaitable[None]]
Receive = Callable[[], Awaitable[Besked]]
ASGI = Callable[[Scope, Receive, Send], Awaitable[None]]


def rutenavn(sti: str) -> str:
    """The family of an address, for measurements: a page's own address is 'side' and holds no filter."""
    from pages.komponenter.sider import ADRESSER

    for begyndelse, navn in _FAMILIER.items():
        if sti == begyndelse or sti.startswith(f"{begyndelse}/"):
            return navn
    return "side" if (sti.rstrip("/") or "/") in ADRESSER else "andet"


class Maaler:
    """ASGI middleware: counts and times requests, and writes those of people in the technical log.

    The address is written without its query, and what looks like a CPR number in it is masked by the log.
    """

    def __init__(self, app: ASGI) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start, status = time.perf_counter(), [500]

        async def send_og_se(besked: Besked) -> None:
            if besked["type"] == "http.response.start":
                status[0] = besked["status"]
            await send(besked)

        try:
            await self.app(scope, receive, send_og_se)
        finally:
            _maal(scope, status[0], time.perf_counter() - start)


def _maal(scope: Scope, status: int, sekunder: float) -> None:
    from engine.drift import maal

    rute = rutenavn(scope["path"])
    maal.anmodning(rute, scope["method"], status, sekunder)
    if rute in ("konto", "hent", "andet") or status >= 400:
        felter = {"metode": scope["method"], "sti": scope["path"][:200], "status": status}
        logger.info("anmodning", extra={"felter": felter | {"ms": round(1000 * sekunder, 1)}})
