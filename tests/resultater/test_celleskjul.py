"""What is hidden cannot be worked out: the shown cells and totals as equations, solved exactly, tell no small cell."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from engine.resultater.celleskjul import Celle, afslorede, skjulte_celler


def _kan_regnes(celler: dict[Celle, int], skjult: frozenset[Celle]) -> set[Celle]:
    """The hidden cells that Gauss elimination of all the sums finds a single value for."""
    ukendte = sorted(skjult, key=str)
    raekker, soejler = {r for r, _ in celler}, {k for _, k in celler}
    ligninger = [[(r, k) for k in soejler] for r in raekker] + [[(r, k) for r in raekker] for k in soejler]
    if len(soejler) == 1:
        ligninger = ligninger[len(raekker) :]
    matrix = []
    for nr, linje in enumerate(ligninger):
        paa_tvaers = nr >= len(raekker) or len(soejler) == 1
        total = [c for c in linje if c[0 if paa_tvaers else 1] is None]
        matrix.append([Fraction((c in linje) * (-1 if c in total else 1)) for c in ukendte])
    rang = 0
    for kolonne in range(len(ukendte)):
        pivot = next((i for i in range(rang, len(matrix)) if matrix[i][kolonne]), None)
        if pivot is None:
            continue
        matrix[rang], matrix[pivot] = matrix[pivot], matrix[rang]
        foerste = matrix[rang][kolonne]
        matrix[rang] = [v / foerste for v in matrix[rang]]
        for i in range(len(matrix)):
            if i != rang and matrix[i][kolonne]:
                f = matrix[i][kolonne]
                matrix[i] = [a - f * b for a, b in zip(matrix[i], matrix[rang], strict=True)]
        rang += 1
    alene = [[nr for nr, v in enumerate(r) if v] for r in matrix]
    return {ukendte[r[0]] for r in alene if len(r) == 1}


def _tabel(indre: list[list[int]]) -> dict[Celle, int]:
    celler: dict[Celle, int] = {(r, k): v for r, linje in enumerate(indre) for k, v in enumerate(linje)}
    celler |= {(r, None): sum(linje) for r, linje in enumerate(indre)}
    celler |= {(None, k): sum(s) for k, s in enumerate(zip(*indre, strict=True))}
    return celler | {(None, None): sum(map(sum, indre))}


TABELLER = st.integers(1, 4).flatmap(
    lambda bredde: st.lists(
        st.lists(st.sampled_from([0, 0, 1, 3, 4, 5, 9, 40]), min_size=bredde, max_size=bredde),
        min_size=1,
        max_size=5,
    )
)


@given(TABELLER, st.sampled_from([3, 5, 10]))
def test_ingen_lille_celle_kan_regnes_af_det_viste(indre: list[list[int]], minimum: int) -> None:
    celler = _tabel(indre)
    skjult = skjulte_celler(celler, minimum)
    smaa = {c for c, v in celler.items() if 0 < v < minimum}
    assert smaa <= skjult
    assert not _kan_regnes(celler, skjult) & smaa


@given(TABELLER)
def test_broerne_er_netop_dem_der_kan_regnes(indre: list[list[int]]) -> None:
    celler = _tabel(indre)
    skjult = frozenset(c for c, v in celler.items() if v in (1, 3, 9))
    assert afslorede(celler, skjult) == _kan_regnes(celler, skjult)


@given(st.lists(st.sampled_from([0, 1, 4, 5, 20]), min_size=1, max_size=8))
def test_en_liste_med_sum_roeber_ingen(tal: list[int]) -> None:
    celler: dict[Celle, int] = {(nr, None): v for nr, v in enumerate(tal)} | {(None, None): sum(tal)}
    skjult = skjulte_celler(celler)
    smaa = {c for c, v in celler.items() if 0 < v < 5}
    assert smaa <= skjult
    assert not _kan_regnes(celler, skjult) & smaa


def test_intet_skjules_uden_grund_og_det_aabne_aldrig() -> None:
    assert skjulte_celler(_tabel([[5, 6], [7, 0]])) == frozenset()
    celler = _tabel([[2, 30], [40, 50]])
    aabne = {c for c in celler if None in c}
    assert not skjulte_celler(celler, aabne=aabne) & aabne
