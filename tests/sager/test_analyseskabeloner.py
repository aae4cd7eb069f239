"""Analyse's templates: saved, shared, renamed, deleted and brought back; carried from one town to another."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.adgang import Bruger, Rolle
from engine.fejl import AdgangNaegtet, RettelseAfvist
from engine.sager import analyseskabeloner as a
from engine.sager.lager import Sagslager

NU = datetime(2026, 1, 15, 8, tzinfo=UTC)
LEDER, OEKONOM = (Bruger(n, r.value, r.value, r) for n, r in ((1, Rolle.LEDER), (2, Rolle.OEKONOM)))
REVISOR = Bruger(3, "revisor", "R", Rolle.REVISOR)
VALG = {"maal": "forbrug", "raekke": "ydelse", "kolonne": "maaned", "aar": 0, "omraade": "boern"}


@pytest.fixture
def lager(tmp_path: Path) -> Sagslager:
    lager = Sagslager(f"sqlite:///{tmp_path / 'sager.db'}")
    lager.migrer()
    return lager


def test_det_samme_paa_postgresql(postgres_url: str) -> None:
    lager = Sagslager(postgres_url)
    lager.migrer()
    test_en_skabelon_fra_gemt_til_fortrudt_sletning(lager)


def test_en_skabelon_fra_gemt_til_fortrudt_sletning(lager: Sagslager) -> None:
    id_ = a.gem(lager, LEDER, "  Børn pr. måned ", VALG, delt=True, nu=NU)
    (s,) = a.liste(lager, REVISOR)  # shared: others open it
    assert (s.navn, dict(s.valg), s.bruger, s.version) == ("Børn pr. måned", VALG, "leder", 1)
    a.omdoeb(lager, OEKONOM, id_, "Børn", NU)
    a.slet(lager, OEKONOM, id_, NU)
    assert a.liste(lager, LEDER) == []
    assert [x.navn for x in a.liste(lager, LEDER, slettede=True)] == ["Børn"]
    with pytest.raises(RettelseAfvist, match="findes ikke længere"):
        a.omdoeb(lager, LEDER, id_, "Igen", NU)
    a.gendan(lager, OEKONOM, id_, NU)
    (s,) = a.liste(lager, LEDER)
    assert (s.navn, s.version, s.bruger, s.aendret_af) == ("Børn", 4, "leder", "oekonom")


def test_egne_ses_kun_af_ejeren_og_et_navn_staar_een_gang(lager: Sagslager) -> None:
    id_ = a.gem(lager, LEDER, "Min", VALG, delt=False, nu=NU)
    assert a.liste(lager, OEKONOM) == []
    with pytest.raises(RettelseAfvist, match="findes ikke"):
        a.slet(lager, OEKONOM, id_, NU)
    with pytest.raises(RettelseAfvist, match="allerede"):
        a.gem(lager, LEDER, "min", VALG, delt=False, nu=NU)
    a.gem(lager, OEKONOM, "Min", VALG, delt=False, nu=NU)


def test_revisoren_laeser_kun_og_navnet_proeves(lager: Sagslager) -> None:
    with pytest.raises(AdgangNaegtet):
        a.gem(lager, REVISOR, "Min", VALG, delt=True, nu=NU)
    for navn in ("", "x" * 81, "Sag 610580-0001"):
        with pytest.raises(RettelseAfvist):
            a.gem(lager, LEDER, navn, VALG, delt=True, nu=NU)
    for forkert in ({}, VALG | {"data": 1}, VALG | {"aar": "2024"}, VALG | {"maal": "x" * 41}):
        with pytest.raises(RettelseAfvist, match="form"):
            a.gem(lager, LEDER, "Navn", forkert, delt=True, nu=NU)


def test_pakken_baeres_over_og_indlaeses_kun_een_gang(lager: Sagslager) -> None:
    a.gem(lager, LEDER, "Delt", VALG, delt=True, nu=NU)
    a.gem(lager, LEDER, "Egen", VALG, delt=False, nu=NU)
    pakke = a.som_pakke(lager)
    assert pakke == [{"skema": 1, "navn": "Delt", "valg": VALG}]
    assert a.indlaes(lager, OEKONOM, pakke, NU) == 0
    ny = {"skema": 1, "navn": "Fremtid", "valg": VALG | {"maal": "ukendt_i_dag"}}
    assert a.indlaes(lager, OEKONOM, [*pakke, ny], NU) == 1
    anden = {"skema": 1, "navn": "delt", "valg": VALG | {"maal": "fund"}}
    for forkert in (anden, {"skema": 2, "navn": "X", "valg": VALG}):
        with pytest.raises(RettelseAfvist):
            a.indlaes(lager, OEKONOM, [{**ny, "navn": "Aldrig"}, forkert], NU)
    assert [s.navn for s in a.liste(lager, LEDER)] == ["Delt", "Egen", "Fremtid"]
