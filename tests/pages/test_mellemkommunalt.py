"""The pages under Mellemkommunalt as each role meets them, on one small town built once."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from engine.adgang import Bruger, Rolle
from engine.fejl import AdgangNaegtet, HjemtagFejl, RettelseAfvist
from engine.indstillinger import Indstillinger
from engine.lager import krav as kravlager
from engine.lager import sde as lagersde
from engine.potentiale.model import Krav
from engine.potentiale.regelvalg import Indstilling
from engine.resultater import (
    betalingskontrol,
    effekt,
    indgaaende,
    indtaegter,
    kandidater,
    krav,
    kravsvar,
    opgaver_krav,
    regelvalg,
    sager,
    sagskilde_kandidater,
)
from engine.resultater.betalingskontrol import Modpart, saml_smaa, summer_af, uden_smaa_beloeb
from engine.resultater.husk import Husk
from pages.komponenter import data, kravvisning, mellemkommunalvisning
from tests.lager_hjaelp import kopi_af, lager_af
from tests.pages.conftest import ROD, html
from tests.resultater.kravby import EVA, by

NU = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)
I_DAG = date(2026, 1, 15)
NAVN = "Prøve 0001"
OEKONOM = Bruger(1, "o", "O", Rolle.OEKONOM)
LEDER = Bruger(2, "l", "L", Rolle.LEDER)
POLITIKER = Bruger(5, "p", "P", Rolle.POLITIKER)


@pytest.fixture(scope="module")
def bygget(tmp_path_factory: pytest.TempPathFactory) -> Path:
    mappe = tmp_path_factory.mktemp("kravby")
    ind = Indstillinger(hjem=mappe / "hjem", kommune="0860", database_url=f"sqlite:///{mappe / 'sager.db'}")
    ind.hjem.mkdir()
    lager_af(by(), ind, NU, mappe, "dato = 2025-12-31\ndemo = true\n")
    return ind.hjem


@pytest.fixture
def town(bygget: Path, hjem: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HJEMTAG_KOMMUNE", "0860")
    for mappe in ("generationer", "landing", "hemmeligheder"):
        kopi_af(bygget / mappe, hjem / mappe)
    return hjem


def side(navn: str, **tilstand: Any) -> Any:
    at = AppTest.from_file(str(ROD / "pages" / f"{navn}.py"), default_timeout=30)
    for noegle, vaerdi in tilstand.items():
        at.session_state[noegle] = vaerdi
    at.run()
    assert not at.exception
    return at


def tekst(at: Any) -> str:
    return " ".join([*(m.value for m in at.markdown), *(c.value for c in at.caption), html(at)])


def test_indtaegtsoptimering_siger_hvad_vi_kan_hente_og_viser_fundene(
    town: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-oekonom-1")
    at = side("indtaegtsoptimering")
    assert "Vi kan hente" in at.markdown[0].value
    assert NAVN not in tekst(at)
    assert "Person 1" in set(at.dataframe[0].value["Borger"])
    med = side("indtaegtsoptimering", formaal={"indtaegtsoptimering-liste": "Kontrol af refusion"})
    assert any(NAVN in v for v in med.dataframe[0].value["Borger"])


def test_indtaegtsoptimering_viser_lederen_summer_og_ingen_borgere(
    town: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-leder")
    at = side("indtaegtsoptimering")
    assert len(at.dataframe) == 0
    assert "enkelte borgere kunne genkendes" in at.markdown[0].value


def test_fanen_regler_viser_virkningen_foer_et_valg_gemmes_og_alt_foelger_det(
    town: Path, log_ind: Callable[[str], str]
) -> None:
    """Anna's help is REF-03's; with the rule off nothing of it is left, on the page, in the extract and among cases."""
    log_ind("demo-oekonom-1")
    k = data.kontekst()
    foer = regelvalg.summer(k, OEKONOM, I_DAG)
    assert foer["REF-03", "til_gode"].oere > 0
    slukket = k.regelvalg.med("REF-03", Indstilling(til=False))
    v = regelvalg.virkning(k, OEKONOM, slukket, I_DAG)
    assert ("REF-03", "til_gode") in v.aendrede
    assert ("REF-03", "til_gode") not in v.efter
    with pytest.raises(AdgangNaegtet):
        regelvalg.virkning(k, LEDER, slukket, I_DAG)
    at = side("indtaegtsoptimering", felt="regler")
    assert "0 er slået fra" in at.markdown[0].value
    assert "✓ Til" in set(at.dataframe[0].value["Står til"])

    (nr,) = regelvalg.gem(data.sagslager(), OEKONOM, [("REF-03", Indstilling(til=False), 0)], "Prøve", NU)
    k = data.kontekst()
    assert regelvalg.summer(k, OEKONOM, I_DAG) == v.efter
    (ramme,) = kandidater.udtraek(k, None)
    assert "REF-03" not in set(ramme["regel"])
    assert "REF-03" not in set(sagskilde_kandidater.KILDE.fund(k, I_DAG)["regel"])
    at = side("indtaegtsoptimering", felt="regler")
    assert "1 er slået fra" in at.markdown[0].value
    assert "– Slået fra" in set(at.dataframe[0].value["Står til"])
    assert "Slået fra her: REF-03" in tekst(side("indtaegtsoptimering"))
    regelvalg.fortryd(data.sagslager(), OEKONOM, nr, "Prøvet", NU)
    assert regelvalg.summer(data.kontekst(), OEKONOM, I_DAG) == foer


def test_fanen_regler_viser_lederen_reglerne_uden_fund_og_uden_at_kunne_vaelge(
    town: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-leder")
    at = side("indtaegtsoptimering", felt="regler")
    assert "Fund" not in at.dataframe[0].value.columns
    assert any("økonom eller en administrator" in c.value for c in at.caption)


def test_mellemkommunal_holder_register_indsats_og_regnskab_sammen(
    town: Path, log_ind: Callable[[str], str]
) -> None:
    """Anna is claimed by a rule; Carl is paid for after his death; CPR gives Dora to us, and we pay nothing."""
    log_ind("demo-oekonom-1")
    b = betalingskontrol.hent(data.kontekst(), data.sagslager(), OEKONOM, I_DAG)
    navne = {
        x.person: data.personnavne(data.kontekst(), OEKONOM, [x.person])[x.person][6:10] for x in b.linjer
    }
    slags = {navne[x.person]: {k.slags for k in x.konflikter} for x in b.linjer}
    assert (slags["0001"], slags["0005"]) == ({"kraev"}, {"skylder"})
    assert "stands" in slags["0004"]  # whether a rule claims it back too is the rule's to say
    (aalborg,) = (m for m in b.modparter if m.kommune == "0851")
    assert (aalborg.betalt_oere, aalborg.modtaget_oere, aalborg.tilsagn_modtaget) == (
        12 * 1_000_00,
        6 * 500_00,
        0,
    )
    assert aalborg.til_gode_oere >= 115_200_00
    arter = {(x.art, x.oere) for x in b.status}
    assert ("afsluttet_betalt", 3 * 700_00) in arter  # April to June
    assert ("tilsagn_ophoert", 6 * 9_000_00) in arter
    at = side("mellemkommunal")
    assert "skylder os" in at.markdown[0].value
    assert "Aalborg" in set(at.dataframe[0].value["Kommune"])
    kontrol = side("mellemkommunal", vis="kontrol")
    assert NAVN not in tekst(kontrol)
    assert "▲ Kræv" in set(kontrol.dataframe[0].value["Hvad"])
    assert "■ Afsluttet, betales stadig" in set(
        side("mellemkommunal", vis="status").dataframe[0].value["Kontrol"]
    )


def test_mellemkommunal_viser_lederen_summer_og_ingen_borgere(
    town: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-leder")
    b = betalingskontrol.hent(data.kontekst(), data.sagslager(), LEDER, I_DAG)
    assert b.linjer == b.status == ()
    at = side("mellemkommunal")
    assert len(at.dataframe) == 0
    assert set(at.table[-1].value["Borgere"]) == {-1}  # shown as 'skjult'


def test_en_kommunes_raekke_aabner_de_regler_og_krav_den_bestaar_af(
    town: Path, log_ind: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Aalborg's amounts rule by rule, Anna's 115.200 kr. of REF-03 among them, add up to its row."""
    log_ind("demo-oekonom-1")
    k, lager = data.kontekst(), data.sagslager()
    modparter = betalingskontrol.hent(k, lager, OEKONOM, I_DAG).modparter
    assert any(m.til_gode_oere for m in modparter)
    for m in modparter:
        bag = betalingskontrol.bag(k, lager, OEKONOM, m.kommune, I_DAG)
        for felt in betalingskontrol.AF_FUND:
            assert sum(getattr(x, felt) for _, _, x in bag.regler) == getattr(m, felt)
    aalborg = betalingskontrol.bag(k, lager, OEKONOM, "0851", I_DAG)
    assert ("REF-03", 1, 115_200_00) in {(r.kode, antal, m.til_gode_oere) for r, antal, m in aalborg.regler}
    assert aalborg.krav == ()
    with pytest.raises(AdgangNaegtet):
        betalingskontrol.bag(k, lager, LEDER, "0851", I_DAG)
    nr = [m.kommune for m in modparter].index("0851")
    tegnet = mellemkommunalvisning.tabel
    monkeypatch.setattr(
        mellemkommunalvisning, "tabel", lambda *a, **n: tegnet(*a, **n) or (nr if n.get("vaelg") else None)
    )
    at = side("mellemkommunal")
    assert any(r.startswith("REF-03 ") for r in at.table[0].value["Regel"])
    assert [b.label for b in at.button if b.label.startswith("Se ")] == ["Se fundene"]  # no claim yet


