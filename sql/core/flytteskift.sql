-- grain: et skift ind i eller ud af kommunen: fra det sidste kendte sted til det næste
-- #UNIK person_noegle, dato
-- #IKKE_NULL person_noegle, dato, retning
-- #SAET{retning: ind, ud}
-- Unknown places are passed over, so that someone who was gone for a while and came back has moved nowhere. A municipality
-- of our own is lived in at home or in an institution. opmaerksomhed: why the address was watched on the last day of the
-- place left or the first of the one come to.
WITH kendte AS (
    SELECT *, coalesce(sted <> 'udland' AND kommunekode = (SELECT kommunekode FROM staging.egen_kommune), FALSE) AS her
    FROM core.station
    WHERE sted <> 'ukendt'
),
naboer AS (
    SELECT
        person_noegle,
        nr,
        fra AS dato,
        sted AS til_sted,
        her,
        kommunekode AS til_kommunekode,
        landekode AS til_landekode,
        institution_id AS til_institution_id,
        institutionstype AS til_institutionstype,
        opmaerksom_foerst,
        lag(her) OVER b AS foer_her,
        lag(sted) OVER b AS fra_sted,
        lag(kommunekode) OVER b AS fra_kommunekode,
        lag(landekode) OVER b AS fra_landekode,
        lag(institution_id) OVER b AS fra_institution_id,
        lag(institutionstype) OVER b AS fra_institutionstype,
        lag(opmaerksom_sidst) OVER b AS fra_opmaerksom
    FROM kendte
    WINDOW b AS (PARTITION BY person_noegle ORDER BY fra)
),
skift AS (
    SELECT *, CASE WHEN her THEN 'ind' ELSE 'ud' END AS retning FROM naboer WHERE foer_her IS NOT NULL AND her <> foer_her
)
SELECT
    s.person_noegle,
    s.nr,
    s.dato,
    s.retning,
    s.fra_sted,
    s.fra_kommunekode,
    s.fra_landekode,
    s.fra_institution_id,
    s.fra_institutionstype,
    s.til_sted,
    s.til_kommunekode,
    s.til_landekode,
    s.til_institution_id,
    s.til_institutionstype,
    CASE WHEN s.fra_opmaerksom < s.opmaerksom_foerst THEN s.fra_opmaerksom
        ELSE coalesce(s.opmaerksom_foerst, s.fra_opmaerksom)
    END AS opmaerksomhed
FROM skift AS s
