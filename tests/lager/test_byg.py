"""A build either passes every check and is put in use, or leaves the one in use as it was."""

from __future__ import annotations

import gc
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

from engine import __version__, plads
from engine.fejl import ByggeFejl, IntetLager, JobLaast
from engine.indlaesning.leverance import Leverance
from engine.indstillinger import Indstillinger
from engine.lager import byg as byg_modul
from engine.lager import filer, forslag, laes, port
from engine.lager.modeller import find_modeller
from engine.lov.parametre import Lovsamling, Parameter, Vaerdi
from tests.lager.conftest import RAA_SQL, Vaerksted
from tests.lager_hjaelp import andet_job

ROD = Path(__file__).resolve().parents[2]
Ialt = Callable[[laes.Generation], int]


def raekker(gen: laes.Generation, sql: str) -> list[tuple[object, ...]]:
    return [tuple(r.values()) for r in laes.forespoerg(gen, sql).to_pylist()]


def afvist(vaerksted: Vaerksted) -> str:
    """The text of a build that must fail; nothing may be left behind and the one in use is as before."""
    vaerksted.ind.generationer.mkdir(exist_ok=True)
    foer = filer.laes_peger(vaerksted.ind.generationer), vaerksted.filer()
    with pytest.raises(ByggeFejl) as fejl:
        vaerksted.byg()
    assert (filer.laes_peger(vaerksted.ind.generationer), vaerksted.filer()) == foer
    assert not (vaerksted.ind.arbejde / "duckdb").exists()
    return str(fejl.value)


# --- a build that succeeds ---


def test_foerste_bygning_tages_i_brug(vaerksted: Vaerksted, ialt: Ialt) -> None:
    gen = vaerksted.byg()
    assert (gen.nr, gen.navn, gen.sti.name) == (1, "g000001", "g000001.duckdb")
    assert ialt(gen) == 75
    assert laes.aktuel(vaerksted.ind) == gen
    assert vaerksted.filer() == ["g000001.duckdb"]


def test_meta_siger_hvad_der_er_bygget_af_hvad(vaerksted: Vaerksted) -> None:
    gen = vaerksted.byg()
    modeller = laes.modeller(gen).to_pylist()
    assert [(m["skema"], m["navn"], m["form"], m["raekker"]) for m in modeller] == [
        ("staging", "tal", "view", None),
        ("core", "sum", "tabel", 2),
        ("marts", "ialt", "tabel", 1),
    ]
    assert [m["grain"] for m in modeller] == ["et tal", "en kode", "hele lageret"]
    assert [m["sql_hash"] for m in modeller] == [m.sql_hash for m in find_modeller(vaerksted.sql)]
    assert all(m["sekunder"] >= 0 for m in modeller)
    assert raekker(gen, "SELECT fra, til FROM meta.slaegt ORDER BY til") == [
        ("staging.tal", "core.sum"),
        ("core.sum", "marts.ialt"),
        ("raw.tal", "staging.tal"),
    ]
    assert raekker(gen, "SELECT kolonne, type FROM meta.kolonne WHERE skema = 'core' AND tabel = 'sum'") == [
        ("kode", "VARCHAR"),
        ("sum_oere", "BIGINT"),
    ]
    assert set(raekker(gen, "SELECT DISTINCT skema FROM meta.kolonne")) == {
        ("raw",),
        ("staging",),
        ("fund",),
        ("core",),
        ("marts",),
    }


def test_alle_kontroller_staar_i_meta_ogsaa_de_beståede(vaerksted: Vaerksted) -> None:
    kontrol = laes.kontrol(vaerksted.byg()).to_pylist()
    assert {(k["navn"], k["art"], k["status"], k["antal"]) for k in kontrol} == {
        ("staging.tal kolonnetyper", "kolonnetype", "ok", 0),
        ("staging.tal #UNIK id", "unik", "ok", 0),
        ("staging.tal #IKKE_NULL kode", "ikke_null", "ok", 0),
        ("core.sum kolonnetyper", "kolonnetype", "ok", 0),
        ("core.sum #UNIK kode", "unik", "ok", 0),
        ("core.sum #SAET{kode: a, b}", "saet", "ok", 0),
        ("marts.ialt kolonnetyper", "kolonnetype", "ok", 0),
        ("stemmer", "audit", "ok", 0),
    }


