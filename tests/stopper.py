"""A verb as a process of its own, stopped or killed at a chosen place, where it would else sleep for a minute."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from engine.indstillinger import Indstillinger

# Runs a verb and stops to be killed when a function is called for the n'th time.
_FOERER = """
import importlib, sys, time
from engine import kommando
from engine.indlaesning import landing
oprindelig_indlaes = landing.indlaes
landing.indlaes = lambda *a, **k: oprindelig_indlaes(*a, **(k | {"gx": False}))
m, navn, nummer = importlib.import_module(sys.argv[1]), sys.argv[2], int(sys.argv[3])
oprindelig, talt = getattr(m, navn), [0]
def stop(*a, **k):
    talt[0] += 1
    if talt[0] == nummer:
        print("HER", file=sys.stderr, flush=True)
        time.sleep(60)
    return oprindelig(*a, **k)
setattr(m, navn, stop)
sys.exit(kommando.main(sys.argv[4:]))
"""


def start(
    ind: Indstillinger, sted: tuple[str, str, int], *led: object, **miljoe_mere: str
) -> subprocess.Popen[str]:
    """Run a verb up to a place (module, function, which call of it); with call 0 to the end."""
    miljoe = {k: v for k, v in os.environ.items() if not k.startswith("HJEMTAG_")}
    miljoe |= {"HJEMTAG_HJEM": str(ind.hjem), "HJEMTAG_KOMMUNE": "0860"} | miljoe_mere
    kommandoen = [sys.executable, "-c", _FOERER, sted[0], sted[1], str(sted[2]), *map(str, led)]
    return subprocess.Popen(kommandoen, env=miljoe, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def stop(proces: subprocess.Popen[str], signalet: int) -> tuple[int, str]:
    """Wait for the place, send the signal -> (exit code, the rest of stderr)."""
    assert proces.stderr is not None
    for linje in proces.stderr:
        if linje.strip() == "HER":
            break
    else:
        pytest.fail("jobbet kom aldrig til stedet")
    proces.send_signal(signalet)
    _, fejl = proces.communicate(timeout=30)
    return proces.returncode, fejl
