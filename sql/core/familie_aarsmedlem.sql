-- grain: en person i en familie i et år
-- #UNIK aar, hoved_noegle, person_noegle
-- Who was in the family, alive, on the first of some month of the year: fra_md and til_md are the first and the last.
-- Without them: the dead or unborn, and those who are a family alone, with amounts in it.
WITH aar AS (
    SELECT DISTINCT k.aar
    FROM staging.kalender AS k
    INNER JOIN (SELECT DISTINCT aar FROM core.posteringsandel WHERE person_noegle IS NOT NULL) AS a
        ON k.aar BETWEEN a.aar - 1 AND a.aar + 1
),
medlemmer AS (
    -- From the first month that begins in somebody's life to the last.
    SELECT
        m.hoved_noegle,
        m.person_noegle,
        greatest(
            m.fra_md,
            coalesce(12 * year(p.foedselsdato) + month(p.foedselsdato) - CASE WHEN day(p.foedselsdato) = 1 THEN 1 ELSE 0 END, 0)
        ) AS fra_md,
        least(m.til_md, coalesce(12 * year(p.doedsdato) + month(p.doedsdato) - 1, 999999)) AS til_md
    FROM core.familie_medlem AS m
    INNER JOIN core.person AS p ON m.person_noegle = p.person_noegle
),
i_aaret AS (
    SELECT
        y.aar,
        m.hoved_noegle,
        m.person_noegle,
        greatest(m.fra_md, 12 * y.aar) AS fra_md,
        least(m.til_md, 12 * y.aar + 11) AS til_md
    FROM medlemmer AS m
    INNER JOIN aar AS y ON m.fra_md <= 12 * y.aar + 11 AND m.til_md >= 12 * y.aar
),
alle AS (
    SELECT aar, hoved_noegle, person_noegle, fra_md, til_md FROM i_aaret WHERE fra_md <= til_md
    UNION ALL
    SELECT DISTINCT aar, hoved_noegle, person_noegle, CAST(NULL AS INTEGER), CAST(NULL AS INTEGER) FROM core.familie_beloeb
)
SELECT
    aar,
    hoved_noegle,
    person_noegle,
    min(fra_md)::INTEGER AS fra_md,
    max(til_md)::INTEGER AS til_md
FROM alle
GROUP BY aar, hoved_noegle, person_noegle
