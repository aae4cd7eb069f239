"""Stories in which the measure does not say whether an authority helped with a move: only an event tells, or seems to.

Laid over stories that are told already, with chance of their own, so that no person, measure or bill is another for
it. Whether somebody helped is the story's; when that was written down follows: a place can be waited for, and a note is
made some weeks late. What is written long before or long after was about something else.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.demo.redskaber import Tvaers

HJALP = -175, 28
"""Days from the move to the note of help with it."""
LAENGE_FOER, BAGEFTER = (-900, -184), (32, 150)
"""Days from the move to a note of help with another matter."""

GLEMT, PASSIV, SELV = "institution_glemt", "tidligere_kommune_passiv", "ligner:institution_glemt"
SELV_NOTE = "Flyttede selv uden"


class Medvirkenhistorier:
    """flyttet: person → the day of the last move."""

    def __init__(self, t: Tvaers, flyttet: Mapping[int, int], rng: np.random.Generator) -> None:
        self.t, self.flyttet, self.rng = t, flyttet, rng

    def laeg_over(self) -> None:
        """Of each kind every second story; of those who moved without help all, one way after the other."""
        for p in self._personer(GLEMT)[::2]:
            self._indsats(p, "")
            self._skriv(p, HJALP, "Hjælpen med pladsen står kun i en hændelse")
        for p in self._personer(PASSIV)[::2]:
            laengst = LAENGE_FOER if self.rng.random() < 0.5 else BAGEFTER
            self._skriv(p, laengst, "Hændelsen handler om noget andet")
        tavse = [(LAENGE_FOER, "Hændelsen lå længe før"), (BAGEFTER, "Hændelsen kom måneder efter")]
        for nr, p in enumerate(self._personer(SELV, SELV_NOTE)):
            if nr and tavse and not self._har_krav(p):
                self._indsats(p, "")
                self._skriv(p, *tavse.pop(0))
                self._ligner_ogsaa(p, "betalt_for_andens_borger")
            else:
                self._skriv(p, HJALP, "Hændelsen er om råd, og det er ikke medvirken")

    def _ligner_ogsaa(self, p: int, art: str) -> None:
        """Had the other helped, it would be handlekommune too, and the place's bill its own."""
        egen = next(s for s in self.t.sandhed if s[1] == SELV and s[2] == [p])
        self.t.sandhed.append((egen[0], f"ligner:{art}", *egen[2:]))

    def _personer(self, art: str, note: str = "") -> list[int]:
        return [hvem[0] for _, a, hvem, *_, n in self.t.sandhed if a == art and n.startswith(note)]

    def _har_krav(self, p: int) -> bool:
        """Whether there is something to claim for the person all the same: a pension that the other granted."""
        return any(p in hvem and ":" not in art for _, art, hvem, *_ in self.t.sandhed)

    def _indsats(self, p: int, medvirken: str) -> None:
        for i in self.t.indsats:
            if i["person"] == p:
                i["medvirken"] = medvirken

    def _skriv(self, p: int, dage: tuple[int, int], note: str) -> None:
        """The event, so many days from the move, and what it was about, in the truth."""
        dag = self.flyttet[p] + int(self.rng.integers(dage[0], dage[1] + 1))
        kom = self.t.oprindelse[p]
        self.t.haendelser.append({"person": p, "type": "medvirken", "fra": dag, "til": dag, "kommune": kom})
        self.t.sandhed = [
            (*s[:-1], f"{s[-1]}. {note}") if s[2] == [p] and s[1] in (GLEMT, PASSIV, SELV) else s
            for s in self.t.sandhed
        ]
