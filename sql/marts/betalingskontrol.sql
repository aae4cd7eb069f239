-- grain: en borger, som en anden kommune efter registret, en indsats, et tilsagn eller regnskabet har at gøre med
-- #UNIK person_noegle
-- #IKKE_NULL person_noegle
-- The register, the case system and the ledger side by side, of today and the last twelve months. What is a conflict is
-- decided in engine/potentiale/betalingskontrol.py. Everyone who lives in an institution today is here too, since the
-- rules may give them to another municipality than anybody has written down. Payments for school and day care are here too, but are no measure.
WITH cpr AS (
    SELECT f.person_noegle, max(f.kommunekode) AS kommunekode
    FROM core.kommunalt_forhold AS f
    CROSS JOIN core.dagen AS d
    WHERE f.type = 'betalingskommune'
        AND f.kommunekode IS NOT NULL
        AND f.fra <= d.dag
        AND (f.til IS NULL OR f.til >= d.dag)
    GROUP BY f.person_noegle
),
maal AS (
    SELECT
        i.person_noegle,
        count(*) AS indsatser_antal,
        max(CASE WHEN i.handlekommune <> d.kommunekode THEN i.handlekommune END) AS anden_handlekommune,
        max(CASE WHEN i.betalingskommune <> d.kommunekode THEN i.betalingskommune END) AS anden_betalingskommune,
        max(CASE WHEN i.betalingskommune = d.kommunekode THEN 1 ELSE 0 END) AS egen_betaling,
        max(CASE WHEN i.handlekommune = d.kommunekode THEN 1 ELSE 0 END) AS egen_handling,
        max(i.fagomraade) AS fagomraade
    FROM core.indsats AS i
    CROSS JOIN core.dagen AS d
    WHERE i.loeber AND i.startdato <= d.dag AND i.slutdato >= d.dag
    GROUP BY i.person_noegle
),
penge AS (
    SELECT
        b.person_noegle,
        sum(CASE WHEN b.art = '4.7' THEN b.oere ELSE 0 END)::BIGINT AS betalt_oere,
        sum(CASE WHEN b.art = '7.7' THEN -b.oere ELSE 0 END)::BIGINT AS modtaget_oere,
        sum(
            CASE WHEN b.art = '4.7' AND substr(b.funktion, 1, 4) NOT IN ('3.22', '5.25') THEN b.oere ELSE 0 END
        )::BIGINT AS betalt_social_oere,
        sum(
            CASE WHEN b.art = '7.7' AND substr(b.funktion, 1, 4) NOT IN ('3.22', '5.25') THEN -b.oere ELSE 0 END
        )::BIGINT AS modtaget_social_oere,
        max(CASE WHEN b.art = '4.7' AND b.modpart <> '' THEN b.modpart END) AS betalt_til,
        max(CASE WHEN b.art = '7.7' AND b.modpart <> '' THEN b.modpart END) AS modtaget_fra,
        max(CASE WHEN b.art = '4.7' THEN b.maaned END) AS betalt_maaned,
        max(CASE WHEN b.art = '7.7' THEN b.maaned END) AS modtaget_maaned
    FROM marts.betaling_modpart AS b
    CROSS JOIN core.dagen AS d
    WHERE b.person_noegle <> '' AND b.maaned_nr > d.maaned_nr - 12 AND b.maaned_nr <= d.maaned_nr
    GROUP BY b.person_noegle
),
loefter AS (
    SELECT
        t.person_noegle,
        max(CASE WHEN t.retning = 'modtaget' AND t.status IN ('givet', 'delvist') THEN t.modpart_kommunekode END)
            AS lovet_af,
        max(CASE WHEN t.retning = 'modtaget' AND t.status = 'anmodet' THEN t.modpart_kommunekode END) AS anmodet_hos,
        max(CASE WHEN t.retning = 'afgivet' AND t.status IN ('givet', 'delvist') THEN t.modpart_kommunekode END)
            AS lovet_til
    FROM core.tilsagn AS t
    CROSS JOIN core.dagen AS d
    WHERE t.fra <= d.dag AND (t.til IS NULL OR t.til >= d.dag)
    GROUP BY t.person_noegle
),
bopael AS (
    SELECT s.person_noegle, max(s.sted) AS sted, max(s.kommunekode) AS kommunekode
    FROM core.station AS s
    CROSS JOIN core.dagen AS d
    WHERE s.fra <= d.dag AND (s.til IS NULL OR s.til >= d.dag)
    GROUP BY s.person_noegle
),
beroerte AS (
    SELECT person_noegle FROM cpr
    UNION
    SELECT person_noegle FROM maal WHERE anden_handlekommune IS NOT NULL OR anden_betalingskommune IS NOT NULL
    UNION
    SELECT person_noegle FROM penge
    UNION
    SELECT person_noegle FROM loefter
    UNION
    SELECT person_noegle FROM bopael WHERE sted = 'institution'
),
egne AS (
    SELECT
        a.person_noegle,
        sum(CASE WHEN p.dranst = '1' AND a.brutto AND p.art <> '4.7' THEN a.andel_oere ELSE 0 END)::BIGINT AS udgift_oere,
        sum(CASE WHEN p.dranst = '2' AND p.art = '8.6' THEN -a.andel_oere ELSE 0 END)::BIGINT AS stat_oere
    FROM core.posteringsandel AS a
    INNER JOIN beroerte AS b ON a.person_noegle = b.person_noegle
    INNER JOIN core.postering AS p ON a.postering_nr = p.postering_nr
    CROSS JOIN core.dagen AS d
    WHERE CAST(substr(a.maaned, 1, 4) AS INTEGER) * 12 + CAST(substr(a.maaned, 6, 2) AS INTEGER)
        BETWEEN d.maaned_nr - 11 AND d.maaned_nr
    GROUP BY a.person_noegle
)
SELECT
    b.person_noegle,
    o.sted,
    o.kommunekode AS bopaelskommune,
    p.doedsdato,
    c.kommunekode AS cpr_betalingskommune,
    coalesce(m.indsatser_antal, 0) AS indsatser_antal,
    m.anden_handlekommune,
    m.anden_betalingskommune,
    coalesce(m.egen_betaling, 0) = 1 AS egen_betaling,
    coalesce(m.egen_handling, 0) = 1 AS egen_handling,
    m.fagomraade,
    l.lovet_af,
    l.anmodet_hos,
    l.lovet_til,
    coalesce(g.udgift_oere, 0) AS udgift_oere,
    coalesce(g.stat_oere, 0) AS stat_oere,
    coalesce(k.betalt_oere, 0) AS betalt_oere,
    coalesce(k.modtaget_oere, 0) AS modtaget_oere,
    coalesce(k.betalt_social_oere, 0) AS betalt_social_oere,
    coalesce(k.modtaget_social_oere, 0) AS modtaget_social_oere,
    k.betalt_til,
    k.modtaget_fra,
    k.betalt_maaned,
    k.modtaget_maaned
FROM beroerte AS b
LEFT JOIN core.person AS p ON b.person_noegle = p.person_noegle
LEFT JOIN bopael AS o ON b.person_noegle = o.person_noegle
LEFT JOIN cpr AS c ON b.person_noegle = c.person_noegle
LEFT JOIN maal AS m ON b.person_noegle = m.person_noegle
LEFT JOIN loefter AS l ON b.person_noegle = l.person_noegle
LEFT JOIN egne AS g ON b.person_noegle = g.person_noegle
LEFT JOIN penge AS k ON b.person_noegle = k.person_noegle
