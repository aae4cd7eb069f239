"""Jobs: what is running now, and a line in the log for each that has run.

HJEM/job.json says what runs while it runs; a file whose process is gone is a job that was killed.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from engine.fejl import HjemtagFejl
from engine.indstillinger import Indstillinger
from engine.sager import tabeller
from engine.sager.lager import Sagslager, raekker
from engine.sager.log import skriv_log
from engine.sager.model import indeholder_cpr

HANDLING = "job"
_FEJLTEKST_MAX = 300


@dataclass(frozen=True)
class Koersel:
    """One job that has run. kode: 0 done, 1 refused or failed, 2 done with rows in quarantine."""

    tid: datetime
    verbum: str
    bruger: str
    kode: int
    sekunder: float
    fejl: str = ""

    @property
    def lykkedes(self) -> bool:
        return self.kode != 1


@dataclass(frozen=True)
class Igang:
    """The job that runs now, or the one that was killed (lever=False)."""

    verbum: str
    startet: datetime
    pid: int
    lever: bool


def koer(
    ind: Indstillinger,
    lager: Callable[[], Sagslager],
    verbum: str,
    bruger: str,
    nu: datetime,
    arbejde: Callable[[], tuple[int, Any]],
    advar: Callable[[str], None],
) -> Any:
    """Run `arbejde` -> (exit code, answer) as the job `verbum`, and write its line; returns the answer.

    advar: told when the log cannot be written; the work itself has then been done. What `arbejde` raises goes
    on after its line is written.
    """
    start = time.monotonic()
    meldt = _meld(ind, verbum, nu)
    kode, fejl = 1, ""
    try:
        kode, svar = arbejde()
        return svar
    except HjemtagFejl as mislykket:
        fejl = " ".join(str(mislykket).split())[:_FEJLTEKST_MAX]
        raise
    except BaseException as mislykket:
        fejl = type(mislykket).__name__
        raise
    finally:
        sekunder = time.monotonic() - start
        _skriv(lager, verbum, bruger, nu, kode, sekunder, fejl, advar)
        if meldt is not None:
            meldt.unlink(missing_ok=True)


def _meld(ind: Indstillinger, verbum: str, nu: datetime) -> Path | None:
    """Say what runs. Another job that runs already has the lock, and this one will be refused: it says nothing."""
    nuvaerende = igang(ind)
    if nuvaerende is not None and nuvaerende.lever:
        return None
    fil = ind.hjem / "job.json"
    with suppress(OSError):
        ind.hjem.mkdir(parents=True, exist_ok=True)
        fil.write_text(json.dumps({"verbum": verbum, "startet": nu.isoformat(), "pid": os.getpid()}), "utf-8")
        return fil
    return None


def _skriv(
    lager: Callable[[], Sagslager],
    verbum: str,
    bruger: str,
    nu: datetime,
    kode: int,
    sekunder: float,
    fejl: str,
    advar: Callable[[str], None],
) -> None:
    detaljer: dict[str, Any] = {"kode": kode, "sekunder": round(sekunder, 1)}
    if fejl:
        detaljer["fejl"] = "(teksten rummer et CPR-nummer)" if indeholder_cpr(fejl) else fejl
    slut = nu + timedelta(seconds=sekunder)
    try:
        skriv_log(
            lager(),
            nu=slut,
            bruger=bruger,
            handling=HANDLING,
            genstand=verbum,
            formaal="drift",
            detaljer=detaljer,
        )
    except (HjemtagFejl, sa.exc.SQLAlchemyError) as uskrevet:
        advar(f"Bemærk: jobbet '{verbum}' kunne ikke skrives i loggen ({type(uskrevet).__name__}).")


def seneste(lager: Sagslager, antal: int = 20, verbum: str | None = None) -> list[Koersel]:
    """The last jobs, newest first."""
    log = tabeller.log
    valg = sa.select(log).where(log.c.handling == HANDLING).order_by(log.c.nr.desc()).limit(antal)
    if verbum is not None:
        valg = valg.where(log.c.genstand == verbum)
    with lager.laes() as con:
        return [_koersel(r) for r in raekker(con, valg)]


def _koersel(r: dict[str, Any]) -> Koersel:
    d = json.loads(r["detaljer"])
    return Koersel(r["tid"], r["genstand"], r["bruger"], d["kode"], d["sekunder"], d.get("fejl", ""))


def igang(ind: Indstillinger) -> Igang | None:
    """The job that runs now, or that was killed and has not been run again; None when all is quiet."""
    try:
        d = json.loads((ind.hjem / "job.json").read_text(encoding="utf-8"))
        return Igang(d["verbum"], datetime.fromisoformat(d["startet"]), d["pid"], _lever(d["pid"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _lever(pid: int) -> bool:
    if os.name == "nt":  # there os.kill(pid, 0) ends the process
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
