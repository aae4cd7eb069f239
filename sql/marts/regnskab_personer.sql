-- grain: et regnskabsår og en ydelse (funktion '') eller en konto i den: hvor mange personer der er bogført på
-- #UNIK regnskabsaar, fagomraade, ydelse, funktion, dranst, gruppering, art
-- What decides whether a figure below the authorised function could be one person's.
SELECT
    regnskabsaar,
    fagomraade,
    ydelse,
    '' AS funktion,
    '' AS dranst,
    '' AS gruppering,
    '' AS art,
    count(DISTINCT person_noegle) AS personer_antal
FROM core.regnskabspost
GROUP BY regnskabsaar, fagomraade, ydelse
UNION ALL
SELECT
    regnskabsaar,
    fagomraade,
    ydelse,
    funktion,
    dranst,
    gruppering,
    art,
    count(DISTINCT person_noegle) AS personer_antal
FROM core.regnskabspost
GROUP BY regnskabsaar, fagomraade, ydelse, funktion, dranst, gruppering, art
