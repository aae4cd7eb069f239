"""The addresses the municipality keeps itself, beside the delivered ones in schema raw.

Such a row has _leverance_nr 0, and its event's number as _raekke_nr. It takes the place of a delivered row with the
same key, and ends the version before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from engine.indlaesning.kontrakter import Brud, Kontrakt, alle_kontrakter, fejl_sql, typed_sql
from engine.lager import port
from engine.lager.laes import Generation, forespoerg

if TYPE_CHECKING:
    import pandas as pd

EGEN = 0
"""_leverance_nr of a row that no delivery brought."""

Raekker = Sequence[tuple[int, Mapping[str, str]]]
"""(number, the contract's columns as text)."""

_IDENT = {
    "institution": "institution_id",
    "opmaerksomhedsadresse": "concat_ws('-', kommunekode, lpad(trim(vejkode), 4, '0'), upper(ltrim(trim(husnr), '0')), "
    "lower(ltrim(trim(coalesce(etage, '')), '0')), lower(ltrim(trim(coalesce(sidedoer, '')), '0')))",
}
_SAMME = "e.ident = r.ident AND e.gyldig_fra IS NOT DISTINCT FROM r.gyldig_fra"
_BEHOLDES = {"institution": ("lon", "lat", "cvr", "pnr")}


def brud(tabel: str, raekker: Raekker) -> list[Brud]:
    """What in the rows breaks the contract of the delivery table, by the numbers given."""
    con = port.hukommelse()
    try:
        k = alle_kontrakter()[tabel]
        _som_tekst(con, k, raekker)
        return [Brud(*r) for r in con.execute(fejl_sql(k, "egne_tekst")).fetchall()]
    finally:
        con.close()


def laeg(con: port.Forbindelse, egne: Mapping[str, Raekker]) -> None:
    """Lay valid rows into raw.<tabel>, which exists."""
    for tabel, raekker in egne.items():
        if raekker:
            _laeg(con, alle_kontrakter()[tabel], raekker)


def _som_tekst(con: port.Forbindelse, k: Kontrakt, raekker: Raekker) -> None:
    kolonner = {n: pa.array([r.get(n) or None for _, r in raekker], pa.string()) for n in k.kolonner}
    numre = pa.array([nr for nr, _ in raekker], pa.int64())
    con.register("egne_ark", pa.table({"raekke_nr": numre, **kolonner}))
    con.execute("CREATE OR REPLACE TEMP TABLE egne_tekst AS SELECT * FROM egne_ark")
    con.unregister("egne_ark")


def _laeg(con: port.Forbindelse, k: Kontrakt, raekker: Raekker) -> None:
    maal, ident = f"raw.{port.navn(k.tabel)}", _IDENT[k.tabel]
    _som_tekst(con, k, raekker)
    egne = f"SELECT *, {ident} AS ident FROM ({typed_sql(k, 'egne_tekst')})"
    con.execute(f"CREATE OR REPLACE TEMP TABLE egne AS {egne}")
    con.execute(f"CREATE OR REPLACE TEMP TABLE leveret AS SELECT *, {ident} AS ident FROM {maal}")
    for felt in _BEHOLDES.get(k.tabel, ()):  # what was not written stays, where the house is the same
        con.execute(
            f"""UPDATE egne AS e SET {felt} = coalesce(e.{felt}, r.{felt}) FROM leveret AS r
            WHERE {_SAMME} AND e.kommunekode = r.kommunekode AND e.vejkode = r.vejkode AND e.husnr = r.husnr"""
        )
    con.execute(
        f"""CREATE OR REPLACE TABLE {maal} AS
        WITH alle AS (
            SELECT r.* FROM leveret AS r WHERE NOT EXISTS (SELECT 1 FROM egne AS e WHERE {_SAMME})
            UNION ALL BY NAME
            SELECT * EXCLUDE (raekke_nr), {EGEN}::INTEGER AS _leverance_nr, raekke_nr AS _raekke_nr FROM egne
        ),
        foelges AS (
            SELECT a.*, (
                SELECT min(e.gyldig_fra) FROM egne AS e
                WHERE e.ident = a.ident AND e.gyldig_fra > coalesce(a.gyldig_fra, DATE '0001-01-01')
            ) AS naeste
            FROM alle AS a
        )
        SELECT * EXCLUDE (ident, naeste)
            REPLACE (CASE WHEN naeste IS NULL THEN gyldig_til ELSE least(gyldig_til, naeste - 1) END AS gyldig_til)
        FROM foelges"""
    )
    con.execute("DROP TABLE temp.egne; DROP TABLE temp.leveret; DROP TABLE temp.egne_tekst")


def byggede(gen: Generation, tabel: str) -> pd.DataFrame:
    """The rows of the built warehouse: the contract's columns, _leverance_nr (0 = written in the app), _raekke_nr."""
    k = alle_kontrakter()[tabel]
    kolonner = ", ".join(port.navn(n) for n in k.kolonner)
    sql = f"SELECT {kolonner}, _leverance_nr, _raekke_nr FROM raw.{port.navn(tabel)} ORDER BY ALL"
    return forespoerg(gen, sql).to_pandas()
