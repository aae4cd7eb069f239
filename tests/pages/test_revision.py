"""The page Revision: the auditor draws, ticks and signs; a finance consultant only looks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engine.indstillinger import laes_indstillinger
from engine.resultater import revision
from tests.lager_hjaelp import kopi_af, lager_af
from tests.pages.conftest import html
from tests.resultater.conftest import by

SIDE = Path(__file__).resolve().parents[2] / "pages" / "revision.py"


@pytest.fixture(scope="module")
def demoby(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from datetime import UTC, datetime

    from engine.indstillinger import Indstillinger

    mappe = tmp_path_factory.mktemp("demoby")
    ind = Indstillinger(hjem=mappe / "hjem", kommune="0998", database_url=f"sqlite:///{mappe / 's.db'}")
    lager_af(by(), ind, datetime(2026, 1, 15, tzinfo=UTC), mappe, 'demo = true\ndato = "2022-12-31"\n')
    return mappe / "hjem"


@pytest.fixture
def egeborg(hjem: Path, demoby: Path) -> None:
    kopi_af(demoby, hjem)


def _side() -> None:
    import runpy

    import streamlit as st

    runpy.run_path(st.session_state["sidefil"])


def aabn() -> Any:
    at = AppTest.from_function(_side, default_timeout=40)
    at.session_state["sidefil"] = str(SIDE)
    at.query_params["revisionsaar"] = "2022"
    return koer(at)


def koer(at: Any) -> Any:
    at.run()
    assert not at.exception
    return at


def knap(at: Any, navn: str) -> Any:
    return next((k for k in at.button if k.label == navn), None)


def test_revisor_traekker_og_stikproeven_staar_paa_siden(egeborg, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-revisor")
    at = aabn()
    assert at.markdown[0].value == "Der er ikke trukket en stikprøve for 2022 endnu."
    knap(at, "Træk stikprøven").click()
    koer(at)
    assert at.success[0].value == "2 sager er trukket for 2022."
    assert "0 af 2" in html(at)
    assert "Hent hele stikprøven (zip)" in html(at)
    assert len(revision.revision(laes_indstillinger(), 2022).sager) == 2


def test_oekonomen_ser_revisionen_men_kan_intet_trykke_paa(egeborg, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-oekonom-1")
    at = aabn()
    assert "Revisor har ikke trukket en stikprøve" in html(at)
    assert knap(at, "Træk stikprøven") is None
