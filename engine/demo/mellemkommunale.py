"""Stories across municipal borders: who came from where, who ought to pay, and what was forgotten."""

from __future__ import annotations

import numpy as np

from engine.demo import liv, tal
from engine.demo.liv import INGEN
from engine.demo.redskaber import Redskaber, plus_maaneder


class Mellemkommunale(Redskaber):
    """What others owe us, and what we pay that is not ours."""

    def glemt(self) -> None:
        kom, d = self.kommune(), self.start(6, 32)
        p, _ = self.i_botilbud(kom, d)
        self.ydelse(p, d)
        note = f"{kom} har aldrig fået en regning"
        self.sand("institution_glemt", p, d, INGEN, self.netto(p, d), True, note)

    def snart_foraeldet(self) -> None:
        """Forgotten for so long that the oldest months are soon lost."""
        kom, d = self.kommune(), self.start(33, 35)
        p, _ = self.i_botilbud(kom, d)
        self.ydelse(p, d)
        note = f"{kom} har aldrig fået en regning; de ældste måneder bortfalder snart"
        self.sand("snart_foraeldet", p, d, INGEN, self.netto(p, d), True, note)

    def krav_uden_svar(self) -> None:
        """We asked long ago, nobody answered, and nobody here followed it up."""
        kom, d = self.kommune(), self.start(20, 33)
        p, _ = self.i_botilbud(kom, d)
        self.ydelse(p, d)
        self.tilsagn(p, kom, d, INGEN, "anmodet")
        note = f"{kom} har ikke svaret på vores krav, og ingen har rykket"
        self.sand("krav_uden_svar", p, d, INGEN, self.netto(p, d), True, note)
        self.ligner("snart_foraeldet", p, d, "Kravet er rejst skriftligt, så intet bortfalder")

    def ophoert(self) -> None:
        kom, d = self.kommune(), self.start(24, 44)
        stop = self.start(4, 14)
        p, _ = self.i_botilbud(kom, d)
        self.ydelse(p, d)
        self.opkraev(p, kom, d, stop - 1)
        if self.rng.random() < 0.6:
            self.haendelse(p, "medvirken", d, d, kom)
        note = f"Opkrævningen af {kom} blev ved en fejl stoppet"
        self.sand("indtaegt_ophoert", p, stop, INGEN, self.netto(p, stop), True, note)

    def for_lidt(self) -> None:
        kom, d = self.kommune(), self.start(14, 34)
        andel = float(self.rng.choice([0.4, 0.5, 0.7]))
        p, _ = self.i_botilbud(kom, d)
        self.ydelse(p, d)
        self.opkraev(p, kom, d, INGEN, andel)
        oere = round(self.netto(p, d) * (1 - andel))
        self.sand("for_lidt_opkraevet", p, d, INGEN, oere, True, f"{kom} betaler kun en del af vores andel")
        self.kun_bogfoert("for_lidt_opkraevet", p, "77", (1 - andel) / andel)

    def boligstoette_glemt(self) -> None:
        """The pension is billed, the housing benefit beside it never was."""
        kom, d = self.kommune(), self.start(14, 34)
        p, _ = self.i_botilbud(kom, d)
        self.ydelse(p, d, INGEN, "foertidspension")
        if not any(f["person"] == p and f["art"] == "boligstoette" for f in self.t.forloeb):
            self._forloeb(p, "boligstoette", d, INGEN, 1_400 + int(self.rng.integers(0, 900)), False)
        self.opkraev(p, kom, d, INGEN, undtagen="boligstoette")
        oere = self.netto(p, d, INGEN, "boligstoette")
        note = f"{kom} betaler pensionen, men har aldrig fået regning for boligstøtten"
        self.sand("boligstoette_ikke_opkraevet", p, d, INGEN, oere, True, note)

    def kaede(self) -> None:
        kom, d = self.kommune(), self.start(8, 32)
        foerst = self.institution("botilbud_107", "botilbud_108", "forsorgshjem_110", egen=False)
        inst = self.institution("botilbud_107", "botilbud_108")
        d0 = d - int(self.rng.integers(300, 1500))
        stop = [(self.adr(foerst), d0)]
        if self.rng.random() < 0.4:  # some weeks without a known address between the two
            stop.append((self.nye.ukendt(), d - 40))
        kaeden = [(self.nye.hjem(kom), d0 - 2500), *stop, (self.adr(inst), d)]
        p = self.person(self.foedt(25, 55), kaeden, kom)
        self.maal(str(self.inst["type"].iloc[inst]), p, d, INGEN, inst)
        self.ydelse(p, d)
        note = f"Kom gennem en anden institution; {kom} er den oprindelige kommune"
        self.sand("institutionskaede", p, d, INGEN, self.netto(p, d), True, note)

    def kaede_brudt_af_ven(self) -> None:
        """Two weeks at a friend's between the two institutions: the friend's municipality is the one that pays."""
        kom = self.kommune()
        ven, d = self.kommune(kom), self.start(8, 30)
        foerst = self.institution("botilbud_107", "botilbud_108", egen=False)
        inst = self.institution("botilbud_107", "botilbud_108")
        kaeden = [(self.nye.hjem(kom), d - 4000), (self.adr(foerst), d - 900), (self.nye.hjem(ven), d - 15)]
        p = self.person(self.foedt(25, 55), [*kaeden, (self.adr(inst), d)], ven)
        self.maal(str(self.inst["type"].iloc[inst]), p, d, INGEN, inst)
        self.ydelse(p, d)
        note = f"Boede to uger hos en ven i {ven}, som dermed blev kommunen"
        self.sand("institution_glemt", p, d, INGEN, self.netto(p, d), True, note)
        self.ligner("institutionskaede", p, d, f"To uger hos en ven brød kæden; {kom} betaler ikke")

    def forsorgshjem(self) -> None:
        kom, d = self.kommune(), self.start(4, 30)
        inst = self.institution("forsorgshjem_110")
        til = min(plus_maaneder(d, int(self.rng.integers(3, 9))) - 1, self.b.til - 1)
        ophold = [(self.nye.hjem(kom), d - 2000), (self.adr(inst), d), (self.nye.hjem(kom), til + 1)]
        p = self.person(self.foedt(22, 58), ophold, kom)
        self.maal("forsorgshjem", p, d, til, inst, bor=False)
        self.ydelse(p, d, til, "kontanthjaelp")
        note = f"Boede i {kom} før opholdet på forsorgshjemmet"
        self.sand("forsorgshjem", p, d, til, self.netto(p, d, til), True, note)

    def faengsel_eller_sygehus(self) -> None:
        kom, d = self.kommune(), self.start(6, 30)
        inst = self.institution("faengsel", "sygehus")
        p = self.fra_kommune(kom, d, self.adr(inst), (22, 60))
        self.ydelse(p, d, INGEN, "foertidspension" if self.rng.random() < 0.7 else "kontanthjaelp")
        if self.inst["type"].iloc[inst] == "sygehus":
            self.haendelse(p, "indlagt_sygehus", d, INGEN)
        self.sand("faengsel_sygehus", p, d, INGEN, self.netto(p, d), True, f"Kom fra {kom} til institutionen")

    def veteran(self) -> None:
        kom, d = self.kommune(), self.start(5, 26)
        inst = self.institution("veteranhjem", "soldaterrekreation")
        p = self.fra_kommune(kom, d, self.adr(inst), (27, 50))
        self.ydelse(p, d, INGEN, "kontanthjaelp")
        self.sand("veteranhjem", p, d, INGEN, self.netto(p, d), True, f"Kom fra {kom}")

    def flytteret(self) -> None:
        kom, d = self.kommune(), self.start(6, 32)
        inst = self.institution("botilbud_108")
        p = self.fra_kommune(kom, d, self.adr(inst), (24, 58))
        self.maal("botilbud_108", p, d, INGEN, inst, medvirken="nej", flytteret=True)
        self.ydelse(p, d)
        self.sand("flytteret", p, d, INGEN, self.netto(p, d), True, f"Brugte flytteretten fra {kom}")

    def _ung(self, kom: str, d: int) -> tuple[int, int]:
        """Somebody placed by `kom` in a foster family here, who turns 18 in the days before `d`: (person, 18th day)."""
        inst = self.institution("plejefamilie")
        foedt = int(liv.foedselsdag(np.array([d]), -18)[0]) - int(self.rng.integers(0, 20))
        atten = int(liv.foedselsdag(np.array([foedt]), 18)[0])
        d0 = atten - int(self.rng.integers(1200, 3500))
        ophold = [(self.nye.hjem(kom), foedt), (self.adr(inst), d0), (self.nye.hjem(tal.KOMMUNE), d)]
        p = self.person(foedt, ophold, kom)
        self.maal("plejefamilie", p, d0, atten - 1, inst, handle=kom, koster=False, bor=False, medvirken="")
        return p, atten

    def eftervaern(self) -> None:
        kom, d = self.kommune(), self.start(4, 20)
        p, _ = self._ung(kom, d)
        pris = int(self.rng.integers(700, 1400))
        self.maal("eftervaern", p, d, INGEN, -1, fremmed=False, pris=pris, bor=False, medvirken="")
        self.ydelse(p, d, INGEN, "uddannelseshjaelp")
        oere = self.netto(p, d) + self.social(pris, d)
        note = f"{kom} anbragte den unge og burde betale efterværnet"
        self.sand("eftervaern", p, d, INGEN, oere, True, note)
        self.kun_bogfoert("eftervaern", p, "regning")

    def takst_glemt(self) -> None:
        kom, d = self.kommune(), self.start(14, 36)
        stop = self.start(4, 11)
        pris = int(self.rng.integers(2000, 3200))
        p, _ = self.i_botilbud(kom, d, pris=pris, opkraevet_til=stop - 1)
        note = f"Taksten er ikke opkrævet hos {kom}"
        self.sand("takst_ikke_opkraevet", p, stop, INGEN, self.social(pris, stop), True, note)
        self.t.opkraevet.append(("takst_ikke_opkraevet", p, stop))

    def skjult(self) -> None:
        """Lives at our place, but was never moved in the register and has no measure with us."""
        kom, d = self.kommune(), self.start(8, 30)
        p = self._flyttet_hertil(kom, d)
        note = "Bor på institution, men står på en bolig"
        self.sand("ophold_ikke_registreret", p, d, INGEN, self.netto(p, d), False, note)

    def mundtligt(self) -> None:
        """An agreement by telephone that no system knows; the register says an ordinary move of one's own."""
        kom, d = self.kommune(), self.start(10, 30)
        p = self._flyttet_hertil(kom, d)
        note = f"{kom} lovede i telefonen at betale"
        self.sand("mundtlig_aftale", p, d, INGEN, self.netto(p, d), False, note)

    def _flyttet_hertil(self, kom: str, d: int) -> int:
        """Somebody from `kom` in an ordinary dwelling here, on cash help."""
        ophold = [(self.nye.hjem(kom), d - 3000), (self.nye.hjem(tal.KOMMUNE), d)]
        p = self.person(self.foedt(22, 55), ophold, kom)
        self.ydelse(p, d, INGEN, "kontanthjaelp")
        return p

    def passiv(self) -> None:
        kom, d = self.kommune(), self.start(8, 28)
        p = self._flyttet_hertil(kom, d)
        start = plus_maaneder(d, int(self.rng.integers(1, 5)))
        pris = int(self.rng.integers(2300, 3400))
        inst = self.institution("botilbud_107", egen=False)
        self.maal("botilbud_107", p, start, INGEN, inst, fremmed=False, pris=pris, medvirken="", bor=False)
        oere = self.netto(p, start) + self.social(pris, start)
        note = f"{kom} kendte behovet og lod det ligge til flytningen"
        self.sand("tidligere_kommune_passiv", p, start, INGEN, oere, True, note)
        self.kun_bogfoert("tidligere_kommune_passiv", p, "regning")

    # -- what we pay -----------------------------------------------------------------------------------
    def ude(self, d: int, efter: list[tuple[int, int]], doed: int = INGEN) -> tuple[int, str]:
        """A former citizen of ours in an institution elsewhere, whom we pay for there: (person, municipality)."""
        inst = self.institution("botilbud_107", "botilbud_108", egen=False)
        ophold = [(self.nye.hjem(tal.KOMMUNE), d - 3000), (self.adr(inst), d), *efter]
        return self.person(self.foedt(24, 60), ophold, tal.KOMMUNE, doed=doed), self.ejer(inst)

    def betalt_for_laenge(self) -> None:
        d, flyt = self.start(26, 44), self.start(5, 11)
        andet = self.nye.hjem(self.kommune())
        p, kom = self.ude(d, [(andet, flyt)])
        self._for_laenge(p, kom, d, flyt, f"Flyttet i egen bolig; {kom} fik stadig penge")

    def betalt_efter_doed(self) -> None:
        d, doed = self.start(26, 44), self.start(6, 11) - 9
        p, kom = self.ude(d, [], doed)
        self._for_laenge(p, kom, d, plus_maaneder(doed, 1), f"Borgeren er død; {kom} fik stadig penge")

    def _for_laenge(self, p: int, kom: str, d: int, fra: int, note: str) -> None:
        stop = plus_maaneder(fra, int(self.rng.integers(3, 5))) - 1
        oere = int(self.rng.integers(9, 14)) * 100_000
        self.betal(p, kom, d, stop, oere)
        self.tilsagn(p, kom, d, INGEN, "givet", "afgivet")
        ialt = oere * len(self._hele_maaneder(fra, min(stop, self.b.til)))
        self.sand("betalt_for_laenge", p, fra, stop, ialt, True, note)
        self.kun_bogfoert("betalt_for_laenge", p, "47")

    @staticmethod
    def _hele_maaneder(fra: int, til: int) -> list[int]:
        """First days of the months that begin in [fra, til]."""
        ud, d = [], plus_maaneder(fra, 0)
        while d <= til:
            ud += [d] if d >= fra else []
            d = plus_maaneder(d, 1)
        return ud

    def andens_borger(self) -> None:
        """Never ours: placed from `kom` in a third municipality, and the bill came to us by mistake."""
        kom, d = self.kommune(), self.start(6, 30)
        inst = self.institution("botilbud_107", "botilbud_108", egen=False)
        pris = int(self.rng.integers(2000, 3300))
        p = self.fra_kommune(kom, d, self.adr(inst))
        kode = str(self.inst["type"].iloc[inst])
        self.maal(kode, p, d, INGEN, inst, fremmed=False, pris=pris, medvirken="ja")
        oere = self.social(pris, d)
        self.sand("betalt_for_andens_borger", p, d, INGEN, oere, True, f"{kom} er handlekommune")
        self.kun_bogfoert("betalt_for_andens_borger", p, "regning")


HISTORIER = (
    (6, 1, Mellemkommunale.glemt),
    (2, 1, Mellemkommunale.snart_foraeldet),
    (2, 1, Mellemkommunale.krav_uden_svar),
    (4, 1, Mellemkommunale.ophoert),
    (3, 1, Mellemkommunale.for_lidt),
    (2, 1, Mellemkommunale.boligstoette_glemt),
    (3, 1, Mellemkommunale.kaede),
    (2, 1, Mellemkommunale.kaede_brudt_af_ven),
    (4, 1, Mellemkommunale.forsorgshjem),
    (4, 1, Mellemkommunale.faengsel_eller_sygehus),
    (1.5, 1, Mellemkommunale.veteran),
    (3, 1, Mellemkommunale.flytteret),
    (3, 1, Mellemkommunale.eftervaern),
    (2, 1, Mellemkommunale.takst_glemt),
    (2, 1, Mellemkommunale.skjult),
    (2, 0, Mellemkommunale.mundtligt),
    (2, 1, Mellemkommunale.passiv),
    (3, 1, Mellemkommunale.betalt_for_laenge),
    (1, 1, Mellemkommunale.betalt_efter_doed),
    (2, 1, Mellemkommunale.andens_borger),
)
