-- grain: en talværdi af en lovparameter i en gyldighedsperiode
-- #VIEW
-- Filled from engine/lov at each build, so that no legal number stands in SQL.
SELECT
    navn,
    fra::DATE AS fra,
    coalesce(til::DATE, DATE '9999-12-31') AS til,
    try_cast(vaerdi AS DECIMAL(18, 4)) AS vaerdi,
    status
FROM raw.lovparameter
