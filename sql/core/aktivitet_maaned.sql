-- grain: en strækning med en ydelse for en person i en måned
-- #VIEW
-- Only the years of the ledger, so that days and kroner speak of the same time.
WITH foerste AS (
    SELECT min(regnskabsaar) AS aar FROM staging.postering
)
SELECT
    a.person_noegle,
    a.fagomraade,
    a.ydelse,
    k.aar,
    k.maaned,
    CASE
        WHEN a.helaar
            THEN
                (CASE WHEN a.til < k.til THEN a.til ELSE k.til END)
                - (CASE WHEN a.fra > k.fra THEN a.fra ELSE k.fra END) + 1
        ELSE 0
    END AS dage
FROM core.aktivitet AS a
INNER JOIN staging.kalender AS k ON a.fra <= k.til AND a.til >= k.fra
INNER JOIN foerste AS f ON k.aar >= f.aar
