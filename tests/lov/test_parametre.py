"""The law as data: what is loaded, how it is looked up, what is refused, and that the domain files agree."""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.fejl import HjemtagFejl, ParameterMangler
from engine.lov.parametre import ENHEDER, SATSER, Lovsamling, Vaerdi, laes_lov, laes_mappe

LOV = laes_lov()
CRO_GRAENSER_2026 = {
    "cro_graense1_sel176": 980_000,
    "cro_graense2_sel176": 1_930_000,
    "cro_graense3_sel176": 2_430_000,
    "cro_graense1_bl198": 980_000,
    "cro_graense2_bl198": 1_930_000,
    "cro_graense3_bl198": 2_430_000,
}


def paa(navn: str, aar: int, maaned: int = 1, dag: int = 1) -> Any:
    return LOV.opslag(navn, date(aar, maaned, dag)).vaerdi


# --- look-up --------------------------------------------------------------------------------------


def test_the_limit_changes_on_new_years_day() -> None:
    assert paa("cro_graense1_sel176", 2021, 12, 31) == 850_000
    assert paa("cro_graense1_sel176", 2022, 1, 1) == 860_000
    assert paa("cro_graense1_sel176", 2022, 12, 31) == 860_000
    assert paa("cro_graense1_sel176", 2023, 1, 1) == 880_000


def test_the_third_step_did_not_exist_before_2021() -> None:
    with pytest.raises(ParameterMangler, match=r"cro_graense3_sel176.*31\.12\.2020"):
        LOV.opslag("cro_graense3_sel176", date(2020, 12, 31))
    assert paa("cro_graense3_sel176", 2021) == 2_090_000


def test_the_limits_of_2026_are_computed_and_say_so() -> None:
    for navn, beloeb in CRO_GRAENSER_2026.items():
        v = LOV.opslag(navn, date(2026, 7, 1))
        assert (v.vaerdi, v.status) == (beloeb, "afledt")
        assert "ikke bekræftet" in v.note


@pytest.mark.parametrize("navn", [*CRO_GRAENSER_2026, "satsreguleringsprocent", "inl_grundtilskud_kr_md"])
def test_2027_is_missing_and_the_error_names_parameter_date_and_where_to_enter_it(navn: str) -> None:
    with pytest.raises(ParameterMangler) as fejl:
        LOV.opslag(navn, date(2027, 3, 1))
    assert (fejl.value.navn, fejl.value.dato) == (navn, date(2027, 3, 1))
    for ord_ in (navn, "01.03.2027", "Lovgrundlag", "hjemtag sats saet"):
        assert ord_ in str(fejl.value)


def test_the_2022_level_in_the_statute_is_never_used_for_a_later_year() -> None:
    for trin, beloeb in ((1, 860_000), (2, 1_680_000), (3, 2_120_000)):
        for aar in (2023, 2024, 2025, 2026):
            assert paa(f"cro_graense{trin}_sel176", aar) > beloeb
            if aar > 2023:
                assert paa(f"cro_graense{trin}_bl198", aar) > beloeb


def test_switches_are_answerable_on_both_sides_of_their_date() -> None:
    for navn, skift in {
        "barnets_lov_fra": date(2024, 1, 1),
        "bl_foraelder_fra": date(2024, 1, 1),
        "aeldrelov_fra": date(2025, 7, 1),
        "cro_67_fortsaettelse_fra": date(2021, 1, 1),
    }.items():
        assert LOV.opslag(navn, skift - timedelta(days=1)).vaerdi is False
        assert LOV.opslag(navn, skift).vaerdi is True
    assert LOV.opslag("bl_foraelder_fra", date(2024, 6, 1)).status == "afledt"
    assert LOV.opslag("aeldrelov_fra", date(2025, 7, 1)).status == "afledt"
    assert LOV.opslag("barnets_lov_fra", date(2024, 1, 1)).status == "bekraeftet"


def test_the_method_is_monthly_from_2021() -> None:
    assert paa("cro_metode", 2020, 12, 31) == "aarlig"
    assert paa("cro_metode", 2021) == "maanedlig"


def test_shares_and_ages_are_exact() -> None:
    assert [paa(f"cro_sats{n}", 2026) for n in (1, 2, 3)] == [
        Decimal("0.25"),
        Decimal("0.5"),
        Decimal("0.75"),
    ]
    assert paa("cro_aldersgraense", 2026) == 67
    assert (paa("cro_husstand_barn_alder", 2026), paa("cro_husstand_eftervaern_max_alder", 2026)) == (18, 22)


