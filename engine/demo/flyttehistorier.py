"""Stories of moves: help that goes on after the citizen has left, stays abroad, and who only passes through."""

from __future__ import annotations

from engine.demo import tal
from engine.demo.liv import INGEN
from engine.demo.redskaber import Redskaber, maaneder_i, plus_maaneder
from engine.demo.ydelser import ARTER, beloeb_oere

OMRAADE = "flytning"


class Flyttehistorier(Redskaber):
    def _fraflyttet(self, flyt: int, alder: tuple[int, int] = (23, 55)) -> tuple[int, str]:
        """A citizen of ours who moved to an ordinary dwelling elsewhere on day `flyt`."""
        kom = self.kommune()
        ophold = [(self.nye.hjem(tal.KOMMUNE), flyt - 2500), (self.nye.hjem(kom), flyt)]
        return self.person(self.foedt(*alder), ophold, tal.KOMMUNE), kom

    @staticmethod
    def _aarene(fra: int, til: int) -> list[int]:
        """The year of each month of [fra, til]."""
        return [m // 12 + 1970 for m in maaneder_i(fra, til)]

    def ydelse_fortsat(self) -> None:
        """Cash help that nobody stopped when the citizen moved."""
        flyt = self.start(3, 9)
        p, kom = self._fraflyttet(flyt)
        stop = min(plus_maaneder(flyt, int(self.rng.integers(2, 6))) - 1, self.b.til)
        kr = ARTER["kontanthjaelp"].kroner
        self._forloeb(p, "kontanthjaelp", flyt - 700, stop, kr, True)
        oere = sum(beloeb_oere(kr * 100, a, self.sidste_aar) for a in self._aarene(flyt, stop))
        note = f"Flyttede til {kom}, men hjælpen løb videre"
        self.sand("ydelse_efter_fraflytning", p, flyt, stop, oere, True, note, OMRAADE)

    def indsats_fortsat(self) -> None:
        """Support at home that is still billed."""
        flyt = self.start(3, 10)
        p, kom = self._fraflyttet(flyt)
        pris = int(self.rng.integers(60, 160)) * 100
        slut = min(plus_maaneder(flyt, int(self.rng.integers(2, 7))) - 1, self.b.til)
        self.maal(
            "stoette_85", p, flyt - 500, INGEN if slut >= self.b.til else slut, -1, fremmed=False, bor=False,
            medvirken="", pris=pris,
        )  # fmt: skip
        oere = sum(round(pris / 1.03 ** (self.sidste_aar - a)) * 100 for a in self._aarene(flyt, slut))
        note = f"Flyttede til {kom}, men støtten bliver stadig betalt"
        self.sand("indsats_efter_fraflytning", p, flyt, slut, oere, True, note, OMRAADE)

    def sidste_regning(self) -> None:
        """The last bill comes after the move and is for the time before it."""
        flyt = self.start(3, 9)
        p, _ = self._fraflyttet(flyt)
        self.maal("stoette_85", p, flyt - 600, flyt - 1, -1, fremmed=False, bor=False, medvirken="")
        self.ligner(
            "indsats_efter_fraflytning", p, flyt, "Den sidste regning er for tiden før flytningen", OMRAADE
        )

    def ophold_ude_med_vores_hjaelp(self) -> None:
        """Left for a home that we pay for: what runs is ours."""
        flyt = self.start(4, 10)
        inst = self.institution("botilbud_107", "botilbud_108", egen=False)
        ophold = [(self.nye.hjem(tal.KOMMUNE), flyt - 2500), (self.adr(inst), flyt)]
        p = self.person(self.foedt(23, 50), ophold, tal.KOMMUNE)
        self.maal(str(self.inst["type"].iloc[inst]), p, flyt, INGEN, inst, fremmed=False)
        note = "Flyttede til et botilbud, som vi med rette betaler"
        self.ligner("indsats_efter_fraflytning", p, flyt, note, OMRAADE)

    def bor_her_uden_at_staa_her(self) -> None:
        """Gets care at home here, but is still registered in the municipality it moved from."""
        kom, d = self.kommune(), self.start(5, 20)
        p = self.person(self.foedt(68, 88), [(self.nye.hjem(kom), d - 4000)], kom)
        self.maal("hjemmepleje", p, d, INGEN, -1, fremmed=False, bor=False, medvirken="")
        self.sand("bor_her_uden_at_staa_her", p, d, INGEN, 0, True, f"Står stadig i {kom}", OMRAADE)

    def paa_besoeg(self) -> None:
        """Care at home for some weeks while on a visit: two months, and over."""
        kom, d = self.kommune(), self.start(4, 12)
        p = self.person(self.foedt(70, 88), [(self.nye.hjem(kom), d - 4000)], kom)
        self.maal("hjemmepleje", p, d, plus_maaneder(d, 2) - 1, -1, fremmed=False, bor=False, medvirken="")
        note = "Fik hjælp under et midlertidigt ophold"
        self.ligner("bor_her_uden_at_staa_her", p, d, note, OMRAADE)

    def fra_institution_til_bolig(self) -> None:
        """Out of a home in another municipality and into a dwelling of ours."""
        d = self.start(2, 10)
        inst = self.institution("botilbud_107", "botilbud_108", egen=False)
        fra = self.kommune()
        ophold = [(self.nye.hjem(fra), d - 3000), (self.adr(inst), d - 700), (self.nye.hjem(tal.KOMMUNE), d)]
        p = self.person(self.foedt(22, 50), ophold, fra)
        self.ydelse(p, d, INGEN, "kontanthjaelp")

    def passerer(self) -> None:
        """In from one municipality and on to another within half a year (the lives tell it, flytninger.py)."""
        ind = self.start(8, 11) + int(self.rng.integers(0, 20))
        ud = ind + int(self.rng.integers(40, 170))
        fra = self.kommune()
        til = self.kommune(fra)
        ophold = [
            (self.nye.hjem(fra), ind - 2000),
            (self.nye.hjem(tal.KOMMUNE), ind),
            (self.nye.hjem(til), ud),
        ]
        self.person(self.foedt(20, 45), ophold, fra)

    def blev_laengere(self) -> None:
        ind = self.start(20, 23)
        ud = ind + int(self.rng.integers(260, 420))
        fra = self.kommune()
        ophold = [
            (self.nye.hjem(fra), ind - 2000),
            (self.nye.hjem(tal.KOMMUNE), ind),
            (self.nye.hjem(fra), ud),
        ]
        p = self.person(self.foedt(20, 45), ophold, fra)
        self.ligner("gennemrejsende", p, ind, "Blev mere end et halvt år", OMRAADE)

    # -- abroad ----------------------------------------------------------------------------------------
    def _her(self, alder: tuple[int, int] = (25, 60)) -> int:
        d = self.b.til - int(self.rng.integers(2000, 4000))
        return self.person(self.foedt(*alder), [(self.nye.hjem(tal.KOMMUNE), d)], tal.KOMMUNE)

    def laenge_i_udlandet(self) -> None:
        """Told us of the stay abroad and never of the end of it."""
        p, fra = self._her(), self.b.til - int(self.rng.integers(215, 420))
        self.haendelse(p, "udlandsophold", fra, INGEN)
        self.t.uden_indkomst.add(p)
        note = "Har været i udlandet i mere end seks måneder"
        self.sand("udlandsophold_over_seks_maaneder", p, fra, INGEN, 0, True, note, OMRAADE)

    def to_maaneder_i_italien(self) -> None:
        p, fra = self._her(), self.b.til - int(self.rng.integers(100, 300))
        self.haendelse(p, "udlandsophold", fra, fra + 60)
        note = "To måneder i Italien og hjemme igen"
        self.ligner("udlandsophold_over_seks_maaneder", p, fra, note, OMRAADE)

    def hjemme_hver_weekend(self) -> None:
        p, fra = self._her(), self.b.til - int(self.rng.integers(250, 400))
        self.haendelse(p, "udlandsophold", fra, INGEN)
        self.haendelse(p, "fritflyt", fra, INGEN)
        self.t.uden_indkomst.add(p)
        note = "Arbejder i udlandet og er hjemme de fleste weekender"
        self.ligner("udlandsophold_over_seks_maaneder", p, fra, note, OMRAADE)


HISTORIER = (
    (3, 1, Flyttehistorier.ydelse_fortsat),
    (3, 1, Flyttehistorier.indsats_fortsat),
    (2, 1, Flyttehistorier.sidste_regning),
    (2, 1, Flyttehistorier.ophold_ude_med_vores_hjaelp),
    (3, 1, Flyttehistorier.bor_her_uden_at_staa_her),
    (2, 1, Flyttehistorier.paa_besoeg),
    (2, 1, Flyttehistorier.fra_institution_til_bolig),
    (3, 1, Flyttehistorier.passerer),
    (2, 1, Flyttehistorier.blev_laengere),
    (2, 1, Flyttehistorier.laenge_i_udlandet),
    (2, 1, Flyttehistorier.to_maaneder_i_italien),
    (1, 1, Flyttehistorier.hjemme_hver_weekend),
)
