-- grain: en postering, der kan være rettet eller rette en anden
-- #UNIK postering_nr
-- #IKKE_NULL postering_nr, kilde, cvr, konto, beloeb_oere, taget_oere
-- Purchases of a known supplier on an account where something was taken back or re-posted. brutto_oere: with the VAT that it
-- took, so that a booking with its VAT on 4.0 and the same bill without it on 4.9 are the same amount. er_kreditnota: the supplier takes back a bill, in its own words or by its VAT.
WITH alle AS (
    SELECT
        postering_nr,
        kilde,
        cvr,
        konto,
        substr(konto, 1, 14) AS konto_uden_art,
        beloeb_oere,
        coalesce(taget_oere, 0) AS taget_oere,
        beloeb_oere + coalesce(taget_oere, 0) AS brutto_oere,
        moms_oere,
        fuld_art,
        er_rettelse,
        beloeb_oere < 0 AND NOT er_rettelse AND (moms_oere < 0 OR kerne_tekst LIKE '%kredit%') AS er_kreditnota,
        bogfoeringsdato,
        coalesce(kerne_tekst, '') AS kerne_tekst
    FROM staging.momspostering
    WHERE cvr IS NOT NULL AND art < '7'
),
spor AS (
    SELECT DISTINCT kilde, cvr, konto_uden_art FROM alle WHERE er_rettelse OR beloeb_oere < 0
)
SELECT a.* FROM alle AS a
INNER JOIN spor AS s ON a.kilde = s.kilde AND a.cvr = s.cvr AND a.konto_uden_art = s.konto_uden_art