def leverance(nr: int, *, demo: bool, dato: date) -> Leverance:
    postering = {
        "art": "aendring",
        "raekker": 10,
        "accepteret": 7,
        "karantaene": 2,
        "dubletter": 1,
        "kroner": {"raekker": 10_00, "accepteret": 7_50, "karantaene": None, "dubletter": 0},
        "nyeste_dato": "2026-01-09",
        "ukendte_kolonner": ["æ"],
        "ukendte_koder": {"lov": {"XYZ": 1}},
        "regler": {"maaned": 2},
    }
    person = postering | {"art": "fuld", "kroner": None, "nyeste_dato": None}
    return Leverance(
        id=f"L{nr:06d}",
        nr=nr,
        modtaget=datetime(2026, 1, 10 + nr, 7, tzinfo=timezone(timedelta(hours=1))),
        dato=dato,
        indhold_hash="abc",
        kilde="mappe",
        demo=demo,
        kode_version="0",
        advarsler=("pas på",),
        ukendte_filer=(),
        tabeller={"postering": postering, "person": person},
        mappe=Path("."),
    )


def test_meta_har_generation_og_leverancer(vaerksted: Vaerksted) -> None:
    brugte = [
        leverance(1, demo=True, dato=date(2026, 1, 9)),
        leverance(2, demo=True, dato=date(2025, 12, 31)),
    ]
    set_: list[object] = []

    def modtag(con: port.Forbindelse, ind: Indstillinger, valgte: list[Leverance]) -> None:
        set_.extend(valgte)
        vaerksted.fyld(con, ind, valgte)

    gen = vaerksted.byg(leverancer=brugte, fyld_raa=modtag)
    assert set_ == brugte
    assert gen.bygget == datetime(2026, 1, 15, 8, tzinfo=UTC)
    assert (gen.kode_version, gen.kommune, gen.demo, gen.data_dato) == (
        __version__,
        "0998",
        True,
        date(2026, 1, 9),
    )
    foerste, anden = laes.leverancer(gen).to_pylist()
    assert (foerste["id"], anden["id"]) == ("L000001", "L000002")
    assert foerste["modtaget"] == datetime(2026, 1, 11, 6)  # UTC, an hour before the Danish clock
    assert json.loads(foerste["advarsler"]) == ["pas på"]
    tabeller = laes.leverance_tabeller(gen).to_pylist()
    assert [(t["leverance_id"], t["tabel"]) for t in tabeller] == [
        ("L000001", "person"),
        ("L000001", "postering"),
        ("L000002", "person"),
        ("L000002", "postering"),
    ]
    person, postering = tabeller[:2]
    assert person["kroner_raekker_oere"] is person["nyeste_dato"] is None
    assert (
        postering["raekker"],
        postering["accepteret"],
        postering["karantaene"],
        postering["dubletter"],
    ) == (10, 7, 2, 1)
    assert (postering["kroner_raekker_oere"], postering["kroner_accepteret_oere"]) == (1000, 750)
    assert (postering["kroner_karantaene_oere"], postering["kroner_dubletter_oere"]) == (None, 0)
    assert postering["nyeste_dato"] == date(2026, 1, 9)
    assert json.loads(postering["ukendte_koder"]) == {"lov": {"XYZ": 1}}
    assert json.loads(postering["regler"]) == {"maaned": 2}
    assert json.loads(postering["ukendte_kolonner"]) == ["æ"]


@pytest.mark.parametrize(("slags", "er_demo"), [([], False), ([True], True), ([True, False], False)])
def test_demo_kun_naar_alt_er_demoens(vaerksted: Vaerksted, slags: list[bool], er_demo: bool) -> None:
    brugte = [leverance(i, demo=demo, dato=date(2026, 1, 1)) for i, demo in enumerate(slags, start=1)]
    assert vaerksted.byg(leverancer=brugte).demo is er_demo


