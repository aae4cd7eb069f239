-- grain: en bestået danskprøve (person, proeve)
-- #VIEW
SELECT person_noegle, proeve, bestaaet_dato FROM raw.danskproeve
