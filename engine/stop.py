"""A job that is asked to stop (SIGTERM, Ctrl+C) ends as if it had failed: cleaned up after, nothing half-written."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Afbrudt(KeyboardInterrupt):
    """Somebody asked the process to stop."""


class Stopvagt:
    """bedt: whether a stop has been asked for. A library may have turned the exception into one of its own."""

    def __init__(self) -> None:
        self.bedt = False

    def _stop(self, signalnr: int, _: Any) -> None:
        if not self.bedt:  # a second time must not interrupt the cleaning up
            self.bedt = True
            raise Afbrudt(signal.Signals(signalnr).name)


@contextmanager
def stopvagt() -> Iterator[Stopvagt]:
    """Turn SIGTERM into Afbrudt in the main thread, and give the signal back afterwards."""
    vagt = Stopvagt()
    if threading.current_thread() is not threading.main_thread():
        yield vagt
        return
    foer = signal.signal(signal.SIGTERM, vagt._stop)
    try:
        yield vagt
    finally:
        signal.signal(signal.SIGTERM, foer if foer is not None else signal.SIG_DFL)
