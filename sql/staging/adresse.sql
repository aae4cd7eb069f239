-- grain: en adressehændelse for en person
-- #VIEW
-- Addresses are compared by code: municipality, road, house number (no leading zeros, capital letter), floor, door.
SELECT
    person_noegle,
    type,
    kommunekode,
    landekode,
    vejnavn,
    postnr,
    tilflytningsdato,
    fraflytningsdato,
    coalesce(loebenr, 0) AS loebenr,
    coalesce(tilflytningsdato_usikker, FALSE) AS tilflytningsdato_usikker,
    coalesce(fraflytningsdato_usikker, FALSE) AS fraflytningsdato_usikker,
    lon,
    lat,
    upper(ltrim(trim(husnr), '0')) AS husnr,
    etage,
    sidedoer,
    CASE
        WHEN type = 'bopael' AND kommunekode IS NOT NULL AND vejkode IS NOT NULL
            THEN concat_ws(
                '-', kommunekode, vejkode, upper(ltrim(trim(coalesce(husnr, '')), '0')),
                lower(ltrim(trim(coalesce(etage, '')), '0')), lower(ltrim(trim(coalesce(sidedoer, '')), '0'))
            )
    END AS adresse_noegle
FROM raw.adresse
