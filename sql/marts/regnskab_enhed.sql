-- grain: et regnskabsår og en ydelse på en funktion, en hovedart og en organisation
-- #UNIK regnskabsaar, fagomraade, ydelse, funktion, hovedart, organisation
-- #IKKE_NULL regnskabsaar, fagomraade, ydelse, funktion, hovedart, organisation, beloeb_oere, personer_antal
-- What Analyse splits the ledger by; organisation '' = not said. The sum is the ledger's, and no person is in any row.
SELECT
    regnskabsaar,
    fagomraade,
    ydelse,
    funktion,
    substr(art, 1, 1) AS hovedart,
    coalesce(organisation, '') AS organisation,
    sum(beloeb_oere)::BIGINT AS beloeb_oere,
    count(DISTINCT person_noegle) AS personer_antal
FROM core.regnskabspost
GROUP BY regnskabsaar, fagomraade, ydelse, funktion, substr(art, 1, 1), coalesce(organisation, '')