def test_kommuner_med_faa_borgere_staar_samlet() -> None:
    def m(kode: str, borgere: int) -> Modpart:
        return Modpart(kode, 100, 0, 0, None, 1, 0, 10, 20, borgere)

    store = [m("0851", 9), m("0740", 6)]
    samlet = saml_smaa([*store, m("0101", 2)], 5)
    assert [(x.kommune, x.til_gode_oere, x.borgere) for x in samlet] == [("0851", 100, 9), ("", 200, 8)]
    assert saml_smaa(store, 5) == store
    assert saml_smaa([m("0101", 2)], 5) == []


def test_den_der_ikke_ser_borgere_ser_intet_beloeb_af_for_faa() -> None:
    """Aalborg's two citizens with a claim are few, and the six of Viborg would tell their sum; none is owed by one."""

    def m(kode: str, til_gode: int, rejst: int) -> Modpart:
        bag = {"til_gode_oere": frozenset("abcdefg"[:til_gode]), "rejst_oere": frozenset("hijklmn"[:rejst])}
        return Modpart(kode, til_gode * 100, 0, rejst * 10, None, 0, 0, 7, 7, 9, 0, bag)

    alle = [m("0851", 6, 2), m("0791", 7, 6), m("0101", 0, 0)]
    assert summer_af(alle, 5) == {
        "til_gode_oere": 1300, "skyldig_oere": 0, "rejst_oere": 80, "afsluttet_oere": 0,
        "modtaget_oere": 21, "betalt_oere": 21,
    }  # fmt: skip
    assert [(x.til_gode_oere, x.rejst_oere) for x in uden_smaa_beloeb(alle, 5)] == [
        (600, None), (700, None), (0, 0),
    ]  # fmt: skip
    assert summer_af([m("0851", 3, 0)], 5)["til_gode_oere"] is None
    assert summer_af([m("0851", 3, 0)], 0)["til_gode_oere"] == 300


