"""The auditor's sample: drawn again from its seed, fair, and projected as by hand."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.refusion import stikproeve
from engine.refusion.stikproeve import BELOEB, TILFAELDIG, Stikproeve, fremskriv, traek

SAGER = {f"P-{n:02d}": 1_000 * (n + 1) for n in range(40)}


@pytest.mark.parametrize("metode", [BELOEB, TILFAELDIG])
def test_samme_froe_giver_samme_stikproeve_uanset_sagernes_raekkefoelge(metode: str) -> None:
    foerst = traek(SAGER, 10, 7, metode)
    assert traek(dict(reversed(SAGER.items())), 10, 7, metode) == foerst
    assert len(foerst.sager) == 10
    assert any(traek(SAGER, 10, froe, metode) != foerst for froe in range(8, 12))


def test_en_sag_over_intervallet_er_altid_med() -> None:
    sager = SAGER | {"P-stor": 10_000_000}
    for froe in range(30):
        s = traek(sager, 5, froe, BELOEB)
        assert "P-stor" in s.sager
        assert s.sikre == {"P-stor"}


def test_tilfaeldig_giver_hver_sag_samme_chance_og_beloeb_efter_stoerrelse() -> None:
    tilfaeldig = Counter(s for froe in range(600) for s in traek(SAGER, 4, froe, TILFAELDIG).sager)
    assert min(tilfaeldig.values()) > 30, "ventet 60 gange hver"
    assert max(tilfaeldig.values()) < 95
    beloeb = Counter(s for froe in range(600) for s in traek(SAGER, 4, froe, BELOEB).sager)
    # The largest of 40 has 40/820 of the amount, so it is expected 4 × 600 × 40/820 = 117 times.
    assert 85 < beloeb["P-39"] < 150
    assert beloeb["P-00"] < 12


def test_er_der_ikke_flere_sager_er_alle_med() -> None:
    assert set(traek({"a": 1, "b": 0}, 5, 1, BELOEB).sager) == {"a", "b"}


@pytest.mark.parametrize(("antal", "metode"), [(0, BELOEB), (1, "andet")])
def test_en_umulig_stikproeve_afvises(antal: int, metode: str) -> None:
    with pytest.raises(ValueError, match="metoden"):
        traek(SAGER, antal, 1, metode)


def test_fejl_fremskrives_med_intervallet_og_sikre_sager_som_de_er() -> None:
    # A tenth of a case of 50.000 is wrong; it stands for an interval of 200.000: 20.000. The certain: 300.
    s = Stikproeve(("a", "stor"), frozenset({"stor"}), 200_000)
    assert fremskriv(s, {"a": 50_000, "b": 90_000, "stor": 1_000_000}, {"a": 5_000, "stor": 300}) == 20_300


def test_tilfaeldig_fremskrives_med_fejlen_pr_krone() -> None:
    s = Stikproeve(("a", "b"), frozenset(), 0)
    assert fremskriv(s, {"a": 1_000, "b": 1_000, "c": 6_000}, {"a": 100}) == 400


@settings(derandomize=True, deadline=None, max_examples=80)
@given(
    st.dictionaries(st.integers(0, 200).map(str), st.integers(-(10**9), 10**9), min_size=1, max_size=40),
    st.integers(1, 30),
    st.integers(0, 5),
    st.sampled_from(stikproeve.METODER),
)
def test_antallet_er_det_der_blev_bedt_om_og_hver_sag_er_der_en_gang(sager, antal, froe, metode) -> None:
    s = traek(sager, antal, froe, metode)
    assert len(s.sager) == len(set(s.sager)) == min(antal, len(sager))
    assert set(s.sager) <= set(sager)
    assert s.sikre <= set(s.sager)
