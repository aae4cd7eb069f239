-- grain: en person
-- #UNIK person_noegle
-- The order of the CPR numbers without the numbers: the law's readings break ties by the lower one.
SELECT
    person_noegle,
    row_number() OVER (ORDER BY cpr) AS orden
FROM raw.cpr
WHERE er_gaeldende
