"""Which months bills are for that do not say it: worked out by hand from a price of 2.000 kr. a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from engine.potentiale.model import sidste_dag
from engine.refusion.periodisering.regningsmaaned import Regning, Vane, fase, skoen
from tests.potentiale.test_mellemkommunal import d, maaneder

KR = 100
AARET = maaneder("2025-01", 12)


def maal(**mere: Any) -> dict[str, Any]:
    grund = {"startdato": d("2020-01-01"), "slutdato": d("9999-12-31"), "enhed": "dag", "antal": 1.0}
    return {**grund, "takst_oere": 2_000 * KR, **mere}


def for_maaned(
    maaned: str, dage_efter: int = 8, pris: int = 2_000, nr: int = 0, siger: bool = False
) -> Regning:
    til = sidste_dag(maaned)
    oere = pris * til.day * KR
    tid = (til.replace(day=1), til) if siger else (None, None)
    return Regning(nr or int(maaned.replace("-", "")), til + timedelta(dage_efter), oere, *tid)


def lagt(regninger: Sequence[Regning], *indsatser: Mapping[str, Any], vane: Vane = Vane(8)) -> dict[int, str]:
    return {nr: f"{fra:%Y-%m}" for nr, (fra, _) in skoen(regninger, indsatser or (maal(),), vane).items()}


@pytest.mark.parametrize("dage", [-1, 0, 3, 12, 20])
def test_et_aars_regninger_der_kommer_i_maaneden_efter_er_for_maaneden_foer(dage: int) -> None:
    """However long after the month they are sent, and whatever others' bills are sent after: the amounts tell."""
    regninger = [for_maaned(m, dage) for m in AARET]
    assert lagt(regninger, vane=Vane(2)) == {int(m.replace("-", "")): m for m in AARET}


def test_en_maaned_der_har_sin_regning_faar_ikke_en_til() -> None:
    """July's and August's both come to 31 days. July's is told, so that the silent one of 9 September is August's."""
    regninger = [
        *(for_maaned(m, siger=True) for m in maaneder("2025-01", 7)),
        Regning(1, d("2025-08-15"), 31 * 2_000 * KR),
    ]
    assert lagt(regninger) == {1: "2025-08"}


def test_en_regning_der_ikke_er_hele_dage_til_prisen_bliver_hvor_den_er() -> None:
    regninger = [
        *(for_maaned(m, siger=True) for m in maaneder("2025-01", 5)),
        Regning(1, d("2025-07-08"), 41_000 * KR),
    ]
    assert lagt(regninger) == {}


def test_to_regninger_siger_intet_om_en_pris_og_uden_takst_skoennes_intet() -> None:
    assert lagt([for_maaned("2025-05"), for_maaned("2025-06")]) == {}
    assert lagt([for_maaned(m) for m in AARET], maal(takst_oere=None)) == {}
    assert lagt([for_maaned(m) for m in AARET], maal(enhed="maaned")) == {}


def test_det_foregaaende_aar_har_sin_egen_pris() -> None:
    """1.940 kr. a day in 2024: the bill of 7 January of 31 such days is December's, at last year's price."""
    regninger = [
        *(for_maaned(m, pris=1_940) for m in maaneder("2024-06", 7)),
        *(for_maaned(m) for m in AARET),
    ]
    ud = lagt(regninger)
    assert (ud[202411], ud[202412], ud[202501]) == ("2024-11", "2024-12", "2025-01")


def test_den_foerste_og_den_sidste_maaned_er_de_dage_hjaelpen_loeb() -> None:
    foerst = Regning(1, d("2025-02-05"), 12 * 2_000 * KR)
    regninger = [foerst, *(for_maaned(m) for m in maaneder("2025-02", 5))]
    ud = skoen(regninger, [maal(startdato=d("2025-01-20"))], Vane(8))
    assert ud[1] == (d("2025-01-20"), d("2025-01-31"))


def test_regninger_for_fire_uger_foelger_efter_hinanden_og_leverandoerens_uger() -> None:
    """Thirteen stretches of 28 days from Monday 6 January 2025, each sent nine days after its Sunday."""
    mandage = [date(2025, 1, 6) + timedelta(28 * n) for n in range(13)]
    regninger = [Regning(n, m + timedelta(27 + 9), 28 * 2_000 * KR) for n, m in enumerate(mandage)]
    ud = skoen(regninger, [maal()], Vane(9, fase(mandage[0])))
    assert ud == {
        n: (m, m + timedelta(27)) for n, m in enumerate(mandage[:12])
    }  # the price of 2026 is not known
    assert skoen(regninger, [maal()], Vane(9)) == ud
