"""Templates from one municipality to another: what the file holds, what is refused, and what an import writes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from engine.adgang import Bruger, Rolle
from engine.fejl import AdgangNaegtet, HjemtagFejl, RettelseAfvist
from engine.indstillinger import Indstillinger
from engine.potentiale.regelvalg import Indstilling
from engine.resultater import regelskabelon as motor
from engine.resultater import regelvalg, underskrift
from engine.sager import analyseskabeloner, brugervalg
from engine.sager import regelvalg as events
from engine.sager.lager import Sagslager, aabn
from engine.sager.model import ligner_cpr

NU = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)
KAREN, BO = Bruger(1, "karen", "K", Rolle.OEKONOM), Bruger(2, "bo", "B", Rolle.ADMINISTRATOR)


@pytest.fixture
def ind(tmp_path: Path) -> Indstillinger:
    return Indstillinger(hjem=tmp_path / "a", kommune="0998", database_url=f"sqlite:///{tmp_path / 'a.db'}")


@pytest.fixture
def fil(ind: Indstillinger) -> bytes:
    """Two choices and one view of the first municipality."""
    lager = aabn(ind.database_url)
    valg = [("REF-01", Indstilling(til=False), 0), ("SKO-01", Indstilling(mindste_kroner=5000), 0)]
    regelvalg.gem(lager, KAREN, valg, "Hemmelig grund", NU)
    brugervalg.gem_visning(lager, "karen", "sager", "Store sager", {"art": "mellemkommunal"}, NU)
    brugervalg.gem_visning(lager, "karen", "sager", "Kun min", {}, NU)
    return motor.udgiv(
        ind, lager, KAREN, ["Store sager"], navn="Regler 2026", udgiver="Nordby", udgivet=NU.date()
    )


@pytest.fixture
def andet(tmp_path: Path) -> Sagslager:
    return aabn(f"sqlite:///{tmp_path / 'b.db'}")


def test_filen_har_kun_koder_tal_og_valgte_navne(fil: bytes) -> None:
    tekst = fil.decode()
    assert not ligner_cpr(tekst.replace("noegle", ""))
    for ord_ in ("karen", "Hemmelig", "Kun min"):
        assert ord_ not in tekst
    raa = json.loads(tekst)
    assert raa["regler"] == {"REF-01": {"til": False}, "SKO-01": {"mindste_kroner": 5000}}
    assert raa["visninger"] == [{"side": "sager", "navn": "Store sager", "valg": {"art": "mellemkommunal"}}]


def test_forskellene_vises_og_kun_det_valgte_skrives(
    ind: Indstillinger, fil: bytes, andet: Sagslager
) -> None:
    regelvalg.gem(andet, BO, [("SKO-01", Indstilling(mindste_kroner=100), 0)], "x", NU)
    s = motor.laes(fil)
    linjer = motor.forskelle(andet, BO, s)
    assert [(x.noegle, x.udfald) for x in linjer] == [
        ("regel:REF-01", "ny"),
        ("regel:SKO-01", "anden"),
        ("visning:sager:Store sager", "ny"),
    ]
    assert (linjer[1].foer, linjer[1].efter) == ("Mindste beløb, kr.: 100", "Mindste beløb, kr.: 5.000")
    alt: dict[str, Any] = {"begrundelse": "Aftalt", "fingeraftryk": underskrift.fingeraftryk(ind), "nu": NU}
    with pytest.raises(RettelseAfvist, match="Udgiveren er ny her"):
        motor.indlaes(andet, BO, s, linjer, **(alt | {"fingeraftryk": "x"}))
    with pytest.raises(RettelseAfvist, match="Skriv hvorfor"):
        motor.indlaes(andet, BO, s, linjer, **(alt | {"begrundelse": " "}))
    assert motor.indlaes(andet, BO, s, [linjer[0], linjer[2]], **alt) == 2
    i_kraft = events.i_kraft(andet)
    assert i_kraft["REF-01"].felter == {"til": False}
    assert i_kraft["REF-01"].skabelon == s.id
    assert "Aftalt (skabelonen 'Regler 2026' fra Nordby" in i_kraft["REF-01"].begrundelse
    assert i_kraft["SKO-01"].felter == {"mindste_kroner": 100}
    assert brugervalg.visninger(andet, "bo", "sager") == {"Store sager": {"art": "mellemkommunal"}}
    assert [x.udfald for x in motor.forskelle(andet, BO, s)] == ["samme", "anden", "samme"]
    assert (
        motor.indlaes(andet, BO, s, [motor.forskelle(andet, BO, s)[1]], **(alt | {"fingeraftryk": ""})) == 1
    )
    with pytest.raises(RettelseAfvist, match="ændret siden"):
        motor.indlaes(andet, BO, s, linjer, **alt)


def test_andre_roller_hverken_udgiver_eller_indlaeser(
    ind: Indstillinger, fil: bytes, andet: Sagslager
) -> None:
    s = motor.laes(fil)
    for rolle in set(Rolle) - {Rolle.OEKONOM, Rolle.ADMINISTRATOR}:
        hvem = replace(KAREN, rolle=rolle)
        with pytest.raises(AdgangNaegtet):
            motor.udgiv(ind, andet, hvem, [], navn="x", udgiver="y", udgivet=NU.date())
        with pytest.raises(AdgangNaegtet):
            motor.indlaes(
                andet, hvem, s, motor.forskelle(andet, hvem, s), begrundelse="x", fingeraftryk="", nu=NU
            )


def _underskrevet(ind: Indstillinger, **felter: Any) -> bytes:
    grund = {"format": "hjemtag-skabelon-1", "navn": "x", "udgiver": "y", "udgivet": "2026-01-15"}
    return underskrift.underskriv(ind, {**grund, "regler": {}, "visninger": [], **felter})


def test_en_regel_eller_en_indstilling_der_ikke_findes_her_kan_ikke_tages(
    ind: Indstillinger, andet: Sagslager
) -> None:
    s = motor.laes(_underskrevet(ind, regler={"REF-99": {"til": False}, "REF-01": {"ny": 1}}))
    linjer = motor.forskelle(andet, BO, s)
    assert {x.udfald for x in linjer} == {"ukendt"}
    with pytest.raises(RettelseAfvist):
        motor.indlaes(
            andet, BO, s, linjer, begrundelse="x", fingeraftryk=underskrift.fingeraftryk(ind), nu=NU
        )
    assert events.alle(andet) == []


@pytest.mark.parametrize(
    ("felter", "saetning"),
    [
        ({"format": "hjemtag-skabelon-2"}, "nyere version"),
        ({"format": "hjemtag-lovpakke-1"}, "ikke en skabelon"),
        ({"mere": 1}, "ikke en skabelon"),
        ({"visninger": [{"side": "sager", "navn": "x", "valg": {"art": "Anna Hansen"}}]}, "ikke en skabelon"),
        ({"navn": "om 610190-1234"}, "CPR-nummer"),
    ],
)
def test_det_der_ikke_er_en_skabelon_afvises(
    ind: Indstillinger, felter: dict[str, Any], saetning: str
) -> None:
    with pytest.raises(HjemtagFejl, match=saetning):
        motor.laes(_underskrevet(ind, **felter))


@pytest.mark.parametrize(
    "aendr", [lambda f: f.replace(b"5000", b"9000"), lambda f: f[:-20], lambda f: b"{}", lambda f: b"\xff"]
)
def test_en_aendret_fil_afvises(fil: bytes, aendr: Callable[[bytes], bytes]) -> None:
    with pytest.raises(HjemtagFejl, match="ændret, efter at den blev underskrevet"):
        motor.laes(aendr(fil))
    assert motor.laes(fil).udgivet == date(2026, 1, 15)


def test_delte_analyser_foelger_med_og_et_navn_der_bruges_overskrives_ikke(
    ind: Indstillinger, fil: bytes, andet: Sagslager
) -> None:
    egne = aabn(ind.database_url)
    valg = {"maal": "forbrug", "raekke": "ydelse", "kolonne": "maaned", "aar": 0, "omraade": "boern"}
    for navn, delt in (("Børn", True), ("Voksne", True), ("Kun min analyse", False)):
        analyseskabeloner.gem(egne, KAREN, navn, valg, delt=delt, nu=NU)
    analyseskabeloner.gem(andet, KAREN, "voksne", valg | {"raekke": "aar"}, delt=True, nu=NU)
    ny = motor.udgiv(ind, egne, KAREN, [], navn="Analyser", udgiver="Nordby", udgivet=NU.date())
    assert "Kun min analyse" not in ny.decode()
    s = motor.laes(ny)
    linjer = [x for x in motor.forskelle(andet, KAREN, s) if x.noegle.startswith("analyse:")]
    assert [(x.noegle, x.udfald, x.kan) for x in linjer] == [
        ("analyse:Børn", "ny", True),
        ("analyse:Voksne", "optaget", False),
    ]
    assert linjer[0].efter == "Forbrug, opdelt på ydelse og måned, børn og unge"
    motor.indlaes(
        andet,
        KAREN,
        s,
        linjer[:1],
        begrundelse="Aftalt",
        fingeraftryk=underskrift.fingeraftryk(ind),
        nu=NU,
    )
    assert {x.navn: dict(x.valg) for x in analyseskabeloner.liste(andet, KAREN)}["Børn"] == valg
    assert motor.forskelle(andet, KAREN, s)[-2].udfald == "samme"
    gammel = json.loads(ny)
    assert motor.laes(fil).analyser == ()
    assert gammel["analyser"]
