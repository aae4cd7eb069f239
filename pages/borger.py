"""Borger: hvor bor borgeren, med hvem, hvad får borgeren, og hvad ved vi er på vej?"""

import streamlit as st

from engine.fejl import HjemtagFejl
from pages.komponenter import borgerdele, data, tilstande
from pages.komponenter.adgang import kraev_adgang

bruger = kraev_adgang("borger")

st.title("Borger")

if data.generation() is None:
    tilstande.intet_lager("Her ses én borgers bopæl, familie, indsatser, økonomi og sager samlet.")
    st.stop()

k = data.kontekst()
noegle = borgerdele.valgt()
if noegle is None:
    borgerdele.soeg(bruger, k)
    st.stop()
try:
    formaal = borgerdele.formaal(bruger, k, noegle)
    b = data.borger(k, bruger, noegle, formaal, borgerdele.adresse_maa_ses(noegle))
except HjemtagFejl as fejl:
    tilstande.fejl(fejl)
    st.stop()

borgerdele.hoved(bruger, b, formaal)
borgerdele.tidslinje(b)
borgerdele.familie(b)
borgerdele.indsatser(b)
borgerdele.oekonomi(b)
borgerdele.sager(b)
borgerdele.i_koen(bruger, k, b)
borgerdele.ventede(bruger, k, b)
