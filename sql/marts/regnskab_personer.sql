-- grain: et regnskabsår og en ydelse: hvor mange personer der er bogført på
-- #UNIK regnskabsaar, fagomraade, ydelse
-- What decides whether a figure could be one person's.
SELECT
    regnskabsaar,
    fagomraade,
    ydelse,
    count(DISTINCT person_noegle) AS personer_antal
FROM core.regnskabspost
GROUP BY regnskabsaar, fagomraade, ydelse
