"""The warehouse's answer about bills that have not come: months in which help ran and no bill covers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.lager.laes import Generation, forespoerg

if TYPE_CHECKING:
    import pandas as pd

FASTE = 3  # months with a bill from the supplier before a month without one is strange
MINDST_OERE = 500_000  # of a run of months

_SQL = f"""
    WITH slut AS (SELECT last_day(max(bogfoeringsdato)) AS dag FROM staging.postering),
    institutioner AS (SELECT institution_id, max(cvr) AS cvr FROM core.institution GROUP BY institution_id),
    maal AS (
        SELECT i.person_noegle, coalesce(i.leverandoer_cvr, s.cvr) AS cvr, i.startdato, i.slutdato, i.enhed,
            round(i.takst_oere * i.antal)::BIGINT AS pris_oere, coalesce(i.fagomraade, '') AS fagomraade
        FROM core.indsats AS i LEFT JOIN institutioner AS s ON s.institution_id = i.institution_id
        WHERE i.loeber AND i.enhed IN ('dag', 'uge', 'maaned') AND coalesce(i.leverandoer_cvr, s.cvr) IS NOT NULL
            AND (i.betalingskommune IS NULL OR i.betalingskommune IN (SELECT kommunekode FROM staging.egen_kommune))
    ),
    regninger AS (
        SELECT p.person_noegle, p.cvr, p.bogfoeringsdato,
            unnest(generate_series(
                date_trunc('month', o.fra), date_trunc('month', o.til), INTERVAL 1 MONTH
            ))::DATE AS md
        FROM staging.postering AS p JOIN staging.postering_periode AS o USING (postering_nr)
        WHERE p.person_noegle IS NOT NULL AND p.cvr IS NOT NULL AND p.dranst = '1' AND p.beloeb_oere > 0
            AND NOT coalesce(p.enkeltstaaende, FALSE)
    ),
    rytme AS (
        SELECT person_noegle, cvr, count(DISTINCT md) AS maaneder, min(md) AS foerste, max(md) AS sidste,
            median(greatest(bogfoeringsdato - last_day(md), 0))::BIGINT AS dage_efter
        FROM regninger GROUP BY person_noegle, cvr
    ),
    loeb AS (
        SELECT m.*, r.sidste, r.dage_efter,
            unnest(generate_series(
                greatest(date_trunc('month', m.startdato), r.foerste), least(m.slutdato, s.dag), INTERVAL 1 MONTH
            ))::DATE AS md
        FROM maal AS m JOIN rytme AS r USING (person_noegle, cvr) CROSS JOIN slut AS s
        WHERE r.maaneder >= {FASTE} AND m.startdato <= s.dag AND m.slutdato >= r.foerste
    ),
    uden AS (
        SELECT l.person_noegle, l.cvr, l.md, l.sidste, max(l.fagomraade) AS fagomraade, max(l.dage_efter) AS dage_efter,
            sum(CASE l.enhed
                WHEN 'dag' THEN l.pris_oere * d.dage
                WHEN 'uge' THEN l.pris_oere * d.dage // 7
                ELSE l.pris_oere * d.dage // day(last_day(l.md))
            END)::BIGINT AS ventet_oere
        FROM loeb AS l,
            LATERAL (
                SELECT greatest(0, least(l.slutdato, last_day(l.md)) - greatest(l.startdato, l.md) + 1) AS dage
            ) AS d
        WHERE NOT EXISTS (
            SELECT 1 FROM regninger AS r WHERE r.person_noegle = l.person_noegle AND r.cvr = l.cvr AND r.md = l.md
        )
        GROUP BY l.person_noegle, l.cvr, l.md, l.sidste
    ),
    nummereret AS (
        SELECT *, datediff('month', DATE '2000-01-01', md)
            - row_number() OVER (PARTITION BY person_noegle, cvr ORDER BY md) AS raekke
        FROM uden WHERE ventet_oere > 0
    )
    SELECT person_noegle, cvr, max(fagomraade) AS fagomraade, strftime(min(md), '%Y-%m') AS fra,
        strftime(max(md), '%Y-%m') AS til, count(*)::BIGINT AS maaneder, sum(ventet_oere)::BIGINT AS ventet_oere,
        max(dage_efter)::BIGINT AS dage_efter, min(md) > max(sidste) AS hale,
        date_diff('day', last_day(min(md)), (SELECT dag FROM slut))::BIGINT AS dage_siden
    FROM nummereret GROUP BY person_noegle, cvr, raekke
    HAVING sum(ventet_oere) >= {MINDST_OERE}
    ORDER BY ventet_oere DESC, person_noegle, cvr, fra
"""


def maaneder_uden(gen: Generation) -> pd.DataFrame:
    """Runs of months in which a person's measure ran and no bill from its supplier covers them.

    Only where the supplier has sent at least FASTE months' bills. person_noegle, cvr, fagomraade, fra, til ('YYYY-MM'),
    maaneder, ventet_oere (the measure's price for the days), dage_efter (how long after the month the bills usually
    come), hale (no later month has a bill), dage_siden (from the first month's end to the ledger's last day).
    """
    return forespoerg(gen, _SQL).to_pandas()
