"""What is hidden cannot be worked out of all the answers together: an attacker solves them as equations and finds no
small cell. The attacker knows which rows there are and every answer that may be asked for; it shares no code with the
hiding and finds what follows by the rank of the equations."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.resultater.celleskjul import Celle, skjulte_celler, system

FAG = ("a", "b")  # of the fields a, b and c


def delinger() -> set[frozenset[str]]:
    """What cells and totals of the answers are split or filtered by. An answer is split by one or two of x, y, the year
    and the field, and filtered by a year or none, and by a field, two of them together (_fag), or none."""
    ud = set()
    for n in (0, 1, 2):
        for delt in itertools.combinations(("aar", "fag", "x", "y"), n):
            for aar, fag in itertools.product(((), ("aar",)), ((), ("fag",), ("_fag",))):
                d = {*delt, *aar, *fag}
                ud.add(frozenset(d - {"_fag"} if "fag" in d else d))
    return ud


def cellerne(ramme: pd.DataFrame) -> dict[Celle, frozenset[int]]:
    """Every cell of every answer: what it is of → the rows it sums."""
    ud: dict[Celle, set[int]] = {}
    for nr, r in enumerate(ramme.to_dict("records")):
        for dims in delinger():
            if "_fag" not in dims or r["_fag"]:
                ud.setdefault(frozenset((d, r[d]) for d in dims), set()).add(nr)
    return {c: frozenset(r) for c, r in ud.items()}


def raadet_ud_af(celler: Mapping[Celle, frozenset[int]], vist: set[Celle], antal: int) -> set[Celle]:
    """The hidden cells whose sum is a combination of the shown ones."""

    def vektor(raekker: frozenset[int]) -> np.ndarray:
        return np.isin(np.arange(antal), list(raekker)).astype(float)

    ligninger = np.array([vektor(celler[c]) for c in vist] or [np.zeros(antal)])
    _, s, vt = np.linalg.svd(ligninger, full_matrices=False)
    basis = vt[s > 1e-8]
    skjulte = [c for c in celler if c not in vist]
    return {c for c in skjulte if np.linalg.norm((v := vektor(celler[c])) - basis.T @ (basis @ v)) < 1e-7}


def skjult_i(
    ramme: pd.DataFrame, minimum: int, aaben: Callable[[Celle], bool] = lambda _: False
) -> tuple[frozenset[Celle], dict[Celle, frozenset[int]]]:
    alle = cellerne(ramme)
    s = system(ramme, delinger(), lambda p: int(p.sum()), laegges_sammen=True, dele={"fag": "_fag"})
    return skjulte_celler(s, minimum, aaben), alle


RAEKKER = st.lists(
    st.tuples(
        st.integers(1, 2), st.sampled_from("abc"), st.sampled_from("pqr"), st.sampled_from("uv"),
        st.sampled_from([1, 1, 2, 4, 5, 7, 30]),
    ),
    min_size=1, max_size=16, unique_by=lambda r: r[:4],
)  # fmt: skip


def by(raekker: list[Any]) -> pd.DataFrame:
    ramme = pd.DataFrame(raekker, columns=["aar", "fag", "x", "y", "personer"])
    return ramme.assign(_fag=[True if f in FAG else None for f in ramme["fag"]])


@settings(max_examples=20, deadline=None)
@given(RAEKKER, st.sampled_from([3, 5, 10]))
def test_ingen_lille_celle_kan_regnes_af_alle_svar_tilsammen(raekker: list[Any], minimum: int) -> None:
    """All answers at once tell at least what any two of them do; each cell is hidden or shown in all alike."""
    ramme = by(raekker)
    skjult, alle = skjult_i(ramme, minimum)
    smaa = {c for c, r in alle.items() if 0 < ramme["personer"].iloc[list(r)].sum() < minimum}
    assert smaa <= skjult <= set(alle)
    assert not raadet_ud_af(alle, set(alle) - skjult, len(ramme)) & smaa


@settings(max_examples=8, deadline=None)
@given(RAEKKER)
def test_forskellen_paa_to_svar_er_aldrig_faa_personer(raekker: list[Any]) -> None:
    """Pair by pair: a shown cell less a shown part of it, and less all its shown parts, is of nobody or enough."""
    ramme, minimum = by(raekker), 5
    skjult, alle = skjult_i(ramme, minimum)

    def personer(r: frozenset[int]) -> int:
        return int(ramme["personer"].iloc[list(r)].sum())

    vist = {c: r for c, r in alle.items() if c not in skjult}
    for hel, del_ in itertools.permutations(vist, 2):
        if vist[del_] < vist[hel] and len(del_ - hel) == 1:
            ((dimension, _),) = del_ - hel
            resten = [r for c, r in vist.items() if hel < c and [d for d, _ in c - hel] == [dimension]]
            rest = vist[hel] - frozenset().union(*(r for r in resten if r <= vist[hel]))
            assert personer(rest) == 0 or personer(rest) >= minimum, (hel, dimension)


@pytest.mark.parametrize(
    ("angreb", "raekker"),
    [
        ("et år som alle år minus de andre", [(1, "a", "p", "u", 9), (2, "a", "p", "u", 1)]),
        ("et område som alle minus de andre", [(1, "a", "p", "u", 9), (1, "c", "p", "u", 1)]),
        ("to opdelinger af det samme", [(1, "a", "p", "u", 9), (1, "a", "q", "v", 1), (1, "a", "r", "v", 9)]),
    ],
)
def test_angrebene_ville_lykkes_uden_skjul_paa_tvaers(angreb: str, raekker: list[Any]) -> None:
    """With the small cells alone hidden the attacker wins: the test above can fail."""
    ramme = by(raekker)
    skjult, alle = skjult_i(ramme, 5)
    smaa = {c for c, r in alle.items() if 0 < ramme["personer"].iloc[list(r)].sum() < 5}
    assert raadet_ud_af(alle, set(alle) - smaa, len(ramme)) & smaa, angreb
    assert not raadet_ud_af(alle, set(alle) - skjult, len(ramme)) & smaa, angreb


def test_intet_skjules_uden_grund_og_det_aabne_aldrig() -> None:
    assert skjult_i(by([(1, "a", "p", "u", 5), (2, "b", "q", "v", 9)]), 5)[0] == frozenset()
    ramme = by([(1, "a", "p", "u", 2), (1, "b", "p", "v", 30), (2, "b", "q", "v", 40)])

    def aaben(c: Celle) -> bool:
        return {d for d, _ in c} <= {"aar"}

    skjult, alle = skjult_i(ramme, 5, aaben)
    assert skjult
    assert not {c for c in alle if aaben(c)} & skjult
