"""Moms the whole way: landed, built, extracted, and shown with the same øre to those who may see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engine.adgang import Bruger, Rolle
from engine.fejl import AdgangNaegtet, RettelseAfvist
from engine.indstillinger import Indstillinger
from engine.resultater import moms, ompostering, sager
from engine.resultater.moms import Valg
from pages.komponenter import data
from tests.lager_hjaelp import Tabeller, kopi_af, lager_af
from tests.moms.hjaelp import konto
from tests.pages.conftest import html

SIDE = Path(__file__).resolve().parents[2] / "pages" / "moms.py"
NU = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)
OEKONOM = Bruger(1, "o", "O", Rolle.OEKONOM)


def _post(nr: str, art: str, beloeb: str, moms_: str, taget: str, aar: int = 2024) -> dict[str, str]:
    return {
        "kilde": "opus", "regnskabsaar": str(aar), "bilagsnr": nr, "linjenr": "1", "bogfoeringsdato": f"{aar}-03-01",
        "konto": konto("3.22.01", art), "beloeb": beloeb, "tekst": "Faktura", "cvr": "99600001", "momsbeloeb": moms_,
        "moms_hjemtaget": taget, "momskode": "ingen" if taget == "0.00" else "refusion", "profitcenter": "AFD01",
    }  # fmt: skip


def by() -> Tabeller:
    return {
        "postering": [
            _post("A", "4.0", "1250.00", "250.00", "0.00"),  # 250,00 to take back
            _post("B", "4.0", "125.05", "25.01", "0.00"),  # and 25,01, of the same cause
            _post("C", "4.9", "400.00", "0.00", "100.00"),  # 100,00 to repay
            _post("D", "4.9", "400.00", "100.00", "100.00"),  # right
            _post("G", "4.0", "125.00", "25.00", "0.00", 2020),  # lapsed on 1 January 2026
        ],
        "virksomhed": [
            {"cvr": "99600001", "navn": "Fiktiv Tømrer", "ejerforhold": "privat", "momsregistreret": "1"}
        ],
    }


@pytest.fixture(scope="module")
def bygget(tmp_path_factory: pytest.TempPathFactory) -> Path:
    mappe = tmp_path_factory.mktemp("momsside")
    ind = Indstillinger(hjem=mappe / "hjem", kommune="0860", database_url=f"sqlite:///{mappe / 'sager.db'}")
    ind.hjem.mkdir()
    lager_af(by(), ind, NU, mappe, "dato = 2025-12-31\ndemo = true\n")
    return ind.hjem


@pytest.fixture
def town(bygget: Path, hjem: Path) -> Path:
    for mappe in ("generationer", "landing", "hemmeligheder"):
        kopi_af(bygget / mappe, hjem / mappe)
    return hjem


def side() -> AppTest:
    at = AppTest.from_file(str(SIDE), default_timeout=30).run()
    assert not at.exception
    return at


def test_begge_retninger_vises_og_udtraekket_har_de_samme_oere(
    town: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-oekonom-1")
    k = data.kontekst()
    o = moms.oversigt(k, OEKONOM, Valg())
    assert (o.oere("til_gode"), o.oere("skyldig")) == (300_01, 100_00)
    assert o.grupper[["aarsag", "antal", "beloeb_oere"]].values.tolist() == [
        ["moms_paa_art_uden", 3, 300_01],
        ["uden_moms", 1, 100_00],
    ]
    (ramme,) = moms.udtraek(k, None)
    assert ramme[["bilagsnr", "retning", "beloeb"]].values.tolist() == [
        ["G", "til_gode", 25_00],
        ["A", "til_gode", 250_00],
        ["B", "til_gode", 25_01],
        ["C", "skyldig", 100_00],
    ]
    at = side()
    assert "Fiktiv Tømrer" in set(at.dataframe[0].value["Leverandør eller funktion"])
    assert "300 kr." in html(at)
    assert any("Positivlisten er ikke indlæst for 2020, 2024" in i.value for i in at.info)
    assert any("Beregnet, ikke bekræftet: for 2020, 2024" in i.value for i in at.info)


def test_dagen_efter_fristen_er_kravet_vaek_og_det_skyldige_der_endnu(
    town: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-oekonom-1")
    k = data.kontekst()
    sidste, efter = (moms.alle(replace(k, pr=d)) for d in (date(2025, 12, 31), date(2026, 1, 1)))
    assert "G" in set(sidste["bilagsnr"])
    assert sidste.set_index("bilagsnr").loc["G", "haster"]
    assert set(efter["bilagsnr"]) == {"A", "B", "C"}
    assert set(moms.alle(replace(k, pr=date(2040, 1, 1)))["bilagsnr"]) == {"C"}


def test_et_moenster_der_er_afvist_er_daempet_og_staar_under_daempede(
    town: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-oekonom-1")
    k = data.kontekst()
    gruppe = moms.oversigt(k, OEKONOM, Valg()).grupper["sag_id"].iloc[0]
    daempet = replace(k, tilstande=lambda: {gruppe: "ikke_ret"})
    assert set(moms.oversigt(daempet, OEKONOM, Valg()).fund["bilagsnr"]) == {"C"}
    assert set(moms.oversigt(daempet, OEKONOM, Valg(vis="daempede")).fund["bilagsnr"]) == {"A", "B", "G"}


def test_lederen_ser_grupperne_men_ingen_posteringer(town: Path, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-leder")
    at = side()
    assert any("Enkelte posteringer ses af" in c.value for c in at.caption)
    boern = Bruger(2, "l", "L", Rolle.LEDER, ("boern",))
    assert moms.oversigt(data.kontekst(), boern, Valg()).fund.empty


def test_en_afgoerelse_gaelder_hele_gruppen_og_en_afvisning_slaar_moenstret_fra_til_den_fortrydes(
    town: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-oekonom-1")
    k, lager = data.kontekst(), data.sagslager()
    oekonom = Bruger(1, "demo-oekonom-1", "O", Rolle.OEKONOM)
    gruppe = str(moms.oversigt(k, OEKONOM, Valg()).grupper["sag_id"].iloc[0])
    sag = sager.hent(k, lager, oekonom, gruppe, date(2025, 12, 31))
    assert (sag.raekke.forventet_oere, sag.raekke.frist) == (300_01, date(2025, 12, 31))
    assert sager.hent(k, lager, oekonom, gruppe, date(2026, 1, 1)).raekke.forventet_oere == 275_01
    assert sag.fakta is not None
    assert list(sag.fakta.raekker.values()) == [25_00, 250_00, 25_01]

    sager.gem(k, lager, oekonom, gruppe, {"tilstand": "ikke_ret"}, version=0, begrundelse="Momsfri", nu=NU)
    assert set(moms.oversigt(k, OEKONOM, Valg()).fund["bilagsnr"]) == {"C"}
    (fra,) = moms.slaaet_fra(k, lager, OEKONOM)
    assert (fra.antal, fra.beloeb_oere, fra.grund, fra.tid) == (3, 300_01, "Momsfri", NU)
    assert any("Slået fra" in h.value for h in side().subheader)

    sager.fortryd(k, lager, oekonom, gruppe, fra.nr, begrundelse="Der er moms", nu=NU)
    assert not moms.slaaet_fra(k, lager, OEKONOM)
    assert set(moms.oversigt(k, OEKONOM, Valg()).fund["bilagsnr"]) == {"A", "B", "C", "G"}


def test_flere_posteringer_aendrer_et_godkendt_moenster_men_ikke_et_der_er_slaaet_fra(
    town: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-oekonom-1")
    k, lager = data.kontekst(), data.sagslager()
    oekonom = Bruger(1, "demo-oekonom-1", "O", Rolle.OEKONOM)
    sag_id = str(moms.oversigt(k, OEKONOM, Valg()).grupper["sag_id"].iloc[0])
    # G has lapsed there, so the group holds other postings than were decided on
    efter = replace(k, pr=date(2026, 1, 1), rettelse_nr=999)
    for version, (tilstand, aendret) in enumerate((("godkendt", True), ("ikke_ret", False))):
        nyt = {"tilstand": tilstand}
        sager.gem(k, lager, oekonom, sag_id, nyt, version=version, begrundelse="Set", nu=NU)
        assert sager.hent(efter, lager, oekonom, sag_id, NU.date()).raekke.aendret == aendret
        assert not sager.hent(k, lager, oekonom, sag_id, NU.date()).raekke.aendret


def test_en_godkendt_gruppe_bliver_til_en_fil_der_fryses_en_gang_og_kan_fortrydes_til_den_er_bogfoert(
    town: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-oekonom-1")
    k, lager, ind = data.kontekst(), data.sagslager(), data.indstillinger()
    oekonom = Bruger(1, "demo-oekonom-1", "O", Rolle.OEKONOM)
    for sag_id in moms.oversigt(k, OEKONOM, Valg()).grupper["sag_id"]:
        sager.gem(k, lager, oekonom, sag_id, {"tilstand": "godkendt"}, version=0, begrundelse="Set", nu=NU)

    def klar() -> tuple[ompostering.Post, ...]:
        return ompostering.hent(k, lager, oekonom, NU.date()).poster.get("opus", ())

    poster = klar()
    assert [p.bilagsnr for p in poster] == ["G", "A", "B", "C"]
    side()
    valg = ("opus", "7658770000000200", "4.9", "Set igennem", NU)
    id_ = ompostering.frys_som(ind, k, oekonom, poster, *valg)
    assert klar() == ()
    with pytest.raises(RettelseAfvist):
        ompostering.frys_som(ind, k, oekonom, poster, *valg)
    (f,) = ompostering.hent(k, lager, oekonom, NU.date()).filer
    assert (f.id, f.til_gode_oere, f.skyldig_oere) == (id_, 300_01, 100_00)
    assert len(ompostering.hent_fil(ind, oekonom, f).splitlines()) == 1 + 3 * 3 + 2
    assert f.id in html(side()) or any(f.id in m.value for m in side().markdown)

    ompostering.fortryd_som(ind, oekonom, f, "Forkert momskonto", NU)
    assert klar() == poster
    ompostering.frys_som(ind, k, oekonom, poster, *valg)
    (f,) = ompostering.hent(k, lager, oekonom, NU.date()).filer
    ompostering.bogfoer_som(ind, oekonom, f, "Bogført i OPUS", NU)
    (f,) = ompostering.hent(k, lager, oekonom, NU.date()).filer
    with pytest.raises(RettelseAfvist):
        ompostering.fortryd_som(ind, oekonom, f, "For sent", NU)
    assert set(moms.alle(data.kontekst())["status"]) == {"omposteret"}


def test_en_kontotabel_oversaetter_filen_og_en_konto_der_mangler_stopper_den(
    town: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-oekonom-1")
    k, lager, ind = data.kontekst(), data.sagslager(), data.indstillinger()
    oekonom = Bruger(1, "demo-oekonom-1", "O", Rolle.OEKONOM)
    for sag_id in moms.oversigt(k, OEKONOM, Valg()).grupper["sag_id"]:
        sager.gem(k, lager, oekonom, sag_id, {"tilstand": "godkendt"}, version=0, begrundelse="Set", nu=NU)
    poster = ompostering.hent(k, lager, oekonom, NU.date()).poster["opus"]
    valg = ("opus", "7658770000000200", "4.9", "Set igennem", NU)
    hoved, momskonto = "konto;artskonto;psp_element", "7658770000000200;77000000;"
    foerste = f"{hoved}\n{konto('3.22.01', '4.0')};40000000;XG-1\n{momskonto}".encode()
    assert ompostering.gem_kontotabel_som(ind, oekonom, "opus", "t.csv", foerste, NU) == 2
    _, sha = ompostering.kontotabel_for(lager, "opus")
    with pytest.raises(RettelseAfvist, match=konto("3.22.01", "4.9")):
        ompostering.frys_som(ind, k, oekonom, poster, *valg, sha)
    assert ompostering.hent(k, lager, oekonom, NU.date()).filer == ()

    at = aaben_side()
    next(t for t in at.text_input if t.label == "Konto for refunderet købsmoms").input("7658770000000200")
    igen(at)
    assert "mangler 1 konto" in alt(at) or "mangler 1 konto" in html(at)
    fuld = foerste + f"\n{konto('3.22.01', '4.9')};49000000;XG-2".encode()
    next(f for f in at.file_uploader if "kontotabel_opus" in f.key).upload("t.csv", fuld, "text/csv")
    igen(at)
    klik(at, "Gem kontotabellen")
    linjer = next(t.value for t in at.table if "I OPUS" in t.value)
    assert linjer["I OPUS"].tolist()[:3] == ["40000000 XG-1", "49000000 XG-2", "77000000"]

    with pytest.raises(RettelseAfvist, match="Kontotabellen er en anden"):
        ompostering.frys_som(ind, k, oekonom, poster, *valg, sha)
    ny = ompostering.kontotabel_for(lager, "opus")[1]
    ompostering.frys_som(ind, k, oekonom, poster, *valg, ny)
    (f,) = ompostering.hent(k, lager, oekonom, NU.date()).filer
    assert f.kontotabel == ny
    linjer_i_fil = ompostering.hent_fil(ind, oekonom, f).decode("cp1252").splitlines()[1:]
    assert {x.split(";")[0] for x in linjer_i_fil} == {"40000000", "49000000", "77000000"}
    leder = Bruger(2, "demo-leder", "L", Rolle.LEDER)
    with pytest.raises(AdgangNaegtet):
        ompostering.gem_kontotabel_som(ind, leder, "opus", "t.csv", fuld, NU)


# --- the positivliste -------------------------------------------------------------------------------------------


def _siden() -> None:
    """The page run from a script that lies elsewhere, so that it can be run more than once."""
    import runpy

    import streamlit as st

    runpy.run_path(st.session_state["sidefil"])


def aaben_side() -> Any:
    at = AppTest.from_function(_siden, default_timeout=30)
    at.session_state["sidefil"] = str(SIDE)
    return igen(at)


def igen(at: Any) -> Any:
    at.run()
    assert not at.exception
    return at


def klik(at: Any, navn: str) -> Any:
    next(b for b in at.button if b.label == navn).click()
    return igen(at)


def alt(at: Any) -> str:
    return "\n".join(e.value for e in [*at.markdown, *at.caption, *at.error, *at.success, *at.info])


def test_positivlisten_laegges_op_paa_siden_af_en_og_bekraeftes_af_en_anden(
    town: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-oekonom-1")
    at = aaben_side()
    assert "Listen mangler for 2020 og 2024" in alt(at)
    hoved = "regnskabsaar;funktion;art;momsandel_pct\n"

    def laeg_op(linjer: str) -> None:
        at.file_uploader[0].upload("liste.csv", (hoved + linjer).encode(), "text/csv")
        igen(at)

    laeg_op("2024;3.22.01;4.0;10\n2024;32201;4.0;10\n2024;3.38.70;5.9;ti")
    fejl = next(t.value for t in at.table if "Hvad der er galt" in t.value)
    assert fejl["Linje"].tolist() == ["3", "4"]
    assert not [b for b in at.button if b.label == "Send til bekræftelse"]

    laeg_op("2024;3.22.01;4.0;10\n2024;3.38.70;5.9;12,5")
    vist = next(t.value for t in at.table if "Hvad sker der?" in t.value)
    assert vist[["Funktion", "Art", "I filen", "Bogført på"]].values.tolist() == [
        ["3.22.01", "4.0", "10 %", "Ja"],
        ["3.38.70", "5.9", "12,5 %", "Nej"],
    ]
    klik(at, "Send til bekræftelse")
    assert "offentliggjort" in at.error[0].value
    next(t for t in at.text_input if t.label == "Kilde").input("BEK 891/2025, bilag 1")
    klik(at, "Send til bekræftelse")
    assert "Positivlisten for 2024 er foreslået" in alt(at)
    assert next(b for b in at.button if b.label == "Bekræft").disabled

    log_ind("demo-oekonom-2")
    at = klik(aaben_side(), "Bekræft")
    assert "Listen mangler for 2020, så" in alt(at)
    assert "For 2024 bruges den, når datagrundlaget er bygget igen" in alt(at)


@pytest.mark.parametrize("navn", ["demo-leder", "demo-revisor"])
def test_andre_roller_ser_positivlistens_tilstand_men_laegger_intet_op(
    town: Path, log_ind: Callable[[str], str], navn: str
) -> None:
    log_ind(navn)
    at = aaben_side()
    assert "Listen lægges op af en økonom" in alt(at)
    assert len(at.file_uploader) == 0
