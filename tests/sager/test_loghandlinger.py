"""Every action that the code writes in the log has a Danish title: found in the code itself."""

from __future__ import annotations

import ast
import importlib
import re

import pytest

from engine.sager import loghandlinger, model
from tests.repo import traeer

_DANSK = re.compile(r"[A-ZÆØÅ][a-zæøåA-ZÆØÅ ]+")


def _skrevne() -> dict[str, str]:
    """Action -> where it is written, for every call that names it as a text or by a constant of its module."""
    fundne: dict[str, str] = {}
    for fil, trae in traeer("engine", "pages").items():
        for kald in (n for n in ast.walk(trae) if isinstance(n, ast.Call)):
            navn = ast.unparse(kald.func).rsplit(".", 1)[-1]
            if navn not in ("Loglinje", "_loglinje", "skriv_log", "_log", "_skriv_log", "_noter"):
                continue
            plads = {"Loglinje": 1, "_loglinje": 1, "skriv_log": 99}.get(navn, 2)
            led = [k.value for k in kald.keywords if k.arg == "handling"]
            led += [kald.args[plads]] if len(kald.args) > plads else []
            for del_ in led:
                if (handling := _vaerdi(del_, fil)) is not None:
                    fundne[handling] = f"{fil}:{kald.lineno}"
    return fundne


def _vaerdi(led: ast.expr, fil: str) -> str | None:
    if isinstance(led, ast.Constant) and isinstance(led.value, str):
        return led.value
    tekst = ast.unparse(led)
    if not re.fullmatch(r"(?:\w+\.)?[A-Z_]+", tekst):
        return None
    modul = importlib.import_module(fil.removesuffix(".py").replace("/", "."))
    for led_ in tekst.split("."):
        modul = getattr(modul, led_)
    return str(modul)


def test_hver_handling_i_koden_har_en_dansk_titel() -> None:
    skrevne = _skrevne()
    assert {"se_person", "log_ind", "job", "slettet", "log_anker", "indsigt"} <= set(skrevne)
    assert {h: hvor for h, hvor in skrevne.items() if h not in loghandlinger.TITLER} == {}


@pytest.mark.parametrize("handling", [*model.RETTELSER, model.FORTRYD, model.FORSLAG, model.GODKENDELSE])
def test_hver_rettelse_har_en_dansk_titel(handling: str) -> None:
    assert handling in loghandlinger.TITLER


def test_titlerne_er_danske_og_forskellige() -> None:
    titler = list(loghandlinger.TITLER.values())
    assert len(set(titler)) == len(titler)
    assert all(_DANSK.fullmatch(titel) for titel in titler)
    assert loghandlinger.titel("noget_nyt") == "Noget nyt"
