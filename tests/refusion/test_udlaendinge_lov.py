"""The state's money for refugees, as sentences with dates. Amounts from BEK 1265/2022 and uim.dk (2024), by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.lov.parametre import laes_lov
from engine.refusion import udlaendinge as ret
from engine.refusion.sde import ENHED
from engine.refusion.udlaendinge import Indsats, Job, Stykke, Tilladelse, Uddannelse, Udlaending

LOV = laes_lov()
SIDSTE = date(2025, 12, 31)
JANUAR = date(2022, 1, 1)


def flygtning(
    fra: date = JANUAR,
    til: date | None = None,
    grundlag: str = "UDL7",
    foedt: date = date(1990, 5, 1),
    meddelt: date | None = None,
    **mere,
) -> Udlaending:
    uledsaget = mere.pop("uledsaget", False)
    t = Tilladelse(grundlag, meddelt or fra, None, uledsaget, fra, til)
    return Udlaending("p", foedt, mere.pop("doed", None), (t,), **mere)


def maaneder(u: Udlaending, f=ret.grundtilskud) -> list[str]:
    return [t.maaned for t in f(u, LOV, SIDSTE)]


# --- grundtilskud ---------------------------------------------------------------------------------------------


def test_ansvar_fra_den_15_giver_tilskud_fra_samme_maaned_i_36_maaneder() -> None:
    m = maaneder(flygtning(date(2022, 3, 15)))
    assert (m[0], m[-1], len(m)) == ("2022-03", "2025-02", 36)


def test_ansvar_fra_den_16_giver_foerst_tilskud_fra_naeste_maaned() -> None:
    # The three years end on 15 March 2025, and that is not beyond the 15th.
    m = maaneder(flygtning(date(2022, 3, 16)))
    assert (m[0], m[-1]) == ("2022-04", "2025-02")


def test_ansvar_fra_den_17_giver_tilskud_til_og_med_maaneden_hvor_de_tre_aar_slutter() -> None:
    m = maaneder(flygtning(date(2022, 3, 17)))
    assert (m[0], m[-1], len(m)) == ("2022-04", "2025-03", 36)


@pytest.mark.parametrize(("til", "sidste"), [(date(2022, 6, 15), "2022-05"), (date(2022, 6, 16), "2022-06")])
def test_den_sidste_maaned_taeller_kun_hvis_ansvaret_varer_ud_over_den_15(til: date, sidste: str) -> None:
    assert maaneder(flygtning(til=til))[-1] == sidste


def test_et_ansvar_inde_i_en_maaned_fra_den_10_til_den_14_giver_intet() -> None:
    assert maaneder(flygtning(date(2022, 3, 10), date(2022, 3, 14))) == []


def test_et_helt_aar_i_2024_giver_tolv_gange_3127_kr() -> None:
    tilskud = [
        t for t in ret.grundtilskud(flygtning(date(2023, 1, 1)), LOV, SIDSTE) if t.maaned[:4] == "2024"
    ]
    assert sum(t.oere or 0 for t in tilskud) == 12 * 3127_00 == 37_524_00


def test_andet_opholdsgrundlag_giver_intet() -> None:
    u = flygtning(grundlag="ANDET", job=(Job(JANUAR, None, Decimal(37), True),), proever=(("PD3", JANUAR),))
    assert ret.tilskud(u, LOV, SIDSTE) == []
    assert ret.vinduer(u, LOV) == []


def test_en_ukrainer_giver_kun_tilskud_i_maaneder_med_program() -> None:
    uden = flygtning(grundlag="UKRAINE")
    assert maaneder(uden) == []
    program = (Stykke(date(2022, 4, 20), date(2022, 8, 3)),)
    med = flygtning(grundlag="UKRAINE", program=program)
    assert maaneder(med) == ["2022-04", "2022-05", "2022-06", "2022-07", "2022-08"]


def test_den_der_flytter_til_en_anden_kommune_og_tilbage_taeller_tre_aar_fra_foerste_ansvar() -> None:
    en = Tilladelse("UDL7", JANUAR, None, False, JANUAR, date(2022, 6, 30))
    to = Tilladelse("UDL7", date(2023, 1, 1), None, False, date(2024, 9, 1), None)
    m = maaneder(Udlaending("p", date(1990, 5, 1), None, (en, to)))
    assert m == [f"2022-{n:02d}" for n in range(1, 7)] + ["2024-09", "2024-10", "2024-11", "2024-12"]


def test_tilskuddet_slutter_naar_borgeren_doer() -> None:
    assert maaneder(flygtning(doed=date(2022, 9, 10)))[-1] == "2022-08"


# --- uledsagede -----------------------------------------------------------------------------------------------


def test_18_aars_dagen_den_10_maj_slutter_uledsaget_i_april_og_begynder_grundtilskud_i_maj() -> None:
    u = flygtning(date(2023, 2, 1), grundlag="UDL9c3", foedt=date(2006, 5, 10), uledsaget=True)
    assert maaneder(u, ret.uledsaget)[-1] == "2024-04"
    assert maaneder(u)[0] == "2024-05"


def test_18_aars_dagen_den_20_maj_slutter_uledsaget_i_maj_og_begynder_grundtilskud_i_juni() -> None:
    u = flygtning(date(2023, 2, 1), grundlag="UDL9c3", foedt=date(2006, 5, 20), uledsaget=True)
    assert maaneder(u, ret.uledsaget)[-1] == "2024-05"
    assert maaneder(u)[0] == "2024-06"


def test_uledsaget_er_10397_kr_om_maaneden_i_2024() -> None:
    u = flygtning(date(2024, 1, 1), foedt=date(2010, 1, 1), uledsaget=True)
    januar = ret.uledsaget(u, LOV, SIDSTE)[0]
    assert (januar.maaned, januar.oere) == ("2024-01", 10_397_00)


def test_en_foraelders_lovlige_ophold_slutter_uledsaget() -> None:
    u = flygtning(foedt=date(2010, 1, 1), uledsaget=True, foraelder_her=date(2022, 7, 20))
    assert maaneder(u, ret.uledsaget)[-1] == "2022-07"


@given(
    st.dates(date(2018, 1, 1), date(2024, 12, 31)),
    st.dates(date(2003, 1, 1), date(2009, 12, 31)),
    st.integers(0, 3000),
)
def test_ingen_maaned_giver_baade_grundtilskud_og_uledsaget(fra: date, foedt: date, dage: int) -> None:
    u = flygtning(fra, fra + timedelta(days=dage), foedt=foedt, uledsaget=True)
    assert not set(maaneder(u)) & set(maaneder(u, ret.uledsaget))
    assert len(maaneder(u)) <= 36


# --- resultattilskud ------------------------------------------------------------------------------------------


def job(fra: date, til: date | None, timer: str = "37", ordinaer: bool = True) -> Udlaending:
    return flygtning(job=(Job(fra, til, Decimal(timer), ordinaer),))


def test_et_job_fra_nytaar_til_og_med_30_juni_er_seks_maaneder_og_giver_83801_kr_i_juni_2022() -> None:
    t = ret.resultat_job(job(JANUAR, date(2022, 6, 30)), LOV, SIDSTE)
    assert t is not None
    assert (t.maaned, t.oere) == ("2022-06", 83_801_00)


@pytest.mark.parametrize(
    ("til", "timer", "ordinaer"),
    [(date(2022, 6, 29), "37", True), (None, "19.9", True), (None, "37", False)],
)
def test_for_kort_for_faa_timer_eller_med_stoette_giver_intet(
    til: date | None, timer: str, ordinaer: bool
) -> None:
    assert ret.resultat_job(job(JANUAR, til, timer, ordinaer), LOV, SIDSTE) is None


def test_to_job_uden_ophold_er_eet_forloeb_med_gennemsnittet_af_timerne() -> None:
    to = (
        Job(JANUAR, date(2022, 3, 31), Decimal(15), True),  # 90 days
        Job(date(2022, 4, 1), date(2022, 8, 31), Decimal(25), True),  # 91 days of the first six months
    )
    t = ret.resultat_job(flygtning(job=to), LOV, SIDSTE)
    assert t is not None  # (90 x 15 + 91 x 25) / 181 = 20,03
    assert (
        ret.resultat_job(flygtning(job=(to[0], Job(date(2022, 4, 2), None, Decimal(15), True))), LOV, SIDSTE)
        is None
    )


def test_satsen_er_aarets_hvor_de_seks_maaneder_er_naaet() -> None:
    t = ret.resultat_job(job(date(2023, 8, 1), None), LOV, SIDSTE)
    assert t is not None
    assert (t.maaned, t.oere) == ("2024-01", 88_817_00)


def test_et_job_begyndt_paa_de_tre_aars_sidste_dag_faar_det_hoeje_tilskud() -> None:
    t = ret.resultat_job(
        flygtning(date(2021, 2, 10), job=(Job(date(2024, 2, 9), None, Decimal(37), True),)), LOV, SIDSTE
    )
    assert t is not None
    assert t.oere == 88_817_00


def test_et_job_begyndt_dagen_efter_faar_det_lave_tilskud() -> None:
    u = flygtning(date(2021, 2, 10), job=(Job(date(2024, 2, 10), None, Decimal(37), True),))
    t = ret.resultat_job(u, LOV, SIDSTE)
    assert t is not None
    assert t.oere == 59_210_00


@pytest.mark.parametrize(("start", "faar"), [(date(2025, 2, 9), True), (date(2025, 2, 10), False)])
def test_et_job_skal_begynde_inden_for_fem_aar(start: date, faar: bool) -> None:
    u = flygtning(date(2020, 2, 10), job=(Job(start, None, Decimal(37), True),))
    assert (ret.resultat_job(u, LOV, SIDSTE) is not None) is faar


def test_kommunen_der_havde_ansvaret_da_jobbet_begyndte_faar_tilskuddet() -> None:
    u = flygtning(til=date(2022, 3, 31), job=(Job(date(2022, 3, 1), None, Decimal(37), True),))
    assert ret.resultat_job(u, LOV, SIDSTE) is not None
    sent = flygtning(til=date(2022, 2, 28), job=(Job(date(2022, 3, 1), None, Decimal(37), True),))
    assert ret.resultat_job(sent, LOV, SIDSTE) is None


def test_de_seks_maaneder_skal_vaere_gaaet() -> None:
    u = job(date(2025, 8, 1), None)
    assert ret.resultat_job(u, LOV, SIDSTE) is None
    assert ret.resultat_job(u, LOV, date(2026, 1, 31)) is not None


def test_hvert_tilskud_gives_een_gang() -> None:
    u = flygtning(
        job=(
            Job(JANUAR, date(2022, 8, 1), Decimal(37), True),
            Job(date(2023, 1, 1), None, Decimal(37), True),
        ),
        proever=(("PD2", date(2022, 5, 5)), ("PD3", date(2023, 5, 5))),
        uddannelse=(
            Uddannelse(date(2022, 9, 1), date(2023, 12, 31), True),
            Uddannelse(date(2024, 2, 1), None, True),
        ),
    )
    engangs = [(t.ordning, t.maaned) for t in ret.tilskud(u, LOV, SIDSTE) if t.ordning in ret.RESULTATER]
    assert engangs == [
        ("resultat_dansk", "2022-05"),
        ("resultat_job", "2022-06"),
        ("resultat_uddannelse", "2023-02"),
    ]


def test_en_bestaaet_proeve_i_2022_giver_35755_kr() -> None:
    t = ret.resultat_dansk(flygtning(proever=(("PD2", date(2022, 5, 5)),)), LOV, SIDSTE)
    assert t is not None
    assert (t.maaned, t.oere) == ("2022-05", 35_755_00)


def test_en_uddannelse_der_ikke_er_kompetencegivende_giver_intet() -> None:
    assert (
        ret.resultat_uddannelse(flygtning(uddannelse=(Uddannelse(JANUAR, None, False),)), LOV, SIDSTE) is None
    )


# --- fuld refusion --------------------------------------------------------------------------------------------


def daekket(u: Udlaending, lov: str, paragraf: str, maaned: str, kroner: int = 31_000) -> int:
    """Kroner of a month's expense that the state pays, in øre."""
    return ret.til_oere(ret.daekket_u(kroner * 100 * ENHED, lov, paragraf, maaned, ret.vinduer(u, LOV)))


