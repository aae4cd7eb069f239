"""How carelessly the municipality keeps its books and registers: three levels of noise."""

from __future__ import annotations

from dataclasses import dataclass

from engine.fejl import HjemtagFejl


@dataclass(frozen=True)
class Stoej:
    """Shares of rows hit, 0–1, unless said otherwise.

    moms and borte are factors on the usual number of mistakes. stil: how the period of a bill is told
    (columns of its own, words in the text, nothing). rodet: how far texts are from the usual form.
    register: moves the register learns of late. rettet: stays that were entered wrong and corrected later.
    usikker: old dates of which the register does not know the day. samlet: institutions' monthly bills that are
    booked as one amount for all their residents. umaerket: one-offs that nobody marked as such.
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
    rodet: float
    rettet: float
    usikker: float
    samlet: float
    umaerket: float


NIVEAUER = {
    1: Stoej(
        uden_cpr=0.007, forkert_person=0.0015, paa_barnet=0.06, kredit=0.005, sen=0.03, glemt=0.05, register=0.015,
        tekstfejl=0.0, mellem_uden_cpr=0.02, moms=0.5, borte=0.7, stil=(0.66, 0.28, 0.06), rodet=0.1, rettet=0.01,
        usikker=0.002, samlet=0.001, umaerket=0.4,
    ),
    2: Stoej(
        uden_cpr=0.02, forkert_person=0.004, paa_barnet=0.15, kredit=0.012, sen=0.07, glemt=0.10, register=0.04,
        tekstfejl=0.01, mellem_uden_cpr=0.08, moms=1.0, borte=1.0, stil=(0.48, 0.36, 0.16), rodet=0.4, rettet=0.02,
        usikker=0.005, samlet=0.004, umaerket=0.6,
    ),
    3: Stoej(
        uden_cpr=0.06, forkert_person=0.012, paa_barnet=0.35, kredit=0.03, sen=0.16, glemt=0.20, register=0.10,
        tekstfejl=0.04, mellem_uden_cpr=0.20, moms=2.5, borte=1.6, stil=(0.26, 0.40, 0.34), rodet=0.9, rettet=0.05,
        usikker=0.012, samlet=0.012, umaerket=0.8,
    ),
}  # fmt: skip
STANDARD = 2


def niveau(nr: int) -> Stoej:
    """The noise of a level. Errors: HjemtagFejl for a level that does not exist."""
    if nr not in NIVEAUER:
        raise HjemtagFejl(f"Støjniveauet skal være 1, 2 eller 3, men er {nr}.")
    return NIVEAUER[nr]
