"""The page Familier as each role meets it, on a small town whose refund is worked out by hand.

An unmarried couple, their common child and the father's own child, 58.333,33 a month each in 2022: apart each is below
71.666,67; in one household 25 % of 45.000 = 11.250 a month, 135.000 a year.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from engine.indstillinger import laes_indstillinger
from engine.resultater import kontekst, sde
from engine.sager import tabeller
from tests.lager_hjaelp import Tabeller, adresse, kendt_lager_af, person, postering, relation
from tests.pages.conftest import html

SIDE = Path(__file__).resolve().parents[2] / "pages" / "familier.py"
MOR, FAR, BARN, FARS = "6503820003", "6504830001", "6504120005", "6506140001"
KONTO = {"konto": "5282010000000147", "paragraf": "52"}


def by() -> Tabeller:
    return {
        "person": [
            person(MOR, "1982-03-05", navn="Mona Morprøve"),
            person(FAR, "1983-04-05", navn="Frede Farprøve"),
            person(BARN, "2012-04-05", navn="Bo Børneprøve"),
            person(FARS, "2014-06-05", navn="Ida Børneprøve"),
        ],
        "adresse": [adresse(c, "2") for c in (MOR, FAR, BARN, FARS)],
        "relation": [relation(BARN, MOR), relation(BARN, FAR, "far"), relation(FARS, FAR, "far")],
        "postering": [
            postering(c, "700000.00", "2022-01-01", "2022-12-31", bilagsnr=f"B{n}", **KONTO)
            for n, c in enumerate((BARN, FARS))
        ],
    }


@pytest.fixture
def egeborg(hjem: Path, tmp_path: Path, nu: datetime) -> Any:
    ind = laes_indstillinger()
    kendt_lager_af(by(), ind, nu, tmp_path, "demo = true\n")
    return kontekst.hent(ind)


def side(sag_id: str = "", formaal: bool = False) -> Any:
    at = AppTest.from_file(str(SIDE), default_timeout=30)
    at.query_params["aar"] = "2022"
    if sag_id:
        at.query_params["familie"], at.query_params["familieaar"] = sag_id, "2022"
    if formaal:
        at.session_state["formaal"] = {sag_id or "familier-liste": "Kontrol af refusion"}
    at.run()
    assert not at.exception
    return at


def husstanden(k: Any) -> str:
    """The case of the common child, which follows the mother."""
    sager = sde.beregn(k).sager
    from engine.lager import sde as lager

    barn = lager.personer_ved_cpr(k.gen, BARN)[0]
    return next(s for s, m in zip(sager["sag_id"], sager["medlemmer"], strict=True) if barn in m)


def tekst(at: Any) -> str:
    return "\n".join(str(e.value) for e in [*at.markdown, *at.caption, *at.subheader, *at.header]) + html(at)


def test_listen_siger_hvad_et_valg_kan_give_uden_navne(egeborg: Any, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-oekonom-1")
    at = side()
    assert "det kan give 135.000 kr. mere i refusion." in tekst(at)
    assert "prøve" not in str(at.dataframe[0].value)


def test_husstanden_kraever_et_formaal_og_opslaget_logges(
    egeborg: Any, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-oekonom-1")
    sag = husstanden(egeborg)
    at = side(sag)
    assert "Hvad er formålet?" in tekst(at)
    assert "Børneprøve" not in tekst(at)
    at = side(sag, formaal=True)
    assert "Bo Børneprøve" in tekst(at)
    assert "Fælles barn af to, der ikke er gift" in tekst(at)
    with kontekst.sagslager(laes_indstillinger().database_url).laes() as con:
        linjer = con.execute(sa.select(tabeller.log.c.handling, tabeller.log.c.genstand)).all()
    assert ("se_person", sag) in [tuple(linje) for linje in linjer]


def test_et_svar_gemmes_med_begrundelse_og_fortrydes(egeborg: Any, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-oekonom-1")
    at = side(husstanden(egeborg), formaal=True)
    svar = next(r for r in at.radio if r.label == "Hvad er rigtigt?")
    assert [o.partition(" (")[0] for o in svar.options] == [
        "Som foreslået nu",
        "Barnet hører til den anden husstand",
        "De to er samlevende: én husstand",
    ]
    svar.set_value(2)
    knap = next(b for b in at.button if b.label == "Gem svaret")
    knap.click().run()
    assert "Begrundelse mangler" in tekst(at)
    next(r for r in at.radio if r.label == "Hvad er rigtigt?").set_value(2)
    next(t for t in at.text_input if t.label == "Begrundelse").set_value("Bekræftet i samtale")
    next(b for b in at.button if b.label == "Gem svaret").click().run()
    assert not at.exception
    ind = laes_indstillinger()
    k = kontekst.hent(ind)
    assert {r.begrundelse for r in k.rettelser} == {"Bekræftet i samtale"}
    assert int(sde.beregn(k).sager["refusion"].sum()) == 13_500_000
    assert "den giver 135.000 kr. i refusion" in tekst(at)
    assert "Bekræftet i samtale" in tekst(at)
    next(b for b in at.button if b.label == "Fortryd").click().run()
    assert not at.exception
    assert kontekst.hent(ind).rettelser == ()


def test_to_vinduer_den_anden_ser_begge_udgaver_og_mister_intet(
    egeborg: Any, log_ind: Callable[[str], str]
) -> None:
    sag = husstanden(egeborg)
    log_ind("demo-oekonom-1")
    en = side(sag, formaal=True)
    log_ind("demo-oekonom-2")
    anden = side(sag, formaal=True)
    for at, navn, valg, grund in (
        (en, "demo-oekonom-1", 0, "Bor hos mor"),
        (anden, "demo-oekonom-2", 1, "Bor hos far"),
    ):
        log_ind(navn)
        next(r for r in at.radio if r.label == "Hvad er rigtigt?").set_value(valg)
        next(t for t in at.text_input if t.label == "Begrundelse").set_value(grund)
        next(b for b in at.button if b.label == "Gem svaret").click().run()
        assert not at.exception
    vist = tekst(anden)
    assert "Den andens valg" in vist
    assert "Bor hos mor" in vist
    assert "Dit valg" in vist
    assert "Bor hos far" in vist
    ind = laes_indstillinger()
    assert [r.begrundelse for r in kontekst.hent(ind).rettelser] == ["Bor hos mor"]
    next(b for b in anden.button if b.label == "Gem mit oven på").click().run()
    assert not anden.exception
    assert [r.begrundelse for r in kontekst.hent(ind).rettelser] == ["Bor hos mor", "Bor hos far"]
    assert int(sde.beregn(kontekst.hent(ind)).sager["refusion"].sum()) == 13_500_000


def test_en_anden_gruppering_viser_refusionen_foer_den_gemmes(
    egeborg: Any, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-oekonom-1")
    at = side(husstanden(egeborg), formaal=True)
    hvem = at.multiselect[0]
    bo = next(o for o in hvem.options if o.startswith("Bo"))
    hvem.set_value([v for v in hvem.options if v == bo] and [_noegle(egeborg, BARN)])
    hvor = next(s for s in at.selectbox if s.label == "Hører til")
    hvor.set_value(_noegle(egeborg, FAR)).run()
    assert not at.exception
    assert "refusionen ændres med **+135.000 kr.**" in tekst(at)
    assert kontekst.hent(laes_indstillinger()).rettelser == ()


def _noegle(k: Any, cpr: str) -> str:
    from engine.lager import sde as lager

    return lager.personer_ved_cpr(k.gen, cpr)[0]


def test_revisor_ser_uden_at_kunne_vaelge(egeborg: Any, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-revisor")
    at = side(husstanden(egeborg), formaal=True)
    assert "Bo Børneprøve" in tekst(at)
    assert not [b for b in at.button if b.label in ("Gem svaret", "Gem valget", "Fortryd")]
    assert "Rollen revisor må ikke vælge husstand for et barn." in tekst(at)


@pytest.mark.parametrize("navn", ["demo-leder", "demo-politiker", "demo-administrator"])
def test_de_der_ikke_maa_se_personer_faar_ikke_siden(
    egeborg: Any, log_ind: Callable[[str], str], navn: str
) -> None:
    log_ind(navn)
    at = side(husstanden(egeborg), formaal=True)
    assert "Du har ikke adgang til denne side" in html(at)
    assert "Børneprøve" not in tekst(at)


def test_en_sagsbehandler_gemmer_en_anden_gruppering(egeborg: Any, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-sagsbehandler")
    at = side(husstanden(egeborg), formaal=True)
    at.multiselect[0].set_value([_noegle(egeborg, BARN)])
    next(s for s in at.selectbox if s.label == "Hører til").set_value(_noegle(egeborg, FAR)).run()
    next(t for t in at.text_input if t.key.startswith("fam_grund")).set_value("Bor hos faderen")
    next(b for b in at.button if b.label == "Gem valget").click().run()
    assert not at.exception
    assert "den giver 135.000 kr. i refusion" in tekst(at)
    assert [r.begrundelse for r in kontekst.hent(laes_indstillinger()).rettelser] == ["Bor hos faderen"]
