"""The nightly run killed at every stage: the good warehouse stays in use, and the next run does the rest."""

from __future__ import annotations

import os
import shutil
import signal
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.indlaesning.landing import indlaes
from engine.indlaesning.leverance import leverancer
from engine.indstillinger import Indstillinger
from engine.laas import joblaas
from engine.lager import laes
from engine.lager.byg import byg
from engine.resultater import kontekst, nyt
from tests.pages.test_flyttelister import BOTILBUD, by
from tests.refusion.leverancer import skriv_mappe
from tests.stopper import start, stop

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows har ingen SIGKILL")

NU = datetime(2023, 1, 15, tzinfo=UTC)
STADIER = {
    "landing": ("engine.indlaesning.karantaene", "udgiv", 1),
    "bygning": ("engine.lager.filer", "udgiv", 1),
    "varsler": ("engine.resultater.varsler", "giv", 1),
}


@pytest.fixture(scope="module")
def foer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory before the one in the botilbud came, and the folder the other systems deliver to."""
    rod = tmp_path_factory.mktemp("nat")
    ind = Indstillinger(
        hjem=rod / "hjem", kommune="0860", database_url=f"sqlite:///{rod / 'hjem' / 'sager.db'}"
    )
    ind.hjem.mkdir()
    gamle = by()
    for tabel in ("person", "adresse", "indsats", "postering"):
        gamle[tabel] = [r for r in gamle[tabel] if r["cpr"] != BOTILBUD]
    indlaes(ind, skriv_mappe(rod / "lev" / "2022-12-30", gamle, "dato = 2022-12-30\n"), NU, gx=False)
    byg(ind, NU)
    skriv_mappe(rod / "lev" / "2022-12-31", by(), "dato = 2022-12-31\n")
    return rod


def test_natten_draebt_paa_hvert_stadie_ender_som_en_der_ikke_blev(foer: Path, tmp_path: Path) -> None:
    """One data directory, killed as it lands, builds and gives notice, each time taken up by the next run."""
    shutil.copytree(foer, tmp_path, dirs_exist_ok=True)
    ind = Indstillinger(
        hjem=tmp_path / "hjem", kommune="0860", database_url=f"sqlite:///{tmp_path / 'hjem/sager.db'}"
    )
    ventet = {"landing": (1, "g000001"), "bygning": (2, "g000001"), "varsler": (2, None)}
    for stadie, sted in STADIER.items():
        proces = start(ind, sted, "nat", tmp_path / "lev")
        kode, _ = stop(proces, signal.SIGKILL)
        assert kode == -signal.SIGKILL
        antal, i_brug = ventet[stadie]
        assert len(leverancer(ind)) == antal
        assert laes.aktuel(ind).navn == (i_brug or laes.aktuel(ind).navn)
    assert laes.aktuel(ind).navn != "g000001"  # the build was done before the last kill
    ny = start(ind, ("engine.kommando", "main", 0), "nat", tmp_path / "lev")
    ud, fejl = ny.communicate(timeout=120)
    assert ny.returncode == 0, fejl
    assert "Tilflyttere, der skal gennemgås 1" in ud
    assert len(leverancer(ind)) == 2
    n = nyt.for_hele_kommunen(kontekst.hent(ind), ind)
    assert n.foer is not None
    assert n.foer.navn == "g000001"  # not the build of the night that was killed: it has the same deliveries
    assert {lis.titel: (lis.nye, lis.vaek, lis.ialt) for lis in n.lister}[
        "Tilflyttere, der skal gennemgås"
    ] == (1, 0, 4)


def test_et_job_af_flere_holder_laasen_hele_vejen(ind: Indstillinger) -> None:
    """The same thread may take it again; another process may not until it is let go."""
    with joblaas(ind):
        with joblaas(ind):
            pass
        proces = start(ind, ("engine.kommando", "main", 0), "nat", ind.hjem)
        _, fejl = proces.communicate(timeout=60)
        assert (proces.returncode, "Et andet job arbejder" in fejl) == (1, True)
    with joblaas(replace(ind)):
        pass
