"""The warehouse's answers about expenses that are booked on nobody: the postings, and whom they may be about.

Everything is matched as sets: a posting meets only the persons whose number or name stands in its text, and those with
a measure at its supplier. CPR numbers and texts stay here; what leaves is keys, and the words a trace was read from.
The questions are asked when the warehouse is built (engine/lager/forslag.py); later only those at the end are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.lager.laes import Arbejdsbord, Generation, Spoerg, forespoerg

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

# Words after which a name is not the citizen's, and those that say that a bill is about no single citizen.
_ROLLE = (
    "(^| )(att|sagsbeh[a-z]*|kontaktperson|medarb[a-z]*|rekv[a-z]*|bestilt af|(deres|vores|din) ref|leder|v) "
)
_FIRMA = "(^| )(aps|ivs|amba|fmba|i s|a s|p s|kursus|foredrag|konsulent[a-z]*)( |$)"
_INGENS = "(^| )(ledige? plads(er)?|tom(me)? plads(er)?|tomgang[a-z]*|felles[a-z]*|personale[a-z]*)( |$)"
MANGE_MED_NAVNET = 20  # so many with the same name, and the name alone says nothing
TIDLIGST_DAGE = 130  # a bill is booked at most so long after the help, where its period is not told

_ANTAL = "([0-9]{1,2}|to|tre|fire|fem|seks) (?:borgere|beboere|børn|pladser|personer|brugere|søskende)"
_FLERE = (
    "(?:^|[^0-9a-zæøå])(?:[2-9]|[1-9][0-9]|to|tre|fire|fem|seks) "
    "(?:borgere|beboere|børn|pladser|personer|brugere|søskende)"
)
# Those booked on one person whose text speaks of several. Texts are few beside postings: each is looked at once.
_SAMLEDE = f"""
    SELECT postering_nr FROM staging.postering
    WHERE postering_nr IN (SELECT postering_nr FROM core.posteringsandel WHERE medregnet AND brutto)
        AND tekst IN (
            SELECT tekst FROM (SELECT DISTINCT tekst FROM raw.postering) WHERE regexp_matches(lower(tekst), '{_FLERE}')
        )
"""
# And with them the postings that count but for the person.
_POSTER = """
    SELECT p.postering_nr, p.kilde, p.regnskabsaar, p.bilagsnr, p.linjenr, p.cvr, p.funktion, p.dranst, p.gruppering,
        p.art, p.beloeb_oere, p.bogfoeringsdato, p.tekst, p.person_noegle, o.fra, o.til, o.periode_kilde,
        o.sikkerhed AS periode_sikkerhed
    FROM staging.postering AS p JOIN _periode AS o USING (postering_nr)
    WHERE p.postering_nr IN (
        SELECT postering_nr FROM core.posteringsandel WHERE aarsag = 'uden_cpr'
        UNION SELECT postering_nr FROM _uden_samlede
    )
"""


def maanedsandel(fra: str, til: str) -> str:
    """How many months some days are, each begun month by its days."""
    return (
        f"CASE WHEN datediff('month', {fra}, {til}) = 0 THEN ({til} - {fra} + 1) / day(last_day({fra}))::DOUBLE ELSE "
        f"(last_day({fra}) - {fra} + 1) / day(last_day({fra}))::DOUBLE + datediff('month', {fra}, {til}) - 1 "
        f"+ day({til}) / day(last_day({til}))::DOUBLE END"
    )


# The price of a month in øre that a bill of `mdr` whole months comes to, or, of part of months (a supplier that bills
# every four weeks), the price in whole kroner that gives its amount to the øre; else NULL.
MAANEDSPRIS = """
    CASE WHEN hele AND beloeb_oere % mdr = 0 THEN beloeb_oere // mdr
        WHEN NOT hele AND abs(round(beloeb_oere / md_andel / 100) * 100 * md_andel - beloeb_oere) < mdr
        THEN (round(beloeb_oere / md_andel / 100) * 100)::BIGINT
    END
