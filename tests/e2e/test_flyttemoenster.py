"""The map of Flyttemønster in a real browser: a click on a place is a choice, in the address line and in the table."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import pytest

from engine.sager.brugere import DEMO_KODEORD
from tests.e2e.conftest import Server, _chromium, log_ind, rolig_boks, start_app, vent_til_klar
from tests.e2e.dansk import engelske_ord

KORT = "[data-testid=stDeckGlJsonChart]"
MIDTE, ZOOM = (11.2, 56.2), 5.4  # where the page puts the map of the country
EGEBORG, ODENSE = (9.8, 57.1), (10.4, 55.4)  # assets/tabeller/kommune.csv
DELT = Path(__file__).resolve().parents[3] / "shared" / "data" / "geo" / "kommuner.geojson"


def _klik(side: Any, sted: tuple[float, float], navn: str) -> None:
    """Click where a longitude and latitude are drawn, until the address line names the place.

    A map that is not drawn yet hears no click, and nothing in the page says when it is.
    """
    for _ in range(5):
        side.locator(KORT).first.scroll_into_view_if_needed()
        boks = rolig_boks(side, KORT)
        (x, y), (mx, my) = _plan(*sted), _plan(*MIDTE)
        sted_x, sted_y = boks["x"] + boks["width"] / 2 + x - mx, boks["y"] + boks["height"] / 2 + y - my
        side.mouse.move(sted_x, sted_y)
        side.wait_for_timeout(300)
        side.mouse.click(sted_x, sted_y)
        if _er_valgt(side, navn):
            break
    vent_til_klar(side)
    assert f"flyttested={navn}" in unquote_plus(side.url)


def _plan(lon: float, lat: float) -> tuple[float, float]:
    """Web Mercator in pixels of the page's map."""
    verden = 512 * 2**ZOOM
    y = math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))
    return verden * lon / 360, -verden * y / (2 * math.pi)


def _er_valgt(side: Any, navn: str) -> bool:
    for _ in range(20):
        if f"flyttested={navn}" in unquote_plus(side.url):
            return True
        side.wait_for_timeout(250)
    return False


def _aabn_kortet(server: Server, side: Any) -> None:
    side.goto(f"{server.adresse}/flyttemoenster")
    log_ind(side, "demo-oekonom-1", DEMO_KODEORD)
    side.locator(KORT).first.wait_for()
    vent_til_klar(side)
    side.wait_for_timeout(1500)  # the map draws itself after the page is still


def test_et_klik_paa_kortet_vaelger_stedet_i_tabellen(
    egeborg_server: Server, aabn: Callable[..., Any]
) -> None:
    side = aabn()
    _aabn_kortet(egeborg_server, side)
    _klik(side, ODENSE, "Odense")
    assert "80 år og derover" in side.locator(".st-key-tabelfelt").inner_text()  # the ages of those who moved
    assert engelske_ord(side) == set()


def test_et_klik_paa_egen_kommune_viser_adresser_og_institutioner(
    egeborg_server: Server, aabn: Callable[..., Any]
) -> None:
    side = aabn()
    _aabn_kortet(egeborg_server, side)
    _klik(side, EGEBORG, "Adresser i Egeborg")
    side.locator(".st-key-tabelfelt [data-testid=stDataFrame]").nth(1).wait_for()
    side.locator(".st-key-kortfelt").get_by_text("Prikkerne er adresser").wait_for()


@pytest.fixture
def med_graenser(egeborg: Path, tmp_path: Path) -> Iterator[Server]:
    """The default municipality with a file of real municipal borders in its settings."""
    _chromium()
    if not DELT.exists():
        pytest.skip("kommunegrænserne i ../shared/data/geo er her ikke")
    hjem = tmp_path / "hjem"
    shutil.copytree(egeborg, hjem)
    with (hjem / "hjemtag.toml").open("a") as fil:
        fil.write(f"kommunepolygoner = {json.dumps(str(DELT))}\n")
    with start_app(hjem) as server:
        yield server


def test_med_kommunens_egne_graenser_kan_der_klikkes_midt_i_en_kommune(
    med_graenser: Server, aabn: Callable[..., Any]
) -> None:
    side = aabn()
    _aabn_kortet(med_graenser, side)
    assert "Klimadatastyrelsen" in side.locator(".st-key-kortfelt").inner_text()
    # in the marsh of Tønder, away from its point and from every curve
    _klik(side, (8.75, 54.95), "Tønder")
