"""The warehouse's answers for Analyse: marts alone, sums and counts, never a person.

Every statement is written here; what somebody chooses is a parameter, and the scope is part of each statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine.lager.laes import Generation, forespoerg

if TYPE_CHECKING:
    import pandas as pd


def _graenser(
    fagomraader: Sequence[str] | None, organisationer: Sequence[str] | None
) -> tuple[str, dict[str, Any]]:
    """The condition of a scope and its parameters; None = no limit."""
    led, valgt = ["TRUE"], {}
    for kolonne, navn, vaerdier in (
        ("fagomraade", "fagomraader", fagomraader),
        ("organisation", "organisationer", organisationer),
    ):
        if vaerdier is not None:
            led.append(f"{kolonne} IN (SELECT unnest(${navn}))")
            valgt[navn] = list(vaerdier)
    return " AND ".join(led), valgt


def enheder(
    gen: Generation,
    fagomraader: Sequence[str] | None = None,
    organisationer: Sequence[str] | None = None,
) -> pd.DataFrame:
    """The ledger by year and account: aar, fagomraade, ydelse, funktion, hovedart, organisation, oere, personer."""
    hvor, valgt = _graenser(fagomraader, organisationer)
    sql = f"""
        SELECT regnskabsaar::BIGINT AS aar, fagomraade, ydelse, funktion, hovedart, organisation,
            beloeb_oere AS oere, personer_antal AS personer
        FROM marts.regnskab_enhed WHERE {hvor} ORDER BY ALL
    """
    return forespoerg(gen, sql, valgt).to_pandas()


def aldre(gen: Generation, fagomraader: Sequence[str] | None = None) -> pd.DataFrame:
    """Persons with a service by age at the end of the year: aar, fagomraade, koen, alder (first age, −1 unknown),
    personer, dage."""
    hvor, valgt = _graenser(fagomraader, None)
    sql = f"""
        SELECT aar::BIGINT AS aar, fagomraade, koen, coalesce(alder_fra, -1)::BIGINT AS alder,
            personer_antal AS personer, dage
        FROM marts.aktivitet_alder WHERE {hvor} ORDER BY ALL
    """
    return forespoerg(gen, sql, valgt).to_pandas()


def flytninger(gen: Generation) -> pd.DataFrame:
    """Moves to and from the municipality: aar, retning (ind, ud), slags, kode, alder (−1 unknown), antal.

    slags (kommune, udland, forsvundet, ukendt) and kode ('' = none) name the other end.
    """
    sql = """
        SELECT aar::BIGINT AS aar, retning, CASE WHEN retning = 'ud' THEN til_type ELSE fra_type END AS slags,
            coalesce(CASE WHEN retning = 'ud' THEN til_kommunekode ELSE fra_kommunekode END, '') AS kode,
            coalesce(alder_fra, -1)::BIGINT AS alder, sum(antal)::BIGINT AS antal
        FROM marts.flytning WHERE retning IN ('ind', 'ud') GROUP BY ALL ORDER BY ALL
    """
    return forespoerg(gen, sql).to_pandas()
