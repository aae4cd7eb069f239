"""`make bench`: the counting of a large city's moves, as the model does it. Figures are printed, not judged."""

from __future__ import annotations

import duckdb

from engine import steder
from tests.ydelse.maal import kald, vis

ANTAL = 320_000
_FLYTNINGER = f"""
    SELECT DATE '2022-01-01' + (nr % 1095)::INTEGER AS dato, (nr * 7919 % 101)::INTEGER AS alder,
        ['ind', 'ud', 'inden', 'andre'][1 + nr % 4] AS retning,
        CASE WHEN nr % 19 = 0 THEN 'udland' ELSE 'kommune' END AS fra_type,
        CASE WHEN nr % 19 > 0 THEN lpad((101 + nr * 31 % 760)::VARCHAR, 4, '0') END AS fra_kommunekode,
        CASE WHEN nr % 19 = 0 THEN ['SE', 'NO', 'DE', 'PL'][1 + nr % 4] END AS fra_landekode,
        CASE WHEN nr % 97 = 0 THEN 'I' || nr % 211 END AS fra_institution_id,
        'kommune' AS til_type, lpad((101 + nr * 17 % 760)::VARCHAR, 4, '0') AS til_kommunekode,
        NULL::VARCHAR AS til_landekode, CASE WHEN nr % 89 = 0 THEN 'I' || nr % 211 END AS til_institution_id
    FROM range({ANTAL}) AS t (nr)
"""
_ALDRE = "SELECT unnest([0, 6, 17, 26, 40, 67, 80]) AS alder_fra, unnest([5, 16, 25, 39, 66, 79, 150]) AS alder_til"


def test_320000_flytninger_taelles() -> None:
    model = (steder.rod() / "sql" / "marts" / "flytning.sql").read_text()
    with duckdb.connect() as con:
        con.execute("CREATE SCHEMA core")
        con.execute(f"CREATE TABLE core.flytning AS {_FLYTNINGER}")
        con.execute(f"CREATE TABLE core.aldersgruppe AS {_ALDRE}")
        raekker = kald(
            f"{ANTAL:,} flytninger talt op".replace(",", "."), lambda: con.execute(model).fetchall()
        )
    assert sum(r[-1] for r in raekker) == ANTAL
    vis("", f"{len(raekker)} rækker")
