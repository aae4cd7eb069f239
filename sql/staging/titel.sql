-- grain: et navn på en ydelse eller en funktion
-- #UNIK art, kode
-- #IKKE_NULL art, kode, titel
-- #VIEW
SELECT
    'ydelse' AS art,
    ydelsestype AS kode,
    min(titel) AS titel
FROM raw.ydelsestype
GROUP BY ydelsestype
UNION ALL
SELECT
    'funktion',
    funktion,
    navn
FROM raw.funktionsnavn
