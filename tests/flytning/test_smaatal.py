"""Small counts: what is hidden stays hidden from somebody who has everything that is shown and can do sums.

The attack is a linear programme over all that is shown and all sums: the smallest and the largest value that a small
count can then have must differ by at least one.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from engine.flytning import moenster
from engine.flytning.smaatal import MINDST, SKJULT, Heltal, skjul

stil = settings(derandomize=True, deadline=None, max_examples=80)


def _tabel(dele: list[list[int]]) -> tuple[Heltal, list[Heltal]]:
    """Rows of parts, with the sum of each row and of all; and its sums."""
    tal = np.array(dele, dtype=np.int64)
    tal = np.column_stack([tal, tal.sum(axis=1)])
    tal = np.vstack([tal, tal.sum(axis=0)])
    nr = np.arange(tal.size).reshape(tal.shape)
    return tal.ravel(), [*nr, *nr.T]


def _vist(dele: list[list[int]]) -> list[list[int]]:
    return skjul(*_tabel(dele)).reshape(len(dele) + 1, -1).tolist()


# --- by hand -------------------------------------------------------------------------------------------------------

X = SKJULT


def test_under_fem_skjules_ogsaa_nul() -> None:
    assert skjul(np.array([0, 4, 5, 6])).tolist() == [X, X, 5, 6]


def test_intet_er_smaat() -> None:
    assert _vist([[7, 8], [9, 6]]) == [[7, 8, 15], [9, 6, 15], [16, 14, 30]]


def test_et_enkelt_skjult_tal_faar_selskab_i_sin_raekke_og_sin_kolonne() -> None:
    """3 is 10 - 7 and 23 - 20, so 7 and 20 go too; then 9 is 16 - 7, and it goes, for 29 - 20 would tell of 20."""
    assert _vist([[3, 7], [20, 9]]) == [[X, X, 10], [X, X, 29], [23, 16, 39]]


def test_faa_personer_tilbage_mellem_de_skjulte_er_for_lidt() -> None:
    """1 + 2 are three persons: the smallest that is shown goes with them."""
    assert skjul(np.array([1, 2, 30, 40, 73]), [np.arange(5)]).tolist() == [X, X, X, 40, 73]


def test_nul_og_nul_af_intet_er_ingen() -> None:
    assert skjul(np.array([0, 0, 30, 30]), [np.arange(4)]).tolist() == [X, X, 30, 30]


def test_uden_andre_at_skjule_sig_hos_skjules_summen() -> None:
    assert skjul(np.array([6, 0, 6]), [np.arange(3)]).tolist() == [6, X, 6]
    assert skjul(np.array([3, 4, 7]), [np.arange(3)]).tolist() == [X, X, 7]
    assert skjul(np.array([3, 2, 5]), [np.arange(3)]).tolist() == [X, X, 5]
    assert skjul(np.array([4, 0, 4]), [np.arange(3)]).tolist() == [X, X, X]


def test_et_tal_der_foelger_af_flere_summer_sammen_faar_ogsaa_selskab() -> None:
    """Each sum has two hidden parts and five persons, and yet 1 would follow: columns 1-2 against rows 2-3."""
    tal, summer = _tabel([[1, 2, 5, 3], [1, 5, 4, 5], [3, 5, 2, 5], [5, 3, 5, 2]])
    assert all(hoejst - mindst >= 1 for mindst, hoejst in _spaend(tal, skjul(tal, summer), summer).values())


# --- the attack ------------------------------------------------------------------------------------------------------


def _spaend(
    tal: Heltal, vist: Heltal, summer: list[Heltal], celler_: Heltal | None = None
) -> dict[int, tuple[float, float]]:
    """The smallest and largest value of each small count (or of some), by all that is shown; none is negative."""
    ligninger = np.zeros((len(summer), tal.size))
    for linje, celler in zip(ligninger, summer, strict=True):
        linje[celler[:-1]], linje[celler[-1]] = 1, -1
    graenser = [(0, None) if v == SKJULT else (int(v), int(v)) for v in vist]
    fundne = {}
    for celle in np.flatnonzero((tal > 0) & (tal < MINDST)) if celler_ is None else celler_:
        maal = np.zeros(tal.size)
        maal[celle] = 1
        ender = [
            linprog(f * maal, A_eq=ligninger, b_eq=np.zeros(len(summer)), bounds=graenser) for f in (1, -1)
        ]
        assert ender[0].success
        assert ender[1].status in (0, 3)  # 3: no upper limit
        fundne[int(celle)] = ender[0].fun, -ender[1].fun if ender[1].status == 0 else np.inf
    return fundne


tal_i_tabel = st.one_of(st.integers(0, 6), st.integers(0, 40))
tabeller = st.integers(1, 4).flatmap(
    lambda k: st.lists(st.lists(tal_i_tabel, min_size=k, max_size=k), min_size=1, max_size=5)
)


@st.composite
def _indlejret(draw: st.DrawFn) -> tuple[Heltal, list[Heltal]]:
    """As the page's tables: places, some of them countries with a sum of their own, by ages."""
    aldre = draw(st.integers(1, 3))
    raekke = st.lists(tal_i_tabel, min_size=aldre, max_size=aldre)
    andre, lande = draw(st.lists(raekke, max_size=3)), draw(st.lists(raekke, max_size=3))
    rammer = pd.DataFrame(
        [
            {"retning": "ind", "slags": slags, "kode": str(nr), "alder_fra": alder, "antal": antal}
            for slags, raekker in (("kommune", andre), ("udland", lande))
            for nr, tal in enumerate(raekker)
            for alder, antal in enumerate(tal)
        ],
        columns=["retning", "slags", "kode", "alder_fra", "antal"],
    )
    tabel = moenster.tabeller(rammer, range(aldre), skjul_smaa=False)["ind"].vist
    return tabel.ravel(), moenster.summer(len(andre), len(lande), aldre + 1)


