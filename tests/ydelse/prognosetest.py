"""How well the forecast does on municipalities whose history is known: many seeds, each landed, built and backtested.

Run by `make prognosetest`; HJEMTAG_PROGNOSE_BORGERE and HJEMTAG_PROGNOSE_FROE ("998 1 2") choose others. Every origin
month of the history is forecast from what was known then, model chosen from what was known then, and compared with
what is booked now. Two figures are promised: WAPE of the year total against last year times price, and the coverage of
the 80 % band.
"""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from engine.demo import lav_demo
from engine.indlaesning.landing import indlaes
from engine.indstillinger import Indstillinger
from engine.lager.byg import byg
from engine.prognose import proeve
from engine.prognose.proeve import Proevepunkt
from engine.resultater import kontekst, prognose


def punkter(borgere: int, froe: int) -> list[Proevepunkt]:
    """Makes, lands, builds and backtests one municipality in a directory that is gone afterwards."""
    nu = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as mappe:
        hjem = Path(mappe)
        ind = Indstillinger(hjem=hjem, kommune="0998", database_url=f"sqlite:///{hjem / 'sager.db'}")
        lav_demo(hjem / "demo", borgere=borgere, froe=froe)
        indlaes(ind, hjem / "demo", nu, gx=False)
        return prognose.kvalitet(kontekst.hent(ind, byg(ind, nu)))[0]


def koer(borgere: int, froe: list[int]) -> None:
    alle: list[Proevepunkt] = []
    for f in froe:
        egne = punkter(borgere, f)
        alle += egne
        r = proeve.maal(egne).iloc[0]
        print(
            f"  seed {f}: WAPE {r['wape_pct']:.1f} %, naive {r['wape_naiv_pct']:.1f} %, "
            f"80 % band holds {r['daekning80_pct']:.0f} %"
        )
    print(f"{borgere} citizens, {len(froe)} seeds; frem 0 = the origin's year, 1 = the next, -1 = both")
    print(proeve.maal(alle).round(1).to_string(index=False))


if __name__ == "__main__":
    koer(
        int(os.environ.get("HJEMTAG_PROGNOSE_BORGERE", "5000")),
        [
            int(f)
            for f in os.environ.get("HJEMTAG_PROGNOSE_FROE", " ".join(map(str, (998, *range(1, 20))))).split()
        ],
    )
