-- grain: en aldersgruppe
-- #VIEW
-- #UNIK alder_fra
SELECT * FROM staging.aldersgruppe
