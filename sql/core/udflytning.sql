-- grain: en levende voksen, der står registreret på en adresse i kommunen
-- #UNIK person_noegle
-- #IKKE_NULL person_noegle, foedselsdato, bor_siden
-- Facts for the presumption that somebody no longer lives in the country, each with the day from which it holds; how many
-- of them make a presumption, and from when, is decided in engine/flytning/udflytning.py. Citizenship is not read. Those
-- with protected addresses are left out here, so that no list can show them. A service to one at the address is a
-- service to all of them: a child at our school is one to its parents.
WITH data_dag AS (
    SELECT CAST(vaerdi AS DATE) AS dag FROM staging.indstilling WHERE navn = 'data_dato' AND vaerdi <> ''
),
her AS (
    SELECT
        b.person_noegle,
        b.adresse_noegle,
        b.hus_noegle,
        b.fra,
        p.foedselsdato
    FROM core.bopael AS b
    INNER JOIN staging.person AS p ON b.person_noegle = p.person_noegle
    INNER JOIN staging.egen_kommune AS e ON b.kommunekode = e.kommunekode
    WHERE b.type = 'bopael'
        AND b.til IS NULL
        AND b.adresse_noegle IS NOT NULL
        AND p.doedsdato IS NULL
        AND p.foedselsdato IS NOT NULL
        AND coalesce(p.cpr_status, '') NOT IN ('30', '50', '60', '70', '80', '90')
),
voksne AS (
    SELECT h.*
    FROM her AS h
    CROSS JOIN data_dag AS d
    INNER JOIN staging.person AS p ON h.person_noegle = p.person_noegle
    INNER JOIN staging.opvaekst AS o ON h.person_noegle = o.person_noegle
    WHERE o.myndig_dato <= d.dag AND NOT coalesce(p.adressebeskyttelse, FALSE)
),
-- In the country without a break since: the first of the stays that run on into today's.
ophold AS (
    SELECT b.person_noegle, min(b.fra) AS her_siden
    FROM core.bopael AS b
    INNER JOIN staging.egen_kommune AS e ON b.kommunekode = e.kommunekode
    LEFT JOIN (
        SELECT u.person_noegle, max(u.til) AS ude_til
        FROM core.bopael AS u
        LEFT JOIN staging.egen_kommune AS k ON u.kommunekode = k.kommunekode
        WHERE k.kommunekode IS NULL AND u.til IS NOT NULL
        GROUP BY u.person_noegle
    ) AS x ON b.person_noegle = x.person_noegle
    WHERE x.ude_til IS NULL OR b.fra > x.ude_til
    GROUP BY b.person_noegle
),
loen AS (
    SELECT
        person_noegle,
        max(CASE WHEN NOT udland THEN maaned END) AS dansk_maaned,
        max(CASE WHEN udland THEN maaned END) AS udland_maaned,
        max(CASE WHEN udland AND indkomsttype = '04' THEN maaned END) AS udland_pension_maaned
    FROM core.indkomst
    WHERE beloeb_oere > 0
    GROUP BY person_noegle
),
ydelser AS (
    SELECT person_noegle, max(til) AS sidst FROM core.aktivitet GROUP BY person_noegle
    UNION ALL
    SELECT a.person_noegle, max(k.til) AS sidst
    FROM core.posteringsandel AS a
    INNER JOIN staging.kalender AS k ON a.maaned = k.maaned
    WHERE a.andel_oere > 0
    GROUP BY a.person_noegle
),
egen_ydelse AS (
    SELECT person_noegle, max(sidst) AS sidst FROM ydelser GROUP BY person_noegle
),
adressens_ydelse AS (
    SELECT h.adresse_noegle, max(y.sidst) AS sidst
    FROM her AS h
    INNER JOIN egen_ydelse AS y ON h.person_noegle = y.person_noegle
    GROUP BY h.adresse_noegle
),
haendelser AS (
    SELECT
        h.person_noegle,
        max(CASE WHEN h.type = 'returpost' AND h.fra <= d.dag THEN h.fra END) AS returpost,
        max(CASE WHEN h.type = 'udlandsophold' AND (h.til IS NULL OR h.til >= d.dag) THEN h.fra END) AS udland_fra,
        max(CASE WHEN h.type = 'fritflyt' AND (h.til IS NULL OR h.til >= d.dag) THEN 1 ELSE 0 END) AS fritflyt,
        max(CASE WHEN h.type = 'sommerhus' AND (h.til IS NULL OR h.til >= d.dag) THEN 1 ELSE 0 END) AS sommerhus,
        max(CASE WHEN h.type = 'soemand' AND (h.til IS NULL OR h.til >= d.dag) THEN 1 ELSE 0 END) AS soemand,
        max(CASE WHEN h.type = 'su_udland' AND (h.til IS NULL OR h.til >= d.dag) THEN 1 ELSE 0 END) AS su_udland,
        max(CASE WHEN h.type IN ('indlagt_sygehus', 'faengsel') AND (h.til IS NULL OR h.til >= d.dag) THEN 1 ELSE 0 END)
            AS indlagt
    FROM staging.haendelse AS h
    CROSS JOIN data_dag AS d
    GROUP BY h.person_noegle
),
institution AS (
    SELECT DISTINCT person_noegle
    FROM core.institutionsophold
    WHERE til IS NULL AND type NOT IN ('dagtilbud', 'skole')
),
tilladelse AS (
    SELECT person_noegle, max(coalesce(gyldig_til, DATE '9999-12-31')) AS gyldig_til
    FROM staging.opholdstilladelse
    GROUP BY person_noegle
),
ejer AS (
    SELECT
        v.person_noegle,
        max(CASE WHEN e.til IS NOT NULL AND e.til < d.dag THEN e.til END) AS solgt,
        max(CASE WHEN e.til IS NULL OR e.til >= d.dag THEN 1 ELSE 0 END) AS ejer_nu
    FROM voksne AS v
    CROSS JOIN data_dag AS d
    INNER JOIN staging.ejendom AS e ON v.person_noegle = e.person_noegle AND v.hus_noegle = e.hus_noegle
    GROUP BY v.person_noegle
),
-- Grown-ups who shared the address with the person and are registered somewhere else now.
-- A child who grew up there and left is no cohabitant who left; whoever is of age and lives there, is there still.
medbeboere AS (
    SELECT
        v.person_noegle,
        max(CASE WHEN b.til IS NOT NULL AND o.myndig_dato <= v.fra THEN b.til + 1 END) AS sidste_rejste,
        max(CASE WHEN b.til IS NULL THEN 1 ELSE 0 END) AS nogen_tilbage
    FROM voksne AS v
    CROSS JOIN data_dag AS d
    INNER JOIN core.bopael AS b
        ON v.adresse_noegle = b.adresse_noegle AND v.person_noegle <> b.person_noegle
            AND coalesce(b.til, DATE '9999-12-31') >= v.fra
    INNER JOIN staging.person AS p ON b.person_noegle = p.person_noegle
    INNER JOIN staging.opvaekst AS o ON b.person_noegle = o.person_noegle
    WHERE o.myndig_dato <= d.dag AND p.doedsdato IS NULL
    GROUP BY v.person_noegle
),
plads AS (
    SELECT person_noegle, max(slutdato) AS slut FROM staging.elev GROUP BY person_noegle
),
-- Reading 17: a child of 7 to 15 that goes to no school we know of.
skolebarn AS (
    SELECT
        h.adresse_noegle,
        min(CASE
            WHEN p.slut IS NULL THEN greatest(h.fra, CAST(h.foedselsdato + INTERVAL 7 YEAR AS DATE))
            WHEN p.slut < d.dag THEN p.slut
        END) AS uden_skole_fra
    FROM her AS h
    CROSS JOIN data_dag AS d
    LEFT JOIN plads AS p ON h.person_noegle = p.person_noegle
    WHERE CAST(h.foedselsdato + INTERVAL 7 YEAR AS DATE) <= d.dag AND CAST(h.foedselsdato + INTERVAL 16 YEAR AS DATE) > d.dag
    GROUP BY h.adresse_noegle
),
-- Married to somebody at the address who has Danish income.
forsoerger AS (
    SELECT v.person_noegle, max(l.dansk_maaned) AS maaned
    FROM voksne AS v
    CROSS JOIN data_dag AS d
    INNER JOIN staging.aegteskab AS a ON v.person_noegle = a.person_noegle AND a.til >= d.dag
    INNER JOIN her AS h ON a.aegtefaelle_noegle = h.person_noegle AND v.adresse_noegle = h.adresse_noegle
    INNER JOIN loen AS l ON a.aegtefaelle_noegle = l.person_noegle
    GROUP BY v.person_noegle
)
SELECT
    v.person_noegle,
    v.foedselsdato,
    v.fra AS bor_siden,
    o.her_siden,
    l.dansk_maaned,
    l.udland_maaned,
    l.udland_pension_maaned,
    y.sidst AS sidste_egen_ydelse,
    f.sidst AS sidste_ydelse,
    x.returpost,
    x.udland_fra,
    t.gyldig_til AS tilladelse_til,
    CASE WHEN coalesce(e.ejer_nu, 0) = 0 THEN e.solgt END AS solgt,
    coalesce(e.ejer_nu, 0) = 1 AS ejer_nu,
    CASE WHEN m.nogen_tilbage = 0 THEN m.sidste_rejste END AS alene_fra,
    s.uden_skole_fra,
    g.maaned AS aegtefaelle_maaned,
    coalesce(x.fritflyt, 0) = 1 AS fritflyt,
    coalesce(x.sommerhus, 0) = 1 AS sommerhus,
    coalesce(x.soemand, 0) = 1 AS soemand,
    coalesce(x.su_udland, 0) = 1 AS su_udland,
    coalesce(x.indlagt, 0) = 1 OR i.person_noegle IS NOT NULL AS indlagt
FROM voksne AS v
LEFT JOIN ophold AS o ON v.person_noegle = o.person_noegle
LEFT JOIN loen AS l ON v.person_noegle = l.person_noegle
LEFT JOIN egen_ydelse AS y ON v.person_noegle = y.person_noegle
LEFT JOIN adressens_ydelse AS f ON v.adresse_noegle = f.adresse_noegle
LEFT JOIN haendelser AS x ON v.person_noegle = x.person_noegle
LEFT JOIN tilladelse AS t ON v.person_noegle = t.person_noegle
LEFT JOIN ejer AS e ON v.person_noegle = e.person_noegle
LEFT JOIN medbeboere AS m ON v.person_noegle = m.person_noegle
LEFT JOIN skolebarn AS s ON v.adresse_noegle = s.adresse_noegle
LEFT JOIN forsoerger AS g ON v.person_noegle = g.person_noegle
LEFT JOIN institution AS i ON v.person_noegle = i.person_noegle