def test_et_krav_rejses_af_den_godkendte_sag_stemmer_til_oeret_og_faar_sit_svar(
    town: Path, log_ind: Callable[[str], str]
) -> None:
    """Anna's 115.200 kr. of 2025 on 15.1.2026; 500 kr. a month for Eva is not Anna's."""
    log_ind("demo-oekonom-1")
    ind, lager, k = data.indstillinger(), data.sagslager(), data.kontekst()
    foer = krav.hent(k, lager, OEKONOM, I_DAG)
    assert foer.udkast == ()
    sag_id = next(p.sag_id for p in indtaegter.alle(k, lager, I_DAG) if p.regel.kode == "REF-03")
    sager.gem(k, lager, OEKONOM, sag_id, {"tilstand": "undersoeges"}, version=0, begrundelse="Rigtig", nu=NU)
    (u,) = krav.hent(k, lager, OEKONOM, I_DAG).udkast
    assert (u.modpart, u.oere, u.borgere, len(u.linjer)) == ("0851", 115_200_00, 1, 12)
    ark = krav.tabeller(k, u, I_DAG)
    assert [t.summer()["oere"] for t in ark] == [u.oere, u.oere]
    alt = str([r for t in ark for r in t.raekker]) + str(krav.lav_brev(k, u, I_DAG))
    assert "6105800001" in alt
    assert "Prøve" not in alt  # the number is enough to answer by
    assert "115.200,00 kr." in str(krav.lav_brev(k, u, I_DAG).afsnit)
    assert "6105800001" not in str(krav.lav_brev(k, u, I_DAG))
    assert "Aalborg" in set(side("krav").dataframe[0].value["Kommune"])
    with pytest.raises(AdgangNaegtet):
        krav.rejs_som(ind, k, Bruger(3, "r", "R", Rolle.REVISOR), u, "Prøve", NU)
    with pytest.raises(AdgangNaegtet):
        krav.rejs_som(ind, k, LEDER, u, "Prøve", NU)
    id_ = krav.rejs_som(ind, k, OEKONOM, u, "Kontrolleret", NU)
    with pytest.raises(RettelseAfvist):
        krav.rejs_som(ind, k, OEKONOM, u, "Igen", NU)
    b = krav.hent(data.kontekst(), lager, OEKONOM, I_DAG)
    assert b.udkast == ()
    assert [(x.krav.id, x.krav.oere, x.mangler_oere) for x in b.krav] == [(id_, u.oere, u.oere)]
    assert krav.hent_fil(ind, OEKONOM, b.krav[0].krav, "bog") == krav.bog(k, u, I_DAG, NU)
    krav.trin_som(
        ind, OEKONOM, b.krav[0].krav, "Brev", NU, tilstand="delvist", dato=I_DAG, anerkendt_oere=100_000_00
    )
    at = side("krav")
    assert "? Delvist anerkendt" in set(at.dataframe[0].value["Tilstand"])
    assert krav.hent(data.kontekst(), lager, OEKONOM, I_DAG).afvist_oere == u.oere - 100_000_00
    aalborg = next(
        m
        for m in betalingskontrol.hent(data.kontekst(), lager, OEKONOM, I_DAG).modparter
        if m.kommune == "0851"
    )
    assert aalborg.rejst_oere == u.oere  # each krone stands once: claimed, and no longer to be claimed
    bag = betalingskontrol.bag(data.kontekst(), lager, OEKONOM, "0851", I_DAG)
    assert [x.id for x in bag.krav] == [id_]
    assert sum(m.rejst_oere or 0 for _, _, m in bag.regler) == u.oere
    (anna,) = (p for p in indtaegter.alle(data.kontekst(), lager, I_DAG) if p.sag_id == next(iter(u.sager)))
    assert (anna.kraevet_oere, anna.afsluttet_oere) == (u.oere, 0)
    boern = Bruger(4, "b", "B", Rolle.SAGSBEHANDLER, ("boern",))
    assert krav.hent(data.kontekst(), lager, boern, I_DAG).krav == ()


