-- grain: et tilsagn eller en anmodning om refusion mellem kommuner
-- #VIEW
SELECT
    person_noegle,
    modpart_kommunekode,
    retning,
    lov,
    fra,
    til,
    krav_rejst_dato,
    status,
    beloeb_oere
FROM raw.tilsagn
