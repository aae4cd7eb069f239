"""What the pages rest on is worked out once for each build, and nothing of it stops the app."""

from __future__ import annotations

import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from engine.fejl import HjemtagFejl, IndstillingsFejl
from engine.indstillinger import laes_indstillinger
from pages.komponenter import data, forberedelse


@pytest.fixture
def gjort(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was worked out, in order; the second of the three steps cannot be."""
    gjort: list[str] = []

    def kan_ikke() -> None:
        gjort.append("prognosen")
        raise HjemtagFejl("der er ingen historik")

    trin = {
        "sagerne": lambda: gjort.append("sagerne"),
        "prognosen": kan_ikke,
        "økonomien": lambda: gjort.append("økonomien"),
    }
    monkeypatch.setattr(forberedelse, "_alt", lambda: trin)
    return gjort


def _i_brug(monkeypatch: pytest.MonkeyPatch, navn: str | None) -> None:
    monkeypatch.setattr(data, "generation", lambda: navn and SimpleNamespace(sti=Path(navn)))


def test_der_regnes_forud_en_gang_for_hvert_byg(monkeypatch: pytest.MonkeyPatch, gjort: list[str]) -> None:
    stop = threading.Event()
    _i_brug(monkeypatch, None)
    assert forberedelse.runde("", stop) == ""
    assert gjort == []  # nothing is built
    _i_brug(monkeypatch, "g1")
    klar = forberedelse.runde("", stop)
    assert gjort == ["sagerne", "prognosen", "økonomien"]  # what cannot be worked out does not stop the rest
    assert forberedelse.runde(klar, stop) == klar
    assert len(gjort) == 3
    _i_brug(monkeypatch, "g2")
    assert forberedelse.runde(klar, stop) == "g2"
    assert len(gjort) == 6


def test_appen_kan_stoppe_mellem_to_trin(monkeypatch: pytest.MonkeyPatch, gjort: list[str]) -> None:
    _i_brug(monkeypatch, "g1")
    stop = threading.Event()
    stop.set()
    forberedelse.runde("", stop)
    assert gjort == []


def test_et_trin_der_fejler_uventet_stopper_ikke_resten_og_proeves_ikke_igen_for_samme_byg(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    gjort: list[str] = []

    def gaar_i_stykker() -> None:
        gjort.append("sagerne")
        raise ZeroDivisionError

    trin = {"sagerne": gaar_i_stykker, "økonomien": lambda: gjort.append("økonomien")}
    monkeypatch.setattr(forberedelse, "_alt", lambda: trin)
    _i_brug(monkeypatch, "g1")
    klar = forberedelse.runde("", threading.Event())
    assert forberedelse.runde(klar, threading.Event()) == "g1"
    assert gjort == ["sagerne", "økonomien"]
    assert "Der kunne ikke regnes forud på sagerne" in caplog.text


def test_en_uventet_fejl_proeves_igen_og_staar_i_den_tekniske_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stop, forsoeg = threading.Event(), []

    def generation() -> None:
        forsoeg.append(1)
        if len(forsoeg) == 2:
            stop.set()
        raise OSError("disken svarer ikke")

    monkeypatch.setattr(data, "generation", generation)
    monkeypatch.setattr(forberedelse, "SES_EFTER", 0)
    forberedelse.start(stop)
    assert stop.wait(5)
    assert "Der kunne ikke regnes forud" in caplog.text


@pytest.mark.parametrize(("skrevet", "ventet"), [("false", False), ("true", True)])
def test_det_kan_slaas_fra(tmp_path: Path, skrevet: str, ventet: bool) -> None:
    miljoe = {"HJEMTAG_HJEM": str(tmp_path), "HJEMTAG_FORBERED_SIDER": skrevet}
    assert laes_indstillinger(miljoe).forbered_sider is ventet


def test_andet_end_true_og_false_afvises(tmp_path: Path) -> None:
    with pytest.raises(IndstillingsFejl, match="forbered_sider"):
        laes_indstillinger({"HJEMTAG_HJEM": str(tmp_path), "HJEMTAG_FORBERED_SIDER": "måske"})
