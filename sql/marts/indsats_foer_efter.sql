-- grain: en ydelse, der er begyndt i et år, og de personer, der begyndte på den
-- #UNIK aar, fagomraade, ydelse
-- #IKKE_NULL aar, fagomraade, ydelse
-- What those who began a service cost gross in the six whole months before and after the month of the first start. Only
-- starts with all twelve months inside the ledger. It says nothing of why: there is nobody to compare with.
WITH regnskab AS (
    SELECT
        min(regnskabsaar) * 12 + 1 AS foerste,
        max(year(bogfoeringsdato) * 12 + month(bogfoeringsdato)) AS sidste
    FROM core.postering
),
start AS (
    SELECT
        person_noegle,
        fagomraade,
        coalesce(ydelse, lov || ' § ' || paragraf) AS ydelse,
        min(startdato) AS fra
    FROM core.indsats
    WHERE loeber AND fagomraade IS NOT NULL AND coalesce(ydelse, lov || ' § ' || paragraf) IS NOT NULL
    GROUP BY person_noegle, fagomraade, coalesce(ydelse, lov || ' § ' || paragraf)
),
begyndt AS (
    SELECT s.*, year(s.fra) AS aar, year(s.fra) * 12 + month(s.fra) AS nr
    FROM start AS s
    INNER JOIN regnskab AS r
        ON year(s.fra) * 12 + month(s.fra) - 6 >= r.foerste AND year(s.fra) * 12 + month(s.fra) + 6 <= r.sidste
),
udgift AS (
    SELECT
        a.person_noegle,
        CAST(substr(a.maaned, 1, 4) AS INTEGER) * 12 + CAST(substr(a.maaned, 6, 2) AS INTEGER) AS nr,
        sum(a.andel_oere)::BIGINT AS oere
    FROM core.posteringsandel AS a
    INNER JOIN (SELECT DISTINCT person_noegle FROM begyndt) AS b ON a.person_noegle = b.person_noegle
    WHERE a.brutto
    GROUP BY a.person_noegle, a.maaned
)
SELECT
    b.aar,
    b.fagomraade,
    b.ydelse,
    count(DISTINCT b.person_noegle) AS personer_antal,
    coalesce(sum(CASE WHEN u.nr < b.nr THEN u.oere END), 0)::BIGINT AS foer_oere,
    coalesce(sum(CASE WHEN u.nr > b.nr THEN u.oere END), 0)::BIGINT AS efter_oere
FROM begyndt AS b
LEFT JOIN udgift AS u
    ON b.person_noegle = u.person_noegle AND u.nr BETWEEN b.nr - 6 AND b.nr + 6
GROUP BY b.aar, b.fagomraade, b.ydelse
