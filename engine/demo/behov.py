"""Needs: who gets which help, from when to when, where and at what price. Hidden truth, set by chance.

A measure (`indsats`) is a row with its true daily or monthly price; `maanedsforbrug` turns measures into what
they truly cost month by month. The module knows what kind of help it is and under which law it is given,
not how anybody detects or refunds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from engine.demo import liv, tal, udlaendinge
from engine.demo.liv import INGEN, Befolkning, Heltal, dag
from engine.demo.nyepersoner import NyePersoner
from engine.demo.stoej import NIVEAUER, STANDARD, Stoej
from engine.demo.tvaers import Forfatter, Tvaers

BARNETS_LOV = dag(date(2024, 1, 1))
AELDRELOV = dag(date(2025, 7, 1))


@dataclass(frozen=True)
class Ydelse:
    """A kind of help. `lov`/`ny_lov`: code and paragraph before and from `skift`; konto: function 5 digits."""

    navn: str
    omraade: str
    funktion: str
    gruppering: str
    lov: tuple[str, str]
    enhed: str
    pris: tuple[float, float, float]  # median, spread (sigma of log), least
    loft: float
    ny_lov: tuple[str, str] | None = None
    skift: int = BARNETS_LOV
    institutioner: tuple[str, ...] = ()
    flytter: float = 0.0  # share registered at the institution's address
    anbringelse: bool = False
    regnes: bool = True  # the municipality's spreadsheet takes it with the expensive cases
    taeller: bool = True  # it belongs there
    halv: bool = False  # the state always pays half of it
    dranst2: str = "004"  # the gruppering on which the state's share is booked


YDELSER: dict[str, Ydelse] = {
    "botilbud_108": Ydelse(
        "Botilbud",
        "voksne",
        "53850",
        "001",
        ("SEL", "108"),
        "dag",
        (2900, 0.36, 1800),
        6500,
        institutioner=("botilbud_108",),
        flytter=0.92,
    ),
    "botilbud_107": Ydelse(
        "Midlertidigt botilbud",
        "voksne",
        "53852",
        "001",
        ("SEL", "107"),
        "dag",
        (2650, 0.33, 1800),
        5200,
        institutioner=("botilbud_107",),
        flytter=0.75,
    ),
    "botilbudslignende": Ydelse(
        "Socialpædagogisk støtte i bofællesskab",
        "voksne",
        "53851",
        "001",
        ("SEL", "85"),
        "dag",
        (1900, 0.3, 1100),
        3600,
    ),
    "stoette_85": Ydelse(
        "Socialpædagogisk støtte",
        "voksne",
        "53838",
        "001",
        ("SEL", "85"),
        "maaned",
        (9_500, 0.5, 2500),
        38_000,
    ),
    "bpa_96": Ydelse(
        "BPA", "voksne", "53839", "001", ("SEL", "96"), "maaned", (128_000, 0.32, 80_000), 250_000
    ),
    "kontant_95": Ydelse(
        "Kontant tilskud til hjælp",
        "voksne",
        "53839",
        "002",
        ("SEL", "95"),
        "maaned",
        (34_000, 0.4, 15_000),
        90_000,
    ),
    "krisecenter": Ydelse(
        "Ophold på krisecenter",
        "voksne",
        "53842",
        "002",
        ("SEL", "109"),
        "dag",
        (1850, 0.15, 1400),
        2600,
        institutioner=("krisecenter_109",),
        halv=True,
    ),
    "forsorgshjem": Ydelse(
        "Ophold på forsorgshjem",
        "voksne",
        "53842",
        "001",
        ("SEL", "110"),
        "dag",
        (1650, 0.15, 1200),
        2300,
        institutioner=("forsorgshjem_110",),
        flytter=0.4,
    ),
    "stofmisbrug": Ydelse(
        "Behandling for stofmisbrug",
        "voksne",
        "53845",
        "001",
        ("SEL", "101"),
        "maaned",
        (14_000, 0.6, 5_000),
        75_000,
    ),
    "ledsagelse": Ydelse(
        "Ledsageordning", "voksne", "53853", "002", ("SEL", "97"), "maaned", (2300, 0.25, 900), 5_000
    ),
    "beskyttet": Ydelse(
        "Beskyttet beskæftigelse", "voksne", "53858", "002", ("SEL", "103"), "dag", (420, 0.3, 200), 900
    ),
    "aktivitet": Ydelse(
        "Aktivitets- og samværstilbud", "voksne", "53859", "002", ("SEL", "104"), "dag", (560, 0.3, 300), 1100
    ),
    "bil": Ydelse(
        "Bil, støtte og særlig indretning",
        "voksne",
        "53841",
        "010",
        ("SEL", "114"),
        "stk",
        (260_000, 0.35, 120_000),
        780_000,
    ),
    "boligindretning": Ydelse(
        "Boligindretning", "voksne", "53841", "009", ("SEL", "116"), "stk", (140_000, 0.7, 25_000), 900_000
    ),
    "hjaelpemiddel": Ydelse(
        "Hjælpemiddel", "voksne", "53841", "007", ("SEL", "112"), "stk", (38_000, 0.8, 6_000), 320_000
    ),
    "plejefamilie": Ydelse(
        "Plejefamilie",
        "boern",
        "52822",
        "002",
        ("SEL", "66"),
        "maaned",
        (38_000, 0.3, 22_000),
        98_000,
        ("BL", "46"),
        institutioner=("plejefamilie",),
        flytter=0.85,
        anbringelse=True,
    ),
    "opholdssted": Ydelse(
        "Opholdssted",
        "boern",
        "52820",
        "003",
        ("SEL", "52.3.7"),
        "dag",
        (3600, 0.3, 2300),
        8200,
        ("BL", "46"),
        institutioner=("opholdssted",),
        flytter=0.7,
        anbringelse=True,
    ),
    "doegninstitution": Ydelse(
        "Døgninstitution",
        "boern",
        "52823",
        "002",
        ("SEL", "66"),
        "dag",
        (4700, 0.3, 3000),
        9800,
        ("BL", "43"),
        institutioner=("doegninstitution",),
        flytter=0.6,
        anbringelse=True,
    ),
    "tvang": Ydelse(
        "Anbringelse uden samtykke",
        "boern",
        "52823",
        "001",
        ("SEL", "58"),
        "dag",
        (5200, 0.25, 3500),
        9500,
        ("BL", "47"),
        institutioner=("doegninstitution",),
        flytter=0.8,
        anbringelse=True,
    ),
    "sikret": Ydelse(
        "Sikret døgninstitution",
        "boern",
        "52824",
        "999",
        ("SEL", "66"),
        "dag",
        (8300, 0.08, 7000),
        9900,
        ("BL", "63"),
        institutioner=("sikret_institution",),
        anbringelse=True,
    ),
    "eftervaern": Ydelse(
        "Efterværn",
        "boern",
        "52820",
        "005",
        ("SEL", "76"),
        "dag",
        (1900, 0.45, 700),
        4600,
        ("BL", "114"),
        institutioner=("opholdssted",),
        flytter=0.3,
        anbringelse=True,
    ),
    "kontaktperson": Ydelse(
        "Fast kontaktperson",
        "boern",
        "52821",
        "007",
        ("SEL", "52.3.6"),
        "maaned",
        (9_000, 0.4, 3_000),
        30_000,
        ("BL", "32"),
    ),
    "familiebehandling": Ydelse(
        "Familiebehandling",
        "boern",
        "52821",
        "003",
        ("SEL", "52.3.3"),
        "maaned",
        (21_000, 0.4, 7_000),
        62_000,
        ("BL", "32"),
    ),
    "aflastning": Ydelse(
        "Aflastningsophold",
        "boern",
        "52821",
        "005",
        ("SEL", "52.3.5"),
        "maaned",
        (13_500, 0.4, 4_000),
        48_000,
        ("BL", "32"),
    ),
    "saerligt_dagtilbud": Ydelse(
        "Særligt dagtilbud",
        "boern",
        "52825",
        "999",
        ("SEL", "32"),
        "maaned",
        (36_000, 0.3, 15_000),
        78_000,
        ("BL", "82"),
    ),
    "merudgift": Ydelse(
        "Merudgifter barn",
        "boern",
        "55772",
        "009",
        ("SEL", "41"),
        "maaned",
        (1_900, 0.6, 400),
        15_000,
        ("BL", "86"),
        halv=True,
        dranst2="002",
    ),
    "taf": Ydelse(
        "Tabt arbejdsfortjeneste",
        "boern",
        "55772",
        "015",
        ("SEL", "42"),
        "maaned",
        (16_500, 0.35, 4_000),
        36_000,
        ("BL", "87"),
        halv=True,
        dranst2="002",
    ),
    "hjemmepleje": Ydelse(
        "Hjemmepleje",
        "aeldre",
        "53027",
        "011",
        ("SEL", "83"),
        "maaned",
        (8_500, 0.7, 1_500),
        60_000,
        ("AEL", "9"),
        AELDRELOV,
        regnes=False,
    ),
    "plejehjem": Ydelse(
        "Plejehjemsplads",
        "aeldre",
        "53027",
        "013",
        ("SEL", "83"),
        "maaned",
        (46_000, 0.28, 33_000),
        120_000,
        ("AEL", "9"),
        AELDRELOV,
        institutioner=("plejehjem_192",),
        flytter=1.0,
        regnes=False,
    ),
    "sygebehandling": Ydelse(
        "Sygebehandling",
        "voksne",
        "55772",
        "006",
        ("LAS", "82"),
        "maaned",
        (650, 0.6, 150),
        4_000,
        regnes=False,
        taeller=False,
    ),
    "pleje_83": Ydelse(
        "Personlig pleje", "voksne", "53837", "001", ("SEL", "83"), "maaned", (9_000, 0.5, 2_000), 40_000, regnes=False
    ),
    "bostoette_85a": Ydelse(
        "Bostøtte efter forsorgshjem", "voksne", "53838", "004", ("SEL", "85 a"), "maaned", (11_000, 0.4, 3_500), 35_000
    ),
    "kompensation_100": Ydelse(
        "Kompensationsydelse", "voksne", "55772", "010", ("SEL", "100"), "maaned", (1_600, 0.5, 400), 8_000, halv=True,
        dranst2="002",
    ),
    "leje_112": Ydelse(
        "Leje af hjælpemiddel", "voksne", "53841", "007", ("SEL", "112"), "maaned", (900, 0.6, 200), 6_000
    ),
    "stoetteperson": Ydelse(
        "Støtteperson til forældre", "boern", "52821", "010", ("SEL", "54"), "maaned", (7_500, 0.4, 2_500), 22_000,
        ("BL", "75"),
    ),
    "advokat": Ydelse(
        "Advokatbistand", "boern", "52820", "007", ("SEL", "72"), "maaned", (14_000, 0.4, 4_000), 60_000, ("BL", "140"),
        halv=True,
    ),
}  # fmt: skip

# kind: (persons per 20.000 citizens, least number, youngest, oldest, share that had begun before the ledger,
#        median length in months)
VOKSNE: dict[str, tuple[float, int, int, int, float, int]] = {
    "botilbud_108": (56, 1, 22, 63, 0.8, 240),
    "botilbud_107": (33, 1, 18, 52, 0.4, 26),
    "botilbudslignende": (14, 0, 19, 60, 0.6, 60),
    "stoette_85": (75, 2, 19, 66, 0.45, 24),
    "bpa_96": (8, 0, 20, 64, 0.8, 200),
    "kontant_95": (7, 0, 20, 64, 0.6, 90),
    "krisecenter": (11, 0, 20, 48, 0.0, 2),
    "forsorgshjem": (16, 1, 20, 60, 0.25, 4),
    "stofmisbrug": (18, 1, 18, 50, 0.2, 8),
    "ledsagelse": (26, 1, 18, 66, 0.6, 60),
    "beskyttet": (14, 0, 20, 64, 0.6, 90),
    "hjemmepleje": (190, 3, 67, 97, 0.5, 40),
    "plejehjem": (95, 2, 74, 99, 0.5, 28),
    "sygebehandling": (90, 1, 22, 66, 0.3, 20),
    "leje_112": (30, 1, 18, 80, 0.5, 40),
    "kompensation_100": (25, 1, 20, 64, 0.5, 50),
    "hjaelpemiddel": (110, 2, 18, 80, 0.0, 1),
    "boligindretning": (17, 1, 18, 75, 0.0, 1),
    "bil": (11, 1, 18, 66, 0.0, 1),
}
BOERN: dict[str, tuple[float, int, int, int, float, int]] = {
    "plejefamilie": (27, 1, 0, 14, 0.7, 110),
    "opholdssted": (14, 1, 11, 16, 0.5, 34),
    "doegninstitution": (6, 0, 6, 15, 0.5, 36),
    "tvang": (3, 0, 3, 14, 0.5, 40),
    "sikret": (3, 0, 14, 16, 0.0, 3),
    "eftervaern": (9, 0, 18, 20, 0.3, 22),
    "kontaktperson": (38, 1, 9, 16, 0.3, 13),
    "familiebehandling": (30, 1, 2, 13, 0.3, 12),
    "aflastning": (24, 1, 3, 15, 0.5, 30),
    "saerligt_dagtilbud": (19, 1, 2, 5, 0.4, 26),
    "merudgift": (60, 1, 2, 15, 0.5, 40),
    "taf": (26, 1, 3, 14, 0.4, 22),
    "stoetteperson": (12, 1, 2, 14, 0.4, 20),
    "advokat": (8, 1, 1, 15, 0.0, 1),
}
KONTANTE = ["taf", "merudgift", "kontant_95", "sygebehandling", "kompensation_100"]
FORAELDERENS = ("taf", "stoetteperson")  # help that is the parent's; everything else stands on the child
DYRE = ("botilbud_108", "botilbud_107", "botilbudslignende", "bpa_96", "kontant_95")
EFTER_FORSORG = (("bostoette_85a", 0.45, 10), ("botilbud_107", 0.25, 9), ("stoette_85", 0.1, 12))


@dataclass
class Behov:
    """indsats: one row per measure (hidden truth); institutioner: one row per institution; sager: events told."""

    indsats: pd.DataFrame
    institutioner: pd.DataFrame
    soeskende: list[tuple[int, list[int]]]
    fylder_67: list[int]
    fremmede: list[int]  # residents here whom other municipalities pay for
    tvaers: Tvaers
    alene: list[int]  # refugees who came as children without anybody
    haendelser: list[dict[str, Any]]
    oprindelse: dict[int, str]  # where the residents of other municipalities came from

    def fremmed_kommune(self, person: int) -> str:
        return self.oprindelse.get(int(person), "0851")


def _antal(pr_20000: float, mindst: int, borgere: int, rng: np.random.Generator) -> int:
    oensket = pr_20000 * borgere / 20_000
    return max(mindst, int(oensket + rng.random()))


def institutioner(b: Befolkning, borgere: int, rng: np.random.Generator) -> pd.DataFrame:
    """Own and foreign institutions, each with an address of its own in the address list."""
    rk: list[dict[str, Any]] = []
    koder = list(tal.ANDRE_KOMMUNER)
    naboer = koder[:14]
    for navne, type_, drift, egen, antal, mindst in tal.INSTITUTIONER:
        grund = navne.split("|")
        for i in range(_antal(antal, mindst, borgere, rng)):
            nr = len(rk) + 1
            kom = tal.KOMMUNE if egen else str(rng.choice(naboer))
            navn = grund[i % len(grund)] + ("" if i < len(grund) else f" {i // len(grund) + 1}")
            postnr = tal.POSTNR if egen else tal.ANDRE_KOMMUNER[kom][1]
            husnr = str(500 + nr) if egen else str(1 + nr)
            vejkode = f"{8000 + nr:04d}" if egen else f"{3000 + nr:04d}"
            adr = b.adresser.ny(
                liv.HER if egen else liv.KOMMUNE,
                kom,
                (vejkode, husnr, "", "", f"{grund[0].split()[-1]}vej"),
                postnr,
                "DK",
            )
            rk.append(
                {
                    "institution_id": f"I{nr:04d}",
                    "navn": navn,
                    "type": type_,
                    "driftsform": drift,
                    "kommunekode": kom,
                    "vejkode": vejkode,
                    "husnr": husnr,
                    "cvr": f"998{nr:05d}",
                    "pnr": f"99800{nr:05d}",
                    "adr": adr,
                    "gyldig_fra": dag(date(2007, 1, 1)) + int(rng.integers(0, 3000)),
                    "lon": round(9.6 + float(rng.random()) * 0.4, 4) if egen else None,
                    "lat": round(57.0 + float(rng.random()) * 0.3, 4) if egen else None,
                }
            )
    return pd.DataFrame(rk)


class _Valg:
    """Picks persons who live here on the day the help begins, nobody for two residential measures."""

    def __init__(self, b: Befolkning, rng: np.random.Generator) -> None:
        self.b, self.rng = b, rng
        self.optaget = np.zeros(len(b.personer), dtype=bool)
        self._foedt = b.personer["foedt"].to_numpy()
        self._her: dict[int, Heltal] = {}

    def her(self, d: int) -> Heltal:
        """The persons who live here for the two months around day `d`."""
        maaned = d // 61
        if maaned not in self._her:
            self._her[maaned] = np.flatnonzero(self.b.bor_her(maaned * 61) & self.b.bor_her(maaned * 61 + 61))
        return self._her[maaned]

    def en(self, d: int, yngst: int, aeldst: int, ekstra: Heltal | None = None) -> int | None:
        """One of the right age who is free; a handful is drawn first, everybody is looked at only if need be."""
        her = self.her(d)
        if not len(her):
            return None
        for kan in (her[self.rng.integers(0, len(her), 200)], her):
            foedt = self._foedt[kan]
            ok = ~self.optaget[kan] & (foedt <= d - yngst * liv.AAR) & (foedt > d - (aeldst + 1) * liv.AAR)
            if ekstra is not None:
                ok &= ekstra[kan]
            if ok.any():
                return int(self.rng.choice(kan[ok]))
        return None


def _pris(y: Ydelse, rng: np.random.Generator) -> int:
    """Price in whole kroner per unit at the level of the last year."""
    kr = float(np.clip(y.pris[0] * np.exp(rng.normal(0, y.pris[1])), y.pris[2], y.loft))
    return round(kr) if y.enhed == "dag" else round(kr / 50) * 50


class _Bygger:
    def __init__(
        self, b: Befolkning, inst: pd.DataFrame, borgere: int, rng: np.random.Generator, foerste: int
    ) -> None:
        self.b, self.inst, self.borgere, self.rng, self.foerste = b, inst, borgere, rng, foerste
        self.aar = (b.til - foerste) / liv.AAR
        self.valg = _Valg(b, rng)
        self.raekker: list[dict[str, Any]] = []
        self.haendelser: list[dict[str, Any]] = []
        self.doed = b.personer["doed"].to_numpy()
        self.foedt = b.personer["foedt"].to_numpy()
        o = b.ophold.sort_values(["person", "fra"], kind="stable")
        self._fra, self._person = o["fra"].to_numpy(), o["person"].to_numpy()
        self._ude = b.typer()[o["adr"].to_numpy()] != liv.HER
        self._foerste_ophold = np.searchsorted(self._person, np.arange(len(b.personer) + 1))

    def fraflytning(self, person: int, d: int) -> int:
        """The day after `d` on which the person moves out of the municipality of its own accord, INGEN for never."""
        r = slice(self._foerste_ophold[person], self._foerste_ophold[person + 1])
        dage = self._fra[r][self._ude[r] & (self._fra[r] > d)]
        return int(dage[0]) if len(dage) else INGEN

    def start(self, foer: float, maaneder: int) -> int:
        if self.rng.random() < foer:
            tilbage = min(maaneder * 20, self.foerste - dag(date(liv.dato(self.foerste).year - 4, 1, 1)))
            return int(self.foerste - 1 - self.rng.integers(0, max(tilbage, 30)))
        d = int(self.foerste + self.rng.integers(0, self.b.til - self.foerste - 20))
        if self.rng.random() < 0.55:  # most help begins on the first of a month
            d = dag(liv.dato(d).replace(day=1))
        return max(d, self.foerste)

    def mange(self, pr_20000: float, mindst: int, foer: float) -> int:
        """How many: those who had begun before the ledger, and the new ones of each of its years (three is usual)."""
        return _antal(pr_20000 * (foer + (1 - foer) * self.aar / 3), mindst, self.borgere, self.rng)

    def laengde(self, maaneder: int) -> int:
        return int(np.clip(self.rng.lognormal(np.log(maaneder * 30), 0.55), 10, 9000))

    def tilfoej(
        self,
        kode: str,
        person: int,
        fra: int,
        til: int,
        *,
        pris: int | None = None,
        bor: bool | None = None,
        institution: int | None = None,
        **mere: Any,
    ) -> None:
        """One measure from `fra` to `til` (inclusive; INGEN = runs on). Help ends when the person moves away, but
        for stays at an institution and for stories, which say so themselves."""
        y = YDELSER[kode]
        til = min(til, int(self.doed[person]))
        til = INGEN if til > self.b.til else til
        if til < fra:
            return
        if y.institutioner and institution is None:
            mulige = np.flatnonzero(self.inst["type"].isin(y.institutioner).to_numpy())
            institution = int(self.rng.choice(mulige))
        flytter = bool(self.rng.random() < y.flytter) if bor is None else bor
        if "fremmed" not in mere and not flytter:
            til = min(til, self.fraflytning(person, fra) - 1)
            til = INGEN if til > self.b.til else til
            if til < fra:
                return
        self.raekker.append(
            {
                "kode": kode,
                "person": person,
                "fra": fra,
                "til": til,
                "pris": pris or _pris(y, self.rng),
                "institution": -1 if institution is None else institution,
                "bor": flytter,
                **mere,
            }
        )

    def voksne(self) -> None:
        pers = self.b.personer
        enlig = pers["enlig_altid"].to_numpy() & (pers["partner"].to_numpy() < 0)
        bolig = ("botilbud_108", "botilbud_107", "botilbudslignende", "bpa_96", "plejehjem")
        for kode, (pr, mindst, yngst, aeldst, foer, maaneder) in VOKSNE.items():
            for _ in range(self.mange(pr, mindst, foer)):
                d = self.start(foer, maaneder)
                p = self.valg.en(d, yngst, aeldst, enlig if kode in bolig[:2] else None)
                if p is None:
                    continue
                if kode in bolig:
                    self.valg.optaget[p] = True
                stk = YDELSER[kode].enhed == "stk"
                foer = len(self.raekker)
                self.tilfoej(kode, p, d, d if stk else d + self.laengde(maaneder))
                if len(self.raekker) == foer:
                    continue
                if kode in DYRE and self.rng.random() < 0.12:
                    self._engang(p, d, int(self.raekker[-1]["til"]))
                if kode in bolig[:2] and self.rng.random() < 0.38:
                    self.tilfoej("aktivitet", p, d + 30, self.raekker[-1]["til"])
                elif kode in bolig[:4] and self.rng.random() < 0.12:
                    self.tilfoej("pleje_83", p, d + 60, self.raekker[-1]["til"])
                elif kode == "forsorgshjem":
                    self._efter_forsorgshjem(p, int(self.raekker[-1]["til"]))

    def _engang(self, p: int, fra: int, til: int) -> None:
        """A car, a rebuilt bathroom or a costly aid for somebody who gets dear help already."""
        fra, til = max(fra, self.foerste) + 10, min(til, self.b.til) - 20
        if fra < til:
            kode = str(self.rng.choice(["bil", "boligindretning", "hjaelpemiddel"]))
            d = int(self.rng.integers(fra, til))
            self.tilfoej(kode, p, d, d)

    def _efter_forsorgshjem(self, p: int, ude: int) -> None:
        """Help in a home of one's own after the stay, at once or much later."""
        if ude > self.b.til - 90:
            return
        for kode, chance, maaneder in EFTER_FORSORG:
            if self.rng.random() < chance:
                ventet = 800 if self.rng.random() < 0.2 else int(self.rng.integers(4, 90))
                fra = ude + ventet
                if fra < self.b.til - 40:
                    self.tilfoej(kode, p, fra, fra + self.laengde(maaneder), bor=False)
                return

    def boern(self) -> None:
        har_foraelder = self.b.personer["mor"].to_numpy() >= 0
        for kode, (pr, mindst, yngst, aeldst, foer, maaneder) in BOERN.items():
            for _ in range(self.mange(pr, mindst, foer)):
                d = self.start(foer, maaneder)
                p = self.valg.en(d, yngst, aeldst, har_foraelder)
                if p is None:
                    continue
                self._barn(kode, p, d, d + self.laengde(maaneder))

    def _barn(self, kode: str, p: int, fra: int, til: int) -> None:
        atten = int(liv.foedselsdag(self.foedt[p : p + 1], 18)[0])
        if kode == "eftervaern":
            treogtyve = int(liv.foedselsdag(self.foedt[p : p + 1], 23)[0])
            self.valg.optaget[p] = True
            self.tilfoej(kode, p, max(fra, atten), min(til, treogtyve - 1))
            return
        skole = int(liv.foedselsdag(self.foedt[p : p + 1], 7)[0])
        slut = min(til, skole - 1 if kode == "saerligt_dagtilbud" else atten - 1)
        person = int(self.b.personer["mor"].iloc[p]) if kode in FORAELDERENS else p
        anbragt = YDELSER[kode].anbringelse
        if anbragt:
            self.valg.optaget[p] = True
        self.tilfoej(kode, person, fra, slut)
        if anbragt and til >= atten and atten <= self.b.til and self.rng.random() < 0.5:
            treogtyve = int(liv.foedselsdag(self.foedt[p : p + 1], 23)[0])
            self.tilfoej("eftervaern", p, atten, min(atten + self.laengde(24), treogtyve - 1))

    def soeskende(self) -> list[tuple[int, list[int]]]:
        """Two to four children of one mother with measures at once, each below what makes a case alone."""
        pers = self.b.personer
        midte = (self.foerste + self.b.til) // 2
        alder = (midte - self.foedt) / liv.AAR
        her = self.b.bor_her(self.foerste) & self.b.bor_her(midte)
        adr = self.b.adresse_paa(midte)
        mor = pers["mor"].to_numpy()
        barn = np.flatnonzero(her & (alder > 3.5) & (alder < 15) & (mor >= 0) & ~self.valg.optaget)
        barn = barn[adr[barn] == adr[mor[barn]]]
        moedre, antal = np.unique(mor[barn], return_counts=True)
        moedre = moedre[antal >= 2]
        valgt = self.rng.permutation(moedre)[: _antal(13, 1, self.borgere, self.rng)]
        grupper = []
        for m in valgt.tolist():
            boern = barn[mor[barn] == m][:4].tolist()
            fra = dag(liv.dato(int(self.foerste + self.rng.integers(0, 420))).replace(day=1))
            til = fra + int(self.rng.integers(11, 30)) * 30
            for nr, p in enumerate(boern):
                kode = ("familiebehandling", "plejefamilie", "aflastning", "familiebehandling")[(nr + m) % 4]
                if nr == 0 and m % 3 == 0:
                    kode = "saerligt_dagtilbud" if alder[p] < 5 else "familiebehandling"
                pris = round(self.rng.uniform(44_000, 66_000) / 50) * 50
                self.valg.optaget[p] = True
                self.tilfoej(kode, int(p), fra, til, pris=pris)
            grupper.append((m, [int(p) for p in boern]))
        return grupper

    def fylder_67(self) -> list[int]:
        """Residents who turn 67 in the ledger's years: above the first limit, and just below it."""
        fyldt = liv.foedselsdag(self.foedt, 67)
        kan = (
            (fyldt > self.foerste + 60)
            & (fyldt < self.b.til - 120)
            & (self.doed > fyldt + 200)
            & ~self.valg.optaget
        )
        fra = self.foerste - 900
        kan &= self.b.bor_her(fra) & self.b.bor_her(self.foerste)
        enlig = self.b.personer["enlig_altid"].to_numpy()
        kandidater = np.flatnonzero(kan & enlig)
        if len(kandidater) < 2:
            kandidater = np.flatnonzero(kan)
        valgt = self.rng.permutation(kandidater)[: _antal(7, 1, self.borgere, self.rng)].tolist()
        for nr, p in enumerate(valgt):
            self.valg.optaget[p] = True
            pris = (
                int(self.rng.integers(2_900, 4_100)) if nr % 3 != 2 else int(self.rng.integers(1_800, 2_150))
            )
            start = fra + int(self.rng.integers(0, 300))
            if nr % 6 == 4:  # in hospital the month before the birthday: no place to pay for
                ud = dag(liv.dato(int(fyldt[p])).replace(day=1))
                ind = liv.foerste_dag(int(liv.maaned_af(np.array([ud]))[0]) - 1)
                self.tilfoej("botilbud_108", int(p), start, ind - 1, pris=pris)
                self.tilfoej("botilbud_108", int(p), ud, INGEN, pris=pris, bor=True)
                self.haendelser.append(
                    {"person": int(p), "type": "indlagt_sygehus", "fra": ind, "til": ud - 1, "kommune": ""}
                )
            else:
                self.tilfoej("botilbud_108", int(p), start, INGEN, pris=pris)
        return [int(p) for p in valgt]

    def unge_med_soeskende(self) -> None:
        """A placed boy or girl who turns 18 and goes on with help, with a younger brother or sister who gets help."""
        pers = self.b.personer
        mor = pers["mor"].to_numpy()
        alder = (self.foerste - self.foedt) / liv.AAR
        her = (
            self.b.bor_her(self.foerste)
            & self.b.bor_her(self.foerste + 300)
            & ~self.valg.optaget
            & (mor >= 0)
        )
        unge = np.flatnonzero(her & (alder > 16.4) & (alder < 17.7))
        smaa = np.flatnonzero(her & (alder > 4) & (alder < 14.5))
        adr = self.b.adresse_paa(self.foerste)
        # The last of the mother's small children at the same address: as a table, for there are many mothers.
        lille_hos = {(int(mor[s]), int(adr[s])): s for s in smaa.tolist()}
        hos_mor = [u for u in unge.tolist() if adr[u] == adr[mor[u]]]
        par = [
            (u, lille_hos[int(mor[u]), int(adr[u])])
            for u in hos_mor
            if (int(mor[u]), int(adr[u])) in lille_hos
        ]
        for nr in self.rng.permutation(len(par))[: _antal(4, 1, self.borgere, self.rng)].tolist():
            ung, lille = par[nr]
            self.valg.optaget[[ung, lille]] = True
            atten = int(liv.foedselsdag(self.foedt[ung : ung + 1], 18)[0])
            fra = self.foerste + int(self.rng.integers(0, 60))
            self.tilfoej("opholdssted", ung, fra, atten - 1, pris=int(self.rng.integers(2_000, 2_400)))
            self.tilfoej("eftervaern", ung, atten, atten + 700, pris=int(self.rng.integers(1_500, 2_200)))
            pris = round(self.rng.uniform(44_000, 60_000) / 50) * 50
            self.tilfoej("familiebehandling", lille, fra + 40, atten + 600, pris=pris)

    def flygtninge(self) -> None:
        """Help for refugees and their children, some of it long after they came."""
        p = self.b.personer
        land = np.array(self.b.lande)[p["land"].to_numpy()]
        o = self.b.ophold[np.isin(land, tal.FLYGTNINGE_LANDE)[self.b.ophold["person"]]]
        her = o[(self.b.typer()[o["adr"].to_numpy()] == liv.HER)].groupby("person")["fra"].min()
        kan = [int(x) for x in her.index if not self.valg.optaget[int(x)]]
        for nr in self.rng.permutation(len(kan))[: _antal(14, 2, self.borgere, self.rng)].tolist():
            person = kan[nr]
            fra = int(her[person]) + int(self.rng.integers(20, 1300))
            if (
                not self.foerste - 400 < fra < self.b.til - 90
                or not self.b.bor_her(min(fra + 60, self.b.til))[person]
            ):
                continue
            alder = (fra - self.foedt[person]) / liv.AAR
            if alder < 17:
                kode = str(self.rng.choice(["familiebehandling", "kontaktperson", "aflastning", "merudgift"]))
                self._barn(kode, person, fra, fra + self.laengde(26))
            elif alder < 60:
                kode = str(self.rng.choice(["kompensation_100", "stoette_85", "botilbud_107"]))
                self.valg.optaget[person] = True
                self.tilfoej(kode, person, fra, fra + self.laengde(30), bor=False)

    def fremmede(self) -> list[int]:
        """Residents of our own institutions who came from elsewhere and whom others pay for."""
        egne = np.flatnonzero(
            (self.inst["kommunekode"] == tal.KOMMUNE).to_numpy()
            & self.inst["type"].isin(["botilbud_108", "botilbud_107"]).to_numpy()
        )
        enlig = self.b.personer["enlig_altid"].to_numpy()
        ude = ~self.b.bor_her(self.foerste) & (self.b.adresse_paa(self.foerste) >= 0) & enlig
        alder = (self.foerste - self.foedt) / liv.AAR
        kan = np.flatnonzero(
            ude & (alder > 20) & (alder < 58) & (self.doed > self.b.til) & ~self.valg.optaget
        )
        valgt = self.rng.permutation(kan)[: _antal(9, 1, self.borgere, self.rng)].tolist()
        for p in valgt:
            self.valg.optaget[p] = True
            inst = int(self.rng.choice(egne))
            kode = str(self.inst["type"].iloc[inst])
            fra = dag(liv.dato(int(self.foerste + self.rng.integers(-200, 700))).replace(day=1))
            self.tilfoej(kode, int(p), fra, INGEN, bor=True, institution=inst)
        return [int(p) for p in valgt]


