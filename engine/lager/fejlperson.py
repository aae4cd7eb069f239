"""The warehouse's answers about expenses that may be booked on the wrong person: whom a measure or the law points to.

A posting is looked at when nothing that the booked person has explains it, or when the law puts it on the parent. The
comparison of prices is done here, as sets, so that only the few that do not fit leave the warehouse. The questions are
asked when the warehouse is built (engine/lager/forslag.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.lager.henfoerelse import AARETS_PRISER, MAANEDSPRIS, REGNEDE, maanedsandel
from engine.lager.laes import Arbejdsbord, Spoerg

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

MINDST_OERE = 50_000
SENT_DAGE = 130  # a bill is booked at most so long after the help, where its period is not told

# What the law puts on the parent: BL §§ 75, 76, 87, 88 (SEL § 176(1), fourth sentence), and what they replaced.
FORAELDERENS = "(('BL', '75'), ('BL', '76'), ('BL', '87'), ('BL', '88'), ('SEL', '42'), ('SEL', '54'))"

_KENDT = "o.periode_kilde IN ('angivet', 'tekst', 'rettet')"


def _passer(post: str, maal: str) -> str:
    """Whether a posting is so many days or months of a measure, by its price or by the year's other bills; of known
    days that are no whole months, the months' price by days to the øre."""
    beloeb = f"{post}.beloeb_oere"
    dele = " OR ".join(
        f"abs({maal}.{pris} * {post}.md_andel - {beloeb}) < 2" for pris in ("pris_oere", "maanedspris_oere")
    )
    return (
        f"({maal}.enhed = 'dag' AND ({beloeb} % {maal}.pris_oere = 0 OR {beloeb} % {maal}.dagpris_oere = 0)"
        f" OR {maal}.enhed = 'uge' AND {beloeb} % {maal}.pris_oere = 0"
        f" OR {maal}.enhed = 'maaned' AND ({beloeb} % {maal}.pris_oere = 0 OR {beloeb} % {maal}.maanedspris_oere = 0"
        f" OR {post}.kendt AND ({dele}))"
        f" OR {maal}.enhed NOT IN ('dag', 'uge', 'maaned') AND {beloeb} % {maal}.pris_oere = 0)"
    )


