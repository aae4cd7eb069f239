"""What contracts.md promises, tried through the command line with deliveries of the test's own."""

from __future__ import annotations

import csv
import io
import os
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from engine import kommando
from engine.indlaesning import landing
from tests.lager_hjaelp import adresse, person, postering, relation
from tests.refusion.leverancer import skriv_mappe

VOKSEN, MOR, SOEN, DATTER = "6101800001", "6102800002", "6103110003", "6104120004"
UDTRAEK = ("sde", "sde_maaned", "sde_grundlag")

Tabeller = dict[str, list[dict[str, str]]]
Hjemtag = Callable[..., tuple[int, str, str]]


@pytest.fixture
def hjemtag(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Hjemtag:
    """(exit code, stdout, stderr) of a command, in a data directory whose name has spaces and Danish letters."""
    for navn in [n for n in os.environ if n.startswith("HJEMTAG_")]:
        monkeypatch.delenv(navn)
    monkeypatch.setenv("HJEMTAG_HJEM", str(tmp_path / "hjem på Ærø"))
    monkeypatch.setenv("HJEMTAG_KOMMUNE", "0860")
    oprindelig = landing.indlaes
    monkeypatch.setattr(landing, "indlaes", lambda *a, **k: oprindelig(*a, **(k | {"gx": False})))

    def koer(*led: object) -> tuple[int, str, str]:
        capsys.readouterr()
        kode = kommando.main([str(del_) for del_ in led])
        return kode, *capsys.readouterr()

    return koer


def raekker(tekst: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(tekst), delimiter=";"))


def byg_med(hjemtag: Hjemtag, mappe: Path, tabeller: Tabeller, toml: str = "") -> dict[str, str]:
    """Land a delivery, build, and give the extracts by name."""
    skriv_mappe(mappe, tabeller, toml)
    assert hjemtag("indlaes", mappe)[0] == 0
    return byg_og_udtraek(hjemtag)


def byg_og_udtraek(hjemtag: Hjemtag) -> dict[str, str]:
    assert hjemtag("byg")[0] == 0
    return {navn: hjemtag("udtraek", navn)[1] for navn in UDTRAEK}


def familie() -> Tabeller:
    """A mother with two children at home; each child costs 60.000 a month of 2022, together above limit 1."""
    return {
        "person": [person(MOR, "1980-02-02"), person(SOEN, "2011-03-03"), person(DATTER, "2012-04-04")],
        "adresse": [adresse(cpr, "7") for cpr in (MOR, SOEN, DATTER)],
        "relation": [relation(barn, MOR, fra="2012-04-04") for barn in (SOEN, DATTER)],
        "postering": [
            postering(barn, "720000.00", "2022-01-01", "2022-12-31", paragraf="52", bilagsnr=barn[-4:])
            for barn in (SOEN, DATTER)
        ],
    }


def test_tidligere_aars_refusion_er_den_samme_naar_en_foraelder_er_borte(
    hjemtag: Hjemtag, tmp_path: Path
) -> None:
    """The mother leaves the CPR files, and with her every row that names her."""
    tabeller = familie()
    foer = byg_med(hjemtag, tmp_path / "1", tabeller)
    # (1.440.000 − 860.000) × 25 % for the two as one household; each alone is below limit 1
    assert [(r["cprnumre"], r["refusion"]) for r in raekker(foer["sde"])] == [
        (f"{SOEN},{DATTER}", "145000.00")
    ]
    uden = {
        "person": tabeller["person"][1:],
        "adresse": tabeller["adresse"][1:],
        "relation": [relation(SOEN, VOKSEN)],  # a row for the file's sake; the adult lives elsewhere
    }
    efter = byg_med(hjemtag, tmp_path / "2", uden, "dato = 2024-01-01\n")
    assert efter == foer


def test_naar_alt_er_fortrudt_er_udtraekkene_tomme(hjemtag: Hjemtag, tmp_path: Path) -> None:
    foer = byg_med(hjemtag, tmp_path / "1", familie())
    assert all(len(raekker(tekst)) > 0 for tekst in foer.values())
    assert hjemtag("leverance", "fortryd", "L000001")[0] == 0
    efter = byg_og_udtraek(hjemtag)
    assert {navn: tekst.splitlines() for navn, tekst in efter.items()} == {
        navn: tekst.splitlines()[:1] for navn, tekst in foer.items()
    }


