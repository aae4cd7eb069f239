"""Ledelsesinformation: hvad bruger vi mod budgettet, hvorfor, og hvad mangler vi at hjemtage?"""

import streamlit as st

from engine.resultater.ledelsesside import TAL
from pages.komponenter import data, hentudtraek, ledelsesemner, ledelsesvisning, tilstande
from pages.komponenter.adgang import kraev_adgang

bruger = kraev_adgang("ledelsesinformation")

st.title("Ledelsesinformation")

if data.generation() is None:
    tilstande.intet_lager(
        "Her står forbruget mod budgettet for hvert fagområde med helårspersoner, enhedspris og refusion."
    )
    st.stop()

k = data.kontekst()
r = data.ledelse_rammer(k, bruger)
if not r.aarene or not r.omraader["alle"]:
    tilstande.tom(
        "Ingen tal at vise",
        "Der er ikke indlæst et regnskab for det, du har adgang til.",
        "Indlæs regnskab og budget med 'hjemtag indlaes', og byg igen. Mangler du et fagområde eller en organisation "
        "på din bruger, kan administratoren give dig det.",
    )
    st.stop()

plads = st.container()  # the sentence stands above the filters that it depends on
valg, vis, emne, tal = ledelsesvisning.vaelg(bruger, r, data.sammenligningstal(k, bruger))
if emne != ledelsesvisning.OEKONOMI:
    plads.markdown(ledelsesemner.vis(bruger, k, valg, emne, tal))
    st.stop()
s = data.ledelse(k, bruger, valg)
plads.markdown(s.saetning)

ledelsesvisning.sti(r, valg)
if s.billede.har_oekonomi:
    ledelsesvisning.kortene(s, hele_omraadet=valg.ydelse is not None)
    ledelsesvisning.til_prognosen(bruger)

if valg.ydelse and vis != TAL:
    ledelsesvisning.bag(bruger, k, valg, vis)
    st.stop()

if s.billede.har_oekonomi:
    ledelsesvisning.figurpar(s, valg.mod)

if valg.ydelse:
    st.subheader(s.billede.titel)
    ledelsesvisning.linjer(s, valg)
    ledelsesvisning.konti(bruger, s)
else:
    st.subheader("Ydelser" if valg.omraade else "Fagområder")
    ledelsesvisning.linjer(s, valg)
    ledelsesvisning.ordninger(s)
    hentudtraek.vaelg(bruger, {"noegletal": "Nøgletal"}, valg.aar)
