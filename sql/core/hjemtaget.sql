-- grain: et hjemtaget beløb (ordning, regnskabsaar, loebenr)
-- #VIEW
SELECT * FROM staging.hjemtaget
