-- grain: en institutions adresse i en gyldighedsperiode
-- #VIEW
-- The places people can be registered at; nobody lives in a school or a day care. A later version of an institution
-- ends the one before it. etage_noegle and adresse_noegle are empty where the institution has the whole house or floor.
WITH koder AS (
    SELECT
        institution_id,
        type,
        kommunekode,
        gyldig_fra,
        concat_ws('-', kommunekode, lpad(trim(vejkode), 4, '0'), upper(ltrim(trim(husnr), '0'))) AS hus_noegle,
        nullif(lower(ltrim(trim(coalesce(etage, '')), '0')), '') AS etage_kode,
        nullif(lower(ltrim(trim(coalesce(sidedoer, '')), '0')), '') AS doer_kode,
        least(
            gyldig_til,
            coalesce(lead(gyldig_fra) OVER (PARTITION BY institution_id ORDER BY gyldig_fra) - 1, DATE '9999-12-31')
        ) AS gyldig_til
    FROM staging.institution
    WHERE type NOT IN ('dagtilbud', 'skole')
)
SELECT
    institution_id,
    type,
    kommunekode,
    hus_noegle,
    CASE WHEN etage_kode IS NOT NULL THEN concat_ws('-', hus_noegle, etage_kode) END AS etage_noegle,
    CASE WHEN doer_kode IS NOT NULL THEN concat_ws('-', hus_noegle, coalesce(etage_kode, ''), doer_kode)
    END AS adresse_noegle,
    gyldig_fra,
    gyldig_til
FROM koder
WHERE gyldig_til >= gyldig_fra
