"""Landing: whole or not at all, what breaks is set aside, the same delivery twice changes nothing."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pyarrow.parquet as pq
import pytest

from engine.fejl import HjemtagFejl, IndstillingsFejl, LeveranceAfvist
from engine.indlaesning import karantaene, laesere, landing, leverance
from engine.indlaesning.laesere import Kildeoplysning, Raekke
from engine.indlaesning.landing import LeveranceStoppet, aktive, fortryd, indlaes, leverancer
from engine.indstillinger import Indstillinger, laes_indstillinger
from tests.indlaesning.leveringer import ANNA, BO, CAJ, adresse, lever, person, postering


def land(ind: Indstillinger, sti: Path, nu: datetime, **valg: object) -> landing.Leverance:
    resultat = indlaes(ind, sti, nu, gx=False, **valg)[-1]  # type: ignore[arg-type]
    assert resultat.leverance is not None
    return resultat.leverance


def filer_under(mappe: Path) -> set[str]:
    """Everything that a refused delivery must not have added to."""
    return {
        str(f.relative_to(mappe)) for navn in ("landing", "karantaene") for f in (mappe / navn).rglob("*")
    }


def i_karantaene(ind: Indstillinger, lev: landing.Leverance, tabel: str) -> set[tuple[int, str, str | None]]:
    return {
        (r["raekke_nr"], r["regel"], r["kolonne"]) for r in karantaene.laes(ind, lev.id, tabel).to_pylist()
    }


# --- what lands ---------------------------------------------------------------------------------------


def test_en_leverance_lander_typet_med_manifest(ind: Indstillinger, tmp_path: Path, nu: datetime) -> None:
    mappe = lever(
        tmp_path / "l", person=[person(ANNA)], postering=[postering("B1", "1.5", ANNA), postering("B2", "-2")]
    )
    (mappe / "noter.txt").write_text("x")
    lev = land(ind, mappe, nu)
    assert (lev.id, lev.nr, lev.kilde, lev.ukendte_filer) == ("L000001", 1, "l", ("noter.txt",))
    assert lev.dato == date(2022, 3, 15)
    assert lev.modtaget == nu
    tal = lev.tabeller["postering"]
    assert (tal["art"], tal["raekker"], tal["accepteret"], tal["karantaene"], tal["dubletter"]) == (
        "aendring", 2, 2, 0, 0,
    )  # fmt: skip
    assert tal["kroner"] == {"raekker": -50, "accepteret": -50, "karantaene": 0, "dubletter": 0}
    assert lev.tabeller["person"]["kroner"] is None
    assert lev.tabeller["person"]["art"] == "fuld"
    raekker = pq.read_table(lev.parquet("postering")).to_pylist()
    assert [(r["beloeb_oere"], r["bogfoeringsdato"], r["_raekke_nr"]) for r in raekker] == [
        (150, date(2022, 3, 15), 2),
        (-200, date(2022, 3, 15), 3),
    ]
    assert json.loads((lev.mappe / "manifest.json").read_text())["id"] == "L000001"
    assert not list(ind.arbejde.glob("indlaes-*"))


def test_brudte_raekker_saettes_til_side_og_resten_lander(
    ind: Indstillinger, tmp_path: Path, nu: datetime
) -> None:
    raekker = [
        postering("B1"),
        postering("B2", "1.234,50"),
        postering("B3", "1.234"),
        postering("B4", dato="2022-02-30"),
        postering("", cpr=ANNA),
        postering("B6", fra="2022-03-01"),
        postering("B7", fra="2022-03-02", til="2022-03-01"),
        postering("B8", til="2022-03-01"),
        postering("B9", cpr="610180-0001"),
        "opus;2022;skaev",
    ]
    lev = land(ind, lever(tmp_path / "l", postering=raekker), nu)
    brud = i_karantaene(ind, lev, "postering")
    assert {(nr, kolonne) for nr, _, kolonne in brud} == {
        (3, "beloeb"), (4, "beloeb"), (5, "bogfoeringsdato"), (6, "bilagsnr"), (7, "periode_til"),
        (8, "periode_til"), (10, "cpr"), (11, None),
    }  # fmt: skip
    assert (11, "antal_felter", None) in brud
    tal = lev.tabeller["postering"]
    assert (tal["raekker"], tal["accepteret"], tal["karantaene"]) == (10, 2, 8)
    # 1.234,50 and 1.234 are no amounts and the skewed line has none: the seven others are 100 kroner each
    assert tal["kroner"] == {"raekker": 70000, "accepteret": 20000, "karantaene": 50000, "dubletter": 0}
    assert sum(tal["regler"].values()) == 8
    raekke = next(r for r in karantaene.laes(ind, lev.id, "postering").to_pylist() if r["raekke_nr"] == 3)
    assert json.loads(raekke["raekke"])["beloeb"] == "1.234,50"
    assert (raekke["fil"], raekke["linje"]) == ("postering.csv", 3)


def test_resultatet_taeller_karantaenen(ind: Indstillinger, tmp_path: Path, nu: datetime) -> None:
    mappe = lever(tmp_path / "l", postering=[postering("B1", "x"), postering("B2")], person=["forkert"])
    resultat = indlaes(ind, mappe, nu, gx=False)[0]
    assert (resultat.karantaene, resultat.allerede) == (2, False)


def test_ens_raekker_er_dubletter_ogsaa_over_filer(ind: Indstillinger, tmp_path: Path, nu: datetime) -> None:
    mappe = lever(
        tmp_path / "l",
        postering_1=[postering("B1"), postering("B1"), postering("B2", "x"), postering("B2", "x")],
        postering_2=[postering("B1"), postering("B1", "100.0")],
    )
    lev = land(ind, mappe, nu)
    tal = lev.tabeller["postering"]
    # three more of B1 (one written 100.0), and the second of the broken rows
    assert (tal["raekker"], tal["accepteret"], tal["karantaene"], tal["dubletter"]) == (6, 1, 1, 4)
    assert tal["kroner"]["dubletter"] == 30000


def test_samme_noegle_med_forskelligt_indhold_saettes_alle_til_side(
    ind: Indstillinger, tmp_path: Path, nu: datetime
) -> None:
    raekker = [
        postering("B1", "1"),
        postering("B1", "2"),
        postering("B1", "2"),
        postering("B2"),
        postering("B2", "x"),
        postering("B3"),
    ]
    lev = land(ind, lever(tmp_path / "l", postering=raekker), nu)
    assert {(nr, regel) for nr, regel, _ in i_karantaene(ind, lev, "postering")} == {
        (2, "noegle_konflikt"),
        (3, "noegle_konflikt"),
        (5, "noegle_konflikt"),
        (6, "beloeb"),  # nobody knows which of B2's two rows is the right one
    }
    tal = lev.tabeller["postering"]
    assert (tal["accepteret"], tal["dubletter"], tal["regler"]["noegle_konflikt"]) == (1, 1, 3)


def test_en_tom_valgfri_noegledel_er_en_vaerdi(ind: Indstillinger, tmp_path: Path, nu: datetime) -> None:
    mappe = tmp_path / "l"
    mappe.mkdir()
    (mappe / "indkomst.csv").write_text(
        "cpr;maaned;indkomsttype;beloeb;udbetaler_cvr\n"
        f"{ANNA};2022-01;00;1;\n{ANNA};2022-01;00;1;11111111\n{BO};2022-01;00;1;\n{BO};2022-01;00;2;\n"
    )
    lev = land(ind, mappe, nu)
    assert {nr for nr, _, _ in i_karantaene(ind, lev, "indkomst")} == {4, 5}
    assert lev.tabeller["indkomst"]["accepteret"] == 2


def test_loebenr_uden_vaerdi_er_nul(ind: Indstillinger, tmp_path: Path, nu: datetime) -> None:
    raekker = [adresse(ANNA, vej="0001"), adresse(ANNA, loebenr="0", vej="0002"), adresse(ANNA, loebenr="1")]
    lev = land(ind, lever(tmp_path / "l", adresse=raekker), nu)
    assert {nr for nr, _, _ in i_karantaene(ind, lev, "adresse")} == {2, 3}


def test_ukendte_koder_og_kolonner_lander_og_listes(ind: Indstillinger, tmp_path: Path, nu: datetime) -> None:
    mappe = tmp_path / "l"
    mappe.mkdir()
    (mappe / "haendelse.csv").write_text(
        f"cpr;type;fra;farve\n{ANNA};ufo;2022-01-01;blaa\n{BO};returpost;2022-01-01;\n"
    )
    tal = land(ind, mappe, nu).tabeller["haendelse"]
    assert (tal["accepteret"], tal["ukendte_kolonner"]) == (2, ["farve"])


def test_csv_og_parquet_af_samme_tabel_laeses_begge(ind: Indstillinger, tmp_path: Path, nu: datetime) -> None:
    foerst = land(ind, lever(tmp_path / "a", postering=[postering("B1")]), nu)
    mappe = lever(tmp_path / "b", postering=[postering("B2")])
    felter = {n: v for n, v in pq.read_table(foerst.parquet("postering")).to_pydict().items() if n[0] != "_"}
    import pyarrow as pa

    tekst = {n.removesuffix("_oere"): [None if x is None else str(x) for x in v] for n, v in felter.items()}
    pq.write_table(
        pa.table({n: pa.array(v, pa.string()) for n, v in tekst.items()}), mappe / "postering_x.parquet"
    )
    lev = land(ind, mappe, nu)
    assert lev.tabeller["postering"]["accepteret"] == 2
    assert (
        lev.tabeller["postering"]["kroner"]["accepteret"] == 10000 + 1000000
    )  # the parquet says 10000 kroner


@pytest.mark.parametrize("blok", [1, 2, 3, 1000])
def test_blokgraenser_aendrer_intet(ind: Indstillinger, tmp_path: Path, nu: datetime, blok: int) -> None:
    raekker = [postering(f"B{n}", "x" if n % 4 == 3 else "1") for n in range(9)] + [
        "skaev",
        postering("B0", "1"),
    ]
    lev = land(ind, lever(tmp_path / "l", postering=raekker), nu, blok=blok)
    tal = lev.tabeller["postering"]
    assert (tal["raekker"], tal["accepteret"], tal["karantaene"], tal["dubletter"]) == (11, 7, 3, 1)
    assert {nr for nr, _, _ in i_karantaene(ind, lev, "postering")} == {5, 9, 11}


def test_great_expectations_finder_de_samme_raekker(ind: Indstillinger, tmp_path: Path, nu: datetime) -> None:
    raekker = [postering("B1"), postering("B2", "x"), postering("B3", fra="2022-01-01"), postering("", "1,0")]
    mappe = lever(tmp_path / "l", postering=raekker, person=[person(ANNA), person("123")])
    med = indlaes(ind, mappe, nu, gx=True)[0].leverance
    andet = replace(ind, hjem=tmp_path / "andet")
    uden = indlaes(andet, mappe, nu, gx=False)[0].leverance
    assert med is not None
    assert uden is not None
    assert med.tabeller == uden.tabeller
    for tabel in ("postering", "person"):
        assert karantaene.laes(ind, med.id, tabel).equals(karantaene.laes(andet, uden.id, tabel))


def test_gx_alene_kan_saette_en_raekke_til_side(
    ind: Indstillinger, tmp_path: Path, nu: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_af_gx: dict[str, int] = {}

    def gx(stier: dict[str, Path]) -> dict[str, list[landing.Brud]]:
        set_af_gx.update({tabel: pq.read_metadata(sti).num_rows for tabel, sti in stier.items()})
        return {"postering": [landing.Brud(3, "egen_regel", "tekst", "Prøve.")]}

    monkeypatch.setattr(landing.kontrakter, "gx_fejl_flere", gx)
    mappe = lever(tmp_path / "l", postering=[postering(f"B{n}") for n in range(5)])
    lev = indlaes(replace(ind, gx_raekker_max=4), mappe, nu)[0].leverance
    assert lev is not None
    assert set_af_gx == {"postering": 4}
    assert i_karantaene(ind, lev, "postering") == {(3, "egen_regel", "tekst")}


# --- what is refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filnavn", "indhold"),
    [
        ("person.csv", ""),
        ("person.csv", "navn\nAnna\n"),
        ("person.csv", 'cpr;"navn'),
        ("person.parquet", "ikke parquet"),
        ("leverance.toml", "art ="),
        ("leverance.toml", '[postering]\nart = "alt"'),
    ],
)
def test_en_afvist_leverance_efterlader_intet(
    ind: Indstillinger, tmp_path: Path, nu: datetime, filnavn: str, indhold: str
) -> None:
    land(ind, lever(tmp_path / "foer", postering=[postering("B0", "x")]), nu)
    foer = filer_under(ind.hjem)
    mappe = lever(tmp_path / "l", postering=[postering("B1"), postering("B2", "x")])
    (mappe / filnavn).write_text(indhold)
    with pytest.raises(LeveranceAfvist) as fejl:
        indlaes(ind, mappe, nu, gx=False)
    assert filnavn in str(fejl.value)
    assert filer_under(ind.hjem) == foer
    assert not list(ind.arbejde.glob("indlaes-*"))


def test_en_manglende_kolonne_i_blot_en_af_filerne_afviser(
    ind: Indstillinger, tmp_path: Path, nu: datetime
) -> None:
    mappe = lever(tmp_path / "l", person_1=[person(ANNA)])
    (mappe / "person_2.csv").write_text(f"cpr;navn\n{BO};Bo\n")
    with pytest.raises(LeveranceAfvist, match=r"person_2\.csv.*foedselsdato"):
        indlaes(ind, mappe, nu, gx=False)
    assert leverancer(ind) == []


@pytest.mark.parametrize("falder_ved", [1, 2])
def test_et_stop_midt_i_landingen_efterlader_ingen_halv(
    ind: Indstillinger, tmp_path: Path, nu: datetime, monkeypatch: pytest.MonkeyPatch, falder_ved: int
) -> None:
    mappe = lever(tmp_path / "l", postering=[postering("B1", "x"), postering("B2")])
    rigtig, kald = os.rename, iter(range(1, 10))

    def rename(fra: Path, til: Path) -> None:
        if next(kald) == falder_ved:
            raise KeyboardInterrupt
        rigtig(fra, til)

    with monkeypatch.context() as m:
        m.setattr(karantaene.os, "rename", rename)
        with pytest.raises(KeyboardInterrupt):
            indlaes(ind, mappe, nu, gx=False)
    assert leverancer(ind) == []
    lev = land(ind, mappe, nu)
    assert (lev.id, lev.tabeller["postering"]["accepteret"]) == ("L000001", 1)
    assert karantaene.laes(ind, lev.id, "postering").num_rows == 1


# --- the same again, and withdrawn --------------------------------------------------------------------


def test_samme_leverance_to_gange_aendrer_intet(ind: Indstillinger, tmp_path: Path, nu: datetime) -> None:
    lev = land(ind, lever(tmp_path / "a", postering=[postering("B1", "x")]), nu)
    foer = filer_under(ind.hjem)
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    resultat = indlaes(ind, tmp_path / "b", nu + timedelta(days=1), gx=False)
    assert resultat == [landing.IndlaesResultat(lev, allerede=True, karantaene=0)]
    assert filer_under(ind.hjem) == foer


def test_fortrudt_kan_lande_igen_under_nyt_nummer(ind: Indstillinger, tmp_path: Path, nu: datetime) -> None:
    mappe = lever(tmp_path / "a", postering=[postering("B1")])
    land(ind, mappe, nu)
    fortrudt = fortryd(ind, "L000001", nu)
    assert fortrudt.fortrudt == nu
    assert aktive(ind) == []
    assert land(ind, mappe, nu).id == "L000002"
    assert [lev.id for lev in leverancer(ind)] == ["L000001", "L000002"]


@pytest.mark.parametrize("leverance_id", ["L000009", "../x"])
def test_fortryd_af_det_der_ikke_findes(ind: Indstillinger, nu: datetime, leverance_id: str) -> None:
    with pytest.raises(HjemtagFejl, match="ingen leverance"):
        fortryd(ind, leverance_id, nu)


def test_fortryd_to_gange(ind: Indstillinger, tmp_path: Path, nu: datetime) -> None:
    land(ind, lever(tmp_path / "a", postering=[postering("B1")]), nu)
    fortryd(ind, "L000001", nu)
    with pytest.raises(HjemtagFejl, match="blev fortrudt"):
        fortryd(ind, "L000001", nu)


# --- the date, the kind, the warnings -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("toml", "datoer", "forventet"),
    [
        ("dato = 2025-05-05", ["2022-01-01"], date(2025, 5, 5)),
        ("", ["2022-01-01", "2025-12-31", "2027-01-01"], date(2025, 12, 31)),
        ("", ["2027-01-01"], date(2026, 1, 15)),
    ],
)
def test_leverancens_dato(
    ind: Indstillinger, tmp_path: Path, nu: datetime, toml: str, datoer: list[str], forventet: date
) -> None:
    raekker = [postering(f"B{n}", dato=dato) for n, dato in enumerate(datoer)]
    assert land(ind, lever(tmp_path / "l", toml, postering=raekker), nu).dato == forventet


def test_pr_person_gemmer_leverancens_personer(ind: Indstillinger, tmp_path: Path, nu: datetime) -> None:
    toml = '[adresse]\nart = "pr_person"\n'
    raekker = [adresse(BO), adresse(ANNA), adresse(ANNA, "2021-01-01"), adresse(CAJ, "ingen dato")]
    lev = land(ind, lever(tmp_path / "l", toml, adresse=raekker), nu)
    assert lev.tabeller["adresse"]["art"] == "pr_person"
    assert pq.read_table(lev.personer("adresse"))["cpr"].to_pylist() == [ANNA, BO, CAJ]


def test_en_aeldre_fuld_leverance_giver_en_advarsel(ind: Indstillinger, tmp_path: Path, nu: datetime) -> None:
    land(ind, lever(tmp_path / "a", "dato = 2025-02-01", person=[person(ANNA)]), nu)
    lev = land(ind, lever(tmp_path / "b", "dato = 2025-01-01", person=[person(BO)]), nu)
    assert any("L000001" in a and "person" in a for a in lev.advarsler)


def test_en_tom_fuld_tabel_giver_en_advarsel(ind: Indstillinger, tmp_path: Path, nu: datetime) -> None:
    lev = land(ind, lever(tmp_path / "a", person=[]), nu)
    assert lev.tabeller["person"]["raekker"] == 0
    assert "uden rækker" in lev.advarsler[0]


def test_leverance_toml_ved_siden_af_en_enkelt_fil_bruges_ikke(
    ind: Indstillinger, tmp_path: Path, nu: datetime
) -> None:
    mappe = lever(tmp_path / "a", "dato = 2020-01-01", person=[person(ANNA)])
    lev = land(ind, mappe / "person.csv", nu)
    assert lev.dato != date(2020, 1, 1)
    assert "ikke brugt" in lev.advarsler[0]


# --- the municipality ---------------------------------------------------------------------------------


def test_demodata_uden_kommune_er_0998(ind: Indstillinger, tmp_path: Path, nu: datetime) -> None:
    uden = replace(ind, kommune=None)
    assert land(uden, lever(tmp_path / "l", "demo = true", person=[person(ANNA)]), nu).demo
    assert laes_indstillinger({"HJEMTAG_HJEM": str(ind.hjem)}).kommune == "0998"


def test_andre_data_spoerger_efter_kommunen(ind: Indstillinger, tmp_path: Path, nu: datetime) -> None:
    mappe = tmp_path / "rod"
    lever(mappe / "a", "demo = true\ndato = 2020-01-01", person=[person(ANNA)])
    lever(mappe / "b", person=[person(BO)])
    with pytest.raises(IndstillingsFejl, match="HJEMTAG_KOMMUNE"):
        indlaes(replace(ind, kommune=None), mappe, nu, gx=False)
    assert leverancer(ind) == []
    assert not (ind.hjem / "hjemtag.toml").exists()


# --- several deliveries -------------------------------------------------------------------------------


def test_flere_leverancer_lander_aeldste_foerst(ind: Indstillinger, tmp_path: Path, nu: datetime) -> None:
    rod = tmp_path / "rod"
    lever(rod / "a", postering=[postering("B1", dato="2022-03-01")])
    lever(rod / "b", "dato = 2021-01-01", person=[person(ANNA)])
    lever(rod / "c", adresse=[adresse(ANNA, "2021-06-01"), adresse(ANNA, "2099-01-01")])
    (rod / "sandhed.csv").write_text("cpr\n")
    (rod / "tom").mkdir()
    resultater = indlaes(ind, rod, nu, gx=False)
    assert [r.leverance.kilde for r in resultater if r.leverance] == ["b", "c", "a"]
    assert [r.allerede for r in indlaes(ind, rod, nu, gx=False)] == [True, True, True]


def test_den_foerste_afviste_stopper_og_de_foregaaende_bliver(
    ind: Indstillinger, tmp_path: Path, nu: datetime
) -> None:
    rod = tmp_path / "rod"
    lever(rod / "a", "dato = 2021-01-01", person=[person(ANNA)])
    lever(rod / "b", "dato = 2022-01-01", person=[person(ANNA)])
    (rod / "b" / "adresse.csv").write_text("")
    lever(rod / "c", "dato = 2023-01-01", person=[person(BO)])
    with pytest.raises(LeveranceStoppet, match=r"^b: adresse\.csv er tom.*L000001.*1 efter") as fejl:
        indlaes(ind, rod, nu, gx=False)
    assert [lev.kilde for lev in leverancer(ind)] == ["a"]
    assert [r.leverance for r in fejl.value.landede] == leverancer(ind)


# --- adapters -----------------------------------------------------------------------------------------


class Proevelaeser:
    """An adapter for text files that begin with PRØVE; each line after it is a person."""

    NAVN = "proeve"

    def genkend(self, sti: Path) -> bool:
        return sti.read_bytes().startswith("PRØVE".encode())

    def laes(self, sti: Path, ind: Indstillinger) -> tuple[Iterator[Raekke], Kildeoplysning]:
        oplysning = Kildeoplysning(advarsler=["pas på"], beskrivelse="prøveudtræk")

        def raekker() -> Iterator[Raekke]:
            linjer = sti.read_text(encoding="utf-8").splitlines()
            if linjer[-1] != "SLUT":
                raise LeveranceAfvist(f"{sti.name} er afkortet.")
            for nr, cpr in enumerate(linjer[1:-1], start=2):
                felter = {
                    "cpr": cpr,
                    "navn": "X",
                    "foedselsdato": "1980-01-01",
                    "koen": "K",
                    "cpr_status": "01",
                }
                yield "person", nr, felter
                for fra in ("2020-01-01", "2021-01-01"):
                    yield "adresse", nr, {"cpr": cpr, "type": "bopael", "tilflytningsdato": fra}
            oplysning.dato = date(2025, 6, 1)
            oplysning.arter = {"person": "pr_person", "adresse": "pr_person", "relation": "pr_person"}
            oplysning.personer = {ANNA, BO}

        return raekker(), oplysning


@pytest.fixture
def proevelaeser(monkeypatch: pytest.MonkeyPatch) -> None:
    proeve = Proevelaeser()
    monkeypatch.setattr(laesere, "alle_laesere", lambda: (proeve,))


@pytest.mark.usefixtures("proevelaeser")
def test_en_adapters_raekker_lander_sammen_med_csv(ind: Indstillinger, tmp_path: Path, nu: datetime) -> None:
    mappe = lever(tmp_path / "l", postering=[postering("B1", cpr=ANNA)])
    (mappe / "D100313.L431101").write_text(f"PRØVE\n{ANNA}\n{BO}\nSLUT\n", encoding="utf-8")
    lev = land(ind, mappe, nu, blok=1)
    assert {t: (tal["art"], tal["accepteret"]) for t, tal in lev.tabeller.items()} == {
        "person": ("pr_person", 2),
        "adresse": ("pr_person", 4),
        "relation": ("pr_person", 0),
        "postering": ("aendring", 1),
    }
    assert sorted(pq.read_table(lev.parquet("adresse"))["_raekke_nr"].to_pylist()) == [1, 2, 3, 4]
    assert pq.read_table(lev.personer("relation"))["cpr"].to_pylist() == [ANNA, BO]
    assert (lev.dato, lev.kilde) == (date(2025, 6, 1), "l; prøveudtræk")
    assert "pas på" in lev.advarsler


@pytest.mark.usefixtures("proevelaeser")
def test_en_afkortet_adapterfil_afviser_alt(ind: Indstillinger, tmp_path: Path, nu: datetime) -> None:
    mappe = lever(tmp_path / "l", postering=[postering("B1")])
    (mappe / "udtraek.txt").write_text(f"PRØVE\n{ANNA}\n", encoding="utf-8")
    with pytest.raises(LeveranceAfvist, match="afkortet"):
        indlaes(ind, mappe, nu, gx=False)
    assert leverancer(ind) == []


@pytest.mark.usefixtures("proevelaeser")
def test_samme_tabel_med_to_arter_afvises(ind: Indstillinger, tmp_path: Path, nu: datetime) -> None:
    mappe = lever(tmp_path / "l", person=[person(CAJ)])
    (mappe / "udtraek.txt").write_text(f"PRØVE\n{ANNA}\nSLUT\n", encoding="utf-8")
    with pytest.raises(LeveranceAfvist, match="person kommer både som fuld og pr_person"):
        indlaes(ind, mappe, nu, gx=False)


def test_conformance_lander_helt(ind: Indstillinger, delt: Path, nu: datetime) -> None:
    lev = land(ind, delt / "conformance" / "sde" / "leverance", nu)
    assert lev.karantaene == 0
    assert all(tal["accepteret"] > 0 for tal in lev.tabeller.values())


def test_alle_adaptere_har_navn_og_genkender_ikke_en_csv(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a;b\n1;2\n")
    for laeser in laesere.alle_laesere():
        assert laeser.NAVN
        assert not laeser.genkend(tmp_path / "x.csv")


def test_leverancens_modul_og_landing_er_enige() -> None:
    assert landing.leverancer is leverance.leverancer


def test_uden_plads_lander_intet(
    ind: Indstillinger, nu: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked before the first file is read: twice the files, and 200 MB in any case."""
    mappe = lever(tmp_path / "lev", person=[person(ANNA)])
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=200 * 2**20 - 1))
    with pytest.raises(LeveranceAfvist, match=r"Der skal bruges 200 MB .* der er 199 MB fri"):
        indlaes(ind, mappe, nu, gx=False)
    assert leverancer(ind) == []
    assert list(ind.arbejde.iterdir()) == []
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=200 * 2**20))
    assert indlaes(ind, mappe, nu, gx=False)
