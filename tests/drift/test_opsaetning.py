"""The examples in docs/drift are read by the parsers that will read them: nginx by crossplane, units by systemd."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import crossplane
import pytest

from engine import kommando
from engine.indstillinger import _FRA_MILJOE
from pages.komponenter import driftruter
from tests.repo import ROD

DRIFT = ROD / "docs" / "drift"
TJENESTER = ("hjemtag.service", "hjemtag-nat.service")


# --- nginx -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def nginx(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The file where it belongs, inside http; an unknown or misplaced directive is an error.

    Only the values of a map are no directives, and the strict parser does not know them.
    """
    mappe = tmp_path_factory.mktemp("nginx")
    shutil.copy(DRIFT / "nginx-hjemtag.conf", mappe)
    hoved = mappe / "nginx.conf"
    hoved.write_text("events {}\nhttp { include nginx-hjemtag.conf; }\n")
    svar = crossplane.parse(str(hoved), combine=True)
    assert svar["status"] == "ok"
    kort = [d for d in svar["config"][0]["parsed"][1]["block"] if d["directive"] == "map"]
    i_kort = {d["line"] for k in kort for d in k["block"]}
    strenge = crossplane.parse(str(hoved), strict=True, combine=True)["errors"]
    assert [f["error"] for f in strenge if f["line"] not in i_kort] == []
    (http,) = [d for d in svar["config"][0]["parsed"] if d["directive"] == "http"]
    return http["block"]


def direktiver(blok: list[dict[str, Any]], navn: str) -> list[dict[str, Any]]:
    return [d for d in blok if d["directive"] == navn]


def vaerdier(blok: list[dict[str, Any]], navn: str) -> list[list[str]]:
    return [d["args"] for d in direktiver(blok, navn)]


@pytest.fixture(scope="module")
def tls(nginx: list[dict[str, Any]]) -> list[dict[str, Any]]:
    (blok,) = [s["block"] for s in direktiver(nginx, "server") if direktiver(s["block"], "ssl_certificate")]
    return blok


def test_uden_tls_henvises_der_kun(nginx: list[dict[str, Any]]) -> None:
    (uden,) = [
        s["block"] for s in direktiver(nginx, "server") if not direktiver(s["block"], "ssl_certificate")
    ]
    assert vaerdier(uden, "return") == [["308", "https://$host$request_uri"]]
    assert not direktiver(uden, "location")


def test_kun_nye_udgaver_af_tls(tls: list[dict[str, Any]]) -> None:
    assert vaerdier(tls, "ssl_protocols") == [["TLSv1.2", "TLSv1.3"]]
    assert ["Strict-Transport-Security", "max-age=63072000", "always"] in vaerdier(tls, "add_header")


def test_websocket_gives_videre(nginx: list[dict[str, Any]], tls: list[dict[str, Any]]) -> None:
    (kort,) = direktiver(nginx, "map")
    assert kort["args"] == ["$http_upgrade", "$hjemtag_forbindelse"]
    assert {(d["directive"], *d["args"]) for d in kort["block"]} == {("default", "upgrade"), ("", "")}
    hoveder = dict(vaerdier(tls, "proxy_set_header"))
    assert hoveder["Upgrade"] == "$http_upgrade"
    assert hoveder["Connection"] == "$hjemtag_forbindelse"
    assert vaerdier(tls, "proxy_http_version") == [["1.1"]]
    # nginx forgets the server's headers where a location sets its own.
    assert all(not direktiver(sted["block"], "proxy_set_header") for sted in direktiver(tls, "location"))


def test_klientens_egne_ord_om_sig_selv_overskrives(tls: list[dict[str, Any]]) -> None:
    hoveder = dict(vaerdier(tls, "proxy_set_header"))
    assert hoveder["X-Forwarded-For"] == "$remote_addr"
    assert hoveder["X-Forwarded-Proto"] == "https"
    assert hoveder["Host"] == "$host"


def test_maalinger_gives_ikke_ud(tls: list[dict[str, Any]]) -> None:
    steder = {tuple(s["args"]): s["block"] for s in direktiver(tls, "location")}
    assert vaerdier(steder["=", driftruter.METRIKKER], "return") == [["404"]]
    assert vaerdier(steder["=", driftruter.HELBRED], "proxy_pass") == [["http://hjemtag"]]
    assert vaerdier(steder["/",], "proxy_pass") == [["http://hjemtag"]]


def test_proxyens_log_har_ingen_filtre(nginx: list[dict[str, Any]], tls: list[dict[str, Any]]) -> None:
    ((_, form),) = vaerdier(nginx, "log_format")
    assert not re.search(r"\$(request\b|request_uri|args|query_string|http_referer|http_cookie)", form)
    assert vaerdier(tls, "access_log") == [["/var/log/nginx/hjemtag.log", "hjemtag"]]


