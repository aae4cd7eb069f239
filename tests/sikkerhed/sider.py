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

    def __contains__(self, noegle: object) -> bool:
        return True

    def __getitem__(self, noegle: str) -> str:
        return FORMAAL["person"][0]


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
    at.session_state["formaal"] = AltGivet()
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
