-- grain: en persons indkomst i en måned efter type og udbetaler
-- #VIEW
SELECT person_noegle, maaned, indkomsttype, beloeb_oere, coalesce(udland, FALSE) AS udland FROM raw.indkomst
