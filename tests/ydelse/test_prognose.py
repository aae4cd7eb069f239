"""How long 1.000 draws of 5.000 cases over 24 months take, with the exact refund rule on each. Part of `make bench`."""

from __future__ import annotations

import time

from engine.prognose import simulering
from tests.prognose.test_simulering import _fremskrivning, _graenser


def test_tusind_udfald_af_5000_sager_i_24_maaneder() -> None:
    f, s = _fremskrivning(5000)
    start, cpu = time.perf_counter(), time.process_time()
    u = simulering.simuler(f, s, _graenser(), antal=1000, froe=1)
    tid, cpu = time.perf_counter() - start, time.process_time() - cpu
    print(f"\n  1.000 draws x 5.000 cases x 24 months: {tid:.1f} s, {cpu:.1f} s of processor")
    assert u.sag_udgift.shape == (5000, 1000, 2)
    assert cpu < 5
