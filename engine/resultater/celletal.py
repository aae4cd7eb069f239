"""The cells of a small table that somebody sent us as what they mean: a number, a month, a day, øre."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from engine import dansk
from engine.indlaesning.egenfil import Celle

_DATO = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})")


def som_cpr(celle: Celle) -> str:
    """Ten digits. Errors: ValueError."""
    cpr = re.sub(r"[\s-]", "", str(celle))
    if len(cpr) == 9 and cpr.isdigit():
        cpr = cpr.rjust(10, "0")  # a spreadsheet eats the first nought
    if not re.fullmatch(r"\d{10}", cpr):
        raise ValueError("cpr er ikke ti cifre")
    return cpr


def som_maaned(felt: str, celle: Celle) -> str:
    """'2025-03' of a month or a date. Errors: ValueError."""
    if isinstance(celle, str) and re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", celle.strip()):
        return celle.strip()
    return f"{som_dag(felt, celle):%Y-%m}"


def som_dag(felt: str, celle: Celle) -> date:
    """Errors: ValueError."""
    if isinstance(celle, date):
        return celle
    tekst = str(celle).strip()
    try:
        if m := _DATO.fullmatch(tekst):
            return date(int(m[3]), int(m[2]), int(m[1]))
        return date.fromisoformat(tekst)
    except ValueError:
        raise ValueError(f"{felt} er ikke en dato som 31-12-2025") from None


def som_oere(celle: Celle) -> int:
    """Whole øre of kroner. Errors: ValueError."""
    if isinstance(celle, Decimal):
        return int((celle * 100).to_integral_value())
    return dansk.laes_kroner(str(celle))
