"""Goals and hours of each indsats, by year: events, the newest in force; nothing is written over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.fejl import RettelseAfvist
from engine.sager.lager import Sagslager
from engine.sager.log import Loglinje, skriv_i
from engine.sager.model import EFFEKTMAAL, ligner_cpr

MAAL_MAX, TIMER_MAX = 10**12, 100_000


@dataclass(frozen=True)
class Maal:
    """What an indsats is to bring home in a year, and the hours spent on it. None: not said."""

    felt: str
    aar: int
    maal_oere: int | None
    timer: int | None
    bruger: str
    tid: datetime


def gem(
    lager: Sagslager,
    felt: str,
    aar: int,
    maal_oere: int | None,
    timer: int | None,
    bruger: str,
    begrundelse: str,
    nu: datetime,
) -> int:
    """Write a goal. Returns its number. Errors: RettelseAfvist for amounts that cannot be, or a CPR number."""
    if (maal_oere is not None and not 0 <= maal_oere <= MAAL_MAX) or (
        timer is not None and not 0 <= timer <= TIMER_MAX
    ):
        raise RettelseAfvist("Målet og timerne skal være mindst 0 og ikke urimeligt store. Intet er gemt.")
    if ligner_cpr(begrundelse):
        raise RettelseAfvist("Der står et CPR-nummer i begrundelsen; skriv den uden. Intet er gemt.")
    noegle = {"effektmaal": felt, "aar": aar}
    nyt = {"maal_oere": maal_oere, "timer": timer}
    with lager.skriv() as con:
        nr = lager.skriv_haendelse(
            con, EFFEKTMAAL, noegle, nyt, begrundelse=begrundelse, bruger=bruger, nu=nu
        )
        skriv_i(
            con,
            Loglinje(bruger, EFFEKTMAAL, f"haendelse {nr}", None, "effekt", {"felt": felt, "aar": aar}),
            nu,
        )
    return nr


def alle(lager: Sagslager, aar: int) -> dict[str, Maal]:
    """{felt: the newest} of a year."""
    return {
        str(h.noegle["effektmaal"]): Maal(
            str(h.noegle["effektmaal"]), aar, h.nyt["maal_oere"], h.nyt["timer"], h.bruger, h.tid
        )
        for h in lager.haendelser(EFFEKTMAAL)
        if h.noegle["aar"] == aar
    }
