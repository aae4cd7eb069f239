-- grain: et tilsagn eller en anmodning om refusion mellem kommuner
-- #VIEW
SELECT * FROM staging.tilsagn
