"""The shared parts: tables, charts, filters, addresses, tickets, errors."""

from __future__ import annotations

import ast
import logging
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engine.fejl import IntetLager, RettelseAfvist
from pages.komponenter import konto, ruter, tilstande
from pages.komponenter.figurer import Trin, _vandfaldsdata
from pages.komponenter.sider import PARAMETRE, sikker_adresse
from pages.komponenter.tabeller import Kolonne, _gitterstil, _sumlinje, _valgt_raekke, som_ramme, stil
from tests.pages.conftest import ROD

KOLONNER = [
    Kolonne("sag", "Sag"),
    Kolonne("refusion", "Refusion", "kroner", sum=True),
    Kolonne("andel", "Andel", "procent"),
    Kolonne("dag", "Dag", "dato"),
]
RAEKKER = [
    {"sag": "H-1", "refusion": 123_456_750, "andel": 0.5, "dag": date(2022, 3, 12)},
    {"sag": "P-2", "refusion": -50_000, "andel": None, "dag": None},
]


def _celler(stiler: Any) -> list[list[str]]:
    oversat = stiler._translate(True, True)
    return [[c["display_value"] for c in raekke if c["is_visible"]] for raekke in oversat["body"]]


# --- tables ---


def test_tabellen_er_dansk_med_enhed_i_hovedet_og_sum_nederst() -> None:
    stiler = stil(RAEKKER, KOLONNER)
    assert list(stiler.data.columns) == ["Sag", "Refusion (kr.)", "Andel", "Dag"]
    assert _celler(stiler) == [
        ["H-1", "1.234.568", "50 %", "12.03.2022"],
        ["P-2", "−500", "–", "–"],
        ["I alt", "1.234.068", "", ""],
    ]


def test_lange_tekster_brydes_i_alle_kolonner_og_korte_staar_hele() -> None:
    """Else the first column pushes the last out of a laptop's screen."""
    raekker = [{"navn": "Øvrige kommuner (få borgere)", "kort": "Køge", "dag": date(2026, 1, 1)}]
    kolonner = [Kolonne("navn", "Kommune"), Kolonne("kort", "Sted"), Kolonne("dag", "Dag", "dato")]
    css = stil(raekker, kolonner).to_html()
    celler = [re.search(rf"row0_col{nr} {{([^}}]*)}}", css)[1].split() for nr in range(3)]  # type: ignore[index]
    assert celler[0] == ["min-width:", "9rem;", "white-space:", "normal;"]
    assert celler[1][-2:] == ["white-space:", "normal;"]
    assert float(celler[1][1].removesuffix("rem;")) < 3
    assert celler[2] == ["white-space:", "nowrap;"]


def test_store_summer_er_hele_oere() -> None:
    store = [{"sag": "a", "refusion": 9_007_199_254_740_993}, {"sag": "b", "refusion": 1}]
    ramme = stil(store, [KOLONNER[0], Kolonne("refusion", "R", "kroner_oere", sum=True)]).data
    assert ramme["R (kr.)"].iloc[-1] == 9_007_199_254_740_994


def test_en_enkelt_raekke_har_ingen_sum() -> None:
    assert len(_celler(stil(RAEKKER[:1], KOLONNER))) == 1


def test_en_tom_tabel_kan_vises() -> None:
    assert _celler(stil([], KOLONNER)) == []


def test_sumlinjen_under_en_tabel_der_kan_aabnes() -> None:
    assert _sumlinje(som_ramme(RAEKKER), KOLONNER) == "I alt 2 rækker · Refusion 1.234.068 kr."


def test_en_lang_liste_viser_de_foerste_og_alle_naar_der_bedes_om_det(hjem: Path) -> None:

    def side() -> None:
        import pandas as pd

        from pages.komponenter.tabeller import Kolonne, de_foerste, tabel

        alle = pd.DataFrame({"navn": [f"nr. {i}" for i in range(1, 1_235)], "oere": [100] * 1_234})
        vist = de_foerste(alle, "liste")
        kolonner = [Kolonne("navn", "Navn"), Kolonne("oere", "Beløb", "kroner", sum=True)]
        tabel(vist, kolonner, noegle="liste", beskrivelse="Listen", vaelg=True, ialt=alle)

    at = AppTest.from_function(side).run()
    assert len(at.dataframe[0].value) == 200
    assert at.caption[0].value == "I alt 1.234 rækker · Beløb 1.234 kr."
    assert at.toggle[0].label == "Vis alle 1.234 rækker"
    at.toggle[0].set_value(True).run()
    assert len(at.dataframe[0].value) == 1_234


