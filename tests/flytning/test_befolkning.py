"""Population: cohorts that close to the person, and the criterion of decline as the law reads."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.flytning import befolkning as b

VINDUER = b.vinduer("2020-2025;2019-2024;2018-2023")


def historie(froe: int = 1, aar: int = 4, niveau: int = 40) -> list[b.Aar]:
    rng = np.random.default_rng(froe)
    primo = rng.poisson(niveau, (2, b.ALDRE))
    primo[:, 90:] = 0
    ud = []
    for a in range(aar):
        flows = {f: rng.poisson(2, (2, b.ALDRE + 1)) for f in ("ind_kommune", "ind_udland")}
        her = np.concatenate([np.array([[40], [40]]), primo], axis=1)
        flows |= {"doede": rng.binomial(her, 0.01), "ud": rng.binomial(her, 0.03)}
        ud.append(b.Aar(2020 + a, primo, np.array([40, 40]), flows))
        primo = np.maximum(
            b.rykket(
                primo,
                np.array([40, 40]),
                flows["ind_kommune"] + flows["ind_udland"],
                flows["doede"] + flows["ud"],
            ),
            0,
        )
    return ud


@settings(max_examples=20, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.integers(1, 6))
def test_kohorterne_gaar_op_paa_personen_i_hvert_traek_og_aar(froe: int, aar: int) -> None:
    """population(t+1) = population(t) + born − dead + in − out, exactly."""
    h = historie(froe)
    f = b.fremskriv(h, h[-1].primo, aar, froe, traek=20)
    s = f.stroemme
    efter = f.folketal[:, :-1] + s["foedte"] - s["doede"] + s["ind_kommune"] + s["ind_udland"] - s["ud"]
    assert (f.folketal[:, 1:] == efter).all()
    assert (f.primo.sum(axis=2) == f.folketal).all()
    assert (f.primo >= 0).all()


def test_samme_froe_giver_samme_fremskrivning() -> None:
    h = historie()
    en, to = (b.fremskriv(h, h[-1].primo, 3, 7, 30).folketal for _ in range(2))
    assert (en == to).all()
    with pytest.raises(ValueError):
        b.fremskriv([], h[-1].primo, 1, 1)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.lists(st.integers(100, 999), min_size=3, max_size=3))
def test_et_aar_rykker_hver_argang_et_trin(antal: list[int]) -> None:
    primo = np.zeros((2, b.ALDRE), dtype=np.int64)
    primo[0, 0], primo[0, 40], primo[0, 105] = antal
    nul = np.zeros((2, b.ALDRE + 1), dtype=np.int64)
    efter = b.rykket(primo, np.array([5, 6]), nul, nul)
    assert (efter[0, 0], efter[1, 0]) == (5, 6)
    assert (efter[0, 1], efter[0, 41], efter[0, 105]) == tuple(antal)


def test_aarets_vaerdi_er_summen_af_fald_og_vaekst_modregnes_ikke() -> None:
    """Udligningsloven § 4, stk. 3: falls of 100 and 30 count 130, though growth of 50 lies between."""
    tal = {2020: 1000, 2021: 900, 2022: 950, 2023: 920, 2024: 920, 2025: 920}
    assert b.aarsvaerdi(tal, 2020, 2025) == 130
    assert b.nedgang(tal, VINDUER) == 80


def test_kriteriet_er_gennemsnittet_af_tre_femaarsvinduer() -> None:
    tal = {2018: 1000, 2019: 990, 2020: 970, 2021: 960, 2022: 960, 2023: 940, 2024: 950, 2025: 941}
    # 2020-2025: 10 + 20 + 9 = 39; 2019-2024: 20 + 10 + 20 = 50; 2018-2023: 10 + 20 + 10 + 20 = 60
    assert [b.aarsvaerdi(tal, *v) for v in VINDUER] == [39, 50, 60]
    assert b.kriterium(tal, VINDUER) == pytest.approx(149 / 3)


def test_et_vindue_uden_samlet_nedgang_taeller_nul_selv_om_enkelte_aar_faldt() -> None:
    """§ 4, stk. 3: the value is reckoned for municipalities with a total decline over the five years."""
    tal = dict.fromkeys(range(2018, 2026), 1000) | {2021: 950, 2025: 1001}
    assert b.aarsvaerdi(tal, 2020, 2025) == 0
    assert b.aarsvaerdi(tal | {2025: 999}, 2020, 2025) == 51  # 50 in 2021 and 1 in 2025
    assert b.nedgang(tal, VINDUER) == -1
    assert b.nedgang(tal | {2025: 1000}, VINDUER) == 0  # the same is no decline
    assert b.nedgang(tal | {2025: 999}, VINDUER) == 1


def test_et_vindue_med_vaekst_traekker_kriteriet_ned_men_fjerner_det_ikke() -> None:
    """2020-2025 grew by 5 and is nought; 2019-2024 fell by 40 and 2018-2023 by 50: (0 + 40 + 50) / 3."""
    tal = {2018: 1000, 2019: 990, 2020: 980, 2021: 970, 2022: 960, 2023: 950, 2024: 950, 2025: 985}
    assert b.kriterium(tal, VINDUER) == 30


def test_et_ukendt_folketal_regnes_ikke() -> None:
    with pytest.raises(KeyError):
        b.kriterium({2025: 1}, VINDUER)


def _med_moedre(h: list[b.Aar], aldre: dict[int, int]) -> list[b.Aar]:
    moedre = np.zeros(b.ALDRE, dtype=np.int64)
    for alder, antal in aldre.items():
        moedre[alder] = antal
    return [replace(a, moedre=moedre) for a in h]


def test_foedte_foelger_moderens_alder_og_summer_til_de_foedte() -> None:
    h = _med_moedre(historie(), {27: 40, 32: 35, 12: 1, 51: 1})
    rate = b.fertilitet(h)
    kvinder = sum(a.primo[1, 15:50] for a in h)
    assert (rate * kvinder).sum() == pytest.approx(
        sum(a.foedte.sum() for a in h)
    )  # also those without a mother
    assert rate[27 - 15] == rate[25 - 15] > 5 * rate[40 - 15] > 0  # five ages are one group; none is nought
    assert (rate > 0).all()


def test_uden_kendte_moedre_er_raten_ens() -> None:
    for h in (historie(), _med_moedre(historie(), {27: 3})):
        assert np.ptp(b.fertilitet(h)) == 0


def test_en_kommune_med_unge_kvinder_faar_flere_boern_end_en_med_aeldre() -> None:
    """The same number of women, and the same rates: only their ages differ."""
    h = _med_moedre(historie(), {27: 40, 32: 40})
    unge, aeldre = (np.zeros((2, b.ALDRE), dtype=np.int64) for _ in range(2))
    unge[1, 27], aeldre[1, 45] = 2000, 2000
    fler, faerre = (b.fremskriv(h, p, 1, 3, 50).stroemme["foedte"].mean() for p in (unge, aeldre))
    assert fler > 5 * faerre
