"""The page Indberetning: figures by hand, two persons to hand in, and what each role may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engine.indstillinger import laes_indstillinger
from engine.resultater import indberetning
from tests.lager_hjaelp import kendt_lager_af
from tests.pages.conftest import html
from tests.resultater.conftest import by

SIDE = Path(__file__).resolve().parents[2] / "pages" / "indberetning.py"
FORELOEBIG = "Foreløbig restafregning 2022"


@pytest.fixture
def egeborg(hjem: Path, tmp_path: Path, nu: datetime) -> None:
    kendt_lager_af(by(), laes_indstillinger(), nu, tmp_path, 'demo = true\ndato = "2022-12-31"\n')


def _side() -> None:
    import runpy

    import streamlit as st

    runpy.run_path(st.session_state["sidefil"])


def aabn() -> Any:
    at = AppTest.from_function(_side, default_timeout=40)
    at.session_state["sidefil"] = str(SIDE)
    at.query_params["opgoerelse"] = FORELOEBIG
    return koer(at)


def koer(at: Any) -> Any:
    at.run()
    assert not at.exception
    return at


def knap(at: Any, navn: str) -> Any:
    return next((k for k in at.button if k.label == navn), None)


def test_to_oekonomer_indberetter_og_siden_viser_det(egeborg, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-oekonom-1")
    at = aabn()
    assert at.markdown[0].value.startswith(
        "I den foreløbige restafregning 2022 kan der anmodes om 217.000 kr., og ingen kontrol er rød."
    )
    assert "Hent kladde (Excel)" in html(at)
    at.text_input[0].input("Gennemgået")
    knap(at, "Frys og send til godkendelse").click()
    koer(at)
    assert "venter på en anden økonoms godkendelse" in at.success[0].value
    assert knap(at, "Godkend og marker som indberettet") is None, "ens egen kan ikke godkendes"
    log_ind("demo-oekonom-2")
    anden = aabn()
    knap(anden, "Godkend og marker som indberettet").click()
    koer(anden)
    (i,) = indberetning.indberettede(laes_indstillinger())
    assert (i.tilstand, i.foreslaaet_af, i.godkendt_af) == ("godkendt", "demo-oekonom-1", "demo-oekonom-2")


@pytest.mark.parametrize(("navn", "kladde"), [("demo-leder", False), ("demo-revisor", True)])
def test_leder_og_revisor_ser_opgoerelsen_men_indberetter_ikke(
    egeborg, log_ind: Callable[[str], str], navn: str, kladde: bool
) -> None:
    log_ind(navn)
    at = aabn()
    assert "217.000 kr." in at.markdown[0].value
    assert ("Hent kladde (Excel)" in html(at)) is kladde
    assert knap(at, "Frys og send til godkendelse") is None
