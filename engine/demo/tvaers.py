"""Stories across municipal borders: who came from where, who ought to pay, and what was forgotten.

Each story is decided first (where the person lived, what was agreed, which bills were sent) and everything in
the data follows from it; the truth is told from the story. The municipality's own share of a benefit is what
its benefit system says (`ydelser.ARTER`), never a law looked up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from engine.demo import liv, tal
from engine.demo.liv import INGEN, Befolkning, dag, dato
from engine.demo.nyepersoner import NyePersoner
from engine.demo.sandhed import Sandhed
from engine.demo.ydelser import ARTER, egen_andel_oere

SEKS_AAR = 6


@dataclass
class Tvaers:
    """The stories' traces, by table. Persons are numbers in the population, days and øre whole numbers."""

    indsats: list[dict[str, Any]] = field(default_factory=list)
    forloeb: list[dict[str, Any]] = field(default_factory=list)
    betalinger: list[dict[str, Any]] = field(default_factory=list)
    tilsagn: list[dict[str, Any]] = field(default_factory=list)
    haendelser: list[dict[str, Any]] = field(default_factory=list)
    pensioner: list[dict[str, Any]] = field(default_factory=list)
    sandhed: list[tuple[str, str, list[int], int, int, int, bool, str]] = field(default_factory=list)
    optagne: list[int] = field(default_factory=list)
    oprindelse: dict[int, str] = field(default_factory=dict)

    def fortael(self, b: Befolkning, sandhed: Sandhed) -> None:
        cpr = b.personer["cpr"].tolist()
        for omraade, art, hvem, fra, til, oere, kan, note in self.sandhed:
            numre = " ".join(cpr[p] for p in hvem)
            dage = str(dato(fra)), str(dato(min(til, b.til)))
            if art.startswith("ligner:"):
                sandhed.ligner(omraade, art.removeprefix("ligner:"), numre, *dage, note)
            else:
                sandhed.tilfoej(omraade, art, numre, *dage, oere, kan, note)


def antal(pr_20000: float, mindst: int, borgere: int, rng: np.random.Generator) -> int:
    return max(mindst, int(pr_20000 * borgere / 20_000 + rng.random()))


