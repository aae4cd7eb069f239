"""Periodisering: hvilken måned hører hjælpen til, og hvad skal en person vælge?"""

from datetime import date

import streamlit as st

from engine.adgang import Handling, maa
from engine.resultater import sdevisning
from engine.resultater.henfoerelse import SLAGS as SPOR
from engine.resultater.periodisering import KAN_AENDRE, SLAGS
from pages.komponenter import (
    data,
    filtre,
    godkendelse,
    henfoerelsesvalg,
    kort,
    periodedele,
    periodefigurer,
    periodevalg,
    tilstande,
)
from pages.komponenter.adgang import kraev_adgang

bruger = kraev_adgang("periodisering")

st.title("Periodisering")
if data.generation() is None:
    tilstande.intet_lager(
        "Her står, hvor posteringernes perioder kommer fra, og hvilke posteringer en person skal vælge en periode for."
    )
    st.stop()

k = data.kontekst()
ser_personer = maa(bruger, Handling.SE_PERSON)[0]

if ser_personer and (aaben := periodevalg.aaben()):
    periodevalg.vis(bruger, k, *aaben)
    st.stop()
if ser_personer and (udgift := henfoerelsesvalg.aaben()):
    henfoerelsesvalg.vis(bruger, k, *udgift, bogfoert=st.query_params.get("del") == periodedele.ANDEN_PERSON)
    st.stop()

alle_aar = sdevisning.aarene(k)
if not alle_aar:
    tilstande.ingen_udgifter()
    st.stop()

plads = st.container()  # the sentence stands above the filters that it depends on
valg = filtre.raekke(
    [
        filtre.Valg(
            "del", "Vis", list(periodedele.DELE), "perioder", periodedele.DELE.__getitem__, bredde=210
        ),
        filtre.Valg("aar", "År", alle_aar, sdevisning.standardaar(k, date.today()), bredde=120),
        filtre.Valg(
            "omraade",
            "Fagområde",
            ["alle", *sdevisning.omraader(bruger)],
            "alle",
            lambda o: {"alle": "Alle"}.get(o) or sdevisning.FAGOMRAADER[o],
        ),
        *(
            [
                filtre.Valg(
                    "slags",
                    "Hvad venter",
                    lambda v: list(SLAGS) if v["del"] == "perioder" else [KAN_AENDRE],
                    KAN_AENDRE,
                    SLAGS.__getitem__,
                    bredde=230,
                ),
                filtre.Valg(
                    "spor",
                    "Spor",
                    lambda v: ["forslag", "svagt"] if v["del"] in periodedele.MED_SPOR else ["forslag"],
                    "forslag",
                    SPOR.__getitem__,
                ),
            ]
            if ser_personer
            else []
        ),
    ]
)
omraade = None if valg["omraade"] == "alle" else valg["omraade"]
if periodedele.vis(bruger, k, valg, omraade, plads):
    st.stop()
o = data.periodeoversigt(k, bruger, valg["aar"], omraade, valg.get("slags", KAN_AENDRE))
plads.markdown(o.saetning)

kort.raekke(
    [
        kort.beloeb("Angivet i regnskabet", o.oere("angivet"), note=f"bruttoudgift i {o.aar}"),
        kort.beloeb("Læst sikkert i teksten", o.oere("tekst")),
        kort.beloeb("Valgt af en person", o.oere("rettet"), note="og enkeltstående på årets 12 måneder")
        if not o.oere("enkeltstaaende")
        else kort.beloeb(
            "Valgt eller enkeltstående",
            o.oere("rettet", "enkeltstaaende"),
            note="enkeltstående fordeles på årets 12 måneder",
        ),
        kort.beloeb(
            "I bilagets måned",
            o.oere("bilagsdato", "bogfoeringsdato"),
            tilstand="usikker" if o.kan_aendre else None,
            note="fordi intet siger andet",
        ),
    ]
)
periodefigurer.kilder(data.periodekilder(k, bruger, omraade))

st.subheader("Venter på et valg")
if ser_personer:
    if periodevalg.formaal_givet():
        godkendelse.regler(k, bruger)
    periodevalg.liste(bruger, o, valg["slags"], omraade)
    st.subheader("Valg, der gælder")
    periodevalg.gaeldende(bruger, k)
else:
    st.markdown(
        "Din rolle ser perioderne samlet. Tekster og enkelte posteringer ses af økonomer, sagsbehandlere og revisor."
    )

st.subheader("Hvor godt læses teksterne?")
periodefigurer.traefsikkerhed()