def test_before_its_first_value_a_definition_may_be_asked_for_its_first() -> None:
    assert LOV.foerste_eller_opslag("cro_husstand_barn_alder", date(2019, 5, 1)).vaerdi == 18
    assert LOV.foerste_eller_opslag("cro_graense1_sel176", date(2022, 5, 1)).vaerdi == 860_000
    with pytest.raises(ParameterMangler):
        LOV.foerste_eller_opslag("moms_positivliste", date(2025, 1, 1))


def test_an_unknown_name_is_not_something_to_enter() -> None:
    with pytest.raises(HjemtagFejl, match="ingen lovparameter med navnet 'cro_graense9'") as fejl:
        LOV.opslag("cro_graense9", date(2025, 1, 1))
    assert not isinstance(fejl.value, ParameterMangler)


# --- content and form of the files ----------------------------------------------------------------


def test_every_value_has_a_source_and_a_known_unit() -> None:
    for parameter in LOV.parametre.values():
        assert parameter.enhed in ENHEDER
        assert parameter.hjemmel
        for v in parameter.vaerdier:
            assert v.kilde, (parameter.navn, v.fra)
            assert v.status in ("bekraeftet", "afledt"), "fictional values belong to the demo"


def test_shares_lie_between_0_and_1_and_the_socioeconomic_weights_sum_to_100() -> None:
    for parameter in LOV.parametre.values():
        for v in parameter.vaerdier:
            if parameter.enhed == "andel":
                assert isinstance(v.vaerdi, Decimal)
                assert 0 < v.vaerdi <= 1, parameter.navn
    vaegte = [p for navn, p in LOV.parametre.items() if navn.startswith("udligning_vaegt_")]
    assert len(vaegte) == 18
    assert sum(p.vaerdier[0].vaerdi for p in vaegte) == 100  # type: ignore[misc]


def test_files_are_named_in_ascii_like_their_parameters() -> None:
    navne = [sti.stem for sti in SATSER.glob("*.yaml")]
    assert sorted(navne) == sorted(LOV.parametre)
    assert all(re.fullmatch(r"[a-z0-9_]+", navn) for navn in navne)


def test_what_no_source_gives_is_an_empty_parameter_to_be_entered() -> None:
    tomme = {navn for navn, p in LOV.parametre.items() if not p.vaerdier}
    assert tomme == {
        "skole_kl_takst_normalklasse_kr_aar",
        "efterskole_bidrag_kr_aar",
        "udligning_enhedsbeloeb_alder",
        "moms_positivliste",
    }


# --- rows for the page and the command line -------------------------------------------------------


def test_the_rows_of_a_year_show_value_status_and_source() -> None:
    (raekke,) = [r for r in LOV.som_raekker(2024) if r["parameter"] == "cro_graense2_bl198"]
    assert raekke["vaerdi"] == 1_790_000
    assert raekke["alternativ"] == 1_780_000
    assert (raekke["fra"], raekke["til"]) == (date(2024, 1, 1), date(2024, 12, 31))
    assert (raekke["status"], raekke["enhed"]) == ("afledt", "kr./år")
    assert raekke["hjemmel"].startswith("BL § 198")


def test_a_year_with_two_values_has_two_rows() -> None:
    raekker = [r for r in LOV.som_raekker(2026) if r["parameter"] == "par110_refusion_dage"]
    assert [(r["fra"], r["vaerdi"]) for r in raekker] == [(date(2023, 10, 1), 120), (date(2026, 4, 1), 90)]


def test_what_must_be_entered_is_a_row_too_but_not_what_has_been_repealed() -> None:
    mangler = {r["parameter"] for r in LOV.som_raekker(2027) if r["status"] == "mangler"}
    assert set(CRO_GRAENSER_2026) | {"satsreguleringsprocent", "moms_positivliste"} <= mangler
    assert not any("sel176a" in navn for navn in mangler)
    assert "cro_graense3_sel176" not in {r["parameter"] for r in LOV.som_raekker(2019)}


def test_the_whole_history_has_every_value_and_every_empty_parameter_once() -> None:
    raekker = LOV.som_raekker()
    antal = sum(len(p.vaerdier) or 1 for p in LOV.parametre.values())
    assert len(raekker) == antal


# --- local values ---------------------------------------------------------------------------------


def lokal(navn: str, fra: date, til: date | None, vaerdi: Any, **andet: Any) -> Vaerdi:
    return Vaerdi(navn, fra, til, vaerdi, andet.pop("status", "lokal"), andet.pop("kilde", "Satser, sm.dk"))


AAR_2027 = (date(2027, 1, 1), date(2027, 12, 31))


