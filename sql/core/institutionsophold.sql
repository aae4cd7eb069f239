-- grain: et ophold på en institutions adresse, i den tid institutionen har adressen
-- #UNIK person_noegle, fra, institution_id
-- #IKKE_NULL person_noegle, ophold_fra, fra, institution_id, niveau
-- #SAET{niveau: 1, 2, 3}
-- ophold_fra names the stay in core.bopael. niveau: what was compared, 1 = house, 2 = floor, 3 = door. An institution
-- with a floor or door of its own is only matched there; at one address several may match, the highest niveau is nearest.
-- til is the last day; empty = still.
SELECT
    b.person_noegle,
    b.fra AS ophold_fra,
    i.institution_id,
    i.type,
    i.kommunekode,
    CASE WHEN i.adresse_noegle IS NOT NULL THEN 3 WHEN i.etage_noegle IS NOT NULL THEN 2 ELSE 1 END AS niveau,
    CASE WHEN i.gyldig_fra > b.fra THEN i.gyldig_fra ELSE b.fra END AS fra,
    CASE
        WHEN b.til IS NULL AND i.gyldig_til < DATE '9999-12-31' THEN i.gyldig_til
        WHEN b.til > i.gyldig_til THEN i.gyldig_til
        ELSE b.til
    END AS til
FROM core.bopael AS b
INNER JOIN staging.institution_adresse AS i ON b.hus_noegle = i.hus_noegle
WHERE b.type = 'bopael'
    AND (i.etage_noegle IS NULL OR i.etage_noegle = b.etage_noegle)
    AND (i.adresse_noegle IS NULL OR i.adresse_noegle = b.adresse_noegle)
    AND i.gyldig_fra <= coalesce(b.til, DATE '9999-12-31')
    AND i.gyldig_til >= b.fra
