-- grain: en person med kendt fødselsdato
-- #UNIK person_noegle
-- myndig_dato: turns 18; eftervaern_slut: the day after which efterværn cannot enter a household (turns 23).
SELECT
    p.person_noegle,
    p.foedselsdato,
    (p.foedselsdato + to_years(b.vaerdi::INTEGER))::DATE AS myndig_dato,
    (p.foedselsdato + to_years(e.vaerdi::INTEGER + 1))::DATE AS eftervaern_slut
FROM staging.person AS p
CROSS JOIN (SELECT max(vaerdi) AS vaerdi FROM staging.lovtal WHERE navn = 'cro_husstand_barn_alder') AS b
CROSS JOIN (SELECT max(vaerdi) AS vaerdi FROM staging.lovtal WHERE navn = 'cro_husstand_eftervaern_max_alder') AS e
WHERE p.foedselsdato IS NOT NULL