def test_de_tre_aar_slutter_midt_i_juni_og_maaneden_deles_efter_dage() -> None:
    u = flygtning(meddelt=date(2020, 6, 16))
    assert daekket(u, "SEL", "96", "2023-05") == 31_000_00
    assert daekket(u, "SEL", "96", "2023-06", 30_000) == 15_000_00  # 15 of 30 days
    assert daekket(u, "SEL", "96", "2023-07") == 0


def test_refusionen_begynder_paa_dagen_for_tilladelsen() -> None:
    u = flygtning(meddelt=date(2022, 1, 22))
    assert daekket(u, "SEL", "100", "2022-01") == 10_000_00  # 10 of 31 days
    assert daekket(u, "SEL", "100", "2021-12") == 0


def test_merudgifter_til_boern_er_servicelovens_paragraf_41_til_2023_og_barnets_lovs_86_fra_2024() -> None:
    u = flygtning(meddelt=date(2023, 1, 1))
    assert daekket(u, "SEL", "41", "2023-12") == 31_000_00
    assert daekket(u, "SEL", "41", "2024-01") == 0
    assert daekket(u, "BL", "86", "2023-12") == 0
    assert daekket(u, "BL", "86", "2024-01") == 31_000_00


@pytest.mark.parametrize(
    ("lov", "paragraf", "med"),
    [
        ("BL", "32.1", True),
        ("BL", "32.1.3", True),
        ("BL", "32", True),
        ("BL", "35.4", True),
        ("BL", "35", False),
        ("BL", "114.1.2", True),
        ("BL", "114.1.1", False),
        ("BL", "43", False),
        ("SEL", "85", False),
        ("LUK", "13", True),
        ("LUK", "14", False),
    ],
)
def test_kun_lovens_paragraffer_er_daekket(lov: str, paragraf: str, med: bool) -> None:
    assert (daekket(flygtning(meddelt=date(2023, 6, 1)), lov, paragraf, "2024-03") > 0) is med


