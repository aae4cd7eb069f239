"""Familier: hvem hører til hvilken husstand, og hvad skal en person tage stilling til?"""

from datetime import date

import streamlit as st

from engine.resultater import sdevisning
from pages.komponenter import data, filtre, husstandsvisning, tilstande
from pages.komponenter.adgang import kraev_adgang

bruger = kraev_adgang("familier")

st.title("Familier")

if data.generation() is None:
    tilstande.intet_lager(
        "Her står husstandene i særligt dyre enkeltsager måned for måned, hvorfor hvert barn hører til, og hvad en "
        "person skal tage stilling til."
    )
    st.stop()

k = data.kontekst()

if aaben := husstandsvisning.valgt():
    husstandsvisning.vis(bruger, k, *aaben)
    st.stop()

alle_aar = data.husstandsaar(k, bruger)
if not alle_aar:
    tilstande.ingen_udgifter()
    st.stop()

plads = st.container()  # the sentence stands above the filters that it depends on
standard = sdevisning.standardaar(k, date.today())
valg = filtre.raekke(
    [
        filtre.Valg("aar", "År", alle_aar, standard if standard in alle_aar else alle_aar[0], bredde=120),
        filtre.Valg(
            "vis",
            "Vis",
            list(husstandsvisning.UDSNIT),
            "alle",
            husstandsvisning.UDSNIT.__getitem__,
            bredde=230,
        ),
    ]
)
husstandsvisning.liste(bruger, k, valg["aar"], valg["vis"], plads)
