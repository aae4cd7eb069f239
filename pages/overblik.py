"""Overblik: hvad skal jeg gøre nu, hvordan står det, og hvad er nyt?"""

from datetime import date

import streamlit as st

from engine.resultater import overblik
from pages.komponenter import data, overbliksvisning, tilstande
from pages.komponenter.adgang import kraev_adgang

bruger = kraev_adgang("overblik")

st.title("Overblik")

if data.generation() is None:
    tilstande.intet_lager(
        "Her står de tre vigtigste ting, du skal gøre, med kroner og frist, og hvad der er nyt siden sidst."
    )
    st.stop()

k = data.kontekst()
o = data.overblik(k, bruger)
st.markdown(overblik.saetning(o, bruger.rolle, date.today()))

overbliksvisning.forrest(bruger, o)
overbliksvisning.varsler(bruger)
overbliksvisning.stilling(o)
overbliksvisning.nyt(o.nyt)
overbliksvisning.resten(bruger, o)
