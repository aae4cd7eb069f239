"""Indtægtsoptimering, 'Regler': publish the choices as a signed file without data; import another's after seeing it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling
from engine.fejl import HjemtagFejl
from engine.resultater import regelskabelon as motor
from engine.resultater import underskrift
from engine.sager import brugervalg
from pages.komponenter import data, hent, tilstande
from pages.komponenter.hent import Fil
from pages.komponenter.tabeller import Kolonne, tabel
from pages.komponenter.tekst import uden_markdown

_FARVE = {motor.NY: "usikker", motor.ANDEN: "usikker", motor.SAMME: "afklaret", motor.UKENDT: "ingen"}


def vis(bruger: Bruger) -> None:
    """For those who may choose rules."""
    st.subheader("Skabeloner")
    st.caption(
        "En skabelon er en underskrevet fil med valgene om reglerne og de visninger, du vælger. Den har ingen data og "
        "ingen borgere, så en anden kommune kan læse den ind."
    )
    with st.expander("Læs en skabelon ind", icon=":material/upload_file:"):
        fil = st.file_uploader("Vælg filen (.json)", type=["json"], key="skabelon_fil")
        if fil is not None:
            try:
                _indlaes(bruger, motor.laes(fil.getvalue()))
            except HjemtagFejl as fejl:
                st.error(str(fejl), icon=":material/error:")
    with st.expander("Udgiv jeres valg som skabelon", icon=":material/ios_share:"):
        _udgiv(bruger)


def _indlaes(bruger: Bruger, s: motor.Skabelon) -> None:
    lager = data.sagslager()
    linjer = motor.forskelle(lager, bruger, s)
    st.markdown(
        f"**{uden_markdown(s.navn)}** fra **{uden_markdown(s.udgiver)}**, {dansk.dato(s.udgivet)}. Underskriften er i "
        f"orden. {dansk.antal(sum(x.kan for x in linjer), 'linje', 'linjer')} ændrer noget her."
    )
    tabel(
        [
            {
                "hvad": x.hvad,
                "foer": x.foer,
                "efter": x.efter,
                "udfald": f"{_FARVE[x.udfald]}:{motor.UDFALDSNAVNE[x.udfald]}",
            }
            for x in linjer
        ],
        [
            Kolonne("hvad", "Hvad"),
            Kolonne("foer", "Nu"),
            Kolonne("efter", "I skabelonen"),
            Kolonne("udfald", "Hvad sker der?", "tilstand"),
        ],
        noegle=f"skabelon_{s.id}",
        beskrivelse="Skabelonens linjer, og hvad de ville ændre her",
    )
    mulige = {x.noegle: x for x in linjer if x.kan}
    if not mulige:
        return
    with st.form(f"skabelon_{s.id}"):
        valgte = st.multiselect(
            "Tag disse", list(mulige), default=list(mulige), format_func=lambda n: mulige[n].hvad
        )
        aftryk = _aftryk(s)
        hvorfor = st.text_input("Hvorfor?", max_chars=400)
        if st.form_submit_button("Indlæs de valgte", type="primary"):
            antal = motor.indlaes(
                lager, bruger, s, [mulige[n] for n in valgte],
                begrundelse=hvorfor, fingeraftryk=aftryk, nu=datetime.now(UTC),
            )  # fmt: skip
            st.success(
                f"{dansk.antal(antal, 'linje er indlæst og virker nu', 'linjer er indlæst og virker nu')}.",
                icon=":material/check_circle:",
            )


def _aftryk(s: motor.Skabelon) -> str:
    if kendt := motor.kendte_udgivere(data.sagslager()).get(s.fingeraftryk):
        st.markdown(
            f"{tilstande.maerke('afklaret:Kendt udgiver')} Tidligere indlæst fra {uden_markdown(kendt)}."
        )
        return ""
    st.markdown(
        f"{tilstande.maerke('usikker:Ny udgiver')} Ring til {uden_markdown(s.udgiver)} på et nummer, du kender i "
        "forvejen, og få udgiverens fingeraftryk læst op. Skriv det her; det skal være det samme som i filen."
    )
    return st.text_input("Fingeraftryk, som det blev læst op", placeholder="8 grupper à 4 tegn")


def _udgiv(bruger: Bruger) -> None:
    ind, lager = data.indstillinger(), data.sagslager()
    navn = st.text_input("Skabelonens navn", placeholder="fx Vores regler 2027", key="skabelon_navn")
    udgiver = st.text_input("Udgiver", placeholder="kommunens navn", key="skabelon_udgiver")
    egne = list(brugervalg.visninger(lager, bruger.navn, "sager"))
    visninger = (
        st.multiselect("Tag dine visninger på Sager med", egne, key="skabelon_visninger") if egne else []
    )
    st.caption(f"Jeres fingeraftryk, som modtageren får læst op: {underskrift.fingeraftryk(ind)}")
    if navn.strip() and udgiver.strip():
        hent.knap(
            bruger,
            "Hent skabelonen",
            Fil(
                "skabelon.json",
                Handling.VAELG_REGLER,
                lambda: motor.udgiv(
                    ind, lager, bruger, visninger, navn=navn, udgiver=udgiver, udgivet=date.today()
                ),
                "skabelon",
                "Udgivelse af regelvalg",
            ),
        )
