-- grain: en postering med fagområde, ydelse og bogføringsmåned
-- #VIEW
-- The month is that of booking, within the accounting year: what is booked in the supplementary period after New Year
-- stands in December, and what is booked before the year in January. So months sum to the year.
SELECT
    p.postering_nr,
    p.regnskabsaar,
    CASE
        WHEN year(p.bogfoeringsdato) > p.regnskabsaar THEN p.regnskabsaar || '-12'
        WHEN year(p.bogfoeringsdato) < p.regnskabsaar THEN p.regnskabsaar || '-01'
        ELSE p.regnskabsaar || '-' || lpad(CAST(month(p.bogfoeringsdato) AS VARCHAR), 2, '0')
    END AS maaned,
    k.fagomraade,
    k.ydelse,
    p.funktion,
    p.dranst,
    p.gruppering,
    p.art,
    p.beloeb_oere,
    p.person_noegle,
    p.organisation,
    p.kilde,
    p.bilagsnr,
    p.linjenr,
    p.bogfoeringsdato,
    p.tekst
FROM staging.postering AS p
INNER JOIN staging.kontering AS k
    ON p.funktion = k.funktion AND p.dranst = k.dranst AND p.gruppering = k.gruppering
