"""How finds are held against a truth: by hand, one rule of it at a time."""

from __future__ import annotations

from typing import Any

import pytest

from engine.resultater.traef import ANDET, INTET, LIGNER, RIGTIG, Fund, Maaling, Sandt, maal

ARTER = ("glemt", "for_meget")


def sandt(
    nr: int, art: str, hvem: str, oere: int = 0, fra: str = "2024-01", til: str = "2024-12", **m: Any
) -> Sandt:
    return Sandt(nr, "sde", art, tuple(hvem.split()), fra, til, oere, True, **m)


def lignende(nr: int, art: str, hvem: str, **m: Any) -> Sandt:
    return sandt(nr, "ligner", hvem, ligner=art, **m)


def fund(hvem: str, oere: int | None = None, fra: str = "2024-01", til: str = "2024-12", **m: Any) -> Fund:
    return Fund(tuple(hvem.split()), fra, til, oere, **m)


def slags(m: Maaling) -> list[str]:
    return [d.slags for d in m.domme]


def test_et_fund_rammer_en_sandhed_om_en_faelles_person_i_en_faelles_maaned() -> None:
    sandheder = [sandt(0, "glemt", "anna bo", 1_000)]
    assert maal([fund("bo carl", 1_000, "2024-12", "2025-03")], sandheder, ARTER).fundet == {0: 1_000}
    assert maal([fund("bo", 1_000, "2025-01", "2025-03")], sandheder, ARTER).fundet == {}
    assert maal([fund("carl", 1_000)], sandheder, ARTER).fundet == {}


@pytest.mark.parametrize(
    ("fundne", "ventet"), [(500, {0: 500}), (499, {}), (1_000, {0: 1_000}), (9_000, {0: 1_000})]
)
def test_mindst_halvdelen_af_kronerne_skal_vaere_fundet_og_ingen_taelles_over_det_sande(
    fundne: int, ventet: dict[int, int]
) -> None:
    m = maal([fund("anna", fundne)], [sandt(0, "glemt", "anna", 1_000)], ARTER)
    assert m.fundet == ventet
    assert slags(m) == ([RIGTIG] if ventet else [ANDET])


def test_flere_fund_kan_tilsammen_finde_en_sandhed() -> None:
    m = maal([fund("anna", 300), fund("anna", 250)], [sandt(0, "glemt", "anna", 1_000)], ARTER)
    assert (m.fundet, slags(m)) == ({0: 550}, [RIGTIG, RIGTIG])


def test_hver_krone_i_et_fund_bruges_en_gang_den_stoerste_sandhed_foerst() -> None:
    sandheder = [
        sandt(0, "glemt", "anna", 400),
        sandt(1, "glemt", "anna", 1_000),
        sandt(2, "glemt", "anna", 900),
    ]
    assert maal([fund("anna", 1_300)], sandheder, ARTER).fundet == {1: 1_000, 0: 300}


def test_en_sandhed_der_ikke_naas_tager_ingen_kroner_fra_en_mindre() -> None:
    sandheder = [sandt(0, "glemt", "anna", 70), sandt(1, "glemt", "anna", 1_000)]
    assert maal([fund("anna", 70)], sandheder, ARTER).fundet == {0: 70}


def test_fortegnet_skal_vaere_det_samme() -> None:
    sandheder = [sandt(0, "for_meget", "anna", -1_000)]
    m = maal([fund("anna", 1_000)], sandheder, ARTER)
    assert (m.fundet, slags(m)) == ({}, [ANDET])
    assert maal([fund("anna", -800)], sandheder, ARTER).fundet == {0: -800}


def test_et_fund_uden_kroner_finder_hele_sandheden_men_ingen_kroner() -> None:
    assert maal([fund("anna")], [sandt(0, "glemt", "anna", 1_000)], ARTER).fundet == {0: 0}


def test_det_der_kun_ligner_er_et_forkert_fund() -> None:
    m = maal(
        [fund("anna", 5), fund("bo", 5)], [lignende(0, "glemt", "anna"), lignende(1, "andet", "bo")], ARTER
    )
    assert (m.fundet, slags(m)) == ({}, [LIGNER, INTET])


def test_et_fund_der_ogsaa_har_sin_grund_ligner_ikke_kun() -> None:
    sandheder = [sandt(0, "glemt", "anna", 10), lignende(1, "glemt", "anna")]
    assert slags(maal([fund("anna", 10)], sandheder, ARTER)) == [RIGTIG]


def test_en_anden_fejls_fund_taelles_for_sig() -> None:
    m = maal([fund("anna", 10)], [sandt(0, "forkert_person", "anna", 10)], ARTER)
    assert (m.fundet, slags(m)) == ({}, [ANDET])


def test_et_fund_kan_sige_hvilken_slags_det_er() -> None:
    sandheder = [sandt(0, "glemt", "anna", 10)]
    assert maal([fund("anna", 10, art="for_meget")], sandheder, ARTER).fundet == {}
    assert maal([fund("anna", 10, art="glemt")], sandheder, ARTER).fundet == {0: 10}


def test_posteringer_gaar_forud_for_personer() -> None:
    sandheder = [
        sandt(0, "glemt", "", posteringer=("opus/2024/F1/1", "opus/2024/F2/1")),
        sandt(1, "glemt", "anna"),
    ]
    m = maal([fund("anna", posteringer=("opus/2024/F2/1",))], sandheder, ARTER)
    assert m.fundet == {0: 0}


def test_perioden_kan_skulle_vaere_den_selvsamme() -> None:
    sandheder = [sandt(0, "glemt", "", fra="2024-01", til="2024-03", posteringer=("b",))]
    rigtig, skaev = ({"fra": "2024-01", "til": t, "posteringer": ("b",)} for t in ("2024-03", "2024-02"))
    assert maal([fund("", **rigtig)], sandheder, ARTER, samme_maaneder=True).fundet == {0: 0}
    assert maal([fund("", **skaev)], sandheder, ARTER, samme_maaneder=True).fundet == {}
