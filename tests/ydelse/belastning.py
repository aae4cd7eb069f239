"""`make belastning`: forty users in four processes on each database, the times printed and the losses asserted.

Two paces: people who think for a second between looking and saving, and machines that do not think at all. The goal is
a 95th percentile of at most 100 ms for the first, on PostgreSQL.
"""

from __future__ import annotations

import os
import time

import pytest

from engine.sager.lager import Sagslager
from tests.sager import belastning
from tests.sager.conftest import database_url, lager, migreret_fil
from tests.ydelse.maal import vis

__all__ = ["database_url", "lager", "migreret_fil"]
RUNDER = int(os.environ.get("HJEMTAG_BELASTNING_RUNDER", "30"))


@pytest.mark.parametrize(
    ("tempo", "taenketid", "runder"), [("mennesker", 1.0, RUNDER), ("uden pause", 0.0, RUNDER)]
)
def test_fyrre_brugere(lager: Sagslager, tempo: str, taenketid: float, runder: int) -> None:
    url = lager.url.render_as_string(hide_password=False)
    start = time.perf_counter()
    m = belastning.koer_i_processer(url, 4, 40, runder, taenketid)
    brugt = time.perf_counter() - start
    belastning.kontroller(lager, m)
    base = "sqlite" if lager.er_sqlite else "postgres"
    vis(
        f"{base}, 40 brugere, {tempo}",
        f"{len(m.tider)} gem på {brugt:.0f} s, median {m.fraktil(0.5):.0f} ms, p95 {m.fraktil(0.95):.0f} ms, "
        f"{m.konflikter} konflikter, {len(m.gemt)} hændelser, 0 tabt",
    )
