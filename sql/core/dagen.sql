-- grain: en række: vores kommune og den dag, data taler om
-- #VIEW
-- maaned_nr counts months (year times twelve and the month), so that 'the last twelve' is a subtraction.
SELECT
    e.kommunekode,
    d.dag,
    CAST(extract(year FROM d.dag) * 12 + extract(month FROM d.dag) AS INTEGER) AS maaned_nr
FROM staging.egen_kommune AS e
CROSS JOIN (
    SELECT CAST(vaerdi AS DATE) AS dag FROM staging.indstilling WHERE navn = 'data_dato' AND vaerdi <> ''
) AS d
