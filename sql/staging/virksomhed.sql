-- grain: en virksomhed
-- #UNIK cvr
-- #VIEW
SELECT
    cvr,
    navn,
    branchekode,
    lower(trim(ejerforhold)) AS ejerforhold,
    momsregistreret,
    upper(trim(land)) AS land
FROM raw.virksomhed
