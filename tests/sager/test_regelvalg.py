"""Choices of rules as events: who may, what is refused, history and undo."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.adgang import Bruger, Rolle
from engine.fejl import AdgangNaegtet, HjemtagFejl, RettelseAfvist, VersionsKonflikt
from engine.potentiale.regelvalg import STANDARD, Indstilling
from engine.resultater import regelvalg
from engine.sager import regelvalg as events
from engine.sager.lager import Sagslager

NU = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)
OEKONOM = Bruger(1, "karen", "K", Rolle.OEKONOM)
FRA = Indstilling(til=False)


def gem(
    lager: Sagslager, regel: str, i: Indstilling, nr: int = 0, hvorfor: str = "Aftalt", hvem: Bruger = OEKONOM
) -> int:
    return regelvalg.gem(lager, hvem, [(regel, i, nr)], hvorfor, NU)[0]


def test_et_valg_gaelder_afloeses_og_fortrydes_og_historikken_bliver(lager: Sagslager) -> None:
    foerste = gem(lager, "REF-01", FRA)
    anden = gem(lager, "REF-01", Indstilling(mindste_kroner=5000), foerste)
    assert events.i_kraft(lager)["REF-01"].felter == {"mindste_kroner": 5000}
    regelvalg.fortryd(lager, OEKONOM, anden, "Forkert", NU)
    assert events.i_kraft(lager)["REF-01"].nr == foerste
    with pytest.raises(VersionsKonflikt, match="allerede fortrudt af karen"):
        regelvalg.fortryd(lager, OEKONOM, anden, "Igen", NU)
    tredje = gem(lager, "REF-01", STANDARD, foerste)
    assert [v.nr for v in regelvalg.historik(lager)] == [tredje, anden, foerste]
    assert events.i_kraft(lager)["REF-01"].felter == {}


def test_den_der_har_set_noget_andet_end_det_der_gaelder_afvises(sqlite_lager: Sagslager) -> None:
    gem(sqlite_lager, "REF-01", FRA)
    with pytest.raises(VersionsKonflikt, match="REF-01 er ændret af karen"):
        gem(sqlite_lager, "REF-01", STANDARD, 0)


@pytest.mark.parametrize(
    ("regel", "i", "hvorfor", "saetning"),
    [
        ("REF-01", FRA, " ", "Skriv hvorfor"),
        ("REF-01", FRA, "om 610190-1234", "uden CPR"),
        ("REF-01", STANDARD, "x", "allerede indstillet sådan"),
        ("REF-99", FRA, "x", "findes ikke"),
        ("REF-01", Indstilling(mindste_sikkerhed=101), "x", "fra 0 til 100"),
    ],
)
def test_det_der_ikke_kan_vaelges_afvises_i_en_saetning(
    sqlite_lager: Sagslager, regel: str, i: Indstilling, hvorfor: str, saetning: str
) -> None:
    with pytest.raises(RettelseAfvist, match=saetning):
        gem(sqlite_lager, regel, i, hvorfor=hvorfor)
    assert events.alle(sqlite_lager) == []


@pytest.mark.parametrize("rolle", list(Rolle))
def test_kun_oekonom_og_administrator_vaelger(sqlite_lager: Sagslager, rolle: Rolle) -> None:
    hvem = Bruger(2, "x", "X", rolle)
    if rolle in (Rolle.OEKONOM, Rolle.ADMINISTRATOR):
        nr = gem(sqlite_lager, "REF-01", FRA, hvem=hvem)
        regelvalg.fortryd(sqlite_lager, hvem, nr, "Alligevel ikke", NU)
        return
    nr = gem(sqlite_lager, "REF-02", FRA)
    for goer in (
        lambda: gem(sqlite_lager, "REF-01", FRA, hvem=hvem),
        lambda: regelvalg.fortryd(sqlite_lager, hvem, nr, "Nej", NU),
    ):
        with pytest.raises(AdgangNaegtet, match="slå regler til og fra"):
            goer()
    assert [v.regel for v in events.alle(sqlite_lager) if v.i_kraft] == ["REF-02"]


def test_alle_eller_ingen(sqlite_lager: Sagslager) -> None:
    with pytest.raises(HjemtagFejl):
        regelvalg.gem(sqlite_lager, OEKONOM, [("REF-01", FRA, 0), ("REF-02", FRA, 7)], "x", NU)
    assert events.alle(sqlite_lager) == []
