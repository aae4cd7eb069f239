-- grain: en kontering (funktion, dranst, gruppering) i regnskab eller budget
-- #UNIK funktion, dranst, gruppering
-- #IKKE_NULL funktion, dranst, gruppering, fagomraade, ydelse
-- Which field of work and which service an account belongs to. The tables' most specific row decides; a dranst is more
-- specific than a gruppering, and that than a longer function. An account that no row names is 'uden_fagomraade'. A
-- service without a name of its own is its function.
WITH konteringer AS (
    SELECT
        funktion,
        dranst,
        gruppering
    FROM staging.postering
    UNION
    SELECT
        funktion,
        dranst,
        gruppering
    FROM staging.budget
),
omraader AS (
    SELECT
        k.funktion,
        k.dranst,
        k.gruppering,
        r.fagomraade,
        row_number() OVER (
            PARTITION BY k.funktion, k.dranst, k.gruppering
            ORDER BY (r.dranst <> '*') DESC, (r.gruppering <> '*') DESC, length(r.funktion) DESC
        ) AS rang
    FROM konteringer AS k
    INNER JOIN raw.fagomraade AS r
        ON (r.funktion = '*' OR k.funktion = r.funktion OR starts_with(k.funktion, r.funktion || '.'))
        AND (r.dranst = '*' OR k.dranst = r.dranst)
        AND (r.gruppering = '*' OR k.gruppering = r.gruppering)
),
ydelser AS (
    SELECT
        k.funktion,
        k.dranst,
        k.gruppering,
        y.ydelsestype,
        row_number() OVER (
            PARTITION BY k.funktion, k.dranst, k.gruppering
            ORDER BY (y.gruppering <> '*') DESC, (y.dranst <> '*') DESC
        ) AS rang
    FROM konteringer AS k
    INNER JOIN raw.ydelsestype AS y
        ON k.funktion = y.funktion
        AND (y.dranst = '*' OR k.dranst = y.dranst)
        AND (y.gruppering = '*' OR k.gruppering = y.gruppering)
    WHERE k.dranst IN ('1', '2')
)
SELECT
    k.funktion,
    k.dranst,
    k.gruppering,
    coalesce(o.fagomraade, 'uden_fagomraade') AS fagomraade,
    coalesce(y.ydelsestype, k.funktion) AS ydelse
FROM konteringer AS k
LEFT JOIN omraader AS o
    ON k.funktion = o.funktion AND k.dranst = o.dranst AND k.gruppering = o.gruppering AND o.rang = 1
LEFT JOIN ydelser AS y
    ON k.funktion = y.funktion AND k.dranst = y.dranst AND k.gruppering = y.gruppering AND y.rang = 1
