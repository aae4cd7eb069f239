"""Udlændinge as each role meets it: sums for the leader, names after a purpose, one person month by month."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from engine.adgang import Bruger, Rolle
from engine.fejl import AdgangNaegtet
from engine.indstillinger import Indstillinger
from engine.lov.parametre import Lovsamling
from engine.resultater import sagskilde_udlaendinge, udlaendingeside
from engine.sager import log, tabeller
from pages.komponenter import data
from tests.lager_hjaelp import kopi_af, lager_af
from tests.pages.conftest import html
from tests.resultater.test_udlaendinge import NU, anbragt, by

SIDE = Path(__file__).resolve().parents[2] / "pages" / "udlaendinge.py"


@pytest.fixture(scope="module")
def bygget(tmp_path_factory: pytest.TempPathFactory) -> Path:
    mappe = tmp_path_factory.mktemp("udlaendingeside")
    ind = Indstillinger(hjem=mappe / "hjem", kommune="0860", database_url=f"sqlite:///{mappe / 'sager.db'}")
    ind.hjem.mkdir()
    lager_af(by(), ind, NU, mappe, "dato = 2024-01-31\ndemo = true\n")
    return ind.hjem


@pytest.fixture
def town(bygget: Path, hjem: Path) -> Path:
    for mappe in ("generationer", "landing", "hemmeligheder"):
        kopi_af(bygget / mappe, hjem / mappe)
    return hjem


def side(**tilstand: Any) -> Any:
    at = AppTest.from_file(str(SIDE), default_timeout=30)
    for navn, vaerdi in tilstand.items():
        at.session_state[navn] = vaerdi
    at.run()
    assert not at.exception
    return at


def tekst(at: Any) -> str:
    return " ".join([*(m.value for m in at.markdown), *(c.value for c in at.caption), html(at)])


def test_oekonomen_ser_ret_hjemtaget_og_forskel_og_summerne_passer(
    town: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-oekonom-1")
    o = udlaendingeside.oversigt(data.kontekst(), Bruger(1, "o", "O", Rolle.OEKONOM), 2023)
    # 13 months of basic grant, 45.000 of help, two months of an unaccompanied minor.
    assert o.ret_oere == 13 * 3_030_00 + 45_000_00 + 2 * 10_074_00
    assert o.hjemtaget_oere == 16 * 3_030_00 + 30_000_00
    assert o.ret_oere - o.hjemtaget_oere == o.mangler_oere - o.skyldig_oere
    assert o.skyldig_oere == 3 * 3_030_00
    at = side(aar=2023)
    assert "Person 1" in set(at.table[1].value["Borger"])
    med = side(aar=2023, formaal={"udlaendinge-liste": "Behandling af borgerens sag"})
    assert any("Prøve 0002" in v for v in med.dataframe[0].value["Borger"])
    log.skriver(data.sagslager()).toem()
    with data.sagslager().laes() as con:
        linjer = con.execute(sa.select(tabeller.log).where(tabeller.log.c.handling == "se_person")).fetchall()
    assert linjer


def test_en_sats_der_mangler_siges_med_navn_og_sted(
    town: Path, log_ind: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    k = data.kontekst()
    navn = "inl_uledsaget_kr_md"
    uden = replace(k.lov.parametre[navn], vaerdier=())
    monkeypatch.setattr(data, "kontekst", lambda: replace(k, lov=Lovsamling({**k.lov.parametre, navn: uden})))
    log_ind("demo-oekonom-1")
    at = side(aar=2023)
    assert f"Der mangler en værdi for 2023: {navn}. Indtast den på siden Lovgrundlag" in tekst(at)


def test_lederen_ser_summer_og_ingen_personer_og_smaa_tal_er_skjult(
    town: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-leder")
    at = side(aar=2023)
    assert "Ordninger med få personer er skjult" in tekst(at)
    assert "Ret og hjemtaget er forskellige" not in {s.value for s in at.subheader}
    assert len(at.table) == 1


def test_en_sagsbehandler_for_boern_ser_intet(town: Path, log_ind: Callable[[str], str]) -> None:
    boern = Bruger(1, "b", "B", Rolle.SAGSBEHANDLER, ("boern",))
    udl = Bruger(1, "u", "U", Rolle.SAGSBEHANDLER, ("udlaendinge",))
    assert not udlaendingeside.ser(boern)
    assert udlaendingeside.ser(udl)
    k = data.kontekst()
    noegle = next(iter(udlaendingeside.oversigt(k, udl, 2023).fund["person_noegle"]))
    with pytest.raises(AdgangNaegtet, match="fagområde"):
        udlaendingeside.person(k, boern, noegle)
    with pytest.raises(AdgangNaegtet):
        udlaendingeside.person(k, Bruger(1, "l", "L", Rolle.LEDER), noegle)


def test_en_borgers_maaneder_har_hjemmel_og_tidslinjen_en_grund(
    town: Path, log_ind: Callable[[str], str]
) -> None:
    k = data.kontekst()
    oekonom = Bruger(1, "o", "O", Rolle.OEKONOM)
    fund = udlaendingeside.oversigt(k, oekonom, 2023).fund
    noegle = str(fund.loc[fund["ordning"] == "par181", "person_noegle"].iloc[0])
    perioder, maaneder = udlaendingeside.person(k, oekonom, noegle)
    juni = next(m for m in maaneder if m["maaned"] == "2023-06" and m["ordning"] == "par181")
    assert (juni["oere"], juni["hjemtaget_oere"], juni["hjemmel"]) == (15_000_00, 0, "SEL § 181, stk. 2")
    fuld = next(p for p in perioder if p.navn == "Fuld refusion")
    assert f"{fuld.stykke.til:%d.%m.%Y}" == "15.06.2023"
    assert fuld.slutter


def test_en_sags_link_aabner_borgeren_med_tidslinje_og_sag(town: Path, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-oekonom-1")
    k = data.kontekst()
    sag = next(
        r["sag_id"]
        for r in sagskilde_udlaendinge.fund(k, NU.date()).to_dict("records")
        if r["ordning"] == "resultat_job"
    )
    at = AppTest.from_file(str(SIDE), default_timeout=40)
    at.query_params["sag"] = sag
    at.session_state["formaal"] = {sag: "Behandling af borgerens sag"}
    at.run()
    assert not at.exception
    assert "Prøve 0001" in at.subheader[0].value
    assert "Ordinært job fra 01.01.2022" in tekst(at)
    assert {"Godkend", "Gennemset"} <= {b.label.split(" (")[0] for b in at.button}


def test_et_barn_der_spoerges_om_staar_paa_listen_og_besvares_der(
    tmp_path: Path, hjem: Path, log_ind: Callable[[str], str]
) -> None:
    ind = Indstillinger(
        hjem=tmp_path / "h", kommune="0860", database_url=f"sqlite:///{tmp_path / 'sager.db'}"
    )
    ind.hjem.mkdir()
    lager_af(anbragt(), ind, NU, tmp_path, "dato = 2024-01-31\ndemo = true\n")
    for mappe in ("generationer", "landing", "hemmeligheder"):
        kopi_af(ind.hjem / mappe, hjem / mappe)
    log_ind("demo-oekonom-1")
    at = side(aar=2023)
    assert "Anbragte børn: skyldes det nedsat funktionsevne?" in {s.value for s in at.subheader}
    (liste,) = [t.value for t in at.table if "Svar" in t.value]
    assert set(liste["Svar"]) == {"Ikke besvaret"}


# --- the statement on Indberetning -------------------------------------------------------------------------------


def _indberetning() -> Any:
    at = AppTest.from_file(str(SIDE.with_name("indberetning.py")), default_timeout=40)
    at.query_params["opgoerelse"] = "Udlændinge: foreløbig restafregning 2023"
    at.run()
    assert not at.exception
    return at


def test_oekonomen_ser_opgoerelsen_og_de_roede_satser_stopper_den(
    town: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-oekonom-1")
    at = _indberetning()
    # The sum of test_udlaendingeopgoerelse; 2022 and 2023 have rates that are computed.
    assert "kan der anmodes om 74.104 kr., men 1 kontrol er rød" in at.markdown[0].value
    assert "Hent kladde (Excel)" in html(at)
    assert "Opgørelsen kan først indberettes, når ingen kontrol er rød." in {c.value for c in at.caption}
    assert {"Opgørelsen", "Måned for måned", "Resultattilskud"} <= {s.value for s in at.subheader}


def test_lederen_ser_opgoerelsens_sum_og_hverken_ordninger_eller_personer(
    town: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-leder")
    at = _indberetning()
    assert "74.104 kr." in at.markdown[0].value
    assert [s.value for s in at.subheader] == ["Kontroller"]
    assert "Hent kladde" not in html(at)
