-- grain: en postering, der rettes eller retter
-- #UNIK postering_nr
-- #SAET{rolle: rettet, tilbagefoert, ombogfoert, for_mange}
-- What was booked without its VAT and put right later is no finding; what was put right twice is one. A posting on an art
-- without refund (rettet) is paired with the one that takes it back (tilbagefoert): same source, account, supplier and
-- amount, the first with the first. The posting on another art of the same function that then takes the VAT (ombogfoert) is
-- paired with the taking back in the same way; those beyond the number of takings back are for_mange.
WITH kandidat AS (
    SELECT
        postering_nr, kilde, konto, cvr, beloeb_oere, bogfoeringsdato, kerne_tekst, moms_oere,
        substr(konto, 1, 14) AS konto_uden_art,
        row_number() OVER (
            PARTITION BY kilde, konto, cvr, beloeb_oere, coalesce(kerne_tekst, '') ORDER BY bogfoeringsdato, postering_nr
        ) AS nr
    FROM staging.momspostering
    WHERE NOT fuld_art AND cvr IS NOT NULL AND beloeb_oere <> 0 AND coalesce(taget_oere, 0) = 0
        AND (moms_oere <> 0 OR moms_oere IS NULL)
),
par AS (
    SELECT
        k.postering_nr AS rettet_nr, t.postering_nr AS tilbage_nr, k.kilde, k.konto_uden_art, k.cvr, k.beloeb_oere,
        coalesce(k.kerne_tekst, '') AS kerne_tekst, t.bogfoeringsdato AS rettet_dato
    FROM kandidat AS k
    INNER JOIN kandidat AS t
        ON k.kilde = t.kilde AND k.konto = t.konto AND k.cvr = t.cvr AND k.beloeb_oere = -t.beloeb_oere AND k.nr = t.nr
        AND coalesce(k.kerne_tekst, '') = coalesce(t.kerne_tekst, '')
    WHERE k.beloeb_oere > 0 AND t.bogfoeringsdato >= k.bogfoeringsdato
),
rettelser AS (
    SELECT kilde, konto_uden_art, cvr, beloeb_oere, kerne_tekst, count(*) AS antal, min(rettet_dato) AS foerst
    FROM par GROUP BY kilde, konto_uden_art, cvr, beloeb_oere, kerne_tekst
),
ny AS (
    SELECT
        n.postering_nr, r.antal,
        row_number() OVER (
            PARTITION BY r.kilde, r.konto_uden_art, r.cvr, r.beloeb_oere, r.kerne_tekst
            ORDER BY n.bogfoeringsdato, n.postering_nr
        ) AS nr
    FROM staging.momspostering AS n
    INNER JOIN rettelser AS r
        ON n.kilde = r.kilde AND substr(n.konto, 1, 14) = r.konto_uden_art AND n.cvr = r.cvr
        AND n.beloeb_oere + n.taget_oere = r.beloeb_oere AND coalesce(n.kerne_tekst, '') = r.kerne_tekst
    WHERE n.fuld_art AND n.taget_oere > 0 AND n.er_rettelse AND n.bogfoeringsdato >= r.foerst
)
SELECT rettet_nr AS postering_nr, 'rettet' AS rolle, tilbage_nr AS modpost_nr FROM par
UNION ALL
SELECT tilbage_nr AS postering_nr, 'tilbagefoert' AS rolle, rettet_nr AS modpost_nr FROM par
UNION ALL
SELECT
    postering_nr, CASE WHEN nr > antal THEN 'for_mange' ELSE 'ombogfoert' END AS rolle, CAST(NULL AS BIGINT) AS modpost_nr
FROM ny