def plus_maaneder(d: int, maaneder: int) -> int:
    """The first day of the month that is `maaneder` after the month of day `d`."""
    x = dato(d)
    nr = x.year * 12 + x.month - 1 + maaneder
    return dag(date(nr // 12, nr % 12 + 1, 1))


class Forfatter:
    """Writes the stories. `foerste`: first day of the ledger; `inst`: institutions with their addresses."""

    def __init__(
        self, b: Befolkning, inst: pd.DataFrame, borgere: int, rng: np.random.Generator, foerste: int
    ) -> None:
        self.b, self.inst, self.borgere, self.rng, self.foerste = b, inst, borgere, rng, foerste
        self.nye = NyePersoner(b, rng)
        self.t = Tvaers()
        koder = list(tal.ANDRE_KOMMUNER)
        self.koder = koder
        vaegt = np.array([tal.ANDRE_KOMMUNER[k][0] for k in koder]) ** 0.6
        self.vaegt = vaegt / vaegt.sum()
        self.egen = (inst["kommunekode"] == tal.KOMMUNE).to_numpy()

    # -- small choices ---------------------------------------------------------------------------------
    def kommune(self, undtagen: str = "") -> str:
        valgt = str(self.rng.choice(self.koder, p=self.vaegt))
        return valgt if valgt != undtagen else self.koder[0 if undtagen != self.koder[0] else 1]

    def institution(self, *typer: str, egen: bool = True) -> int:
        kan = np.flatnonzero(self.inst["type"].isin(typer).to_numpy() & (self.egen == egen))
        return int(self.rng.choice(kan))

    def adr(self, inst: int) -> int:
        return int(self.inst["adr"].iloc[inst])

    def start(self, mindst: int, mest: int) -> int:
        """A first of a month, between so many months before the last day."""
        return plus_maaneder(self.b.til, -int(self.rng.integers(mindst, mest + 1)))

    def foedt(self, yngst: int, aeldst: int) -> int:
        return int(self.b.til - self.rng.uniform(yngst, aeldst) * liv.AAR)

    def person(self, foedt: int, ophold: list[tuple[int, int]], kom: str) -> int:
        p = self.nye.ny(foedt, ophold)
        self.t.optagne.append(p)
        self.t.oprindelse[p] = kom
        return p

    def fra_kommune(self, kom: str, d: int, adr: int, alder: tuple[int, int] = (24, 58)) -> int:
        """Somebody who lived in `kom` for years and from day `d` at address `adr`."""
        foedt = self.foedt(*alder)
        foer = d - int(self.rng.integers(1200, 4000))
        return self.person(foedt, [(self.nye.hjem(kom), foer), (adr, d)], kom)

    # -- traces ----------------------------------------------------------------------------------------
    def ydelse(self, p: int, fra: int, til: int = INGEN, art: str = "") -> str:
        """A benefit we pay from `fra` on; half of the time a housing benefit beside it."""
        art = art or ("foertidspension" if self.rng.random() < 0.45 else "kontanthjaelp")
        kr = ARTER[art].kroner * (1 + int(self.rng.integers(-6, 7)) / 100)
        self.t.forloeb.append({"person": p, "art": art, "fra": fra, "til": til, "oere": round(kr) * 100})
        if art == "foertidspension":
            tilkendt = fra - int(self.rng.integers(300, 1400))
            self.pension(p, "foertidspension", tilkendt, self.t.oprindelse.get(p, tal.KOMMUNE))
        return art

    def pension(self, p: int, art: str, tilkendt: int, kom: str) -> None:
        self.t.pensioner.append({"person": p, "art": art, "tilkendt": tilkendt, "kommune": kom})

    def maal(self, kode: str, p: int, fra: int, til: int, inst: int, **mere: Any) -> None:
        grund = {"medvirken": "ja", "flytteret": False, "handle": "", "fremmed": True, "koster": True}
        grund |= {"kode": kode, "person": p, "fra": fra, "til": til, "institution": inst}
        self.t.indsats.append(grund | {"opkraevet_til": INGEN, "bor": True} | mere)

    def tilsagn(self, p: int, kom: str, fra: int, til: int, status: str, retning: str = "modtaget") -> None:
        rejst = fra + int(self.rng.integers(20, 150))
        self.t.tilsagn.append(
            {"person": p, "kommune": kom, "retning": retning, "lov": "", "fra": fra, "til": til}
            | {"rejst": rejst, "status": status, "oere": -1}
        )

    def opkraev(self, p: int, kom: str, fra: int, til: int, andel: float = 1.0) -> None:
        """We send bills for our share of the person's benefits for [fra, til]; they are paid, art 7.7."""
        for f in [f for f in self.t.forloeb if f["person"] == p]:
            self.t.betalinger.append(
                {"person": p, "kommune": kom, "art": "77", "ydelse": f["art"], "fra": max(fra, f["fra"])}
                | {"til": min(til, f["til"]), "oere": -round(egen_andel_oere(f) * andel)}
            )

    def netto(self, p: int, fra: int, til: int) -> int:
        """Our own share of the person's benefits in the months of [fra, til] that the ledger knows, in øre."""
        slut = min(til, self.b.til)
        return sum(
            egen_andel_oere(f) * _maaneder(max(fra, f["fra"], self.foerste), min(slut, f["til"]))
            for f in self.t.forloeb
            if f["person"] == p
        )

    def sand(
        self, art: str, p: int, fra: int, til: int, oere: int, kan: bool, note: str, omraade: str = ""
    ) -> None:
        fra = max(fra, self.foerste)
        self.t.sandhed.append((omraade or "mellemkommunal", art, [p], fra, til, oere, kan, note))

    def ligner(self, art: str, p: int, fra: int, note: str, omraade: str = "") -> None:
        self.sand(f"ligner:{art}", p, fra, INGEN, 0, True, note, omraade)

    # -- the stories -----------------------------------------------------------------------------------
    def skriv(self) -> Tvaers:
        for pr, mindst, historie in (
            (6, 1, self.glemt),
            (4, 1, self.ophoert),
            (3, 1, self.for_lidt),
            (3, 1, self.kaede),
            (4, 1, self.forsorgshjem),
            (4, 1, self.faengsel_eller_sygehus),
            (1.5, 1, self.veteran),
            (3, 1, self.flytteret),
            (3, 1, self.eftervaern),
            (2, 1, self.takst_glemt),
            (7, 1, self.daekket),
            (4, 1, self.eget_valg),
            (2, 1, self.skjult),
            (2, 0, self.mundtligt),
            (2, 1, self.passiv),
            (4, 1, self.betalt_for_laenge),
            (2, 1, self.betaler_med_rette),
            (2, 1, self.andens_borger),
            (3, 1, self.bor_her_uden_at_staa_her),
            (8, 1, self.pension_glemt),
            (6, 1, self.pension_daekket),
            (5, 1, self.pension_udloebet),
            (2, 1, self.pension_forkert_registreret),
            (5, 1, self.pension_ude),
            (3, 1, self.pension_ude_for_laenge),
        ):
            for _ in range(antal(pr, mindst, self.borgere, self.rng)):
                historie()
        self.nye.afslut()
        return self.t

    def _botilbud(self, kom: str, d: int, **mere: Any) -> tuple[int, int]:
        inst = self.institution("botilbud_107", "botilbud_108")
        p = self.fra_kommune(kom, d, self.adr(inst))
        self.maal(str(self.inst["type"].iloc[inst]), p, d, INGEN, inst, **mere)
        return p, inst

    def glemt(self) -> None:
        kom, d = self.kommune(), self.start(6, 40)
        p, _ = self._botilbud(kom, d)
        self.ydelse(p, d)
        self.sand(
            "institution_glemt",
            p,
            d,
            INGEN,
            self.netto(p, d, INGEN),
            True,
            f"{kom} har aldrig fået en regning",
        )

    def ophoert(self) -> None:
        kom, d = self.kommune(), self.start(24, 44)
        stop = self.start(4, 14)
        p, _ = self._botilbud(kom, d)
        self.ydelse(p, d)
        self.opkraev(p, kom, d, stop - 1)
        if self.rng.random() < 0.6:
            self.t.haendelser.append({"person": p, "type": "medvirken", "fra": d, "til": d, "kommune": kom})
        note = f"Opkrævningen af {kom} blev ved en fejl stoppet"
        self.sand("indtaegt_ophoert", p, stop, INGEN, self.netto(p, stop, INGEN), True, note)

    def for_lidt(self) -> None:
        kom, d = self.kommune(), self.start(14, 40)
        andel = float(self.rng.choice([0.4, 0.5, 0.7]))
        p, _ = self._botilbud(kom, d)
        self.ydelse(p, d)
        self.opkraev(p, kom, d, INGEN, andel)
        oere = round(self.netto(p, d, INGEN) * (1 - andel))
        self.sand("for_lidt_opkraevet", p, d, INGEN, oere, True, f"{kom} betaler kun en del af vores andel")

    def kaede(self) -> None:
        kom, d = self.kommune(), self.start(8, 34)
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
        self.sand("institutionskaede", p, d, INGEN, self.netto(p, d, INGEN), True, note)

    def forsorgshjem(self) -> None:
        kom, d = self.kommune(), self.start(4, 30)
        inst = self.institution("forsorgshjem_110")
        til = plus_maaneder(d, int(self.rng.integers(3, 9))) - 1
        hjem = self.nye.hjem(kom)
        p = self.person(
            self.foedt(22, 58),
            [(hjem, d - 2000), (self.adr(inst), d), (self.nye.hjem(kom), min(til + 1, self.b.til))],
            kom,
        )
        self.maal("forsorgshjem", p, d, min(til, self.b.til - 1), inst, bor=False, fremmed=False)
        self.ydelse(p, d, min(til, self.b.til), "kontanthjaelp")
        self.sand(
            "forsorgshjem",
            p,
            d,
            til,
            self.netto(p, d, til),
            True,
            f"Boede i {kom} før opholdet på forsorgshjemmet",
        )

    def faengsel_eller_sygehus(self) -> None:
        kom, d = self.kommune(), self.start(6, 30)
        inst = self.institution("faengsel", "sygehus")
        p = self.fra_kommune(kom, d, self.adr(inst), (22, 60))
        self.ydelse(p, d, INGEN, "foertidspension" if self.rng.random() < 0.7 else "kontanthjaelp")
        if self.inst["type"].iloc[inst] == "sygehus":
            self.t.haendelser.append(
                {"person": p, "type": "indlagt_sygehus", "fra": d, "til": INGEN, "kommune": ""}
            )
        self.sand(
            "faengsel_sygehus", p, d, INGEN, self.netto(p, d, INGEN), True, f"Kom fra {kom} til institutionen"
        )

    def veteran(self) -> None:
        kom, d = self.kommune(), self.start(5, 26)
        inst = self.institution("veteranhjem", "soldaterrekreation")
        p = self.fra_kommune(kom, d, self.adr(inst), (27, 50))
        self.ydelse(p, d, INGEN, "kontanthjaelp")
        self.sand("veteranhjem", p, d, INGEN, self.netto(p, d, INGEN), True, f"Kom fra {kom}")

    def flytteret(self) -> None:
        kom, d = self.kommune(), self.start(6, 34)
        inst = self.institution("botilbud_108")
        p = self.fra_kommune(kom, d, self.adr(inst), (24, 58))
        self.maal("botilbud_108", p, d, INGEN, inst, medvirken="nej", flytteret=True)
        self.ydelse(p, d)
        self.sand("flytteret", p, d, INGEN, self.netto(p, d, INGEN), True, f"Brugte flytteretten fra {kom}")

    def eftervaern(self) -> None:
        kom, d = self.kommune(), self.start(4, 20)
        inst = self.institution("plejefamilie")
        foedt = liv.foedselsdag(np.array([d]), -18)[0] - int(self.rng.integers(0, 20))
        atten = int(liv.foedselsdag(np.array([foedt]), 18)[0])
        d0 = atten - int(self.rng.integers(1200, 3500))
        p = self.person(
            int(foedt),
            [(self.nye.hjem(kom), int(foedt)), (self.adr(inst), d0), (self.nye.hjem(tal.KOMMUNE), d)],
            kom,
        )
        self.maal("plejefamilie", p, d0, atten - 1, inst, handle=kom, koster=False, bor=False, medvirken="")
        pris = int(self.rng.integers(700, 1400))
        self.maal("eftervaern", p, d, INGEN, -1, fremmed=False, pris=pris, bor=False, medvirken="")
        self.ydelse(p, d, INGEN, "uddannelseshjaelp")
        dage = self.b.til - max(d, self.foerste) + 1
        oere = self.netto(p, d, INGEN) + pris * 100 * dage
        self.sand(
            "eftervaern", p, d, INGEN, oere, True, f"{kom} anbragte den unge og burde betale efterværnet"
        )

    def takst_glemt(self) -> None:
        kom, d = self.kommune(), self.start(14, 36)
        stop = self.start(4, 11)
        pris = int(self.rng.integers(2000, 3200))
        p, _ = self._botilbud(kom, d, pris=pris, opkraevet_til=stop - 1)
        oere = pris * 100 * (self.b.til - stop + 1)
        self.sand("takst_ikke_opkraevet", p, stop, INGEN, oere, True, f"Taksten er ikke opkrævet hos {kom}")

    def daekket(self) -> None:
        kom, d = self.kommune(), self.start(8, 40)
        p, _ = self._botilbud(kom, d)
        self.ydelse(p, d)
        self.opkraev(p, kom, d, INGEN)
        self.tilsagn(p, kom, d, INGEN, "givet")
        self.ligner("institution_glemt", p, d, f"{kom} har givet tilsagn og betaler")

    def eget_valg(self) -> None:
        kom, d = self.kommune(), self.start(8, 36)
        p, _ = self._botilbud(kom, d, medvirken="nej", fremmed=False)
        self.ydelse(p, d)
        self.tilsagn(p, kom, d, INGEN, "afvist")
        self.ligner("institution_glemt", p, d, "Flyttede selv uden nogen kommunes medvirken")

    def skjult(self) -> None:
        """Lives at our place, but was never moved in the register and has no measure with us."""
        kom, d = self.kommune(), self.start(8, 30)
        p = self.person(
            self.foedt(25, 55), [(self.nye.hjem(kom), d - 3000), (self.nye.hjem(tal.KOMMUNE), d)], kom
        )
        self.ydelse(p, d, INGEN, "kontanthjaelp")
        oere = self.netto(p, d, INGEN)
        self.sand(
            "ophold_ikke_registreret", p, d, INGEN, oere, False, "Bor på institution, men står på en bolig"
        )

    def mundtligt(self) -> None:
        """An agreement by telephone that no system knows; the register says an ordinary move of one's own."""
        kom, d = self.kommune(), self.start(10, 30)
        p = self.person(
            self.foedt(25, 55), [(self.nye.hjem(kom), d - 3000), (self.nye.hjem(tal.KOMMUNE), d)], kom
        )
        self.ydelse(p, d, INGEN, "kontanthjaelp")
        oere = self.netto(p, d, INGEN)
        self.sand("mundtlig_aftale", p, d, INGEN, oere, False, f"{kom} lovede i telefonen at betale")

    def passiv(self) -> None:
        kom, d = self.kommune(), self.start(8, 28)
        p = self.person(
            self.foedt(22, 45), [(self.nye.hjem(kom), d - 3000), (self.nye.hjem(tal.KOMMUNE), d)], kom
        )
        start = plus_maaneder(d, int(self.rng.integers(1, 5)))
        pris = int(self.rng.integers(2300, 3400))
        inst = self.institution("botilbud_107", egen=False)
        self.maal("botilbud_107", p, start, INGEN, inst, fremmed=False, pris=pris, medvirken="")
        self.ydelse(p, d, INGEN, "kontanthjaelp")
        oere = self.netto(p, start, INGEN) + pris * 100 * (self.b.til - max(start, self.foerste) + 1)
        note = f"{kom} kendte behovet og lod det ligge til flytningen"
        self.sand("tidligere_kommune_passiv", p, start, INGEN, oere, bool(self.rng.random() < 0.5), note)

    def _ude(self, d: int, efter: list[tuple[int, int]]) -> tuple[int, str]:
        """A former citizen of ours in an institution elsewhere, whom we pay for there."""
        inst = self.institution("botilbud_107", "botilbud_108", egen=False)
        kom = str(self.inst["kommunekode"].iloc[inst])
        ophold = [(self.nye.hjem(tal.KOMMUNE), d - 3000), (self.adr(inst), d), *efter]
        return self.person(self.foedt(24, 60), ophold, tal.KOMMUNE), kom

    def _betal(self, p: int, kom: str, fra: int, til: int, oere: int, ydelse: str = "kontanthjaelp") -> None:
        self.t.betalinger.append(
            {"person": p, "kommune": kom, "art": "47", "ydelse": ydelse, "fra": fra, "til": til, "oere": oere}
        )

    def betalt_for_laenge(self) -> None:
        d, flyt = self.start(26, 44), self.start(5, 11)
        andet = self.nye.hjem(self.kommune())
        p, kom = self._ude(d, [(andet, flyt)])
        stop = plus_maaneder(flyt, int(self.rng.integers(3, 5))) - 1
        oere = int(self.rng.integers(9, 14)) * 100_000
        self._betal(p, kom, d, stop, oere)
        self.tilsagn(p, kom, d, INGEN, "givet", "afgivet")
        sum_ = oere * _maaneder(flyt, stop)
        self.sand(
            "betalt_for_laenge", p, flyt, stop, sum_, True, f"Flyttet i egen bolig; {kom} fik stadig penge"
        )

    def betaler_med_rette(self) -> None:
        d = self.start(12, 40)
        p, kom = self._ude(d, [])
        self._betal(p, kom, d, INGEN, int(self.rng.integers(9, 14)) * 100_000)
        self.tilsagn(p, kom, d, INGEN, "givet", "afgivet")
        self.ligner("betalt_for_laenge", p, d, f"Vores borger i botilbud i {kom}; vi betaler med rette")

    def andens_borger(self) -> None:
        """Never ours: placed from `kom` in a third municipality, and the bill came to us by mistake."""
        kom, d = self.kommune(), self.start(6, 30)
        inst = self.institution("botilbud_107", "botilbud_108", egen=False)
        pris = int(self.rng.integers(2000, 3300))
        p = self.fra_kommune(kom, d, self.adr(inst))
        kode = str(self.inst["type"].iloc[inst])
        self.maal(kode, p, d, INGEN, inst, fremmed=False, pris=pris, medvirken="ja")
        oere = pris * 100 * (self.b.til - max(d, self.foerste) + 1)
        self.sand("betalt_for_andens_borger", p, d, INGEN, oere, True, f"{kom} er handlekommune")

    def bor_her_uden_at_staa_her(self) -> None:
        """Gets care at home here, but is still registered in the municipality it moved from."""
        kom, d = self.kommune(), self.start(5, 20)
        p = self.person(self.foedt(68, 88), [(self.nye.hjem(kom), d - 4000)], kom)
        self.maal("hjemmepleje", p, d, INGEN, -1, fremmed=False, bor=False, medvirken="")
        self.sand("bor_her_uden_at_staa_her", p, d, INGEN, 0, True, f"Står stadig i {kom}", "flytning")

    # -- pensions granted here and elsewhere ---------------------------------------------------------------
    def _pensionist(self, mdr: int, kom: str, tilkender: str) -> tuple[int, int]:
        flyt = plus_maaneder(self.b.til, -mdr)
        p = self.person(
            self.foedt(35, 60), [(self.nye.hjem(kom), flyt - 3500), (self.nye.hjem(tal.KOMMUNE), flyt)], kom
        )
        kr = ARTER["foertidspension"].kroner
        self.t.forloeb.append(
            {"person": p, "art": "foertidspension", "fra": flyt, "til": INGEN, "oere": kr * 100}
        )
        self.pension(p, "foertidspension", flyt - int(self.rng.integers(200, 900)), tilkender)
        return p, flyt

    def pension_glemt(self) -> None:
        kom = self.kommune()
        p, flyt = self._pensionist(int(self.rng.integers(6, 60)), kom, kom)
        oere = self.netto(p, flyt, INGEN)
        self.sand("pension_ikke_opkraevet", p, flyt, INGEN, oere, True, f"Tilkendt af {kom}", "pension")

    def pension_daekket(self) -> None:
        kom = self.kommune()
        p, flyt = self._pensionist(int(self.rng.integers(6, 60)), kom, kom)
        self.opkraev(p, kom, flyt, INGEN)
        self.ligner("pension_ikke_opkraevet", p, flyt, f"{kom} betaler pensionen", "pension")

    def pension_udloebet(self) -> None:
        kom = self.kommune()
        p, flyt = self._pensionist(int(self.rng.integers(112, 150)), kom, kom)
        self.ligner(
            "pension_ikke_opkraevet",
            p,
            flyt,
            "Flyttede for længe siden til, at andre betaler",
            "pension",
        )

    def pension_forkert_registreret(self) -> None:
        """The pension system says that we granted it; nothing in the data says otherwise."""
        kom = self.kommune()
        p, flyt = self._pensionist(int(self.rng.integers(8, 50)), kom, tal.KOMMUNE)
        self.t.pensioner[-1]["tilkendt"] = flyt + 40
        oere = self.netto(p, flyt, INGEN)
        note = f"{kom} tilkendte pensionen, men vi står som tilkendende"
        self.sand("pension_forkert_registreret", p, flyt, INGEN, oere, False, note, "pension")

    def _pension_ude(self, mdr: int) -> tuple[int, str, int]:
        flyt = plus_maaneder(self.b.til, -mdr)
        kom = self.kommune()
        p = self.person(
            self.foedt(38, 60),
            [(self.nye.hjem(tal.KOMMUNE), flyt - 3500), (self.nye.hjem(kom), flyt)],
            tal.KOMMUNE,
        )
        self.pension(p, "foertidspension", flyt - int(self.rng.integers(200, 900)), tal.KOMMUNE)
        return p, kom, flyt

    def pension_ude(self) -> None:
        p, kom, flyt = self._pension_ude(int(self.rng.integers(8, 60)))
        self._betal(p, kom, flyt, INGEN, 1_700_000, "foertidspension")
        self.ligner(
            "pension_betalt_for_laenge", p, flyt, "Vores tilkendelse; vi betaler med rette", "pension"
        )

    def pension_ude_for_laenge(self) -> None:
        p, kom, flyt = self._pension_ude(int(self.rng.integers(12 * SEKS_AAR + 5, 12 * SEKS_AAR + 22)))
        slut = plus_maaneder(flyt, 12 * SEKS_AAR)
        self._betal(p, kom, flyt, INGEN, 1_700_000, "foertidspension")
        oere = 1_700_000 * _maaneder(max(slut, self.foerste), self.b.til)
        self.sand(
            "pension_betalt_for_laenge", p, slut, INGEN, oere, True, f"Vi betaler stadig {kom}", "pension"
        )


def _maaneder(fra: int, til: int) -> int:
    """Whole months from the month of `fra` to the month of `til`, both counted; 0 when none."""
    if til < fra:
        return 0
    a, b = dato(fra), dato(til)
    return (b.year - a.year) * 12 + b.month - a.month + 1
