-- grain: en station i en persons boforløb: en sammenhængende tid ét sted, også på ukendt adresse eller i udlandet
-- #UNIK person_noegle, fra
-- #IKKE_NULL person_noegle, nr, fra, sted
-- #SAET{sted: bolig, institution, ukendt, udland}
-- The residence timeline. core.bopael has the stays; here the same place told twice is one station, a stretch without a
-- row is one at an unknown place (unless both sides are the same place), a stay is cut where an institution gets or gives
-- up the address, and a code that changed because a municipality was merged is no new station. A § 110 measure of one who
-- is registered without a fixed address, in whatever municipality, is a stay there. A place in a municipality that is gone
-- lies in the one it became part of, when that is one alone. Everything is compared by code. nr counts from the first; til
-- is the last day, empty = still. Numbers that are annulled (30) or were doubles (50) are nobody. opmaerksom_foerst and
-- opmaerksom_sidst: why the address was watched on the first and on the last day.
WITH ophold AS (
    SELECT
        b.person_noegle,
        b.type,
        b.saerlig_vej,
        b.kommunekode,
        b.landekode,
        b.adresse_noegle,
        b.hus_noegle,
        b.fra,
        coalesce(b.til, DATE '9999-12-31') AS til,
        coalesce(b.fra_usikker, FALSE) AS fra_usikker
    FROM core.bopael AS b
    LEFT JOIN staging.person AS p ON b.person_noegle = p.person_noegle
    WHERE coalesce(p.cpr_status, '') NOT IN ('30', '50')
),
institutioner AS (
    SELECT
        person_noegle,
        ophold_fra,
        institution_id,
        type,
        niveau,
        NULL AS kommunekode,
        fra,
        coalesce(til, DATE '9999-12-31') AS til
    FROM core.institutionsophold
    UNION ALL
    SELECT
        o.person_noegle,
        o.fra AS ophold_fra,
        n.institution_id,
        n.type,
        0 AS niveau,
        n.kommunekode,
        CASE WHEN i.startdato > o.fra THEN i.startdato ELSE o.fra END AS fra,
        CASE WHEN i.slutdato < o.til THEN i.slutdato ELSE o.til END AS til
    FROM ophold AS o
    INNER JOIN staging.indsats AS i ON o.person_noegle = i.person_noegle
    INNER JOIN staging.institution AS n ON i.institution_id = n.institution_id
    INNER JOIN staging.egen_kommune AS e ON n.kommunekode = e.kommunekode
    WHERE o.type = 'uden_fast_bopael'
        AND i.lov = 'SEL'
        AND i.paragraf = '110'
        AND i.loeber
        AND i.startdato <= o.til
        AND i.slutdato >= o.fra
        AND i.startdato BETWEEN n.gyldig_fra AND n.gyldig_til
),
-- Few stays have an institution: only they are cut.
beroerte AS (
    SELECT o.*
    FROM ophold AS o
    WHERE EXISTS (
        SELECT 1 FROM institutioner AS i WHERE o.person_noegle = i.person_noegle AND o.fra = i.ophold_fra
    )
),
snit AS (
    SELECT person_noegle, fra AS ophold_fra, fra AS dag FROM beroerte
    UNION
    SELECT person_noegle, ophold_fra, fra FROM institutioner
    UNION
    SELECT person_noegle, ophold_fra, til + 1 FROM institutioner WHERE til < DATE '9999-12-31'
),
stykker AS (
    SELECT
        o.*,
        s.dag,
        lead(s.dag) OVER (PARTITION BY o.person_noegle, o.fra ORDER BY s.dag) - 1 AS naeste_dag
    FROM beroerte AS o
    INNER JOIN snit AS s ON o.person_noegle = s.person_noegle AND o.fra = s.ophold_fra AND s.dag <= o.til
),
skaaret AS (
    SELECT
        s.person_noegle,
        s.dag AS fra,
        CASE WHEN s.naeste_dag < s.til THEN s.naeste_dag ELSE s.til END AS til,
        s.type,
        s.saerlig_vej,
        coalesce(i.kommunekode, s.kommunekode) AS kommunekode,
        s.landekode,
        s.adresse_noegle,
        s.hus_noegle,
        s.fra_usikker AND s.dag = s.fra AS fra_usikker,
        i.institution_id,
        i.type AS institutionstype,
        row_number() OVER (PARTITION BY s.person_noegle, s.dag ORDER BY i.niveau DESC, i.institution_id) AS raekke
    FROM stykker AS s
    LEFT JOIN institutioner AS i
        ON s.person_noegle = i.person_noegle AND s.fra = i.ophold_fra AND s.dag BETWEEN i.fra AND i.til
),
med_institution AS (
    SELECT
        person_noegle, fra, til, type, saerlig_vej, kommunekode, landekode, adresse_noegle, hus_noegle, fra_usikker,
        institution_id, institutionstype
    FROM skaaret
    WHERE raekke = 1
    UNION ALL
    SELECT
        o.person_noegle, o.fra, o.til, o.type, o.saerlig_vej, o.kommunekode, o.landekode, o.adresse_noegle, o.hus_noegle,
        o.fra_usikker, NULL, NULL
    FROM ophold AS o
    WHERE NOT EXISTS (
        SELECT 1 FROM institutioner AS i WHERE o.person_noegle = i.person_noegle AND o.fra = i.ophold_fra
    )
),
kendte AS (
    SELECT
        person_noegle,
        fra,
        til,
        CASE
            WHEN institution_id IS NOT NULL THEN 'institution'
            WHEN type = 'udrejst' OR kommunekode BETWEEN '0901' AND '0961' THEN 'udland'
            WHEN type = 'bopael' AND kommunekode IS NOT NULL AND NOT saerlig_vej
                AND kommunekode NOT BETWEEN '0010' AND '0019' THEN 'bolig'
            ELSE 'ukendt'
        END AS sted,
        CASE WHEN type <> 'udrejst' AND type <> 'forsvundet' AND kommunekode NOT BETWEEN '0010' AND '0019'
            AND kommunekode NOT BETWEEN '0901' AND '0961' THEN kommunekode
        END AS kommunekode,
        CASE WHEN type = 'udrejst' THEN landekode WHEN kommunekode BETWEEN '0901' AND '0961' THEN 'GL' END AS landekode,
        adresse_noegle,
        hus_noegle,
        fra_usikker,
        institution_id,
        institutionstype
    FROM med_institution
),
noeglede AS (
    SELECT
        *,
        CASE WHEN sted IN ('bolig', 'institution')
            THEN concat_ws('|', sted, kommunekode, coalesce(institution_id, adresse_noegle, ''))
            ELSE concat_ws('|', sted, kommunekode, landekode)
        END AS sted_noegle
    FROM kendte
),
naboer AS (
    SELECT
        n.*,
        lag(n.til) OVER (PARTITION BY n.person_noegle ORDER BY n.fra) AS foer_til,
        lag(n.sted) OVER (PARTITION BY n.person_noegle ORDER BY n.fra) AS foer_sted,
        lag(n.kommunekode) OVER (PARTITION BY n.person_noegle ORDER BY n.fra) AS foer_kommunekode,
        lag(n.sted_noegle) OVER (PARTITION BY n.person_noegle ORDER BY n.fra) AS foer_noegle
    FROM noeglede AS n
),
bedoemt AS (
    SELECT
        n.*,
        coalesce(n.foer_noegle = n.sted_noegle, FALSE)
        OR coalesce(
            n.foer_kommunekode <> n.kommunekode AND n.fra BETWEEN k.sammenlagt - 14 AND k.sammenlagt + 14
            AND n.foer_sted IN ('bolig', 'institution') AND n.sted IN ('bolig', 'institution'), FALSE
        ) AS fortsat
    FROM naboer AS n
    LEFT JOIN staging.kommune AS k ON n.foer_kommunekode = k.kommunekode
),
-- A stretch without a row between two places, once the places are known to differ.
alle AS (
    SELECT
        person_noegle, fra, til, sted, kommunekode, landekode, adresse_noegle, hus_noegle, fra_usikker, institution_id,
        institutionstype, fortsat
    FROM bedoemt
    UNION ALL
    SELECT
        person_noegle, foer_til + 1, fra - 1, 'ukendt', NULL, NULL, NULL, NULL, FALSE, NULL,
        NULL, foer_sted = 'ukendt'
    FROM bedoemt
    WHERE foer_til < fra - 1 AND NOT fortsat
),
-- Stations are numbered as they begin; what has no neighbour at the same place is one by itself.
oeer AS (
    SELECT
        *,
        CAST(sum(CASE WHEN fortsat THEN 0 ELSE 1 END) OVER pr_person AS INTEGER) AS nr,
        NOT coalesce(lead(fortsat) OVER pr_person, FALSE) AS sidste
    FROM alle
    WINDOW pr_person AS (PARTITION BY person_noegle ORDER BY fra)
),
samlede AS (
    SELECT
        person_noegle,
        nr,
        min(fra) AS fra,
        max(til) AS til,
        max(CASE WHEN sidste THEN sted END) AS sted,
        max(CASE WHEN sidste THEN kommunekode END) AS kommunekode,
        max(CASE WHEN sidste THEN landekode END) AS landekode,
        max(institution_id) AS institution_id,
        max(institutionstype) AS institutionstype,
        max(CASE WHEN sidste THEN adresse_noegle END) AS adresse_noegle,
        max(CASE WHEN sidste THEN hus_noegle END) AS hus_noegle,
        bool_or(fra_usikker) AS fra_usikker
    FROM oeer
    WHERE fortsat OR NOT sidste
    GROUP BY person_noegle, nr
),
stationer AS (
    SELECT * FROM samlede
    UNION ALL
    SELECT
        person_noegle, nr, fra, til, sted, kommunekode, landekode, institution_id, institutionstype, adresse_noegle,
        hus_noegle, fra_usikker
    FROM oeer
    WHERE NOT fortsat AND sidste
),
opmaerksomme AS (
    SELECT
        s.person_noegle,
        s.nr,
        min(CASE WHEN s.fra BETWEEN o.gyldig_fra AND o.gyldig_til THEN o.aarsag END) AS foerst,
        min(CASE WHEN s.til BETWEEN o.gyldig_fra AND o.gyldig_til THEN o.aarsag END) AS sidst
    FROM stationer AS s
    INNER JOIN staging.opmaerksomhedsadresse AS o ON s.hus_noegle = o.hus_noegle
    WHERE (o.adresse_noegle IS NULL OR o.adresse_noegle = s.adresse_noegle)
        AND (o.etage_noegle IS NULL OR starts_with(s.adresse_noegle, concat(o.etage_noegle, '-')))
    GROUP BY s.person_noegle, s.nr
)
SELECT
    s.person_noegle,
    s.nr,
    s.fra,
    CASE WHEN s.til < DATE '9999-12-31' THEN s.til END AS til,
    CASE WHEN s.institution_id IS NOT NULL THEN 'institution' ELSE s.sted END AS sted,
    coalesce(k.efterfoelger, s.kommunekode) AS kommunekode,
    s.landekode,
    s.institution_id,
    s.institutionstype,
    s.adresse_noegle,
    s.hus_noegle,
    s.fra_usikker,
    o.foerst AS opmaerksom_foerst,
    o.sidst AS opmaerksom_sidst
FROM stationer AS s
LEFT JOIN staging.kommune AS k ON s.kommunekode = k.kommunekode
LEFT JOIN opmaerksomme AS o ON s.person_noegle = o.person_noegle AND s.nr = o.nr
