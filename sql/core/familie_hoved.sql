-- grain: et ægtepar i et år, med den af de to, som familien følger
-- #UNIK a_noegle, b_noegle, aar
-- #IKKE_NULL hoved_noegle
-- A family is stable through a year under one adult. A couple's months and the months that adult has alone before the
-- wedding, after the divorce or as a widow are one family; the other's months alone are another. The adult is the one
-- who lives through the year, else the one whom most children follow in the months of the year apart, else the woman,
-- else the lower CPR number. The couple of the December before is here too: who carries it on.
WITH aar AS (
    SELECT DISTINCT k.aar
    FROM staging.kalender AS k
    INNER JOIN (SELECT DISTINCT aar FROM core.posteringsandel WHERE person_noegle IS NOT NULL) AS a
        ON k.aar BETWEEN a.aar - 1 AND a.aar + 1
),
sammen AS (
    SELECT
        p.person_noegle AS a_noegle,
        p.aegtefaelle_noegle AS b_noegle,
        y.aar,
        greatest(p.fra_md, 12 * y.aar) AS fra_md,
        least(p.til_md, 12 * y.aar + 11) AS til_md
    FROM core.familie_par AS p
    INNER JOIN aar AS y ON p.fra_md <= 12 * y.aar + 11 AND p.til_md >= 12 * y.aar - 1
    WHERE p.person_noegle < p.aegtefaelle_noegle
),
par AS (
    SELECT
        a_noegle,
        b_noegle,
        aar,
        sum(CASE WHEN til_md >= fra_md THEN til_md - fra_md + 1 ELSE 0 END) AS maaneder
    FROM sammen
    GROUP BY a_noegle, b_noegle, aar
),
parter AS (
    SELECT a_noegle, b_noegle, aar, maaneder, a_noegle AS person_noegle FROM par
    UNION ALL
    SELECT a_noegle, b_noegle, aar, maaneder, b_noegle FROM par
),
boern AS (
    -- The months in which a living child follows one of them.
    SELECT
        q.a_noegle,
        q.b_noegle,
        q.aar,
        q.person_noegle,
        greatest(
            b.fra_md,
            12 * q.aar,
            coalesce(12 * year(p.foedselsdato) + month(p.foedselsdato) - CASE WHEN day(p.foedselsdato) = 1 THEN 1 ELSE 0 END, 0)
        ) AS fra_md,
        least(b.til_md, 12 * q.aar + 11, coalesce(12 * year(p.doedsdato) + month(p.doedsdato) - 1, 999999)) AS til_md
    FROM parter AS q
    INNER JOIN core.familie_barn AS b
        ON q.person_noegle = b.indehaver_noegle AND b.fra_md <= 12 * q.aar + 11 AND b.til_md >= 12 * q.aar
    INNER JOIN core.person AS p ON b.person_noegle = p.person_noegle
    WHERE q.maaneder < 12
),
boernemaaneder AS (
    SELECT a_noegle, b_noegle, aar, person_noegle, til_md - fra_md + 1 AS maaneder
    FROM boern
    WHERE til_md >= fra_md
    UNION ALL
    SELECT b.a_noegle, b.b_noegle, b.aar, b.person_noegle, greatest(b.fra_md, s.fra_md) - least(b.til_md, s.til_md) - 1
    FROM boern AS b
    INNER JOIN sammen AS s
        ON b.a_noegle = s.a_noegle
        AND b.b_noegle = s.b_noegle
        AND b.aar = s.aar
        AND greatest(b.fra_md, s.fra_md) <= least(b.til_md, s.til_md)
),
alene AS (
    SELECT a_noegle, b_noegle, aar, person_noegle, sum(maaneder) AS maaneder
    FROM boernemaaneder
    GROUP BY a_noegle, b_noegle, aar, person_noegle
),
-- What decides between the two, in its order: who lives longest, children, the woman, the lower CPR number.
stillede AS (
    SELECT
        q.a_noegle,
        q.b_noegle,
        q.aar,
        CASE WHEN year(a.doedsdato) <= q.aar THEN 12 * year(a.doedsdato) + month(a.doedsdato) ELSE 999999 END AS a_lever,
        CASE WHEN year(b.doedsdato) <= q.aar THEN 12 * year(b.doedsdato) + month(b.doedsdato) ELSE 999999 END AS b_lever,
        coalesce(na.maaneder, 0) AS a_boern,
        coalesce(nb.maaneder, 0) AS b_boern,
        CASE WHEN a.koen = 'K' THEN 0 ELSE 1 END AS a_koen,
        CASE WHEN b.koen = 'K' THEN 0 ELSE 1 END AS b_koen,
        a.cpr_orden AS a_orden,
        b.cpr_orden AS b_orden
    FROM par AS q
    INNER JOIN core.person AS a ON q.a_noegle = a.person_noegle
    INNER JOIN core.person AS b ON q.b_noegle = b.person_noegle
    LEFT JOIN alene AS na
        ON q.a_noegle = na.a_noegle AND q.b_noegle = na.b_noegle AND q.aar = na.aar AND q.a_noegle = na.person_noegle
    LEFT JOIN alene AS nb
        ON q.a_noegle = nb.a_noegle AND q.b_noegle = nb.b_noegle AND q.aar = nb.aar AND q.b_noegle = nb.person_noegle
)
SELECT
    a_noegle,
    b_noegle,
    aar,
    CASE
        WHEN a_lever <> b_lever THEN CASE WHEN a_lever > b_lever THEN a_noegle ELSE b_noegle END
        WHEN a_boern <> b_boern THEN CASE WHEN a_boern > b_boern THEN a_noegle ELSE b_noegle END
        WHEN a_koen <> b_koen THEN CASE WHEN a_koen < b_koen THEN a_noegle ELSE b_noegle END
        WHEN a_orden < b_orden THEN a_noegle
        ELSE b_noegle
    END AS hoved_noegle
FROM stillede
