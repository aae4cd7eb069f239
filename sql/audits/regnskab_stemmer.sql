-- Medregnet + udeladt efter årsag = regnskabet, pr. regnskabsår og til øren.
WITH regnskab AS (
    SELECT regnskabsaar, sum(beloeb_oere)::BIGINT AS beloeb_oere FROM core.postering GROUP BY regnskabsaar
),
fordelt AS (
    SELECT regnskabsaar, sum(beloeb_oere)::BIGINT AS beloeb_oere FROM marts.afstemning GROUP BY regnskabsaar
)
SELECT
    'Regnskabsår ' || r.regnskabsaar || ': fordelingen på årsager rammer ikke regnskabet' AS besked,
    1 AS antal,
    r.beloeb_oere - coalesce(f.beloeb_oere, 0) AS kroner_oere
FROM regnskab AS r
LEFT JOIN fordelt AS f ON r.regnskabsaar = f.regnskabsaar
WHERE r.beloeb_oere <> coalesce(f.beloeb_oere, 0)
