-- #ADVARSEL
-- Udgifter på CPR-numre, som ikke står i CPR-leverancen: alder og husstand kendes ikke, så de indgår ikke.
SELECT
    'Posteringer på personer, der ikke findes i CPR-leverancen' AS besked,
    count(DISTINCT person_noegle) AS antal,
    sum(andel_oere)::BIGINT AS kroner_oere
FROM core.posteringsandel
WHERE aarsag = 'ukendt_person'
HAVING count(*) > 0
