-- grain: et år og en ydelse; ydelse '' er fagområdet som helhed
-- #UNIK aar, fagomraade, ydelse
-- #IKKE_NULL aar, fagomraade, ydelse, personer_antal, dage
-- dage over the days of the year is helårspersoner: a person has at most every day of the year with a service.
WITH pr_person AS (
    SELECT aar, fagomraade, ydelse, person_noegle, sum(dage) AS dage
    FROM core.aktivitet_maaned
    GROUP BY aar, fagomraade, ydelse, person_noegle
)
SELECT
    aar,
    fagomraade,
    ydelse,
    count(*) AS personer_antal,
    sum(dage)::BIGINT AS dage
FROM pr_person
GROUP BY aar, fagomraade, ydelse
UNION ALL
SELECT
    aar,
    fagomraade,
    '' AS ydelse,
    count(DISTINCT person_noegle) AS personer_antal,
    sum(dage)::BIGINT AS dage
FROM pr_person
GROUP BY aar, fagomraade
