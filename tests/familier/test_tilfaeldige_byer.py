"""The oracle and the engine agree on random small towns, and every krone on a person is in one family."""

from __future__ import annotations

import random
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from engine.indstillinger import Indstillinger
from engine.lager.laes import forespoerg
from engine.resultater import familier, udtraek
from engine.resultater.sde import Kontekst
from tests.familier.orakel import Familieorakel
from tests.lager_hjaelp import Tabeller, adresse, lager_af, person, postering, relation

FOERSTE, SIDSTE = date(2020, 6, 1), date(2023, 12, 31)
T = TypeVar("T")
KONTI = [
    *("5282011000000147", "5385211000000147", "5384221000000486", "5577312000000252"),
    *("5302711000000152", "3220111000000147", "5282031000000147", "5220721000000186"),
]
ARTER = ["47", "52", "71", "77", "86", "29"]


class By:
    """A random town: couples that marry, part and die, and children in all kinds of custody."""

    def __init__(self, r: random.Random, husstande: int) -> None:
        self.r = r
        self.t: Tabeller = defaultdict(list)
        self.nr = 0
        par = [self.par(f"{hus}") for hus in range(1, husstande + 1)]
        for (mor, _), (_, far) in pairwise(par):
            self.maaske_gift_igen(mor, far)
        for cpr in [p["cpr"] for p in self.t["person"]]:
            self.posteringer(cpr)
        self.t.setdefault("postering", []).append(postering("", "77.00", "2021-02-01", "2021-02-28"))

    def ja(self, af: int = 2) -> bool:
        return self.r.randint(1, af) == 1

    def een(self, valg: Sequence[T]) -> T:
        return self.r.choice(valg)

    def mellem(self, fra: date, til: date) -> date:
        return fra + timedelta(self.r.randint(0, (til - fra).days))

    def dag(self) -> str:
        return self.mellem(FOERSTE, SIDSTE).isoformat()

    def borger(self, foedt: date, hus: str, koen: str) -> str:
        self.nr += 1
        cpr = f"{foedt.day + 60:02d}{foedt:%m%y}{self.nr:04d}"
        doed = self.dag() if self.ja(6) else ""
        if doed and date.fromisoformat(doed) < foedt:
            doed = ""
        self.t["person"].append(
            person(cpr, foedt.isoformat(), koen=koen, doedsdato=doed, civilstand="U", aegtefaelle_cpr="")
        )
        self.t["adresse"].append(adresse(cpr, hus, max(foedt, date(2005, 1, 1)).isoformat()))
        if self.ja(3):
            self.flyt(cpr, self.een(["1", "2", "3", "50"]), self.mellem(FOERSTE, SIDSTE))
        if self.ja(8):  # a number that has been replaced, with postings still on it
            gammelt = f"{foedt.day + 60:02d}{foedt:%m%y}{self.nr + 5000:04d}"
            self.t["person"].append(person(gammelt, foedt.isoformat(), koen=koen, gaeldende_cpr=cpr))
        return cpr

    def flyt(self, cpr: str, hus: str, dag: date) -> None:
        sidste = next(a for a in reversed(self.t["adresse"]) if a["cpr"] == cpr)
        if date.fromisoformat(sidste["tilflytningsdato"]) < dag:
            sidste["fraflytningsdato"] = dag.isoformat()
            self.t["adresse"].append(adresse(cpr, hus, dag.isoformat()))

    def par(self, hus: str) -> tuple[str, str]:
        yngste = date(2006, 1, 1) if self.ja(4) else date(1995, 1, 1)
        a = self.borger(self.mellem(date(1960, 1, 1), yngste), hus, "K")
        b = self.borger(self.mellem(date(1960, 1, 1), date(1995, 1, 1)), hus, self.een("MMK"))
        art = self.een(["altid", "altid", "historik", "ens historik", "ugift"])
        if art == "altid":
            for x, y in ((a, b), (b, a)):
                next(p for p in self.t["person"] if p["cpr"] == x).update(civilstand="G", aegtefaelle_cpr=y)
        elif art != "ugift":
            fra = self.een(["", "2015-05-09", self.dag()])
            slut = self.dag() if self.ja() else ""
            slut = slut if slut > fra else ""
            self.aegteskab(a, b, fra, slut)
            if art == "historik":
                self.aegteskab(b, a, fra, slut)
        born = [self.barn(a, b, hus) for _ in range(self.r.randint(0, 3))]
        if born and self.ja(4):
            self.barnebarn(born[0], hus)
        return a, b

    def aegteskab(self, a: str, b: str, fra: str, slut: str) -> None:
        raekker = [{"cpr": a, "civilstand": "G", "aegtefaelle_cpr": b, "fra": fra, "til": slut}]
        if slut:
            dagen_efter = (date.fromisoformat(slut) + timedelta(1)).isoformat()
            raekker.append(
                {"cpr": a, "civilstand": "F", "aegtefaelle_cpr": "", "fra": dagen_efter, "til": ""}
            )
        self.t["civilstand"].extend(raekker)

    def maaske_gift_igen(self, a: str, b: str) -> None:
        """Two who are free, after whatever they were in has ended by the register."""
        optaget = {c["cpr"] for c in self.t["civilstand"]} | {
            c["aegtefaelle_cpr"] for c in self.t["civilstand"]
        }
        gifte = {p["cpr"] for p in self.t["person"] if p.get("civilstand") == "G"}
        if not {a, b} & (optaget | gifte) and self.ja():
            self.aegteskab(a, b, self.dag(), "")

    def barn(self, mor: str, far: str, hus: str) -> str:
        foedt = self.mellem(date(2003, 1, 1), date(2022, 10, 1))
        cpr = self.borger(foedt, hus, self.een("KM"))
        skift = self.dag() if self.ja(4) else ""
        for voksen, rolle in ((mor, "mor"), (far, self.een(["far", "anden"]))):
            for fra, til in (("", skift), (skift, "")) if skift else (("", ""),):
                kode = self.een(["1", "1", "0", ""])
                self.t["relation"].append(relation(cpr, voksen, rolle, kode, fra, til))
        if self.ja(3):
            start = self.mellem(FOERSTE, SIDSTE)
            slut = (start + timedelta(self.r.randint(20, 500))).isoformat()
            self.t["indsats"].append(
                {
                    "indsats_id": f"I{cpr}", "cpr": cpr, "lov": "SEL", "paragraf": "52", "startdato": start.isoformat(),
                    "slutdato": slut, "takst": "3000", "enhed": "dag", "status": "bevilget", "anbringelse": "1",
                }
            )  # fmt: skip
            self.flyt(cpr, "900", start)
        return cpr

    def barnebarn(self, barn: str, hus: str) -> None:
        foedt = date.fromisoformat(next(p for p in self.t["person"] if p["cpr"] == barn)["foedselsdato"])
        if foedt.year <= 2006:
            cpr = self.borger(date(foedt.year + 15, 3, 9), hus, "K")
            self.t["relation"].append(relation(cpr, barn, "mor", "1"))

    def posteringer(self, cpr: str) -> None:
        for _ in range(self.r.randint(0, 3)):
            konto = self.een(KONTI)[:14] + self.een(ARTER)
            fra = self.mellem(date(2020, 12, 1), date(2022, 12, 20))
            til = fra + timedelta(self.r.randint(0, 400))
            form = self.een(["angivet", "hele", "bilag", "enkelt"])
            if form == "hele":
                fra, til = (
                    fra.replace(day=1),
                    (til.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1),
                )
            oere = self.r.randint(-200_000_00, 900_000_00)
            p = postering(
                cpr, f"{oere / 100:.2f}", fra.isoformat(), til.isoformat(), konto=konto, lov="", paragraf=""
            )
            if form == "bilag":
                p |= {"periode_fra": "", "periode_til": ""}
            if form == "enkelt":
                p |= {"enkeltstaaende": "1"}
            self.t["postering"].append(p)


