"""The pages under Mellemkommunalt as each role meets them, on one small town built once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engine.indstillinger import Indstillinger
from tests.lager_hjaelp import lager_af
from tests.pages.conftest import ROD, html
from tests.resultater.kravby import by

NU = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)
NAVN = "Prøve 0001"


@pytest.fixture(scope="module")
def bygget(tmp_path_factory: pytest.TempPathFactory) -> Path:
    mappe = tmp_path_factory.mktemp("kravby")
    ind = Indstillinger(hjem=mappe / "hjem", kommune="0860", database_url=f"sqlite:///{mappe / 'sager.db'}")
    ind.hjem.mkdir()
    lager_af(by(), ind, NU, mappe, "dato = 2025-12-31\ndemo = true\n")
    return ind.hjem


@pytest.fixture
def town(bygget: Path, hjem: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HJEMTAG_KOMMUNE", "0860")
    for mappe in ("generationer", "landing", "hemmeligheder"):
        shutil.copytree(bygget / mappe, hjem / mappe)
    return hjem


def side(navn: str, **tilstand: Any) -> Any:
    at = AppTest.from_file(str(ROD / "pages" / f"{navn}.py"), default_timeout=30)
    for noegle, vaerdi in tilstand.items():
        at.session_state[noegle] = vaerdi
    at.run()
    assert not at.exception
    return at


def tekst(at: Any) -> str:
    return " ".join([*(m.value for m in at.markdown), *(c.value for c in at.caption), html(at)])


def test_indtaegtsoptimering_siger_hvad_vi_kan_hente_og_viser_fundene(
    town: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-oekonom-1")
    at = side("indtaegtsoptimering")
    assert "Vi kan hente" in at.markdown[0].value
    assert NAVN not in tekst(at)
    assert "Person 1" in set(at.dataframe[0].value["Borger"])
    med = side("indtaegtsoptimering", formaal={"indtaegtsoptimering-liste": "Kontrol af refusion"})
    assert any(NAVN in v for v in med.dataframe[0].value["Borger"])


def test_indtaegtsoptimering_viser_lederen_summer_og_ingen_borgere(
    town: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-leder")
    at = side("indtaegtsoptimering")
    assert len(at.dataframe) == 0
    assert "enkelte borgere kunne genkendes" in at.markdown[0].value