def test_en_fornyet_tilladelse_begynder_ikke_forfra() -> None:
    en = Tilladelse("UDL7", date(2019, 3, 1), date(2021, 2, 28), False, None, None)
    to = Tilladelse("UDL7", date(2021, 3, 1), date(2024, 2, 28), False, None, None)
    u = Udlaending("p", date(1990, 1, 1), None, (en, to))
    assert daekket(u, "SEL", "96", "2022-02") == 31_000_00
    assert daekket(u, "SEL", "96", "2022-03") == 0


def test_et_botilbud_begyndt_inden_to_aar_er_daekket_saa_laenge_det_loeber() -> None:
    to_aar = flygtning(
        meddelt=date(2020, 5, 1), indsatser=(Indsats("SEL", "108", date(2022, 4, 30), date(9999, 12, 31)),)
    )
    assert daekket(to_aar, "SEL", "108", "2025-06") == 31_000_00
    assert daekket(to_aar, "SEL", "85", "2022-06") == 0
    efter = flygtning(
        meddelt=date(2020, 5, 1), indsatser=(Indsats("SEL", "108", date(2022, 5, 1), date(9999, 12, 31)),)
    )
    assert daekket(efter, "SEL", "108", "2022-06") == 0


def test_en_uledsagets_anbringelse_er_daekket_til_dagen_foer_18_aar() -> None:
    u = flygtning(date(2023, 2, 1), foedt=date(2006, 5, 11), uledsaget=True)
    assert daekket(u, "SEL", "66.1", "2023-12") == 31_000_00
    assert daekket(u, "BL", "46.1", "2024-04") == 31_000_00
    assert daekket(u, "BL", "46.1", "2024-05") == 10_000_00  # to 10 May


