-- grain: en mulig anden husstand for et barn med udgift i en måned, som en person skal tage stilling til
-- #UNIK person_noegle, maaned, art, andre
-- BEK 1486/2023 § 5. A child at the address of two holders who are not married: the other's household, or one household
-- when they live together (faelles_barn). Holders who have moved apart since the placement: the household in the
-- municipality that pays (to_kommuner), or, where both live here, the one it chooses (hver_for_sig). Two holders at one
-- address, each with children of their own: one household if they live together (samlevende); never parent and child,
-- never an institution's address, never more than two. andre names the other household by its holders.
WITH pladser AS (
    -- A name is its holders' keys of 16 signs with a plus between.
    SELECT 1 AS plads
    UNION ALL
    SELECT 18 AS plads
    UNION ALL
    SELECT 35 AS plads
),
barn AS (
    SELECT h.person_noegle, h.maaned, k.fra AS dag, h.indehavere, h.mulige, h.par, h.flere_mulige
    FROM core.husstand_maaned AS h
    INNER JOIN (SELECT DISTINCT person_noegle, maaned FROM core.person_maaned_udgift) AS u
        ON h.person_noegle = u.person_noegle AND h.maaned = u.maaned
    INNER JOIN staging.kalender AS k ON h.maaned = k.maaned
    WHERE h.indehavere IS NOT NULL
),
mulige AS (
    -- The holders of the children that could be elsewhere.
    SELECT b.person_noegle, b.maaned, b.dag, b.indehavere, substr(b.mulige, p.plads, 16) AS indehaver
    FROM barn AS b
    INNER JOIN pladser AS p ON length(b.mulige) >= p.plads
    WHERE b.flere_mulige
),
hos AS (
    -- A child has each of its household's holders whose child it is.
    SELECT DISTINCT b.maaned, b.dag, b.indehavere, b.par, substr(b.indehavere, p.plads, 16) AS indehaver
    FROM barn AS b
    INNER JOIN pladser AS p ON length(b.indehavere) >= p.plads
),
steder AS (
    SELECT DISTINCT h.maaned, h.indehaver, b.adresse_noegle, b.hus_noegle, b.kommunekode
    FROM (
        SELECT maaned, dag, indehaver FROM hos
        UNION
        SELECT maaned, dag, indehaver FROM mulige
    ) AS h
    INNER JOIN core.bopael AS b
        ON h.indehaver = b.person_noegle AND h.dag >= b.fra AND (b.til IS NULL OR h.dag <= b.til)
    WHERE b.adresse_noegle IS NOT NULL
),
andre_indehavere AS (
    SELECT m.person_noegle, m.maaned, m.indehavere, m.indehaver AS anden, min(v.indehaver) AS valgt
    FROM mulige AS m
    INNER JOIN mulige AS v
        ON m.person_noegle = v.person_noegle AND m.maaned = v.maaned
        AND v.indehavere LIKE '%' || v.indehaver || '%'
    WHERE m.indehavere NOT LIKE '%' || m.indehaver || '%'
    GROUP BY m.person_noegle, m.maaned, m.indehavere, m.indehaver
),
delte AS (
    SELECT
        a.person_noegle,
        a.maaned,
        CASE
            WHEN her.maaned IS NULL OR der.maaned IS NULL THEN NULL
            WHEN her.adresse_noegle = der.adresse_noegle THEN 'faelles_barn'
            WHEN her.kommunekode = e.kommunekode AND der.kommunekode = e.kommunekode THEN 'hver_for_sig'
            WHEN her.kommunekode = e.kommunekode OR der.kommunekode = e.kommunekode THEN 'to_kommuner'
        END AS art,
        a.indehavere,
        coalesce(h.indehavere, a.anden) AS andre
    FROM andre_indehavere AS a
    -- Left joins are made in this order; as inner ones the two could be joined by the month alone, all with all.
    LEFT JOIN steder AS her ON a.maaned = her.maaned AND a.valgt = her.indehaver
    LEFT JOIN steder AS der ON a.maaned = der.maaned AND a.anden = der.indehaver
    LEFT JOIN hos AS h ON a.maaned = h.maaned AND a.anden = h.indehaver
    CROSS JOIN staging.egen_kommune AS e
),
to_om_adressen AS (
    SELECT s.maaned, s.adresse_noegle
    FROM steder AS s
    INNER JOIN hos AS h ON s.maaned = h.maaned AND s.indehaver = h.indehaver
    LEFT JOIN staging.institution_adresse AS i ON s.hus_noegle = i.hus_noegle
    WHERE i.hus_noegle IS NULL
    GROUP BY s.maaned, s.adresse_noegle
    HAVING count(DISTINCT h.indehavere) = 2 AND count(DISTINCT s.indehaver) = 2
),
boende AS (
    SELECT s.maaned, s.adresse_noegle, s.indehaver, h.indehavere, h.par
    FROM to_om_adressen AS t
    INNER JOIN steder AS s ON t.maaned = s.maaned AND t.adresse_noegle = s.adresse_noegle
    INNER JOIN hos AS h ON s.maaned = h.maaned AND s.indehaver = h.indehaver
),
samlevende AS (
    SELECT DISTINCT a.maaned, a.indehavere, b.indehavere AS andre
    FROM boende AS a
    INNER JOIN boende AS b
        ON a.maaned = b.maaned AND a.adresse_noegle = b.adresse_noegle
        AND a.indehaver <> b.indehaver AND a.par <> b.par
    -- Two questions, each a join by key: as one with 'or' every pair would be held up against every relation.
    WHERE NOT EXISTS (
        SELECT 1 FROM staging.relation AS r
        WHERE r.barn_noegle = a.indehaver AND r.foraelder_noegle = b.indehaver
    )
    AND NOT EXISTS (
        SELECT 1 FROM staging.relation AS r
        WHERE r.barn_noegle = b.indehaver AND r.foraelder_noegle = a.indehaver
    )
)
SELECT person_noegle, maaned, art, indehavere, andre
FROM delte
WHERE art IS NOT NULL AND indehavere <> andre
UNION
SELECT b.person_noegle, b.maaned, 'samlevende' AS art, b.indehavere, s.andre
FROM barn AS b
INNER JOIN samlevende AS s ON b.maaned = s.maaned AND b.indehavere = s.indehavere
WHERE NOT EXISTS (
    SELECT 1 FROM delte AS d
    WHERE d.maaned = s.maaned AND d.art = 'faelles_barn'
        AND ((d.indehavere = s.indehavere AND d.andre = s.andre) OR (d.indehavere = s.andre AND d.andre = s.indehavere))
)