def test_maanederne_summer_til_aaret_til_oeren(hjemtag: Hjemtag, tmp_path: Path) -> None:
    """Periods that break months leave fractions of an øre in every one of them."""
    skaeve = [
        postering(VOKSEN, "1000000.01", "2022-01-10", "2022-12-20"),
        postering(VOKSEN, "99999.99", "2022-02-03", "2022-09-27"),
        postering(VOKSEN, "-7777.77", "2022-01-31", "2022-11-01"),
    ]
    tabeller = {
        "person": [person(VOKSEN, "1980-01-01")],
        "adresse": [adresse(VOKSEN, "1")],
        "postering": skaeve,
    }
    udtraek = byg_med(hjemtag, tmp_path / "1", tabeller)
    (aaret,) = raekker(udtraek["sde"])
    summer: dict[str, Decimal] = defaultdict(Decimal)
    for maaned in raekker(udtraek["sde_maaned"]):
        for kolonne in ("bruttoudgift", "nettoudgift", "refusion"):
            summer[kolonne] += Decimal(maaned[kolonne])
    assert summer == {kolonne: Decimal(aaret[kolonne]) for kolonne in summer}
    assert summer["nettoudgift"] == Decimal("1092222.23")


def test_tekst_som_excel_ikke_kan_rumme_kommer_med_i_regnearket(hjemtag: Hjemtag, tmp_path: Path) -> None:
    """A control character and 40.000 characters; the CSV and parquet files hold them whole."""
    bilag = ["=1+1", "NUL\x00her", "x" * 40_000]
    tabeller = {
        "person": [person(VOKSEN, "1980-01-01")],
        "adresse": [adresse(VOKSEN, "1")],
        "postering": [
            postering(VOKSEN, "100.00", "2022-01-01", "2022-01-31", bilagsnr=nr) for nr in sorted(bilag)
        ],
    }
    byg_med(hjemtag, tmp_path / "1", tabeller)
    for endelse in ("xlsx", "csv", "parquet"):
        assert hjemtag("udtraek", "sde_grundlag", "--ud", tmp_path / f"ud.{endelse}")[0] == 0
    ark = openpyxl.load_workbook(tmp_path / "ud.xlsx").active
    assert ark is not None
    i_arket = [raekke[6] for raekke in ark.iter_rows(min_row=2)]
    assert [celle.value for celle in i_arket] == ["=1+1", "NUL\ufffdher", "x" * 32_767]
    assert {celle.data_type for celle in i_arket} == {"s"}
    assert pq.read_table(tmp_path / "ud.parquet")["bilagsnr"].to_pylist() == sorted(bilag)


@pytest.mark.parametrize("aar", ["0", "99999", "10000", "-5", "næste"])
@pytest.mark.parametrize("verbum", [("udtraek", "sde"), ("sats", "list")])
def test_et_aarstal_der_ikke_er_et_aviser_med_en_saetning(
    hjemtag: Hjemtag, verbum: tuple[str, ...], aar: str
) -> None:
    kode, ud, fejl = hjemtag(*verbum, f"--aar={aar}")
    assert (kode, ud) == (1, "")
    assert fejl.startswith("hjemtag: --aar")
    assert "Uventet" not in fejl


def test_en_raekke_med_samme_noegle_som_en_der_bryder_kontrakten_er_ogsaa_i_karantaene(
    hjemtag: Hjemtag, tmp_path: Path
) -> None:
    raekker_ = [postering(VOKSEN, beloeb, bilagsnr="B1") for beloeb in ("1234.50", "1.234,50")]
    mappe = skriv_mappe(tmp_path / "1", {"postering": [*raekker_, postering(VOKSEN, "1.00", bilagsnr="B2")]})
    kode, ud, _ = hjemtag("indlaes", mappe)
    assert kode == 2
    assert "1 række accepteret" in ud
    assert "2 rækker er i karantæne" in ud
