"""Passing through: in from one municipality and on to another within the months, and where they lived meanwhile."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from engine.lager import laes
from engine.lager.laes import Generation
from engine.lager.screening import gennemrejsende
from tests.flytning.flyttelager import EGEN, Raekke, bor, hus, lager, ude

GEN = Generation(
    0,
    "gennemrejsende",
    Path("/gennemrejsende"),
    datetime(2025, 12, 31, tzinfo=UTC),
    "",
    "",
    EGEN,
    False,
    None,
)
HERBERG = hus("H", "9", "forsorgshjem_110")


def ophold(hvem: str, *steder: tuple[str, str, str]) -> list[Raekke]:
    """Stays after each other: (municipality, house, from)."""
    til = [s[2] for s in steder[1:]] + [""]
    return [bor(hvem, nr, fra, t, kommune=k) for (k, nr, fra), t in zip(steder, til, strict=True)]


def test_hvem_der_er_rejst_igennem_og_om_de_boede_paa_forsorgshjem() -> None:
    fra = ("0461", "1", "2010-01-01")
    adresser = [
        *ophold("seks maaneder", fra, (EGEN, "1", "2025-02-01"), ("0751", "1", "2025-08-01")),
        *ophold("en dag mere", fra, (EGEN, "1", "2025-02-01"), ("0751", "1", "2025-08-02")),
        *ophold("tilbage", fra, (EGEN, "9", "2025-02-01"), ("0461", "1", "2025-03-01")),
        # A room first, then the home for the homeless, then a room again.
        *ophold(
            "paa herberg imellem",
            *(fra, (EGEN, "1", "2025-02-01"), (EGEN, "9", "2025-03-01")),
            *((EGEN, "2", "2025-04-01"), ("0751", "1", "2025-05-01")),
        ),
        # At the home for the homeless an earlier time, and not this time.
        *ophold(
            "paa herberg foer",
            *(fra, (EGEN, "9", "2015-02-01"), ("0461", "2", "2015-03-01")),
            *((EGEN, "1", "2025-02-01"), ("0751", "1", "2025-05-01")),
        ),
        *ophold("til udlandet", fra, (EGEN, "1", "2025-02-01"))[:1],
        bor("til udlandet", "1", "2025-02-01", "2025-03-01"),
        ude("til udlandet", "SE", "2025-03-01"),
    ]
    con = lager(adresser, institutioner=[HERBERG], til="core.flytteskift")
    with laes.laest_fra(GEN, con):
        g = gennemrejsende(GEN, date(2025, 1, 1), date(2025, 12, 31), 6)
    svar = {r.person_noegle: r.ind_type if isinstance(r.ind_type, str) else None for r in g.itertuples()}
    assert svar == {
        "seks maaneder": None,
        "tilbage": "forsorgshjem_110",
        "paa herberg imellem": "forsorgshjem_110",
        "paa herberg foer": None,
    }
