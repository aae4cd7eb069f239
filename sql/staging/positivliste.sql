-- grain: en funktion og art på positivlisten for et regnskabsår
-- #UNIK aar, funktion, art
-- #IKKE_NULL aar, funktion, art, andel
-- The list of BEK 891/2025 bilag 1 as the municipality has entered it (parameter moms_positivliste, a line each of
-- 'funktion;art;procent'). andel: the part of the booked amount that is refunded, the per cent times 25/125.
WITH linjer AS (
    SELECT k.aar, string_split(trim(l.linje), ';') AS felter
    FROM (SELECT DISTINCT aar, make_date(aar, 12, 31) AS dag FROM raw.kalender) AS k
    INNER JOIN raw.lovparameter AS v
        ON v.navn = 'moms_positivliste' AND k.dag BETWEEN v.fra AND coalesce(v.til, DATE '9999-12-31')
    CROSS JOIN unnest(string_split(v.vaerdi, chr(10))) AS l(linje)
    WHERE trim(l.linje) <> ''
)
SELECT
    l.aar,
    trim(l.felter[1]) AS funktion,
    trim(l.felter[2]) AS art,
    (try_cast(replace(trim(l.felter[3]), ',', '.') AS DECIMAL(9, 6)) / 100 * r.moms_andel)::DECIMAL(12, 10) AS andel
FROM linjer AS l
INNER JOIN staging.momsregel AS r ON l.aar = r.aar
WHERE r.moms_andel IS NOT NULL AND try_cast(replace(trim(l.felter[3]), ',', '.') AS DECIMAL(9, 6)) IS NOT NULL
