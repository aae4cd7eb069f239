"""The file of anchors on the disk, its copies elsewhere, and the verbs that use them."""

from __future__ import annotations

import json
import os
import socket
import stat
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.drift import ankerfil
from engine.drift.ankerfil import AnkerFejl
from engine.fejl import IndstillingsFejl
from engine.indstillinger import Indstillinger
from engine.sager import anker
from engine.sager.lager import Sagslager
from engine.sager.log import skriv_log


@pytest.fixture
def lager(et_lager: Sagslager) -> Sagslager:
    return et_lager


def skriv(lager: Sagslager, nu: datetime) -> None:
    skriv_log(lager, nu=nu, bruger="karen", handling="se_person")


def test_et_anker_saettes_kun_naar_der_er_nyt(ind: Indstillinger, lager: Sagslager, nu: datetime) -> None:
    assert ankerfil.saet(ind, lager, nu) is None
    skriv(lager, nu)
    foerste = ankerfil.saet(ind, lager, nu)
    assert foerste is not None
    assert (foerste.loebenr, foerste.nr) == (1, 1)
    assert ankerfil.saet(ind, lager, nu) is None  # the line that names the anchor is nothing new
    skriv(lager, nu)
    andet = ankerfil.saet(ind, lager, nu)
    assert andet is not None
    assert (andet.loebenr, andet.nr) == (2, 3)
    svar = anker.efterproev(lager, ankerfil.hent(ind))
    assert (svar.hel, svar.ankre, svar.linjer) == (True, 2, 4)


def test_filen_ligger_hvor_indstillingen_siger_og_noeglen_i_hemmeligheder(
    ind: Indstillinger, lager: Sagslager, nu: datetime, tmp_path: Path
) -> None:
    ind = replace(ind, log_anker=str(tmp_path / "andetsteds" / "ankre.jsonl"))
    skriv(lager, nu)
    ankerfil.saet(ind, lager, nu)
    fil = tmp_path / "andetsteds" / "ankre.jsonl"
    assert fil.read_text(encoding="utf-8").count("\n") == 1
    assert not (ind.hjem / "anker").exists()
    if os.name != "nt":
        assert stat.S_IMODE((ind.hemmeligheder / "anker").stat().st_mode) == 0o600
        assert stat.S_IMODE(fil.stat().st_mode) & 0o007 == 0


def test_filen_bliver_kun_laengere(ind: Indstillinger, lager: Sagslager, nu: datetime) -> None:
    foer = ""
    for _ in range(3):
        skriv(lager, nu)
        ankerfil.saet(ind, lager, nu)
        nu_ = ankerfil.fil(ind).read_text(encoding="utf-8")
        assert nu_.startswith(foer)
        foer = nu_


def test_paa_en_oedelagt_fil_ankres_der_ikke_videre(
    ind: Indstillinger, lager: Sagslager, nu: datetime
) -> None:
    skriv(lager, nu)
    ankerfil.saet(ind, lager, nu)
    fil = ankerfil.fil(ind)
    fil.write_text(fil.read_text(encoding="utf-8").replace('"nr":1', '"nr":2'), encoding="utf-8")
    skriv(lager, nu)
    with pytest.raises(AnkerFejl, match="er ændret"):
        ankerfil.saet(ind, lager, nu)
    nyt = ankerfil.saet(ind, lager, nu, anker.FORFRA)
    assert nyt is not None
    assert nyt.loebenr == 1
    assert len(list(fil.parent.glob("log.jsonl.*"))) == 1  # the broken one is kept
    svar = anker.efterproev(lager, ankerfil.hent(ind))
    assert svar.hel
    assert "forfra" in svar.bemaerkninger[0]


def test_en_mappe_der_ikke_kan_skrives_i_naevnes(ind: Indstillinger, lager: Sagslager, nu: datetime) -> None:
    (ind.hjem / "fil").write_text("")
    skriv(lager, nu)
    with pytest.raises(AnkerFejl, match="log_anker"):
        ankerfil.saet(replace(ind, log_anker=str(ind.hjem / "fil" / "ankre")), lager, nu)


def test_appens_interval(ind: Indstillinger, lager: Sagslager, nu: datetime) -> None:
    assert ankerfil.skal_saettes(ind, nu)
    assert not ankerfil.skal_saettes(replace(ind, log_anker_minutter=0), nu)
    skriv(lager, nu)
    ankerfil.saet(ind, lager, nu)
    sat = datetime.now(UTC).replace(microsecond=0)
    os.utime(ankerfil.fil(ind), (sat.timestamp(), sat.timestamp()))
    assert not ankerfil.skal_saettes(ind, sat + timedelta(minutes=59))
    assert ankerfil.skal_saettes(ind, sat + timedelta(minutes=60))