"""

# What a person's bills of a year from a supplier come to, by MAANEDSPRIS: the price of a day and of a month.
AARETS_PRISER = """
    mode(beloeb_oere // dage ORDER BY beloeb_oere, dage DESC) FILTER (WHERE beloeb_oere % dage = 0) AS dagpris_oere,
    coalesce(
        mode(md_pris ORDER BY beloeb_oere, mdr DESC) FILTER (WHERE hele AND md_pris IS NOT NULL),
        -- One bill for parts of months is no price: two of them must come to the same.
        CASE WHEN count(md_pris) FILTER (WHERE NOT hele) > 1
            THEN mode(md_pris ORDER BY md_pris) FILTER (WHERE NOT hele AND md_pris IS NOT NULL)
        END
    ) AS maanedspris_oere
"""

# The months that a bill is for, or its days where they are known to be parts of months.
REGNEDE = """
    CASE WHEN kendt AND NOT hele THEN [strftime(fra, '%Y-%m-%d') || '/' || strftime(til, '%Y-%m-%d')]
        ELSE list_transform(
            generate_series(date_trunc('month', fra), date_trunc('month', til), INTERVAL 1 MONTH),
            lambda m: strftime(m, '%Y-%m')
        )
    END
"""


def _foldet(udtryk: str) -> str:
    """One spelling of æ, ø, å and their substitutes, so that Søren, Soeren, Sören and Soren are one word."""
    return (
        f"trim(regexp_replace(replace(replace(replace(strip_accents(replace(replace(replace(lower({udtryk}), 'æ', "
        "'ae'), 'ø', 'oe'), 'å', 'aa')), 'ae', 'e'), 'oe', 'o'), 'aa', 'a'), '[^a-z0-9]+', ' ', 'g'))"
    )


_TEKSTER = f"""
    SELECT tekst, row_number() OVER (ORDER BY tekst) AS tekst_nr, {_foldet("tekst")} AS foldet,
        nullif(regexp_extract(lower(tekst), '(?:^|[^0-9a-zæøå]){_ANTAL}', 1), '') AS antal_ord
    FROM (SELECT DISTINCT tekst FROM _uden_poster WHERE tekst IS NOT NULL)
"""


def forbered(bord: Arbejdsbord) -> None:
    """Lay what the questions share on the table: the postings on nobody, and their texts, each once.

    _periode, the period of every posting, lies there already (engine/lager/forslag.py).
    """
    for navn, sql in (("_uden_samlede", _SAMLEDE), ("_uden_poster", _POSTER), ("_uden_tekster", _TEKSTER)):
        bord.laeg(navn, sql)


def poster(spoerg: Spoerg) -> pd.DataFrame:
    """The postings on nobody: postering_nr, kilde, regnskabsaar, bilagsnr, linjenr, cvr ('' = none), funktion, art,
    beloeb_oere, bogfoeringsdato, fra, til, periode_kilde, periode_sikkerhed, person_noegle (None but for a bill for
    several that is booked on one), fagomraade, antal_i_tekst (the citizens that the text counts, else 0), ingens (the
    text speaks of an empty place or of what is shared).
    """
    sql = f"""
        WITH tekster AS (
            SELECT tekst, regexp_matches(foldet, '{_INGENS}') AS ingens,
                coalesce(
                    list_position(['', 'to', 'tre', 'fire', 'fem', 'seks'], antal_ord), try_cast(antal_ord AS BIGINT), 0
                )::BIGINT AS antal_i_tekst
            FROM _uden_tekster
        )
        SELECT p.postering_nr, p.kilde, p.regnskabsaar::BIGINT AS regnskabsaar, p.bilagsnr,
            p.linjenr::BIGINT AS linjenr, coalesce(p.cvr, '') AS cvr, p.funktion, p.art, p.beloeb_oere,
            p.bogfoeringsdato, p.fra, p.til, p.periode_kilde, p.periode_sikkerhed, p.person_noegle,
            coalesce(k.fagomraade, '') AS fagomraade, coalesce(t.antal_i_tekst, 0) AS antal_i_tekst,
            coalesce(t.ingens, FALSE) AS ingens
        FROM _uden_poster AS p
        LEFT JOIN tekster AS t ON t.tekst = p.tekst
        LEFT JOIN core.kontering AS k
            ON k.funktion = p.funktion AND k.dranst = p.dranst AND k.gruppering = p.gruppering
        ORDER BY p.postering_nr
    """
    return spoerg(sql, ()).to_pandas()


def tekster(gen: Generation, numre: Sequence[int]) -> dict[int, str]:
    """The texts of some postings. For those who may see persons, and masked before it is shown."""
    sql = "SELECT postering_nr, coalesce(tekst, '') AS t FROM core.postering WHERE postering_nr IN (SELECT unnest(?))"
    tabel = forespoerg(gen, sql, [[int(n) for n in numre]])
    return dict(zip(tabel["postering_nr"].to_pylist(), tabel["t"].to_pylist(), strict=True))


_TILBUD = """
    WITH institutioner AS (SELECT institution_id, max(cvr) AS cvr FROM core.institution GROUP BY institution_id),
    tilbud AS (
        SELECT DISTINCT i.person_noegle, i.startdato, i.slutdato, i.takst_oere, i.enhed, i.antal, i.lov, i.paragraf,
            unnest(list_distinct([coalesce(i.leverandoer_cvr, s.cvr), coalesce(s.cvr, i.leverandoer_cvr)])) AS cvr
        FROM core.indsats AS i LEFT JOIN institutioner AS s ON s.institution_id = i.institution_id
        WHERE i.loeber
    )
    SELECT *, row_number() OVER (
        ORDER BY person_noegle, startdato, slutdato, takst_oere, enhed, antal, lov, paragraf, cvr
    ) AS tilbud_nr FROM tilbud
"""
# A measure as it looks to some postings: in a year, and for those whose account is of its law or not. Postings at one
# supplier that see all of its measures alike ask one book (bog_nr).
_PAR = f"""
    WITH hjemmel AS (
        SELECT postering_nr, min(lov) AS lov, min(paragraf) AS paragraf FROM core.posteringsandel
        WHERE postering_nr IN (SELECT postering_nr FROM _uden_poster) GROUP BY postering_nr
    ),
    poster AS (
        SELECT p.postering_nr, p.cvr, p.fra, p.til, year(p.fra) AS aar, h.lov, h.paragraf,
            dense_rank() OVER (ORDER BY p.cvr, year(p.fra), h.lov, h.paragraf) AS bog_nr
        FROM _uden_poster AS p JOIN hjemmel AS h ON h.postering_nr = p.postering_nr
    ),
    par AS (
        SELECT p.postering_nr, p.bog_nr, t.tilbud_nr, p.aar,
            coalesce(p.lov = t.lov AND p.paragraf = t.paragraf, FALSE) AS samme_lov
        FROM poster AS p
        JOIN _uden_tilbud AS t ON t.cvr = p.cvr AND t.startdato <= p.til AND t.slutdato >= p.fra - {TIDLIGST_DAGE}
    )
    SELECT *, (tilbud_nr * 10000 + aar) * 2 + samme_lov::INTEGER AS maal_nr FROM par
"""


@dataclass(frozen=True)
class VedLeverandoer:
    """The measures at the supplier of each posting that ran near its time.

    poster: postering_nr, bog_nr, a book's postings together. boeger: bog_nr, maal_nr, ordered. maal: maal_nr,
    person_noegle, startdato, slutdato, takst_oere, enhed, antal, samme_lov (bool), dagpris_oere and maanedspris_oere
    (what the person's other bills of the year from the supplier come to; None), regnede (the months and days for which
    the person has a bill from the supplier, as engine.refusion.prisbog.Maal).
    """

    poster: pd.DataFrame
    boeger: pd.DataFrame
    maal: pd.DataFrame


def ved_leverandoer(bord: Arbejdsbord) -> VedLeverandoer:
    """Asked once, after forbered."""
    bord.laeg("_uden_tilbud", _TILBUD)
    bord.laeg("_uden_par", _PAR)
    maal = f"""
        WITH egne AS (
            SELECT p.person_noegle, p.cvr, p.beloeb_oere, o.fra, o.til, o.til - o.fra + 1 AS dage,
                datediff('month', o.fra, o.til) + 1 AS mdr, {maanedsandel("o.fra", "o.til")} AS md_andel,
                day(o.fra) = 1 AND last_day(o.til) = o.til AS hele,
                o.periode_kilde IN ('angivet', 'tekst', 'rettet') AS kendt
            FROM staging.postering AS p JOIN _periode AS o USING (postering_nr)
            WHERE p.person_noegle IS NOT NULL AND p.dranst = '1' AND p.beloeb_oere > 0
                AND p.cvr IN (SELECT cvr FROM _uden_poster)
                AND p.postering_nr NOT IN (SELECT postering_nr FROM _uden_samlede)  -- for several is nobody's price
        ),
        pris AS (
            SELECT person_noegle, cvr, year(fra) AS aar, {AARETS_PRISER}
            FROM (SELECT *, {MAANEDSPRIS} AS md_pris FROM egne WHERE kendt) AS e
            GROUP BY person_noegle, cvr, year(fra)
        ),
        regnet AS (
            SELECT person_noegle, cvr, list(DISTINCT m) AS regnede
            FROM (
                SELECT person_noegle, cvr, unnest({REGNEDE}) AS m
                FROM egne
            ) GROUP BY person_noegle, cvr
        ),
        maal AS (SELECT DISTINCT maal_nr, tilbud_nr, aar, samme_lov FROM _uden_par)
        SELECT m.maal_nr, t.person_noegle, t.startdato, t.slutdato, t.takst_oere, t.enhed, t.antal::DOUBLE AS antal,
            m.samme_lov, q.dagpris_oere, q.maanedspris_oere, coalesce(r.regnede, []) AS regnede
        FROM maal AS m JOIN _uden_tilbud AS t USING (tilbud_nr)
        LEFT JOIN pris AS q ON q.person_noegle = t.person_noegle AND q.cvr = t.cvr AND q.aar = m.aar
        LEFT JOIN regnet AS r ON r.person_noegle = t.person_noegle AND r.cvr = t.cvr
        ORDER BY m.maal_nr
    """
    poster = "SELECT DISTINCT postering_nr, bog_nr FROM _uden_par ORDER BY bog_nr, postering_nr"
    boeger = "SELECT DISTINCT bog_nr, maal_nr FROM _uden_par ORDER BY bog_nr, maal_nr"
    return VedLeverandoer(*(bord(sql, ()).to_pandas() for sql in (poster, boeger, maal)))


# Persons whose number, also one that has been replaced, stands in the text. The number itself is not among them.
_TAL = r"""
    WITH tal AS (
        SELECT tekst, lower(tekst) AS lille,
            unnest(regexp_extract_all(tekst, '\b[0-9]+(?:(?: ?[-–] ?| )[0-9]{4}\b)?')) AS raa
        FROM _uden_tekster
    ),
    cifre AS (
        SELECT *, regexp_replace(raa, '[^0-9]', '', 'g') AS nr FROM tal
    ),
    ti AS (
        SELECT *, CASE WHEN length(nr) = 9 THEN '0' || nr ELSE nr END AS cpr,
            split_part(lille, lower(raa), 1) AS foer
        FROM cifre WHERE length(nr) IN (9, 10)
    ),
    fundne AS (
        SELECT t.tekst, c.person_noegle, bool_or(length(t.raa) > 10) AS bindestreg,
            bool_or(regexp_matches(t.foer, '(cpr|pnr|personnr|borger)[^a-zæøå0-9]*(nr\.?)?[^a-zæøå0-9]*$')) AS sagt,
            bool_and(regexp_matches(t.foer,
                '(fakt[a-z]*|fak|ordre[a-z]*|bilag[a-z]*|kunde[a-z]*|konto[a-z]*|ref[a-z]*|kreditnota|rekv[a-z]*|'
                'betalings[a-z]*|kid|id|ean|nr)[^a-zæøå0-9]*(nr\.?|nummer)?[^a-zæøå0-9]*$')) AS andet_nr
        FROM ti AS t JOIN raw.cpr AS c ON c.cpr = t.cpr
        WHERE (t.cpr[1:2] BETWEEN '01' AND '31' OR t.cpr[1:2] BETWEEN '61' AND '91')
            AND t.cpr[3:4] BETWEEN '01' AND '12'
        GROUP BY t.tekst, c.person_noegle
    )
    SELECT p.postering_nr, f.* EXCLUDE (tekst) FROM fundne AS f JOIN _uden_poster AS p ON p.tekst = f.tekst
"""
# Persons whose name stands in the text, in any order; with initials only those who have a measure at some time.
#
# A name that many share (MANGE_MED_NAVNET) points to nobody but those of them who have a measure. Where the whole name
# of somebody stands in a text, those with a part of it are left out; so are names that stand in the supplier's.
_NAVNE = f"""
    WITH navne AS (
        SELECT person_noegle, {_foldet("navn")} AS navn FROM core.person WHERE navn IS NOT NULL AND kendt
    ),
    navneord AS (
        SELECT person_noegle, unnest(o) AS ordet, generate_subscripts(o, 1) AS plads, len(o) AS antal
        FROM (SELECT person_noegle, string_split(navn, ' ') AS o FROM navne)
    ),
    alle_ord AS (SELECT DISTINCT ordet FROM navneord WHERE length(ordet) > 1),
    -- Many postings have the same text from the same supplier: each is looked at once.
    ens AS MATERIALIZED (
        SELECT tekst AS raa, coalesce(cvr, '') AS cvr, row_number() OVER () AS tekst_nr, list(postering_nr) AS numre
        FROM _uden_poster WHERE tekst IS NOT NULL GROUP BY tekst, coalesce(cvr, '')
    ),
    tekster AS MATERIALIZED (
        SELECT e.tekst_nr, t.foldet AS tekst,
            string_split({_foldet("coalesce(v.navn, i.navn, '')")}, ' ') AS leverandoer,
            regexp_matches(t.foldet, '{_ROLLE}') AS rolle, regexp_matches(t.foldet, '{_FIRMA}') AS firma
        FROM ens AS e
        JOIN _uden_tekster AS t ON t.tekst = e.raa
        LEFT JOIN raw.virksomhed AS v ON v.cvr = e.cvr
        LEFT JOIN (SELECT cvr, min(navn) AS navn FROM core.institution GROUP BY cvr) AS i ON i.cvr = e.cvr
    ),
    tekstord AS (
        SELECT tekst_nr, unnest(o) AS ordet, generate_subscripts(o, 1) AS plads
        FROM (SELECT tekst_nr, string_split(tekst, ' ') AS o FROM tekster)
    ),
    navneligt AS (
        SELECT t.tekst_nr, t.ordet, bool_or(list_contains(x.leverandoer, t.ordet)) AS leverandoerens
        FROM tekstord AS t JOIN alle_ord USING (ordet) JOIN tekster AS x USING (tekst_nr)
        GROUP BY t.tekst_nr, t.ordet
    ),
    fornavn AS (SELECT person_noegle, ordet FROM navneord WHERE plads = 1),
    efternavn AS (SELECT person_noegle, ordet FROM navneord WHERE plads > 1),
    -- The first name and one more of the person's names.
    navnepar AS (
        SELECT f.person_noegle, f.ordet AS fornavn, e.ordet AS efternavn,
            count(*) OVER (PARTITION BY f.ordet, e.ordet) AS med_navnet
        FROM fornavn AS f JOIN efternavn AS e USING (person_noegle)
    ),
    brugbare AS MATERIALIZED (
        SELECT person_noegle, fornavn, efternavn FROM navnepar
        WHERE med_navnet <= {MANGE_MED_NAVNET} OR person_noegle IN (SELECT person_noegle FROM core.indsats)
    ),
    -- The pairs of words are made first: a first name alone belongs to thousands.
    ordpar AS MATERIALIZED (
        SELECT a.tekst_nr, a.ordet AS foerste, b.ordet AS andet
        FROM navneligt AS a JOIN navneligt AS b ON b.tekst_nr = a.tekst_nr AND b.ordet <> a.ordet
    ),
    par AS (
        SELECT DISTINCT o.tekst_nr, n.person_noegle
        FROM ordpar AS o JOIN brugbare AS n ON n.fornavn = o.foerste AND n.efternavn = o.andet
    ),
    initialer AS (
        SELECT e.person_noegle, e.ordet AS efternavn, f.ordet[1] AS bogstav
        FROM efternavn AS e JOIN fornavn AS f USING (person_noegle)
        WHERE e.person_noegle IN (SELECT person_noegle FROM core.indsats)
    ),
    bogstav AS (
        SELECT DISTINCT a.tekst_nr, i.person_noegle
        FROM tekstord AS a
        JOIN navneligt AS b ON b.tekst_nr = a.tekst_nr
        JOIN tekstord AS bp ON bp.tekst_nr = b.tekst_nr AND bp.ordet = b.ordet
            AND bp.plads - a.plads BETWEEN -2 AND 3 AND bp.plads <> a.plads
        JOIN initialer AS i ON i.efternavn = b.ordet AND i.bogstav = a.ordet
        WHERE length(a.ordet) = 1 AND a.ordet BETWEEN 'a' AND 'z'
    ),
    begge AS (
        SELECT tekst_nr, person_noegle, FALSE AS initial FROM par
        UNION ALL
        SELECT b.tekst_nr, b.person_noegle, TRUE FROM bogstav AS b
        ANTI JOIN par AS p ON p.tekst_nr = b.tekst_nr AND p.person_noegle = b.person_noegle
    ),
    talt AS (
        SELECT b.tekst_nr, b.person_noegle, b.initial,
            count(*) FILTER (WHERE t.ordet IS NOT NULL)::BIGINT AS ord,
            max(n.antal)::BIGINT AS ord_i_navn,
            bool_and(coalesce(t.leverandoerens, TRUE)) AS leverandoerens
        FROM begge AS b
        JOIN navneord AS n ON n.person_noegle = b.person_noegle
        LEFT JOIN navneligt AS t ON t.tekst_nr = b.tekst_nr AND t.ordet = n.ordet
        GROUP BY b.tekst_nr, b.person_noegle, b.initial
    ),
    fundne AS (
        SELECT * EXCLUDE (leverandoerens) FROM talt WHERE NOT leverandoerens
        QUALIFY ord >= ord_i_navn OR NOT bool_or(ord >= ord_i_navn) OVER (PARTITION BY tekst_nr)
    ),
    igen AS (SELECT tekst_nr, unnest(numre) AS postering_nr FROM ens)
    SELECT i.postering_nr, f.* EXCLUDE (tekst_nr), x.rolle, x.firma
    FROM fundne AS f JOIN igen AS i ON i.tekst_nr = f.tekst_nr JOIN tekster AS x ON x.tekst_nr = f.tekst_nr
"""
# Whether each has a measure in the posting's time (tilknyttet), and one of them at the posting's supplier.
_HVEM = f"""
    WITH hvem AS (
        SELECT postering_nr, person_noegle FROM _uden_tal UNION SELECT postering_nr, person_noegle FROM _uden_navne
    ),
    tilknyttet AS (
        SELECT DISTINCT h.postering_nr, h.person_noegle
        FROM hvem AS h JOIN _uden_poster AS p ON p.postering_nr = h.postering_nr
        JOIN core.indsats AS i ON i.person_noegle = h.person_noegle
            AND i.loeber AND i.startdato <= p.til AND i.slutdato >= p.fra - {TIDLIGST_DAGE}
    ),
    ved AS (
        SELECT DISTINCT h.postering_nr, h.person_noegle
        FROM hvem AS h JOIN _uden_par AS u ON u.postering_nr = h.postering_nr
        JOIN _uden_tilbud AS t ON t.tilbud_nr = u.tilbud_nr AND t.person_noegle = h.person_noegle
    )
    SELECT h.*, t.postering_nr IS NOT NULL AS tilknyttet, v.postering_nr IS NOT NULL AS ved_leverandoer
    FROM hvem AS h
    LEFT JOIN tilknyttet AS t ON t.postering_nr = h.postering_nr AND t.person_noegle = h.person_noegle
    LEFT JOIN ved AS v ON v.postering_nr = h.postering_nr AND v.person_noegle = h.person_noegle
"""


@dataclass(frozen=True)
class Tekstspor:
    """Whom the texts of postings on nobody speak of. Both have postering_nr, person_noegle, tilknyttet (has a measure
    in the posting's time) and ved_leverandoer (has one at its supplier), and are ordered by posting and person.

    numre: bindestreg (six and four with something between), sagt ('cpr' stands before it), andet_nr (a word for another
    kind of number stands before it). navne: ord (name words in the text), ord_i_navn, initial (bool), rolle (a word for
    an employee stands before a name), firma (a word for a firm or a course stands in the text); of a posting only the
    best: the whole name before a part of it, then those at the supplier, then those with a measure.
    """

    numre: pd.DataFrame
    navne: pd.DataFrame


def tekstspor(bord: Arbejdsbord) -> Tekstspor:
    """Asked after ved_leverandoer. Names that stand in a text are many: those that are none of the best stay here."""
    for navn, sql in (("_uden_tal", _TAL), ("_uden_navne", _NAVNE), ("_uden_hvem", _HVEM)):
        bord.laeg(navn, sql)
    numre = """
        SELECT t.*, h.tilknyttet, h.ved_leverandoer FROM _uden_tal AS t
        JOIN _uden_hvem AS h ON h.postering_nr = t.postering_nr AND h.person_noegle = t.person_noegle
        ORDER BY t.postering_nr, t.person_noegle
    """
    navne = """
        SELECT n.*, h.tilknyttet, h.ved_leverandoer FROM _uden_navne AS n
        JOIN _uden_hvem AS h ON h.postering_nr = n.postering_nr AND h.person_noegle = n.person_noegle
        QUALIFY rank() OVER (
            PARTITION BY n.postering_nr
            ORDER BY n.ord >= n.ord_i_navn DESC, h.ved_leverandoer DESC, h.tilknyttet DESC
        ) = 1
        ORDER BY n.postering_nr, n.person_noegle
    """
    return Tekstspor(bord(numre, ()).to_pandas(), bord(navne, ()).to_pandas())


def ved_leverandoeren(gen: Generation, numre: Sequence[int]) -> set[str]:
    """Those with a measure at the supplier of one of some postings, near its time."""
    sql = f"""
        WITH institutioner AS (SELECT institution_id, max(cvr) AS cvr FROM core.institution GROUP BY institution_id)
        SELECT DISTINCT i.person_noegle
        FROM core.postering AS p JOIN staging.postering_periode AS o USING (postering_nr)
        JOIN core.indsats AS i ON i.loeber AND i.startdato <= o.til AND i.slutdato >= o.fra - {TIDLIGST_DAGE}
        LEFT JOIN institutioner AS s ON s.institution_id = i.institution_id
        WHERE p.postering_nr IN (SELECT unnest(?)) AND p.cvr IN (i.leverandoer_cvr, s.cvr)
    """
    return set(forespoerg(gen, sql, [[int(n) for n in numre]])["person_noegle"].to_pylist())


def kontoens_fagomraade(gen: Generation, noegle: tuple[str, int, str, int]) -> str | None:
    """The field of work that a posting's account belongs to, None when there is no such posting."""
    sql = """
        SELECT k.fagomraade FROM core.postering AS p JOIN core.kontering AS k
            ON k.funktion = p.funktion AND k.dranst = p.dranst AND k.gruppering = p.gruppering
        WHERE p.kilde = ? AND p.regnskabsaar = ? AND p.bilagsnr = ? AND p.linjenr = ?
    """
    raekker = forespoerg(gen, sql, list(noegle)).to_pylist()
    return str(raekker[0]["fagomraade"]) if raekker else None
