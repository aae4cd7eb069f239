-- grain: en ansættelse (person, cvr, startdato)
-- #VIEW
SELECT
    person_noegle,
    cvr,
    startdato,
    coalesce(slutdato, DATE '9999-12-31') AS slutdato,
    timer_pr_uge,
    coalesce(ordinaer, FALSE) AS ordinaer
FROM raw.beskaeftigelse
