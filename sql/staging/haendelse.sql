-- grain: en hændelse for en person (person, type, fra)
-- #VIEW
SELECT person_noegle, type, fra, til, kommunekode FROM raw.haendelse
