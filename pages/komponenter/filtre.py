"""The filter row under a page's sentence: closed lists, remembered, in the address line, with 'Nulstil'.

Only the parameters that a page declares may stand in the address; a free text, and so a CPR number, cannot.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException

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

    behold: parameters of the address that are not filters and stay (the page answers for their form).
    """
    _ryd_adressen({v.navn for v in valg} | set(behold))
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
    """One of a page's tabs, the first unless the address says another: {what stands in a link: what is shown}."""
    standard = next(iter(navne))
    valg = Valg(navn, titel, list(navne), standard, navne.__getitem__)
    _fra_adressen(valg, valg.muligheder)  # type: ignore[arg-type]
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


def skift(**vaerdier: Any) -> None:
    """Choose something in the page's filters, as a click in a table does, and run the page again."""
    st.session_state[_NAESTE] = vaerdier
    st.rerun()


def _valgt(v: Valg, muligheder: Sequence[Any]) -> Any:
    """The filter's value. What another filter has made impossible falls back to the default."""
    if len(muligheder) == 1:
        st.session_state.pop(v.navn, None)
        return muligheder[0]
    _fra_adressen(v, muligheder)
    if st.session_state.get(v.navn, v.standard) not in muligheder:
        st.session_state[v.navn] = v.standard if v.standard in muligheder else muligheder[0]
    return _felt(v, muligheder)


def _fra_adressen(v: Valg, muligheder: Sequence[Any]) -> None:
    """Streamlit writes an option in the address as it is shown; a link of ours may hold the option itself."""
    skrevet = st.query_params.get(v.navn)
    if v.navn in st.session_state or skrevet is None:
        return
    for mulighed in muligheder:
        if str(mulighed) == skrevet and v.vis(mulighed) != skrevet:
            with suppress(StreamlitAPIException):  # the parameter is a widget's already, and then it is right
                st.query_params[v.navn] = v.vis(mulighed)
            st.session_state[v.navn] = mulighed


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
