"""`make bench`: how long the default municipality takes, from demo to page. Figures are printed, not judged."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from engine import steder
from engine.indstillinger import laes_indstillinger
from tests.ydelse import svartider
from tests.ydelse.maal import proces, vis


def test_app_importeres_uden_great_expectations() -> None:
    kode = (
        "import time; t = time.perf_counter(); import app; s = time.perf_counter() - t\n"
        "import sys; assert 'great_expectations' not in sys.modules; print(f'{s:7.2f} s')"
    )
    for hvad in ("import af app.py, første gang", "import af app.py"):
        svar = subprocess.run(
            [sys.executable, "-c", kode], cwd=steder.rod(), capture_output=True, text=True, check=True
        )
        vis(hvad, svar.stdout.splitlines()[-1])


def test_fra_demo_til_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HJEMTAG_HJEM", str(tmp_path / "hjem"))
    monkeypatch.delenv("HJEMTAG_KOMMUNE", raising=False)
    monkeypatch.delenv("HJEMTAG_DATABASE_URL", raising=False)
    demo = str(tmp_path / "demo")
    proces("hjemtag demo (20.000 borgere)", "-m", "engine", "demo", "--ud", demo)
    proces("hjemtag indlaes (tre leverancer)", "-m", "engine", "indlaes", demo, ok=(0, 2))
    proces("hjemtag byg", "-m", "engine", "byg")
    svartider.alle(monkeypatch, laes_indstillinger())
