"""Lovgrundlag, 'Lovpakker': publish the values confirmed here as a signed file; import another's after seeing it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling
from engine.fejl import HjemtagFejl
from engine.lov.parametre import Lovsamling
from engine.resultater import lovgrundlag, lovpakke
from engine.resultater.lovpakke import LAAST, UDFALDSNAVNE, UKENDT, Aendring, Lovpakke
from pages.komponenter import data, hent, tilstande
from pages.komponenter.hent import Fil
from pages.komponenter.tabeller import Kolonne, tabel
from pages.komponenter.tekst import uden_markdown

_TILSTAND = {lovpakke.NY: "usikker", lovpakke.ANDEN: "usikker", lovpakke.SAMME: "afklaret"}


def vis(bruger: Bruger, lov: Lovsamling) -> None:
    """Import above, publish below; for those who may propose law values."""
    st.markdown(
        "En lovpakke er en underskrevet fil med lovværdier og deres kilder. Den indeholder ingen persondata."
    )
    st.subheader("Indlæs en lovpakke")
    fil = st.file_uploader("Vælg filen (.json, højst 20 MB)", type=["json"], key="lovpakke_fil")
    if fil is not None:
        try:
            _indlaes(bruger, lov, lovpakke.laes(fil.getvalue()))
        except HjemtagFejl as fejl:
            st.error(str(fejl), icon=":material/error:")
    st.subheader("Udgiv en lovpakke")
    _udgiv(bruger, lov)


def _indlaes(bruger: Bruger, lov: Lovsamling, pakke: Lovpakke) -> None:
    lager = data.sagslager()
    aendringer = lovpakke.forhaandsvis(pakke, lov)
    kan = sum(a.kan for a in aendringer)
    kendt = lovpakke.kendte_udgivere(lager).get(pakke.fingeraftryk)
    navn, udgiver = uden_markdown(pakke.navn), uden_markdown(pakke.udgiver)
    st.markdown(
        f"**{navn}** fra **{udgiver}**, {dansk.dato(pakke.udgivet)}. Underskriften er i orden.  \n"
        f"{dansk.antal(len(aendringer), 'værdi', 'værdier')} i pakken; {dansk.tal(kan)} ændrer noget her."
    )
    tabel(
        [_raekke(lov, a) for a in aendringer],
        [
            Kolonne("navn", "Lovværdi"),
            Kolonne("fra", "Fra", "dato"),
            Kolonne("til", "Til", "dato"),
            Kolonne("foer", "Nu", "vaerdi"),
            Kolonne("efter", "I pakken", "vaerdi"),
            Kolonne("tilstand", "Hvad sker der?", "tilstand"),
            Kolonne("kilde", "Kilde"),
        ],
        noegle=f"lovpakke_{pakke.id}",
        beskrivelse="Værdierne i pakken, og hvad de ville ændre her",
    )
    if not kan:
        return
    _virkning(lov, pakke)
    with st.form(f"lovpakke_{pakke.id}"):
        aftryk = "" if kendt else _kontroller(pakke)
        if kendt:
            st.markdown(f"{tilstande.maerke('afklaret:Kendt udgiver')} Tidligere indlæst fra {kendt}.")
        if st.form_submit_button("Foreslå værdierne", type="primary", icon=":material/playlist_add:"):
            numre = lovpakke.indlaes_som(lager, lov, bruger, pakke, fingeraftryk=aftryk, nu=datetime.now(UTC))
            st.success(
                f"{dansk.antal(len(numre), 'forslag er gemt', 'forslag er gemt')}. En anden økonom skal bekræfte.",
                icon=":material/check_circle:",
            )


def _kontroller(pakke: Lovpakke) -> str:
    st.markdown(
        f"{tilstande.maerke('usikker:Ny udgiver')} Ring til {uden_markdown(pakke.udgiver)} på et nummer, du kender "
        "i forvejen, og få udgiverens fingeraftryk læst op. Skriv det her; det skal være det samme som i filen."
    )
    return st.text_input("Fingeraftryk, som det blev læst op", placeholder="8 grupper à 4 tegn")


def _raekke(lov: Lovsamling, a: Aendring) -> dict[str, object]:
    p = lov.parametre.get(a.vaerdi.parameter)
    enhed = p.enhed if p else "tekst"
    tilstand = _TILSTAND.get(a.udfald, "ingen")
    return {
        "navn": lovgrundlag.titel(p) if p else a.vaerdi.parameter,
        "fra": a.vaerdi.fra,
        "til": a.vaerdi.til,
        "foer": lovgrundlag.vis_vaerdi(a.foer, enhed),
        "efter": lovgrundlag.vis_vaerdi(a.vaerdi.vaerdi, enhed),
        "tilstand": f"{tilstand}:{UDFALDSNAVNE[a.udfald]}",
        "kilde": a.grund if a.udfald in (LAAST, UKENDT) else a.vaerdi.kilde,
    }


def _virkning(lov: Lovsamling, pakke: Lovpakke) -> None:
    """What the pack would mean in kroner, year by year."""
    if data.generation() is None:
        return
    foer, efter = data.sde_pr_aar(data.kontekst()), data.sde_under_lov(lovpakke.virkning_lov(pakke, lov))
    forskelle = {a: efter.get(a, 0) - foer.get(a, 0) for a in sorted({*foer, *efter})}
    dele = [f"{a}: {dansk.kroner(f, fortegn=True)}" for a, f in forskelle.items() if f]
    st.markdown(
        "**Hvad det betyder for refusionen:** "
        + (", ".join(dele) if dele else "ingen ændring i de år, der er udgifter for")
        + "."
    )


def _udgiv(bruger: Bruger, lov: Lovsamling) -> None:
    egne = lovpakke.til_udgivelse(lov)
    if not egne:
        st.caption(
            "Her kan de lovværdier udgives, som to personer har bekræftet i Hjemtag. Der er ingen endnu."
        )
        return
    navn = st.text_input("Pakkens navn", placeholder="fx Ministeriets satser 2027", key="lovpakke_navn")
    udgiver = st.text_input("Udgiver", placeholder="kommunens navn", key="lovpakke_udgiver")
    ind = data.indstillinger()
    st.caption(
        f"{dansk.antal(len(egne), 'værdi kommer', 'værdier kommer')} med. Jeres fingeraftryk, som modtageren får "
        f"læst op: {lovpakke.fingeraftryk(ind)}"
    )
    if navn.strip() and udgiver.strip():
        hent.knap(
            bruger,
            "Hent lovpakken",
            Fil(
                "lovpakke.json",
                Handling.EKSPORT_TAL,
                lambda: lovpakke.udgiv(ind, egne, navn=navn, udgiver=udgiver, udgivet=date.today()),
                "lovpakke",
                "Udgivelse af lovværdier",
            ),
        )
