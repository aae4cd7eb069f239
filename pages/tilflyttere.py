"""Tilflyttere: hvem er flyttet hertil, hvis regning en anden kommune måske skal betale?"""

import streamlit as st

from engine.resultater import flyttelister as motor
from pages.komponenter import adressevisning, data, flyttelistevisning, flyttesag, kort, tilstande
from pages.komponenter.adgang import kraev_adgang

bruger = kraev_adgang("tilflyttere")

st.title("Tilflyttere")

if data.generation() is None:
    tilstande.intet_lager(
        "Her står, hvem der er flyttet ind på eller fra en institution, og hvilken kommune der foreslås at betale."
    )
    st.stop()

k = data.kontekst()
if sag := flyttesag.valgt():
    flyttesag.side(bruger, k, sag, "ind")
    st.stop()

plads = st.container()  # the sentence stands above the filters that it depends on
hits, aar = flyttelistevisning.valgte(bruger, k, "ind")
plads.markdown(motor.saetning(hits, "ind"))
if not hits:
    flyttelistevisning.ingen_tilflyttere(k)
else:
    kort.raekke(flyttelistevisning.kortene(bruger, k, hits, "ind", aar))
    flyttelistevisning.liste(bruger, k, hits, "ind")
flyttelistevisning.vagt(bruger, k)
adressevisning.vis(bruger, k)