# --- copies ----------------------------------------------------------------------------------------------------


def test_kopien_sendes_til_syslog(ind: Indstillinger, lager: Sagslager, nu: datetime) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as modtager:
        modtager.bind(("127.0.0.1", 0))
        modtager.settimeout(5)
        ind = replace(ind, log_anker_kopi=f"syslog:127.0.0.1:{modtager.getsockname()[1]}")
        skriv(lager, nu)
        ankerfil.saet(ind, lager, nu)
        besked = modtager.recv(65_536).decode()
    linje = ankerfil.fil(ind).read_text(encoding="utf-8").strip()
    assert besked == f"<109>hjemtag-anker: {linje}"


@pytest.mark.skipif(os.name == "nt", reason="Windows har ingen syslog-sokkel")
def test_kopien_sendes_til_maskinens_egen_syslog(
    ind: Indstillinger, lager: Sagslager, nu: datetime, tmp_path: Path
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as modtager:
        modtager.bind(str(tmp_path / "log"))
        modtager.settimeout(5)
        skriv(lager, nu)
        ankerfil.saet(replace(ind, log_anker_kopi=f"syslog:{tmp_path / 'log'}"), lager, nu)
        assert modtager.recv(65_536).startswith(b"<109>hjemtag-anker: {")


def _program(tmp_path: Path, kode: int) -> str:
    """A command that adds what it is given to a file, and says whether it has."""
    py = tmp_path / f"tag{kode}.py"
    py.write_text(
        f"import sys\nif {kode}: sys.exit({kode})\n"
        f"open({str(tmp_path / 'kopi')!r}, 'a').write(sys.stdin.read())\n"
    )
    return f"kommando:{sys.executable} {py}"


def test_kopien_gives_til_et_program_og_kan_efterproeves(
    ind: Indstillinger, lager: Sagslager, nu: datetime, tmp_path: Path
) -> None:
    skriv(lager, nu)
    ankerfil.saet(replace(ind, log_anker_kopi=_program(tmp_path, 0)), lager, nu)
    assert (tmp_path / "kopi").read_text() == ankerfil.fil(ind).read_text()
    assert anker.efterproev(lager, ankerfil.hent(ind, tmp_path / "kopi")).hel


def test_en_kopi_der_ikke_kunne_sendes_sendes_naeste_gang(
    ind: Indstillinger, lager: Sagslager, nu: datetime, tmp_path: Path
) -> None:
    skriv(lager, nu)
    with pytest.raises(AnkerFejl, match="kopien kunne ikke sendes"):
        ankerfil.saet(replace(ind, log_anker_kopi=_program(tmp_path, 3)), lager, nu)
    virker = replace(ind, log_anker_kopi=_program(tmp_path, 0))
    assert ankerfil.saet(virker, lager, nu) is None  # nothing new to anchor, and yet the copy goes
    skriv(lager, nu)
    ankerfil.saet(virker, lager, nu + timedelta(hours=1))
    assert (tmp_path / "kopi").read_text() == ankerfil.fil(ind).read_text()
    assert (tmp_path / "kopi").read_text().count("\n") == 2


@pytest.mark.parametrize("vaerdi", ["ftp:vaert", "syslog:", "noget"])
def test_en_ukendt_kopi_naevnes(ind: Indstillinger, lager: Sagslager, nu: datetime, vaerdi: str) -> None:
    skriv(lager, nu)
    with pytest.raises(IndstillingsFejl, match="log_anker_kopi"):
        ankerfil.saet(replace(ind, log_anker_kopi=vaerdi), lager, nu)


def test_mange_der_ankrer_samtidig(ind: Indstillinger, lager: Sagslager, nu: datetime) -> None:
    def en() -> None:
        skriv(lager, nu)
        ankerfil.saet(ind, lager, nu)

    traade = [threading.Thread(target=en) for _ in range(8)]
    for traad in traade:
        traad.start()
    for traad in traade:
        traad.join(30)
    svar = anker.efterproev(lager, ankerfil.hent(ind))
    assert svar.hel, svar.tekst
    linjer = ankerfil.fil(ind).read_text(encoding="utf-8").splitlines()
    assert [json.loads(linje)["loebenr"] for linje in linjer] == list(range(1, len(linjer) + 1))
