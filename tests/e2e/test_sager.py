"""The work list in a real browser: keys, a decision and its undo, two persons on one case, and a phone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from engine.indstillinger import Indstillinger
from engine.sager import afgoerelser, brugervalg
from engine.sager.brugere import DEMO_KODEORD
from engine.sager.lager import Sagslager
from engine.sager.log import efterproev
from tests.e2e.conftest import Server, _chromium, lav_hjem, log_ind, start_app
from tests.lager_hjaelp import Tabeller, adresse, lager_af, person, postering

CPR = ("6505800001", "6506800003", "6507800005")


def by() -> Tabeller:
    """Three adults over the limit this year: 120.000, 110.000 and 100.000 kr. in January."""
    aar = datetime.now(UTC).year - 1
    return {
        "person": [
            person(cpr, f"1980-{n:02d}-05", navn=f"{navn} Køprøve")
            for n, (cpr, navn) in enumerate(zip(CPR, ("Anna", "Bo", "Carl"), strict=True), start=5)
        ],
        "adresse": [adresse(cpr, str(n)) for n, cpr in enumerate(CPR, start=1)],
        "postering": [
            postering(cpr, beloeb, f"{aar}-01-01", f"{aar}-01-31", bilagsnr=f"B{n}")
            for n, (cpr, beloeb) in enumerate(zip(CPR, ("120000.00", "110000.00", "100000.00"), strict=True))
        ],
    }


@pytest.fixture(scope="module")
def sagsserver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    _chromium()
    mappe = tmp_path_factory.mktemp("koe")
    hjem = lav_hjem(mappe)
    ind = Indstillinger(hjem=hjem, kommune="0998", database_url=f"sqlite:///{hjem / 'sager.db'}")
    lager_af(by(), ind, datetime.now(UTC), mappe, "demo = true\n")
    with start_app(hjem) as server:
        yield server
    shutil.rmtree(mappe, ignore_errors=True)


def _lager(hjem: Path) -> Sagslager:
    return Sagslager(f"sqlite:///{hjem / 'sager.db'}")


def _ind(server: Server, side: Any, navn: str, sti: str = "/sager") -> Any:
    side.goto(server.adresse + sti)
    log_ind(side, navn, DEMO_KODEORD)
    side.get_by_role("button", name="Næste").first.wait_for()
    return side


def _nr(side: Any, tekst: str) -> None:
    side.get_by_text(tekst, exact=True).wait_for()


def test_tasterne_foerer_gennem_koeen_og_afgoer(sagsserver: Server, aabn: Callable[..., Any]) -> None:
    side = _ind(sagsserver, aabn(), "demo-oekonom-1")
    side.get_by_text("3 sager i køen med").wait_for()
    side.keyboard.press("j")
    _nr(side, "nr. 1 af 3")
    foerste = side.url.split("sag=")[1].split("&")[0]
    side.keyboard.press("j")
    _nr(side, "nr. 2 af 3")
    side.keyboard.press("k")
    _nr(side, "nr. 1 af 3")
    assert foerste in side.url
    side.keyboard.press("u")
    side.get_by_text("den kommer i køen igen på dagen").wait_for()
    side.get_by_role("button", name="Annullér").click()
    side.get_by_text("den kommer i køen igen på dagen").wait_for(state="detached")
    side.keyboard.press("g")
    felt = side.get_by_label("Uddyb")
    felt.click()
    side.keyboard.type("jakguh set på bilag")  # letters in a field are letters
    side.keyboard.press("Control+Enter")
    side.locator(".st-key-sagsbesked").get_by_text("Klar til næste anmodning.").wait_for()
    lager = _lager(sagsserver.hjem)
    sag = afgoerelser.sag(lager, foerste)
    assert sag is not None
    assert (sag["tilstand"], sag["version"]) == ("klar", 1)
    assert afgoerelser.historik(lager, foerste)[0].begrundelse.endswith("jakguh set på bilag")
    assert foerste not in side.url  # the next case is open
    side.locator(".st-key-sagsbesked").get_by_role("button", name="Fortryd").click()
    side.locator(".st-key-sagsbesked").get_by_text("Fortrudt.").wait_for()
    assert afgoerelser.sag(lager, foerste)["tilstand"] == "fundet"  # type: ignore[index]
    assert not any(cpr in side.content() or cpr in side.url for cpr in CPR)
    lager.luk()


def test_tasterne_kan_slaas_fra(sagsserver: Server, aabn: Callable[..., Any]) -> None:
    side = _ind(sagsserver, aabn(), "demo-sagsbehandler")
    side.keyboard.press("h")
    side.get_by_text("Brug tastaturgenveje").click()
    side.get_by_text("Brug tastaturgenveje").wait_for(state="detached")
    lager = _lager(sagsserver.hjem)
    assert brugervalg.hent(lager, "demo-sagsbehandler", "taster", True) is False
    lager.luk()
    side.reload()
    side.get_by_role("button", name="Næste").first.wait_for()
    side.keyboard.press("j")
    side.wait_for_timeout(1500)
    assert "sag=" not in side.url
    side.get_by_role("button", name="Næste").first.click()
    _nr(side, "nr. 1 af 3")


def test_to_paa_samme_sag_mister_intet(sagsserver: Server, aabn: Callable[..., Any]) -> None:
    """Both open the case; the first saves; the second sees both versions and keeps what was typed."""
    kroneline = _ind(sagsserver, aabn(), "demo-oekonom-1")
    kroneline.keyboard.press("j")
    _nr(kroneline, "nr. 1 af 3")
    sag_id = kroneline.url.split("sag=")[1].split("&")[0]
    regnar = _ind(sagsserver, aabn(), "demo-oekonom-2", f"/sager?sag={sag_id}")
    # a window that was closed less than a minute ago may be named too
    regnar.get_by_text(re.compile(r"Kroneline Opdigtet \(økonom\).* har også sagen åben\.")).wait_for()
    for side, note in ((kroneline, "Kronelines note"), (regnar, "Regnars lange note")):
        side.get_by_role("button", name="Rediger").click()
        side.get_by_label("Note", exact=True).fill(note)
    kroneline.get_by_role("button", name="Gem", exact=False).last.click()
    kroneline.locator(".st-key-sagsbesked").get_by_text("Sagens oplysninger.").wait_for()
    regnar.get_by_label("Note", exact=True).press("Control+Enter")
    regnar.get_by_text("Sagen er ændret af Kroneline Opdigtet (økonom)").wait_for()
    konflikt = regnar.locator(".st-key-sagskonflikt")
    konflikt.get_by_text("Note: Kronelines note").wait_for()
    konflikt.get_by_text("Note: Regnars lange note").wait_for()
    assert regnar.get_by_label("Note", exact=True).input_value() == "Regnars lange note"
    lager = _lager(sagsserver.hjem)
    assert afgoerelser.sag(lager, sag_id)["note"] == "Kronelines note"  # type: ignore[index]
    konflikt.get_by_role("button", name="Gem mit oven på").click()
    regnar.get_by_text("Dit er gemt oven på.").wait_for()
    noter = [h.nyt.get("note") for h in afgoerelser.historik(lager, sag_id) if "note" in h.nyt]
    assert noter == ["Kronelines note", "Regnars lange note"]
    assert efterproev(lager)[0]
    assert afgoerelser.efterproev(lager) == []
    lager.luk()


def test_paa_en_telefon_staar_sagen_foerst(sagsserver: Server, aabn: Callable[..., Any]) -> None:
    side = _ind(sagsserver, aabn(viewport={"width": 390, "height": 844}, color_scheme="dark"), "demo-revisor")
    raekke = side.locator("[class*=st-key-koe_] button").first
    raekke.click()
    side.get_by_role("tab", name="Fakta").wait_for()
    titel, koe = side.locator(".st-key-sagsvindue h3").first, side.locator(".st-key-sagskoe")
    assert titel.bounding_box()["y"] < koe.bounding_box()["y"]
    assert side.locator(".st-key-filtre").is_hidden()
    bredde = side.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert bredde <= 390
    side.get_by_role("button", name="Luk sagen").click()
    side.locator(".st-key-filtre").wait_for()
