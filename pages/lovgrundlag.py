"""Lovgrundlag: Hvilke satser og grænser regner vi med, og hvor står de?"""

from datetime import date

import streamlit as st

from engine.adgang import Handling, maa
from engine.resultater import lovgrundlag
from pages.komponenter import data, figurer, filtre, hvadhvis, kort, lovdetalje, lovpakke, tilstande
from pages.komponenter.adgang import kraev_adgang
from pages.komponenter.sideskift import udsnit
from pages.komponenter.tabeller import Kolonne, tabel

bruger = kraev_adgang("lovgrundlag")

st.title("Lovgrundlag")

lov = data.lov()
gen = data.generation()
aarene = lovgrundlag.aarene(lov)
nu = (gen.data_dato if gen and gen.data_dato else date.today()).year

plads = st.container()  # the sentence and the proposals stand above the filters
valg = filtre.raekke(
    [
        filtre.Valg("lovaar", "År", aarene, min(max(nu, aarene[-1]), aarene[0]), bredde=120),
        filtre.Valg(
            "lovomraade",
            "Område",
            ["alle", *lovgrundlag.OMRAADER],
            "alle",
            lambda v: "Alle" if v == "alle" else v,
            bredde=240,
        ),
        filtre.Valg(
            "lovstatus",
            "Status",
            ["alle", *lovgrundlag.STATUSSER],
            "alle",
            lambda v: lovgrundlag.STATUSNAVNE.get(v, "Alle"),
            bredde=220,
        ),
    ]
)
alle = data.lovoversigt(lov, valg["lovaar"])
i_omraadet = [r for r in alle if valg["lovomraade"] in ("alle", r["omraade"])]
raekker = [r for r in i_omraadet if valg["lovstatus"] in ("alle", r["status"])]

with plads:
    st.markdown(lovgrundlag.saetning(alle, valg["lovaar"]))
    if maa(bruger, Handling.BEKRAEFT_SATS)[0]:
        lovdetalje.forslag(bruger, lov)

visning = lovdetalje.visning(maa(bruger, Handling.SE_TAL)[0], maa(bruger, Handling.INDTAST_SATS)[0])
if visning == "hvadhvis":
    hvadhvis.vis(bruger, lov, valg["lovaar"])
    st.stop()
if visning == "lovpakker":
    lovpakke.vis(bruger, lov)
    st.stop()

kort.raekke(lovdetalje.kortene(lovgrundlag.optael(i_omraadet)))

if not raekker:
    tilstande.tom(
        "Ingen lovværdier svarer til valget",
        f"Der er ingen værdier i {valg['lovaar']} med det område og den status.",
        "Vælg noget andet i filtrene, eller tryk Nulstil.",
    )
    st.stop()

if valg["lovomraade"] == "alle":
    figurer.stablede(
        lovdetalje.dele(raekker),
        beskrivelse=f"Lovværdier i {valg['lovaar']} efter område og status",
    )

noegle = f"{valg['lovaar']}_{valg['lovomraade']}_{valg['lovstatus']}"
viste = udsnit(raekker, noegle=f"side_{noegle}", pr_side=100)
valgt = tabel(
    [lovdetalje.raekke(r) for r in viste],
    [
        Kolonne("navn", "Lovværdi", bredde=246),
        Kolonne("kort", "Værdi", "vaerdi", bredde=100),
        Kolonne("tilstand", "Status", "tilstand", bredde=108),
        Kolonne("kilde", "Kilde", bredde=110),
        Kolonne("bruges", "Bruges i", bredde=148),
        Kolonne("fra", "Fra", "dato", bredde=92),
        Kolonne("til", "Til", "dato", hjaelp="– betyder, at værdien gælder indtil videre.", bredde=92),
    ],
    noegle=f"vaerdier_{noegle}_{st.session_state.get(f'side_{noegle}', 0)}",
    beskrivelse=f"Lovværdier i {valg['lovaar']} med status og kilde",
    vaelg=True,
    linjer=3,
)
if valgt is None:
    st.caption("Klik på en række for at se historik, regel og alternativ.")
    navn = None
else:
    navn = viste[valgt]["parameter"]
    lovdetalje.vis(lovgrundlag.historik(lov, navn))
if maa(bruger, Handling.INDTAST_SATS)[0]:
    lovdetalje.formular(bruger, lov, navn, valg["lovaar"])
