-- grain: et hjemtaget beløb (ordning, regnskabsaar, loebenr)
-- #VIEW
SELECT
    ordning, delordning, modpart_kommunekode, regnskabsaar, loebenr, person_noegle, sag_type, maaned, beloeb_oere,
    indberettet_dato
FROM raw.hjemtaget