def test_en_dag_der_er_daekket_af_to_regler_betales_een_gang() -> None:
    u = flygtning(date(2023, 2, 1), foedt=date(2010, 5, 11), uledsaget=True)
    assert daekket(u, "BL", "86", "2024-04") == 31_000_00


def test_en_konto_for_flere_paragraffer_bestemmes_af_den_eneste_indsats() -> None:
    bpa = Indsats("SEL", "96", date(2022, 1, 15), date(2022, 3, 31))
    assert ret.paragraf_efter_indsats([bpa], "SEL", "95", "2022-02", LOV) == "96"
    assert ret.paragraf_efter_indsats([bpa], "SEL", "95", "2022-04", LOV) == "95"
    to = [bpa, Indsats("SEL", "85", JANUAR, SIDSTE)]
    assert ret.paragraf_efter_indsats(to, "SEL", "95", "2022-02", LOV) == "95"


@pytest.mark.parametrize(
    ("lov", "konto", "indsats", "bliver"),
    [
        ("SEL", "83", "96", "83"),  # home help to somebody who has nothing but BPA
        ("SEL", "107", "96", "107"),
        ("SEL", "52", "52.3.3", "52.3.3"),  # under the account's own paragraph
        ("SEL", "52.3.7", "52.3.3", "52.3.7"),  # a place in a foster family is no treatment of the family
        ("SEL", "52.3.7", "66.1", "66.1"),
        ("BL", "43", "46", "46"),
        ("BL", "32", "86", "32"),
    ],
)
def test_en_indsats_afgoer_kun_det_kontoen_kan_vaere(lov: str, konto: str, indsats: str, bliver: str) -> None:
    eneste = Indsats(lov, indsats, JANUAR, SIDSTE)
    assert ret.paragraf_efter_indsats([eneste], lov, konto, "2024-02", LOV) == bliver