def test_a_local_value_fills_a_gap_and_changes_the_version() -> None:
    ny = LOV.med_lokale([lokal("cro_graense1_sel176", *AAR_2027, Decimal(1_020_000))])
    assert ny.opslag("cro_graense1_sel176", date(2027, 6, 1)).vaerdi == 1_020_000
    assert ny.opslag("cro_graense1_sel176", date(2027, 6, 1)).status == "lokal"
    assert ny.opslag("cro_graense1_sel176", date(2026, 12, 31)).vaerdi == 980_000
    assert ny.version != LOV.version
    with pytest.raises(ParameterMangler):
        LOV.opslag("cro_graense1_sel176", date(2027, 6, 1))


def test_a_local_value_replaces_a_computed_one_on_its_own_dates_only() -> None:
    ny = LOV.med_lokale(
        [lokal("cro_graense2_bl198", date(2024, 4, 1), date(2024, 6, 30), Decimal(1_780_000))]
    )
    svar = {d: ny.opslag("cro_graense2_bl198", d) for d in (date(2024, 3, 31), date(2024, 4, 1))}
    svar |= {d: ny.opslag("cro_graense2_bl198", d) for d in (date(2024, 6, 30), date(2024, 7, 1))}
    assert [int(v.vaerdi) for v in svar.values()] == [1_790_000, 1_780_000, 1_780_000, 1_790_000]
    assert [v.status for v in svar.values()] == ["afledt", "lokal", "lokal", "afledt"]


def test_a_local_value_never_replaces_a_published_one() -> None:
    with pytest.raises(HjemtagFejl, match=r"cro_graense1_sel176.*bekræftet værdi fra 01\.01\.2022"):
        LOV.med_lokale([lokal("cro_graense1_sel176", date(2022, 12, 31), date(2023, 12, 31), Decimal(1))])


def test_a_stored_local_value_gives_way_when_the_published_one_has_come() -> None:
    gemt = lokal("cro_graense1_sel176", date(2022, 7, 1), date(2023, 12, 31), Decimal(870_000))
    ny = LOV.med_lokale([gemt], bekraeftet_vinder=True)
    assert ny.opslag("cro_graense1_sel176", date(2022, 12, 31)).status == "bekraeftet"
    assert ny.opslag("cro_graense1_sel176", date(2023, 1, 1)).vaerdi == 870_000


def test_the_latest_local_value_holds() -> None:
    ny = LOV.med_lokale(
        [
            lokal("cro_graense1_sel176", *AAR_2027, Decimal(1_020_000)),
            lokal("cro_graense1_sel176", *AAR_2027, Decimal(1_030_000)),
        ]
    )
    assert ny.opslag("cro_graense1_sel176", date(2027, 1, 1)).vaerdi == 1_030_000
    assert len(ny.parametre["cro_graense1_sel176"].i_aar(2027)) == 1


@pytest.mark.parametrize(
    ("vaerdi", "tekst"),
    [
        (lokal("cro_graense1_sel176", *AAR_2027, Decimal(1), status="bekraeftet"), "status 'bekraeftet'"),
        (lokal("cro_graense1_sel176", *AAR_2027, Decimal(1), kilde=" "), "mangler en kilde"),
        (lokal("cro_graense1_sel176", *AAR_2027, "mange"), "passer ikke|ikke passer"),
        (lokal("cro_graense1_sel176", date(2027, 2, 1), date(2027, 1, 1), Decimal(1)), "før den begynder"),
        (lokal("ukendt", *AAR_2027, Decimal(1)), "ingen lovparameter"),
    ],
)
def test_a_bad_local_value_is_refused_with_its_reason(vaerdi: Vaerdi, tekst: str) -> None:
    with pytest.raises(HjemtagFejl, match=tekst):
        LOV.med_lokale([vaerdi])


# --- the reader -----------------------------------------------------------------------------------

GOD = """\
beskrivelse: En sats
enhed: kr./aar
hjemmel: SEL § 1
vaerdier:
  - fra: 2021-01-01
    vaerdi: 100
    status: bekraeftet
    kilde: ft.dk
  - fra: 2022-01-01
    til: 2022-12-31
    vaerdi: "100.50"
    status: bekraeftet
    kilde: ft.dk
"""


def laes(tmp_path: Path, tekst: str) -> Lovsamling:
    (tmp_path / "en_sats.yaml").write_text(tekst, encoding="utf-8")
    return laes_mappe(tmp_path)


def test_an_open_value_ends_the_day_before_the_next(tmp_path: Path) -> None:
    lov = laes(tmp_path, GOD)
    assert lov.parametre["en_sats"].vaerdier[0].til == date(2021, 12, 31)
    assert lov.opslag("en_sats", date(2022, 1, 1)).vaerdi == Decimal("100.5")


def test_the_version_follows_the_content_and_not_the_spelling(tmp_path: Path) -> None:
    foer = laes(tmp_path, GOD).version
    assert laes(tmp_path, GOD.replace('"100.50"', '"100.5"') + "\n# en kommentar\n").version == foer
    assert laes(tmp_path, GOD.replace('"100.50"', '"100.51"')).version != foer


