-- grain: en ubrudt strækning, hvor en person har en ydelse
-- #UNIK person_noegle, fagomraade, ydelse, helaar, fra
-- #IKKE_NULL person_noegle, fagomraade, ydelse, fra, til
-- Overlapping measures of one service are one, so that nobody counts for more than the days of the year (satser.md 11:
-- helårspersoner are capped at 1 per person and kind of service). No day after the data's own day is counted.
WITH data_dag AS (
    SELECT CAST(vaerdi AS DATE) AS dag FROM staging.indstilling WHERE navn = 'data_dato' AND vaerdi <> ''
),
kendt AS (
    SELECT
        a.person_noegle,
        a.fagomraade,
        a.ydelse,
        a.helaar,
        a.fra,
        CASE WHEN a.til > d.dag THEN d.dag ELSE a.til END AS til
    FROM staging.aktivitet AS a
    CROSS JOIN data_dag AS d
    WHERE a.fra <= d.dag
),
markeret AS (
    SELECT
        *,
        max(til) OVER (
            PARTITION BY person_noegle, fagomraade, ydelse, helaar
            ORDER BY fra, til
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS tidligere_til
    FROM kendt
),
nummereret AS (
    SELECT
        *,
        sum(CASE WHEN tidligere_til IS NULL OR fra > tidligere_til + 1 THEN 1 ELSE 0 END)
            OVER (PARTITION BY person_noegle, fagomraade, ydelse, helaar ORDER BY fra, til) AS loeb
    FROM markeret
)
SELECT
    person_noegle,
    fagomraade,
    ydelse,
    helaar,
    min(fra) AS fra,
    max(til) AS til
FROM nummereret
GROUP BY person_noegle, fagomraade, ydelse, helaar, loeb
