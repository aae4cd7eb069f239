"""The command line as a user meets it: exit codes, sentences, JSON, one line on errors, nothing half-written."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine import kommando
from engine.indlaesning import landing
from engine.indstillinger import Indstillinger, laes_indstillinger
from tests.lager_hjaelp import adresse, andet_job, byg_fra, person, postering
from tests.refusion.leverancer import skriv_mappe
from tests.repo import ROD

VOKSEN = "6101800001"
FORMEL = "=1+1"
KODEORD = "en-lang-adgangskode"


@dataclass
class Koersel:
    kode: int
    ud: str
    fejl: str

    @property
    def json(self) -> Any:
        return json.loads(self.ud)

    @property
    def raekker(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.ud), delimiter=";"))


Hjemtag = Callable[..., Koersel]


@pytest.fixture
def hjem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data directory that the environment names; no other setting is said."""
    for navn in [n for n in os.environ if n.startswith("HJEMTAG_")]:
        monkeypatch.delenv(navn)
    monkeypatch.setenv("HJEMTAG_HJEM", str(tmp_path / "hjem"))
    return tmp_path / "hjem"


@pytest.fixture
def hjemtag(hjem: Path, capsys: pytest.CaptureFixture[str]) -> Hjemtag:
    def koer(*led: object) -> Koersel:
        capsys.readouterr()
        kode = kommando.main([str(del_) for del_ in led])
        skrevet = capsys.readouterr()
        return Koersel(kode, skrevet.out, skrevet.err)

    return koer


