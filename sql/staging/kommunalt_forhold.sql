-- grain: et forhold, registret selv har om en borgers kommune (CPR-record 018)
-- #VIEW
SELECT person_noegle, type, kommunekode, fra, til FROM raw.kommunalt_forhold
