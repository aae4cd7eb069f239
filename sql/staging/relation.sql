-- grain: en relation mellem barn og voksen i en periode
-- #VIEW
SELECT
    barn_noegle,
    foraelder_noegle,
    relation,
    foraeldremyndighed,
    coalesce(fra, DATE '0001-01-01') AS fra,
    coalesce(til, DATE '9999-12-31') AS til
FROM raw.relation
