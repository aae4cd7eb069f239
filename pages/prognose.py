"""Prognose: hvad koster de dyre sager i år og næste år, hvor sikkert er det, og hvad ville ændre det?"""

import streamlit as st

from engine.fejl import HjemtagFejl
from engine.resultater import prognoseside
from pages.komponenter import (
    data,
    egnedata,
    filtre,
    prognoseinput,
    prognosemaal,
    prognosescenarie,
    prognoseversioner,
    prognosevisning,
    tilstande,
)
from pages.komponenter.adgang import kraev_adgang

bruger = kraev_adgang("prognose")

st.title("Prognose")

if data.generation() is None:
    tilstande.intet_lager(
        "Her står, hvad de dyre sager ventes at koste i år og næste år, med usikkerhed, og hvad staten refunderer."
    )
    st.stop()

k = data.kontekst()
prognosemaal.kraev_hele_kommunen(bruger)
maaneder = prognoseside.maaneder_med_regnskab(k)
if maaneder < 12:
    tilstande.tom(
        "Der er for lidt regnskab til en prognose",
        prognoseside.manglende_historik(maaneder),
        "Indlæs ældre måneder med 'hjemtag indlaes', og byg igen.",
    )
    st.stop()

plads = st.container()  # the sentence stands above the filters that it depends on
# Places of their own: what comes and goes above the tabs would move them, and they would open on the first again.
med_filtre, med_stribe = st.container(), st.container()
with med_filtre:
    valg = prognosescenarie.vaelg(bruger, k)
try:
    p = data.prognose(k, bruger, valg.scenarie)
    mod = data.prognose(k, bruger, valg.mod) if valg.mod else None
except HjemtagFejl as fejl:
    tilstande.fejl(fejl)
    st.stop()

regnskaber = prognoseside.regnskaber(p, k)
plads.markdown(prognoseside.saetning(p, regnskaber))
for tekst in prognoseside.forbehold(p):
    plads.markdown(f"{tilstande.maerke('usikker', 'Forbehold')} {tekst}")
with med_stribe:
    prognosescenarie.stribe(k, valg)

prognose_fane, forudsaetninger_fane, egne_fane, versioner_fane = filtre.faner(
    "prognosefane",
    {
        "prognose": "Prognose",
        "forudsaetninger": "Forudsætninger og hændelser",
        "egne": "Egne data",
        "laaste": "Låste prognoser",
    },
)
with prognose_fane:
    venstre, hoejre = st.columns([5, 3], gap="large")
    with venstre:
        prognosevisning.figurer_og_regnskab(p, k, regnskaber, mod, valg)
        prognosevisning.bro(k, valg)
    with hoejre:
        prognoseinput.vis(bruger, k, valg)
    prognosevisning.foelsomhed(k, valg)
    prognosevisning.usikre(bruger, k, p)
with forudsaetninger_fane:
    prognosevisning.antagelser(p, k, valg)
    prognosevisning.haendelser(bruger, k, p, valg)
with egne_fane:
    egnedata.vis(bruger, k)
with versioner_fane:
    prognoseversioner.vis(bruger, k, p, valg)
prognosevisning.hent(bruger, k, p, valg)
