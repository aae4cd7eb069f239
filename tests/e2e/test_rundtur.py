"""Every role through every page it may open, on the default fictional municipality, recorded.

Nothing is asked of another host, nothing goes wrong in the browser, nothing is empty, and nothing is in English.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from engine.sager.brugere import DEMO_KODEORD
from pages.komponenter.sider import EFTER_NAVN
from tests.e2e.conftest import OPTAGELSER, Server, log_ind, optaget, vent_til_klar
from tests.e2e.dansk import engelske_ord
from tests.test_adgang import FORVENTEDE_SIDER

BRUGERE = {
    "leder": "demo-leder",
    "oekonom": "demo-oekonom-1",
    "sagsbehandler": "demo-sagsbehandler",
    "revisor": "demo-revisor",
    "administrator": "demo-administrator",
    "politiker": "demo-politiker",
    "institutionsleder": "demo-institutionsleder",
}
# Figures, or where there are none yet, a form or a box that says what to do.
INDHOLD = (
    "[data-testid=stTable], [data-testid=stDataFrame], [data-testid=stVegaLiteChart], [data-testid=stDeckGlJsonChart], "
    ".ht-kort, [data-testid=stForm], .ht-boks-tom"
)


@pytest.mark.parametrize("rolle", BRUGERE)
def test_hver_rolle_gennem_sine_sider(rolle: str, egeborg_server: Server, aabn: Callable[..., Any]) -> None:
    sider = [EFTER_NAVN[navn] for navn in FORVENTEDE_SIDER[rolle]]
    side = aabn()
    with optaget(side, f"rundtur-{rolle}"):
        side.goto(f"{egeborg_server.adresse}/{sider[0].fil}")
        log_ind(side, BRUGERE[rolle], DEMO_KODEORD)
        menu = side.get_by_test_id("stSidebarNav")  # not there for who has one page
        for n, en in enumerate(sider):
            if n and en.i_menu:
                menu.get_by_role("link", name=en.titel, exact=True).click()
            elif n:  # opened from a list; by its address it says what to do
                side.goto(f"{egeborg_server.adresse}/{en.fil}")
            side.get_by_role("heading", name=en.titel, exact=True, level=1).wait_for()
            vent_til_klar(side)
            _er_i_orden(side, en.navn)
    with zipfile.ZipFile(OPTAGELSER / f"rundtur-{rolle}.zip") as optagelse:
        assert any(n.endswith((".jpeg", ".png")) for n in optagelse.namelist())


def _er_i_orden(side: Any, navn: str) -> None:
    assert side.locator(".ht-boks-fejl, [data-testid=stException]").all_inner_texts() == [], navn
    hoved = side.locator("[data-testid=stMainBlockContainer]")
    assert side.locator(INDHOLD).count() or " kr." in hoved.inner_text(), navn
    assert engelske_ord(side) == set(), navn
    # The sentence that answers the page's question, or the box that says what to do.
    afsnit = [p for p in hoved.locator("p").all_inner_texts() if " " in p and p.rstrip().endswith(".")]
    assert afsnit, navn
