"""Corrections that wait for another person: what they would do, and 'Godkend' and 'Afvis' for those who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from engine import dansk
from engine.adgang import Bruger
from engine.fejl import HjemtagFejl
from engine.resultater import rettelser, sde
from engine.resultater.rettelser import Ventende
from engine.resultater.sde import Kontekst
from engine.sager.model import FORTRYD, Rettelse
from engine.sager.periodevalg import er_regelnoegle
from pages.komponenter import data, tilstande
from pages.komponenter.tekst import uden_markdown

_BESKED = "godkendelse_besked"


def antal(ventende: list[Ventende]) -> str:
    """'2 rettelser venter på en anden persons godkendelse', '' for none."""
    if not ventende:
        return ""
    return f"{dansk.antal(len(ventende), 'rettelse', 'rettelser')} venter på en anden persons godkendelse"


def liste(k: Kontekst, bruger: Bruger, aabn: Callable[[int, str], None]) -> None:
    """On the list of cases: what waits, with a way to its case."""
    _vis_besked()
    ventende = data.sde_ventende(k, bruger)
    if not ventende:
        return
    with st.expander(antal(ventende), icon=":material/approval_delegation:", expanded=False):
        for v in ventende:
            _linje(v)
            if v.aar and v.sag_id and st.button("Åbn sagen", key=f"aabn_forslag_{v.nr}"):
                aabn(v.aar, v.sag_id)


def paa_sagen(k: Kontekst, bruger: Bruger, sag_id: str, er_med: Callable[[Ventende], bool]) -> None:
    """On an opened case: what waits on its postings, with the effect and the two buttons."""
    _vis_besked()
    for v in data.sde_ventende(k, bruger):
        if v.sag_id == sag_id or er_med(v):
            _forslag(k, bruger, v)


def regler(k: Kontekst, bruger: Bruger) -> None:
    """On Periodisering: the text rules that wait, with the effect and the two buttons."""
    _vis_besked()
    for v in data.sde_ventende(k, bruger):
        if er_regelnoegle(v.noegle):
            st.markdown(f"Tekster som **{uden_markdown(v.noegle['skabelon'] or '(uden tekst)')}**")
            _forslag(k, bruger, v)


def _vis_besked() -> None:
    if besked := st.session_state.pop(_BESKED, ""):
        st.success(besked, icon=":material/check_circle:")


def _linje(v: Ventende) -> None:
    frist = f"  \nKan godkendes indtil {dansk.tidspunkt(v.udloeber)}." if v.udloeber else ""
    st.markdown(
        f"{tilstande.maerke('usikker', 'Venter')} **{uden_markdown(v.hvad)}**  \n"
        f"Foreslået af {uden_markdown(v.foreslaaet_af)} {dansk.tidspunkt(v.tid)}: "
        f"{uden_markdown(v.begrundelse)}{frist}"
    )


def _forslag(k: Kontekst, bruger: Bruger, v: Ventende) -> None:
    with st.container(border=True, key=f"forslag_{v.nr}"):
        _linje(v)
        if v.type != FORTRYD:
            _virkning(k, v)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            if not v.eget and st.button(
                "Godkend",
                key=f"godkend_{v.nr}",
                type="primary",
                icon=":material/check:",
                disabled=not v.kan_godkendes,
                help=v.hvorfor_ikke or None,
            ):
                _goer(lambda nu: _godkend(bruger, v, nu))
            with st.popover("Træk tilbage" if v.eget else "Afvis", icon=":material/undo:"):
                hvorfor = st.text_input("Begrundelse", key=f"afvis_hvorfor_{v.nr}", max_chars=400)
                if st.button("Træk forslaget tilbage" if v.eget else "Afvis forslaget", key=f"afvis_{v.nr}"):
                    _goer(lambda nu: _afvis(bruger, v, hvorfor, nu))
        if v.hvorfor_ikke:
            st.caption(v.hvorfor_ikke)


def _virkning(k: Kontekst, v: Ventende) -> None:
    try:
        virkning = sde.virkning_af(k, [Rettelse(0, v.type, v.noegle, v.nyt, "", "")])
    except HjemtagFejl as fejl:
        st.markdown(f"{tilstande.maerke('usikker', 'Kan ikke regnes')} {uden_markdown(str(fejl))}")
        return
    st.markdown(f"Refusionen ændres med **{dansk.kroner(virkning.forskel_oere, fortegn=True)}**")


def _godkend(bruger: Bruger, v: Ventende, nu: datetime) -> str:
    rettelser.godkend_som(data.indstillinger(), bruger, v.nr, nu)
    return f"Godkendt: {v.hvad}. Tallene er regnet om."


def _afvis(bruger: Bruger, v: Ventende, hvorfor: str, nu: datetime) -> str:
    rettelser.afvis_som(data.indstillinger(), bruger, v.nr, hvorfor, nu)
    return f"Forslag nr. {v.nr} er {'trukket tilbage' if v.eget else 'afvist'}. Intet er ændret."


def _goer(handling: Callable[[datetime], str]) -> None:
    """Do it and show the page anew with what was done, or say why not."""
    try:
        besked = handling(datetime.now(UTC))
    except HjemtagFejl as fejl:
        st.error(str(fejl), icon=":material/error:")
    else:
        st.session_state[_BESKED] = besked
        st.rerun()
