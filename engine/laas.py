"""One lock keeps two jobs apart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from engine.fejl import JobLaast
from engine.indstillinger import Indstillinger


@contextmanager
def joblaas(ind: Indstillinger, vent_sekunder: float = 0.0) -> Iterator[None]:
    """Hold the job lock of this data directory. Errors: JobLaast when another job holds it."""
    ind.hjem.mkdir(parents=True, exist_ok=True)
    laas = FileLock(ind.hjem / "job.laas")
    try:
        laas.acquire(timeout=vent_sekunder)
    except Timeout as fejl:
        raise JobLaast(
            f"Et andet job arbejder i {ind.hjem}. Vent, til det er færdigt, og prøv igen; intet er ændret."
        ) from fejl
    try:
        yield
    finally:
        laas.release()
