-- grain: en kontering (funktion, dranst, gruppering) i regnskab eller budget
-- #VIEW
SELECT * FROM staging.kontering
