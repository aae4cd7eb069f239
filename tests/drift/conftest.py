"""A case store on both databases with something in every table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from engine.indstillinger import Indstillinger
from engine.sager import brugere, sessioner, tabeller
from engine.sager.lager import Sagslager, aabn
from engine.sager.log import Loglinje, skriv_loglinjer
from engine.sager.model import FLYT_PERIODE, FORTRYD, Rettelse
from tests.sager.conftest import BEGGE, _toem

ANNA, BO = "a1b2c3d4e5f60718", "b1b2c3d4e5f60718"
_POSTERING = {"kilde": "opus", "regnskabsaar": 2022, "bilagsnr": "Æ-7", "linjenr": 3}
_VAERDIER: dict[type, Any] = {
    tabeller.Tid: datetime(2026, 1, 2, 3, 4, 5, 678_901, UTC),
    sa.Date: date(2026, 2, 28),
    sa.JSON: {"æ": [1, None, True, "»ø«"]},
    sa.Boolean: True,
    sa.Integer: 7,
    sa.BigInteger: 9_007_199_254_740_993,
    sa.LargeBinary: bytes(range(256)),
    sa.Text: 'tekst med "anførsel";\nny linje og 😀',
}


def _vaerdi(kolonne: sa.Column[Any]) -> Any:
    return next(v for klasse, v in _VAERDIER.items() if isinstance(kolonne.type, klasse))


def fyld(lager: Sagslager, nu: datetime) -> None:
    """Users, a session, corrections and an undo, the log with persons, and a row in every other table."""
    brugere.opret(lager, "karen", "Karen Ærø", "administrator", "et langt kodeord", nu, cost=4)
    bo = brugere.opret(
        lager, "bo", "Bo", "sagsbehandler", "et andet kodeord", nu, fagomraader=("boern",), cost=4
    )
    with lager.skriv() as con:
        sessioner.opret_i(con, bo.id, "127.0.0.1", nu)
    nyt = {"periode_fra": "2022-03-01", "periode_til": "2022-03-31"}
    (nr,) = lager.skriv_rettelser([Rettelse(0, FLYT_PERIODE, _POSTERING, nyt, "marts", "bo")], nu)
    lager.skriv_rettelser([Rettelse(0, FORTRYD, {"haendelse": nr}, {}, "nej", "bo")], nu)
    linjer = [
        Loglinje("bo", "se_person", "P-1", ANNA, "Kontrol af refusion"),
        Loglinje("karen", "udtraek", "sde", formaal="Revision", personer=[ANNA, BO]),
    ]
    skriv_loglinjer(lager, linjer, nu)
    with lager.skriv() as con:
        for tabel in tabeller.metadata.sorted_tables:
            if not con.scalar(sa.select(sa.func.count()).select_from(tabel)):
                con.execute(sa.insert(tabel), [{k.name: _vaerdi(k) for k in tabel.columns}])


def indhold(lager: Sagslager) -> dict[str, list[tuple[Any, ...]]]:
    """Table -> its rows by primary key."""
    with lager.laes() as con:
        return {
            tabel.name: [tuple(r) for r in con.execute(sa.select(tabel).order_by(*tabel.primary_key))]
            for tabel in tabeller.metadata.sorted_tables
        }


@pytest.fixture(params=BEGGE)
def lager(request: pytest.FixtureRequest, tmp_path: Any, migreret_fil: Any) -> Iterator[Sagslager]:
    yield from _lager(request, request.param, tmp_path / "fra.db", migreret_fil)


def _lager(request: pytest.FixtureRequest, art: str, fil: Any, skabelon: Any) -> Iterator[Sagslager]:
    if art == "sqlite":
        fil.write_bytes(skabelon.read_bytes())
        sagslager = aabn(f"sqlite:///{fil}")
    else:
        sagslager = aabn(request.getfixturevalue("postgres_url"))
        _toem(sagslager)
    yield sagslager
    sagslager.luk()


@pytest.fixture(scope="session")
def migreret_fil(tmp_path_factory: pytest.TempPathFactory) -> Any:
    sti = tmp_path_factory.mktemp("drift") / "sager.db"
    aabn(f"sqlite:///{sti}").luk()
    return sti


@pytest.fixture
def et_lager(ind: Indstillinger, migreret_fil: Any) -> Iterator[Sagslager]:
    """The store of the settings `ind`, on SQLite: for what does not depend on the database."""
    (ind.hjem / "sager.db").write_bytes(migreret_fil.read_bytes())
    sagslager = aabn(ind.database_url)
    yield sagslager
    sagslager.luk()
