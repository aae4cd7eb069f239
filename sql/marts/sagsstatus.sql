-- grain: en indsats, hvis status ikke passer med betalingerne
-- #UNIK indsats_id, art
-- #SAET{art: afsluttet_betalt, loeber_uden_betaling}
-- afsluttet_betalt: the measure has ended, and expenses under its § go on for months that begin after its end, with no
-- other measure of that § running; a month known by a document's date alone counts from the third, since bills come late.
-- loeber_uden_betaling: it has run for half a year or more, we pay for it, and the last
-- six months have no expense of its law on the citizen (bills come quarterly).
WITH maal AS (
    SELECT
        i.*,
        CAST(extract(year FROM i.startdato) * 12 + extract(month FROM i.startdato) AS INTEGER) AS start_nr,
        CAST(extract(year FROM i.slutdato) * 12 + extract(month FROM i.slutdato) AS INTEGER) AS slut_nr,
        d.dag,
        d.maaned_nr AS nu
    FROM core.indsats AS i
    CROSS JOIN core.dagen AS d
    WHERE i.loeber AND (i.betalingskommune IS NULL OR i.betalingskommune = d.kommunekode)
),
udgift AS (
    SELECT
        a.person_noegle,
        a.lov,
        coalesce(a.paragraf, '') AS paragraf,
        a.maaned,
        CAST(substr(a.maaned, 1, 4) AS INTEGER) * 12 + CAST(substr(a.maaned, 6, 2) AS INTEGER) AS maaned_nr,
        sum(a.andel_oere)::BIGINT AS oere,
        sum(
            CASE WHEN a.periode_kilde IN ('rettet', 'angivet', 'tekst') THEN a.andel_oere ELSE 0 END
        )::BIGINT AS kendt_oere
    FROM core.posteringsandel AS a
    INNER JOIN (SELECT DISTINCT person_noegle FROM maal) AS m ON a.person_noegle = m.person_noegle
    WHERE a.brutto AND a.lov IS NOT NULL
    GROUP BY a.person_noegle, a.lov, coalesce(a.paragraf, ''), a.maaned
),
efter AS (
    SELECT
        m.indsats_id,
        u.maaned,
        CASE WHEN u.maaned_nr > m.slut_nr + 2 THEN u.oere ELSE u.kendt_oere END AS oere
    FROM maal AS m
    INNER JOIN udgift AS u
        ON m.person_noegle = u.person_noegle AND m.lov = u.lov AND m.paragraf = u.paragraf AND u.maaned_nr > m.slut_nr
    LEFT JOIN maal AS n
        ON m.person_noegle = n.person_noegle
        AND m.lov = n.lov
        AND m.paragraf = n.paragraf
        AND u.maaned_nr BETWEEN n.start_nr AND n.slut_nr
    LEFT JOIN maal AS senere
        ON m.person_noegle = senere.person_noegle
        AND m.lov = senere.lov
        AND m.paragraf = senere.paragraf
        AND senere.slut_nr > m.slut_nr
        AND senere.slut_nr < u.maaned_nr
    WHERE m.slutdato < m.dag AND m.enhed <> 'stk' AND n.indsats_id IS NULL AND senere.indsats_id IS NULL
),
afsluttet AS (
    SELECT
        indsats_id,
        min(maaned) AS fra,
        max(maaned) AS til,
        sum(oere)::BIGINT AS oere
    FROM efter
    WHERE oere <> 0
    GROUP BY indsats_id
    HAVING sum(oere) > 0
),
sidst AS (
    SELECT person_noegle, lov, max(maaned) AS maaned, max(maaned_nr) AS maaned_nr
    FROM udgift
    WHERE oere > 0
    GROUP BY person_noegle, lov
)
SELECT
    m.indsats_id,
    'afsluttet_betalt' AS art,
    m.person_noegle,
    m.lov,
    m.paragraf,
    m.ydelse,
    m.fagomraade,
    m.startdato,
    m.slutdato,
    a.fra,
    a.til,
    a.oere
FROM maal AS m
INNER JOIN afsluttet AS a ON m.indsats_id = a.indsats_id
UNION ALL
SELECT
    m.indsats_id,
    'loeber_uden_betaling' AS art,
    m.person_noegle,
    m.lov,
    m.paragraf,
    m.ydelse,
    m.fagomraade,
    m.startdato,
    CASE WHEN m.slutdato < DATE '9999-12-31' THEN m.slutdato END AS slutdato,
    CASE WHEN s.maaned IS NULL THEN NULL ELSE s.maaned END AS fra,
    NULL AS til,
    NULL AS oere
FROM maal AS m
LEFT JOIN sidst AS s ON m.person_noegle = s.person_noegle AND m.lov = s.lov
WHERE m.startdato <= m.dag
    AND m.slutdato >= m.dag
    AND m.start_nr <= m.nu - 6
    AND m.enhed IN ('dag', 'uge', 'maaned')
    AND m.takst_oere > 0
    AND (s.maaned_nr IS NULL OR s.maaned_nr <= m.nu - 6)
