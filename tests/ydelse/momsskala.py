"""A ledger of any size made by SQL, and what the VAT models cost on it: processor seconds, wall and peak memory.

python -m tests.ydelse.momsskala lav FILE POSTINGS, then python -m tests.ydelse.momsskala maal FILE
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

from engine.indstillinger import Indstillinger
from engine.lager import port
from engine.lager.byg import _KALENDER, indlaes_lov
from engine.lager.modeller import parse
from tests.moms.hjaelp import _ANDET, _POSTERING, MODELLER, SQL, lov

AARENE, LEVERANDOERER, STYKKE = range(2019, 2026), 8000, 3_000_000

# Eight kinds by the thousandth that the posting falls in: wages and transfers, purchases with their VAT taken, without
# VAT, with unknown VAT on 4.0, payments on the list, rent, grants, and mistakes of the four most common sorts.
_POSTER = """
INSERT INTO raw.postering BY NAME
WITH n AS (
    SELECT i AS nr, (hash(i) >> 2)::BIGINT AS h, (hash(i, 1) % 1000)::BIGINT AS slags,
        100 + (hash(i, 2) % 4000000)::BIGINT AS b
    FROM range({fra}, {til}) AS r(i)
),
k AS (
    SELECT *,
        CASE WHEN slags < 600 THEN (ARRAY['11', '51', '15', '41', '47', '91'])[1 + h % 6]
            WHEN slags < 860 THEN (ARRAY['49', '45', '29', '22', '23'])[1 + h % 5]
            WHEN slags < 955 THEN '40'
            WHEN slags < 962 THEN '59' WHEN slags < 975 THEN '71' WHEN slags < 979 THEN '79'
            WHEN slags < 985 THEN '40' WHEN slags < 990 THEN '49' WHEN slags < 995 THEN '45' ELSE '47' END AS art,
        CASE WHEN slags BETWEEN 955 AND 961 THEN '33870'
            ELSE (ARRAY['32201', '52511', '53026', '22811', '64551', '33563', '52820', '22812', '33870', '55725'])[
                1 + (h >> 8) % 10] END AS funktion
    FROM n
)
SELECT 'opus' AS kilde, {foerste} + (h >> 16) % {antal_aar} AS regnskabsaar, 'B' || nr AS bilagsnr, 1 AS linjenr,
    make_date(({foerste} + (h >> 16) % {antal_aar})::INTEGER, (1 + nr % 12)::INTEGER, (1 + nr % 28)::INTEGER)
        AS bogfoeringsdato,
    funktion || '11' || lpad(((h >> 24) % 40)::VARCHAR, 4, '0') || '001' || art AS konto,
    CASE WHEN slags BETWEEN 962 AND 978 THEN -b ELSE b END AS beloeb_oere,
    CASE WHEN slags < 600 THEN 'Løn og ydelser' WHEN slags BETWEEN 975 AND 978 THEN 'Tilskud fra Fonden Egetræet'
        WHEN slags BETWEEN 962 AND 974 THEN 'Husleje' ELSE 'Faktura ' || (nr * 7919 % 9999991) END AS tekst,
    CASE WHEN slags < 600 THEN 'p' || (h % 300000) END AS person_noegle,
    CASE WHEN slags >= 600 AND slags NOT BETWEEN 962 AND 974
        THEN '996' || lpad(((h >> 32) % {leverandoerer})::VARCHAR, 5, '0') END AS cvr,
    'AFD' || (h >> 40) % 400 AS profitcenter, 'O' || (h >> 40) % 40 AS organisation,
    CASE WHEN slags BETWEEN 600 AND 859 OR slags BETWEEN 979 AND 984 OR slags BETWEEN 990 AND 994 THEN b // 4
        WHEN slags BETWEEN 860 AND 929 OR slags BETWEEN 985 AND 989 THEN 0 END AS momsbeloeb_oere,
    CASE WHEN slags BETWEEN 600 AND 859 OR slags >= 985 AND slags <> 990 THEN b // 4
        WHEN slags BETWEEN 955 AND 961 THEN b * 2 // 100 WHEN slags BETWEEN 962 AND 974 THEN -(b * 75 // 1000)
        WHEN slags BETWEEN 975 AND 978 THEN -(b * 175 // 1000) ELSE 0 END AS moms_hjemtaget_oere,
    CASE WHEN slags BETWEEN 600 AND 859 OR slags >= 985 THEN 'refusion' WHEN slags BETWEEN 955 AND 961
        THEN 'positivliste' ELSE 'ingen' END AS momskode,
    FALSE AS enkeltstaaende, 1 AS _leverance_nr, nr AS _raekke_nr
FROM k
"""
# Five in a thousand are put right: the wrong booking, its taking back and the new one, some in two parts, some half.
_RETTEDE = """
INSERT INTO raw.postering BY NAME
SELECT 'opus' AS kilde, 2024 AS regnskabsaar, 'R' || i || '-' || t.nr AS bilagsnr, 1 AS linjenr,
    make_date(2024, 3 + t.nr, (1 + i % 28)::INTEGER) AS bogfoeringsdato,
    '32201110' || lpad((i % 900)::VARCHAR, 3, '0') || '001' || t.art AS konto,
    (t.andel * (500 + 4 * (hash(i) % 1000000)::BIGINT)) // 1000 AS beloeb_oere,
    CASE WHEN t.nr > 0 THEN 'Ompostering ' ELSE '' END || 'Faktura ' || i AS tekst,
    '996' || lpad(((hash(i) >> 2)::BIGINT % {leverandoerer})::VARCHAR, 5, '0') AS cvr,
    (t.moms * (500 + 4 * (hash(i) % 1000000)::BIGINT)) // 1000 AS momsbeloeb_oere,
    (t.taget * (500 + 4 * (hash(i) % 1000000)::BIGINT)) // 1000 AS moms_hjemtaget_oere,
    'refusion' AS momskode, FALSE AS enkeltstaaende, 1 AS _leverance_nr, 10000000000 + i * 10 + t.nr AS _raekke_nr
FROM range({antal}) AS r(i)
CROSS JOIN (VALUES (0, '40', 1000, 200, 0), (1, '40', -1000, -200, 0), (2, '49', 500, 125, 125), (3, '49', 300, 75, 75))
    AS t(nr, art, andel, moms, taget)
WHERE t.nr < 3 OR i % 10 > 0
"""


def lav(fil: Path, antal: int) -> None:
    """Write the ledger, a few million rows at a time so that memory does not follow the size."""
    con = port.aabn_skriv(fil, Indstillinger(hjem=fil.parent))
    con.execute("CREATE SCHEMA raw; CREATE SCHEMA staging; CREATE SCHEMA core;" + _POSTERING)
    rettede = antal * 5 // 1000
    felter = {"leverandoerer": LEVERANDOERER, "foerste": AARENE[0], "antal_aar": len(AARENE)}
    for fra in range(0, antal - 4 * rettede, STYKKE):
        con.execute(_POSTER.format(fra=fra, til=min(fra + STYKKE, antal - 4 * rettede), **felter))
    con.execute(_RETTEDE.format(antal=rettede, leverandoerer=LEVERANDOERER))
    con.execute(_ANDET + _KALENDER)
    con.execute(
        "INSERT INTO raw.virksomhed SELECT '996' || lpad(i::VARCHAR, 5, '0'), 'Firma ' || i, NULL,"
        f" 'privat', TRUE, 'DK' FROM range({LEVERANDOERER}) AS r(i)"
    )
    indlaes_lov(con, lov(aar=AARENE))
    con.close()


def maal(fil: Path) -> None:
    """Build each VAT model of the ledger anew; print its processor seconds, wall, rows and the peak so far."""
    con = port.aabn_skriv(fil, Indstillinger(hjem=fil.parent))
    i_alt = 0.0
    for m in (parse(s, SQL / s / f"{n}.sql") for s, n in (x.split(".") for x in MODELLER)):
        con.execute(f"DROP {'VIEW' if m.tags.view else 'TABLE'} IF EXISTS {m.fuldt_navn}")
        cpu, ur = time.process_time(), time.perf_counter()
        con.execute(f"CREATE {'VIEW' if m.tags.view else 'TABLE'} {m.fuldt_navn} AS {m.sql}")
        cpu, ur = time.process_time() - cpu, time.perf_counter() - ur
        i_alt += cpu
        n = 0 if m.tags.view else con.execute(f"SELECT count(*) FROM {m.fuldt_navn}").fetchall()[0][0]
        top = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{m.fuldt_navn:<26} cpu {cpu:6.1f} s  ur {ur:6.1f} s  {n:>10} rækker  højst {top:6.0f} MB",
            flush=True,
        )
    print(f"i alt cpu {i_alt:.1f} s", flush=True)
    sql = "SELECT aarsag, count(*), sum(beloeb_oere)::BIGINT FROM core.moms_fund GROUP BY ALL ORDER BY ALL"
    for aarsag, n, oere in con.execute(sql).fetchall():
        print(f"{aarsag:<26} {n:>9} {oere / 100:>18,.2f}", flush=True)
    con.close()


if __name__ == "__main__":
    if sys.argv[1] == "lav":
        lav(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        maal(Path(sys.argv[2]))