def test_kalender_indstillinger_og_froetabeller(vaerksted: Vaerksted) -> None:
    vaerksted.tabeller.mkdir()
    (vaerksted.tabeller / "konto.csv").write_text(
        '\ufefffunktion;note\n5.28.20;"æ; ø"\n0012;\n\n', encoding="utf-8"
    )
    gen = vaerksted.byg()
    assert raekker(gen, "SELECT * FROM raw.konto ORDER BY funktion") == [("0012", None), ("5.28.20", "æ; ø")]
    assert raekker(gen, "SELECT * FROM raw.indstilling ORDER BY navn") == [
        ("data_dato", ""),
        ("kommune", "0998"),
        ("periode_sikkerhed_min", "0.8"),
    ]
    assert raekker(gen, "SELECT count(*), min(fra), max(til), sum(dage)::BIGINT FROM raw.kalender") == [
        (31 * 12, date(2005, 1, 1), date(2035, 12, 31), (date(2036, 1, 1) - date(2005, 1, 1)).days)
    ]
    assert raekker(gen, "SELECT * FROM raw.kalender WHERE maaned = '2024-02'") == [
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), 2024, 29)
    ]
    assert raekker(gen, "SELECT count(*) FROM raw.rettelse_periode") == [(0,)]


def test_lovens_tal_naar_modellerne_som_data(vaerksted: Vaerksted) -> None:
    vaerdi = Vaerdi("cro_sats1", date(2021, 1, 1), None, Decimal("0.25"), "bekraeftet", "kilde")
    lov = Lovsamling({"cro_sats1": Parameter("cro_sats1", "sats", "andel", "SEL § 176", (vaerdi,))})
    gen = vaerksted.byg(lov=lov)
    assert gen.lov_version == lov.version
    assert raekker(gen, "SELECT * FROM raw.lovparameter") == [
        ("cro_sats1", date(2021, 1, 1), None, "0.25", "bekraeftet")
    ]


def test_lovgrundlaget_i_projektet_bruges_uden_andet(vaerksted: Vaerksted) -> None:
    assert len(vaerksted.byg(lov=None).lov_version) == 12


def test_fremdrift_meldes(vaerksted: Vaerksted) -> None:
    meldinger: list[str] = []
    vaerksted.byg(melding=meldinger.append)
    assert meldinger == [
        "Henter rådata fra 0 leverancer",
        "Læser posteringernes tekster",
        "Bygger staging.tal (1/3)",
        "Bygger core.sum (2/3)",
        "Bygger marts.ialt (3/3)",
        "Finder udgifter uden person og på en forkert person",
        "Kører 1 kontroller",
        "Udgiver g000001",
    ]


# --- a build that is stopped ---


@pytest.fixture
def god(vaerksted: Vaerksted) -> laes.Generation:
    return vaerksted.byg()


