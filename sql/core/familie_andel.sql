-- grain: en posterings andel i en måned med fagområde og hvad den er for en families regnskab
-- #VIEW
-- slags: brutto and indtaegt by art; refusion is the state's, but not the central one, which is computed anew (never
-- a krone twice); uden_for is what is neither running expense nor refund (dranst 3-7): loans, interest, works.
SELECT
    a.postering_nr,
    a.person_noegle,
    a.aar,
    a.maaned,
    a.andel_oere,
    a.andel_u,
    a.medregnet,
    a.sdelov,
    a.gruppe,
    a.periode_kilde,
    a.sikkerhed,
    p.person_noegle AS posteret_noegle,
    p.kilde,
    p.regnskabsaar,
    p.bilagsnr,
    p.linjenr,
    p.tekst,
    p.konto,
    p.funktion,
    p.art,
    p.beloeb_oere,
    p.bogfoeringsdato,
    CASE
        WHEN k.fagomraade IN ('boern', 'voksne', 'aeldre', 'overfoersel', 'skole', 'dagtilbud', 'udlaendinge') THEN k.fagomraade
        ELSE 'oevrige'
    END AS fagomraade,
    CASE
        WHEN p.dranst <> '1' AND p.dranst <> '2' THEN 'uden_for'
        WHEN a.aarsag = 'central_refusion' THEN 'central'
        WHEN p.dranst = '2' OR p.art = '8.6' THEN 'refusion'
        WHEN p.art LIKE '7.%' THEN 'indtaegt'
        ELSE 'brutto'
    END AS slags
FROM core.posteringsandel AS a
INNER JOIN core.postering AS p ON a.postering_nr = p.postering_nr
INNER JOIN core.kontering AS k ON p.funktion = k.funktion AND p.dranst = k.dranst AND p.gruppering = k.gruppering
