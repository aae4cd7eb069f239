"""The warehouse's answers about proposed households: who is in them by month, and what needs a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.lager.laes import Generation, forespoerg

if TYPE_CHECKING:
    import pandas as pd


def forslag(gen: Generation, aar: int) -> pd.DataFrame:
    """core.husstand_forslag of a year: person_noegle, maaned, art, indehavere, andre."""
    sql = """
        SELECT person_noegle, maaned, art, indehavere, andre FROM core.husstand_forslag
        WHERE maaned BETWEEN ? AND ? ORDER BY art, indehavere, andre, person_noegle, maaned
    """
    return forespoerg(gen, sql, [f"{aar}-01", f"{aar}-12"]).to_pandas()


def antaget(gen: Generation, aar: int) -> pd.DataFrame:
    """Months with expenses where the household rests on assumed custody: person_noegle, maaned, indehavere."""
    sql = """
        SELECT h.person_noegle, h.maaned, h.indehavere FROM core.husstand_maaned AS h
        WHERE h.antagelse AND h.maaned BETWEEN ? AND ? AND EXISTS (
            SELECT 1 FROM core.person_maaned_udgift AS u
            WHERE u.person_noegle = h.person_noegle AND u.maaned = h.maaned)
        ORDER BY h.indehavere, h.person_noegle, h.maaned
    """
    return forespoerg(gen, sql, [f"{aar}-01", f"{aar}-12"]).to_pandas()


def maaneder(gen: Generation, aar: int, personer: Sequence[str]) -> pd.DataFrame:
    """core.husstand_maaned of some children in a year, as the register has it."""
    sql = """
        SELECT person_noegle, maaned, under_myndig, anbragt, referencedato, par, indehavere, mulige, antagelse,
            flere_mulige
        FROM core.husstand_maaned WHERE maaned BETWEEN ? AND ? AND person_noegle IN (SELECT unnest(?))
        ORDER BY person_noegle, maaned
    """
    return forespoerg(gen, sql, [f"{aar}-01", f"{aar}-12", list(personer)]).to_pandas()


def boern_hos(gen: Generation, aar: int, indehavere: Sequence[str]) -> list[str]:
    """The children and young persons of whom one of these may be the holder in some month of the year."""
    sql = """
        SELECT DISTINCT person_noegle FROM core.husstand_maaned
        WHERE maaned BETWEEN ? AND ? AND (list_has_any(string_split(mulige, '+'), ?)
            OR list_has_any(string_split(indehavere, '+'), ?)) ORDER BY 1
    """
    hvem = list(indehavere)
    tabel = forespoerg(gen, sql, [f"{aar}-01", f"{aar}-12", hvem, hvem])
    return [str(n) for n in tabel["person_noegle"].to_pylist()]
