"""Indtægtsoptimering: hvad kan vi hente hos andre kommuner, hvad skylder vi, og hvad bortfalder?"""

import streamlit as st

from pages.komponenter import data, filtre, indtaegtsvisning, regelvalgvisning, tilstande
from pages.komponenter.adgang import kraev_adgang

bruger = kraev_adgang("indtaegtsoptimering")

st.title("Indtægtsoptimering")

if data.generation() is None:
    tilstande.intet_lager(
        "Her står, hvad andre kommuner skylder os, hvad vi skylder dem, og hvad der bortfalder."
    )
    st.stop()

k = data.kontekst()
m = data.indtaegtsmuligheder(k, bruger)
stednavn = data.stednavn(k)
plads = st.container()  # the sentence stands above the filters that it depends on
felt = indtaegtsvisning.fane(m.felter)
if felt == indtaegtsvisning.REGLER:
    regelvalgvisning.vis(bruger, k)
    st.stop()
valg = filtre.raekke(indtaegtsvisning.filtre_for(m, stednavn)) if m.regler else {}
o = data.indtaegter(k, bruger, indtaegtsvisning.som_valg(felt, valg))
plads.markdown(o.saetning)
regelvalgvisning.maerke(k)
if not o.antal:
    indtaegtsvisning.ingen()
    st.stop()
indtaegtsvisning.kortene(o)
indtaegtsvisning.figur(o)
indtaegtsvisning.uden_kroner(o)
indtaegtsvisning.kandidater(bruger, k, o, stednavn)
indtaegtsvisning.ventede(bruger, k, felt, stednavn)
indtaegtsvisning.reglerne(o)
indtaegtsvisning.satser(k, felt)
indtaegtsvisning.registrering(bruger, o)
if felt == "registrering":
    indtaegtsvisning.bloktilskud(bruger, k)
