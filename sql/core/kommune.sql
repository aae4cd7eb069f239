-- grain: en kommunekode, også de nedlagte
-- #VIEW
-- #UNIK kommunekode
SELECT k.*, e.kommunekode IS NOT NULL AS er_egen
FROM staging.kommune AS k
LEFT JOIN staging.egen_kommune AS e ON k.kommunekode = e.kommunekode
