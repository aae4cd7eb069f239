"""A warehouse of three rows and three models that tests can build, break and read in milliseconds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from engine.indstillinger import Indstillinger
from engine.lager import laes, port
from engine.lager.byg import byg
from engine.lov.parametre import Lovsamling

RAA_SQL = """
CREATE TABLE raw.tal AS
SELECT *
FROM (VALUES (1, 'a', 100::BIGINT), (2, 'b', -30::BIGINT), (3, 'a', 5::BIGINT)) AS t (id, kode, beloeb_oere)
"""
MODELLER = {
    "staging.tal": "-- grain: et tal\n-- #VIEW\n-- #UNIK id\n-- #IKKE_NULL kode\n"
    "SELECT id, kode, beloeb_oere FROM raw.tal",
    "core.sum": "-- grain: en kode\n-- #UNIK kode\n-- #SAET{kode: a, b}\n"
    "SELECT kode, sum(beloeb_oere)::BIGINT AS sum_oere FROM staging.tal GROUP BY kode",
    "marts.ialt": "-- grain: hele lageret\nSELECT sum(sum_oere)::BIGINT AS ialt_oere FROM core.sum;\n-- slut",
    "audits.stemmer": "SELECT 'Summen stemmer ikke' AS besked, m.ialt_oere - r.oere AS kroner_oere\n"
    "FROM marts.ialt AS m CROSS JOIN (SELECT sum(beloeb_oere)::BIGINT AS oere FROM raw.tal) AS r\n"
    "WHERE m.ialt_oere <> r.oere",
}


@dataclass
class Vaerksted:
    """A data directory and an SQL folder. raa: what the next build finds in schema raw."""

    ind: Indstillinger
    nu: datetime
    sql: Path
    tabeller: Path
    raa: list[str] = field(default_factory=lambda: [RAA_SQL])

    def skriv(self, navn: str, sql: str) -> None:
        fil = self.sql / Path(*navn.split(".")).with_suffix(".sql")
        fil.parent.mkdir(parents=True, exist_ok=True)
        fil.write_text(sql, encoding="utf-8")

    def byg(self, **andet: Any) -> laes.Generation:
        valg = {"fyld_raa": self.fyld, "leverancer": [], "lov": Lovsamling({})} | andet
        return byg(self.ind, self.nu, sql_mappe=self.sql, tabel_mappe=self.tabeller, **valg)

    def fyld(self, con: port.Forbindelse, ind: Indstillinger, leverancer: list[Any]) -> None:
        for sql in self.raa:
            con.execute(sql)

    def filer(self) -> list[str]:
        """What lies in the folder of generations, the counter and the pointer left out."""
        return sorted(s.name for s in self.ind.generationer.iterdir() if s.name not in ("AKTUEL", "TAELLER"))


@pytest.fixture
def vaerksted(ind: Indstillinger, nu: datetime, tmp_path: Path) -> Vaerksted:
    resultat = Vaerksted(ind, nu, tmp_path / "sql", tmp_path / "tabeller")
    for navn, sql in MODELLER.items():
        resultat.skriv(navn, sql)
    return resultat


@pytest.fixture
def ialt() -> Callable[[laes.Generation], int]:
    """The one figure of marts.ialt: 75 øre with the rows above."""
    return lambda gen: laes.forespoerg(gen, "SELECT ialt_oere FROM marts.ialt")["ialt_oere"][0].as_py()
