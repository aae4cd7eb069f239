-- #ADVARSEL
-- Sociale udgifter uden CPR kan ikke henføres til en sag (REF-BEK § 46 kræver personbogføring).
SELECT
    'Posteringer på sociale funktioner uden CPR' AS besked,
    count(DISTINCT postering_nr) AS antal,
    sum(andel_oere)::BIGINT AS kroner_oere
FROM core.posteringsandel
WHERE aarsag = 'uden_cpr'
HAVING count(*) > 0
