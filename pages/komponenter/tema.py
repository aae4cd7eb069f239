"""The look that config.toml cannot give: assets/tema.css, and colours for charts in light and dark."""

from __future__ import annotations

import streamlit as st

from engine import steder

# The same meanings as the CSS variables in assets/tema.css; charts cannot read those.
_LYS = {
    "mangler": "#b42318",
    "skylder": "#1d56b0",
    "usikker": "#a86400",
    "afklaret": "#1c6b3c",
    "ingen": "#7b8a91",
    "accent": "#0b6373",
    "ud": "#7a4fb5",
    "institution": "#a83a6b",
    "tekst": "#17252a",
    "daempet": "#55646a",
    "linje": "#d5dee1",
    "flade": "#ffffff",
}
_MOERK = {
    "mangler": "#ff8f84",
    "skylder": "#86b2ff",
    "usikker": "#f0b95c",
    "afklaret": "#7fd3a0",
    "ingen": "#8fa0a7",
    "accent": "#5cbccb",
    "ud": "#c3a2f2",
    "institution": "#f094ba",
    "tekst": "#e6eef0",
    "daempet": "#a3b3b9",
    "linje": "#33434a",
    "flade": "#12191c",
}


def anvend() -> None:
    """Put the stylesheet on the page; drawn once in each run, before anything else."""
    st.html(steder.assets() / "tema.css")


def er_moerk() -> bool:
    return st.context.theme.type == "dark"


def farve(navn: str) -> str:
    """The hex colour of a state (mangler, skylder, usikker, afklaret, ingen) or role (accent, tekst, …)."""
    return (_MOERK if er_moerk() else _LYS)[navn]
