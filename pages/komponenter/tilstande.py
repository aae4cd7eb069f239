"""What a page says when it is not just figures: state marks, empty states, missing access, errors.

Red = money we lack or a deadline near, blue = money we owe or must stop, amber = uncertain, green = settled,
grey = no action. The colour never stands alone: icon and word are always with it.
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from html import escape

import streamlit as st

from engine import driftlog
from engine.drift import maal
from engine.fejl import (
    AdgangNaegtet,
    ForaeldetLager,
    HjemtagFejl,
    IntetLager,
    ParameterMangler,
    VersionsKonflikt,
)

logger = logging.getLogger("hjemtag.app")


@dataclass(frozen=True)
class Tilstand:
    """farve: Streamlit's colour name. rolle: its name in tema.farve. tegn: the icon where only text can stand."""

    farve: str
    rolle: str
    ikon: str
    tegn: str
    ord: str


TILSTANDE: dict[str, Tilstand] = {
    "mangler": Tilstand("red", "mangler", "arrow_circle_up", "▲", "Mangler"),
    "frist": Tilstand("red", "mangler", "schedule", "◷", "Frist nær"),
    "skylder": Tilstand("blue", "skylder", "arrow_circle_down", "▼", "Skylder"),
    "stands": Tilstand("blue", "skylder", "block", "■", "Skal standses"),
    "usikker": Tilstand("orange", "usikker", "help", "?", "Usikker"),
    "afklaret": Tilstand("green", "afklaret", "check_circle", "✓", "Afklaret"),
    "ingen": Tilstand("gray", "ingen", "remove", "–", "Ingen handling"),
}


def tegn_og_ord(tilstand: str) -> str:
    """The state as plain text: '▲ Mangler'. 'afklaret:Bekræftet' says another word than the usual one."""
    navn, _, ord = tilstand.partition(":")
    t = TILSTANDE[navn]
    return f"{t.tegn} {ord or t.ord}"


def maerke(tilstand: str, ord: str | None = None) -> str:
    """The state as Markdown (badge with icon and word) for st.markdown and table cells.

    tilstand: a key of TILSTANDE, or 'key:word'. ord: another word than the usual one.
    """
    navn, _, eget = tilstand.partition(":")
    t = TILSTANDE[navn]
    tekst = (ord or eget or t.ord).replace("[", "(").replace("]", ")")
    return f":{t.farve}-badge[:material/{t.ikon}: {tekst}]"


def _boks(art: str, ikon: str, titel: str, tekst: str, handling: str) -> None:
    afsnit = "".join(f"<p>{escape(linje)}</p>" for linje in (tekst, handling) if linje)
    st.html(
        f'<section class="ht-boks ht-boks-{art}" role="{"alert" if art == "fejl" else "status"}">'
        f'<span class="ht-boks-ikon" aria-hidden="true">{ikon}</span>'
        f"<div><h2>{escape(titel)}</h2>{afsnit}</div></section>"
    )


def tom(titel: str, hvorfor: str, goer: str = "") -> None:
    """The empty state: what would be here, why it is not, what to do."""
    _boks("tom", "○", titel, hvorfor, goer)


def ingen_udgifter() -> None:
    """There are data, but no expense that the refund schemes know."""
    tom(
        "Ingen udgifter på de funktioner, loven nævner",
        "Der er ikke indlæst posteringer på sociale funktioner eller med CPR og en social lov.",
        "Indlæs regnskabet med 'hjemtag indlaes', og byg igen.",
    )


def intet_lager(hvad: str) -> None:
    """The empty state before the first build. hvad: what the page would show, as a sentence."""
    tom(
        "Der er ikke bygget noget datagrundlag endnu",
        hvad,
        "Indlæs en leverance med 'hjemtag indlaes STI', og byg datagrundlaget med 'hjemtag byg'. "
        "Vil du først se systemet med et eksempel, så brug 'hjemtag demo'. Hent derefter siden igen.",
    )


def ingen_adgang(grund: str) -> None:
    """The page exists, but not for this role."""
    _boks(
        "fejl",
        "!",
        "Du har ikke adgang til denne side",
        grund,
        "Tal med administratoren, hvis du skal have det.",
    )


def fejl(exc: BaseException) -> None:
    """Show an error: our own exceptions say it themselves, others get a reference number and a log line."""
    if isinstance(exc, IntetLager):
        tom("Der er ikke bygget noget datagrundlag endnu", str(exc))
    elif isinstance(exc, HjemtagFejl):
        _boks("fejl", "!", _titel(exc), str(exc), "")
    else:
        _uventet(exc)


def _titel(exc: HjemtagFejl) -> str:
    if isinstance(exc, ParameterMangler):
        return "En lovværdi mangler"
    if isinstance(exc, ForaeldetLager):
        return "Datagrundlaget er fra en ældre version"
    if isinstance(exc, VersionsKonflikt):
        return "En anden nåede det først"
    if isinstance(exc, AdgangNaegtet):
        return "Det må du ikke"
    return "Det kunne ikke lade sig gøre"


def _uventet(exc: BaseException) -> None:
    reference = f"F{secrets.token_hex(3).upper()}"  # no hyphen: it must not break over two lines
    logger.error("%s %s", reference, driftlog.sted(exc), extra={"felter": {"reference": reference}})
    maal.fejl("side")
    _boks(
        "fejl",
        "!",
        "Noget gik galt på denne side",
        "Intet er ændret, og dine data er i behold. Det, du var i gang med at skrive, er ikke gemt.",
        f"Hent siden igen. Sker det igen, så giv administratoren referencenummeret {reference}.",
    )


def ved_scriptfejl(exc: Exception) -> bool:
    """The hook of st.App for uncaught errors in pages and callbacks. True: our box replaces Streamlit's."""
    fejl(exc)
    return True


def hold_persondata_ude_af_loggen() -> None:
    """Streamlit logs an uncaught error with its message, which may name a person; `fejl` logs it without."""
    logging.getLogger("streamlit.error_util").addFilter(_er_ikke_sidefejl)


def _er_ikke_sidefejl(post: logging.LogRecord) -> bool:
    return "Uncaught app execution" not in post.getMessage()