@pytest.mark.parametrize(
    ("gammelt", "nyt", "dele"),
    [
        ("    status: bekraeftet", "    status: rygte", ["værdi nr. 1", "'status' er 'rygte'", "bekraeftet"]),
        ("    kilde: ft.dk\n", "", ["'kilde' mangler"]),
        ("    kilde: ft.dk", "    kilde: ''", ["'kilde'"]),
        ("enhed: kr./aar", "enhed: dollars", ["'enhed' er 'dollars'"]),
        ("hjemmel: SEL § 1\n", "", ["'hjemmel' mangler"]),
        ("hjemmel: SEL § 1", "hjemmel: SEL § 1\nfarve: blå", ["ukendte felter: farve"]),
        ("    vaerdi: 100\n", "    vaerdi: 100\n    bemaerk: x\n", ["ukendte felter: bemaerk", "nr. 1"]),
        ("    vaerdi: 100\n", "    vaerdi: 0.25\n", ["'vaerdi' er '0.25'", "anførselstegn"]),
        ("    vaerdi: 100\n", "    vaerdi: mange\n", ["'vaerdi' er 'mange'", "ikke et tal"]),
        ("    vaerdi: 100\n", "    vaerdi: true\n", ["'vaerdi' er 'True'"]),
        ("fra: 2021-01-01", "fra: engang", ["'fra' er 'engang'", "skriv en dato"]),
        ("fra: 2021-01-01", "fra: 2022-01-01", ["overlapper"]),
        ("fra: 2021-01-01", "fra: 2021-01-01\n    til: 2022-01-01", ["overlapper"]),
        ("til: 2022-12-31", "til: 2021-12-31", ["'til'", "før fra"]),
        ("    status: bekraeftet", "    status: afledt", ["'regel' mangler"]),
        (
            "    status: bekraeftet",
            "    status: afledt\n    regel: {grundlag: findes_ikke, aar: 2020, afrunding: 1}",
            ["'findes_ikke'"],
        ),
        (
            "    status: bekraeftet",
            "    status: bekraeftet\n    regel: {grundlag: en_sats, aar: 2020, afrunding: 1}",
            ["kun afledte"],
        ),
        (
            "    status: bekraeftet",
            "    status: afledt\n    regel: {grundlag: en_sats, aar: '2020', afrunding: 1}",
            ["regel", "'aar' er '2020'"],
        ),
        ("    vaerdi: 100\n", "    vaerdi: 100\n    alternativ: 90\n", ["alternativ_regel"]),
        ("vaerdier:\n", "vaerdier: [\n", ["YAML"]),
    ],
)
def test_a_bad_file_is_refused_naming_file_and_field(
    tmp_path: Path, gammelt: str, nyt: str, dele: list[str]
) -> None:
    assert gammelt in GOD
    with pytest.raises(HjemtagFejl) as fejl:
        laes(tmp_path, GOD.replace(gammelt, nyt, 1))
    for del_ in ["en_sats.yaml", *dele]:
        assert del_ in str(fejl.value)


# --- the domain files, transcribed independently --------------------------------------------------

JA = {"true": True, "yes": True, "ja": True}


def csv_raekker(mappe: Path, fil: str) -> list[dict[str, str]]:
    blok = re.search(r"```csv\n(.*?)```", (mappe / "domain" / fil).read_text(encoding="utf-8"), re.S)
    assert blok, fil
    raekker = list(csv.reader(blok.group(1).splitlines()))
    hoved = ["parameter", "fra", "til", "vaerdi", "enhed", "hjemmel", "kilde", "status"]
    return [dict(zip(hoved, r, strict=True)) for r in raekker[1:]]


def graenser(n: int, *love: str) -> list[str]:
    return [f"cro_graense{n}_{lov}" for lov in love]


def graense_navne(raekke: dict[str, str]) -> list[str]:
    trin = int(raekke["parameter"][9])
    if "176a" in raekke["parameter"]:
        return graenser(trin, "sel176a")
    if raekke["parameter"].endswith("_bl"):
        return graenser(trin, "bl198")
    return graenser(trin, "sel176", "bl198") if "BL 198" in raekke["hjemmel"] else graenser(trin, "sel176")


def ens(navn: str) -> tuple[list[str], int]:
    return [navn], 1


