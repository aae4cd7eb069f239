"""A person's choice of the household that a child or young person belongs to: the form of the event, its words. Pure.

The key is the child; each choice holds for a span of months, and where two overlap the newest holds. A household is
named by its holders of custody, as the register's are. What a choice means for the refund:
engine/refusion/husstand.py. A line of `ret` names persons by CPR number; what is stored names them by key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.sager.model import _Tjek as Tjek

EGEN, FORESLAAET = "egen", "foreslaaet"
INDEHAVERE_MAX = 2
_FELTER = ("maaned_fra", "maaned_til", "indehavere", "husstand")
_CPR, _PERSON = re.compile(r"\d{10}", re.ASCII), re.compile(r"[0-9a-f]{16}", re.ASCII)
_MAANED = re.compile(r"(?:199\d|20\d\d|2100)-(?:0[1-9]|1[0-2])", re.ASCII)
_MD = ("jan.", "feb.", "mar.", "apr.", "maj", "jun.", "jul.", "aug.", "sep.", "okt.", "nov.", "dec.")


def er_familienoegle(noegle: Any) -> bool:
    """Whether a key is that of a child in a household."""
    return isinstance(noegle, Mapping) and set(noegle) in ({"person"}, {"cpr"})


def laes_noegle(tjek: Tjek, raa: Any) -> dict[str, Any]:
    """The key of `familie`: {"cpr": …}, or {"person": …} once it is stored."""
    noegle = tjek.felter("noegle", raa, ("cpr", "person"))
    if len(noegle) == 1 and (hvem := _person(next(iter(noegle.values())))):
        return {"cpr" if len(hvem) == 10 else "person": hvem}
    tjek.fejl.append("'noegle' skal have barnets 'cpr' med ti cifre")
    return {"person": ""}


def laes_nyt(tjek: Tjek, raa: Any) -> dict[str, Any]:
    """nyt of `familie`: the months, and the household's holders or that there is none or that the proposal holds.

    {"maaned_fra": "2022-03", "maaned_til": "2022-08", "indehavere": ["<cpr>", …]} puts the child in the household of
    the one or two; {…, "husstand": "egen"} makes it a case of its own, "foreslaaet" lets the register decide again.
    """
    nyt = tjek.felter("nyt", raa, _FELTER)
    ud: dict[str, Any] = {n: _maaned(tjek, n, nyt.get(n)) for n in ("maaned_fra", "maaned_til")}
    if ud["maaned_fra"] > ud["maaned_til"]:
        tjek.fejl.append("'maaned_fra' ligger efter 'maaned_til'")
    if ("indehavere" in nyt) == ("husstand" in nyt):
        tjek.fejl.append("'nyt' skal have enten 'indehavere' eller 'husstand'")
    elif "indehavere" in nyt:
        ud["indehavere"] = _indehavere(tjek, nyt["indehavere"])
    elif nyt["husstand"] not in (EGEN, FORESLAAET):
        tjek.fejl.append(f"'husstand' skal være '{EGEN}' eller '{FORESLAAET}'")
    else:
        ud["husstand"] = nyt["husstand"]
    return ud


def _maaned(tjek: Tjek, navn: str, raa: Any) -> str:
    if isinstance(raa, str) and _MAANED.fullmatch(raa):
        return raa
    tjek.fejl.append(f"'{navn}' skal være en måned som 2022-03")
    return ""


def _indehavere(tjek: Tjek, raa: Any) -> list[str]:
    hvem = [_person(p) for p in raa] if isinstance(raa, list) else []
    if not 1 <= len(hvem) <= INDEHAVERE_MAX or not all(hvem):
        tjek.fejl.append(
            "'indehavere' skal være en liste med én eller to indehavere af forældremyndigheden, hver et CPR-nummer "
            "med ti cifre"
        )
        return []
    if len(set(hvem)) != len(hvem):
        tjek.fejl.append("den samme indehaver står to gange")
    return sorted(hvem)


def _person(raa: Any) -> str:
    """A CPR number's ten digits or a person key, '' for anything else."""
    rent = raa.replace("-", "") if isinstance(raa, str) else ""
    return rent if _CPR.fullmatch(rent) or _PERSON.fullmatch(rent) else ""


def beskriv(nyt: Mapping[str, Any]) -> str:
    """What the choice does, in Danish, without names."""
    fra, til = (f"{_MD[int(nyt[n][5:7]) - 1]} {nyt[n][:4]}" for n in ("maaned_fra", "maaned_til"))
    hvornaar = fra if fra == til else f"{fra} til {til}"
    if nyt.get("husstand") == EGEN:
        return f"barnet er sin egen sag {hvornaar}"
    if nyt.get("husstand") == FORESLAAET:
        return f"barnet hører til den foreslåede husstand igen {hvornaar}"
    antal = "to indehavere" if len(nyt["indehavere"]) == 2 else "en valgt indehaver"
    return f"barnet lagt i husstanden hos {antal} {hvornaar}"
