-- Regnskab og budget fordelt på fagområder er hele regnskabet og hele budgettet, pr. år og til øren.
WITH regnskab AS (
    SELECT regnskabsaar, sum(beloeb_oere)::BIGINT AS oere FROM raw.postering GROUP BY regnskabsaar
),
fordelt AS (
    SELECT regnskabsaar, sum(beloeb_oere)::BIGINT AS oere FROM marts.regnskab_maaned GROUP BY regnskabsaar
),
budget AS (
    SELECT regnskabsaar, sum(oprindeligt_oere + coalesce(tillaeg_oere, 0))::BIGINT AS oere FROM raw.budget GROUP BY regnskabsaar
),
budget_fordelt AS (
    SELECT regnskabsaar, sum(oprindeligt_oere + tillaeg_oere)::BIGINT AS oere FROM marts.budget_aar GROUP BY regnskabsaar
)
SELECT
    'Regnskabsår ' || r.regnskabsaar || ': fagområderne rammer ikke regnskabet' AS besked,
    1 AS antal,
    r.oere - coalesce(f.oere, 0) AS kroner_oere
FROM regnskab AS r
LEFT JOIN fordelt AS f ON r.regnskabsaar = f.regnskabsaar
WHERE r.oere <> coalesce(f.oere, 0)
UNION ALL
SELECT
    'Regnskabsår ' || b.regnskabsaar || ': fagområderne rammer ikke budgettet' AS besked,
    1 AS antal,
    b.oere - coalesce(f.oere, 0) AS kroner_oere
FROM budget AS b
LEFT JOIN budget_fordelt AS f ON b.regnskabsaar = f.regnskabsaar
WHERE b.oere <> coalesce(f.oere, 0)