def skab(
    b: Befolkning, borgere: int, rng: np.random.Generator, foerste: int, stoej: Stoej = NIVEAUER[STANDARD]
) -> Behov:
    """Chooses the persons, their measures and stays; lays the stays over their addresses in `b`."""
    inst = institutioner(b, borgere, rng)
    nye = NyePersoner(b, rng)
    alene = udlaendinge.uledsagede(nye, _antal(4, 1, borgere, rng))
    nye.afslut()
    tvaers = Forfatter(b, inst, borgere, rng, foerste).skriv()
    byg = _Bygger(b, inst, borgere, rng, foerste)
    byg.valg.optaget[[*alene, *tvaers.optagne]] = True
    fylder = byg.fylder_67()
    soeskende = byg.soeskende()
    byg.unge_med_soeskende()
    fremmede = byg.fremmede()
    byg.flygtninge()
    byg.voksne()
    byg.boern()
    for r in tvaers.indsats:
        byg.tilfoej(**r)
    ind = _udfyld(pd.DataFrame(byg.raekker), fremmede, rng)
    bor = ind[ind["bor"] & (ind["institution"] >= 0)].drop_duplicates("person")
    liv.flyt_ind(
        b,
        bor["person"].to_numpy(),
        inst["adr"].to_numpy()[bor["institution"]],
        bor["fra"].to_numpy(),
        np.where(bor["til"] == INGEN, INGEN, bor["til"] + 1),
    )
    ind = _egenskaber(ind, inst, rng, stoej)
    hvem = ind["person"][ind["fremmed"]].unique()
    oprindelse = _oprindelse(b, hvem) | tvaers.oprindelse
    return Behov(ind, inst, soeskende, fylder, fremmede, tvaers, alene, byg.haendelser, oprindelse)


