-- grain: en opholdstilladelse (person, tilladelsesdato)
-- #VIEW
SELECT
    person_noegle, grundlag, tilladelsesdato, gyldig_til, coalesce(uledsaget, FALSE) AS uledsaget, ansvar_fra, ansvar_til
FROM raw.opholdstilladelse
