"""All the stories that are decided before the data: across borders, of pensions, moves, families and schools."""

from __future__ import annotations

from types import ModuleType

from engine.demo import (
    familiehistorier,
    flyttehistorier,
    lignende,
    mellemkommunale,
    pensioner,
    skolehistorier,
    statshistorier,
)
from engine.demo.redskaber import Redskaber, Tvaers, antal

__all__ = ["Forfatter", "Tvaers"]

# Each kind of stories and the class that tells them; all share one set of traces.
_ALLE: tuple[tuple[ModuleType, type[Redskaber]], ...] = (
    (mellemkommunale, mellemkommunale.Mellemkommunale),
    (lignende, lignende.Lignende),
    (pensioner, pensioner.Pensioner),
    (flyttehistorier, flyttehistorier.Flyttehistorier),
    (familiehistorier, familiehistorier.Familiehistorier),
    (skolehistorier, skolehistorier.Skolehistorier),
    (statshistorier, statshistorier.Statshistorier),
)


class Forfatter(Redskaber):
    """Writes every story, so many per 20.000 citizens and at least the number beside it, into one set of traces."""

    def skriv(self) -> Tvaers:
        for modul, slags in _ALLE:
            forfatter = slags(self.b, self.inst, self.borgere, self.rng, self.foerste)
            forfatter.nye, forfatter.t = self.nye, self.t
            for mange, mindst, historie in modul.HISTORIER:
                for _ in range(antal(mange, mindst, self.borgere, self.rng)):
                    historie(forfatter)
        self.nye.afslut()
        return self.t
