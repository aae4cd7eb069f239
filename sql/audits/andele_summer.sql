-- En posterings andele summer til posteringen, i 1/27.720 øre og i hele øre.
SELECT
    'Posteringer, hvis andele ikke summer til beløbet' AS besked,
    count(*) AS antal,
    sum(abs(s.beloeb_oere - s.oere))::BIGINT AS kroner_oere
FROM (
    SELECT
        p.postering_nr,
        max(p.beloeb_oere) AS beloeb_oere,
        sum(a.andel_u)::BIGINT AS u,
        sum(a.andel_oere)::BIGINT AS oere
    FROM core.posteringsandel AS a
    INNER JOIN core.postering AS p ON a.postering_nr = p.postering_nr
    GROUP BY p.postering_nr
) AS s
WHERE s.u <> s.beloeb_oere * 27720 OR s.oere <> s.beloeb_oere
HAVING count(*) > 0
