-- grain: en posterings andel i en måned
-- #VIEW
-- Whole months share equally, broken ones by days. A share is an integer in units of 1/27.720 øre (lcm of 1..12),
-- the rest goes by largest remainder, ties to the earliest month; so shares sum to the posting exactly.
-- andel_oere is the same in whole øre, for display and for the ledger tie.
WITH enkelte AS (
    SELECT
        *,
        year(fra) * 12 + month(fra) - 1 AS foerste,
        year(til) * 12 + month(til) - 1 AS sidste
    FROM staging.postering_periode
),
een_maaned AS (
    SELECT
        postering_nr,
        person_noegle,
        foerste AS nr,
        beloeb_oere * 27720 AS andel_u,
        beloeb_oere AS andel_oere,
        periode_kilde,
        sikkerhed
    FROM enkelte
    WHERE foerste = sidste
),
maaneder AS (
    SELECT
        *,
        unnest(range(foerste, sidste + 1)) AS nr,
        day(fra) = 1 AND til = last_day(til) AS hele
    FROM enkelte
    WHERE foerste < sidste
),
vaegte AS (
    SELECT
        *,
        CASE
            WHEN hele THEN 1
            ELSE
                least(til, last_day(make_date((nr // 12)::INTEGER, (nr % 12 + 1)::INTEGER, 1)))
                - greatest(fra, make_date((nr // 12)::INTEGER, (nr % 12 + 1)::INTEGER, 1)) + 1
        END AS vaegt,
        CASE WHEN hele THEN sidste - foerste + 1 ELSE til - fra + 1 END AS vaegt_ialt
    FROM maaneder
),
delt AS (
    SELECT
        *,
        abs(beloeb_oere)::HUGEINT * 27720 * vaegt // vaegt_ialt AS grund_u,
        abs(beloeb_oere)::HUGEINT * 27720 * vaegt % vaegt_ialt AS rest_u,
        abs(beloeb_oere)::HUGEINT * vaegt // vaegt_ialt AS grund_oere,
        abs(beloeb_oere)::HUGEINT * vaegt % vaegt_ialt AS rest_oere
    FROM vaegte
),
rangeret AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY postering_nr ORDER BY rest_u DESC, nr) AS rang_u,
        row_number() OVER (PARTITION BY postering_nr ORDER BY rest_oere DESC, nr) AS rang_oere,
        abs(beloeb_oere)::HUGEINT * 27720 - sum(grund_u) OVER (PARTITION BY postering_nr) AS mangler_u,
        abs(beloeb_oere)::HUGEINT - sum(grund_oere) OVER (PARTITION BY postering_nr) AS mangler_oere
    FROM delt
),
flere_maaneder AS (
    SELECT
        postering_nr,
        person_noegle,
        nr,
        (sign(beloeb_oere) * (grund_u + (rang_u <= mangler_u)::INTEGER))::BIGINT AS andel_u,
        (sign(beloeb_oere) * (grund_oere + (rang_oere <= mangler_oere)::INTEGER))::BIGINT AS andel_oere,
        periode_kilde,
        sikkerhed
    FROM rangeret
),
alle AS (
    SELECT * FROM een_maaned
    UNION ALL
    SELECT * FROM flere_maaneder
)
SELECT
    postering_nr,
    person_noegle,
    (nr // 12)::INTEGER AS aar,
    printf('%04d-%02d', nr // 12, nr % 12 + 1) AS maaned,
    andel_u,
    andel_oere,
    periode_kilde,
    sikkerhed
FROM alle
