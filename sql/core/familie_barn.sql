-- grain: et barn under 18 år og en ubrudt række måneder hos den samme indehaver af forældremyndigheden
-- #UNIK person_noegle, fra_md
-- #IKKE_NULL indehaver_noegle, fra_md, til_md
-- The holder whose family the child belongs to, wherever it lives (contracts.md, 'familie'). Of several living holders:
-- one at the child's address (for the placed the address of the day before the placement), else the mother, else the
-- lower CPR number. Custody that is not known for anybody: the parents at that address (design.md reading 8). The
-- first of the month decides; before birth and after death the nearest day of life. Looked at only in the months
-- where something changes, so that the work follows what happens and not the number of months.
WITH horisont AS (
    -- A correction may move an expense to the year before or after.
    SELECT min(k.aar) AS foerste_aar, max(k.aar) AS sidste_aar, min(k.fra) AS foerste_dag
    FROM staging.kalender AS k
    INNER JOIN (SELECT DISTINCT aar FROM core.posteringsandel WHERE person_noegle IS NOT NULL) AS a
        ON k.aar BETWEEN a.aar - 1 AND a.aar + 1
),
boern AS (
    -- From the horizon's first month to the last one that begins before the 18th birthday.
    SELECT
        o.person_noegle,
        o.foedselsdato,
        p.doedsdato,
        12 * h.foerste_aar AS start_md,
        CASE
            WHEN p.doedsdato < o.myndig_dato THEN 12 * h.sidste_aar + 11
            ELSE least(
                12 * h.sidste_aar + 11,
                12 * year(o.myndig_dato) + month(o.myndig_dato) - 1
                - CASE WHEN day(o.myndig_dato) = 1 THEN 1 ELSE 0 END
            )
        END AS slut_md
    FROM staging.opvaekst AS o
    INNER JOIN core.person AS p ON o.person_noegle = p.person_noegle
    CROSS JOIN horisont AS h
    WHERE o.foedselsdato < make_date(h.sidste_aar + 1, 1, 1)
),
myndighed AS (
    SELECT
        r.barn_noegle,
        r.foraelder_noegle,
        r.fra,
        r.til,
        CASE WHEN r.relation = 'mor' THEN 1 ELSE 0 END AS er_mor,
        coalesce(r.foraeldremyndighed, FALSE) AS kendt,
        f.doedsdato,
        f.cpr_orden
    FROM staging.relation AS r
    INNER JOIN core.person AS f ON r.foraelder_noegle = f.person_noegle
    WHERE
        r.barn_noegle <> r.foraelder_noegle
        AND (r.foraeldremyndighed OR (r.foraeldremyndighed IS NULL AND r.relation IN ('mor', 'far', 'medmor')))
),
dage AS (
    -- Every day from which something may be otherwise; what comes twice is one month in the end.
    SELECT person_noegle, foedselsdato AS dag FROM boern
    UNION ALL
    SELECT person_noegle, doedsdato + 1 FROM boern
    UNION ALL
    SELECT barn_noegle, fra FROM myndighed
    UNION ALL
    SELECT barn_noegle, til + 1 FROM myndighed WHERE til < DATE '9999-12-31'
    UNION ALL
    SELECT barn_noegle, doedsdato + 1 FROM myndighed
    UNION ALL
    SELECT b.person_noegle, b.fra FROM core.bopael AS b INNER JOIN boern AS o ON b.person_noegle = o.person_noegle
    UNION ALL
    SELECT b.person_noegle, b.til + 1 FROM core.bopael AS b INNER JOIN boern AS o ON b.person_noegle = o.person_noegle
    UNION ALL
    SELECT m.barn_noegle, b.fra
    FROM myndighed AS m
    INNER JOIN core.bopael AS b ON m.foraelder_noegle = b.person_noegle
    UNION ALL
    SELECT m.barn_noegle, b.til + 1
    FROM myndighed AS m
    INNER JOIN core.bopael AS b ON m.foraelder_noegle = b.person_noegle
    UNION ALL
    SELECT person_noegle, fra FROM core.anbringelse
    UNION ALL
    SELECT person_noegle, til + 1 FROM core.anbringelse WHERE til < DATE '9999-12-31'
),
punkter AS (
    SELECT person_noegle, start_md AS md FROM boern
    UNION
    SELECT
        d.person_noegle,
        12 * year(d.dag) + month(d.dag) - CASE WHEN day(d.dag) = 1 THEN 1 ELSE 0 END AS md
    FROM dage AS d
    CROSS JOIN horisont AS h
    WHERE d.dag > h.foerste_dag
),
stadier AS (
    SELECT
        b.person_noegle,
        b.foedselsdato,
        b.doedsdato,
        b.slut_md,
        p.md AS fra_md,
        lead(p.md) OVER (PARTITION BY b.person_noegle ORDER BY p.md) AS naeste_md
    FROM boern AS b
    INNER JOIN punkter AS p ON b.person_noegle = p.person_noegle AND p.md <= b.slut_md
),
status AS (
    SELECT
        s.person_noegle,
        s.fra_md,
        coalesce(s.naeste_md - 1, s.slut_md) AS til_md,
        CASE
            WHEN s.foedselsdato > k.fra THEN s.foedselsdato
            WHEN s.doedsdato < k.fra THEN s.doedsdato
            ELSE k.fra
        END AS statusdato
    FROM stadier AS s
    INNER JOIN staging.kalender AS k ON s.fra_md = 12 * k.aar + month(k.fra) - 1
),
reference AS (
    SELECT
        s.*,
        coalesce(a.fra - 1, s.statusdato) AS referencedato
    FROM status AS s
    LEFT JOIN core.anbringelse AS a ON s.person_noegle = a.person_noegle AND s.statusdato BETWEEN a.fra AND a.til
),
hjem AS (
    SELECT
        r.*,
        b.adresse_noegle
    FROM reference AS r
    LEFT JOIN core.bopael AS b
        ON r.person_noegle = b.person_noegle
        AND r.referencedato >= b.fra
        AND (b.til IS NULL OR r.referencedato <= b.til)
),
mulige AS (
    SELECT
        h.person_noegle,
        h.fra_md,
        h.til_md,
        m.foraelder_noegle,
        m.er_mor,
        m.kendt,
        m.cpr_orden,
        CASE WHEN v.person_noegle IS NULL THEN 0 ELSE 1 END AS paa_adressen
    FROM hjem AS h
    INNER JOIN myndighed AS m
        ON h.person_noegle = m.barn_noegle
        AND CASE WHEN m.kendt THEN h.statusdato ELSE h.referencedato END BETWEEN m.fra AND m.til
        AND (m.doedsdato IS NULL OR m.doedsdato >= h.statusdato)
    LEFT JOIN core.bopael AS v
        ON m.foraelder_noegle = v.person_noegle
        AND h.referencedato >= v.fra
        AND (v.til IS NULL OR h.referencedato <= v.til)
        AND h.adresse_noegle = v.adresse_noegle
),
rangeret AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY person_noegle, fra_md
            ORDER BY CASE WHEN kendt THEN 0 ELSE 1 END, paa_adressen DESC, er_mor DESC, cpr_orden
        ) AS rang
    FROM mulige
    WHERE kendt OR paa_adressen = 1
)
SELECT
    person_noegle,
    fra_md::INTEGER AS fra_md,
    til_md::INTEGER AS til_md,
    foraelder_noegle AS indehaver_noegle
FROM rangeret
WHERE rang = 1
