-- grain: en person og en ubrudt række måneder med samme ægtefælle
-- #UNIK person_noegle, fra_md
-- #IKKE_NULL aegtefaelle_noegle, fra_md, til_md
-- Months are numbered 12 * year + month - 1. A marriage or registered partnership holds in a month when it holds on its
-- first day and both live; the spouses need not live together (contracts.md, 'familie'). Nobody has two at a time: a
-- later marriage of either ends the earlier; of two from the same month the spouse with the lower CPR number counts.
WITH parter AS (
    SELECT person_noegle, aegtefaelle_noegle, fra, til FROM staging.aegteskab
    UNION
    SELECT aegtefaelle_noegle, person_noegle, fra, til FROM staging.aegteskab
),
maaneder AS (
    SELECT
        g.person_noegle,
        g.aegtefaelle_noegle,
        a.cpr_orden AS aegtefaelle_orden,
        12 * year(g.fra) + month(g.fra) - CASE WHEN day(g.fra) = 1 THEN 1 ELSE 0 END AS fra_md,
        least(
            12 * year(g.til) + month(g.til) - 1,
            coalesce(12 * year(p.doedsdato) + month(p.doedsdato) - 1, 999999),
            coalesce(12 * year(a.doedsdato) + month(a.doedsdato) - 1, 999999)
        ) AS til_md
    FROM parter AS g
    INNER JOIN core.person AS p ON g.person_noegle = p.person_noegle
    INNER JOIN core.person AS a ON g.aegtefaelle_noegle = a.person_noegle
    WHERE g.person_noegle <> g.aegtefaelle_noegle
),
markeret AS (
    -- What one party's history and the other's say of the same marriage is one run of months.
    SELECT
        *,
        max(til_md) OVER (
            PARTITION BY person_noegle, aegtefaelle_noegle ORDER BY fra_md, til_md
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS tidligere_til
    FROM maaneder
    WHERE fra_md <= til_md
),
nummereret AS (
    SELECT
        *,
        sum(CASE WHEN tidligere_til IS NULL OR fra_md > tidligere_til + 1 THEN 1 ELSE 0 END)
            OVER (PARTITION BY person_noegle, aegtefaelle_noegle ORDER BY fra_md, til_md) AS loeb
    FROM markeret
),
samlet AS (
    SELECT
        person_noegle,
        aegtefaelle_noegle,
        aegtefaelle_orden,
        min(fra_md) AS fra_md,
        max(til_md) AS til_md
    FROM nummereret
    GROUP BY person_noegle, aegtefaelle_noegle, aegtefaelle_orden, loeb
),
afkortet AS (
    SELECT
        *,
        lead(fra_md) OVER (PARTITION BY person_noegle ORDER BY fra_md, aegtefaelle_orden DESC) AS naeste_md
    FROM samlet
)
SELECT
    m.person_noegle,
    m.aegtefaelle_noegle,
    m.fra_md::INTEGER AS fra_md,
    least(m.til_md, coalesce(m.naeste_md - 1, 999999), coalesce(o.naeste_md - 1, 999999))::INTEGER AS til_md
FROM afkortet AS m
INNER JOIN afkortet AS o
    ON m.person_noegle = o.aegtefaelle_noegle
    AND m.aegtefaelle_noegle = o.person_noegle
    AND m.fra_md = o.fra_md
WHERE m.fra_md <= least(m.til_md, coalesce(m.naeste_md - 1, 999999), coalesce(o.naeste_md - 1, 999999))
