-- Optællingen af flytninger skal være flytningerne, hverken flere eller færre, også på adresser.
SELECT
    'Flytningerne er talt forkert op' AS besked,
    abs(m.antal - c.antal) AS antal
FROM (SELECT coalesce(sum(antal), 0)::BIGINT AS antal FROM marts.flytning) AS m
CROSS JOIN (SELECT count(*) AS antal FROM core.flytning) AS c
WHERE m.antal <> c.antal
UNION ALL
SELECT
    'Flytningerne på adresser er talt forkert op' AS besked,
    abs(m.antal - c.antal) AS antal
FROM (SELECT coalesce(sum(antal), 0)::BIGINT AS antal FROM marts.flytning_hus) AS m
CROSS JOIN (SELECT coalesce(sum(antal), 0)::BIGINT AS antal FROM marts.flytning WHERE retning <> 'andre') AS c
WHERE m.antal <> c.antal
