"""The warehouse's answers for claims: what has been booked as income from municipalities on some citizens."""

from __future__ import annotations

from collections.abc import Sequence
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
