-- grain: et regnskabsår og en årsag
-- #UNIK regnskabsaar, aarsag
-- The whole ledger by whether it may enter and why not; its sum is the ledger's, to the øre.
WITH andele AS (
    SELECT
        p.regnskabsaar,
        CASE WHEN a.medregnet THEN 'medregnet' ELSE a.aarsag END AS aarsag,
        a.medregnet,
        a.andel_oere
    FROM core.posteringsandel AS a
    INNER JOIN core.postering AS p ON a.postering_nr = p.postering_nr
),
uden_for AS (
    SELECT
        p.regnskabsaar,
        'uden_for_ordningen' AS aarsag,
        FALSE AS medregnet,
        p.beloeb_oere AS andel_oere
    FROM core.postering AS p
    LEFT JOIN (SELECT DISTINCT postering_nr FROM core.posteringsandel) AS a ON p.postering_nr = a.postering_nr
    WHERE a.postering_nr IS NULL
),
alle AS (
    SELECT * FROM andele
    UNION ALL
    SELECT * FROM uden_for
)
SELECT
    regnskabsaar,
    aarsag,
    medregnet,
    sum(andel_oere)::BIGINT AS beloeb_oere,
    count(*) AS andele_antal
FROM alle
GROUP BY regnskabsaar, aarsag, medregnet