def _regning(u: Udlaending, paragraf: str, maaned: str, periode: Stykke | None = None) -> int:
    """What the state pays of a bill of 31.000 kr. in a month."""
    dage = ret.hjaelpens_dage(u.indsatser, "SEL", paragraf, maaned, periode)
    return ret.til_oere(ret.daekket_u(31_000_00 * ENHED, "SEL", paragraf, maaned, ret.vinduer(u, LOV), dage))


def test_regningen_for_den_maaned_et_botilbud_slutter_er_for_opholdets_dage_alene() -> None:
    """The stay ended on 23 July: a bill of July is for its 23 days, and all of it is paid."""
    ophold = Indsats("SEL", "107", date(2022, 5, 26), date(2023, 7, 23))
    u = flygtning(meddelt=date(2021, 7, 21), indsatser=(ophold,))
    assert _regning(u, "107", "2022-05") == _regning(u, "107", "2023-07") == 31_000_00
    assert _regning(u, "107", "2023-08") == 0


def test_er_der_et_andet_ophold_i_maaneden_deles_den_efter_begges_dage() -> None:
    foerste = Indsats("SEL", "107", date(2022, 5, 26), date(2023, 7, 10))
    andet = Indsats(
        "SEL", "107", date(2023, 7, 22), SIDSTE
    )  # begun two years and a day after the permit: too late
    u = flygtning(meddelt=date(2021, 7, 21), indsatser=(foerste, andet))
    assert _regning(u, "107", "2023-07") == 15_500_00  # 10 of 20 days


def test_en_regning_for_dage_paa_den_ene_side_af_rettens_sidste_dag_deles_ikke_efter_hele_maaneden() -> None:
    """The three years end on 3 August 2024; four weeks' help from 8 July to 4 August has four days in August."""
    bpa = Indsats("SEL", "96", date(2022, 3, 20), SIDSTE)
    u = flygtning(meddelt=date(2021, 8, 4), indsatser=(bpa,))
    fire_uger = Stykke(date(2024, 7, 8), date(2024, 8, 4))
    assert _regning(u, "96", "2024-08", fire_uger) == 23_250_00  # 3 of 4 days
    assert _regning(u, "96", "2024-08") == 3_000_00  # 3 of 31 when nothing says which days
    assert _regning(u, "96", "2024-08", Stykke(date(2024, 8, 5), date(2024, 8, 31))) == 0


@given(st.integers(-(10**12), 10**12), st.dates(date(2019, 1, 1), date(2024, 12, 31)))
def test_staten_betaler_aldrig_mere_end_udgiften(andel: int, meddelt: date) -> None:
    vinduer = ret.vinduer(flygtning(meddelt=meddelt), LOV)
    d = ret.daekket_u(andel, "SEL", "96", f"{meddelt:%Y-%m}", vinduer)
    assert abs(d) <= abs(andel)
    assert d == -ret.daekket_u(-andel, "SEL", "96", f"{meddelt:%Y-%m}", vinduer)


