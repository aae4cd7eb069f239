"""A posting moved to another person, whole or in parts: the form of the event and its words. Pure.

The original posting is kept. What the parts take leaves the person it stood on; the rest stays. A line of `ret` names
persons by CPR number; what is stored names them by key, so that no number stands in an event.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.sager.model import _Tjek as Tjek

DELE_MAX = 99
_CPR, _PERSON = re.compile(r"\d{10}", re.ASCII), re.compile(r"[0-9a-f]{16}", re.ASCII)
_BELOEB = re.compile(r"-?\d{1,13}(\.\d{1,2})?", re.ASCII)


def laes_flyt(tjek: Tjek, raa: Any) -> dict[str, Any]:
    """nyt of `flyt_postering` -> {"dele": [{"cpr" or "person", "beloeb_oere": int or None}]}.

    {"cpr": …} moves the whole posting, {"cpr": …, "beloeb": "123.45"} a part of it, {"dele": [{…}, …]} several parts.
    """
    nyt = tjek.felter("nyt", raa, ("cpr", "beloeb", "dele"))
    dele = nyt.get("dele")
    if dele is None:
        dele = [{n: v for n, v in nyt.items() if n != "dele"}]
    elif "cpr" in nyt or "beloeb" in nyt:
        tjek.fejl.append("'nyt' har enten 'cpr' eller 'dele'")
    if not isinstance(dele, list) or not 1 <= len(dele) <= DELE_MAX:
        tjek.fejl.append(f"'dele' skal være en liste med 1 til {DELE_MAX} dele")
        return {"dele": []}
    laeste = [_laes_del(tjek, del_) for del_ in dele]
    if len(laeste) > 1 and any(d["beloeb_oere"] is None for d in laeste):
        tjek.fejl.append("hver del skal have et 'beloeb', når der er flere")
    hvem = [d.get("cpr") or d.get("person") for d in laeste]
    if len(set(hvem)) != len(hvem):
        tjek.fejl.append("den samme person står to gange; læg beløbene sammen")
    return {"dele": laeste}


def laes_afvist(tjek: Tjek, raa: Any) -> dict[str, Any]:
    """nyt of `henfoerelse_afvist`: {"afvist": 1}. The posting belongs to nobody, or not to those proposed."""
    nyt = tjek.felter("nyt", raa, ("afvist",))
    if nyt.get("afvist") not in (1, "1"):
        tjek.fejl.append("'nyt' skal være {\"afvist\": 1}")
    return {"afvist": 1}


def _laes_del(tjek: Tjek, raa: Any) -> dict[str, Any]:
    felter = tjek.felter("dele", raa, ("cpr", "person", "beloeb", "beloeb_oere"))
    cpr, person = felter.get("cpr"), felter.get("person")
    ud: dict[str, Any] = {"beloeb_oere": _beloeb(tjek, felter)}
    if isinstance(cpr, str) and _CPR.fullmatch(cpr.replace("-", "")) and person is None:
        return ud | {"cpr": cpr.replace("-", "")}
    if isinstance(person, str) and _PERSON.fullmatch(person) and cpr is None:
        return ud | {"person": person}
    tjek.fejl.append("en del skal have den nye persons 'cpr' med ti cifre")
    return ud | {"person": ""}


def _beloeb(tjek: Tjek, felter: Mapping[str, Any]) -> int | None:
    oere, tekst = felter.get("beloeb_oere"), felter.get("beloeb")
    if oere is not None:
        if isinstance(oere, bool) or not isinstance(oere, int) or oere == 0:
            tjek.fejl.append("'beloeb_oere' skal være et helt tal, der ikke er nul")
            return None
        return oere
    if tekst is None:
        return None
    try:
        if not isinstance(tekst, str) or not _BELOEB.fullmatch(tekst) or not Decimal(tekst):
            raise InvalidOperation
    except InvalidOperation:
        tjek.fejl.append("'beloeb' skal være kroner som tekst med decimalpunkt, fx \"1234.50\", og ikke nul")
        return None
    return int(Decimal(tekst) * 100)


def dele(nyt: Mapping[str, Any]) -> tuple[tuple[str, int | None], ...]:
    """The parts of a stored event: (person key, øre or None for the whole)."""
    return tuple((str(d["person"]), d["beloeb_oere"]) for d in nyt["dele"])


def beskriv(nyt: Mapping[str, Any]) -> str:
    """What the move does, in Danish, without names."""
    antal = len(nyt["dele"])
    if antal == 1 and nyt["dele"][0]["beloeb_oere"] is None:
        return "flyttet til en anden person"
    if antal == 1:
        return "en del flyttet til en anden person"
    return f"delt ud på {antal} andre personer"
