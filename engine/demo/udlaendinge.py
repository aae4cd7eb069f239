"""Refugees: permits, programmes, jobs, tests, and the grants that were claimed, forgotten or claimed without right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from engine.demo import liv, tal
from engine.demo.liv import INGEN, Befolkning, dato
from engine.demo.nyepersoner import NyePersoner
from engine.demo.sandhed import Sandhed

# The municipality's own list of grants, kroner by year (fiktiv: rounded for the demo and looked up nowhere else).
GRUND = {2021: 2_915, 2022: 2_950, 2023: 3_030, 2024: 3_127, 2025: 3_240, 2026: 3_386}
ULEDSAGET = {2021: 9_693, 2022: 9_809, 2023: 10_074, 2024: 10_397, 2025: 10_771, 2026: 11_256}
RESULTAT = {2021: 82_807, 2022: 83_801, 2023: 86_064, 2024: 88_817, 2025: 92_014, 2026: 96_155}
RESULTAT_SENT = {
    2021: 55_203,
    2022: 55_865,
    2023: 57_373,
    2024: 59_210,
    2025: 61_342,
    2026: 64_102,
}  # years 4-5
DANSK = {2021: 35_331, 2022: 35_755, 2023: 36_720, 2024: 37_895, 2025: 39_259, 2026: 41_026}
INTRODUKTION_DAGE = 5 * 366
TO_RIGTIGE = (
    "to danskprøver, rettelig hjemtaget"  # a look-alike that there is to be one of, like each mistake
)
TO_PROEVER = {"danskproeve_to_gange", TO_RIGTIGE}
GRUNDLAG_ALTID = ("UDL7", "UDL8", "UDL9-1-2", "UDL9b", "UDL9c1", "UDL9c3", "AFGHANISTAN")


@dataclass
class Udlaendinge:
    tilladelse: pd.DataFrame
    program: pd.DataFrame
    job: pd.DataFrame
    uddannelse: pd.DataFrame
    dansk: pd.DataFrame
    krav: pd.DataFrame  # what was claimed: delordning, person, maaned, oere
    loen: pd.DataFrame  # every job they truly had, reported or not: person, fra, til, oere a month


def _sats(tabel: dict[int, int], aar: int) -> int:
    return tabel[min(max(aar, min(tabel)), max(tabel))] * 100


def uledsagede(nye: NyePersoner, antal: int) -> list[int]:
    """Boys and girls who came alone: in a shared house here, with nobody of their own."""
    b, rng = nye.b, nye.rng
    ud = []
    for _ in range(antal):
        kom = int(b.til - rng.integers(200, 1000))
        foedt = int(kom - rng.uniform(14.8, 17.2) * liv.AAR)
        land = str(rng.choice(tal.FLYGTNINGE_LANDE))
        ud.append(nye.ny(foedt, [(nye.hjem(tal.KOMMUNE), kom)], land))
    return ud


def tilladelser(b: Befolkning, alene: list[int], rng: np.random.Generator) -> pd.DataFrame:
    """The permits of everybody from the countries refugees come from; `alene`: those who came without a parent.

    Columns: person, grundlag, fra (the day of the permit), udloeb, uledsaget, ansvar_fra, ansvar_til.
    """
    land = np.array(b.lande)[b.personer["land"]]
    o = b.ophold[np.isin(land, tal.FLYGTNINGE_LANDE)[b.ophold["person"]]]
    her = o[b.typer()[o["adr"].to_numpy()] == liv.HER]
    g = her.groupby("person").agg(ind=("fra", "min"), ud=("til", "max"))
    idx = g.index.to_numpy()
    foedt, ind, ud = b.personer["foedt"].to_numpy()[idx], g["ind"].to_numpy(), g["ud"].to_numpy()
    mor = b.personer["mor"].to_numpy()[idx]
    foedt_her = (mor >= 0) & (ind == foedt)
    r = rng.random(len(idx))
    grundlag = np.where(
        land[idx] == "UA",
        "UKRAINE",
        np.select([r < 0.6, r < 0.72, r < 0.8, r < 0.9], ["UDL7", "UDL8", "UDL9c1", "UDL9-1-2"], "ANDET"),
    )
    uledsaget = np.isin(idx, alene)
    grundlag = np.where(uledsaget & np.isin(grundlag, ["UDL9c1", "UDL9-1-2", "ANDET"]), "UDL9c3", grundlag)
    ankom = np.where(ind < b.til - 8 * 365, b.til - rng.integers(1500, 3200, len(idx)), ind)
    til = pd.DataFrame(
        {
            "person": idx,
            "grundlag": grundlag,
            "fra": ankom - np.where(foedt_her, 0, rng.integers(5, 60, len(idx))),
            "udloeb": ankom + np.where(grundlag == "UKRAINE", 4, 5) * 365 + rng.integers(0, 300, len(idx)),
            "uledsaget": uledsaget,
            "ansvar_fra": ankom,
            "ansvar_til": np.where(ud < INGEN, ud - 1, INGEN),
        }
    )
    return til[til["ansvar_fra"] <= b.til].reset_index(drop=True)


class _Forloeb:
    """One pass over the permits; every grant is claimed, forgotten, or claimed though there was no right."""

    def __init__(
        self,
        b: Befolkning,
        t: pd.DataFrame,
        rng: np.random.Generator,
        foerste: int,
        sandhed: Sandhed,
        glemt: float,
    ) -> None:
        self.b, self.t, self.rng, self.foerste, self.sandhed, self.glemt = b, t, rng, foerste, sandhed, glemt
        self.foedt, self.cpr = b.personer["foedt"].to_numpy(), b.personer["cpr"].tolist()
        self.doed = b.personer["doed"].to_numpy()
        self.pro: list[tuple[int, str, int, int]] = []
        self.job: list[dict[str, Any]] = []
        self.loen: list[tuple[int, int, int, int]] = []
        self.udd: list[tuple[int, int, int, bool]] = []
        self.dansk: list[tuple[int, str, int]] = []
        self.krav: list[tuple[str, int, int, int]] = []
        # One of each mistake at least, then by chance.
        self.mangler = {
            *(
                "grundtilskud_glemt",
                "grundtilskud_for_meget",
                "uledsaget_glemt",
                "uledsaget_for_meget",
                "job_glemt",
            ),
            *(
                "job_uden_anmeldelse",
                "job_for_meget",
                "uddannelse_glemt",
                "uddannelse_for_meget",
                "danskproeve_glemt",
            ),
            *("danskproeve_to_gange", TO_RIGTIGE),
        }

    def _rammes(self, art: str, chance: float) -> bool:
        if art in self.mangler:
            self.mangler.remove(art)
            return True
        return bool(self.rng.random() < chance)

    def _meld(self, art: str, p: int, fra: int, til: int, oere: int, note: str, kan: bool = True) -> None:
        dage = str(dato(fra)), str(dato(min(til, self.b.til)))
        self.sandhed.tilfoej("udlaendinge", art, self.cpr[p], *dage, oere, kan, note)

    def _ligner(self, art: str, p: int, fra: int, til: int, note: str) -> None:
        fra, til = max(fra, self.foerste), min(til, self.b.til)
        if fra > til:
            return
        dage = str(dato(fra)), str(dato(til))
        self.sandhed.ligner("udlaendinge", art, self.cpr[p], *dage, note)

    def _rigtig(self, art: str, p: int, fra: int, til: int, note: str) -> None:
        fra, til = max(fra, self.foerste), min(til, self.b.til)
        if fra <= til:
            self.sandhed.rigtig("udlaendinge", art, self.cpr[p], str(dato(fra)), str(dato(til)), note)

    def koer(self) -> Udlaendinge:
        for r in liv.raekker(self.t):
            p, start, slut = int(r.person), int(r.ansvar_fra), min(int(r.ansvar_til), self.b.til)
            slut = min(slut, int(self.doed[p]))
            if slut <= max(start, self.foerste - 900):
                continue
            voksen = int(liv.foedselsdag(self.foedt[p : p + 1], 18)[0])
            if r.uledsaget:
                self._uledsaget(p, str(r.grundlag), start, slut, voksen)
            elif voksen <= slut:
                self._voksen(p, str(r.grundlag), start, max(start, voksen), slut)
        self._aeldre_arbejde()
        return self._tabeller()

    def _aeldre_arbejde(self) -> None:
        """Work that began well before the ledger and goes on in it: its grant was given then, and the list of jobs does
        not go back so far. From the first month of the income data it looks like work that nobody told of."""
        i_arbejde = {p for p, *_ in self.loen}
        egen = self.rng.spawn(1)[0]
        for r in liv.raekker(self.t):
            p, start, slut = int(r.person), int(r.ansvar_fra), min(int(r.ansvar_til), self.b.til)
            slut = min(slut, int(self.doed[p]))
            voksen = int(liv.foedselsdag(self.foedt[p : p + 1], 18)[0])
            tidligst, senest = max(start, voksen) + 60, self.foerste - 220
            if p in i_arbejde or tidligst >= senest or slut <= self.foerste or r.uledsaget:
                continue
            if start <= self.foerste - INTRODUKTION_DAGE or (start - self.foedt[p]) / liv.AAR > 50:
                continue
            d, til = int(egen.integers(tidligst, senest)), self.foerste + int(egen.integers(60, 1500))
            timer = int(egen.choice([25, 30, 37]))
            if egen.random() < 0.35:
                self.loen.append((p, d, min(til, slut), timer * 4 * 150 * 100))
                note = "Arbejdet begyndte, før data begynder; tilskuddet blev givet dengang"
                self._ligner("job_uden_anmeldelse", p, d, min(til, slut), note)

    # -- month by month ----------------------------------------------------------------------------------
    def _maaneder(self, fra: int, til: int) -> list[int]:
        """The months that count of [fra, til]: the first when it began before the 16th, the last when it lasted
        beyond the 15th; from the ledger's first month to the last month that is over."""
        m0 = _md(fra) + (dato(fra).day > 15)
        m1 = _md(til) - (dato(til).day <= 15)
        return list(range(max(m0, _md(self.foerste)), min(m1, _md(self.b.til)) + 1))

    def _maanedlig(
        self, ordning: str, satser: dict[int, int], p: int, fra: int, til: int, sidst: int
    ) -> None:
        """Claimed, forgotten from some month on because nobody entered the person, or claimed beyond `til` until
        `sidst`."""
        ret = self._maaneder(fra, til)
        for_meget = [m for m in self._maaneder(fra, sidst) if m > (ret[-1] if ret else _md(til))][:9]
        kun_for_meget = bool(for_meget and ret) and f"{ordning}_for_meget" in self.mangler
        if len(ret) > 1 and not kun_for_meget and self._rammes(f"{ordning}_glemt", self.glemt):
            nr = int(self.rng.integers(0, max(1, len(ret) // 2)))
            oere = sum(_sats(satser, m // 12 + 1970) for m in ret[nr:])
            d0, d1 = liv.foerste_dag(ret[nr]), liv.foerste_dag(ret[-1] + 1) - 1
            self._meld(f"{ordning}_glemt", p, d0, d1, oere, "Kom aldrig med i opgørelsen")
            ret = ret[:nr]
        elif for_meget and ret and self._rammes(f"{ordning}_for_meget", self.glemt * 0.7):
            oere = -sum(_sats(satser, m // 12 + 1970) for m in for_meget)
            d0, d1 = liv.foerste_dag(for_meget[0]), liv.foerste_dag(for_meget[-1] + 1) - 1
            self._meld(f"{ordning}_for_meget", p, d0, d1, oere, "Hjemtaget, efter at retten ophørte")
            ret = ret + for_meget
        else:
            if for_meget and self.rng.random() < 0.2:
                self._ligner(f"{ordning}_glemt", p, til + 20, sidst, "Retten er ophørt")
            if ret:
                d0, d1 = liv.foerste_dag(ret[0]), liv.foerste_dag(ret[-1] + 1) - 1
                self._rigtig(f"{ordning}_glemt", p, d0, d1, "Er med i opgørelsen alle måneder")
                self._rigtig(f"{ordning}_for_meget", p, d0, d1, "Hjemtaget i de måneder, der var ret")
        for m in ret:
            self.krav.append((ordning, p, m, _sats(satser, m // 12 + 1970)))

    def _uledsaget(self, p: int, grundlag: str, start: int, slut: int, voksen: int) -> None:
        """The grant for the unaccompanied until 18; what is left of the three years gives the basic grant, claimed."""
        self._maanedlig("uledsaget", ULEDSAGET, p, start, min(slut, voksen - 1), slut)
        tre = int(liv.foedselsdag(np.array([start]), 3)[0])
        if grundlag in GRUNDLAG_ALTID and voksen <= min(tre - 1, slut):
            for m in self._maaneder(voksen, min(tre - 1, slut)):
                self.krav.append(("grundtilskud", p, m, _sats(GRUND, m // 12 + 1970)))

    def _voksen(self, p: int, grundlag: str, start: int, begynd: int, slut: int) -> None:
        tre, fem = (int(liv.foedselsdag(np.array([start]), a)[0]) for a in (3, 5))
        omfattet = grundlag in GRUNDLAG_ALTID
        i_arbejdsalder = (start - self.foedt[p]) / liv.AAR <= 62
        if omfattet or (grundlag == "UKRAINE" and self.rng.random() < 0.85):
            fra = begynd if grundlag == "UKRAINE" else begynd + int(self.rng.integers(0, 30))
            if i_arbejdsalder or grundlag == "UKRAINE":
                self.pro.append((p, "selvforsoergelse", fra, min(fem, slut + 1)))
            omfattet = True
            if begynd < tre:
                self._maanedlig("grundtilskud", GRUND, p, begynd, min(tre - 1, slut), slut)
        elif max(start, self.foerste) < slut:
            note = "Opholdsgrundlag uden tilskud" if grundlag == "ANDET" else "Ikke i program"
            self._ligner("grundtilskud_glemt", p, start, slut, note)
        if not i_arbejdsalder:
            return
        self._arbejde(p, omfattet, start, begynd, fem, slut)
        self._uddannelse(p, omfattet, start, begynd, fem, slut)
        self._danskproeve(p, omfattet, begynd, fem, slut)

    # -- once ----------------------------------------------------------------------------------------------
    def _resultat(self, delordning: str, p: int, begyndt: int, naaet: int, start: int) -> int:
        """Øre of a grant for work or education: the rate is the year's in which six months were reached, the step
        that of the day it began."""
        sent = begyndt >= int(liv.foedselsdag(np.array([start]), 3)[0])
        return _sats(RESULTAT_SENT if sent else RESULTAT, dato(naaet).year)

    def _arbejde(self, p: int, omfattet: bool, start: int, begynd: int, fem: int, slut: int) -> None:
        if self.rng.random() > 0.7:
            return
        d = begynd + int(self.rng.integers(100, 1300))
        if d >= slut:
            return
        slags = str(self.rng.choice(["fast", "kort", "timer", "stoette"], p=[0.6, 0.2, 0.12, 0.08]))
        varighed = int(self.rng.integers(60, 165)) if slags == "kort" else int(self.rng.integers(230, 900))
        timer = int(self.rng.integers(6, 17)) if slags == "timer" else int(self.rng.choice([25, 30, 37, 37]))
        til, naaet = d + varighed, _seks_maaneder(d)
        self.loen.append((p, d, til, timer * 4 * 150 * 100))
        rk = {
            "person": p,
            "cvr": f"996{int(self.rng.integers(1, 399)):05d}",
            "fra": d,
            "til": til if til < self.b.til else INGEN,
        }
        self.job.append(rk | {"timer": timer, "ord": slags != "stoette"})
        if not omfattet or naaet > self.b.til or naaet < self.foerste or d >= fem:
            return
        oere = self._resultat("resultat_job", p, d, naaet, start)
        if slags != "fast":
            if self._rammes("job_for_meget", self.glemt * 0.5):
                self.krav.append(("resultat_job", p, _md(naaet), oere))
                self._meld("job_for_meget", p, d, naaet, -oere, "Hjemtaget for et job, der ikke gav ret")
            else:
                self._ligner("job_glemt", p, d, til, "Job, men for kort, for få timer eller med tilskud")
                note = "Løn i indkomstregisteret, men jobbet giver ikke ret"
                self._rigtig("job_uden_anmeldelse", p, d, til, note)
        elif self._rammes("job_glemt", min(0.5, self.glemt * 2.5)):
            self._meld("job_glemt", p, d, naaet, oere, "Fast arbejde, men resultattilskuddet blev ikke søgt")
        elif self._rammes("job_uden_anmeldelse", min(0.3, self.glemt)):
            self.job.pop()  # nobody told the municipality; the wages are in the income register
            note = "Fast arbejde, som ingen har meldt; lønnen står i indkomstregisteret"
            self._meld("job_uden_anmeldelse", p, d, naaet, oere, note)
        else:
            self.krav.append(("resultat_job", p, _md(naaet), oere))
            self._rigtig("job_for_meget", p, d, naaet, "Fast arbejde i seks måneder, hjemtaget med rette")

    def _uddannelse(self, p: int, omfattet: bool, start: int, begynd: int, fem: int, slut: int) -> None:
        if self.rng.random() > 0.22:
            return
        d = begynd + int(self.rng.integers(150, 1300))
        laengde = (
            int(self.rng.integers(60, 165)) if self.rng.random() < 0.2 else int(self.rng.integers(300, 1100))
        )
        til, naaet, kompetence = min(d + laengde, slut), _seks_maaneder(d), bool(self.rng.random() < 0.8)
        if d >= slut:
            return
        self.udd.append((p, d, til, kompetence))
        if not omfattet or naaet > self.b.til or naaet < self.foerste or d >= fem:
            return
        oere = self._resultat("resultat_uddannelse", p, d, naaet, start)
        if not kompetence or til < naaet:
            if self._rammes("uddannelse_for_meget", self.glemt * 0.5):
                self.krav.append(("resultat_uddannelse", p, _md(naaet), oere))
                self._meld("uddannelse_for_meget", p, d, naaet, -oere, "Hjemtaget for en uddannelse uden ret")
            else:
                self._ligner("uddannelse_glemt", p, d, til, "For kort eller ikke kompetencegivende")
        elif self._rammes("uddannelse_glemt", min(0.5, self.glemt * 2)):
            self._meld(
                "uddannelse_glemt", p, d, naaet, oere, "I uddannelse i et halvt år, men aldrig hjemtaget"
            )
        else:
            self.krav.append(("resultat_uddannelse", p, _md(naaet), oere))
            note = "Et halvt år i uddannelse, hjemtaget med rette"
            self._rigtig("uddannelse_for_meget", p, d, naaet, note)

    def _danskproeve(self, p: int, omfattet: bool, begynd: int, fem: int, slut: int) -> None:
        if self.rng.random() > 0.45:
            return
        d = begynd + int(self.rng.integers(300, 1500))
        if d >= min(slut, self.b.til):
            return
        nr = int(self.rng.integers(1, 4))
        if self.mangler & TO_PROEVER:
            nr = min(nr, 2)
        kendt = self.rng.random() > 0.03
        if kendt:
            self.dansk.append((p, f"PD{nr}", d))
        if not omfattet or d < self.foerste or d >= fem:
            return
        oere = _sats(DANSK, dato(d).year)
        if not kendt:  # the school never told anybody
            self._meld("danskproeve_glemt", p, d, d, oere, "Bestået, men beviset kom aldrig frem", False)
            return
        if self._rammes("danskproeve_glemt", self.glemt * 2):
            self._meld("danskproeve_glemt", p, d, d, oere, "Bestået, men aldrig hjemtaget")
            return
        self.krav.append(("resultat_dansk", p, _md(d), oere))
        igen = d + int(self.rng.integers(200, 400))
        chance = 1.0 if self.mangler & TO_PROEVER else 0.4
        if nr < 3 and igen < min(slut, self.b.til) and self.rng.random() < chance:
            self.dansk.append((p, f"PD{nr + 1}", igen))
            if self._rammes("danskproeve_to_gange", self.glemt):
                anden = _sats(DANSK, dato(igen).year)
                self.krav.append(("resultat_dansk", p, _md(igen), anden))
                self._meld("danskproeve_to_gange", p, igen, igen, -anden, "Tilskuddet gives kun én gang")
            else:
                self.mangler.discard(TO_RIGTIGE)
                self._ligner("danskproeve_glemt", p, igen, igen, "Anden prøve; tilskuddet gives kun én gang")
                self._rigtig(
                    "danskproeve_to_gange", p, d, igen, "To prøver, men kun hjemtaget for den første"
                )

    def _tabeller(self) -> Udlaendinge:
        til = self.b.til
        job = ["person", "cvr", "fra", "til", "timer", "ord"]
        udd = [x for x in self.udd if x[1] <= min(til, x[2])]
        return Udlaendinge(
            self.t,
            pd.DataFrame([x for x in self.pro if x[2] <= til], columns=["person", "type", "fra", "til"]),
            pd.DataFrame([x for x in self.job if x["fra"] <= til], columns=job),
            pd.DataFrame(udd, columns=["person", "fra", "til", "kompetence"]),
            pd.DataFrame(self.dansk, columns=["person", "proeve", "dag"]),
            pd.DataFrame(self.krav, columns=["delordning", "person", "maaned", "oere"]),
            pd.DataFrame(self.loen, columns=["person", "fra", "til", "oere"]),
        )


def skab(
    b: Befolkning, t: pd.DataFrame, rng: np.random.Generator, foerste: int, sandhed: Sandhed, glemt: float
) -> Udlaendinge:
    """What became of those with the permits `t`, and what was claimed for them."""
    return _Forloeb(b, t, rng, foerste, sandhed, glemt).koer()


def _md(d: int) -> int:
    return int(liv.maaned_af(np.array([d]))[0])


def _seks_maaneder(d: int) -> int:
    """The last day of the six months that begin on `d`."""
    x = np.datetime64(int(d), "D")
    i_maaned = int((x - x.astype("datetime64[M]")).astype(int))
    ny = (x.astype("datetime64[M]") + 6).astype("datetime64[D]").astype(int)
    return int(ny) + i_maaned - 1
