-- grain: en posterings andel i en måned, med lov og om den kan medregnes
-- #UNIK postering_nr, maaned
-- #IKKE_NULL aar, maaned, andel_u, medregnet, aarsag
-- Whether a share may enter is decided here by account, law and person; by age and household in engine/refusion/sde.py.
WITH andel AS (
    SELECT * FROM staging.postering_andel
),
postering AS (
    SELECT * FROM staging.postering
),
med_konto AS (
    SELECT
        a.postering_nr,
        a.person_noegle,
        a.aar,
        a.maaned,
        a.andel_u,
        a.andel_oere,
        a.periode_kilde,
        a.sikkerhed,
        p.funktion,
        p.hovedkonto,
        p.dranst,
        p.art,
        p.lov AS angivet_lov,
        lower(p.tekst) LIKE '%objektiv%finansiering%' AS objektiv_finansiering,
        k.medregnet AS konto_medregnet,
        k.aarsag AS konto_aarsag,
        coalesce(p.lov, k.lov) AS egen_lov,
        CASE
            WHEN p.paragraf IS NOT NULL THEN p.paragraf
            WHEN p.lov IS NULL OR p.lov = k.lov THEN coalesce(k.paragraf, '')
            ELSE ''
        END AS egen_paragraf,
        f.funktion IS NOT NULL AS funktion_naevnt,
        p.art NOT LIKE '7.%' AND p.art <> '8.6' AS brutto,
        p.lov IS NULL AND p.paragraf IS NULL AND a.person_noegle IS NOT NULL AND f.funktion IS NOT NULL
        AND (
            p.dranst = '2' AND p.art = '8.6'
            OR p.dranst = '1' AND k.medregnet AND (p.art LIKE '7.%' OR p.art = '8.6')
        ) AS foelger_udgiften
    FROM andel AS a
    INNER JOIN postering AS p ON a.postering_nr = p.postering_nr
    LEFT JOIN staging.kontoregel AS k
        ON p.funktion = k.funktion
        AND p.dranst = k.dranst
        AND p.gruppering = k.gruppering
        AND a.maaned BETWEEN k.maaned_fra AND k.maaned_til
    LEFT JOIN staging.kontofunktion AS f ON p.funktion = f.funktion
),
indtaegt AS (
    SELECT DISTINCT person_noegle, funktion, aar FROM med_konto WHERE foelger_udgiften
),
forbillede AS (
    -- An income that does not state its law has the law of what it pays for: the person's largest expense on the
    -- function, one that can count before one that cannot, in the month (else in the year).
    SELECT
        u.person_noegle,
        u.funktion,
        u.aar,
        u.maaned,
        u.egen_lov,
        u.egen_paragraf,
        CASE WHEN u.egen_lov IN ('SEL', 'BL', 'LUK', 'AEL') THEN 1 ELSE 0 END AS social,
        sum(u.andel_u)::BIGINT AS beloeb_u
    FROM med_konto AS u
    WHERE EXISTS (
        SELECT 1 FROM indtaegt AS i WHERE u.person_noegle = i.person_noegle AND u.funktion = i.funktion AND u.aar = i.aar
    ) AND u.dranst = '1' AND u.brutto AND u.egen_lov IS NOT NULL
    GROUP BY u.person_noegle, u.funktion, u.aar, u.maaned, u.egen_lov, u.egen_paragraf
),
maanedens AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY person_noegle, funktion, maaned
            ORDER BY social DESC, beloeb_u DESC, egen_lov, egen_paragraf
        ) AS rang
    FROM forbillede
),
aarets AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY person_noegle, funktion, aar
            ORDER BY social DESC, beloeb_u DESC, egen_lov, egen_paragraf, maaned
        ) AS rang
    FROM forbillede
),
med_hjemmel AS (
    SELECT
        m.*,
        CASE
            WHEN d.egen_lov IS NOT NULL THEN d.egen_lov
            WHEN y.egen_lov IS NOT NULL THEN y.egen_lov
            ELSE m.egen_lov
        END AS lov,
        CASE
            WHEN d.egen_lov IS NOT NULL THEN d.egen_paragraf
            WHEN y.egen_lov IS NOT NULL THEN y.egen_paragraf
            ELSE m.egen_paragraf
        END AS paragraf,
        d.egen_lov IS NOT NULL OR y.egen_lov IS NOT NULL AS fulgt
    FROM med_konto AS m
    LEFT JOIN maanedens AS d
        ON m.foelger_udgiften
        AND d.rang = 1
        AND m.person_noegle = d.person_noegle
        AND m.funktion = d.funktion
        AND m.maaned = d.maaned
    LEFT JOIN aarets AS y
        ON m.foelger_udgiften
        AND y.rang = 1
        AND m.person_noegle = y.person_noegle
        AND m.funktion = y.funktion
        AND m.aar = y.aar
),
med_lov AS (
    SELECT
        m.*,
        l.sdelov,
        l.gruppe,
        l.medregnet AS lov_medregnet,
        l.aarsag AS lov_aarsag,
        l.lov IS NOT NULL AS lov_kendt
    FROM med_hjemmel AS m
    LEFT JOIN staging.lovregel AS l
        ON m.lov = l.lov AND m.paragraf = l.paragraf AND m.maaned BETWEEN l.maaned_fra AND l.maaned_til
),
begrundet AS (
    SELECT
        b.*,
        CASE
            WHEN b.konto_aarsag = 'central_refusion' THEN 'central_refusion'
            WHEN b.hovedkonto = '6' THEN 'administration'
            WHEN b.dranst = '2' AND (NOT b.funktion_naevnt OR b.art <> '8.6') THEN 'statsrefusion_uden_for_ordningen'
            WHEN b.dranst <> '1' AND b.dranst <> '2' THEN 'dranst'
            WHEN b.objektiv_finansiering THEN 'objektiv_finansiering'
            WHEN b.lov IS NULL AND b.funktion_naevnt THEN 'konto_taeller_ikke'
            WHEN b.lov IS NULL THEN 'uden_lov'
            WHEN NOT b.lov_kendt THEN 'ukendt_lov'
            WHEN NOT b.lov_medregnet THEN b.lov_aarsag
            WHEN b.angivet_lov IS NULL AND NOT b.fulgt AND NOT coalesce(b.konto_medregnet, FALSE) THEN 'konto_taeller_ikke'
            WHEN b.person_noegle IS NULL THEN 'uden_cpr'
            WHEN p.person_noegle IS NULL THEN 'ukendt_person'
            ELSE ''
        END AS udelukket
    FROM med_lov AS b
    LEFT JOIN staging.person AS p ON b.person_noegle = p.person_noegle
)
SELECT
    postering_nr,
    person_noegle,
    aar,
    maaned,
    andel_u,
    andel_oere,
    periode_kilde,
    sikkerhed,
    lov,
    paragraf,
    sdelov,
    gruppe,
    brutto,
    funktion_naevnt OR (person_noegle IS NOT NULL AND coalesce(lov IN ('SEL', 'BL', 'LUK', 'AEL'), FALSE)) AS i_grundlag,
    udelukket = '' AS medregnet,
    CASE
        WHEN udelukket <> '' THEN udelukket
        WHEN angivet_lov IS NULL THEN 'konto'
        ELSE 'lov'
    END AS aarsag
FROM begrundet
