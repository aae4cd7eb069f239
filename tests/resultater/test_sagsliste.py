"""The work list: filters, order, scope and search on a source whose figures follow from the number of the case."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.adgang import Bruger, Rolle
from engine.fejl import AdgangNaegtet, HjemtagFejl, RettelseAfvist
from engine.resultater import effekt, sager, sagsliste
from engine.resultater.sagsliste import Valg
from engine.sager import afgoerelser
from engine.sager.afgoerelser import Sagskonflikt
from engine.sager.lager import Sagslager
from tests.resultater import sagsby
from tests.resultater.sagsby import I_DAG, OMRAADER, sag_id

OEKONOM = Bruger(1, "karen", "Karen", Rolle.OEKONOM)
SAGSBEHANDLER = Bruger(2, "ole", "Ole", Rolle.SAGSBEHANDLER, ("voksne",))
ANTAL = 300


@pytest.fixture
def brug(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """brug(source, …): the sources of this test, and no list that another test has made."""

    def vaelg(*kilder: Any) -> None:
        monkeypatch.setattr(sagsliste, "kilder", lambda: kilder)

    vaelg(sagsby.kilde(ANTAL))
    yield vaelg
    sagsliste._indekser.clear()


def ids(
    lager: Sagslager, bruger: Bruger = OEKONOM, k: Any = None, i_dag: date = I_DAG, **valg: Any
) -> list[int]:
    """The numbers of the cases in the list, in its order."""
    koe = sager.koe(k or sagsby.k(), lager, bruger, Valg(**valg), i_dag)
    return [int(s[-16:], 16) for s in koe.ids(10_000)]


def gem(
    lager: Sagslager, nr: int, nu: datetime, version: int = 0, bruger: Bruger = OEKONOM, **nyt: Any
) -> Any:
    return sager.gem(
        sagsby.k(), lager, bruger, sag_id(nr), nyt, version=version, begrundelse="set på sagen", nu=nu
    )


# --- order ----------------------------------------------------------------------------------------------------


def _prioritet(nr: int) -> float:
    """The documented formula, worked out without the list's vectors."""
    oere = (nr % 1000) * 100_000
    sikker = 0.5 if nr % 2 else 1.0
    dage = nr % 400 if nr % 3 else None
    bortfald = (oere // 10) / oere if oere and dage is not None and dage <= 90 else 0
    return oere * sikker * (1 + bortfald)


def test_koeen_staar_efter_kroner_gange_sandsynlighed_gange_hast(sqlite_lager: Sagslager, brug: Any) -> None:
    ventet = sorted(range(1, ANTAL + 1), key=lambda n: (-_prioritet(n), n))
    fundet = ids(sqlite_lager)
    assert [_prioritet(n) for n in fundet] == [_prioritet(n) for n in ventet]
    assert set(fundet) == set(ventet)


def test_en_egen_frist_haster_mere_jo_naermere_den_er(
    sqlite_lager: Sagslager, brug: Any, nu: datetime
) -> None:
    """100 and 102 have 100.000 kr. and 102.000 kr.; a deadline today doubles the first."""
    assert ids(sqlite_lager).index(102) < ids(sqlite_lager).index(100)
    gem(sqlite_lager, 100, nu, frist=I_DAG.isoformat())
    raekker = {
        r.sag_id: r for r in sager.koe(sagsby.k(), sqlite_lager, OEKONOM, Valg(), I_DAG).udsnit(0, ANTAL)
    }
    assert raekker[sag_id(100)].prioritet_oere == 100 * 100_000 * 2
    assert raekker[sag_id(100)].hvorfor_nu == "Egen frist i dag"
    gem(sqlite_lager, 100, nu, 1, frist=(I_DAG + timedelta(days=45)).isoformat())
    raekker = {
        r.sag_id: r for r in sager.koe(sagsby.k(), sqlite_lager, OEKONOM, Valg(), I_DAG).udsnit(0, ANTAL)
    }
    assert raekker[sag_id(100)].prioritet_oere == 100 * 100_000 * 1.5


def test_andre_ordener(sqlite_lager: Sagslager, brug: Any, nu: datetime) -> None:
    frister = [n % 400 if n % 3 else 10**6 for n in ids(sqlite_lager, sorter="frist")]
    assert frister == sorted(frister)
    beloeb = [n % 1000 for n in ids(sqlite_lager, sorter="beloeb")]
    assert beloeb == sorted(beloeb, reverse=True)
    gem(sqlite_lager, 7, nu, note="a")
    gem(sqlite_lager, 5, nu, note="b")
    assert ids(sqlite_lager, sorter="senest")[:2] == [5, 7]


def test_kroner_styrer_ikke_en_cpr_sag(sqlite_lager: Sagslager, brug: Any) -> None:
    brug(sagsby.kilde(40, art="udflytning"))
    koe = sager.koe(sagsby.k(), sqlite_lager, OEKONOM, Valg(), I_DAG)
    assert (koe.sum_oere, koe.skyldig_oere) == (0, 0)
    assert {r.forventet_oere for r in koe.udsnit(0, 40)} == {None}
    assert {r.tabes for r in koe.udsnit(0, 40)} == {""}
    sikre = [0.5 if n % 2 else 1.0 for n in ids(sqlite_lager)]
    assert sikre == sorted(sikre, reverse=True)


# --- filters --------------------------------------------------------------------------------------------------


def test_visningerne(sqlite_lager: Sagslager, brug: Any, nu: datetime) -> None:
    gem(sqlite_lager, 1, nu, tilstand="undersoeges")
    gem(sqlite_lager, 2, nu, tilstand="ikke_ret")
    gem(sqlite_lager, 3, nu, udskudt_til="2026-02-01")
    gem(sqlite_lager, 4, nu, tildelt="karen")
    alle = set(range(1, ANTAL + 1))
    assert set(ids(sqlite_lager)) == alle - {2, 3}
    assert set(ids(sqlite_lager, vis="nye")) == alle - {1, 2, 3}
    assert ids(sqlite_lager, vis="igang") == [1]
    assert ids(sqlite_lager, vis="udskudte") == [3]
    assert ids(sqlite_lager, vis="afsluttede") == [2]
    assert set(ids(sqlite_lager, vis="alle")) == alle
    assert set(ids(sqlite_lager, vis="frist")) == {n for n in alle - {2} if n % 3 and n % 400 <= 30}
    assert ids(sqlite_lager, tildelt="mig") == [4]
    assert set(ids(sqlite_lager, tildelt="ingen")) == alle - {2, 3, 4}
    assert 3 in ids(sqlite_lager, i_dag=date(2026, 2, 1))  # postponed until a day that has come


def test_filtrene(sqlite_lager: Sagslager, brug: Any) -> None:
    brug(sagsby.kilde(60), sagsby.kilde(0, art="moms"))
    assert set(ids(sqlite_lager, omraade="voksne")) == {
        n for n in range(1, 61) if OMRAADER[n % 3] == "voksne"
    }
    assert set(ids(sqlite_lager, retning="skyldig")) == {n for n in range(1, 61) if n % 7 == 0}
    assert set(ids(sqlite_lager, retning="til_gode")) == {n for n in range(1, 61) if n % 7}
    assert ids(sqlite_lager, art="moms") == []
    assert len(ids(sqlite_lager, art="mellemkommunal")) == 60


@pytest.mark.parametrize(
    ("soeg", "mindst"),
    [
        ("person 17", 17),
        ("kommune 17 person", 115),
        ("INSTITUTION", 1),
        ("Institution  2023 KOMMUNE", 3),
        (sag_id(42), 42),
        ("findes ikke", None),
        ("' OR 1=1 --", None),
        ("%", None),
        (".*", None),
    ],
)
def test_soegning_i_sagens_tekster(sqlite_lager: Sagslager, brug: Any, soeg: str, mindst: int | None) -> None:
    """Every word must stand somewhere in the case's texts, as it is: no signs mean anything else."""

    def tekst(n: int) -> str:
        return f"{sag_id(n)} institution i kommunen person {n} kommune {n % 98} {2020 + n % 6}".lower()

    ventet = {n for n in range(1, ANTAL + 1) if all(o in tekst(n) for o in soeg.lower().split())}
    assert set(ids(sqlite_lager, soeg=soeg)) == ventet
    assert (mindst in ventet) if mindst else not ventet


def test_soegning_ser_noter_og_maerker(sqlite_lager: Sagslager, brug: Any, nu: datetime) -> None:
    gem(sqlite_lager, 9, nu, note="Ring til Ærø om Bævermosen", maerker=["Haster"])
    assert ids(sqlite_lager, soeg="bævermosen") == [9]
    assert ids(sqlite_lager, soeg="haster ring") == [9]
    gem(sqlite_lager, 9, nu, 1, note="andet")
    assert ids(sqlite_lager, soeg="bævermosen") == []


def test_kun_bestemte_personers_sager(sqlite_lager: Sagslager, brug: Any) -> None:
    assert ids(sqlite_lager, personer=(f"{77:016x}",)) == [77]
    assert ids(sqlite_lager, personer=()) == []


def test_en_borgers_sager_inden_for_det_man_maa_se(sqlite_lager: Sagslager, brug: Any, nu: datetime) -> None:
    gem(sqlite_lager, 77, nu, tilstand="ikke_ret")
    person = (f"{77:016x}",)
    assert [r.sag_id for r in sager.for_personer(sagsby.k(), sqlite_lager, OEKONOM, person, I_DAG)] == [
        sag_id(77)
    ]
    assert OMRAADER[77 % 3] == "aeldre"
    assert sager.for_personer(sagsby.k(), sqlite_lager, SAGSBEHANDLER, person, I_DAG) == []


# --- scope ----------------------------------------------------------------------------------------------------


def test_sagsbehandleren_ser_kun_sit_fagomraade(sqlite_lager: Sagslager, brug: Any, nu: datetime) -> None:
    egne = {n for n in range(1, ANTAL + 1) if OMRAADER[n % 3] == "voksne"}
    assert set(ids(sqlite_lager, SAGSBEHANDLER)) == egne
    assert ids(sqlite_lager, SAGSBEHANDLER, omraade="boern") == []
    fremmed = next(n for n in range(1, 10) if n not in egne)
    with pytest.raises(AdgangNaegtet, match="andet fagområde"):
        sager.hent(sagsby.k(), sqlite_lager, SAGSBEHANDLER, sag_id(fremmed), I_DAG)
    with pytest.raises(AdgangNaegtet, match="andet fagområde"):
        gem(sqlite_lager, fremmed, nu, bruger=SAGSBEHANDLER, tilstand="undersoeges")
    with pytest.raises(AdgangNaegtet):
        sager.gem_mange(
            sagsby.k(),
            sqlite_lager,
            SAGSBEHANDLER,
            {sag_id(fremmed): 0},
            {"note": "x"},
            begrundelse="b",
            nu=nu,
        )
    gem(sqlite_lager, min(egne), nu, bruger=SAGSBEHANDLER, tilstand="undersoeges")
    assert [s["sag_id"] for s in afgoerelser.sager_siden(sqlite_lager, 0)] == [sag_id(min(egne))]


def test_organisationen_graenser_ogsaa(sqlite_lager: Sagslager, brug: Any) -> None:
    bruger = Bruger(3, "ida", "Ida", Rolle.SAGSBEHANDLER, OMRAADER, organisationer=("org1",))
    assert set(ids(sqlite_lager, bruger)) == {n for n in range(1, ANTAL + 1) if n % 4 == 1}
    with pytest.raises(AdgangNaegtet, match="anden organisation"):
        sager.hent(sagsby.k(), sqlite_lager, bruger, sag_id(2), I_DAG)
    assert sager.hent(sagsby.k(), sqlite_lager, bruger, sag_id(5), I_DAG).raekke.sag_id == sag_id(5)


def test_lederen_faar_tal_og_ingen_sager(sqlite_lager: Sagslager, brug: Any, nu: datetime) -> None:
    leder = Bruger(4, "lea", "Lea", Rolle.LEDER)
    with pytest.raises(AdgangNaegtet):
        ids(sqlite_lager, leder)
    with pytest.raises(AdgangNaegtet):
        sager.hent(sagsby.k(), sqlite_lager, leder, sag_id(1), I_DAG)
    gem(sqlite_lager, 1, nu, tilstand="undersoeges")
    samlet = sager.samlet(sagsby.k(), sqlite_lager, leder, I_DAG)
    assert [(r["tilstand"], r["antal"]) for r in samlet] == [
        ("usikker:Formodet", ANTAL - 1),
        ("usikker:Undersøges", 1),
    ]
    skyldig = sum((n % 1000) * 100_000 for n in range(1, ANTAL + 1) if n % 7 == 0)
    assert sum(r["skyldig_oere"] for r in samlet) == skyldig
    tal = sager.tal(sagsby.k(), sqlite_lager, leder, I_DAG)
    assert (tal.antal, tal.skyldig_oere) == (ANTAL, skyldig)
    assert tal.tabes_oere == sum((n % 1000) * 10_000 for n in range(1, ANTAL + 1) if n % 3 and n % 400 <= 90)


def _linje(
    art: str, tilstand: str, oere: int, hvem: str, skyldig: int = 0, deres: str = ""
) -> dict[str, Any]:
    bag = {"til_gode_oere": frozenset(hvem), "skyldig_oere": frozenset(deres), "tabes_oere": frozenset()}
    return {
        "art": art, "tilstand": tilstand, "til_gode_oere": oere, "skyldig_oere": skyldig, "tabes_oere": 0, "bag": bag,
    }  # fmt: skip


def test_beloeb_af_for_faa_personer_kan_hverken_ses_eller_regnes_ud() -> None:
    """B is one person's in two cases, so A, the smallest of the rest, covers it in all its states; C's one is covered
    by C's own. VAT is nobody's and stands. What we owe is of one alone: then its sum is hidden too."""
    linjer = [
        _linje("A", "ny", 100, "abcde", 7, "x"),
        _linje("A", "sendt", 200, "fghij"),
        _linje("B", "ny", 300, "a"),
        _linje("B", "sendt", 400, "a"),
        _linje("C", "ny", 500, "k"),
        _linje("C", "sendt", 600, "lmnopqrs"),
        _linje("C", "svar", 700, "abcdefghi"),
        _linje("Moms", "ny", 800, ""),
    ]
    vist = [r["til_gode_oere"] for r in sager.uden_smaa(linjer, 5)]
    assert vist == [None, None, None, None, None, None, 700, 800]
    a = effekt._aerlighed(linjer, 5)
    assert a.pr_art == {"A": (None, None), "B": (None, 0), "C": (1_800, 0), "Moms": (800, 0)}
    assert (a.til_os_oere, a.mod_os_oere) == (3_600, None)
    hele = effekt._aerlighed(linjer, 0)
    assert (hele.pr_art["A"], hele.pr_art["B"], hele.mod_os_oere) == ((300, 7), (700, 0), 7)


def test_personerne_bag_et_beloeb_er_dem_der_har_kroner(
    sqlite_lager: Sagslager, brug: Any, nu: datetime
) -> None:
    """Of six cases one has no kroner and one is owed; the one that is touched and no longer found is counted."""
    brug(sagsby.kilde(7, beloeb={2: 0}))
    gem(sqlite_lager, 1, nu, tilstand="undersoeges", udskudt_til=None)
    sagsliste._indekser.clear()
    brug(sagsby.kilde(7, beloeb={2: 0}, uden=(1,)))
    linjer = sager.samlet(sagsby.k(), sqlite_lager, Bruger(4, "lea", "Lea", Rolle.LEDER), I_DAG)
    bag = {n: {p for r in linjer for p in r["bag"][n]} for n in ("til_gode_oere", "skyldig_oere")}
    assert bag == {"til_gode_oere": {f"{n:016x}" for n in (3, 4, 5, 6)}, "skyldig_oere": {f"{7:016x}"}}


def test_revisor_laeser_men_afgoer_ikke(sqlite_lager: Sagslager, brug: Any, nu: datetime) -> None:
    revisor = Bruger(5, "rie", "Rie", Rolle.REVISOR)
    sag = sager.hent(sagsby.k(), sqlite_lager, revisor, sag_id(1), I_DAG)
    assert (sag.maa_afgoere, sag.overgange) == (False, ())
    assert "må ikke afgøre sager" in sag.hvorfor_ikke
    with pytest.raises(AdgangNaegtet):
        gem(sqlite_lager, 1, nu, bruger=revisor, tilstand="undersoeges")


# --- neighbours and places ------------------------------------------------------------------------------------


def test_naeste_og_forrige(sqlite_lager: Sagslager, brug: Any) -> None:
    koe = sager.koe(sagsby.k(), sqlite_lager, OEKONOM, Valg(), I_DAG)
    alle = koe.ids(10_000)
    assert koe.nabo(None, 1) == alle[0]
    assert koe.nabo(None, -1) == alle[-1]
    assert koe.nabo(alle[10], 1) == alle[11]
    assert koe.nabo(alle[10], -1) == alle[9]
    assert koe.nabo(alle[-1], 1) is None
    assert koe.nabo("REF-01-ffffffffffffffff", 1) == alle[0]
    assert koe.nummer(alle[30]) == 30
    assert koe.nummer("x") is None
    assert [r.sag_id for r in koe.udsnit(25, 25)] == alle[25:50]


def test_listen_ser_straks_hvad_en_anden_har_gemt(sqlite_lager: Sagslager, brug: Any, nu: datetime) -> None:
    """Another process writes through a store of its own."""
    ids(sqlite_lager)
    anden = Sagslager(sqlite_lager.url.render_as_string(hide_password=False))
    fund = sager.fund_for(sagsby.k(), sqlite_lager, [sag_id(8)], I_DAG)
    afgoerelser.skriv(
        anden,
        [
            afgoerelser.Aendring(
                sag_id(8),
                {"tilstand": "ikke_ret"},
                0,
                fund[sag_id(8)],
            )
        ],
        begrundelse="b",
        bruger="ole",
        nu=nu,
    )
    anden.luk()
    assert 8 not in ids(sqlite_lager)
    assert ids(sqlite_lager, vis="afsluttede") == [8]


# --- a case over builds ---------------------------------------------------------------------------------------


def test_en_sag_beholdes_over_bygninger_og_flages_naar_fakta_aendres(
    sqlite_lager: Sagslager, brug: Any, nu: datetime
) -> None:
    brug(sagsby.kilde(20))
    gem(sqlite_lager, 5, nu, tilstand="undersoeges", tildelt="karen")
    brug(sagsby.kilde(20, beloeb={5: 900_00}))
    nyt = sagsby.k(2)
    assert ids(sqlite_lager, k=nyt, vis="aendrede") == [5]
    sag = sager.hent(nyt, sqlite_lager, OEKONOM, sag_id(5), I_DAG)
    assert sag.raekke.tildelt == "karen"
    assert sag.raekke.hvorfor_nu == "Tallene er ændret, siden sagen blev afgjort"
    assert [(f.navn, f.foer, f.nu) for f in sag.forskelle] == [
        ("Potentiale", 500_000, 900_00),
        (f"2025-01 opus {sag_id(5)}", 500_000, 900_00),
    ]
    sager.gem(nyt, sqlite_lager, OEKONOM, sag_id(5), {"fakta_set": True}, version=1, begrundelse="ok", nu=nu)
    assert ids(sqlite_lager, k=nyt, vis="aendrede") == []
    assert sager.hent(nyt, sqlite_lager, OEKONOM, sag_id(5), I_DAG).forskelle == []


def test_en_aendret_sag_kommer_i_koeen_ogsaa_efter_den_er_lukket(
    sqlite_lager: Sagslager, brug: Any, nu: datetime
) -> None:
    brug(sagsby.kilde(20))
    gem(sqlite_lager, 5, nu, tilstand="ikke_ret")
    assert 5 not in ids(sqlite_lager)
    brug(sagsby.kilde(20, beloeb={5: 900_00}))
    assert 5 in ids(sqlite_lager, k=sagsby.k(2))


def test_et_fund_der_er_vaek_efterlader_sagen(sqlite_lager: Sagslager, brug: Any, nu: datetime) -> None:
    brug(sagsby.kilde(20))
    gem(sqlite_lager, 4, nu, tilstand="undersoeges", note="spor 4")
    brug(sagsby.kilde(20, uden=[4, 6]))
    nyt = sagsby.k(2)
    assert set(ids(sqlite_lager, k=nyt)) == set(range(1, 21)) - {6}
    assert ids(sqlite_lager, k=nyt, vis="aendrede") == [4]
    assert ids(sqlite_lager, k=nyt, soeg="spor 4") == [4]
    assert ids(sqlite_lager, k=nyt, personer=(f"{4:016x}",)) == [4]
    sag = sager.hent(nyt, sqlite_lager, OEKONOM, sag_id(4), I_DAG)
    assert (sag.fakta, sag.raekke.betegnelse, sag.raekke.aar, sag.raekke.fagomraade) == (
        None,
        "Person 4",
        2024,
        OMRAADER[1],
    )
    assert sag.raekke.hvorfor_nu == "Fundet er væk: beregningen viser ikke længere noget"
    sager.gem(
        nyt, sqlite_lager, OEKONOM, sag_id(4), {"tilstand": "ikke_ret"}, version=1, begrundelse="væk", nu=nu
    )
    with pytest.raises(HjemtagFejl, match="findes ikke"):
        sager.hent(nyt, sqlite_lager, OEKONOM, sag_id(6), I_DAG)
    # and the scope still holds for it
    with pytest.raises(AdgangNaegtet):
        sager.hent(nyt, sqlite_lager, Bruger(9, "b", "B", Rolle.SAGSBEHANDLER, ("boern",)), sag_id(4), I_DAG)


def test_et_rejst_krav_bortfalder_ikke_og_taeller_det_udestaaende(
    sqlite_lager: Sagslager, brug: Any, nu: datetime
) -> None:
    brug(sagsby.kilde(20))
    gem(sqlite_lager, 10, nu, krav_rejst_dato="2026-01-10", krav_oere=70_000, modtaget_oere=20_000)
    (raekke,) = [
        r
        for r in sager.koe(sagsby.k(), sqlite_lager, OEKONOM, Valg(), I_DAG).udsnit(0, 20)
        if r.sag_id == sag_id(10)
    ]
    assert (raekke.forventet_oere, raekke.frist) == (50_000, None)
    assert raekke.tabes == "Intet bortfalder: kravet er rejst 10.01.2026"


# --- writing through the engine -------------------------------------------------------------------------------


def test_beviset_er_fakta_generation_og_lov(sqlite_lager: Sagslager, brug: Any, nu: datetime) -> None:
    gem(sqlite_lager, 3, nu, tilstand="undersoeges")
    [h] = afgoerelser.historik(sqlite_lager, sag_id(3))
    bevis = afgoerelser.bevis(sqlite_lager, str(h.bevis))
    assert bevis == {
        "sag_id": sag_id(3),
        "fakta": {
            "tal": [["Potentiale", "kroner", 300_000]],
            "raekker": {f"2025-01 opus {sag_id(3)}": 300_000},
            "parametre": [],
            "personer": [],
        },
        "grundlag": {"generation": "g000001", "data_dato": "None", "rettelse_nr": 0, "lov_version": "lov1"},
    }


@pytest.mark.parametrize(
    ("nyt", "begrundelse", "ventet"),
    [
        ({"note": "x"}, " ", "Skriv en begrundelse"),
        ({"note": "x"}, "ring 610188-1234", "CPR-nummer i begrundelsen"),
        ({"note": "610188-1234"}, "b", "CPR-nummer i sagens felter"),
        ({"note": "x"}, "b" * 4001, "længere end 4000"),
        ({"frist": "i morgen", "krav_oere": -1}, "b", "dato.*hele øre"),
    ],
)
def test_det_der_ikke_kan_gemmes_siger_hvorfor(
    sqlite_lager: Sagslager, brug: Any, nu: datetime, nyt: dict[str, Any], begrundelse: str, ventet: str
) -> None:
    with pytest.raises(RettelseAfvist, match=ventet):
        sager.gem(
            sagsby.k(), sqlite_lager, OEKONOM, sag_id(1), nyt, version=0, begrundelse=begrundelse, nu=nu
        )
    assert sqlite_lager.haendelser() == []


def test_mange_i_eet_traek_med_eget_beloeb_og_fortryd(lager: Sagslager, brug: Any, nu: datetime) -> None:
    versioner = {sag_id(n): 0 for n in range(1, 41)}
    gem(lager, 7, nu, note="i forvejen")
    svar = sager.gem_mange(
        sagsby.k(),
        lager,
        OEKONOM,
        versioner,
        {"tildelt": "ole"},
        begrundelse="fordelt",
        nu=nu,
        med_forventet=["krav_oere"],
    )
    assert len(svar.gemt) == 39
    assert {s["sag_id"]: s["krav_oere"] for s in svar.gemt}[sag_id(33)] == 33 * 100_000
    assert "er ændret af karen" in svar.afvist[sag_id(7)]
    tilbage = sager.fortryd_samling(sagsby.k(), lager, OEKONOM, str(svar.samling), begrundelse="fejl", nu=nu)
    assert len(tilbage.gemt) == 39
    assert afgoerelser.efterproev(lager) == []
    with pytest.raises(RettelseAfvist, match="mellem 1 og 500"):
        sager.gem_mange(sagsby.k(), lager, OEKONOM, {}, {"note": "x"}, begrundelse="b", nu=nu)


def test_fortryd_hoerer_til_sagen(lager: Sagslager, brug: Any, nu: datetime) -> None:
    nr = gem(lager, 1, nu, tilstand="undersoeges")["seneste_nr"]
    with pytest.raises(RettelseAfvist, match="hører ikke til sagen"):
        sager.fortryd(sagsby.k(), lager, OEKONOM, sag_id(2), nr, begrundelse="b", nu=nu)
    assert (
        sager.fortryd(sagsby.k(), lager, OEKONOM, sag_id(1), nr, begrundelse="b", nu=nu)["tilstand"]
        == "formodet"
    )
    historik = sager.hent(sagsby.k(), lager, OEKONOM, sag_id(1), I_DAG).historik
    assert [(h.hvad, h.fortrudt_af is not None) for h in historik] == [
        ("fortrød: tilstanden sat til 'Undersøges'", False),
        ("tilstanden sat til 'Undersøges'", True),
    ]


def test_hver_afgoerelse_staar_i_loggen(sqlite_lager: Sagslager, brug: Any, nu: datetime) -> None:
    from engine.sager import tabeller
    from engine.sager.lager import raekker
    from engine.sager.log import efterproev

    nr = gem(sqlite_lager, 1, nu, tilstand="undersoeges")["seneste_nr"]
    sager.fortryd(sagsby.k(), sqlite_lager, OEKONOM, sag_id(1), nr, begrundelse="b", nu=nu)
    with sqlite_lager.laes() as con:
        linjer = [(r["bruger"], r["handling"], r["genstand"]) for r in raekker(con, tabeller.log.select())]
    assert linjer == [("karen", "afgoerelse", sag_id(1)), ("karen", "fortryd", sag_id(1))]
    assert efterproev(sqlite_lager)[0]


def test_en_gammel_version_afvises_med_begge_udgaver(lager: Sagslager, brug: Any, nu: datetime) -> None:
    gem(lager, 1, nu, note="Karens")
    with pytest.raises(Sagskonflikt) as fanget:
        gem(lager, 1, nu, bruger=Bruger(2, "ole", "Ole", Rolle.OEKONOM), note="Oles")
    assert fanget.value.sag is not None
    assert fanget.value.sag["note"] == "Karens"


def test_naervaer(lager: Sagslager, nu: datetime) -> None:
    ole = Bruger(2, "ole", "Ole", Rolle.OEKONOM)
    assert sager.meld_aaben(lager, OEKONOM, sag_id(1), "karens", nu) == []
    assert sager.meld_aaben(lager, ole, sag_id(1), "oles", nu) == ["karen"]
    assert sager.meld_aaben(lager, OEKONOM, sag_id(2), "karens", nu) == []
    assert sager.meld_aaben(lager, ole, sag_id(1), "oles", nu) == []  # karen has gone on to another case
    om_lidt = nu + timedelta(seconds=61)
    assert sager.meld_aaben(lager, OEKONOM, sag_id(1), "karens", om_lidt) == []  # ole's tab is gone


def test_to_vinduer_hos_en_bruger_skjuler_ikke_hinanden(lager: Sagslager, nu: datetime) -> None:
    ole = Bruger(2, "ole", "Ole", Rolle.OEKONOM)
    for vindue, nr in (("v1", 1), ("v2", 2), ("v3", 2)):
        assert (
            sager.meld_aaben(lager, OEKONOM, sag_id(nr), vindue, nu) == []
        )  # one's own windows are not others
    assert sager.meld_aaben(lager, ole, sag_id(1), "oles", nu) == ["karen"]
    assert sager.meld_aaben(lager, ole, sag_id(2), "oles", nu) == ["karen"]


# --- the list against a plain implementation ------------------------------------------------------------------


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_listen_er_den_samme_som_en_der_regner_forfra(
    sqlite_lager: Sagslager, brug: Any, nu: datetime, data: Any
) -> None:
    """Whatever is written in whatever order: the list kept up to date is the list built from nothing."""
    for _ in range(data.draw(st.integers(0, 4))):
        nr = data.draw(st.integers(1, 30))
        sag = afgoerelser.sag(sqlite_lager, sag_id(nr))
        tilstand = sag["tilstand"] if sag else "formodet"
        nyt = data.draw(
            st.sampled_from(
                [
                    {"tildelt": data.draw(st.sampled_from(["karen", "ole"]))},
                    {"udskudt_til": "2026-03-01"},
                    {"frist": "2026-01-20"},
                    {"tilstand": "undersoeges" if tilstand in ("formodet", "ikke_ret") else "ikke_ret"},
                ]
            )
        )
        try:
            gem(sqlite_lager, nr, nu, sag["version"] if sag else 0, **nyt)
        except RettelseAfvist:
            continue
    valg = {
        "vis": data.draw(st.sampled_from(sorted(sagsliste.VISNINGER))),
        "sorter": data.draw(st.sampled_from(sorted(sagsliste.SORTERINGER))),
        "tildelt": data.draw(st.sampled_from(sorted(sagsliste.TILDELT))),
        "retning": data.draw(st.sampled_from(sorted(sagsliste.RETNINGER))),
    }
    loebende = ids(sqlite_lager, **valg)
    sagsliste._indekser.clear()
    assert ids(sqlite_lager, **valg) == loebende
    assert loebende == [n for n in loebende if _med(sqlite_lager, n, valg)]
    assert {n for n in range(1, ANTAL + 1) if _med(sqlite_lager, n, valg)} == set(loebende)


def _med(lager: Sagslager, nr: int, valg: dict[str, str]) -> bool:
    """Whether a case belongs in the list, asked of the stored row alone."""
    sag = afgoerelser.sag(lager, sag_id(nr)) or {
        "tilstand": "formodet",
        "tildelt": None,
        "udskudt_til": None,
        "frist": None,
    }
    aaben = sag["tilstand"] != "ikke_ret"
    udskudt = sag["udskudt_til"] is not None and sag["udskudt_til"] > I_DAG
    lovens = I_DAG + timedelta(days=nr % 400) if nr % 3 else date.max
    frist = min(sag["frist"] or date.max, lovens)
    i_visningen = {
        "koe": aaben and not udskudt,
        "nye": sag["tilstand"] == "formodet" and not udskudt,
        "igang": sag["tilstand"] == "undersoeges" and not udskudt,
        "frist": aaben and frist <= I_DAG + timedelta(days=30),
        "aendrede": False,
        "udskudte": udskudt and aaben,
        "afsluttede": not aaben,
        "alle": True,
    }[valg["vis"]]
    tildelt = {"alle": True, "mig": sag["tildelt"] == "karen", "ingen": sag["tildelt"] is None}[
        valg["tildelt"]
    ]
    retning = {"alle": True, "til_gode": nr % 7 != 0, "skyldig": nr % 7 == 0}[valg["retning"]]
    return i_visningen and tildelt and retning


# --- how fast -------------------------------------------------------------------------------------------------


def test_hundrede_tusind_sager_listes_paa_under_100_ms(lager: Sagslager, brug: Any, nu: datetime) -> None:
    """Server time for a page of the list after a save; search, scope and another order too.

    The best of at most twenty. On a machine that has more to do than it has cores the clock tells of the others'
    work, and the list's own processor time is taken instead.
    """
    ur = time.thread_time if os.getloadavg()[0] > (os.cpu_count() or 1) else time.perf_counter
    brug(sagsby.kilde(100_000))
    for nr in range(1, 4):
        versioner = {sag_id(n): 0 for n in range(nr * 500, nr * 500 + 500)}
        sager.gem_mange(sagsby.k(), lager, OEKONOM, versioner, {"tildelt": "karen"}, begrundelse="b", nu=nu)
    ids(lager)

    def side(bruger: Bruger = OEKONOM, **valg: Any) -> float:
        start = ur()
        koe = sager.koe(sagsby.k(), lager, bruger, Valg(**valg), I_DAG)
        assert len(koe.udsnit(25, 25)) == 25
        return ur() - start

    def efter_gem(nr: int) -> float:
        gem(lager, nr, nu, tilstand="undersoeges")
        return side()

    def bedste(maal: Callable[[int], float]) -> float:
        mindst = maal(0)
        for nr in range(1, 20):
            if mindst < 0.1:
                break
            mindst = min(mindst, maal(nr))
        return mindst

    maalt = {
        "køen": bedste(lambda _: side()),
        "efter en andens gem": bedste(lambda n: efter_gem(90_000 + n)),
        "søgning": bedste(lambda _: side(soeg="kommune 51 2023")),
        "eget fagområde efter frist": bedste(lambda _: side(SAGSBEHANDLER, sorter="frist")),
        "mine": bedste(lambda _: side(tildelt="mig")),
    }
    assert max(maalt.values()) < 0.1, maalt