@pytest.mark.parametrize(
    ("model", "sql", "tekster"),
    [
        ("core.sum", "SELECT 1 AS a", ["sql/core/sum.sql", "grain"]),
        ("core.sum", "-- grain: x\nSELECT * FROM staging.mangler", ["staging.mangler"]),
        (
            "core.sum",
            "-- grain: x\nSELECT findes_ikke AS a FROM staging.tal",
            ["core.sum", "findes_ikke", "Ret sql/core/sum.sql"],
        ),
        ("staging.tal", "-- grain: x\nSELECT * FROM raw.ukendt", ["staging.tal", "ukendt"]),
        (
            "staging.tal",
            "-- grain: x\nSELECT id, kode::INT AS kode FROM raw.tal",
            ["staging.tal", "Conversion Error"],
        ),
        (
            "staging.tal",
            "-- grain: x\n-- #UNIK nej\nSELECT * FROM raw.tal",
            ["sql/staging/tal.sql", "#UNIK nej nævner nej"],
        ),
        (
            "staging.tal",
            "-- grain: x\n-- #UNIK kode\nSELECT * FROM raw.tal",
            ["staging.tal #UNIK kode (1 brud): fx kode=a"],
        ),
        (
            "staging.tal",
            "-- grain: x\n-- #UNIK id\n-- #IKKE_NULL kode\nSELECT id, nullif(kode, 'a') AS kode FROM raw.tal",
            ["staging.tal #IKKE_NULL kode (2 brud): fx id=1, kode=None; id=3, kode=None"],
        ),
        (
            "staging.tal",
            "-- grain: x\n-- #UNIK id\n-- #SAET{kode: b, c}\nSELECT * FROM raw.tal",
            ["staging.tal #SAET{kode: b, c} (2 brud): fx id=1, kode=a; id=3, kode=a"],
        ),
        (
            "audits.stemmer",
            "SELECT 'Hov' AS besked, 1 / x AS a FROM core.sum",
            ["Kontrollen stemmer kunne ikke køres"],
        ),
        ("audits.stemmer", "SELECT 1.5 AS kroner_oere", ["sql/audits/stemmer.sql", "hele øre"]),
    ],
)
def test_forkert_model_lader_den_gamle_i_brug(
    vaerksted: Vaerksted, god: laes.Generation, ialt: Ialt, model: str, sql: str, tekster: list[str]
) -> None:
    vaerksted.skriv(model, sql)
    tekst = afvist(vaerksted)
    assert tekst.startswith("Bygningen er stoppet, og lageret er uændret. ")
    assert all(del_ in tekst for del_ in tekster), tekst
    assert laes.aktuel(vaerksted.ind) == god
    assert ialt(god) == 75


def test_tre_eksempler_og_aldrig_cpr(vaerksted: Vaerksted, god: laes.Generation) -> None:
    vaerksted.raa.append(
        "CREATE TABLE raw.p AS SELECT '61016112' || (10 + i // 2) AS cpr, "
        "'nøgle' || i // 2 AS person_noegle, 'se 610161-1234' AS tekst FROM range(12) AS r (i)"
    )
    vaerksted.skriv("core.p", "-- grain: x\n-- #UNIK person_noegle, cpr, tekst\nSELECT * FROM staging.p")
    vaerksted.skriv("staging.p", "-- grain: x\nSELECT * FROM raw.p")
    tekst = afvist(vaerksted)
    assert "(6 brud)" in tekst
    assert tekst.count("person_noegle=nøgle") == 3
    assert "cpr=(skjult)" in tekst
    assert "610161" not in tekst


def test_cpr_i_databasens_egen_fejltekst_skjules(vaerksted: Vaerksted, god: laes.Generation) -> None:
    vaerksted.skriv("staging.tal", "-- grain: x\nSELECT ('6101611234' || kode)::DATE AS d FROM raw.tal")
    vaerksted.skriv("core.sum", "-- grain: x\nSELECT d FROM staging.tal")
    vaerksted.skriv("marts.ialt", "-- grain: x\nSELECT d FROM core.sum")
    vaerksted.raa[0] = RAA_SQL.replace("'a'", "''").replace("'b'", "''")
    tekst = afvist(vaerksted)
    assert "(CPR-nummer skjult)" in tekst
    assert "610161" not in tekst


@pytest.mark.parametrize(
    ("navn", "udtryk", "type_"),
    [
        ("sum_oere", "sum(beloeb_oere)", "HUGEINT"),
        ("sum_oere", "sum(beloeb_oere)::DOUBLE", "DOUBLE"),
        ("andel_u", "sum(beloeb_oere)::DECIMAL(18, 2)", "DECIMAL(18,2)"),
        ("andel_u", "max(id)::INTEGER", "INTEGER"),
    ],
)
def test_oere_og_enheder_er_hele_bigint(vaerksted: Vaerksted, navn: str, udtryk: str, type_: str) -> None:
    vaerksted.skriv("staging.s", f"-- grain: x\nSELECT {udtryk} AS {navn} FROM staging.tal")
    with pytest.raises(ByggeFejl, match="::BIGINT") as fejl:
        vaerksted.byg()
    assert f"sql/staging/s.sql: {navn} er {type_}" in str(fejl.value)


