"""Danish numbers, dates and kroner; expectations are written out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import dansk


@pytest.mark.parametrize(
    ("oere", "uden", "med"),
    [
        (0, "0 kr.", "0,00 kr."),
        (49, "0 kr.", "0,49 kr."),
        (50, "1 kr.", "0,50 kr."),
        (123_456_750, "1.234.568 kr.", "1.234.567,50 kr."),
        (123_456_749, "1.234.567 kr.", "1.234.567,49 kr."),
        (-50, "−1 kr.", "−0,50 kr."),
        (-49, "0 kr.", "−0,49 kr."),
        (-100_000, "−1.000 kr.", "−1.000,00 kr."),
    ],
)
def test_kroner(oere: int, uden: str, med: str) -> None:
    assert dansk.kroner(oere) == uden
    assert dansk.kroner(oere, oere_vist=True) == med


def test_kroner_med_fortegn_og_uden_enhed() -> None:
    assert dansk.kroner(150_000, fortegn=True) == "+1.500 kr."
    assert dansk.kroner(0, fortegn=True) == "0 kr."
    assert dansk.kroner(-150_000, enhed=False) == "−1.500"


@pytest.mark.parametrize(
    ("oere", "tekst"),
    [
        (99_999_949, "999.999 kr."),
        (99_999_999, "1.000.000 kr."),
        (100_000_000, "1,0 mio. kr."),
        (420_000_000, "4,2 mio. kr."),
        (-425_000_000, "−4,3 mio. kr."),
        (99_994_999_999, "999,9 mio. kr."),
        (99_995_000_000, "1,0 mia. kr."),
        (134_000_000_000, "1,3 mia. kr."),
    ],
)
def test_kort_kroner(oere: int, tekst: str) -> None:
    assert dansk.kort_kroner(oere) == tekst


def test_procent_har_hoejst_en_decimal() -> None:
    assert dansk.procent(0.123) == "12,3 %"
    assert dansk.procent(0.12) == "12 %"
    assert dansk.procent(Decimal("0.1235")) == "12,4 %"
    assert dansk.procent(-0.5) == "−50 %"
    assert dansk.procent(1) == "100 %"
    assert dansk.procent(12.34) == "1.234 %"


def test_aendring_med_fortegn() -> None:
    assert dansk.aendring(112, 100) == "+12 %"
    assert dansk.aendring(88, 100) == "−12 %"
    assert dansk.aendring(-50, -100) == "+50 %"
    assert dansk.aendring(1, 0) == "–"


def test_datoer() -> None:
    assert dansk.dato(date(2022, 3, 12)) == "12.03.2022"
    assert dansk.dato("2022-03-12") == "12.03.2022"
    assert dansk.maaned("2022-03") == "marts 2022"
    assert dansk.maaned(date(2024, 12, 1)) == "december 2024"
    assert dansk.maaned_kort("2022-10") == "okt"


def test_tidspunkt_er_dansk_tid_sommer_og_vinter() -> None:
    assert dansk.tidspunkt(datetime(2026, 1, 15, 8, 0, tzinfo=UTC)) == "15.01.2026 kl. 09.00"
    assert dansk.tidspunkt(datetime(2026, 7, 15, 23, 30, tzinfo=UTC)) == "16.07.2026 kl. 01.30"
    assert dansk.dato(datetime(2026, 7, 15, 23, 30, tzinfo=UTC)) == "16.07.2026"
    assert dansk.tidspunkt(datetime(2026, 1, 15, 8, 0)) == "15.01.2026 kl. 09.00"


def test_ukendt_er_en_streg() -> None:
    for funktion in (dansk.kroner, dansk.kort_kroner, dansk.procent, dansk.tal, dansk.dato, dansk.maaned):
        assert funktion(None) == "–"
    assert dansk.tal(float("nan")) == "–"
    assert dansk.ja_nej(None) == "–"


def test_smaating() -> None:
    assert dansk.antal(1, "sag", "sager") == "1 sag"
    assert dansk.antal(1200, "sag", "sager") == "1.200 sager"
    assert dansk.maskeret_cpr("7103121234") == "710312-••••"
    assert dansk.ja_nej(True) == "Ja"
    assert dansk.UGEDAGE[3] == "onsdag"


@settings(derandomize=True, deadline=None)
@given(st.integers(-(10**15), 10**15))
def test_kroner_med_oere_kan_laeses_tilbage(oere: int) -> None:
    tekst = dansk.kroner(oere, oere_vist=True).removesuffix(" kr.")
    tilbage = tekst.replace("−", "-").replace(".", "").replace(",", "")
    assert int(tilbage) == oere


@pytest.mark.parametrize(
    ("tekst", "oere"),
    [
        ("1.234,50", 123_450),
        ("1234,5", 123_450),
        ("1.234 kr.", 123_400),
        (" 12 kr ", 1_200),
        ("0", 0),
        ("1.234.567,89", 123_456_789),
        ("0,05", 5),
    ],
)
def test_et_beloeb_som_danskere_skriver_det(tekst: str, oere: int) -> None:
    assert dansk.laes_kroner(tekst) == oere


@pytest.mark.parametrize(
    "tekst", ["", "1234.50", "12,345", "-5", "1.23", "1,234.50", "12.34,5", "x", "1 234", "1.234.56"]
)
def test_et_tvetydigt_beloeb_gaettes_ikke(tekst: str) -> None:
    with pytest.raises(ValueError, match="ikke et beløb"):
        dansk.laes_kroner(tekst)
