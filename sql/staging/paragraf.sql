-- grain: en stavemåde af en paragraf
-- #UNIK paragraf
-- One place where a paragraph's spelling is made alike: '52, stk. 3, nr. 7', 'SEL § 52 stk 3 nr 7' and '52.3.7' are
-- 52.3.7. What stands before the first digit is a sign or the name of the law.
WITH stavemaader AS (
    SELECT paragraf FROM raw.postering WHERE paragraf IS NOT NULL
    UNION
    SELECT paragraf FROM raw.indsats WHERE paragraf IS NOT NULL
    UNION
    SELECT paragraf FROM raw.kontolov WHERE paragraf IS NOT NULL
),
uden_ord AS (
    SELECT
        paragraf,
        regexp_replace(regexp_replace(lower(paragraf), '^[^0-9]+|[§\s]', '', 'g'), '[,.]?(stk|nr|litra|pkt)[.]?', '.', 'g')
            AS renset
    FROM stavemaader
)
SELECT
    paragraf,
    trim(regexp_replace(renset, '[.,]+', '.', 'g'), '.') AS paragraf_norm
FROM uden_ord
