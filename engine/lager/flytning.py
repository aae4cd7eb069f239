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
    """Every institution people can live at, as it was last: institution_id, navn, type, kommunekode, lon, lat (its own
    point, else that of an address in the same house)."""
    sql = """
        SELECT i.institution_id, i.navn, i.type, i.kommunekode, coalesce(i.lon, h.lon)::DOUBLE AS lon,
            coalesce(i.lat, h.lat)::DOUBLE AS lat
        FROM core.institution AS i
        LEFT JOIN core.hus AS h ON h.hus_noegle
            = concat_ws('-', i.kommunekode, lpad(trim(i.vejkode), 4, '0'), upper(ltrim(trim(i.husnr), '0')))
        WHERE i.type NOT IN ('dagtilbud', 'skole')
        QUALIFY row_number() OVER (PARTITION BY i.institution_id ORDER BY i.gyldig_fra DESC) = 1
        ORDER BY i.institution_id
    """
    return forespoerg(gen, sql).to_pandas()


# One row per end of a move that lies in the own municipality, of those that are asked for.
_ENDER = """
    WITH valgte AS (
        SELECT * FROM marts.flytning_hus
        WHERE aar = $aar AND ($alder IS NULL OR coalesce(alder_fra, -1) = $alder)
            AND ($institution = 'alle' OR fra_institution_id = $institution OR til_institution_id = $institution
                OR ($institution = 'enhver' AND coalesce(fra_institution_id, til_institution_id) IS NOT NULL))
            AND (NOT $udland OR CASE WHEN retning = 'ud' THEN til_type ELSE fra_type END = 'udland')
    ),
    ender AS (
        SELECT til_hus_noegle AS hus_noegle, til_institution_id AS institution_id, retning, TRUE AS er_til,
            fra_hus_noegle AS anden_hus, fra_type AS anden_type, coalesce(fra_kommunekode, fra_landekode) AS anden_kode,
            antal FROM valgte WHERE retning <> 'ud'
        UNION ALL
        SELECT fra_hus_noegle, fra_institution_id, retning, FALSE, til_hus_noegle, til_type,
            coalesce(til_kommunekode, til_landekode), antal FROM valgte WHERE retning <> 'ind'
    )
"""
_RETNINGER = """
    coalesce(sum(e.antal) FILTER (e.retning = 'ind'), 0)::BIGINT AS ind,
    coalesce(sum(e.antal) FILTER (e.retning = 'ud'), 0)::BIGINT AS ud,
    coalesce(sum(e.antal) FILTER (e.retning = 'inden' AND e.er_til), 0)::BIGINT AS inden_til,
    coalesce(sum(e.antal) FILTER (e.retning = 'inden' AND NOT e.er_til), 0)::BIGINT AS inden_fra
"""
Udvalg = dict[str, "int | str | bool | None"]


def paa_huse(gen: Generation, udvalg: Udvalg) -> pd.DataFrame:
    """A year's moves by house here: hus_noegle (None = not known, or protected), vej_noegle, vejnavn, husnr, lon, lat,
    ind, ud, inden_til, inden_fra (int64). udvalg: aar, alder (a group's first age, -1 unknown, None all), institution
    ('alle', 'enhver' or an id), udland (only across the national border).
    """
    sql = f"""{_ENDER}
        SELECT e.hus_noegle, h.vej_noegle, h.vejnavn, h.husnr, h.lon::DOUBLE AS lon, h.lat::DOUBLE AS lat, {_RETNINGER}
        FROM ender AS e LEFT JOIN core.hus AS h ON h.hus_noegle = e.hus_noegle GROUP BY ALL ORDER BY 1
    """
    return forespoerg(gen, sql, udvalg).to_pandas()


def paa_institutioner(gen: Generation, udvalg: Udvalg) -> pd.DataFrame:
    """The same by institution: institution_id, vej_noegle of the house, ind, ud, inden_til, inden_fra."""
    sql = f"""{_ENDER}
        SELECT e.institution_id, h.vej_noegle, {_RETNINGER}
        FROM ender AS e LEFT JOIN core.hus AS h ON h.hus_noegle = e.hus_noegle
        WHERE e.institution_id IS NOT NULL GROUP BY ALL ORDER BY ALL
    """
    return forespoerg(gen, sql, udvalg).to_pandas()


def den_anden_ende(gen: Generation, udvalg: Udvalg, sted: str) -> pd.DataFrame:
    """Where those came from and went who moved to and from a road or a house (`sted`, its key).

    vej_noegle (None outside the municipality or not known), slags, kode of the other end; the four counts.
    """
    sql = f"""{_ENDER}
        SELECT a.vej_noegle, e.anden_type AS slags, e.anden_kode AS kode, {_RETNINGER}
        FROM ender AS e JOIN core.hus AS h ON h.hus_noegle = e.hus_noegle
        LEFT JOIN core.hus AS a ON a.hus_noegle = e.anden_hus
        WHERE $sted IN (h.hus_noegle, h.vej_noegle) GROUP BY ALL ORDER BY ALL
    """
    return forespoerg(gen, sql, udvalg | {"sted": sted}).to_pandas()


def mellem_veje(gen: Generation, udvalg: Udvalg, hoejst: int) -> pd.DataFrame:
    """The largest flows between two roads of the municipality: fra, til (vej_noegle), antal (int64)."""
    sql = f"""{_ENDER}
        SELECT f.vej_noegle AS fra, t.vej_noegle AS til, sum(e.antal)::BIGINT AS antal
        FROM ender AS e JOIN core.hus AS t ON t.hus_noegle = e.hus_noegle
        JOIN core.hus AS f ON f.hus_noegle = e.anden_hus
        WHERE e.retning = 'inden' AND e.er_til AND f.vej_noegle <> t.vej_noegle
        GROUP BY ALL ORDER BY antal DESC, fra, til LIMIT $hoejst
    """
    return forespoerg(gen, sql, udvalg | {"hoejst": hoejst}).to_pandas()
