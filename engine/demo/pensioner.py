"""Pensions granted here and elsewhere, and who pays them after a move."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from engine.demo import tal
from engine.demo.liv import INGEN, dag
from engine.demo.redskaber import Redskaber, plus_maaneder
from engine.demo.ydelser import ARTER

SEKS_AAR = 72
REFORM, GAMMEL = dag(date(2024, 1, 1)), dag(date(2014, 7, 1))


class Pensioner(Redskaber):
    """The granting municipality pays for six years after the pensioner moved away."""

    def _pensionist(
        self,
        mdr: int,
        kom: str,
        tilkender: str,
        art: str = "foertidspension",
        tilkendt: int = 0,
        ophold: list[tuple[int, int]] | None = None,
    ) -> tuple[int, int]:
        """Somebody from `kom` who moved here `mdr` months ago with a pension: (person, day of the move)."""
        flyt = plus_maaneder(self.b.til, -mdr)
        ophold = ophold or [(self.nye.hjem(kom), flyt - 3500), (self.nye.hjem(tal.KOMMUNE), flyt)]
        alder = (62.5, 65.5) if art == "seniorpension" else (35, 60)
        p = self.person(self.foedt(*alder), ophold, kom)
        self._forloeb(p, art, flyt, INGEN, ARTER[art].kroner, False)
        self.pension(p, art, tilkendt or flyt - int(self.rng.integers(200, 900)), tilkender)
        return p, flyt

    def glemt(self) -> None:
        kom = self.kommune()
        p, flyt = self._pensionist(int(self.rng.integers(6, 60)), kom, kom)
        oere = self.netto(p, flyt)
        self.sand("pension_ikke_opkraevet", p, flyt, INGEN, oere, True, f"Tilkendt af {kom}", "pension")

    def senior_glemt(self) -> None:
        """Early retirement of those worn down: in the scheme since 2024."""
        kom = self.kommune()
        p, flyt = self._pensionist(int(self.rng.integers(5, 22)), kom, kom, "seniorpension")
        fra = max(flyt, REFORM)
        oere = self.netto(p, fra)
        note = f"Seniorpension tilkendt af {kom}"
        self.sand("pension_ikke_opkraevet", p, fra, INGEN, oere, True, note, "pension")

    def efter_institution(self) -> None:
        """Three years in a home in a third municipality, then here: the years there count, and there are some left."""
        kom = self.kommune()
        andet = self.institution("botilbud_107", "botilbud_108", egen=False)
        flyt = plus_maaneder(self.b.til, -20)
        ophold = [
            (self.nye.hjem(kom), flyt - 4000),
            (self.adr(andet), flyt - 1000),
            (self.nye.hjem(tal.KOMMUNE), flyt),
        ]
        p, _ = self._pensionist(20, kom, kom, tilkendt=flyt - 1400, ophold=ophold)
        oere = self.netto(p, flyt)
        note = f"Tilkendt af {kom}; tiden i institution tæller med i de seks år"
        self.sand("pension_ikke_opkraevet", p, flyt, INGEN, oere, True, note, "pension")

    def institutionen_foer_pensionen(self) -> None:
        """`placerer` helped into our home, another municipality granted the pension: since 2024 the first one pays."""
        tilkender = self.kommune()
        placerer = self.kommune(tilkender)
        d = self.start(8, 22)
        p, _ = self.i_botilbud(placerer, d)
        self.ydelse(p, d, INGEN, "foertidspension", pension=False)
        self.pension(p, "foertidspension", d - 2600, tilkender)
        note = f"{placerer} medvirkede til institutionen og betaler også pensionen, som {tilkender} tilkendte"
        fra = max(d, REFORM)
        self.sand("pension_institution", p, fra, INGEN, self.netto(p, fra), True, note, "pension")

    def forkert_andel(self) -> None:
        """They pay a smaller share of the pension than they should: of one just granted, or of an old one of
        somebody they helped into a home of ours."""
        kom = self.kommune()
        if self.rng.random() < 0.5:
            fra = self.start(10, 30)
            p, _ = self.i_botilbud(kom, fra)
            self._forloeb(p, "foertidspension_gl", fra, INGEN, ARTER["foertidspension_gl"].kroner, False)
            self.pension(p, "foertidspension", GAMMEL - int(self.rng.integers(200, 900)), kom)
        else:
            p, fra = self._pensionist(int(self.rng.integers(10, 30)), kom, kom)
        andel = float(self.rng.choice([0.6, 0.75]))
        self.opkraev(p, kom, fra, INGEN, andel)
        oere = round(self.netto(p, fra) * (1 - andel))
        note = f"{kom} betaler {round(andel * 100)} % af vores andel"
        self.sand("pension_forkert_andel", p, fra, INGEN, oere, True, note, "pension")
        self.kun_bogfoert("pension_forkert_andel", p, "77", (1 - andel) / andel, "pension")

    def andel_med_tillaeg(self) -> None:
        """Their bill holds a month that was not whole: less than a whole share, and right."""
        kom = self.kommune()
        p, flyt = self._pensionist(int(self.rng.integers(10, 24)), kom, kom)
        self.opkraev(p, kom, flyt, INGEN)
        self.t.betalinger[-1]["skaev"] = -1
        self.ligner(
            "pension_forkert_andel", p, flyt, "Den første regning var for en del af en måned", "pension"
        )

    def daekket(self) -> None:
        kom = self.kommune()
        p, flyt = self._pensionist(int(self.rng.integers(6, 60)), kom, kom)
        self.opkraev(p, kom, flyt, INGEN)
        self.ligner("pension_ikke_opkraevet", p, flyt, f"{kom} betaler pensionen", "pension")

    def udloebet(self) -> None:
        kom = self.kommune()
        p, flyt = self._pensionist(int(self.rng.integers(112, 150)), kom, kom)
        self.ligner(
            "pension_ikke_opkraevet", p, flyt, "Flyttede for længe siden til, at andre betaler", "pension"
        )

    def gammel_tilkendelse(self) -> None:
        """Granted before 2015, so that the six years ran from the grant and are over."""
        kom = self.kommune()
        tilkendt = dag(date(2011, 1, 1)) + int(self.rng.integers(0, 1200))
        p, flyt = self._pensionist(int(self.rng.integers(8, 40)), kom, kom, tilkendt=tilkendt)
        note = "Tilkendt før 2015: de seks år fra tilkendelsen er gået"
        self.ligner("pension_ikke_opkraevet", p, flyt, note, "pension")

    def forkert_registreret(self) -> None:
        """The pension system says that we granted it, six weeks after the move. We have paid the pension since the
        move: where the ledger holds a month before the grant, that tells that it was not ours."""
        kom = self.kommune()
        p, flyt = self._pensionist(int(self.rng.integers(8, 50)), kom, tal.KOMMUNE)
        self.t.pensioner[-1]["tilkendt"] = flyt + 40
        note = f"{kom} tilkendte pensionen, men vi står som tilkendende"
        foer = flyt >= self.foerste
        self.sand("pension_forkert_registreret", p, flyt, INGEN, self.netto(p, flyt), foer, note, "pension")

    def _ude(self, mdr: int, inst: int | None = None) -> tuple[int, str, int]:
        """Somebody we granted a pension who moved away `mdr` months ago: (person, municipality, day)."""
        flyt = plus_maaneder(self.b.til, -mdr)
        kom = self.kommune() if inst is None else self.ejer(inst)
        adr = self.nye.hjem(kom) if inst is None else self.adr(inst)
        ophold = [(self.nye.hjem(tal.KOMMUNE), flyt - 3500), (adr, flyt)]
        p = self.person(self.foedt(38, 60), ophold, tal.KOMMUNE)
        self.pension(p, "foertidspension", flyt - int(self.rng.integers(200, 900)), tal.KOMMUNE)
        return p, kom, flyt

    def ude(self) -> None:
        p, kom, flyt = self._ude(int(self.rng.integers(8, 60)))
        self.betal(p, kom, flyt, INGEN, 1_700_000, "foertidspension")
        note = "Vores tilkendelse; vi betaler med rette"
        self.ligner("pension_betalt_for_laenge", p, flyt, note, "pension")

    def ude_i_institution(self) -> None:
        """More than six years ago, but we placed the pensioner there and so go on paying."""
        inst = self.institution("botilbud_108", egen=False)
        p, kom, flyt = self._ude(int(self.rng.integers(SEKS_AAR + 8, SEKS_AAR + 30)), inst)
        # The measure is ours and runs; it is among the ordinary bills.
        self.maal("botilbud_108", p, flyt, INGEN, inst, fremmed=False)
        self.betal(p, kom, flyt, INGEN, 1_700_000, "foertidspension")
        self.tilsagn(p, kom, flyt, INGEN, "givet", "afgivet")
        note = "Vi har selv anbragt pensionisten i institutionen"
        self.ligner("pension_betalt_for_laenge", p, flyt, note, "pension")

    def ude_for_laenge(self) -> None:
        p, kom, flyt = self._ude(int(self.rng.integers(SEKS_AAR + 5, SEKS_AAR + 22)))
        slut = plus_maaneder(flyt, SEKS_AAR)
        self.betal(p, kom, flyt, INGEN, 1_700_000, "foertidspension")
        oere = 1_700_000 * len(self._maaneder_fra(slut))
        note = f"Vi betaler stadig {kom}"
        self.sand("pension_betalt_for_laenge", p, slut, INGEN, oere, True, note, "pension")
        self.kun_bogfoert("pension_betalt_for_laenge", p, "47", 1.0, "pension")

    # -- granted long ago and put off by a stay: PEN-02 -----------------------------------------------------
    def _udskudt(self, **mere: Any) -> tuple[int, str, int]:
        """`kom` granted the pension before 2015, when the pensioner lived in a home of ours; out of it after 2018 into
        a dwelling here: (person, municipality, the day of moving out)."""
        kom, inst = self.kommune(), self._gammelt_botilbud()
        ind = max(int(self.inst["gyldig_fra"].iloc[inst]), dag(date(2011, 1, 1))) + int(
            self.rng.integers(30, 200)
        )
        ud = dag(date(2018, 2, 1)) + int(self.rng.integers(0, 1000))
        igen = mere.pop("venner", 0)
        ophold = [(self.nye.hjem(kom), ind - 3000), (self.adr(inst), ind)]
        if igen:  # ten weeks at a friend's, and back
            ophold += [(self.nye.hjem(kom), ind + igen), (self.adr(inst), ind + igen + 70)]
        p = self.person(self.foedt(38, 58), [*ophold, (self.nye.hjem(tal.KOMMUNE), ud)], kom)
        kode = str(self.inst["type"].iloc[inst])
        self.maal(kode, p, ind, ud - 1, inst, bor=False, **mere)
        self._forloeb(p, "foertidspension_gl", ud, INGEN, ARTER["foertidspension_gl"].kroner, False)
        self.pension(p, "foertidspension", ind + int(self.rng.integers(30, 150)), kom)
        return p, kom, ud

    def _gammelt_botilbud(self) -> int:
        """A home that was there before 2014, ours if there is one: who lived in it could be granted a pension before
        the law of 2015."""
        i = self.inst
        gamle = i["type"].isin(["botilbud_107", "botilbud_108"]) & (i["gyldig_fra"] < dag(date(2014, 1, 1)))
        egne = np.flatnonzero(gamle & self.egen)
        return int(self.rng.choice(egne if len(egne) else np.flatnonzero(gamle)))

    def udskudt_glemt(self) -> None:
        """Until 2024 the six years ran from the day the stay ended that `kom` paid for."""
        p, kom, _ = self._udskudt()
        oere = self.netto(p, self.foerste, REFORM - 1)
        note = (
            f"Tilkendt af {kom} før 2015; opholdet, som {kom} betalte, udskød de seks år i månederne før 2024"
        )
        self.sand("pension_udskudt", p, self.foerste, REFORM - 1, oere, True, note, "pension")

    def udskudt_af_eget_valg(self) -> None:
        p, kom, _ = self._udskudt(medvirken="nej", fremmed=False)
        note = f"Valgte selv botilbuddet: {kom} betalte ikke opholdet, og intet udskød de seks år"
        self.ligner("pension_udskudt", p, self.foerste, note, "pension")

    def udskudt_brudt(self) -> None:
        p, kom, _ = self._udskudt(venner=900)
        note = f"Boede ti uger i {kom} undervejs: de seks år er ikke udskudt længere end dertil"
        self.ligner("pension_udskudt", p, self.foerste, note, "pension")

    def udskudt_betalt(self) -> None:
        p, kom, _ = self._udskudt()
        self.opkraev(p, kom, self.foerste, REFORM - 1)
        self.ligner("pension_udskudt", p, self.foerste, f"{kom} betalte til og med 2023", "pension")

    # -- what we pay after the years, of which grant they run, and after death: PEN-03 ------------------------
    def gammel_ude_for_laenge(self) -> None:
        """Granted before 2015: we reckoned the six years from the move, and they ran from the grant."""
        p, kom, flyt = self._ude(int(self.rng.integers(20, 50)))
        self.t.pensioner[-1]["tilkendt"] = dag(date(2012, 1, 1)) + int(self.rng.integers(0, 1000))
        self.betal(p, kom, flyt, INGEN, 1_700_000, "foertidspension")
        oere = 1_700_000 * len(self._maaneder_fra(flyt))
        note = f"Tilkendt før 2015: de seks år fra tilkendelsen var gået, men vi betaler {kom}"
        self.sand("pension_betalt_for_laenge", p, flyt, INGEN, oere, True, note, "pension")
        self.kun_bogfoert("pension_betalt_for_laenge", p, "47", 1.0, "pension")

    def _doed_ude(self) -> tuple[int, str, int, int]:
        """Somebody of `_ude` who died: (person, municipality, day of the move, day of death)."""
        flyt, doed = plus_maaneder(self.b.til, -int(self.rng.integers(20, 40))), self.start(6, 12) - 9
        kom = self.kommune()
        ophold = [(self.nye.hjem(tal.KOMMUNE), flyt - 3500), (self.nye.hjem(kom), flyt)]
        p = self.person(self.foedt(38, 60), ophold, tal.KOMMUNE, doed=doed)
        self.pension(p, "foertidspension", flyt - int(self.rng.integers(200, 900)), tal.KOMMUNE)
        return p, kom, flyt, doed

    def doed_og_betalt(self) -> None:
        p, kom, flyt, doed = self._doed_ude()
        fra = plus_maaneder(doed, 1)
        stop = plus_maaneder(fra, int(self.rng.integers(3, 5))) - 1
        self.betal(p, kom, flyt, stop, 1_700_000, "foertidspension")
        oere = 1_700_000 * len([m for m in self._maaneder_fra(fra) if m <= stop])
        note = f"Pensionisten er død, og {kom} fik stadig penge"
        self.sand("pension_betalt_for_laenge", p, fra, stop, oere, True, note, "pension")
        self.kun_bogfoert("pension_betalt_for_laenge", p, "47", 1.0, "pension")

    def doed_og_stoppet(self) -> None:
        """The last bill comes after the death and is for the time before it."""
        p, kom, flyt, doed = self._doed_ude()
        self.betal(p, kom, flyt, doed, 1_700_000, "foertidspension")
        note = "Den sidste regning er for tiden før dødsfaldet"
        self.ligner("pension_betalt_for_laenge", p, doed, note, "pension")

    def ude_og_tilbagebetalt(self) -> None:
        """Paid for some months too long, and all of it has come back."""
        p, kom, flyt = self._ude(SEKS_AAR + 16)
        slut = plus_maaneder(flyt, SEKS_AAR)
        self.betal(p, kom, flyt, plus_maaneder(slut, 6) - 1, 1_700_000, "foertidspension")
        retur = plus_maaneder(slut, 8)
        self.betal(p, kom, retur, retur, -6 * 1_700_000, "foertidspension")
        self.ligner("pension_betalt_for_laenge", p, slut, "Pengene er kommet tilbage", "pension")

    # -- they pay us more than our share: PEN-05, money we owe ------------------------------------------------
    def for_stor_andel(self) -> None:
        """The whole pension was billed, not our share of it."""
        kom = self.kommune()
        p, flyt = self._pensionist(int(self.rng.integers(10, 30)), kom, kom)
        andel = 1.0 / (1.0 - ARTER["foertidspension"].stat)
        self.opkraev(p, kom, flyt, INGEN, andel)
        oere = -round(self.netto(p, flyt) * (andel - 1))
        note = f"{kom} betaler hele pensionen, også statens del"
        self.sand("pension_for_stor_andel", p, flyt, INGEN, oere, True, note, "pension")
        self.kun_bogfoert("pension_for_stor_andel", p, "77", (andel - 1) / andel, "pension")

    def foerste_regning_med_mere(self) -> None:
        kom = self.kommune()
        p, flyt = self._pensionist(int(self.rng.integers(10, 24)), kom, kom)
        self.opkraev(p, kom, flyt, INGEN)
        self.t.betalinger[-1]["skaev"] = 1
        note = "Den første regning rummer en halv måned før flytningen"
        self.ligner("pension_for_stor_andel", p, flyt, note, "pension")

    def med_tillaeg(self) -> None:
        """They pay for a supplement beside our share, on its own account."""
        kom = self.kommune()
        p, flyt = self._pensionist(int(self.rng.integers(10, 24)), kom, kom)
        self.opkraev(p, kom, flyt, INGEN)
        aarene = range(self.sidste_aar - 2, self.sidste_aar + 1)
        self.t.betalinger.append(
            {"person": p, "kommune": kom, "art": "77", "ydelse": "", "funktion": "54867", "lov": "PL"}
            | {"fra": flyt, "til": INGEN, "pr_aar": dict.fromkeys(aarene, -90_000)}
        )
        note = f"{kom} betaler vores andel og et helbredstillæg på sin egen konto"
        self.ligner("pension_for_stor_andel", p, flyt, note, "pension")

    def _maaneder_fra(self, d: int) -> list[int]:
        ud, m = [], max(d, self.foerste)
        while m <= self.b.til:
            ud.append(m)
            m = plus_maaneder(m, 1)
        return ud


HISTORIER = (
    (8, 1, Pensioner.glemt),
    (2, 1, Pensioner.senior_glemt),
    (1, 1, Pensioner.efter_institution),
    (2, 1, Pensioner.institutionen_foer_pensionen),
    (2, 1, Pensioner.forkert_andel),
    (1, 1, Pensioner.andel_med_tillaeg),
    (6, 1, Pensioner.daekket),
    (5, 1, Pensioner.udloebet),
    (2, 1, Pensioner.gammel_tilkendelse),
    (2, 1, Pensioner.forkert_registreret),
    (5, 1, Pensioner.ude),
    (1, 1, Pensioner.ude_i_institution),
    (3, 1, Pensioner.ude_for_laenge),
)
SENERE = (
    (2, 1, Pensioner.udskudt_glemt),
    (2, 1, Pensioner.udskudt_af_eget_valg),
    (2, 1, Pensioner.udskudt_brudt),
    (2, 1, Pensioner.udskudt_betalt),
    (2, 1, Pensioner.gammel_ude_for_laenge),
    (1, 1, Pensioner.doed_og_betalt),
    (1, 1, Pensioner.doed_og_stoppet),
    (1, 1, Pensioner.ude_og_tilbagebetalt),
    (1, 1, Pensioner.for_stor_andel),
    (1, 1, Pensioner.foerste_regning_med_mere),
    (1, 1, Pensioner.med_tillaeg),
)
