-- grain: en persons ægteskab eller registrerede partnerskab i en periode
-- The history where it is delivered; otherwise today's status has held all along (contracts.md, civilstand). A
-- marriage has two parties: the history of one goes before the other's 'all along'. The next event ends an open one.
WITH historik AS (
    SELECT
        person_noegle,
        civilstand,
        aegtefaelle_noegle,
        coalesce(fra, DATE '0001-01-01') AS fra,
        coalesce(til, DATE '9999-12-31') AS til,
        lead(fra) OVER (PARTITION BY person_noegle ORDER BY fra NULLS FIRST) - 1 AS foer_naeste
    FROM raw.civilstand
),
nutid AS (
    SELECT
        person_noegle,
        civilstand,
        aegtefaelle_noegle,
        DATE '0001-01-01' AS fra,
        DATE '9999-12-31' AS til
    FROM staging.person
    WHERE
        person_noegle NOT IN (SELECT person_noegle FROM historik)
        AND (aegtefaelle_noegle IS NULL OR aegtefaelle_noegle NOT IN (SELECT person_noegle FROM historik))
),
begge AS (
    SELECT
        person_noegle,
        civilstand,
        aegtefaelle_noegle,
        fra,
        CASE WHEN foer_naeste < til THEN foer_naeste ELSE til END AS til
    FROM historik
    UNION ALL
    SELECT * FROM nutid
)
SELECT
    person_noegle,
    aegtefaelle_noegle,
    fra,
    til
FROM begge
WHERE civilstand IN ('G', 'P') AND aegtefaelle_noegle IS NOT NULL AND fra <= til
