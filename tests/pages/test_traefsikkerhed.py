"""The page Træfsikkerhed as each role meets it: the figures for all, the persons for few, and nothing on real data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engine.indstillinger import Indstillinger
from engine.resultater import traefsikkerhed
from engine.sager import tabeller
from engine.sager.lager import raekker
from tests.flytning import test_medvirken
from tests.lager_hjaelp import adresse, kopi_af, lager_af, person
from tests.pages.test_saerligt_dyre import alt_paa
from tests.resultater import traefby
from tests.resultater.conftest import ANNA, BARN, SOESTER

SIDE = Path(__file__).resolve().parents[2] / "pages" / "traefsikkerhed.py"
FORMAAL = "Kvalitetssikring"
SER_TAL = ("demo-leder", "demo-sagsbehandler", "demo-administrator")
SER_PERSONER = ("demo-oekonom-1", "demo-revisor")


@pytest.fixture(scope="module")
def bygget(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return traefby.byg(tmp_path_factory.mktemp("traefside"))


PENSIONIST = "6110800000"


@pytest.fixture(scope="module")
def flyttebygget(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The five who moved into a home here, and a pensioner of ours who left; of four of the five the true payer is
    told: 0851 of the first two is proposed, 0740 is not, of our own nobody else is, and of the last nothing is told."""
    mappe = tmp_path_factory.mktemp("traefflyt")
    tabeller = test_medvirken.by()
    tabeller["person"] += [person(PENSIONIST, "1960-01-01")]
    tabeller["adresse"] += [
        adresse(PENSIONIST, "6", "2005-01-01", "2025-08-01"),
        adresse(PENSIONIST, "7", "2025-08-01", kommunekode="0851"),
    ]
    tabeller["pension"] = [
        {"cpr": PENSIONIST, "pensionstype": "foertidspension", "tilkendt_dato": "2018-05-01"}
        | {"tilkendende_kommunekode": "0860"}
    ]
    ind = Indstillinger(hjem=mappe / "hjem", kommune="0860", database_url=f"sqlite:///{mappe / 'sager.db'}")
    lager_af(tabeller, ind, test_medvirken.NU, mappe, test_medvirken.DATO + "demo = true\n")
    traefby.skriv_sandhed(ind.hjem / "demo", [])
    betalere = zip(
        (test_medvirken.JA, test_medvirken.FOER, test_medvirken.INGEN, test_medvirken.NEJ),
        ("0851", "0851", "0740", "0860"),
        strict=True,
    )
    linjer = ["cpr;dato;betalingskommune", *(f"{c};2025-01-01;{kom}" for c, kom in betalere)]
    (ind.hjem / "demo" / traefsikkerhed.BETALERE).write_text("\n".join(linjer) + "\n", encoding="utf-8")
    return ind.hjem


@pytest.fixture
def by(hjem: Path, bygget: Path) -> Path:
    kopi_af(bygget, hjem)
    return hjem


def side(formaal: str | None = None, **parametre: str) -> Any:
    at = AppTest.from_file(str(SIDE), default_timeout=30)
    for navn, vaerdi in parametre.items():
        at.query_params[navn] = vaerdi
    if formaal:
        at.session_state["formaal"] = {"traefsikkerhed": formaal}
    at.run()
    assert not at.exception
    return at


def personer(at: Any) -> set[str]:
    """The town's names and numbers that have reached the browser."""
    tekst = alt_paa(at)
    numre = {c for c in (ANNA, BARN, SOESTER) if c in tekst or f"{c[:6]}-{c[6:]}" in tekst}
    return numre | {n for n in (f"Prøve {c[-4:]}" for c in (ANNA, BARN, SOESTER)) if n in tekst}


@pytest.mark.parametrize("navn", [*SER_TAL, *SER_PERSONER])
def test_alle_roller_med_adgang_ser_tallene_og_ingen_personer(by: Path, log_ind: Any, navn: str) -> None:
    log_ind(navn)
    at = side()
    assert at.markdown[0].value.startswith("Hjemtag finder 1 af de 4 fejl")
    tekst = alt_paa(at)
    assert "Sag, der aldrig er hjemtaget" in tekst
    assert "Ingen regel endnu" in tekst
    assert personer(at) == set()


