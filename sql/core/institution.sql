-- grain: en institution i en gyldighedsperiode
-- #VIEW
SELECT * FROM staging.institution
