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
from scipy.optimize import linprog

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


# --- several measures at once, and amounts that cannot be negative ----------------------------------------------------

LED = {
    "ret": ("fundet", "mangler"),
    "krav": ("fundet", "for_meget"),
    "mangler": ("mangler",),
    "fundet": ("fundet",),  # the last two are shown nowhere, and must not follow from the three that are
    "for_meget": ("for_meget",),
}
USET = ("fundet", "for_meget")
MARGEN = 0.05


def stykker(sager: list[Any]) -> pd.DataFrame:
    """Each case's (due, claimed) taken apart: what is found of it, what is missing, what is too much."""
    ud = []
    for nr, (aar, fag, x, y, ret, krav) in enumerate(sager):
        dele = {"fundet": min(ret, krav), "mangler": max(ret - krav, 0), "for_meget": max(krav - ret, 0)}
        ud += [(aar, fag, x, y, nr, n, v) for n, v in dele.items() if v]
    ramme = pd.DataFrame(ud, columns=["aar", "fag", "x", "y", "personer", "_led", "oere"])
    return ramme.assign(_fag=[True if f in FAG else None for f in ramme["fag"]])


def alles_celler(ramme: pd.DataFrame) -> dict[tuple[str, Celle], frozenset[int]]:
    """Every cell of every answer of every measure: which pieces it sums."""
    ud = {}
    for maal, led in LED.items():
        egne = ramme[ramme["_led"].isin(led)]
        nr = list(egne.index)
        for c, r in cellerne(egne).items():
            ud[maal, c] = frozenset(nr[n] for n in r)
    return ud


def foelsom(ramme: pd.DataFrame, raekker: frozenset[int], minimum: int) -> bool:
    """Of too few cases, or nearly all of it is one's."""
    egne = ramme.iloc[sorted(raekker)]
    pr_sag = egne.groupby("personer")["oere"].sum()
    return len(pr_sag) < minimum or pr_sag.max() > 0.8 * pr_sag.sum()


def indkredset(
    ramme: pd.DataFrame, vist: list[frozenset[int]], celle: frozenset[int], margen: float = MARGEN
) -> bool:
    """Whether everything shown, and that no piece is negative, holds a cell's sum within the margin, up or down."""
    v = ramme["oere"].to_numpy(float)
    skala = v.max()
    a = np.array([np.isin(np.arange(len(v)), list(r)).astype(float) for r in vist]).reshape(len(vist), len(v))
    c = np.isin(np.arange(len(v)), list(celle)).astype(float)
    fast = {"A_eq": a, "b_eq": a @ v / skala} if vist else {}
    lav, hoej = (linprog(tegn * c, bounds=(0, None), **fast) for tegn in (1, -1))
    sum_ = float(c @ v) / skala
    nederst = lav.fun if lav.status == 0 else -np.inf
    oeverst = -hoej.fun if hoej.status == 0 else np.inf
    return nederst > sum_ * (1 - margen) + 1e-7 or oeverst < sum_ * (1 + margen) - 1e-7


def plan(ramme: pd.DataFrame, minimum: int) -> set[tuple[str, Celle]]:
    """What is hidden: (measure, cell)."""
    s = system(
        ramme, delinger(), lambda p: len(set(p.tolist())), laegges_sammen=True, dele={"fag": "_fag"},
        led=LED, maengde="oere", hvem="personer",
    )  # fmt: skip
    return {
        (str(dict(c)["_maal"]), frozenset(x for x in c if x[0] != "_maal"))
        for c in skjulte_celler(s, minimum, uset=USET)
    }


OERE = st.sampled_from([0, 1, 50, 100, 100, 250, 1_000, 90_000])
SAGER = st.lists(
    st.tuples(
        st.integers(1, 2), st.sampled_from("abc"), st.sampled_from("pq"), st.sampled_from("uv"), OERE, OERE
    ),
    min_size=1,
    max_size=10,
).filter(lambda r: any(x[4] or x[5] for x in r))


@settings(max_examples=12, deadline=None)
@given(SAGER, st.sampled_from([2, 3, 5]))
def test_ingen_foelsom_celle_kan_indkredses_af_alle_svar_paa_alle_maal_tilsammen(
    sager: list[Any], minimum: int
) -> None:
    """The attacker has what is due, claimed and missing in every table, knows that nothing is negative, and solves for
    the least and the most that each cell of few, or of one, can be: of the difference between the measures too."""
    ramme = stykker(sager)
    skjult, alle = plan(ramme, minimum), alles_celler(ramme)
    vist = {n: r for n, r in alle.items() if n not in skjult and n[0] not in USET}
    foelsomme = {n: r for n, r in alle.items() if foelsom(ramme, r, minimum)}
    assert not foelsomme.keys() & vist.keys()
    forskellige = list(dict.fromkeys(vist.values()))
    for n, r in foelsomme.items():
        assert not indkredset(ramme, forskellige, r), n


@pytest.mark.parametrize(
    ("angreb", "sager"),
    [
        ("forskellen på to mål", [(1, "a", "p", "u", 100, 100)] * 6 + [(1, "a", "p", "u", 100, 40)]),
        ("det, der er krævet for meget", [(1, "a", "p", "u", 100, 100)] * 6 + [(1, "a", "p", "u", 100, 160)]),
        ("en stor celle skjult sammen med næsten intet",
         [(1, "a", "p", "u", 90_000, 0), (1, "a", "q", "u", 1, 0), *[(2, "a", "r", "u", 100, 0)] * 9]),
        ("én sag er næsten det hele", [(1, "a", "p", "u", 1, 0)] * 9 + [(1, "a", "p", "u", 90_000, 0)]),
    ],
)  # fmt: skip
def test_angrebene_paa_flere_maal_og_paa_beloebene_ville_lykkes_uden(angreb: str, sager: list[Any]) -> None:
    """With the cells of few hidden measure by measure, as if amounts could be anything, the attacker wins."""
    ramme = stykker(sager)
    alle = alles_celler(ramme)
    faa = {n for n, r in alle.items() if len(set(ramme.iloc[list(r)]["personer"])) < 5}
    foelsomme = {n: r for n, r in alle.items() if foelsom(ramme, r, 5)}

    def fundet(skjult: set[tuple[str, Celle]]) -> list[Any]:
        vist = [r for n, r in alle.items() if n not in skjult and n[0] not in USET]
        return [n for n, r in foelsomme.items() if indkredset(ramme, list(dict.fromkeys(vist)), r)]

    assert fundet(faa), angreb
    assert not fundet(plan(ramme, 5)), angreb
