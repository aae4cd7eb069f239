"""One lock keeps two jobs apart."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from engine.fejl import JobLaast
from engine.indstillinger import Indstillinger

_holdt: dict[Path, int] = {}  # by this process: a job may be made of others


@contextmanager
def joblaas(ind: Indstillinger, vent_sekunder: float = 0.0) -> Iterator[None]:
    """Hold the job lock of this data directory; within it the same thread may take it again.

    Errors: JobLaast when another job holds it.
    """
    noegle = ind.hjem.resolve()
    if _holdt.get(noegle) == threading.get_ident():
        yield
        return
    ind.hjem.mkdir(parents=True, exist_ok=True)
    laas = FileLock(ind.hjem / "job.laas")
    try:
        laas.acquire(timeout=vent_sekunder)
    except Timeout as fejl:
        raise JobLaast(
            f"Et andet job arbejder i {ind.hjem}. Vent, til det er færdigt, og prøv igen; intet er ændret."
        ) from fejl
    _holdt[noegle] = threading.get_ident()
    try:
        yield
    finally:
        del _holdt[noegle]
        laas.release()
