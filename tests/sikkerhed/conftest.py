"""A small town that is landed and built once, with the demo users, and a client for our own routes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from engine.indstillinger import Indstillinger
from engine.sager import brugere, sessioner
from engine.sager.lager import Sagslager
from tests.lager_hjaelp import Tabeller, adresse, kopi_af, lager_af, person, postering, relation

VOKSEN, MOR, BARN, GAMMEL = "6505800001", "6503820003", "6504120005", "6509550007"
CPR = (VOKSEN, MOR, BARN, GAMMEL)
ROLLER = {navn: str(rolle) for navn, _, rolle, _ in brugere.DEMOBRUGERE}
# What a spreadsheet would run, and what a browser would, in every text that comes from outside the house.
FORMEL = "=HYPERLINK(1)+cmd|' /C calc'!A0"
HTML = "<script>alert(1)</script><img src=x onerror=alert(2)> [klik](https://ond.example)"


def by() -> Tabeller:
    """One month: an adult at 100.000 kr., a child at 60.000, and at 90.000 one who turns 67 later in the year."""
    fra, til = "2022-03-01", "2022-03-31"
    return {
        "person": [
            person(VOKSEN, "1980-05-05", navn=f"Anna {HTML}"),
            person(MOR, "1982-03-05", navn="Mona Morprøve"),
            person(BARN, "2012-04-05", navn="Bo Børneprøve"),
            person(GAMMEL, "1955-09-05", navn="Gerda Ældreprøve"),
        ],
        "adresse": [
            *(adresse(VOKSEN, "1"), adresse(MOR, "2"), adresse(GAMMEL, "3")),
            adresse(BARN, "2", "2012-04-05"),
        ],
        "relation": [relation(BARN, MOR)],
        "postering": [
            postering(
                *(VOKSEN, "100000.00", fra, til),
                organisation="Voksenafdelingen",
                bilagsnr=FORMEL,
                tekst=f"{HTML} vedr. {VOKSEN[:6]}-{VOKSEN[6:]}",
            ),
            postering(
                *(BARN, "60000.00", fra, til),
                konto="5282010000000147",
                paragraf="52",
                organisation="Familieafdelingen",
                bilagsnr="@SUM(1)",
            ),
            postering(GAMMEL, "90000.00", fra, til, organisation="Ældreafdelingen", bilagsnr="-4711"),
        ],
        "haendelse": [{"cpr": VOKSEN, "type": "udlandsophold", "fra": "2020-01-01", "til": ""}],
        "hjemtaget": [{"ordning": "sde", "regnskabsaar": "2022", "loebenr": "1", "beloeb": "777.00"}],
    }


@pytest.fixture(scope="session")
def bygget(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town's data directory."""
    mappe = tmp_path_factory.mktemp("sikkerhed")
    hjem = mappe / "hjem"
    hjem.mkdir()
    nu = datetime.now(UTC)
    ind = Indstillinger(hjem=hjem, kommune="0998", database_url=f"sqlite:///{hjem / 'sager.db'}")
    lager_af(by(), ind, nu, mappe, "demo = true\n")
    lager = Sagslager(ind.database_url)
    lager.migrer()
    brugere.opret_demobrugere(lager, nu, cost=4)
    lager.luk()
    return hjem


@pytest.fixture
def hjem(bygget: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it that the app uses in this test."""
    from streamlit.runtime.caching import cache_data, cache_resource

    mappe = kopi_af(bygget, tmp_path / "hjem")
    monkeypatch.setenv("HJEMTAG_HJEM", str(mappe))
    monkeypatch.setenv("HJEMTAG_KOMMUNE", "0998")
    monkeypatch.delenv("HJEMTAG_DATABASE_URL", raising=False)
    cache_data.clear()
    cache_resource.clear()
    return mappe


@pytest.fixture
def lager(hjem: Path) -> Iterator[Sagslager]:
    sagslager = Sagslager(f"sqlite:///{hjem / 'sager.db'}")
    yield sagslager
    sagslager.luk()


@pytest.fixture
def session(lager: Sagslager) -> Callable[[str], str]:
    """session('demo-leder') -> the token of a live session of that user."""

    def aabn(navn: str) -> str:
        nu = datetime.now(UTC)
        bruger_id = next(b["id"] for b in brugere.liste(lager) if b["navn"] == navn)
        with lager.skriv() as con:
            return sessioner.opret_i(con, bruger_id, "", nu)

    return aabn


@pytest.fixture
def klient(hjem: Path) -> Callable[..., Any]:
    """klient(token) -> a client of our own routes with their middleware, with that session in its cookie."""
    from starlette.applications import Starlette
    from starlette.testclient import TestClient

    from pages.komponenter import konto, ruter

    app = Starlette(routes=ruter.RUTER, middleware=ruter.MELLEMLAG)

    def ny(token: str = "", **hoveder: str) -> Any:
        k = TestClient(app, base_url="http://127.0.0.1:8501", headers=hoveder, follow_redirects=False)
        if token:
            k.cookies.set(konto.COOKIE, token, domain="127.0.0.1", path="/")
        return k

    return ny
