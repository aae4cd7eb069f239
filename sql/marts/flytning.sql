-- grain: flytninger i et år, en retning, fra et sted til et sted, en aldersgruppe og institutionerne i enderne
-- No persons: only counts. alder_fra names the age group (core.aldersgruppe); empty = the age is not known.
SELECT
    CAST(year(f.dato) AS INTEGER) AS aar,
    f.retning,
    f.fra_type,
    f.fra_kommunekode,
    f.fra_landekode,
    f.fra_institution_id,
    f.til_type,
    f.til_kommunekode,
    f.til_landekode,
    f.til_institution_id,
    g.alder_fra,
    count(*) AS antal
FROM core.flytning AS f
LEFT JOIN core.aldersgruppe AS g ON f.alder BETWEEN g.alder_fra AND g.alder_til
GROUP BY
    year(f.dato), f.retning, f.fra_type, f.fra_kommunekode, f.fra_landekode, f.fra_institution_id, f.til_type,
    f.til_kommunekode, f.til_landekode, f.til_institution_id, g.alder_fra
