-- grain: en person og en ubrudt række måneder i samme familie
-- #UNIK person_noegle, fra_maaned
-- #IKKE_NULL fra_maaned, til_maaned, hoved_noegle
-- The family of every person who is, or in some month is, more than alone: spouses, the under-18s of whom one of them
-- has custody, and who has it (contracts.md). A family is named by one adult, hoved_noegle (core.familie_hoved); whoever is not
-- here is a family alone, named by himself. A child of a minor follows the minor's family; the dead follow the spouse
-- who outlives them, with what is booked on them later.
WITH aar AS (
    SELECT DISTINCT k.aar
    FROM staging.kalender AS k
    INNER JOIN (SELECT DISTINCT aar FROM core.posteringsandel WHERE person_noegle IS NOT NULL) AS a
        ON k.aar BETWEEN a.aar - 1 AND a.aar + 1
),
horisont AS (
    SELECT 12 * min(aar) AS start_md, 12 * max(aar) + 11 AS slut_md FROM aar
),
efterladte AS (
    -- The dead and the spouse who outlives them; of two who die in the same month the one with the lower CPR number.
    SELECT
        p.person_noegle,
        p.aegtefaelle_noegle AS anker_noegle,
        p.til_md + 1 AS fra_md,
        h.slut_md AS til_md
    FROM core.familie_par AS p
    INNER JOIN core.person AS d ON p.person_noegle = d.person_noegle
    INNER JOIN core.person AS a ON p.aegtefaelle_noegle = a.person_noegle
    CROSS JOIN horisont AS h
    WHERE
        p.til_md = 12 * year(d.doedsdato) + month(d.doedsdato) - 1
        AND p.til_md < h.slut_md
        AND (
            a.doedsdato IS NULL
            OR 12 * year(a.doedsdato) + month(a.doedsdato) - 1 > p.til_md
            OR a.cpr_orden < d.cpr_orden
        )
        AND NOT EXISTS (
            SELECT 1
            FROM core.familie_barn AS b
            WHERE p.person_noegle = b.person_noegle AND b.til_md > p.til_md
        )
),
ankre AS (
    SELECT person_noegle, indehaver_noegle AS anker_noegle, fra_md, til_md FROM core.familie_barn
    UNION ALL
    SELECT person_noegle, anker_noegle, fra_md, til_md FROM efterladte
),
kreds AS (
    -- Whose changes can change a person's family.
    SELECT person_noegle, person_noegle AS anden_noegle FROM core.familie_par
    UNION
    SELECT person_noegle, person_noegle FROM ankre
    UNION
    SELECT person_noegle, anker_noegle FROM ankre
    UNION
    SELECT anker_noegle, anker_noegle FROM ankre
    UNION
    SELECT a.person_noegle, b.anker_noegle
    FROM ankre AS a
    INNER JOIN ankre AS b ON a.anker_noegle = b.person_noegle
),
hoveder AS (
    SELECT
        *,
        lag(hoved_noegle) OVER (PARTITION BY a_noegle, b_noegle ORDER BY aar) AS foer_noegle
    FROM core.familie_hoved
),
nye_hoveder AS (
    -- A couple may have another adult to follow from one year to the next.
    SELECT a_noegle, b_noegle, aar FROM hoveder WHERE hoved_noegle <> foer_noegle
),
skift AS (
    SELECT person_noegle, fra_md AS md FROM ankre
    UNION
    SELECT person_noegle, til_md + 1 FROM ankre
    UNION
    SELECT person_noegle, fra_md FROM core.familie_par
    UNION
    SELECT person_noegle, til_md + 1 FROM core.familie_par
    UNION
    SELECT a_noegle, 12 * aar FROM nye_hoveder
    UNION
    SELECT b_noegle, 12 * aar FROM nye_hoveder
),
punkter AS (
    -- Everybody is looked at in the first month of an unbroken row of years, and then only when something changes.
    SELECT DISTINCT k.person_noegle, 12 * y.aar AS md
    FROM kreds AS k
    CROSS JOIN aar AS y
    WHERE NOT EXISTS (SELECT 1 FROM aar AS foer WHERE foer.aar = y.aar - 1)
    UNION
    SELECT k.person_noegle, s.md
    FROM kreds AS k
    INNER JOIN skift AS s ON k.anden_noegle = s.person_noegle
    CROSS JOIN horisont AS h
    WHERE s.md BETWEEN h.start_md AND h.slut_md
),
hos AS (
    -- Two steps: a child to its holder, a minor or dead holder to the holder or spouse of that one. The married are
    -- nobody's child.
    SELECT
        p.person_noegle,
        p.md,
        coalesce(a.anker_noegle, p.person_noegle) AS anker_noegle
    FROM punkter AS p
    LEFT JOIN core.familie_par AS g ON p.person_noegle = g.person_noegle AND p.md BETWEEN g.fra_md AND g.til_md
    LEFT JOIN ankre AS a
        ON p.person_noegle = a.person_noegle AND p.md BETWEEN a.fra_md AND a.til_md AND g.person_noegle IS NULL
),
hos_voksen AS (
    SELECT
        h.person_noegle,
        h.md,
        coalesce(a.anker_noegle, h.anker_noegle) AS voksen_noegle
    FROM hos AS h
    LEFT JOIN core.familie_par AS g ON h.anker_noegle = g.person_noegle AND h.md BETWEEN g.fra_md AND g.til_md
    LEFT JOIN ankre AS a
        ON h.anker_noegle = a.person_noegle AND h.md BETWEEN a.fra_md AND a.til_md AND g.person_noegle IS NULL
),
navngivet AS (
    SELECT
        v.person_noegle,
        v.md,
        coalesce(f.hoved_noegle, v.voksen_noegle) AS hoved_noegle
    FROM hos_voksen AS v
    LEFT JOIN core.familie_par AS g ON v.voksen_noegle = g.person_noegle AND v.md BETWEEN g.fra_md AND g.til_md
    LEFT JOIN core.familie_hoved AS f
        ON least(g.person_noegle, g.aegtefaelle_noegle) = f.a_noegle
        AND greatest(g.person_noegle, g.aegtefaelle_noegle) = f.b_noegle
        AND v.md BETWEEN 12 * f.aar AND 12 * f.aar + 11
),
skiftet AS (
    SELECT
        *,
        CASE
            WHEN hoved_noegle = lag(hoved_noegle) OVER (PARTITION BY person_noegle ORDER BY md) THEN 0
            ELSE 1
        END AS ny
    FROM navngivet
),
foerste AS (
    SELECT
        s.person_noegle,
        s.hoved_noegle,
        s.md AS fra_md,
        coalesce(lead(s.md) OVER (PARTITION BY s.person_noegle ORDER BY s.md) - 1, h.slut_md) AS til_md
    FROM skiftet AS s
    CROSS JOIN horisont AS h
    WHERE s.ny = 1
)
SELECT
    f.person_noegle,
    fra.maaned AS fra_maaned,
    til.maaned AS til_maaned,
    f.fra_md::INTEGER AS fra_md,
    f.til_md::INTEGER AS til_md,
    f.hoved_noegle
FROM foerste AS f
INNER JOIN staging.kalender AS fra ON f.fra_md = 12 * fra.aar + month(fra.fra) - 1
INNER JOIN staging.kalender AS til ON f.til_md = 12 * til.aar + month(til.fra) - 1
