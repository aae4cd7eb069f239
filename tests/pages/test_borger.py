"""The page Borger: a purpose first, nothing in the address but a key, coming events entered by a caseworker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from engine.indstillinger import Indstillinger, laes_indstillinger
from engine.lager import laes
from engine.lager import sde as sdelager
from engine.sager import tabeller
from engine.sager.lager import Sagslager
from tests.lager_hjaelp import kopi_af, lager_af
from tests.resultater.test_borger import ANNA, by

SIDE = Path(__file__).resolve().parents[2] / "pages" / "borger.py"


@pytest.fixture(scope="module")
def demoby(tmp_path_factory: pytest.TempPathFactory) -> Path:
    mappe = tmp_path_factory.mktemp("demoborger")
    ind = Indstillinger(hjem=mappe / "hjem", kommune="0998", database_url=f"sqlite:///{mappe / 's.db'}")
    lager_af(by(), ind, datetime(2026, 1, 15, tzinfo=UTC), mappe, 'demo = true\ndato = "2022-12-31"\n')
    return mappe / "hjem"


@pytest.fixture
def anna(hjem: Path, demoby: Path) -> str:
    """Anna's key, in a town that the demo users see."""
    gemt = (hjem / "sager.db").read_bytes()
    kopi_af(demoby, hjem)
    (hjem / "sager.db").write_bytes(gemt)
    return sdelager.personer_ved_cpr(laes.aktuel(laes_indstillinger()), ANNA)[0]


def _side() -> None:
    import runpy

    import streamlit as st

    runpy.run_path(st.session_state["sidefil"])


def aabn(noegle: str = "", formaal: str = "", fra: str = "", givet: dict[str, str] | None = None) -> Any:
    at = AppTest.from_function(_side, default_timeout=40)
    if fra:
        at.query_params["fra"] = fra
    at.session_state["formaal"] = givet or {}
    at.session_state["sidefil"] = str(SIDE)
    if noegle:
        at.query_params["borger"] = noegle
    if formaal:
        at.session_state["borger_formaal_givet"] = {noegle: formaal}
    return koer(at)


def koer(at: Any) -> Any:
    at.run()
    assert not at.exception
    return at


def alt(at: Any) -> str:
    return "\n".join(str(e.proto) for e in at.main)


def test_uden_formaal_vises_intet_om_borgeren(anna: str, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-revisor")
    at = aabn(anna)
    assert "Anna" not in alt(at)
    at.selectbox[0].select("Revision")
    next(b for b in at.button if b.label == "Vis borgeren").click()
    koer(at)
    assert "Anna Opdigtet" in alt(at)
    assert ANNA not in alt(at)


@pytest.mark.parametrize(
    ("fra", "tilbage"), [("tilflyttere", "Til Tilflyttere"), ("udflytning", "Til Udflytning"), ("regler", "")]
)
def test_formaalet_foelger_med_fra_listen_og_vejen_tilbage_staar_der(
    anna: str, log_ind: Callable[[str], str], fra: str, tilbage: str, lager: Sagslager
) -> None:
    """regler is a page nobody is opened from."""
    log_ind("demo-revisor")
    at = aabn(anna, fra=fra, givet={"tilflytterliste": "Revision"})
    assert ("Anna Opdigtet" in alt(at)) is bool(tilbage)
    assert [b.label for b in at.button if b.label.startswith("Til ")] == ([tilbage] if tilbage else [])
    flere = aabn(anna, fra=fra, givet={"a": "Revision", "b": "Kontrol af refusion"})
    assert "Anna Opdigtet" not in alt(flere)  # which of them it is for must be said


def test_opslaget_staar_i_loggen_med_formaal_og_uden_navn(
    anna: str, log_ind: Callable[[str], str], lager: Sagslager
) -> None:
    log_ind("demo-revisor")
    at = aabn(anna)
    at.selectbox[0].select("Revision")
    next(b for b in at.button if b.label == "Vis borgeren").click()
    koer(at)
    t = tabeller.log
    with lager.laes() as con:
        raekker = con.execute(sa.select(t.c.handling, t.c.genstand, t.c.person_noegle, t.c.formaal)).all()
    assert ("se_person", "borger", anna, "Revision") in [tuple(r) for r in raekker]


def test_soegning_kraever_baade_tekst_og_formaal_og_viser_dem_man_maa_se(
    anna: str, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-revisor")
    at = aabn()
    next(b for b in at.button if b.label == "Søg").click()
    koer(at)
    assert at.error[0].value == "Skriv et CPR-nummer eller et navn, og vælg et formål."
    at.text_input[0].input("opdigtet")
    at.selectbox[0].select("Revision")
    next(b for b in at.button if b.label == "Søg").click()
    koer(at)
    assert "Bo Opdigtet" in alt(at)
    assert "borger" not in at.query_params


def test_en_noegle_der_ikke_er_en_noegle_er_ingen(anna: str, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-revisor")
    assert "Søg på CPR-nummer eller navn" in aabn("6105800001").markdown[0].value


def test_lederen_kommer_ikke_ind(anna: str, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-leder")
    assert "Anna" not in alt(aabn(anna, "Revision"))