def af_historier(
    b: Befolkning,
    inst: pd.DataFrame,
    raekker: list[dict[str, Any]],
    borgere: int,
    rng: np.random.Generator,
    foerste: int,
    stoej: Stoej,
) -> pd.DataFrame:
    """The measures of some stories by themselves, in the form of `Behov.indsats`."""
    byg = _Bygger(b, inst, borgere, rng, foerste)
    for r in raekker:
        byg.tilfoej(**r)
    return _egenskaber(_udfyld(pd.DataFrame(byg.raekker), [], rng), inst, rng, stoej)


def _udfyld(ind: pd.DataFrame, fremmede: list[int], rng: np.random.Generator) -> pd.DataFrame:
    """What the stories say of a measure, and the plain answer for all other measures."""
    egen = pd.DataFrame(
        {
            "medvirken": None,
            "flytteret": None,
            "handle": None,
            "fremmed": None,
            "koster": None,
            "opkraevet_til": None,
            "stat_fejl": None,
            "sent": None,
            "grund": None,
        },
        index=ind.index,
    )
    ind = ind.assign(**{k: v for k, v in egen.items() if k not in ind})
    fra_historie = ind["fremmed"].notna()
    nr = np.arange(1, len(ind) + 1)
    plain = np.where(ind["bor"].to_numpy() & (nr % 5 != 0), "ja", "")
    som_flytteret = ind["kode"].eq("botilbud_108").to_numpy() & (nr % 9 == 0)
    fremmed = np.where(fra_historie, ind["fremmed"] == True, ind["person"].isin(fremmede))  # noqa: E712
    return ind.assign(
        medvirken=np.where(fra_historie, ind["medvirken"], plain),
        flytteret=np.where(fra_historie, ind["flytteret"] == True, som_flytteret),  # noqa: E712
        handle=np.where(fra_historie, ind["handle"], ""),
        fremmed=fremmed.astype(bool),
        koster=np.where(fra_historie, ind["koster"] == True, True).astype(bool),  # noqa: E712
        stat_fejl=ind["stat_fejl"].fillna(""),
        sent=ind["sent"] == True,  # noqa: E712
        grund=ind["grund"].fillna(""),
        opkraevet_til=ind["opkraevet_til"].astype(float).fillna(INGEN).astype(np.int64),
        i_cpr=~fra_historie.to_numpy() | (rng.random(len(ind)) < 0.4),
    )


