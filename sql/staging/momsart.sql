-- grain: en art, der giver hele momsen tilbage i et regnskabsår
-- #UNIK aar, art
-- The parameter's text is '2.x undtagen 2.6;4.5;4.9' (BEK 891/2025 § 1, stk. 2, nr. 1): an art, or a whole main art but some.
WITH arter AS (
    SELECT h.n::VARCHAR || '.' || a.n::VARCHAR AS art
    FROM generate_series(0, 9) AS h(n) CROSS JOIN generate_series(0, 9) AS a(n)
),
dele AS (
    SELECT k.aar, trim(split_part(d.del_, ' undtagen ', 1)) AS moenster, split_part(d.del_, ' undtagen ', 2) AS undtagen
    FROM (SELECT DISTINCT aar, make_date(aar, 12, 31) AS dag FROM raw.kalender) AS k
    INNER JOIN raw.lovparameter AS v
        ON v.navn = 'moms_arter_100' AND k.dag BETWEEN v.fra AND coalesce(v.til, DATE '9999-12-31')
    CROSS JOIN unnest(string_split(v.vaerdi, ';')) AS d(del_)
)
SELECT DISTINCT d.aar, a.art
FROM dele AS d
INNER JOIN arter AS a
    ON (d.moenster = a.art OR (d.moenster LIKE '%.x' AND left(d.moenster, 2) = left(a.art, 2)))
WHERE a.art NOT IN (SELECT trim(u) FROM unnest(string_split(d.undtagen, ',')) AS t(u))
