-- grain: et år, et fagområde, et køn og en aldersgruppe ved årets udgang
-- #UNIK aar, fagomraade, koen, alder_fra
-- #IKKE_NULL aar, fagomraade, koen, personer_antal, dage
-- A person has one age in a year and counts once in each field of work. koen '' and alder_fra empty: not known.
WITH pr_person AS (
    SELECT aar, fagomraade, person_noegle, sum(dage) AS dage
    FROM core.aktivitet_maaned
    GROUP BY aar, fagomraade, person_noegle
),
med_alder AS (
    SELECT
        a.aar,
        a.fagomraade,
        a.dage,
        coalesce(p.koen, '') AS koen,
        a.aar - CAST(extract(year FROM p.foedselsdato) AS INTEGER) AS alder
    FROM pr_person AS a
    LEFT JOIN core.person AS p ON a.person_noegle = p.person_noegle
)
SELECT
    m.aar,
    m.fagomraade,
    m.koen,
    g.alder_fra,
    count(*) AS personer_antal,
    sum(m.dage)::BIGINT AS dage
FROM med_alder AS m
LEFT JOIN core.aldersgruppe AS g ON m.alder BETWEEN g.alder_fra AND g.alder_til
GROUP BY m.aar, m.fagomraade, m.koen, g.alder_fra
