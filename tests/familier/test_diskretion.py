"""Who sees no persons must not be able to compute what one family, or a few, cost."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.resultater.diskretion import baand, grupper, maa_vises, vises

stil = settings(derandomize=True, deadline=None, max_examples=150)
beloeb = st.integers(-(10**9), 10**10)
faldende = st.lists(st.integers(0, 10**9), max_size=60).map(lambda x: sorted(x, reverse=True))


@pytest.mark.parametrize(
    ("bidrag", "maa"),
    [
        ([100] * 5, True),
        ([100] * 4, False),
        ([100, 100, 100, 100, 0, 0, 0], False),  # seven families, but only four have any of it
        ([0, 0, 0], True),  # nobody is nobody
        ([400, 100, 100, 100, 100], True),  # exactly half of it
        ([401, 100, 100, 100, 100], False),
        ([-400, 100, 100, 100, 100], True),  # sizes count, not signs
    ],
)
def test_et_beloeb_vises_naar_mindst_fem_deler_det_og_ingen_har_over_halvdelen(bidrag: list[int], maa: bool):
    assert maa_vises(bidrag) is maa


@pytest.mark.parametrize(
    ("vaerdier", "ventet"),
    [
        ([10] * 4, []),
        ([10] * 5, [(0, 5)]),
        ([10] * 9, [(0, 9)]),  # four left over join the group before them
        ([10] * 10, [(0, 5), (5, 10)]),
        (
            [100, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10],
            [(0, 12)],
        ),  # the first has too much until the eleventh
        ([1000, 10, 10, 10, 10, 10], []),
    ],
)
def test_grupperne_er_de_mindste_der_maa_vises(vaerdier: list[int], ventet: list[tuple[int, int]]):
    assert [(g.start, g.stop) for g in grupper(vaerdier)] == ventet


@stil
@given(faldende)
def test_grupperne_deler_hele_listen_og_maa_alle_vises(vaerdier: list[int]):
    delt = grupper(vaerdier)
    if delt:
        assert [i for g in delt for i in g] == list(range(len(vaerdier)))
        assert all(len(g) >= 5 and maa_vises(vaerdier[g.start : g.stop]) for g in delt)


@stil
@given(
    st.lists(st.lists(st.one_of(st.just(0), beloeb), min_size=5, max_size=8), min_size=1, max_size=10),
    st.randoms(use_true_random=False),
)
def test_intet_skjult_kan_regnes_ud_af_totalen_og_de_viste(lister: list[list[int]], r):
    bidrag = [np.array(x, dtype=np.int64) for x in lister]
    aabne = [r.random() < 0.7 for _ in bidrag]
    vist = vises(bidrag, aabne)
    assert all(maa_vises(b) and a for b, a, ses in zip(bidrag, aabne, vist, strict=True) if ses)
    skjulte = [b for b, ses in zip(bidrag, vist, strict=True) if not ses]
    # What the total leaves when the shown are taken away: nobody's, enough families', or nothing was shown at all.
    assert not skjulte or not any(vist) or maa_vises(np.concatenate(skjulte))


@stil
@given(beloeb)
def test_et_interval_rummer_beloebet_og_er_et_trin_paa_stigen(oere: int):
    fra, til = baand(oere)
    assert fra <= abs(oere)
    assert til is None or abs(oere) < til or oere == til == 0
    assert fra % 5_000_000 == 0


def test_stigen_har_et_trin_for_alt_fra_nul_til_over_hundrede_millioner():
    trin = [baand(kr * 100) for kr in (1, 60_000, 100_000, 999_999, 2_500_000, 99_999_999, 10**9)]
    assert trin == [
        (0, 5_000_000),
        (5_000_000, 10_000_000),
        (10_000_000, 25_000_000),
        (50_000_000, 100_000_000),
        (200_000_000, 300_000_000),
        (5_000_000_000, 10_000_000_000),
        (10_000_000_000, None),
    ]
    assert all(a[0] < b[0] for a, b in pairwise(trin))