def _rejst(k: Any, lager: Any, ind: Indstillinger) -> Any:
    """Anna's case approved and claimed of 0851."""
    sag_id = next(p.sag_id for p in indtaegter.alle(k, lager, I_DAG) if p.regel.kode == "REF-03")
    sager.gem(k, lager, OEKONOM, sag_id, {"tilstand": "undersoeges"}, version=0, begrundelse="Rigtig", nu=NU)
    (u,) = krav.hent(k, lager, OEKONOM, I_DAG).udkast
    krav.rejs_som(ind, data.kontekst(), OEKONOM, u, "Kontrolleret", NU)
    return krav.hent(data.kontekst(), lager, OEKONOM, I_DAG).krav[0].krav


def _udfyldt(bog: bytes, **svar: Any) -> bytes:
    """The claim's workbook with cells of its first line filled in by header."""
    wb = load_workbook(io.BytesIO(bog))
    ark = wb.worksheets[0]
    hoved = next(r for r in ark.iter_rows() if r[0].value == "Linje")
    kolonne = {str(c.value): c.column for c in hoved}
    for navn, vaerdi in svar.items():
        ark.cell(
            hoved[0].row + 1,
            kolonne[{"oere": "Anerkendt (kr.)", "krav": "Krav (kr.)"}.get(navn, navn)],
            vaerdi,
        )
    ud = io.BytesIO()
    wb.save(ud)
    return ud.getvalue()


