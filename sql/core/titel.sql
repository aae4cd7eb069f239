-- grain: et navn på en ydelse eller en funktion
-- #VIEW
SELECT * FROM staging.titel
