"""Room on the disk, asked about before something large is written, so that nothing is left half-written."""

from __future__ import annotations

import shutil
from pathlib import Path

RESERVE = 200 * 2**20
"""What is left free in any case, in bytes."""


def fri(mappe: Path) -> int:
    """Free bytes where a folder lies, or will lie when it is made."""
    while not mappe.exists() and mappe != mappe.parent:
        mappe = mappe.parent
    return int(shutil.disk_usage(mappe).free)


def mangler(mappe: Path, kraevet: int) -> str:
    """'' when `kraevet` bytes (at least RESERVE) are free there, else the sentence that says what is missing."""
    kraevet, ledig = max(RESERVE, kraevet), fri(mappe)
    if ledig >= kraevet:
        return ""
    return f"Der skal bruges {_mb(kraevet)} i {mappe}, og der er {_mb(ledig)} fri."


def _mb(antal: int) -> str:
    return f"{antal // 2**20} MB"


def fylder(sti: Path) -> int:
    """Bytes of a file, or of everything in a folder; 0 when there is nothing."""
    if sti.is_file():
        return sti.stat().st_size
    return sum(fil.stat().st_size for fil in sti.rglob("*") if fil.is_file()) if sti.is_dir() else 0
