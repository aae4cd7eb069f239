-- grain: en kilde i et regnskabsår med det, dens posteringer oplyser om moms
-- #UNIK kilde, regnskabsaar
-- Asked once here, so that no page counts the whole ledger.
SELECT
    kilde,
    regnskabsaar,
    count(*) AS posteringer,
    count(momsbeloeb_oere) AS med_moms,
    count(moms_hjemtaget_oere) AS med_hjemtaget,
    coalesce(sum(moms_hjemtaget_oere), 0)::BIGINT AS hjemtaget_oere
FROM staging.postering
GROUP BY kilde, regnskabsaar
