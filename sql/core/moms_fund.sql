-- grain: en postering, hvis moms ikke er behandlet efter reglerne
-- #UNIK postering_nr
-- #IKKE_NULL postering_nr, regel, aarsag, retning, beloeb_oere, sikkerhed, frist
-- #SAET{regel: MOM-01, MOM-02, MOM-03, MOM-04}
-- #SAET{retning: til_gode, skyldig}
-- One finding a posting, by the first rule that fits. virkning_oere: + what we lack, − what we owe; a difference of less than
-- a krone between a computed share and the booked one is rounding. VAT on the bill is to the øre. Lov 497/2006, BEK 891/2025.
WITH vurderet AS (
    SELECT
        p.*,
        t.rolle,
        t.moms_oere AS rettet_moms_oere,
        l.regninger,
        l.med_moms,
        coalesce(p.land, 'DK') <> 'DK' AS udenlandsk,
        a.aar IS NOT NULL AS liste_kendt,
        coalesce(p.leverandoer_ejer, 'privat') NOT IN ('kommunal', 'regional', 'statslig', 'offentlig')
            AND p.ejerforhold <> '3' AS privat,
        CASE WHEN l.med_anden_sats = 0 THEN p.fuld_moms_oere
            ELSE (p.beloeb_oere * l.moms_ppm + 500000) // 1000000
        END AS anslaaet_oere
    FROM staging.momspostering AS p
    LEFT JOIN core.moms_rettelse AS t ON p.postering_nr = t.postering_nr
    LEFT JOIN (SELECT DISTINCT aar FROM staging.positivliste) AS a ON p.regnskabsaar = a.aar
    LEFT JOIN core.moms_leverandoer AS l
        ON p.cvr = l.cvr AND p.moms_oere IS NULL AND NOT p.fuld_art AND p.beloeb_oere > 0 AND p.art = '4.0'
        AND l.regninger >= 5 AND l.med_moms * 5 >= l.regninger * 4
),
placeret AS (
    SELECT
        v.*,
        CASE
            WHEN rolle = 'for_mange' THEN 'rettet_to_gange'
            WHEN rolle = 'forkert_side' THEN 'rettet_forkert_side'
            WHEN rolle = 'halvt' THEN 'rettet_halvt'
            WHEN rolle <> 'del_moms' THEN NULL
            WHEN taget_oere > 0 AND NOT omfattet THEN 'uden_for_ordningen'
            WHEN taget_oere > 0 AND momskode = 'fradrag' THEN 'fradrag_og_refusion'
            WHEN taget_oere > 0 AND momskode = 'udland' THEN 'udenlandsk_moms'
            WHEN liste_oere IS NOT NULL AND taget_oere IS NOT NULL AND omfattet AND beloeb_oere <> 0
                AND (coalesce(moms_oere, 0) = 0 OR momskode = 'positivliste') AND anslaaet_oere IS NULL THEN
                CASE
                    WHEN NOT privat AND taget_oere > 0 THEN 'liste_offentlig'
                    WHEN NOT privat THEN NULL
                    WHEN beloeb_oere > 0 AND liste_oere - taget_oere >= 100 THEN
                        CASE WHEN taget_oere = 0 THEN 'liste_ikke_taget' ELSE 'liste_for_lidt' END
                    WHEN beloeb_oere > 0 AND taget_oere - liste_oere >= 100 THEN 'liste_for_meget'
                END
            -- rent or a private grant that was given back: the refund is no longer reduced for it
            WHEN omfattet AND art = '7.1' AND beloeb_oere > 0 AND taget_oere >= 0 THEN
                CASE WHEN husleje_oere - taget_oere >= 100 THEN 'husleje_nedsat_for_meget'
                    WHEN taget_oere - husleje_oere >= 100 THEN 'husleje_ikke_nedsat' END
            WHEN omfattet AND tilskud_fra = 'privat' AND beloeb_oere > 0 AND taget_oere >= 0 AND NOT fond_undtaget
                AND NOT coalesce(fond_skole AND tilsagn_aar <= skole_tilsagn_aar, FALSE) THEN
                CASE WHEN fond_oere - taget_oere >= 100 THEN 'fond_for_meget'
                    WHEN taget_oere - fond_oere >= 100 THEN 'fond_ikke_betalt' END
            WHEN taget_oere > 0 AND NOT fuld_art AND momskode = 'positivliste' AND liste_kendt AND liste_oere IS NULL
                THEN 'liste_uden_for'
            WHEN taget_oere > 0 AND NOT fuld_art AND momskode <> 'positivliste' THEN 'forkert_art'
            WHEN taget_oere > 0 AND fuld_art AND moms_oere = 0 THEN 'uden_moms'
            WHEN taget_oere > 0 AND fuld_art AND taget_oere > moms_oere AND moms_oere > 0 THEN 'mere_end_momsen'
            WHEN taget_oere = 0 AND fuld_art AND omfattet AND moms_oere < 0 AND momskode = 'refusion' THEN 'kreditnota'
            WHEN omfattet AND art = '7.1' AND beloeb_oere < 0 AND husleje_oere + taget_oere >= 100 THEN 'husleje_ikke_nedsat'
            WHEN omfattet AND art = '7.1' AND beloeb_oere < 0 AND -taget_oere - husleje_oere >= 100
                THEN 'husleje_nedsat_for_meget'
            WHEN NOT omfattet AND art = '7.1' AND beloeb_oere < 0 AND taget_oere < 0 THEN 'husleje_nedsat_uden_grund'
            WHEN tilskud_fra IS NOT NULL AND beloeb_oere < 0 AND taget_oere IS NOT NULL THEN
                CASE
                    WHEN NOT omfattet OR tilskud_fra = 'offentlig' OR fond_undtaget
                        OR coalesce(fond_skole AND tilsagn_aar <= skole_tilsagn_aar, FALSE) THEN
                        CASE WHEN taget_oere < 0 THEN 'fond_uden_grund' END
                    WHEN fond_oere + taget_oere >= 100 THEN 'fond_ikke_betalt'
                    WHEN -taget_oere - fond_oere >= 100 THEN 'fond_for_meget'
                END
            WHEN omfattet AND koebsmoms_oere > 0 AND i_brug_aar IS NOT NULL AND taget_oere IS NOT NULL
                AND abs(koebsmoms_oere * greatest(regulering_aar - (regnskabsaar - i_brug_aar), 0) + taget_oere * regulering_aar)
                    >= 100 * regulering_aar THEN
                CASE WHEN koebsmoms_oere * greatest(regulering_aar - (regnskabsaar - i_brug_aar), 0)
                    + taget_oere * regulering_aar > 0 THEN 'salg_ikke_reguleret' ELSE 'salg_reguleret_for_meget' END
            WHEN omfattet AND beloeb_oere > 0 AND moms_oere > coalesce(taget_oere, 0) AND coalesce(taget_oere, 0) >= 0
                AND momskode NOT IN ('fradrag', 'udland', 'positivliste') AND dranst IN ('1', '3') THEN
                CASE
                    WHEN udenlandsk THEN 'omvendt_ikke_taget'
                    WHEN ejerforhold = '4' THEN 'forkert_ejerforhold'
                    WHEN NOT fuld_art THEN 'moms_paa_art_uden'
                    WHEN taget_oere IS NOT NULL THEN 'moms_ikke_taget'
                END
            WHEN omfattet AND anslaaet_oere > 0 AND coalesce(taget_oere, 0) = 0 AND NOT udenlandsk
                AND momskode NOT IN ('fradrag', 'udland', 'positivliste') AND coalesce(momsregistreret, TRUE)
                AND dranst IN ('1', '3') THEN 'moms_anslaaet'
        END AS aarsag
    FROM vurderet AS v
),
fund AS (
    SELECT
        p.*,
        CASE
            WHEN aarsag IN ('rettet_halvt', 'rettet_forkert_side') THEN rettet_moms_oere
            WHEN aarsag IN ('rettet_to_gange', 'uden_for_ordningen', 'fradrag_og_refusion', 'udenlandsk_moms', 'forkert_art',
                'uden_moms', 'liste_offentlig', 'liste_uden_for') THEN -taget_oere
            WHEN aarsag = 'mere_end_momsen' THEN moms_oere - taget_oere
            WHEN aarsag = 'kreditnota' THEN moms_oere
            WHEN aarsag IN ('liste_ikke_taget', 'liste_for_lidt', 'liste_for_meget') THEN liste_oere - taget_oere
            WHEN aarsag IN ('husleje_ikke_nedsat', 'husleje_nedsat_for_meget') THEN
                CASE WHEN beloeb_oere > 0 THEN husleje_oere ELSE -husleje_oere END - taget_oere
            WHEN aarsag IN ('husleje_nedsat_uden_grund', 'fond_uden_grund') THEN -taget_oere
            WHEN aarsag IN ('fond_ikke_betalt', 'fond_for_meget') THEN
                CASE WHEN beloeb_oere > 0 THEN fond_oere ELSE -fond_oere END - taget_oere
            WHEN aarsag IN ('salg_ikke_reguleret', 'salg_reguleret_for_meget') THEN
                -((2 * koebsmoms_oere * greatest(regulering_aar - (regnskabsaar - i_brug_aar), 0) + regulering_aar)
                    // (2 * regulering_aar)) - taget_oere
            WHEN aarsag IN ('omvendt_ikke_taget', 'forkert_ejerforhold', 'moms_paa_art_uden', 'moms_ikke_taget')
                THEN moms_oere - coalesce(taget_oere, 0)
            WHEN aarsag = 'moms_anslaaet' THEN anslaaet_oere
        END + CASE WHEN rolle = 'del_moms' THEN rettet_moms_oere ELSE 0 END AS virkning_oere
    FROM placeret AS p
    WHERE aarsag IS NOT NULL
)
SELECT
    f.postering_nr,
    f.kilde,
    f.regnskabsaar,
    f.bilagsnr,
    f.linjenr,
    f.bogfoeringsdato,
    f.konto,
    f.funktion,
    f.dranst,
    f.art,
    f.cvr,
    f.profitcenter,
    f.organisation,
    coalesce(k.fagomraade, 'uden_fagomraade') AS fagomraade,
    f.om_person,
    CASE WHEN f.om_person THEN NULL ELSE f.tekst END AS tekst,
    f.beloeb_oere AS posteret_oere,
    f.moms_oere,
    f.taget_oere,
    CASE
        WHEN f.aarsag IN ('omvendt_ikke_taget', 'forkert_ejerforhold', 'moms_paa_art_uden', 'moms_ikke_taget', 'moms_anslaaet',
            'rettet_halvt', 'rettet_forkert_side') THEN 'MOM-01'
        WHEN f.aarsag IN ('liste_ikke_taget', 'liste_for_lidt', 'liste_for_meget', 'liste_offentlig', 'liste_uden_for')
            THEN 'MOM-03'
        WHEN f.aarsag IN ('fond_ikke_betalt', 'fond_for_meget', 'fond_uden_grund', 'husleje_ikke_nedsat',
            'husleje_nedsat_for_meget', 'husleje_nedsat_uden_grund') THEN 'MOM-04'
        ELSE 'MOM-02'
    END AS regel,
    f.aarsag,
    CASE WHEN f.virkning_oere > 0 THEN 'til_gode' ELSE 'skyldig' END AS retning,
    abs(f.virkning_oere) AS beloeb_oere,
    CASE
        WHEN f.aarsag = 'moms_anslaaet' THEN (100 * f.med_moms) // f.regninger
        WHEN f.aarsag IN ('fond_ikke_betalt', 'salg_ikke_reguleret', 'salg_reguleret_for_meget') THEN 85
        WHEN f.aarsag IN ('rettet_halvt', 'rettet_forkert_side') THEN 85
        WHEN f.aarsag IN ('moms_paa_art_uden', 'rettet_to_gange') THEN 95
        ELSE 98
    END AS sikkerhed,
    f.frist
FROM fund AS f
LEFT JOIN core.kontering AS k
    ON f.funktion = k.funktion AND f.dranst = k.dranst AND f.gruppering = k.gruppering
WHERE f.virkning_oere <> 0