# CSV name -> (our names, factor between the units)
TAL = {
    "satsregpct": ens("satsreguleringsprocent"),
    "cro_regulation_rounding": ens("cro_regulering_afrunding_kr"),
    "cro_oneoff_months": ens("cro_enkeltstaaende_maaneder"),
    "cro_rate1": ens("cro_sats1"),
    "cro_rate2": ens("cro_sats2"),
    "cro_rate3": ens("cro_sats3"),
    "cro_age_limit": ens("cro_aldersgraense"),
    "cro_household_child_age": ens("cro_husstand_barn_alder"),
    "cro_household_aftercare_max_age": ens("cro_husstand_eftervaern_max_alder"),
    "cro_176a_min_placed_children": ens("cro_sel176a_anbragte_min_antal"),
    "cro_lookback": ens("cro_tilbage_aar"),
    "claim_sel_bl_months": ens("krav_frist_sel_bl_maaneder"),
    "claim_other_years": ens("krav_frist_oevrige_aar"),
    "refusion_rejs_frist": ens("krav_frist_oevrige_aar"),
    "ast_svarfrist_modpart": ens("ast_svarfrist_uger"),
    "par110_refusion_days": ens("par110_refusion_dage"),
    "par85a_refusion_years": ens("par85a_refusion_aar"),
    "par107_after110_months": ens("par107_efter_110_maaneder"),
    "refusion_50_BL199": ens("refusion_bl199_andel"),
    "refusion_50_SEL177": ens("refusion_sel177_andel"),
    "refugee_sel181_years": ens("udl_sel181_aar"),
    "refugee_full_years": ens("udl_bl203_aar"),
    "refugee_placement_window": ens("udl_bl203_vindue_maaneder"),
    "refugee_placement_window_LAB": ens("udl_lab202_vindue_maaneder"),
    "refugee_elder_window": (["udl_aeldrelov43_vindue_maaneder"], 12),
    "refugee_rate": ens("udl_refusion_andel"),
    "dagtilbud_refugee_window": ens("udl_dagtilbud99_vindue_maaneder"),
    "dagtilbud_property_pct": ens("dagtilbud_ejendom_pct"),
    "inl_base_grund": ens("inl_grundtilskud_grundbeloeb_kr_md"),
    "inl_base_grund_flygt": ens("inl_grundtilskud_flygtninge_grundbeloeb_kr_md"),
    "inl_base_uled": ens("inl_uledsaget_grundbeloeb_kr_md"),
    "inl_base_raad": ens("inl_raadighedsbeloeb_grundbeloeb_kr_aar"),
    "inl_raadighed": ens("inl_raadighedsbeloeb_kr_aar"),
    "inl_grundtilskud": ens("inl_grundtilskud_kr_md"),
    "inl_uledsaget": ens("inl_uledsaget_kr_md"),
    "inl_result_job_y1_3": ens("inl_resultat_job_aar1_3_kr"),
    "inl_result_job_y4_5": ens("inl_resultat_job_aar4_5_kr"),
    "inl_result_edu_y1_3": ens("inl_resultat_udd_aar1_3_kr"),
    "inl_result_edu_y4_5": ens("inl_resultat_udd_aar4_5_kr"),
    "inl_result_dansk": ens("inl_resultat_dansk_kr"),
    "inl_repatriering": ens("inl_repatriering_kr"),
    "inl_job_min_months": ens("inl_job_min_maaneder"),
    "inl_job_min_hours": ens("inl_job_min_timer_uge"),
    "inl_edu_min_months": ens("inl_udd_min_maaneder"),
    "inl_grund_years": ens("inl_grundtilskud_aar"),
    "inl_grund_first_month_before": ens("inl_grund_foerste_maaned_foer_dag"),
    "inl_grund_last_month_after": ens("inl_grund_sidste_maaned_efter_dag"),
    "inl_noshow_refusion": ens("inl_udeblivelse_refusion_maaneder"),
    "ukraine_responsibility": ens("ukraine_ansvar_dage"),
    "efterskole_kombi_bidrag": ens("efterskole_kombi_bidrag_andel"),
    "moms_pos_factor": ens("moms_positivliste_faktor_andel"),
    "moms_husleje_pct": ens("moms_husleje_pct"),
    "moms_fond_pct": ens("moms_fond_pct"),
    "fondsmoms_pct": ens("moms_fond_pct"),
    "moms_building_years": ens("moms_ejendom_aar"),
    "moms_other_asset_years": ens("moms_aktiv_aar"),
    "moms_claim_day": ens("moms_anmodning_arbejdsdag"),
    "moms_forael": ens("moms_foraeldelse_aar"),
    "udl_foreigner": ens("udligning_udlaending_grundbeloeb_kr"),
    "udl_foreigner_0_5": ens("udligning_udlaending_0_5_grundbeloeb_kr"),
    "udl_foreigner_6_16": ens("udligning_udlaending_6_16_grundbeloeb_kr"),
    "nedgang_antal_kommuner": ens("nedgang_kommuner_antal"),
    "krimpraev_takst": ens("krimpraev_takst_kr_aar"),
    "fp_kommune_week1_4": ens("fp_kommuneandel_uge1_4_andel"),
    "fp_kommune_week5_26": ens("fp_kommuneandel_uge5_26_andel"),
    "fp_kommune_week27_52": ens("fp_kommuneandel_uge27_52_andel"),
    "fp_kommune_week53": ens("fp_kommuneandel_uge53_andel"),
    "fp_6aar_laengde": ens("fp_refusion_aar"),
    "pension_6y": ens("fp_refusion_aar"),
    "fp_kommuneandel_foer_2014_07": ens("fp_kommuneandel_gammel_pct"),
    "pers_tillaeg_stat": ens("pension_personligt_tillaeg_stat_pct"),
    "varmetillaeg_kommune": ens("pension_varmetillaeg_kommune_pct"),
    "ydelsesrefusion_foraeldelse": ens("ydelsesrefusion_foraeldelse_aar"),
    "cpr_reply_days": ens("cpr_svarfrist_dage"),
    "cpr_udrejse_maaneder": ens("cpr_udrejse_maaneder"),
    "cpr_anmeldelse_efter": ens("cpr_anmeldelse_efter_dage"),
    "cpr_boede": ens("cpr_boede_kr"),
    "dst_population_wait": ens("dst_folketal_ventetid_dage"),
    "lab_203a_limit": ens("lab_203a_graense_kr"),
    "privatskole_kommune_uge": ens("privatskole_kommune_kr_uge"),
    "privatskole_kommune_aar": ens("privatskole_kommune_kr_aar"),
    "privatskole_koblingspct": ens("privatskole_koblingsprocent"),
    "privatskole_kommuneandel": ens("privatskole_kommuneandel_pct"),
    "udligning_behov_pct": ens("udligning_behov_pct"),
    "udligning_ekstra_pct": ens("udligning_ekstra_pct"),
    "udligning_skat_pct": ens("udligning_skat_pct"),
    "alder_andel": ens("udligning_alder_pct"),
    "socio_andel": ens("udligning_socio_pct"),
    "nedgang_vindue": ens("nedgang_vindue_aar"),
    "nedgang_gennemsnit": ens("nedgang_gennemsnit_aar"),
    "nedgang_skatteloft": ens("nedgang_skatteloft_pct"),
    "nedgang_vaegt": ens("nedgang_vaegt_pct"),
    "nedgang_enhed_max_2021": ens("nedgang_enhed_max_kr"),
    "bloktilskud_total": ens("bloktilskud_total_mio_kr"),
}
# CSV name -> our text or yes/no parameter; texts that are not in ORDRET are worded in Danish by us
TEKST = {
    "cro_household_choice": "cro_husstandsvalg",
    "cro_age67_continuation_from": "cro_67_fortsaettelse_fra",
    "cro_payout_rule": "cro_udbetaling_regel",
    "cro_prelim_deadline": "frist_foreloebig_cro",
    "ref_prelim_deadline_social": "frist_foreloebig_cro",
    "ref_prelim_deadline_other": "frist_foreloebig_oevrige",
    "ref_final_deadline": "frist_endelig",
    "ref_request_cycle": "refusion_anmodning_cyklus",
    "skole_fallback_trigger": "skole_fallback_taelledag",
    "skole_fallback_almen": "skole_fallback_almen",
    "skole_fallback_special": "skole_fallback_special",
    "skole_anbragt_betaler": "skole_anbragt_betaler",
    "privatskole_taelledag": "privatskole_taelledag",
    "privatskole_refusion": "privatskole_refusion",
    "efterskole_refusion": "efterskole_refusion",
    "moms_yearend": "moms_aarsopgoerelse_frist",
    "moms_account": "moms_konto",
    "moms_art_100pct": "moms_arter_100",
    "nedgang_window_2026": "nedgang_vinduer",
    "cpr_vejkode_forsvundet": "cpr_vejkode_uden_adresse",
    "cpr_status_no_address": "cpr_status_uden_adresse",
    "cpr_status_forsvundet": "cpr_status_forsvundet",
    "cpr_status_udrejst": "cpr_status_udrejst",
    "cpr_indkomstregister_adgang": "cpr_indkomstregister_adgang",
    "eftervaern_regel": "eftervaern_refusion_fra",
    "fp_6aar_start_tilkendelse": "fp_6aar_start",
    "fp_6aar_start_fraflytning": "fp_6aar_start",
    "fp_institutionsregel_forrang": "fp_institutionsregel_forrang",
    "fp_udskydelse_mulig": "fp_udskydelse_mulig",
    "fp_fin_lov_omfattet": "fp_finansieringslov_omfattet",
}
ORDRET = {"03-01", "02-15", "05-15", "7.65.87", "9900-9939", "03", "70", "80", *JA}
ORDRET |= {"2020-2025;2019-2024;2018-2023", "tilkendelsesdato", "fraflytningsdato"}
OVERHALET = {
    # satser.md section 0, point 10: 3.960 is a base amount; the amounts of 2017 and 2018 are regulated
    ("inl_grundtilskud", "2017-01-01"),
    # satser.md section 7 gives the municipality's share instead
    ("fp_statsrefusion_over_52_uger", ""),
    # the unit stands in the parameter's own unit
    ("inl_raadighed_unit", "2017-01-01"),
}
UDEN_VAERDI = {
    "satsregpct": "satsreguleringsprocent",
    "kl_takst_normalklasse": "skole_kl_takst_normalklasse_kr_aar",
    "efterskole_bidrag": "efterskole_bidrag_kr_aar",
    "enhedsbeloeb_alder": "udligning_enhedsbeloeb_alder",
    "positivliste_pct": "moms_positivliste",
}


