"""Every page as one role, run as Streamlit runs it, and everything that it sent to the browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engine.adgang import FORMAAL, SIDER, Rolle
from pages.komponenter.sider import EFTER_NAVN

ROD = Path(__file__).resolve().parents[2]
# Who runs each page: the one who sees most of it.
_MEST = (Rolle.OEKONOM, Rolle.SAGSBEHANDLER, Rolle.REVISOR, Rolle.ADMINISTRATOR, Rolle.LEDER, *Rolle)


class AltGivet(dict[str, str]):
    """As if a purpose had been given for everything: all that can be shown after a purpose is shown."""

    def __init__(self, slags: str) -> None:
        super().__init__()
        self.formaal = FORMAAL[slags][0]

    def __contains__(self, noegle: object) -> bool:
        return True

    def __getitem__(self, noegle: str) -> str:
        return self.formaal

    def get(self, noegle: str, ellers: Any = None) -> Any:
        return self.formaal


def dybe_links(side: str) -> list[dict[str, str]]:
    """The page itself, and the case, family or person that it opens by its address: those with the most on them."""
    from engine.indstillinger import laes_indstillinger
    from engine.resultater import familier, kontekst, sde
    from engine.sager.model import sde_sag_id

    k = kontekst.hent(laes_indstillinger())
    sager = sde.beregn(k).sager.sort_values("brutto_oere", ascending=False)
    person, husstand = (sager[sager["sagstype"] == art].iloc[0] for art in ("person", "husstand"))
    sagerne = [{"sag": str(s["sag_id"]), "sagsaar": str(s["aar"])} for s in (person, husstand)]
    den_ene = str(person["medlemmer"][0])
    flere = {
        "saerligt_dyre": sagerne,
        "sager": [{"sag": sde_sag_id(str(person["sag_id"]), int(person["aar"]))}],
        "sag": [{"sag": sde_sag_id(str(person["sag_id"]), int(person["aar"]))}],
        "borger": [{"borger": den_ene}],
        "dyreste_familier": [{"familie": familier.familie_id(k, den_ene), "familieaar": str(person["aar"])}],
    }
    return [{}, *flere.get(side, [])]


def rolle_for(side: str) -> Rolle:
    return next(r for r in _MEST if r in SIDER[side])


def _koer() -> None:
    """The page run from a script that lies elsewhere, so that it can be run more than once."""
    import runpy

    import streamlit as st

    runpy.run_path(st.session_state["sidefil"])


def koer(side: str, token: str, monkeypatch: pytest.MonkeyPatch, /, **parametre: str) -> Any:
    """The page after one run, with that session."""
    from pages.komponenter import adgang

    monkeypatch.setattr(adgang, "laes_token", lambda: token)
    at = AppTest.from_function(_koer, default_timeout=120)
    at.session_state["sidefil"] = str(ROD / "pages" / f"{EFTER_NAVN[side].fil}.py")
    at.session_state["formaal"] = AltGivet("person")
    at.session_state["borger_formaal_givet"] = AltGivet("borger")
    for navn, vaerdi in parametre.items():
        at.query_params[navn] = vaerdi
    return at.run()


def elementer(at: Any) -> Iterator[Any]:
    """The protobuf message of every element on the page and in the sidebar."""
    for del_ in (at.main, at.sidebar):
        yield from (element.proto for element in del_ if element.proto is not None)


def sendt(at: Any) -> str:
    """Everything that was sent, as text: what stands in tables too."""
    return "\n".join(e.SerializeToString().decode("utf-8", errors="ignore") for e in elementer(at))
