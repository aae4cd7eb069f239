"""`make bench`: how long posting texts take to read, end to end, and that the memory does not follow their number."""

from __future__ import annotations

from pathlib import Path

from tests.ydelse import perioder
from tests.ydelse.maal import proces, vis


def test_en_million_posteringer(tmp_path: Path) -> None:
    sekunder, raekker = perioder.maal(1_000_000, tmp_path)
    vis("1.000.000 posteringers tekster læst", f"{sekunder:7.2f} s")
    assert raekker == 1_000_000


def test_hukommelsen_foelger_ikke_antallet() -> None:
    for antal in (500_000, 3_000_000):
        proces(f"{antal} posteringer skrevet og læst", "-m", "tests.ydelse.perioder", str(antal))
