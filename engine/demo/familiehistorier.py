"""Stories of families: parents who part while a child is placed, in the same municipality or not."""

from __future__ import annotations

import numpy as np

from engine.demo import liv, tal
from engine.demo.liv import INGEN
from engine.demo.redskaber import Redskaber, plus_maaneder


class Familiehistorier(Redskaber):
    def hver_for_sig(self, i_kommunen: bool = True) -> None:
        d = plus_maaneder(self.foerste, int(self.rng.integers(1, 5)))
        skel = plus_maaneder(d, int(self.rng.integers(2, 5)))
        hjem, siden = self.nye.hjem(tal.KOMMUNE), d - 2600
        nyt = self.nye.hjem(tal.KOMMUNE if i_kommunen else self.kommune())
        mor = self.person(d - int(38 * liv.AAR), [(hjem, siden)], tal.KOMMUNE, mand=False)
        far = self.person(d - int(41 * liv.AAR), [(hjem, siden), (nyt, skel)], tal.KOMMUNE, mand=True)
        foedt = [d - int(alder * liv.AAR) - int(self.rng.integers(0, 200)) for alder in (13, 9)]
        forbi = [max(siden, f) for f in foedt]
        anbragt = self.person(foedt[0], [(hjem, forbi[0])], tal.KOMMUNE, mor=mor, far=far)
        hjemme = self.person(foedt[1], [(hjem, forbi[1]), (nyt, skel)], tal.KOMMUNE, mor=mor, far=far)
        til = int(liv.foedselsdag(np.array([foedt[0]]), 18)[0]) - 1
        inst = self.institution("opholdssted", egen=False)
        egne = {"fremmed": False, "medvirken": ""}
        self.maal("opholdssted", anbragt, d, til, inst, pris=int(self.rng.integers(2_100, 2_350)), **egne)
        if not i_kommunen:
            note = "Den anden forælder og barnet bor i en anden kommune"
            self.ligner("foraeldre_hver_for_sig", anbragt, skel, note, "sde")
            return
        pris = int(self.rng.integers(45, 58)) * 1000
        self.maal("familiebehandling", hjemme, d, INGEN, -1, pris=pris, bor=False, **egne)
        self.t.hver_for_sig.append((anbragt, hjemme, skel))

    def hver_sin_kommune(self) -> None:
        self.hver_for_sig(False)


HISTORIER = ((2, 1, Familiehistorier.hver_for_sig), (1, 1, Familiehistorier.hver_sin_kommune))
