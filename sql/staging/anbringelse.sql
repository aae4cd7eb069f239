-- grain: en anbringelse (indsats), som den løber
-- design.md reading 8: marked, or by law and paragraph, or in an institution of a placement type.
-- An institution's type is that of the time of the indsats; a register that begins or ends too early speaks of all time.
WITH sted AS (
    SELECT
        i.indsats_id,
        t.institutionstype IS NOT NULL AS anbringelsessted,
        i.startdato <= n.gyldig_til AND i.slutdato >= n.gyldig_fra AS samtidig
    FROM staging.indsats AS i
    INNER JOIN staging.institution AS n ON i.institution_id = n.institution_id
    LEFT JOIN raw.anbringelsestype AS t ON n.type = t.institutionstype
),
paa_anbringelsessted AS (
    SELECT indsats_id
    FROM sted
    GROUP BY indsats_id
    HAVING
        max(CASE WHEN anbringelsessted AND samtidig THEN 1 ELSE 0 END) = 1
        OR max(CASE WHEN samtidig THEN 1 ELSE 0 END) = 0 AND max(CASE WHEN anbringelsessted THEN 1 ELSE 0 END) = 1
)
SELECT
    i.person_noegle,
    i.indsats_id,
    i.startdato AS fra,
    i.slutdato AS til
FROM staging.indsats AS i
WHERE
    i.loeber
    AND i.slutdato >= i.startdato
    AND (
        i.anbringelse
        OR EXISTS (
            SELECT 1
            FROM raw.anbringelsesregel AS r
            WHERE i.lov = r.lov AND (i.paragraf = r.paragraf OR starts_with(i.paragraf, r.paragraf || '.'))
        )
        OR i.indsats_id IN (SELECT indsats_id FROM paa_anbringelsessted)
    )
