"""A town of three cases, built once: each test gets a copy of its data directory and an empty case store."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from engine.indstillinger import Indstillinger
from engine.resultater import kontekst
from engine.resultater.sde import Kontekst
from tests.lager_hjaelp import Tabeller, adresse, kopi_af, lager_af, person, postering, relation
from tests.sager.conftest import database_url, lager, migreret_fil, sqlite_lager

__all__ = ["database_url", "lager", "migreret_fil", "sqlite_lager"]

ANNA, MOR, BARN, SOESTER = "6105800001", "6206810002", "6105150003", "6105160004"
TOML = 'dato = "2022-12-31"\n'


def by() -> Tabeller:
    """An adult of 100.000 a month, two siblings of 60.000 each, all of 2022; 10.000 is claimed for Anna."""
    barn = {"lov": "SEL", "paragraf": "52.3.7", "konto": "5282311000001147"}
    posteringer = [
        postering(ANNA, "1200000.00", "2022-01-01", "2022-12-31", bilagsnr="AAR"),
        postering(
            ANNA, "-12000.00", "2022-01-01", "2022-12-31", konto="5385211000000179", lov="", paragraf=""
        ),
        *(postering(cpr, "720000.00", "2022-01-01", "2022-12-31", **barn) for cpr in (BARN, SOESTER)),
    ]
    return {
        "person": [person(c, f) for c, f in ((ANNA, "1980-05-01"), (MOR, "1981-06-02"))]
        + [person(c, f) for c, f in ((BARN, "2015-05-01"), (SOESTER, "2016-05-01"))],
        "adresse": [adresse(ANNA, "1"), adresse(MOR, "2"), adresse(BARN, "2"), adresse(SOESTER, "2")],
        "relation": [relation(BARN, MOR), relation(SOESTER, MOR)],
        "postering": posteringer,
        "hjemtaget": [
            {"ordning": "sde", "regnskabsaar": "2022", "loebenr": "1", "cpr": ANNA, "beloeb": "10000.00"}
        ],
    }


@pytest.fixture(scope="session")
def bygget_by(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of the town, landed and built."""
    mappe = tmp_path_factory.mktemp("by")
    hjem = mappe / "hjem"
    ind = Indstillinger(hjem=hjem, kommune="0860", database_url=f"sqlite:///{mappe / 'sager.db'}")
    lager_af(by(), ind, datetime.fromisoformat("2026-01-15T08:00:00+00:00"), mappe, TOML)
    return hjem


@pytest.fixture
def egen(ind: Indstillinger) -> Indstillinger:
    return replace(ind, kommune="0860")


@pytest.fixture
def k(egen: Indstillinger, bygget_by: Path) -> Kontekst:
    """The town's context, in a directory of the test's own."""
    kopi_af(bygget_by, egen.hjem)
    return kontekst.hent(egen)
