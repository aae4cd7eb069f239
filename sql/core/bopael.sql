-- grain: et ophold for en person (en sammenhængende strækning på en adresse, i udlandet eller forsvundet)
-- #IKKE_NULL person_noegle, type, fra
-- The next event ends a stay even when its own end is open or too late; of several in a day the last one holds.
-- til is the last day; empty = still holds.
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
        *,
        CASE
            WHEN naeste IS NULL THEN fraflytningsdato
            WHEN fraflytningsdato IS NULL THEN naeste
            WHEN naeste < fraflytningsdato THEN naeste
            ELSE fraflytningsdato
        END AS ophoert
    FROM ordnet
)
SELECT
    person_noegle,
    type,
    kommunekode,
    landekode,
    vejnavn,
    husnr,
    etage,
    sidedoer,
    postnr,
    adresse_noegle,
    tilflytningsdato AS fra,
    ophoert - 1 AS til,
    tilflytningsdato_usikker AS fra_usikker,
    fraflytningsdato_usikker AS til_usikker
FROM afgraenset
WHERE ophoert IS NULL OR ophoert > tilflytningsdato
