"""Prognose in a real browser: an input is tried, seen in kroner and saved; it is never taken for the base. A version is
locked with its scenario; a file of own data goes in and out again."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engine.indstillinger import Indstillinger
from engine.lager import laes
from engine.sager.brugere import DEMO_KODEORD
from tests.e2e.conftest import Server, log_ind, rolig_boks, vent_til_klar
from tests.e2e.dansk import engelske_ord


def test_et_scenarie_proeves_gemmes_og_ses_ikke_som_grundlaget(
    egeborg_server: Server, aabn: Callable[..., Any]
) -> None:
    side = aabn()
    side.goto(f"{egeborg_server.adresse}/prognose")
    log_ind(side, "demo-oekonom-1", DEMO_KODEORD)
    side.get_by_role("heading", name="Udgift i sagerne").wait_for()
    vent_til_klar(side)
    assert engelske_ord(side) == set()
    skyder = side.get_by_role("slider").first
    skyder.focus()
    for _ in range(4):
        skyder.press("ArrowRight")
    side.get_by_text("Virkning i 2026").first.wait_for()
    side.get_by_role("button", name="Vis i figurerne").click()
    side.get_by_text("Du prøver grundlag (ikke gemt)").wait_for()
    side.get_by_role("button", name="Gem scenarie").click()
    boks = side.get_by_test_id("stPopoverBody")
    boks.get_by_label("Navn", exact=True).fill("Dyrere botilbud")
    boks.get_by_label("Hvorfor", exact=True).fill("Set på de første regninger")
    boks.get_by_role("button", name="Gem", exact=True).click()
    side.get_by_text("Du ser scenariet Dyrere botilbud").wait_for()
    vent_til_klar(side)
    assert "Priser og løn ud over det sete: +2,0 pct." in side.get_by_role("main").inner_text()
    assert engelske_ord(side) == set()


def _fane(side: Any, navn: str) -> Any:
    side.get_by_role("tab", name=navn).click()
    vent_til_klar(side)
    return side.get_by_role("tabpanel", name=navn)


def _gem(side: Any, navn: str) -> None:
    side.get_by_role("button", name="Gem").first.click()
    boks = side.get_by_test_id("stPopoverBody")
    boks.get_by_label("Navn", exact=True).fill(navn)
    boks.get_by_label("Hvorfor", exact=True).fill("Til mødet")
    boks.get_by_role("button", name="Gem", exact=True).click()
    side.get_by_text(f"Du ser scenariet {navn}").wait_for()
    vent_til_klar(side)


def _laas(side: Any, navn: str) -> None:
    side.get_by_role("button", name="Lås til udvalg").first.click()
    boks = side.get_by_test_id("stPopoverBody")
    boks.get_by_label("Navn", exact=True).fill(navn)
    boks.get_by_label("Hvorfor", exact=True).fill("1. behandling")
    boks.get_by_role("button", name="Lås til udvalg").click()
    side.get_by_text(f"Prognosen '{navn}' er låst.").wait_for()
    vent_til_klar(side)


def test_en_prognose_og_dens_scenarie_laases(egeborg_server: Server, aabn: Callable[..., Any]) -> None:
    """The base is locked; a takst is moved, saved at once and locked with its scenario; then two can be compared."""
    side = aabn()
    side.goto(f"{egeborg_server.adresse}/prognose")
    log_ind(side, "demo-oekonom-1", DEMO_KODEORD)
    side.get_by_role("heading", name="Udgift i sagerne").wait_for()
    vent_til_klar(side)
    _laas(side, "Grundlaget til udvalget")
    # What is saved is what the slider says, also where the figures have not followed yet.
    side.get_by_text("Takster", exact=True).click()
    skyder = side.get_by_role("slider", name=re.compile("^Botilbud"))
    skyder.focus()
    for _ in range(3):
        skyder.press("ArrowRight")
    side.get_by_text("Virkning i 2026").first.wait_for()
    vent_til_klar(side)
    _gem(side, "Takst plus 3")
    assert "Takst: Botilbud: +3,0 pct." in side.get_by_role("main").inner_text()
    _laas(side, "Med dyrere botilbud")
    side.get_by_text("Scenariet er låst. Træk i skyderne").wait_for()
    fane = _fane(side, "Låste prognoser")
    # The first click after a lock: the message above the tabs is gone then, and must not take the tab with it.
    fane.get_by_role("button", name="Vis forskellen").click()
    fane.get_by_text("Hvad forskellen består af").first.wait_for()
    assert engelske_ord(side) == set()


def _en_borger(hjem: Path) -> str:
    ind = Indstillinger(hjem=hjem, kommune="0998", database_url=f"sqlite:///{hjem / 'sager.db'}")
    sql = "SELECT min(cpr) AS cpr FROM raw.cpr WHERE person_noegle IN (SELECT person_noegle FROM core.person)"
    return str(laes.forespoerg(laes.aktuel(ind), sql)["cpr"][0].as_py())


def test_egne_data_fra_skabelon_til_prognose_og_ud_igen(
    egeborg_server: Server, aabn: Callable[..., Any]
) -> None:
    cpr, aar = _en_borger(egeborg_server.hjem), datetime.now(UTC).year + 1
    side = aabn(accept_downloads=True)
    side.goto(f"{egeborg_server.adresse}/prognose")
    log_ind(side, "demo-oekonom-1", DEMO_KODEORD)
    side.get_by_role("heading", name="Udgift i sagerne").wait_for()
    vent_til_klar(side)
    fane = _fane(side, "Egne data")
    with side.expect_download() as hentet:
        fane.get_by_text("Hent som CSV").click()
    skabelon = Path(hentet.value.path()).read_text("utf-8-sig")
    vaelg = fane.locator("input[type=file]")

    def laeg_op(navn: str, indhold: str) -> None:
        vaelg.set_input_files({"name": navn, "mimeType": "text/csv", "buffer": indhold.encode("utf-8-sig")})

    laeg_op("forkert.csv", "navn;adresse\nBo;Vej 1\n")
    fane.get_by_text("Intet er gemt.").wait_for()
    laeg_op("egne.csv", f"{skabelon.strip()}\n{cpr};start;01-04-{aar};;45.000;80;Visiteret på møde\n")
    # 45.000 can be read in two ways, and is never guessed.
    fane.get_by_text("kan læses på to måder").wait_for()
    assert fane.get_by_role("button", name="Gem 1 hændelse").count() == 0
    fane.get_by_text("Dansk: 45.000 er femogfyrretusind").click()
    fane.get_by_text("45.000 kr. pr. måned i alt").wait_for()
    assert cpr not in side.get_by_role("main").inner_text()
    fane.get_by_role("button", name="Gem 1 hændelse").click()
    fane.get_by_text("1 hændelse er gemt fra egne.csv").wait_for()
    fane.get_by_text("Prognosen regner med 1 kommende hændelse").wait_for()
    vent_til_klar(side)
    fane.get_by_text("Træk en fil tilbage").click()
    rolig_boks(side, "[role=combobox][aria-label='Fil']")  # the box unfolds
    fane.get_by_role("combobox", name="Fil", exact=True).click()
    side.get_by_role("option", name="egne.csv").first.click()
    fane.get_by_text("Trækkes filen tilbage, bliver den ventede nettoudgift").wait_for()
    fane.get_by_label("Hvorfor trækkes filen tilbage?").fill("Prøve")
    fane.get_by_role("button", name="Træk filen tilbage").click()
    fane.get_by_text("1 hændelse er trukket tilbage").wait_for()
    fane.get_by_text("bygger alene på regnskabet").wait_for()