def _oprindelse(b: Befolkning, personer: Heltal) -> dict[int, str]:
    """The municipality each person lived in before the first address here."""
    o = b.ophold[b.ophold["person"].isin(personer)]
    o = o.assign(kom=np.array(b.adresser.kommune)[o["adr"].to_numpy()])
    o = o[~o["kom"].isin(["", tal.KOMMUNE])].drop_duplicates("person")
    return {int(p): str(k) for p, k in zip(o["person"], o["kom"], strict=True)}


def _egenskaber(
    ind: pd.DataFrame, inst: pd.DataFrame, rng: np.random.Generator, stoej: Stoej
) -> pd.DataFrame:
    """Who delivers and how the bills come: supplier, art, counterpart, rhythm, whether the law is booked."""
    n = len(ind)
    i = ind["institution"].to_numpy()
    har = i >= 0
    drift = np.where(har, inst["driftsform"].to_numpy()[i], "privat")
    kom = np.where(har, inst["kommunekode"].to_numpy()[i], tal.KOMMUNE)
    udenbys = har & (kom != tal.KOMMUNE)
    ydelse = ind["kode"].map(lambda k: YDELSER[k])
    kontant = ind["kode"].isin(KONTANTE).to_numpy()
    pleje = ind["kode"].eq("plejefamilie").to_numpy()
    art = np.where(
        drift == "kommunal", np.where(udenbys, "47", "40"), np.where(drift == "regional", "48", "40")
    )
    art = np.where(kontant, "52", np.where(pleje, "51", art))
    ind = ind.assign(
        cvr=np.where(har, inst["cvr"].to_numpy()[i], [f"997{v:05d}" for v in rng.integers(1, 60, n)]),
        modpart=np.where(udenbys & (drift == "kommunal"), kom, ""),
        art=art,
        ejer=np.where(drift == "privat", "4", np.where(drift == "regional", "3", "1")),
        leverandoer=np.where(har, inst["navn"].to_numpy()[i], ""),
        rytme=rng.choice(["maaned", "kvartal", "halvaar", "tre"], n, p=[0.77, 0.15, 0.03, 0.05]),
        forud=rng.random(n) < 0.25,
        lov_bogfoert=rng.random(n) < 0.86,
        stil=rng.choice(["angivet", "tekst", "faktura"], n, p=stoej.stil),
        brugerbetaling=har & (rng.random(n) < 0.5),
    )
    ind["enhed"] = [y.enhed for y in ydelse]
    r, kode = rng.random(n), ind["kode"]
    dagpris = ind["enhed"].eq("dag").to_numpy()
    ind.loc[dagpris & (r < 0.05), "rytme"] = "uge4"
    ind.loc[dagpris & (r > 0.98), "rytme"] = "halvmaaned"
    ind.loc[kontant | pleje | kode.eq("bpa_96").to_numpy(), "rytme"] = "maaned"
    ind.loc[kode.eq("bpa_96").to_numpy() & (r < 0.65), "rytme"] = "uge4"
    ind.loc[kode.eq("leje_112").to_numpy(), "rytme"] = "aar"
    ind["indsats_nr"] = np.arange(1, n + 1)
    return ind.assign(besluttet=_besluttet(ind))


