"""The page Datakvalitet on two small deliveries with one bad row of each kind; every figure worked out by hand."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from engine import adgang
from engine.adgang import Bruger, Rolle
from engine.fejl import AdgangNaegtet, RettelseAfvist
from engine.indlaesning.landing import indlaes
from engine.indstillinger import Indstillinger, laes_indstillinger
from engine.lager.byg import byg
from engine.resultater import datakvalitet
from engine.sager import log, tabeller
from engine.sager.lager import Sagslager
from pages.komponenter import datadetalje
from tests.lager_hjaelp import adresse, kopi_af, person, postering
from tests.pages.conftest import ROD, html
from tests.refusion.leverancer import skriv_mappe

SIDE = ROD / "pages" / "datakvalitet.py"
ANNA, BO = "6505800001", "6503820003"
OEKONOM = Bruger(1, "demo-oekonom-1", "Økonom", Rolle.OEKONOM)
FORMAAL = adgang.FORMAAL["karantaene"][0]


def _foerste() -> dict[str, list[dict[str, str]]]:
    """Good rows of 100.000 and 2.000 kr., a copy, a bad date (500 kr.), an unreadable amount, a person without CPR."""
    anna = postering(ANNA, "100000.00", "2022-01-01", "2022-01-31")
    return {
        "person": [person(ANNA, "1980-05-05"), person("", "1990-01-01")],
        "adresse": [adresse(ANNA, "1")],
        "postering": [
            anna,
            anna,
            postering("", "2000.00", lov="", paragraf="", momskode="mystisk"),
            postering("", "500.00", lov="", paragraf="", bilagsnr="RETTES", bogfoeringsdato="2022-02-30"),
            postering(BO, "1.234,50", bilagsnr="AABEN", tekst=f"Vedr. {BO[:6]}-{BO[6:]}"),
        ],
    }


def _anden() -> dict[str, list[dict[str, str]]]:
    """A full file of persons, and the row with the bad date corrected."""
    rettet = postering("", "500.00", lov="", paragraf="", bilagsnr="RETTES", bogfoeringsdato="2022-02-28")
    return {"person": [person(ANNA, "1980-05-05"), person(BO, "1982-03-05")], "postering": [rettet]}


@pytest.fixture(scope="module")
def bygget(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with both deliveries landed and built, made once."""
    tmp = tmp_path_factory.mktemp("datakvalitet")
    ind, nu = Indstillinger(hjem=tmp / "hjem", kommune="0860"), datetime(2026, 1, 15, 8, 0, tzinfo=UTC)
    ind.hjem.mkdir()
    foerste = skriv_mappe(tmp / "foerste", _foerste(), "demo = true\ndato = 2022-03-31\n")
    (foerste / "ukendt.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    anden = skriv_mappe(tmp / "anden", _anden(), 'demo = true\ndato = 2022-04-30\n[person]\nart = "fuld"\n')
    for mappe in (foerste, anden):
        indlaes(ind, mappe, nu, gx=False)
    byg(ind, nu)
    return ind.hjem


@pytest.fixture
def ind(hjem: Path, bygget: Path) -> Indstillinger:
    kopi_af(bygget, hjem, ignore=shutil.ignore_patterns("sager.db"))
    return laes_indstillinger()


@pytest.fixture
def d(ind: Indstillinger) -> datakvalitet.Datakvalitet:
    return datakvalitet.hent(ind)


def tabel(d: datakvalitet.Datakvalitet, leverance: str, navn: str) -> dict[str, Any]:
    return next(t for t in d.tabeller if (t["leverance_id"], t["tabel"]) == (leverance, navn))


def loglinjer(lager: Sagslager) -> list[dict[str, Any]]:
    """The lines about the quarantine; the making of the demo users stands before them."""
    valg = sa.select(tabeller.log).where(tabeller.log.c.handling == "se_karantaene")
    with lager.laes() as con:
        return [dict(r._mapping) for r in con.execute(valg)]


# --- the engine ---


def test_raekker_og_kroner_pr_leverance_og_tabel(d: datakvalitet.Datakvalitet) -> None:
    t = tabel(d, "L000001", "postering")
    assert [t[n] for n in ("raekker", "accepteret", "karantaene", "dubletter")] == [5, 2, 2, 1]
    kroner = [t[f"kroner_{n}_oere"] for n in ("raekker", "accepteret", "karantaene", "dubletter")]
    assert kroner == [202_500_00, 102_000_00, 500_00, 100_000_00]
    assert t["titel"] == "Posteringer"
    assert "Særligt dyre enkeltsager" in t["figurer"]
    assert tabel(d, "L000001", "adresse")["kroner_raekker_oere"] is None


def test_kun_det_der_stadig_mangler_en_rettelse_er_aabent(d: datakvalitet.Datakvalitet) -> None:
    aabne = {
        (t["leverance_id"], t["tabel"]): (t["tilstand"], t["aabne"]) for t in d.tabeller if t["karantaene"]
    }
    assert aabne == {
        ("L000001", "postering"): ("aaben", 1),  # the date was corrected in L000002, the amount was not
        ("L000001", "person"): ("afloest", 0),  # a later full file
    }
    assert tabel(d, "L000001", "postering")["aabne_oere"] == 0  # '1.234,50' cannot be read as an amount
    assert d.tabeller[0]["tilstand"] == "aaben"


def test_bemaerkninger_om_det_ingen_bruger(d: datakvalitet.Datakvalitet) -> None:
    fundne = {(b["leverance_id"], b["tabel"], b["hvad"]): b for b in d.bemaerkninger}
    assert "ukendt.csv" in fundne["L000001", "", "Ukendt fil"]["tekst"]
    kode = fundne["L000001", "Posteringer", "Ukendt kode"]
    assert kode["tekst"].startswith("momskode = mystisk i 1 række ")
    assert kode["antal"] == 1


def test_regnskabet_er_fordelt_til_oeren(d: datakvalitet.Datakvalitet) -> None:
    a = datakvalitet.afstem(d, 2022)
    assert [(r["aarsag"], r["beloeb_oere"]) for r in a.raekker] == [
        ("medregnet", 100_000_00),
        ("uden_cpr", 2_500_00),
    ]
    assert (a.regnskab_oere, a.forskel_oere, a.posteringer) == (102_500_00, 0, 3)
    assert datakvalitet.afstem(d) == a
    assert datakvalitet.afstem(d, 1999).raekker == []


def test_saetningen_siger_om_det_stemmer_og_hvad_der_skal_goeres(d: datakvalitet.Datakvalitet) -> None:
    assert datakvalitet.saetning(d) == (
        "Alt regnskab er fordelt til øren; 1 række er i karantæne og kræver en rettelse i kilden, "
        "og 1 kontrol advarer."
    )
    d.regnskab[0]["beloeb_oere"] += 150
    assert datakvalitet.saetning(d).startswith(
        "Regnskabet er ikke fordelt: 1,50 kr. i 2022 mangler en årsag;"
    )


def test_karantaenens_regler_er_uden_indhold(ind: Indstillinger) -> None:
    assert datakvalitet.karantaeneantal(ind, "L000001", "postering") == 2
    regler = datakvalitet.karantaeneregler(ind, "L000001", "postering", 0, 10)
    assert [(r["kolonne"], r["regel"]) for r in regler] == [
        ("bogfoeringsdato", "Ugyldig dato"),
        ("beloeb", "Ugyldigt beløb"),
    ]
    assert all("raekke" not in r and r["fil"] == "postering.csv" for r in regler)
    assert datakvalitet.karantaeneregler(ind, "L000001", "postering", 1, 10) == regler[1:]
    for leverance, navn in (("../x", "postering"), ("L000001", "../person")):
        with pytest.raises(RettelseAfvist):
            datakvalitet.karantaeneantal(ind, leverance, navn)


def _aabn(ind: Indstillinger, lager: Sagslager, bruger: Bruger, formaal: str, **mere: bool) -> Any:
    numre = [r["raekke_nr"] for r in datakvalitet.karantaeneregler(ind, "L000001", "postering", 1, 1)]
    nu = datetime.now(UTC)
    return datakvalitet.aabn_karantaene(
        ind, lager, bruger, "L000001", "postering", numre, formaal, nu, **mere
    )


def test_indholdet_vises_med_formaal_logges_og_har_skjult_cpr(ind: Indstillinger, lager: Sagslager) -> None:
    (raekke,) = _aabn(ind, lager, OEKONOM, FORMAAL)
    felter = {f["kolonne"]: f for f in raekke.felter}
    assert felter["beloeb"] == {"kolonne": "beloeb", "vaerdi": "1.234,50", "brudt": True}
    assert felter["cpr"]["vaerdi"] == "650382-••••"
    assert felter["tekst"]["vaerdi"] == "Vedr. 650382-••••"
    assert felter["konto"]["vaerdi"] == "5385211000000147"
    (vist,) = _aabn(ind, lager, OEKONOM, FORMAAL, vis_cpr=True)
    assert {f["kolonne"]: f["vaerdi"] for f in vist.felter}["cpr"] == BO
    linjer = loglinjer(lager)
    assert [(r["bruger"], r["handling"], r["genstand"], r["formaal"]) for r in linjer] == [
        ("demo-oekonom-1", "se_karantaene", "L000001/postering", FORMAAL)
    ] * 2
    assert '"cpr":"skjult"' in linjer[0]["detaljer"].replace(" ", "")
    assert '"cpr":"vist"' in linjer[1]["detaljer"].replace(" ", "")
    assert log.efterproev(lager)[0]


@pytest.mark.parametrize("rolle", [r for r in Rolle if r not in (Rolle.OEKONOM, Rolle.REVISOR)])
def test_andre_roller_faar_intet_indhold(rolle: Rolle, ind: Indstillinger, lager: Sagslager) -> None:
    with pytest.raises(AdgangNaegtet):
        _aabn(ind, lager, Bruger(9, "x", "X", rolle, ("boern",)), FORMAAL)
    assert loglinjer(lager) == []


def test_uden_formaal_vises_intet(ind: Indstillinger, lager: Sagslager) -> None:
    with pytest.raises(RettelseAfvist, match="loggen"):
        _aabn(ind, lager, OEKONOM, "")
    assert loglinjer(lager) == []


# --- the page ---


def _side() -> None:
    """The page run from a script that lies elsewhere, so that it can be run more than once."""
    import runpy

    import streamlit as st

    runpy.run_path(st.session_state["sidefil"])


def aabn(**parametre: str) -> Any:
    at = AppTest.from_function(_side, default_timeout=30)
    at.session_state["sidefil"] = str(SIDE)
    for navn, vaerdi in parametre.items():
        at.query_params[navn] = vaerdi
    return koer(at)


def koer(at: Any) -> Any:
    at.run()
    assert not at.exception
    return at


def alt_paa(at: Any) -> str:
    return "\n".join(
        [
            html(at),
            *(str(e.value) for e in [*at.markdown, *at.caption, *at.subheader, *at.error]),
            *(t.value.to_csv() for t in [*at.table, *at.dataframe]),
            *(e.label for e in at.expander),
        ]
    )


@pytest.fixture
def aabn_foerste_tabel(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the first row of the deliveries were clicked: the postings with a row in quarantine."""
    rigtig = datadetalje.tabel

    def tabel(*args: Any, **kwargs: Any) -> int | None:
        svar = rigtig(*args, **kwargs)
        return 0 if kwargs.get("vaelg") else svar

    monkeypatch.setattr(datadetalje, "tabel", tabel)


def test_sidens_tal_er_motorens(d: datakvalitet.Datakvalitet, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-administrator")
    at = aabn()
    assert at.markdown[0].value == datakvalitet.saetning(d)
    s = datakvalitet.summer(d.tabeller)
    assert f">{s['accepteret']}<" in html(at)
    vist = at.dataframe[0].value
    assert [int(v) for v in vist["Modtaget"]] == [t["raekker"] for t in d.tabeller]
    assert [int(v) for v in vist["Karantæne"]] == [t["karantaene"] for t in d.tabeller]
    assert vist["Tilstand"][0] == "? Kræver rettelse"
    kontroller, afstemning = (t.value for t in at.table)
    assert list(kontroller["Berørt (kr.)"]) == [k["kroner_oere"] for k in d.advarsler]
    assert list(afstemning["Årsag"])[:2] == ["Medregnet", "Uden CPR"]
    assert [int(v) for v in afstemning["Beløb (kr.)"]] == [100_000_00, 2_500_00, 102_500_00]
    assert "102.500,00 kr. i 3 posteringer; forskellen er 0,00 kr." in alt_paa(at)


def test_filtrene_skaerer_til_leverance_og_det_aabne(
    ind: Indstillinger, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-leder")
    assert set(aabn(leverance="L000002, 30.04.2022").dataframe[0].value["Leverance"]) == {
        "L000002, 30.04.2022"
    }
    assert list(aabn(vis="Kræver rettelse").dataframe[0].value["Tabel"]) == ["Posteringer"]
    tom = aabn(leverance="L000002, 30.04.2022", vis="Kræver rettelse")
    assert "Ingen tabeller svarer til valget" in html(tom)


@pytest.mark.usefixtures("aabn_foerste_tabel")
@pytest.mark.parametrize("navn", ["demo-leder", "demo-administrator", "demo-sagsbehandler"])
def test_alle_ser_reglerne_men_ikke_indholdet(
    navn: str, ind: Indstillinger, lager: Sagslager, log_ind: Callable[[str], str]
) -> None:
    log_ind(navn)
    at = aabn()
    alt = alt_paa(at)
    assert "postering.csv, linje 5" in alt
    assert "ugyldigt beløb" in alt
    assert "momskode = mystisk" in alt
    assert "1.234,50" not in alt.replace("fx 1234.50", "")
    assert "650382" not in alt
    assert "Vis rækkernes indhold" not in [k.label for k in at.button]
    assert loglinjer(lager) == []


@pytest.mark.usefixtures("aabn_foerste_tabel")
def test_en_oekonom_ser_indholdet_efter_formaalet(
    ind: Indstillinger, lager: Sagslager, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-oekonom-1")
    at = aabn()
    assert "650382" not in alt_paa(at)
    vis = next(k for k in at.button if k.label == "Vis rækkernes indhold")
    vis.click()
    koer(at)
    assert "Vælg, hvad du skal bruge rækkerne til" in at.error[0].value
    assert loglinjer(lager) == []
    next(s for s in at.selectbox if s.label == "Formål").set_value(FORMAAL)
    next(k for k in at.button if k.label == "Vis rækkernes indhold").click()
    koer(at)
    assert "1.234,50" in alt_paa(at)
    assert "650382-••••" in alt_paa(at)
    assert BO not in alt_paa(at)
    assert [(r["bruger"], r["genstand"]) for r in loglinjer(lager)] == [
        ("demo-oekonom-1", "L000001/postering")
    ]
    koer(at)
    assert len(loglinjer(lager)) == 1
