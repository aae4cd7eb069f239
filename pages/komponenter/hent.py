"""Files to take home: made when they are fetched, for the signed-in user alone, and written in the log.

What st.download_button serves answers anyone who has its address. A link from here holds a random ticket that only
works together with the session cookie of the user it was drawn for, and only for ten minutes. The right is asked for
again when the file is fetched. A file without person data is logged too, without persons.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Literal
from urllib.parse import quote

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response

from engine.adgang import Bruger, Handling, Omfang, maa, omfang
from engine.fejl import HjemtagFejl
from engine.sager.log import Loglinje, skriv_loglinjer
from pages.komponenter import data, konto

HENT = "/hent"
GYLDIG = timedelta(minutes=10)
_MAX = 2_000
MEDIER = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "geojson": "application/geo+json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "zip": "application/zip",
    "parquet": "application/vnd.apache.parquet",
}


@dataclass(frozen=True)
class Fil:
    """What is fetched. handling: the right it takes. lav: makes the bytes when asked. genstand, formaal: for the log.

    navn: the file's name; its ending decides the media type. personer: keys of the persons in it, one log line each.
    """

    navn: str
    handling: Handling
    lav: Callable[[], bytes]
    genstand: str
    formaal: str = ""
    personer: Sequence[str] = ()


@dataclass(frozen=True)
class _Billet:
    bruger_id: int
    omfang: Omfang
    fil: Fil
    udloeber: datetime


_laas = threading.Lock()
_billetter: dict[str, _Billet] = {}


def knap(
    bruger: Bruger, etiket: str, fil: Fil, *, slags: Literal["primaer", "almindelig"] = "almindelig"
) -> None:
    """A button that fetches the file. Nothing is drawn for those who may not have it."""
    if not maa(bruger, fil.handling)[0]:
        return
    noegle = f"hent_{fil.genstand}_{fil.navn}"
    billet = lav_billet(bruger, fil, datetime.now(UTC), st.session_state.get(noegle, ""))
    st.session_state[noegle] = billet
    klasse = "ht-knap ht-knap-primaer" if slags == "primaer" else "ht-knap"
    st.html(
        f'<a class="{klasse}" href="{HENT}/{billet}" download="{escape(fil.navn, quote=True)}">'
        f"{escape(etiket)}</a>",
        width="content",  # beside each other in a row, as the buttons of Streamlit
    )


def lav_billet(bruger: Bruger, fil: Fil, nu: datetime, gammel: str = "") -> str:
    """A ticket for the file; the one already drawn is kept alive, so that a page run anew does not make another."""
    with _laas:
        for udloebet in [b for b, v in _billetter.items() if v.udloeber <= nu]:
            del _billetter[udloebet]
        kendt = _billetter.get(gammel)
        billet = gammel if kendt and _er_for(kendt, bruger) else secrets.token_urlsafe(24)
        while len(_billetter) >= _MAX:
            del _billetter[next(iter(_billetter))]
        _billetter[billet] = _Billet(bruger.id, omfang(bruger), fil, nu + GYLDIG)
    return billet


def _er_for(billet: _Billet, bruger: Bruger) -> bool:
    """Whether a ticket is this user's, who still sees the same part of the data."""
    return billet.bruger_id == bruger.id and billet.omfang == omfang(bruger)


def hent(request: Request) -> Response:
    """The route: session, ticket and right, then the file; every refusal is the same to the one who asks."""
    nu = datetime.now(UTC)
    bruger = konto.hent(request.cookies.get(konto.COOKIE, ""), nu)
    with _laas:
        billet = _billetter.get(request.path_params["billet"])
    if bruger is None or billet is None or billet.udloeber <= nu or not _er_for(billet, bruger):
        return _afvist(bruger, nu)
    if bruger.skal_skifte or not maa(bruger, billet.fil.handling)[0]:
        return _afvist(bruger, nu)
    try:
        indhold = billet.fil.lav()
        _skriv_log(bruger, "hent_fil", billet.fil, nu)  # before it leaves the house
    except HjemtagFejl as fejl:
        return _tekst(str(fejl), 409)
    return Response(
        indhold,
        media_type=MEDIER.get(billet.fil.navn.rpartition(".")[2], "application/octet-stream"),
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(billet.fil.navn)}",
            "Cache-Control": "no-store",
        },
    )


def _afvist(bruger: Bruger | None, nu: datetime) -> Response:
    if bruger is not None:
        skriv_loglinjer(data.sagslager(), [Loglinje(bruger.navn, "afvist", "hent_fil")], nu)
    return _tekst("Filen kan ikke hentes herfra. Gå tilbage til siden, og tryk på knappen igen.", 403)


def _tekst(tekst: str, status: int) -> Response:
    return Response(
        tekst, status, media_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"}
    )


def _skriv_log(bruger: Bruger, handling: str, fil: Fil, nu: datetime) -> None:
    linjer = [
        Loglinje(
            bruger.navn, handling, fil.genstand, person, fil.formaal, {"fil": fil.navn.rpartition(".")[2]}
        )
        for person in fil.personer or [None]
    ]
    skriv_loglinjer(data.sagslager(), linjer, nu)
