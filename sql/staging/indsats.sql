-- grain: en indsats
-- #VIEW
SELECT
    i.indsats_id,
    i.person_noegle,
    upper(trim(i.lov)) AS lov,
    g.paragraf_norm AS paragraf,
    i.ydelse,
    i.leverandoer_cvr,
    i.institution_id,
    i.startdato,
    coalesce(i.slutdato, DATE '9999-12-31') AS slutdato,
    i.takst_oere,
    i.enhed,
    coalesce(i.antal, 1) AS antal,
    coalesce(i.anbringelse, FALSE) AS anbringelse,
    i.medvirken,
    i.flytteret,
    i.handlekommune,
    i.betalingskommune,
    i.status,
    i.status IN ('bevilget', 'ophoert') AS loeber,
    i.registreret_dato,
    i.fagomraade,
    i.organisation
FROM raw.indsats AS i
LEFT JOIN staging.paragraf AS g ON i.paragraf = g.paragraf
