-- grain: en anbringelse (indsats), som den løber
-- design.md reading 8: marked, or by law and paragraph, or in an institution of a placement type.
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
        OR i.institution_id IN (
            SELECT n.institution_id
            FROM staging.institution AS n
            INNER JOIN raw.anbringelsestype AS t ON n.type = t.institutionstype
        )
    )
