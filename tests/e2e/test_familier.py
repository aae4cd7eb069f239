"""A household decided by an økonom in a real browser, seen by a revisor, and undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from engine.indstillinger import Indstillinger
from engine.resultater import kontekst, sde
from engine.sager.brugere import DEMO_KODEORD
from engine.sager.log import efterproev
from tests.e2e.conftest import Server, _chromium, lav_hjem, log_ind, start_app, vent_til_klar
from tests.e2e.dansk import engelske_ord
from tests.lager_hjaelp import Tabeller, adresse, lager_af, person, postering, relation

MOR, FAR, BARN, FARS = "6503820003", "6504830001", "6504120005", "6506140001"
KONTO = {"konto": "5282010000000147", "paragraf": "52"}
UDEN, MED = "og den giver 0 kr. i refusion.", "og den giver 135.000 kr. i refusion."


def by() -> Tabeller:
    """An unmarried couple, their child and his: apart nothing, together 12 × 25 % × 45.000 = 135.000 in 2022."""
    return {
        "person": [
            person(MOR, "1982-03-05", navn="Mona Morprøve"),
            person(FAR, "1983-04-05", navn="Frede Farprøve"),
            person(BARN, "2012-04-05", navn="Bo Børneprøve"),
            person(FARS, "2014-06-05", navn="Ida Børneprøve"),
        ],
        "adresse": [adresse(c, "2") for c in (MOR, FAR, BARN, FARS)],
        "relation": [relation(BARN, MOR), relation(BARN, FAR, "far"), relation(FARS, FAR, "far")],
        "postering": [
            postering(c, "700000.00", "2022-01-01", "2022-12-31", bilagsnr=f"B{n}", **KONTO)
            for n, c in enumerate((BARN, FARS))
        ],
    }


def _ind(hjem: Path) -> Indstillinger:
    return Indstillinger(hjem=hjem, kommune="0998", database_url=f"sqlite:///{hjem / 'sager.db'}")


@pytest.fixture(scope="module")
def by_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    _chromium()
    mappe = tmp_path_factory.mktemp("familieby")
    hjem = lav_hjem(mappe)
    lager_af(by(), _ind(hjem), datetime.now(UTC), mappe, "demo = true\n")
    with start_app(hjem) as server:
        yield server


def _refusion(hjem: Path) -> int:
    return int(sde.beregn(kontekst.hent(_ind(hjem)), 2022).sager["refusion"].sum())


def _aabn_husstanden(server: Server, side: Any, navn: str) -> None:
    """Sign in, open the first household of the list, and give a purpose."""
    side.goto(f"{server.adresse}/familier?aar=2022")
    log_ind(side, navn, DEMO_KODEORD)
    side.get_by_text("har udgifter i 2022.").wait_for()
    gitter = side.locator("[data-testid=stDataFrame]").first
    gitter.wait_for()
    for _ in range(8):
        side.wait_for_timeout(800)
        if side.get_by_text("Familien viser navne, fødselsdatoer og udgifter.").count():
            break
        if boks := gitter.bounding_box():
            side.mouse.click(boks["x"] + 120, boks["y"] + 54)
            side.wait_for_timeout(1500)
    assert side.get_by_text("Børneprøve").count() == 0
    side.get_by_role("combobox").first.click()
    side.get_by_role("option", name="Kontrol af refusion").click()
    side.get_by_role("button", name="Vis", exact=True).click()
    side.get_by_role("heading", name="Hvem hører til hvornår").wait_for()
    vent_til_klar(side)
    assert BARN not in side.content()
    assert BARN not in side.url


def test_en_oekonom_bekraefter_samliv_revisor_ser_det_og_det_fortrydes(
    by_server: Server, aabn: Callable[..., Any]
) -> None:
    side = aabn(viewport={"width": 1440, "height": 2600})
    _aabn_husstanden(by_server, side, "demo-oekonom-1")
    side.get_by_text(UDEN).wait_for()
    assert engelske_ord(side) == set()
    assert _refusion(by_server.hjem) == 0
    side.get_by_text("De to er samlevende: én husstand (hos").locator("visible=true").last.click()
    side.get_by_label("Begrundelse").first.fill("Bekræftet i samtale")
    side.get_by_role("button", name="Gem svaret").click()
    side.get_by_text(MED).wait_for()
    assert _refusion(by_server.hjem) == 13_500_000

    revisor = aabn(viewport={"width": 390, "height": 2600}, color_scheme="dark")
    _aabn_husstanden(by_server, revisor, "demo-revisor")
    revisor.get_by_text(MED).wait_for()
    revisor.get_by_text("Rollen revisor må ikke vælge husstand for et barn.").wait_for()
    assert revisor.get_by_role("button", name="Fortryd").count() == 0
    bredde = revisor.evaluate("document.documentElement.scrollWidth")
    assert bredde <= 390

    side.get_by_role("button", name="Fortryd").click()
    side.get_by_text(UDEN).wait_for()
    assert _refusion(by_server.hjem) == 0
    lager = kontekst.sagslager(_ind(by_server.hjem).database_url)
    assert efterproev(lager)[0]
    assert {r.begrundelse for r in lager.rettelser()} == {"Bekræftet i samtale"}


def test_en_anden_gruppering_vises_i_kroner_foer_den_gemmes(
    by_server: Server, aabn: Callable[..., Any]
) -> None:
    side = aabn(viewport={"width": 1440, "height": 2600})
    _aabn_husstanden(by_server, side, "demo-sagsbehandler")
    side.get_by_role("combobox", name="Hvem").click()
    side.get_by_role("option", name="Bo Børneprøve").click()
    side.keyboard.press("Escape")
    side.get_by_role("combobox", name="Hører til").click()
    side.get_by_role("option", name="Hos Frede Farprøve (05.04.1983)", exact=True).click()
    side.get_by_text("for de sager, valget rører.").wait_for()
    vent_til_klar(side)
    assert _refusion(by_server.hjem) == 0
    side.get_by_placeholder("Fx: bor hos faderen siden marts, se journal").fill("Bor hos faderen")
    side.get_by_role("button", name="Gem valget").click()
    side.get_by_text(MED).wait_for()
    assert _refusion(by_server.hjem) == 13_500_000
