"""The warehouse's answers about refugees: permits, programmes, work, education, tests, help, and what was claimed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine.lager.henfoerelsesfund import KENDTE_PERIODER
from engine.lager.laes import Generation, forespoerg

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

# Why a share is no help that the state could pay for, whatever its law.
UDENFOR = (
    "central_refusion",
    "administration",
    "dranst",
    "objektiv_finansiering",
    "uden_cpr",
    "konto_taeller_ikke",
)


def tilladelser(gen: Generation) -> list[dict[str, Any]]:
    """core.udlaending in order of person and date."""
    sql = "SELECT * FROM core.udlaending ORDER BY person_noegle, tilladelsesdato"
    return forespoerg(gen, sql).to_pylist()


def programmer(gen: Generation) -> list[dict[str, Any]]:
    """person_noegle, startdato, slutdato of the programmes that give grants."""
    sql = """
        SELECT person_noegle, startdato, slutdato FROM staging.program
        WHERE programtype IN ('selvforsoergelse', 'introduktion') ORDER BY ALL
    """
    return forespoerg(gen, sql).to_pylist()


def job(gen: Generation) -> list[dict[str, Any]]:
    """person_noegle, startdato, slutdato, timer_pr_uge (Decimal), ordinaer, cvr."""
    return forespoerg(
        gen, "SELECT * FROM staging.beskaeftigelse ORDER BY person_noegle, startdato"
    ).to_pylist()


def uddannelser(gen: Generation) -> list[dict[str, Any]]:
    """person_noegle, kompetencegivende, startdato, slutdato."""
    return forespoerg(gen, "SELECT * FROM staging.uddannelse ORDER BY person_noegle, startdato").to_pylist()


def proever(gen: Generation) -> list[dict[str, Any]]:
    """person_noegle, proeve, bestaaet_dato."""
    return forespoerg(
        gen, "SELECT * FROM staging.danskproeve ORDER BY person_noegle, bestaaet_dato"
    ).to_pylist()


def indsatser(gen: Generation) -> list[dict[str, Any]]:
    """Running measures of people with a permit: person_noegle, lov, paragraf, startdato, slutdato, egen (we pay)."""
    sql = """
        SELECT person_noegle, lov, paragraf, startdato, slutdato,
            coalesce(
                coalesce(betalingskommune, handlekommune) IN (SELECT kommunekode FROM staging.egen_kommune), TRUE
            ) AS egen
        FROM core.indsats
        WHERE loeber AND paragraf IS NOT NULL AND person_noegle IN (SELECT person_noegle FROM core.udlaending)
        ORDER BY ALL
    """
    return forespoerg(gen, sql).to_pylist()


def foraeldre_her(gen: Generation) -> dict[str, date]:
    """Person key → the first day a parent had a permit, of those who came alone."""
    sql = """
        SELECT r.barn_noegle AS person_noegle, min(t.tilladelsesdato) AS dag
        FROM staging.relation AS r
        JOIN staging.opholdstilladelse AS t ON t.person_noegle = r.foraelder_noegle
        WHERE r.barn_noegle IN (SELECT person_noegle FROM core.udlaending WHERE uledsaget)
        GROUP BY r.barn_noegle
    """
    return {str(r["person_noegle"]): r["dag"] for r in forespoerg(gen, sql).to_pylist()}


def nyeste_dag(gen: Generation, hoejst: date) -> date | None:
    """The newest day that the permits, programmes, jobs, educations, tests and wages speak of, not after `hoejst`."""
    sql = """
        SELECT max(dag) AS dag FROM (
            SELECT unnest([tilladelsesdato, ansvar_fra, ansvar_til]) AS dag FROM staging.opholdstilladelse
            UNION ALL SELECT unnest([startdato, slutdato]) FROM staging.program
            UNION ALL SELECT unnest([startdato, slutdato]) FROM staging.beskaeftigelse
            UNION ALL SELECT unnest([startdato, slutdato]) FROM staging.uddannelse
            UNION ALL SELECT bestaaet_dato FROM staging.danskproeve
        ) WHERE dag <= $d
    """
    return forespoerg(gen, sql, {"d": hoejst}).to_pylist()[0]["dag"]


def andele(gen: Generation) -> pd.DataFrame:
    """Shares of help on people with a permit: postering_nr, person_noegle, aar, maaned, lov, paragraf, andel_u, aarsag

    (of core.posteringsandel)."""
    # The person stands in the join too: the ledger is then read for these persons and not for everybody.
    sql = f"""
        SELECT a.postering_nr, a.person_noegle, a.aar::BIGINT AS aar, a.maaned, a.lov,
            coalesce(a.paragraf, '') AS paragraf, a.andel_u, a.aarsag
        FROM core.posteringsandel AS a
        JOIN core.postering AS p ON p.postering_nr = a.postering_nr AND p.person_noegle = a.person_noegle
        WHERE a.person_noegle IN (SELECT person_noegle FROM core.udlaending) AND p.dranst = '1'
            AND a.lov IN ('SEL', 'BL', 'LUK') AND a.aarsag NOT IN {UDENFOR}
        ORDER BY a.person_noegle, a.maaned, a.postering_nr
    """
    return forespoerg(gen, sql).to_pandas()


def medregnede(gen: Generation) -> pd.DataFrame:
    """Shares of people with a permit that may enter særligt dyre enkeltsager (columns of core.posteringsandel),
    with the day of booking."""
    sql = """
        SELECT a.postering_nr, a.person_noegle, a.aar::BIGINT AS aar, a.maaned, a.lov, a.paragraf, a.sdelov, a.gruppe,
            a.andel_u, a.andel_oere, a.brutto, a.medregnet, a.aarsag, p.bogfoeringsdato
        FROM core.posteringsandel AS a
        JOIN core.postering AS p ON p.postering_nr = a.postering_nr AND p.person_noegle = a.person_noegle
        WHERE a.medregnet AND a.person_noegle IN (SELECT person_noegle FROM core.udlaending)
        ORDER BY a.person_noegle, a.maaned, a.postering_nr
    """
    return forespoerg(gen, sql).to_pandas()


def driftsposter(gen: Generation, numre: Sequence[int]) -> set[int]:
    """Of some postings those on operation (dranst 1)."""
    sql = "SELECT postering_nr FROM core.postering WHERE dranst = '1' AND postering_nr IN (SELECT unnest(?))"
    return {int(n) for n in forespoerg(gen, sql, [list(numre)])["postering_nr"].to_pylist()}


def perioder(gen: Generation, numre: Sequence[int]) -> dict[int, tuple[date, date]]:
    """Posting → the first and last day it is for, as the generation has it."""
    sql = "SELECT postering_nr, fra, til FROM staging.postering_periode WHERE postering_nr IN (SELECT unnest(?))"
    return {
        int(r["postering_nr"]): (r["fra"], r["til"]) for r in forespoerg(gen, sql, [list(numre)]).to_pylist()
    }


def uden_periode(gen: Generation, numre: Sequence[int]) -> set[int]:
    """Of some postings those whose month is that of their document or booking, for want of a better."""
    sql = f"""
        SELECT postering_nr FROM staging.postering_periode
        WHERE periode_kilde NOT IN {tuple(KENDTE_PERIODER)} AND postering_nr IN (SELECT unnest(?))
    """
    return {int(n) for n in forespoerg(gen, sql, [list(numre)])["postering_nr"].to_pylist()}


def hjemtaget(gen: Generation) -> pd.DataFrame:
    """What was claimed: person_noegle, ordning, maaned (may be None), regnskabsaar, beloeb_oere."""
    sql = """
        SELECT person_noegle, delordning AS ordning, maaned, regnskabsaar::BIGINT AS regnskabsaar, beloeb_oere
        FROM core.hjemtaget WHERE ordning = 'udlaendinge'
        ORDER BY regnskabsaar, loebenr
    """
    return forespoerg(gen, sql).to_pandas()


def loen(gen: Generation) -> pd.DataFrame:
    """Wages by month of people with a permit: person_noegle, maaned, beloeb_oere (int64)."""
    sql = """
        SELECT person_noegle, maaned, sum(beloeb_oere)::BIGINT AS beloeb_oere FROM core.indkomst
        WHERE indkomsttype = '00' AND NOT udland AND person_noegle IN (SELECT person_noegle FROM core.udlaending)
        GROUP BY ALL ORDER BY ALL
    """
    return forespoerg(gen, sql).to_pandas()


def poster(gen: Generation, numre: Sequence[int]) -> pd.DataFrame:
    """Postings as they stand in the ledger: postering_nr, kilde, regnskabsaar, bilagsnr, linjenr, bogfoeringsdato,
    funktion, gruppering, art, beloeb_oere."""
    sql = """
        SELECT postering_nr, kilde, regnskabsaar::BIGINT AS regnskabsaar, bilagsnr, linjenr, bogfoeringsdato, funktion,
            gruppering, art, beloeb_oere
        FROM core.postering WHERE postering_nr IN (SELECT unnest(?)) ORDER BY postering_nr
    """
    return forespoerg(gen, sql, [list(numre)]).to_pandas()


def delt_u(gen: Generation, numre: Sequence[int]) -> dict[int, int]:
    """Posting → the sum of its shares over all months and persons, in units; of those that are not corrected."""
    sql = """
        SELECT postering_nr, sum(andel_u)::BIGINT AS u FROM core.posteringsandel
        WHERE postering_nr IN (SELECT unnest(?)) GROUP BY postering_nr
    """
    return {int(r["postering_nr"]): int(r["u"]) for r in forespoerg(gen, sql, [list(numre)]).to_pylist()}


def bogfoert_refusion(gen: Generation) -> dict[int, int]:
    """Accounting year → øre of state refund booked on help to people with a permit (dranst 2, art 8.6), as income > 0.

    Half refund counts too: an account can be for both, and what has been booked is set beside what was claimed.
    """
    sql = """
        SELECT p.regnskabsaar::BIGINT AS aar, -sum(a.andel_oere)::BIGINT AS oere
        FROM core.posteringsandel AS a
        JOIN core.postering AS p USING (postering_nr)
        WHERE p.dranst = '2' AND p.art = '8.6' AND a.lov IN ('SEL', 'BL', 'LUK')
            AND a.person_noegle IN (SELECT person_noegle FROM core.udlaending)
        GROUP BY ALL ORDER BY ALL
    """
    return {int(r["aar"]): int(r["oere"]) for r in forespoerg(gen, sql).to_pylist()}


def indtaegtsmaaneder(gen: Generation, typer: Sequence[str]) -> set[tuple[str, str]]:
    """(person key, month) with income of some types (00 wages, 01 SU), of people with a permit."""
    sql = """
        SELECT DISTINCT person_noegle, maaned FROM core.indkomst
        WHERE indkomsttype IN (SELECT unnest(?)) AND NOT udland
            AND person_noegle IN (SELECT person_noegle FROM core.udlaending)
    """
    return {
        (str(r["person_noegle"]), str(r["maaned"])) for r in forespoerg(gen, sql, [list(typer)]).to_pylist()
    }


def kommunale_krav(gen: Generation) -> set[tuple[str, str]]:
    """(person key, month) that other municipalities have been claimed for, of people with a permit."""
    sql = """
        SELECT DISTINCT person_noegle, maaned FROM core.hjemtaget
        WHERE ordning = 'mellemkommunal' AND maaned IS NOT NULL
            AND person_noegle IN (SELECT person_noegle FROM core.udlaending)
    """
    return {(str(r["person_noegle"]), str(r["maaned"])) for r in forespoerg(gen, sql).to_pylist()}
