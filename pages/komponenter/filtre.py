"""The filter row under a page's sentence: closed lists, remembered, in the address line, with 'Nulstil'.

Only the parameters that a page declares may stand in the address; a free text, and so a CPR number, cannot.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.komponenter.sider import FANER

_NAESTE = "_naeste_valg"


@dataclass(frozen=True)
class Valg:
    """One filter. navn: key and URL parameter. standard: the default.

    muligheder: what can be chosen, or a function of the filters before it; with one alone it is not drawn.
    """

    navn: str
    titel: str
    muligheder: Sequence[Any] | Callable[[dict[str, Any]], Sequence[Any]]
    standard: Any
    vis: Callable[[Any], str] = str
    bredde: int = 180


def raekke(valg: Sequence[Valg], behold: Collection[str] = ()) -> dict[str, Any]:
    """Draw the filters in one row and return {navn: chosen value}. At least one option in each.

    behold: parameters of the address that are not filters and stay (the page answers for their form). A tab stays too.
    """
    _ryd_adressen({v.navn for v in valg} | FANER | set(behold))
    for navn, vaerdi in st.session_state.pop(_NAESTE, {}).items():
        st.session_state[navn] = vaerdi
    with st.container(horizontal=True, vertical_alignment="bottom", key="filtre"):
        valgte: dict[str, Any] = {}
        for v in valg:
            valgte[v.navn] = _valgt(v, v.muligheder(valgte) if callable(v.muligheder) else v.muligheder)
        aendret = any(valgte[v.navn] != v.standard for v in valg)
        st.button(
            "Nulstil",
            key="filtre_nulstil",
            icon=":material/restart_alt:",
            type="tertiary",
            disabled=not aendret,
            on_click=_nulstil,
            args=(valg,),
        )
    return valgte


def fane(navn: str, titel: str, navne: Mapping[str, str]) -> str:
    """One of a page's tabs, the first unless the address says another: {what stands in a link: what is shown}.

    navn: one of FANER. For a page whose tabs are drawn one at a time; with one alone it is not drawn.
    """
    standard = next(iter(navne))
    if len(navne) == 1:
        return standard
    valg = Valg(navn, titel, list(navne), standard, navne.__getitem__)
    _fra_adressen(valg, {kode: kode for kode in navne})
    if st.session_state.get(navn, standard) not in navne:
        st.session_state[navn] = standard
    valgt = st.segmented_control(
        titel,
        list(navne),
        default=standard,
        format_func=navne.__getitem__,
        key=navn,
        bind="query-params",
        label_visibility="collapsed",
    )
    return str(valgt or standard)


def faner(navn: str, navne: Mapping[str, str]) -> Sequence[Any]:
    """A page's tabs where all are drawn at once, a container each; the open one stands in the address as in `fane`."""
    titler = list(navne.values())
    # Streamlit's tabs are chosen by what they are called, in the session and in the address.
    _fra_adressen(Valg(navn, "", titler, titler[0]), navne)
    if st.session_state.get(navn, titler[0]) not in titler:
        st.session_state[navn] = titler[0]
    return st.tabs(titler, key=navn, bind="query-params")


def skift(**vaerdier: Any) -> None:
    """Choose something in the page's filters, as a click in a table does, and run the page again."""
    st.session_state[_NAESTE] = vaerdier
    st.rerun()


def _valgt(v: Valg, muligheder: Sequence[Any]) -> Any:
    """The filter's value. What another filter has made impossible falls back to the default."""
    if len(muligheder) == 1:
        st.session_state.pop(v.navn, None)
        return muligheder[0]
    _fra_adressen(v, {str(m): m for m in muligheder})
    if st.session_state.get(v.navn, v.standard) not in muligheder:
        st.session_state[v.navn] = v.standard if v.standard in muligheder else muligheder[0]
    return _felt(v, muligheder)


def _fra_adressen(v: Valg, i_link: Mapping[str, Any]) -> None:
    """Streamlit writes an option in the address as it is shown; a link of ours may hold its code: {code: option}.

    Streamlit takes an option that it does not know out of the address, and then F5 would show the default. So the code
    is made what is shown before the field is drawn, in the address and in what Streamlit remembers of it.
    """
    skrevet, ctx = st.query_params.get(v.navn), get_script_run_ctx(suppress_warning=True)
    if skrevet not in i_link or v.vis(i_link[skrevet]) == skrevet or ctx is None:
        return
    with ctx.session_state.query_params() as adresse:
        adresse.set_corrected_value(v.navn, v.vis(i_link[skrevet]), "string_value")
        adresse.set_initial_query_params_from_current()
    st.session_state[v.navn] = i_link[skrevet]


def _felt(v: Valg, muligheder: Sequence[Any]) -> Any:
    return st.selectbox(
        v.titel,
        muligheder,
        index=list(muligheder).index(v.standard) if v.standard in muligheder else 0,
        format_func=v.vis,
        key=v.navn,
        bind="query-params",
        width=v.bredde,
        filter_mode=None,
    )


def _nulstil(valg: Sequence[Valg]) -> None:
    for v in valg:
        st.session_state[v.navn] = v.standard


def _ryd_adressen(tilladte: set[str]) -> None:
    for navn in [n for n in st.query_params if n not in tilladte]:
        del st.query_params[navn]
