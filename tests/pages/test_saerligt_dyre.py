"""The page Særligt dyre enkeltsager as each role meets it, on a small town whose refund is worked out by hand."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engine.indstillinger import laes_indstillinger
from engine.resultater import kontekst, sde
from tests.lager_hjaelp import Tabeller, adresse, kendt_lager_af, person, postering, relation
from tests.pages.conftest import html

SIDE = Path(__file__).resolve().parents[2] / "pages" / "saerligt_dyre_enkeltsager.py"
VOKSEN, MOR, BARN = "6505800001", "6503820003", "6504120005"


def by() -> Tabeller:
    """An adult at 120.000 kr. a month for six months, and one child at 60.000 kr. all year (2022)."""
    posteringer = [
        postering(VOKSEN, "120000.00", f"2022-{m:02d}-01", f"2022-{m:02d}-28") for m in range(1, 7)
    ]
    posteringer += [
        postering(
            BARN, "60000.00", f"2022-{m:02d}-01", f"2022-{m:02d}-28", konto="5282010000000147", paragraf="52"
        )
        for m in range(1, 13)
    ]
    return {
        "person": [
            person(VOKSEN, "1980-05-05", navn="Anna Voksenprøve"),
            person(MOR, "1982-03-05", navn="Mona Morprøve"),
            person(BARN, "2012-04-05", navn="Bo Børneprøve"),
        ],
        "adresse": [adresse(VOKSEN, "1"), adresse(MOR, "2"), adresse(BARN, "2", "2012-04-05")],
        "relation": [relation(BARN, MOR)],
        "postering": posteringer,
        "hjemtaget": [
            {"ordning": "sde", "regnskabsaar": "2022", "loebenr": "1", "cpr": VOKSEN, "beloeb": "10000.00"},
            {"ordning": "sde", "regnskabsaar": "2022", "loebenr": "2", "cpr": BARN, "beloeb": "500.00"},
        ],
    }


@pytest.fixture
def egeborg(hjem: Path, tmp_path: Path, nu: datetime) -> Any:
    """The town landed as demo data, so that the demo users may sign in."""
    ind = laes_indstillinger()
    kendt_lager_af(by(), ind, nu, tmp_path, "demo = true\n")
    return kontekst.hent(ind)


def side(parametre: dict[str, str] | None = None, formaal: dict[str, str] | None = None) -> Any:
    at = AppTest.from_file(str(SIDE), default_timeout=30)
    for navn, vaerdi in (parametre or {}).items():
        at.query_params[navn] = vaerdi
    if formaal:
        at.session_state["formaal"] = formaal
    at.run()
    assert not at.exception
    return at


def alt_paa(at: Any) -> str:
    """Everything that was sent to the browser as text: the messages' escapes turned back into letters."""
    raa = "\n".join(str(element.proto) for element in at.main)
    return re.sub(rb"\\([0-7]{3})", lambda m: bytes([int(m[1], 8)]), raa.encode()).decode(errors="ignore")


def sag_id(k: Any, art: str) -> str:
    sager = sde.beregn(k, 2022).sager
    return str(sager.loc[sager["sagstype"] == art, "sag_id"].iloc[0])


def test_saetningen_er_tallene_regnet_i_haanden(egeborg, log_ind):
    # 6 × 25 % × (120.000 − 71.666,67) = 72.500; 10.000 is claimed. The child is under the limit; 500 is too much.
    log_ind("demo-oekonom-1")
    at = side()
    assert (
        at.markdown[0].value
        == "Vi mangler at hjemtage 62.500 kr. for 2022 i 1 sag, og 500 kr. er hjemtaget for meget."
    )


def test_lederen_ser_tal_men_ingen_navne_og_kan_ikke_aabne_en_sag_ved_adressen(egeborg, log_ind):
    log_ind("demo-leder")
    at = side({"sag": sag_id(egeborg, "person"), "sagsaar": "2022"})
    tekst = alt_paa(at)
    assert "62.500 kr." in tekst
    assert "Voksenprøve" not in tekst
    assert "Bilag" not in tekst


