-- grain: en person, der har forladt kommunen: flyttet til et kendt sted, eller registreret forsvundet og ikke fundet igen
-- #UNIK person_noegle, dato
-- #IKKE_NULL person_noegle, dato, fra_sted, til_sted
-- #SAET{til_sted: bolig, institution, udland, forsvundet}
-- Moves out are those of core.flytteskift. To disappear is no move, and whoever was gone for a while and came back has
-- moved nowhere; but while the person is gone (CPR-loven § 6, stk. 5) what runs here runs for nobody. The day is that of
-- the residence history, else of the person's status 70; who was last registered in another municipality, or abroad, has
-- left that. A known place from the day on is somebody who was found, whatever the status says, and so is a death.
-- tilbage: the day the person was here again.
WITH ud AS (
    SELECT
        person_noegle,
        dato,
        retning,
        fra_sted,
        fra_kommunekode,
        fra_landekode,
        til_sted,
        til_kommunekode,
        til_landekode,
        til_institution_id,
        til_institutionstype,
        opmaerksomhed,
        lead(dato) OVER (PARTITION BY person_noegle ORDER BY dato) AS tilbage
    FROM core.flytteskift
),
gaaet AS (
    SELECT person_noegle, fra, til
    FROM core.bopael
    WHERE type = 'forsvundet'
),
set_siden AS (
    SELECT b.person_noegle, max(b.fra) AS fra
    FROM core.bopael AS b
    WHERE b.type <> 'forsvundet' AND EXISTS (SELECT 1 FROM gaaet AS g WHERE b.person_noegle = g.person_noegle)
    GROUP BY b.person_noegle
),
i_historikken AS (
    SELECT g.person_noegle, min(g.fra) AS dato
    FROM gaaet AS g
    LEFT JOIN set_siden AS s ON g.person_noegle = s.person_noegle
    WHERE s.fra IS NULL OR g.fra > s.fra
    GROUP BY g.person_noegle
    HAVING max(CASE WHEN g.til IS NULL THEN 1 ELSE 0 END) = 1
),
forsvundne AS (
    SELECT person_noegle, dato FROM i_historikken
    UNION ALL
    SELECT p.person_noegle, p.statusdato AS dato
    FROM staging.person AS p
    WHERE p.cpr_status = '70' AND p.statusdato IS NOT NULL AND p.doedsdato IS NULL
        AND NOT EXISTS (SELECT 1 FROM i_historikken AS h WHERE p.person_noegle = h.person_noegle)
),
steder AS (
    SELECT
        f.person_noegle,
        f.dato,
        s.sted,
        s.kommunekode,
        s.fra,
        row_number() OVER (PARTITION BY f.person_noegle ORDER BY s.fra DESC) AS bagfra
    FROM forsvundne AS f
    INNER JOIN core.station AS s ON f.person_noegle = s.person_noegle
    WHERE s.sted <> 'ukendt' OR (s.kommunekode IS NOT NULL AND s.fra < f.dato)
)
SELECT
    person_noegle,
    dato,
    fra_sted,
    fra_kommunekode,
    fra_landekode,
    til_sted,
    til_kommunekode,
    til_landekode,
    til_institution_id,
    til_institutionstype,
    opmaerksomhed,
    tilbage
FROM ud
WHERE retning = 'ud'
UNION ALL
SELECT
    s.person_noegle,
    s.dato,
    s.sted AS fra_sted,
    s.kommunekode AS fra_kommunekode,
    NULL AS fra_landekode,
    'forsvundet' AS til_sted,
    NULL AS til_kommunekode,
    NULL AS til_landekode,
    NULL AS til_institution_id,
    NULL AS til_institutionstype,
    NULL AS opmaerksomhed,
    NULL AS tilbage
FROM steder AS s
INNER JOIN staging.egen_kommune AS e ON s.kommunekode = e.kommunekode
WHERE s.bagfra = 1 AND s.sted <> 'udland' AND s.fra < s.dato
