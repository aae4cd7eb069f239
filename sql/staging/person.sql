-- grain: en person (den gældende nummers oplysninger)
-- A person has one key over all numbers he or she has had; the row of the current number speaks.
SELECT * EXCLUDE (raekke)
FROM (
    SELECT
        person_noegle,
        navn,
        foedselsdato,
        coalesce(foedselsdato_usikker, FALSE) AS foedselsdato_usikker,
        koen,
        cpr_status,
        statusdato,
        statsborgerskab,
        coalesce(adressebeskyttelse, FALSE) AS adressebeskyttelse,
        doedsdato,
        civilstand,
        aegtefaelle_noegle,
        _borte_fra_nr,
        row_number() OVER (
            PARTITION BY person_noegle ORDER BY (gaeldende_noegle IS NULL) DESC, _leverance_nr DESC, _raekke_nr
        ) AS raekke
    FROM raw.person
)
WHERE raekke = 1
