"""A citizen's report of who-looked-when without the who: found by CPR number, which is kept nowhere."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from engine import adgang, dansk
from engine.adgang import Bruger, Handling
from engine.fejl import AdgangNaegtet, RettelseAfvist
from engine.indstillinger import Indstillinger
from engine.lager import laes
from engine.lager.sde import personer_ved_cpr
from engine.resultater import kontekst
from engine.sager import logopslag

KOLONNER = ("tidspunkt", "hvad", "formaal")


def person(ind: Indstillinger, cpr: str) -> str:
    """The key of the person with a CPR number. Errors: RettelseAfvist for a text that is none or is unknown."""
    cifre = re.sub(r"[\s-]", "", cpr)
    if not re.fullmatch(r"[0-9]{10}", cifre):
        raise RettelseAfvist("CPR-nummeret skal have ti cifre. Ret det, og prøv igen.")
    fundne = personer_ved_cpr(laes.aktuel(ind), cifre)
    if not fundne:
        raise RettelseAfvist(
            "Borgeren er ikke i datagrundlaget, så der kan ikke være set på oplysninger om personen her."
        )
    return fundne[0]


def person_som(ind: Indstillinger, bruger: Bruger, cpr: str) -> str:
    """As person, for a user who may see the log. Errors: AdgangNaegtet too."""
    ja, grund = adgang.maa(bruger, Handling.SE_LOG)
    if not ja:
        raise AdgangNaegtet(grund)
    return person(ind, cpr)


def oversigt(ind: Indstillinger, hvem: str, cpr: str, nu: datetime) -> list[dict[str, Any]]:
    """The report for the command line, which is logged. hvem: who asks, as the log names it."""
    return logopslag.indsigt(kontekst.sagslager(ind.database_url), hvem, person(ind, cpr), nu)


def fil(raekker: Sequence[dict[str, Any]]) -> bytes:
    """The report as CSV with semicolons, UTF-8 with a mark for spreadsheets; times as in Denmark."""
    ud = io.StringIO()
    skriver = csv.writer(ud, delimiter=";", lineterminator="\n")
    skriver.writerow(KOLONNER)
    skriver.writerows((dansk.tidspunkt(r["tid"]), r["hvad"], r["formaal"]) for r in raekker)
    return ud.getvalue().encode("utf-8-sig")
