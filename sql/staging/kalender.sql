-- grain: en måned
-- #VIEW
SELECT maaned, fra, til, aar, dage FROM raw.kalender
