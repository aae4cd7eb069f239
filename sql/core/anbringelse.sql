-- grain: en ubrudt række af anbringelser for en person
-- #UNIK person_noegle, fra
-- Placements that overlap or follow day by day are one run; the household is looked up on the day before it.
WITH markeret AS (
    SELECT
        person_noegle,
        fra,
        til,
        max(til) OVER (
            PARTITION BY person_noegle ORDER BY fra, til ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS tidligere_til
    FROM staging.anbringelse
),
nummereret AS (
    SELECT
        person_noegle,
        fra,
        til,
        sum(CASE WHEN tidligere_til IS NULL OR fra > tidligere_til + 1 THEN 1 ELSE 0 END)
            OVER (PARTITION BY person_noegle ORDER BY fra, til) AS loeb
    FROM markeret
)
SELECT
    person_noegle,
    min(fra) AS fra,
    max(til) AS til
FROM nummereret
GROUP BY person_noegle, loeb
