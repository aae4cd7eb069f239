-- grain: et land (ISO 3166 alpha-2)
-- #VIEW
SELECT landekode, navn FROM raw.land