def test_hver_dag_i_de_tre_aar_er_daekket_og_ingen_andre() -> None:
    meddelt = date(2020, 2, 29)
    vindue = next(v for v in ret.vinduer(flygtning(meddelt=meddelt), LOV) if v.hjemmel == "SEL § 181, stk. 2")
    assert (vindue.stykke.fra, vindue.stykke.til) == (meddelt, date(2023, 2, 28))


def test_tidslinjen_har_lovens_frister_for_doegnophold() -> None:
    # 24 months under serviceloven, barnets lov and ældreloven; 12 months under aktivloven and LAB.
    u = flygtning(date(2023, 3, 15))
    frister = {
        p.navn: p.stykke.til for p in ret.perioder(u, LOV, date(2024, 12, 31)) if ret.DOEGNFRIST in p.navn
    }
    assert frister == {
        "Frist for døgnophold, social hjælp": date(2025, 3, 14),
        "Frist for døgnophold, forsørgelse": date(2024, 3, 14),
    }


# --- children placed because of a disability (BL § 203, stk. 3, nr. 1; SEL § 181, stk. 3, nr. 1) ------------------


def barn(anbragt: date, paragraf: str = "43.1.4", lov: str = "BL", **mere) -> Udlaending:
    """A child of 2012 with a permit from 10 January 2024, who lives round the clock from a day and still does."""
    ophold = Indsats(lov, paragraf, anbragt, ret.UDLOEBER_ALDRIG)
    permit = mere.pop("permit", date(2024, 1, 10))
    return flygtning(permit, foedt=mere.pop("foedt", date(2012, 5, 1)), indsatser=(ophold,), **mere)


def anbragt_daekket(u: Udlaending, maaned: str, paragraf: str = "43.1.4", lov: str = "BL") -> int:
    return ret.daekket_u(31_000, lov, paragraf, maaned, ret.vinduer(u, LOV))


def test_et_barn_anbragt_inden_24_maaneder_paa_grund_af_handicap_er_daekket_saa_laenge_opholdet_varer() -> (
    None
):
    u = barn(date(2026, 1, 9), handicapanbragt=True)
    assert anbragt_daekket(u, "2026-03") == 31_000
    assert anbragt_daekket(u, "2029-03") == 31_000, "also after the three years"


def test_uden_sagsbehandlerens_ord_er_doegnopholdet_ikke_daekket() -> None:
    assert anbragt_daekket(barn(date(2026, 1, 9)), "2026-03") == 0


def test_anbragt_to_aar_efter_tilladelsen_er_for_sent() -> None:
    u = barn(date(2026, 1, 10), handicapanbragt=True)
    assert anbragt_daekket(u, "2026-03") == 0
    assert ret.mulige_handicapophold(u, LOV) == []


def test_anbragt_paa_18_aars_dagen_er_ikke_et_barn() -> None:
    dagen_foer, dagen = (barn(date(2025, 5, d), foedt=date(2007, 5, 2), handicapanbragt=True) for d in (1, 2))
    assert anbragt_daekket(dagen_foer, "2025-07") == 31_000
    assert anbragt_daekket(dagen, "2025-07") == 0


def test_paragraf_43_nr_5_naevner_loven_ikke() -> None:
    u = barn(date(2025, 1, 1), handicapanbragt=True)
    assert anbragt_daekket(u, "2025-03", "43.1.5") == 0
    assert anbragt_daekket(barn(date(2025, 1, 1), "43.1.5", handicapanbragt=True), "2025-03", "43.1.5") == 0


def test_et_ophold_efter_serviceloven_gaar_videre_efter_barnets_lov() -> None:
    foer = Indsats("SEL", "52.3.7", date(2022, 6, 1), date(2023, 12, 31))
    efter = Indsats("BL", "46", date(2024, 1, 1), ret.UDLOEBER_ALDRIG)
    u = flygtning(date(2020, 7, 1), foedt=date(2012, 5, 1), indsatser=(foer, efter), handicapanbragt=True)
    assert anbragt_daekket(u, "2023-10", "52.3.7", "SEL") == 31_000
    assert anbragt_daekket(u, "2024-10", "46") == 31_000
