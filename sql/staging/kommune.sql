-- grain: en kommunekode, også de nedlagte
-- #VIEW
-- sammenlagt: the first day on which a code that is gone had become part of another municipality. efterfoelger:
-- the one it went into as a whole; empty where it was divided between several.
SELECT kommunekode, navn, lon::DOUBLE AS lon, lat::DOUBLE AS lat, NULL::DATE AS sammenlagt, NULL AS efterfoelger
FROM raw.kommune
UNION ALL
SELECT kommunekode, navn, NULL, NULL, sammenlagt::DATE, efterfoelger FROM raw.kommune_uden_punkt
