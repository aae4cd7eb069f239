"""What every story is written with: places, persons, and the traces a story leaves in the tables.

A story is decided first (where the person lived, what was agreed, which bills were sent) and everything in the data
follows from it; the truth is told from the story. The municipality's own share of a benefit is what its benefit
system says (`ydelser.ARTER`), never a law looked up. What can still be asked for follows the months of the story: help
under the social laws for one year back, other benefits for three.
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

SOCIAL_MAANEDER, ANDRE_MAANEDER = 12, 36  # how far back a bill may reach, counted from the last day


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
    betaler: dict[int, str] = field(
        default_factory=dict
    )  # who truly pays for a stay here; '' where the law is open
    uden_indkomst: set[int] = field(default_factory=set)
    elever: list[dict[str, Any]] = field(default_factory=list)
    hver_for_sig: list[tuple[int, int, int]] = field(default_factory=list)
    afhaengige: list[tuple[str, str, int, str, float]] = field(default_factory=list)
    opkraevet: list[tuple[str, int, int]] = field(
        default_factory=list
    )  # (art, person, day): a takst not billed since

    def fortael(self, b: Befolkning, sandhed: Sandhed) -> None:
        cpr = b.personer["cpr"].tolist()
        for omraade, art, hvem, fra, til, oere, kan, note in self.sandhed:
            numre = " ".join(cpr[p] for p in hvem)
            dage = str(dato(fra)), str(dato(min(til, b.til)))
            if art.startswith("ligner:"):
                sandhed.ligner(omraade, art.removeprefix("ligner:"), numre, *dage, note)
            elif art.startswith("rigtig:"):
                sandhed.rigtig(omraade, art.removeprefix("rigtig:"), numre, *dage, note)
            else:
                sandhed.tilfoej(omraade, art, numre, *dage, oere, kan, note)

    def kun_bogfoerte(
        self, b: Befolkning, person: pd.DataFrame, mellem: pd.DataFrame, sandhed: Sandhed
    ) -> None:
        """A truth about money paid holds what has been paid on the last day: bills that are not booked are taken off,
        and what a supplier has credited; of a takst what a bill has asked for after all.

        person: postings about measures. mellem: those between municipalities.
        """
        cpr = b.personer["cpr"]
        for omraade, art, p, slags, faktor in self.afhaengige:
            fra = _ikke_betalt(person, p, b.til) if slags == "regning" else sene(mellem, p, slags, b.til)
            sandhed.traek_fra(omraade, art, str(cpr.iloc[p]), round(fra * faktor))
        for art, p, fra_dag in self.opkraevet:
            egne = person[(person["person"] == p) & person["konto"].str.endswith("77")]
            egne = egne[egne["bogfoeringsdato"] <= b.til]
            dage = egne["sand_til"] - np.maximum(egne["sand_fra"], fra_dag) + 1
            hele = egne["sand_til"] - egne["sand_fra"] + 1
            oere = (-egne["oere"] * np.maximum(dage, 0) // hele).sum()
            sandhed.traek_fra("mellemkommunal", art, str(cpr.iloc[p]), int(oere))
            if _kan_vaere_paa_vej(egne, b.til):
                sandhed.kan_ikke_findes("mellemkommunal", art, str(cpr.iloc[p]))


def _kan_vaere_paa_vej(regninger: pd.DataFrame, til: int) -> bool:
    """Whether the next bill would not have come yet, were it sent: bills for half a year are half a year apart."""
    laengst = max((len(maaneder_i(r.sand_fra, r.sand_til)) for r in liv.raekker(regninger)), default=0)
    sidst = int(regninger["sand_til"].max()) if len(regninger) else til
    return len(maaneder_i(sidst, til)) - 1 <= laengst


def _ikke_betalt(person: pd.DataFrame, p: int, til: int) -> int:
    """What of a person's bills is not booked by a day, and what has been credited of those that are."""
    egne = person[(person["person"] == p) & (person["konto"].str[5] == "1")]
    egne = egne[~egne["konto"].str[14:].str.startswith("7")]
    sent = egne["bogfoeringsdato"] > til
    kreditter = egne["oere"][(egne["pid"] < 0) & ~sent].sum()
    return int(egne["oere"][sent & (egne["pid"] >= 0)].sum() - min(kreditter, 0))


def sene(mellem: pd.DataFrame, p: int, art: str, til: int, fra: int = 0) -> int:
    """What of a person's payments of an art is not booked by a day, for the months from day `fra` on."""
    egne = mellem[(mellem["person"] == p) & mellem["konto"].str.endswith(art)]
    egne = egne[(egne["bogfoeringsdato"] > til) & (egne["md_til"] >= fra)]
    ialt = 0
    for r in liv.raekker(egne):
        hele, med = len(maaneder_i(r.md_fra, r.md_til)), len(maaneder_i(max(fra, r.md_fra), r.md_til))
        ialt += abs(int(r.oere)) * med // hele
    return ialt


