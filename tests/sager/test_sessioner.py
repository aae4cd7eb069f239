"""Sessions: idle, absolute and revoked ends; the table does not hold what opens the door."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from engine.sager import brugere, tabeller
from engine.sager.lager import Sagslager
from engine.sager.sessioner import afslut_session, hent_session, session_id

MINUT = timedelta(minutes=1)


@pytest.fixture
def token(lager: Sagslager, nu: datetime) -> str:
    brugere.opret(lager, "karen", "Karen Holm", "oekonom", "et langt kodeord", nu, cost=4)
    return brugere.log_ind(lager, "karen", "et langt kodeord", "10.0.0.1", nu, cost=4)[0]


def test_tredive_minutter_uden_brug(lager: Sagslager, nu: datetime, token: str) -> None:
    assert hent_session(lager, token, nu + 30 * MINUT) is not None
    assert hent_session(lager, token, nu + 60 * MINUT + timedelta(seconds=1)) is None
    assert hent_session(lager, token, nu + 59 * MINUT) is not None  # looking at a dead one changes nothing


def test_brug_holder_den_i_live_men_hoejst_otte_timer(lager: Sagslager, nu: datetime, token: str) -> None:
    for nr in range(1, 16):
        assert hent_session(lager, token, nu + nr * 30 * MINUT) is not None
    assert hent_session(lager, token, nu + 8 * 60 * MINUT - timedelta(seconds=1)) is not None
    assert hent_session(lager, token, nu + 8 * 60 * MINUT) is None


def test_set_skrives_hoejst_een_gang_i_minuttet(lager: Sagslager, nu: datetime, token: str) -> None:
    def sidst_set() -> datetime | None:
        with lager.laes() as con:
            return con.scalar(sa.select(tabeller.session.c.sidst_set))

    hent_session(lager, token, nu + timedelta(seconds=59))
    assert sidst_set() == nu
    hent_session(lager, token, nu + MINUT)
    assert sidst_set() == nu + MINUT


def test_en_side_der_selv_spoerger_holder_ingen_logget_ind(
    lager: Sagslager, nu: datetime, token: str
) -> None:
    """An open case asks every twenty seconds who else has it open; the idle time goes on all the same."""
    for nr in range(1, 31):
        assert hent_session(lager, token, nu + nr * MINUT, brugt=False) is not None
    assert hent_session(lager, token, nu + 31 * MINUT, brugt=False) is None
    assert hent_session(lager, token, nu + 31 * MINUT) is None


def test_efter_log_ud_er_en_kopieret_cookie_intet_vaerd(lager: Sagslager, nu: datetime, token: str) -> None:
    afslut_session(lager, token, nu)
    assert hent_session(lager, token, nu) is None
    afslut_session(lager, token, nu)
    afslut_session(lager, "ukendt", nu)


def test_to_sessioner_er_uafhaengige(lager: Sagslager, nu: datetime, token: str) -> None:
    anden, _ = brugere.log_ind(lager, "karen", "et langt kodeord", "10.0.0.2", nu, cost=4)
    assert anden != token
    afslut_session(lager, token, nu)
    assert hent_session(lager, anden, nu) is not None


def test_tabellen_har_kun_hash_af_noeglen(lager: Sagslager, nu: datetime, token: str) -> None:
    with lager.laes() as con:
        raekke = con.execute(sa.select(tabeller.session)).mappings().one()
    assert raekke["id"] == session_id(token)
    assert len(raekke["id"]) == 64
    assert token not in str(dict(raekke))
    assert hent_session(lager, raekke["id"], nu) is None  # what the table holds does not open


@pytest.mark.parametrize("forkert", ["", "x", "\ud800", "' OR 1=1 --", "a" * 10_000])
def test_en_ukendt_noegle_er_ingen(lager: Sagslager, nu: datetime, token: str, forkert: str) -> None:
    assert hent_session(lager, forkert, nu) is None
