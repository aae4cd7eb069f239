"""Flyttemønster: Hvem flytter til, fra og inden for kommunen, hvorfra og hvorhen?"""

import streamlit as st

from engine.adgang import Handling
from engine.resultater import flytteadresser
from engine.resultater import flyttemoenster as motor
from pages.komponenter import (
    data,
    flytteadressekort,
    flyttefigurer,
    flyttekort,
    flyttevalg,
    hent,
    kort,
    tilstande,
)
from pages.komponenter.adgang import kraev_adgang

bruger = kraev_adgang("flyttemoenster")

st.title("Flyttemønster")

gen = data.generation()
if gen is None:
    tilstande.intet_lager(
        "Her står, hvor mange der flytter til, fra og inden for kommunen, hvorfra og hvorhen, på kort og i tal."
    )
    st.stop()

aarene = data.flytteaar(gen)
if not aarene:
    tilstande.tom(
        "Ingen flytninger",
        "De indlæste adresser viser ingen, der er flyttet til, fra eller inden for kommunen.",
        "Indlæs CPR-leverancen med 'hjemtag indlaes', og byg igen med 'hjemtag byg'.",
    )
    st.stop()

plads = st.container()  # the sentence stands above the filters that it depends on
normalt = data.flyttebillede(gen, bruger, motor.standardaar(gen, aarene), motor.ALLE)
valg = flyttevalg.filterraekke(gen, bruger, normalt, aarene)
b = data.flyttebillede(gen, bruger, valg.aar, valg.institution)
paa_adresser = flytteadresser.paa_adresser(b, valg)
if paa_adresser:
    plads.markdown(flytteadresser.saetning(b, data.flytteadresser(gen, bruger, valg), valg))
else:
    plads.markdown(motor.saetning(b, valg))

kort.raekke([kort.Kort(n.titel, n.vaerdi, note=n.note) for n in motor.noegletal(b, valg)])

if paa_adresser:
    flytteadressekort.vis(gen, bruger, b, valg)
else:
    stroemme = motor.stroemme(b, valg)
    with st.container(horizontal=True, key="kort_og_tabel"):
        with st.container(key="kortfelt"):
            flyttekort.vis(b, valg, stroemme)
        with st.container(key="tabelfelt"):
            flyttevalg.tabel(b, valg, stroemme)
            st.caption(motor.tabelnote(b, valg, stroemme))

with st.container(horizontal=True, key="flyttefigurer"):
    with st.container():
        st.subheader("Efter alder")
        flyttefigurer.aldersfigur(motor.efter_alder(b, valg), valg)
    with st.container():
        st.subheader("År for år")
        flyttefigurer.aarsfigur(normalt, aarene)

hent.knap(
    bruger,
    "Hent som GeoJSON",
    hent.Fil(
        f"flyttemoenster-{valg.aar}.geojson",
        Handling.EKSPORT_TAL,
        lambda: flytteadresser.geojson(gen, valg),
        "flyttemoenster",
    ),
)
