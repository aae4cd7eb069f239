"""Sager: hvad skal jeg se på nu, hvorfor nu, og hvad koster det at vente?"""

import streamlit as st

from engine.adgang import Handling, maa
from pages.komponenter import data, sagskoe, tilstande
from pages.komponenter.adgang import kraev_adgang

bruger = kraev_adgang("sager")

st.title("Sager")

if data.generation() is None:
    tilstande.intet_lager(
        "Her står alt, beregningen har fundet, som én kø med kroner, frist og næste skridt."
    )
    st.stop()

k = data.kontekst()
if maa(bruger, Handling.SE_PERSON)[0]:
    sagskoe.vis(bruger, k)
else:
    sagskoe.samlet(bruger, k)
