-- grain: en opholdstilladelse (person, tilladelsesdato)
-- #VIEW
-- Everyone with a permit, with what decides the state's money; who has a right is decided in engine/refusion/udlaendinge.py.
SELECT
    t.person_noegle,
    t.grundlag,
    t.tilladelsesdato,
    t.gyldig_til,
    t.uledsaget,
    t.ansvar_fra,
    t.ansvar_til,
    p.foedselsdato,
    p.doedsdato
FROM staging.opholdstilladelse AS t
LEFT JOIN staging.person AS p ON t.person_noegle = p.person_noegle
