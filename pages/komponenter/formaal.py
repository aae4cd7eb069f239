"""The purpose of a look at a person: asked for once per case and session, and written in the log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st

from engine.adgang import FORMAAL, Bruger
from engine.sager.log import Loglinje, skriv_loglinjer
from pages.komponenter import data


def kraev(bruger: Bruger, genstand: str, hvad: str, personer: Sequence[str] = ()) -> str:
    """The purpose given for `genstand` in this session; without one, ask and stop the run.

    genstand: an id without CPR, as it stands in the log. hvad: what will be shown, as a sentence.
    personer: person keys, one log line each (or one line for none).
    """
    if not er_givet(genstand):
        spoerg(bruger, genstand, hvad, personer)
        st.stop()
    return str(st.session_state["formaal"][genstand])


def spoerg(bruger: Bruger, genstand: str, hvad: str, personer: Sequence[str] = ()) -> None:
    """The form that asks; an answer is logged and the page run again."""
    with st.form(f"formaal_{genstand}", width=560):
        st.markdown(f"**Hvad er formålet?** {hvad} Opslaget skrives i loggen.")
        valgt = st.selectbox(
            "Formål", FORMAAL["person"], index=None, placeholder="Vælg et formål", filter_mode=None
        )
        if st.form_submit_button("Vis", type="primary") and valgt:
            linjer = [Loglinje(bruger.navn, "se_person", genstand, p, valgt) for p in personer or [None]]
            skriv_loglinjer(data.sagslager(), linjer, datetime.now(UTC))
            st.session_state.setdefault("formaal", {})[genstand] = valgt
            st.rerun()


def er_givet(genstand: str) -> bool:
    """Whether a purpose has been given for this in the session."""
    return genstand in st.session_state.get("formaal", {})


def noter(bruger: Bruger, genstand: str, personer: Sequence[str]) -> None:
    """Log the persons shown under a purpose already given for `genstand`; each once in a session."""
    vist = st.session_state.setdefault("formaal_vist", {}).setdefault(genstand, set())
    nye = [p for p in dict.fromkeys(personer) if p not in vist]
    if nye:
        formaal = str(st.session_state["formaal"][genstand])
        linjer = [Loglinje(bruger.navn, "se_person", genstand, p, formaal) for p in nye]
        skriv_loglinjer(data.sagslager(), linjer, datetime.now(UTC))
        vist.update(nye)
