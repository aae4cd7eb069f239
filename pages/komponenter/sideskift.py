"""Long lists in pages, cut on the server: the browser only gets the rows it shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from engine import dansk


def vindue(
    antal: int, *, noegle: str, pr_side: int = 50, ental: str = "række", flertal: str = "rækker"
) -> int:
    """The number of the first row to show. Draws 'forrige' and 'næste' when there are more than one page."""
    sider = max(1, -(-antal // pr_side))
    if sider == 1:
        return 0
    side = min(st.session_state.get(noegle, 0), sider - 1)
    fra = side * pr_side
    with st.container(horizontal=True, vertical_alignment="center", key=f"{noegle}_skift"):
        _knap("Forrige", ":material/chevron_left:", noegle, side - 1, side == 0)
        _knap("Næste", ":material/chevron_right:", noegle, side + 1, side == sider - 1)
        til = min(fra + pr_side, antal)
        st.caption(f"{dansk.tal(fra + 1)}–{dansk.tal(til)} af {dansk.antal(antal, ental, flertal)}")
    return fra


def udsnit(raekker: Sequence[Any], *, noegle: str, pr_side: int = 50) -> Sequence[Any]:
    """The rows of the page that is chosen."""
    fra = vindue(len(raekker), noegle=noegle, pr_side=pr_side)
    return raekker[fra : fra + pr_side]


def _knap(titel: str, ikon: str, noegle: str, side: int, slukket: bool) -> None:
    st.button(
        titel,
        icon=ikon,
        key=f"{noegle}_{titel}",
        disabled=slukket,
        on_click=st.session_state.__setitem__,
        args=(noegle, side),
    )
