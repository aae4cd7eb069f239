"""Scenarios and expected events as data: refused whole, locked, copied, undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from engine.fejl import RettelseAfvist
from engine.prognose import haendelser, simulering
from engine.prognose.haendelser import Forudsaetninger, Haendelse
from engine.resultater import prognose, scenarier
from engine.sager import model
from engine.sager.lager import Sagslager, aabn
from tests.prognose.test_simulering import _fremskrivning, _graenser

NU = datetime(2026, 1, 5, 9, tzinfo=UTC)
PERSON = "0123456789abcdef"


def _linje(type_: str, noegle: dict, nyt: dict) -> model.Rettelse:
    return model.valider_rettelse(
        {"type": type_, "noegle": noegle, "nyt": nyt, "begrundelse": "Budgetmøde", "bruger": "karen"}
    )


@pytest.fixture
def lager(tmp_path: Path) -> Sagslager:
    return aabn(f"sqlite:///{tmp_path / 'sager.db'}")


def _skriv(lager: Sagslager, *linjer: model.Rettelse) -> list[int]:
    prognose.kontroller(lager, linjer)
    return lager.skriv_rettelser(list(linjer), NU)


def test_et_scenarie_gemmes_laases_og_kopieres(lager: Sagslager) -> None:
    stop = _linje(
        "haendelse",
        {"scenarie": "høj", "person": PERSON, "art": "stop", "ydelse": "Botilbud"},
        {"dato": "2026-05-01", "sandsynlighed_pct": 60},
    )
    _skriv(lager, _linje("scenarie", {"scenarie": "høj"}, {"pris_pct": 4}), stop)
    gemt = prognose.scenarier(lager)["høj"]
    assert (gemt.forudsaetninger.pris_pct, gemt.laast) == (4.0, False)
    assert [(e.art, e.sandsynlighed_pct) for e in gemt.forudsaetninger.haendelser] == [("stop", 60)]
    _skriv(lager, _linje("scenarie", {"scenarie": "høj"}, {"pris_pct": 4, "laast": 1}))
    with pytest.raises(RettelseAfvist, match="låst"):
        _skriv(lager, _linje("scenarie", {"scenarie": "høj"}, {"pris_pct": 5}))
    _skriv(lager, *prognose.kopi(gemt, "høj 2", "karen", "Kopi"))
    kopi = prognose.scenarier(lager)["høj 2"].forudsaetninger
    assert (kopi.pris_pct, len(kopi.haendelser)) == (4.0, 1)


def test_en_haendelse_i_et_scenarie_der_ikke_findes_afvises(lager: Sagslager) -> None:
    noegle = {"scenarie": "x", "person": PERSON, "art": "doed"}
    with pytest.raises(RettelseAfvist, match="findes ikke"):
        _skriv(lager, _linje("haendelse", noegle, {"dato": "2026-05-01", "sandsynlighed_pct": 10}))


def test_en_haendelse_sker_i_sin_andel_af_udfaldene() -> None:
    f, _ = _fremskrivning(1)

    stop = Haendelse(PERSON, "stop", datetime(2025, 7, 1).date(), 30)
    ud, haendt = haendelser.haendelsestraek(np.array([PERSON]), f, [stop], 10_000, simulering.terning(1))
    assert haendt is not None
    niveau = haendt.niveau_for(np.array([0]), f.niveau)
    assert (niveau[0, :, :6] == f.niveau[0, 0]).all()
    assert (niveau[0, :, 6] == 0).sum() == 3_000  # its share to the draw
    assert ud.niveau[0, 6] == pytest.approx(0.70 * f.niveau[0, 0], rel=1e-12)


def test_nye_sager_som_de_er_set_koster_det_haanden_giver() -> None:
    """Two new ones a month were seen, at 10.000 kr. a month each: 1 + 2 + … + 12 = 78 months of a pair in the year."""
    uden, sager = _fremskrivning(1)
    f = replace(
        uden,
        tilgang={"voksen": 0.0},
        set_tilgang={"voksen": 2.0},
        profiler={"voksen": np.full((1, 24), 1_000_000.0)},
    )
    fra = haendelser.anvend(haendelser.med_nye(f, Forudsaetninger("a", tilgang_pct=50)), Forudsaetninger("a"))
    assert not fra.ventet_nye["voksen"].any()
    for pct, ventet in ((0, 2 * 78 * 1_000_000), (50, 3 * 78 * 1_000_000), (-100, 0)):
        s = Forudsaetninger("a", tilgang_pct=pct, nye_som_set=True)
        ud = haendelser.anvend(haendelser.med_nye(f, s), s)
        assert ud.ventet_nye["voksen"][:12].sum() == pytest.approx(ventet)
        u = simulering.simuler(ud, sager, _graenser(), antal=2000, froe=1)
        assert u.ny_udgift[:, 0].mean() == pytest.approx(ventet, rel=0.02)
    assert f.tilgang == {"voksen": 0.0}


def test_nye_sager_som_de_er_set_er_en_linje_i_ret_og_foelger_kopien(lager: Sagslager) -> None:
    _skriv(lager, _linje("scenarie", {"scenarie": "uden"}, {"tilgang_pct": 10}))
    _skriv(lager, _linje("scenarie", {"scenarie": "med"}, {"nye_som_set": 1}))
    gemte = prognose.scenarier(lager)
    assert [gemte[n].forudsaetninger.nye_som_set for n in ("uden", "med")] == [False, True]
    _skriv(lager, *prognose.kopi(gemte["med"], "med 2", "karen", "Kopi"))
    assert prognose.scenarier(lager)["med 2"].forudsaetninger.nye_som_set is True
    assert scenarier.felter(gemte["med"].forudsaetninger)["nye_som_set"] == 1
    with pytest.raises(RettelseAfvist, match="nye_som_set"):
        _linje("scenarie", {"scenarie": "med"}, {"nye_som_set": 2})
    with pytest.raises(RettelseAfvist, match="'nye_som_set' skal være 0 eller 1"):
        haendelser.laes_scenarie("med", {"nye_som_set": 2})


def test_prisen_i_et_scenarie_gaelder_fra_naeste_aar() -> None:
    f, _ = _fremskrivning(1)
    ud = haendelser.anvend(f, Forudsaetninger("a", pris_pct=10))
    assert ud.niveau[0, 0] == pytest.approx(f.niveau[0, 0] * 1.1)
    assert ud.niveau[0, 12] == pytest.approx(f.niveau[0, 0] * 1.21)
