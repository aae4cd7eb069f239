-- grain: et budgetbeløb (regnskabsaar, konto)
-- #VIEW
SELECT
    regnskabsaar,
    konto,
    substr(konto, 1, 1) || '.' || substr(konto, 2, 2) || '.' || substr(konto, 4, 2) AS funktion,
    substr(konto, 6, 1) AS dranst,
    substr(konto, 12, 3) AS gruppering,
    substr(konto, 15, 1) || '.' || substr(konto, 16, 1) AS art,
    oprindeligt_oere,
    coalesce(tillaeg_oere, 0) AS tillaeg_oere
FROM raw.budget
