"""Invariants of the refund, for any months: written as properties and tried by hypothesis."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.lov.parametre import laes_lov
from engine.refusion.sde import BL198, ENHED, SEL176, afrund, beregn, graenser, trin_hundrededele
from tests.refusion.ramme import grundlag

stil = settings(derandomize=True, deadline=None, max_examples=60)
netto = st.lists(st.integers(-50_000_000, 90_000_000), min_size=1, max_size=24)  # øre


def refusion_u(u: list[int], ordning: str = SEL176, aar: int = 2022) -> int:
    return int(trin_hundrededele(np.array(u, dtype=np.int64), graenser(laes_lov(), ordning, aar)).sum())


def broek(oere: int, aar: int) -> Fraction:
    """One month's refund in kroner, from the law's words."""
    g1, g2, g3 = {
        2021: (850_000, 1_660_000, 2_090_000),
        2022: (860_000, 1_680_000, 2_120_000),
        2024: (910_000, 1_790_000, 2_250_000),
    }[aar]
    n, ud = Fraction(oere, 100), Fraction(0)
    for g, loft in ((g1, g2), (g2, g3), (g3, None)):
        lag = (n if loft is None else min(n, Fraction(loft, 12))) - Fraction(g, 12)
        ud += max(lag, Fraction(0)) * {g1: Fraction(1, 4), g2: Fraction(1, 2), g3: Fraction(3, 4)}[g]
    return ud


@stil
@given(
    st.integers(-(10**9), 10**11),
    st.sampled_from([(SEL176, 2021), (SEL176, 2022), (SEL176, 2024), (BL198, 2024)]),
)
def test_en_maaneds_trin_er_broekernes(oere: int, ordning: tuple[str, int]):
    u = refusion_u([oere * ENHED], *ordning)
    assert Fraction(u, 100 * ENHED * 100) == broek(oere, ordning[1])


@stil
@given(
    st.lists(
        st.tuples(st.integers(0, 10**13), st.integers(0, 10**13), st.integers(0, 10**13)),
        min_size=1,
        max_size=9,
    )
)
def test_trinene_summer_til_totalen_der_er_afrundet_een_gang(trin: list[tuple[int, int, int]]):
    h = np.array(trin, dtype=np.int64).T
    total, dele = afrund(h)
    assert (dele.sum(axis=0) == total).all()
    for n, t in enumerate(trin):
        praecis = Fraction(sum(t), 100 * ENHED)
        assert int(total[n]) == (praecis + Fraction(1, 2)).__floor__()
        assert all(abs(Fraction(t[i], 100 * ENHED) - int(dele[i, n])) < 1 for i in range(3))


@stil
@given(st.integers(0, 90_000_000), st.integers(0, 90_000_000))
def test_at_samle_to_med_ikke_negative_maaneder_taber_aldrig(a: int, b: int):
    samlet = refusion_u([(a + b) * ENHED])
    assert samlet >= refusion_u([a * ENHED]) + refusion_u([b * ENHED])


@settings(derandomize=True, deadline=None, max_examples=15)
@given(netto, st.randoms(use_true_random=False))
def test_raekkefoelge_og_opdeling_af_posteringer_er_ligegyldig(beloeb: list[int], r):
    udgifter = [("A", f"2022-{i % 12 + 1:02d}", b / 100) for i, b in enumerate(beloeb)]
    halve = [(p, m, x) for p, m, k in udgifter for x in (round(k / 3, 2), round(k - round(k / 3, 2), 2))]
    r.shuffle(halve)
    foedt = {"A": date(1980, 5, 15)}
    svar = [beregn(grundlag(u, foedt), laes_lov(), lambda a, n: n).sager for u in (udgifter, halve)]
    assert svar[0]["refusion"].tolist() == svar[1]["refusion"].tolist()


@settings(derandomize=True, deadline=None, max_examples=15)
@given(netto)
def test_aaret_er_summen_af_maanederne_og_af_trinene(beloeb: list[int]):
    udgifter = [(f"P{i % 3}", f"202{1 + i % 2}-{i % 12 + 1:02d}", b / 100) for i, b in enumerate(beloeb)]
    r = beregn(grundlag(udgifter, {f"P{i}": date(1980, 5, 15) for i in range(3)}), laes_lov(), lambda a, n: n)
    aar = r.sager.set_index(["aar", "sag_noegle"])
    for navn in ("refusion", "refusion_trin1", "refusion_trin2", "refusion_trin3"):
        assert r.maaneder.groupby(["aar", "sag_noegle"])[navn].sum().to_dict() == aar[navn].to_dict()
    assert (aar["refusion"] == aar[["refusion_trin1", "refusion_trin2", "refusion_trin3"]].sum(axis=1)).all()
    assert (aar["refusion"] >= 0).all()


@pytest.mark.parametrize("ordning", [SEL176, BL198])
def test_graensen_er_en_tolvtedel_uden_afrunding(ordning: str):
    g = graenser(laes_lov(), ordning, 2025)
    assert [t[0] * 12 // 12 for t in g.trin] == [
        940_000 * 100 * ENHED,
        1_850_000 * 100 * ENHED,
        2_330_000 * 100 * ENHED,
    ]
    assert all(t[0] % 12 == 0 for t in g.trin)
