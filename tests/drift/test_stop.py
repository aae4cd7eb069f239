"""Asked to stop in the middle: nothing half-written, nothing saved lost, and the next run takes up the work.

Each job is a process of its own, stopped by SIGTERM at a chosen place, where it would else sleep for a minute.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine import kommando
from engine.drift import ankerfil, vagt
from engine.indlaesning.landing import indlaes
from engine.indlaesning.leverance import leverancer
from engine.indstillinger import Indstillinger
from engine.lager import laes
from engine.lager.byg import byg
from engine.resultater import rettelser
from engine.sager import anker
from engine.sager.lager import Sagslager, aabn
from engine.sager.log import Loglinje, efterproev, noter
from engine.sager.model import laes_retfil
from tests.lager_hjaelp import adresse, person, postering
from tests.refusion.leverancer import skriv_mappe
from tests.stopper import start, stop

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows har ingen SIGTERM")

KVINDE = "6101800001"
MIDT_I_LANDINGENS_UDGIVELSE = ("engine.indlaesning.karantaene", "udgiv", 2)
MIDT_I_BYGNINGEN = ("engine.lager.byg", "_koer_audits", 1)
FOER_BYGNINGENS_UDGIVELSE = ("engine.lager.filer", "udgiv", 1)
MIDT_I_RETTELSERNE = ("engine.sager.lager", "nyt_nummer", 2)


@pytest.fixture
def ind(tmp_path: Path) -> Indstillinger:
    hjem = tmp_path / "hjem"
    return Indstillinger(hjem=hjem, kommune="0860", database_url=f"sqlite:///{hjem / 'sager.db'}")


def lav_mappe(sted: Path) -> Path:
    """A delivery with a row that goes to quarantine."""
    tabeller = {
        "person": [person(KVINDE, "1980-02-02")],
        "adresse": [adresse(KVINDE, "7")],
        "postering": [
            postering(KVINDE, "1000.00", "2022-01-01", "2022-01-31", bilagsnr=nr) for nr in ("A", "B")
        ]
        + [postering(KVINDE, "1.000,00", bilagsnr="C")],
    }
    return skriv_mappe(sted / "leverance", tabeller, "")


def rester(ind: Indstillinger) -> list[str]:
    """Drafts and working folders that a job should have taken with it."""
    steder = [*ind.arbejde.glob("*"), *ind.generationer.glob("*.kladde*"), *ind.hjem.glob("*.kladde")]
    return sorted(s.name for s in steder if s.name != "duckdb")


@pytest.fixture(scope="module")
def skabelon(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with one build to fall back on."""
    hjem = tmp_path_factory.mktemp("landet")
    ind = Indstillinger(hjem=hjem, kommune="0860", database_url=f"sqlite:///{hjem / 'sager.db'}")
    nu = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)
    indlaes(ind, lav_mappe(tmp_path_factory.mktemp("lev")), nu, gx=False)
    byg(ind, nu)
    return hjem


@pytest.fixture
def landet(ind: Indstillinger, skabelon: Path) -> Indstillinger:
    shutil.copytree(skabelon, ind.hjem)
    return ind


def test_en_landing_der_stoppes_er_ikke_sket(ind: Indstillinger, tmp_path: Path, nu: datetime) -> None:
    """Its quarantine had its place already, and goes again with what it belongs to."""
    mappe = lav_mappe(tmp_path)
    kode, fejl = stop(start(ind, MIDT_I_LANDINGENS_UDGIVELSE, "indlaes", mappe), signal.SIGTERM)
    assert (kode, kommando.AFBRUDT in fejl) == (kommando.FEJLET, True)
    assert leverancer(ind) == []
    assert rester(ind) == []
    (svar,) = indlaes(ind, mappe, nu, gx=False)
    assert svar.leverance is not None
    assert (svar.leverance.id, svar.leverance.tabeller["postering"]["accepteret"]) == ("L000001", 2)
    assert [m.name for m in ind.karantaene.iterdir()] == ["L000001"]


