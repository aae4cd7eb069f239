-- grain: en måned
-- #VIEW
SELECT * FROM staging.kalender
