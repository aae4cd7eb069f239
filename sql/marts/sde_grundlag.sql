-- grain: en posterings andel i en måned på de funktioner, loven nævner, eller med CPR og social lov
-- #VIEW
SELECT
    a.aar,
    a.maaned,
    a.person_noegle,
    p.kilde,
    p.regnskabsaar,
    p.bilagsnr,
    p.linjenr,
    a.postering_nr,
    a.andel_oere,
    a.andel_u,
    a.medregnet,
    a.aarsag,
    a.periode_kilde,
    a.sikkerhed,
    a.lov,
    a.paragraf,
    a.sdelov,
    a.gruppe,
    a.brutto
FROM core.posteringsandel AS a
INNER JOIN core.postering AS p ON a.postering_nr = p.postering_nr
WHERE a.i_grundlag
