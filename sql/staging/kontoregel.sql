-- grain: en kontering (funktion, dranst, gruppering) og en gyldighedsperiode for loven bag den
-- #IKKE_NULL funktion, dranst, gruppering
-- The account table's most specific row decides: gruppering before dranst before the function alone.
WITH konteringer AS (
    SELECT DISTINCT funktion, dranst, gruppering FROM staging.postering
),
kandidater AS (
    SELECT
        k.funktion,
        k.dranst,
        k.gruppering,
        r.fra,
        r.til,
        r.lov,
        g.paragraf_norm AS paragraf,
        r.medregnet = '1' AS medregnet,
        r.aarsag,
        rank() OVER (
            PARTITION BY k.funktion, k.dranst, k.gruppering
            ORDER BY (r.gruppering <> '*') DESC, (r.dranst <> '*') DESC
        ) AS rang
    FROM konteringer AS k
    INNER JOIN raw.kontolov AS r
        ON k.funktion = r.funktion
        AND (r.dranst = '*' OR r.dranst = k.dranst)
        AND (r.gruppering = '*' OR r.gruppering = k.gruppering)
    LEFT JOIN staging.paragraf AS g ON r.paragraf = g.paragraf
)
SELECT
    funktion,
    dranst,
    gruppering,
    coalesce(substr(fra, 1, 7), '0000-00') AS maaned_fra,
    coalesce(substr(til, 1, 7), '9999-99') AS maaned_til,
    lov,
    paragraf,
    medregnet,
    aarsag
FROM kandidater
WHERE rang = 1
