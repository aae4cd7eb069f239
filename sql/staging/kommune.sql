-- grain: en kommunekode, også de nedlagte
-- #VIEW
-- sammenlagt: the first day on which a code that is gone had become part of another municipality.
SELECT kommunekode, navn, lon::DOUBLE AS lon, lat::DOUBLE AS lat, NULL::DATE AS sammenlagt FROM raw.kommune
UNION ALL
SELECT kommunekode, navn, NULL, NULL, sammenlagt::DATE FROM raw.kommune_uden_punkt
