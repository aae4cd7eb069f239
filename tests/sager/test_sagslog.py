"""The log: no CPR number gets in, and every change to it is found."""

from __future__ import annotations

import threading
from datetime import datetime

import pytest
import sqlalchemy as sa

from engine.sager import log
from engine.sager.lager import Sagslager
from engine.sager.log import Loglinje, efterproev, hoved, skriv_log, skriv_loglinjer

NOEGLE = "a1b2c3d4e5f60718"


def fyld(lager: Sagslager, nu: datetime, antal: int = 5) -> None:
    for nr in range(1, antal + 1):
        skriv_log(
            lager,
            nu=nu,
            bruger="karen",
            handling="se_person",
            genstand=f"sag {nr}",
            person_noegle=NOEGLE,
            formaal="særligt dyre",
            detaljer={"aar": 2022, "navn": "Ærø"},
        )


def ret_udenom(lager: Sagslager, *saetninger: str) -> None:
    """As someone with the rights of the database's owner would: past the triggers."""
    with lager.skriv() as con:
        if lager.er_sqlite:
            for vagt in ("update", "delete", "replace"):
                con.execute(sa.text(f"DROP TRIGGER IF EXISTS log_ingen_{vagt}"))
        else:
            con.execute(sa.text("ALTER TABLE log DISABLE TRIGGER USER"))
        for saetning in saetninger:
            con.execute(sa.text(saetning))
        if not lager.er_sqlite:
            con.execute(sa.text("ALTER TABLE log ENABLE TRIGGER USER"))


def test_en_hel_log(lager: Sagslager, nu: datetime) -> None:
    assert efterproev(lager) == (True, None, "Loggen er hel: 0 linjer efterprøvet.")
    fyld(lager, nu)
    assert efterproev(lager) == (True, None, "Loggen er hel: 5 linjer efterprøvet.")
    assert hoved(lager)[0] == 5


@pytest.mark.parametrize(
    "aendring",
    [
        "bruger = 'ole'",
        "handling = 'se_side'",
        "genstand = 'sag 9'",
        "person_noegle = NULL",
        "formaal = 'nysgerrighed'",
        "detaljer = '{}'",
        "tid = '2026-01-16 08:00:00.000000'",
        "hash = 'ny'",
        "forrige_hash = 'ny'",
    ],
)
def test_en_aendret_linje_findes(lager: Sagslager, nu: datetime, aendring: str) -> None:
    fyld(lager, nu)
    ret_udenom(lager, f"UPDATE log SET {aendring} WHERE nr = 3")
    hel, nr, tekst = efterproev(lager)
    assert (hel, nr) == (False, 3)
    assert "linje 3" in tekst


def test_en_fjernet_linje_findes(lager: Sagslager, nu: datetime) -> None:
    fyld(lager, nu)
    ret_udenom(lager, "DELETE FROM log WHERE nr = 3")
    assert efterproev(lager)[:2] == (False, 3)


def test_en_fjernet_linje_findes_ogsaa_naar_resten_er_nummereret_om(lager: Sagslager, nu: datetime) -> None:
    fyld(lager, nu)
    ret_udenom(
        lager,
        "DELETE FROM log WHERE nr = 3",
        *(f"UPDATE log SET nr = {n - 1} WHERE nr = {n}" for n in (4, 5)),
    )
    assert efterproev(lager)[:2] == (False, 3)


def test_ombyttede_linjer_findes(lager: Sagslager, nu: datetime) -> None:
    fyld(lager, nu)
    bytte = [f"UPDATE log SET nr = {til} WHERE nr = {fra}" for fra, til in ((2, 99), (4, 2), (99, 4))]
    ret_udenom(lager, *bytte)
    assert efterproev(lager)[:2] == (False, 2)


def test_de_sidste_linjer_savnes_mod_et_anker(lager: Sagslager, nu: datetime) -> None:
    fyld(lager, nu)
    anker = hoved(lager)
    assert efterproev(lager, anker)[0]
    fyld(lager, nu, 2)
    assert efterproev(lager, anker)[0]  # the log may have grown since
    ret_udenom(lager, "DELETE FROM log WHERE nr >= 5")
    assert efterproev(lager)[0]  # by itself a shorter chain is whole
    assert efterproev(lager, anker)[:2] == (False, 5)


@pytest.mark.parametrize(
    "linje",
    [
        Loglinje("6101881234", "se"),
        Loglinje("karen", "se", "610188-1234"),
        Loglinje("karen", "se", formaal="borger 610188 1234"),
        Loglinje("karen", "se", detaljer={"a": [{"cpr": "6101881234"}]}),
        Loglinje("karen", "se", detaljer={"6101881234": 1}),
        Loglinje("karen", "se", detaljer={"cpr": 6101881234}),
        Loglinje("karen", "se", detaljer={"cpr": 101881234}),
        Loglinje("karen", "se", person_noegle="6101881234"),
        Loglinje("karen", "se", person_noegle="Hans Jensen"),
    ],
)
def test_et_cpr_nummer_kommer_ikke_i_loggen(sqlite_lager: Sagslager, nu: datetime, linje: Loglinje) -> None:
    with pytest.raises(ValueError, match=r"CPR|personens nøgle"):
        skriv_loglinjer(sqlite_lager, [Loglinje("karen", "foer"), linje], nu)
    assert hoved(sqlite_lager) == (0, log.FOERSTE_HASH)


def test_mange_skriver_samtidig_i_een_kaede(lager: Sagslager, nu: datetime) -> None:
    traade = [threading.Thread(target=fyld, args=(lager, nu)) for _ in range(8)]
    for traad in traade:
        traad.start()
    for traad in traade:
        traad.join(60)
    assert efterproev(lager) == (True, None, "Loggen er hel: 40 linjer efterprøvet.")
