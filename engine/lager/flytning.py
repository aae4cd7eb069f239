"""The warehouse's answers about moves: counts, never persons. The SQL of the area stands here and in sql/."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.lager.laes import Generation, forespoerg

if TYPE_CHECKING:
    import pandas as pd


def optalt(gen: Generation, aar: int) -> pd.DataFrame:
    """A year's moves to, from and inside the own municipality, one row per place at the other end and institutions.

    retning (ind, ud, inden); slags (kommune, udland, forsvundet, ukendt) and kode (kommunekode or landekode, may be
    None) of the other end, of 'inden' the own municipality; alder_fra (None = unknown); fra_institution_id,
    til_institution_id; antal (int64).
    """
    sql = """
        SELECT retning, CASE WHEN retning = 'ud' THEN til_type ELSE fra_type END AS slags,
            CASE WHEN retning = 'ud' THEN coalesce(til_kommunekode, til_landekode)
                ELSE coalesce(fra_kommunekode, fra_landekode) END AS kode,
            alder_fra, fra_institution_id, til_institution_id, sum(antal)::BIGINT AS antal
        FROM marts.flytning WHERE aar = ? AND retning <> 'andre'
        GROUP BY ALL ORDER BY ALL
    """
    return forespoerg(gen, sql, [aar]).to_pandas()


def pr_aar(gen: Generation) -> pd.DataFrame:
    """aar, retning, fra_ukendt (a first known address, bool), antal (int64), for every year with moves."""
    sql = """
        SELECT aar::BIGINT AS aar, retning, fra_type = 'ukendt' AS fra_ukendt, sum(antal)::BIGINT AS antal
        FROM marts.flytning WHERE retning <> 'andre' GROUP BY ALL ORDER BY ALL
    """
    return forespoerg(gen, sql).to_pandas()


def steder(gen: Generation) -> pd.DataFrame:
    """slags, kode (may be None), antal: the places at the other end of all years' moves to and from."""
    sql = """
        SELECT CASE WHEN retning = 'ud' THEN til_type ELSE fra_type END AS slags,
            CASE WHEN retning = 'ud' THEN coalesce(til_kommunekode, til_landekode)
                ELSE coalesce(fra_kommunekode, fra_landekode) END AS kode,
            sum(antal)::BIGINT AS antal
        FROM marts.flytning WHERE retning IN ('ind', 'ud') GROUP BY ALL ORDER BY ALL
    """
    return forespoerg(gen, sql).to_pandas()


def andre(gen: Generation, aar: int) -> int:
    """The year's moves that touch the own municipality at neither end."""
    sql = "SELECT coalesce(sum(antal), 0)::BIGINT AS antal FROM marts.flytning WHERE aar = ? AND retning = 'andre'"
    return int(forespoerg(gen, sql, [aar])["antal"][0].as_py())


def kommuner(gen: Generation) -> pd.DataFrame:
    """kommunekode, navn, lon, lat (None for codes that are gone), sammenlagt, er_egen."""
    return forespoerg(gen, "SELECT * FROM core.kommune ORDER BY kommunekode").to_pandas()


def lande(gen: Generation) -> dict[str, str]:
    """ISO code -> Danish name."""
    tabel = forespoerg(gen, "SELECT landekode, navn FROM core.land")
    return dict(zip(tabel["landekode"].to_pylist(), tabel["navn"].to_pylist(), strict=True))


def aldersgrupper(gen: Generation) -> dict[int, str]:
    """First age -> name, the youngest first."""
    tabel = forespoerg(gen, "SELECT alder_fra, navn FROM core.aldersgruppe ORDER BY alder_fra")
    return dict(zip(tabel["alder_fra"].to_pylist(), tabel["navn"].to_pylist(), strict=True))


def institutioner(gen: Generation) -> pd.DataFrame:
    """Every institution people can live at, as it was last: institution_id, navn, type, kommunekode, lon, lat."""
    sql = """
        SELECT institution_id, navn, type, kommunekode, lon::DOUBLE AS lon, lat::DOUBLE AS lat
        FROM core.institution WHERE type NOT IN ('dagtilbud', 'skole')
        QUALIFY row_number() OVER (PARTITION BY institution_id ORDER BY gyldig_fra DESC) = 1
        ORDER BY institution_id
    """
    return forespoerg(gen, sql).to_pandas()
