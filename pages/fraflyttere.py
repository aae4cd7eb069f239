"""Fraflyttere: hvem er flyttet, mens noget løber videre?"""

import streamlit as st

from engine.resultater import flyttelister as motor
from pages.komponenter import data, flyttelistevisning, flyttesag, kort, tilstande
from pages.komponenter.adgang import kraev_adgang

bruger = kraev_adgang("fraflyttere")

st.title("Fraflyttere")

if data.generation() is None:
    tilstande.intet_lager(
        "Her står, hvem der er flyttet fra kommunen, mens indsatser, ydelser, skole eller pension løber videre."
    )
    st.stop()

k = data.kontekst()
if sag := flyttesag.valgt():
    flyttesag.side(bruger, k, sag, "ud")
    st.stop()

plads = st.container()  # the sentence stands above the filters that it depends on
hits, aar = flyttelistevisning.valgte(bruger, k, "ud")
plads.markdown(motor.saetning(hits, "ud"))
if not hits and motor.gennemrejsende_for(k, bruger, aar).empty:
    tilstande.tom(
        "Ingen fraflyttere at gennemgå",
        "Ingen er i perioden flyttet, mens noget løber videre.",
        "Vælg en anden periode eller 'Nulstil'.",
    )
    st.stop()
kort.raekke(flyttelistevisning.kortene(bruger, k, hits, "ud", aar))
flyttelistevisning.liste(bruger, k, hits, "ud")
flyttelistevisning.gennemrejsende(bruger, k, aar)
