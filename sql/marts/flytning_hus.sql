-- grain: flytninger i et år, en retning, mellem to huse eller steder, en aldersgruppe og institutionerne i enderne
-- #IKKE_NULL aar, retning, antal
-- #SAET{retning: ind, ud, inden}
-- No persons: only counts. A house stands only for an end in the own municipality. Those whose address is protected are
-- counted without house and institution, so that no map shows where they live. Other municipalities' moves are not here.
WITH synlige AS (
    SELECT
        CAST(year(f.dato) AS INTEGER) AS aar,
        f.retning,
        f.fra_type,
        f.fra_kommunekode,
        f.fra_landekode,
        f.til_type,
        f.til_kommunekode,
        f.til_landekode,
        g.alder_fra,
        CASE WHEN f.retning IN ('ud', 'inden') AND NOT f.beskyttet THEN f.fra_hus_noegle END AS fra_hus_noegle,
        CASE WHEN f.retning IN ('ind', 'inden') AND NOT f.beskyttet THEN f.til_hus_noegle END AS til_hus_noegle,
        CASE WHEN NOT f.beskyttet THEN f.fra_institution_id END AS fra_institution_id,
        CASE WHEN NOT f.beskyttet THEN f.til_institution_id END AS til_institution_id
    FROM core.flytning AS f
    LEFT JOIN core.aldersgruppe AS g ON f.alder BETWEEN g.alder_fra AND g.alder_til
    WHERE f.retning <> 'andre'
)
SELECT
    aar,
    retning,
    fra_hus_noegle,
    fra_type,
    fra_kommunekode,
    fra_landekode,
    fra_institution_id,
    til_hus_noegle,
    til_type,
    til_kommunekode,
    til_landekode,
    til_institution_id,
    alder_fra,
    count(*) AS antal
FROM synlige
GROUP BY
    aar, retning, fra_hus_noegle, fra_type, fra_kommunekode, fra_landekode, fra_institution_id, til_hus_noegle, til_type,
    til_kommunekode, til_landekode, til_institution_id, alder_fra
