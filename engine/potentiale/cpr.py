"""Registrations that look wrong, as candidates (mellemkommunal.md J: CPR-01…04). Pure.

What is presumed is decided in engine/flytning (udflytning.py, befolkning.py), once; here it gets the form of a
candidate. No kroner: the money must never steer such a case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from engine.potentiale.model import NORMAL, TIL_GODE, Begrundelse, Kandidat

NAVNE = {
    "CPR-01": "Formodet fraflyttet Danmark",
    "CPR-02": "Udlandsophold over seks måneder",
    "CPR-03": "Får hjælp her, men står et andet sted",
    "CPR-04": "Tilbagegang i befolkningen",
}
HJEMLER = {
    "CPR-01": "CPR-loven § 10",
    "CPR-02": "CPR-loven § 24",
    "CPR-03": "CPR-loven § 6",
    "CPR-04": "Udligningsloven § 4, stk. 1, nr. 2",
}


def kandidater(
    formodninger: Iterable[Mapping[str, Any]], tekster: Mapping[str, tuple[str, tuple[str, ...]]]
) -> list[Kandidat]:
    """formodninger: rows of the list Udflytning (CPR-01…03). tekster: sag_id → (why, what would prove it false)."""
    ud = []
    for r in formodninger:
        tekst, modbevis = tekster[r["sag_id"]]
        b = Begrundelse(tekst, HJEMLER[r["regel"]], modbevis, float(r["score"]))
        ud.append(
            _uden_kroner(r["regel"], r["person_noegle"], r.get("kommunekode"), r["fra"], r["bekraeftet"], b)
        )
    return ud


def tilbagegang(aar: int, nedgang: int, tekst: str) -> Kandidat | None:
    """CPR-04, for the municipality and no person: the population declines so that the criterion counts.

    nedgang: persons over the window. None where there is no decline. tekst: whether it qualifies, and what is missing.
    """
    if nedgang <= 0:
        return None
    modbevis = ("Tilflytning eller fødsler vender faldet.", "Rettelser i registret ændrer tallet begge veje.")
    b = Begrundelse(tekst, HJEMLER["CPR-04"], modbevis, 0.5)
    return _uden_kroner("CPR-04", "", None, date(aar, 1, 1), date(aar, 12, 31), b)


def _uden_kroner(
    regel: str, noegle: str, modpart: str | None, fra: date, til: date, b: Begrundelse
) -> Kandidat:
    return Kandidat(
        regel,
        noegle,
        modpart if isinstance(modpart, str) else "",
        TIL_GODE,
        fra,
        til,
        None,
        0,
        None,
        NORMAL,
        b,
        False,
    )
