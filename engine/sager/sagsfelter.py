"""The fields of a case: which there are, how each is read and written. Pure.

Amounts are whole øre in events and projection; a line of `ret` writes kroner with at most two decimals under the
name with `_beloeb`. None clears a field.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

TEKSTLAENGDE = 4000
MAERKER_MAX, BILAG_MAX = 12, 50
OERE_MAX = 10**14

Fejl = Callable[[str], None]
"""Takes one sentence about what is wrong."""


@dataclass(frozen=True)
class Felt:
    """navn: in events and in the projection. titel: on the screen. art: tekst, dato, oere, maerker, bilag."""

    navn: str
    titel: str
    art: str


FELTER: dict[str, Felt] = {
    f.navn: f
    for f in (
        Felt("tildelt", "Tildelt", "bruger"),
        Felt("frist", "Egen frist", "dato"),
        Felt("udskudt_til", "Udskudt til", "dato"),
        Felt("note", "Note", "tekst"),
        Felt("maerker", "Mærker", "maerker"),
        Felt("krav_oere", "Krævet", "oere"),
        Felt("anerkendt_oere", "Anerkendt", "oere"),
        Felt("modtaget_oere", "Modtaget", "oere"),
        Felt("krav_rejst_dato", "Krav rejst", "dato"),
        Felt("svar_dato", "Svar modtaget", "dato"),
        Felt("sidste_kontakt_dato", "Sidste kontakt", "dato"),
        Felt("tilsagn_fra", "Tilsagn fra", "dato"),
        Felt("tilsagn_til", "Tilsagn til", "dato"),
        Felt("paragraf", "Paragraf", "kort"),
        Felt("betalingskommune", "Betalingskommune", "kommune"),
        Felt("bilag", "Bilag", "bilag"),
    )
}
TOMME: dict[str, Any] = {f.navn: [] if f.art in ("maerker", "bilag") else None for f in FELTER.values()}
KRONEFELTER = {navn.replace("_oere", "_beloeb"): navn for navn, f in FELTER.items() if f.art == "oere"}
"""The name in a line of `ret` → the name in events."""

SAG_ID = re.compile(r"(?:[A-Z0-9]+-)+[0-9a-f]{16}")
"""'REF-01-' or 'SDE-2025-P-' and 16 hex digits: the id of a candidate, or of a case and year."""


def kode(tekst: str) -> str:
    """A state as people write it: 'Anmodning sendt' and 'undersøges' are anmodning_sendt and undersoeges."""
    lille = unicodedata.normalize("NFC", tekst).strip().casefold()
    for dansk, ascii_ in (("æ", "ae"), ("ø", "oe"), ("å", "aa")):
        lille = lille.replace(dansk, ascii_)
    return re.sub(r"[^a-z0-9]+", "_", lille).strip("_")


def laes(raa: Mapping[str, Any], fejl: Fejl) -> dict[str, Any]:
    """The changed fields of a case, in the form events have. Every fault is told to `fejl`."""
    ud: dict[str, Any] = {}
    for navn, vaerdi in raa.items():
        felt = FELTER.get(KRONEFELTER.get(navn, navn))
        if felt is None:
            fejl(
                f"'nyt' har det ukendte felt '{navn}'; kendte er tilstand, {', '.join([*FELTER, *KRONEFELTER])}"
            )
        elif felt.navn in ud:
            fejl(f"'{felt.navn}' står to gange i 'nyt'")
        elif vaerdi is None or vaerdi == "":
            ud[felt.navn] = TOMME[felt.navn]
        else:
            ud[felt.navn] = _laes_felt(felt, navn, vaerdi, fejl)
    return ud


def _laes_felt(felt: Felt, navn: str, vaerdi: Any, fejl: Fejl) -> Any:
    if felt.art == "dato":
        return _dato(navn, vaerdi, fejl)
    if felt.art == "oere":
        return _oere(navn, vaerdi, fejl) if navn == felt.navn else _kroner(navn, vaerdi, fejl)
    if felt.art == "maerker":
        return _maerker(vaerdi, fejl)
    if felt.art == "bilag":
        return _bilag(vaerdi, fejl)
    if felt.art == "kommune":
        if not isinstance(vaerdi, str) or not re.fullmatch(r"\d{4}", vaerdi, re.ASCII):
            fejl(f"'{navn}' skal være en kommunekode på fire cifre")
        return vaerdi
    return _tekst(navn, vaerdi, TEKSTLAENGDE if felt.art == "tekst" else 128, fejl)


def _tekst(navn: str, vaerdi: Any, hoejst: int, fejl: Fejl) -> str:
    if not isinstance(vaerdi, str):
        fejl(f"'{navn}' er ikke en tekst")
        return ""
    if len(vaerdi) > hoejst:
        fejl(f"'{navn}' er længere end {hoejst} tegn")
    if any((t < " " and t not in "\n\t\r") or t == "\x7f" or "\ud800" <= t <= "\udfff" for t in vaerdi):
        fejl(f"'{navn}' indeholder styretegn")
    return vaerdi.strip()


def _dato(navn: str, vaerdi: Any, fejl: Fejl) -> str | None:
    if isinstance(vaerdi, date):
        vaerdi = vaerdi.isoformat()
    try:
        if not isinstance(vaerdi, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", vaerdi, re.ASCII):
            raise ValueError
        dag = date.fromisoformat(vaerdi)
    except ValueError:
        fejl(f"'{navn}' skal være en dato som 2026-03-01")
        return None
    if not 1990 <= dag.year <= 2100:
        fejl(f"'{navn}' ligger uden for 1990–2100")
    return vaerdi


def _oere(navn: str, vaerdi: Any, fejl: Fejl) -> int | None:
    if isinstance(vaerdi, bool) or not isinstance(vaerdi, int) or not 0 <= vaerdi <= OERE_MAX:
        fejl(f"'{navn}' skal være hele øre, mindst 0")
        return None
    return vaerdi


def _kroner(navn: str, vaerdi: Any, fejl: Fejl) -> int | None:
    tekst = str(vaerdi) if isinstance(vaerdi, int) and not isinstance(vaerdi, bool) else vaerdi
    if not isinstance(tekst, str) or not re.fullmatch(r"\d{1,12}(\.\d{1,2})?", tekst, re.ASCII):
        fejl(f"'{navn}' skal være kroner som 1234.50, uden tusindtalsskille og mindst 0")
        return None
    return int(Decimal(tekst) * 100)


def _maerker(vaerdi: Any, fejl: Fejl) -> list[str]:
    if not isinstance(vaerdi, list) or not all(isinstance(m, str) and m.strip() for m in vaerdi):
        fejl("'maerker' skal være en liste af ord")
        return []
    rene = sorted({_tekst("maerker", m, 40, fejl) for m in vaerdi}, key=str.casefold)
    if len(rene) > MAERKER_MAX:
        fejl(f"en sag kan højst have {MAERKER_MAX} mærker")
    return rene


def _bilag(vaerdi: Any, fejl: Fejl) -> list[dict[str, str]]:
    """References to where a document lies (a journal number, a file name): the document itself stays there."""
    if not isinstance(vaerdi, list) or not all(
        isinstance(b, dict) and set(b) == {"titel", "henvisning"} for b in vaerdi
    ):
        fejl("'bilag' skal være en liste af {titel, henvisning}")
        return []
    if len(vaerdi) > BILAG_MAX:
        fejl(f"en sag kan højst have {BILAG_MAX} bilag")
    ud = [{n: _tekst(n, b[n], 400, fejl) for n in ("titel", "henvisning")} for b in vaerdi]
    if not all(b["titel"] and b["henvisning"] for b in ud):
        fejl("hvert bilag skal have både titel og henvisning")
    return ud


def tekster(nyt: Mapping[str, Any]) -> list[str]:
    """Every free text among changed fields: none may hold a CPR number."""
    ud = [v for n, v in nyt.items() if n in FELTER and isinstance(v, str)]
    ud += nyt.get("maerker") or []
    ud += [t for b in nyt.get("bilag") or [] for t in b.values()]
    return [str(t) for t in ud]
