"""The page Udflytning as each role meets it: sums for leaders, names for a purpose, never a kroner beside a person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from engine.indstillinger import Indstillinger
from engine.sager import tabeller
from engine.sager.lager import Sagslager, raekker
from tests.lager_hjaelp import kopi_af, lager_af
from tests.pages.test_saerligt_dyre import alt_paa
from tests.resultater.test_udflytning import VAEK, by

SIDE = Path(__file__).resolve().parents[2] / "pages" / "udflytning.py"
FORMAAL = "Bopælskontrol (udflytning)"


@pytest.fixture(scope="module")
def bygget(tmp_path_factory: pytest.TempPathFactory) -> Path:
    mappe = tmp_path_factory.mktemp("udflytningsside")
    ind = Indstillinger(hjem=mappe / "hjem", kommune="0860", database_url=f"sqlite:///{mappe / 'sager.db'}")
    ind.hjem.mkdir()
    lager_af(by(), ind, datetime(2023, 1, 10, tzinfo=UTC), mappe, 'dato = "2022-12-31"\ndemo = true\n')
    return ind.hjem


@pytest.fixture
def byen(hjem: Path, bygget: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    kopi_af(bygget, hjem)
    monkeypatch.setenv("HJEMTAG_KOMMUNE", "0860")
    return hjem


def side(*givet: str, **parametre: str) -> Any:
    at = AppTest.from_file(str(SIDE), default_timeout=30)
    for navn, vaerdi in parametre.items():
        at.query_params[navn] = vaerdi
    at.session_state["formaal"] = dict.fromkeys(givet, FORMAAL)
    at.run()
    assert not at.exception
    return at


def test_lederen_ser_summer_og_hvad_der_mangler_for_kroner_men_ingen_personer(
    byen: Path, log_ind: Any
) -> None:
    log_ind("demo-leder")
    tekst = alt_paa(side("udflytning-liste"))
    assert "Få voksne formodes" in tekst  # one is under five
    assert "udligningens enhedsbeløb pr. aldersgruppe for" in tekst
    assert "Væk" not in tekst
    assert VAEK not in tekst
    assert "Boligen er solgt" not in tekst  # no signals to turn on and off: differences would tell of one


@pytest.mark.parametrize("navn", ["demo-oekonom-1", "demo-revisor"])
def test_navne_kommer_foerst_efter_et_formaal_og_hvert_skrives_i_loggen(
    byen: Path, log_ind: Any, navn: str, lager: Sagslager
) -> None:
    log_ind(navn)
    uden = side()
    assert "1 voksen formodes" in uden.markdown[0].value
    assert "Væk" not in alt_paa(uden)
    tekst = alt_paa(side("udflytning-liste"))
    assert "Væk" in tekst
    assert VAEK not in tekst
    assert "tilskud" not in tekst.lower()
    from engine.sager import log
    from pages.komponenter import data

    log.skriver(data.sagslager()).toem()
    with lager.laes() as con:
        linjer = list(raekker(con, sa.select(tabeller.log).where(tabeller.log.c.handling == "se_person")))
    assert {(r["bruger"], r["formaal"]) for r in linjer} == {(navn, FORMAAL)}
    assert len({r["person_noegle"] for r in linjer}) == 3


def test_en_formodning_viser_hvorfor_modbevis_score_og_frist(byen: Path, log_ind: Any) -> None:
    log_ind("demo-oekonom-1")
    from engine.resultater import udflytning
    from pages.komponenter import data

    sag = str(udflytning.beregn(data.kontekst()).fund["sag_id"].iloc[0])
    assert "Væk" not in alt_paa(side(sag=sag))
    at = side(sag, sag=sag)
    tekst = alt_paa(at)
    for ventet in (
        "Formodet fraflyttet Danmark",
        "2.000 kr. (Løn, udland)",
        "Udgangspunkt",
        "Svar senest",
        "CPR-loven § 11",
    ):
        assert ventet in tekst, ventet


def test_en_sagsbehandler_uden_fagomraadet_ser_ingen_personer(
    byen: Path, log_ind: Any, lager: Sagslager
) -> None:
    with lager.skriv() as con:
        b = tabeller.bruger
        con.execute(sa.update(b).where(b.c.navn == "demo-sagsbehandler").values(fagomraader=["boern"]))
    log_ind("demo-sagsbehandler")
    assert "Væk" not in alt_paa(side("udflytning-liste"))


def test_en_formodning_der_ikke_findes_siger_hvorfor(byen: Path, log_ind: Any) -> None:
    log_ind("demo-oekonom-1")
    assert "blev ikke bekræftet" in alt_paa(side(sag="CPR-01-0123456789abcdef"))


def test_sagens_frist_er_brevets(byen: Path, log_ind: Any) -> None:
    """Fourteen days from the day after it is sent (CPR-loven § 11), and not a day before the letter says."""
    from pages.komponenter import sagshandling

    log_ind("demo-oekonom-1")
    i_dag = sagshandling._i_dag()
    assert sagshandling._egen_frist("hoering_sendt") == i_dag + timedelta(days=15)
    assert sagshandling._egen_frist("anmodning_sendt") == i_dag + timedelta(days=14)


def test_signalerne_saettes_tilbage(byen: Path, log_ind: Any) -> None:
    log_ind("demo-oekonom-1")
    at = side("udflytning-liste")
    assert next(b for b in at.button if b.label == "Nulstil").disabled
    at.button_group(key="udflytning_signaler").set_value([]).run()
    assert "Ingen voksne formodes" in at.markdown[0].value
    next(b for b in at.button if b.label == "Nulstil").click().run()
    assert "1 voksen formodes" in at.markdown[0].value


def test_listens_score_er_personens_ogsaa_naar_afgjorte_sager_retter_den(
    byen: Path, log_ind: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_ind("demo-oekonom-1")
    from engine import dansk
    from engine.resultater import udflytning
    from pages.komponenter import data

    monkeypatch.setattr(udflytning, "forskydning", lambda u: -1.5)
    at = side("udflytning-liste")
    sag = str(udflytning.beregn(data.kontekst()).fund["sag_id"].iloc[0])
    paa_listen = at.dataframe[0].value["Score"].max()
    uden = udflytning.beregn(data.kontekst()).fund["score"].max()
    assert paa_listen < uden
    assert f"Score {dansk.procent(paa_listen, 0)}: sådan er den regnet" in alt_paa(side(sag, sag=sag))


def test_en_afgjort_formodning_staar_kun_paa_listen_naar_man_beder_om_det(
    byen: Path, log_ind: Any, lager: Sagslager
) -> None:
    log_ind("demo-oekonom-1")
    from engine.adgang import Bruger, Rolle
    from engine.resultater import sager, udflytning
    from pages.komponenter import data

    k = data.kontekst()
    sag = str(udflytning.beregn(k).fund["sag_id"].iloc[0])
    oekonom = Bruger(1, "o", "O", Rolle.OEKONOM)
    nyt = {"tilstand": "uaendret"}
    sager.gem(
        k,
        data.sagslager(),
        oekonom,
        sag,
        nyt,
        version=0,
        begrundelse="Registreringen er rigtig",
        nu=datetime.now(UTC),
    )
    foer = side("udflytning-liste")
    assert "Væk" not in foer.dataframe[0].value.to_string()
    foer.toggle(key="udflytning_afgjorte").set_value(True).run()
    raekke = next(r for r in foer.dataframe[0].value.to_dict("records") if "Væk" in r["Navn"])
    assert raekke["Sag"] == "Uændret"
    i_aar = f"{datetime.now(UTC).year}, "  # and not '4. kvartal …': Markdown makes a list of that
    assert all(k_.startswith(i_aar) for k_ in foer.table[-1].value["Kvartal"])
    log_ind("demo-leder")
    assert "under 5 afgjorte sager i kvartalet er ikke vist" in alt_paa(side())
