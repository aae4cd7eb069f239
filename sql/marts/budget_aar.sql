-- grain: et regnskabsår og en konto uden omkostningssted
-- #UNIK regnskabsaar, funktion, dranst, gruppering, art
-- #IKKE_NULL regnskabsaar, fagomraade, ydelse, oprindeligt_oere, tillaeg_oere
SELECT
    b.regnskabsaar,
    k.fagomraade,
    k.ydelse,
    b.funktion,
    b.dranst,
    b.gruppering,
    b.art,
    sum(b.oprindeligt_oere)::BIGINT AS oprindeligt_oere,
    sum(b.tillaeg_oere)::BIGINT AS tillaeg_oere
FROM core.budget AS b
INNER JOIN core.kontering AS k
    ON b.funktion = k.funktion AND b.dranst = k.dranst AND b.gruppering = k.gruppering
GROUP BY b.regnskabsaar, k.fagomraade, k.ydelse, b.funktion, b.dranst, b.gruppering, b.art
