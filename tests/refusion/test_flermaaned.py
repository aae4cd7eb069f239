"""Which months bills for a quarter or half a year are for that do not say it: worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from engine.lager import formodet
from engine.refusion.periodisering.flermaaned import skoen
from engine.refusion.periodisering.regningsmaaned import Regning
from tests.potentiale.test_mellemkommunal import d

KR = 100
Q1, Q2, Q3, Q4 = (
    ("2025-01-01", "2025-03-31"),
    ("2025-04-01", "2025-06-30"),
    ("2025-07-01", "2025-09-30"),
    ("2025-10-01", "2025-12-31"),
)
AARET = (("2025-04-04", 90), ("2025-07-04", 91), ("2025-10-04", 92), ("2026-01-04", 92))
"""A year's quarters sent on the fourth of the month after, and their days."""


def maal(**mere: Any) -> dict[str, Any]:
    grund = {"startdato": d("2020-01-01"), "slutdato": d("9999-12-31"), "enhed": "dag", "antal": 1.0}
    return {**grund, "takst_oere": 2_000 * KR, **mere}


PR_MAANED = maal(enhed="maaned", takst_oere=30_000 * KR)


def regning(nr: int, dag: str, kroner: int, tid: tuple[str, str] | None = None) -> Regning:
    fra, til = (d(tid[0]), d(tid[1])) if tid else (None, None)
    return Regning(nr, d(dag), kroner * KR, fra, til)


def lagt(
    regninger: Sequence[Regning], *maalene: dict[str, Any], andre: Any = ()
) -> dict[int, tuple[str, str]]:
    ud = skoen(regninger, maalene or (maal(slutdato=d("2025-12-31")),), dict(andre))
    return {nr: (f"{fra}", f"{til}") for nr, (fra, til) in ud.items()}


def test_et_kvartals_regning_er_for_de_tre_maaneder_der_endte_foer_den() -> None:
    """October's bill of 92 days could be for the quarter that begins too; the other three can not be paid ahead."""
    regninger = [regning(nr, dag, 2_000 * dage) for nr, (dag, dage) in enumerate(AARET, 1)]
    assert lagt(regninger) == {1: Q1, 2: Q2, 3: Q3, 4: Q4}


def test_et_kvartals_regning_forud_er_for_de_tre_maaneder_der_begynder() -> None:
    dage = (90, 91, 92, 92)
    dag = ("2025-01-02", "2025-04-02", "2025-07-02", "2025-10-02")
    regninger = [regning(nr, a, 2_000 * n) for nr, (a, n) in enumerate(zip(dag, dage, strict=True), 1)]
    assert lagt(regninger) == {1: Q1, 2: Q2, 3: Q3, 4: Q4}


def test_en_regning_der_kan_vaere_for_kvartalet_foer_og_efter_bliver_hvor_den_er() -> None:
    """92 days from July and 92 from October."""
    oktober = regning(1, "2025-10-04", 2_000 * 92)
    assert lagt([oktober]) == {}
    assert lagt([oktober, regning(2, "2025-07-04", 2_000 * 91, Q2)]) == {1: Q3}  # sent after, by its word


@pytest.mark.parametrize("kroner", [2_000 * 91 + 1, 2_000 * 91 - 1, 2_000 * 31, 1_990 * 91])
def test_et_beloeb_der_ikke_er_maanedernes_pris_til_oeren_bliver_hvor_det_er(kroner: int) -> None:
    assert lagt([regning(1, "2025-07-04", kroner)]) == {}


def test_maaneder_der_er_paa_en_anden_regning_er_ikke_ledige() -> None:
    """May says its month or is laid by its amount; and of two bills for one quarter neither is moved."""
    kvartal, maj = regning(1, "2025-07-04", 2_000 * 91), ("2025-05-01", "2025-05-31")
    assert lagt([kvartal]) == {1: Q2}
    assert lagt([kvartal, regning(2, "2025-06-03", 2_000 * 31, maj)]) == {}
    assert lagt([kvartal, regning(2, "2025-06-03", 2_000 * 31)], andre={2: (d(maj[0]), d(maj[1]))}) == {}
    assert lagt([kvartal, regning(2, "2025-07-09", 2_000 * 91)]) == {}


