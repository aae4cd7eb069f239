"""The contracts: complete, the same in Great Expectations and in SQL, and exact in their types."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import steder
from engine.fejl import HjemtagFejl
from engine.indlaesning import kontrakter as modul
from engine.indlaesning.kontrakter import (
    Brud,
    Forventning,
    Kolonne,
    Kontrakt,
    alle_kontrakter,
    brugte,
    fejl_sql,
    gx_fejl,
    gx_fejl_flere,
    laes_kontrakt,
    typed_sql,
)

KONTRAKTER = alle_kontrakter()
AENDRING = {"postering", "indkomst", "hjemtaget", "ydelsesrefusion", "tilsagn", "haendelse"}
UDTRAEK = {
    *("sde", "sde_maaned", "sde_grundlag", "kandidater", "tilflyttere", "fraflyttere", "udflytning"),
    *("dyreste_familier", "prognose", "prognose_sag", "udlaendinge", "moms", "befolkning", "noegletal"),
    "flyttemoenster",  # a page without an extract
}
FORMATER = {
    "expect_column_values_to_match_regex",
    "expect_column_values_to_be_in_set",
}
GODE = {
    "tekst": 'Ærø & Åse; "kant"',
    "cpr": "6101800001",
    "kommunekode": "0998",
    "dato": "2024-02-29",
    "maaned": "2022-12",
    "beloeb": "-1234.50",
    "heltal": "12",
    "decimal": "3.125",
    "ja_nej": "1",
    "kode": "ukendt_kode",
}


def god_raekke(k: Kontrakt) -> dict[str, str | None]:
    """A row that keeps its contract. Codes are unknown on purpose: they are accepted and listed."""
    raekke: dict[str, str | None] = {n: GODE[kol.type] for n, kol in k.kolonner.items()}
    saerlige = {"konto": "5385211000000147", "cpr_status": "01", "regnskabsaar": "2024", "aar": "2024"}
    return raekke | {n: v for n, v in saerlige.items() if n in raekke}


def arrow(k: Kontrakt, raekker: list[dict[str, str | None]]) -> pa.Table:
    felter: dict[str, Any] = {n: pa.array([r.get(n) for r in raekker], pa.string()) for n in k.kolonner}
    return pa.table(felter | {"raekke_nr": pa.array(range(1, len(raekker) + 1), pa.int64())})


def i_duckdb(k: Kontrakt, raekker: list[dict[str, str | None]]) -> list[Brud]:
    with duckdb.connect() as con:
        con.register("leveret", arrow(k, raekker))
        return [Brud(*r) for r in con.execute(fejl_sql(k, "leveret")).fetchall()]


def typede(k: Kontrakt, raekker: list[dict[str, str | None]]) -> list[dict[str, Any]]:
    with duckdb.connect() as con:
        con.register("leveret", arrow(k, raekker))
        svar = con.execute(typed_sql(k, "leveret"))
        navne = [d[0] for d in svar.description]
        return [dict(zip(navne, r, strict=True)) for r in svar.fetchall()]


def som_fil(mappe: Path, k: Kontrakt, raekker: list[dict[str, str | None]]) -> Path:
    sti = mappe / f"{k.tabel}.parquet"
    pq.write_table(arrow(k, raekker), sti)
    return sti


hver_kontrakt = pytest.mark.parametrize("k", KONTRAKTER.values(), ids=list(KONTRAKTER))

# --- What a contract must hold -----------------------------------------------------------------------


@hver_kontrakt
def test_meta_passer_med_kolonnerne(k: Kontrakt) -> None:
    assert k.noegle
    assert set(k.noegle) <= set(k.kolonner)
    assert k.art == ("aendring" if k.tabel in AENDRING else "fuld")
    assert (k.kolonner[k.person].type if k.person else "cpr") == "cpr"
    assert (k.kolonner[k.beloeb_kolonne].type if k.beloeb_kolonne else "beloeb") == "beloeb"
    assert (k.kolonner[k.dato_kolonne].type if k.dato_kolonne else "dato") == "dato"
    assert k.figurer
    assert set(k.figurer) <= UDTRAEK
    assert k.formaal
    assert k.beskrivelse.endswith(".")


@hver_kontrakt
def test_hver_kolonne_har_de_regler_dens_type_kraever(k: Kontrakt) -> None:
    kraevede = {f.kolonne for f in k.forventninger if f.regel == "paakraevet"}
    assert kraevede == {n for n, kol in k.kolonner.items() if kol.paakraevet}
    formede = {f.kolonne: f.regel for f in k.forventninger if f.type in FORMATER}
    for navn, kol in k.kolonner.items():
        if kol.type not in ("tekst", "kode"):
            assert formede[navn] in (("aar",) if navn in ("regnskabsaar", "aar") else (kol.type, "koordinat"))
        assert bool(kol.koder) == (kol.type == "kode")


@hver_kontrakt
def test_beskeden_naevner_kolonnen_og_er_en_saetning(k: Kontrakt) -> None:
    for f in k.forventninger:
        assert f.kolonne in f.besked
        assert f.besked.endswith(".")
        assert f.regel


def test_en_person_findes_hvor_der_er_et_cpr() -> None:
    uden = {k.tabel for k in KONTRAKTER.values() if k.person is None}
    med_cpr = {k.tabel for k in KONTRAKTER.values() if any(c.type == "cpr" for c in k.kolonner.values())}
    assert uden.isdisjoint(med_cpr)
    assert KONTRAKTER["relation"].person == "barn_cpr"


def test_samme_regel_er_samme_moenster_i_alle_kontrakter() -> None:
    moenstre: dict[str, set[str]] = {}
    for k in KONTRAKTER.values():
        for f in k.forventninger:
            if "regex" in f.kwargs:
                moenstre.setdefault(f.regel, set()).add(f.kwargs["regex"])
    assert {regel: len(m) for regel, m in moenstre.items()} == dict.fromkeys(moenstre, 1)


# Columns of ours that a delivery may hold beside those promised in contracts.md; never required.
EGNE_KOLONNER = {"adresse": {"indrejse_landekode"}}


@pytest.mark.delt
def test_tabeller_kolonner_og_noegler_er_dem_i_contracts_md(delt: Path) -> None:
    tekst = (delt / "contracts.md").read_text(encoding="utf-8")
    raekker = re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \|$", tekst.split("## 2.")[0], re.M)
    assert {t for t, _, _ in raekker} == set(KONTRAKTER)
    for tabel, kolonner, noegle in raekker:
        k = KONTRAKTER[tabel]
        uden_forklaring = re.split(r" — |\. ", re.sub(r"\([^)]*\)", "", kolonner))[0]
        navne = re.findall(r"(?:^|, )([a-z_]+)(\*?)", uden_forklaring)
        egne = EGNE_KOLONNER.get(tabel, set())
        assert not [n for n in egne if k.kolonner[n].paakraevet], tabel
        assert [n for n, _ in navne] == [n for n in k.kolonner if n not in egne], tabel
        assert {n for n, stjerne in navne if stjerne} == {n for n, c in k.kolonner.items() if c.paakraevet}, (
            tabel
        )
        ventet = [n for n in k.kolonner if n != "antal"] if noegle == "all but antal" else noegle.split(", ")
        assert list(k.noegle) == ventet, tabel


def test_feltordbogen_har_hver_kolonne_og_ingen_andre() -> None:
    felter = yaml.safe_load((steder.sql() / "felter.yml").read_text(encoding="utf-8"))["felter"]
    assert set(felter) == {n for k in KONTRAKTER.values() for n in k.kolonner}
    for navn, felt in felter.items():
        assert set(felt) == {"betydning", "enhed", "kodeliste"}
        assert felt["betydning"]
        koder = {kode for k in KONTRAKTER.values() if navn in k.kolonner for kode in k.kolonner[navn].koder}
        assert set(felt["kodeliste"] or {}) == koder, navn


def test_modulet_henter_hverken_duckdb_eller_great_expectations() -> None:
    kode = (
        "import sys, engine.indlaesning.kontrakter as k; k.alle_kontrakter(); "
        "print({'duckdb', 'great_expectations', 'pandas'} & set(sys.modules))"
    )
    svar = subprocess.run([sys.executable, "-c", kode], capture_output=True, text=True, cwd=steder.rod())
    assert svar.stdout.strip() == "set()", svar.stderr


# --- Good rows and rows that break one rule --------------------------------------------------------------


@hver_kontrakt
def test_en_god_raekke_bryder_intet(k: Kontrakt) -> None:
    kun_kraevede = {n: v for n, v in god_raekke(k).items() if k.kolonner[n].paakraevet}
    tomme = dict.fromkeys(k.kolonner, "") | kun_kraevede
    assert i_duckdb(k, [god_raekke(k), kun_kraevede, tomme]) == []


@hver_kontrakt
def test_hver_paakraevet_kolonne_savnes_med_sit_navn(k: Kontrakt) -> None:
    kraevede = [n for n, kol in k.kolonner.items() if kol.paakraevet]
    raekker = [god_raekke(k) | {n: tom} for n in kraevede for tom in (None, "")]
    brud = i_duckdb(k, raekker)
    assert [(b.regel, b.kolonne) for b in brud] == [("paakraevet", n) for n in kraevede for _ in range(2)]


@pytest.mark.delt
@pytest.mark.parametrize("tabel", ["adresse", "indsats", "institution", "person", "postering", "relation"])
def test_det_faelles_proevesaet_bryder_intet(delt: Path, tabel: str) -> None:
    fil = delt / "conformance" / "sde" / "leverance" / f"{tabel}.csv"
    with fil.open(encoding="utf-8-sig", newline="") as f:
        raekker: list[dict[str, str | None]] = list(csv.DictReader(f, delimiter=";"))
    assert raekker
    assert set(raekker[0]) <= set(KONTRAKTER[tabel].kolonner)
    assert i_duckdb(KONTRAKTER[tabel], raekker) == []


BRUD = [
    ("person", {"cpr": "610180001"}, "cpr", "cpr"),
    ("person", {"cpr": "610180-0001"}, "cpr", "cpr"),
    ("person", {"cpr": "6101800001\n"}, "cpr", "cpr"),
    ("person", {"cpr": "٦101800001"}, "cpr", "cpr"),
    ("person", {"foedselsdato": "2023-02-29"}, "dato", "foedselsdato"),
    ("person", {"foedselsdato": "01-02-1980"}, "dato", "foedselsdato"),
    ("person", {"foedselsdato": "1980-02-01 00:00:00"}, "dato", "foedselsdato"),
    ("person", {"foedselsdato": "0202-02-01"}, "dato", "foedselsdato"),
    ("indsats", {"slutdato": "2205-02-01"}, "dato", "slutdato"),
    ("person", {"cpr_status": "1"}, "cpr_status", "cpr_status"),
    ("person", {"adressebeskyttelse": "ja"}, "ja_nej", "adressebeskyttelse"),
    ("adresse", {"kommunekode": "860"}, "kommunekode", "kommunekode"),
    ("adresse", {"lon": "9,9"}, "koordinat", "lon"),
    ("adresse", {"loebenr": "1.0"}, "heltal", "loebenr"),
    ("postering", {"beloeb": "1.234,50"}, "beloeb", "beloeb"),
    ("postering", {"beloeb": "1.234"}, "beloeb", "beloeb"),
    ("postering", {"beloeb": "1,50"}, "beloeb", "beloeb"),
    ("postering", {"beloeb": "+5.00"}, "beloeb", "beloeb"),
    ("postering", {"beloeb": " 5.00"}, "beloeb", "beloeb"),
    ("postering", {"beloeb": "5."}, "beloeb", "beloeb"),
    ("postering", {"beloeb": ".50"}, "beloeb", "beloeb"),
    ("postering", {"beloeb": "1e3"}, "beloeb", "beloeb"),
    ("postering", {"beloeb": "12345678901234"}, "beloeb", "beloeb"),
    ("postering", {"beloeb": "100000000000.00"}, "beloeb", "beloeb"),
    ("postering", {"regnskabsaar": "22"}, "aar", "regnskabsaar"),
    ("budget", {"regnskabsaar": "9999"}, "aar", "regnskabsaar"),
    ("postering", {"konto": "5.38.52"}, "konto", "konto"),
    ("postering", {"linjenr": "1.000"}, "heltal", "linjenr"),
    ("postering", {"periode_til": None}, "periode_uden_slut", "periode_til"),
    ("postering", {"periode_til": ""}, "periode_uden_slut", "periode_til"),
    ("postering", {"periode_fra": "2024-03-01"}, "periode_omvendt", "periode_til"),
    ("indkomst", {"maaned": "2022-13"}, "maaned", "maaned"),
    ("indkomst", {"maaned": "0022-03"}, "maaned", "maaned"),
    ("indkomst", {"maaned": "2022-3"}, "maaned", "maaned"),
    ("indsats", {"antal": "1,5"}, "decimal", "antal"),
    ("indsats", {"takst": "3.000"}, "beloeb", "takst"),
    ("elev", {"sfo_takst": "1.234,50"}, "beloeb", "sfo_takst"),
    ("relation", {"foraelder_cpr": "x"}, "cpr", "foraelder_cpr"),
    ("folketal", {"antal": "1234.5"}, "heltal", "antal"),
    ("kommunetal", {"vaerdi": "62.500,25"}, "decimal", "vaerdi"),
]


@pytest.mark.parametrize(("tabel", "aendring", "regel", "kolonne"), BRUD)
def test_en_daarlig_raekke_bryder_sin_regel(
    tabel: str, aendring: dict[str, str | None], regel: str, kolonne: str
) -> None:
    k = KONTRAKTER[tabel]
    brud = i_duckdb(k, [god_raekke(k), god_raekke(k) | aendring])
    assert [(b.raekke_nr, b.regel, b.kolonne) for b in brud] == [(2, regel, kolonne)]


def test_alle_slags_regler_er_proevet_med_en_daarlig_raekke() -> None:
    regler = {f.regel for k in KONTRAKTER.values() for f in k.forventninger}
    assert regler == {b[2] for b in BRUD} | {"paakraevet"}


def test_periode_til_alene_og_samme_dag_er_i_orden() -> None:
    k = KONTRAKTER["postering"]
    alene = god_raekke(k) | {"periode_fra": None}
    samme_dag = god_raekke(k) | {"periode_fra": "2022-05-01", "periode_til": "2022-05-01"}
    assert i_duckdb(k, [alene, samme_dag]) == []


def test_en_raekke_naevnes_en_gang_for_hver_regel_den_bryder() -> None:
    k = KONTRAKTER["postering"]
    brud = i_duckdb(k, [god_raekke(k) | {"beloeb": "x", "kilde": None, "enkeltstaaende": "nej"}])
    assert [(b.regel, b.kolonne) for b in brud] == [
        ("paakraevet", "kilde"),
        ("beloeb", "beloeb"),
        ("ja_nej", "enkeltstaaende"),
    ]
    assert brud[1].besked.startswith("beloeb skal være kroner med decimalpunkt")


def test_datoreglen_kender_kalenderen() -> None:
    aarene = (
        0,
        1,
        4,
        202,
        1582,
        1799,
        1800,
        1804,
        1900,
        1999,
        2000,
        2023,
        2024,
        2100,
        2199,
        2200,
        2400,
        9999,
    )
    dage = [(y, m, d) for y in aarene for m in range(14) for d in range(33)]
    k = KONTRAKTER["danskproeve"]
    raekker = [god_raekke(k) | {"bestaaet_dato": f"{y:04}-{m:02}-{d:02}"} for y, m, d in dage]
    brudte = {b.raekke_nr for b in i_duckdb(k, raekker)}
    assert brudte == {nr for nr, dag in enumerate(dage, 1) if not _findes(*dag)}


def _findes(aar: int, maaned: int, dag: int) -> bool:
    """In the calendar of those alive and what is planned, or what systems write for never."""
    try:
        return 1800 <= date(aar, maaned, dag).year <= 2199 or (aar, maaned, dag) in (
            (1, 1, 1),
            (9999, 12, 31),
        )
    except ValueError:
        return False


# --- Types -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kroner", "oere"),
    [
        ("0.10", 10),
        ("-1234.5", -123450),
        ("0.29", 29),
        ("1.1", 110),
        ("8.41", 841),
        ("-0.01", -1),
        ("5", 500),
        ("-0", 0),
        ("90071992547.41", 9007199254741),
        ("99999999999.99", 9999999999999),
        ("-99999999999.99", -9999999999999),
        ("", None),
        (None, None),
    ],
)
def test_beloeb_bliver_til_hele_oere_uden_tab(kroner: str | None, oere: int | None) -> None:
    k = KONTRAKTER["postering"]
    (raekke,) = typede(k, [god_raekke(k) | {"momsbeloeb": kroner}])
    assert raekke["momsbeloeb_oere"] == oere
    assert "momsbeloeb" not in raekke


@settings(derandomize=True, deadline=None, max_examples=15)
@given(st.lists(st.integers(-(10**13) + 1, 10**13 - 1), min_size=1, max_size=200))
def test_enhver_oere_overlever_turen_gennem_teksten(oerer: list[int]) -> None:
    k = KONTRAKTER["postering"]
    raekker = [god_raekke(k) | {"beloeb": str(Decimal(o).scaleb(-2))} for o in oerer if abs(o) > 9]
    assert i_duckdb(k, raekker) == []
    assert [r["beloeb_oere"] for r in typede(k, raekker)] == [o for o in oerer if abs(o) > 9]


def test_hver_type_faar_sin_type() -> None:
    k = KONTRAKTER["indsats"]
    (raekke,) = typede(
        k, [god_raekke(k) | {"slutdato": None, "antal": "1.5", "flytteret": "0", "medvirken": ""}]
    )
    assert raekke["startdato"] == date(2024, 2, 29)
    assert raekke["slutdato"] is None
    assert raekke["antal"] == Decimal("1.500000")
    assert raekke["takst_oere"] == -123450
    assert raekke["anbringelse"] is True
    assert raekke["flytteret"] is False
    assert raekke["medvirken"] is None
    assert raekke["handlekommune"] == "0998"
    assert raekke["raekke_nr"] == 1
    assert typede(KONTRAKTER["folketal"], [god_raekke(KONTRAKTER["folketal"])])[0]["antal"] == 12


@hver_kontrakt
def test_de_typede_kolonner_er_kontraktens(k: Kontrakt) -> None:
    (raekke,) = typede(k, [god_raekke(k)])
    ventet = [f"{n}_oere" if c.type == "beloeb" else n for n, c in k.kolonner.items()]
    assert list(raekke) == ["raekke_nr", *ventet]
    assert None not in raekke.values()


@pytest.mark.parametrize(("tabel", "kolonne", "vaerdi"), [("adresse", "loebenr", 0), ("indsats", "antal", 1)])
@pytest.mark.parametrize("tom", [None, ""])
def test_en_udeladt_vaerdi_faar_sin_standard(tabel: str, kolonne: str, vaerdi: int, tom: str | None) -> None:
    k = KONTRAKTER[tabel]
    assert typede(k, [god_raekke(k) | {kolonne: tom}])[0][kolonne] == vaerdi


def test_en_koordinat_med_mange_decimaler_rundes_og_smides_ikke_ud() -> None:
    k = KONTRAKTER["institution"]
    raekke = god_raekke(k) | {"lon": "9.98612345678901234"}
    assert i_duckdb(k, [raekke]) == []
    assert typede(k, [raekke])[0]["lon"] == Decimal("9.986123")


# --- Great Expectations and SQL agree ------------------------------------------------------------------

GRIMME = [
    *(
        "",
        None,
        " ",
        "\n",
        "\x00",
        "0",
        "1",
        "01",
        "0\n",
        "1\r\n",
        "ja",
        "true",
        "-",
        "+1",
        "-1",
        "--1",
        "1-",
    ),
    *(
        "1.234,50",
        "1.234",
        "1234.5",
        "1234.50",
        "1234.505",
        "1.",
        ".5",
        "1,5",
        "1e3",
        "0x10",
        "١٢",
        "１２",
        "²",
    ),
    *(
        "1234567890123.99",
        "12345678901234",
        "123456789012345678",
        "1234567890123456789",
        "180.123456789",
        "NaN",
    ),
    *("2023-02-29", "2024-02-29", "1900-02-29", "2000-02-29", "0000-01-01", "2022-3-1", "2022-03-31\n"),
    *(
        "2022-04-31",
        " 2022-04-30",
        "2022-04-30T00:00",
        "2022-00-10",
        "2022-13",
        "2022-12",
        "2022-12\n",
        "9999-12-31",
    ),
    *(
        "6101800001",
        "610180-0001",
        "6101800001\n",
        "6101800001 ",
        "５101800001",
        "0860",
        "860",
        "08 60",
        "0860\u2028",
    ),
    *(
        "5385211000000147",
        "5.38.52",
        "Ærø",
        "ﬀ",
        "e\u0301",
        "🙂",
        "\u00a0",
        "\u200b1",
        "a'b\"c",
        "%",
        "_",
        "\\",
        "\\Z",
    ),
]
tekster = st.one_of(
    st.sampled_from(GRIMME),
    st.text(max_size=12),
    st.text("0123456789-+., \n٣", max_size=18),
    st.dates().map(str),
    st.from_regex(r"\A[0-9]{4}-[0-9]{2}(-[0-9]{2})?\n?\Z"),
    st.decimals(places=2, allow_nan=False, allow_infinity=False).map(str),
)


def faelles_kontrakt() -> Kontrakt:
    """One contract with every kind of expectation in use, each on columns of its own."""
    slags: dict[str, Forventning] = {}
    for k in KONTRAKTER.values():
        for f in k.forventninger:
            slags.setdefault(f"{f.type} {f.regel}", f)
    egne = [_paa_egne_kolonner(f, nr) for nr, f in enumerate(slags.values())]
    navne = [n for f in egne for n in brugte(f)]
    kolonner = {n: Kolonne(n, "tekst", False) for n in navne}
    return replace(KONTRAKTER["person"], tabel="proeve", kolonner=kolonner, forventninger=tuple(egne))


def _paa_egne_kolonner(f: Forventning, nr: int) -> Forventning:
    kw = dict(f.kwargs)
    for navn in ("column", "column_A", "column_B"):
        if navn in kw:
            kw[navn] = f"{navn}_{nr}"
    if "row_condition" in kw:
        kw["row_condition"] = {**kw["row_condition"], "column": {"name": f"betingelse_{nr}"}}
    return replace(f, kwargs=kw, regel=f"{f.regel}_{nr}")


@pytest.fixture(scope="module")
def gx_kontekst() -> Any:
    from engine.indlaesning import kontrakter_gx

    return kontrakter_gx.ny_kontekst()


def i_gx(kontekst: Any, k: Kontrakt, raekker: list[dict[str, str | None]]) -> list[Brud]:
    from engine.indlaesning import kontrakter_gx

    ramme = kontrakter_gx.tekstramme(arrow(k, raekker).to_pydict())
    udtryk = [{"type": f.type, "kwargs": f.kwargs} for f in k.forventninger]
    return modul._brud(k, kontrakter_gx.proev_ramme(kontekst, k.tabel, ramme, udtryk))


def roteret(k: Kontrakt, vaerdier: list[str | None]) -> list[dict[str, str | None]]:
    """Every value in every column, each column shifted by one, so that pairs meet."""
    n = len(vaerdier)
    return [{kol: vaerdier[(r + i) % n] for i, kol in enumerate(k.kolonner)} for r in range(n)]


@settings(derandomize=True, deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
@given(st.lists(st.none() | tekster, min_size=1, max_size=60))
def test_gx_og_sql_finder_de_samme_brud(gx_kontekst: Any, vaerdier: list[str | None]) -> None:
    k = faelles_kontrakt()
    raekker = roteret(k, vaerdier)
    assert i_gx(gx_kontekst, k, raekker) == i_duckdb(k, raekker)


def test_gx_og_sql_er_enige_om_de_grimme_tekster(gx_kontekst: Any) -> None:
    k = faelles_kontrakt()
    assert {f.type for f in k.forventninger} == {f.type for x in KONTRAKTER.values() for f in x.forventninger}
    for rykket in range(0, len(GRIMME), 7):
        raekker = roteret(k, GRIMME + GRIMME[rykket:] + GRIMME[:rykket])
        fundne = i_gx(gx_kontekst, k, raekker)
        assert fundne == i_duckdb(k, raekker)
        assert {b.regel for b in fundne} == {f.regel for f in k.forventninger}


def test_en_tom_tabel_bryder_intet(gx_kontekst: Any) -> None:
    k = faelles_kontrakt()
    assert i_gx(gx_kontekst, k, []) == i_duckdb(k, []) == []


@hver_kontrakt
def test_kontrakten_er_en_suite_i_great_expectations(gx_kontekst: Any, k: Kontrakt) -> None:
    import great_expectations as gx

    fil = yaml.safe_load((steder.kontrakter() / f"{k.tabel}.yml").read_text(encoding="utf-8"))
    suite = gx.ExpectationSuite(**fil)
    assert len(suite.expectations) == len(k.forventninger)


# --- The process of its own ----------------------------------------------------------------------------


def test_flere_tabeller_proeves_i_en_proces(tmp_path: Path) -> None:
    daarlige = {
        t: [god_raekke(KONTRAKTER[t]), *(god_raekke(KONTRAKTER[t]) | a for x, a, _, _ in BRUD if x == t)]
        for t in ("postering", "person")
    }
    svar = gx_fejl_flere({t: som_fil(tmp_path, KONTRAKTER[t], r) for t, r in daarlige.items()})
    assert svar == {t: i_duckdb(KONTRAKTER[t], r) for t, r in daarlige.items()}
    assert svar["postering"][0] == Brud(
        2,
        "beloeb",
        "beloeb",
        "beloeb skal være kroner med decimalpunkt, højst elleve cifre før og to efter, intet tusindtegn, fx 1234.50.",
    )


def test_en_fil_uden_en_kolonne_bliver_en_saetning(tmp_path: Path) -> None:
    k = KONTRAKTER["danskproeve"]
    sti = tmp_path / "danskproeve.parquet"
    pq.write_table(arrow(k, [god_raekke(k)]).drop_columns(["proeve"]), sti)
    with pytest.raises(
        HjemtagFejl, match=r"danskproeve kunne ikke prøves: .* mangler kolonnerne proeve\. Intet er"
    ):
        gx_fejl(k, sti)


def test_en_proces_der_ikke_kan_starte_bliver_en_saetning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    k = KONTRAKTER["danskproeve"]
    monkeypatch.setattr(modul.sys, "executable", str(tmp_path / "findes_ikke"))
    with pytest.raises(HjemtagFejl, match="Kontrakterne for danskproeve kunne ikke prøves"):
        gx_fejl(k, som_fil(tmp_path, k, [god_raekke(k)]))


def test_en_proces_der_haenger_bliver_en_saetning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    k = KONTRAKTER["danskproeve"]
    monkeypatch.setattr(modul, "GX_SEKUNDER_MAX", 0.01)
    with pytest.raises(HjemtagFejl, match="ikke færdigt efter"):
        gx_fejl(k, som_fil(tmp_path, k, [god_raekke(k)]))


def test_ingen_tabeller_starter_ingen_proces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modul.sys, "executable", "findes_ikke")
    assert gx_fejl_flere({}) == {}


def test_en_ukendt_tabel_naevnes(tmp_path: Path) -> None:
    with pytest.raises(HjemtagFejl, match="ingen kontrakt for posteringer"):
        gx_fejl_flere({"posteringer": tmp_path})


# --- A contract that cannot be used ---------------------------------------------------------------------


def skriv(mappe: Path, aendret: dict[str, Any]) -> Path:
    fil = yaml.safe_load((steder.kontrakter() / "danskproeve.yml").read_text(encoding="utf-8"))
    sti = mappe / "danskproeve.yml"
    sti.write_text(yaml.safe_dump(fil | aendret), encoding="utf-8")
    return sti


def forventning(type_: str, **kwargs: Any) -> dict[str, Any]:
    return {"expectations": [{"type": type_, "kwargs": kwargs, "meta": {"regel": "x", "besked": "x."}}]}


REGEX = "expect_column_values_to_match_regex"
PAR = "expect_column_pair_values_a_to_be_greater_than_b"


@pytest.mark.parametrize(
    ("aendret", "hvorfor"),
    [
        ({"name": "dansk"}, "name er 'dansk'"),
        (forventning("expect_column_mean_to_be_between", column="cpr"), "kan ikke oversættes"),
        (forventning(REGEX, column="cpr", regex=r"\A[0-9]\Z", mostly=0.9), "med mostly"),
        (forventning(REGEX, column="navn", regex=r"\A[0-9]\Z"), "kolonnerne navn bruges"),
        (forventning(REGEX, column="cpr", regex=r"^[0-9]{10}$"), "mønsteret"),
        (forventning(REGEX, column="cpr", regex=r"\A\d{10}\Z"), "mønsteret"),
        (forventning(REGEX, column="cpr", regex=r"\A(?=1)[0-9]{10}\Z"), "mønsteret"),
        (forventning(PAR, column_A="bestaaet_dato", column_B="cpr"), "ignore_row_if"),
        ({"meta": {}}, "beskrivelse"),
        ({"expectations": None}, "kan ikke bruges"),
    ],
)
def test_en_kontrakt_der_ikke_kan_bruges_siger_hvorfor(
    tmp_path: Path, aendret: dict[str, Any], hvorfor: str
) -> None:
    with pytest.raises(HjemtagFejl, match=r"danskproeve\.yml") as fejl:
        laes_kontrakt(skriv(tmp_path, aendret))
    assert hvorfor in str(fejl.value)
