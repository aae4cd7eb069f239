-- grain: en persons ydelse i en måned
-- #VIEW
SELECT
    y.person_noegle,
    y.maaned,
    y.ydelse,
    k.fra,
    k.til
FROM raw.ydelsesrefusion AS y
INNER JOIN raw.kalender AS k ON y.maaned = k.maaned
