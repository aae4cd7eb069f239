"""The one writer of the log: what waits is written together, what cannot be written stops the look, nothing is lost."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine.fejl import HjemtagFejl
from engine.sager import log, tabeller
from engine.sager.lager import Sagslager, raekker
from engine.sager.log import Loglinje, Logskriver, efterproev, noter, skriv_log, skriv_loglinjer, skriver

ANNA, BO, CILLE = "a1b2c3d4e5f60718", "b1b2c3d4e5f60718", "c1b2c3d4e5f60718"


def linjer(lager: Sagslager) -> list[dict]:
    with lager.laes() as con:
        return list(raekker(con, sa.select(tabeller.log).order_by(tabeller.log.c.nr)))


def personer(lager: Sagslager) -> list[tuple[int, str]]:
    p = tabeller.log_person
    with lager.laes() as con:
        return [tuple(r) for r in con.execute(sa.select(p).order_by(*p.c))]


class Optaeller:
    """Counts the write transactions of a store; can make them fail."""

    def __init__(self, lager: Sagslager, monkeypatch: pytest.MonkeyPatch) -> None:
        self.antal, self.fejler, self.aaben = 0, False, threading.Event()
        self.aaben.set()
        oprindelig = lager.skriv

        def skriv():
            self.aaben.wait(10)
            self.antal += 1
            if self.fejler:
                raise HjemtagFejl("Sagslageret svarer ikke.")
            return oprindelig()

        monkeypatch.setattr(lager, "skriv", skriv)


def test_linjer_fra_mange_skrives_sammen(
    sqlite_lager: Sagslager, nu: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thirty who come while the first is being written share one transaction; each gets its own number."""
    taeller = Optaeller(sqlite_lager, monkeypatch)
    taeller.aaben.clear()
    numre: list[int] = []

    def en(nr: int) -> None:
        numre.append(skriv_log(sqlite_lager, nu=nu, bruger=f"bruger{nr}", handling="se_person"))

    traade = [threading.Thread(target=en, args=(nr,)) for nr in range(31)]
    for traad in traade:
        traad.start()
    while skriver(sqlite_lager).venter < 31:
        time.sleep(0.001)
    taeller.aaben.set()
    for traad in traade:
        traad.join(20)
    assert sorted(numre) == list(range(1, 32))
    assert taeller.antal <= 3
    assert {r["nr"]: r["bruger"] for r in linjer(sqlite_lager)}.keys() == set(numre)
    assert efterproev(sqlite_lager)[0]


def test_skriv_er_foerst_faerdig_naar_linjen_staar_der(lager: Sagslager, nu: datetime) -> None:
    nr = skriv_log(lager, nu=nu, bruger="karen", handling="se_person", person_noegle=ANNA, formaal="revision")
    (raekke,) = linjer(lager)
    assert (raekke["nr"], raekke["bruger"], raekke["person_noegle"], raekke["tid"]) == (nr, "karen", ANNA, nu)