def _besluttet(ind: pd.DataFrame) -> Heltal:
    """The day each measure was decided and registered: some days before it began, or too late.

    What follows on a home for the homeless is decided while the person still lives there, but now and then it is
    thought of only when the person has left.
    """
    nr = ind["indsats_nr"].to_numpy()
    dag_ = ind["fra"].to_numpy() + (nr * 7) % 41 - 12
    f = ind[(ind["kode"] == "forsorgshjem") & (ind["til"] < INGEN)]
    ude = ind["person"].map(f.groupby("person")["til"].min()).fillna(INGEN).to_numpy(dtype=np.int64)
    foelger = ind["kode"].isin([k for k, *_ in EFTER_FORSORG]).to_numpy() & (ude < ind["fra"].to_numpy())
    for_sent = np.where(ind["sent"].to_numpy(), True, (ind["stat_fejl"] == "").to_numpy() & (nr % 5 == 0))
    i_tide = np.minimum(ude - 3 - nr % 20, ind["fra"].to_numpy())
    return np.where(foelger, np.where(for_sent, np.maximum(dag_, ude + 2 + nr % 9), i_tide), dag_)


def maanedsforbrug(ind: pd.DataFrame, fra: date, til: date) -> pd.DataFrame:
    """What each measure truly costs in each month: maalt i øre, with the first and last day it ran.

    Columns: i (row in `ind`), maaned (months since 1970-01), fra, til, oere. Prices follow 3 % a year.
    """
    m0 = (fra.year - 1970) * 12 + fra.month - 1
    m1 = (til.year - 1970) * 12 + til.month - 1
    maaneder = np.arange(m0, m1 + 1)
    foerste = maaneder.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    sidste = (maaneder + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) - 1
    s, e = ind["fra"].to_numpy(), ind["til"].to_numpy()
    lo = np.maximum(s[:, None], foerste[None, :])
    hi = np.minimum(np.minimum(e[:, None], sidste[None, :]), dag(til))
    i, k = np.nonzero((hi >= lo) & ind["koster"].to_numpy()[:, None])
    dage = hi[i, k] - lo[i, k] + 1
    hele = sidste[k] - foerste[k] + 1
    pris = ind["pris"].to_numpy()[i]
    # The planned price is the last year's; earlier years are 3 % lower each, in whole kroner.
    aar = maaneder[k] // 12 + 1970
    pris = np.round(pris / 1.03 ** (til.year - aar)).astype(np.int64)
    enhed = ind["enhed"].to_numpy()[i]
    oere = np.where(
        enhed == "dag", pris * dage * 100, np.where(enhed == "stk", pris * 100, pris * 100 * dage // hele)
    )
    return pd.DataFrame({"i": i, "maaned": maaneder[k], "fra": lo[i, k], "til": hi[i, k], "oere": oere})
