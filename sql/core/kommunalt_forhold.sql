-- grain: et forhold, registret selv har om en borgers kommune (CPR-record 018)
-- #VIEW
SELECT * FROM staging.kommunalt_forhold