def test_kommunens_svar_laeses_fra_det_udfyldte_regneark_og_proeves_linje_for_linje(
    town: Path, log_ind: Callable[[str], str]
) -> None:
    """Anna's line of 115.200 kr. for 2025: half is recognised in the workbook that 0851 sends back."""
    log_ind("demo-oekonom-1")
    ind, lager, k = data.indstillinger(), data.sagslager(), data.kontekst()
    x = _rejst(k, lager, ind)
    bog = krav.hent_fil(ind, OEKONOM, x, "bog")
    (p,) = kravsvar.poster(ind, OEKONOM, x)
    assert [
        (r.post and r.post.nr, r.svar, r.fejl) for r in kravsvar.laes(ind, k, OEKONOM, x, "s.xlsx", bog)
    ] == [(1, None, "")]
    for celler, ord_ in (
        ({"Svar": "Måske"}, "Svaret skal være"),
        ({"Svar": "Afvist"}, "Skriv grunden"),
        ({"Svar": "Anerkendt", "oere": 5}, "Anerkendt betyder hele linjen"),
        ({"Svar": "Delvist", "oere": 57_600, "Begrundelse": "om 6105800001"}, "CPR-nummer"),
        (
            {"Svar": "Delvist", "Anerkendt fra": "2024-12", "Begrundelse": "Flyttet"},
            "ligger ikke i linjens periode",
        ),
        ({"CPR-nummer": "6603720006", "Svar": "Anerkendt"}, "CPR-nummeret er ikke linjens"),
        ({"krav": 1, "Svar": "Anerkendt"}, "beløb er ændret"),
        ({"Linje": 7}, "står ikke i kravet"),
    ):
        (r,) = kravsvar.laes(ind, k, OEKONOM, x, "s.xlsx", _udfyldt(bog, **celler))
        assert r.svar is None
        assert ord_ in r.fejl
        assert "6105800001" not in r.fejl
        with pytest.raises(RettelseAfvist, match="Intet er gemt"):
            kravsvar.gem_fil_som(ind, OEKONOM, x, [r], I_DAG, "Brev", NU)
    halvt = _udfyldt(bog, **{"Anerkendt til": "2025-06", "Begrundelse": "Flyttede 1. juli"})
    laeste = kravsvar.laes(ind, k, OEKONOM, x, "s.xlsx", halvt)
    assert krav.hent(k, lager, OEKONOM, I_DAG).krav[0].krav.trin == ()  # nothing is saved by trying
    with pytest.raises(AdgangNaegtet):
        kravsvar.gem_fil_som(ind, LEDER, x, laeste, I_DAG, "Brev", NU)
    assert kravsvar.gem_fil_som(ind, OEKONOM, x, laeste, I_DAG, "Brev", NU) == 1
    (linje,) = krav.hent(k, lager, OEKONOM, I_DAG).krav
    assert (linje.krav.tilstand, linje.krav.anerkendt_oere, linje.mangler_oere) == (
        "delvist",
        57_600_00,
        57_600_00,
    )
    b = effekt.hent(k, lager, OEKONOM, I_DAG)
    assert b.oere("anerkendt") == 57_600_00
    assert [(r.regel, r.linjer, r.hele, r.kraevet_oere, r.andel) for r in b.regelsvar] == [
        (p.regel, 1, 0, 115_200_00, 0.5)
    ]
    assert effekt.hent(k, lager, POLITIKER, I_DAG).regelsvar == ()  # one citizen
    uenig = str([c.value for r in load_workbook(io.BytesIO(
        kravsvar.uenighed(ind, k, OEKONOM, linje.krav, NU))).active.iter_rows() for c in r])  # fmt: skip
    assert "57600" in uenig
    assert "Flyttede 1. juli" in uenig
    assert "Prøve" not in uenig


