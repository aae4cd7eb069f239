"""Goals and limits that a leader sets for a field of work, by year: events, the newest in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.fejl import RettelseAfvist
from engine.sager.lager import Sagslager
from engine.sager.log import Loglinje, skriv_i
from engine.sager.model import LEDELSESMAAL, ligner_cpr

PRIS_MAX, GRAENSE_MAX = 10**11, 10_000


@dataclass(frozen=True)
class Ledelsesmaal:
    """graense: how far above the budget a field may be, in hundredths of a per cent; pris_oere: the goal for what a
    helårsperson costs. None: not set."""

    omraade: str
    aar: int
    graense: int | None
    pris_oere: int | None
    bruger: str
    tid: datetime


def gem(
    lager: Sagslager,
    omraade: str,
    aar: int,
    graense: int | None,
    pris_oere: int | None,
    bruger: str,
    begrundelse: str,
    nu: datetime,
) -> int:
    """Write the goals of a field. Returns the event's number. Errors: RettelseAfvist for what cannot be."""
    if graense is not None and not 0 <= graense <= GRAENSE_MAX:
        raise RettelseAfvist("Grænsen skal være mellem 0 og 100 pct. af budgettet. Intet er gemt.")
    if pris_oere is not None and not 0 <= pris_oere <= PRIS_MAX:
        raise RettelseAfvist("Enhedsprisen skal være mindst 0 og ikke urimeligt stor. Intet er gemt.")
    if ligner_cpr(begrundelse):
        raise RettelseAfvist("Der står et CPR-nummer i begrundelsen; skriv den uden. Intet er gemt.")
    noegle = {"ledelsesmaal": omraade, "aar": aar}
    with lager.skriv() as con:
        nr = lager.skriv_haendelse(
            *(con, LEDELSESMAAL, noegle, {"graense": graense, "pris_oere": pris_oere}),
            begrundelse=begrundelse,
            bruger=bruger,
            nu=nu,
        )
        linje = Loglinje(bruger, LEDELSESMAAL, f"haendelse {nr}", None, "ledelse", noegle)
        skriv_i(con, linje, nu)
    return nr


def alle(lager: Sagslager, aar: int) -> dict[str, Ledelsesmaal]:
    """{field of work: the newest} of a year."""
    return {
        str(h.noegle["ledelsesmaal"]): Ledelsesmaal(
            str(h.noegle["ledelsesmaal"]), aar, h.nyt["graense"], h.nyt["pris_oere"], h.bruger, h.tid
        )
        for h in lager.haendelser(LEDELSESMAAL)
        if h.noegle["aar"] == aar
    }
