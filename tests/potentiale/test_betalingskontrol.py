"""Kontrol af betalingskommune as sentences: what register, measure and ledger say of one citizen. Ours is 0998."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.potentiale.betalingskontrol import (
    KRAEV,
    ORDEN,
    SKYLDER,
    STANDS,
    USIKKER,
    Regelfund,
    andre_betaler,
    konflikter,
    vedkommer,
)

EGEN, X, Y = "0998", "0851", "0740"
NAVN = {X: "Aalborg", Y: "Silkeborg"}


def borger(**mere: Any) -> dict[str, Any]:
    """Nobody has anything to do with another municipality."""
    grund: dict[str, Any] = {
        "sted": "bolig", "bopaelskommune": EGEN, "doedsdato": None, "cpr_betalingskommune": None, "indsatser_antal": 0,
        "anden_handlekommune": None, "anden_betalingskommune": None, "egen_betaling": False, "egen_handling": False,
        "fagomraade": None, "lovet_af": None, "anmodet_hos": None, "lovet_til": None, "udgift_oere": 0, "stat_oere": 0,
        "betalt_oere": 0, "modtaget_oere": 0, "betalt_social_oere": 0, "modtaget_social_oere": 0, "betalt_til": None,
        "modtaget_fra": None, "betalt_maaned": None, "modtaget_maaned": None,
    }  # fmt: skip
    return grund | mere


def hvad(**mere: Any) -> list[tuple[str, str]]:
    return [(k.slags, k.modpart) for k in konflikter(borger(**mere), EGEN, NAVN)]


def test_uden_anden_kommune_er_alt_enigt() -> None:
    assert hvad() == []
    assert not vedkommer(borger(), EGEN)


@pytest.mark.parametrize("felt", ["cpr_betalingskommune", "anden_betalingskommune", "lovet_af"])
def test_x_skal_betale_vi_har_udgiften_og_der_kommer_intet(felt: str) -> None:
    assert hvad(**{felt: X}, udgift_oere=100) == [(KRAEV, X)]
    assert hvad(**{felt: X}, udgift_oere=100, modtaget_social_oere=50, modtaget_fra=X) == []
    assert hvad(**{felt: X}) == []  # nothing to claim for


def test_cpr_har_os_borgeren_bor_ude_og_vi_betaler_intet() -> None:
    ude = {"cpr_betalingskommune": EGEN, "bopaelskommune": X}
    assert hvad(**ude) == [(SKYLDER, X)]
    assert hvad(**ude, betalt_social_oere=100, betalt_til=X) == []
    assert hvad(**ude, udgift_oere=100) == []


def test_et_tilsagn_vi_ikke_betaler_efter_skylder_vi() -> None:
    assert hvad(lovet_til=X) == [(SKYLDER, X)]
    assert hvad(lovet_til=X, betalt_social_oere=1, betalt_til=X) == []


def test_betaling_efter_doeden_skal_standses() -> None:
    doed = {"doedsdato": date(2025, 3, 10), "betalt_social_oere": 1, "betalt_til": X, "egen_betaling": True}
    assert hvad(**doed, betalt_maaned="2025-04") == [(STANDS, X)]
    assert hvad(**doed, betalt_maaned="2025-03") == []


def test_vi_betaler_x_men_cpr_siger_y() -> None:
    betalt = {"betalt_social_oere": 1, "betalt_til": X, "betalt_maaned": "2025-04"}
    assert hvad(**betalt, cpr_betalingskommune=Y) == [(STANDS, X)]
    assert hvad(**betalt, cpr_betalingskommune=EGEN) == []
    assert hvad(**betalt) == [(USIKKER, X)]  # nobody has written down why


def test_penge_fra_en_anden_end_den_der_skal_betale_og_uden_udgift() -> None:
    penge = {"modtaget_social_oere": 1, "modtaget_fra": X}
    assert hvad(**penge, cpr_betalingskommune=Y) == [(USIKKER, X)]
    assert hvad(**penge, bopaelskommune=X) == [(SKYLDER, X)]
    assert hvad(**penge) == []


def test_cpr_og_indsats_er_uenige() -> None:
    assert hvad(cpr_betalingskommune=X, anden_betalingskommune=Y) == [(USIKKER, Y)]
    assert (USIKKER, X) in hvad(cpr_betalingskommune=X, egen_betaling=True)


def test_reglens_fund_gaar_foerst_og_siges_ikke_to_gange() -> None:
    r = borger(cpr_betalingskommune=X, udgift_oere=100)
    fundne = konflikter(r, EGEN, NAVN, [Regelfund("REF-01", X, False, 5)])
    assert [(k.slags, k.modpart) for k in fundne] == [(KRAEV, X)]
    assert fundne[0].tekst == "Reglen REF-01: Aalborg skal betale."
    skyldig = konflikter(borger(), EGEN, NAVN, [Regelfund("REF-99", X, True, 5)])
    assert skyldig[0].slags == SKYLDER


KOMMUNE = st.sampled_from([None, EGEN, X, Y])
OERE = st.integers(0, 10)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.fixed_dictionaries(
        {
            **dict.fromkeys(("bopaelskommune", "cpr_betalingskommune", "lovet_af", "lovet_til"), KOMMUNE),
            **{
                n: st.sampled_from([None, X, Y])
                for n in ("anden_betalingskommune", "betalt_til", "modtaget_fra")
            },
            **dict.fromkeys(("udgift_oere", "betalt_social_oere", "modtaget_social_oere"), OERE),
            **{n: st.booleans() for n in ("egen_betaling", "egen_handling")},
            "betalt_maaned": st.sampled_from(["2025-01", "2025-12"]),
            "doedsdato": st.sampled_from([None, date(2025, 6, 1)]),
        }
    )
)
def test_de_groveste_staar_foerst_og_ingen_kraeves_som_allerede_betaler(felter: dict[str, Any]) -> None:
    r = borger(**felter)
    fundne = konflikter(r, EGEN, NAVN)
    assert [ORDEN.index(k.slags) for k in fundne] == sorted(ORDEN.index(k.slags) for k in fundne)
    kraevede = [k for k in fundne if k.slags == KRAEV]
    assert not (kraevede and r["modtaget_social_oere"] > 0)
    assert all(k.modpart == andre_betaler(r, EGEN) != EGEN for k in kraevede)
    assert not (r["betalt_social_oere"] == 0 and any(k.slags == STANDS for k in fundne))


@pytest.mark.parametrize(
    ("regel", "skyldig", "slags"),
    [
        ("REF-11", False, STANDS),
        ("PEN-03", False, STANDS),
        ("REF-08", False, KRAEV),
        ("PEN-05", True, SKYLDER),
    ],
)
def test_hvad_vi_betaler_for_laenge_skal_foerst_standses(regel: str, skyldig: bool, slags: str) -> None:
    (k, *_) = konflikter(borger(), EGEN, NAVN, [Regelfund(regel, X, skyldig, 100)])
    assert (k.slags, k.modpart) == (slags, X)
