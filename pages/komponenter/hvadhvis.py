"""Lovgrundlag, 'Hvad hvis': other limits and rates for a year, and the portfolio as it would be beside the present."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from engine import dansk
from engine.adgang import Bruger
from engine.fejl import HjemtagFejl
from engine.lov.parametre import Lovsamling
from engine.resultater import hvadhvis, lovgrundlag, sdevisning
from engine.resultater.hvadhvis import Hvadhvis
from pages.komponenter import data, figurer, kort, tilstande
from pages.komponenter.figurer import Trin
from pages.komponenter.tabeller import Kolonne, tabel


def vis(bruger: Bruger, lov: Lovsamling, aar: int) -> None:
    """The form and its answer. Nothing here is saved, and nothing can be handed in from it."""
    st.markdown(
        f"Skriv andre beløbsgrænser eller satser for {aar}, og se hele porteføljen flytte sig. Intet gemmes."
    )
    nu = hvadhvis.parametre(lov, aar)
    if data.generation() is None or not nu:
        tilstande.tom(
            f"Der kan ikke regnes for {aar}",
            "Enten er der ikke bygget et lager, eller årets beløbsgrænser mangler.",
            "Vælg et andet år, eller byg lageret først.",
        )
        return
    try:
        nye = _formular(lov, nu, aar)
        svar = data.hvad_hvis(data.kontekst(), bruger, aar, tuple(nye.items()))
    except HjemtagFejl as fejl:
        st.error(str(fejl), icon=":material/error:")
        return
    _svar(svar)


def _formular(lov: Lovsamling, nu: list[tuple[str, Decimal]], aar: int) -> dict[str, Decimal]:
    """The values that differ from those in force."""
    nye = {}
    with st.form(f"hvadhvis_{aar}", border=True):
        felter = st.columns(3)
        for nr, (navn, vaerdi) in enumerate(nu):
            p = lov.parameter(navn)
            vist = lovgrundlag.vis_vaerdi(vaerdi, p.enhed)
            tekst = felter[nr % 3].text_input(
                lovgrundlag.titel(p).removeprefix("Særligt dyre enkeltsager, ").capitalize(),
                placeholder=vist,
                key=f"hvadhvis_{aar}_{navn}",
                help=f"Nu: {vist}. {lovgrundlag.skriveregel(p.enhed)}",
            )
            if tekst.strip():
                laest = lovgrundlag.laes_dansk_vaerdi(navn, tekst)
                if Decimal(str(laest)) != vaerdi:
                    nye[navn] = Decimal(str(laest))
        st.form_submit_button("Regn", type="primary", icon=":material/calculate:")
    return nye


def _svar(svar: Hvadhvis) -> None:
    st.markdown(f"**{svar.saetning}**")
    kort.raekke(
        [
            kort.beloeb("Refusion nu", svar.foer_oere),
            kort.beloeb("Refusion med de nye tal", svar.efter_oere),
            kort.Kort(
                "Forskel",
                dansk.kort_kroner(svar.forskel_oere, fortegn=True),
                dansk.kroner(svar.forskel_oere, oere_vist=True, fortegn=True),
                dansk.aendring(svar.efter_oere, svar.foer_oere),
            ),
        ]
    )
    figurer.vandfald(
        [
            Trin("Refusion nu", svar.foer_oere, er_sum=True),
            *(
                Trin(f"Trin {nr}", efter - foer)
                for nr, (foer, efter) in enumerate(zip(svar.trin_foer, svar.trin_efter, strict=True), start=1)
            ),
            Trin("Med de nye tal", svar.efter_oere, er_sum=True),
        ],
        beskrivelse=f"Refusionen for {svar.aar} nu og med de nye tal, forskellen trin for trin",
    )
    if svar.sager.empty:
        return
    st.subheader(f"De {min(20, len(svar.sager))} sager, der ændrer sig mest")
    tabel(
        [
            r | {"lov": sdevisning.LOVNAVNE.get(r["lov"], r["lov"]), "sagstype": r["sagstype"].capitalize()}
            for r in svar.sager.head(20).to_dict("records")
        ],
        [
            Kolonne("sag_id", "Sag"),
            Kolonne("sagstype", "Type"),
            Kolonne("lov", "Lov"),
            Kolonne("foer_oere", "Nu", "kroner"),
            Kolonne("efter_oere", "Med de nye tal", "kroner"),
            Kolonne("forskel_oere", "Forskel", "kroner"),
        ],
        noegle=f"hvadhvis_sager_{svar.aar}",
        beskrivelse="Sager, hvis refusion ville blive en anden, den største ændring først",
    )
