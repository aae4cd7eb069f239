"""The warehouse's answer about bills whose text tells another month than the one they are for.

Two bills of known periods lie in one month, the month beside it has none although the help ran, and the booking of one
of the two fits the month without a bill better than the month it tells. One bill alone is never enough: a bill that
comes late, with the right month in its text, leaves no month without a bill.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.lager.laes import Generation, forespoerg

if TYPE_CHECKING:
    import pandas as pd

FASTE = 4  # bills of known months before there is a rhythm

_SQL = f"""
    WITH institutioner AS (SELECT institution_id, max(cvr) AS cvr FROM core.institution GROUP BY institution_id),
    maal AS (
        SELECT DISTINCT i.person_noegle, coalesce(i.leverandoer_cvr, s.cvr) AS cvr, i.startdato, i.slutdato
        FROM core.indsats AS i LEFT JOIN institutioner AS s ON s.institution_id = i.institution_id
        WHERE i.loeber AND i.enhed IN ('dag', 'uge', 'maaned')
    ),
    regninger AS (
        SELECT p.postering_nr, p.kilde, p.regnskabsaar::BIGINT AS regnskabsaar, p.bilagsnr,
            p.linjenr::BIGINT AS linjenr, p.person_noegle, p.cvr, p.funktion, p.dranst, p.gruppering, p.beloeb_oere,
            p.bogfoeringsdato, o.fra, o.til, date_trunc('month', o.fra)::DATE AS md,
            date_trunc('month', o.fra) = date_trunc('month', o.til)
                AND o.periode_kilde IN ('angivet', 'tekst', 'rettet') AS en,
            o.periode_kilde = 'tekst' AS laest
        FROM staging.postering AS p JOIN staging.postering_periode AS o USING (postering_nr)
        WHERE p.person_noegle IS NOT NULL AND p.cvr IS NOT NULL AND p.dranst = '1' AND p.beloeb_oere > 0
            AND NOT coalesce(p.enkeltstaaende, FALSE)
    ),
    daekket AS (
        SELECT DISTINCT person_noegle, cvr, funktion, unnest(generate_series(
            date_trunc('month', fra), date_trunc('month', til), INTERVAL 1 MONTH))::DATE AS md
        FROM regninger
    ),
    dobbelt AS (
        SELECT person_noegle, cvr, funktion, md FROM regninger WHERE en
        GROUP BY person_noegle, cvr, funktion, md HAVING count(*) > 1
    ),
    rytme AS (
        SELECT person_noegle, cvr, funktion, median(bogfoeringsdato - last_day(md)) AS dage
        FROM regninger WHERE en GROUP BY person_noegle, cvr, funktion HAVING count(*) >= {FASTE}
    ),
    mulige AS (
        SELECT r.*, (r.md + to_months(t.trin))::DATE AS ny_fra, last_day((r.md + to_months(t.trin))::DATE) AS ny_til,
            y.dage
        FROM regninger AS r
        JOIN dobbelt AS d USING (person_noegle, cvr, funktion, md)
        JOIN rytme AS y USING (person_noegle, cvr, funktion)
        CROSS JOIN (VALUES (-1), (1)) AS t(trin)
        WHERE r.laest AND r.en
    ),
    vejet AS (
        SELECT m.*, abs(m.bogfoeringsdato - m.ny_til - m.dage) AS skaev_ny,
            abs(m.bogfoeringsdato - last_day(m.md) - m.dage) AS skaev
        FROM mulige AS m
        WHERE EXISTS (
                SELECT 1 FROM maal AS i WHERE i.person_noegle = m.person_noegle AND i.cvr = m.cvr
                    AND i.startdato <= m.ny_fra AND i.slutdato >= m.ny_til
            )
            AND NOT EXISTS (
                SELECT 1 FROM daekket AS x WHERE x.person_noegle = m.person_noegle AND x.cvr = m.cvr
                    AND x.funktion = m.funktion AND x.md = m.ny_fra
            )
    )
    SELECT v.postering_nr, v.kilde, v.regnskabsaar, v.bilagsnr, v.linjenr, v.person_noegle, v.cvr,
        coalesce(k.fagomraade, '') AS fagomraade, v.beloeb_oere, v.bogfoeringsdato, v.fra, v.til, v.ny_fra, v.ny_til,
        round(v.skaev - v.skaev_ny)::BIGINT AS dage_bedre
    FROM vejet AS v LEFT JOIN core.kontering AS k
        ON k.funktion = v.funktion AND k.dranst = v.dranst AND k.gruppering = v.gruppering
    WHERE v.skaev_ny < v.skaev
    QUALIFY row_number() OVER (
            PARTITION BY v.person_noegle, v.cvr, v.funktion, v.md ORDER BY v.skaev - v.skaev_ny DESC, v.postering_nr
        ) = 1
    ORDER BY v.beloeb_oere DESC, v.postering_nr
"""


def forkerte(gen: Generation) -> pd.DataFrame:
    """The bills, the largest first: postering_nr, the key columns, person_noegle, cvr, fagomraade, beloeb_oere,
    bogfoeringsdato, fra, til (as read), ny_fra, ny_til (the month without a bill), dage_bedre (so many days the booking
    lies nearer to when that person's bills from the supplier usually come).
    """
    return forespoerg(gen, _SQL).to_pandas()
