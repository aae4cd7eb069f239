-- grain: den egne kommune
-- #VIEW
SELECT vaerdi AS kommunekode FROM raw.indstilling WHERE navn = 'kommune'
