-- grain: et budgetbeløb (regnskabsaar, konto)
-- #VIEW
SELECT * FROM staging.budget
