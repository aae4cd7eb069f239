-- grain: en opholdstilladelse (person, tilladelsesdato)
-- #VIEW
SELECT person_noegle, grundlag, tilladelsesdato, gyldig_til FROM raw.opholdstilladelse