def test_en_sag_spoerger_om_formaal_foer_navnet_vises(egeborg, log_ind):
    log_ind("demo-oekonom-1")
    adresse_ = {"sag": sag_id(egeborg, "person"), "sagsaar": "2022"}
    assert "Voksenprøve" not in alt_paa(side(adresse_))
    aaben = alt_paa(side(adresse_, {adresse_["sag"]: "Revision"}))
    assert "Anna Voksenprøve" in aaben
    assert "72.500 kr." in aaben


def test_sagen_viser_loven_graensen_og_dens_kilde(egeborg, log_ind):
    log_ind("demo-revisor")
    sag = sag_id(egeborg, "person")
    tekst = alt_paa(side({"sag": sag, "sagsaar": "2022"}, {sag: "Revision"}))
    for ventet in ("71.666,67", "SEL § 176, stk. 1", "danskelove.dk", "12.083,33"):
        assert ventet in tekst


def test_en_husstand_siger_hvorfor_barnet_hoerer_til(egeborg, log_ind):
    log_ind("demo-sagsbehandler")
    sag = sag_id(egeborg, "husstand")
    tekst = alt_paa(side({"sag": sag, "sagsaar": "2022"}, {sag: "Behandling af borgerens sag"}))
    assert "Registreret på adressen hos en indehaver af forældremyndigheden" in tekst


@pytest.mark.parametrize("rolle", ["demo-leder", "demo-oekonom-1", "demo-sagsbehandler", "demo-revisor"])
def test_intet_cpr_nummer_naar_siden(egeborg, log_ind, rolle: str):
    log_ind(rolle)
    sag = sag_id(egeborg, "person")
    for at in (side(), side({"sag": sag, "sagsaar": "2022"}, {sag: "Revision"})):
        tekst = alt_paa(at)
        assert not any(cpr in tekst or f"{cpr[:6]}-{cpr[6:]}" in tekst for cpr in (VOKSEN, MOR, BARN))


def test_en_fremmed_sag_i_adressen_giver_en_forklaring(egeborg, log_ind):
    log_ind("demo-oekonom-1")
    at = side({"sag": "P-0123456789abcdef", "sagsaar": "2022"})
    assert "findes ikke i 2022" in alt_paa(at)


def test_et_formaal_skrives_i_loggen_en_linje_pr_person(egeborg, log_ind, lager):
    from engine.sager import tabeller
    from engine.sager.lager import raekker

    log_ind("demo-oekonom-1")
    sag = sag_id(egeborg, "person")
    at = side({"sag": sag, "sagsaar": "2022"})
    at.selectbox[0].set_value("Revision")
    next(b for b in at.button if b.label == "Vis").click()
    at.run()
    with lager.laes() as con:
        linjer = [r for r in raekker(con, tabeller.log.select()) if r["handling"] == "se_person"]
    assert [(r["bruger"], r["genstand"], r["formaal"]) for r in linjer] == [
        ("demo-oekonom-1", sag, "Revision")
    ]
    assert linjer[0]["person_noegle"]
    assert linjer[0]["tid"].tzinfo == UTC


def test_navne_i_listen_logges_med_hver_persons_noegle(egeborg, log_ind, lager):
    """Names in the list are a look at every person on it: the line names each, and the same list no one twice."""
    from engine.sager import log, tabeller
    from engine.sager.lager import raekker

    log_ind("demo-oekonom-1")
    for _ in range(2):
        at = side({}, {"sde-liste": "Revision"})
        assert not at.exception
    with lager.laes() as con:
        linjer = [r for r in raekker(con, tabeller.log.select()) if r["genstand"] == "sde-liste"]
        navngivne = [r["person_noegle"] for r in raekker(con, tabeller.log_person.select())]
    assert {(r["handling"], r["formaal"]) for r in linjer} == {("se_person", "Revision")}
    assert len({*navngivne, *(r["person_noegle"] for r in linjer)} - {None}) >= 2
    assert log.efterproev(lager)[0]


def test_50_procent_ordninger_har_deres_egen_saetning_og_siger_naar_der_intet_er(egeborg, log_ind):
    log_ind("demo-leder")
    at = side({"sdefane": "halv"})
    at.segmented_control[0].select("halv").run()
    assert not at.exception
    assert at.markdown[0].value == "For 2022 svarer den bogførte halve refusion til det, loven giver ret til."
    assert "Ingen udgifter under 50 %-ordningerne" in html(at)
