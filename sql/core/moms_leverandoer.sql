-- grain: en leverandør, hvis regninger fortæller, om der er dansk moms på dem
-- #UNIK cvr
-- #IKKE_NULL cvr, regninger, med_moms
-- Only postings whose VAT is known. moms_ppm: of what the bills with VAT cost, the part that is VAT, in millionths.
SELECT
    p.cvr,
    count(*) AS regninger,
    sum(CASE WHEN p.momsbeloeb_oere > 0 THEN 1 ELSE 0 END)::BIGINT AS med_moms,
    coalesce(
        1000000 * sum(CASE WHEN p.momsbeloeb_oere > 0 THEN p.momsbeloeb_oere ELSE 0 END)::BIGINT
        // nullif(sum(CASE WHEN p.momsbeloeb_oere > 0 THEN p.beloeb_oere + p.momsbeloeb_oere ELSE 0 END)::BIGINT, 0), 0
    )::BIGINT AS moms_ppm,
    sum(CASE WHEN p.momsbeloeb_oere > 0 AND abs(p.beloeb_oere - 4 * p.momsbeloeb_oere) > 8 THEN 1 ELSE 0 END)::BIGINT
        AS med_anden_sats
FROM staging.postering AS p
INNER JOIN staging.momskonto AS k ON p.regnskabsaar = k.regnskabsaar AND p.konto = k.konto
WHERE p.cvr IS NOT NULL
    AND k.fuld_art
    AND p.beloeb_oere > 0
    AND p.momsbeloeb_oere IS NOT NULL
    AND coalesce(p.momskode, '') <> 'udland'
GROUP BY p.cvr
