-- #ADVARSEL
-- Husstande, hvor forældremyndigheden ikke er kendt, og hvor forældrene på barnets adresse er antaget at have den.
SELECT
    'Børn med udgifter, hvis husstand bygger på en antagelse om forældremyndigheden' AS besked,
    count(DISTINCT h.person_noegle) AS antal,
    sum(u.netto_u / 27720)::BIGINT AS kroner_oere
FROM core.husstand_maaned AS h
INNER JOIN core.person_maaned_udgift AS u ON h.person_noegle = u.person_noegle AND h.maaned = u.maaned
WHERE h.antagelse
HAVING count(*) > 0
