-- grain: et uddannelsesforløb (person, startdato)
-- #VIEW
SELECT
    person_noegle,
    coalesce(kompetencegivende, FALSE) AS kompetencegivende,
    startdato,
    coalesce(slutdato, DATE '9999-12-31') AS slutdato
FROM raw.uddannelse
