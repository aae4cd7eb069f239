"""What would change a case: worked out by hand, and checked against computing the case anew."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.lov.parametre import laes_lov
from engine.refusion import kontrafaktisk, sde
from tests.refusion.ramme import U, grundlag, maaneder

G = sde.graenser(laes_lov(), "SEL176", 2022)  # 71.666,67 / 140.000 / 176.666,67 a month


def vektor(**maaned: int) -> np.ndarray:
    ud = np.zeros(12, dtype=np.int64)
    for navn, kroner in maaned.items():
        ud[int(navn[1:]) - 1] = kroner * U
    return ud


def test_flyttet_til_en_maaned_over_graensen_stiger_refusionen() -> None:
    # 100.000 in March gives 25 % × 28.333,33. A bill of 35.000 alone in April gives nothing, in March 25 % of it.
    netto = vektor(m3=100_000, m4=35_000)
    virkninger = kontrafaktisk.flyt_til_maaned(netto, vektor(m4=35_000), G)
    assert virkninger[2] == 875_000
    assert virkninger[3] == 0


def test_en_stor_udgift_som_enkeltstaaende_spredes_over_aaret() -> None:
    # 860.000 at once gives 547.916,67; spread it is exactly the limit each month and gives nothing.
    netto = vektor(m12=860_000)
    assert kontrafaktisk.fordel_paa_aaret(netto, netto, G) == -54_791_667


def test_afstanden_til_naeste_trin() -> None:
    op = kontrafaktisk.til_naeste_trin_u(vektor(m1=71_666, m2=140_000, m3=150_000, m4=200_000), G)
    assert [kontrafaktisk.i_oere(u) for u in op[:3]] == [67, 0, 2_666_667]
    assert op[3] == -1


@settings(derandomize=True, deadline=None, max_examples=60)
@given(
    st.lists(st.integers(-50_000, 300_000), min_size=12, max_size=12),
    st.integers(0, 11),
    st.integers(0, 11),
)
def test_virkningen_er_den_samme_som_at_regne_sagen_om(netto: list[int], fra: int, til: int) -> None:
    def refusion(vaerdier: list[int]) -> int:
        udgifter = [("p", m, v) for m, v in zip(maaneder(2022), vaerdier, strict=True)]
        resultat = sde.beregn(grundlag(udgifter, {"p": date(1980, 1, 1)}), laes_lov(), lambda a, n: n)
        return int(resultat.sager["refusion"].sum())

    flyttet = list(netto)
    beloeb = netto[fra] // 2
    flyttet[fra] -= beloeb
    flyttet[til] += beloeb
    andele = np.zeros(12, dtype=np.int64)
    andele[fra] = beloeb * U
    virkninger = kontrafaktisk.flyt_til_maaned(np.array(netto, dtype=np.int64) * U, andele, G)
    assert virkninger[til] == refusion(flyttet) - refusion(netto)
