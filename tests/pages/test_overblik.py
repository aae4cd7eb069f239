"""The page Overblik as each role meets it, on the small town of tests/resultater/ledelsesby.py."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engine.indstillinger import laes_indstillinger
from engine.sager import brugere
from tests.pages.conftest import html
from tests.pages.test_ledelsesinformation import alt_paa
from tests.refusion.leverancer import skriv_mappe
from tests.resultater.ledelsesby import BARN, K104, VOKSNE, bogfoert

SIDE = Path(__file__).resolve().parents[2] / "pages" / "overblik.py"


def side() -> Any:
    at = AppTest.from_file(str(SIDE), default_timeout=30).run()
    assert not at.exception
    return at


@pytest.mark.parametrize("navn", [navn for navn, *_ in brugere.DEMOBRUGERE])
def test_hver_rolle_har_noget_at_goere_og_ser_ingen_navne(
    ledelsesby: Path, log_ind: Callable[[str], str], navn: str
) -> None:
    log_ind(navn)
    at = side()
    assert at.title[0].value == "Overblik"
    assert [s.value for s in at.subheader][:2] in (
        ["Gør nu", "Sådan står det"],
        ["Vigtigst nu", "Sådan står det"],
    )
    tekst = alt_paa(at)
    assert "Voksen Prøve" not in tekst
    assert not any(cpr in tekst for cpr in (*VOKSNE, BARN))
    assert "bygget én gang" in tekst


def test_oekonomen_ser_kroner_frist_og_vejen_videre(ledelsesby: Path, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-oekonom-1")
    at = side()
    kort = html(at)
    assert "Hjemtag refusion for 2024" in kort
    assert "711.875 kr." in kort
    assert "Senest 01.03." in kort or "Senest 15.05." in kort
    assert "Se sagerne" in [k.label for k in at.button]
    assert "1,9 mio. kr." in kort  # found over the open years


def test_administratoren_ser_dataenes_tilstand_og_ingen_refusion(
    ledelsesby: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-administrator")
    at = side()
    kort = html(at)
    assert "Data pr." in kort
    assert "31.12.2024" in kort
    assert "Refusion" not in kort


def test_nyt_siden_sidste_bygning(
    ledelsesby: Path, log_ind: Callable[[str], str], tmp_path: Path, nu: datetime
) -> None:
    from engine.indlaesning.landing import indlaes
    from engine.lager.byg import byg

    ind = laes_indstillinger()
    ny = {"postering": [bogfoert(K104, "500000.00", "2024-12-15", VOKSNE[7])]}
    indlaes(ind, skriv_mappe(tmp_path / "ny", ny, 'dato = "2025-01-15"\ndemo = true\n'), nu, gx=False)
    byg(ind, nu)
    log_ind("demo-oekonom-1")
    at = side()
    tekst = alt_paa(at)
    assert "er der kommet 1 ny leverance med 1 række." in tekst
    # 37.500,00 and 75 % of 312.500,00
    assert "Refusionen er steget med 271.875 kr." in tekst
    assert any("1 ny sag med refusion (271.875 kr.)" in c.value for c in at.caption)
    log_ind("demo-leder")
    assert any("Få nye sager med refusion." in c.value for c in side().caption)
