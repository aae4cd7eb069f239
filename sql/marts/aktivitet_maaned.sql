-- grain: en måned og en ydelse; ydelse '' er fagområdet som helhed
-- #UNIK maaned, fagomraade, ydelse
-- #IKKE_NULL aar, maaned, fagomraade, ydelse, personer_antal, dage
-- Persons are counted once in each row, so they do not add up over services; days do.
-- Their stretches are joined before the months are counted: the stretches are few beside them.
WITH straekninger AS (
    SELECT
        person_noegle,
        fagomraade,
        ydelse,
        12 * year(fra) + month(fra) - 1 AS fra_md,
        12 * year(til) + month(til) - 1 AS til_md
    FROM core.aktivitet
    UNION ALL
    SELECT
        person_noegle,
        fagomraade,
        '' AS ydelse,
        12 * year(fra) + month(fra) - 1 AS fra_md,
        12 * year(til) + month(til) - 1 AS til_md
    FROM core.aktivitet
),
markeret AS (
    SELECT
        *,
        max(til_md) OVER (
            PARTITION BY person_noegle, fagomraade, ydelse ORDER BY fra_md, til_md
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS tidligere_til
    FROM straekninger
),
adskilte AS (
    -- What an earlier stretch has counted is not counted again.
    SELECT
        fagomraade,
        ydelse,
        CASE WHEN tidligere_til >= fra_md THEN tidligere_til + 1 ELSE fra_md END AS fra_md,
        til_md
    FROM markeret
    WHERE tidligere_til IS NULL OR til_md > tidligere_til
),
personer AS (
    SELECT k.maaned, s.fagomraade, s.ydelse, count(*) AS personer_antal
    FROM adskilte AS s
    INNER JOIN core.kalender AS k ON s.fra_md <= 12 * k.aar + month(k.fra) - 1 AND s.til_md >= 12 * k.aar + month(k.fra) - 1
    GROUP BY k.maaned, s.fagomraade, s.ydelse
),
dage AS (
    SELECT aar, maaned, fagomraade, ydelse, sum(dage)::BIGINT AS dage
    FROM core.aktivitet_maaned
    GROUP BY aar, maaned, fagomraade, ydelse
),
alle AS (
    SELECT * FROM dage
    UNION ALL
    SELECT aar, maaned, fagomraade, '' AS ydelse, sum(dage)::BIGINT AS dage FROM dage GROUP BY aar, maaned, fagomraade
)
SELECT
    a.aar,
    a.maaned,
    a.fagomraade,
    a.ydelse,
    p.personer_antal,
    a.dage
FROM alle AS a
INNER JOIN personer AS p ON a.maaned = p.maaned AND a.fagomraade = p.fagomraade AND a.ydelse = p.ydelse
