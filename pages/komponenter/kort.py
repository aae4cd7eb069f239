"""Cards: one figure each, short on the card and exact on hover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from engine import dansk
from pages.komponenter.tilstande import TILSTANDE, tegn_og_ord


@dataclass(frozen=True)
class Kort:
    """One figure. vaerdi: as shown. praecis: on hover. note: the line below.

    tilstand: a key of TILSTANDE, or 'key:word' for another word.
    """

    titel: str
    vaerdi: str
    praecis: str = ""
    note: str = ""
    tilstand: str | None = None


def beloeb(titel: str, oere: int | None, *, note: str = "", tilstand: str | None = None) -> Kort:
    """A card of whole øre: '4,2 mio. kr.' with the exact amount on hover."""
    return Kort(titel, dansk.kort_kroner(oere), dansk.kroner(oere, oere_vist=True), note, tilstand)


def raekke(kort: Sequence[Kort]) -> None:
    """Draw the cards in a row that wraps on narrow screens."""
    st.html(f'<div class="ht-kort-raekke">{"".join(_html(k) for k in kort)}</div>')


def _html(kort: Kort) -> str:
    klasse = f" ht-{TILSTANDE[kort.tilstand.partition(':')[0]].farve}" if kort.tilstand else ""
    ord = _ord(kort)
    hover = f' title="{escape(kort.praecis)}" tabindex="0"' if kort.praecis else ""
    note = f'<div class="ht-kort-note">{escape(kort.note)}</div>' if kort.note else ""
    return (
        f'<div class="ht-kort{klasse}"><div class="ht-kort-titel">{escape(kort.titel)}{ord}</div>'
        f'<div class="ht-kort-vaerdi"{hover}>{escape(kort.vaerdi)}</div>{note}</div>'
    )


def _ord(kort: Kort) -> str:
    """Sign and word of the state; only the sign where the title already is the word."""
    if not kort.tilstand:
        return ""
    tegn, _, ord = tegn_og_ord(kort.tilstand).partition(" ")
    return f'<span class="ht-kort-ord">{tegn if ord == kort.titel else escape(f"{tegn} {ord}")}</span>'
