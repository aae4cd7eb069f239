"""Sag: én sag med fakta, historik og næste skridt, åbnet ved sit link."""

import streamlit as st

from engine.sager.sagsfelter import SAG_ID
from pages.komponenter import data, formaal, sagshandling, sagsvisning, tilstande
from pages.komponenter.adgang import kraev_adgang

bruger = kraev_adgang("sag")

st.title("Sag")

if data.generation() is None:
    tilstande.intet_lager("Her står én sag med det, den bygger på, og det, der er gjort ved den.")
    st.stop()

if st.button("Til køen", icon=":material/arrow_back:", type="tertiary"):
    st.switch_page("pages/sager.py")
sag_id = st.query_params.get("sag", "")
if not SAG_ID.fullmatch(sag_id):
    tilstande.tom(
        "Ingen sag er valgt",
        "Adressen nævner ingen sag. Måske er linket gammelt eller skrevet forkert.",
        "Gå til køen, og vælg sagen der.",
    )
    st.stop()

k = data.kontekst()
if not sagsvisning.formaalet():
    with st.expander("Vis navne", icon=":material/badge:"):
        formaal.spoerg(bruger, sagsvisning.FORMAALSNOEGLE, "Sagen viser navn og fødselsdato.")
sagshandling.vis_besked(sagshandling.Sted(bruger, k))
sagsvisning.vis("sag", bruger, k, sag_id, taster=sagsvisning.taster(bruger))