def test_hugeint_naar_ikke_core(vaerksted: Vaerksted) -> None:
    vaerksted.skriv("core.antal", "-- grain: x\nSELECT sum(id) AS antal FROM staging.tal")
    assert "antal er HUGEINT" in _fejltekst(vaerksted)
    vaerksted.skriv(
        "core.antal", "-- grain: x\nSELECT sum(id)::BIGINT AS antal, count(*) AS n FROM staging.tal"
    )
    vaerksted.byg()


def _fejltekst(vaerksted: Vaerksted) -> str:
    with pytest.raises(ByggeFejl) as fejl:
        vaerksted.byg()
    return str(fejl.value)


def test_audit_med_fund_stopper_og_alle_fund_naevnes(vaerksted: Vaerksted, god: laes.Generation) -> None:
    vaerksted.skriv("audits.en", "SELECT 'Første ' || kode AS besked FROM core.sum")
    vaerksted.skriv("audits.to", "SELECT 'Anden' AS besked, 7 AS antal, 1250::BIGINT AS kroner_oere")
    tekst = afvist(vaerksted)
    assert "en (2 brud): Første" in tekst
    assert "to (7 brud): Anden" in tekst
    assert laes.aktuel(vaerksted.ind) == god


def test_advarsel_udgives_med_antal_og_kroner(vaerksted: Vaerksted, ialt: Ialt) -> None:
    vaerksted.skriv(
        "audits.advarer",
        "-- #ADVARSEL\nSELECT 'Kode ' || kode || ' 6101611234' AS besked, 2 AS antal, "
        "sum_oere AS kroner_oere FROM core.sum ORDER BY kode",
    )
    vaerksted.skriv("audits.mange", "-- #ADVARSEL\nSELECT 'x' AS besked FROM raw.kalender LIMIT 5")
    gen = vaerksted.byg()
    assert ialt(gen) == 75
    advarsler = {k["navn"]: k for k in laes.kontrol(gen).to_pylist() if k["status"] == "advarsel"}
    assert (advarsler["advarer"]["antal"], advarsler["advarer"]["kroner_oere"]) == (4, 105 - 30)
    assert advarsler["advarer"]["besked"] == "Kode a (CPR-nummer skjult); Kode b (CPR-nummer skjult)"
    assert (advarsler["mange"]["antal"], advarsler["mange"]["kroner_oere"]) == (5, None)
    assert advarsler["mange"]["besked"] == "x; x; x; og 2 flere"


@pytest.mark.parametrize(
    ("navn", "indhold"),
    [
        ("konto.csv", "a;b\n1\n"),
        ("konto.csv", "a;a\n1;2\n"),
        ("konto.csv", "A b\n1\n"),
        ("konto.csv", ""),
        ("Konto.csv", "a\n1\n"),
        ("tal.csv", "a\n1\n"),  # the name of a table that the deliveries fill
        ("kalender.csv", "a\n1\n"),
    ],
)
def test_forkert_froetabel_stopper(vaerksted: Vaerksted, navn: str, indhold: str) -> None:
    vaerksted.tabeller.mkdir()
    (vaerksted.tabeller / navn).write_text(indhold, encoding="utf-8")
    assert navn.split(".")[0] in afvist(vaerksted)


def test_fejl_i_raadata_stopper(vaerksted: Vaerksted, god: laes.Generation) -> None:
    vaerksted.raa.append("SELECT * FROM read_parquet('findes_ikke.parquet')")
    assert "Rådata kunne ikke hentes" in afvist(vaerksted)


@pytest.mark.parametrize("modellen_fejler_ogsaa", [False, True])
def test_fejl_i_det_der_findes_imens_stopper(
    vaerksted: Vaerksted, god: laes.Generation, monkeypatch: pytest.MonkeyPatch, modellen_fejler_ogsaa: bool
) -> None:
    """The finds are made beside the last models: whichever fails, the one in use stays, and nobody is left at work."""
    if modellen_fejler_ogsaa:
        vaerksted.skriv("core.sum", "-- grain: x\nSELECT findes_ikke AS a FROM staging.tal")
    traade: list[threading.Thread] = []

    def fejler(con: port.Forbindelse) -> None:
        traade.append(threading.current_thread())
        con.execute("SELECT * FROM core.slet_ikke")

    monkeypatch.setattr(forslag, "byg_forslag", fejler)
    assert ("core.sum" if modellen_fejler_ogsaa else "slet_ikke") in afvist(vaerksted)
    assert not any(t.is_alive() for t in traade)


