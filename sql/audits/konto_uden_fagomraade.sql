-- #ADVARSEL
-- Konti, som assets/tabeller/fagomraade.csv ikke nævner, vises på deres egen linje 'Uden fagområde'.
SELECT
    'Posteringer på konti uden fagområde' AS besked,
    sum(posteringer_antal)::BIGINT AS antal,
    sum(beloeb_oere)::BIGINT AS kroner_oere
FROM marts.regnskab_maaned
WHERE fagomraade = 'uden_fagomraade'
HAVING count(*) > 0
