-- grain: en funktion, som kontotabellen nævner
-- #UNIK funktion
SELECT DISTINCT funktion FROM raw.kontolov
