"""The warehouse's answers about the population: counts by year, age and sex, never persons."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from engine.lager.laes import Generation, forespoerg

if TYPE_CHECKING:
    import pandas as pd


def primo(gen: Generation, fra: int, til: int) -> pd.DataFrame:
    """Registered here on 1 January of each year: aar, koen, alder, antal (int64)."""
    sql = """
        WITH aarene AS (
            SELECT DISTINCT aar, make_date(aar, 1, 1) AS dag FROM core.kalender WHERE aar BETWEEN $fra AND $til
        ),
        boende AS (  -- a person's stays do not overlap, so each is counted once on a day
            SELECT b.fra, coalesce(b.til, DATE '9999-12-31') AS til, p.koen, p.foedselsdato,
                coalesce(p.doedsdato, DATE '9999-12-31') AS doedsdato
            FROM core.bopael AS b JOIN core.person AS p ON p.person_noegle = b.person_noegle
            WHERE b.kommunekode = (SELECT kommunekode FROM staging.egen_kommune)
                AND b.type IN ('bopael', 'uden_fast_bopael')
                AND (b.til IS NULL OR b.til >= make_date($fra, 1, 1) - 1)
                AND coalesce(p.cpr_status, '') NOT IN ('30', '50')
        )
        SELECT a.aar::BIGINT AS aar, b.koen, least(a.aar - 1 - year(b.foedselsdato), 105)::BIGINT AS alder,
            count(*)::BIGINT AS antal
        FROM aarene AS a JOIN boende AS b ON b.fra < a.dag AND b.til >= a.dag - 1
        WHERE b.foedselsdato < a.dag AND b.doedsdato >= a.dag
        GROUP BY ALL ORDER BY ALL
    """
    return forespoerg(gen, sql, {"fra": fra, "til": til}).to_pandas()


def stroemme(gen: Generation) -> pd.DataFrame:
    """Moves, births and deaths: aar, koen, alder (on 1 January; −1 = born in the year), art, antal (int64).

    art: ind_kommune, ind_udland, ud_kommune, ud_udland, foedte, doede. Unknown and gone count as abroad.
    """
    sql = """
        WITH egen AS (SELECT kommunekode FROM staging.egen_kommune),
        alle AS (
            SELECT year(f.dato) AS aar, f.person_noegle,
                CASE WHEN f.retning = 'ind' AND f.fra_type = 'kommune' THEN 'ind_kommune'
                    WHEN f.retning = 'ind' THEN 'ind_udland'
                    WHEN f.til_type = 'kommune' THEN 'ud_kommune' ELSE 'ud_udland' END AS art
            FROM core.flytning AS f WHERE f.retning IN ('ind', 'ud')
            UNION ALL
            SELECT year(p.foedselsdato), p.person_noegle, 'foedte' FROM core.person AS p
            JOIN core.bopael AS b ON b.person_noegle = p.person_noegle AND b.fra <= p.foedselsdato + 31
            WHERE b.kommunekode IN (FROM egen) AND coalesce(p.cpr_status, '') NOT IN ('30', '50')
            GROUP BY p.person_noegle, p.foedselsdato
            UNION ALL
            SELECT year(p.doedsdato), p.person_noegle, 'doede' FROM core.person AS p
            JOIN core.bopael AS b ON b.person_noegle = p.person_noegle AND b.fra <= p.doedsdato
                AND (b.til IS NULL OR b.til >= p.doedsdato)
            WHERE b.kommunekode IN (FROM egen) AND p.doedsdato IS NOT NULL
                AND coalesce(p.cpr_status, '') NOT IN ('30', '50')
            GROUP BY p.person_noegle, p.doedsdato
        )
        SELECT a.aar::BIGINT AS aar, p.koen, a.art,
            least(greatest(a.aar - 1 - year(p.foedselsdato), -1), 105)::BIGINT AS alder, count(*)::BIGINT AS antal
        FROM alle AS a JOIN core.person AS p ON p.person_noegle = a.person_noegle
        WHERE p.foedselsdato IS NOT NULL AND a.aar IS NOT NULL GROUP BY ALL ORDER BY ALL
    """
    return forespoerg(gen, sql).to_pandas()


def moedre(gen: Generation) -> pd.DataFrame:
    """Births here by the mother's age on 1 January of the year, where she is known: aar, alder, antal (int64)."""
    sql = """
        WITH foedte AS (
            SELECT DISTINCT p.person_noegle, year(p.foedselsdato) AS aar FROM core.person AS p
            JOIN core.bopael AS b ON b.person_noegle = p.person_noegle AND b.fra <= p.foedselsdato + 31
            WHERE b.kommunekode = (SELECT kommunekode FROM staging.egen_kommune)
                AND coalesce(p.cpr_status, '') NOT IN ('30', '50')
        ),
        moedre AS (
            SELECT barn_noegle, min(foraelder_noegle) AS mor_noegle FROM staging.relation
            WHERE relation = 'mor' GROUP BY barn_noegle
        )
        SELECT f.aar::BIGINT AS aar, least(greatest(f.aar - 1 - year(p.foedselsdato), 0), 105)::BIGINT AS alder,
            count(*)::BIGINT AS antal
        FROM foedte AS f JOIN moedre AS m ON m.barn_noegle = f.person_noegle
        JOIN core.person AS p ON p.person_noegle = m.mor_noegle
        WHERE p.foedselsdato IS NOT NULL AND f.aar IS NOT NULL GROUP BY ALL ORDER BY ALL
    """
    return forespoerg(gen, sql).to_pandas()