def test_gitteret_viser_tilstande_med_tegn_og_ord() -> None:
    raekker = [{"sag": "H-1", "t": "mangler"}, {"sag": "P-2", "t": None}]
    stiler = _gitterstil(som_ramme(raekker), [Kolonne("sag", "Sag"), Kolonne("t", "Tilstand", "tilstand")])
    assert _celler(stiler) == [["H-1", "▲ Mangler"], ["P-2", "–"]]


def test_valgt_raekke_ad_raekke_eller_celle() -> None:
    assert _valgt_raekke({"rows": [1], "cells": []}, 2) == 1
    assert _valgt_raekke({"rows": [], "cells": [(0, "Sag")]}, 2) == 0
    assert _valgt_raekke({"rows": [2], "cells": []}, 2) is None
    assert _valgt_raekke({"rows": [], "cells": []}, 2) is None


# --- charts ---


def test_vandfaldet_gaar_fra_stand_til_stand() -> None:
    data = _vandfaldsdata(
        [Trin("Brutto", 1_000_00, er_sum=True), Trin("Ejet", -300_00), Trin("Rest", 700_00, True)]
    )
    assert [(d["fra"], d["til"]) for d in data] == [(0, 1000), (1000, 700), (0, 700)]
    assert [d["kort"] for d in data] == ["1.000 kr.", "−300 kr.", "700 kr."]


# --- addresses and tickets ---


@pytest.mark.parametrize(
    ("oensket", "sikker"),
    [
        ("/datakvalitet", "/datakvalitet"),
        ("/saerligt_dyre_enkeltsager?aar=2022", "/saerligt_dyre_enkeltsager?aar=2022"),
        ("/lovgrundlag?lovomraade=a+b", "/lovgrundlag?lovomraade=a+b"),
        ("/indtaegtsoptimering?felt=skole&regel=SKO-01", "/indtaegtsoptimering?felt=skole&regel=SKO-01"),
        ("/lovgrundlag?q=a+b&aar=2022", "/lovgrundlag?aar=2022"),
        ("/lovgrundlag?aar=6103121234", "/lovgrundlag"),
        ("/lovgrundlag?vis=610312-1234&aar=2022", "/lovgrundlag?aar=2022"),
        ("/lovgrundlag?Navn%0d%0aSet-Cookie=1", "/lovgrundlag"),
        ("https://example.org/datakvalitet", "/"),
        ("//example.org/datakvalitet", "/"),
        ("/\\example.org", "/"),
        ("/findes_ikke", "/"),
        ("http://[", "/"),
        ("", "/"),
    ],
)
def test_kun_egne_adresser_overlever_login(oensket: str, sikker: str) -> None:
    assert sikker_adresse(oensket) == sikker


def _adressens_parametre(kode: str) -> set[str]:
    """The names that a page's code reads from, or writes in, the address: filters, tabs, st.query_params."""
    ud = set()
    for n in ast.walk(ast.parse(kode)):
        match n:
            case ast.Call(
                func=ast.Name(id=f) | ast.Attribute(attr=f), args=[ast.Constant(value=str(navn)), *_]
            ):
                egen = f in ("Valg", "_valg", "fane", "faner")
                st_ = isinstance(n.func, ast.Attribute) and ast.unparse(n.func.value) == "st.query_params"
                ud |= {navn} if egen or st_ else set()
            case ast.Subscript(value=v, slice=ast.Constant(value=str(navn))):
                ud |= {navn} if ast.unparse(v) == "st.query_params" else set()
            case ast.keyword(arg="query_params", value=ast.Dict(keys=noegler)):
                ud |= {str(x.value) for x in noegler if isinstance(x, ast.Constant)}
    return ud


