-- grain: en funktion og gruppering i et regnskabsår
-- #UNIK aar, funktion, gruppering
-- Whether the scheme covers it (BEK 891/2025 § 1, stk. 1, 3 and 4), and what § 5 exempts of private grants there. The texts
-- are '0-6', '1;2.32.31 undtagen grp. 002;…', '4.62.82-4.62.90' and '3.22.01;…': a main account, a function, or from-to.
-- NULL in omfattet = the year has no list, and nothing is computed.
WITH aarene AS (
    SELECT DISTINCT aar, make_date(aar, 12, 31) AS dag FROM raw.kalender
),
dele AS (
    SELECT
        k.aar,
        v.navn,
        trim(split_part(split_part(d.del_, ' undtagen grp.', 1), '-', 1)) AS fra,
        coalesce(nullif(trim(split_part(split_part(d.del_, ' undtagen grp.', 1), '-', 2)), ''),
            trim(split_part(d.del_, ' undtagen grp.', 1))) AS til,
        nullif(trim(split_part(d.del_, ' undtagen grp.', 2)), '') AS undtaget_gruppe
    FROM aarene AS k
    INNER JOIN raw.lovparameter AS v ON k.dag BETWEEN v.fra AND coalesce(v.til, DATE '9999-12-31')
    CROSS JOIN unnest(string_split(v.vaerdi, ';')) AS d(del_)
    WHERE v.navn IN (
        'moms_hovedkonti', 'moms_undtagne_funktioner', 'moms_fond_undtagne_funktioner', 'moms_fond_skolefunktioner'
    )
),
konteringer AS (
    SELECT DISTINCT funktion, gruppering FROM staging.kontering
),
ramt AS (
    SELECT d.aar, k.funktion, k.gruppering, d.navn
    FROM konteringer AS k
    INNER JOIN dele AS d
        ON left(k.funktion, length(d.fra)) BETWEEN d.fra AND d.til
        AND k.gruppering IS DISTINCT FROM d.undtaget_gruppe
)
SELECT
    a.aar,
    k.funktion,
    k.gruppering,
    CASE WHEN a.aar IN (SELECT d.aar FROM dele AS d WHERE d.navn = 'moms_undtagne_funktioner') THEN
        coalesce(bool_or(r.navn = 'moms_hovedkonti'), FALSE)
        AND NOT coalesce(bool_or(r.navn = 'moms_undtagne_funktioner'), FALSE)
    END AS omfattet,
    coalesce(bool_or(r.navn = 'moms_fond_undtagne_funktioner'), FALSE) AS fond_undtaget,
    coalesce(bool_or(r.navn = 'moms_fond_skolefunktioner'), FALSE) AS fond_skole
FROM aarene AS a
CROSS JOIN konteringer AS k
LEFT JOIN ramt AS r ON a.aar = r.aar AND k.funktion = r.funktion AND k.gruppering = r.gruppering
GROUP BY a.aar, k.funktion, k.gruppering
