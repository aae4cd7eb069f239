"""Tilflyttere: hvem er flyttet hertil, hvis regning en anden kommune måske skal betale?"""

import streamlit as st

from engine.resultater import flyttelister as motor
from pages.komponenter import data, filtre, flyttelistevisning, kort, tilstande
from pages.komponenter.adgang import kraev_adgang

bruger = kraev_adgang("tilflyttere")

st.title("Tilflyttere")

if data.generation() is None:
    tilstande.intet_lager(
        "Her står, hvem der er flyttet ind på eller fra en institution, og hvilken kommune der foreslås at betale."
    )
    st.stop()

k = data.kontekst()
plads = st.container()  # the sentence stands above the filters that it depends on
til = motor.periode(k, None)[1]
valg = filtre.raekke(
    [
        filtre.Valg(
            "aar",
            "Flyttet",
            [0, *range(til.year, til.year - 4, -1)],
            0,
            lambda a: str(a) if a else "Seneste 12 måneder",
            bredde=200,
        ),
        filtre.Valg("aarsag", "Hvorfor", ["alle", *motor.AARSAGER], "alle", flyttelistevisning.aarsagsnavn),
    ]
)
alle = data.flytteliste(k, bruger, "ind", valg["aar"] or None)
hits = flyttelistevisning.filtrer(alle, valg["aarsag"])
plads.markdown(motor.saetning(hits, "ind"))
if not hits:
    tilstande.tom(
        "Ingen tilflyttere at se efter",
        "Ingen er i perioden flyttet ind på eller kommet fra en institution eller en opmærksomhedsadresse.",
        "Vælg en anden periode eller 'Nulstil'.",
    )
    st.stop()
kort.raekke(flyttelistevisning.kortene(bruger, k, hits, "ind", valg["aar"] or None))
flyttelistevisning.liste(bruger, k, hits, "ind")
