"""The warehouse's answers about presumptions that somebody has left. Single persons: for that purpose only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine.lager.laes import Generation, forespoerg

if TYPE_CHECKING:
    import pandas as pd


def fakta(gen: Generation) -> list[dict[str, Any]]:
    """A row of core.udflytning for each adult with anything to tell but silence: dates as date, months 'YYYY-MM'.

    Silence alone (no income, no service) is two signals and makes no presumption, so those with nothing else are left
    in the warehouse.
    """
    sql = """
        SELECT * FROM core.udflytning
        WHERE tilladelse_til IS NOT NULL OR alene_fra IS NOT NULL OR uden_skole_fra IS NOT NULL
            OR returpost IS NOT NULL OR solgt IS NOT NULL OR udland_fra IS NOT NULL
        ORDER BY person_noegle
    """
    return forespoerg(gen, sql).to_pylist()


def voksne(gen: Generation) -> int:
    """How many adults were looked at."""
    return int(forespoerg(gen, "SELECT count(*) AS n FROM core.udflytning")["n"][0].as_py())


def daekning(gen: Generation) -> dict[str, Any]:
    """What the data reach: indkomst_fra, indkomst_til, ydelse_til (months), ydelse_fra (date), elever (count)."""
    sql = """
        SELECT (SELECT min(maaned) FROM core.indkomst) AS indkomst_fra,
            (SELECT max(maaned) FROM core.indkomst) AS indkomst_til,
            (SELECT make_date(min(regnskabsaar)::INTEGER, 1, 1) FROM core.postering) AS ydelse_fra,
            (SELECT strftime(max(bogfoeringsdato), '%Y-%m') FROM core.postering) AS ydelse_til,
            (SELECT count(*) FROM staging.elev) AS elever
    """
    return forespoerg(gen, sql).to_pylist()[0]


def indkomst(gen: Generation, noegler: Sequence[str], fra_maaned: str) -> pd.DataFrame:
    """Income by kind from a month on: person_noegle, indkomsttype, udland, oere (int64), maaned (the last)."""
    sql = """
        SELECT person_noegle, indkomsttype, udland, sum(beloeb_oere)::BIGINT AS oere, max(maaned) AS maaned
        FROM core.indkomst WHERE person_noegle IN (SELECT unnest($p)) AND maaned >= $m
        GROUP BY ALL ORDER BY ALL
    """
    return forespoerg(gen, sql, {"p": list(noegler), "m": fra_maaned}).to_pandas()


def hjaelp_her(gen: Generation) -> list[dict[str, Any]]:
    """CPR-03: people registered elsewhere who get personal help here, by person: months of help since they moved there.

    person_noegle, kommunekode, bor_siden, maaneder, sidste_maaned. Claimable laws and help at home; bills from other
    municipalities, schools and places to live do not count, and neither do those who moved there from here (help that
    goes on after a move is the page Fraflyttere's) or who live in an institution there.
    """
    sql = """
        WITH egen AS (SELECT kommunekode FROM staging.egen_kommune),
        ude AS (
            SELECT b.person_noegle, b.kommunekode, b.fra FROM core.bopael AS b
            JOIN core.person AS p ON p.person_noegle = b.person_noegle
            WHERE b.til IS NULL AND b.type IN ('bopael', 'uden_fast_bopael') AND p.doedsdato IS NULL
                AND NOT coalesce(p.adressebeskyttelse, FALSE) AND b.kommunekode NOT IN (FROM egen)
                AND NOT EXISTS (SELECT 1 FROM core.institutionsophold AS i
                    WHERE i.person_noegle = b.person_noegle AND i.til IS NULL)
                AND NOT EXISTS (SELECT 1 FROM core.bopael AS f
                    WHERE f.person_noegle = b.person_noegle AND f.til = b.fra - 1 AND f.kommunekode IN (FROM egen))
        )
        SELECT u.person_noegle, any_value(u.kommunekode) AS kommunekode, any_value(u.fra) AS bor_siden,
            count(DISTINCT a.maaned)::BIGINT AS maaneder, max(a.maaned) AS sidste_maaned
        FROM ude AS u
        JOIN core.posteringsandel AS a ON a.person_noegle = u.person_noegle
        JOIN core.postering AS o ON o.postering_nr = a.postering_nr
        WHERE a.andel_oere > 0 AND a.maaned >= strftime(u.fra, '%Y-%m') AND o.art <> '4.7'
            AND (a.lov IN ('LAS', 'LAB', 'LKH', 'BOST', 'AEL') OR (a.lov = 'SEL'
                AND try_cast(regexp_extract(coalesce(a.paragraf, ''), '^(\\d+)', 1) AS INTEGER) BETWEEN 83 AND 99))
        GROUP BY u.person_noegle ORDER BY u.person_noegle
    """
    return forespoerg(gen, sql).to_pylist()


def adresse(gen: Generation, noegle: str) -> dict[str, Any] | None:
    """Name and registered address of one person, for the letter: navn, vejnavn, husnr, etage, sidedoer, postnr."""
    sql = """
        SELECT p.navn, b.vejnavn, b.husnr, b.etage, b.sidedoer, b.postnr
        FROM core.person AS p LEFT JOIN core.bopael AS b ON b.person_noegle = p.person_noegle AND b.til IS NULL
        WHERE p.person_noegle = ? LIMIT 1
    """
    raekker = forespoerg(gen, sql, [noegle]).to_pylist()
    return raekker[0] if raekker else None