def test_slags_med_en_regel_staar_foerst_og_resten_siges_lige_ud(by: Path, log_ind: Any) -> None:
    log_ind("demo-revisor")
    at = side()
    overskrifter = [s.value for s in at.subheader]
    assert overskrifter.index("Slags med en regel") < overskrifter.index("Slags uden en regel endnu")
    tekst = alt_paa(at)
    med, _, uden = tekst.partition("Slags uden en regel endnu")
    assert "Sag, der aldrig er hjemtaget" in med
    assert "Faldende folketal" in uden
    assert "Faldende folketal" not in med
    assert "Ingen regel leder efter disse" in uden
    kun_med = [s.value for s in side(kun="med").subheader]
    assert "Slags uden en regel endnu" not in kun_med


@pytest.mark.parametrize("navn", SER_TAL)
def test_et_formaal_aabner_intet_for_den_der_ikke_maa(by: Path, log_ind: Any, navn: str, lager: Any) -> None:
    log_ind(navn)
    at = side(FORMAAL)
    assert personer(at) == set()
    assert "Bil i januar" not in alt_paa(at)
    assert _opslag(lager) == []


@pytest.mark.parametrize("navn", SER_PERSONER)
def test_de_oversete_vises_efter_et_formaal_og_hver_person_skrives_i_loggen(
    by: Path, log_ind: Any, navn: str, lager: Any
) -> None:
    log_ind(navn)
    assert "3 tilfælde blev ikke fundet" in alt_paa(side())
    at = side(FORMAAL)
    assert {"Bil i januar", "Der er intet galt", "Fundet, men ligner kun"} <= _ord(alt_paa(at))
    assert personer(at) == {f"Prøve {c[-4:]}" for c in (ANNA, BARN, SOESTER)}  # never a number
    opslag = _opslag(lager)
    assert {(r["bruger"], r["genstand"], r["formaal"]) for r in opslag} == {(navn, "traefsikkerhed", FORMAAL)}
    assert len({r["person_noegle"] for r in opslag}) == 3


def test_filtrene_gaelder_tallene_og_listen(by: Path, log_ind: Any) -> None:
    log_ind("demo-oekonom-1")
    at = side(FORMAAL, omraade="Befolkning")
    tekst = alt_paa(at)
    assert "Faldende folketal" in tekst
    assert "Bil i januar" not in tekst
    assert "Sag, der aldrig er hjemtaget" not in tekst
    assert "Bil i januar" not in alt_paa(side(FORMAAL, kun="Uden en regel"))


@pytest.mark.parametrize("navn", [*SER_TAL, *SER_PERSONER])
def test_den_foreslaaede_betalingskommune_maales_og_det_der_ikke_maales_siges(
    hjem: Path, flyttebygget: Path, log_ind: Any, navn: str
) -> None:
    kopi_af(flyttebygget, hjem)
    log_ind(navn)
    at = side()
    tekst = alt_paa(at)
    # 3 of the 4 whose payer is known, and the fifth is not known
    assert (
        "For 4 af 5 fund på Tilflyttere kendes den rigtige betalingskommune. 3 (75 %) af dem har fået den foreslået."
        in tekst
    )
    assert "Disse fund er hverken med i" in tekst
    assert "Pension tilkendt her" in tekst
    numre = [*test_medvirken.ALLE, PENSIONIST]
    assert not [c for c in numre if c in tekst or f"{c[:6]}-{c[6:]}" in tekst or f"Prøve {c[-4:]}" in tekst]
    assert "Foreslået betalingskommune" not in alt_paa(side(omraade="Befolkning"))


def test_uden_sandhed_siger_siden_hvad_der_skal_til(by: Path, log_ind: Any) -> None:
    traefsikkerhed_fil = by / traefsikkerhed.STANDARD
    traefsikkerhed_fil.unlink()
    log_ind("demo-leder")
    at = side()
    assert at.markdown[0].value.startswith("Ingen sager er afgjort endnu")
    assert "Afgør sager på siden Sager" in alt_paa(at)


def test_foer_der_er_bygget(hjem: Path, log_ind: Any) -> None:
    log_ind("demo-leder")
    assert "ikke bygget" in alt_paa(side())


def _ord(tekst: str) -> set[str]:
    return {o for o in ("Bil i januar", "Der er intet galt", "Fundet, men ligner kun") if o in tekst}


def _opslag(lager: Any) -> list[Any]:
    with lager.laes() as con:
        return [r for r in raekker(con, tabeller.log.select()) if r["handling"] == "se_person"]
