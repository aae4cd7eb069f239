"""The warehouse's answers for what is handed in: the accounts behind the cases, and the checks of the build."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine.lager import laes
from engine.lager.laes import Generation, forespoerg

if TYPE_CHECKING:
    import pandas as pd


def kontroller(gen: Generation) -> list[dict[str, Any]]:
    """Every check of the build: navn, art, status, antal, kroner_oere, besked."""
    return laes.kontrol(gen).to_pylist()


def konti(gen: Generation, personer: Sequence[str], fra_aar: int, til_aar: int) -> pd.DataFrame:
    """What may enter of some persons by month, law, function and grouping, in units of 1/27.720 øre.

    Columns person_noegle, aar, maaned, sdelov, gruppe, funktion, gruppering, brutto_u, refusion_u (dranst 2), netto_u.
    """
    sql = """
        SELECT a.person_noegle, a.aar::BIGINT AS aar, a.maaned, a.sdelov, a.gruppe, p.funktion, p.gruppering,
            sum(CASE WHEN a.brutto THEN a.andel_u ELSE 0 END)::BIGINT AS brutto_u,
            sum(CASE WHEN p.art = '8.6' THEN a.andel_u ELSE 0 END)::BIGINT AS refusion_u,
            sum(a.andel_u)::BIGINT AS netto_u
        FROM core.posteringsandel AS a
        JOIN core.postering AS p USING (postering_nr)
        WHERE a.medregnet AND a.aar BETWEEN $fra AND $til AND a.person_noegle IN (SELECT unnest($personer))
        GROUP BY ALL
    """
    return forespoerg(gen, sql, {"personer": list(personer), "fra": fra_aar, "til": til_aar}).to_pandas()
