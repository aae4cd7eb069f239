"""A municipality of the largest size. Asked for by the number of postings, since it takes disk and minutes:

    HJEMTAG_SKALA=30000000 .venv/bin/pytest -s tests/ydelse/test_skala.py

HJEMTAG_SKALA_BORGERE (default 700000) citizens. The delivery is Parquet; Great Expectations sees the first chunk.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from engine.indstillinger import laes_indstillinger
from tests.ydelse import svartider
from tests.ydelse.maal import proces, vis

POSTERINGER = int(os.environ.get("HJEMTAG_SKALA", "0"))
BORGERE = int(os.environ.get("HJEMTAG_SKALA_BORGERE", "700000"))


@pytest.mark.skipif(
    not POSTERINGER, reason="HJEMTAG_SKALA siger ikke, hvor mange posteringer der skal prøves"
)
def test_en_stor_kommune(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lille, stor, leverance = (tmp_path / navn for navn in ("lille", "stor", "leverance"))
    monkeypatch.delenv("HJEMTAG_DATABASE_URL", raising=False)
    monkeypatch.setenv("HJEMTAG_KOMMUNE", "0998")
    try:
        monkeypatch.setenv("HJEMTAG_HJEM", str(lille))
        proces("Egeborg: demo", "-m", "engine", "demo", "--ud", str(lille / "demo"))
        proces("Egeborg: indlaes", "-m", "engine", "indlaes", str(lille / "demo"), ok=(0, 2))
        proces("Egeborg: byg", "-m", "engine", "byg")
        proces(
            "leverancen skrives", "-m", "tests.ydelse.skala", str(leverance), str(POSTERINGER), str(BORGERE)
        )
        vis("", f"{sum(f.stat().st_size for f in leverance.iterdir()) / 2**20:7.0f} MB")
        monkeypatch.setenv("HJEMTAG_HJEM", str(stor))
        proces("hjemtag indlaes", "-m", "engine", "indlaes", str(leverance), ok=(0, 2))
        proces("hjemtag byg", "-m", "engine", "byg")
        ind = laes_indstillinger()
        vis("", f"{sum(f.stat().st_size for f in ind.generationer.iterdir()) / 2**20:7.0f} MB")
        svartider.alle(monkeypatch, ind)
    finally:
        for mappe in (lille, stor, leverance):
            shutil.rmtree(mappe, ignore_errors=True)
