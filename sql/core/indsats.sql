-- grain: en indsats
-- #VIEW
SELECT * FROM staging.indsats
