-- grain: en postering, som momsreglerne skal se på
-- #UNIK postering_nr
-- #IKKE_NULL postering_nr, omfattet, frist
-- Not the many whose VAT is on the bill and has been taken back, to the øre, where the scheme covers it. taget_oere: what the
-- posting took through the scheme; empty counts as 0.00 where the source states it for other postings of the year, else NULL:
-- unknown. Shares are rounded half up to øre. What a text tells is read here, the rules stand in core.moms_fund.
WITH set_paa AS (
    SELECT
        p.postering_nr,
        p.kilde,
        p.regnskabsaar,
        p.bilagsnr,
        p.linjenr,
        p.bogfoeringsdato,
        p.konto,
        p.funktion,
        p.dranst,
        p.ejerforhold,
        p.gruppering,
        p.art,
        p.beloeb_oere,
        p.cvr,
        p.profitcenter,
        p.organisation,
        p.person_noegle IS NOT NULL AS om_person,
        p.tekst,
        lower(coalesce(p.tekst, '')) AS lille,
        CASE WHEN p.art IN ('7.9', '8.5', '8.6', '8.8')
            THEN regexp_extract(lower(p.tekst), '\bfra (.+?)( til | vedr|,|;|$)', 1) END AS fra_hvem,
        p.momsbeloeb_oere AS moms_oere,
        CASE WHEN o.med_hjemtaget > 0 THEN coalesce(p.moms_hjemtaget_oere, 0) END AS taget_oere,
        coalesce(p.momskode, '') AS momskode,
        p.leverandoer_land,
        k.fuld_art,
        k.omfattet,
        k.fond_undtaget,
        k.fond_skole,
        k.skole_tilsagn_aar,
        k.frist,
        k.moms_andel,
        k.husleje_pct,
        k.fond_pct,
        k.ejendom_aar,
        k.aktiv_aar,
        k.liste_andel
    FROM staging.postering AS p
    INNER JOIN staging.momskonto AS k ON p.regnskabsaar = k.regnskabsaar AND p.konto = k.konto
    INNER JOIN staging.momsgrundlag AS o ON p.kilde = o.kilde AND p.regnskabsaar = o.regnskabsaar
    WHERE k.omfattet IS NOT NULL
        AND k.frist IS NOT NULL
        AND p.beloeb_oere <> 0
        AND (
            (p.moms_hjemtaget_oere <> 0 AND (
                NOT k.fuld_art OR NOT k.omfattet OR k.liste_andel IS NOT NULL
                OR p.momsbeloeb_oere IS DISTINCT FROM p.moms_hjemtaget_oere
                OR coalesce(p.momskode, '') IN ('udland', 'fradrag')
                OR p.tekst ILIKE '%ompost%' OR p.tekst ILIKE '%omkont%' OR p.tekst ILIKE '%korrek%'
                OR p.tekst ILIKE '%rettelse%' OR p.tekst ILIKE '%tilbagef%'
            ))
            OR (coalesce(p.moms_hjemtaget_oere, 0) = 0 AND p.momsbeloeb_oere <> 0
                AND coalesce(p.momskode, '') NOT IN ('udland', 'fradrag'))
            OR k.liste_andel IS NOT NULL
            OR (p.art = '4.0' AND p.momsbeloeb_oere IS NULL AND p.cvr IS NOT NULL)
            OR (p.beloeb_oere < 0 AND p.art IN ('7.1', '7.2'))
            OR (p.beloeb_oere > 0 AND p.art IN ('7.1', '7.2', '7.9', '8.5', '8.6', '8.8'))
            OR (p.beloeb_oere < 0 AND p.art IN ('7.9', '8.5', '8.6', '8.8') AND (
                p.tekst ILIKE '%tilskud%' OR p.tekst ILIKE '%donation%' OR p.tekst ILIKE '%bevilling%'
                OR p.tekst ILIKE '%legat%' OR p.tekst ILIKE '%gave%' OR p.tekst ILIKE '%støtte%' OR p.tekst ILIKE '%sponsor%'
            ))
            OR (p.cvr IS NOT NULL AND (
                p.tekst ILIKE '%ompost%' OR p.tekst ILIKE '%omkont%' OR p.tekst ILIKE '%korrek%'
                OR p.tekst ILIKE '%rettelse%' OR p.tekst ILIKE '%tilbagef%'
            ))
        )
),
-- who a grant is from, up to what it is for; the whole text where it does not say
givere AS (
    SELECT *,
        CASE WHEN regexp_matches(fra_hvem, 'styrelse|ministeri|\bstat|direktorat|\beu\b|finanslov|region|kommune|pulje|fond'
            || '|forening|legat|stiftelse|selskab|\baps\b|a/s|i/s|klub|laug|holding|bank|forbund') THEN fra_hvem ELSE lille
        END AS giver
    FROM set_paa
)
SELECT
    p.* EXCLUDE (lille, fra_hvem, giver, leverandoer_land, moms_andel, husleje_pct, fond_pct, ejendom_aar, aktiv_aar, liste_andel),
    coalesce(p.leverandoer_land, v.land) AS land,
    v.ejerforhold AS leverandoer_ejer,
    v.momsregistreret,
    (CASE WHEN p.beloeb_oere >= 0 THEN 1 ELSE -1 END
        * round(abs(p.beloeb_oere)::DECIMAL(18, 0) * p.liste_andel))::BIGINT AS liste_oere,
    round(abs(p.beloeb_oere)::DECIMAL(18, 0) * p.husleje_pct::DECIMAL(9, 4) / 100)::BIGINT AS husleje_oere,
    round(abs(p.beloeb_oere)::DECIMAL(18, 0) * p.fond_pct::DECIMAL(9, 4) / 100)::BIGINT AS fond_oere,
    round(abs(p.beloeb_oere)::DECIMAL(18, 0) * p.moms_andel::DECIMAL(9, 4))::BIGINT AS fuld_moms_oere,
    regexp_matches(p.lille, 'ompost|omkont|korrek|rettelse|tilbagef') AS er_rettelse,
    regexp_replace(
        trim(p.lille), '^(ompostering|omkontering|korrektion|rettelse|tilbageførsel|tilbageført)( af)?:? *|[, -]+omposteret$', '', 'g'
    ) AS kerne_tekst,
    CASE WHEN p.art IN ('7.9', '8.5', '8.6', '8.8')
        AND regexp_matches(p.lille, 'tilskud|donation|bevilling|legat|gave fra|støtte fra|sponsor') THEN
        CASE
            WHEN v.ejerforhold IN ('kommunal', 'regional', 'statslig', 'offentlig') THEN 'offentlig'
            WHEN v.ejerforhold IS NOT NULL THEN 'privat'
            WHEN regexp_matches(p.giver, 'styrelse|ministeri|\bstat(en|s|lig|\b)|direktorat|\beu\b|finanslov') THEN 'offentlig'
            WHEN p.giver <> p.lille AND regexp_matches(p.giver, 'region |regionen|region$|kommune') THEN 'offentlig'
            WHEN regexp_matches(
                p.giver, 'fond|forening|legat|stiftelse|selskab|\baps\b|a/s|i/s|klub|laug|holding|bank|forbund') THEN
                -- without 'fra' a municipality beside a foundation may be the giver or the one that receives
                CASE WHEN p.giver <> p.lille OR NOT regexp_matches(p.giver, 'region |regionen|region$|kommune') THEN 'privat' END
            WHEN regexp_matches(p.giver, 'region |regionen|region$|kommune|pulje') THEN 'offentlig'
        END
    END AS tilskud_fra,
    CASE WHEN p.fond_skole AND p.art = '7.9' THEN
        try_cast(nullif(regexp_extract(
            p.lille, '(?:tilsagn|bevilling|bevilget)[^0-9]*((?:19|20)[0-9]{2})', 1), '') AS INTEGER)
    END AS tilsagn_aar,
    CASE WHEN p.art = '7.2' AND p.beloeb_oere < 0 THEN
        try_cast(nullif(regexp_extract(
            p.lille, '(?:i brug|ibrugtag[a-z]*|opført)[^0-9]*((?:19|20)[0-9]{2})', 1), '') AS INTEGER)
    END AS i_brug_aar,
    CASE WHEN p.art = '7.2' AND p.beloeb_oere < 0 THEN
        try_cast(nullif(replace(coalesce(
            nullif(regexp_extract(p.lille, 'købsmoms[^0-9]*([0-9][0-9.]*)', 1), ''),
            regexp_extract(p.lille, 'moms[^0-9]*([0-9][0-9.]*)', 1)), '.', ''), '') AS BIGINT) * 100
    END AS koebsmoms_oere,
    CASE WHEN regexp_matches(p.lille, 'ejendom|bygning|grund|jord|hus') THEN p.ejendom_aar ELSE p.aktiv_aar
    END AS regulering_aar
FROM givere AS p
LEFT JOIN staging.virksomhed AS v ON p.cvr = v.cvr
