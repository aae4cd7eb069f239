-- grain: en person i en måned under en lov og gruppe
-- #UNIK person_noegle, maaned, sdelov, gruppe
-- What engine/refusion/sde.py computes from: units of 1/27.720 øre, only what account, law and person let in.
SELECT
    person_noegle,
    aar,
    maaned,
    sdelov,
    gruppe,
    sum(CASE WHEN brutto THEN andel_u ELSE 0 END)::BIGINT AS brutto_u,
    sum(andel_u)::BIGINT AS netto_u,
    count(*) AS andele_antal
FROM core.posteringsandel
WHERE medregnet
GROUP BY person_noegle, aar, maaned, sdelov, gruppe
