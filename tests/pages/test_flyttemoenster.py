"""The page Flyttemønster as each role meets it, on the town of moves worked out by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from engine.indstillinger import Indstillinger, laes_indstillinger
from engine.sager import tabeller
from engine.sager.lager import Sagslager
from pages.komponenter import flyttekort, konto, ruter
from tests.flytning import flytteby
from tests.lager_hjaelp import Tabeller, adresse, kopi_af, lager_af, person
from tests.pages.conftest import html

SIDE = Path(__file__).resolve().parents[2] / "pages" / "flyttemoenster.py"
NU = datetime(2023, 1, 15, tzinfo=UTC)


@pytest.fixture(scope="module")
def bygget(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town landed and built once, as demo data, so that the demo users may sign in."""
    mappe = tmp_path_factory.mktemp("flytteby")
    ind = Indstillinger(hjem=mappe / "hjem", kommune="0860", database_url=f"sqlite:///{mappe / 'sager.db'}")
    ind.hjem.mkdir()
    lager_af(flytteby.by(), ind, NU, mappe, "dato = 2022-12-31\ndemo = true\n")
    return ind.hjem


@pytest.fixture
def by(bygget: Path, hjem: Path) -> Path:
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


def kort(at: Any) -> dict[str, Any]:
    """The map as it is sent to the browser."""
    return dict(json.loads(at.get("deck_gl_json_chart")[0].proto.json))


def lag(at: Any) -> dict[str, Any]:
    return {enkelt["id"]: enkelt for enkelt in kort(at)["layers"]}


def tekst(at: Any) -> str:
    return " ".join([*(m.value for m in at.markdown), *(c.value for c in at.caption), html(at)])


def filtrene(at: Any) -> list[str]:
    return [s.label for s in at.selectbox]


