-- grain: et land (ISO 3166 alpha-2)
-- #VIEW
-- #UNIK landekode
SELECT * FROM staging.land
