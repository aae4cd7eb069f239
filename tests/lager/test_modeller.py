"""The runner reads SQL files strictly: what breaks a rule is refused by name before anything is built."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import steder
from engine.fejl import ByggeFejl
from engine.lager.modeller import find_audits, find_modeller, parse


@pytest.fixture
def mappe(tmp_path: Path) -> Path:
    return tmp_path / "sql"


def skriv(mappe: Path, navn: str, sql: str, grain: bool = True) -> Path:
    """Write sql/<skema>/<navn>.sql from 'skema.navn'."""
    fil = mappe / Path(*navn.split(".")).with_suffix(".sql")
    fil.parent.mkdir(parents=True, exist_ok=True)
    fil.write_text(f"-- grain: én række pr. noget\n{sql}" if grain else sql, encoding="utf-8")
    return fil


def afvist(mappe: Path) -> str:
    with pytest.raises(ByggeFejl) as fejl:
        find_modeller(mappe)
    return str(fejl.value)


def test_modeller_kommer_efter_det_de_laeser_og_ens_hver_gang(mappe: Path) -> None:
    skriv(mappe, "marts.a", "SELECT * FROM core.z")
    skriv(mappe, "core.z", "SELECT * FROM core.b JOIN staging.y USING (id)")
    skriv(mappe, "core.b", "SELECT * FROM staging.x")
    skriv(mappe, "staging.x", "SELECT * FROM staging.y")
    skriv(mappe, "staging.y", "SELECT * FROM raw.y")
    skriv(mappe, "staging.m", "SELECT * FROM raw.m")
    rader = [[m.fuldt_navn for m in find_modeller(mappe)] for _ in range(3)]
    assert rader[0] == ["staging.m", "staging.y", "staging.x", "core.b", "core.z", "marts.a"]
    assert rader[0] == rader[1] == rader[2]


def test_tom_mappe_har_ingen_modeller(mappe: Path) -> None:
    assert find_modeller(mappe) == []
    assert find_audits(mappe, []) == []


def test_maerker_grain_og_referencer_laeses(mappe: Path) -> None:
    fil = skriv(
        mappe,
        "core.person",
        "-- #UNIK person_noegle\n-- #UNIK a, b\n-- #IKKE_NULL a, b\n-- #SAET{koen: M, K}\n-- #VIEW\n"
        "-- en almindelig kommentar\n"
        "WITH p AS (SELECT * FROM staging.person), q AS (SELECT * FROM p)\n"
        "SELECT q.*, (SELECT max(x) FROM staging.relation) AS m FROM q, Core.Adresse;\n-- slut",
    )
    model = parse("core", fil)
    assert model.grain == "én række pr. noget"
    assert model.tags.unik == (("person_noegle",), ("a", "b"))
    assert model.tags.ikke_null == ("a", "b")
    assert model.tags.saet == (("koen", ("M", "K")),)
    assert model.tags.view
    assert model.laeser == ("core.adresse", "staging.person", "staging.relation")
    assert len(model.sql_hash) == 64


@pytest.mark.parametrize(
    ("sql", "laeser"),
    [
        ("WITH a AS (SELECT 1 AS x) SELECT * FROM a UNION ALL SELECT * FROM A", ()),
        ("WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT * FROM r", ()),
        ("SELECT * FROM (WITH a AS (SELECT * FROM core.b) SELECT * FROM a) AS t", ("core.b",)),
        (
            "SELECT * FROM core.b AS b WHERE EXISTS (SELECT 1 FROM core.c AS c WHERE c.id = b.id)",
            ("core.b", "core.c"),
        ),
        ("WITH b AS (SELECT * FROM core.b) SELECT * FROM b JOIN core.b AS igen USING (id)", ("core.b",)),
        ("WITH ydre AS (SELECT 1 AS x) SELECT * FROM (SELECT * FROM ydre) AS t", ()),
        (
            "SELECT * FROM core.b AS x, LATERAL (SELECT * FROM core.c AS c WHERE c.id = x.id) AS y",
            ("core.b", "core.c"),
        ),
    ],
)
def test_navne_paa_cter_er_ikke_referencer(mappe: Path, sql: str, laeser: tuple[str, ...]) -> None:
    assert parse("core", skriv(mappe, "core.m", sql)).laeser == laeser


@pytest.mark.parametrize(
    ("sql", "navn"),
    [
        ("SELECT * FROM person", "'person'"),
        ("SELECT * FROM 'fil.parquet'", "'fil.parquet'"),
        ("WITH a AS (SELECT * FROM b), b AS (SELECT 1 AS x) SELECT * FROM a", "'b'"),
        ("WITH a AS (SELECT * FROM a) SELECT * FROM a", "'a'"),
        ("SELECT * FROM (WITH c AS (SELECT 1 AS x) SELECT * FROM c) AS t, c", "'c'"),
        ("SELECT * FROM hoved.core.person", "'hoved.core.person'"),
    ],
)
def test_tabel_uden_skema_afvises(mappe: Path, sql: str, navn: str) -> None:
    skriv(mappe, "core.m", sql)
    tekst = afvist(mappe)
    assert "sql/core/m.sql" in tekst
    assert f"tabellen {navn} skal skrives som skema.tabel" in tekst


def test_ukendt_reference_afvises_med_den_fil_der_mangler(mappe: Path) -> None:
    skriv(mappe, "core.m", "SELECT * FROM staging.findes_ikke")
    tekst = afvist(mappe)
    assert "sql/core/m.sql" in tekst
    assert "sql/staging/findes_ikke.sql" in tekst


@pytest.mark.parametrize(
    ("model", "laeser"),
    [
        ("staging.m", "core.x"),
        ("staging.m", "marts.x"),
        ("core.m", "marts.x"),
        ("core.m", "raw.x"),
        ("marts.m", "raw.x"),
        ("marts.m", "staging.x"),
        ("marts.m", "meta.generation"),
        ("core.m", "information_schema.tables"),
    ],
)
def test_data_gaar_kun_en_vej(mappe: Path, model: str, laeser: str) -> None:
    skriv(mappe, model, f"SELECT * FROM {laeser}")
    tekst = afvist(mappe)
    assert f"sql/{model.replace('.', '/')}.sql: læser {laeser}, men" in tekst


def test_ring_afvises_med_vejen_rundt(mappe: Path) -> None:
    skriv(mappe, "core.a", "SELECT * FROM core.b")
    skriv(mappe, "core.b", "SELECT * FROM core.c")
    skriv(mappe, "core.c", "SELECT * FROM core.a")
    tekst = afvist(mappe)
    assert "i ring" in tekst
    assert all(navn in tekst for navn in ("core.a", "core.b", "core.c"))


def test_model_der_laeser_sig_selv_afvises(mappe: Path) -> None:
    skriv(mappe, "core.a", "SELECT * FROM core.a")
    assert "i ring: core.a → core.a" in afvist(mappe)


@pytest.mark.parametrize(
    ("sql", "grund"),
    [
        ("SELECT 1 AS a; SELECT 2 AS b", "netop én SELECT, men har 2"),
        ("", "netop én SELECT, men har 0"),
        ("CREATE TABLE core.x (a INT)", "skal være en SELECT"),
        ("DELETE FROM core.x", "skal være en SELECT"),
        ("WITH i AS (INSERT INTO core.x VALUES (1) RETURNING *) SELECT * FROM i", "skal være en SELECT"),
        ("PRAGMA database_list", "skal være en SELECT"),
        ("ATTACH 'x.db'", "skal være en SELECT"),
        ("COPY (SELECT 1) TO 'ud.csv'", "skal være en SELECT"),
        ("SELECT (1", "kan ikke læses som SQL"),
        ("-- #UNIKT a\nSELECT 1 AS a", "'#UNIKT a'"),
        ("-- #UNIK\nSELECT 1 AS a", "'#UNIK'"),
        ("-- #SAET{koen}\nSELECT 1 AS koen", "'#SAET{koen}'"),
        ("-- #VIEW ja\nSELECT 1 AS a", "'#VIEW ja'"),
        ("-- #ADVARSEL\nSELECT 1 AS a", "'#ADVARSEL'"),
    ],
)
def test_andet_end_en_select_med_kendte_maerker_afvises(mappe: Path, sql: str, grund: str) -> None:
    skriv(mappe, "core.m", sql)
    tekst = afvist(mappe)
    assert "sql/core/m.sql" in tekst
    assert grund in tekst


@pytest.mark.parametrize("hoved", ["", "-- antal: x\n", "\n-- grain: for sent\n", "-- grain:\n"])
def test_grain_skal_staa_i_linje_1(mappe: Path, hoved: str) -> None:
    skriv(mappe, "staging.m", f"{hoved}SELECT 1 AS a", grain=False)
    assert "linje 1 skal sige" in afvist(mappe)


def test_filnavnet_skal_vaere_et_tabelnavn(mappe: Path) -> None:
    skriv(mappe, "staging.Min-model", "SELECT 1 AS a")
    assert "filnavnet" in afvist(mappe)


KUN_DUCKDB = {
    "SELECT a, count(*) AS n FROM staging.x GROUP BY ALL": "GROUP BY ALL",
    "SELECT a FROM staging.x ORDER BY ALL": "ORDER BY ALL",
    "SELECT * EXCLUDE (a) FROM staging.x": "EXCLUDE",
    "SELECT * REPLACE (1 AS a) FROM staging.x": "REPLACE",
    "SELECT COLUMNS('a.*') FROM staging.x": "COLUMNS",
    "SELECT 1 AS a FROM staging.x AS x ASOF JOIN staging.y AS y ON x.t >= y.t": "ASOF",
    "SELECT 1 AS a FROM staging.x POSITIONAL JOIN staging.y": "POSITIONAL",
    "SELECT * FROM staging.x PIVOT (sum(b) FOR a IN (1, 2))": "PIVOT",
    "SELECT try_cast(a AS INT) AS a FROM staging.x": "TRY_CAST",
    "SELECT * FROM read_csv('x.csv')": "read_csv",
    "SELECT * FROM read_parquet('x.parquet')": "read_parquet",
    "SELECT * FROM read_json_auto('x.json')": "read_json_auto",
    "SELECT [1, 2] AS a": "liste",
    "SELECT list_value(1, 2) AS a": "liste",
    "SELECT list(a) AS a FROM staging.x": "list",
    "SELECT a::INT[] AS a FROM staging.x": "liste- eller structtype",
    "SELECT {'a': 1} AS a": "struct",
    "SELECT * FROM generate_series(1, 3)": "generate_series",
    "SELECT * FROM range(3)": "range",
    "SELECT unnest(a) AS a FROM staging.x": "UNNEST",
    "SELECT sum(a)::HUGEINT AS a FROM staging.x": "HUGEINT",
    "SELECT 1 AS a UNION BY NAME SELECT 2 AS b": "BY NAME",
}


@pytest.mark.parametrize("skema", ["core", "marts"])
@pytest.mark.parametrize(("sql", "navn"), KUN_DUCKDB.items())
def test_core_og_marts_kan_flyttes_til_en_anden_motor(mappe: Path, skema: str, sql: str, navn: str) -> None:
    fil = skriv(mappe, f"{skema}.m", sql)
    with pytest.raises(ByggeFejl, match=navn):
        parse(skema, fil)


@pytest.mark.parametrize("sql", KUN_DUCKDB)
def test_staging_maa_bruge_duckdb(mappe: Path, sql: str) -> None:
    parse("staging", skriv(mappe, "staging.m", sql))


def test_almindelig_sql_er_tilladt_i_core(mappe: Path) -> None:
    sql = (
        "SELECT a, count(*) FILTER (WHERE b > 0) AS n, sum(c)::BIGINT AS c_oere, "
        "string_agg(d, ',' ORDER BY d) AS d, "
        "row_number() OVER (PARTITION BY a ORDER BY b) AS nr, DATE '2024-01-01' + INTERVAL 1 MONTH AS e, "
        "CASE WHEN a IN ('x', 'y') THEN 1 ELSE 0 END AS f, '[x]' AS tekst "
        "-- read_csv og GROUP BY ALL i en kommentar\n"
        "FROM staging.x GROUP BY a, b QUALIFY nr = 1"
    )
    assert parse("core", skriv(mappe, "core.m", sql)).laeser == ("staging.x",)


def test_audits_maa_sammenligne_alle_lag_men_kun_det_der_findes(mappe: Path) -> None:
    skriv(mappe, "core.a", "SELECT * FROM staging.b")
    skriv(mappe, "staging.b", "SELECT * FROM raw.b")
    sql = "-- #ADVARSEL\nSELECT 'x' AS besked FROM core.a, staging.b, raw.b"
    skriv(mappe, "audits.stemmer", sql, grain=False)
    (audit,) = find_audits(mappe, find_modeller(mappe))
    assert audit.tags.advarsel
    assert audit.laeser == ("core.a", "raw.b", "staging.b")
    skriv(mappe, "audits.forkert", "-- #VIEW\nSELECT 1 AS a", grain=False)
    with pytest.raises(ByggeFejl, match="#VIEW"):
        find_audits(mappe, find_modeller(mappe))
    skriv(mappe, "audits.forkert", "SELECT * FROM marts.mangler", grain=False)
    with pytest.raises(ByggeFejl, match=r"marts\.mangler"):
        find_audits(mappe, find_modeller(mappe))


def test_projektets_egne_modeller_kan_laeses() -> None:
    modeller = find_modeller(steder.sql())
    find_audits(steder.sql(), modeller)
