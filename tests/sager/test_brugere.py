"""Users and sign-in. Clocks are arguments; work is counted, not timed."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from engine.adgang import Rolle
from engine.fejl import AdgangNaegtet
from engine.sager import brugere, log, sessioner, tabeller
from engine.sager.brugere import BrugerFejl
from engine.sager.lager import Sagslager, aabn, raekker

COST = 4
GODT = "et rigtigt langt kodeord"
MINUT = timedelta(minutes=1)


@pytest.fixture
def karen(lager: Sagslager, nu: datetime) -> str:
    brugere.opret(lager, "karen", "Karen Holm", "oekonom", GODT, nu, cost=COST)
    return "karen"


def ind(
    lager: Sagslager, nu: datetime, navn: str = "karen", kodeord: str = GODT, adresse: str = "10.0.0.1"
) -> str:
    return brugere.log_ind(lager, navn, kodeord, adresse, nu, cost=COST)[0]


def afvist(lager: Sagslager, nu: datetime, *args: str) -> str:
    with pytest.raises(AdgangNaegtet) as fanget:
        ind(lager, nu, *args)
    return str(fanget.value)


def test_opret_og_log_ind(lager: Sagslager, nu: datetime) -> None:
    ny = brugere.opret(
        lager,
        " Karen ",
        "Karen Holm",
        "sagsbehandler",
        GODT,
        nu,
        fagomraader=["boern"],
        skal_skifte=True,
        cost=COST,
    )
    token, bruger = brugere.log_ind(lager, "KAREN", GODT, "10.0.0.1", nu, cost=COST)
    assert bruger == ny
    assert (bruger.navn, bruger.visningsnavn, bruger.rolle) == ("karen", "Karen Holm", Rolle.SAGSBEHANDLER)
    assert (bruger.fagomraader, bruger.skal_skifte, bruger.demo) == (("boern",), True, False)
    assert sessioner.hent_session(lager, token, nu) == bruger
    assert len(token) >= 43


def test_organisationer_foelger_med_i_sessionen(lager: Sagslager, nu: datetime) -> None:
    brugere.opret(lager, "ib", "Ib", "institutionsleder", GODT, nu, organisationer=["Nord", "Syd"], cost=COST)
    token = ind(lager, nu, "ib")
    fundet = sessioner.hent_session(lager, token, nu)
    assert fundet is not None
    assert (fundet.organisationer, fundet.fagomraader) == (("Nord", "Syd"), ())


@pytest.mark.parametrize(
    ("rolle", "fag", "org", "grund"),
    [
        ("oekonom", ["boern"], [], "økonom kan ikke begrænses til fagområder"),
        ("institutionsleder", ["boern"], [], "kan ikke begrænses til fagområder"),
        ("revisor", [], ["Nord"], "revisor kan ikke begrænses til organisationer"),
        ("leder", [], ["Nord"], "leder kan ikke begrænses til organisationer"),
        ("institutionsleder", [], ["  "], "som den står i leverancerne"),
        ("institutionsleder", [], ["x\n"], "som den står i leverancerne"),
    ],
)
def test_en_graense_der_intet_betyder_afvises(
    sqlite_lager: Sagslager, nu: datetime, rolle: str, fag: list[str], org: list[str], grund: str
) -> None:
    with pytest.raises(BrugerFejl, match=grund):
        brugere.opret(sqlite_lager, "ib", "Ib", rolle, None, nu, fagomraader=fag, organisationer=org)
    assert brugere.liste(sqlite_lager) == []


def test_listen_viser_alt_undtagen_hash(lager: Sagslager, nu: datetime, karen: str) -> None:
    brugere.opret(lager, "anna", "Anna Lund", "leder", None, nu)
    anna, fundet = brugere.liste(lager)
    assert "kodeord_hash" not in fundet
    assert (anna["navn"], anna["har_kodeord"]) == ("anna", False)
    assert (fundet["navn"], fundet["har_kodeord"], fundet["aktiv"]) == ("karen", True, True)


@pytest.mark.parametrize(
    ("navn", "rolle", "kodeord", "grund"),
    [
        ("karen", "oekonom", GODT, "er taget"),
        ("KAREN ", "oekonom", GODT, "er taget"),
        ("ole", "konge", GODT, "findes ikke"),
        ("ole", "oekonom", "11tegn_lang", "mindst 12 tegn; den har 11"),
        ("ole", "oekonom", "x" * 1025, "højst have 1024"),
        ("et-langt-brugernavn", "oekonom", "et-langt-brugernavn", "må ikke være brugernavnet"),
        ("o", "oekonom", GODT, "2–128"),
        ("ole hansen", "oekonom", GODT, "2–128"),
        ("6101881234", "oekonom", GODT, "CPR"),
    ],
)
def test_det_der_ikke_kan_oprettes(
    lager: Sagslager, nu: datetime, karen: str, navn: str, rolle: str, kodeord: str, grund: str
) -> None:
    with pytest.raises(BrugerFejl, match=grund):
        brugere.opret(lager, navn, "Ole", rolle, kodeord, nu, cost=COST)
    assert len(brugere.liste(lager)) == 1


@pytest.mark.parametrize("kodeord", ["æ" * 64, "12 tegn langt"[:12], "🏡" * 12, "x" * 1024])
def test_lange_og_danske_kodeord_virker(sqlite_lager: Sagslager, nu: datetime, kodeord: str) -> None:
    brugere.opret(sqlite_lager, "karen", "Karen", "leder", kodeord, nu, cost=COST)
    ind(sqlite_lager, nu, "karen", kodeord)
    # Every character counts, past bcrypt's 72 bytes too.
    afvist(sqlite_lager, nu, "karen", kodeord[:-1] + "?")
    afvist(sqlite_lager, nu, "karen", kodeord + kodeord[-1])


def test_to_skrivemaader_af_aa_er_det_samme_kodeord(sqlite_lager: Sagslager, nu: datetime) -> None:
    brugere.opret(sqlite_lager, "karen", "Karen", "leder", "blåbærgrød på Åland", nu, cost=COST)
    ind(sqlite_lager, nu, "karen", "blåbærgrød på Åland".replace("å", "a\u030a").replace("Å", "A\u030a"))


def test_alle_afvisninger_er_ens(lager: Sagslager, nu: datetime, karen: str) -> None:
    brugere.opret(lager, "uden", "Uden Kodeord", "leder", None, nu)
    brugere.opret(lager, "lukket", "Lukket", "leder", GODT, nu, cost=COST)
    brugere.deaktiver(lager, "lukket", nu)
    brugere.opret_demobrugere(lager, nu, cost=COST)
    forsoeg = [
        ("karen", "forkert kodeord"),
        ("findes-ikke", GODT),
        ("uden", GODT),
        ("lukket", GODT),
        ("demo-leder", brugere.DEMO_KODEORD),
        ("", ""),
        ("\ud800", "\x00\ud800"),
        ("karen\x00", GODT),
        ("' OR 1=1 --", GODT),
    ]
    # An address each, so that no lock mixes in.
    tekster = {afvist(lager, nu, navn, kode, f"10.0.1.{n}") for n, (navn, kode) in enumerate(forsoeg)}
    assert tekster == {brugere.NAEGTET}


def test_samme_arbejde_for_kendte_og_ukendte(
    sqlite_lager: Sagslager, nu: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    lager = sqlite_lager
    brugere.opret(lager, "karen", "Karen", "leder", GODT, nu, cost=COST)
    brugere.opret(lager, "uden", "Uden", "leder", None, nu)
    kald: list[bytes] = []
    rigtig: Callable[[bytes, bytes], bool] = brugere.bcrypt.checkpw

    def taeller(kodeord: bytes, gemt: bytes) -> bool:
        kald.append(gemt[:7])
        return rigtig(kodeord, gemt)

    monkeypatch.setattr(brugere.bcrypt, "checkpw", taeller)
    for nr, (navn, kodeord) in enumerate(
        [("karen", GODT), ("karen", "forkert"), ("ukendt", GODT), ("uden", GODT), ("karen", "x" * 5000)]
    ):
        kald.clear()
        with contextlib.suppress(AdgangNaegtet):
            ind(lager, nu, navn, kodeord, f"10.0.2.{nr}")
        assert kald == [b"$2b$04$"], navn
    for _ in range(6):
        kald.clear()
        afvist(lager, nu, "laast", GODT)
        assert len(kald) == 1  # also when it is locked


def test_fem_fejl_laaser_brugeren_i_et_kvarter(lager: Sagslager, nu: datetime, karen: str) -> None:
    for nr in range(5):
        afvist(lager, nu + nr * MINUT, "karen", "forkert", f"10.0.3.{nr}")
    laast_til = nu + 4 * MINUT + 15 * MINUT
    afvist(lager, laast_til - timedelta(seconds=1))  # the right password, another address
    ind(lager, laast_til)


def test_fire_fejl_laaser_ikke_og_et_login_nulstiller(lager: Sagslager, nu: datetime, karen: str) -> None:
    for _ in range(3):
        for _ in range(4):
            afvist(lager, nu, "karen", "forkert")
        ind(lager, nu)


def test_fem_fejl_laaser_adressen_for_alle(lager: Sagslager, nu: datetime, karen: str) -> None:
    for nr in range(5):
        afvist(lager, nu, f"gaet{nr}", "forkert")
    afvist(lager, nu)
    ind(lager, nu, "karen", GODT, "10.0.0.2")
    ind(lager, nu + 15 * MINUT)


def test_eget_login_renser_ikke_adressen_for_andres_fejl(lager: Sagslager, nu: datetime, karen: str) -> None:
    brugere.opret(lager, "ole", "Ole", "leder", GODT, nu, cost=COST)
    for _ in range(4):
        afvist(lager, nu, "karen", "gæt på Karens")
    ind(lager, nu, "ole")
    afvist(lager, nu, "karen", "gæt på Karens")
    assert afvist(lager, nu, "ole")


def test_uden_adresse_taelles_kun_brugeren(lager: Sagslager, nu: datetime, karen: str) -> None:
    for nr in range(5):
        afvist(lager, nu, f"gaet{nr}", "forkert", "")
    ind(lager, nu, "karen", GODT, "")


def test_gamle_fejl_glemmes(lager: Sagslager, nu: datetime, karen: str) -> None:
    for nr in range(8):
        afvist(lager, nu + nr * 15 * MINUT, "karen", "forkert")
    ind(lager, nu + 8 * 15 * MINUT)


def test_laasen_overlever_en_genstart(database_url: str, nu: datetime) -> None:
    foer = aabn(database_url)
    brugere.opret(foer, "karen", "Karen", "leder", GODT, nu, cost=COST)
    for _ in range(5):
        afvist(foer, nu, "karen", "forkert")
    foer.luk()
    efter = aabn(database_url)
    afvist(efter, nu + MINUT)
    efter.luk()


def test_mange_gaet_paa_een_gang_giver_ikke_flere_forsoeg(lager: Sagslager, nu: datetime, karen: str) -> None:
    """Twenty guesses at the same moment: once five have failed, the right one is refused as well."""
    start = threading.Barrier(20)

    def gaet() -> None:
        start.wait()
        afvist(lager, nu, "karen", "forkert")

    traade = [threading.Thread(target=gaet) for _ in range(20)]
    for traad in traade:
        traad.start()
    for traad in traade:
        traad.join(60)
    with lager.laes() as con:
        antal = con.scalars(sa.select(tabeller.loginforsoeg.c.antal)).all()
    assert set(antal) == {5}
    afvist(lager, nu)


def test_et_ukendt_navn_gemmes_ikke_som_det_blev_skrevet(lager: Sagslager, nu: datetime) -> None:
    afvist(lager, nu, "6101881234", GODT)
    afvist(lager, nu, "mit hemmelige kodeord", GODT)
    with lager.laes() as con:
        navne = con.scalars(sa.select(tabeller.loginforsoeg.c.navn)).all()
        linjer = con.scalars(sa.select(tabeller.log.c.bruger)).all()
    assert not any("6101881234" in navn or "hemmelige" in navn for navn in navne)
    assert set(linjer) == {"ukendt"}


def test_skift_kodeord_afslutter_sessioner(lager: Sagslager, nu: datetime, karen: str) -> None:
    token = ind(lager, nu)
    nyt = "et helt andet kodeord"
    with pytest.raises(AdgangNaegtet, match="nuværende"):
        brugere.skift_kodeord(lager, "karen", nyt, nu, gammelt="forkert", cost=COST)
    with pytest.raises(BrugerFejl, match="samme"):
        brugere.skift_kodeord(lager, "karen", GODT, nu, gammelt=GODT, cost=COST)
    with pytest.raises(BrugerFejl, match="mindst 12"):
        brugere.skift_kodeord(lager, "karen", "kort", nu, gammelt=GODT, cost=COST)
    assert sessioner.hent_session(lager, token, nu) is not None
    brugere.skift_kodeord(lager, "karen", nyt, nu, gammelt=GODT, cost=COST)
    assert sessioner.hent_session(lager, token, nu) is None
    afvist(lager, nu)
    ind(lager, nu, "karen", nyt)


def test_administratorens_nye_kodeord_skal_skiftes(lager: Sagslager, nu: datetime, karen: str) -> None:
    brugere.skift_kodeord(lager, "Karen", "midlertidigt kodeord", nu, skal_skifte=True, cost=COST)
    _, bruger = brugere.log_ind(lager, "karen", "midlertidigt kodeord", "", nu, cost=COST)
    assert bruger.skal_skifte
    brugere.skift_kodeord(lager, "karen", GODT, nu, gammelt="midlertidigt kodeord", cost=COST)
    assert not brugere.log_ind(lager, "karen", GODT, "", nu, cost=COST)[1].skal_skifte


def test_den_sidste_administrator_kan_ikke_lukkes(lager: Sagslager, nu: datetime) -> None:
    for navn in ("anna", "bo"):
        brugere.opret(lager, navn, navn, "administrator", None, nu)
    brugere.deaktiver(lager, "bo", nu, af="system:root")
    with pytest.raises(brugere.BrugerFejl, match="sidste administrator"):
        brugere.deaktiver(lager, "anna", nu)
    assert {b["navn"]: b["aktiv"] for b in brugere.liste(lager)} == {"anna": True, "bo": False}
    with lager.laes() as con:
        linjer = [r for r in raekker(con, tabeller.log.select()) if r["handling"] == "bruger_deaktiveret"]
    assert [(r["bruger"], r["genstand"]) for r in linjer] == [("system:root", "bo")]


def test_deaktiver(lager: Sagslager, nu: datetime, karen: str) -> None:
    token = ind(lager, nu)
    brugere.deaktiver(lager, "karen", nu)
    assert sessioner.hent_session(lager, token, nu) is None
    afvist(lager, nu)
    assert brugere.liste(lager)[0]["aktiv"] is False
    with pytest.raises(BrugerFejl, match="findes ikke"):
        brugere.deaktiver(lager, "ole", nu)


def test_demobrugere_en_pr_rolle_og_to_oekonomer(lager: Sagslager, nu: datetime) -> None:
    demo = brugere.opret_demobrugere(lager, nu, cost=COST)
    assert sorted(b.rolle for b in demo) == sorted([*Rolle, Rolle.OEKONOM])
    assert all(b.demo and "Opdigtet" in b.visningsnavn for b in demo)
    assert brugere.opret_demobrugere(lager, nu, cost=COST) == demo
    assert len(brugere.liste(lager)) == 8
    for bruger in demo:
        brugere.log_ind(lager, bruger.navn, brugere.DEMO_KODEORD, "", nu, alt_er_demo=True, cost=COST)
    assert len(brugere.DEMO_KODEORD) >= brugere.KODEORD_MINDST


def test_demobrugere_kommer_ikke_ind_til_rigtige_data(lager: Sagslager, nu: datetime) -> None:
    brugere.opret_demobrugere(lager, nu, cost=COST)
    token, _ = brugere.log_ind(lager, "demo-leder", brugere.DEMO_KODEORD, "", nu, alt_er_demo=True, cost=COST)
    afvist(lager, nu, "demo-leder", brugere.DEMO_KODEORD, "")
    assert sessioner.hent_session(lager, token, nu, alt_er_demo=False) is None
    assert brugere.deaktiver_demobrugere(lager, nu) == 8
    assert brugere.deaktiver_demobrugere(lager, nu) == 0
    assert sessioner.hent_session(lager, token, nu) is None
    with pytest.raises(AdgangNaegtet):
        brugere.log_ind(lager, "demo-leder", brugere.DEMO_KODEORD, "", nu, alt_er_demo=True, cost=COST)
    brugere.opret_demobrugere(lager, nu, cost=COST)
    brugere.log_ind(lager, "demo-leder", brugere.DEMO_KODEORD, "", nu, alt_er_demo=True, cost=COST)


def test_en_rigtig_bruger_med_et_demonavn_roeres_ikke(lager: Sagslager, nu: datetime) -> None:
    brugere.opret(lager, "demo-leder", "Rigtig Leder", "leder", GODT, nu, cost=COST)
    assert len(brugere.opret_demobrugere(lager, nu, cost=COST)) == 7
    brugere.deaktiver_demobrugere(lager, nu)
    ind(lager, nu, "demo-leder")


def test_loggen_fortaeller_om_login_og_administration(lager: Sagslager, nu: datetime, karen: str) -> None:
    afvist(lager, nu, "karen", "forkert")
    token = ind(lager, nu)
    sessioner.afslut_session(lager, token, nu)
    brugere.deaktiver(lager, "karen", nu)
    with lager.laes() as con:
        linjer = con.execute(sa.select(tabeller.log.c.bruger, tabeller.log.c.handling).order_by("nr")).all()
    assert [tuple(linje) for linje in linjer] == [
        ("system", "bruger_oprettet"),
        ("karen", "log_ind_afvist"),
        ("karen", "log_ind"),
        ("karen", "log_ud"),
        ("system", "bruger_deaktiveret"),
    ]
    assert log.efterproev(lager)[0]
