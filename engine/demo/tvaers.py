"""All the stories that are decided before the data: across borders, of pensions, moves, families and schools."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

from engine.demo import (
    familiehistorier,
    flyttehistorier,
    lignende,
    mellemkommunale,
    pensioner,
    skolehistorier,
    statshistorier,
)
from engine.demo.medvirkenhistorier import Medvirkenhistorier
from engine.demo.redskaber import Redskaber, Tvaers, antal

__all__ = ["Forfatter", "Tvaers"]

Historier = Sequence[tuple[float, int, Callable[[Any], None]]]

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


# Stories with chance of their own, so that those above stay as they are.
_SENERE: tuple[tuple[Historier, type[Redskaber]], ...] = (
    (pensioner.SENERE, pensioner.Pensioner),
    (statshistorier.SENERE, statshistorier.Statshistorier),
)


class Forfatter(Redskaber):
    """Writes every story, so many per 20.000 citizens and at least the number beside it, into one set of traces."""

    def skriv(self) -> Tvaers:
        for modul, slags in _ALLE:
            forfatter = slags(self.b, self.inst, self.borgere, self.rng, self.foerste)
            forfatter.nye = self.nye
            self._fortael(forfatter, modul.HISTORIER)
        self.nye.afslut()
        *egne, medvirken = self.rng.spawn(len(_SENERE) + 1)
        flyttet = {p: fra for p, _, fra in sorted(self.nye.ophold, key=lambda o: o[2])}
        Medvirkenhistorier(self.t, flyttet, medvirken).laeg_over()
        for (historier, senere), rng in zip(_SENERE, egne, strict=True):
            forfatter = senere(self.b, self.inst, self.borgere, rng, self.foerste)
            self._fortael(forfatter, historier)
            forfatter.nye.afslut()
        return self.t

    def _fortael(self, forfatter: Redskaber, historier: Historier) -> None:
        forfatter.t = self.t
        for mange, mindst, historie in historier:
            for _ in range(antal(mange, mindst, self.borgere, forfatter.rng)):
                historie(forfatter)
