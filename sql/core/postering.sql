-- grain: en postering (kilde, regnskabsaar, bilagsnr, linjenr)
-- #VIEW
SELECT * FROM staging.postering