def byg(tabeller: Tabeller, mappe: Path) -> Kontekst:
    hjem = mappe / "hjem"
    hjem.mkdir()
    ind = Indstillinger(hjem=hjem, kommune="0860", database_url=f"sqlite:///{hjem / 'sager.db'}")
    return lager_af(tabeller, ind, datetime(2026, 1, 15, 8, 0, tzinfo=UTC), mappe)


def efter_cpr(k: Kontekst) -> dict[tuple[int, str], Any]:
    """The extract's rows by year and the CPR number of the adult whose key the id is made of."""
    cpr = forespoerg(k.gen, "SELECT person_noegle, cpr FROM raw.cpr WHERE er_gaeldende").to_pylist()
    navn = {familier.familie_id(k, r["person_noegle"]): r["cpr"] for r in cpr}
    df = pd.concat(udtraek.dyreste_familier(k, None))
    return {(int(r.aar), navn[r.familie_id]): r for r in df.itertuples(index=False)}


@settings(derandomize=True, deadline=None, max_examples=6, phases=[Phase.generate])
@given(st.integers(0, 2**32))
def test_oraklet_og_motoren_er_enige_i_en_tilfaeldig_by(froe: int) -> None:
    tabeller = By(random.Random(froe), husstande=30).t
    with tempfile.TemporaryDirectory() as mappe:
        k = byg(tabeller, Path(mappe))
        vore, orakel = efter_cpr(k), Familieorakel(tabeller).familier()
        med_beloeb = {n for n, r in vore.items() if r.bruttoudgift or r.indtaegter or r.refusion_bogfoert}
        assert med_beloeb == set(orakel)
        for noegle, ventet in orakel.items():
            r = vore[noegle]
            booket = (r.bruttoudgift, r.indtaegter, -r.refusion_bogfoert)
            assert booket == (ventet.brutto, ventet.indtaegt, ventet.refusion), noegle
            assert r.antal_personer == len(ventet.personer), noegle
            assert r.nettoudgift == r.bruttoudgift + r.indtaegter - r.refusion
        _hver_krone_er_brugt_een_gang(k, tabeller)


def _hver_krone_er_brugt_een_gang(k: Kontekst, tabeller: Tabeller) -> None:
    df = pd.concat(udtraek.dyreste_familier(k, None))
    med_cpr = [p for p in tabeller["postering"] if p["cpr"] and p["konto"][5] in "12"]
    central = sum(round(float(p["beloeb"]) * 100) for p in med_cpr if p["konto"].startswith("52207"))
    regnskab = sum(round(float(p["beloeb"]) * 100) for p in med_cpr)
    assert int((df["bruttoudgift"] + df["indtaegter"] - df["refusion_bogfoert"]).sum()) == regnskab - central
    sde = pd.concat(udtraek.sde_aar(k, None))
    sagernes = sde.groupby("aar")["refusion"].sum()
    familiernes = df.groupby("aar")["refusion_sde"].sum()
    assert familiernes[familiernes > 0].to_dict() == sagernes[sagernes > 0].to_dict()