def test_manglende_plads_stopper(
    vaerksted: Vaerksted, god: laes.Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=5 * 2**20))
    assert "200 MB" in afvist(vaerksted)


def test_fuld_disk_ved_udgivelsen_er_en_saetning(
    vaerksted: Vaerksted, god: laes.Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fuld(_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(filer, "udgiv", fuld)
    assert "No space left" in afvist(vaerksted)


def test_afbrydelse_rydder_op(vaerksted: Vaerksted, god: laes.Generation) -> None:
    def afbryd(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        vaerksted.byg(fyld_raa=afbryd)
    assert vaerksted.filer() == ["g000001.duckdb"]
    assert laes.aktuel(vaerksted.ind) == god


def test_to_job_paa_en_gang_afvises(vaerksted: Vaerksted) -> None:
    with andet_job(vaerksted.ind):
        with pytest.raises(JobLaast):
            vaerksted.byg()
        assert vaerksted.byg(laas=False).nr == 1


# --- numbers and clean-up ---


def test_numre_bruges_aldrig_igen(vaerksted: Vaerksted) -> None:
    vaerksted.byg()
    with pytest.raises(ByggeFejl):
        vaerksted.byg(fyld_raa=lambda con, *_: con.execute("SELECT nej"))
    assert vaerksted.byg().nr == 3
    (vaerksted.ind.generationer / "TAELLER").write_text("vrøvl", encoding="utf-8")
    assert vaerksted.byg().nr == 4
    (vaerksted.ind.generationer / "TAELLER").unlink()
    for fil in filer.udgivne(vaerksted.ind.generationer):
        fil.unlink()
    assert vaerksted.byg().nr == 5  # the pointer remembers


def test_kun_de_seneste_gemmes(vaerksted: Vaerksted) -> None:
    for _ in range(5):
        vaerksted.byg()
    assert vaerksted.filer() == [f"g{nr:06d}.duckdb" for nr in (3, 4, 5)]
    vaerksted.ind = replace(vaerksted.ind, generationer_gemt=1)
    vaerksted.byg()
    assert vaerksted.filer() == ["g000006.duckdb"]


def test_den_i_brug_ryddes_aldrig_op(vaerksted: Vaerksted) -> None:
    for _ in range(3):
        vaerksted.byg()
    laes.tilbage(vaerksted.ind)
    laes.tilbage(vaerksted.ind)
    filer.ryd_gamle(vaerksted.ind.generationer, 1)
    assert vaerksted.filer() == ["g000001.duckdb"]
    assert laes.aktuel(vaerksted.ind).nr == 1


def test_fil_der_ikke_kan_slettes_stopper_intet(
    vaerksted: Vaerksted, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        vaerksted.byg()

    def laast(_: Path) -> None:
        raise PermissionError("filen er åben i et andet program")

    with monkeypatch.context() as m:
        m.setattr(Path, "unlink", laast)
        assert vaerksted.byg().nr == 4
    vaerksted.byg()
    assert vaerksted.filer() == [f"g{nr:06d}.duckdb" for nr in (3, 4, 5)]


# --- killed at any moment ---

_DRAEB = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from engine.indstillinger import Indstillinger
from engine.lager import byg, filer, meta, port
from engine.lov.parametre import Lovsamling

hjem, sql, modul, navn, hvornaar, gang, raa = sys.argv[1:]
hvor = {"byg": byg, "filer": filer, "meta": meta, "port": port, "os": os}[modul]
aegte, kald = getattr(hvor, navn), 0

def draeb(*a, **k):
    global kald
    kald += 1
    if kald != int(gang):
        return aegte(*a, **k)
    if hvornaar == "efter":
        svar = aegte(*a, **k)
    os._exit(9)

setattr(hvor, navn, draeb)
ind = Indstillinger(hjem=Path(hjem), kommune="0998")
byg.byg(ind, datetime(2026, 1, 16, tzinfo=UTC), sql_mappe=Path(sql), tabel_mappe=Path(sql), leverancer=[],
        lov=Lovsamling({}), fyld_raa=lambda con, ind, _: con.execute(raa))
os._exit(3)
"""
# os.replace is called for the counter, the generation and the pointer, in that order.
_FOER_PEGEREN = [
    ("os", "replace", "foer", 1),
    ("port", "aabn_skriv", "efter", 1),
    ("byg", "_fyld", "efter", 1),
    ("byg", "_byg_model", "efter", 3),
    ("byg", "_koer_audits", "efter", 1),
    ("meta", "skriv_generation", "efter", 1),
    ("os", "replace", "foer", 2),
    ("os", "replace", "efter", 2),
    ("os", "replace", "foer", 3),
]
_EFTER_PEGEREN = [
    ("os", "replace", "efter", 3),
    ("filer", "ryd_gamle", "foer", 1),
    ("filer", "ryd_gamle", "efter", 1),
]


@pytest.mark.parametrize(
    ("modul", "navn", "hvornaar", "gang", "nr", "oere"),
    [(*sted, 1, 75) for sted in _FOER_PEGEREN] + [(*sted, 2, 750) for sted in _EFTER_PEGEREN],
)
def test_draebt_naar_som_helst_staar_den_sidste_gode(
    vaerksted: Vaerksted, ialt: Ialt, modul: str, navn: str, hvornaar: str, gang: int, nr: int, oere: int
) -> None:
    vaerksted.byg()
    nyt = RAA_SQL.replace("100::", "1000::").replace("-30::", "-300::").replace("5::", "50::")
    argumenter = [str(vaerksted.ind.hjem), str(vaerksted.sql), modul, navn, hvornaar, str(gang), nyt]
    svar = subprocess.run(
        [sys.executable, "-c", _DRAEB, *argumenter], cwd=ROD, capture_output=True, text=True
    )
    assert svar.returncode == 9, svar.stderr
    i_brug = laes.aktuel(vaerksted.ind)
    assert (i_brug.nr, ialt(i_brug)) == (nr, oere)

    naeste = vaerksted.byg()
    assert naeste.nr == (2 if (navn, hvornaar, gang) == ("replace", "foer", 1) else 3)
    assert ialt(naeste) == 75
    assert laes.aktuel(vaerksted.ind) == naeste
    assert not [f for f in vaerksted.filer() if not f.endswith(".duckdb")]


def test_draebt_foerste_gang_er_der_intet_lager(vaerksted: Vaerksted) -> None:
    argumenter = [str(vaerksted.ind.hjem), str(vaerksted.sql), "filer", "skriv_peger", "foer", "1", RAA_SQL]
    svar = subprocess.run(
        [sys.executable, "-c", _DRAEB, *argumenter], cwd=ROD, capture_output=True, text=True
    )
    assert svar.returncode == 9, svar.stderr
    with pytest.raises(IntetLager):
        laes.aktuel(vaerksted.ind)
    assert vaerksted.byg().nr == 2


def test_modulet_laeser_ikke_gx_eller_streamlit() -> None:
    kode = "import sys, engine.lager.byg as b; print({'great_expectations', 'streamlit'} & set(sys.modules))"
    svar = subprocess.run([sys.executable, "-c", kode], cwd=ROD, capture_output=True, text=True)
    assert svar.stdout.strip() == "set()", svar.stderr


def test_plads_kraeves_efter_den_stoerste_generation(
    vaerksted: Vaerksted, monkeypatch: pytest.MonkeyPatch
) -> None:
    vaerksted.byg()
    monkeypatch.setattr(plads, "RESERVE", 0)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1))
    assert "fri" in _fejltekst(vaerksted)


def test_python_ser_igen_efter_affald_naar_fundene_er_gjort_ogsaa_naar_de_gik_galt() -> None:
    set_ = []

    def fund() -> None:
        with byg_modul._uden_gennemgang():
            set_.append(gc.isenabled())
            raise ByggeFejl("galt")

    with pytest.raises(ByggeFejl):
        fund()
    assert (set_, gc.isenabled()) == ([False], True)