def _ialt(summer: list[Heltal]) -> list[int]:
    """The sum of all: what is last in a sum and a part of none."""
    return [int(s[-1]) for s in summer if not any(s[-1] in andre[:-1] for andre in summer)][:1]


@stil
@given(st.one_of(tabeller.map(_tabel), _indlejret()), st.booleans())
def test_ingen_kan_regne_et_lille_tal_ud(tabel: tuple[Heltal, list[Heltal]], med_altid: bool) -> None:
    tal, summer = tabel
    for celler in summer:
        assert tal[celler[:-1]].sum() == tal[celler[-1]]
    altid = _ialt(summer) if med_altid else []
    vist = skjul(tal, summer, altid)
    assert all(vist[celle] == tal[celle] for celle in altid if tal[celle] >= MINDST)
    for celle, (mindst, hoejst) in _spaend(tal, vist, summer).items():
        assert hoejst - mindst >= 1 - 1e-6, (celle, tal.tolist(), vist.tolist())


@stil
@given(st.one_of(tabeller.map(_tabel), _indlejret()), st.booleans())
def test_det_der_vises_er_sandt_og_det_ingen_kan_regne_ud_er_samlet_ingen_eller_mindst_fem(
    tabel: tuple[Heltal, list[Heltal]], med_altid: bool
) -> None:
    tal, summer = tabel
    vist = skjul(tal, summer, _ialt(summer) if med_altid else [])
    synlig = vist != SKJULT
    assert (vist[synlig] == tal[synlig]).all()
    assert (tal[synlig] >= MINDST).all()
    spaend = _spaend(tal, vist, summer, np.flatnonzero(~synlig))
    kendt = synlig.copy()
    kendt[[celle for celle, (mindst, hoejst) in spaend.items() if hoejst - mindst < 1e-6]] = True
    for celler in summer:
        if kendt[celler[-1]]:
            rest = int(tal[celler[:-1]][~kendt[celler[:-1]]].sum())
            assert rest == 0 or rest >= MINDST, (tal.tolist(), vist.tolist(), celler)


@pytest.mark.parametrize("fold", [1, 2, 5])
def test_store_tal_skjules_aldrig(fold: int) -> None:
    tal, summer = _tabel([[MINDST * fold + r + k for k in range(6)] for r in range(9)])
    assert (skjul(tal, summer) == tal).all()
