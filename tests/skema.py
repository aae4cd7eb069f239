"""A new SQLite case store gets its schema from one that was migrated in this process: 6 ms for 120."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import sqlalchemy as sa

from engine.sager import lager

MIGRATIONERNE = lager.opgrader


def opgrader(con: sa.Connection, revision: str | None, til: str = "head") -> None:
    """As engine.sager.lager.opgrader. A schema that exists, another revision and PostgreSQL take the migrations."""
    if revision is not None or til != "head" or con.dialect.name != "sqlite":
        MIGRATIONERNE(con, revision, til)
        return
    for saetning in _migreret():
        con.exec_driver_sql(saetning)


@cache
def _migreret() -> tuple[str, ...]:
    """What makes a migrated, empty store, statement by statement."""
    with tempfile.TemporaryDirectory() as mappe:
        motor = sa.create_engine(f"sqlite:///{Path(mappe) / 'sager.db'}")
        with motor.begin() as con:
            MIGRATIONERNE(con, None)
        with motor.connect() as con:
            dump = con.connection.driver_connection.iterdump()  # type: ignore[union-attr]
            saetninger = tuple(s for s in dump if s not in ("BEGIN TRANSACTION;", "COMMIT;"))
        motor.dispose()
    return saetninger
