"""The extracts of contracts.md by their names: an address that asks for session, role, scope and purpose every time.

Files that a page makes for what it shows are fetched with a ticket (hent.py). An extract is the same for all who may
have it, may be large, and is found by its address, so the engine decides at each request and writes the log.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from engine.adgang import FORMAAL, Bruger
from engine.fejl import AdgangNaegtet, HjemtagFejl, RettelseAfvist
from pages.komponenter import data, konto
from pages.komponenter.besked import besked
from pages.komponenter.hent import HENT

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from engine.resultater.hentning import Fil

STI = f"{HENT}/udtraek"
_BID = 1 << 16
_NAVN = re.compile(r"([a-z0-9_]{1,60})\.([a-z]{1,8})")
_AAR = re.compile(r"(?:19|20)\d\d")


def hent(request: Request) -> Response:
    """One extract, for one who may have it; else a page that says why not."""
    nu = datetime.now(UTC)
    navn = _NAVN.fullmatch(request.path_params["fil"])
    if navn is None:
        return besked(404, "Filen findes ikke", "Adressen hører ikke til nogen fil i Hjemtag.")
    bruger = None
    try:
        bruger = konto.hent(request.cookies.get(konto.COOKIE, ""), nu)
        if bruger is None:
            return besked(401, "Log ind først", "Filer kan kun hentes af den, der er logget ind.")
        if bruger.skal_skifte:
            return besked(403, "Vælg en ny adgangskode først", "Derefter kan du hente filer.")
        fil = _fil(bruger, navn[1], navn[2], request.query_params, nu)
    except AdgangNaegtet as fejl:
        konto.noter_afvist(bruger, f"hent/udtraek/{navn[0]}", nu)
        return besked(403, "Det må du ikke", str(fejl))
    except HjemtagFejl as fejl:
        return besked(400, "Filen kunne ikke hentes", str(fejl))
    return StreamingResponse(
        _bidder(fil),
        media_type=fil.medietype,
        headers={
            "Content-Length": str(fil.stoerrelse),
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(fil.navn)}",
            "Cache-Control": "no-store",
        },
    )


def _fil(bruger: Bruger, navn: str, endelse: str, valg: Mapping[str, str], nu: datetime) -> Fil:
    from engine.resultater import hentning

    aar = valg.get("aar", "")
    if aar and not _AAR.fullmatch(aar):
        raise RettelseAfvist("Året er ikke et årstal som 2025. Intet er hentet.")
    formaal = valg.get("formaal", "")
    return hentning.hent_udtraek(
        data.indstillinger(), bruger, navn, endelse, int(aar) if aar else None, formaal, nu
    )


def _bidder(fil: Fil) -> Iterator[bytes]:
    with fil.indhold as indhold:
        while bid := indhold.read(_BID):
            yield bid


RUTER = [Route(f"{STI}/{{fil}}", hent, methods=["GET"])]


# --- on a page ----------------------------------------------------------------------------------------------


def vaelg(bruger: Bruger, navne: Mapping[str, str], aar: int | None) -> None:
    """An expander with the extracts the user may fetch: purpose first, where they name persons; a link per format.

    navne: extract -> what it is called on the page. Nothing is drawn for one who may fetch none.
    """
    from engine.resultater import hentning
    from engine.resultater import udtraek as u

    egne = {n: t for n, t in navne.items() if hentning.maa_hente(bruger, u.find(n))[0]}
    if not egne:
        return
    om_personer = any(u.find(n).om_personer for n in egne)
    with st.expander("Hent som fil", icon=":material/download:"):
        if om_personer:
            st.markdown(
                "Filen indeholder CPR-numre og må kun ligge, hvor borgeroplysninger må ligge. "
                "Hentningen skrives i loggen."
            )
        med = st.container(horizontal=True, vertical_alignment="bottom")
        navn = med.selectbox(
            "Udtræk", list(egne), format_func=egne.__getitem__, key="hent_navn", width=240, filter_mode=None
        )
        formaal = _formaal(med) if om_personer else ""
        valg = {"formaal": formaal or "", **({"aar": str(aar)} if aar else {})}
        for endelse, titel in {"xlsx": "Excel", "csv": "CSV", "parquet": "Parquet"}.items():
            med.link_button(
                titel,
                f"{STI}/{navn}.{endelse}?{urlencode(valg)}",
                icon=":material/download:",
                disabled=formaal is None,
            )


def _formaal(plads: DeltaGenerator) -> str | None:
    return plads.selectbox(
        "Formål",
        FORMAAL["udtraek"],
        index=None,
        placeholder="Vælg et formål",
        key="hent_formaal",
        width=280,
        filter_mode=None,
    )
