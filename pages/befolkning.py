"""Befolkning: Hvordan udvikler folketallet sig, og opfylder kommunen tilbagegangskriteriet?"""

import streamlit as st

from engine import dansk
from engine.resultater import befolkning as motor
from pages.komponenter import befolkningsfigur, befolkningskriterium, data, tilstande
from pages.komponenter.adgang import kraev_adgang
from pages.komponenter.tabeller import Kolonne, tabel

bruger = kraev_adgang("befolkning")

st.title("Befolkning")

if data.generation() is None:
    tilstande.intet_lager(
        "Her står folketallets udvikling og fremskrivning efter alder og kriteriet for tilbagegang."
    )
    st.stop()

k = data.kontekst()
with st.spinner("Fremskriver befolkningen …"):
    b = motor.hent(k)
if b is None:
    tilstande.tom(
        "For få hele år",
        "Fremskrivningen bygger på kommunens egne fødsler, dødsfald og flytninger i mindst to hele år.",
        "Indlæs en CPR-leverance, der rækker til udgangen af et år, og byg igen med 'hjemtag byg'.",
    )
    st.stop()

st.markdown(motor.saetning(b))
befolkningskriterium.nu(k, b)

befolkningsfigur.vis(b)

st.subheader("Udvikling")
tabel(
    b.historie,
    [
        Kolonne("aar", "År", "tekst"),
        *(Kolonne(n, titel, "tal") for n, titel in motor.NAVNE.items()),
        Kolonne(
            "uforklaret", "Uforklaret", "netto", hjaelp="Forskellen, som ukendte adresser og rettelser giver"
        ),
    ],
    noegle="befolkning_historie",
    beskrivelse="Folketal, fødte, døde og flytninger år for år",
    summer=False,
)

st.caption(
    "Tabellen regnes af CPR; den, der forsvandt eller dukkede op uden kendt adresse, er med som ud- og indvandret. "
    "Kriteriet øverst regnes af det offentliggjorte folketal, hvor det er leveret, og kan afvige lidt."
)

befolkningsfigur.over_graensen(b.graense)

st.subheader("Fremskrivning")
tabel(
    b.frem,
    [
        Kolonne("aar", "Pr. januar", "tekst"),
        Kolonne("p10", "Lav (10 %)", "tal"),
        Kolonne("p50", "Midt", "tal"),
        Kolonne("p90", "Høj (90 %)", "tal"),
        Kolonne("foedte", "Fødte året før", "tal"),
        Kolonne("doede", "Døde året før", "tal"),
    ],
    noegle="befolkning_frem",
    beskrivelse="Folketallet fremskrevet med kommunens egne rater, med interval",
    summer=False,
)

befolkningskriterium.kommende(b)

st.subheader("Efter alder om ti år")
tabel(
    b.alder,
    [
        Kolonne("gruppe", "Alder"),
        Kolonne("nu", "Nu", "tal", sum=True),
        Kolonne("p10", "Lav", "tal"),
        Kolonne("p50", "Midt", "tal"),
        Kolonne("p90", "Høj", "tal"),
        Kolonne("aendring", "Ændring", "netto"),
    ],
    noegle="befolkning_alder",
    beskrivelse="Folketal efter alder nu og om ti år",
)

st.subheader("Ville den have ramt?")
if b.proeve.empty:
    st.caption("Der er for få hele år til at prøve fremskrivningen på fortiden.")
else:
    st.markdown(
        f"Begyndt for {motor.PROEVE_AAR} år siden med det, man vidste da: "
        f"{dansk.tal(int(b.proeve['inde'].sum()))} af {dansk.tal(len(b.proeve))} år lå inden for intervallet."
    )
    tabel(
        b.proeve,
        [
            Kolonne("aar", "Pr. januar", "tekst"),
            Kolonne("faktisk", "Faktisk", "tal"),
            Kolonne("p10", "Lav", "tal"),
            Kolonne("p50", "Midt", "tal"),
            Kolonne("p90", "Høj", "tal"),
            Kolonne("inde", "Inden for", "ja_nej"),
        ],
        noegle="befolkning_proeve",
        beskrivelse="Fremskrivningen prøvet på de seneste år",
        summer=False,
    )
