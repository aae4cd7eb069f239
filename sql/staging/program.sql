-- grain: et integrationsprogram for en person
-- #VIEW
SELECT
    person_noegle,
    programtype,
    startdato,
    coalesce(slutdato, DATE '9999-12-31') AS slutdato
FROM raw.program
