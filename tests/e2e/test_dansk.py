"""Where Streamlit speaks for itself it speaks Danish: the grid's menu, and what is said when the server is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from engine.sager.brugere import DEMO_KODEORD
from tests.e2e.conftest import Server, _chromium, lav_hjem, log_ind, rolig_boks, start_app, vent_til_klar
from tests.e2e.dansk import engelske_ord
from tests.e2e.test_rettelse import _ind, by
from tests.lager_hjaelp import lager_af


@pytest.fixture(scope="module")
def proces(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    _chromium()
    mappe = tmp_path_factory.mktemp("dansk")
    hjem = lav_hjem(mappe)
    lager_af(by(), _ind(hjem), datetime.now(UTC), mappe, "demo = true\n")
    with start_app(hjem) as server:
        yield server


GITTER = "[data-testid=stDataFrame]"
# Asked in one breath: between a look for the grid and a look at where it stands, it may be taken away.
_BOKS = "hvad => document.querySelector(hvad)?.getClientRects()[0]?.toJSON()"


def _aabn_kolonnemenu(side: Any, forfra: Callable[[], None]) -> Any:
    """Click along the header until the menu opens: its button is drawn on a canvas and has no element.

    A slow machine opens the menu late, and a chart above the grid may move it between a look and a click, so that the
    click opens a case: where the grid stands is read before each click. When a case was opened, or the grid is on its
    way out (it is there and has no box), the list is opened again.
    """
    menu = side.get_by_test_id("stDataFrameColumnMenu")
    for tid in (250, 500, 1000, 2000):
        rolig_boks(side, GITTER)
        for bredde in range(120, 400, 12):
            boks = side.evaluate(_BOKS, GITTER)
            if not boks or "&sag=" in side.url:
                forfra()
                boks = rolig_boks(side, GITTER)
            side.mouse.move(boks["x"] + bredde, boks["y"] + 17)
            side.wait_for_timeout(100)
            side.mouse.click(boks["x"] + bredde, boks["y"] + 17)
            side.wait_for_timeout(tid)
            if menu.count():
                return menu
    return menu


def test_gitterets_menu_er_dansk_og_viser_ikke_tal_i_oere(proces: Server, aabn: Callable[..., Any]) -> None:
    side = aabn(viewport={"width": 1440, "height": 2400})
    side.goto(proces.adresse)
    log_ind(side, "demo-oekonom-1", DEMO_KODEORD)
    side.get_by_role("button", name="Log ind", exact=True).wait_for(state="detached")

    def aabn_listen() -> None:
        side.goto(f"{proces.adresse}/saerligt_dyre_enkeltsager?aar=2022")
        side.locator(GITTER).first.wait_for()
        vent_til_klar(side)

    aabn_listen()
    menu = _aabn_kolonnemenu(side, aabn_listen)
    punkter = [p.split("\n")[-1] for p in menu.get_by_role("menuitem").all_inner_texts()]
    assert [p for p in punkter if p] == [
        "Sortér stigende",
        "Sortér faldende",
        "Tilpas bredden",
        "Fastgør kolonnen",
        "Skjul kolonnen",
    ]
    assert engelske_ord(side) == set()


def test_naar_serveren_er_vaek_staar_der_paa_dansk_hvad_der_skal_goeres(browser: Any, tmp_path: Path) -> None:
    kontekst = browser.new_context(locale="da-DK")
    side = kontekst.new_page()
    with start_app(lav_hjem(tmp_path)) as server:
        side.goto(server.adresse)
        side.get_by_label("Brugernavn").wait_for()
    side.get_by_text("Hjemtag svarer ikke. Vent et øjeblik").wait_for(timeout=30_000)
    assert engelske_ord(side) == set()
    kontekst.close()
