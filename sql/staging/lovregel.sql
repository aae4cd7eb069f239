-- grain: en hjemmel (lov, paragraf) og en gyldighedsperiode
-- #IKKE_NULL lov
-- The longest matching paragraph decides; '*' is the law as a whole. paragraf is '' where none is given.
WITH hjemler AS (
    SELECT DISTINCT lov, coalesce(paragraf, '') AS paragraf FROM staging.postering WHERE lov IS NOT NULL
    UNION
    SELECT DISTINCT p.lov, coalesce(k.paragraf, '') AS paragraf
    FROM staging.postering AS p
    INNER JOIN staging.kontoregel AS k
        ON p.funktion = k.funktion AND p.dranst = k.dranst AND p.gruppering = k.gruppering AND p.lov = k.lov
    UNION
    SELECT DISTINCT k.lov, p.paragraf
    FROM staging.postering AS p
    INNER JOIN staging.kontoregel AS k
        ON p.funktion = k.funktion AND p.dranst = k.dranst AND p.gruppering = k.gruppering
    WHERE p.lov IS NULL AND p.paragraf IS NOT NULL AND k.lov IS NOT NULL
    UNION
    SELECT DISTINCT lov, coalesce(paragraf, '') AS paragraf FROM staging.kontoregel WHERE lov IS NOT NULL
),
kandidater AS (
    SELECT
        h.lov,
        h.paragraf,
        r.fra,
        r.til,
        r.sdelov,
        r.gruppe,
        r.medregnet = '1' AS medregnet,
        r.aarsag,
        rank() OVER (
            PARTITION BY h.lov, h.paragraf
            ORDER BY CASE WHEN r.paragraf = '*' THEN 0 ELSE length(r.paragraf) END DESC
        ) AS rang
    FROM hjemler AS h
    INNER JOIN raw.lovregel AS r
        ON h.lov = r.lov
        AND (r.paragraf = '*' OR h.paragraf = r.paragraf OR starts_with(h.paragraf, r.paragraf || '.'))
)
SELECT
    lov,
    paragraf,
    coalesce(substr(fra, 1, 7), '0000-00') AS maaned_fra,
    coalesce(substr(til, 1, 7), '9999-99') AS maaned_til,
    sdelov,
    gruppe,
    medregnet,
    aarsag
FROM kandidater
WHERE rang = 1