def test_uden_linje_intet_opslag(
    sqlite_lager: Sagslager, nu: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    taeller = Optaeller(sqlite_lager, monkeypatch)
    taeller.fejler = True
    with pytest.raises(HjemtagFejl, match="svarer ikke"):
        skriv_log(sqlite_lager, nu=nu, bruger="karen", handling="se_person")
    taeller.fejler = False
    skriv_log(sqlite_lager, nu=nu, bruger="karen", handling="se_person")
    assert len(linjer(sqlite_lager)) == 1  # the refused one never comes afterwards


def test_noterede_linjer_venter_paa_et_lager_der_er_nede(
    sqlite_lager: Sagslager, nu: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "VENT_SEKUNDER", 0.02)
    taeller = Optaeller(sqlite_lager, monkeypatch)
    taeller.fejler = True
    for nr in range(3):
        noter(sqlite_lager, Loglinje("karen", "afvist", f"side{nr}"), nu)
    assert not skriver(sqlite_lager).toem(0.2)
    assert skriver(sqlite_lager).sidste_fejl == "Sagslageret svarer ikke."
    taeller.fejler = False
    assert skriver(sqlite_lager).toem(10)
    assert [r["genstand"] for r in linjer(sqlite_lager)] == ["side0", "side1", "side2"]
    assert skriver(sqlite_lager).sidste_fejl == ""


def test_en_fuld_koe_siger_fra(
    sqlite_lager: Sagslager, nu: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "KOE_MAX", 2)
    taeller = Optaeller(sqlite_lager, monkeypatch)
    taeller.aaben.clear()
    for _ in range(2):
        noter(sqlite_lager, Loglinje("karen", "afvist"), nu)
    with pytest.raises(HjemtagFejl, match="2 linjer venter"):
        noter(sqlite_lager, Loglinje("karen", "afvist"), nu)
    taeller.aaben.set()
    assert skriver(sqlite_lager).toem(10)


def test_luk_skriver_det_der_venter(lager: Sagslager, nu: datetime) -> None:
    for nr in range(50):
        noter(lager, Loglinje("karen", "afvist", str(nr)), nu)
    lager.luk()
    assert [r["genstand"] for r in linjer(lager)] == [str(nr) for nr in range(50)]


def test_et_program_der_slutter_taber_intet(tmp_path: Path) -> None:
    """The process ends at once after handing in; the lines are there all the same."""
    url = f"sqlite:///{tmp_path / 'sager.db'}"
    kode = (
        "import sys; from datetime import UTC, datetime\n"
        "from engine.sager.lager import aabn; from engine.sager.log import Loglinje, noter\n"
        "lager = aabn(sys.argv[1])\n"
        "for nr in range(200): noter(lager, Loglinje('karen', 'afvist', str(nr)), datetime.now(UTC))\n"
    )
    subprocess.run([sys.executable, "-c", kode, url], check=True, timeout=60)
    lager = Sagslager(url)
    assert [r["genstand"] for r in linjer(lager)] == [str(nr) for nr in range(200)]
    assert efterproev(lager)[0]


def test_traaden_slutter_naar_den_er_ledig_og_kommer_igen(
    sqlite_lager: Sagslager, nu: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "LEDIG_SEKUNDER", 0.01)
    for nr in (1, 2):
        assert skriv_log(sqlite_lager, nu=nu, bruger="karen", handling="se_person") == nr
        frist = time.monotonic() + 10
        while skriver(sqlite_lager)._traad is not None and time.monotonic() < frist:
            time.sleep(0.005)
        assert skriver(sqlite_lager)._traad is None


def test_inde_i_en_skrivning_siges_der_fra_i_stedet_for_at_vente(lager: Sagslager, nu: datetime) -> None:
    with lager.skriv() as con:
        with pytest.raises(RuntimeError, match="skriv_i"):
            skriv_log(lager, nu=nu, bruger="karen", handling="se_person")
        log.skriv_i(con, Loglinje("karen", "rettet"), nu)
    assert [r["handling"] for r in linjer(lager)] == ["rettet"]


def test_der_er_een_skriver_pr_lager(sqlite_lager: Sagslager) -> None:
    fundne: list[Logskriver] = []
    traade = [threading.Thread(target=lambda: fundne.append(skriver(sqlite_lager))) for _ in range(8)]
    for traad in traade:
        traad.start()
    for traad in traade:
        traad.join(5)
    assert len(set(map(id, fundne))) == 1


# --- lines about several persons -----------------------------------------------------------------------------


def test_een_person_staar_paa_linjen_og_flere_ved_siden_af(lager: Sagslager, nu: datetime) -> None:
    skriv_loglinjer(
        lager,
        [
            Loglinje("karen", "se_person", personer=[ANNA]),
            Loglinje("karen", "udtraek", "sde", personer=[CILLE, ANNA, BO, ANNA]),
            Loglinje("karen", "se_person", person_noegle=BO, personer=[ANNA]),
            Loglinje("karen", "udtraek", "tom", personer=[]),
        ],
        nu,
    )
    een, flere, baade, ingen = linjer(lager)
    assert (een["person_noegle"], een["detaljer"]) == (ANNA, "{}")
    assert (flere["person_noegle"], '"personer":3' in flere["detaljer"]) == (None, True)
    assert baade["person_noegle"] == BO
    assert (ingen["person_noegle"], ingen["detaljer"]) == (None, "{}")
    assert personer(lager) == [(2, ANNA), (2, BO), (2, CILLE), (3, ANNA)]
    assert efterproev(lager)[0]


def _udenom(lager: Sagslager, saetning: str) -> None:
    with lager.skriv() as con:
        if lager.er_sqlite:
            for vagt in ("update", "delete", "replace"):
                con.execute(sa.text(f"DROP TRIGGER IF EXISTS log_person_ingen_{vagt}"))
        else:
            con.execute(sa.text("ALTER TABLE log_person DISABLE TRIGGER USER"))
        con.execute(sa.text(saetning))
        if not lager.er_sqlite:
            con.execute(sa.text("ALTER TABLE log_person ENABLE TRIGGER USER"))


@pytest.mark.parametrize(
    ("saetning", "nr"),
    [
        (f"DELETE FROM log_person WHERE person_noegle = '{BO}'", 2),
        (f"UPDATE log_person SET person_noegle = 'd1b2c3d4e5f60718' WHERE person_noegle = '{BO}'", 2),
        (f"INSERT INTO log_person VALUES (1, '{BO}')", 1),
        (f"INSERT INTO log_person VALUES (3, '{BO}')", 3),
        ("DELETE FROM log_person", 2),
    ],
)
def test_en_aendring_af_en_linjes_personer_findes(
    lager: Sagslager, nu: datetime, saetning: str, nr: int
) -> None:
    skriv_loglinjer(
        lager,
        [
            Loglinje("karen", "se_person", personer=[ANNA]),
            Loglinje("karen", "udtraek", "sde", personer=[ANNA, BO]),
            Loglinje("karen", "log_ud"),
        ],
        nu,
    )
    assert efterproev(lager)[0]
    _udenom(lager, saetning)
    hel, hvor, tekst = efterproev(lager)
    assert (hel, hvor) == (False, nr)
    assert "personer" in tekst


@pytest.mark.parametrize("saetning", ["UPDATE log_person SET log_nr = 1", "DELETE FROM log_person"])
def test_personerne_kan_kun_tilfoejes(lager: Sagslager, nu: datetime, saetning: str) -> None:
    skriv_log(lager, nu=nu, bruger="karen", handling="udtraek", personer=[ANNA, BO])
    with pytest.raises(sa.exc.DBAPIError, match="kan kun tilføjes"), lager.skriv() as con:
        con.execute(sa.text(saetning))
    assert len(personer(lager)) == 2


def test_en_person_med_cpr_som_noegle_afvises(sqlite_lager: Sagslager, nu: datetime) -> None:
    with pytest.raises(ValueError, match="personens nøgle"):
        skriv_log(sqlite_lager, nu=nu, bruger="karen", handling="udtraek", personer=[ANNA, "6101881234"])
    assert linjer(sqlite_lager) == []
