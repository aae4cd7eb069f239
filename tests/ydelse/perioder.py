"""Postings with texts as bookkeepers write them, as many as asked for: how long reading them takes, and in what memory.

python -m tests.ydelse.perioder 1000000
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa

from engine.indstillinger import Indstillinger
from engine.lager import port
from engine.lager.tekstperiode import byg_tekstperiode
from tests.refusion.maal_periodisering import laes_maerkede

# Every labelled text many times, each time with another invoice number and other days, so that no two are the same.
_POSTERING = """
CREATE TABLE raw.postering AS
SELECT 1 AS _leverance_nr, n.nr AS _raekke_nr,
    t.tekst || ' fakt. ' || (n.nr * 7919 % 9999991) AS tekst,
    DATE '2022-01-15' + (n.nr % 700)::INTEGER AS bogfoeringsdato,
    DATE '2022-01-08' + (n.nr % 700)::INTEGER AS bilagsdato,
    NULL::DATE AS periode_fra, NULL::DATE AS periode_til, FALSE AS enkeltstaaende,
    'p' || n.nr % 50000 AS person_noegle, '5385211000000147' AS konto
FROM (SELECT unnest(range({antal})) AS nr) AS n
JOIN tekster AS t ON t.plads = n.nr % (SELECT count(*) FROM tekster)
"""


def maal(antal: int, mappe: Path) -> tuple[float, int]:
    """(seconds, rows) of reading so many postings into raw.tekstperiode."""
    ind = Indstillinger(mappe, duckdb_hukommelse="1GB")
    con = port.aabn_skriv(mappe / "perioder.duckdb", ind)
    try:
        tekster = [m.tekst for halvdel in ("udvikling", "proeve") for m in laes_maerkede(halvdel)]
        con.register("_tekster", pa.table({"tekst": tekster, "plads": list(range(len(tekster)))}))
        con.execute("CREATE SCHEMA raw; CREATE TABLE tekster AS SELECT * FROM _tekster")
        con.execute("CREATE TABLE raw.kontolov AS SELECT '5.38.52' AS funktion")
        con.execute(_POSTERING.format(antal=antal))
        start = time.perf_counter()
        raekker = byg_tekstperiode(con)
        return time.perf_counter() - start, raekker
    finally:
        con.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as mappe:
        sekunder, raekker = maal(int(sys.argv[1]), Path(mappe))
    print(f"{raekker} posteringer læst på {sekunder:.1f} s", file=sys.stderr)
