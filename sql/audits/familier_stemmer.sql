-- Familierne tilsammen er regnskabets posteringer med CPR, pr. år og til øren: hver andel er brugt én gang.
WITH regnskab AS (
    SELECT aar, sum(andel_oere)::BIGINT AS beloeb_oere
    FROM core.posteringsandel
    WHERE person_noegle IS NOT NULL
    GROUP BY aar
),
familier AS (
    SELECT aar, sum(brutto_oere + indtaegt_oere + refusion_oere + central_oere + uden_for_oere)::BIGINT AS beloeb_oere
    FROM marts.familie_aar
    GROUP BY aar
)
SELECT
    'År ' || r.aar || ': familierne rammer ikke posteringerne med CPR' AS besked,
    1 AS antal,
    r.beloeb_oere - coalesce(f.beloeb_oere, 0) AS kroner_oere
FROM regnskab AS r
LEFT JOIN familier AS f ON r.aar = f.aar
WHERE r.beloeb_oere <> coalesce(f.beloeb_oere, 0)
UNION ALL
SELECT
    'Regnskabets posteringer med CPR rammer ikke familierne i alt' AS besked,
    1 AS antal,
    p.beloeb_oere - f.beloeb_oere AS kroner_oere
FROM (SELECT coalesce(sum(beloeb_oere), 0)::BIGINT AS beloeb_oere FROM core.postering WHERE person_noegle IS NOT NULL) AS p
CROSS JOIN (SELECT coalesce(sum(beloeb_oere), 0)::BIGINT AS beloeb_oere FROM familier) AS f
WHERE p.beloeb_oere <> f.beloeb_oere
