-- grain: en funktion i regnskab eller budget, med dens fagområde
-- #UNIK funktion
-- #IKKE_NULL funktion, fagomraade
-- #SAET{fagomraade: boern, voksne, aeldre, overfoersel, skole, dagtilbud, udlaendinge, oevrige}
-- The longest matching row of the table decides (5.28.25 before 5.28); what is no field of welfare is 'oevrige'. Rows
-- for a dranst or a gruppering are for staging.kontering, which divides the accounts finer.
WITH funktioner AS (
    SELECT DISTINCT funktion FROM staging.postering
    UNION
    SELECT DISTINCT funktion FROM staging.budget
),
kandidater AS (
    SELECT
        f.funktion,
        t.fagomraade,
        row_number() OVER (PARTITION BY f.funktion ORDER BY length(t.funktion) DESC) AS rang
    FROM funktioner AS f
    LEFT JOIN raw.fagomraade AS t
        ON t.dranst = '*'
        AND t.gruppering = '*'
        AND (f.funktion = t.funktion OR starts_with(f.funktion, t.funktion || '.'))
)
SELECT
    funktion,
    CASE
        WHEN fagomraade IN ('boern', 'voksne', 'aeldre', 'overfoersel', 'skole', 'dagtilbud', 'udlaendinge') THEN fagomraade
        ELSE 'oevrige'
    END AS fagomraade
FROM kandidater
WHERE rang = 1