def test_kun_maaneder_hvor_hjaelpen_loeb() -> None:
    """From 10 May: 52 days until the end of June at the price of a day; a price of a month has no part of one."""
    fra = d("2025-05-10")
    assert lagt([regning(1, "2025-07-04", 2_000 * 52)], maal(startdato=fra)) == {
        1: ("2025-05-10", "2025-06-30")
    }
    assert lagt([regning(1, "2025-07-04", 2_000 * 91)], maal(startdato=fra)) == {}
    maj_juni = {**PR_MAANED, "startdato": fra, "slutdato": d("2025-06-30")}
    assert lagt([regning(1, "2025-07-04", 60_000)], maj_juni) == {}
    til = d("2025-05-10")  # 40 days, sent before May was out
    assert lagt([regning(1, "2025-05-14", 2_000 * 40)], maal(slutdato=til)) == {
        1: ("2025-04-01", "2025-05-10")
    }


def test_et_halvaar_til_maanedspris_er_seks_gange_prisen() -> None:
    """Ahead it would reach past the end of June, when the help ended."""
    m = {**PR_MAANED, "slutdato": d("2025-06-30")}
    assert lagt([regning(1, "2025-07-04", 180_000)], m) == {1: ("2025-01-01", "2025-06-30")}


def test_det_foregaaende_aars_pris_er_den_flest_af_dets_regninger_gaar_op_i() -> None:
    """1.940 kr. a day in 2024. December to February: 31 days at 1.940 kr. and 59 at 2.000 kr."""
    foer = [
        regning(1, "2024-06-04", 1_940 * 92),
        regning(2, "2024-09-04", 1_940 * 92),
        regning(3, "2024-12-04", 1_940 * 91),
    ]
    nytaar = regning(4, "2025-03-04", 1_940 * 31 + 2_000 * 59)
    assert lagt([*foer, nytaar, regning(5, "2025-06-04", 2_000 * 92)]) == {
        1: ("2024-03-01", "2024-05-31"),
        2: ("2024-06-01", "2024-08-31"),
        3: ("2024-09-01", "2024-11-30"),
        4: ("2024-12-01", "2025-02-28"),
        5: ("2025-03-01", "2025-05-31"),
    }


def test_aarets_eneste_regning_siger_prisen_hvor_den_er_hele_dage_til_hele_kroner() -> None:
    """Help from 1 November 2024, 61 days at 1.940 kr.; at 1.950,50 kr., or 38.000 kr. in all for two months, it may be
    something else."""
    fra, dag = d("2024-11-01"), "2025-01-05"
    assert lagt([regning(1, dag, 1_940 * 61)], maal(startdato=fra)) == {1: ("2024-11-01", "2024-12-31")}
    assert lagt([Regning(1, d(dag), 195_050 * 61)], maal(startdato=fra)) == {}
    m = {**PR_MAANED, "startdato": fra, "takst_oere": 20_000 * KR}
    assert lagt([regning(1, dag, 38_000)], m) == {}


def test_uden_takst_eller_om_stykket_skoennes_intet() -> None:
    kvartal = regning(1, "2025-07-04", 2_000 * 91)
    assert lagt([kvartal], maal(takst_oere=None)) == {}
    assert lagt([kvartal], maal(enhed="stk")) == {}


def test_hovedbogens_kvartalsregninger_faar_deres_maaneder_ogsaa_hvor_ingen_siger_sine() -> None:
    """The ledger has each in the month of its date, and none tells how long after its months a bill comes."""
    faelles = {"person_noegle": "p", "funktion": "5.38.50", "cvr": "", "ind": False, "tavs": True}
    raekker = [
        {**faelles, "nr": nr, "oere": 2_000 * dage * KR, "dag": d(dag), "fra": d(dag), "til": d(dag)}
        for nr, (dag, dage) in enumerate(AARET, 1)
    ]
    egne, andres = formodet.maaneder(lambda *_: raekker, ["p"], {"p": [maal(slutdato=d("2025-12-31"))]})
    assert [(f"{r['fra']}", f"{r['til']}") for r in egne] == [Q1, Q2, Q3, Q4]
    assert andres == {}
