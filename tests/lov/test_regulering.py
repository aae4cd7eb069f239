"""Every computed amount follows from its rule, and the rule gives what the ministries have published."""

from __future__ import annotations

import ast
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.lov import parametre, regulering
from engine.lov.parametre import Lovsamling, Regel, Vaerdi, laes_lov
from engine.lov.regulering import afrund, beregn, efterregn, reguler

LOV = laes_lov()
PROCENT = {2013: 16, 2014: 18, 2015: 15, 2016: 14, 2017: 20, 2018: 20, 2019: 20, 2020: 20, 2021: 20, 2022: 12}
PROCENT |= {2023: 27, 2024: 32, 2025: 36, 2026: 45}  # tenths of a per cent


def _kaede(beloeb: int, fra: int, til: int, trin: int) -> int:
    """The chain in fractions: regulate, then the nearest multiple with a half going up, each year."""
    for aar in range(fra + 1, til + 1):
        promille = Fraction(beloeb * (1000 + PROCENT[aar]), 1000)
        beloeb = int((promille / trin + Fraction(1, 2)) // 1) * trin
    return beloeb


def _vaerdi(navn: str, aar: int) -> Decimal:
    tal = LOV.opslag(navn, date(aar, 1, 1)).vaerdi
    assert isinstance(tal, Decimal)
    return tal


def test_every_computed_value_and_every_alternative_follows_from_its_rule() -> None:
    regler = [v for p in LOV.parametre.values() for v in p.vaerdier if v.regel]
    assert len(regler) > 90
    assert efterregn(LOV) == ()


def test_every_computed_number_has_a_rule_and_every_other_computed_value_says_why() -> None:
    for parameter in LOV.parametre.values():
        for v in parameter.vaerdier:
            if v.status == "afledt":
                assert v.note, parameter.navn
                assert (v.regel is not None) == isinstance(v.vaerdi, Decimal), parameter.navn


@pytest.mark.parametrize(
    ("grund", "sats_2020"),
    [(950_000, 1_090_000), (1_770_000, 2_050_000), (710_000, 830_000), (1_420_000, 1_630_000)],
)
def test_the_2012_level_regulated_year_by_year_gives_the_published_limits_of_2020(
    grund: int, sats_2020: int
) -> None:
    assert _kaede(grund, 2012, 2020, 10_000) == sats_2020


def test_without_rounding_each_year_two_of_the_limits_of_2020_come_out_wrong() -> None:
    uden_afrunding = {}
    for grund in (950_000, 1_770_000, 710_000, 1_420_000):
        beloeb = Decimal(grund)
        for aar in range(2013, 2021):
            beloeb = reguler(beloeb, Decimal(PROCENT[aar]) / 10)
        uden_afrunding[grund] = int(afrund(beloeb, Decimal(10_000)))
    assert uden_afrunding == {
        950_000: 1_090_000,
        1_770_000: 2_040_000,
        710_000: 820_000,
        1_420_000: 1_640_000,
    }


def test_the_limits_of_2018_and_2019_lead_to_the_published_ones_of_2020() -> None:
    for navn in (
        "cro_graense1_sel176",
        "cro_graense2_sel176",
        "cro_graense1_sel176a",
        "cro_graense2_sel176a",
    ):
        regel = Regel(navn, 2019, Decimal(10_000), "satsreguleringsprocent")
        assert beregn(LOV, regel, 2020) == _vaerdi(navn, 2020), navn


@pytest.mark.parametrize("trin", [1, 2, 3])
def test_the_reforms_2020_level_gives_the_published_limits_of_2021_and_2022(trin: int) -> None:
    regel = Regel(f"cro_graense{trin}_sel176_grundbeloeb", 2020, Decimal(10_000), "satsreguleringsprocent")
    for aar in (2021, 2022):
        assert beregn(LOV, regel, aar) == _vaerdi(f"cro_graense{trin}_sel176", aar)


def test_the_crime_prevention_rate_of_2020_gives_the_one_printed_for_2024() -> None:
    assert _kaede(1_510_239, 2020, 2024, 1) == 1_652_253 == _vaerdi("krimpraev_takst_kr_aar", 2024)
    assert _kaede(1_652_253, 2024, 2026, 1) == 1_788_762 == _vaerdi("krimpraev_takst_kr_aar", 2026)


@pytest.mark.parametrize("trin", [1, 2, 3])
def test_the_limits_of_2023_to_2026_follow_from_2022(trin: int) -> None:
    fra_2022 = {1: 860_000, 2: 1_680_000, 3: 2_120_000}[trin]
    for aar in (2023, 2024, 2025, 2026):
        assert _vaerdi(f"cro_graense{trin}_sel176", aar) == _kaede(fra_2022, 2022, aar, 10_000)


def test_limit_2_of_barnets_lov_has_the_outcome_of_one_rounding_over_two_years_as_alternative() -> None:
    med_en_afrunding = int(afrund(Decimal("1680000") * Decimal("1.027") * Decimal("1.032"), Decimal(10_000)))
    assert med_en_afrunding == 1_780_000
    for aar, alternativ in ((2024, 1_780_000), (2025, 1_840_000), (2026, 1_920_000)):
        v = LOV.opslag("cro_graense2_bl198", date(aar, 1, 1))
        assert v.alternativ == alternativ == _kaede(med_en_afrunding, 2024, aar, 10_000)
        assert v.vaerdi == alternativ + 10_000
        for andet in ("cro_graense1_bl198", "cro_graense3_bl198"):
            assert LOV.opslag(andet, date(aar, 1, 1)).alternativ is None


def test_the_two_readings_agree_for_limits_1_and_3_of_barnets_lov() -> None:
    for navn in ("cro_graense1_bl198", "cro_graense3_bl198"):
        regel = Regel(f"{navn}_grundbeloeb", 2022, Decimal(10_000), "satsreguleringsprocent", 2024)
        for aar in (2024, 2025, 2026):
            assert beregn(LOV, regel, aar) == _vaerdi(navn, aar)


def test_whole_kroner_each_year_hits_every_published_integration_rate_within_one_krone() -> None:
    grundlag = {
        "inl_grundtilskud_kr_md": ("inl_grundtilskud_grundbeloeb_kr_md", 2016),
        "inl_uledsaget_kr_md": ("inl_uledsaget_grundbeloeb_kr_md", 2010),
        "inl_raadighedsbeloeb_kr_aar": ("inl_raadighedsbeloeb_kr_aar", 2017),
        "inl_resultat_job_aar1_3_kr": ("inl_resultat_aar1_3_grundbeloeb_kr", 2016),
        "inl_resultat_udd_aar1_3_kr": ("inl_resultat_aar1_3_grundbeloeb_kr", 2016),
        "inl_resultat_job_aar4_5_kr": ("inl_resultat_aar4_5_grundbeloeb_kr", 2016),
        "inl_resultat_udd_aar4_5_kr": ("inl_resultat_aar4_5_grundbeloeb_kr", 2016),
        "inl_resultat_dansk_kr": ("inl_resultat_dansk_grundbeloeb_kr", 2016),
        "inl_repatriering_kr": ("inl_repatriering_kr", 2017),
    }
    proevede = 0
    for navn, (grund, aar) in grundlag.items():
        regel = Regel(grund, aar, Decimal(1), "satsreguleringsprocent")
        for v in LOV.parametre[navn].vaerdier:
            if v.status == "bekraeftet" and v.fra.year > aar:
                assert isinstance(v.vaerdi, Decimal)
                assert abs(beregn(LOV, regel, v.fra.year) - v.vaerdi) <= 1, (navn, v.fra)
                proevede += 1
    assert proevede >= 25


def test_a_missing_per_cent_is_named() -> None:
    regel = Regel("cro_graense1_sel176", 2026, Decimal(10_000), "satsreguleringsprocent")
    with pytest.raises(parametre.ParameterMangler, match=r"satsreguleringsprocent.*01\.01\.2027"):
        beregn(LOV, regel, 2027)


def test_a_locally_confirmed_basis_shows_which_computed_values_no_longer_follow() -> None:
    lokal = Vaerdi(
        "cro_graense2_bl198",
        date(2024, 1, 1),
        date(2024, 12, 31),
        Decimal(1_780_000),
        "lokal",
        "Ministeriets satser 2024",
    )
    (afvigelse,) = efterregn(LOV.med_lokale([lokal]))
    assert afvigelse.vaerdi.fra == date(2025, 1, 1)
    assert (afvigelse.gemt, afvigelse.beregnet) == (1_850_000, 1_840_000)


def test_the_rule_works_on_an_empty_law_only_by_saying_what_is_missing() -> None:
    with pytest.raises(parametre.HjemtagFejl, match="ingen lovparameter"):
        beregn(Lovsamling({}), Regel("noget", 2020, Decimal(1)), 2021)


@settings(derandomize=True, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from([1, 1_000, 10_000]))
def test_rounding_is_to_the_nearest_multiple_and_a_half_goes_up(halve_kroner: int, trin: int) -> None:
    rundet = int(afrund(Decimal(halve_kroner) / 2, Decimal(trin)))
    assert rundet % trin == 0
    assert -trin < 2 * rundet - halve_kroner <= trin


def test_no_legal_number_stands_in_the_code_of_the_law() -> None:
    kendte = {0, 1, 2, 12, 31, 100}  # dates, per cent, list positions and the length of the hash
    for modul in (parametre, regulering):
        trae = ast.parse(Path(str(modul.__file__)).read_text(encoding="utf-8"))
        tal = {
            k.value for k in ast.walk(trae) if isinstance(k, ast.Constant) and type(k.value) in (int, float)
        }
        assert tal <= kendte, (modul.__name__, tal - kendte)
