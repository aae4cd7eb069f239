"""What a municipality chooses of the rules, on findings alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from engine.potentiale import beregn
from engine.potentiale.model import Begrundelse, Fund, Krav
from engine.potentiale.regelvalg import STANDARD, UDEN_VALG, Indstilling, Regelvalg
from tests.potentiale.test_mellemkommunal import G, flyttet

DAG = date(2025, 12, 31)
ORDEN = {"REF-02": 1, "REF-01": 2, "REF-13": 3}
GRUND = Begrundelse("t", "h", (), 0.6)


def krav(regel: str, maaned: str = "2025-03", oere: int | None = 100_00, **mere: Any) -> Krav:
    f = Fund(regel, "0851", maaned, "K5.57.72", "oevrige", oere, GRUND)
    return Krav(replace(f, **mere), None, False)


def valg(regel: str, **felter: Any) -> Regelvalg:
    return UDEN_VALG.med(regel, Indstilling(**felter))


def regler(v: Regelvalg, *k: Krav) -> list[str]:
    return [x.fund.regel for x in beregn.vaelg(k, ORDEN, v)]


def test_en_slukket_regel_giver_kronen_til_den_naeste_i_ordenen() -> None:
    alle = krav("REF-01"), krav("REF-02"), krav("REF-02", "2025-04")
    assert regler(UDEN_VALG, *alle) == ["REF-02", "REF-02"]
    assert regler(valg("REF-02", til=False), *alle) == ["REF-01"]
    assert regler(valg("REF-01", til=False), *alle) == ["REF-02", "REF-02"]


def fundne(v: Regelvalg, *k: Krav, dag: date = DAG, aar: int | None = None) -> list[Any]:
    return list(beregn.kandidater({"P": beregn.vaelg(k, ORDEN, v)}, dag, aar, v))


@pytest.mark.parametrize(
    ("felter", "antal"),
    [
        ({"mindste_kroner": 200}, 1),
        ({"mindste_kroner": 201}, 0),
        ({"mindste_sikkerhed": 60}, 1),
        ({"mindste_sikkerhed": 61}, 0),
    ],
)
def test_for_smaa_og_for_usikre_fund_vises_ikke_og_deres_kroner_gaar_til_ingen(
    felter: dict[str, int], antal: int
) -> None:
    alle = [krav(r, m) for r in ("REF-01", "REF-02") for m in ("2024-12", "2025-01")]
    assert len(fundne(valg("REF-02", **felter), *alle)) == antal
    assert len(fundne(valg("REF-02", **felter), *alle, aar=2025)) == antal  # by all its months


def test_et_fund_uden_beloeb_er_aldrig_for_lille() -> None:
    assert len(fundne(valg("REF-01", mindste_kroner=1), krav("REF-01", oere=None))) == 1


def test_ventetid_og_hastegraense_foelger_valget() -> None:
    k = krav("REF-01", "2025-10")
    assert fundne(UDEN_VALG, k, dag=date(2025, 12, 1)) == []
    assert len(fundne(valg("REF-01", vente_maaneder=2), k, dag=date(2025, 12, 1))) == 1
    frist = replace(krav("REF-01"), frist=date(2026, 6, 30))
    assert fundne(UDEN_VALG, frist)[0].prioritet == "normal"
    (haster,) = fundne(valg("REF-01", haster_maaneder=12), frist)
    assert haster.prioritet == beregn.paa_dag(haster, DAG).prioritet == "haster"


@pytest.mark.parametrize(
    ("maaneder", "start", "antal"), [(6, "2025-08-01", 0), (8, "2025-08-01", 1), (2, "2025-04-01", 0)]
)
def test_ref_13_ser_saa_laenge_efter_flytningen_som_kommunen_har_valgt(
    maaneder: int, start: str, antal: int
) -> None:
    alle = [Krav(f, None, False) for f in beregn.find_alle(flyttet(start), G, DAG)]
    v = valg("REF-13", afstand_maaneder=maaneder)
    assert len(list(beregn.kandidater({"P": beregn.vaelg(alle, G.orden, v)}, DAG, None, v))) == antal


def test_kun_det_der_er_et_andet_end_reglens_eget_gemmes() -> None:
    regel = beregn.REGLER["REF-13"]
    fuld = STANDARD.fuld(regel)
    assert (fuld.vente_maaneder, fuld.haster_maaneder, fuld.afstand_maaneder) == (3, 3, 6)
    assert fuld.uden_standard(regel) == STANDARD
    assert replace(fuld, afstand_maaneder=9).uden_standard(regel).felter() == {"afstand_maaneder": 9}
    assert STANDARD.fuld(beregn.REGLER["SKO-04"]).vente_maaneder == 0
    assert UDEN_VALG.med("REF-01", STANDARD) == UDEN_VALG


@pytest.mark.parametrize(
    "felter",
    [{"ukendt": 1}, {"til": 0}, {"mindste_kroner": -1}, {"mindste_sikkerhed": 101}, {"vente_maaneder": 1.5}],
)
def test_andet_end_vores_indstillinger_afvises(felter: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"ikke en indstilling|skal være"):
        Indstilling.af(felter)
