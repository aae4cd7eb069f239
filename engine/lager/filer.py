"""The files of the warehouse: numbered generations, the pointer to the one in use, drafts and clean-up.

HJEM/generationer/g000001.duckdb   a published generation; never changed, its name never used again
HJEM/generationer/AKTUEL           the file name of the one in use
HJEM/generationer/TAELLER          the last number given out, also to builds that failed
HJEM/generationer/*.kladde*        drafts; only the holder of the job lock has any
"""

from __future__ import annotations

import os
import re
import shutil
from contextlib import suppress
from pathlib import Path

PEGER = "AKTUEL"
TAELLER = "TAELLER"
KLADDE = ".kladde"
_FILNAVN = re.compile(r"g(\d{6,})\.duckdb")


def nummer(navn: str) -> int:
    """The number in the name of a generation's file or draft, 0 for any other name."""
    fundet = _FILNAVN.match(navn)
    return int(fundet[1]) if fundet else 0


def udgivne(mappe: Path) -> list[Path]:
    """The published files, newest first."""
    filer = [sti for sti in mappe.glob("g*.duckdb") if _FILNAVN.fullmatch(sti.name)]
    return sorted(filer, key=lambda sti: nummer(sti.name), reverse=True)


def laes_peger(mappe: Path) -> str:
    """The file name in AKTUEL, '' when none stands there."""
    try:
        navn = (mappe / PEGER).read_text(encoding="utf-8").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        return ""
    return navn if _FILNAVN.fullmatch(navn) else ""


def skriv_peger(mappe: Path, navn: str) -> None:
    """Make `navn` the generation in use, for every reader at once, and so that a power cut keeps it."""
    _skriv_atomisk(mappe / PEGER, navn)


def naeste_nummer(mappe: Path) -> int:
    """One more than every number ever used here, also by builds that failed and files that are gone."""
    brugte = [nummer(sti.name) for sti in mappe.iterdir()] + [nummer(laes_peger(mappe))]
    with suppress(FileNotFoundError, ValueError):
        brugte.append(int((mappe / TAELLER).read_text(encoding="utf-8")))
    nr = max(brugte) + 1
    _skriv_atomisk(mappe / TAELLER, str(nr))
    return nr


def kladde(mappe: Path, nr: int) -> Path:
    """Where generation `nr` is written until it is published."""
    return mappe / f"g{nr:06d}.duckdb{KLADDE}"


def udgiv(sti: Path) -> None:
    """Publish a closed draft: first the file under its final name, safely on disk, then the pointer."""
    with sti.open("rb+") as fil:
        os.fsync(fil.fileno())
    endelig = sti.with_suffix("")
    os.replace(sti, endelig)
    _fsync_mappe(sti.parent)
    skriv_peger(sti.parent, endelig.name)


def ryd_kladder(mappe: Path) -> None:
    """Remove what this or an earlier build left behind."""
    for sti in mappe.glob(f"*{KLADDE}*"):
        if sti.is_dir():
            shutil.rmtree(sti, ignore_errors=True)
        else:
            with suppress(OSError):
                sti.unlink()


def ryd_gamle(mappe: Path, gemt: int) -> None:
    """Keep the one in use and the newest others, `gemt` in all. What Windows holds open goes next time."""
    i_brug = laes_peger(mappe)
    andre = [sti for sti in udgivne(mappe) if sti.name != i_brug]
    for sti in andre[max(gemt - 1, 0) :]:
        with suppress(OSError):
            sti.unlink()


def _skriv_atomisk(sti: Path, linje: str) -> None:
    """Replace the file as a whole: a reader sees the old text or the new, never a part."""
    ny = sti.with_name(sti.name + KLADDE)
    with ny.open("w", encoding="utf-8") as fil:
        fil.write(linje + "\n")
        fil.flush()
        os.fsync(fil.fileno())
    os.replace(ny, sti)
    _fsync_mappe(sti.parent)


def _fsync_mappe(mappe: Path) -> None:
    """Write the folder's names to disk. Windows cannot open a folder and needs no such call."""
    if os.name == "nt":
        return
    fd = os.open(mappe, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
