-- grain: et regnskabsår med momsrefusionens lovtal
-- #UNIK aar
-- #IKKE_NULL aar
-- BEK 891/2025 §§ 1, 4-6 and lov 497/2006 § 2, stk. 2. The value on the last day of the accounting year holds for the whole
-- year, as the list of § 1, stk. 2, nr. 2 does (§ 13). NULL = no value is known, and nothing that needs it is computed.
WITH aarene AS (
    SELECT DISTINCT aar, make_date(aar, 12, 31) AS dag FROM raw.kalender
),
tal AS (
    SELECT a.aar, v.navn, v.vaerdi, v.status
    FROM aarene AS a
    INNER JOIN staging.lovtal AS v ON a.dag BETWEEN v.fra AND v.til
    WHERE v.navn LIKE 'moms_%'
)
SELECT
    a.aar,
    max(t.vaerdi) FILTER (WHERE t.navn = 'moms_husleje_pct') AS husleje_pct,
    max(t.vaerdi) FILTER (WHERE t.navn = 'moms_fond_pct') AS fond_pct,
    max(t.vaerdi) FILTER (WHERE t.navn = 'moms_positivliste_faktor_andel') AS moms_andel,
    max(t.vaerdi) FILTER (WHERE t.navn = 'moms_ejendom_aar')::INTEGER AS ejendom_aar,
    max(t.vaerdi) FILTER (WHERE t.navn = 'moms_aktiv_aar')::INTEGER AS aktiv_aar,
    max(t.vaerdi) FILTER (WHERE t.navn = 'moms_fond_skole_tilsagn_aar')::INTEGER AS skole_tilsagn_aar,
    make_date(a.aar + max(t.vaerdi) FILTER (WHERE t.navn = 'moms_foraeldelse_aar')::INTEGER, 12, 31) AS frist
FROM aarene AS a
LEFT JOIN tal AS t ON a.aar = t.aar
GROUP BY a.aar
