"""The page De dyreste familier as each role meets it, on the small town whose families are worked out by hand."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engine.indstillinger import Indstillinger
from engine.lager.laes import forespoerg
from engine.resultater import familier, kontekst
from tests.familier.test_familietop import SAGER
from tests.lager_hjaelp import kopi_af, lager_af
from tests.pages.test_saerligt_dyre import alt_paa
from tests.refusion.lovby import byg_by

SIDE = Path(__file__).resolve().parents[2] / "pages" / "dyreste_familier.py"
FORMAAL = "Behandling af borgerens sag"


class By:
    """The town landed as demo data, so that the demo users may sign in."""

    def __init__(self, hjem: Path, sager: dict[str, Any]) -> None:
        self.k = kontekst.hent(
            Indstillinger(hjem, kommune="0998", database_url=f"sqlite:///{hjem / 'sager.db'}")
        )
        self.cprnumre = [cpr for h, _ in sager.values() for cpr in h.cprnumre]
        mor = sager["dyr_familie"][1]["mor"]
        sql = "SELECT person_noegle FROM raw.cpr WHERE cpr = ?"
        self.dyrest = familier.familie_id(
            self.k, forespoerg(self.k.gen, sql, [mor])["person_noegle"][0].as_py()
        )


@pytest.fixture(scope="module")
def bygget(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The town built once; each test gets a copy with a case store of its own."""
    mappe = tmp_path_factory.mktemp("familieside")
    tabeller, sager = byg_by(SAGER)  # type: ignore[arg-type]
    hjem = mappe / "hjem"
    hjem.mkdir()
    ind = Indstillinger(hjem=hjem, kommune="0998", database_url=f"sqlite:///{mappe / 'sager.db'}")
    lager_af(tabeller, ind, datetime(2026, 1, 15, 8, 0, tzinfo=UTC), mappe, "demo = true\n")
    return hjem, sager


@pytest.fixture
def by(hjem: Path, bygget: tuple[Path, dict[str, Any]]) -> By:
    kopi_af(bygget[0], hjem)
    return By(hjem, bygget[1])


def side(formaal: dict[str, str] | None = None, **parametre: str) -> Any:
    at = AppTest.from_file(str(SIDE), default_timeout=30)
    for navn, vaerdi in parametre.items():
        at.query_params[navn] = vaerdi
    if formaal:
        at.session_state["formaal"] = formaal
    at.run()
    assert not at.exception
    return at


def aaben(by: By, formaal: str | None = FORMAAL, **parametre: str) -> Any:
    givet = {by.dyrest: formaal} if formaal else None
    return side(givet, familie=by.dyrest, familieaar="2022", **parametre)


def persondata(at: Any, by: By) -> set[str]:
    """Names and CPR numbers of the town's persons that have reached the browser."""
    tekst = alt_paa(at)
    fundne = {n for n in ("Morprøve", "Sønprøve", "Datterprøve", "Prøve 0") if n in tekst}
    return fundne | {cpr for cpr in by.cprnumre if cpr in tekst or f"{cpr[:6]}-{cpr[6:]}" in tekst}


@pytest.mark.parametrize("rolle", ["demo-leder", "demo-oekonom-1", "demo-revisor"])
def test_saetningen_er_tallene_regnet_i_haanden(by: By, log_ind: Any, rolle: str) -> None:
    log_ind(rolle)
    ventet = "De 14 dyreste familier kostede kommunen 890.333 kr. netto i 2022 (+107 % mod 2021)."
    assert side(aar="2022").markdown[0].value == ventet


def test_lederen_ser_grupper_uden_id_navne_og_enkeltbeloeb_og_kan_intet_aabne(by: By, log_ind: Any) -> None:
    log_ind("demo-leder")
    for at in (side(aar="2022"), aaben(by), side({"familieliste": FORMAAL}, aar="2022")):
        tekst = alt_paa(at)
        assert "536.333" in tekst  # the first five families together
        assert "266.333" not in tekst  # the dearest of them
        assert not re.search(r"F-[0-9a-f]{16}", tekst)
        assert persondata(at, by) == set()