def over_graensen(gen: Generation) -> pd.DataFrame:
    """Moves across the national border by the year they happened and the year they were told of.

    retning (ind, ud), aar (of the move), registreret (the year of the delivery that first had it; None = it was in the
    first one), antal (int64).
    """
    sql = """
        WITH foerst AS (
            SELECT s.person_noegle, s.tilflytningsdato AS dato, min(year(l.dato)) AS registreret
            FROM raw.adresse_set AS s JOIN meta.leverance AS l ON l.nr = s.foerste_nr
            GROUP BY ALL
        )
        SELECT f.retning, year(f.dato)::BIGINT AS aar, s.registreret::BIGINT AS registreret, count(*)::BIGINT AS antal
        FROM core.flytning AS f
        LEFT JOIN foerst AS s ON s.person_noegle = f.person_noegle AND s.dato = f.dato
        WHERE CASE f.retning WHEN 'ind' THEN f.fra_type WHEN 'ud' THEN f.til_type END = 'udland'
        GROUP BY ALL ORDER BY ALL
    """
    return forespoerg(gen, sql).to_pandas()


def foerste_leverance(gen: Generation) -> date | None:
    """The day of the delivery that everything older is known from: what it held was told of before."""
    sql = """
        SELECT max(l.dato) AS dato FROM meta.leverance AS l JOIN raw.adresse_foerste AS f ON f.nr = l.nr
    """
    svar = forespoerg(gen, sql)["dato"][0].as_py()
    return svar if isinstance(svar, date) else None


def folketal(gen: Generation) -> dict[int, int]:
    """The published population of the own municipality on 1 January, where it is delivered: year → persons."""
    sql = """
        SELECT year(dato)::BIGINT AS aar, sum(antal)::BIGINT AS antal FROM raw.folketal
        WHERE kommunekode = (SELECT kommunekode FROM staging.egen_kommune) AND month(dato) = 1 AND day(dato) = 1
        GROUP BY ALL ORDER BY ALL
    """
    t = forespoerg(gen, sql).to_pydict()
    return dict(zip(t["aar"], t["antal"], strict=True))


def skattegrundlag(gen: Generation, aar: int) -> tuple[float | None, float | None]:
    """(own, the country's) tax base per inhabitant in a year; the country's is kommunekode 0000; None if unknown."""
    sql = """
        SELECT kommunekode = '0000' AS land, vaerdi::DOUBLE AS vaerdi FROM raw.kommunetal
        WHERE stoerrelse = 'beskatningsgrundlag_pr_indb' AND aar = ?
            AND kommunekode IN ('0000', (SELECT kommunekode FROM staging.egen_kommune))
    """
    t = {r["land"]: r["vaerdi"] for r in forespoerg(gen, sql, [aar]).to_pylist()}
    return t.get(False), t.get(True)
