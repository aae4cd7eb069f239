"""The table of Analyse as rows with totals, for the page and for the workbook that is taken home."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from engine.rapporter import arbejdsbog as bog
from engine.rapporter.form import Kolonne, Slags, Tabel
from engine.resultater.analyse import ANTAL, DIMENSIONER, HELAAR, KR, PRIS, Svar

SKJULT = "skjult"
_SLAGS: dict[str, Slags] = {KR: "kroner", PRIS: "kroner", ANTAL: "tal", HELAAR: "decimal"}


def flade(s: Svar) -> tuple[list[tuple[str, str]], list[dict[str, Any]]]:
    """((field, header) of each column, rows). Whole numbers, 'skjult', or None where there is nothing.

    What adds up has a row and, with two dimensions, a column 'I alt'.
    """
    koder: list[tuple[Any, str]] = list(s.kolonner)
    if not s.kolonner or s.maal.sum:
        koder.append((None, "I alt" if s.kolonner else s.maal.navn))
    hoved = [("raekke", DIMENSIONER[s.valg.raekke])] + [
        (f"k{nr}", navn) for nr, (_, navn) in enumerate(koder)
    ]
    linjer = [*s.raekker, *([(None, "I alt")] if s.maal.sum and len(s.raekker) > 1 else [])]
    raekker = [
        {"raekke": navn, **{f"k{nr}": _vaerdi(s, raekke, kolonne) for nr, (kolonne, _) in enumerate(koder)}}
        for raekke, navn in linjer
    ]
    return hoved, raekker


def _vaerdi(s: Svar, raekke: Any, kolonne: Any) -> Any:
    if (raekke, kolonne) not in s.celler:
        return None
    v = s.celler[raekke, kolonne]
    return SKJULT if v is None else v


def arbejdsbog(s: Svar, grundlag: str, nu: datetime) -> bytes:
    """One sheet with the table, its sentence and what it was made of; hidden figures are empty, as the note says."""
    hoved, raekker = flade(s)
    slags = _SLAGS[s.maal.enhed]
    kolonner = tuple(
        Kolonne(felt, titel, "tekst" if nr == 0 else slags) for nr, (felt, titel) in enumerate(hoved)
    )
    rene = [{felt: _celle(s, felt, v) for felt, v in raekke.items()} for raekke in raekker]
    noter = [f"Kilde: {s.kilde}. Enhed: {s.maal.enhed}.", *([s.maal.note] if s.maal.note else [])]
    if s.skjulte:
        noter.append(f"Tomme felter kan være skjult: tal af færre end {s.minimum} personer vises ikke.")
    tabel = Tabel("Analyse", f"Analyse: {s.maal.navn}", kolonner, rene, (s.saetning, grundlag), tuple(noter))
    return bog.byg([tabel], titel=f"Analyse: {s.maal.navn}", lavet=nu)


def _celle(s: Svar, felt: str, v: Any) -> Any:
    if felt == "raekke":
        return v
    if v is None or v == SKJULT:
        return None
    return v / 100 if s.maal.enhed == HELAAR else v
