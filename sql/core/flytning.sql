-- grain: en flytning for en person: skiftet fra et sted at bo til et andet
-- #UNIK person_noegle, dato
-- #IKKE_NULL person_noegle, dato, fra_type, til_type, retning
-- #SAET{retning: ind, ud, inden, andre}
-- #SAET{fra_type: kommune, udland, forsvundet, ukendt}
-- #SAET{til_type: kommune, udland, forsvundet, ukendt}
-- Read from the whole history, never from what the register says a person moved from. What is no move: a birth (a first
-- stay that begins within a month of it), a death, the same address told again, an address that is not known by code
-- beside another in the same municipality, and a code that changed because a municipality was merged. A gap is no move of
-- its own: the person moved on the day of the next address. An end without a next address is a move to 'ukendt'; a first
-- stay later than birth is one from the country of entry, or from 'ukendt'. Greenland is another country, as in the
-- published statistics. Numbers that are annulled (30) or were doubles (50) are nobody.
WITH personer AS (
    SELECT person_noegle, foedselsdato, koen, doedsdato, cpr_status, adressebeskyttelse
    FROM staging.person
),
steder AS (
    SELECT
        b.person_noegle,
        b.type,
        b.fra,
        b.til,
        b.fra_usikker,
        b.til_usikker,
        b.indrejse_landekode,
        b.hus_noegle,
        b.adresse_noegle,
        p.foedselsdato,
        p.koen,
        p.doedsdato,
        p.cpr_status,
        CASE
            WHEN b.type = 'udrejst' OR b.kommunekode BETWEEN '0901' AND '0961' THEN 'udland'
            WHEN b.type = 'forsvundet' THEN 'forsvundet'
            WHEN b.kommunekode IS NULL OR b.kommunekode BETWEEN '0010' AND '0019' THEN 'ukendt'
            WHEN b.type IN ('bopael', 'uden_fast_bopael') THEN 'kommune'
            ELSE 'ukendt'
        END AS sted,
        CASE
            WHEN b.type = 'udrejst' THEN b.landekode
            WHEN b.kommunekode BETWEEN '0901' AND '0961' THEN 'GL'
        END AS landekode,
        b.kommunekode AS registreret_kommunekode
    FROM core.bopael AS b
    LEFT JOIN personer AS p ON b.person_noegle = p.person_noegle
    WHERE coalesce(p.cpr_status, '') NOT IN ('30', '50')
),
i_kommune AS (
    SELECT *, CASE WHEN sted = 'kommune' THEN registreret_kommunekode END AS kommunekode FROM steder
),
ordnet AS (
    SELECT
        *,
        lag(sted) OVER (PARTITION BY person_noegle ORDER BY fra) AS foer_sted,
        lag(type) OVER (PARTITION BY person_noegle ORDER BY fra) AS foer_type,
        lag(kommunekode) OVER (PARTITION BY person_noegle ORDER BY fra) AS foer_kommunekode,
        lag(landekode) OVER (PARTITION BY person_noegle ORDER BY fra) AS foer_landekode,
        lag(hus_noegle) OVER (PARTITION BY person_noegle ORDER BY fra) AS foer_hus_noegle,
        lag(adresse_noegle) OVER (PARTITION BY person_noegle ORDER BY fra) AS foer_adresse_noegle,
        lag(fra) OVER (PARTITION BY person_noegle ORDER BY fra) AS foer_fra,
        lag(til) OVER (PARTITION BY person_noegle ORDER BY fra) AS foer_til,
        lead(fra) OVER (PARTITION BY person_noegle ORDER BY fra) AS naeste_fra
    FROM i_kommune
),
-- From one known stay to the next.
skift AS (
    SELECT
        o.person_noegle,
        o.fra AS dato,
        o.fra_usikker AS dato_usikker,
        o.foedselsdato,
        o.koen,
        o.foer_sted AS fra_type,
        o.foer_kommunekode AS fra_kommunekode,
        CASE WHEN o.foer_sted = 'udland' AND o.sted = 'kommune' THEN coalesce(o.indrejse_landekode, o.foer_landekode)
            ELSE o.foer_landekode
        END AS fra_landekode,
        o.foer_fra AS fra_ophold,
        o.foer_til AS fra_ophold_til,
        o.foer_hus_noegle AS fra_hus_noegle,
        o.foer_adresse_noegle AS fra_adresse_noegle,
        o.sted AS til_type,
        o.kommunekode AS til_kommunekode,
        o.landekode AS til_landekode,
        o.fra AS til_ophold,
        o.hus_noegle AS til_hus_noegle,
        o.adresse_noegle AS til_adresse_noegle
    FROM ordnet AS o
    LEFT JOIN staging.kommune AS k ON o.foer_kommunekode = k.kommunekode
    WHERE o.foer_sted IS NOT NULL
        AND CASE
            WHEN o.sted <> o.foer_sted THEN TRUE
            WHEN o.sted = 'udland' THEN coalesce(o.landekode, '') <> coalesce(o.foer_landekode, '')
            WHEN o.sted <> 'kommune' THEN FALSE
            WHEN o.kommunekode = o.foer_kommunekode
                THEN o.type <> o.foer_type OR coalesce(o.adresse_noegle <> o.foer_adresse_noegle, FALSE)
            WHEN o.fra BETWEEN k.sammenlagt - 14 AND k.sammenlagt + 14 THEN FALSE
            ELSE TRUE
        END
),
-- A first stay that is not the one a person was born to.
foerste AS (
    SELECT
        person_noegle,
        fra AS dato,
        fra_usikker AS dato_usikker,
        foedselsdato,
        koen,
        CASE WHEN indrejse_landekode IS NULL THEN 'ukendt' ELSE 'udland' END AS fra_type,
        NULL AS fra_kommunekode,
        indrejse_landekode AS fra_landekode,
        CAST(NULL AS DATE) AS fra_ophold,
        CAST(NULL AS DATE) AS fra_ophold_til,
        NULL AS fra_hus_noegle,
        NULL AS fra_adresse_noegle,
        sted AS til_type,
        kommunekode AS til_kommunekode,
        landekode AS til_landekode,
        fra AS til_ophold,
        hus_noegle AS til_hus_noegle,
        adresse_noegle AS til_adresse_noegle
    FROM ordnet
    WHERE foer_sted IS NULL
        AND sted = 'kommune'
        AND (indrejse_landekode IS NOT NULL OR foedselsdato IS NULL OR fra > foedselsdato + 31)
),
-- A last stay that ended, though not of one who is dead: the register closes those.
sidste AS (
    SELECT
        person_noegle,
        til + 1 AS dato,
        til_usikker AS dato_usikker,
        foedselsdato,
        koen,
        sted AS fra_type,
        kommunekode AS fra_kommunekode,
        landekode AS fra_landekode,
        fra AS fra_ophold,
        til AS fra_ophold_til,
        hus_noegle AS fra_hus_noegle,
        adresse_noegle AS fra_adresse_noegle,
        'ukendt' AS til_type,
        NULL AS til_kommunekode,
        NULL AS til_landekode,
        CAST(NULL AS DATE) AS til_ophold,
        NULL AS til_hus_noegle,
        NULL AS til_adresse_noegle
    FROM ordnet
    WHERE naeste_fra IS NULL
        AND sted = 'kommune'
        AND til IS NOT NULL
        AND doedsdato IS NULL
        AND coalesce(cpr_status, '') <> '90'
),
alle AS (
    SELECT * FROM skift
    UNION ALL
    SELECT * FROM foerste
    UNION ALL
    SELECT * FROM sidste
),
-- The institution at each end: the one nearest to the door, on the last day there and on the first day here.
fra_institution AS (
    SELECT
        a.person_noegle,
        a.dato,
        i.institution_id,
        row_number() OVER (PARTITION BY a.person_noegle, a.dato ORDER BY i.niveau DESC, i.institution_id) AS raekke
    FROM alle AS a
    INNER JOIN core.institutionsophold AS i ON a.person_noegle = i.person_noegle AND a.fra_ophold = i.ophold_fra
    WHERE i.til IS NULL OR i.til = a.fra_ophold_til
),
til_institution AS (
    SELECT
        a.person_noegle,
        a.dato,
        i.institution_id,
        row_number() OVER (PARTITION BY a.person_noegle, a.dato ORDER BY i.niveau DESC, i.institution_id) AS raekke
    FROM alle AS a
    INNER JOIN core.institutionsophold AS i ON a.person_noegle = i.person_noegle AND a.til_ophold = i.ophold_fra
    WHERE i.fra = a.dato
)
SELECT
    a.person_noegle,
    a.dato,
    a.dato_usikker,
    a.fra_type,
    a.fra_kommunekode,
    a.fra_landekode,
    a.fra_hus_noegle,
    a.fra_adresse_noegle,
    f.institution_id AS fra_institution_id,
    a.til_type,
    a.til_kommunekode,
    a.til_landekode,
    a.til_hus_noegle,
    a.til_adresse_noegle,
    t.institution_id AS til_institution_id,
    a.koen,
    coalesce(p.adressebeskyttelse, FALSE) AS beskyttet,
    CAST(
        year(a.dato) - year(a.foedselsdato) - CASE
            WHEN month(a.dato) * 100 + day(a.dato) < month(a.foedselsdato) * 100 + day(a.foedselsdato) THEN 1 ELSE 0
        END AS INTEGER
    ) AS alder,
    CASE
        WHEN a.fra_kommunekode = e.kommunekode AND a.til_kommunekode = e.kommunekode THEN 'inden'
        WHEN a.til_kommunekode = e.kommunekode THEN 'ind'
        WHEN a.fra_kommunekode = e.kommunekode THEN 'ud'
        ELSE 'andre'
    END AS retning
FROM alle AS a
LEFT JOIN personer AS p ON a.person_noegle = p.person_noegle
LEFT JOIN fra_institution AS f ON a.person_noegle = f.person_noegle AND a.dato = f.dato AND f.raekke = 1
LEFT JOIN til_institution AS t ON a.person_noegle = t.person_noegle AND a.dato = t.dato AND t.raekke = 1
CROSS JOIN staging.egen_kommune AS e
