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
),
koder AS (
    SELECT
        *,
        concat_ws('-', kommunekode, lpad(trim(vejkode), 4, '0'), upper(ltrim(trim(coalesce(husnr, '')), '0'))) AS hus,
        lower(ltrim(trim(coalesce(etage, '')), '0')) AS etage_kode,
        lower(ltrim(trim(coalesce(sidedoer, '')), '0')) AS doer_kode,
        type = 'bopael' AND kommunekode IS NOT NULL AND vejkode IS NOT NULL
        AND NOT coalesce(lpad(trim(vejkode), 4, '0') BETWEEN (SELECT min(fra) FROM uden_adresse)
        AND (SELECT max(til) FROM uden_adresse), FALSE) AS kendt,
        coalesce(lpad(trim(vejkode), 4, '0') BETWEEN (SELECT min(fra) FROM uden_adresse)
        AND (SELECT max(til) FROM uden_adresse), FALSE) AS saerlig_vej
    FROM raw.adresse
)
SELECT
    person_noegle,
    type,
    saerlig_vej,
    kommunekode,
    landekode,
    indrejse_landekode,
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
    CASE WHEN kendt THEN hus END AS hus_noegle,
    CASE WHEN kendt THEN concat_ws('-', hus, etage_kode) END AS etage_noegle,
    CASE WHEN kendt THEN concat_ws('-', hus, etage_kode, doer_kode) END AS adresse_noegle
FROM koder
