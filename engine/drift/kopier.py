"""The backups that lie in the folder, and one taken from the page Drift."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from engine import adgang
from engine.adgang import Bruger, Handling
from engine.drift import job, sikkerhedskopi
from engine.drift.sikkerhedskopi import Kopi
from engine.fejl import AdgangNaegtet
from engine.indstillinger import Indstillinger
from engine.sager.lager import Sagslager


@dataclass(frozen=True)
class Kopifil:
    """A backup as a file. stoerrelse: bytes."""

    navn: str
    lavet: datetime
    stoerrelse: int


def liste(ind: Indstillinger) -> list[Kopifil]:
    """The backups in the folder, the newest first."""
    if not ind.sikkerhedskopier.is_dir():
        return []
    filer = [(f.name, f.stat()) for f in ind.sikkerhedskopier.glob("*.zip")]
    kopier = [Kopifil(navn, datetime.fromtimestamp(s.st_mtime, UTC), s.st_size) for navn, s in filer]
    return sorted(kopier, key=lambda k: k.lavet, reverse=True)


def lav_som(ind: Indstillinger, lager: Sagslager, bruger: Bruger, nu: datetime) -> Kopi:
    """Take a backup and try it, as a job with its line in the log. Errors: AdgangNaegtet, KopiFejl."""
    ja, grund = adgang.maa(bruger, Handling.STYR_DRIFT)
    if not ja:
        raise AdgangNaegtet(grund)
    advarsler: list[str] = []
    kopi: Kopi = job.koer(
        ind,
        lambda: lager,
        "sikkerhedskopi",
        bruger.navn,
        nu,
        lambda: (0, sikkerhedskopi.lav(ind, lager, nu)),
        advarsler.append,
    )
    return kopi
