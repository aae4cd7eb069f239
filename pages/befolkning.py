"""Befolkning: Hvordan udvikler folketallet sig, og opfylder kommunen tilbagegangskriteriet?"""

import streamlit as st

from engine import dansk
from engine.resultater import befolkning as motor
from pages.komponenter import befolkningsfigur, data, kort, tilstande
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
c = b.kriterium
kort.raekke(
    [
        kort.Kort("Folketal nu", dansk.tal(b.nu)),
        kort.Kort(
            f"Fald {c.vinduer[0][0]}–{c.vinduer[0][1]}", dansk.tal(c.nedgang), note=f"kriteriet for {c.aar}"
        ),
        kort.Kort("Kriteriets værdi", dansk.tal(c.vaerdi, 1), note="gennemsnit af tre femårsvinduer"),
        kort.Kort("Personer fra at opfylde", dansk.tal(c.afstand), note="0 = befolkningsdelen er opfyldt"),
    ]
)
if c.interval:
    st.caption(
        f"Et af årene er fremskrevet: faldet ligger med 80 % sikkerhed mellem {dansk.tal(c.interval[0])} og "
        f"{dansk.tal(c.interval[1])}."
    )
st.info(motor.tilskud(k, c), icon=":material/payments:")

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

if not b.kommende.empty:
    st.subheader("Kriteriet de kommende tilskudsår")
    st.markdown(motor.kommendetekst(b.kommende))
    tabel(
        b.kommende,
        [
            Kolonne("aar", "Tilskudsår", "tekst"),
            Kolonne("vindue", "Nyeste vindue"),
            Kolonne("nedgang", "Fald, midt", "tal", hjaelp="Minus er vækst"),
            Kolonne("nedgang_p10", "Lavt (10 %)", "tal"),
            Kolonne("nedgang_p90", "Højt (90 %)", "tal"),
            Kolonne("afstand", "Personer fra", "tal", hjaelp="Så meget større skal faldet være"),
            Kolonne("afstand_p90", "Højst (90 %)", "tal"),
            Kolonne(
                "andel",
                "Opfyldt i",
                "procent",
                hjaelp="Andelen af de simulerede forløb, hvor folketallet er faldet",
            ),
            Kolonne("vaerdi", "Værdi", "tal"),
        ],
        noegle="befolkning_kommende",
        beskrivelse="Befolkningsdelen af tilbagegangskriteriet i de kommende tilskudsår, med interval",
        summer=False,
    )

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
