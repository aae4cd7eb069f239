-- grain: en person i en måned under en lov og gruppe, på et fagområde
-- #UNIK person_noegle, maaned, sdelov, gruppe, fagomraade
-- core.person_maaned_udgift by field of work: where the expense behind a refund is booked.
SELECT
    person_noegle,
    maaned,
    sdelov,
    gruppe,
    fagomraade,
    sum(andel_u)::BIGINT AS netto_u
FROM core.familie_andel
WHERE medregnet
GROUP BY person_noegle, maaned, sdelov, gruppe, fagomraade
