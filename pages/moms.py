"""Moms: hvad kan vi hjemtage, og hvad skal vi betale tilbage?"""

import streamlit as st

from engine.resultater import moms as motor
from pages.komponenter import (
    data,
    filtre,
    momsvisning,
    omposteringsvisning,
    positivlistevisning,
    sagshandling,
    tilstande,
)
from pages.komponenter.adgang import kraev_adgang

bruger = kraev_adgang("moms")

st.title("Moms")

if data.generation() is None:
    tilstande.intet_lager("Her står, hvilken moms kommunen kan hjemtage, og hvad der er taget uden ret.")
    st.stop()

k = data.kontekst()
aarene = motor.aarene(k)
if not aarene:
    tilstande.tom(
        "Ingen posteringer",
        "Der er ingen posteringer at se momsen på.",
        "Lever tabellen postering med momsbeloeb og moms_hjemtaget, og byg datagrundlaget igen.",
    )
    st.stop()

sagshandling.vis_besked(sagshandling.Sted(bruger, k))
if sag := momsvisning.valgt():
    momsvisning.en_sag(bruger, k, sag)
    st.stop()

plads = st.container()  # the sentence stands above the filters that it depends on
valg = filtre.raekke(momsvisning.filtre_for(bruger, k, aarene))
o = motor.oversigt(k, bruger, momsvisning.som_valg(valg))
plads.markdown(o.saetning)
momsvisning.kortene(o)
for forbehold in motor.forbehold(k):
    st.info(forbehold, icon=":material/info:")
momsvisning.grupper(bruger, k, o)
momsvisning.slaaet_fra(bruger, k)
momsvisning.forkert_rettede(bruger, k)
omposteringsvisning.vis(bruger, k)
positivlistevisning.vis(bruger, k)