@pytest.fixture
def uden_gx(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same rules without Great Expectations' seconds; that they are the same is proved elsewhere."""
    oprindelig = landing.indlaes
    monkeypatch.setattr(landing, "indlaes", lambda *a, **k: oprindelig(*a, **(k | {"gx": False})))


def _tabeller() -> dict[str, list[dict[str, str]]]:
    """One person at § 107 with 100.000 kr. each month of 2022, and 20.000 kr. already brought home.

    A month is 100.000; limit 1 of 2022 is 860.000 / 12; 25 % of what is above: 12 months of it are
    (1.200.000 − 860.000) * 0,25 = 85.000,00.
    """
    maaneder = [
        postering(VOKSEN, "100000.00", f"2022-{m:02d}-01", f"2022-{m:02d}-28", bilagsnr=f"B{m:02d}")
        for m in range(1, 13)
    ]
    maaneder[0]["bilagsnr"] = FORMEL
    hjemtaget = {
        "ordning": "sde",
        "regnskabsaar": "2022",
        "loebenr": "1",
        "cpr": VOKSEN,
        "beloeb": "20000.00",
    }
    return {
        "person": [person(VOKSEN, "1980-01-01")],
        "adresse": [adresse(VOKSEN, "1")],
        "postering": maaneder,
        "hjemtaget": [hjemtaget],
    }


@pytest.fixture(scope="module")
def bygget(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with one delivery and its warehouse, to be copied."""
    mappe = tmp_path_factory.mktemp("kommando")
    hjem = mappe / "hjem"
    hjem.mkdir()
    ind = Indstillinger(hjem=hjem, database_url=f"sqlite:///{hjem / 'sager.db'}")
    byg_fra(ind, datetime(2026, 1, 15, 8, 0, tzinfo=UTC), [skriv_mappe(mappe / "leverance", _tabeller())])
    (hjem / "hjemtag.toml").write_text('kommune = "0860"\n', encoding="utf-8")
    return hjem


@pytest.fixture
def lager(bygget: Path, hjem: Path) -> Path:
    shutil.copytree(bygget, hjem, dirs_exist_ok=True)
    return hjem


def _en_linje(tekst: str) -> bool:
    return tekst.startswith("hjemtag: ") and tekst.count("\n") == 1 and tekst.endswith("\n")


# --- usage ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("led", "hvad"),
    [
        ([], "Der mangler VERBUM"),
        (["flyv"], "VERBUM kan ikke være 'flyv'"),
        (["udtraek"], "Der mangler NAVN"),
        (["udtraek", "sde", "--aar", "hest"], "'hest' er ikke et årstal som 2025"),
        (["demo", "--ud", "x", "--froe", "hest"], "--froe skal være et helt tal"),
        (["udtraek", "sde", "--ud"], "--ud mangler sin værdi"),
        (["udtraek", "sde", "--pr", "31-12-2025"], "'31-12-2025' er ikke en dato som 2025-12-31"),
        (["byg", "nu"], "Kender ikke nu"),
        (["byg", "--hurtigt"], "Kender ikke --hurtigt"),
        (["demo", "--ud", "x", "--borgere", "0"], "'0' er ikke et helt tal over 0"),
        (["leverance", "slet"], "kan ikke være 'slet'"),
        (["leverance", "fortryd"], "hvilken leverance"),
        (["bruger", "opret"], "brugerens navn"),
        (["sats", "saet"], "--kilde"),
        (["sats", "bekraeft", "sidste"], "NUMMER"),
        (["udtraek", "findes_ikke"], "sde_grundlag"),
        (["indlaes", "findes-ikke"], "findes ikke"),
        (["nat", "findes-ikke"], "findes ikke"),
        (["ret", "findes-ikke"], "kan ikke læses"),
    ],
)
def test_en_forkert_kommando_er_en_linje_og_kode_1(hjemtag: Hjemtag, led: list[str], hvad: str) -> None:
    svar = hjemtag(*led)
    assert svar.kode == 1
    assert _en_linje(svar.fejl)
    assert hvad in svar.fejl
    assert svar.ud == ""


def test_en_forkert_kommando_med_json_er_et_json_dokument(hjemtag: Hjemtag) -> None:
    svar = hjemtag("udtraek", "sde", "--aar", "hest", "--json")
    assert svar.kode == 1
    assert "--aar" in svar.json["fejl"]


@pytest.mark.parametrize("verbum", sorted(kommando._fortolker()._subparsers._group_actions[0].choices))
def test_hvert_verbum_har_hjaelp_paa_dansk(verbum: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as slut:
        kommando.main([verbum, "--help"])
    hjaelp = capsys.readouterr().out
    assert slut.value.code == 0
    assert hjaelp.startswith(f"brug: hjemtag {verbum}")
    assert "vis denne hjælp" in hjaelp
    for engelsk in ("usage", "optional", "positional", "show this"):
        assert engelsk not in hjaelp


# --- an empty data directory ------------------------------------------------------------------------------

TOMT = [
    (["byg"], 0),
    (["kontrol"], 0),
    (["leverance"], 0),
    (["leverance", "list"], 0),
    (["leverance", "fortryd", "L000001"], 1),
    (["generation"], 0),
    (["generation", "tilbage"], 1),
    (["udtraek", "sde"], 1),
    (["udtraek", "sde_maaned"], 1),
    (["udtraek", "sde_grundlag"], 1),
    (["sats"], 0),
    (["sats", "bekraeft", "1", "--bruger", "anna"], 1),
    (["bruger", "list"], 0),
    (["bruger", "deaktiver", "anna"], 1),
    (["log", "efterproev"], 0),
    (["log", "anker"], 0),
    (["sikkerhedskopi"], 0),
    (["sikkerhedskopi", "--efterproev", "findes-ikke.zip"], 1),
    (["gendan", "findes-ikke.zip"], 1),
    (["oprydning"], 0),
    (["oprydning", "--udfoer"], 0),
    (["migrer"], 0),
]


@pytest.mark.parametrize(("led", "kode"), TOMT)
def test_et_tomt_datakatalog_svares_der_paa_i_en_saetning(
    hjemtag: Hjemtag, led: list[str], kode: int
) -> None:
    svar = hjemtag(*led)
    assert svar.kode == kode
    assert (svar.ud if kode == 0 else svar.fejl).strip()
    assert "Traceback" not in svar.fejl


@pytest.mark.parametrize(("led", "kode"), TOMT)
def test_json_er_et_dokument_ogsaa_naar_der_intet_er(hjemtag: Hjemtag, led: list[str], kode: int) -> None:
    svar = hjemtag(*led, "--json")
    assert svar.kode == kode
    assert ("fejl" in svar.json) is (kode == 1)


def test_et_tomt_datakatalog_siger_hvad_man_kan_goere(hjemtag: Hjemtag) -> None:
    assert "hjemtag indlaes" in hjemtag("byg").ud
    assert "hjemtag byg" in hjemtag("udtraek", "sde").fejl


# --- errors --------------------------------------------------------------------------------------------------


def test_en_uventet_fejl_er_en_linje_uden_persondata(
    hjemtag: Hjemtag, monkeypatch: pytest.MonkeyPatch
) -> None:
    def vaelter(*_: object) -> kommando.Svar:
        raise KeyError(f"{VOKSEN} Fiktiva Opdigtet")

    monkeypatch.setattr(kommando, "byg", vaelter)
    svar = hjemtag("byg")
    assert svar.kode == 1
    assert _en_linje(svar.fejl)
    assert "KeyError i test_kommando.py:" in svar.fejl
    assert VOKSEN not in svar.fejl


def test_et_utilgaengeligt_sagslager_er_en_linje_uden_adgangskode(
    hjemtag: Hjemtag, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HJEMTAG_DATABASE_URL", "postgresql+psycopg://app:hemmeligt@127.0.0.1:1/sager")
    svar = hjemtag("bruger", "list")
    assert svar.kode == 1
    assert _en_linje(svar.fejl)
    assert "hemmeligt" not in svar.fejl


@pytest.mark.parametrize(
    ("toml", "hvad"),
    [
        ("kommune = 860\n", "fire cifre"),
        ("kommun = '0860'\n", "ukendte indstillinger: kommun"),
        ("kommune = \n", "kan ikke læses som TOML"),
    ],
)
def test_en_forkert_indstilling_naevnes(hjemtag: Hjemtag, hjem: Path, toml: str, hvad: str) -> None:
    hjem.mkdir()
    (hjem / "hjemtag.toml").write_text(toml, encoding="utf-8")
    svar = hjemtag("byg")
    assert svar.kode == 1
    assert _en_linje(svar.fejl)
    assert hvad in svar.fejl


def test_et_job_ad_gangen(hjemtag: Hjemtag, lager: Path, tmp_path: Path) -> None:
    with andet_job(laes_indstillinger()):
        for led in (
            ["byg"],
            ["indlaes", tmp_path],
            ["leverance", "fortryd", "L000001"],
            ["generation", "tilbage"],
        ):
            svar = hjemtag(*led)
            assert svar.kode == 1
            assert "Et andet job arbejder" in svar.fejl
            assert _en_linje(svar.fejl)
    assert hjemtag("leverance", "--json").json["leverancer"][0]["fortrudt"] is None


# --- data in and built ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("uden_gx")
def test_egne_data_kraever_at_kommunen_er_sagt(
    hjemtag: Hjemtag, hjem: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mappe = skriv_mappe(tmp_path / "lev", _tabeller())
    svar = hjemtag("indlaes", mappe)
    assert svar.kode == 1
    assert "HJEMTAG_KOMMUNE" in svar.fejl
    assert hjemtag("leverance", "--json").json == {"leverancer": []}
    monkeypatch.setenv("HJEMTAG_KOMMUNE", "0860")
    svar = hjemtag("indlaes", mappe)
    assert (svar.kode, svar.fejl.count("Traceback")) == (0, 0)
    assert "15 rækker accepteret" in svar.ud
    assert "allerede indlæst" in hjemtag("indlaes", mappe).ud


@pytest.mark.usefixtures("uden_gx")
def test_raekker_i_karantaene_giver_kode_2_ogsaa_foer_bygningen(
    hjemtag: Hjemtag, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HJEMTAG_KOMMUNE", "0860")
    tabeller = _tabeller()
    tabeller["postering"].append(postering(VOKSEN, "1.234,50", "2022-01-01", "2022-01-31"))
    svar = hjemtag("indlaes", skriv_mappe(tmp_path / "lev", tabeller))
    assert svar.kode == 2
    assert "1 række er i karantæne" in svar.ud
    foer = hjemtag("kontrol")
    assert foer.kode == 2
    assert "Indlæst, men ikke bygget" in foer.ud
    assert "L000001 postering: 13 rækker, 12 accepteret, 1 i karantæne, 0 dubletter" in foer.ud
    assert hjemtag("byg").kode == 0
    efter = hjemtag("kontrol", "--json")
    assert efter.kode == 2
    assert efter.json["ikke_bygget"] == []
    (postering_,) = [t for t in efter.json["tabeller"] if t["tabel"] == "postering"]
    assert (postering_["raekker"], postering_["karantaene"]) == (13, 1)


@pytest.mark.usefixtures("uden_gx")
def test_en_afvist_leverance_lander_slet_ikke(
    hjemtag: Hjemtag, hjem: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HJEMTAG_KOMMUNE", "0860")
    tabeller = _tabeller()
    for raekke in tabeller["person"]:
        del raekke["foedselsdato"]
    svar = hjemtag("indlaes", skriv_mappe(tmp_path / "lev", tabeller))
    assert svar.kode == 1
    assert _en_linje(svar.fejl.splitlines(keepends=True)[-1])
    assert "foedselsdato" in svar.fejl
    assert hjemtag("leverance", "--json").json == {"leverancer": []}


@pytest.mark.usefixtures("uden_gx")
def test_natkoerslen_indlaeser_bygger_og_siger_hvad_der_er_nyt(
    hjemtag: Hjemtag, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HJEMTAG_KOMMUNE", "0860")
    skriv_mappe(tmp_path / "ind" / "leverance-2022-12-31", _tabeller(), 'dato = "2022-12-31"\n')
    svar = hjemtag("nat", tmp_path / "ind")
    assert svar.kode == 0
    assert "65.000 kr. mangler at blive hjemtaget." in svar.ud
    hjemtaget = {"ordning": "sde", "regnskabsaar": "2022", "loebenr": "2", "cpr": VOKSEN, "beloeb": "5000.00"}
    skriv_mappe(
        tmp_path / "ind" / "leverance-2023-01-31", {"hjemtaget": [hjemtaget]}, 'dato = "2023-01-31"\n'
    )
    igen = hjemtag("nat", tmp_path / "ind", "--json")
    assert igen.kode == 0
    assert (igen.json["difference_oere"], igen.json["difference_nyt_oere"]) == (6_000_000, -500_000)
    assert [lev["allerede"] for lev in igen.json["leverancer"]] == [True, False]


@pytest.mark.usefixtures("uden_gx")
def test_en_fortrudt_leverance_er_vaek_efter_naeste_bygning(
    hjemtag: Hjemtag, lager: Path, tmp_path: Path
) -> None:
    ny = {
        "hjemtaget": [
            {"ordning": "sde", "regnskabsaar": "2022", "loebenr": "9", "cpr": VOKSEN, "beloeb": "1.00"}
        ]
    }
    assert hjemtag("indlaes", skriv_mappe(tmp_path / "ny", ny)).kode == 0
    assert hjemtag("byg").kode == 0
    assert hjemtag("udtraek", "sde").raekker[0]["difference"] == "64999.00"
    svar = hjemtag("leverance", "fortryd", "L000002")
    assert svar.kode == 0
    assert "FORTRUDT" in hjemtag("leverance").ud
    assert hjemtag("byg").kode == 0
    assert hjemtag("udtraek", "sde").raekker[0]["difference"] == "65000.00"
    assert hjemtag("leverance", "fortryd", "L000009").kode == 1


def test_generation_tilbage(hjemtag: Hjemtag, lager: Path) -> None:
    svar = hjemtag("generation", "tilbage")
    assert svar.kode == 1
    assert "g000001" in svar.fejl
    assert hjemtag("byg").kode == 0
    assert hjemtag("generation", "tilbage", "--json").json == {"generation": "g000001"}
    i_brug = {g["generation"]: g["i_brug"] for g in hjemtag("generation", "--json").json["generationer"]}
    assert i_brug == {"g000002": False, "g000001": True}


def test_kontrol_viser_kontrakter_kontroller_og_afstemning(hjemtag: Hjemtag, lager: Path) -> None:
    svar = hjemtag("kontrol")
    assert svar.kode == 0
    assert "L000001 postering: 12 rækker, 12 accepteret, 0 i karantæne, 0 dubletter" in svar.ud
    assert "1.200.000,00 kr." in svar.ud
    data = hjemtag("kontrol", "--json").json
    assert sum(a["beloeb_oere"] for a in data["afstemning"]) == 120_000_000
    assert {"navn", "status", "antal", "kroner_oere", "besked"} <= set(data["kontroller"][0])


# --- extracts ----------------------------------------------------------------------------------------------


def test_udtraek_sde_paa_stdout(hjemtag: Hjemtag, lager: Path) -> None:
    svar = hjemtag("udtraek", "sde", "--aar", "2022")
    assert svar.kode == 0
    (sag,) = svar.raekker
    assert (sag["cprnumre"], sag["lov"], sag["sagstype"]) == (VOKSEN, "SEL176", "person")
    assert (sag["bruttoudgift"], sag["refusion_trin1"], sag["refusion"]) == (
        "1200000.00",
        "85000.00",
        "85000.00",
    )
    assert (sag["hjemtaget"], sag["difference"]) == ("20000.00", "65000.00")
    assert "g000001" in svar.fejl


def test_udtraek_med_json_er_et_dokument_med_raekkerne(hjemtag: Hjemtag, lager: Path) -> None:
    data = hjemtag("udtraek", "sde_maaned", "--json").json
    assert (data["raekker"], len(data["indhold"])) == (12, 12)
    assert {r["refusion"] for r in data["indhold"]} == {"7083.33", "7083.34"}
    assert data["generation"] == "g000001"


@pytest.mark.parametrize("aar", ["1999", "2030"])
def test_et_aar_uden_graenser_naevner_parameteren(hjemtag: Hjemtag, lager: Path, aar: str) -> None:
    svar = hjemtag("udtraek", "sde", "--aar", aar)
    assert svar.kode == 1
    assert _en_linje(svar.fejl)
    assert "cro_graense1_sel176" in svar.fejl
    assert svar.ud == ""


def test_udtraek_til_csv_xlsx_og_parquet_er_det_samme(hjemtag: Hjemtag, lager: Path, tmp_path: Path) -> None:
    import openpyxl
    import pyarrow.parquet as pq

    paa_stdout = hjemtag("udtraek", "sde_grundlag").raekker
    for endelse in ("csv", "xlsx", "parquet"):
        svar = hjemtag("udtraek", "sde_grundlag", "--ud", tmp_path / f"g.{endelse}")
        assert svar.kode == 0
        assert "12 rækker er skrevet" in svar.ud
    with (tmp_path / "g.csv").open(encoding="utf-8", newline="") as fil:
        assert list(csv.DictReader(fil, delimiter=";")) == paa_stdout
    hoved, *celler = openpyxl.load_workbook(tmp_path / "g.xlsx").active.iter_rows()
    navne = [c.value for c in hoved]
    assert navne == list(paa_stdout[0])
    i_ark = dict(zip(navne, celler[0], strict=True))
    assert (i_ark["bilagsnr"].value, i_ark["bilagsnr"].data_type) == (FORMEL, "s")
    assert i_ark["beloeb_andel"].value == 100_000
    tabel = pq.read_table(tmp_path / "g.parquet").to_pylist()
    # In CSV a spreadsheet must not run it; the others have it as it is.
    assert [r["bilagsnr"] for r in paa_stdout] == [f"'{FORMEL}", *(r["bilagsnr"] for r in tabel[1:])]
    assert tabel[0]["bilagsnr"] == FORMEL
    som_json = hjemtag("udtraek", "sde_grundlag", "--json").json["indhold"]
    assert [r["bilagsnr"] for r in som_json] == [r["bilagsnr"] for r in tabel]
    assert sum(r["beloeb_andel"] for r in tabel) == Decimal("1200000.00")


def test_et_udtraek_der_ikke_kan_skrives_efterlader_intet(
    hjemtag: Hjemtag, lager: Path, tmp_path: Path
) -> None:
    for sti in (tmp_path / "findes-ikke" / "a.csv", tmp_path / "a.pdf"):
        svar = hjemtag("udtraek", "sde", "--ud", sti)
        assert svar.kode == 1
        assert _en_linje(svar.fejl)
    assert not list(tmp_path.glob("*a.*"))


def test_udtraek_med_cpr_logges_med_formaal(hjemtag: Hjemtag, lager: Path) -> None:
    from engine.resultater.kontekst import sagslager
    from engine.sager import tabeller
    from engine.sager.lager import raekker

    hjemtag("udtraek", "sde", "--formaal", "Månedens indberetning")
    with sagslager(laes_indstillinger().database_url).laes() as con:
        logget = list(raekker(con, tabeller.log.select().order_by(tabeller.log.c.nr)))
    assert [(r["handling"], r["genstand"], r["formaal"]) for r in logget][-1] == (
        "udtraek",
        "sde",
        "Månedens indberetning",
    )
    svar = hjemtag("log", "efterproev", "--json")
    assert (svar.kode, svar.json["hel"]) == (0, True)


# --- corrections, law values, users ------------------------------------------------------------------------------


def _flyt(**aendret: Any) -> str:
    noegle = {"kilde": "opus", "regnskabsaar": 2022, "bilagsnr": FORMEL, "linjenr": 1}
    rettelse = {
        "type": "flyt_periode",
        "noegle": noegle,
        "nyt": {"periode_fra": "2022-02-01", "periode_til": "2022-02-28"},
        "begrundelse": "Fakturaen gælder februar",
        "bruger": "anna",
    }
    return json.dumps(rettelse | aendret, ensure_ascii=False)


def test_ret_virker_straks_og_kan_fortrydes(hjemtag: Hjemtag, lager: Path, tmp_path: Path) -> None:
    """January empties and February holds 200.000 kr., above all three limits (a twelfth of 860.000, 1.680.000
    and 2.120.000): 68.333,33 * 0,25 + 36.666,67 * 0,50 + 23.333,33 * 0,75 = 52.916,67. Ten months at 7.083,33
    are left: 123.750,00 in all."""
    fil = tmp_path / "ret.jsonl"
    fil.write_text(_flyt() + "\n", encoding="utf-8")
    svar = hjemtag("ret", fil)
    assert svar.kode == 0
    assert "1 rettelse er gemt" in svar.ud
    assert hjemtag("udtraek", "sde").raekker[0]["refusion"] == "123750.00"
    flyttet = [r for r in hjemtag("udtraek", "sde_grundlag").raekker if r["bilagsnr"] == f"'{FORMEL}"]
    assert [(r["maaned"], r["periode_kilde"]) for r in flyttet] == [("2022-02", "rettet")]
    (nr,) = hjemtag("ret", fil, "--json").json["haendelser"]
    fil.write_text(_flyt(type="fortryd", noegle={"haendelse": nr}, nyt={}), encoding="utf-8")
    assert hjemtag("ret", fil).kode == 0


def test_ret_over_graensen_siger_hvad_der_venter(hjemtag: Hjemtag, lager: Path, tmp_path: Path) -> None:
    """The one who runs the command is the second person; with fire_oejne_ret the line must name another."""
    fil, toml = tmp_path / "ret.jsonl", lager / "hjemtag.toml"
    grund = toml.read_text(encoding="utf-8") if toml.exists() else ""
    toml.write_text(f"fire_oejne_graense_kr = 50000\n{grund}", encoding="utf-8")
    fil.write_text(_flyt(), encoding="utf-8")
    svar = hjemtag("ret", fil, "--json").json
    assert (len(svar["haendelser"]), svar["venter"]) == (1, [])
    assert hjemtag("udtraek", "sde").raekker[0]["refusion"] == "123750.00"
    toml.write_text(f"fire_oejne_graense_kr = 50000\nfire_oejne_ret = true\n{grund}", encoding="utf-8")
    (nr,) = svar["haendelser"]
    fil.write_text(_flyt(type="fortryd", noegle={"haendelse": nr}, nyt={}), encoding="utf-8")
    svar = hjemtag("ret", fil)
    assert svar.kode == 0
    assert "1 rettelse over 50.000 kr. venter på, at en anden godkender" in svar.ud
    assert hjemtag("udtraek", "sde").raekker[0]["refusion"] == "123750.00"
    fil.write_text(
        _flyt(type="fortryd", noegle={"haendelse": nr}, nyt={}, godkendt_af="ole"), encoding="utf-8"
    )
    assert hjemtag("ret", fil).kode == 0
    assert hjemtag("udtraek", "sde").raekker[0]["refusion"] == "85000.00"
    for forkert in ("fire_oejne_graense_kr = -1", 'fire_oejne_graense_kr = "50000"', "fire_oejne_dage = 0"):
        toml.write_text(f"{forkert}\n{grund}", encoding="utf-8")
        assert hjemtag("ret", fil).kode == 1


def test_ret_afvises_som_en_helhed(hjemtag: Hjemtag, lager: Path, tmp_path: Path) -> None:
    fil = tmp_path / "ret.jsonl"
    ukendt = {"kilde": "opus", "regnskabsaar": 2022, "bilagsnr": "FINDES-IKKE", "linjenr": 1}
    for forkert in (_flyt(noegle=ukendt), _flyt(begrundelse=""), _flyt(type="slet"), "{"):
        fil.write_text(f"{_flyt()}\n{forkert}\n", encoding="utf-8")
        svar = hjemtag("ret", fil)
        assert svar.kode == 1
        assert _en_linje(svar.fejl)
    assert hjemtag("udtraek", "sde").raekker[0]["refusion"] == "85000.00"


def _saet(hjemtag: Hjemtag, parameter: str, **valg: str) -> Koersel:
    grund = {
        "fra": "2027-01-01",
        "til": "2027-12-31",
        "vaerdi": "1010000",
        "kilde": "Ministeriets satser 2027",
    }
    alle = grund | {"begrundelse": "Nyt år", "bruger": "anna"} | valg
    return hjemtag("sats", "saet", parameter, *(f"--{n}={v}" for n, v in alle.items()))


def test_en_sats_gaelder_naar_en_anden_har_bekraeftet(hjemtag: Hjemtag) -> None:
    svar = _saet(hjemtag, "cro_graense1_sel176")
    assert svar.kode == 0
    assert "sats bekraeft 1 --bruger NAVN" in svar.ud
    assert (
        "Forslag 1: cro_graense1_sel176 = 1.010.000 fra 01.01.2027, foreslået af anna"
        in hjemtag("sats", "list").ud
    )
    egen = hjemtag("sats", "bekraeft", "1", "--bruger", "anna")
    assert egen.kode == 1
    assert "dit eget forslag" in egen.fejl
    foer = hjemtag("sats", "list", "cro_graense1_sel176", "--aar", "2027", "--json").json["satser"]
    assert all(r["vaerdi"] is None for r in foer)
    assert hjemtag("sats", "bekraeft", "1", "--bruger", "bent").kode == 0
    efter = hjemtag("sats", "list", "cro_graense1_sel176", "--aar", "2027", "--json").json["satser"]
    assert [(r["vaerdi"], r["status"]) for r in efter if r["parameter"] == "cro_graense1_sel176"] == [
        ("1010000", "lokal")
    ]
    assert hjemtag("sats", "bekraeft", "1", "--bruger", "carl").kode == 1


@pytest.mark.parametrize(
    ("parameter", "valg", "hvad"),
    [
        ("findes_ikke", {}, "ingen lovparameter med navnet 'findes_ikke'"),
        ("cro_graense1_sel176", {"vaerdi": "1.010,00"}, "er ikke et tal"),
        ("cro_graense1_sel176", {"fra": "2022-01-01", "til": "2022-12-31"}, "cro_graense1_sel176"),
        ("cro_graense1_sel176", {"kilde": ""}, "--kilde"),
    ],
)
def test_en_forkert_sats_afvises(hjemtag: Hjemtag, parameter: str, valg: dict[str, str], hvad: str) -> None:
    svar = _saet(hjemtag, parameter, **valg)
    assert svar.kode == 1
    assert _en_linje(svar.fejl)
    assert hvad in svar.fejl
    assert hjemtag("sats", "--json").json["forslag"] == []


def test_en_lovpakke_gaar_fra_den_ene_til_den_anden(hjemtag: Hjemtag, tmp_path: Path) -> None:
    fil = tmp_path / "satser.json"
    assert "ingen lovværdier" in hjemtag("sats", "udgiv", "Satser", "--udgiver=Nordby", f"--fil={fil}").fejl
    assert not fil.exists()
    _saet(hjemtag, "cro_graense1_sel176")
    hjemtag("sats", "bekraeft", "1", "--bruger", "bent")
    udgivet = hjemtag("sats", "udgiv", "Satser", "--udgiver=Nordby", f"--fil={fil}", "--json").json
    assert udgivet["vaerdier"] == 1
    vist = hjemtag("sats", "indlaes", str(fil), "--json").json
    assert (vist["udfald"], vist["forslag"]) == (["samme"], [])
    assert vist["fingeraftryk"] == udgivet["fingeraftryk"]
    fil.write_text(fil.read_text().replace("Nordby", "Sydby"))
    forkert = hjemtag("sats", "indlaes", str(fil))
    assert (forkert.kode, "ikke en lovpakke" in forkert.fejl) == (1, True)


def test_satser_skrives_paa_dansk(hjemtag: Hjemtag) -> None:
    ud = hjemtag("sats", "list", "satsreguleringsprocent", "--aar", "2023").ud
    assert "satsreguleringsprocent: 2,7 pct., fra 01.01.2023 til 31.12.2023 [bekraeftet]" in ud
    assert "barnets_lov_fra: ja, fra 01.01.2024" in hjemtag("sats", "list", "barnets_lov_fra").ud
    assert "moms_positivliste: MANGLER" in hjemtag("sats", "list", "moms_positivliste").ud


def test_en_bruger_oprettes_med_adgangskode_fra_stdin(
    hjemtag: Hjemtag, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opret(rolle: str, kodeord: str) -> Koersel:
        monkeypatch.setattr(sys, "stdin", io.StringIO(kodeord))
        return hjemtag("bruger", "opret", "hanne", "--rolle", rolle)

    for rolle, kodeord, hvad in (
        ("administrator", "", "stdin"),
        ("administrator", "kort\n", "12 tegn"),
        ("konge", f"{KODEORD}\n", "administrator"),
    ):
        svar = opret(rolle, kodeord)
        assert (svar.kode, _en_linje(svar.fejl), hvad in svar.fejl) == (1, True, True)
    assert hjemtag("bruger", "list", "--json").json == {"brugere": []}
    assert opret("administrator", f"{KODEORD}\n").kode == 0
    assert opret("leder", f"{KODEORD}\n").kode == 1
    (hanne,) = hjemtag("bruger", "list", "--json").json["brugere"]
    assert (hanne["navn"], hanne["rolle"], hanne["aktiv"]) == ("hanne", "administrator", True)
    monkeypatch.setattr(sys, "stdin", io.StringIO("en-helt-anden-adgangskode\n"))
    assert hjemtag("bruger", "kodeord", "hanne").kode == 0
    assert "sidste administrator" in hjemtag("bruger", "deaktiver", "hanne").fejl
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{KODEORD}\n"))
    assert hjemtag("bruger", "opret", "bo", "--rolle", "administrator").kode == 0
    assert hjemtag("bruger", "deaktiver", "hanne").kode == 0
    assert "(lukket)" in hjemtag("bruger", "list").ud


def test_en_brudt_log_giver_kode_1(hjemtag: Hjemtag, lager: Path) -> None:
    import sqlite3

    hjemtag("udtraek", "sde")
    hjemtag("udtraek", "sde_maaned")
    with sqlite3.connect(lager / "sager.db") as con:
        for (navn,) in con.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            con.execute(f'DROP TRIGGER "{navn}"')
        con.execute("UPDATE log SET formaal = 'et andet' WHERE nr = (SELECT min(nr) FROM log)")
    svar = hjemtag("log", "efterproev", "--json")
    assert (svar.kode, svar.json["hel"]) == (1, False)


# --- the app -----------------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="på Windows startes appen som en underproces")
def test_app_bliver_til_webserveren(
    hjemtag: Hjemtag, hjem: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process itself becomes the server: stopping it leaves none behind. Other options are Streamlit's."""
    startet: list[Any] = []

    class Startet(Exception):
        pass

    def start(program: str, led: list[str], miljoe: dict[str, str]) -> None:
        startet.append((program, led, miljoe, Path.cwd()))
        raise Startet

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HJEMTAG_HJEM", "hjem")
    monkeypatch.setattr(os, "execve", start)
    hjemtag("app", "--server.port", "8612", "--", "--server.headless=true")
    ((program, led, miljoe, hvor),) = startet
    assert program == sys.executable
    assert led[1:4] == ["-m", "streamlit", "run"]
    assert Path(led[4]) == ROD / "app.py"
    assert led[5:] == ["--server.port", "8612", "--server.headless=true"]
    assert miljoe["HJEMTAG_HJEM"] == str(hjem)
    assert hvor == ROD


# --- as a process of its own ---------------------------------------------------------------------------------


def _proces(hjem: Path, *led: object, **flere: Any) -> subprocess.CompletedProcess[str]:
    miljoe = {k: v for k, v in os.environ.items() if not k.startswith("HJEMTAG_")}
    miljoe |= {"HJEMTAG_HJEM": str(hjem), "HJEMTAG_KOMMUNE": "0860"}
    kommandolinje = [sys.executable, "-m", "engine", *map(str, led)]
    return subprocess.run(
        kommandolinje, cwd=ROD, env=miljoe, capture_output=True, text=True, timeout=120, **flere
    )


def test_hele_vejen_i_egne_processer(hjem: Path, tmp_path: Path) -> None:
    """indlaes with Great Expectations, byg and udtraek, as a nightly job would run them."""
    tabeller = _tabeller()
    tabeller["person"].append(person("6202800002", "1980-02-30"))
    svar = _proces(hjem, "indlaes", skriv_mappe(tmp_path / "lev", tabeller))
    assert svar.returncode == 2, svar.stderr
    assert "1 række er i karantæne" in svar.stdout
    assert "Great Expectations" in svar.stderr
    assert _proces(hjem, "byg").returncode == 0
    udtraek = _proces(hjem, "udtraek", "sde", "--aar", "2022")
    assert udtraek.returncode == 0
    assert ";85000.00;20000.00;65000.00;" in udtraek.stdout
    kode = _proces(hjem, "bruger", "opret", "hanne", "--rolle", "administrator", input=f"{KODEORD}\n")
    assert kode.returncode == 0, kode.stderr


@pytest.mark.skipif(os.name == "nt", reason="POSIX-rør")
def test_en_laeser_der_gaar_er_ingen_fejl(lager: Path) -> None:
    """`hjemtag udtraek … | head -1` ends without a complaint."""
    miljoe = os.environ | {"HJEMTAG_HJEM": str(lager)}
    kommandolinje = [sys.executable, "-m", "engine", "udtraek", "sde_grundlag"]
    with subprocess.Popen(
        kommandolinje, cwd=ROD, env=miljoe, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as proces:
        assert proces.stdout is not None
        proces.stdout.close()
        assert proces.stderr is not None
        fejl = proces.stderr.read().decode()
        assert proces.wait(timeout=60) == 0, fejl
    assert "Traceback" not in fejl


def test_indstillingerne_ordnes_miljoe_foer_fil_foer_standard(
    lager: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert laes_indstillinger().kommune == "0860"
    monkeypatch.setenv("HJEMTAG_KOMMUNE", "0101")
    assert laes_indstillinger().kommune == "0101"
    assert replace(laes_indstillinger(), kommune=None).generationer_gemt == 3
