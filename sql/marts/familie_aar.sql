-- grain: en familie i et år og et fagområde
-- #UNIK aar, hoved_noegle, fagomraade
-- Income and refund as in the ledger: negative.
SELECT
    aar,
    hoved_noegle,
    fagomraade,
    sum(brutto_oere)::BIGINT AS brutto_oere,
    sum(indtaegt_oere)::BIGINT AS indtaegt_oere,
    sum(refusion_oere)::BIGINT AS refusion_oere,
    sum(central_oere)::BIGINT AS central_oere,
    sum(uden_for_oere)::BIGINT AS uden_for_oere
FROM core.familie_beloeb
GROUP BY aar, hoved_noegle, fagomraade
