"""One krone of refund followed to its posting, and corrected, by an økonom in a real browser."""

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
from tests.e2e.conftest import Server, _chromium, lav_hjem, log_ind, start_app
from tests.e2e.dansk import engelske_ord
from tests.lager_hjaelp import Tabeller, adresse, lager_af, person, postering

CPR = "6505800001"
SDE = "/saerligt_dyre_enkeltsager"


def by() -> Tabeller:
    """A quarter's bill booked on March alone, beside a steady month."""
    return {
        "person": [person(CPR, "1980-05-05", navn="Anna Voksenprøve")],
        "adresse": [adresse(CPR, "1")],
        "postering": [
            postering(
                CPR,
                "300000.00",
                "2022-03-01",
                "2022-03-31",
                bilagsnr="KVARTAL",
                tekst="Botilbud jan-mar 2022",
            ),
            postering(CPR, "20000.00", "2022-05-01", "2022-05-31", bilagsnr="MAJ", tekst="Støtte maj 2022"),
        ],
    }


@pytest.fixture(scope="module")
def by_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    _chromium()
    mappe = tmp_path_factory.mktemp("by")
    hjem = lav_hjem(mappe)
    _graense(hjem, 1_000_000)
    lager_af(by(), _ind(hjem), datetime.now(UTC), mappe, "demo = true\n")
    with start_app(hjem) as server:
        yield server


def _ind(hjem: Path) -> Indstillinger:
    return Indstillinger(hjem=hjem, kommune="0998", database_url=f"sqlite:///{hjem / 'sager.db'}")


def _graense(hjem: Path, kroner: int) -> None:
    """The amount above which a correction takes two persons; the app reads its settings at every run."""
    (hjem / "hjemtag.toml").write_text(f"fire_oejne_graense_kr = {kroner}\n", encoding="utf-8")


def _refusion(hjem: Path) -> int:
    return int(sde.beregn(kontekst.hent(_ind(hjem)), 2022).sager["refusion"].sum())


def _klik_i_gitter(side: Any, raekke: int, ses: str) -> None:
    """Click a row of the grid until `ses` is seen: it draws on a canvas, so there is no row to wait for."""
    gitter = side.locator("[data-testid=stDataFrame]").first
    gitter.wait_for()
    for _ in range(8):
        side.wait_for_timeout(800)
        if side.get_by_text(ses).locator("visible=true").count():
            return
        if boks := gitter.bounding_box():
            side.mouse.click(boks["x"] + 120, boks["y"] + 54 + 35 * raekke)
            side.wait_for_timeout(1500)
    side.get_by_text(ses).locator("visible=true").first.wait_for()


def _skriv_dato(side: Any, felt: str, dato: str) -> None:
    """Type a date into its day, month and year, as a person does."""
    dag = side.get_by_test_id("stDateInput").filter(has_text=felt).locator("[role=spinbutton], input").first
    dag.click()
    side.keyboard.type(dato.replace(".", ""))
    side.keyboard.press("Escape")  # closes the calendar
    side.get_by_text("Ret periode").click()


def _aabn_sagen(server: Server, side: Any, navn: str) -> None:
    """Sign in, open the one case of the list, and give a purpose."""
    side.goto(f"{server.adresse}{SDE}?aar=2022")
    log_ind(side, navn, DEMO_KODEORD)
    side.get_by_text("Vi mangler at hjemtage 127.917 kr. for 2022 i 1 sag.").wait_for()
    _klik_i_gitter(side, 0, "Sagen viser navne, posteringer og familie.")
    assert side.get_by_text("Voksenprøve").count() == 0
    side.get_by_role("combobox").first.click()
    side.get_by_role("option", name="Kontrol af refusion").click()
    side.get_by_role("button", name="Vis", exact=True).click()
    side.get_by_role("heading", name="Anna Voksenprøve (05.05.1980)").wait_for()
    assert CPR not in side.content()
    assert CPR not in side.url


def _ret_til_kvartalet(side: Any) -> None:
    """Open March's large posting and spread it over the quarter."""
    side.get_by_role("heading", name="Posteringer i marts 2022").wait_for()
    _klik_i_gitter(side, 0, "Ret periode")
    side.get_by_test_id("stDateInputCalendarButton").first.click()
    side.get_by_test_id("stDateInputCalendar").wait_for()
    assert engelske_ord(side) == set()  # the fields and the calendar, also for those who hear them
    side.keyboard.press("Escape")
    _skriv_dato(side, "Fra", "01.01.2022")
    side.get_by_text("−106.667 kr.").wait_for()  # shown before anything is saved
    side.get_by_label("Begrundelse").fill("Regningen gælder hele kvartalet")
    side.get_by_role("button", name="Gem perioden").click()


def test_en_kvartalsregning_flyttes_og_fortrydes(by_server: Server, aabn: Callable[..., Any]) -> None:
    # In March: 25 % × 68.333,33 + 50 % × 36.666,67 + 75 % × 123.333,33 = 127.916,67.
    # Over January–March: 3 × 25 % × (100.000 − 71.666,67) = 21.250.
    assert _refusion(by_server.hjem) == 12_791_667
    side = aabn(viewport={"width": 1440, "height": 2400})
    _aabn_sagen(by_server, side, "demo-oekonom-1")
    _ret_til_kvartalet(side)
    side.get_by_text("Sagen giver 21.250 kr. i refusion for 2022.").wait_for()
    assert _refusion(by_server.hjem) == 2_125_000
    side.get_by_role("button", name="Fortryd").click()
    side.get_by_text("Sagen giver 127.917 kr. i refusion for 2022.").wait_for()
    assert _refusion(by_server.hjem) == 12_791_667
    lager = kontekst.sagslager(_ind(by_server.hjem).database_url)
    assert efterproev(lager)[0]
    assert [r.begrundelse for r in lager.rettelser()] == ["Regningen gælder hele kvartalet"]
    side.get_by_role("button", name="Til listen").click()
    side.get_by_text("Vi mangler at hjemtage 127.917 kr. for 2022 i 1 sag.").wait_for()
    side.wait_for_timeout(1500)  # the grid must not open the row again that was clicked
    assert "sag=" not in side.url


def test_over_graensen_virker_rettelsen_foerst_naar_en_anden_har_godkendt(
    by_server: Server, aabn: Callable[..., Any]
) -> None:
    _graense(by_server.hjem, 100_000)
    en, anden = (aabn(viewport={"width": 1440, "height": 2400}) for _ in range(2))
    _aabn_sagen(by_server, en, "demo-oekonom-1")
    _ret_til_kvartalet(en)
    en.get_by_text("Dit eget forslag; en anden skal godkende det.").wait_for()
    assert en.get_by_role("button", name="Godkend").count() == 0
    assert _refusion(by_server.hjem) == 12_791_667
    _aabn_sagen(by_server, anden, "demo-oekonom-2")
    anden.get_by_text("Bilag KVARTAL på 300.000,00 kr.: perioden sættes til 01.01.2022–31.03.2022").wait_for()
    anden.get_by_text("Foreslået af Kroneline Opdigtet (økonom)").wait_for()
    anden.get_by_text("Refusionen ændres med −106.667 kr.").wait_for()
    assert _refusion(by_server.hjem) == 12_791_667
    anden.get_by_role("button", name="Godkend").click()
    anden.get_by_text("Sagen giver 21.250 kr. i refusion for 2022.").wait_for()
    assert _refusion(by_server.hjem) == 2_125_000
    assert efterproev(kontekst.sagslager(_ind(by_server.hjem).database_url))[0]
