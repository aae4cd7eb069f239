-- En person er i een familie ad gangen.
SELECT
    'Personer, der er i to familier i samme måned' AS besked,
    count(DISTINCT a.person_noegle) AS antal,
    0::BIGINT AS kroner_oere
FROM core.familie_medlem AS a
INNER JOIN core.familie_medlem AS b
    ON a.person_noegle = b.person_noegle AND a.fra_maaned < b.fra_maaned AND a.til_maaned >= b.fra_maaned
HAVING count(DISTINCT a.person_noegle) > 0
