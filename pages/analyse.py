"""Analyse: et mål opdelt på det, man vælger, med figur, tabel og skabeloner."""

import streamlit as st

from engine.fejl import ForaeldetLager
from pages.komponenter import analyseskabeloner, analysevisning, data, tilstande
from pages.komponenter.adgang import kraev_adgang

bruger = kraev_adgang("analyse")

st.title("Analyse")

if data.generation() is None:
    tilstande.intet_lager("Her sætter du selv et mål sammen med de opdelinger, du vil se det på.")
    st.stop()

k = data.kontekst()
maal = data.analysemaal(k, bruger)
if not data.ledelse_rammer(k, bruger).aarene or not maal:
    tilstande.tom(
        "Ingen tal at vise",
        "Der er ikke indlæst et regnskab for det, du har adgang til.",
        "Indlæs regnskab og budget med 'hjemtag indlaes', og byg igen. Mangler du et fagområde eller en organisation "
        "på din bruger, kan administratoren give dig det.",
    )
    st.stop()

plads = st.container()  # the sentence stands above the choices that it depends on
valg = analysevisning.vaelg(data.ledelse_rammer(k, bruger), maal)
try:
    svar = data.analyse(k, bruger, valg)
except ForaeldetLager as fejl:
    tilstande.tom("Lageret er ældre end siden", str(fejl))
    st.stop()
plads.markdown(svar.saetning)
analyseskabeloner.raekke(bruger, valg)

if not svar.raekker:
    tilstande.tom(
        "Ingen tal i dette valg",
        f"Der er intet i {svar.maal.navn.lower()} for det år og det fagområde, du har valgt.",
        "Vælg et andet år, 'Hele regnskabet' eller et andet mål.",
    )
    st.stop()

analysevisning.figur(svar)
analysevisning.tabellen(bruger, svar)
analysevisning.hent_som_fil(bruger, k, svar)
