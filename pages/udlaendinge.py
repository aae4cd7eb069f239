"""Udlændinge: hvad skal staten betale for flygtninge, og hvad er hjemtaget?"""

import streamlit as st

from engine.resultater import udlaendingeside as motor
from pages.komponenter import data, filtre, sagshandling, tilstande, udlaendingevisning
from pages.komponenter.adgang import kraev_adgang

bruger = kraev_adgang("udlaendinge")

st.title("Udlændinge")

if data.generation() is None:
    tilstande.intet_lager(
        "Her står grundtilskud, resultattilskud og fuld refusion for flygtninge mod det, der er hjemtaget."
    )
    st.stop()
if not motor.ser(bruger):
    tilstande.tom(
        "Uden for dit fagområde",
        "Siden er for dem, der arbejder med udlændinge eller ser alle fagområder.",
        "En administrator kan give dig fagområdet Udlændinge.",
    )
    st.stop()

k = data.kontekst()
aarene = data.udlaendingeaar(k)
if not aarene:
    tilstande.tom(
        "Ingen udlændinge med ret til refusion eller tilskud",
        "Der er ingen opholdstilladelser med ret til grundtilskud, resultattilskud eller fuld refusion.",
        "Lever tabellerne opholdstilladelse, program, beskaeftigelse, uddannelse og danskproeve, og byg igen.",
    )
    st.stop()

sagshandling.vis_besked(sagshandling.Sted(bruger, k))
if sag := udlaendingevisning.valgt():
    udlaendingevisning.en_sag(bruger, k, sag)
    st.stop()

plads = st.container()  # the sentence stands above the filters that it depends on
valg = filtre.raekke(
    [
        filtre.Valg("aar", "År", aarene, aarene[0], bredde=120),
        filtre.Valg(
            "ordning", "Ordning", ["alle", *udlaendingevisning.ORDNINGER], "alle", udlaendingevisning.navn
        ),
        filtre.Valg(
            "retning",
            "Retning",
            ["begge", "til_gode", "skyldig"],
            "begge",
            udlaendingevisning.RETNING.__getitem__,
        ),
    ]
)
o = data.udlaendinge(k, bruger, valg["aar"])
plads.markdown(o.saetning)
udlaendingevisning.kortene(o)
udlaendingevisning.ordninger(o)
udlaendingevisning.personer(bruger, k, o, valg["ordning"], valg["retning"])
