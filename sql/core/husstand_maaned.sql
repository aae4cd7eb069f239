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
boern AS (
    -- A one-off lies on all twelve months of its year: before birth and after death the nearest day of life decides.
    SELECT
        o.person_noegle,
        m.maaned,
        m.dag,
        o.myndig_dato > m.dag AS under_myndig,
        CASE
            WHEN o.myndig_dato <= m.dag AND (d.doedsdato IS NULL OR o.myndig_dato <= d.doedsdato)
                THEN o.myndig_dato - 1
            WHEN o.foedselsdato > m.dag THEN o.foedselsdato
            WHEN d.doedsdato < m.dag THEN d.doedsdato
            ELSE m.dag
        END AS statusdato
    FROM staging.opvaekst AS o
    INNER JOIN vedkommende AS v ON o.person_noegle = v.person_noegle
    INNER JOIN core.person AS d ON o.person_noegle = d.person_noegle
    INNER JOIN maaneder AS m ON o.foedselsdato <= m.aar_slut AND o.eftervaern_slut > m.dag
),
reference AS (
    SELECT
        b.*,
        a.fra IS NOT NULL AS anbragt,
        coalesce(a.fra - 1, b.statusdato) AS referencedato
    FROM boern AS b
    LEFT JOIN core.anbringelse AS a
        ON b.person_noegle = a.person_noegle AND b.statusdato BETWEEN a.fra AND a.til
),
sammen AS (
    -- A child and a holder of custody at one address, as days: they are few beside the months.
    SELECT
        v.barn_noegle,
        v.foraelder_noegle,
        v.er_mor,
        v.kendt,
        greatest(v.fra, barn.fra, voksen.fra) AS fra,
        least(
            v.til, coalesce(barn.til, DATE '9999-12-31'), coalesce(voksen.til, DATE '9999-12-31')
        ) AS til
    FROM myndighed AS v
    INNER JOIN vedkommende AS u ON v.barn_noegle = u.person_noegle
    INNER JOIN core.bopael AS barn ON v.barn_noegle = barn.person_noegle
    INNER JOIN core.bopael AS voksen
        ON v.foraelder_noegle = voksen.person_noegle AND barn.adresse_noegle = voksen.adresse_noegle
),
samlet AS (
    SELECT
        r.person_noegle,
        r.maaned,
        r.dag,
        s.foraelder_noegle AS indehaver,
        max(CASE WHEN s.er_mor THEN 1 ELSE 0 END) AS er_mor,
        max(CASE WHEN s.kendt THEN 1 ELSE 0 END) AS kendt
    FROM reference AS r
    INNER JOIN sammen AS s ON r.person_noegle = s.barn_noegle AND r.referencedato BETWEEN s.fra AND s.til
    GROUP BY r.person_noegle, r.maaned, r.dag, s.foraelder_noegle
),
bedste AS (
    SELECT
        person_noegle,
        maaned,
        max(kendt) AS bedst_kendt
    FROM samlet
    GROUP BY person_noegle, maaned
),
indehavere AS (
    -- Known custody goes before the assumption that parents at the address have it.
    SELECT
        s.person_noegle,
        s.maaned,
        s.dag,
        s.indehaver,
        s.er_mor,
        b.bedst_kendt = 0 AS antagelse
    FROM samlet AS s
    INNER JOIN bedste AS b
        ON s.person_noegle = b.person_noegle AND s.maaned = b.maaned AND s.kendt = b.bedst_kendt
),
voksne AS (
    SELECT DISTINCT indehaver, dag FROM indehavere
),
samliv AS (
    -- A couple joins children only while it is married and lives at one address.
    SELECT
        g.person_noegle,
        g.aegtefaelle_noegle,
        greatest(g.fra, h.fra, s.fra) AS fra,
        least(g.til, coalesce(h.til, DATE '9999-12-31'), coalesce(s.til, DATE '9999-12-31')) AS til
    FROM gift AS g
    INNER JOIN (SELECT DISTINCT indehaver FROM voksne) AS v ON g.person_noegle = v.indehaver
    INNER JOIN core.bopael AS h ON g.person_noegle = h.person_noegle
    INNER JOIN core.bopael AS s
        ON g.aegtefaelle_noegle = s.person_noegle AND h.adresse_noegle = s.adresse_noegle
),
par AS (
    SELECT
        v.indehaver,
        v.dag,
        min(s.aegtefaelle_noegle) AS aegtefaelle
    FROM voksne AS v
    INNER JOIN samliv AS s ON v.indehaver = s.person_noegle AND v.dag BETWEEN s.fra AND s.til
    GROUP BY v.indehaver, v.dag
),
med_par AS (
    SELECT
        i.*,
        CASE
            WHEN p.aegtefaelle IS NULL THEN i.indehaver
            WHEN p.aegtefaelle < i.indehaver THEN p.aegtefaelle || '&' || i.indehaver
            ELSE i.indehaver || '&' || p.aegtefaelle
        END AS par,
        o.cpr_orden,
        coalesce(o.doedsdato < i.dag, FALSE) AS doed
    FROM indehavere AS i
    INNER JOIN core.person AS o ON i.indehaver = o.person_noegle
    LEFT JOIN par AS p ON i.indehaver = p.indehaver AND i.dag = p.dag
),
barnets AS (
    SELECT
        person_noegle,
        maaned,
        count(*) AS antal,
        min(indehaver) AS foerste,
        max(indehaver) AS sidste,
        min(par) AS par,
        min(par) <> max(par) AS flere_mulige,
        max(CASE WHEN antagelse THEN 1 ELSE 0 END) = 1 AS antagelse
    FROM med_par
    GROUP BY person_noegle, maaned
),
rangeret AS (
    -- A common child of two unmarried (or parted) holders follows the mother, else the lower CPR number; the living
    -- before the dead, for a placed child whose holder has died.
    SELECT
        m.person_noegle,
        m.maaned,
        m.par,
        row_number() OVER (
            PARTITION BY m.person_noegle, m.maaned ORDER BY m.doed, m.er_mor DESC, m.cpr_orden
        ) AS rang
    FROM med_par AS m
    INNER JOIN barnets AS b ON m.person_noegle = b.person_noegle AND m.maaned = b.maaned AND b.flere_mulige
),
mange AS (
    -- More than two holders at the child's address.
    SELECT
        m.person_noegle,
        m.maaned,
        string_agg(m.indehaver, '+' ORDER BY m.indehaver) AS mulige
    FROM med_par AS m
    INNER JOIN barnets AS b ON m.person_noegle = b.person_noegle AND m.maaned = b.maaned AND b.antal > 2
    GROUP BY m.person_noegle, m.maaned
),
valgt AS (
    SELECT
        b.person_noegle,
        b.maaned,
        coalesce(r.par, b.par) AS valgt_par,
        CASE b.antal WHEN 1 THEN b.foerste WHEN 2 THEN b.foerste || '+' || b.sidste ELSE n.mulige END AS mulige,
        b.antagelse,
        b.flere_mulige
    FROM barnets AS b
    LEFT JOIN rangeret AS r ON b.person_noegle = r.person_noegle AND b.maaned = r.maaned AND r.rang = 1
    LEFT JOIN mange AS n ON b.person_noegle = n.person_noegle AND b.maaned = n.maaned
),
navngivet AS (
    -- A couple has two at most who hold custody.
    SELECT
        m.maaned,
        m.par,
        CASE
            WHEN min(m.indehaver) = max(m.indehaver) THEN min(m.indehaver)
            ELSE min(m.indehaver) || '+' || max(m.indehaver)
        END AS indehavere
    FROM med_par AS m
    INNER JOIN valgt AS v ON m.person_noegle = v.person_noegle AND m.maaned = v.maaned AND m.par = v.valgt_par
    GROUP BY m.maaned, m.par
)
SELECT
    r.person_noegle,
    r.maaned,
    r.under_myndig,
    r.anbragt,
    r.referencedato,
    b.valgt_par AS par,
    n.indehavere,
    b.mulige,
    coalesce(b.antagelse, FALSE) AS antagelse,
    coalesce(b.flere_mulige, FALSE) AS flere_mulige
FROM reference AS r
LEFT JOIN valgt AS b ON r.person_noegle = b.person_noegle AND r.maaned = b.maaned
LEFT JOIN navngivet AS n ON b.maaned = n.maaned AND b.valgt_par = n.par
