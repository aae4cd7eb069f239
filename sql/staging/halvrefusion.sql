-- grain: en bestemmelse med halv statsrefusion og dens gyldighedsperiode
-- #UNIK lov, paragraf, maaned_fra
-- #IKKE_NULL lov, paragraf, ordning
SELECT
    lov,
    paragraf,
    coalesce(substr(fra, 1, 7), '0000-00') AS maaned_fra,
    coalesce(substr(til, 1, 7), '9999-99') AS maaned_til,
    ordning,
    hjemmel
FROM raw.halvrefusion