_POSTER = f"""
    WITH hjemmel AS (
        SELECT postering_nr, min(lov) AS lov, min(paragraf) AS paragraf, bool_or(gruppe = 'foraelder') AS foraelder,
            min(maaned) AS foerste
        FROM core.posteringsandel WHERE medregnet AND brutto AND person_noegle IS NOT NULL GROUP BY postering_nr
    )
    SELECT p.postering_nr, p.kilde, p.regnskabsaar, p.bilagsnr, p.linjenr, p.cvr, p.funktion, p.dranst,
        p.gruppering, p.art, p.beloeb_oere, p.bogfoeringsdato, p.person_noegle, o.fra, o.til, o.periode_kilde,
        o.sikkerhed AS periode_sikkerhed, {_KENDT} AS kendt, h.lov, h.paragraf,
        h.foraelder OR (h.lov, h.paragraf) IN {FORAELDERENS} AS foraelders, h.foraelder AS efter_lov,
        b.foedselsdato + INTERVAL 18 YEAR > o.til AS barn, {maanedsandel("o.fra", "o.til")} AS md_andel,
        day(o.fra) = 1 AND last_day(o.til) = o.til AS hele
    FROM staging.postering AS p
    JOIN _periode AS o USING (postering_nr)
    JOIN hjemmel AS h USING (postering_nr)
    LEFT JOIN core.person AS b ON b.person_noegle = p.person_noegle
    WHERE p.dranst = '1' AND p.beloeb_oere >= {MINDST_OERE}
"""
_MAAL = f"""
    WITH institutioner AS (SELECT institution_id, max(cvr) AS cvr FROM core.institution GROUP BY institution_id),
    indsatser AS (
        SELECT i.person_noegle, i.lov, i.paragraf, i.startdato, i.slutdato, i.enhed,
            round(i.takst_oere * i.antal)::BIGINT AS pris_oere,
            unnest(list_distinct([
                coalesce(i.leverandoer_cvr, s.cvr, ''), coalesce(s.cvr, i.leverandoer_cvr, '')
            ])) AS cvr
        FROM core.indsats AS i LEFT JOIN institutioner AS s ON s.institution_id = i.institution_id
        WHERE i.loeber AND i.takst_oere * i.antal >= 1
    ),
    egne AS (
        SELECT p.person_noegle, p.cvr, year(p.fra) AS aar, p.beloeb_oere, p.til - p.fra + 1 AS dage,
            datediff('month', p.fra, p.til) + 1 AS mdr, p.hele, p.md_andel
        FROM _forkert_poster AS p WHERE p.kendt AND p.cvr IS NOT NULL
    ),
    priser AS (
        SELECT person_noegle, cvr, aar, {AARETS_PRISER}
        FROM (SELECT *, {MAANEDSPRIS} AS md_pris FROM egne) AS e GROUP BY person_noegle, cvr, aar HAVING count(*) > 2
    ),
    takstens AS (
        SELECT i.cvr, i.enhed, i.pris_oere, q.aar, mode(q.dagpris_oere ORDER BY q.dagpris_oere) AS dagpris_oere,
            mode(q.maanedspris_oere ORDER BY q.maanedspris_oere) AS maanedspris_oere
        FROM indsatser AS i JOIN priser AS q ON q.person_noegle = i.person_noegle AND q.cvr = i.cvr
        GROUP BY i.cvr, i.enhed, i.pris_oere, q.aar
    )
    -- A measure in a year, with the price that the person's other bills of the year come to; for one with too few of
    -- them what it comes to for those whose measure there has the same price today: last year's is in no register.
    SELECT i.*, a.aar, nullif(CASE WHEN q.aar IS NULL THEN t.dagpris_oere ELSE q.dagpris_oere END, 0) AS dagpris_oere,
        nullif(CASE WHEN q.aar IS NULL THEN t.maanedspris_oere ELSE q.maanedspris_oere END, 0) AS maanedspris_oere
    FROM indsatser AS i
    JOIN (SELECT DISTINCT year(fra) AS aar FROM _forkert_poster) AS a
        ON a.aar BETWEEN year(i.startdato) AND year(least(i.slutdato, DATE '9998-12-31')) + 1
    LEFT JOIN priser AS q ON q.person_noegle = i.person_noegle AND q.cvr = i.cvr AND q.aar = a.aar
    LEFT JOIN takstens AS t
        ON t.cvr = i.cvr AND t.enhed = i.enhed AND t.pris_oere = i.pris_oere AND t.aar = a.aar
"""
_UFORKLARET = f"""
    WITH egen AS (
        SELECT p.postering_nr, bool_or(m.cvr = p.cvr) AS ved_leverandoer,
            bool_or({_passer("p", "m")}) AS passer
        FROM _forkert_poster AS p JOIN _forkert_maal AS m
            ON m.person_noegle = p.person_noegle AND m.aar = year(p.fra)
            AND m.startdato <= p.til AND m.slutdato >= p.fra - {SENT_DAGE}
        WHERE m.cvr = coalesce(p.cvr, '') OR (m.lov = p.lov AND m.paragraf = p.paragraf)
        GROUP BY p.postering_nr
    )
    -- What nothing of the person's own comes to, and what the law puts on a parent but is booked on a child.
    SELECT p.*, e.postering_nr IS NOT NULL AS egen_indsats, p.foraelders AND p.barn AS skal_til_foraelder
    FROM _forkert_poster AS p LEFT JOIN egen AS e USING (postering_nr)
    WHERE coalesce(e.passer, FALSE) = FALSE OR (p.foraelders AND p.barn)
"""
_SPOR = f"""
    WITH baand AS (
        SELECT barn_noegle AS fra_person, foraelder_noegle AS til_person, 'foraelder' AS slags FROM staging.relation
        UNION
        SELECT foraelder_noegle, barn_noegle, 'barn' FROM staging.relation
        UNION
        SELECT a.barn_noegle, b.barn_noegle, 'soeskende' FROM staging.relation AS a JOIN staging.relation AS b
            ON b.foraelder_noegle = a.foraelder_noegle AND b.barn_noegle <> a.barn_noegle
    )
    SELECT p.postering_nr, m.person_noegle, coalesce(b.slags, '') AS baand, m.startdato, m.slutdato, m.pris_oere,
        m.enhed, m.dagpris_oere, m.maanedspris_oere, m.lov = p.lov AND m.paragraf = p.paragraf AS samme_lov,
        dense_rank() OVER gange + dense_rank() OVER baglaens - 1 AS gange
    FROM _forkert_uforklaret AS p JOIN _forkert_maal AS m
        ON m.cvr = p.cvr AND m.aar = year(p.fra) AND m.person_noegle <> p.person_noegle
        AND m.startdato <= p.til AND m.slutdato >= p.fra - CASE WHEN p.kendt THEN 0 ELSE {SENT_DAGE} END
    LEFT JOIN baand AS b ON b.fra_person = p.person_noegle AND b.til_person = m.person_noegle
    WHERE {_passer("p", "m")} OR (b.slags IS NOT NULL AND NOT p.egen_indsats)
    WINDOW gange AS (PARTITION BY p.person_noegle, m.person_noegle, p.cvr ORDER BY p.postering_nr),
        baglaens AS (PARTITION BY p.person_noegle, m.person_noegle, p.cvr ORDER BY p.postering_nr DESC)
    UNION ALL
    SELECT p.postering_nr, r.foraelder_noegle, 'indehaver', NULL, NULL, NULL, NULL, NULL, NULL, FALSE, 1
    FROM _forkert_uforklaret AS p JOIN staging.relation AS r
        ON r.barn_noegle = p.person_noegle AND p.fra BETWEEN r.fra AND r.til
        AND (r.foraeldremyndighed OR (r.foraeldremyndighed IS NULL AND r.relation IN ('mor', 'far', 'medmor')))
    WHERE p.skal_til_foraelder AND p.efter_lov
"""


