"""The filter row under a page's sentence: closed lists, remembered, in the address line, with 'Nulstil'.

Only the parameters that a page declares may stand in the address; a free text, and so a CPR number, cannot.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st


@dataclass(frozen=True)
class Valg:
    """One filter. navn: key and URL parameter. muligheder: what can be chosen. standard: the default."""

    navn: str
    titel: str
    muligheder: Sequence[Any]
    standard: Any
    vis: Callable[[Any], str] = str
    bredde: int = 180


def raekke(valg: Sequence[Valg], behold: Collection[str] = ()) -> dict[str, Any]:
    """Draw the filters in one row and return {navn: chosen value}. At least one option in each.

    behold: parameters of the address that are not filters and stay (the page answers for their form).
    """
    _ryd_adressen({v.navn for v in valg} | set(behold))
    with st.container(horizontal=True, vertical_alignment="bottom", key="filtre"):
        valgte = {v.navn: _felt(v) for v in valg}
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


def _felt(v: Valg) -> Any:
    return st.selectbox(
        v.titel,
        v.muligheder,
        index=list(v.muligheder).index(v.standard),
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