def test_navne_i_listen_kraever_et_formaal_og_hver_vist_person_skrives_i_loggen(
    by: By, log_ind: Any, lager: Any
) -> None:
    log_ind("demo-oekonom-1")
    at = side(aar="2022")
    assert persondata(at, by) == set()
    assert "266.333" in alt_paa(at)
    assert persondata(side({"familieliste": FORMAAL}, aar="2022"), by) >= {"Sønprøve"}
    linjer = _opslag(lager)
    assert {(r["bruger"], r["genstand"], r["formaal"]) for r in linjer} == {
        ("demo-oekonom-1", "familieliste", FORMAAL)
    }
    assert len({r["person_noegle"] for r in linjer}) == len(linjer) == 14


def test_familien_kan_regnes_med_anden_hjaelp(by: By, log_ind: Any) -> None:
    """All help a fifth less: 60.000 of 300.000 kr. The son's months are 88.000 and 96.000, so the state pays 25 % of
    16.333,33 and 24.333,33: 10.166,67 where it paid 21.666,67."""
    log_ind("demo-oekonom-1")
    at = aaben(by)
    assert "Hvad hvis hjælpen var en anden?" in [e.label for e in at.expander]
    assert (
        "Hjælpen ville koste 60.000 kr. mindre: kommunen ville betale 48.500 kr. mindre netto, og staten 11.500 kr. "
        "mindre." in alt_paa(at)
    )


def _opslag(lager: Any) -> list[Any]:
    from engine.sager import tabeller
    from engine.sager.lager import raekker

    with lager.laes() as con:
        return [r for r in raekker(con, tabeller.log.select()) if r["handling"] == "se_person"]


def test_en_familie_spoerger_om_formaal_foer_noget_vises_og_logger_hver_person(
    by: By, log_ind: Any, lager: Any
) -> None:
    log_ind("demo-oekonom-1")
    foer = aaben(by, None)
    assert persondata(foer, by) == set()
    assert "Takst" not in alt_paa(foer)
    assert "266.333" not in alt_paa(foer)
    foer.selectbox[0].set_value(FORMAAL)
    next(b for b in foer.button if b.label == "Vis").click()
    foer.run()
    assert {(r["genstand"], r["formaal"]) for r in _opslag(lager)} == {(by.dyrest, FORMAAL)}
    assert len(_opslag(lager)) == 3
    tekst = alt_paa(foer)
    for ventet in (
        "Svend Sønprøve",
        "266.333",
        "Barn under 18, forældremyndigheden er i familien, anbragt i året",
    ):
        assert ventet in tekst
    assert "bogført som central refusion" in tekst


def test_sagsbehandleren_ser_familien_paa_sine_egne_fagomraader(by: By, log_ind: Any) -> None:
    log_ind("demo-sagsbehandler")  # children and adults
    tekst = alt_paa(aaben(by))
    assert "Svend Sønprøve" in tekst
    assert "Dorte Datterprøve" not in tekst  # only the school has paid for her
    assert "1 person mere i familien har intet på de fagområder, du ser." in tekst


def test_en_fremmed_eller_umulig_familie_i_adressen_giver_en_forklaring_eller_listen(
    by: By, log_ind: Any
) -> None:
    log_ind("demo-oekonom-1")
    assert "har intet i 2022" in alt_paa(side(familie="F-0123456789abcdef", familieaar="2022"))
    assert "har intet i 2031" in alt_paa(side(familie=by.dyrest, familieaar="2031"))
    umulig = side(familie="F-<script>", familieaar="2022", aar="2022")
    assert "De 14 dyreste familier" in umulig.markdown[0].value


@pytest.mark.parametrize("rolle", ["demo-leder", "demo-oekonom-1", "demo-sagsbehandler", "demo-revisor"])
def test_intet_cpr_nummer_naar_siden(by: By, log_ind: Any, rolle: str) -> None:
    log_ind(rolle)
    for at in (side({"familieliste": FORMAAL}, aar="2022"), aaben(by)):
        assert not {p for p in persondata(at, by) if p.isdigit()}


def test_et_fagomraade_uden_familier_siger_hvad_der_skal_goeres(by: By, log_ind: Any) -> None:
    log_ind("demo-oekonom-1")
    assert "Vælg andre filtre eller" in alt_paa(side(aar="2022", omraade="Dagtilbud"))
