"""Indberetning: hvad skal vi anmode staten om, stemmer det, og hvad er allerede sendt?"""

from datetime import date

import streamlit as st

from engine import dansk
from engine.adgang import Handling, maa
from engine.fejl import HjemtagFejl
from engine.resultater import indberetning
from engine.resultater.frosset import Opgoerelse
from pages.komponenter import data, filtre, indberet, indberet_udlaendinge, kort, tilstande
from pages.komponenter.adgang import kraev_adgang

bruger = kraev_adgang("indberetning")

st.title("Indberetning")

if data.generation() is None:
    tilstande.intet_lager(
        "Her laves den kvartalsvise anmodning og de to restafregninger, klar til ministeriet."
    )
    st.stop()

k = data.kontekst()
perioder = indberet.perioder(k)
if not perioder:
    tilstande.tom(
        "Ingen år at indberette",
        "Der er ingen udgifter fra 2021 eller senere på de funktioner, loven nævner, og ingen udlændinge med ret.",
        "Indlæs regnskabet med 'hjemtag indlaes', og byg igen.",
    )
    st.stop()

plads = st.container()  # the sentence stands above the filter that it depends on
standard = indberetning.standard(k, date.today())
valg = filtre.raekke(
    [
        filtre.Valg(
            "opgoerelse",
            "Opgørelse",
            list(perioder),
            indberetning.titel(standard) if standard else next(iter(perioder)),
            bredde=400,
        )
    ]
)
try:
    ordning, periode = perioder[valg["opgoerelse"]]
    o: Opgoerelse = data.opgoerelse(k, bruger, ordning, periode, date.today())
except HjemtagFejl as fejl:
    tilstande.tom("Opgørelsen kan ikke laves", indberetning.fejltekst(fejl), "Se siden Lovgrundlag.")
    st.stop()
plads.markdown(o.saetning)

kort.raekke(
    [
        kort.beloeb(
            "Anmodes" if o.beloeb_oere >= 0 else "Tilbagebetales",
            abs(o.beloeb_oere),
            tilstand="mangler" if o.beloeb_oere > 0 else "skylder" if o.beloeb_oere < 0 else None,
            note=f"Frist {dansk.dato(o.frist)}" if o.frist else "",
        ),
        kort.beloeb(f"Heraf for {o.periode.aar}", o.i_aar_oere),
        kort.beloeb("Tidligere år", o.berigtigelse_oere, note="berigtigelser, begge veje"),
        kort.beloeb(
            "Skønnet",
            o.skoen_oere,
            note="resten af kvartalet" if o.skoen_oere else "intet er skønnet",
            tilstand="usikker" if o.skoen_oere else None,
        ),
    ]
)
indberet.besked()
indberet.ventende(bruger)
indberet.kontroller(o)
if isinstance(o, indberet_udlaendinge.Opgoerelse):
    indberet_udlaendinge.vis(bruger, k, o)
else:
    indberet.poster(o)
    if not o.forskel.empty and maa(bruger, Handling.SE_PERSON)[0]:
        indberet.forskel(o)
    indberet.kladde(bruger, k, o)
indberet.historik(bruger, ordning, o.periode.aar)
