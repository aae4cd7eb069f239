-- grain: et forløb: en indsats, en måned med en ydelse, en plads i skole eller dagtilbud, eller et program
-- #VIEW
-- The service follows from law, place and name by assets/tabeller/aktivitet.csv; the most specific row decides: place,
-- then name, then the longer paragraph. What no row names keeps its own field of work and has no service. A one-off
-- (helaar 0) counts its person and no days.
WITH steder AS (
    SELECT institution_id, max(type) AS institutionstype FROM staging.institution GROUP BY institution_id
),
forloeb AS (
    SELECT
        'indsats' AS kilde,
        i.person_noegle,
        coalesce(i.lov, '') AS lov,
        coalesce(i.paragraf, '') AS paragraf,
        coalesce(s.institutionstype, '') AS institutionstype,
        lower(coalesce(i.ydelse, '')) AS ydelsesnavn,
        i.fagomraade,
        i.organisation,
        i.startdato AS fra,
        i.slutdato AS til
    FROM staging.indsats AS i
    LEFT JOIN steder AS s ON i.institution_id = s.institution_id
    WHERE i.loeber AND i.slutdato >= i.startdato
    UNION ALL
    SELECT 'ydelsesrefusion', person_noegle, '', '', '', lower(ydelse), 'overfoersel', NULL, fra, til
    FROM staging.ydelsesrefusion
    UNION ALL
    SELECT
        'elev',
        person_noegle,
        '',
        '',
        '',
        lower(skoletype),
        CASE WHEN skoletype = 'dagtilbud' THEN 'dagtilbud' ELSE 'skole' END,
        NULL,
        startdato,
        slutdato
    FROM staging.elev
    WHERE slutdato >= startdato
    UNION ALL
    SELECT 'program', person_noegle, '', '', '', lower(programtype), 'udlaendinge', NULL, startdato, slutdato
    FROM staging.program
    WHERE slutdato >= startdato
),
slags AS (
    SELECT DISTINCT kilde, lov, paragraf, institutionstype, ydelsesnavn FROM forloeb
),
regler AS (
    SELECT
        s.kilde,
        s.lov,
        s.paragraf,
        s.institutionstype,
        s.ydelsesnavn,
        r.ydelsestype,
        r.helaar,
        row_number() OVER (
            PARTITION BY s.kilde, s.lov, s.paragraf, s.institutionstype, s.ydelsesnavn
            ORDER BY (r.institutionstype <> '*') DESC, (r.ydelse <> '*') DESC, length(r.paragraf) DESC, r.ydelsestype
        ) AS rang
    FROM slags AS s
    INNER JOIN raw.aktivitet AS r
        ON s.kilde = r.kilde
        AND (r.lov = '*' OR s.lov = r.lov)
        AND (r.paragraf = '*' OR s.paragraf = r.paragraf OR starts_with(s.paragraf, r.paragraf || '.'))
        AND (r.institutionstype = '*' OR s.institutionstype = r.institutionstype)
        AND (r.ydelse = '*' OR s.ydelsesnavn LIKE r.ydelse)
),
ydelsens_omraade AS (
    SELECT ydelse, min(fagomraade) AS fagomraade FROM staging.kontering WHERE dranst = '1' GROUP BY ydelse
)
SELECT
    f.kilde,
    f.person_noegle,
    coalesce(r.ydelsestype, 'uden_konto') AS ydelse,
    CASE
        WHEN o.fagomraade IS NOT NULL THEN o.fagomraade
        WHEN f.fagomraade IN ('boern', 'voksne', 'aeldre', 'overfoersel', 'skole', 'dagtilbud', 'udlaendinge')
            THEN f.fagomraade
        ELSE 'uden_fagomraade'
    END AS fagomraade,
    f.organisation,
    coalesce(r.helaar, '1') = '1' AS helaar,
    f.fra,
    f.til
FROM forloeb AS f
LEFT JOIN regler AS r
    ON f.kilde = r.kilde
    AND f.lov = r.lov
    AND f.paragraf = r.paragraf
    AND f.institutionstype = r.institutionstype
    AND f.ydelsesnavn = r.ydelsesnavn
    AND r.rang = 1
LEFT JOIN ydelsens_omraade AS o ON r.ydelsestype = o.ydelse
