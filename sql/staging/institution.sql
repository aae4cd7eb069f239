-- grain: en institution i en gyldighedsperiode
-- #VIEW
SELECT
    institution_id, navn, type, driftsform, kommunekode, vejkode, husnr, etage, sidedoer, lon, lat, cvr, pnr,
    coalesce(gyldig_fra, DATE '0001-01-01') AS gyldig_fra,
    coalesce(gyldig_til, DATE '9999-12-31') AS gyldig_til
FROM raw.institution
