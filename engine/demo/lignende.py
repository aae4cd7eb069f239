"""Look-alikes of the stories across borders: everything seems as it should be for a claim, and there is none."""

from __future__ import annotations

from engine.demo import tal
from engine.demo.liv import INGEN
from engine.demo.mellemkommunale import Mellemkommunale
from engine.demo.redskaber import plus_maaneder


class Lignende(Mellemkommunale):
    """Each says which art of truth it looks like, and why it is not."""

    def daekket(self) -> None:
        kom, d = self.kommune(), self.start(8, 40)
        p, _ = self.i_botilbud(kom, d)
        art = self.ydelse(p, d)
        self.opkraev(p, kom, d, INGEN)
        self.tilsagn(p, kom, d, INGEN, "givet")
        self.ligner("institution_glemt", p, d, f"{kom} har givet tilsagn og betaler")
        if any(f["person"] == p and f["art"] == "boligstoette" for f in self.t.forloeb):
            self.rigtig("boligstoette_ikke_opkraevet", p, d, f"{kom} betaler også boligstøtten")
        elif art == "foertidspension":
            self.rigtig("boligstoette_ikke_opkraevet", p, d, "Får ingen boligstøtte ved siden af pensionen")
        if art == "foertidspension":
            note = f"{kom} både tilkendte pensionen og medvirkede til opholdet og betaler"
            self.rigtig("pension_institution", p, d, note, "pension")

    def tilsagn_uden_betaling_endnu(self) -> None:
        kom, d = self.kommune(), self.start(4, 9)
        p, _ = self.i_botilbud(kom, d)
        self.ydelse(p, d)
        self.tilsagn(p, kom, d, INGEN, "givet")
        self.ligner("institution_glemt", p, d, f"{kom} har givet tilsagn; regningen er på vej")
        self.rigtig("krav_uden_svar", p, d, f"{kom} har svaret ja; kun pengene er på vej")

    def eget_valg(self) -> None:
        kom, d = self.kommune(), self.start(8, 36)
        p, _ = self.i_botilbud(kom, d, medvirken="nej", fremmed=False)
        self.t.betaler[p] = tal.KOMMUNE
        self.ydelse(p, d)
        self.tilsagn(p, kom, d, INGEN, "afvist")
        self.ligner("institution_glemt", p, d, "Flyttede selv uden nogen kommunes medvirken")
        self.tilkendt_hjemmefra(p, kom, d)

    def egen_borger_vender_hjem(self) -> None:
        """Ours all along: for two months in Italy, then into a home here."""
        d = self.start(8, 30)
        inst = self.institution("botilbud_107", "botilbud_108")
        ophold = [
            (self.nye.hjem(tal.KOMMUNE), d - 3000),
            (self.nye.udland("IT"), d - 62),
            (self.adr(inst), d),
        ]
        p = self.person(self.foedt(25, 55), ophold, tal.KOMMUNE)
        self.maal(str(self.inst["type"].iloc[inst]), p, d, INGEN, inst, fremmed=False)
        self.ydelse(p, d)
        self.ligner("institution_glemt", p, d, "Vores egen borger, der var to måneder i udlandet")

    def fra_en_anden_gennem_udlandet(self) -> None:
        """From `kom` over two months abroad into a home here: who pays is open, and a person must decide."""
        kom, d = self.kommune(), self.start(8, 30)
        inst = self.institution("botilbud_107", "botilbud_108")
        ophold = [(self.nye.hjem(kom), d - 3000), (self.nye.udland("NO"), d - 61), (self.adr(inst), d)]
        p = self.person(self.foedt(25, 55), ophold, kom)
        self.maal(str(self.inst["type"].iloc[inst]), p, d, INGEN, inst, fremmed=False)
        self.ydelse(p, d)
        self.t.betaler[p] = ""
        self.ligner("institution_glemt", p, d, f"To måneder i udlandet efter {kom}: betaleren er åben")
        self.tilkendt_hjemmefra(p, kom, d)

    def egen_borger_i_institution(self) -> None:
        d = self.start(8, 36)
        inst = self.institution("botilbud_107", "botilbud_108")
        p = self.person(
            self.foedt(25, 55), [(self.nye.hjem(tal.KOMMUNE), d - 3000), (self.adr(inst), d)], tal.KOMMUNE
        )
        self.maal(str(self.inst["type"].iloc[inst]), p, d, INGEN, inst, fremmed=False)
        self.ydelse(p, d)
        self.ligner("institution_glemt", p, d, "Boede i vores egen kommune før institutionen")

    def flyttet_i_egen_bolig(self) -> None:
        kom, d = self.kommune(), self.start(8, 34)
        p = self._flyttet_hertil(kom, d)
        self.ligner("institution_glemt", p, d, f"Flyttede fra {kom} i en almindelig bolig")
        self.rigtig("ophold_ikke_registreret", p, d, "Bor virkelig i den bolig, hvor registret siger")
        self.rigtig("mundtlig_aftale", p, d, f"Intet er aftalt med {kom}")

    def boede_her_foer(self) -> None:
        """Into the home for the homeless, the prison or the hospital from a dwelling of ours."""
        for type_, art in (
            ("forsorgshjem_110", "forsorgshjem"),
            ("faengsel", "faengsel_sygehus"),
            ("veteranhjem", "veteranhjem"),
        ):
            kom, d = self.kommune(), self.start(5, 24)
            inst = self.institution(type_)
            ophold = [(self.nye.hjem(kom), d - 4000), (self.nye.hjem(tal.KOMMUNE), d - 900)]
            p = self.person(self.foedt(25, 50), [*ophold, (self.adr(inst), d)], tal.KOMMUNE)
            if type_ == "forsorgshjem_110":
                self.maal("forsorgshjem", p, d, INGEN, inst, fremmed=False, bor=False)
            self.ydelse(p, d - 800, INGEN, "kontanthjaelp")
            self.ligner(art, p, d, "Boede i vores egen kommune før opholdet")

    def kort_ophold(self) -> None:
        """So short at the home for the homeless that the other municipality kept paying."""
        kom, d = self.kommune(), self.start(3, 24)
        inst = self.institution("forsorgshjem_110")
        til = min(d + 20, self.b.til - 1)
        ophold = [(self.nye.hjem(kom), d - 2000), (self.adr(inst), d), (self.nye.hjem(kom), til + 1)]
        p = self.person(self.foedt(22, 58), ophold, kom)
        self.maal("forsorgshjem", p, d, til, inst, bor=False)
        self.ligner("forsorgshjem", p, d, f"{kom} betalte selv hjælpen under det korte ophold")

    def flytteret_til_egen_bolig(self) -> None:
        kom, d = self.kommune(), self.start(6, 30)
        p = self._flyttet_hertil(kom, d)
        inst = self.institution("botilbud_108")
        til = plus_maaneder(d, 1) - 1
        self.maal("botilbud_108", p, d, til, inst, medvirken="nej", flytteret=True, fremmed=False, bor=False)
        self.ligner("flytteret", p, d, "Flytteretten førte til en almindelig bolig")

    def eftervaern_betalt(self) -> None:
        kom, d = self.kommune(), self.start(5, 20)
        p, _ = self._ung(kom, d)
        pris = int(self.rng.integers(700, 1400))
        self.maal("eftervaern", p, d, INGEN, -1, handle=kom, pris=pris, bor=False, medvirken="")
        self.ydelse(p, d, INGEN, "uddannelseshjaelp")
        self.opkraev(p, kom, d, INGEN)
        self.tilsagn(p, kom, d, INGEN, "givet")
        self.ligner("eftervaern", p, d, f"{kom} bevilger og betaler selv efterværnet")

    def vores_borger_ude(self) -> None:
        """Placed by us elsewhere: the bill is ours."""
        d = self.start(8, 30)
        inst = self.institution("botilbud_107", "botilbud_108", egen=False)
        ophold = [(self.nye.hjem(tal.KOMMUNE), d - 3000), (self.adr(inst), d)]
        p = self.person(self.foedt(25, 58), ophold, tal.KOMMUNE)
        self.maal(str(self.inst["type"].iloc[inst]), p, d, INGEN, inst, fremmed=False)
        self.ligner("betalt_for_andens_borger", p, d, "Vi er selv handlekommune")

    def aftale_om_at_blive(self) -> None:
        """We agreed to stay the payer for somebody who came from another municipality's place."""
        kom, d = self.kommune(), self.start(8, 30)
        inst = self.institution("botilbud_107", "botilbud_108", egen=False)
        p = self.fra_kommune(kom, d, self.adr(inst))
        self.maal(str(self.inst["type"].iloc[inst]), p, d, INGEN, inst, fremmed=False)
        self.tilsagn(p, kom, d, INGEN, "givet", "afgivet")
        self.ligner("betalt_for_andens_borger", p, d, f"Aftale med {kom} om, at vi er handlekommune")

    def tilsagn_ophoert(self) -> None:
        kom, d, stop = self.kommune(), self.start(24, 40), self.start(5, 12)
        p, _ = self.i_botilbud(kom, d)
        self.ydelse(p, d)
        self.opkraev(p, kom, d, stop - 1)
        self.tilsagn(p, kom, d, stop - 1, "ophoert")
        self.ligner("indtaegt_ophoert", p, stop, f"Tilsagnet fra {kom} ophørte samme dag")

    def indtaegt_slut_med_opholdet(self) -> None:
        """The income ends because the stay did: into a dwelling of one's own here, or by death."""
        for doed in (False, True):
            kom, d, stop = self.kommune(), self.start(24, 40), self.start(5, 12)
            inst = self.institution("botilbud_107", "botilbud_108")
            efter = [] if doed else [(self.nye.hjem(tal.KOMMUNE), stop)]
            ophold = [(self.nye.hjem(kom), d - 3000), (self.adr(inst), d), *efter]
            p = self.person(self.foedt(24, 58), ophold, kom, **({"doed": stop - 3} if doed else {}))
            self.maal(str(self.inst["type"].iloc[inst]), p, d, stop - 1, inst)
            self.ydelse(p, d, stop - 1 if doed else INGEN)
            self.opkraev(p, kom, d, stop - 1)
            note = "Borgeren døde" if doed else "Flyttede i egen bolig hos os"
            self.ligner("indtaegt_ophoert", p, stop, note)
            self.rigtig("takst_ikke_opkraevet", p, stop, f"Taksten ophørte med opholdet. {note}")
            if not doed:
                self.tilkendt_hjemmefra(p, kom, stop)

    def aftalt_mindre(self) -> None:
        """Less than our share, and agreed so."""
        kom, d = self.kommune(), self.start(14, 34)
        p, _ = self.i_botilbud(kom, d)
        self.ydelse(p, d, INGEN, "kontanthjaelp")
        self.opkraev(p, kom, d, INGEN, 0.6)
        maaned = [x["pr_aar"][self.sidste_aar] for x in self.t.betalinger if x["person"] == p]
        self.tilsagn(p, kom, d, INGEN, "delvist", oere=-sum(maaned))
        self.ligner("for_lidt_opkraevet", p, d, f"Beløbet er aftalt med {kom}")

    def betaler_med_rette(self) -> None:
        d = self.start(12, 40)
        p, kom = self.ude(d, [])
        self.betal(p, kom, d, INGEN, int(self.rng.integers(9, 14)) * 100_000)
        self.tilsagn(p, kom, d, INGEN, "givet", "afgivet")
        self.ligner("betalt_for_laenge", p, d, f"Vores borger i botilbud i {kom}; vi betaler med rette")

    def videre_i_tilsvarende(self) -> None:
        """Moved on, but to a place of the same kind."""
        d, flyt = self.start(26, 40), self.start(5, 11)
        andet = self.institution("botilbud_107", "botilbud_108", egen=False)
        p, kom = self.ude(d, [(self.adr(andet), flyt)])
        self.betal(p, kom, d, INGEN, int(self.rng.integers(9, 14)) * 100_000)
        self.tilsagn(p, kom, d, INGEN, "givet", "afgivet")
        self.ligner("betalt_for_laenge", p, flyt, "Flyttede til et tilsvarende tilbud")

    def behov_opstod_senere(self) -> None:
        kom, d = self.kommune(), self.start(22, 34)
        p = self._flyttet_hertil(kom, d)
        start = plus_maaneder(d, int(self.rng.integers(11, 16)))
        inst = self.institution("botilbud_107", egen=False)
        self.maal("botilbud_107", p, start, INGEN, inst, fremmed=False, medvirken="", bor=False)
        self.ligner("tidligere_kommune_passiv", p, start, "Behovet opstod længe efter flytningen")


HISTORIER = (
    (7, 1, Lignende.daekket),
    (2, 1, Lignende.tilsagn_uden_betaling_endnu),
    (4, 1, Lignende.eget_valg),
    (2, 1, Lignende.egen_borger_vender_hjem),
    (1, 1, Lignende.fra_en_anden_gennem_udlandet),
    (3, 1, Lignende.egen_borger_i_institution),
    (3, 1, Lignende.flyttet_i_egen_bolig),
    (1, 1, Lignende.boede_her_foer),
    (2, 1, Lignende.kort_ophold),
    (1, 1, Lignende.flytteret_til_egen_bolig),
    (2, 1, Lignende.eftervaern_betalt),
    (2, 1, Lignende.vores_borger_ude),
    (1, 1, Lignende.aftale_om_at_blive),
    (2, 1, Lignende.tilsagn_ophoert),
    (1, 1, Lignende.indtaegt_slut_med_opholdet),
    (2, 1, Lignende.aftalt_mindre),
    (2, 1, Lignende.betaler_med_rette),
    (2, 1, Lignende.videre_i_tilsvarende),
    (2, 1, Lignende.behov_opstod_senere),
)
