"""Effekt: hvad bliver der hentet hjem af det, der findes, og ser vi begge veje?"""

import streamlit as st

from pages.komponenter import data, effektvisning, tilstande
from pages.komponenter.adgang import kraev_adgang

bruger = kraev_adgang("effekt")

st.title("Effekt")

if data.generation() is None:
    tilstande.intet_lager("Her står, hvad der er fundet, krævet, anerkendt og modtaget, og hvad der er tabt.")
    st.stop()

b = data.effekt(data.kontekst(), bruger)
st.markdown(b.saetning)
effektvisning.kortene(b)
effektvisning.tragt(b)
effektvisning.felter(b)
effektvisning.maalform(bruger, b)
effektvisning.kvartaler(b)
effektvisning.svar(b)
effektvisning.traef(b)
effektvisning.aerlighed(b)
