-- grain: en postering (kilde, regnskabsaar, bilagsnr, linjenr)
-- #VIEW
-- The account string is 16 digits: hovedkonto 1, hovedfunktion 2, funktion 2, dranst 1, ejerforhold 1,
-- omkostningssted 4, gruppering 3, hovedart 1, art 1.
SELECT
    p._leverance_nr::BIGINT * 1000000000000 + p._raekke_nr AS postering_nr,
    p.kilde,
    p.regnskabsaar,
    p.bilagsnr,
    p.linjenr,
    p.bogfoeringsdato,
    p.bilagsdato,
    p.konto,
    substr(p.konto, 1, 1) AS hovedkonto,
    substr(p.konto, 1, 1) || '.' || substr(p.konto, 2, 2) || '.' || substr(p.konto, 4, 2) AS funktion,
    substr(p.konto, 6, 1) AS dranst,
    substr(p.konto, 7, 1) AS ejerforhold,
    substr(p.konto, 8, 4) AS omkostningssted,
    substr(p.konto, 12, 3) AS gruppering,
    substr(p.konto, 15, 1) || '.' || substr(p.konto, 16, 1) AS art,
    p.beloeb_oere,
    p.tekst,
    p.person_noegle,
    p.cvr,
    p.modpart_kommunekode,
    p.profitcenter,
    p.organisation,
    p.periode_fra,
    p.periode_til,
    coalesce(p.enkeltstaaende, FALSE) AS enkeltstaaende,
    p.momsbeloeb_oere,
    p.moms_hjemtaget_oere,
    p.momskode,
    upper(trim(p.leverandoer_land)) AS leverandoer_land,
    upper(trim(p.lov)) AS lov,
    g.paragraf_norm AS paragraf
FROM raw.postering AS p
LEFT JOIN staging.paragraf AS g ON p.paragraf = g.paragraf
