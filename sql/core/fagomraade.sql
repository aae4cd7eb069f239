-- grain: en funktion i regnskab eller budget, med dens fagområde
-- #VIEW
SELECT * FROM staging.fagomraade