def test_hvad_siderne_laeser_i_adressen_overlever_login() -> None:
    brugt = {n for fil in (ROD / "pages").rglob("*.py") for n in _adressens_parametre(fil.read_text("utf-8"))}
    assert {"felt", "regel", "sag", "maal"} <= brugt  # the scan finds them
    assert brugt <= PARAMETRE


def test_en_fane_tages_fra_adressen_som_den_staar_i_et_link() -> None:
    def side() -> None:
        import streamlit as st

        from pages.komponenter import filtre

        st.write(f"[{filtre.fane('felt', 'Område', {'': 'Alle', 'skole': 'Skole', 'regler': 'Regler'})}]")

    for adresse, valgt in (("regler", "regler"), ("Skole", "skole"), ("findes-ikke", ""), (None, "")):
        at = AppTest.from_function(side)
        if adresse is not None:
            at.query_params["felt"] = adresse
        assert [m.value for m in at.run().markdown] == [f"[{valgt}]"], adresse


def test_faner_tages_fra_adressen_og_adressen_faar_det_der_vises() -> None:
    def side() -> None:
        import streamlit as st

        from pages.komponenter import filtre

        _, anden = filtre.faner("logfane", {"stikproeve": "Stikprøve", "hel": "Er loggen hel?"})
        st.write(f"[{anden.open}]")

    for adresse, anden, efter in (
        ("hel", True, "Er loggen hel?"),
        ("Er loggen hel?", True, "Er loggen hel?"),
        ("findes-ikke", False, None),
        (None, False, None),
    ):
        at = AppTest.from_function(side)
        if adresse is not None:
            at.query_params["logfane"] = adresse
        assert [m.value for m in at.run().markdown] == [f"[{anden}]"], adresse
        assert at.query_params.get("logfane") == efter


def test_en_billet_gaelder_en_gang_og_et_minut(nu: Any) -> None:
    billet = konto.lav_billet("token", nu)
    assert konto.indloes_billet(billet, nu) == "token"
    assert konto.indloes_billet(billet, nu) is None
    for_gammel = konto.lav_billet("token", nu)
    assert konto.indloes_billet(for_gammel, nu + timedelta(seconds=60)) is None
    assert konto.indloes_billet("findes-ikke", nu) is None


def test_billetter_kan_ikke_fylde_hukommelsen(nu: Any) -> None:
    for _ in range(konto._BILLETTER_MAX + 10):
        konto.lav_billet("token", nu)
    assert len(konto._billetter) <= konto._BILLETTER_MAX
    konto.lav_billet("token", nu + timedelta(hours=1))
    assert len(konto._billetter) == 1


# --- HTML ---


def test_startsiden_er_dansk_og_henter_ikke_skriften() -> None:
    import streamlit

    kilde = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    html = ruter.dansk_html(kilde)
    assert '<html lang="da">' in html
    assert "<title>Hjemtag</title>" in html
    for ord in ("A Streamlit app", "woff2", "openapi", "You need"):
        assert ord not in html
    politik = ruter.sikkerhedspolitik(html, "127.0.0.1:8501")
    assert (
        politik.count("'sha256-") == html.count("<script>") == 2
    )  # where the server is, and the Danish words
    assert "ws://127.0.0.1:8501" in politik


@pytest.mark.parametrize(
    ("sti", "ukendt"),
    [
        ("/", False),
        ("", False),
        ("/datakvalitet", False),
        ("/datakvalitet/", False),
        ("/findes-ikke", True),
        ("/datakvalitet/under", True),
        ("/_stcore/health", False),
        ("/static/js/x.js", False),
        ("/konto/ind", False),
    ],
)
def test_kun_ukendte_sider_findes_ikke(sti: str, ukendt: bool) -> None:
    assert ruter._er_ukendt_side(sti) is ukendt


