-- grain: en person i en måned og et fagområde, med den familie beløbene hører til
-- #UNIK person_noegle, maaned, fagomraade
-- #IKKE_NULL aar, hoved_noegle
WITH beloeb AS (
    SELECT
        person_noegle,
        aar,
        maaned,
        fagomraade,
        sum(CASE WHEN slags = 'brutto' THEN andel_oere ELSE 0 END)::BIGINT AS brutto_oere,
        sum(CASE WHEN slags = 'indtaegt' THEN andel_oere ELSE 0 END)::BIGINT AS indtaegt_oere,
        sum(CASE WHEN slags = 'refusion' THEN andel_oere ELSE 0 END)::BIGINT AS refusion_oere,
        sum(CASE WHEN slags = 'central' THEN andel_oere ELSE 0 END)::BIGINT AS central_oere,
        sum(CASE WHEN slags = 'uden_for' THEN andel_oere ELSE 0 END)::BIGINT AS uden_for_oere
    FROM core.familie_andel
    WHERE person_noegle IS NOT NULL
    GROUP BY person_noegle, aar, maaned, fagomraade
)
SELECT
    b.*,
    coalesce(m.hoved_noegle, b.person_noegle) AS hoved_noegle
FROM beloeb AS b
LEFT JOIN core.familie_medlem AS m
    ON b.person_noegle = m.person_noegle AND b.maaned BETWEEN m.fra_maaned AND m.til_maaned