def test_en_linje_besvares_paa_siden_og_svaret_kan_fortrydes(
    town: Path, log_ind: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    log_ind("demo-oekonom-1")
    ind, lager = data.indstillinger(), data.sagslager()
    _rejst(data.kontekst(), lager, ind)
    monkeypatch.setattr(
        kravvisning, "tabel", lambda *_, **kw: 0 if kw["noegle"].startswith("krav_liste") else None
    )
    at = side("krav")
    assert "Kravets 1 linje er ikke besvaret." in tekst(at)
    at.multiselect[0].set_value([1]).run()
    next(r for r in at.radio if r.label == "Svar").set_value("afvist").run()
    next(f for f in at.text_input if f.label == "Kommunens grund").input("Ikke vores borger")
    next(f for f in at.text_input if f.label == "Begrundelse" and "linje" in str(f.key)).input("Brev")
    next(k for k in at.button if k.label == "Gem svaret").click().run()
    assert not at.exception
    (x,) = krav.hent(data.kontekst(), lager, OEKONOM, I_DAG).krav
    assert (x.krav.tilstand, x.krav.anerkendt_oere) == ("afvist", 0)
    assert [s.grund for s in x.krav.linjesvar.values()] == ["Ikke vores borger"]
    assert krav.fortryd_som(ind, OEKONOM, x.krav, "Forkert", NU) == "trinnet"
    assert krav.hent(data.kontekst(), lager, OEKONOM, I_DAG).krav[0].krav.linjesvar == {}
    with pytest.raises(AdgangNaegtet):
        kravsvar.poster(ind, Bruger(4, "b", "B", Rolle.SAGSBEHANDLER, ("boern",)), x.krav)
    with pytest.raises(AdgangNaegtet):
        kravsvar.gem_som(
            ind, Bruger(3, "r", "R", Rolle.REVISOR), x.krav, list(x.krav.linjesvar.values()), I_DAG, "B", NU
        )


def test_et_rejst_krav_redder_maanederne_fra_at_bortfalde(town: Path, log_ind: Callable[[str], str]) -> None:
    """January 2025 lapses after 31.1.2028; raised on 15.1.2026 nothing of it does."""
    log_ind("demo-oekonom-1")
    lager, k = data.sagslager(), data.kontekst()
    (f,) = (f for f in kandidater.mellemkommunale(k) if f.kandidat.regel == "REF-03")
    senere = date(2030, 1, 1)
    uden = next(p for p in indtaegter.alle(k, lager, senere) if p.sag_id == f.id)
    assert (uden.oere, uden.tabt_oere) == (0, 115_200_00)
    sager.gem(k, lager, OEKONOM, f.id, {"tilstand": "undersoeges"}, version=0, begrundelse="Rigtig", nu=NU)
    (u,) = krav.hent(k, lager, OEKONOM, I_DAG).udkast
    krav.rejs_som(data.indstillinger(), k, OEKONOM, u, "Kontrolleret", NU)
    med = next(p for p in indtaegter.alle(data.kontekst(), lager, senere) if p.sag_id == f.id)
    assert (med.oere, med.tabt_oere, med.rejst) == (115_200_00, 0, True)


def test_lederen_ser_kravene_i_summer(town: Path, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-leder")
    at = side("krav")
    assert len(at.dataframe) == 0
    assert len(at.table) == 0
    assert "Der er ingen at vise." in [c.value for c in at.caption]


def test_nye_fund_er_de_samme_kroner_som_paa_indtaegtsoptimering_ogsaa_naar_maaneder_er_bortfaldet(
    town: Path, log_ind: Callable[[str], str]
) -> None:
    """On 15 June 2028 the months of 2025 until May are lost, of claims under other laws than SEL and BL."""
    log_ind("demo-oekonom-1")
    lager, k = data.sagslager(), data.kontekst()
    for dag in (I_DAG, date(2028, 6, 15)):
        ventet = sum(
            p.oere or 0 for p in indtaegter.alle(k, lager, dag) if p.retning == "til_gode" and p.modpart
        )
        assert krav.hent(k, lager, OEKONOM, dag).nye_oere == ventet
    assert ventet > 0


def test_effekt_foelger_kronerne_og_maalet_fra_fund_til_penge(
    town: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-oekonom-1")
    ind, lager, k = data.indstillinger(), data.sagslager(), data.kontekst()
    foer = effekt.hent(k, lager, OEKONOM, I_DAG)
    sag_id = next(p.sag_id for p in indtaegter.alle(k, lager, I_DAG) if p.regel.kode == "REF-03")
    sager.gem(k, lager, OEKONOM, sag_id, {"tilstand": "undersoeges"}, version=0, begrundelse="Rigtig", nu=NU)
    set_ = effekt.hent(data.kontekst(), lager, OEKONOM, I_DAG)
    assert (set_.oere("gennemgaaet"), set_.oere("kraevet")) == (115_200_00, 0)
    (u,) = krav.hent(data.kontekst(), lager, OEKONOM, I_DAG).udkast
    krav.rejs_som(ind, data.kontekst(), OEKONOM, u, "Kontrolleret", NU)
    b = effekt.hent(data.kontekst(), lager, OEKONOM, I_DAG)
    assert (b.oere("fundet"), b.oere("kraevet"), b.oere("modtaget")) == (foer.oere("fundet"), 115_200_00, 0)
    assert [r["kvartal"] for r in b.kvartaler] == ["2026-1"]
    effekt.gem_maal_som(ind, OEKONOM, "mellemkommunal", 2026, 500_000_00, 10, NU)
    effekt.gem_maal_som(ind, LEDER, "mellemkommunal", 2026, 400_000_00, 20, NU)  # the newest holds
    felt = next(f for f in effekt.hent(k, lager, OEKONOM, I_DAG).felter if f.felt == "mellemkommunal")
    assert (felt.maal_oere, felt.timer, felt.naaet, felt.pr_time_oere) == (400_000_00, 20, 0.0, 0)
    for bruger in (Bruger(3, "r", "R", Rolle.REVISOR), POLITIKER):
        with pytest.raises(AdgangNaegtet):
            effekt.gem_maal_som(ind, bruger, "mellemkommunal", 2026, 1, 1, NU)
    with pytest.raises(RettelseAfvist):
        effekt.gem_maal_som(ind, OEKONOM, "mellemkommunal", 2026, -1, None, NU)
    assert "Af " in side("effekt").markdown[0].value


def test_effekt_viser_politikeren_summer_og_ingen_smaa_tal(town: Path, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-politiker")
    b = effekt.hent(data.kontekst(), data.sagslager(), POLITIKER, I_DAG)
    assert b.oere("fundet") is None  # three citizens
    assert all(f.fundet_oere is None for f in b.felter)
    at = side("effekt")
    assert len(at.dataframe) == 0
    assert "beløbet ikke vises" in at.markdown[0].value


FIL = (
    "cpr;fra;til;beloeb;hjemmel;rejst\n"
    "6502710005;2025-01;2025-03;30.000,00;RSL § 9 c, stk. 2;2025-06-01\n"
    "6502710005;2025-01;2025-03;30.000,00;RSL § 9 c, stk. 2;2025-06-01\n"
    "6105800001;01-01-2025;31-01-2025;1.000,50;RSL § 9 c;01-06-2025\n"
)


def test_et_indgaaende_krav_proeves_afgoeres_og_besvares(town: Path, log_ind: Callable[[str], str]) -> None:
    """CPR has us as the payer for Dora; the line stands twice; Anna lives with us."""
    log_ind("demo-oekonom-1")
    ind, k = data.indstillinger(), data.kontekst()
    id_ = indgaaende.modtag_som(ind, k, OEKONOM, "krav.csv", FIL.encode(), "0740", NU)
    with pytest.raises(RettelseAfvist, match="allerede modtaget"):
        indgaaende.modtag_som(ind, k, OEKONOM, "krav.csv", FIL.encode(), "0740", NU)
    poster = indgaaende.poster(k, ind, OEKONOM)
    assert [(p.resultat.linje.nr, p.resultat.forslag, p.resultat.oere) for p in reversed(poster)] == [
        (2, "betal", 30_000_00), (3, "afvis", 0), (4, "afvis", 0),
    ]  # fmt: skip
    assert not any("6502710005" in str(f.linjer) for f in {p.fil.id: p.fil for p in poster}.values())
    for p in poster:
        svar = "accepteret" if p.resultat.forslag == "betal" else "afvist"
        indgaaende.afgoer_som(ind, OEKONOM, [p], svar, "Prøvet", NU)
    poster = indgaaende.poster(k, ind, OEKONOM)
    assert sum(p.svar.oere for p in poster if p.svar) == 30_000_00
    bog = load_workbook(io.BytesIO(indgaaende.svarbog(k, poster, NU)))["Svar"]
    celler = [str(c) for r in bog.iter_rows(values_only=True) for c in r if c is not None]
    assert "Linjen er sendt mere end én gang." in celler
    assert not any("0860" in c or "Prøve" in c for c in celler)
    assert any(id_ in c for c in celler)
    indgaaende.afgoer_som(ind, OEKONOM, poster[:1], "", "Fortrudt", NU)
    assert sum(p.svar is None for p in indgaaende.poster(k, ind, OEKONOM)) == 1
    assert "Foreslås betalt" in tekst(side("krav"))
    for bruger in (LEDER, Bruger(4, "b", "B", Rolle.SAGSBEHANDLER, ("boern",))):
        with pytest.raises(AdgangNaegtet):
            indgaaende.poster(k, ind, bruger)
    with pytest.raises(AdgangNaegtet):
        indgaaende.modtag_som(ind, k, Bruger(3, "r", "R", Rolle.REVISOR), "a.csv", FIL.encode(), "0740", NU)


@pytest.mark.parametrize(
    ("linje", "fejl"),
    [
        ("61058000;2025-01;2025-01;1,00;RSL;2025-06-01", "ti cifre"),
        ("6105800001;2025-02;2025-01;1,00;RSL;2025-06-01", "fra ligger efter til"),
        ("6105800001;2025-01;2025-01;1.5;RSL;2025-06-01", "ikke et beløb"),
        ("6105800001;2025-01;2025-01;0,00;RSL;2025-06-01", "mere end 0"),
        ("6105800001;2025-01;2025-01;1,00;RSL;snart", "ikke en dato"),
    ],
)
def test_en_fil_med_fejl_afvises_med_linjen_og_uden_at_noget_gemmes(
    town: Path, linje: str, fejl: str
) -> None:
    ind, k = data.indstillinger(), data.kontekst()
    raa = f"{FIL.splitlines()[0]}\n{linje}\n".encode()
    with pytest.raises(HjemtagFejl, match=f"linje 2: .*{fejl}"):
        indgaaende.modtag_som(ind, k, OEKONOM, "krav.csv", raa, "0740", NU)
    assert indgaaende.poster(k, ind, OEKONOM) == []


def test_regnskabets_indtaegter_paa_en_borger_findes_efter_bogfoeringsdatoen(town: Path) -> None:
    """Eva's 500 kr. a month of January to June, booked on the 28th: from April on three are left."""
    k = data.kontekst()
    (eva,) = lagersde.personer_ved_cpr(k.gen, EVA)
    fundne = kravlager.indbetalinger(k.gen, [eva], date(2025, 3, 28))
    assert [(r["maaned"], r["modpart"], r["oere"]) for r in fundne] == [
        (f"2025-0{m}", "0851", 500_00) for m in (4, 5, 6)
    ]


def test_overblik_siger_hvad_der_kan_kraeves_og_hvem_der_skal_rykkes(
    town: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-oekonom-1")
    ind, lager, k = data.indstillinger(), data.sagslager(), data.kontekst()

    def opgaver(bruger: Bruger, dag: date) -> dict[str, int | None]:
        g = replace(data._opgavegrundlag(data.kontekst(), bruger), i_dag=dag)
        fundne = [*opgaver_krav.klar_til_krav(g), *opgaver_krav.krav_skal_rykkes(g)]
        return {o.noegle: o.oere for o in fundne}

    assert opgaver(OEKONOM, I_DAG) == {}
    sag_id = next(p.sag_id for p in indtaegter.alle(k, lager, I_DAG) if p.regel.kode == "REF-03")
    sager.gem(k, lager, OEKONOM, sag_id, {"tilstand": "undersoeges"}, version=0, begrundelse="Rigtig", nu=NU)
    assert opgaver(OEKONOM, I_DAG) == {"krav_klar": 115_200_00}
    (u,) = krav.hent(data.kontekst(), lager, OEKONOM, I_DAG).udkast
    krav.rejs_som(ind, data.kontekst(), OEKONOM, u, "Kontrolleret", NU)
    assert opgaver(OEKONOM, date(2026, 2, 12)) == {}  # four weeks to answer in
    assert opgaver(OEKONOM, date(2026, 2, 13)) == {"krav_rykkes": None}
    assert "krav_rykkes" not in opgaver(LEDER, date(2026, 2, 13))
    assert "krav_rykkes" in opgaver(LEDER, date(2027, 2, 1))


def test_et_krav_siger_hvor_meget_der_hviler_paa_regninger_uden_person(
    town: Path, log_ind: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """9.600 kr. a month: 1.000 kr. of January is presumed, and of February more than the month is claimed for."""
    log_ind("demo-oekonom-1")
    lager, k = data.sagslager(), data.kontekst()
    sag_id = next(p.sag_id for p in indtaegter.alle(k, lager, I_DAG) if p.regel.kode == "REF-03")
    sager.gem(k, lager, OEKONOM, sag_id, {"tilstand": "undersoeges"}, version=0, begrundelse="Rigtig", nu=NU)
    (u,) = krav.hent(k, lager, OEKONOM, I_DAG).udkast
    assert u.formodet_oere == 0
    formodet = {"2025-01": 1_000_00, "2025-02": 99_999_00}

    def formodede(x: Krav) -> Krav:
        return replace(x, fund=replace(x.fund, formodet=formodet.get(x.fund.maaned, 0)))

    fundne = [
        replace(f, kandidat=replace(f.kandidat, krav=tuple(map(formodede, f.kandidat.krav))))
        for f in kandidater.mellemkommunale(k)
    ]
    monkeypatch.setattr(kandidater, "mellemkommunale", lambda _: fundne)
    monkeypatch.setattr(
        krav, "_husket", Husk()
    )  # the finds are others, and nothing has happened in the store
    (u,) = krav.hent(k, lager, OEKONOM, I_DAG).udkast
    assert (u.oere, u.formodet_oere) == (115_200_00, 1_000_00 + 9_600_00)
