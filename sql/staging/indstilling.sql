-- grain: en indstilling, bygningen afhænger af
-- #UNIK navn
-- #VIEW
SELECT navn, vaerdi FROM raw.indstilling
