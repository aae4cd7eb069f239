-- grain: et barn eller en ung (0-22 år), der har eller kan få udgifter, i en måned, med den husstand de hører til
-- #UNIK person_noegle, maaned
-- design.md reading 8. The status on the first day of the month decides; for the placed and for 18-22 it is looked up
-- on an earlier day (referencedato), but the holder's own household is the one of the month. par names the couple (or
-- the single holder) that joins children; indehavere names the household by the holders its children have: therefore
-- every child of the holders concerned and of their spouses is looked at, and nobody else, so that the work follows
-- the expenses and not the number of citizens. mulige: every holder at the child's address, the chosen one's and others.
WITH maaneder AS (
    -- Every month of the years with expenses and of the years beside them: a correction may move an expense there.
    SELECT k.maaned, k.fra AS dag, make_date(k.aar, 12, 31) AS aar_slut
    FROM staging.kalender AS k
    INNER JOIN (
        SELECT DISTINCT k2.aar
        FROM staging.kalender AS k2
        INNER JOIN (SELECT DISTINCT aar FROM core.posteringsandel WHERE medregnet) AS a
            ON k2.aar BETWEEN a.aar - 1 AND a.aar + 1
    ) AS aar
        ON k.aar = aar.aar
),
beroerte AS (
    SELECT DISTINCT person_noegle FROM core.posteringsandel WHERE i_grundlag AND person_noegle IS NOT NULL
),
med_udgift AS (
    -- Those with expenses, and those an expense may be moved to: with a measure, or a child of one with expenses.
    SELECT b.person_noegle
    FROM (
        SELECT person_noegle FROM beroerte
        UNION
        SELECT person_noegle FROM core.indsats WHERE lov IN ('SEL', 'BL', 'LUK')
        UNION
        SELECT r.barn_noegle FROM staging.relation AS r INNER JOIN beroerte AS v ON r.foraelder_noegle = v.person_noegle
    ) AS b
    INNER JOIN staging.opvaekst AS o ON b.person_noegle = o.person_noegle
    WHERE o.eftervaern_slut > (SELECT min(dag) FROM maaneder)
),
myndighed AS (
    -- Unknown custody: the parents, as an assumption.
    SELECT
        barn_noegle,
        foraelder_noegle,
        fra,
        til,
        relation = 'mor' AS er_mor,
        coalesce(foraeldremyndighed, FALSE) AS kendt
    FROM staging.relation
    WHERE foraeldremyndighed OR (foraeldremyndighed IS NULL AND relation IN ('mor', 'far', 'medmor'))
),
gift AS (
    SELECT person_noegle, aegtefaelle_noegle, fra, til FROM staging.aegteskab
    UNION
    SELECT aegtefaelle_noegle, person_noegle, fra, til FROM staging.aegteskab
),
holdere AS (
    SELECT m.foraelder_noegle AS person_noegle
    FROM myndighed AS m
    INNER JOIN med_udgift AS u ON m.barn_noegle = u.person_noegle
),
kreds AS (
    SELECT person_noegle FROM holdere
    UNION
    SELECT g.aegtefaelle_noegle
    FROM gift AS g
    INNER JOIN holdere AS h ON g.person_noegle = h.person_noegle
),
vedkommende AS (
    SELECT person_noegle FROM med_udgift
    UNION
    SELECT m.barn_noegle
    FROM myndighed AS m
    INNER JOIN kreds AS k ON m.foraelder_noegle = k.person_noegle
),
alle_holdere AS (
    SELECT m.foraelder_noegle AS person_noegle
    FROM myndighed AS m
    INNER JOIN vedkommende AS v ON m.barn_noegle = v.person_noegle
),
-- Persons as numbers in the order of their keys: the months are many, and numbers are quicker to hold together.
numre AS (
    SELECT
        v.person_noegle,
        d.doedsdato,
        d.cpr_orden,
        row_number() OVER (ORDER BY v.person_noegle) AS nr
    FROM (
        SELECT person_noegle FROM vedkommende
        UNION
        SELECT person_noegle FROM alle_holdere
        UNION
        SELECT g.aegtefaelle_noegle
        FROM gift AS g
        INNER JOIN alle_holdere AS h ON g.person_noegle = h.person_noegle
    ) AS v
    INNER JOIN core.person AS d ON v.person_noegle = d.person_noegle
),
boern AS (
    -- A one-off lies on all twelve months of its year: before birth and after death the nearest day of life decides.
    SELECT
        n.nr AS barn,
        m.maaned,
        m.dag,
        o.myndig_dato > m.dag AS under_myndig,
        CASE
            WHEN o.myndig_dato <= m.dag AND (n.doedsdato IS NULL OR o.myndig_dato <= n.doedsdato)
                THEN o.myndig_dato - 1
            WHEN o.foedselsdato > m.dag THEN o.foedselsdato
            WHEN n.doedsdato < m.dag THEN n.doedsdato
            ELSE m.dag
        END AS statusdato
    FROM staging.opvaekst AS o
    INNER JOIN vedkommende AS v ON o.person_noegle = v.person_noegle
    INNER JOIN numre AS n ON o.person_noegle = n.person_noegle
    INNER JOIN maaneder AS m ON o.foedselsdato <= m.aar_slut AND o.eftervaern_slut > m.dag
),
anbringelser AS (
    SELECT n.nr AS barn, a.fra, a.til
    FROM core.anbringelse AS a
    INNER JOIN numre AS n ON a.person_noegle = n.person_noegle
),
reference AS (
    SELECT
        b.*,
        a.fra IS NOT NULL AS anbragt,
        coalesce(a.fra - 1, b.statusdato) AS referencedato
    FROM boern AS b
    LEFT JOIN anbringelser AS a ON b.barn = a.barn AND b.statusdato BETWEEN a.fra AND a.til
),
hjem AS (
    SELECT n.nr, b.adresse_noegle, b.fra, coalesce(b.til, DATE '9999-12-31') AS til
    FROM core.bopael AS b
    INNER JOIN numre AS n ON b.person_noegle = n.person_noegle
    WHERE b.adresse_noegle IS NOT NULL
),
sammen AS (
    -- A child and a holder of custody at one address, as days: they are few beside the months.
    SELECT
        bn.nr AS barn,
        vn.nr AS voksen,
        v.er_mor,
        v.kendt,
        greatest(v.fra, barn.fra, voksen.fra) AS fra,
        least(v.til, barn.til, voksen.til) AS til
    FROM myndighed AS v
    INNER JOIN vedkommende AS u ON v.barn_noegle = u.person_noegle
    INNER JOIN numre AS bn ON v.barn_noegle = bn.person_noegle
    INNER JOIN numre AS vn ON v.foraelder_noegle = vn.person_noegle
    INNER JOIN hjem AS barn ON bn.nr = barn.nr
    INNER JOIN hjem AS voksen ON vn.nr = voksen.nr AND barn.adresse_noegle = voksen.adresse_noegle
),
samlet AS (
    SELECT
        r.barn,
        r.dag,
        s.voksen,
        max(CASE WHEN s.er_mor THEN 1 ELSE 0 END) AS er_mor,
        max(CASE WHEN s.kendt THEN 1 ELSE 0 END) AS kendt
    FROM reference AS r
    INNER JOIN sammen AS s ON r.barn = s.barn AND r.referencedato BETWEEN s.fra AND s.til
    GROUP BY r.barn, r.dag, s.voksen
),
bedste AS (
    SELECT
        barn,
        dag,
        max(kendt) AS bedst_kendt
    FROM samlet
    GROUP BY barn, dag
),
indehavere AS (
    -- Known custody goes before the assumption that parents at the address have it.
    SELECT
        s.barn,
        s.dag,
        s.voksen,
        s.er_mor,
        b.bedst_kendt = 0 AS antagelse
    FROM samlet AS s
    INNER JOIN bedste AS b ON s.barn = b.barn AND s.dag = b.dag AND s.kendt = b.bedst_kendt
),
samliv AS (
    -- A couple joins children only while it is married and lives at one address.
    SELECT
        gn.nr AS voksen,
        an.nr AS aegtefaelle,
        greatest(g.fra, h.fra, s.fra) AS fra,
        least(g.til, h.til, s.til) AS til
    FROM gift AS g
    INNER JOIN numre AS gn ON g.person_noegle = gn.person_noegle
    INNER JOIN numre AS an ON g.aegtefaelle_noegle = an.person_noegle
    INNER JOIN hjem AS h ON gn.nr = h.nr
    INNER JOIN hjem AS s ON an.nr = s.nr AND h.adresse_noegle = s.adresse_noegle
),
par AS (
    SELECT
        v.voksen,
        v.dag,
        min(s.aegtefaelle) AS aegtefaelle
    FROM (SELECT DISTINCT voksen, dag FROM indehavere) AS v
    INNER JOIN samliv AS s ON v.voksen = s.voksen AND v.dag BETWEEN s.fra AND s.til
    GROUP BY v.voksen, v.dag
),
med_par AS (
    -- A couple as one number; the holder alone is a couple with himself.
    SELECT
        i.barn,
        i.dag,
        i.voksen,
        i.er_mor,
        i.antagelse,
        least(i.voksen, coalesce(p.aegtefaelle, i.voksen)) * 1000000000
        + greatest(i.voksen, coalesce(p.aegtefaelle, i.voksen)) AS par
    FROM indehavere AS i
    LEFT JOIN par AS p ON i.voksen = p.voksen AND i.dag = p.dag
),
barnets AS (
    SELECT
        barn,
        dag,
        count(*) AS antal,
        min(voksen) AS foerste,
        max(voksen) AS sidste,
        min(par) AS par,
        min(par) <> max(par) AS flere_mulige,
        max(CASE WHEN antagelse THEN 1 ELSE 0 END) = 1 AS antagelse
    FROM med_par
    GROUP BY barn, dag
),
rangeret AS (
    -- A common child of two unmarried (or parted) holders follows the mother, else the lower CPR number; the living
    -- before the dead, for a placed child whose holder has died.
    SELECT
        m.barn,
        m.dag,
        m.par,
        row_number() OVER (
            PARTITION BY m.barn, m.dag ORDER BY coalesce(n.doedsdato < m.dag, FALSE), m.er_mor DESC, n.cpr_orden
        ) AS rang
    FROM med_par AS m
    INNER JOIN barnets AS b ON m.barn = b.barn AND m.dag = b.dag AND b.flere_mulige
    INNER JOIN numre AS n ON m.voksen = n.nr
),
valgt AS (
    SELECT
        b.barn,
        b.dag,
        coalesce(r.par, b.par) AS valgt_par,
        b.antal,
        b.foerste,
        b.sidste,
        b.antagelse,
        b.flere_mulige
    FROM barnets AS b
    LEFT JOIN rangeret AS r ON b.barn = r.barn AND b.dag = r.dag AND r.rang = 1
),
navngivet AS (
    -- A couple has two at most who hold custody.
    SELECT
        m.dag,
        m.par,
        min(m.voksen) AS foerste,
        max(m.voksen) AS sidste
    FROM med_par AS m
    INNER JOIN valgt AS v ON m.barn = v.barn AND m.dag = v.dag AND m.par = v.valgt_par
    GROUP BY m.dag, m.par
),
-- The numbers as keys again: couples, pairs of holders, and the few children with more than two holders.
parnavne AS (
    SELECT m.par, l.person_noegle AS lav, h.person_noegle AS hoej
    FROM (SELECT DISTINCT par FROM med_par) AS m
    INNER JOIN numre AS l ON m.par - m.par % 1000000000 = l.nr * 1000000000
    INNER JOIN numre AS h ON m.par % 1000000000 = h.nr
),
mange AS (
    -- More than two holders at the child's address.
    SELECT
        m.barn,
        m.dag,
        string_agg(n.person_noegle, '+' ORDER BY n.person_noegle) AS mulige
    FROM med_par AS m
    INNER JOIN barnets AS b ON m.barn = b.barn AND m.dag = b.dag AND b.antal > 2
    INNER JOIN numre AS n ON m.voksen = n.nr
    GROUP BY m.barn, m.dag
)
SELECT
    barn.person_noegle,
    r.maaned,
    r.under_myndig,
    r.anbragt,
    r.referencedato,
    CASE WHEN p.lav = p.hoej THEN p.lav ELSE p.lav || '&' || p.hoej END AS par,
    CASE WHEN n.foerste = n.sidste THEN nf.person_noegle ELSE nf.person_noegle || '+' || ns.person_noegle END AS indehavere,
    CASE
        WHEN b.antal > 2 THEN k.mulige
        WHEN b.antal = 2 THEN bf.person_noegle || '+' || bs.person_noegle
        ELSE bf.person_noegle
    END AS mulige,
    coalesce(b.antagelse, FALSE) AS antagelse,
    coalesce(b.flere_mulige, FALSE) AS flere_mulige
FROM reference AS r
INNER JOIN numre AS barn ON r.barn = barn.nr
LEFT JOIN valgt AS b ON r.barn = b.barn AND r.dag = b.dag
LEFT JOIN navngivet AS n ON b.dag = n.dag AND b.valgt_par = n.par
LEFT JOIN parnavne AS p ON b.valgt_par = p.par
LEFT JOIN numre AS nf ON n.foerste = nf.nr
LEFT JOIN numre AS ns ON n.sidste = ns.nr
LEFT JOIN numre AS bf ON b.foerste = bf.nr
LEFT JOIN numre AS bs ON b.sidste = bs.nr
LEFT JOIN mange AS k ON r.barn = k.barn AND r.dag = k.dag
