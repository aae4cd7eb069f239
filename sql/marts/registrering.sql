-- grain: en enheds bogføring i et år på en konto (fagområde, funktion, dranst, gruppering, art)
-- #UNIK regnskabsaar, organisation, funktion, dranst, gruppering, art
-- #IKKE_NULL regnskabsaar, organisation, fagomraade
-- How a unit registers: postings with a person and a period, and those booked more than 60 days after what they are for.
WITH post AS (
    SELECT
        p.regnskabsaar,
        coalesce(p.organisation, '') AS organisation,
        k.fagomraade,
        p.funktion,
        p.dranst,
        p.gruppering,
        p.art,
        p.beloeb_oere,
        p.person_noegle,
        p.periode_fra,
        p.bogfoeringsdato - coalesce(p.periode_til, p.bilagsdato, p.bogfoeringsdato) > 60 AS sen
    FROM core.postering AS p
    INNER JOIN core.kontering AS k
        ON p.funktion = k.funktion AND p.dranst = k.dranst AND p.gruppering = k.gruppering
    WHERE p.dranst = '1'
)
SELECT
    regnskabsaar,
    organisation,
    fagomraade,
    funktion,
    dranst,
    gruppering,
    art,
    count(*) AS posteringer_antal,
    sum(CASE WHEN person_noegle IS NULL THEN 0 ELSE 1 END)::BIGINT AS med_person_antal,
    sum(CASE WHEN person_noegle IS NULL THEN abs(beloeb_oere) ELSE 0 END)::BIGINT AS uden_person_oere,
    sum(CASE WHEN periode_fra IS NULL THEN 1 ELSE 0 END)::BIGINT AS uden_periode_antal,
    sum(CASE WHEN sen THEN 1 ELSE 0 END)::BIGINT AS sene_antal,
    sum(CASE WHEN sen THEN abs(beloeb_oere) ELSE 0 END)::BIGINT AS sene_oere
FROM post
GROUP BY regnskabsaar, organisation, fagomraade, funktion, dranst, gruppering, art