def er_ukendt(raekke: dict[str, str]) -> bool:
    return raekke["status"] == "not found" or not raekke["vaerdi"]


def dage(raekke: dict[str, str], navn: str) -> list[date]:
    """First and last day of a row; a row without a first day is asked on our own first day."""
    fra = date.fromisoformat(raekke["fra"]) if raekke["fra"] else LOV.parametre[navn].vaerdier[0].fra
    til = raekke["til"][:10]
    return [fra, date.fromisoformat(til) if til else max(fra, date(2026, 12, 31))]


def tjek_tal(raekke: dict[str, str], navne: list[str], faktor: int) -> None:
    for navn in navne:
        for dag in dage(raekke, navn):
            v = LOV.opslag(navn, dag)
            assert v.vaerdi == Decimal(raekke["vaerdi"]) * faktor, (navn, dag, raekke)
            afledt = raekke["status"].startswith(("derived", "computed"))
            assert v.status == ("afledt" if afledt else "bekraeftet"), (navn, dag)


@pytest.mark.delt
@pytest.mark.parametrize("fil", ["satser.md", "statsrefusion.md", "mellemkommunal.md"])
def test_every_verified_or_derived_row_of_the_domain_files_is_loaded(delt: Path, fil: str) -> None:
    raekker = [r for r in csv_raekker(delt, fil) if not er_ukendt(r)]
    assert len(raekker) > 40
    for raekke in raekker:
        navn = raekke["parameter"]
        if (navn, raekke["fra"]) in OVERHALET:
            continue
        if navn.startswith("cro_limit"):
            tjek_tal(raekke, graense_navne(raekke), 1)
        elif navn == "cro_month_fraction":
            assert raekke["vaerdi"] == f"1/{paa('cro_maanedsgraense_naevner', 2022)}"
        elif navn == "refugee_sel181_window":
            tjek_tal(raekke, ["udl_sel181_vindue_maaneder"], 12 if raekke["enhed"] == "years" else 1)
        elif navn in TAL:
            tjek_tal(raekke, *TAL[navn])
        else:
            for dag in dage(raekke, TEKST[navn]):
                v = LOV.opslag(TEKST[navn], dag)
                assert v.status == "bekraeftet"
                if raekke["vaerdi"] in ORDRET:
                    assert v.vaerdi == JA.get(raekke["vaerdi"], raekke["vaerdi"]), raekke


