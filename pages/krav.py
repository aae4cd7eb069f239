"""Krav: hvad kan rejses mod hver kommune, hvad er der svaret, og er pengene kommet?"""

import streamlit as st

from engine.adgang import Handling, maa
from engine.resultater import indgaaende
from pages.komponenter import data, filtre, indgaaendevisning, kravvisning, tilstande
from pages.komponenter.adgang import kraev_adgang

bruger = kraev_adgang("krav")

st.title("Krav")

if data.generation() is None:
    tilstande.intet_lager("Her laves krav mod andre kommuner, og hvert krav følges fra brev til penge.")
    st.stop()

k = data.kontekst()
b = data.krav(k, bruger)
st.markdown(b.saetning)
kravvisning.gjort()
if not maa(bruger, Handling.SE_PERSON)[0]:
    kravvisning.kortene(b)
    kravvisning.summer(b, k.smaacelle_min)
    st.stop()
stednavn = data.stednavn(k)
faner = filtre.faner(
    "kravfane",
    {"vores": "Vores krav"} | ({"andres": "Krav fra andre kommuner"} if indgaaende.ser(bruger) else {}),
)
with faner[0]:
    kravvisning.kortene(b)
    kravvisning.udkast(bruger, k, b, kravvisning.med_staten(stednavn))
    kravvisning.krav(bruger, k, b, kravvisning.med_staten(stednavn))
for fane in faner[1:]:
    with fane:
        indgaaendevisning.vis(bruger, k, stednavn)
