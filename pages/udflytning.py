"""Udflytning: Hvem er registreret her, men bor formentlig ikke længere i Danmark?"""

import streamlit as st

from engine.resultater import udflytning as motor
from pages.komponenter import data, tilstande, udflytningsvisning
from pages.komponenter.adgang import kraev_adgang

bruger = kraev_adgang("udflytning")

st.title("Udflytning")

if data.generation() is None:
    tilstande.intet_lager(
        "Her står, hvem der er registreret i kommunen, men formentlig er flyttet fra Danmark, og hvad det bygger på."
    )
    st.stop()

k = data.kontekst()
aaben = udflytningsvisning.valgt()
if aaben and motor.ser_personer(bruger):
    udflytningsvisning.person(bruger, k, aaben)
    st.stop()

plads = st.container()  # the sentence stands above the choices it depends on
aktive, mindst = udflytningsvisning.valg(bruger)
udfald = data.udflytningsudfald()
skub = motor.forskydning(udfald)
liste = motor.beregn(k, aktive, mindst, skub)
plads.markdown(motor.saetning(liste, k.smaacelle_min, motor.ser_personer(bruger)))
udflytningsvisning.tal(bruger, k, liste, aktive, mindst, skub)
udflytningsvisning.liste(bruger, k, liste, udfald)
udflytningsvisning.fordele(bruger, k, liste, udfald)