def forbered(bord: Arbejdsbord) -> None:
    """Lay what the questions share on the table: the postings, the measures by year, what is unexplained, the traces.

    _periode, the period of every posting, lies there already (engine/lager/forslag.py).
    """
    for navn, sql in (("poster", _POSTER), ("maal", _MAAL), ("uforklaret", _UFORKLARET), ("spor", _SPOR)):
        bord.laeg(f"_forkert_{navn}", sql)


def poster(spoerg: Spoerg) -> pd.DataFrame:
    """The postings that a trace points away from: the columns of lager.henfoerelse.poster, and egen_indsats (the
    booked person has a measure at the supplier or of the paragraph), skal_til_foraelder (the law puts it on the parent,
    and it is booked on a child), lov, paragraf.
    """
    sql = """
        SELECT p.postering_nr, p.kilde, p.regnskabsaar::BIGINT AS regnskabsaar, p.bilagsnr,
            p.linjenr::BIGINT AS linjenr, coalesce(p.cvr, '') AS cvr, p.funktion, p.art, p.beloeb_oere,
            p.bogfoeringsdato, p.fra, p.til, p.periode_kilde, p.periode_sikkerhed, p.person_noegle, p.lov, p.paragraf,
            coalesce(k.fagomraade, '') AS fagomraade, coalesce(t.titel, '') AS ydelse, p.egen_indsats,
            coalesce(p.skal_til_foraelder, FALSE) AS skal_til_foraelder
        FROM _forkert_uforklaret AS p LEFT JOIN core.kontering AS k
            ON k.funktion = p.funktion AND k.dranst = p.dranst AND k.gruppering = p.gruppering
        LEFT JOIN core.titel AS t ON t.kode = k.ydelse
        WHERE p.postering_nr IN (SELECT postering_nr FROM _forkert_spor)
        ORDER BY p.postering_nr
    """
    return spoerg(sql, ()).to_pandas()


def spor(spoerg: Spoerg) -> pd.DataFrame:
    """Who else a posting may be about, a row per measure.

    postering_nr, person_noegle, baand (foraelder, barn, soeskende, '' = none; indehaver = holds custody and has no
    measure there), startdato, slutdato, pris_oere, enhed, dagpris_oere, maanedspris_oere, samme_lov, regnede (the
    months and days for which that person has a bill from the supplier, as henfoerelse.Maal), gange
    (how many of the booked person's postings at the supplier point to that person).
    """
    sql = f"""
        WITH regnet AS (
            SELECT person_noegle, cvr, list(DISTINCT m) AS regnede
            FROM (
                SELECT person_noegle, cvr, unnest({REGNEDE}) AS m
                FROM _forkert_poster WHERE person_noegle IN (SELECT person_noegle FROM _forkert_spor)
            ) GROUP BY person_noegle, cvr
        )
        SELECT s.*, coalesce(r.regnede, []) AS regnede
        FROM _forkert_spor AS s JOIN _forkert_uforklaret AS p USING (postering_nr)
        LEFT JOIN regnet AS r ON r.person_noegle = s.person_noegle AND r.cvr = p.cvr
        ORDER BY s.postering_nr, s.person_noegle, s.startdato, s.baand, s.slutdato, s.pris_oere, s.enhed, s.samme_lov
    """
    return spoerg(sql, ()).to_pandas()


def paa_personer(spoerg: Spoerg, personer: Sequence[str]) -> pd.DataFrame:
    """All that enters a case on some persons: the columns of poster() but its last ones, and brutto (an expense)."""
    sql = """
        SELECT p.postering_nr, p.kilde, p.regnskabsaar::BIGINT AS regnskabsaar, p.bilagsnr,
            p.linjenr::BIGINT AS linjenr, coalesce(p.cvr, '') AS cvr, p.funktion, p.art, p.beloeb_oere,
            p.bogfoeringsdato, o.fra, o.til, o.periode_kilde, o.sikkerhed AS periode_sikkerhed, p.person_noegle,
            h.lov, h.paragraf, coalesce(k.fagomraade, '') AS fagomraade, h.brutto
        FROM staging.postering AS p
        JOIN _periode AS o USING (postering_nr)
        JOIN (
            SELECT postering_nr, min(lov) AS lov, min(paragraf) AS paragraf, bool_or(brutto) AS brutto
            FROM core.posteringsandel WHERE medregnet GROUP BY postering_nr
        ) AS h USING (postering_nr)
        LEFT JOIN core.kontering AS k
            ON k.funktion = p.funktion AND k.dranst = p.dranst AND k.gruppering = p.gruppering
        WHERE p.person_noegle IN (SELECT unnest(?))
        ORDER BY p.postering_nr
    """
    return spoerg(sql, [list(personer)]).to_pandas()
