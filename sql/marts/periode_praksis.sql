-- grain: et år, et fagområde og en måde, perioden er kendt på
-- #UNIK aar, fagomraade, periode_kilde
-- How much of what may enter a claim rests on a period that somebody has stated, and how much on a document's date.
SELECT
    a.aar,
    k.fagomraade,
    a.periode_kilde,
    count(*) AS andele_antal,
    sum(a.andel_oere)::BIGINT AS andel_oere
FROM core.posteringsandel AS a
INNER JOIN core.postering AS p ON a.postering_nr = p.postering_nr
INNER JOIN core.kontering AS k
    ON p.funktion = k.funktion AND p.dranst = k.dranst AND p.gruppering = k.gruppering
WHERE a.medregnet
GROUP BY a.aar, k.fagomraade, a.periode_kilde
