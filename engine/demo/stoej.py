"""How carelessly the municipality keeps its books and registers: three levels of noise."""

from __future__ import annotations

from dataclasses import dataclass

from engine.fejl import HjemtagFejl


@dataclass(frozen=True)
class Stoej:
    """Shares of rows hit, 0–1, unless said otherwise.

    moms and borte are factors on the usual number of mistakes. stil: how the period of a bill is told
    (columns of its own, words in the text, nothing). register: moves the register learns of late.
    """

    uden_cpr: float
    forkert_person: float
    paa_barnet: float
    kredit: float
    sen: float
    glemt: float
    register: float
    tekstfejl: float
    mellem_uden_cpr: float
    moms: float
    borte: float
    stil: tuple[float, float, float]


NIVEAUER = {
    1: Stoej(0.007, 0.0015, 0.06, 0.005, 0.03, 0.05, 0.015, 0.0, 0.02, 0.5, 0.7, (0.66, 0.28, 0.06)),
    2: Stoej(0.02, 0.004, 0.15, 0.012, 0.07, 0.10, 0.04, 0.01, 0.08, 1.0, 1.0, (0.48, 0.36, 0.16)),
    3: Stoej(0.06, 0.012, 0.35, 0.03, 0.16, 0.20, 0.10, 0.04, 0.20, 2.5, 1.6, (0.26, 0.40, 0.34)),
}
STANDARD = 2


def niveau(nr: int) -> Stoej:
    """The noise of a level. Errors: HjemtagFejl for a level that does not exist."""
    if nr not in NIVEAUER:
        raise HjemtagFejl(f"Støjniveauet skal være 1, 2 eller 3, men er {nr}.")
    return NIVEAUER[nr]
