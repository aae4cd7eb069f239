-- grain: en elevs eller et barns plads (person, institution, startdato)
-- #VIEW
SELECT
    person_noegle,
    institution_id,
    skole_kommunekode,
    skoletype,
    startdato,
    coalesce(slutdato, DATE '9999-12-31') AS slutdato
FROM raw.elev
