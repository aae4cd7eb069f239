"""Health, measurements and the technical log of requests, as the machines around the app meet them."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from engine.fejl import HjemtagFejl
from pages.komponenter import data, driftruter, livsloeb, ruter

TOKEN = "et-langt-hemmeligt-token"


@pytest.fixture
def klient(hjem: Path) -> Iterator[TestClient]:
    def gaar_galt(_: Any) -> Response:
        raise RuntimeError("Hans Jensen 610188-1234")

    driftruter._husket.clear()
    app = Starlette(routes=[*ruter.RUTER, Route("/andet/{x}", gaar_galt)], middleware=ruter.MELLEMLAG)
    with TestClient(app, client=("127.0.0.1", 5000), raise_server_exceptions=False) as c:
        yield c


def test_sundhed_ser_ikke_paa_noget(klient: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "indstillinger", lambda: pytest.fail("sundhed spurgte efter noget"))
    svar = klient.get("/sundhed")
    assert (svar.status_code, svar.json()) == (200, {"status": "ok"})


def test_helbred_siger_en_tilstand_for_hver_del_og_intet_andet(klient: TestClient) -> None:
    svar = klient.get("/helbred")
    assert svar.status_code == 200
    assert svar.json() == {
        "status": "nedsat",
        "dele": {
            "sagslager": "ok",
            "datagrundlag": "nedsat",
            "disk": "ok",
            "log": "ok",
            "anker": svar.json()["dele"]["anker"],
            "job": "ok",
        },
    }
    assert svar.headers["cache-control"] == "no-store"


def test_helbred_er_503_naar_ingen_kan_arbejde(klient: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def vaek() -> None:
        raise HjemtagFejl("Sagslageret postgresql://hemmelig@vaert svarer ikke.")

    monkeypatch.setattr(data, "sagslager", vaek)
    svar = klient.get("/helbred")
    assert (svar.status_code, svar.json()["status"]) == (503, "nede")
    assert "hemmelig" not in svar.text


def test_helbred_proeves_hoejst_hvert_femte_sekund(
    klient: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    kald: list[int] = []
    monkeypatch.setattr(driftruter, "_helbred", lambda: kald.append(1) or {"status": "ok"})
    for _ in range(20):
        assert klient.get("/helbred").status_code == 200
    assert len(kald) == 1


# --- who may read the measurements -------------------------------------------------------------------------------


def _spoerg(vaert: str | None, **hoveder: str) -> Any:
    klient = SimpleNamespace(host=vaert) if vaert is not None else None
    return SimpleNamespace(client=klient, headers={n.replace("_", "-"): v for n, v in hoveder.items()})


@pytest.mark.parametrize(
    ("vaert", "hoveder", "token", "ventet"),
    [
        ("127.0.0.1", {}, "", True),
        ("::1", {}, "", True),
        ("127.8.9.1", {}, "", True),
        ("10.0.0.5", {}, "", False),
        ("testclient", {}, "", False),
        (None, {}, "", False),
        # Through a proxy on the machine itself:
        ("127.0.0.1", {"x_forwarded_for": "127.0.0.1"}, "", False),
        ("127.0.0.1", {"x_real_ip": "127.0.0.1"}, "", False),
        ("127.0.0.1", {"forwarded": "for=127.0.0.1"}, "", False),
        # With a token:
        ("10.0.0.5", {"authorization": f"Bearer {TOKEN}"}, TOKEN, True),
        ("127.0.0.1", {"x_forwarded_for": "10.0.0.5", "authorization": f"Bearer {TOKEN}"}, TOKEN, True),
        ("10.0.0.5", {"authorization": "Bearer forkert"}, TOKEN, False),
        ("127.0.0.1", {"authorization": "Bearer forkert"}, TOKEN, False),
        ("10.0.0.5", {"authorization": "Bearer "}, "", False),
        ("10.0.0.5", {"authorization": ""}, "", False),
        ("127.0.0.1", {}, TOKEN, True),
    ],
)
def test_maalinger_kun_paa_maskinen_eller_med_token(
    vaert: str | None, hoveder: dict[str, str], token: str, ventet: bool
) -> None:
    assert driftruter.maa_laese_metrikker(_spoerg(vaert, **hoveder), token) is ventet


def test_maalinger_over_ruten(klient: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    svar = klient.get("/metrics")
    assert svar.status_code == 200
    assert svar.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert "hjemtag_helbred" in svar.text
    assert klient.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 403
    monkeypatch.setenv("HJEMTAG_METRIK_TOKEN", TOKEN)
    udefra = {"X-Forwarded-For": "10.1.2.3", "Authorization": f"Bearer {TOKEN}"}
    assert klient.get("/metrics", headers=udefra).status_code == 200


# --- requests are counted and logged ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sti", "navn"),
    [
        ("/", "side"),
        ("/datakvalitet", "side"),
        ("/datakvalitet/", "side"),
        ("/konto/ind", "konto"),
        ("/hent/abc", "hent"),
        ("/_stcore/stream", "stcore"),
        ("/static/js/x.js", "static"),
        ("/metrics", "metrics"),
        ("/metricsx", "andet"),
        ("/6101881234", "andet"),
        ("/hentet", "andet"),
    ],
)
def test_en_adresse_taelles_under_sit_navn_i_en_lukket_liste(sti: str, navn: str) -> None:
    assert driftruter.rutenavn(sti) == navn


def test_anmodninger_taelles_og_logges_uden_filtre(
    klient: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "hjemtag.anmodning"):
        assert klient.get("/andet/fil?sag=P-1&navn=Jensen").status_code == 500
        klient.get("/konto/ind?billet=hemmelig", follow_redirects=False)
    felter = [r.felter for r in caplog.records if r.name == "hjemtag.anmodning"]
    assert [(f["metode"], f["sti"], f["status"]) for f in felter] == [
        ("GET", "/andet/fil", 500),
        ("GET", "/konto/ind", 303),
    ]
    assert "hemmelig" not in str(felter)
    tekst = klient.get("/metrics").text
    assert 'hjemtag_anmodning_sekunder_count{metode="GET",rute="andet",status="500"}' in tekst
    assert 'rute="konto",status="303"' in tekst


def test_streamlit_spoerger_ingen_uden_for_huset(monkeypatch: pytest.MonkeyPatch) -> None:
    from streamlit import net_util

    monkeypatch.setattr(net_util, "get_external_ip", lambda: "198.51.100.7")
    livsloeb._spoerg_ingen_uden_for_huset()
    assert net_util.get_external_ip() is None


def test_modulerne_ses_ikke_efter_for_affald_efter_hver_koersel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once when they have come, and again only when more have, or when an hour has passed."""
    gjort: list[str] = []
    ur = [1000.0]
    skridt = {n: lambda n=n: gjort.append(n) for n in ("unfreeze", "collect", "freeze")}
    monkeypatch.setattr(livsloeb, "gc", SimpleNamespace(**skridt))
    monkeypatch.setattr(livsloeb, "time", SimpleNamespace(monotonic=lambda: ur[0]))
    monkeypatch.setattr(livsloeb, "_ligger_stille", (0, 0.0))
    livsloeb.lad_modulerne_ligge()
    assert gjort == ["unfreeze", "collect", "freeze"]
    livsloeb.lad_modulerne_ligge()
    assert len(gjort) == 3
    monkeypatch.setitem(sys.modules, "et_modul_til", ModuleType("et_modul_til"))
    livsloeb.lad_modulerne_ligge()
    assert len(gjort) == 6
    ur[0] += 3600
    livsloeb.lad_modulerne_ligge()
    assert len(gjort) == 9
