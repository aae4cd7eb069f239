"""The conformance set and the oracle against the whole way: delivery → landing → models → refund → extract."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from engine.indstillinger import Indstillinger
from engine.lager.laes import forespoerg
from engine.resultater import udtraek
from engine.resultater.sde import Kontekst
from tests.lager_hjaelp import Tabeller, adresse, byg_fra, lager_af, person, postering, relation
from tests.refusion.leverancer import laes_csv, laes_mappe
from tests.refusion.orakel import Orakel, refusioner


def vore_sager(k: Kontekst) -> dict[tuple[int, str, tuple[str, ...]], tuple[int, int]]:
    """(year, kind, members) → (net, refund) in øre; cases of the same members in a year are added."""
    df = pd.concat(udtraek.sde_aar(k, None))
    ud: dict[tuple[int, str, tuple[str, ...]], tuple[int, int]] = {}
    for r in df.itertuples(index=False):
        noegle = (int(r.aar), str(r.sagstype), tuple(r.cprnumre.split(",")))
        netto, refusion = ud.get(noegle, (0, 0))
        ud[noegle] = (netto + int(r.nettoudgift), refusion + int(r.refusion))
    return ud


def test_overensstemmelsessaettet_stemmer_i_hvert_sagsaar(delt: Path, ind: Indstillinger, nu: datetime):
    saet = delt / "conformance" / "sde"
    vore = vore_sager(byg_fra(ind, nu, [saet / "leverance"]))
    ventet = {
        (int(r["aar"]), r["sagstype"], tuple(r["cprnumre"].split(","))): (
            Fraction(r["nettoudgift"]),
            Fraction(r["refusion"]),
        )
        for r in laes_csv(saet / "expected.csv")
    }
    assert set(vore) == set(ventet)
    for noegle, (netto, refusion) in ventet.items():
        assert abs(Fraction(vore[noegle][0], 100) - netto) <= Fraction(1, 100), noegle
        assert abs(Fraction(vore[noegle][1], 100) - refusion) <= Fraction(1, 100), noegle


def test_oraklet_selv_stemmer_med_overensstemmelsessaettet(delt: Path):
    saet = delt / "conformance" / "sde"
    orakel = refusioner(laes_mappe(saet / "leverance"))
    for r in laes_csv(saet / "expected.csv"):
        noegle = (int(r["aar"]), r["sagstype"], tuple(r["cprnumre"].split(",")))
        assert abs(orakel[noegle][1] - Fraction(r["refusion"])) < Fraction(1, 100)


class By:
    """A random small town: families of every kind, placements, moves, invoices with every kind of period."""

    def __init__(self, froe: int, familier: int) -> None:
        self.r = random.Random(froe)
        self.nr = 0
        self.t: Tabeller = defaultdict(list)
        for hus in range(1, familier + 1):
            self.familie(str(hus))
        for _ in range(familier // 2):
            foedt = date(
                self.r.choice([1953, 1954, 1955, 1956, 1970, 1990]),
                self.r.randint(1, 12),
                self.r.randint(1, 28),
            )
            cpr = self.borger(foedt, str(900 + self.nr))
            self.udgifter(cpr, 40_000, 200_000)
        self.t.setdefault("indsats", [])
        self.t["institution"] = []

    def borger(self, foedt: date, hus: str, **flere: str) -> str:
        self.nr += 1
        cpr = f"{foedt.day + 60:02d}{foedt:%m%y}{self.nr:04d}"
        self.t["person"].append(person(cpr, foedt.isoformat(), civilstand="U", aegtefaelle_cpr="", **flere))
        self.t["adresse"].append(adresse(cpr, hus, max(foedt, date(2005, 1, 1)).isoformat()))
        return cpr

    def dato(self, fra: date, til: date) -> date:
        return fra + timedelta(self.r.randrange((til - fra).days))

    def familie(self, hus: str) -> None:
        mor, far = (self.borger(self.dato(date(1975, 1, 1), date(1990, 1, 1)), hus) for _ in "mf")
        art = self.r.choice(["gift", "samlevende", "alene", "fra hinanden"])
        if art == "gift":
            for a, b in ((mor, far), (far, mor)):
                self.find(a).update(civilstand="G", aegtefaelle_cpr=b)
        if art in ("alene", "fra hinanden"):
            self.flyt(far, f"{hus}X", date(2006, 1, 1))
        for _ in range(self.r.randint(1, 4)):
            self.barn(mor, far, hus, art)

    def find(self, cpr: str) -> dict[str, str]:
        return next(p for p in self.t["person"] if p["cpr"] == cpr)

    def flyt(self, cpr: str, hus: str, dag: date) -> None:
        sidste = [a for a in self.t["adresse"] if a["cpr"] == cpr][-1]
        sidste["fraflytningsdato"] = dag.isoformat()
        self.t["adresse"].append(adresse(cpr, hus, dag.isoformat()))

    def barn(self, mor: str, far: str, hus: str, art: str) -> None:
        foedt = self.dato(date(1999, 1, 1), date(2021, 1, 1))
        cpr = self.borger(foedt, hus)
        slut = date(foedt.year + 18, foedt.month, min(foedt.day, 28)).isoformat()
        myndighed = self.r.choice(["begge", "mor", "far", "ukendt"])
        for voksen, rolle in ((mor, "mor"), (far, "far")):
            kode = "" if myndighed == "ukendt" else str(int(myndighed in ("begge", rolle)))
            self.t["relation"].append(relation(cpr, voksen, rolle, kode, foedt.isoformat(), slut))
        if self.r.random() < 0.35:
            self.anbring(cpr)
        if self.r.random() < 0.3:
            self.flyt(cpr, self.r.choice([f"{hus}X", "777"]), self.dato(date(2021, 2, 1), date(2022, 12, 1)))
        self.udgifter(
            cpr, 10_000, 110_000, konto="5282010000000147", paragraf=self.r.choice(["52", "76", "52.3.7"])
        )

    def anbring(self, cpr: str) -> None:
        start = self.dato(date(2019, 1, 1), date(2022, 6, 1))
        for n in range(self.r.randint(1, 2)):
            slut = start + timedelta(self.r.randint(60, 500))
            self.t["indsats"].append(
                {
                    "indsats_id": f"I{cpr}{n}",
                    "cpr": cpr,
                    "lov": "SEL",
                    "paragraf": "66",
                    "startdato": start.isoformat(),
                    "slutdato": slut.isoformat(),
                    "takst": "3000",
                    "enhed": "dag",
                    "status": "bevilget",
                    "institution_id": "",
                    "anbringelse": self.r.choice(["1", "0", ""]),
                }
            )
            start = slut + timedelta(self.r.choice([1, 40]))

    def udgifter(self, cpr: str, lav: int, hoej: int, **flere: str) -> None:
        for aar in (2021, 2022):
            for _ in range(self.r.randint(1, 4)):
                oere = self.r.randint(lav * 100, hoej * 100) * self.r.choice([1, 1, 1, 3])
                fra = date(aar, self.r.randint(1, 12), self.r.choice([1, 1, 1, 9]))
                til = min(fra + timedelta(self.r.choice([20, 27, 58, 90, 200])), date(2022, 12, 31))
                if self.r.random() < 0.6:
                    fra = fra.replace(day=1)
                    til = (til.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)
                rest = {"enkeltstaaende": "1"} if self.r.random() < 0.1 else {}
                fortegn = -1 if self.r.random() < 0.08 else 1
                beloeb = f"{fortegn * oere / 100:.2f}"
                self.t["postering"].append(
                    postering(cpr, beloeb, fra.isoformat(), til.isoformat(), **flere, **rest)
                )


@pytest.mark.parametrize("froe", [1, 2, 3, 4])
def test_oraklet_og_motoren_er_enige_i_en_tilfaeldig_by(
    froe: int, ind: Indstillinger, nu: datetime, tmp_path: Path
):
    by = By(froe, familier=40)
    orakel = refusioner(by.t)
    k = lager_af(by.t, ind, nu, tmp_path)
    vore = vore_sager(k)
    assert {n for n in orakel if n[0] in (2021, 2022)} == {n for n in vore if n[0] in (2021, 2022)}
    for noegle, (_, refusion) in orakel.items():
        if noegle[0] in (2021, 2022):
            assert abs(Fraction(vore[noegle][1], 100) - refusion) <= Fraction(1, 100), noegle


def test_andele_er_oraklets_andele_i_en_27720_del_oere(ind: Indstillinger, nu: datetime, tmp_path: Path):
    by = By(9, familier=25)
    k = lager_af(by.t, ind, nu, tmp_path)
    sql = "SELECT bilagsnr, maaned, andel_u FROM marts.sde_grundlag"
    vore = {(r["bilagsnr"], r["maaned"]): r["andel_u"] for r in forespoerg(k.gen, sql).to_pylist()}
    ventet = {
        (p["bilagsnr"], f"{aar}-{md:02d}"): andel * 100 * 27_720
        for p in by.t["postering"]
        for (aar, md), andel in Orakel(by.t).andele(p).items()
    }
    assert vore == ventet
