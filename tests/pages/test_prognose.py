"""The pages Prognose and Prognosekvalitet as each role meets them, on the two years of tests/prognose/lilleby.py."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from engine.indstillinger import Indstillinger
from engine.prognose import metoder
from engine.prognose.proeve import Valgt
from engine.resultater import prognose, prognoseversion
from engine.sager.lager import Sagslager
from tests.lager_hjaelp import kopi_af, lager_af
from tests.pages.conftest import ROD, html
from tests.pages.test_ledelsesinformation import alt_paa
from tests.prognose import lilleby


@pytest.fixture(scope="module")
def bygget(tmp_path_factory: pytest.TempPathFactory) -> Path:
    mappe = tmp_path_factory.mktemp("prognoseside")
    hjem = mappe / "hjem"
    hjem.mkdir()
    ind = Indstillinger(hjem=hjem, kommune="0998", database_url=f"sqlite:///{mappe / 'sager.db'}")
    lager_af(lilleby.by("0998"), ind, lilleby.NU, mappe, 'dato = "2022-12-31"\ndemo = true\n')
    return hjem


@pytest.fixture
def prognoseby(hjem: Path, bygget: Path) -> Path:
    kopi_af(bygget, hjem)
    return hjem


def side(navn: str = "prognose", formaal: dict[str, str] | None = None) -> Any:
    at = AppTest.from_file(str(ROD / "pages" / f"{navn}.py"), default_timeout=60)
    if formaal:
        at.session_state["formaal"] = formaal
    at.run()
    assert not at.exception
    return at


@pytest.mark.parametrize("navn", ["demo-leder", "demo-oekonom-1", "demo-revisor"])
def test_hver_rolle_ser_svaret_og_kun_oekonomen_kan_gemme(
    prognoseby: Path, log_ind: Callable[[str], str], navn: str
) -> None:
    log_ind(navn)
    at = side()
    assert "De dyre sager ventes at koste" in at.markdown[0].value
    overskrifter = [s.value for s in at.subheader]
    for titel in ("Udgift i sagerne", "Refusion", "Forventet regnskab mod budget", "Hvad ville ændre det"):
        assert titel in overskrifter
    tekst = alt_paa(at)
    assert "Opdigtet" not in tekst
    assert any(b.label == "Lås til udvalg" for b in at.button) is (navn == "demo-oekonom-1")
    assert ("Vis sagerne" in tekst) is (navn != "demo-leder")


def test_en_sags_beloeb_vises_foerst_efter_et_formaal(
    prognoseby: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-oekonom-1")
    assert "Serviceloven § 176" not in alt_paa(side())
    formaal = {"prognose/sager": "Opfølgning på budget og regnskab"}
    assert "Serviceloven § 176" in alt_paa(side(formaal=formaal))


def test_en_skyder_viser_sin_virkning_og_striben_siger_at_det_ikke_er_grundlaget(
    prognoseby: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-oekonom-1")
    at = side()
    assert "ikke gemt" not in alt_paa(at)
    pris = next(s for s in at.select_slider if s.label.startswith("Priser og løn"))
    pris.set_value(5.0).run()
    assert not at.exception
    assert any("Virkning i 2023" in c.value for c in at.caption)
    next(b for b in at.button if b.label == "Vis i figurerne").click().run()
    assert not at.exception
    assert any("Du prøver grundlag (ikke gemt)" in m.value for m in at.markdown)


def test_nye_sager_kan_regnes_med_hvor_grundlaget_ingen_har(
    prognoseby: Path, log_ind: Callable[[str], str], lager: Sagslager, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slider does nothing until they are switched on; then it has its effect, and the switch is saved."""
    set_ = {"voksen": 1.0}, {"voksen": np.full((1, 24), 1_000_000.0)}, []
    monkeypatch.setattr(metoder, "nye_sager", lambda *_: set_)
    monkeypatch.setattr(prognose, "_vaelg", lambda *_: Valgt(metoder.Valg(trin=frozenset()), (), 0.0, 12))
    monkeypatch.setattr(prognose, "_grunde", {})
    log_ind("demo-oekonom-1")
    at = side()
    assert any("så skyderen ændrer intet" in c.value for c in at.caption)
    next(t for t in at.toggle if t.label == "Regn nye sager med, som de er set").set_value(True).run()
    assert not at.exception
    assert not any("så skyderen ændrer intet" in c.value for c in at.caption)
    foer = [c.value for c in at.caption if c.value.startswith("Virkning i 2023")]
    assert len(foer) == 1
    next(s for s in at.select_slider if s.label.startswith("Nye sager")).set_value(100.0).run()
    assert not at.exception
    assert len([c.value for c in at.caption if c.value.startswith("Virkning i 2023")]) == 2
    next(t for t in at.text_input if t.label == "Navn" and t.key != "laasenavn").set_value("Med nye")
    at.text_area(key="scenariegrund").set_value("Budgetmøde")
    next(b for b in at.button if b.label == "Gem").click().run()
    assert not at.exception
    gemt = prognose.scenarier(lager)["Med nye"].forudsaetninger
    assert (gemt.nye_som_set, gemt.tilgang_pct) == (True, 100.0)


def test_oekonomen_gemmer_et_scenarie_og_laaser_det(
    prognoseby: Path, log_ind: Callable[[str], str], lager: Sagslager
) -> None:
    log_ind("demo-oekonom-1")
    at = side()
    next(t for t in at.text_input if t.label == "Navn" and t.key != "laasenavn").set_value("Nøgternt")
    at.text_area(key="scenariegrund").set_value("Budgetmøde")
    next(b for b in at.button if b.label == "Gem").click().run()
    assert not at.exception
    assert "Nøgternt" in prognose.scenarier(lager)
    at.text_input(key="laasenavn").set_value("Til udvalget")
    at.text_area(key="laasegrund").set_value("1. behandling")
    next(b for b in at.button if b.label == "Lås til udvalg").click().run()
    assert not at.exception
    assert prognoseversion.versioner(lager)["Til udvalget"].scenarie == "Nøgternt"
    assert prognose.scenarier(lager)["Nøgternt"].laast


def test_en_leder_med_et_fagomraade_ser_ikke_hele_kommunens_tal(
    prognoseby: Path, log_ind: Callable[[str], str], lager: Sagslager
) -> None:
    import sqlalchemy as sa

    from engine.sager import tabeller

    with lager.skriv() as con:
        leder = tabeller.bruger.c.navn == "demo-leder"
        con.execute(sa.update(tabeller.bruger).where(leder).values(fagomraader=["boern"]))
    log_ind("demo-leder")
    for navn in ("prognose", "prognosekvalitet"):
        at = side(navn)
        assert "kun adgang til en del" in html(at)
        assert "mio. kr." not in alt_paa(at)


def test_kvaliteten_siger_om_prognosen_er_bedre(prognoseby: Path, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-leder")
    at = side("prognosekvalitet")
    assert "sidste år gange pris" in at.markdown[0].value
    assert "80 procents-båndet ramte" in at.markdown[0].value
    assert "Ingen låst prognose gælder et år" in html(at)
