"""Measure: seconds and memory of a process of its own, seconds of a call; printed, never asserted."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from typing import TypeVar

from engine import steder

T = TypeVar("T")


def vis(hvad: str, tal: str) -> None:
    print(f"{hvad:<58} {tal}", flush=True)


def proces(
    hvad: str, *argumenter: str, miljoe: Mapping[str, str] | None = None, ok: tuple[int, ...] = (0,)
) -> None:
    """Run python with these arguments; show wall and CPU seconds and the largest process's peak memory."""
    _koer(hvad, argumenter, miljoe, ok)


def trin(hvad: str, *argumenter: str, ok: tuple[int, ...] = (0,), vis_antal: int = 20) -> None:
    """As proces, and the stages that take longest: the seconds from one line of progress to the next."""
    for sekunder_, tekst in sorted(_koer(hvad, argumenter, None, ok), reverse=True)[:vis_antal]:
        vis(f"  {tekst}", f"{sekunder_:7.2f} s")


def _koer(
    hvad: str, argumenter: tuple[str, ...], miljoe: Mapping[str, str] | None, ok: tuple[int, ...]
) -> list[tuple[float, str]]:
    """The lines of progress, each with the seconds to the next."""
    start = time.perf_counter()
    barn = subprocess.Popen(
        [sys.executable, *argumenter],
        env=os.environ | dict(miljoe or {}),
        cwd=steder.rod(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert barn.stderr is not None
    tider, beskeder = [start], ["(begynder)"]
    for linje in barn.stderr:
        tider.append(time.perf_counter())
        beskeder.append(linje.rstrip())
    _, status, brug = os.wait4(barn.pid, 0)
    barn.returncode = os.waitstatus_to_exitcode(status)
    assert barn.returncode in ok, "\n".join(beskeder)[-2000:]
    slut = time.perf_counter()
    cpu = brug.ru_utime + brug.ru_stime
    vis(hvad, f"{slut - start:7.2f} s   cpu {cpu:7.2f} s   højst {brug.ru_maxrss / 1024:6.0f} MB")
    return [(b - a, tekst) for a, b, tekst in zip(tider, [*tider[1:], slut], beskeder, strict=True)]


def kald(hvad: str, funktion: Callable[[], T], gange: int = 5) -> T:
    """Call it; show the first and the best of the rest."""
    tider = []
    for _ in range(max(gange, 2)):
        start = time.perf_counter()
        svar = funktion()
        tider.append(time.perf_counter() - start)
    vis(hvad, sekunder(tider))
    return svar


def sekunder(tider: list[float]) -> str:
    """The best of the later calls and the first, in ms."""
    return f"{1000 * min(tider[1:]):7.0f} ms   første {1000 * tider[0]:7.0f} ms"