def test_streamlits_egen_log_faar_ikke_fejlens_besked(caplog: pytest.LogCaptureFixture) -> None:
    tilstande.hold_persondata_ude_af_loggen()
    logger = logging.getLogger("streamlit.error_util")
    logger.addHandler(caplog.handler)
    logger.error("Uncaught app execution")
    logger.error("noget andet")
    logger.removeHandler(caplog.handler)
    assert caplog.messages == ["noget andet"]


def test_et_maerkeligt_vaertsnavn_kommer_ikke_i_politikken() -> None:
    assert "evil" not in ruter.sikkerhedspolitik("", "evil; script-src *")


# --- errors ---


@pytest.fixture
def bokse(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    vist: list[str] = []
    monkeypatch.setattr(tilstande.st, "html", vist.append)
    return vist


def test_en_uventet_fejl_logges_uden_persondata(bokse: list[str], caplog: pytest.LogCaptureFixture) -> None:
    def fejler() -> None:
        raise KeyError("6103121234 Fiktiva Opdigtet")

    with caplog.at_level(logging.ERROR, "hjemtag.app"):
        with pytest.raises(KeyError) as fanget:
            fejler()
        assert tilstande.ved_scriptfejl(fanget.value) is True
    assert "6103121234" not in caplog.text + bokse[0]
    assert "KeyError i" in caplog.text
    assert "fejler" in caplog.text
    reference = caplog.messages[0].split()[0]
    assert reference.startswith("F")
    assert reference in bokse[0]


def test_egne_fejl_vises_som_de_er_uden_html(bokse: list[str]) -> None:
    tilstande.fejl(RettelseAfvist("Perioden <b>slutter</b> før den begynder."))
    assert "Perioden &lt;b&gt;slutter&lt;/b&gt; før den begynder." in bokse[0]
    tilstande.fejl(IntetLager("Byg med 'hjemtag byg'."))
    assert "ikke bygget" in bokse[1]


def test_hver_tilstand_har_ikon_og_ord() -> None:
    for navn, t in tilstande.TILSTANDE.items():
        assert t.ord in tilstande.maerke(navn)
        assert f":material/{t.ikon}:" in tilstande.maerke(navn)
    assert tilstande.maerke("usikker", "Bør [ses]") == ":orange-badge[:material/help: Bør (ses)]"


# --- filters ---


def test_filtre_kun_kendte_parametre_og_vaerdier(hjem: Path) -> None:

    def side() -> None:
        import streamlit as st

        from pages.komponenter import filtre

        valgt = filtre.raekke([filtre.Valg("aar", "År", [2021, 2022, 2023], 2023)])
        st.text(f"valgt {valgt['aar']}")

    at = AppTest.from_function(side)
    at.query_params["cpr"] = "6103121234"
    at.query_params["aar"] = "2022"
    at.run()
    assert not at.exception
    assert at.text[0].value == "valgt 2022"
    assert "cpr" not in at.query_params
    assert not at.button[0].disabled
    at.button[0].click().run()
    assert at.text[0].value == "valgt 2023"
    assert at.button[0].disabled


def test_kort_har_det_praecise_beloeb(hjem: Path, koer: Callable[..., Any]) -> None:
    from pages.komponenter import kort

    html = kort._html(kort.beloeb("Mangler", 420_000_050, tilstand="mangler", note="<x>"))
    assert 'title="4.200.000,50 kr."' in html
    assert "4,2 mio. kr." in html
    assert "Mangler" in html
    assert "&lt;x&gt;" in html


def test_en_fejl_paa_siden_staar_over_sidefoden(hjem: Path, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-oekonom-1")

    def skaerm() -> None:
        from types import SimpleNamespace

        from engine.fejl import ForaeldetLager
        from pages.komponenter import adgang, skal

        def fejler() -> None:
            raise ForaeldetLager("Lageret er ældre end siden.")

        skal._vis_side(adgang.aktuel_bruger(), SimpleNamespace(url_path="x", run=fejler))

    at = AppTest.from_function(skaerm, default_timeout=20).run()
    assert not at.exception
    tekster = [str(e.proto) for e in at.main]
    fejl = next(nr for nr, t in enumerate(tekster) if "Lageret er" in t)
    assert fejl < next(nr for nr, t in enumerate(tekster) if "ht-sidefod" in t)
