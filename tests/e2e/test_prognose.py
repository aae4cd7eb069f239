"""Prognose in a real browser: an input is tried, seen in kroner and saved; it is never taken for the base."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.sager.brugere import DEMO_KODEORD
from tests.e2e.conftest import Server, log_ind, vent_til_klar
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
