-- grain: en postering med den periode, hjælpen angår
-- #VIEW
-- Order of design.md reading 2: corrected by a person > given > read in the text with enough certainty > month of the
-- document date > of the booking date. A one-off is its regnskabsår's twelve months, unless a person has moved it; one
-- that only the text suggests stays in its document month until a person has said whether it is.
-- Only postings that a claim can concern: a person, or a function that the account table names.
WITH omfattet AS (
    SELECT p.*
    FROM staging.postering AS p
    WHERE
        p.person_noegle IS NOT NULL
        OR p.funktion IN (SELECT funktion FROM raw.kontolov)
),
taerskel AS (
    SELECT max(vaerdi::DOUBLE) AS sikkerhed_min FROM raw.indstilling WHERE navn = 'periode_sikkerhed_min'
),
valgt AS (
    SELECT
        o.postering_nr,
        o.person_noegle,
        o.beloeb_oere,
        r.periode_fra AS rettet_fra,
        r.periode_til AS rettet_til,
        r.periode_fra IS NOT NULL AS er_rettet,
        coalesce(r.enkeltstaaende, o.enkeltstaaende) AS enkeltstaaende,
        o.regnskabsaar,
        o.periode_fra IS NOT NULL AND o.periode_til IS NOT NULL AS er_angivet,
        o.periode_fra AS angivet_fra,
        o.periode_til AS angivet_til,
        t.fra AS tekst_fra,
        t.til AS tekst_til,
        t.sikkerhed AS tekst_sikkerhed,
        t.fra IS NOT NULL AND t.sikkerhed >= g.sikkerhed_min
        AND (NOT t.enkeltstaaende OR r.enkeltstaaende IS NOT NULL) AS er_laest,
        coalesce(o.bilagsdato, o.bogfoeringsdato) AS dokumentdato,
        o.bilagsdato IS NOT NULL AS har_bilagsdato
    FROM omfattet AS o
    CROSS JOIN taerskel AS g
    LEFT JOIN raw.tekstperiode AS t ON o.postering_nr = t.postering_nr
    LEFT JOIN raw.rettelse_periode AS r
        ON o.kilde = r.kilde
        AND o.regnskabsaar = r.regnskabsaar
        AND o.bilagsnr = r.bilagsnr
        AND o.linjenr = r.linjenr
)
SELECT
    postering_nr,
    person_noegle,
    beloeb_oere,
    CASE
        WHEN er_rettet THEN rettet_fra
        WHEN enkeltstaaende THEN make_date(regnskabsaar::INTEGER, 1, 1)
        WHEN er_angivet THEN angivet_fra
        WHEN er_laest THEN tekst_fra
        ELSE date_trunc('month', dokumentdato)::DATE
    END AS fra,
    CASE
        WHEN er_rettet THEN rettet_til
        WHEN enkeltstaaende THEN make_date(regnskabsaar::INTEGER, 12, 31)
        WHEN er_angivet THEN angivet_til
        WHEN er_laest THEN tekst_til
        ELSE last_day(dokumentdato)
    END AS til,
    CASE
        WHEN er_rettet THEN 'rettet'
        WHEN enkeltstaaende THEN 'enkeltstaaende'
        WHEN er_angivet THEN 'angivet'
        WHEN er_laest THEN 'tekst'
        WHEN har_bilagsdato THEN 'bilagsdato'
        ELSE 'bogfoeringsdato'
    END AS periode_kilde,
    CASE
        WHEN er_rettet OR enkeltstaaende OR er_angivet THEN 1.0
        WHEN er_laest THEN tekst_sikkerhed
        WHEN har_bilagsdato THEN 0.5
        ELSE 0.3
    END::DOUBLE AS sikkerhed
FROM valgt
