-- grain: en person i en måned under en ordning, hvor staten betaler halvdelen
-- #UNIK person_noegle, maaned, ordning
-- #SAET{ordning: SEL100, SEL109, SEL110, SEL85A, SEL107, BL86, BL87, BL140}
-- SEL §§ 176 a and 177, BL § 199; the law and paragraph of each scheme stand in assets/tabeller/halvrefusion.csv. Units of
-- 1/27.720 øre. refusion_u is what the ledger shows as state refund on the same help; hel_u the 100 % for refugees.
WITH andel AS (
    SELECT
        a.person_noegle,
        a.aar,
        a.maaned,
        h.ordning,
        a.andel_u,
        p.dranst = '2' AND p.art = '8.6' AND p.gruppering = '002' AS er_hel,
        p.dranst = '2' AND p.art = '8.6' AS er_refusion
    FROM core.posteringsandel AS a
    INNER JOIN core.postering AS p ON a.postering_nr = p.postering_nr
    INNER JOIN staging.halvrefusion AS h
        ON a.lov = h.lov
        AND (a.paragraf = h.paragraf OR a.paragraf LIKE h.paragraf || '.%')
        AND a.maaned BETWEEN h.maaned_fra AND h.maaned_til
    WHERE a.medregnet
)
SELECT
    person_noegle,
    aar,
    maaned,
    ordning,
    sum(CASE WHEN er_refusion THEN 0 ELSE andel_u END)::BIGINT AS udgift_u,
    sum(CASE WHEN er_refusion AND NOT er_hel THEN -andel_u ELSE 0 END)::BIGINT AS refusion_u,
    sum(CASE WHEN er_hel THEN -andel_u ELSE 0 END)::BIGINT AS hel_u
FROM andel
GROUP BY person_noegle, aar, maaned, ordning
