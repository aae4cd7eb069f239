"""The warehouse's answers for claims: income from municipalities, and what an incoming claim is tried against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.lager.laes import Generation, forespoerg


def indbetalinger(gen: Generation, personer: Sequence[str], efter: date) -> list[dict[str, Any]]:
    """Income from municipalities (art 7.7, or a 4.7 that is taken back) booked after a day.

    person, modpart ('' = not said), maaned, funktion, bogfoert, oere (positive).
    """
    sql = """
        SELECT a.person_noegle AS person, coalesce(p.modpart_kommunekode, '') AS modpart, a.maaned, p.funktion,
            p.bogfoeringsdato AS bogfoert, -sum(a.andel_oere)::BIGINT AS oere
        FROM core.posteringsandel AS a JOIN core.postering AS p ON p.postering_nr = a.postering_nr
        WHERE p.dranst = '1' AND (p.art = '7.7' OR p.art = '4.7' AND p.beloeb_oere < 0)
            AND p.bogfoeringsdato > $efter
            AND a.person_noegle IN (SELECT unnest($personer))
        GROUP BY ALL ORDER BY ALL
    """
    return forespoerg(gen, sql, {"personer": list(personer), "efter": efter}).to_pylist()


@dataclass(frozen=True)
class Borgerfakta:
    """What is known of some citizens, a list of rows each: forloeb, betaler, lovet, betalt, takster."""

    forloeb: list[dict[str, Any]]
    betaler: list[dict[str, Any]]
    lovet: list[dict[str, Any]]
    betalt: list[dict[str, Any]]
    takster: list[dict[str, Any]]


_BORGER = {
    "forloeb": """
        SELECT person_noegle AS person, fra, til, sted, kommunekode AS kommune FROM core.station
        WHERE person_noegle IN (SELECT unnest($p)) ORDER BY person_noegle, fra
    """,
    "betaler": """
        SELECT person_noegle AS person, fra, til, kommunekode AS kommune FROM core.kommunalt_forhold
        WHERE type = 'betalingskommune' AND kommunekode IS NOT NULL AND person_noegle IN (SELECT unnest($p))
        ORDER BY person_noegle, fra
    """,
    "lovet": """
        SELECT person_noegle AS person, modpart_kommunekode AS modpart, fra, til FROM core.tilsagn
        WHERE retning = 'afgivet' AND status IN ('givet', 'delvist') AND person_noegle IN (SELECT unnest($p))
        ORDER BY person_noegle, fra
    """,
    "betalt": """
        SELECT person_noegle AS person, modpart, maaned, sum(oere)::BIGINT AS oere FROM marts.betaling_modpart
        WHERE art = '4.7' AND person_noegle IN (SELECT unnest($p)) GROUP BY ALL ORDER BY ALL
    """,
    "takster": """
        SELECT i.person_noegle AS person, i.takst_oere, i.enhed, i.antal
        FROM core.indsats AS i CROSS JOIN core.dagen AS d
        WHERE i.loeber AND i.takst_oere > 0 AND i.enhed IN ('dag', 'uge', 'maaned', 'aar')
            AND i.betalingskommune = d.kommunekode AND i.person_noegle IN (SELECT unnest($p))
        ORDER BY i.person_noegle, i.startdato
    """,
}


def borgere(gen: Generation, personer: Sequence[str]) -> Borgerfakta:
    """What an incoming claim is tried against. takster: the last measure that we pay counts."""
    return Borgerfakta(
        **{n: forespoerg(gen, sql, {"p": list(personer)}).to_pylist() for n, sql in _BORGER.items()}
    )


def tilsagn(gen: Generation, noegle: str, modpart: str, dag: date) -> set[str]:
    """The states of what a municipality has been asked to promise us for a person, and that holds on a day or later."""
    sql = """
        SELECT DISTINCT status FROM core.tilsagn
        WHERE person_noegle = ? AND modpart_kommunekode = ? AND retning = 'modtaget' AND coalesce(til >= ?, TRUE)
    """
    return {str(r["status"]) for r in forespoerg(gen, sql, [noegle, modpart, dag]).to_pylist()}
