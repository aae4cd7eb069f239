"""Analyse's saved templates: open, save, rename, delete and bring back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from engine.adgang import Bruger, Handling, maa
from engine.fejl import HjemtagFejl
from engine.resultater import analyse as motor
from engine.resultater.analyse import Valg
from engine.sager import analyseskabeloner as lager
from engine.sager.analyseskabeloner import Skabelon
from engine.sager.model import dansk_tid
from pages.komponenter import data, filtre
from pages.komponenter.tekst import uden_markdown

_BESKED, _FEJL, _SLETTET, _NR = "analyse_besked", "analyse_fejl", "analyse_slettet", "analyse_boks"


def raekke(bruger: Bruger, valg: Valg) -> None:
    """The line under the choices: templates to open, and 'Gem som skabelon' for those who may."""
    _beskeder(bruger)
    alle = lager.liste(data.sagslager(), bruger)
    nr = st.session_state.get(_NR, 0)  # a new key shuts the box that did its work
    with st.container(horizontal=True, key="analyseskabeloner"):
        with st.popover("Skabeloner", icon=":material/bookmarks:", key=f"analyse_liste_{nr}"):
            _liste(bruger, alle)
        if maa(bruger, Handling.GEM_SKABELON)[0]:
            with st.popover("Gem som skabelon", icon=":material/bookmark_add:", key=f"analyse_gem_{nr}"):
                _gem(bruger, valg)


def _beskeder(bruger: Bruger) -> None:
    if tekst := st.session_state.pop(_BESKED, None):
        st.success(tekst)
    if tekst := st.session_state.pop(_FEJL, None):
        st.warning(tekst)
    slettet = st.session_state.get(_SLETTET)
    if slettet and st.button("Fortryd sletningen", icon=":material/undo:", key="analyse_fortryd"):
        st.session_state[_SLETTET] = None
        _udfoer(lambda nu: lager.gendan(data.sagslager(), bruger, slettet, nu), "Skabelonen er tilbage.")


def _gem(bruger: Bruger, valg: Valg) -> None:
    with st.form("analyse_gemform", border=False):
        navn = st.text_input("Navn", max_chars=lager.NAVN_MAX, key="analyse_navn")
        delt = st.toggle("Del med hele kommunen", value=True, key="analyse_delt")
        st.caption("Der gemmes kun, hvad du har valgt, ingen tal. De regnes, hver gang den åbnes.")
        if st.form_submit_button("Gem", type="primary"):
            _udfoer(
                lambda nu: lager.gem(data.sagslager(), bruger, navn, asdict(valg), delt=delt, nu=nu),
                f"Skabelonen '{navn.strip()}' er gemt.",
            )


def _liste(bruger: Bruger, alle: list[Skabelon]) -> None:
    if not alle:
        st.caption("Her kommer de skabeloner, du og kommunen gemmer.")
    kan_rette = maa(bruger, Handling.GEM_SKABELON)[0]
    for s in alle:
        with st.container(horizontal=True, vertical_alignment="center", key=f"skabelon_{s.id}"):
            if st.button(s.navn, key=f"aabn_{s.id}", type="tertiary", icon=":material/bookmark:"):
                _aabn(s)
            if kan_rette and st.button("", key=f"slet_{s.id}", icon=":material/delete:", help="Slet"):
                st.session_state[_SLETTET] = s.id
                _udfoer(
                    lambda nu, s=s: lager.slet(data.sagslager(), bruger, s.id, nu),
                    f"Skabelonen '{s.navn}' er slettet.",
                )
        hvem = "Kommunens" if s.delt else "Kun din"
        st.caption(f"{hvem}. Gemt af {uden_markdown(s.aendret_af)} {dansk_tid(s.tid)}.")
    if kan_rette and alle:
        _omdoeb(bruger, alle)


def _omdoeb(bruger: Bruger, alle: list[Skabelon]) -> None:
    efter_id = {s.id: s for s in alle}
    with st.form("analyse_omdoebform", border=False):
        hvilken = st.selectbox(
            "Omdøb",
            list(efter_id),
            format_func=lambda i: efter_id[i].navn,
            key="analyse_omdoeb",
            filter_mode=None,
        )
        navn = st.text_input("Nyt navn", max_chars=lager.NAVN_MAX, key="analyse_nyt_navn")
        if st.form_submit_button("Omdøb"):
            _udfoer(
                lambda nu: lager.omdoeb(data.sagslager(), bruger, str(hvilken), navn, nu),
                f"Skabelonen hedder nu '{navn.strip()}'.",
            )


def _aabn(s: Skabelon) -> None:
    """Put what the template chose in the filters; what this version does not know is said in words."""
    valg = Valg(**s.valg)
    st.session_state[_NR] = st.session_state.get(_NR, 0) + 1
    try:
        motor.proev(valg)
    except motor.UgyldigtValg as fejl:
        st.session_state[_FEJL] = f"Skabelonen '{s.navn}' kan ikke åbnes. {fejl}"
        st.rerun()
    filtre.skift(maal=valg.maal, opdelt=valg.raekke, og=valg.kolonne, aar=valg.aar, omraade=valg.omraade)


def _udfoer(goer: Callable[[datetime], Any], besked: str) -> None:
    try:
        goer(datetime.now(UTC))
    except HjemtagFejl as fejl:
        st.error(str(fejl))
        return
    st.session_state[_BESKED] = besked
    st.session_state[_NR] = st.session_state.get(_NR, 0) + 1
    st.rerun()
