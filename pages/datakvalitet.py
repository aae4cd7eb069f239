"""Datakvalitet: Kan vi stole på de data, tallene bygger på?"""

import streamlit as st

from engine import dansk
from engine.resultater import datakvalitet
from pages.komponenter import data, datadetalje, figurer, filtre, tilstande
from pages.komponenter.adgang import kraev_adgang
from pages.komponenter.figurer import Trin
from pages.komponenter.sideskift import udsnit
from pages.komponenter.tabeller import Kolonne, tabel

bruger = kraev_adgang("datakvalitet")

st.title("Datakvalitet")

gen = data.generation()
if gen is None:
    tilstande.intet_lager(
        "Her står hver leverance med modtagne, godkendte og afviste rækker og de kroner, der hører til."
    )
    st.stop()

d = data.datakvalitet(gen)
st.markdown(datakvalitet.saetning(d))
if not d.tabeller:
    tilstande.tom(
        "Ingen leverancer er i brug",
        "Her står hver leverance tabel for tabel. Datagrundlaget er bygget uden nogen.",
        "Indlæs en leverance med 'hjemtag indlaes STI', og byg igen med 'hjemtag byg'.",
    )
    st.stop()

VIS = {"alle": "Alle tabeller", "aaben": "Kræver rettelse", "karantaene": "Med karantæne"}
leverancer = {lev["id"]: f"{lev['id']}, {dansk.dato(lev['dato'])}" for lev in d.leverancer}
valg = filtre.raekke(
    [
        filtre.Valg(
            "leverance", "Leverance", ["alle", *leverancer], "alle", lambda v: leverancer.get(v, "Alle"), 210
        ),
        filtre.Valg("vis", "Vis", list(VIS), "alle", VIS.__getitem__),
        filtre.Valg(
            "regnskabsaar",
            "Regnskabsår",
            [*d.aar, 0],
            d.aar[0] if d.aar else 0,
            lambda a: str(a) if a else "Alle",
            bredde=140,
        ),
    ]
)
tabeller = datakvalitet.vaelg(d, leverance=valg["leverance"], vis=valg["vis"])
a = datakvalitet.afstem(d, valg["regnskabsaar"] or None)

datadetalje.kortene(tabeller, a, valg["regnskabsaar"])

st.subheader("Leverancer")
datadetalje.leverancer(bruger, d, tabeller, noegle=f"{valg['leverance']}_{valg['vis']}")

st.subheader("Kontroller af datagrundlaget")
st.markdown(datadetalje.kontrolsaetning(d))
alle = st.toggle("Vis også dem, der er i orden", key="alle_kontroller")
if kontroller := d.kontroller if alle else d.advarsler:
    tabel(
        [datadetalje.kontrolraekke(k) for k in udsnit(kontroller, noegle="k", pr_side=20)],
        [
            Kolonne("tilstand", "Tilstand", "tilstand"),
            Kolonne("fund", "Kontrol"),
            Kolonne("antal", "Antal", "tal"),
            Kolonne("kroner_oere", "Berørt", "kroner"),
            Kolonne("goer", "Det gør du"),
        ],
        noegle="kontroller",
        beskrivelse="Kontroller ved bygningen af datagrundlaget, antal fund og berørte kroner",
    )

st.subheader(f"Regnskabet {valg['regnskabsaar'] or 'i alle år'}, fordelt på årsag")
st.markdown(datadetalje.afstemningssaetning(a))
if a.raekker:
    figurer.vandfald(
        [
            *(
                Trin(r["kort"], r["beloeb_oere"], r["medregnet"], datadetalje.aarsagsfarve(r))
                for r in a.raekker
            ),
            *([Trin("Mangler en årsag", a.forskel_oere, farve="mangler")] if a.forskel_oere else []),
            Trin("Hele regnskabet", a.regnskab_oere, er_sum=True),
        ],
        beskrivelse="Regnskabet fordelt på det medregnede og på hver grund til, at noget er udeladt",
    )
    tabel(
        [datadetalje.aarsagsraekke(r) for r in a.raekker],
        [
            Kolonne("kort", "Årsag"),
            Kolonne("andele_antal", "Andele", "tal", sum=True),
            Kolonne("beloeb_oere", "Beløb", "kroner_oere", sum=True),
            Kolonne("forklaring", "Det betyder"),
        ],
        noegle="afstemning",
        beskrivelse="Regnskabet efter årsag; summen er regnskabets",
    )
