"""raw.tekstperiode: what each posting's text says of its period, read once per build.

Only postings that a claim can concern and that have no given period. They are read in batches, so that the memory is
the same for a town and for a country; a posting that the generation before has read with the same code is not read
again, nor is a text that was read just before. Whether a reading is certain enough to be used is decided in
sql/staging/postering_periode.sql.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa

from engine.lager import port
from engine.lager.port import Forbindelse
from engine.refusion import periodisering
from engine.refusion.periodisering import Genkender

BATCH = 100_000
_KRAEVER = ("postering", "kontolov")

# postering_nr and the function are those of sql/staging/postering.sql, which is built on top of this.
_KILDE = """
    SELECT p._leverance_nr::BIGINT * 1000000000000 + p._raekke_nr AS postering_nr, p.tekst, p.bogfoeringsdato,
        p.bilagsdato
    FROM raw.postering AS p
    WHERE (p.periode_fra IS NULL OR p.periode_til IS NULL) AND NOT coalesce(p.enkeltstaaende, FALSE)
        AND (p.person_noegle IS NOT NULL
            OR substr(p.konto, 1, 1) || '.' || substr(p.konto, 2, 2) || '.' || substr(p.konto, 4, 2)
                IN (SELECT funktion FROM raw.kontolov))
"""

_SKEMA = pa.schema(
    [
        ("postering_nr", pa.int64()),
        ("fra", pa.date32()),
        ("til", pa.date32()),
        ("sikkerhed", pa.float64()),
        ("regel", pa.string()),
        ("enkeltstaaende", pa.bool_()),
        ("enkelt_sikkerhed", pa.float64()),
        ("gruppe", pa.string()),
    ]
)


def byg_tekstperiode(con: Forbindelse, foer: Path | None = None) -> int:
    """Create and fill raw.tekstperiode: one row per posting that is read. Returns the number of those read now.

    fra, til: NULL when the text says nothing. gruppe: what alike texts have in common, without digits. foer: the
    generation in use, whose readings are taken over.
    """
    con.register("_tom", _SKEMA.empty_table())
    con.execute("CREATE TABLE raw.tekstperiode AS SELECT * FROM _tom")
    con.unregister("_tom")
    con.execute("CREATE TABLE raw.tekstperiode_kode AS SELECT ? AS kode", [_kode()])
    if not _findes(con):
        return 0
    if foer is not None:
        _overtag(con, foer)
    laeser, antal = con.cursor(), 0  # reads while the other writes
    try:
        genkender = Genkender()
        nye = f"""SELECT k.* FROM ({_KILDE}) AS k ANTI JOIN raw.tekstperiode AS t ON t.postering_nr = k.postering_nr
            ORDER BY k.tekst, k.bogfoeringsdato, k.bilagsdato"""
        for batch in laeser.sql(nye).to_arrow_reader(BATCH):
            con.register("_laest", _laes(genkender, batch))
            con.execute("INSERT INTO raw.tekstperiode SELECT * FROM _laest")
            con.unregister("_laest")
            antal += batch.num_rows
    finally:
        laeser.close()
    return antal


def _kode() -> str:
    """What reads the texts, as a hash: another version may read them otherwise."""
    filer = [*sorted(Path(periodisering.__file__).parent.glob("*.py")), Path(__file__)]
    return hashlib.sha256(b"".join(fil.read_bytes() for fil in filer)).hexdigest()


def _overtag(con: Forbindelse, foer: Path) -> None:
    """The readings that another generation's same code made of the same row with the same text and days."""
    con.execute(f"ATTACH {port.tekst(foer)} AS foer (READ_ONLY)")
    try:
        kendt = con.execute(
            "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'foer' AND schema_name = 'raw' "
            "AND table_name IN ('tekstperiode', 'tekstperiode_kode', 'postering')"
        ).fetchone()
        if kendt != (3,) or con.execute("SELECT kode FROM foer.raw.tekstperiode_kode").fetchone() != (
            _kode(),
        ):
            return
        con.execute(
            f"""INSERT INTO raw.tekstperiode
            SELECT t.* FROM foer.raw.tekstperiode AS t
            JOIN foer.raw.postering AS f
                ON f._leverance_nr::BIGINT * 1000000000000 + f._raekke_nr = t.postering_nr
            JOIN ({_KILDE}) AS k ON k.postering_nr = t.postering_nr
            WHERE f.tekst IS NOT DISTINCT FROM k.tekst AND f.bogfoeringsdato IS NOT DISTINCT FROM k.bogfoeringsdato
                AND f.bilagsdato IS NOT DISTINCT FROM k.bilagsdato"""
        )
    finally:
        con.execute("DETACH foer")


def _findes(con: Forbindelse) -> bool:
    """A build without the ledger or the table of functions has nothing to read."""
    tabeller = con.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'raw'"
    ).fetchall()
    return set(_KRAEVER) <= {navn for (navn,) in tabeller}


def _laes(genkender: Genkender, batch: pa.RecordBatch) -> pa.Table:
    kolonner: list[list[object]] = [[] for _ in _SKEMA]
    sidste: object = None
    fund, gruppe = periodisering.INTET, ""
    for nr, tekst, bogfoert, bilag in _raekker(batch):
        if (tekst, bogfoert, bilag) != sidste:
            fund, gruppe = genkender.laes_med_gruppe(tekst, bogfoert, bilag)
            sidste = (tekst, bogfoert, bilag)
        raekke = (
            nr,
            fund.fra,
            fund.til,
            fund.sikkerhed,
            fund.regel,
            fund.enkeltstaaende,
            fund.enkelt_sikkerhed,
            gruppe,
        )
        for kolonne, vaerdi in zip(kolonner, raekke, strict=True):
            kolonne.append(vaerdi)
    return pa.table(kolonner, schema=_SKEMA)


def _raekker(batch: pa.RecordBatch) -> Iterator[tuple[int, str | None, date, date | None]]:
    return zip(*(kolonne.to_pylist() for kolonne in batch.columns), strict=True)