@pytest.mark.delt
def test_no_value_that_was_not_found_is_loaded(delt: Path) -> None:
    ukendte = [
        r
        for fil in ("satser.md", "statsrefusion.md", "mellemkommunal.md")
        for r in csv_raekker(delt, fil)
        if er_ukendt(r) and not r["parameter"].startswith("cro_limit")
    ]
    assert {r["parameter"] for r in ukendte} == set(UDEN_VAERDI)
    for raekke in ukendte:
        dag = date.fromisoformat(raekke["fra"]) if raekke["fra"] else date(2025, 1, 1)
        with pytest.raises(ParameterMangler):
            LOV.opslag(UDEN_VAERDI[raekke["parameter"]], dag)


def afsnit(delt: Path, overskrift: str) -> list[list[str]]:
    """The cells of the first table after a heading of satser.md."""
    tekst = (delt / "domain" / "satser.md").read_text(encoding="utf-8").split(overskrift, 1)[1]
    linjer = re.search(r"(?:^\|.*\n)+", tekst, re.M)
    assert linjer
    return [[c.strip() for c in linje.strip("|").split("|")] for linje in linjer.group(0).splitlines()[2:]]


def dansk(tekst: str) -> Decimal:
    return Decimal(tekst.replace("*", "").strip().replace(".", "").replace(",", "."))


