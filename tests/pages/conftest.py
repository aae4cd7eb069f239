"""Run page files as Streamlit runs them, with a case store of their own and whoever the test says at the screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from engine.sager import brugere
from engine.sager.lager import Sagslager
from tests.lager_hjaelp import kopi_af

ROD = Path(__file__).resolve().parents[2]
SIDEFILER = sorted((ROD / "pages").glob("*.py"))
Koersel = Callable[..., Any]


@pytest.fixture(scope="session")
def skabelon(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case store with the demo users, made once: hashing passwords is slow on purpose."""
    sti = tmp_path_factory.mktemp("skabelon") / "sager.db"
    lager = Sagslager(f"sqlite:///{sti}")
    lager.migrer()
    brugere.opret_demobrugere(lager, datetime.now(UTC), cost=4)
    lager.luk()
    return sti


@pytest.fixture
def hjem(tmp_path: Path, skabelon: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data directory that the app uses in this test."""
    mappe = tmp_path / "hjem"
    mappe.mkdir()
    (mappe / "sager.db").write_bytes(skabelon.read_bytes())
    monkeypatch.setenv("HJEMTAG_HJEM", str(mappe))
    monkeypatch.setenv("HJEMTAG_KOMMUNE", "0998")
    monkeypatch.delenv("HJEMTAG_DATABASE_URL", raising=False)
    return mappe


@pytest.fixture
def lager(hjem: Path) -> Sagslager:
    return Sagslager(f"sqlite:///{hjem / 'sager.db'}")


@pytest.fixture
def log_ind(lager: Sagslager, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """log_ind('demo-leder') puts a live session of that user in the browser's cookie; returns its token."""
    from engine.sager import sessioner
    from pages.komponenter import adgang

    def ind(navn: str) -> str:
        nu = datetime.now(UTC)
        bruger_id = next(b["id"] for b in brugere.liste(lager) if b["navn"] == navn)
        with lager.skriv() as con:
            token = sessioner.opret_i(con, bruger_id, "", nu)
        monkeypatch.setattr(adgang, "laes_token", lambda: token)
        return token

    return ind


@pytest.fixture
def koer(hjem: Path) -> Koersel:
    """koer(file) runs one page file alone, once."""
    from streamlit.testing.v1 import AppTest

    def en_gang(fil: Path) -> Any:
        return AppTest.from_file(str(fil), default_timeout=20).run()

    return en_gang


def html(at: Any) -> str:
    """All HTML on the page."""
    return "\n".join(element.proto.body for element in at.get("html"))


@pytest.fixture(scope="session")
def ledelsesby_bygget(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small town of tests/resultater/ledelsesby.py landed as demo data and built, once: a data directory."""
    from engine.indstillinger import Indstillinger
    from tests.lager_hjaelp import lager_af
    from tests.resultater.ledelsesby import TOML, by

    mappe = tmp_path_factory.mktemp("ledelsesby")
    hjem = mappe / "hjem"
    hjem.mkdir()
    ind = Indstillinger(hjem=hjem, kommune="0998", database_url=f"sqlite:///{mappe / 'sager.db'}")
    lager_af(by(), ind, datetime(2026, 1, 15, 8, 0, tzinfo=UTC), mappe, f"{TOML}demo = true\n")
    return hjem


@pytest.fixture
def ledelsesby(hjem: Path, ledelsesby_bygget: Path) -> Path:
    """That town in the data directory of this test."""

    kopi_af(ledelsesby_bygget, hjem)
    return hjem
