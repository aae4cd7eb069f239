-- grain: en aldersgruppe
-- #VIEW
SELECT alder_fra::INTEGER AS alder_fra, coalesce(alder_til::INTEGER, 999) AS alder_til, navn FROM raw.aldersgruppe
