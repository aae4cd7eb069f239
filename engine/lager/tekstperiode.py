"""raw.tekstperiode: what each posting's text says of its period, read once per build.

Only postings that a claim can concern and that have no given period. They are read in batches, so that the memory is
the same for a town and for a country. Whether a reading is certain enough to be used is decided in
sql/staging/postering_periode.sql.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pyarrow as pa

from engine.lager.port import Forbindelse
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


def byg_tekstperiode(con: Forbindelse) -> int:
    """Create and fill raw.tekstperiode: one row per posting that was read. Returns the number of rows.

    fra, til: NULL when the text says nothing. gruppe: what alike texts have in common, without digits.
    """
    con.register("_tom", _SKEMA.empty_table())
    con.execute("CREATE TABLE raw.tekstperiode AS SELECT * FROM _tom")
    con.unregister("_tom")
    if not _findes(con):
        return 0
    laeser, antal = con.cursor(), 0  # reads while the other writes
    try:
        genkender = Genkender()
        for batch in laeser.sql(_KILDE).to_arrow_reader(BATCH):
            con.register("_laest", _laes(genkender, batch))
            con.execute("INSERT INTO raw.tekstperiode SELECT * FROM _laest")
            con.unregister("_laest")
            antal += batch.num_rows
    finally:
        laeser.close()
    return antal


def _findes(con: Forbindelse) -> bool:
    """A build without the ledger or the table of functions has nothing to read."""
    tabeller = con.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'raw'"
    ).fetchall()
    return set(_KRAEVER) <= {navn for (navn,) in tabeller}


def _laes(genkender: Genkender, batch: pa.RecordBatch) -> pa.Table:
    kolonner: list[list[object]] = [[] for _ in _SKEMA]
    for nr, tekst, bogfoert, bilag in _raekker(batch):
        fund, gruppe = genkender.laes_med_gruppe(tekst, bogfoert, bilag)
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
