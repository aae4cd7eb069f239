-- grain: en bogføringsmåned og en konto uden omkostningssted (fagområde, ydelse, funktion, dranst, gruppering, art)
-- #UNIK regnskabsaar, maaned, funktion, dranst, gruppering, art
-- #IKKE_NULL regnskabsaar, maaned, fagomraade, ydelse, beloeb_oere
-- Every posting is in one row and no person is in any: the sum is the ledger's, to the øre (audit fagomraade_stemmer).
SELECT
    regnskabsaar,
    maaned,
    fagomraade,
    ydelse,
    funktion,
    dranst,
    gruppering,
    art,
    sum(beloeb_oere)::BIGINT AS beloeb_oere,
    count(*) AS posteringer_antal,
    sum(CASE WHEN person_noegle IS NULL THEN 0 ELSE 1 END)::BIGINT AS med_person_antal,
    sum(CASE WHEN person_noegle IS NULL THEN beloeb_oere ELSE 0 END)::BIGINT AS uden_person_oere
FROM core.regnskabspost
GROUP BY regnskabsaar, maaned, fagomraade, ydelse, funktion, dranst, gruppering, art
