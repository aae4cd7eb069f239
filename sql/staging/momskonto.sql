-- grain: en konto i et regnskabsår med det, momsreglerne siger om den
-- #UNIK regnskabsaar, konto
-- So that a posting is looked up once, and not in five tables of law. NULL in omfattet or frist = the year's law is not known.
WITH konti AS (
    SELECT DISTINCT regnskabsaar, konto, funktion, dranst, gruppering, art FROM staging.postering
)
SELECT
    k.regnskabsaar,
    k.konto,
    a.art IS NOT NULL AS fuld_art,
    f.omfattet,
    f.fond_undtaget,
    f.fond_skole,
    r.skole_tilsagn_aar,
    r.frist,
    r.moms_andel,
    r.husleje_pct,
    r.fond_pct,
    r.ejendom_aar,
    r.aktiv_aar,
    l.andel AS liste_andel
FROM konti AS k
LEFT JOIN staging.momsart AS a ON k.regnskabsaar = a.aar AND k.art = a.art
LEFT JOIN staging.momsfunktion AS f
    ON k.regnskabsaar = f.aar AND k.funktion = f.funktion AND k.gruppering = f.gruppering
LEFT JOIN staging.momsregel AS r ON k.regnskabsaar = r.aar
LEFT JOIN staging.positivliste AS l
    ON k.regnskabsaar = l.aar AND k.funktion = l.funktion AND k.art = l.art
