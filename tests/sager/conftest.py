"""The case store on both databases, empty for every test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine.resultater import kontekst
from engine.sager import tabeller
from engine.sager.lager import Sagslager, aabn

BEGGE = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


def _tomt_skema(url: str) -> None:
    motor = sa.create_engine(url)
    with motor.begin() as con:
        skema = con.scalar(sa.text("SELECT current_setting('search_path')"))
        con.execute(sa.text(f'DROP SCHEMA IF EXISTS "{skema}" CASCADE'))
        con.execute(sa.text(f'CREATE SCHEMA "{skema}"'))
    motor.dispose()


def _toem(lager: Sagslager) -> None:
    """Empty a migrated schema past its triggers: making it anew takes half a second for each test."""
    with lager.skriv() as con:
        con.execute(sa.text("SET LOCAL session_replication_role = replica"))
        for tabel in tabeller.metadata.tables.values():
            con.execute(sa.delete(tabel))


@pytest.fixture(params=BEGGE)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any schema, for tests that make or change it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'sager.db'}"
        return
    url = request.getfixturevalue("postgres_url")
    _tomt_skema(url)
    kontekst.sagslager.cache_clear()  # one that was opened here before would not make its tables again
    yield url
    _tomt_skema(url)


@pytest.fixture(scope="session")
def migreret_fil(tmp_path_factory: pytest.TempPathFactory) -> Path:
    sti = tmp_path_factory.mktemp("sager") / "sager.db"
    aabn(f"sqlite:///{sti}").luk()
    return sti


def _kopi(fil: Path, mappe: Path) -> Sagslager:
    return aabn(f"sqlite:///{shutil.copy(fil, mappe)}")


@pytest.fixture(params=BEGGE)
def lager(request: pytest.FixtureRequest, tmp_path: Path, migreret_fil: Path) -> Iterator[Sagslager]:
    """A migrated, empty store."""
    if request.param == "sqlite":
        sagslager = _kopi(migreret_fil, tmp_path)
    else:
        sagslager = aabn(request.getfixturevalue("postgres_url"))
        _toem(sagslager)
    yield sagslager
    sagslager.luk()


@pytest.fixture
def sqlite_lager(tmp_path: Path, migreret_fil: Path) -> Iterator[Sagslager]:
    """For what does not depend on the database."""
    sagslager = _kopi(migreret_fil, tmp_path)
    yield sagslager
    sagslager.luk()
