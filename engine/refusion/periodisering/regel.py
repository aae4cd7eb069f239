"""Text rules: what a person has decided for all postings whose texts are alike. Pure.

A rule says how the period follows from the posting's own date (the month before, the quarter before …), or that what
the text says is right, or whether such postings are one-offs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engine.refusion.periodisering.datering import Periode, kvartal_om, maaned_om

TEKST, MAANED, KVARTAL, HALVAAR = "tekst", "maaned", "kvartal", "halvaar"
BOGFOERT, BILAG = "bogfoeringsdato", "bilagsdato"


@dataclass(frozen=True, slots=True)
class Tekstregel:
    """skabelon, kilde, cvr: which postings (texts alike, same ledger, same supplier; '' = none).

    periode: 'tekst', 'maaned', 'kvartal' or 'halvaar'; None when the rule is on one-offs alone. forskydning: how many
    months, quarters or half-years from the date's own the period begins; antal: how many it lasts. ud_fra: the date it
    is counted from.
    """

    skabelon: str
    kilde: str
    cvr: str
    periode: str | None = None
    forskydning: int = 0
    antal: int = 1
    ud_fra: str = BOGFOERT
    enkeltstaaende: bool | None = None

    def anvendt(
        self, bogfoert: date, bilag: date | None, laest: tuple[date, date] | None
    ) -> tuple[date, date] | None:
        """The period of one posting by the rule; None when the rule has none for it. laest: what its text says."""
        if self.periode is None:
            return None
        if self.periode == TEKST:
            return laest
        dag = bilag if self.ud_fra == BILAG and bilag else bogfoert
        foerste = _stykke(self.periode, dag, self.forskydning)
        sidste = _stykke(self.periode, dag, self.forskydning + self.antal - 1)
        return foerste.fra, sidste.til


def _stykke(enhed: str, dag: date, antal: int) -> Periode:
    if enhed == MAANED:
        return maaned_om(dag, antal)
    if enhed == KVARTAL:
        return kvartal_om(dag, antal)
    halv = 2 * antal - (dag.month - 1) // 3 % 2  # quarters to the first of the half-year
    return Periode(kvartal_om(dag, halv).fra, kvartal_om(dag, halv + 1).til, False)