@pytest.mark.parametrize(
    ("sted", "signalet"), [(FOER_BYGNINGENS_UDGIVELSE, "SIGTERM"), (MIDT_I_BYGNINGEN, "SIGKILL")]
)
def test_en_bygning_der_stoppes_eller_draebes_lader_den_gamle_staa(
    landet: Indstillinger, nu: datetime, sted: tuple[str, str, int], signalet: str
) -> None:
    """Killed, it has no time to clean up: nobody uses its draft, and the next build takes it away."""
    nr = signal.Signals[signalet]
    kode, fejl = stop(start(landet, sted, "byg"), nr)
    if nr == signal.SIGTERM:
        assert (kode, kommando.AFBRUDT in fejl, rester(landet)) == (kommando.FEJLET, True, [])
    else:
        assert kode == -nr
        assert rester(landet) != []
    assert laes.aktuel(landet).navn == "g000001"
    assert byg(landet, nu).nr > 1
    assert rester(landet) == []


def test_en_rettelse_der_stoppes_er_ikke_halvt_gemt(
    landet: Indstillinger, nu: datetime, tmp_path: Path
) -> None:
    """Two corrections in one file, stopped between them."""
    fil = tmp_path / "ret.jsonl"
    rettelse = {"type": "flyt_periode", "nyt": {"periode_fra": "2022-03-01", "periode_til": "2022-03-31"}}
    rettelse |= {"begrundelse": "marts", "bruger": "bo"}
    noegle = {"kilde": "opus", "regnskabsaar": 2022, "linjenr": 1}
    linjer = [json.dumps(rettelse | {"noegle": noegle | {"bilagsnr": nr}}) for nr in ("A", "B")]
    fil.write_text("\n".join(linjer))
    kode, fejl = stop(start(landet, MIDT_I_RETTELSERNE, "ret", fil), signal.SIGTERM)
    assert (kode, kommando.AFBRUDT in fejl) == (kommando.FEJLET, True)
    lager = aabn(landet.database_url)
    assert lager.rettelser() == []
    assert efterproev(lager)[0]
    rettelser.skriv(landet, laes_retfil(fil.read_text()), nu)
    assert len(lager.rettelser()) == 2
    lager.luk()


# --- the app -------------------------------------------------------------------------------------------------------


@pytest.fixture
def sagslager(ind: Indstillinger) -> Iterator[Sagslager]:
    lager = aabn(ind.database_url)
    yield lager
    lager.luk()


def test_appen_venter_paa_den_der_gemmer_og_skriver_loggen(
    ind: Indstillinger, sagslager: Sagslager, nu: datetime
) -> None:
    """A save that takes a moment and lines that wait: both are there when the process ends, and the log is anchored."""
    i_gang, gemt = threading.Event(), threading.Event()

    def gem() -> None:
        with sagslager.skriv() as con:
            i_gang.set()
            time.sleep(0.3)
            sagslager.skriv_haendelse(con, "flyt_periode", {"a": 1}, {}, begrundelse="x", bruger="bo", nu=nu)
            gemt.set()

    traad = threading.Thread(target=gem)
    traad.start()
    assert i_gang.wait(5)
    for nr in range(20):
        noter(sagslager, Loglinje("bo", "afvist", str(nr)), nu)
    assert vagt.stop(ind, lambda: sagslager, nu)
    assert gemt.is_set()
    traad.join(5)
    assert len(sagslager.haendelser("flyt_periode")) == 1
    svar = anker.efterproev(sagslager, ankerfil.hent(ind))
    assert (svar.hel, svar.linjer, svar.ankre, svar.uankrede) == (True, 21, 1, 1)


def test_vagten_ankrer_naar_det_er_tid_og_overlever_en_fejl(
    ind: Indstillinger, sagslager: Sagslager, nu: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    noter(sagslager, Loglinje("bo", "afvist"), nu)
    sagslager.logskriver.toem()
    assert vagt.runde(ind, lambda: sagslager, nu) == ""
    assert ankerfil.sidste_nr(ind) == 1
    fil = ankerfil.fil(ind)
    fil.write_text(fil.read_text().replace('"nr":1', '"nr":5'))
    os.utime(fil, (0, 0))
    assert "er ændret" in vagt.runde(ind, lambda: sagslager, nu)
    assert "kunne ikke ankres" in caplog.text
