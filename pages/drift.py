"""Drift: virker systemet, er data friske, og er der en sikkerhedskopi?"""

from datetime import UTC, datetime

import streamlit as st

from pages.komponenter import driftdele
from pages.komponenter.adgang import kraev_adgang

bruger = kraev_adgang("drift")

st.title("Drift")
nu = datetime.now(UTC)
b = driftdele.hent(nu)
st.markdown(driftdele.saetning(b))
driftdele.besked()
driftdele.kortene(b)
st.subheader("Systemets dele")
driftdele.dele(b)
st.subheader("Data efter tabel og kilde")
driftdele.friskhed(nu)
st.subheader("Udgaver af datagrundlaget")
driftdele.generationer()
st.subheader("Seneste kørsler")
driftdele.koersler(b)
st.subheader("Sikkerhedskopier")
driftdele.kopier(bruger, b)
st.subheader("Opbevaring")
driftdele.opbevaring(b)
driftdele.virkning(b)
driftdele.disk_og_versioner()
