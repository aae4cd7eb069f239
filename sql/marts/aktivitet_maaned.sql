-- grain: en måned og en ydelse; ydelse '' er fagområdet som helhed
-- #UNIK maaned, fagomraade, ydelse
-- #IKKE_NULL aar, maaned, fagomraade, ydelse, personer_antal, dage
-- Persons are counted once in each row, so they do not add up over services; days do.
SELECT
    aar,
    maaned,
    fagomraade,
    ydelse,
    count(DISTINCT person_noegle) AS personer_antal,
    sum(dage)::BIGINT AS dage
FROM core.aktivitet_maaned
GROUP BY aar, maaned, fagomraade, ydelse
UNION ALL
SELECT
    aar,
    maaned,
    fagomraade,
    '' AS ydelse,
    count(DISTINCT person_noegle) AS personer_antal,
    sum(dage)::BIGINT AS dage
FROM core.aktivitet_maaned
GROUP BY aar, maaned, fagomraade
