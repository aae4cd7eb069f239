"""Pupils whom somebody has placed, and pupils who moved away while we went on paying."""

from __future__ import annotations

from engine.demo import liv, tal
from engine.demo.liv import INGEN
from engine.demo.redskaber import Redskaber


class Skolehistorier(Redskaber):
    def _barn(self, kom: str, d: int, egen: bool) -> tuple[int, int]:
        """A child from `kom`, placed in a foster family (ours or elsewhere) on day `d`: (person, institution)."""
        inst = self.institution("plejefamilie", egen=egen)
        foedt = d - int(self.rng.uniform(7.2, 11.5) * liv.AAR)
        p = self.person(foedt, [(self.nye.hjem(kom), foedt), (self.adr(inst), d)], kom)
        return p, inst

    def _elev(self, slags: str, p: int, kom: str, fra: int, **mere: int) -> None:
        til = INGEN if "flyttet" not in mere else self.b.til + 200
        self.t.elever.append({"slags": slags, "person": p, "kommune": kom, "fra": fra, "til": til} | mere)

    def _placeret_her(self, slags: str) -> None:
        kom, d = self.kommune(), self.start(18, 40)
        p, inst = self._barn(kom, d, True)
        self.maal("plejefamilie", p, d, INGEN, inst, handle=kom, koster=False, bor=False, medvirken="")
        self._elev(slags, p, kom, d + 10)

    def anbragt(self) -> None:
        self._placeret_her("anbragt")

    def anbragt_betalt(self) -> None:
        self._placeret_her("anbragt_betalt")

    def privat(self) -> None:
        self._placeret_her("privat")

    def egen_anbragt(self) -> None:
        d = self.start(18, 40)
        p, inst = self._barn(tal.KOMMUNE, d, True)
        self.maal("plejefamilie", p, d, INGEN, inst, bor=False, medvirken="", fremmed=False)
        self._elev("egen_anbragt", p, tal.KOMMUNE, d + 10)

    def vores_anbragte_ude(self) -> None:
        """Placed by us in another municipality, at school there: we pay for both."""
        d = self.start(18, 40)
        p, inst = self._barn(tal.KOMMUNE, d, False)
        self.maal("plejefamilie", p, d, INGEN, inst, bor=False, medvirken="", fremmed=False)
        self._elev("vores_ude", p, tal.KOMMUNE, d + 10, betalt_fra=d + 10, betalt_til=INGEN)

    def fraflyttet(self) -> None:
        """At school elsewhere by choice; the family then moved there, and we went on paying."""
        flyt = self.start(6, 12)
        kom = self.kommune()
        foedt = self.b.til - int(self.rng.uniform(8.5, 13) * liv.AAR)
        p = self.person(foedt, [(self.nye.hjem(tal.KOMMUNE), foedt), (self.nye.hjem(kom), flyt)], tal.KOMMUNE)
        stop = flyt + int(self.rng.integers(100, 160))
        self._elev("fraflyttet", p, kom, flyt - 700, betalt_fra=flyt - 700, betalt_til=stop, flyttet=flyt)


HISTORIER = (
    (2, 1, Skolehistorier.anbragt),
    (1, 1, Skolehistorier.anbragt_betalt),
    (1, 1, Skolehistorier.egen_anbragt),
    (2, 1, Skolehistorier.privat),
    (2, 1, Skolehistorier.vores_anbragte_ude),
    (2, 1, Skolehistorier.fraflyttet),
)
