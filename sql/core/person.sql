-- grain: en person, kendt i CPR eller kun nævnt i andre leverancer
-- #UNIK person_noegle
-- CPR numbers stand in raw.cpr alone.
SELECT
    c.person_noegle,
    p.person_noegle IS NOT NULL AS kendt,
    p.navn,
    p.foedselsdato,
    p.foedselsdato_usikker,
    p.koen,
    p.cpr_status,
    p.statusdato,
    p.statsborgerskab,
    p.adressebeskyttelse,
    p.doedsdato,
    p.civilstand,
    p.aegtefaelle_noegle,
    c.orden AS cpr_orden
FROM staging.cpr_orden AS c
LEFT JOIN staging.person AS p ON c.person_noegle = p.person_noegle
