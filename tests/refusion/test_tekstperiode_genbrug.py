"""Readings of texts that a generation has already made are taken over, and only those."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from engine.lager import port, tekstperiode
from engine.lager.port import Forbindelse

_RAA = """
CREATE SCHEMA raw;
CREATE TABLE raw.kontolov (funktion VARCHAR);
CREATE TABLE raw.postering (_leverance_nr INTEGER, _raekke_nr BIGINT, tekst VARCHAR, bogfoeringsdato DATE,
    bilagsdato DATE, periode_fra DATE, periode_til DATE, enkeltstaaende BOOLEAN, person_noegle VARCHAR, konto VARCHAR);
"""


def lager(sti: Path | None, *tekster: str, foer: Path | None = None) -> tuple[Forbindelse, int]:
    """A warehouse with a posting per text, and how many of them were read."""
    con = duckdb.connect(str(sti or ":memory:"))
    con.execute(_RAA)
    for nr, tekst in enumerate(tekster):
        con.execute(
            "INSERT INTO raw.postering VALUES (1, ?, ?, '2022-04-10', NULL, NULL, NULL, FALSE, 'p', '0')",
            [nr, tekst],
        )
    return con, tekstperiode.byg_tekstperiode(con, foer)


def indhold(con: Forbindelse) -> list[tuple]:
    return con.execute("SELECT * FROM raw.tekstperiode ORDER BY postering_nr").fetchall()


TEKSTER = ("Botilbud jan-mar 2022", "Fakt. 10234", "Botilbud jan-mar 2022", "takst marts 2022")


def test_kun_nye_og_aendrede_tekster_laeses(tmp_path: Path) -> None:
    foer, laest = lager(tmp_path / "foer.duckdb", *TEKSTER[:3])
    foer.close()
    assert laest == 3
    nye = (
        "Botilbud jan-mar 2022",
        "Fakt. for maj 2022",
        *TEKSTER[2:],
    )  # one is another than it was, one has come
    con, laest = lager(None, *nye, foer=tmp_path / "foer.duckdb")
    assert laest == 2
    assert indhold(con) == indhold(lager(None, *nye)[0])
    assert con.execute("SELECT count(*) FROM duckdb_databases() WHERE database_name = 'foer'").fetchone() == (
        0,
    )


def test_anden_kode_laeser_alt_igen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lager(tmp_path / "foer.duckdb", *TEKSTER)[0].close()
    monkeypatch.setattr(tekstperiode, "_kode", lambda: "en anden")
    assert lager(None, *TEKSTER, foer=tmp_path / "foer.duckdb")[1] == 4


def test_et_lager_fra_foer_der_blev_husket_laeses_igen(tmp_path: Path) -> None:
    con, _ = lager(tmp_path / "foer.duckdb", *TEKSTER)
    con.execute("DROP TABLE raw.tekstperiode_kode")
    con.close()
    assert lager(None, *TEKSTER, foer=tmp_path / "foer.duckdb")[1] == 4


def test_ens_tekster_faar_hver_sin_raekke() -> None:
    con, _ = lager(None, *TEKSTER)
    (en, *_, anden), to = indhold(con)[0], indhold(con)[2]
    assert (en, to[0]) == (1_000_000_000_000, 1_000_000_000_002)
    assert indhold(con)[0][1:] == to[1:]
    assert anden is not None


def test_databasen_giver_plads() -> None:
    con = duckdb.connect(":memory:", config={"memory_limit": "2GB"})
    port.giv_plads(con)
    (halv,) = con.execute("SELECT current_setting('memory_limit')").fetchone() or ("",)
    assert halv.endswith("MiB")
    assert 900 < float(halv.split()[0]) < 1000
