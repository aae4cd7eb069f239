"""The oracle of every year against the whole way, on random towns of 2020–2025."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from engine.indstillinger import Indstillinger
from engine.resultater import udtraek
from tests.lager_hjaelp import Tabeller, adresse, lager_af, person, postering, relation
from tests.refusion.orakel_alle_aar import OrakelAlleAar

BOERN = [
    ("SEL", "52.3.7"),
    ("SEL", "76"),
    ("SEL", "41"),
    ("BL", "32"),
    ("BL", "43.1"),
    ("BL", "114"),
    ("BL", "120.1"),
]
BOERN += [
    ("BL", "75"),
    ("BL", "87"),
    ("LUK", "14"),
    ("LUK", "13.1.3"),
    ("LUK", "13.1.1"),
    ("LUK", "32"),
    ("", ""),
]
VOKSNE = [
    ("SEL", "107"),
    ("SEL", "85"),
    ("BL", "87"),
    ("BL", "32"),
    ("AEL", ""),
    ("SEL", "42"),
    ("FSK", ""),
    ("", ""),
]


class By:
    """Families that marry, part, move and die, with expenses of every law in 2020–2025."""

    def __init__(self, froe: int, familier: int) -> None:
        self.r = random.Random(froe)
        self.nr = 0
        self.t: Tabeller = defaultdict(list)
        self.t["institution"] = [
            {
                "institution_id": "PL", "navn": "PL", "type": "plejefamilie", "driftsform": "privat",
                "kommunekode": "0860", "vejkode": "0900", "husnr": "1",
            }
        ]  # fmt: skip
        for hus in range(1, familier + 1):
            self.familie(str(hus))
        for n in range(familier):
            foedt = self.dato(date(1952, 6, 1), date(1959, 6, 1)) if n % 2 else date(1975, 1, 1 + n % 28)
            cpr = self.borger(foedt, f"{n + 1}Z")
            self.udgifter(cpr, VOKSNE, ["53852", "53838", "53842", "53844"], 60_000, 220_000, antal=8)

    def dato(self, fra: date, til: date) -> date:
        return fra + timedelta(self.r.randrange((til - fra).days))

    def maaske_den_foerste(self, dag: date) -> date:
        return dag.replace(day=1) if self.r.random() < 0.4 else dag

    def borger(self, foedt: date, hus: str) -> str:
        self.nr += 1
        cpr = f"{foedt.day + 60:02d}{foedt:%m%y}{self.nr:04d}"
        self.t["person"].append(
            person(cpr, foedt.isoformat(), civilstand="U", aegtefaelle_cpr="", doedsdato="")
        )
        self.t["adresse"].append(adresse(cpr, hus, max(foedt, date(2005, 1, 1)).isoformat(), sidedoer=""))
        return cpr

    def find(self, cpr: str) -> dict[str, str]:
        return next(p for p in self.t["person"] if p["cpr"] == cpr)

    def flyt(self, cpr: str, hus: str, dag: date, **flere: str) -> None:
        sidste = [a for a in self.t["adresse"] if a["cpr"] == cpr][-1]
        if sidste["tilflytningsdato"] < dag.isoformat():
            sidste["fraflytningsdato"] = dag.isoformat()
            self.t["adresse"].append(adresse(cpr, hus, dag.isoformat(), **({"sidedoer": ""} | flere)))

    def gift(self, mor: str, far: str) -> date:
        """Married, with today's status or a history; returns a day on which they may have parted."""
        skilt = self.maaske_den_foerste(self.dato(date(2020, 3, 1), date(2025, 6, 1)))
        historik = self.r.random() < 0.6
        for a, b in ((mor, far), (far, mor)):
            self.find(a).update(civilstand="F" if historik else "G", aegtefaelle_cpr=b)
            if historik:
                slut = (skilt - timedelta(1)).isoformat()
                for kode, fra, til in (("G", "2006-05-06", slut), ("F", skilt.isoformat(), "")):
                    raekke = {"cpr": a, "civilstand": kode, "aegtefaelle_cpr": b, "fra": fra, "til": til}
                    self.t["civilstand"].append(raekke)
        return skilt

    def familie(self, hus: str) -> None:
        mor, far = (self.borger(self.dato(date(1975, 1, 1), date(1990, 1, 1)), hus) for _ in "mf")
        art = self.r.choice(["gift", "gift", "samlevende", "fra hinanden"])
        dag = self.gift(mor, far) if art == "gift" else self.dato(date(2020, 3, 1), date(2025, 6, 1))
        boern = [self.barn(mor, far, hus) for _ in range(self.r.randint(1, 4))]
        if self.r.random() < 0.5:
            self.flyt(far, f"{hus}X", self.maaske_den_foerste(dag))
            for barn in boern:
                if self.r.random() < 0.3:
                    self.flyt(barn, f"{hus}X", dag)
        if self.r.random() < 0.1:
            self.find(self.r.choice([mor, far])).update(
                doedsdato=self.dato(date(2020, 1, 1), date(2025, 1, 1)).isoformat()
            )
        for voksen in (mor, far):
            if self.r.random() < 0.3:
                self.udgifter(voksen, VOKSNE, ["52821", "53838"], 60_000, 150_000, antal=3)

    def barn(self, mor: str, far: str, hus: str) -> str:
        foedt = self.dato(date(1999, 1, 1), date(2021, 1, 1))
        cpr = self.borger(foedt, hus)
        slut = date(foedt.year + 18, foedt.month, min(foedt.day, 28)).isoformat()
        hvem = self.r.choice([(mor, far), (mor, far), (mor,), (far,)])
        myndighed = self.r.choice(["1", "1", ""])
        for voksen, rolle in ((mor, "mor"), (far, "far")):
            kode = myndighed if voksen in hvem else "0"
            self.t["relation"].append(relation(cpr, voksen, rolle, kode, foedt.isoformat(), slut))
        if self.r.random() < 0.4:
            self.anbring(cpr)
        if self.r.random() < 0.25:
            doer = {"sidedoer": "TV"} if self.r.random() < 0.3 else {}
            self.flyt(
                cpr,
                self.r.choice([f"{hus}X", hus, "777"]),
                self.dato(date(2020, 2, 1), date(2025, 6, 1)),
                **doer,
            )
        if self.r.random() < 0.05:
            self.find(cpr).update(doedsdato=self.dato(date(2021, 1, 1), date(2025, 1, 1)).isoformat())
        self.udgifter(cpr, BOERN, ["52820", "52821", "52822"], 20_000, 160_000, antal=7)
        return cpr

    def anbring(self, cpr: str) -> None:
        start = self.dato(date(2017, 1, 1), date(2024, 6, 1))
        for n in range(self.r.randint(1, 3)):
            slut = start + timedelta(self.r.randint(60, 700))
            lov, paragraf = self.r.choice(
                [("SEL", "66"), ("BL", "46.1"), ("LUK", "14"), ("SEL", "52.3.3"), ("BL", "32")]
            )
            raekke = {
                "indsats_id": f"I{cpr}{n}", "cpr": cpr, "lov": lov, "paragraf": paragraf, "takst": "3000",
                "enhed": "dag", "startdato": start.isoformat(), "slutdato": slut.isoformat(),
                "anbringelse": self.r.choice(["1", "0", ""]),
                "institution_id": self.r.choice(["", "PL"]), "status": self.r.choice(["bevilget", "ophoert", "afslag"]),
            }  # fmt: skip
            self.t["indsats"].append(raekke)
            start = slut + timedelta(self.r.choice([1, 2, 40]))

    def udgifter(
        self, cpr: str, love: list[tuple[str, str]], funktioner: list[str], lav: int, hoej: int, antal: int
    ) -> None:
        for _ in range(antal):
            fra = self.dato(date(2019, 11, 1), date(2025, 10, 1)).replace(day=self.r.choice([1, 1, 1, 9]))
            til = min(fra + timedelta(self.r.choice([20, 27, 58, 90, 200, 420])), date(2025, 12, 31))
            if self.r.random() < 0.7:
                fra, til = (
                    fra.replace(day=1),
                    (til.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1),
                )
            (lov, paragraf), funktion = self.r.choice(love), self.r.choice(funktioner)
            laengde = max(1, (til - fra).days // 30)
            oere = self.r.randint(lav * 100, hoej * 100) * laengde
            flere = {"lov": lov, "paragraf": paragraf, "regnskabsaar": str(til.year)}
            if self.r.random() < 0.08:
                flere["enkeltstaaende"] = "1"
            post = postering(
                cpr,
                f"{oere / 100:.2f}",
                fra.isoformat(),
                til.isoformat(),
                **flere,
                konto=f"{funktion}11000020047",
            )
            self.t["postering"].append(post)
            if self.r.random() < 0.3:
                self.indtaegt(post, funktion, oere)

    def indtaegt(self, udgift: dict[str, str], funktion: str, oere: int) -> None:
        """A refund, a user payment or the central refund itself, with or without the law written on it."""
        konto = self.r.choice([f"{funktion}21000000286", f"{funktion}11000009279", f"{funktion}21000000186"])
        lov = self.r.choice([{}, {"lov": "", "paragraf": ""}])
        ny = (
            udgift
            | lov
            | {"konto": konto, "beloeb": f"{-oere // 3 / 100:.2f}", "bilagsnr": f"X{udgift['bilagsnr']}"}
        )
        self.t["postering"].append(ny)


def forbundne(*alle: dict[tuple, Fraction]) -> dict[tuple, list[Fraction]]:
    """Each side's refund per year, law, kind and persons whom either side has in one case.

    How the months of a year are cut into cases when holders change is not asked here; which persons' months are
    summed is, because refund is not linear.
    """
    grupper: list[tuple[tuple, set[str], list[Fraction]]] = []
    for nr, sager in enumerate(alle):
        for (*art, medlemmer), refusion in sager.items():
            ens = [g for g in grupper if g[0] == tuple(art) and g[1] & set(medlemmer)]
            grupper = [g for g in grupper if g not in ens]
            tal = [sum((g[2][n] for g in ens), Fraction(0)) for n in range(len(alle))]
            tal[nr] += refusion
            grupper.append((tuple(art), set(medlemmer).union(*(g[1] for g in ens)), tal))
    return {(*art, tuple(sorted(medlemmer))): tal for art, medlemmer, tal in grupper}


@pytest.mark.parametrize("froe", [11, 12, 13])
def test_oraklet_og_motoren_er_enige_2020_til_2025(
    froe: int, ind: Indstillinger, nu: datetime, tmp_path: Path
):
    by = By(froe, familier=25)
    orakel = {sag: refusion for sag, (_, refusion) in OrakelAlleAar(by.t).regn().items()}
    vore: dict[tuple, Fraction] = defaultdict(Fraction)
    for r in pd.concat(udtraek.sde_aar(lager_af(by.t, ind, nu, tmp_path), None)).itertuples():
        vore[int(r.aar), r.lov, r.sagstype, tuple(r.cprnumre.split(","))] += Fraction(int(r.refusion), 100)
    assert {(n[:3], cpr) for n in vore for cpr in n[3]} == {(n[:3], cpr) for n in orakel for cpr in n[3]}
    begge = forbundne(vore, orakel)
    assert {n: (float(a), float(b)) for n, (a, b) in begge.items() if abs(a - b) > Fraction(5, 100)} == {}
    assert sum(orakel.values()) > 1_000_000
