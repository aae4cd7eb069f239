-- grain: et hus i egen kommune (vejkode og husnummer), som nogen har boet i
-- #UNIK hus_noegle
-- #IKKE_NULL hus_noegle, vej_noegle
-- Where it lies is what any delivered stay there says, else the institution that has the house; empty where nobody says.
-- CPR names the road of today's addresses only, so a road's name is looked up among all its houses.
WITH egne AS (
    SELECT a.hus_noegle, substr(a.hus_noegle, 1, 9) AS vej_noegle, a.vejnavn, a.lon, a.lat
    FROM staging.adresse AS a
    INNER JOIN staging.egen_kommune AS e ON a.kommunekode = e.kommunekode
    WHERE a.hus_noegle IS NOT NULL
),
huse AS (
    SELECT hus_noegle, vej_noegle, max(lon) AS lon, max(lat) AS lat
    FROM egne
    WHERE lon IS NOT NULL AND lat IS NOT NULL
    GROUP BY hus_noegle, vej_noegle
),
alle AS (
    SELECT DISTINCT hus_noegle, vej_noegle FROM egne
),
veje AS (
    SELECT vej_noegle, max(vejnavn) AS vejnavn
    FROM egne
    GROUP BY vej_noegle
),
institutioner AS (
    SELECT a.hus_noegle, max(i.lon) AS lon, max(i.lat) AS lat
    FROM staging.institution_adresse AS a
    INNER JOIN staging.institution AS i ON a.institution_id = i.institution_id AND a.gyldig_fra = i.gyldig_fra
    WHERE i.lon IS NOT NULL AND i.lat IS NOT NULL
    GROUP BY a.hus_noegle
)
SELECT
    a.hus_noegle,
    a.vej_noegle,
    v.vejnavn,
    substr(a.hus_noegle, 11) AS husnr,
    coalesce(h.lon, i.lon) AS lon,
    coalesce(h.lat, i.lat) AS lat
FROM alle AS a
LEFT JOIN veje AS v ON a.vej_noegle = v.vej_noegle
LEFT JOIN huse AS h ON a.hus_noegle = h.hus_noegle
LEFT JOIN institutioner AS i ON a.hus_noegle = i.hus_noegle
