"""The night of a municipality by stages: a town of the demo, all deliveries but the last landed and built, then `nat`.

Asked for by the number of citizens, since it takes disk and minutes:

    HJEMTAG_NAT=370000 .venv/bin/pytest -s tests/ydelse/test_nat.py
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.ydelse.maal import proces, trin

BORGERE = int(os.environ.get("HJEMTAG_NAT", "0"))


@pytest.mark.skipif(not BORGERE, reason="HJEMTAG_NAT siger ikke, hvor mange borgere der skal prøves")
def test_en_nat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    by = tmp_path / "by"
    monkeypatch.delenv("HJEMTAG_DATABASE_URL", raising=False)
    monkeypatch.setenv("HJEMTAG_KOMMUNE", "0998")
    monkeypatch.setenv("HJEMTAG_HJEM", str(tmp_path / "hjem"))
    try:
        proces("demo", "-m", "engine", "demo", "--ud", str(by), "--borgere", str(BORGERE))
        *foer, nat = sorted(m for m in by.iterdir() if m.is_dir())
        for mappe in foer:
            proces(f"indlaes {mappe.name}", "-m", "engine", "indlaes", str(mappe), ok=(0, 2))
        proces("byg", "-m", "engine", "byg")
        trin(f"nat {nat.name}", "-m", "engine", "nat", str(nat), ok=(0, 2))
    finally:
        shutil.rmtree(tmp_path, ignore_errors=True)
