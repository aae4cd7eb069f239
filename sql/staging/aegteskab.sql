-- grain: en persons ægteskab eller registrerede partnerskab i en periode
-- #VIEW
-- The history where it is delivered; otherwise today's status has held all along (contracts.md, civilstand).
WITH historik AS (
    SELECT person_noegle, civilstand, aegtefaelle_noegle, fra, til FROM raw.civilstand
),
nutid AS (
    SELECT
        person_noegle,
        civilstand,
        aegtefaelle_noegle,
        NULL::DATE AS fra,
        NULL::DATE AS til
    FROM staging.person
    WHERE person_noegle NOT IN (SELECT person_noegle FROM historik)
),
begge AS (
    SELECT * FROM historik
    UNION ALL
    SELECT * FROM nutid
)
SELECT
    person_noegle,
    aegtefaelle_noegle,
    coalesce(fra, DATE '0001-01-01') AS fra,
    coalesce(til, DATE '9999-12-31') AS til
FROM begge
WHERE civilstand IN ('G', 'P') AND aegtefaelle_noegle IS NOT NULL