def antal(pr_20000: float, mindst: int, borgere: int, rng: np.random.Generator) -> int:
    return max(mindst, int(pr_20000 * borgere / 20_000 + rng.random()))


def plus_maaneder(d: int, maaneder: int) -> int:
    """The first day of the month that is `maaneder` after the month of day `d`."""
    x = dato(d)
    nr = x.year * 12 + x.month - 1 + maaneder
    return dag(date(nr // 12, nr % 12 + 1, 1))


def maaneder_i(fra: int, til: int) -> range:
    """The months (since 1970-01) from the month of `fra` to the month of `til`, both counted; empty when none."""
    if til < fra:
        return range(0)
    a, b = (int(liv.maaned_af(np.array([d]))[0]) for d in (fra, til))
    return range(a, b + 1)


class Redskaber:
    """`foerste`: first day of the ledger; `inst`: institutions with their addresses."""

    def __init__(
        self, b: Befolkning, inst: pd.DataFrame, borgere: int, rng: np.random.Generator, foerste: int
    ) -> None:
        self.b, self.inst, self.borgere, self.rng, self.foerste = b, inst, borgere, rng, foerste
        self.nye = NyePersoner(b, rng)
        self.t = Tvaers()
        self.sidste_aar = dato(b.til).year
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

    def ejer(self, inst: int) -> str:
        return str(self.inst["kommunekode"].iloc[inst])

    def start(self, mindst: int, mest: int) -> int:
        """A first of a month, between so many months before the last day."""
        return plus_maaneder(self.b.til, -int(self.rng.integers(mindst, mest + 1)))

    def foedt(self, yngst: float, aeldst: float) -> int:
        return int(self.b.til - self.rng.uniform(yngst, aeldst) * liv.AAR)

    def person(self, foedt: int, ophold: list[tuple[int, int]], kom: str, **mere: Any) -> int:
        p = self.nye.ny(foedt, ophold, **mere)
        self.t.optagne.append(p)
        self.t.oprindelse[p] = self.t.betaler[p] = kom
        return p

    def fra_kommune(self, kom: str, d: int, adr: int, alder: tuple[int, int] = (24, 58)) -> int:
        """Somebody who lived in `kom` for years and from day `d` at address `adr`."""
        foedt = self.foedt(*alder)
        foer = d - int(self.rng.integers(1200, 4000))
        return self.person(foedt, [(self.nye.hjem(kom), foer), (adr, d)], kom)

    def i_botilbud(self, kom: str, d: int, **mere: Any) -> tuple[int, int]:
        """Somebody from `kom` in a home of ours from day `d`: (person, institution)."""
        inst = self.institution("botilbud_107", "botilbud_108")
        p = self.fra_kommune(kom, d, self.adr(inst))
        self.maal(str(self.inst["type"].iloc[inst]), p, d, INGEN, inst, **mere)
        return p, inst

    # -- traces ----------------------------------------------------------------------------------------
    def ydelse(
        self, p: int, fra: int, til: int = INGEN, art: str = "", *, ude: bool = False, pension: bool = True
    ) -> str:
        """A benefit we pay from `fra` on; a third of the time a housing benefit beside it."""
        art = art or ("foertidspension" if self.rng.random() < 0.45 else "kontanthjaelp")
        kr = ARTER[art].kroner * (1 + int(self.rng.integers(-6, 7)) / 100)
        self._forloeb(p, art, fra, til, round(kr), ude)
        if art == "foertidspension" and pension:
            tilkendt = fra - int(self.rng.integers(300, 1400))
            self.pension(p, "foertidspension", tilkendt, self.t.oprindelse.get(p, tal.KOMMUNE))
        if art in ("foertidspension", "kontanthjaelp") and not ude and self.rng.random() < 0.35:
            self._forloeb(p, "boligstoette", fra, til, 700 + int(self.rng.integers(0, 1500)), ude)
        return art

    def _forloeb(self, p: int, art: str, fra: int, til: int, kr: int, ude: bool) -> None:
        rk = {"person": p, "art": art, "fra": fra, "til": til, "oere": kr * 100, "ude": ude}
        self.t.forloeb.append(rk)

    def pension(self, p: int, art: str, tilkendt: int, kom: str) -> None:
        self.t.pensioner.append({"person": p, "art": art, "tilkendt": tilkendt, "kommune": kom})

    def maal(self, kode: str, p: int, fra: int, til: int, inst: int, **mere: Any) -> None:
        grund = {"medvirken": "ja", "flytteret": False, "handle": "", "fremmed": True, "koster": True}
        grund |= {"kode": kode, "person": p, "fra": fra, "til": til, "institution": inst}
        self.t.indsats.append(grund | {"opkraevet_til": INGEN, "bor": True} | mere)

    def tilsagn(
        self, p: int, kom: str, fra: int, til: int, status: str, retning: str = "modtaget", oere: int = -1
    ) -> None:
        rejst = fra + int(self.rng.integers(20, 150))
        self.t.tilsagn.append(
            {"person": p, "kommune": kom, "retning": retning, "lov": "", "fra": fra, "til": til}
            | {"rejst": rejst, "status": status, "oere": oere}
        )

    def haendelse(self, p: int, type_: str, fra: int, til: int, kom: str = "") -> None:
        self.t.haendelser.append({"person": p, "type": type_, "fra": fra, "til": til, "kommune": kom})

    def opkraev(self, p: int, kom: str, fra: int, til: int, andel: float = 1.0, undtagen: str = "") -> None:
        """We send bills for our share of the person's benefits for [fra, til]; they are paid, art 7.7."""
        aarene = range(dato(self.foerste).year, self.sidste_aar + 1)
        for f in [f for f in self.t.forloeb if f["person"] == p and f["art"] != undtagen]:
            pr_aar = {a: -round(egen_andel_oere(f, a, self.sidste_aar) * andel) for a in aarene}
            self.t.betalinger.append(
                {"person": p, "kommune": kom, "art": "77", "ydelse": f["art"], "fra": max(fra, f["fra"])}
                | {"til": min(til, f["til"]), "pr_aar": pr_aar}
            )

    def betal(self, p: int, kom: str, fra: int, til: int, oere: int, ydelse: str = "kontanthjaelp") -> None:
        """We pay another municipality so many øre a month, art 4.7."""
        aarene = range(dato(self.foerste).year, self.sidste_aar + 1)
        self.t.betalinger.append(
            {"person": p, "kommune": kom, "art": "47", "ydelse": ydelse, "fra": fra, "til": til}
            | {"pr_aar": dict.fromkeys(aarene, oere)}
        )

    def tilkendt_hjemmefra(self, p: int, kom: str, fra: int) -> None:
        """Nobody pays for the stay; but `kom`, who granted the pension less than six years before, pays for that."""
        oere = self.netto(p, fra, INGEN, "foertidspension")
        if oere:
            note = f"{kom} tilkendte pensionen, og de seks år er ikke gået"
            self.sand("pension_ikke_opkraevet", p, fra, INGEN, oere, True, note, "pension")

    # -- sums ------------------------------------------------------------------------------------------
    def _tidligst(self, maaneder: int) -> int:
        """The first day of the oldest month that can still be asked for on the last day."""
        d = dato(self.b.til)
        graense = date(d.year - maaneder // 12, d.month, min(d.day, 28) if d.month == 2 else d.day)
        sidste = dag(graense)
        foerste = plus_maaneder(sidste, 0)
        naeste = plus_maaneder(sidste, 1)
        return max(foerste if naeste - 1 >= sidste else naeste, self.foerste)

    def netto(self, p: int, fra: int, til: int = INGEN, kun: str = "") -> int:
        """Our own share of the person's benefits in the months of [fra, til], in øre."""
        slut, tidligst = min(til, self.b.til), self._tidligst(ANDRE_MAANEDER)
        return sum(
            egen_andel_oere(f, m // 12 + 1970, self.sidste_aar)
            for f in self.t.forloeb
            if f["person"] == p and (not kun or f["art"] == kun)
            for m in maaneder_i(max(fra, f["fra"], tidligst), min(slut, f["til"]))
        )

    def social(self, pris: int, fra: int, til: int = INGEN) -> int:
        """What a place at `pris` kroner a day cost in the days of [fra, til] that can still be asked for, in øre."""
        d0, d1 = max(fra, self._tidligst(SOCIAL_MAANEDER)), min(til, self.b.til)
        ialt = 0
        for aar in range(dato(d0).year, dato(d1).year + 1) if d0 <= d1 else ():
            dage = min(d1, dag(date(aar, 12, 31))) - max(d0, dag(date(aar, 1, 1))) + 1
            ialt += round(pris / 1.03 ** (self.sidste_aar - aar)) * 100 * dage
        return ialt

    # -- the truth -------------------------------------------------------------------------------------
    def sand(
        self, art: str, p: int, fra: int, til: int, oere: int, kan: bool, note: str, omraade: str = ""
    ) -> None:
        fra = max(fra, self.foerste)
        if fra <= min(til, self.b.til):
            self.t.sandhed.append((omraade or "mellemkommunal", art, [p], fra, til, oere, kan, note))

    def kun_bogfoert(self, art: str, p: int, slags: str, faktor: float = 1.0, omraade: str = "") -> None:
        """The truth of the kind is about bills that have come: `slags` 47, 77 or regning (of a measure). faktor: the
        truth's part of each."""
        self.t.afhaengige.append((omraade or "mellemkommunal", art, p, slags, faktor))

    def ligner(self, art: str, p: int, fra: int, note: str, omraade: str = "") -> None:
        self.sand(f"ligner:{art}", p, fra, INGEN, 0, True, note, omraade)

    def rigtig(self, art: str, p: int, fra: int, note: str, omraade: str = "") -> None:
        """Done right, and so like `art` that it may be told as a look-alike."""
        self.sand(f"rigtig:{art}", p, fra, INGEN, 0, True, note, omraade)
