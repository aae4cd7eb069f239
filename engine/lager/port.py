"""The doors to DuckDB. Nobody else imports it; every connection gets its limits here.

One connection refuses concurrent use: take a `.cursor()` per query. No extension is ever loaded or fetched.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeAlias

import duckdb

from engine.indstillinger import Indstillinger

Forbindelse: TypeAlias = duckdb.DuckDBPyConnection
Fejl = duckdb.Error
MangletTabel = duckdb.CatalogException

_FAELLES: dict[str, Any] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",  # a Python variable must never be found as a table
}
_LUKKET: dict[str, Any] = _FAELLES | {"enable_external_access": "false", "lock_configuration": "true"}
_KLADDE: dict[str, Any] = {"fsync_mode": "NONE"}
_LAES_HUKOMMELSE = "2GB"
_LAES_TRAADE = "2"


def aabn_laes(sti: Path) -> Forbindelse:
    """A read-only connection to a generation: no files outside it, and no setting can be changed.

    Errors: `Fejl` when the file is missing or is no database.
    """
    graenser = {"memory_limit": _LAES_HUKOMMELSE, "threads": _LAES_TRAADE}
    return duckdb.connect(str(sti), read_only=True, config=_LUKKET | graenser)


def aabn_skriv(sti: Path, ind: Indstillinger) -> Forbindelse:
    """A connection that writes `sti` and may read and write other files; it spills under `ind.arbejde`.

    What it writes is a draft, which nobody reads after a power cut: it is not brought safely to disk statement by
    statement, but once, by whoever publishes it.
    """
    sti.parent.mkdir(parents=True, exist_ok=True)
    return duckdb.connect(str(sti), config=_FAELLES | _KLADDE | _graenser(ind))


def hukommelse(ind: Indstillinger | None = None) -> Forbindelse:
    """A database in memory. With `ind` it follows the settings and may spill, else it is small and closed."""
    if ind is None:
        return duckdb.connect(":memory:", config=_LUKKET | {"memory_limit": "1GB", "threads": _LAES_TRAADE})
    return duckdb.connect(":memory:", config=_FAELLES | _graenser(ind))


def flygtig(ind: Indstillinger) -> Forbindelse:
    """A database in memory that can write nothing, nor spill: what is too large for the memory ends in an error."""
    graenser = {"memory_limit": ind.duckdb_hukommelse, "threads": str(ind.duckdb_traade)}
    uden_spild = {"temp_directory": "", "max_temp_directory_size": "0B"}
    return duckdb.connect(":memory:", config=_LUKKET | graenser | uden_spild)


def _graenser(ind: Indstillinger) -> dict[str, Any]:
    spild = ind.arbejde / "duckdb"
    spild.mkdir(parents=True, exist_ok=True)
    return {
        "memory_limit": ind.duckdb_hukommelse,
        "threads": str(ind.duckdb_traade),
        "temp_directory": str(spild),
    }


def giv_plads(con: Forbindelse) -> None:
    """Let the database hold half the memory it may use, so that Python has the other half."""
    svar = con.execute("SELECT current_setting('memory_limit')").fetchone()
    maal, enhed = str(svar[0] if svar else "").split(" ")
    con.execute(f"SET memory_limit = '{float(maal) / 2:.2f}{enhed}'")


def traade(con: Forbindelse) -> int:
    """How many processors the database may use."""
    svar = con.execute("SELECT current_setting('threads')").fetchone()
    return int(svar[0]) if svar else 1


def saet_traade(con: Forbindelse, antal: int) -> None:
    """Let the database use so many processors, over all its connections, from the next query on."""
    con.execute(f"SET threads = {max(1, antal)}")


def tekst(vaerdi: object) -> str:
    """A SQL string literal, for places where DuckDB takes no parameter (COPY, views)."""
    return "'" + str(vaerdi).replace("'", "''") + "'"


def navn(identifikator: str) -> str:
    """A quoted SQL identifier."""
    return '"' + identifikator.replace('"', '""') + '"'
