-- grain: et ophold for en person (en sammenhængende strækning på en adresse, i udlandet eller forsvundet)
-- #IKKE_NULL person_noegle, type, fra
-- The next event ends a stay even when its own end is open or too late; of several in a day the last one holds.
-- The dead keep an open last address in the register: death ends the stay. til is the last day; empty = still holds.
WITH ordnet AS (
    SELECT
        *,
        lead(tilflytningsdato) OVER (
            PARTITION BY person_noegle ORDER BY tilflytningsdato, loebenr, coalesce(fraflytningsdato, DATE '9999-12-31')
        ) AS naeste
    FROM staging.adresse
),
afgraenset AS (
    SELECT
        o.*,
        d.doedsdato + 1 AS efter_doeden,
        CASE
            WHEN o.naeste IS NULL THEN o.fraflytningsdato
            WHEN o.fraflytningsdato IS NULL THEN o.naeste
            WHEN o.naeste < o.fraflytningsdato THEN o.naeste
            ELSE o.fraflytningsdato
        END AS flyttet
    FROM ordnet AS o
    LEFT JOIN staging.person AS d ON o.person_noegle = d.person_noegle
),
levende AS (
    SELECT
        *,
        CASE WHEN efter_doeden < flyttet OR flyttet IS NULL THEN efter_doeden ELSE flyttet END AS ophoert
    FROM afgraenset
)
SELECT
    person_noegle,
    type,
    saerlig_vej,
    kommunekode,
    landekode,
    indrejse_landekode,
    vejnavn,
    husnr,
    etage,
    sidedoer,
    postnr,
    hus_noegle,
    etage_noegle,
    adresse_noegle,
    tilflytningsdato AS fra,
    ophoert - 1 AS til,
    tilflytningsdato_usikker AS fra_usikker,
    fraflytningsdato_usikker AS til_usikker
FROM levende
WHERE ophoert IS NULL OR ophoert > tilflytningsdato