def test_oekonomen_ser_alle_tal_og_institutionerne(by: Path, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-oekonom-1")
    at = side()
    assert "I 2022 var der 38 flytninger til Hjørring og 10 fra: netto +28." in tekst(at)
    assert filtrene(at) == [
        "År",
        "Retning",
        "Alder",
        "Sted",
        "Institution",
    ]  # no road: the own municipality is not chosen
    tabel = at.dataframe[0].value
    assert tabel["Sted"].tolist() == ["Aarhus", "Aalborg", "Udlandet", "Brønderslev"]
    assert tabel["Ind"].tolist() == [13, 20, 2, 3]
    assert "/hent/" in html(at)
    assert "skjult" not in tekst(at)


@pytest.mark.parametrize(
    ("navn", "henter"), [("demo-leder", True), ("demo-politiker", False), ("demo-sagsbehandler", True)]
)
def test_andre_ser_ingen_smaa_tal(by: Path, log_ind: Callable[[str], str], navn: str, henter: bool) -> None:
    log_ind(navn)
    at = side()
    assert "I 2022 var der 38 flytninger til Hjørring og 10 fra: netto +28." in tekst(at)
    assert filtrene(at) == ["År", "Retning", "Alder", "Sted"]
    assert at.dataframe[0].value["Sted"].tolist() == ["Aalborg", "Aarhus"]
    assert "Tal under 5 er skjult" in tekst(at)
    assert ("/hent/" in html(at)) is henter
    sendt = json.dumps(kort(at)) + json.dumps([v.proto.spec for v in at.get("arrow_vega_lite_chart")])
    assert "Brønderslev" not in sendt
    assert {s["kode"] for s in lag(at)["steder"]["data"]} == {"0851", "0751", "0860"}


@pytest.mark.parametrize("navn", ["demo-administrator", "demo-institutionsleder"])
def test_andre_har_ikke_adgang(by: Path, log_ind: Callable[[str], str], navn: str) -> None:
    log_ind(navn)
    at = side()
    assert [t.value for t in at.title] == ["Ingen adgang"]
    assert "Du har ikke adgang" in html(at)


def test_kortet_henter_intet_og_navngiver_begge_ender(by: Path, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-oekonom-1")
    at = side()
    spec = kort(at)
    assert spec["mapStyle"] == flyttekort.TOM_STIL
    assert "http" not in json.dumps(spec)
    stroemme = lag(at)["stroemme"]["data"]
    assert len(stroemme) == 6  # four places in, Aarhus and abroad out
    ender = {s["tip"]: s["tip2"] for s in stroemme}
    assert ender == {
        "Aarhus → Hjørring": "13 flytninger",
        "Hjørring → Aarhus": "8 flytninger",
        "Aalborg → Hjørring": "20 flytninger",
        "Brønderslev → Hjørring": "3 flytninger",
        "Udlandet → Hjørring": "2 flytninger",
        "Hjørring → Udlandet": "2 flytninger",
    }
    assert lag(at)["omrids"]["data"]["features"]


def test_filen_hentes_ad_vores_egen_rute_og_staar_i_loggen(
    by: Path, log_ind: Callable[[str], str], lager: Sagslager
) -> None:
    token = log_ind("demo-oekonom-1")
    billet = re.findall(r'href="(/hent/[^"]+)"', html(side(flyttealder=17)))[0]
    klient = TestClient(Starlette(routes=ruter.RUTER))
    assert klient.get(billet).status_code == 403  # nobody is signed in
    klient.cookies.set(konto.COOKIE, token)
    svar = klient.get(billet)
    assert svar.headers["content-type"] == "application/geo+json"
    assert "flyttemoenster-2022.geojson" in svar.headers["content-disposition"]
    egenskaber = {f["properties"]["navn"]: f["properties"]["ind"] for f in svar.json()["features"]}
    assert egenskaber == {
        "Aalborg": 8,
        "Aarhus": 6,
    }  # the small ones are not in it, though the economist sees them
    klient.cookies.set(konto.COOKIE, log_ind("demo-politiker"))
    assert klient.get(billet).status_code == 403
    t = tabeller.log
    with lager.laes() as con:
        linjer = con.execute(sa.select(t.c.bruger, t.c.handling, t.c.genstand).order_by(t.c.nr)).fetchall()
    assert [tuple(r) for r in linjer][-2:] == [
        ("demo-oekonom-1", "hent_fil", "flyttemoenster"),
        ("demo-politiker", "afvist", "hent_fil"),
    ]


def test_et_klik_paa_kortet_filtrerer_begge_og_et_til_tager_det_tilbage(
    by: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-oekonom-1")
    at = side(flyttevalg_naeste=("flyttested", "0751"))
    assert "I 2022 var der 13 flytninger fra Aarhus til Hjørring og 8 den anden vej: netto +5." in tekst(at)
    assert at.selectbox(key="flyttested").value == "0751"
    assert at.table[0].value["Ind"].tolist()[:4] == [0, 0, 6, 7]
    svage = {s["kode"]: s["farve"][3] for s in lag(at)["stroemme"]["data"]}
    assert svage["0851"] < 40 < svage["0751"]
    tilbage = side(flyttested="0751", flyttevalg_naeste=("flyttested", "0751"))
    assert tilbage.selectbox(key="flyttested").value == "alle"


@pytest.mark.parametrize("kode", ["9999", "<script>", "6101908000"])
def test_et_klik_paa_noget_ukendt_er_intet(by: Path, log_ind: Callable[[str], str], kode: str) -> None:
    log_ind("demo-oekonom-1")
    at = side(flyttevalg_naeste=("flyttested", kode))
    assert at.selectbox(key="flyttested").value == "alle"


def test_den_egne_kommune_viser_veje_huse_og_institutioner(by: Path, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-oekonom-1")
    at = side(flyttested="0860")
    assert "Flest til og fra Vejkode 0101." in tekst(at)
    veje, institutioner = at.dataframe[0].value, at.dataframe[1].value
    assert veje.to_numpy().tolist() == [["Vejkode 0101", 38, 10, 7, 7]]
    assert institutioner["Institution"].tolist() == ["Plejecenter Prøvehøj", "Botilbud <b>Prøve</b>"]
    punkter = lag(at)["institutioner"]["data"]
    assert [p["navn"] for p in punkter] == ["Plejecenter Prøvehøj", "Hjørring"]
    assert punkter[0]["tip3"] == "5 flyttede til, 0 flyttede fra"
    assert [(p["navn"], p["felt"], p["kode"]) for p in lag(at)["adresser"]["data"]] == [
        ("Vejkode 0101 100", "flyttevej", "0860-0101")  # where it is, the institution tells
    ]
    assert kort(at)["initialViewState"]["zoom"] > 8
    assert "1 institution uden koordinater er ikke tegnet." in tekst(at)
    assert "http" not in json.dumps(kort(at))


def test_et_hus_viser_hvorfra_og_hvorhen(by: Path, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-oekonom-1")
    paa_vejen = side(flyttested="0860", flyttevalg_naeste=("flyttevej", "0860-0101"))
    assert filtrene(paa_vejen)[-2:] == ["Vej", "Adresse"]
    huse = paa_vejen.dataframe[0].value
    assert huse["Adresse"].tolist() == [f"Vejkode 0101 {nr}" for nr in ("1", "3", "4", "9", "100")]
    assert huse["Ind"].tolist() == [0, 2, 0, 36, 0]
    at = side(flyttested="0860", flyttevej="0860-0101", flyttehus="0860-0101-9")
    assert "I 2022 var der 36 flytninger til Vejkode 0101 9 udefra og 0 ud af kommunen" in tekst(at)
    ender = at.table[0].value
    assert ender["Sted"].tolist() == ["Aalborg", "Aarhus", "Brønderslev", "Vejkode 0101"]
    assert ender["Ind"].tolist() == [20, 13, 3, 0]
    kun = side(flyttested="0860", flytteinstitution="I1")
    assert kun.dataframe[0].value.to_numpy().tolist() == [["Vejkode 0101", 0, 0, 5, 5]]


@pytest.mark.parametrize("navn", ["demo-leder", "demo-politiker", "demo-sagsbehandler"])
def test_andre_ser_hele_veje_uden_smaa_tal(by: Path, log_ind: Callable[[str], str], navn: str) -> None:
    log_ind(navn)
    at = side(flyttested="0860", flyttevej="0860-0101")
    assert filtrene(at)[-1] == "Vej"  # and no house
    assert "Du ser hele veje" in tekst(at)
    sendt = json.dumps(kort(at))
    assert "0860-0101-" not in sendt
    assert all(v["felt"] == "flyttevej" for v in lag(at)["adresser"]["data"])
    delt = side(flyttested="0860", flyttealder=67)
    assert "Vejene deles ikke efter alder" in tekst(delt)
    assert "0860-0101" not in json.dumps(kort(delt))


def test_over_landegraensen_viser_landene(by: Path, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-oekonom-1")
    at = side(retning="udlandet")
    assert at.dataframe[0].value["Sted"].tolist() == ["Polen", "Sverige"]
    assert [s["kode"] for s in lag(at)["steder"]["data"]] == ["udlandet", "0860"]


def test_inden_for_kommunen_viser_adresserne(by: Path, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-oekonom-1")
    at = side(retning="inden", flyttealder=67)
    assert "I 2022 var der 7 flytninger af 67–79-årige fra en adresse til en anden i Hjørring." in tekst(at)
    assert at.dataframe[0].value.to_numpy().tolist() == [["Vejkode 0101", 7, 7]]


def test_uden_flytninger_siger_siden_hvad_der_skal_til(
    hjem: Path, tmp_path: Path, nu: datetime, log_ind: Callable[[str], str]
) -> None:
    ingen: Tabeller = {
        "person": [person("6505800001", "1980-05-05")],
        "adresse": [adresse("6505800001", "1", "1980-05-05")],
    }
    lager_af(ingen, laes_indstillinger(), nu, tmp_path, "demo = true\n")
    log_ind("demo-oekonom-1")
    at = side()
    assert "Ingen flytninger" in html(at)
    assert "hjemtag indlaes" in html(at)
    assert not at.selectbox


# --- the municipality's own borders ---------------------------------------------------------------------------------


def _kasse(lon: float, lat: float) -> list[list[float]]:
    return [[lon, lat], [lon + 0.2, lat], [lon + 0.2, lat + 0.2], [lon, lat + 0.2], [lon, lat]]


def test_kommunens_egne_polygoner_kan_vaelges(by: Path, log_ind: Callable[[str], str]) -> None:
    features = [
        {
            "type": "Feature",
            "properties": {felt: kode},
            "geometry": {"type": "Polygon", "coordinates": [_kasse(*sted)]},
        }
        for felt, kode, sted in (("KOMKODE", 851, (9.9, 56.9)), ("kommunekode", "0101", (12.5, 55.6)))
    ]
    (by / "dagi.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    (by / "hjemtag.toml").write_text('kommunepolygoner = "dagi.geojson"\n')
    log_ind("demo-leder")
    at = side()
    kommuner = {f["properties"]["kode"]: f["properties"] for f in lag(at)["kommuner"]["data"]["features"]}
    assert set(kommuner) == {"0851", "0101"}
    assert (kommuner["0851"]["tip"], kommuner["0851"]["tip2"]) == ("Aalborg", "Til Hjørring: 20")
    assert kommuner["0101"]["tip2"] == ""
    assert kommuner["0851"]["farve"] != kommuner["0101"]["farve"]
    assert "Klimadatastyrelsen" in tekst(at)


@pytest.mark.parametrize("indhold", [None, "ikke json", '{"features": [{}]}', "utm"])
def test_en_fil_der_ikke_kan_laeses_siges_og_kortet_vises_uden(
    by: Path, log_ind: Callable[[str], str], indhold: str | None
) -> None:
    if indhold == "utm":  # metres, not degrees
        ring = [[555_000, 6_320_000], [556_000, 6_320_000], [556_000, 6_321_000]]
        geometri = {"type": "Polygon", "coordinates": [ring]}
        indhold = json.dumps({"features": [{"properties": {"kommunekode": "0851"}, "geometry": geometri}]})
    if indhold is not None:
        (by / "dagi.geojson").write_text(indhold)
    (by / "hjemtag.toml").write_text('kommunepolygoner = "dagi.geojson"\n')
    log_ind("demo-leder")
    at = side()
    assert "kommunepolygoner" in html(at)
    assert "kommuner" not in lag(at)
    assert "stroemme" in lag(at)


def test_uden_en_fil_farves_skematiske_felter_og_det_siges_at_de_er_det(
    by: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-leder")
    at = side()
    kommuner = {f["properties"]["kode"]: f["properties"] for f in lag(at)["kommuner"]["data"]["features"]}
    assert len(kommuner) == 98  # and not the demo's
    assert (kommuner["0851"]["tip"], kommuner["0851"]["tip2"]) == ("Aalborg", "Til Hjørring: 20")
    moerkhed = {kode: kommuner[kode]["farve"][3] for kode in ("0851", "0101")}
    assert moerkhed["0851"] > moerkhed["0101"]
    assert kommuner["0860"]["farve"][:3] != kommuner["0851"]["farve"][:3]
    assert "skematiske" in tekst(at)
    assert "Klimadatastyrelsen" not in tekst(at)
