-- grain: en måneds betalinger til (4.7) eller fra (7.7) en kommune for en borger på en konto
-- #UNIK person_noegle, modpart, funktion, gruppering, art, maaned
-- What goes between municipalities, by the month of the help. modpart '' = not said, person_noegle '' = on nobody.
SELECT
    coalesce(a.person_noegle, '') AS person_noegle,
    coalesce(p.modpart_kommunekode, '') AS modpart,
    p.funktion,
    p.gruppering,
    p.art,
    a.maaned,
    CAST(substr(a.maaned, 1, 4) AS INTEGER) * 12 + CAST(substr(a.maaned, 6, 2) AS INTEGER) AS maaned_nr,
    sum(a.andel_oere)::BIGINT AS oere
FROM core.posteringsandel AS a
INNER JOIN core.postering AS p ON a.postering_nr = p.postering_nr
WHERE p.dranst = '1' AND p.art IN ('4.7', '7.7')
GROUP BY
    coalesce(a.person_noegle, ''),
    coalesce(p.modpart_kommunekode, ''),
    p.funktion,
    p.gruppering,
    p.art,
    a.maaned
