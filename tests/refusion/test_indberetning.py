"""What is handed in to the ministry: the year's cases, the estimate of a quarter, earlier years put right; by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.fejl import HjemtagFejl, ParameterMangler
from engine.lov.parametre import laes_lov
from engine.refusion import indberetning, sde
from engine.refusion.indberetning import ANMODNING, ENDELIG, FORELOEBIG, Periode
from tests.refusion.ramme import grundlag, maaneder

LOV = laes_lov()
FOEDT = {"a": date(1980, 1, 1), "b": date(1985, 1, 1)}
# 100.000 a month in 2022 is 25 % of 28.333,33 = 7.083,33; the year is 85.000.


def lav(udgifter, hjemtaget=None) -> sde.SdeResultat:
    return sde.beregn(grundlag(udgifter, FOEDT, hjemtaget=hjemtaget), LOV, lambda art, n: f"{art}-{n}")


def opgoer(resultat, periode: Periode, data: date = date(2022, 12, 31)) -> pd.DataFrame:
    return indberetning.opgoer(resultat, periode, data, LOV)


HELE_2022 = [("a", m, 100_000) for m in maaneder(2022)]


def test_den_endelige_opgoerelse_er_aarets_refusion_minus_det_hjemtagne() -> None:
    linjer = opgoer(lav(HELE_2022, [(2022, "a", None, 1_000_000)]), Periode(ENDELIG, 2022))
    assert linjer[["refusion_oere", "hjemtaget_oere", "beloeb_oere"]].to_numpy().tolist() == [
        [8_500_000, 1_000_000, 7_500_000]
    ]
    assert not linjer["berigtigelse"].any()


def test_en_anmodning_er_aar_til_dato_med_kvartalets_ikke_afsluttede_maaneder_som_skoen() -> None:
    # Data to 31 May: January–May are known, June is expected at the mean of March, April and May.
    linjer = opgoer(lav(HELE_2022[:5]), Periode(ANMODNING, 2022, 2), date(2022, 5, 31))
    r = linjer.iloc[0]
    assert (r["refusion_oere"], r["skoen_oere"], r["beloeb_oere"]) == (3_541_667, 708_333, 4_250_000)


def test_en_maaned_der_ikke_er_forbi_er_ikke_kendt() -> None:
    linjer = opgoer(lav(HELE_2022[:5]), Periode(ANMODNING, 2022, 2), date(2022, 5, 30))
    assert linjer.iloc[0]["refusion_oere"] == 2_833_333  # four months: 28.333,33
    assert linjer.iloc[0]["skoen_oere"] == 1_416_667  # May and June


def test_efter_kvartalet_er_intet_skoennet_og_senere_maaneder_er_ikke_med() -> None:
    linjer = opgoer(lav(HELE_2022), Periode(ANMODNING, 2022, 1), date(2022, 12, 31))
    assert linjer.iloc[0][["refusion_oere", "skoen_oere"]].tolist() == [2_125_000, 0]


def test_foerste_kvartal_kan_skoennes_af_aaret_foer() -> None:
    linjer = opgoer(lav([*HELE_2022, ("a", "2023-01", 0)]), Periode(ANMODNING, 2023, 1), date(2022, 12, 31))
    assert linjer[linjer["aar"] == 2023].iloc[0]["skoen_oere"] == 2_125_000


def test_en_sag_uden_refusion_i_de_seneste_tre_maaneder_skoennes_til_nul() -> None:
    linjer = opgoer(lav(HELE_2022[:2]), Periode(ANMODNING, 2022, 2), date(2022, 5, 31))
    assert linjer.iloc[0]["skoen_oere"] == 0


def test_tidligere_aar_er_berigtigelser_med_det_aars_graenser_begge_veje() -> None:
    # 2021: 75.000 a month over 70.833,33 is 12 × 1.041,67 = 12.500. 2020 is claimed 5.000 without right.
    udgifter = [*HELE_2022, *(("b", m, 75_000) for m in maaneder(2021)), ("a", "2020-01", 1_000)]
    linjer = opgoer(lav(udgifter, [(2020, "a", None, 500_000)]), Periode(FORELOEBIG, 2022))
    tidligere = linjer[linjer["berigtigelse"]]
    assert tidligere[["aar", "beloeb_oere"]].to_numpy().tolist() == [[2020, -500_000], [2021, 1_250_000]]


def test_et_tidligere_aar_der_stemmer_er_ikke_med() -> None:
    udgifter = [*HELE_2022, *(("b", m, 75_000) for m in maaneder(2021))]
    linjer = opgoer(lav(udgifter, [(2021, "b", None, 1_250_000)]), Periode(ENDELIG, 2022))
    assert set(linjer["aar"]) == {2022}


def test_der_gaas_kun_tre_aar_tilbage() -> None:
    udgifter = [("a", m, 200_000) for aar in (2021, 2025) for m in maaneder(aar)]
    assert set(opgoer(lav(udgifter), Periode(ENDELIG, 2025))["aar"]) == {2025}
    assert set(opgoer(lav(udgifter), Periode(ENDELIG, 2024))["aar"]) == {2021}


def test_et_krav_uden_person_er_sin_egen_linje_og_traekkes_fra() -> None:
    linjer = opgoer(lav(HELE_2022, [(2022, None, None, 300_000)]), Periode(ENDELIG, 2022))
    assert linjer["beloeb_oere"].sum() == 8_500_000 - 300_000
    assert linjer.loc[linjer["sagstype"] == "ufordelt", "beloeb_oere"].tolist() == [-300_000]


def test_et_aar_uden_graenser_kan_ikke_opgoeres() -> None:
    with pytest.raises(ParameterMangler, match="cro_graense"):
        opgoer(lav([("a", m, 100_000) for m in maaneder(2027)]), Periode(ENDELIG, 2027))


@pytest.mark.parametrize(("art", "kvartal"), [(ANMODNING, 0), (ANMODNING, 5), (ENDELIG, 1), ("andet", 0)])
def test_en_periode_der_ikke_findes_afvises(art: str, kvartal: int) -> None:
    with pytest.raises(HjemtagFejl):
        Periode(art, 2022, kvartal)


def test_forskellen_fra_den_sidste_er_hvad_der_nu_er_rigtigt_minus_det_der_var() -> None:
    foer = opgoer(lav(HELE_2022), Periode(FORELOEBIG, 2022))
    efter = opgoer(
        lav([*HELE_2022, ("a", "2022-03", 8_750), ("b", "2022-01", 80_000)]), Periode(ENDELIG, 2022)
    )
    # March: 25 % of 8.750 more; b: 25 % of 8.333,33.
    assert indberetning.forskel(efter, foer)[["sag_id", "forskel_oere"]].to_numpy().tolist() == [
        ["P-a", 218_750],
        ["P-b", 208_333],
    ]


_MAANEDER, _HVEM = maaneder(2021) + maaneder(2022), ["a", "b", None]
_BELOEB = st.integers(-50_000, 300_000)


@settings(derandomize=True, deadline=None, max_examples=40)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from("ab"), st.sampled_from(maaneder(2021) + maaneder(2022))),
        _BELOEB,
        min_size=1,
    ),
    st.lists(
        st.tuples(
            st.sampled_from([2021, 2022]), st.sampled_from(["a", "b", None]), st.integers(0, 10_000_000)
        ),
        max_size=3,
    ),
)
def test_summen_er_al_refusion_minus_alt_hjemtaget_og_posterne_summer_til_linjerne(udgifter, krav) -> None:
    resultat = lav([(p, m, b) for (p, m), b in udgifter.items()], [(a, p, None, o) for a, p, o in krav])
    linjer = opgoer(resultat, Periode(ENDELIG, 2022))
    assert linjer["beloeb_oere"].sum() == resultat.sager["refusion"].sum() - sum(o for *_, o in krav)
    poster = indberetning.poster(linjer)
    assert poster["beloeb_oere"].sum() == linjer["beloeb_oere"].sum()
    assert (
        linjer[["refusion_trin1", "refusion_trin2", "refusion_trin3"]].sum(axis=1) == linjer["refusion_oere"]
    ).all()
