"""Periodisation: what a posting text says of the period that the help concerns.

Law counts the help in its month, not in the month of the invoice (BEK 1542/2020 § 3); where the ledger states no
period the text is the best witness. `genkend` reads one text, a Genkender many: texts that only differ in digits share
a template that is read once. Pure: no disk, no clock; the certainty of a finding is the share of such findings that
were right on labelled texts (kalibrering.py).
"""

from __future__ import annotations

from datetime import date

from engine.refusion.periodisering.laesning import INTET, Fund, Skabelon, laes, laes_skabelon
from engine.refusion.periodisering.tegn import rens, skabelon

__all__ = ["INTET", "Fund", "Genkender", "genkend"]

SKABELONER_MAX = 200_000


class Genkender:
    """Reads texts, each template once. Holds at most SKABELONER_MAX templates."""

    def __init__(self) -> None:
        self._skabeloner: dict[str, Skabelon] = {}

    def laes(self, tekst: str | None, bogfoert: date, bilag: date | None = None) -> Fund:
        """The finding for one text. pladser refer to the text as repaired by `rens`."""
        return self.laes_med_gruppe(tekst, bogfoert, bilag)[0]

    def laes_med_gruppe(
        self, tekst: str | None, bogfoert: date, bilag: date | None = None
    ) -> tuple[Fund, str]:
        """The finding, and what the text has in common with those alike: 'takst <måned> #'."""
        if not tekst:
            return INTET, ""
        renset = rens(tekst)
        fundet = self._skabelon(skabelon(renset))
        return laes(fundet, renset, bogfoert, bilag), fundet.gruppe

    def _skabelon(self, noegle: str) -> Skabelon:
        fundet = self._skabeloner.get(noegle)
        if fundet is None:
            if len(self._skabeloner) >= SKABELONER_MAX:
                self._skabeloner.clear()
            fundet = self._skabeloner[noegle] = laes_skabelon(noegle)
        return fundet


def genkend(tekst: str | None, bogfoert: date, bilag: date | None = None) -> Fund:
    """What one posting text says, read from the day of booking and of the document (None = unknown)."""
    return Genkender().laes(tekst, bogfoert, bilag)
