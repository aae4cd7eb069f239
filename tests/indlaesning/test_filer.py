"""Table files: what is read, from which line, and what refuses the whole delivery."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.fejl import LeveranceAfvist
from engine.indlaesning import tabelfiler
from engine.indlaesning.kontrakter import alle_kontrakter
from engine.indlaesning.leverance import find_pakker, laes_toml, tabel_af_filnavn
from engine.indlaesning.tabelfiler import Tekstskriver, laes_fil

BUDGET = "regnskabsaar;konto;oprindeligt;tillaeg\n"
KONTO = "5385211000000147"


def laes(
    sti: Path, tabel: str = "budget", blok: int = 1000
) -> tuple[list[tuple], list[tuple[int, list[str]]]]:
    """(line, values) of every row, and the skewed lines."""
    raekker, skaeve = [], []
    for del_ in laes_fil(sti, alle_kontrakter()[tabel], set(), blok):
        kolonner = [v.to_pylist() for v in del_.kolonner.values()]
        raekker += list(zip(del_.linjer, *kolonner, strict=True))
        skaeve += del_.skaeve
    return raekker, skaeve


def skriv(tmp_path: Path, indhold: str | bytes, navn: str = "budget.csv") -> Path:
    sti = tmp_path / navn
    sti.write_bytes(indhold.encode() if isinstance(indhold, str) else indhold)
    return sti


@pytest.mark.parametrize(
    ("filnavn", "tabel"),
    [
        ("postering.csv", "postering"),
        ("postering_2022.parquet", "postering"),
        ("Person_del 1.CSV", "person"),
        ("person_adresse.csv", "person"),
        ("opmaerksomhedsadresse.csv", "opmaerksomhedsadresse"),
        ("kommunalt_forhold_a.csv", "kommunalt_forhold"),
        ("pensioner.csv", None),
        ("postering.txt", None),
        ("sandhed.csv", None),
    ],
)
def test_filnavnet_viser_tabellen(filnavn: str, tabel: str | None) -> None:
    assert tabel_af_filnavn(filnavn) == tabel


def test_tomt_er_ukendt_og_linjenummeret_foelger_med(tmp_path: Path) -> None:
    sti = skriv(tmp_path, f"{BUDGET}2022;{KONTO};100.00;\n\n2023;{KONTO};;5\n")
    raekker, _ = laes(sti)
    assert raekker == [(2, "2022", KONTO, "100.00", None), (4, "2023", KONTO, None, "5")]


def test_bom_crlf_anfoerselstegn_og_fri_kolonneorden(tmp_path: Path) -> None:
    indhold = f'\ufeff"konto";"tillaeg";"regnskabsaar";"oprindeligt"\r\n{KONTO};"";2022;"1.50"\r\n'
    raekker, _ = laes(skriv(tmp_path, indhold))
    assert raekker == [(2, "2022", KONTO, "1.50", None)]


def test_linjeskift_inde_i_et_felt_flytter_ikke_de_naeste_linjenumre(tmp_path: Path) -> None:
    hoved = "cvr;navn\n"
    sti = skriv(tmp_path, f'{hoved}11111111;"To\nlinjer; her"\n22222222;En\n', "virksomhed.csv")
    assert laes(sti, "virksomhed")[0] == [(2, "11111111", "To\nlinjer; her"), (4, "22222222", "En")]


def test_en_linje_med_forkert_antal_felter_er_skaev(tmp_path: Path) -> None:
    sti = skriv(tmp_path, f"{BUDGET}2022;{KONTO};1;\n2022;{KONTO}\n2022;{KONTO};1;2;3\n2023;{KONTO};2;\n")
    raekker, skaeve = laes(sti)
    assert [r[0] for r in raekker] == [2, 5]
    assert skaeve == [(3, ["2022", KONTO]), (4, ["2022", KONTO, "1", "2", "3"])]


def test_sidste_linje_uden_linjeskift_er_i_orden_naar_den_er_hel(tmp_path: Path) -> None:
    assert len(laes(skriv(tmp_path, f"{BUDGET}2022;{KONTO};1;2"))[0]) == 1


@pytest.mark.parametrize(
    ("indhold", "ord_i_fejlen"),
    [
        ("", "tom"),
        (f"{BUDGET}2022;{KONTO};1;\n2022;{KONTO};1", "afkortet"),
        (f'{BUDGET}2022;{KONTO};"1;\n2023;{KONTO};1;\n', "afkortet"),
        (f'{BUDGET}2022;"a"b;1;\n', "linje 2"),
        ("regnskabsaar;konto;tillaeg\n2022;1;1\n", "oprindeligt"),
        ("regnskabsaar,konto,oprindeligt\n2022,1,1\n", "semikolon"),
        ("regnskabsaar;konto;konto;oprindeligt\n", "to gange"),
        (BUDGET.encode() + b"2022;\xe6\xf8;1;\n", "linje 2"),
        (BUDGET.encode("utf-16"), "UTF-8"),
        ("\n\n", "regnskabsaar"),
    ],
)
def test_en_ubrugelig_csv_afvises_med_en_linje(
    tmp_path: Path, indhold: str | bytes, ord_i_fejlen: str
) -> None:
    with pytest.raises(LeveranceAfvist) as fejl:
        laes(skriv(tmp_path, indhold))
    assert ord_i_fejlen in str(fejl.value)
    assert str(fejl.value).startswith("budget.csv")
    assert "\n" not in str(fejl.value)


FELT = st.text(st.sampled_from('ab;"\n æ0'), max_size=4)


@settings(derandomize=True, deadline=None, max_examples=150)
@given(st.lists(st.lists(FELT, min_size=4, max_size=4), max_size=12), st.integers(1, 5), st.booleans())
def test_blokke_og_hurtig_vej_aendrer_intet(
    tmp_path_factory: pytest.TempPathFactory, raekker: list[list[str]], blok: int, crlf: bool
) -> None:
    ud = io.StringIO()
    skriver = csv.writer(ud, delimiter=";", lineterminator="\r\n" if crlf else "\n")
    skriver.writerows([["regnskabsaar", "konto", "oprindeligt", "tillaeg"], *raekker])
    sti = skriv(tmp_path_factory.mktemp("csv"), ud.getvalue())
    forventet = [tuple(felt or None for felt in raekke) for raekke in raekker]
    assert [r[1:] for r in laes(sti, blok=blok)[0]] == forventet
    assert laes(sti, blok=blok) == laes(sti, blok=100_000)


def test_hurtig_vej_og_linjevej_giver_det_samme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    linjer = "".join(f"{2000 + n % 30};{KONTO};{n}.25;{n if n % 3 else ''}\n" for n in range(500))
    sti = skriv(tmp_path, BUDGET + linjer)
    hurtig = laes(sti, blok=7)
    monkeypatch.setattr(tabelfiler, "_enkelt_stykke", lambda *_: None)
    assert laes(sti, blok=7) == hurtig
    assert len(hurtig[0]) == 500


# --- parquet ------------------------------------------------------------------------------------------


def parquet(tmp_path: Path, tabel: str, **kolonner: pa.Array) -> Path:
    sti = tmp_path / f"{tabel}.parquet"
    pq.write_table(pa.table(kolonner), sti)
    return sti


def test_parquet_bliver_til_praecis_tekst(tmp_path: Path) -> None:
    sti = parquet(
        tmp_path,
        "postering",
        kilde=pa.array(["opus", ""]).dictionary_encode(),
        regnskabsaar=pa.array([2022, 2022], pa.int16()),
        bilagsnr=pa.array(["B1", "B2"]),
        linjenr=pa.array([1.0, None], pa.float64()),
        bogfoeringsdato=pa.array([date(2022, 2, 28), None], pa.date32()),
        bilagsdato=pa.array([datetime(2022, 2, 28), datetime(2022, 2, 28, 12)], pa.timestamp("us")),
        konto=pa.array([KONTO, KONTO]),
        beloeb=pa.array([Decimal("1200.50"), Decimal("-0.05")], pa.decimal128(18, 2)),
        momsbeloeb=pa.array([Decimal("1.5"), Decimal("1.2345")], pa.decimal128(18, 4)),
        enkeltstaaende=pa.array([True, False]),
    )
    kolonner = next(laes_fil(sti, alle_kontrakter()["postering"], set())).kolonner
    vaerdier = {navn: v.to_pylist() for navn, v in kolonner.items()}
    assert vaerdier["kilde"] == ["opus", None]
    assert vaerdier["regnskabsaar"] == ["2022", "2022"]
    assert vaerdier["linjenr"] == ["1", None]
    assert vaerdier["bogfoeringsdato"] == ["2022-02-28", None]
    assert vaerdier["bilagsdato"][0] == "2022-02-28"
    assert vaerdier["bilagsdato"][1] != "2022-02-28"  # a time of day is no date and will break its contract
    assert vaerdier["beloeb"] == ["1200.50", "-0.05"]
    assert vaerdier["momsbeloeb"] == ["1.50", "1.2345"]
    assert vaerdier["enkeltstaaende"] == ["1", "0"]


def test_double_i_en_beloebskolonne_afvises(tmp_path: Path) -> None:
    sti = parquet(
        tmp_path,
        "budget",
        regnskabsaar=pa.array([2022]),
        konto=pa.array([KONTO]),
        oprindeligt=pa.array([1.5], pa.float64()),
    )
    with pytest.raises(LeveranceAfvist, match=r"budget\.parquet.*oprindeligt.*double"):
        laes(sti)


def test_double_i_en_anden_kolonne_er_i_orden(tmp_path: Path) -> None:
    sti = parquet(
        tmp_path,
        "kommunetal",
        kommunekode=pa.array(["0998"]),
        aar=pa.array([2022]),
        stoerrelse=pa.array(["andet"]),
        vaerdi=pa.array([0.1], pa.float64()),
    )
    assert laes(sti, "kommunetal")[0][0][4] == "0.1"


@pytest.mark.parametrize("indhold", [b"PAR1 ikke parquet", b"x" * 50])
def test_ulaeselig_parquet_afvises(tmp_path: Path, indhold: bytes) -> None:
    with pytest.raises(LeveranceAfvist, match=r"budget\.parquet kan ikke læses"):
        laes(skriv(tmp_path, indhold, "budget.parquet"))


def test_afkortet_parquet_afvises(tmp_path: Path) -> None:
    hel = parquet(tmp_path, "virksomhed", cvr=pa.array([str(n) for n in range(1000)])).read_bytes()
    sti = skriv(tmp_path, hel[: len(hel) // 2], "virksomhed.parquet")
    with pytest.raises(LeveranceAfvist, match="kan ikke læses"):
        laes(sti, "virksomhed")


def test_en_meget_lang_tekst_i_anfoerselstegn_er_ikke_en_afkortet_fil(tmp_path: Path) -> None:
    tekst = "x" * 1_500_000
    sti = skriv(tmp_path, f'{BUDGET}2022;{KONTO};1;"{tekst}"\n2023;{KONTO};1;\n', "budget.csv")
    assert len(laes(sti, "budget")[0]) == 2


def test_en_ukendt_kolonne_maa_staa_to_gange(tmp_path: Path) -> None:
    sti = skriv(tmp_path, f"x;x;{BUDGET}a;b;2022;{KONTO};1;\n", "budget.csv")
    assert [felter[1] for felter in laes(sti)[0]] == ["2022"]


# --- the files of a table together --------------------------------------------------------------------


def test_raekkenumre_loeber_over_tabellens_filer(tmp_path: Path) -> None:
    skriver = Tekstskriver(alle_kontrakter()["budget"], tmp_path)
    skriver.skriv_fil(skriv(tmp_path, f"{BUDGET}2022;{KONTO};1;\n2022;skaev\n", "budget_1.csv"), blok=1)
    skriver.skriv_fil(skriv(tmp_path, f"{BUDGET}2023;{KONTO};1;\n2024;{KONTO};1;\n", "budget_2.csv"), blok=1)
    skriver.luk()
    felter = ("regnskabsaar", "raekke_nr", "linje", "fil")
    raekker = pq.read_table(skriver.tekst).select(felter).to_pylist()
    assert [tuple(r.values()) for r in raekker] == [
        ("2022", 2, 2, "budget_1.csv"),
        ("2023", 5, 2, "budget_2.csv"),
        ("2024", 6, 3, "budget_2.csv"),
    ]
    assert pq.read_table(skriver.skaeve)["raekke_nr"].to_pylist() == [3]
    assert skriver.raekker == 4


# --- leverance.toml and the folder --------------------------------------------------------------------


def test_leverance_toml_siger_dato_demo_og_art(tmp_path: Path) -> None:
    sti = skriv(
        tmp_path, 'dato = 2026-01-01\ndemo = true\nx = 1\n[person]\nart = "pr_person"\n', "leverance.toml"
    )
    fundet = laes_toml(sti)
    assert (fundet.dato, fundet.demo, fundet.arter) == (date(2026, 1, 1), True, {"person": "pr_person"})
    assert "'x'" in fundet.advarsler[0]


@pytest.mark.parametrize("indhold", ['postering = "fuld"', '[tabeller.postering]\nart = "fuld"'])
def test_andre_maader_at_skrive_en_art_paa(tmp_path: Path, indhold: str) -> None:
    fundet = laes_toml(skriv(tmp_path, indhold, "leverance.toml"))
    assert (fundet.arter, fundet.advarsler) == ({"postering": "fuld"}, ())


def test_dato_maa_vaere_tekst(tmp_path: Path) -> None:
    assert laes_toml(skriv(tmp_path, 'dato = "2026-01-01"', "leverance.toml")).dato == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("indhold", "ord_i_fejlen"),
    [
        ("dato = ", "TOML"),
        ('dato = "01.01.2026"', "dato"),
        ('demo = "ja"', "demo"),
        ('[postering]\nart = "hel"', "hel"),
        ('[budget]\nart = "pr_person"', "personkolonne"),
        ('postering = "hel"', "hel"),
        ("postering = true", "True"),
    ],
)
def test_ubrugelig_leverance_toml_afvises(tmp_path: Path, indhold: str, ord_i_fejlen: str) -> None:
    with pytest.raises(LeveranceAfvist, match=ord_i_fejlen):
        laes_toml(skriv(tmp_path, indhold, "leverance.toml"))


def test_samme_indhold_under_andre_navne_er_samme_leverance(tmp_path: Path) -> None:
    for mappe, navn in (("a", "budget.csv"), ("b", "budget_ny.csv"), ("c", "budget.csv")):
        (tmp_path / mappe).mkdir()
        skriv(tmp_path / mappe, f"{BUDGET}2022;{KONTO};{2 if mappe == 'c' else 1};\n", navn)
        skriv(tmp_path / mappe, f"noget i {mappe}", "laesmig.txt")
    hasher = [find_pakker(tmp_path / mappe)[0].indhold_hash() for mappe in "abc"]
    assert hasher[0] == hasher[1] != hasher[2]


def test_ukendte_filer_listes(tmp_path: Path) -> None:
    skriv(tmp_path, BUDGET)
    skriv(tmp_path, "tekst", "noter.docx")
    (tmp_path / "gammelt").mkdir()
    assert find_pakker(tmp_path)[0].ukendte == ["gammelt/", "noter.docx"]


@pytest.mark.parametrize("hvad", ["tom_mappe", "ukendt.txt", "findes_ikke"])
def test_en_sti_uden_leverance_siger_hvad_der_er_ledt_efter(tmp_path: Path, hvad: str) -> None:
    (tmp_path / "tom_mappe").mkdir()
    skriv(tmp_path, "x", "ukendt.txt")
    with pytest.raises(
        LeveranceAfvist, match="findes ikke" if hvad == "findes_ikke" else "ledt efter <tabel>.csv"
    ):
        find_pakker(tmp_path / hvad)