@pytest.mark.delt
def test_the_table_of_per_cents_is_loaded(delt: Path) -> None:
    raekker = [r for r in afsnit(delt, "### 1.2 ") if r[1] != "–"]
    assert len(raekker) == 14
    for aar, sats, tilpasning, _ in raekker:
        assert paa("satsreguleringsprocent", int(aar)) == dansk(sats)
        assert paa("tilpasningsprocent", int(aar)) == dansk(tilpasning)
    tidlige = {2009: "3.1", 2010: "3.7", 2011: "1.9", 2012: "2.9"}
    assert all(paa("satsreguleringsprocent", aar) == Decimal(p) for aar, p in tidlige.items())


@pytest.mark.delt
def test_the_table_of_limits_is_loaded(delt: Path) -> None:
    fundne = 0
    for aar, grundlag, *celler, _maaned, status in afsnit(delt, "### 1.3 "):
        if "not found" in status:
            continue
        love = [lov for lov, ord_ in (("sel176", "§ 176"), ("bl198", "BL")) if ord_ in grundlag]
        love = ["sel176a"] if grundlag.startswith("§ 176 a") else love
        love = ["sel176", "sel176a"] if "/ § 176 a" in grundlag else love
        for trin, celle in enumerate(celler, start=1):
            if celle == "–":
                continue
            tal = [dansk(t) for t in re.findall(r"[\d.]{6,}", celle)]
            for nr, lov in enumerate(love):
                v = LOV.opslag(f"cro_graense{trin}_{lov}", date(int(aar.replace("*", "")), 12, 31))
                assert v.vaerdi == tal[nr if len(love) > 1 else 0], (aar, grundlag, trin)
                assert v.alternativ == (tal[1] if "or" in celle else None)
                assert v.status == ("bekraeftet" if status.startswith("verified") else "afledt")
                fundne += 1
    assert fundne == 41


@pytest.mark.delt
def test_the_table_of_integration_rates_is_loaded(delt: Path) -> None:
    kolonner = [
        ["inl_grundtilskud_kr_md"],
        ["inl_uledsaget_kr_md"],
        ["inl_raadighedsbeloeb_kr_aar"],
        ["inl_resultat_job_aar1_3_kr", "inl_resultat_udd_aar1_3_kr"],
        ["inl_resultat_job_aar4_5_kr", "inl_resultat_udd_aar4_5_kr"],
        ["inl_resultat_dansk_kr"],
        ["inl_repatriering_kr"],
    ]
    fundne = 0
    for aar, *celler in afsnit(delt, "## 2. Integrationsloven"):
        if aar in ("2016 base", "2027"):
            continue
        for navne, celle in zip(kolonner, celler, strict=True):
            tal, *flygtninge = celle.replace("*", "").split(";")
            mulige = [dansk(t) for t in re.findall(r"[\d.]{5,}", tal)]
            for navn in navne:
                v = LOV.opslag(navn, date(int(aar), 1, 1))
                assert v.vaerdi in mulige, (navn, aar, celle)
                assert v.status == ("bekraeftet" if tal.strip().endswith("v") else "afledt"), (navn, aar)
                fundne += 1
            for tekst in flygtninge:
                v = LOV.opslag("inl_grundtilskud_flygtninge_kr_md", date(int(aar), 1, 1))
                assert v.vaerdi == dansk(re.sub(r"[^\d.]", "", tekst))
    assert fundne == 10 * 9


@pytest.mark.delt
def test_every_number_loaded_is_printed_in_the_domain_files(delt: Path) -> None:
    filer = ("satser.md", "statsrefusion.md", "mellemkommunal.md")
    tekst = "\n".join((delt / "domain" / fil).read_text(encoding="utf-8") for fil in filer)
    tal = set(re.findall(r"\d+(?:\.\d{3})*(?:,\d+)?", tekst)) | set(re.findall(r"\d+(?:\.\d+)?", tekst))
    # written there in mia. kr., and the two bases of the old § 176 a in thousands
    andre_enheder = {
        "bloktilskud_betinget_service_mio_kr",
        "bloktilskud_betinget_anlaeg_mio_kr",
        "selvbudgettering_loft_mio_kr",
        "bloktilskud_total_mio_kr",
        "cro_graense1_sel176a_grundbeloeb",
        "cro_graense2_sel176a_grundbeloeb",
    }
    for parameter in LOV.parametre.values():
        for v in parameter.vaerdier:
            if isinstance(v.vaerdi, Decimal) and parameter.navn not in andre_enheder:
                skrevet = {f"{abs(v.vaerdi):f}", f"{abs(v.vaerdi.normalize()):f}"}
                skrevet |= {f"{abs(v.vaerdi):,}".translate(str.maketrans(",.", ".,"))}
                assert skrevet & tal, (parameter.navn, v.fra, v.vaerdi)
