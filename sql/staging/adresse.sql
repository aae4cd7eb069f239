-- grain: en adressehændelse for en person
-- #VIEW
-- Addresses are compared by code: municipality, road, house number (no leading zeros, capital letter), floor, door.
-- The road codes of people without a fixed address (BEK 862/2023 § 13) are no address: they do not live together.
WITH uden_adresse AS (
    SELECT
        split_part(vaerdi, '-', 1) AS fra,
        split_part(vaerdi, '-', 2) AS til
    FROM raw.lovparameter
    WHERE navn = 'cpr_vejkode_uden_adresse'
)
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
            AND NOT coalesce(lpad(trim(vejkode), 4, '0') BETWEEN (SELECT min(fra) FROM uden_adresse)
            AND (SELECT max(til) FROM uden_adresse), FALSE)
            THEN concat_ws(
                '-', kommunekode, lpad(trim(vejkode), 4, '0'), upper(ltrim(trim(coalesce(husnr, '')), '0')),
                lower(ltrim(trim(coalesce(etage, '')), '0')), lower(ltrim(trim(coalesce(sidedoer, '')), '0'))
            )
    END AS adresse_noegle
FROM raw.adresse
