"""The store itself: settings of the database, migrations, what only can be added to, clear refusals."""

from __future__ import annotations

import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine.fejl import HjemtagFejl, IndstillingsFejl
from engine.sager import lager as lagermodul
from engine.sager import model, tabeller
from engine.sager.lager import Sagslager, aabn
from engine.sager.log import skriv_log
from tests import skema


@pytest.fixture(autouse=True)
def _migrationerne_selv(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every empty database here is migrated revision by revision; other tests write a migrated one's schema off."""
    monkeypatch.setattr(lagermodul, "opgrader", skema.MIGRATIONERNE)


def _en_haendelse(lager: Sagslager, nu: datetime) -> int:
    with lager.skriv() as con:
        return lager.skriv_haendelse(
            con, "sagstilstand", {"sag_id": "x"}, {"tilstand": "ny"}, begrundelse="", bruger="karen", nu=nu
        )


@pytest.mark.parametrize(
    "saetning",
    [
        "UPDATE haendelse SET bruger = 'en anden'",
        "DELETE FROM haendelse",
        "UPDATE log SET bruger = 'en anden'",
        "DELETE FROM log",
    ],
)
def test_haendelser_og_log_kan_kun_tilfoejes(lager: Sagslager, nu: datetime, saetning: str) -> None:
    _en_haendelse(lager, nu)
    skriv_log(lager, nu=nu, bruger="karen", handling="se_side")
    with pytest.raises(sa.exc.DBAPIError, match="kan kun tilføjes"):
        with lager.skriv() as con:
            con.execute(sa.text(saetning))
    assert [h.bruger for h in lager.haendelser()] == ["karen"]


def test_sqlite_kan_heller_ikke_erstatte(sqlite_lager: Sagslager, nu: datetime) -> None:
    """INSERT OR REPLACE deletes the row it collides with, without asking the delete trigger."""
    nr = _en_haendelse(sqlite_lager, nu)
    kolonner = "tid, type, noegle, noegle_hash, nyt, begrundelse, bruger, kilde, version, fortryder"
    for id_, hash_ in ((nr, "'ny'"), (nr + 1, "noegle_hash")):
        kopi = f"{id_}, {kolonner.replace('noegle_hash', hash_).replace('bruger', repr('ond'))}"
        with pytest.raises(sa.exc.DBAPIError, match="kan kun tilføjes"):
            with sqlite_lager.skriv() as con:
                con.execute(
                    sa.text(f"INSERT OR REPLACE INTO haendelse (id, {kolonner}) SELECT {kopi} FROM haendelse")
                )
    assert [h.bruger for h in sqlite_lager.haendelser()] == ["karen"]


@pytest.mark.postgres
def test_postgres_kan_heller_ikke_toemme(lager: Sagslager, nu: datetime) -> None:
    if lager.er_sqlite:
        pytest.skip("SQLite har ikke TRUNCATE")
    _en_haendelse(lager, nu)
    for tabel in ("haendelse", "log"):
        with pytest.raises(sa.exc.DBAPIError, match="kan kun tilføjes"):
            with lager.skriv() as con:
                con.execute(sa.text(f"TRUNCATE {tabel} CASCADE"))


def test_sqlite_koerer_med_wal_og_fremmednoegler(sqlite_lager: Sagslager) -> None:
    with sqlite_lager.laes() as con:
        pragma = {p: con.exec_driver_sql(f"PRAGMA {p}").scalar() for p in ("journal_mode", "foreign_keys")}
        vent = con.exec_driver_sql("PRAGMA busy_timeout").scalar()
    assert pragma == {"journal_mode": "wal", "foreign_keys": 1}
    assert vent == 30_000


def test_en_skrivning_tager_laasen_med_det_samme(sqlite_lager: Sagslager) -> None:
    """BEGIN IMMEDIATE: another connection cannot begin to write, but it can read."""
    with sqlite_lager.skriv(), sqlite_lager.laes() as anden:
        anden.exec_driver_sql("PRAGMA busy_timeout = 0")
        assert anden.exec_driver_sql("SELECT count(*) FROM haendelse").scalar() == 0
        with pytest.raises(sa.exc.OperationalError, match="locked"):
            anden.exec_driver_sql("DELETE FROM loginforsoeg")


def test_skriv_i_skriv_siger_fra_i_stedet_for_at_vente(lager: Sagslager) -> None:
    with lager.skriv():
        with pytest.raises(RuntimeError, match="allerede åben"), lager.skriv():
            pass
    with lager.skriv():
        pass


def test_en_fejl_ruller_alt_tilbage(lager: Sagslager, nu: datetime) -> None:
    def skriv_og_fejl() -> None:
        with lager.skriv() as con:
            lager.skriv_haendelse(con, "x", {"a": 1}, {}, begrundelse="", bruger="b", nu=nu)
            raise ValueError("midt i det hele")

    with pytest.raises(ValueError, match="midt i"):
        skriv_og_fejl()
    assert lager.haendelser() == []


def test_filen_er_kun_ejerens(tmp_path: Path) -> None:
    lager = aabn(f"sqlite:///{tmp_path / 'sager.db'}")
    with lager.laes():
        filer = list(tmp_path.glob("sager.db*"))
        assert {fil.name for fil in filer} == {"sager.db", "sager.db-wal", "sager.db-shm"}
        assert {stat.S_IMODE(fil.stat().st_mode) for fil in filer} == {0o600}
    lager.luk()


def test_mappen_laves_og_genaabnes(tmp_path: Path, nu: datetime) -> None:
    url = f"sqlite:///{tmp_path / 'ny' / 'mappe 100%' / 'sager.db'}"
    foerste = aabn(url)
    _en_haendelse(foerste, nu)
    foerste.luk()
    anden = aabn(url)
    assert [h.tid for h in anden.haendelser()] == [nu]
    anden.luk()


def test_migreringen_giver_tabellerne_som_koden_kender_dem(database_url: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    lager = aabn(database_url)
    with lager.laes() as con:
        context = MigrationContext.configure(con, opts={"compare_type": True})
        assert compare_metadata(context, tabeller.metadata) == []
    lager.luk()


def test_det_afskrevne_skema_er_det_migrerede(tmp_path: Path) -> None:
    """What the other tests' stores are made from: the same tables, guards and rows, to the letter."""

    def indhold(opgrader: Callable[..., None], navn: str) -> list[str]:
        lager = Sagslager(f"sqlite:///{tmp_path / navn}")
        with lager.skriv() as con:
            opgrader(con, None)
        with lager.laes() as con:
            linjer = list(con.connection.driver_connection.iterdump())
        lager.luk()
        return linjer

    migreret = indhold(skema.MIGRATIONERNE, "migreret.db")
    assert len([linje for linje in migreret if linje.startswith("CREATE")]) > 30
    assert indhold(skema.opgrader, "afskrevet.db") == migreret


def test_den_seneste_revision_er_den_koden_venter() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    opsaetning = Config()
    opsaetning.set_main_option("script_location", str(Path(lagermodul.__file__).parent / "migrationer"))
    assert ScriptDirectory.from_config(opsaetning).get_current_head() == lagermodul.SENESTE_REVISION


def test_en_bruger_fra_det_foerste_skema_er_der_endnu(database_url: str) -> None:
    from alembic import command
    from alembic.config import Config

    from engine.sager import brugere

    lager = Sagslager(database_url)
    opsaetning = Config()
    opsaetning.set_main_option("script_location", str(Path(lagermodul.__file__).parent / "migrationer"))
    with lager.skriv() as con:
        opsaetning.attributes["forbindelse"] = con
        command.upgrade(opsaetning, "0001")
        con.execute(
            sa.text(
                "INSERT INTO bruger (navn, visningsnavn, rolle, skal_skifte, aktiv, demo, fagomraader, oprettet) "
                "VALUES ('karen', 'Karen', 'leder', false, true, false, '[\"boern\"]', '2026-01-01 00:00:00')"
            )
        )
    lager.migrer()
    (karen,) = brugere.liste(lager)
    assert (karen["fagomraader"], karen["organisationer"], karen["udsteder"]) == (["boern"], [], None)
    lager.luk()


def test_migrer_igen_og_samtidig_er_uskadeligt(database_url: str) -> None:
    lagre = [Sagslager(database_url) for _ in range(4)]
    fejl: list[Exception] = []

    def migrer(lager: Sagslager) -> None:
        try:
            lager.migrer()
            lager.migrer()
        except Exception as sket:
            fejl.append(sket)

    traade = [threading.Thread(target=migrer, args=(lager,)) for lager in lagre]
    for traad in traade:
        traad.start()
    for traad in traade:
        traad.join(60)
    assert fejl == []
    assert lagre[0].seneste_nr() == 0
    for lager in lagre:
        lager.luk()


def test_et_nyere_skema_afvises(database_url: str) -> None:
    lager = aabn(database_url)
    with lager.skriv() as con:
        con.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(IndstillingsFejl, match=r"'9999'.*nyere"):
        lager.migrer()
    lager.luk()


def test_uden_migrering_siges_hvad_der_skal_goeres(database_url: str) -> None:
    lager = Sagslager(database_url)
    with pytest.raises(HjemtagFejl, match="hjemtag migrer"):
        lager.seneste_nr()
    lager.luk()


def test_importen_henter_ikke_alembic() -> None:
    kode = "import engine.sager.brugere, engine.sager.satser, sys; print('alembic' in sys.modules)"
    ud = subprocess.run([sys.executable, "-c", kode], capture_output=True, text=True, check=True)
    assert ud.stdout.strip() == "False"


@pytest.mark.parametrize("url", ["", "ikke en url", "mysql://x/y", "sqlite://", "sqlite:///:memory:"])
def test_en_forkert_url_afvises_paa_dansk(url: str) -> None:
    with pytest.raises(IndstillingsFejl, match="sqlite:///sti"):
        Sagslager(url)


@pytest.mark.parametrize("begyndelse", ["postgresql://", "postgres://", "postgresql+psycopg://"])
def test_postgres_url_bruger_psycopg(begyndelse: str) -> None:
    assert Sagslager(begyndelse + "bruger@vaert/db").url.drivername == "postgresql+psycopg"


def test_en_database_der_ikke_svarer_giver_en_saetning_uden_kodeord() -> None:
    lager = Sagslager("postgresql://bruger:hemmeligt@127.0.0.1:1/db")
    with pytest.raises(HjemtagFejl, match="svarer ikke") as fanget:
        lager.seneste_nr()
    assert "hemmeligt" not in str(fanget.value)


def test_et_tidspunkt_kommer_tilbage_i_utc_og_uden_zone_afvises(lager: Sagslager) -> None:
    dansk = datetime(2026, 3, 12, 14, 5, 1, 234567, tzinfo=timezone(timedelta(hours=1)))
    _en_haendelse(lager, dansk)
    [h] = lager.haendelser()
    assert h.tid == datetime(2026, 3, 12, 13, 5, 1, 234567, tzinfo=UTC)
    assert h.tid.tzinfo is UTC
    with pytest.raises(sa.exc.StatementError, match="tidszone"):
        _en_haendelse(lager, datetime(2026, 3, 12))


def test_noeglen_er_den_samme_uanset_raekkefoelge() -> None:
    assert model.noegletekst({"b": "æ", "a": 1}) == '{"a":1,"b":"æ"}'
    assert model.noeglehash({"b": "æ", "a": 1}) == model.noeglehash({"a": 1, "b": "æ"})
