"""What the deliveries cannot say of a refugee and a caseworker can: the form of the event, its words. Pure.

One mark so far, of the person: placed round the clock because of a considerable and lasting disability (BL § 203,
stk. 3, nr. 1; SEL § 181, stk. 3). A later one takes the place of it; an undo takes it away. A line of `ret` names the
person by CPR number; what is stored names it by key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.sager.model import _Tjek as Tjek

HANDICAP = "handicapanbragt"
_PERSON = re.compile(r"\d{10}|[0-9a-f]{16}", re.ASCII)


def er_noegle(noegle: Any) -> bool:
    """Whether a key is that of a refugee with a mark."""
    return isinstance(noegle, Mapping) and set(noegle) == {"udlaending"}


def laes_noegle(tjek: Tjek, raa: Any) -> dict[str, Any]:
    """The key of `udlaending`: {"udlaending": "<cpr>"}, or the person's key once it is stored."""
    noegle = tjek.felter("noegle", raa, ("udlaending",))
    hvem = noegle.get("udlaending")
    if isinstance(hvem, str) and _PERSON.fullmatch(hvem):
        return {"udlaending": hvem}
    tjek.fejl.append("'noegle' skal have 'udlaending' med borgerens cpr, ti cifre")
    return {"udlaending": ""}


def laes_nyt(tjek: Tjek, raa: Any) -> dict[str, Any]:
    """nyt of `udlaending`: {"handicapanbragt": 1 or 0}."""
    nyt = tjek.felter("nyt", raa, (HANDICAP,))
    return {HANDICAP: tjek.heltal(HANDICAP, nyt.get(HANDICAP), 0, 1)}


def beskriv(nyt: Mapping[str, Any]) -> str:
    """What the mark says, in Danish."""
    hvad = "" if nyt[HANDICAP] else "ikke "
    return f"{hvad}i døgnophold på grund af betydelig og varigt nedsat funktionsevne"