def test_upload_og_port_er_appens(nginx: list[dict[str, Any]], tls: list[dict[str, Any]]) -> None:
    assert vaerdier(tls, "client_max_body_size") == [["21m"]]  # a little over the app's 20 MB
    (bag,) = direktiver(nginx, "upstream")
    ((server,),) = vaerdier(bag["block"], "server")
    port = server.removeprefix("127.0.0.1:")
    assert f"--server.port={port}" in enhed("hjemtag.service")["Service"]["ExecStart"][0]


# --- systemd ---------------------------------------------------------------------------------------------------


def enhed(navn: str) -> dict[str, dict[str, list[str]]]:
    """A unit file: section -> name -> values; a name may stand several times."""

    class Flere(dict):  # type: ignore[type-arg]
        def __setitem__(self, noegle: str, vaerdi: Any) -> None:
            if isinstance(vaerdi, list) and noegle in self:
                self[noegle].extend(vaerdi)
            else:
                super().__setitem__(noegle, vaerdi)

    laeser = configparser.RawConfigParser(
        dict_type=Flere, strict=False, interpolation=None, comment_prefixes=("#",), delimiters=("=",)
    )
    laeser.optionxform = str  # type: ignore[method-assign,assignment]
    laeser.read_string((DRIFT / navn).read_text(encoding="utf-8"))
    return {
        afsnit: {n: v.split("\n") if isinstance(v, str) else v for n, v in laeser._sections[afsnit].items()}  # type: ignore[attr-defined]
        for afsnit in laeser.sections()
    }


@pytest.mark.parametrize("navn", TJENESTER)
def test_kommandoerne_i_enhederne_findes(navn: str) -> None:
    tjeneste = enhed(navn)["Service"]
    for linje in [*tjeneste["ExecStart"], *tjeneste.get("ExecStartPost", [])]:
        program, *led = linje.split()
        assert program == "/opt/hjemtag/.venv/bin/hjemtag"
        assert callable(kommando._laes_valg(led).koer)


@pytest.mark.parametrize("navn", TJENESTER)
def test_tjenesterne_har_kun_det_de_skal_bruge(navn: str) -> None:
    tjeneste = {n: v[0] for n, v in enhed(navn)["Service"].items()}
    assert tjeneste["User"] == tjeneste["Group"] == "hjemtag"
    assert tjeneste["ProtectSystem"] == "strict"
    assert tjeneste["CapabilityBoundingSet"] == ""
    assert tjeneste["UMask"] == "0077"
    assert tjeneste["StateDirectoryMode"] == "0700"
    assert tjeneste["IPAddressDeny"] == "any"
    for navn_ in ("NoNewPrivileges", "ProtectHome", "PrivateTmp", "PrivateDevices", "RestrictSUIDSGID"):
        assert tjeneste[navn_] == "yes", navn_


@pytest.mark.parametrize("navn", TJENESTER)
def test_et_stop_faar_tid_til_at_blive_faerdig(navn: str) -> None:
    tjeneste = enhed(navn)["Service"]
    assert tjeneste["KillSignal"] == ["SIGTERM"]
    assert int(tjeneste["TimeoutStopSec"][0]) >= 60


def test_natten_er_faerdig_med_karantaene_og_timeren_starter_den() -> None:
    assert enhed("hjemtag-nat.service")["Service"]["SuccessExitStatus"] == [str(kommando.KARANTAENE)]
    timer = enhed("hjemtag-nat.timer")
    assert timer["Timer"]["Unit"] == ["hjemtag-nat.service"]
    assert timer["Timer"]["Persistent"] == ["true"]
    assert timer["Install"]["WantedBy"] == ["timers.target"]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze er ikke installeret")
def test_systemd_kan_laese_enhederne(tmp_path: Path) -> None:
    """Verified by systemd itself; the program and the account are this machine's, for they must exist."""
    for navn in (*TJENESTER, "hjemtag-nat.timer"):
        tekst = (
            (DRIFT / navn).read_text(encoding="utf-8").replace("/opt/hjemtag/.venv/bin/hjemtag", "/bin/true")
        )
        (tmp_path / navn).write_text(re.sub(r"(?m)^(User|Group)=.*", r"\1=root", tekst), encoding="utf-8")
    filer = [str(tmp_path / navn) for navn in (*TJENESTER, "hjemtag-nat.timer")]
    svar = subprocess.run(["systemd-analyze", "verify", "--man=no", *filer], capture_output=True, text=True)
    assert (svar.returncode, svar.stderr.strip()) == (0, "")


def test_vejledningen_naevner_filerne_og_miljoet() -> None:
    vejledning = (DRIFT / "drift.md").read_text(encoding="utf-8")
    for fil in DRIFT.iterdir():
        assert fil.name == "drift.md" or f"]({fil.name})" in vejledning, fil.name
    for variabel in _FRA_MILJOE.values():
        assert variabel in vejledning
