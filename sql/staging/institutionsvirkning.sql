-- grain: en institutionstypes retsvirkning i en gyldighedsperiode (RSL § 9 c)
-- #VIEW
SELECT
    type,
    fra::DATE AS fra,
    til::DATE AS til,
    medvirken,
    regel,
    hjemmel,
    love
FROM raw.institutionsvirkning
