"""Særligt dyre enkeltsager: hvad har vi ret til i statsrefusion, og hvad mangler vi at hjemtage?"""

from datetime import date

import streamlit as st

from engine import dansk
from engine.adgang import Handling, maa
from engine.resultater import sdevisning
from pages.komponenter import data, filtre, halvrefusion, hentudtraek, kort, sdesag, tilstande
from pages.komponenter.adgang import kraev_adgang
from pages.komponenter.tabeller import Kolonne, tabel

bruger = kraev_adgang("saerligt_dyre")

st.title("Særligt dyre enkeltsager")

if data.generation() is None:
    tilstande.intet_lager(
        "Her står sagerne over lovens grænser med refusion, hjemtaget og det, der mangler, måned for måned."
    )
    st.stop()

k = data.kontekst()
ser_personer = maa(bruger, Handling.SE_PERSON)[0]

if ser_personer and (aaben := sdesag.valgt_sag()):
    sdesag.vis(bruger, k, *aaben)
    st.stop()

alle_aar = sdevisning.aarene(k)
if not alle_aar:
    tilstande.ingen_udgifter()
    st.stop()

plads = st.container()  # the sentence stands above the filters that it depends on
STATUS = {
    "alle": "Alle",
    "mangler": "Mangler",
    "skylder": "Skylder",
    "naer": "Nær grænsen",
    "afklaret": "Afklaret",
}
valg = filtre.raekke(
    [
        filtre.Valg("aar", "År", alle_aar, sdevisning.standardaar(k, date.today()), bredde=120),
        filtre.Valg(
            "omraade",
            "Fagområde",
            ["alle", *sdevisning.omraader(bruger)],
            "alle",
            lambda o: {"alle": "Alle"}.get(o) or sdevisning.FAGOMRAADER[o],
        ),
        filtre.Valg("status", "Status", list(STATUS), "alle", STATUS.__getitem__),
    ]
)
if sdesag.visning() == "halv":
    halvrefusion.vis(bruger, k, valg["aar"], plads)
    st.stop()

p = data.sde_portefoelje(k, bruger, valg["aar"], None if valg["omraade"] == "alle" else valg["omraade"])
plads.markdown(p.saetning)

if p.mangler_parameter:
    st.stop()

kort.raekke(
    [
        kort.beloeb(
            "Refusion i alt", p.refusion_oere, note=f"af {dansk.kort_kroner(p.netto_oere)} i nettoudgift"
        ),
        kort.beloeb("Hjemtaget", p.hjemtaget_oere),
        kort.beloeb(
            "Mangler",
            p.mangler_oere,
            tilstand="mangler" if p.mangler_oere else None,
            note=p.frist(date.today()) if p.mangler_oere else "",
        ),
        kort.beloeb(
            "Hjemtaget for meget",
            p.skyldig_oere,
            tilstand="skylder" if p.skyldig_oere else None,
            note="betales tilbage ved næste anmodning" if p.skyldig_oere else "",
        ),
    ]
)
if p.afledt:
    st.markdown(
        tilstande.maerke("usikker", "Beregnet, ikke bekræftet")
        + f" Grænserne for {p.aar} er beregnet efter reguleringsreglen."
        " Bekræft dem på siden Lovgrundlag før indberetning."
    )
if p.ufordelt_oere:
    st.markdown(f"{dansk.kroner(p.ufordelt_oere)} er hjemtaget uden CPR og kan ikke lægges på en sag.")

sdesag.vandfald(p)

st.subheader("Sagerne")
if ser_personer:
    sdesag.liste(bruger, k, p, valg["status"])
    hentudtraek.vaelg(bruger, sdesag.UDTRAEK, valg["aar"])
else:
    st.markdown(
        "Din rolle ser sagerne samlet. Navne og enkelte sager ses af økonomer, sagsbehandlere og revisor."
    )
    tabel(
        sdevisning.samlet_paa_trin(p),
        [
            Kolonne("omraade", "Fagområde"),
            Kolonne("trin", "Højeste trin"),
            Kolonne("antal", "Sager", "tal", sum=True),
            Kolonne("netto_oere", "Nettoudgift", "kroner", sum=True),
            Kolonne("refusion", "Refusion", "kroner", sum=True),
            Kolonne("hjemtaget_oere", "Hjemtaget", "kroner", sum=True),
            Kolonne("difference_oere", "Difference", "kroner", sum=True),
        ],
        noegle="samlet",
        beskrivelse="Sager efter fagområde og højeste trin",
    )
