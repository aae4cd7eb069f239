"""Fixtures that all tests share: a data directory of their own, a fixed clock, the shared material."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from engine.indstillinger import Indstillinger
from tests.apptest import hurtig_apptest

# The same cases every time, and no clock: a loaded machine is no failure.
hypothesis_settings.register_profile(
    "hjemtag", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("hjemtag")

ROD = Path(__file__).resolve().parents[1]


def pytest_collection_finish() -> None:
    """What is there before the first test stays: Streamlit collects garbage after each run of a page, and looking
    through thousands of tests and their modules each time costs more than the page."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _pakker_ses_efter_en_gang() -> None:
    """Streamlit's test runner looks through every installed package for components at each run: once is enough."""
    hurtig_apptest()


@pytest.fixture(scope="session", autouse=True)
def _disken_venter_ingen_paa() -> Iterator[None]:
    """Nobody pulls the plug on a test: what it writes need not be on the disk before it goes on (4 ms each time).

    A process that is killed loses nothing by it. Only this process: what a test starts is as in use.
    """
    import sqlalchemy as sa

    from engine.sager import lager

    aegte = lager._sqlite_motor

    def uden_at_vente(url: sa.URL) -> sa.Engine:
        motor = aegte(url)
        sa.event.listen(motor, "connect", lambda dbapi, _: dbapi.execute("PRAGMA synchronous = OFF"))
        return motor

    with pytest.MonkeyPatch.context() as m:
        m.setattr(os, "fsync", lambda _: None)
        m.setattr(lager, "_sqlite_motor", uden_at_vente)
        yield


@pytest.fixture(scope="session", autouse=True)
def _skemaet_migreres_en_gang() -> Iterator[None]:
    """Not where the migrations are what is tested: tests/sager/test_sagslager.py."""
    from engine.sager import lager
    from tests import skema

    with pytest.MonkeyPatch.context() as m:
        m.setattr(lager, "opgrader", skema.opgrader)
        yield


@pytest.fixture(scope="session", autouse=True)
def _en_kopieret_generation_aabnes_en_gang() -> Iterator[None]:
    from engine.lager import port
    from tests.lager_hjaelp import delte_forbindelser

    with pytest.MonkeyPatch.context() as m:
        m.setattr(port, "aabn_laes", delte_forbindelser(port.aabn_laes))
        yield


@pytest.fixture(scope="session")
def faelles_mappe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is made once a run lies here, for every process of the run."""
    rod = tmp_path_factory.getbasetemp()
    return rod.parent if os.environ.get("PYTEST_XDIST_WORKER") else rod


@pytest.fixture(scope="session")
def standarddemo(faelles_mappe: Path) -> Path:
    """The deliveries of the default fictional municipality and its sandhed.csv: to read, not to change."""
    from engine.demo import lav_demo

    mappe = faelles_mappe / "standarddemo"
    with FileLock(faelles_mappe / "standarddemo.laas"):
        if not (faelles_mappe / "standarddemo.klar").exists():
            lav_demo(mappe)
            (faelles_mappe / "standarddemo.klar").touch()
    return mappe


@pytest.fixture
def nu() -> datetime:
    return datetime(2026, 1, 15, 8, 0, tzinfo=UTC)


@pytest.fixture
def ind(tmp_path: Path) -> Indstillinger:
    hjem = tmp_path / "hjem"
    hjem.mkdir()
    return Indstillinger(hjem=hjem, kommune="0998", database_url=f"sqlite:///{hjem / 'sager.db'}")


@pytest.fixture(scope="session")
def delt() -> Path:
    mappe = ROD.parent / "shared"
    if not (mappe / "contracts.md").exists():
        pytest.skip("det fælles materiale (shared/) ligger ikke ved siden af udcheckningen")
    return mappe


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A URL into a random schema of its own, dropped afterwards."""
    import secrets

    import sqlalchemy as sa

    grund = os.environ.get("HJEMTAG_TEST_POSTGRES_URL")
    if not grund:
        pytest.skip("HJEMTAG_TEST_POSTGRES_URL er ikke sat")
    skema = f"hjemtag_test_{secrets.token_hex(6)}"
    motor = sa.create_engine(grund)
    with motor.begin() as f:
        f.execute(sa.text(f'CREATE SCHEMA "{skema}"'))
    skille = "&" if "?" in grund else "?"
    try:
        yield f"{grund}{skille}options=-csearch_path%3D{skema}"
    finally:
        with motor.begin() as f:
            f.execute(sa.text(f'DROP SCHEMA "{skema}" CASCADE'))
        motor.dispose()
