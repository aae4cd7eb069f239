-- grain: en opmærksomhedsadresse i en gyldighedsperiode
-- #VIEW
-- etage_noegle and adresse_noegle are empty where the whole house or floor is watched.
WITH koder AS (
    SELECT
        aarsag,
        concat_ws('-', kommunekode, lpad(trim(vejkode), 4, '0'), upper(ltrim(trim(husnr), '0'))) AS hus_noegle,
        nullif(lower(ltrim(trim(coalesce(etage, '')), '0')), '') AS etage_kode,
        nullif(lower(ltrim(trim(coalesce(sidedoer, '')), '0')), '') AS doer_kode,
        coalesce(gyldig_fra, DATE '0001-01-01') AS gyldig_fra,
        coalesce(gyldig_til, DATE '9999-12-31') AS gyldig_til
    FROM raw.opmaerksomhedsadresse
)
SELECT
    aarsag,
    hus_noegle,
    CASE WHEN etage_kode IS NOT NULL THEN concat_ws('-', hus_noegle, etage_kode) END AS etage_noegle,
    CASE WHEN doer_kode IS NOT NULL THEN concat_ws('-', hus_noegle, coalesce(etage_kode, ''), doer_kode)
    END AS adresse_noegle,
    gyldig_fra,
    gyldig_til
FROM koder
