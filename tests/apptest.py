"""Streamlit's test runner without what it does over and over, and with a watch on what the server itself does."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any


def hurtig_apptest() -> None:
    """Look through the installed packages for components once, not at each run (150 ms)."""
    from streamlit.components.v2 import manifest_scanner

    gennemse = manifest_scanner.scan_component_manifests
    if not hasattr(gennemse, "cache_info"):
        manifest_scanner.scan_component_manifests = cache(gennemse)


@contextmanager
def servertid(ur: Callable[[], float] = time.perf_counter) -> Iterator[list[float]]:
    """with servertid() as tider: ... -> the seconds of each run of a page's script, the test runner's own left out.

    ur: time.process_time on a machine that others use too: the processor's seconds, of all threads.
    """
    from streamlit.runtime.scriptrunner.script_runner import ScriptRunner

    koer, tider = ScriptRunner._run_script, []

    def med_ur(self: ScriptRunner, *args: Any, **valg: Any) -> None:
        start = ur()
        try:
            koer(self, *args, **valg)
        finally:
            tider.append(ur() - start)

    ScriptRunner._run_script = med_ur  # type: ignore[method-assign]
    try:
        yield tider
    finally:
        ScriptRunner._run_script = koer  # type: ignore[method-assign]
