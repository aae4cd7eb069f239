"""Regler: hvilke regler leder efter krav her, hvordan er de justeret, og hvem har valgt det?"""

import streamlit as st

from pages.komponenter import data, regelvalgvisning, tilstande
from pages.komponenter.adgang import kraev_adgang

bruger = kraev_adgang("regler")

st.title("Regler")

if data.generation() is None:
    tilstande.intet_lager("Her slås reglerne bag Indtægtsoptimering til og fra og justeres.")
    st.stop()

regelvalgvisning.vis(bruger, data.kontekst())
