-- grain: en postering, der er rettet, retter en anden, eller er rettet forkert
-- #UNIK postering_nr
-- #SAET{rolle: rettet, tilbagefoert, ombogfoert, for_mange, halvt, forkert_side, del_moms, dobbelt, modsat}
-- What was booked without its VAT and put right later is no finding. What was taken back (core.moms_par) is held against what was
-- booked anew with its VAT: the same amount one to one, those beyond it are for_mange; then the nearest in kroner, whatever the
-- text; then the sums of what is left with the same text. Is less booked anew than was taken back, the VAT of the difference is
-- lacking (halvt), also when it went to the wrong side (forkert_side). moms_oere: that VAT; of del_moms what was paid back,
-- or credited by the supplier (below nought).
-- dobbelt: booked anew, never taken back, and modsat: taken back to the wrong side. There the VAT is right and the expense not.
WITH par AS (
    SELECT
        p.postering_nr, p.slags,
        sum(-t.beloeb_oere)::BIGINT AS tilbage_oere,
        sum(CASE WHEN t.er_kreditnota THEN -t.moms_oere ELSE t.taget_oere END)::BIGINT AS tilbage_moms_oere,
        min(t.bogfoeringsdato) AS dato,
        min(t.kerne_tekst) AS kerne_tekst,
        bool_and(t.er_rettelse) AS er_rettelse
    FROM core.moms_par AS p INNER JOIN core.moms_rettelig AS t ON p.modpost_nr = t.postering_nr
    GROUP BY p.postering_nr, p.slags
),
i_par AS (
    SELECT postering_nr FROM core.moms_par UNION SELECT modpost_nr FROM core.moms_par
),
-- A booking whose VAT was to be taken: what was taken back of it, or the whole where nothing was.
kaede AS (
    SELECT
        k.postering_nr, k.kilde, k.cvr, k.konto, k.konto_uden_art, p.kerne_tekst, p.dato, p.er_rettelse,
        p.slags = 'del' AS delvis, TRUE AS taget_tilbage, k.moms_oere AS hele_moms_oere,
        CASE WHEN p.slags = 'del' THEN p.tilbage_oere ELSE k.beloeb_oere END AS brutto_oere,
        CASE WHEN p.slags = 'del' THEN (2 * k.moms_oere * p.tilbage_oere + k.beloeb_oere) // (2 * k.beloeb_oere)
            ELSE k.moms_oere END AS moms_oere
    FROM par AS p INNER JOIN core.moms_rettelig AS k ON p.postering_nr = k.postering_nr
    WHERE p.slags IN ('hel', 'del') AND NOT k.fuld_art AND k.taget_oere = 0
    UNION ALL
    SELECT
        k.postering_nr, k.kilde, k.cvr, k.konto, k.konto_uden_art, k.kerne_tekst, k.bogfoeringsdato AS dato, FALSE AS er_rettelse,
        FALSE AS delvis, FALSE AS taget_tilbage, k.moms_oere AS hele_moms_oere, k.beloeb_oere AS brutto_oere, k.moms_oere
    FROM core.moms_rettelig AS k
    WHERE NOT k.fuld_art AND k.taget_oere = 0 AND k.beloeb_oere > 0 AND NOT k.er_rettelse AND k.moms_oere IS DISTINCT FROM 0
        AND k.postering_nr NOT IN (SELECT i.postering_nr FROM i_par AS i)
),
kaede_nr AS (
    SELECT *,
        row_number() OVER (
            PARTITION BY kilde, konto_uden_art, cvr, brutto_oere, kerne_tekst
            ORDER BY taget_tilbage DESC, dato, postering_nr
        ) AS nr
    FROM kaede
),
ny AS (
    SELECT *,
        row_number() OVER (
            PARTITION BY kilde, konto_uden_art, cvr, brutto_oere, kerne_tekst ORDER BY bogfoeringsdato, postering_nr
        ) AS nr
    FROM core.moms_rettelig
    WHERE fuld_art AND er_rettelse AND taget_oere <> 0 AND postering_nr NOT IN (SELECT i.postering_nr FROM i_par AS i)
),
ens AS (
    SELECT k.postering_nr, n.postering_nr AS ny_nr
    FROM kaede_nr AS k
    INNER JOIN ny AS n
        ON k.kilde = n.kilde AND k.konto_uden_art = n.konto_uden_art AND k.cvr = n.cvr AND k.brutto_oere = n.brutto_oere
        AND k.kerne_tekst = n.kerne_tekst AND k.nr = n.nr
    WHERE n.bogfoeringsdato >= k.dato
),
antal AS (
    SELECT kilde, konto_uden_art, cvr, brutto_oere, kerne_tekst, count(*) AS antal, min(dato) AS dato
    FROM kaede GROUP BY kilde, konto_uden_art, cvr, brutto_oere, kerne_tekst
),
for_mange AS (
    SELECT n.postering_nr
    FROM ny AS n
    INNER JOIN antal AS a
        ON n.kilde = a.kilde AND n.konto_uden_art = a.konto_uden_art AND n.cvr = a.cvr AND n.brutto_oere = a.brutto_oere
        AND n.kerne_tekst = a.kerne_tekst
    WHERE n.nr > a.antal AND n.bogfoeringsdato >= a.dato AND n.taget_oere > 0
),
ny_rest AS (
    SELECT * FROM ny
    WHERE postering_nr NOT IN (SELECT e.ny_nr FROM ens AS e)
        AND postering_nr NOT IN (SELECT f.postering_nr FROM for_mange AS f)
),
kaede_rest AS (
    SELECT * FROM kaede WHERE postering_nr NOT IN (SELECT e.postering_nr FROM ens AS e)
),
naer AS (
    SELECT k.postering_nr, n.postering_nr AS ny_nr
    FROM kaede_rest AS k
    INNER JOIN ny_rest AS n ON k.kilde = n.kilde AND k.cvr = n.cvr
    WHERE abs(k.brutto_oere - n.brutto_oere) < 100 AND n.bogfoeringsdato >= k.dato
        AND (k.taget_tilbage OR k.kerne_tekst = n.kerne_tekst)
    QUALIFY 1 = row_number() OVER (
        PARTITION BY k.postering_nr ORDER BY k.kerne_tekst <> n.kerne_tekst, abs(k.brutto_oere - n.brutto_oere), ny_nr)
        AND 1 = row_number() OVER (
        PARTITION BY n.postering_nr
        ORDER BY NOT k.taget_tilbage, k.kerne_tekst <> n.kerne_tekst, abs(k.brutto_oere - n.brutto_oere), k.postering_nr)
),
uden_ny AS (
    SELECT * FROM kaede_rest
    WHERE taget_tilbage AND er_rettelse AND postering_nr NOT IN (SELECT n.postering_nr FROM naer AS n)
),
tilbage AS (
    SELECT kilde, cvr, kerne_tekst, min(postering_nr) AS anker_nr, sum(brutto_oere)::BIGINT AS brutto_oere,
        sum(moms_oere)::BIGINT AS moms_oere, min(dato) AS dato, bool_and(moms_oere IS NOT NULL) AS kendt
    FROM uden_ny
    GROUP BY kilde, cvr, kerne_tekst
),
igen AS (
    SELECT postering_nr, kilde, cvr, kerne_tekst, brutto_oere, taget_oere, bogfoeringsdato FROM ny_rest
    WHERE postering_nr NOT IN (SELECT n.ny_nr FROM naer AS n)
    UNION ALL
    -- Moved on to another account without refund it is judged there; on an art with refund its VAT stands on another line.
    SELECT w.postering_nr, w.kilde, w.cvr, w.kerne_tekst,
        CASE WHEN w.fuld_art AND coalesce(w.moms_oere, 0) = 0 THEN w.beloeb_oere + (w.beloeb_oere + 2) // 4
            WHEN w.fuld_art THEN w.beloeb_oere + w.moms_oere ELSE w.beloeb_oere END AS brutto_oere,
        0 AS taget_oere, w.bogfoeringsdato
    FROM core.moms_rettelig AS w
    WHERE w.er_rettelse AND w.beloeb_oere > 0 AND w.taget_oere = 0
        AND NOT EXISTS (
            SELECT 1 FROM uden_ny AS u
            WHERE u.kilde = w.kilde AND u.cvr = w.cvr AND u.kerne_tekst = w.kerne_tekst AND u.konto = w.konto
        )
),
holdt AS (
    SELECT t.anker_nr, g.postering_nr, g.brutto_oere, g.taget_oere
    FROM tilbage AS t
    INNER JOIN igen AS g
        ON t.kilde = g.kilde AND t.cvr = g.cvr AND t.kerne_tekst = g.kerne_tekst AND g.bogfoeringsdato >= t.dato
),
holdt_op AS (
    SELECT
        t.anker_nr, t.brutto_oere, t.moms_oere, t.kendt,
        coalesce(sum(g.brutto_oere), 0)::BIGINT AS igen_oere,
        coalesce(sum(g.taget_oere), 0)::BIGINT AS taget_oere,
        coalesce(sum(CASE WHEN g.taget_oere = 0 THEN g.brutto_oere ELSE 0 END), 0)::BIGINT AS flyttet_oere,
        coalesce(bool_or(g.brutto_oere < 0), FALSE) AS forkert_side
    FROM tilbage AS t
    LEFT JOIN holdt AS g ON t.anker_nr = g.anker_nr
    GROUP BY t.anker_nr, t.brutto_oere, t.moms_oere, t.kendt
),
mangler AS (
    SELECT anker_nr, forkert_side,
        (moms_oere * (brutto_oere - greatest(least(flyttet_oere, brutto_oere), 0))) // brutto_oere - taget_oere AS moms_oere
    FROM holdt_op
    WHERE kendt AND moms_oere > 0 AND brutto_oere - igen_oere >= 100
),
delvise AS (
    SELECT postering_nr, hele_moms_oere - moms_oere AS moms_oere FROM kaede WHERE delvis AND hele_moms_oere > moms_oere
),
modsat AS (
    SELECT w.postering_nr
    FROM core.moms_rettelig AS w
    WHERE NOT w.fuld_art AND w.er_rettelse AND w.beloeb_oere > 0 AND w.taget_oere = 0
        AND EXISTS (
            SELECT 1 FROM kaede AS k
            WHERE w.kilde = k.kilde AND w.konto = k.konto AND w.cvr = k.cvr AND w.kerne_tekst = k.kerne_tekst
                AND abs(w.beloeb_oere - k.brutto_oere) < 100 AND w.bogfoeringsdato >= k.dato AND NOT k.taget_tilbage
        )
        AND NOT EXISTS (
            SELECT 1 FROM core.moms_rettelig AS t
            WHERE w.kilde = t.kilde AND w.cvr = t.cvr AND w.kerne_tekst = t.kerne_tekst AND t.er_rettelse
                AND abs(w.beloeb_oere + t.beloeb_oere) < 100
        )
),
matchet AS (
    SELECT postering_nr, ny_nr FROM ens UNION ALL SELECT postering_nr, ny_nr FROM naer
),
roller AS (
    SELECT postering_nr, 1 AS rang, 'for_mange' AS rolle, NULL::BIGINT AS modpost_nr, NULL::BIGINT AS moms_oere FROM for_mange
    UNION ALL
    SELECT m.anker_nr, 2, CASE WHEN m.forkert_side THEN 'forkert_side' ELSE 'halvt' END, NULL,
        m.moms_oere + coalesce(d.moms_oere, 0)
    FROM mangler AS m LEFT JOIN delvise AS d ON m.anker_nr = d.postering_nr
    WHERE m.moms_oere + coalesce(d.moms_oere, 0) > 0
    UNION ALL
    SELECT postering_nr, 3, 'halvt', NULL, moms_oere FROM delvise
    UNION ALL
    SELECT p.postering_nr, 4, 'del_moms', NULL, -p.tilbage_moms_oere FROM par AS p WHERE p.slags = 'del_moms'
    UNION ALL
    SELECT postering_nr, 5, 'rettet', min(modpost_nr), NULL FROM core.moms_par WHERE slags IN ('hel', 'moms') GROUP BY postering_nr
    UNION ALL
    SELECT modpost_nr, 6, 'tilbagefoert', min(postering_nr), NULL FROM core.moms_par GROUP BY modpost_nr
    UNION ALL
    SELECT k.postering_nr, 7, 'dobbelt', e.ny_nr, NULL
    FROM matchet AS e INNER JOIN kaede AS k ON e.postering_nr = k.postering_nr
    WHERE NOT k.taget_tilbage
    UNION ALL
    SELECT ny_nr, 8, 'ombogfoert', postering_nr, NULL FROM matchet
    UNION ALL
    SELECT h.postering_nr, 9, 'ombogfoert', h.anker_nr, NULL
    FROM holdt AS h INNER JOIN holdt_op AS o ON h.anker_nr = o.anker_nr
    WHERE h.taget_oere <> 0 AND o.igen_oere - o.brutto_oere < 100
    UNION ALL
    SELECT postering_nr, 10, 'modsat', NULL, NULL FROM modsat
)
SELECT postering_nr, rolle, modpost_nr, moms_oere
FROM roller
QUALIFY row_number() OVER (PARTITION BY postering_nr ORDER BY rang, modpost_nr) = 1
