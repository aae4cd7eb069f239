-- grain: en postering og en, der helt eller delvis tager den tilbage
-- #UNIK postering_nr, modpost_nr
-- #SAET{slags: hel, moms, del, del_moms}
-- hel: the whole of it, also split over several, several in one, or with less than a krone between. moms: its VAT alone was
-- moved. del: a part of the amount; del_moms: a part of VAT taken without right, or credited by the supplier. First the same
-- amount and text, the first with the first; then what says that it corrects, or is a credit note with a text of its own, the
-- nearest; then two that make one; then what is alone with its text; last a credit note for less than the bill.
WITH nummereret AS (
    SELECT *,
        row_number() OVER (
            PARTITION BY kilde, konto, cvr, beloeb_oere, taget_oere, kerne_tekst ORDER BY bogfoeringsdato, postering_nr
        ) AS nr
    FROM core.moms_rettelig
),
ens AS (
    SELECT k.postering_nr, t.postering_nr AS modpost_nr
    FROM nummereret AS k
    INNER JOIN nummereret AS t
        ON k.kilde = t.kilde AND k.konto = t.konto AND k.cvr = t.cvr AND k.beloeb_oere = -t.beloeb_oere
        AND k.taget_oere = -t.taget_oere AND k.kerne_tekst = t.kerne_tekst AND k.nr = t.nr
    WHERE k.beloeb_oere > 0 AND t.bogfoeringsdato >= k.bogfoeringsdato
),
rest AS (
    SELECT * FROM core.moms_rettelig
    WHERE postering_nr NOT IN (SELECT postering_nr FROM ens) AND postering_nr NOT IN (SELECT modpost_nr FROM ens)
),
mulige AS (
    SELECT
        k.postering_nr, t.postering_nr AS modpost_nr, k.bogfoeringsdato AS k_dato, t.bogfoeringsdato AS t_dato,
        k.kerne_tekst <> t.kerne_tekst AS anden_tekst,
        abs(k.beloeb_oere + t.beloeb_oere) AS afstand,
        CASE
            WHEN k.konto = t.konto AND abs(k.beloeb_oere + t.beloeb_oere) < 100 AND abs(k.taget_oere + t.taget_oere) < 100
                THEN 'hel'
            WHEN t.er_kreditnota THEN NULL
            WHEN k.taget_oere = 0 AND k.moms_oere > 0 AND t.taget_oere = k.moms_oere AND t.beloeb_oere = -k.moms_oere
                THEN 'moms'
            WHEN k.konto = t.konto AND k.taget_oere > 0 AND t.taget_oere = -k.taget_oere THEN 'moms'
            WHEN k.konto = t.konto AND k.taget_oere > 0 AND t.taget_oere < 0 AND t.taget_oere > -k.taget_oere
                AND k.kerne_tekst = t.kerne_tekst THEN 'del_moms'
        END AS slags
    FROM rest AS k
    INNER JOIN rest AS t ON k.kilde = t.kilde AND k.cvr = t.cvr AND k.konto_uden_art = t.konto_uden_art
    WHERE k.beloeb_oere > 0 AND NOT k.er_rettelse AND (t.er_rettelse OR t.er_kreditnota) AND t.bogfoeringsdato >= k.bogfoeringsdato
),
valgt AS (
    SELECT *,
        row_number() OVER (PARTITION BY postering_nr ORDER BY slags = 'del_moms', anden_tekst, afstand, t_dato, modpost_nr)
            AS for_k,
        row_number() OVER (PARTITION BY modpost_nr ORDER BY slags = 'del_moms', anden_tekst, afstand, k_dato DESC, postering_nr)
            AS for_t
    FROM mulige
    WHERE slags IS NOT NULL
),
naermest AS (
    SELECT postering_nr, modpost_nr, slags FROM valgt WHERE for_k = 1 AND for_t = 1
),
rest2 AS (
    SELECT * FROM rest
    WHERE postering_nr NOT IN (SELECT postering_nr FROM naermest) AND postering_nr NOT IN (SELECT modpost_nr FROM naermest)
        AND ((beloeb_oere > 0 AND NOT er_rettelse) OR (beloeb_oere < 0 AND er_rettelse)) AND taget_oere = 0
),
noegler AS (
    SELECT
        kilde, konto, cvr, kerne_tekst,
        count(*) FILTER (WHERE beloeb_oere > 0) AS bogfoerte,
        count(*) FILTER (WHERE beloeb_oere < 0) AS tilbage,
        sum(beloeb_oere)::BIGINT AS rest_oere,
        min(bogfoeringsdato) FILTER (WHERE beloeb_oere > 0) AS foerst,
        min(bogfoeringsdato) FILTER (WHERE beloeb_oere < 0) AS foerst_tilbage
    FROM rest2 GROUP BY kilde, konto, cvr, kerne_tekst
    HAVING bogfoerte > 0 AND tilbage > 0
),
to_dele AS (
    SELECT k.postering_nr, a.postering_nr AS a_nr, b.postering_nr AS b_nr
    FROM noegler AS n
    INNER JOIN rest2 AS k
        ON n.kilde = k.kilde AND n.konto = k.konto AND n.cvr = k.cvr AND n.kerne_tekst = k.kerne_tekst AND k.beloeb_oere > 0
    INNER JOIN rest2 AS a
        ON n.kilde = a.kilde AND n.konto = a.konto AND n.cvr = a.cvr AND n.kerne_tekst = a.kerne_tekst AND a.beloeb_oere < 0
    INNER JOIN rest2 AS b
        ON n.kilde = b.kilde AND n.konto = b.konto AND n.cvr = b.cvr AND n.kerne_tekst = b.kerne_tekst AND b.beloeb_oere < 0
        AND a.postering_nr < b.postering_nr
    WHERE n.tilbage <= 20 AND abs(k.beloeb_oere + a.beloeb_oere + b.beloeb_oere) < 100
        AND least(a.bogfoeringsdato, b.bogfoeringsdato) >= k.bogfoeringsdato
    -- only where it can be read in one way
    QUALIFY count(*) OVER (PARTITION BY k.postering_nr) = 1 AND count(*) OVER (PARTITION BY a.postering_nr) = 1
        AND count(*) OVER (PARTITION BY b.postering_nr) = 1
),
delt AS (
    SELECT postering_nr, a_nr AS modpost_nr FROM to_dele UNION ALL SELECT postering_nr, b_nr AS modpost_nr FROM to_dele
),
alene AS (
    SELECT k.postering_nr, t.postering_nr AS modpost_nr, CASE WHEN n.rest_oere >= 100 THEN 'del' ELSE 'hel' END AS slags
    FROM noegler AS n
    INNER JOIN rest2 AS k
        ON n.kilde = k.kilde AND n.konto = k.konto AND n.cvr = k.cvr AND n.kerne_tekst = k.kerne_tekst AND k.beloeb_oere > 0
    INNER JOIN rest2 AS t
        ON n.kilde = t.kilde AND n.konto = t.konto AND n.cvr = t.cvr AND n.kerne_tekst = t.kerne_tekst AND t.beloeb_oere < 0
    WHERE n.foerst_tilbage >= n.foerst AND n.tilbage <= 20 AND n.bogfoerte <= 20
        AND (abs(n.rest_oere) < 100 OR (n.rest_oere >= 100 AND n.bogfoerte = 1))
        AND k.postering_nr NOT IN (SELECT d.postering_nr FROM delt AS d)
        AND t.postering_nr NOT IN (SELECT d.modpost_nr FROM delt AS d)
),
fundet AS (
    SELECT postering_nr, modpost_nr, 'hel' AS slags FROM ens
    UNION ALL
    SELECT postering_nr, modpost_nr, slags FROM naermest
    UNION ALL
    SELECT postering_nr, modpost_nr, 'hel' AS slags FROM delt
    UNION ALL
    SELECT postering_nr, modpost_nr, slags FROM alene
),
-- A credit note for less than the bill: the latest bill before it that nothing else takes back or books anew.
krediteret AS (
    SELECT k.postering_nr, t.postering_nr AS modpost_nr, 'del_moms' AS slags
    FROM rest AS k
    INNER JOIN rest AS t ON k.kilde = t.kilde AND k.cvr = t.cvr AND k.konto = t.konto
    WHERE k.beloeb_oere > 0 AND NOT k.er_rettelse AND NOT k.fuld_art AND k.taget_oere = 0
        AND t.er_kreditnota AND t.taget_oere = 0 AND t.moms_oere < 0
        AND k.moms_oere > -t.moms_oere AND k.beloeb_oere > -t.beloeb_oere AND t.bogfoeringsdato >= k.bogfoeringsdato
        AND k.postering_nr NOT IN (SELECT f.postering_nr FROM fundet AS f)
        AND t.postering_nr NOT IN (SELECT f.modpost_nr FROM fundet AS f)
        AND NOT EXISTS (
            SELECT 1 FROM core.moms_rettelig AS r
            WHERE r.er_rettelse AND r.kilde = k.kilde AND r.cvr = k.cvr AND r.kerne_tekst = k.kerne_tekst
        )
    QUALIFY 1 = row_number() OVER (
        PARTITION BY k.postering_nr ORDER BY k.kerne_tekst <> t.kerne_tekst, t.bogfoeringsdato, t.postering_nr)
        AND 1 = row_number() OVER (
        PARTITION BY t.postering_nr
        ORDER BY k.kerne_tekst <> t.kerne_tekst, k.bogfoeringsdato DESC, k.beloeb_oere + t.beloeb_oere, k.postering_nr)
),
-- Income that was given back or moved: rent, sales and grants, the same amount on the account and the first with the first.
indtaegter AS (
    SELECT
        postering_nr, kilde, konto, coalesce(cvr, '') AS cvr, beloeb_oere, coalesce(taget_oere, 0) AS taget_oere, bogfoeringsdato,
        row_number() OVER (
            PARTITION BY kilde, konto, coalesce(cvr, ''), beloeb_oere, coalesce(taget_oere, 0)
            ORDER BY bogfoeringsdato, postering_nr
        ) AS nr
    FROM staging.momspostering
    WHERE art IN ('7.1', '7.2', '7.9', '8.5', '8.6', '8.8')
),
givet_tilbage AS (
    SELECT k.postering_nr, t.postering_nr AS modpost_nr, 'hel' AS slags
    FROM indtaegter AS k
    INNER JOIN indtaegter AS t
        ON k.kilde = t.kilde AND k.konto = t.konto AND k.cvr = t.cvr AND k.beloeb_oere = -t.beloeb_oere
        AND k.taget_oere = -t.taget_oere AND k.nr = t.nr
    WHERE k.beloeb_oere < 0 AND t.bogfoeringsdato >= k.bogfoeringsdato
)
SELECT postering_nr, modpost_nr, slags FROM fundet
UNION ALL
SELECT postering_nr, modpost_nr, slags FROM krediteret
UNION ALL
SELECT postering_nr, modpost_nr, slags FROM givet_tilbage
