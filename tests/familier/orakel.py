"""An oracle for families and what they cost: delivery rows in, families out. Shares no code with the engine.

Written from the words of contracts.md ('familie') and docs/udvikling/familier.md, with loops over persons and months:
slow, plain, and easy to check by eye. It does not know the refund for særligt dyre enkeltsager.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

Maaned = tuple[int, int]
ALTID, ALDRIG = date(1, 1, 1), date(9999, 12, 31)


def d(tekst: str | None, ellers: date) -> date:
    return date.fromisoformat(tekst) if tekst else ellers


@dataclass
class Familie:
    personer: set[str] = field(default_factory=set)
    brutto: int = 0
    indtaegt: int = 0
    refusion: int = 0  # as booked: negative


class Familieorakel:
    def __init__(self, lev: dict[str, list[dict[str, str]]]) -> None:
        self.nyt_nr = {p["cpr"]: p["gaeldende_cpr"] for p in lev["person"] if p.get("gaeldende_cpr")}
        self.person = {p["cpr"]: p for p in lev["person"] if p["cpr"] not in self.nyt_nr}
        self.adresser = defaultdict(list)
        for a in lev.get("adresse", []):
            self.adresser[self.nu(a["cpr"])].append(a)
        self.relationer = defaultdict(list)
        for r in lev.get("relation", []):
            self.relationer[self.nu(r["barn_cpr"])].append(r)
        self.historik = defaultdict(list)
        for c in lev.get("civilstand", []):
            self.historik[self.nu(c["cpr"])].append(c)
        self.anbragt = defaultdict(list)
        for i in lev.get("indsats", []):
            if i.get("anbringelse") == "1":
                self.anbragt[self.nu(i["cpr"])].append((d(i["startdato"], ALTID), d(i["slutdato"], ALDRIG)))
        self.posteringer = [p for p in lev.get("postering", []) if p["cpr"]]
        self.alle = set(self.person) | {self.nu(p["cpr"]) for p in self.posteringer}
        self.alle |= {self.nu(r["foraelder_cpr"]) for rr in self.relationer.values() for r in rr}
        self.aegteskaber = self._aegteskaber()
        for navn in ("aegtefaelle", "indehaver", "naeste", "navn", "hoved"):  # asked again and again
            setattr(self, navn, cache(getattr(self, navn)))

    def nu(self, cpr: str) -> str:
        while cpr in self.nyt_nr:
            cpr = self.nyt_nr[cpr]
        return cpr

    # ---- persons
    def foedt(self, cpr: str) -> date:
        return d(self.person.get(cpr, {}).get("foedselsdato"), ALTID)

    def doed(self, cpr: str) -> date:
        return d(self.person.get(cpr, {}).get("doedsdato"), ALDRIG)

    def lever(self, cpr: str, dag: date) -> bool:
        return self.foedt(cpr) <= dag <= self.doed(cpr)

    def fylder_18(self, cpr: str) -> date:
        f = self.foedt(cpr)
        return date(f.year + 18, f.month, f.day if (f.month, f.day) != (2, 29) else 28)

    def er_barn(self, cpr: str, dag: date) -> bool:
        """Under 18 on the day, or dead before 18."""
        return cpr in self.person and self.fylder_18(cpr) > min(dag, self.doed(cpr))

    # ---- marriages
    def _aegteskaber(self) -> list[tuple[str, str, date, date]]:
        ud = []
        for cpr, p in self.person.items():
            anden = self.nu(p.get("aegtefaelle_cpr", ""))
            if cpr in self.historik:
                raekker = sorted(self.historik[cpr], key=lambda c: d(c["fra"], ALTID))
                for nr, c in enumerate(raekker):
                    til = d(c["til"], ALDRIG)
                    if nr + 1 < len(raekker):
                        til = min(til, d(raekker[nr + 1]["fra"], ALTID) - timedelta(1))
                    if c["civilstand"] in ("G", "P"):
                        ud.append((cpr, self.nu(c["aegtefaelle_cpr"]), d(c["fra"], ALTID), til))
            elif p.get("civilstand") in ("G", "P") and anden and anden not in self.historik:
                ud.append((cpr, anden, ALTID, ALDRIG))
        return ud

    def aegtefaelle(self, cpr: str, m: Maaned) -> str | None:
        dag = date(*m, 1)
        fundne = {
            y if x == cpr else x
            for x, y, fra, til in self.aegteskaber
            if cpr in (x, y) and fra <= dag <= til and dag <= self.doed(x) and dag <= self.doed(y)
        }
        assert len(fundne) <= 1, "the oracle's towns have no bigamy"
        return next(iter(fundne), None)

    # ---- children
    def adresse(self, cpr: str, dag: date) -> tuple[str, str] | None:
        for a in self.adresser[cpr]:
            if d(a["tilflytningsdato"], ALTID) <= dag < d(a["fraflytningsdato"], ALDRIG) and dag <= self.doed(
                cpr
            ):
                return (a["vejkode"], a["husnr"])
        return None

    def indehaver(self, barn: str, m: Maaned) -> str | None:
        dag = min(max(date(*m, 1), self.foedt(barn)), self.doed(barn))
        foer = dag
        while any(fra <= foer <= til for fra, til in self.anbragt[barn]):
            foer -= timedelta(1)
        hjem = self.adresse(barn, foer)
        kendte, antagne = [], []
        for r in self.relationer[barn]:
            voksen = self.nu(r["foraelder_cpr"])
            if self.doed(voksen) < dag:
                continue
            hjemme = hjem is not None and self.adresse(voksen, foer) == hjem
            rang = (not hjemme, r["relation"] != "mor", voksen)
            fra, til = d(r["fra"], ALTID), d(r["til"], ALDRIG)
            if r["foraeldremyndighed"] == "1" and fra <= dag <= til:
                kendte.append((rang, voksen))
            if r["foraeldremyndighed"] == "" and r["relation"] != "anden" and fra <= foer <= til and hjemme:
                antagne.append((rang, voksen))
        mulige = sorted(kendte or antagne)
        return mulige[0][1] if mulige else None

    # ---- the family of a person in a month
    def naeste(self, cpr: str, m: Maaned) -> str:
        """Whom the person follows: the married and the grown-up themselves."""
        if self.aegtefaelle(cpr, m):
            return cpr
        if self.er_barn(cpr, date(*m, 1)):
            return self.indehaver(cpr, m) or cpr
        doed = self.doed(cpr)
        if doed < date(*m, 1):
            i_doedsmaaneden = (doed.year, doed.month)
            enke = self.aegtefaelle(cpr, i_doedsmaaneden)
            if enke:
                deres = self.doed(enke)
                if (deres.year, deres.month) > i_doedsmaaneden or enke < cpr:
                    return enke
        return cpr

    def navn(self, cpr: str, m: Maaned) -> str:
        voksen = self.naeste(self.naeste(cpr, m), m)
        anden = self.aegtefaelle(voksen, m)
        return self.hoved(voksen, anden, m[0]) if anden else voksen

    def hoved(self, a: str, b: str, aar: int) -> str:
        def rang(x: str, y: str) -> tuple:
            doed = self.doed(x)
            lever_laengst = (doed.year, doed.month) if doed.year <= aar else (9999, 12)
            alene = 0
            for md in range(1, 13):
                if self.aegtefaelle(x, (aar, md)) == y:
                    continue
                dag = date(aar, md, 1)
                for barn in self.person:
                    if (
                        self.lever(barn, dag)
                        and self.er_barn(barn, dag)
                        and self.indehaver(barn, (aar, md)) == x
                    ):
                        alene += 1
            mand = self.person.get(x, {}).get("koen") != "K"
            return ((-lever_laengst[0], -lever_laengst[1]), -alene, mand, x)

        return min((a, b), key=lambda x: rang(x, b if x == a else a))

    # ---- the postings
    def andele(self, p: dict[str, str]) -> dict[Maaned, int]:
        """Whole øre by month: equal months, else by days; the rest by largest remainder, the earliest first."""
        oere = round(float(p["beloeb"]) * 100)
        if p.get("enkeltstaaende") == "1":
            fra, til = date(int(p["regnskabsaar"]), 1, 1), date(int(p["regnskabsaar"]), 12, 31)
        elif p.get("periode_fra"):
            fra, til = d(p["periode_fra"], ALTID), d(p["periode_til"], ALTID)
        else:
            fra = d(p["bilagsdato"], ALTID).replace(day=1)
            til = fra.replace(day=calendar.monthrange(fra.year, fra.month)[1])
        dage: dict[Maaned, int] = defaultdict(int)
        dag = fra
        while dag <= til:
            dage[dag.year, dag.month] += 1
            dag += timedelta(1)
        hele = fra.day == 1 and (til + timedelta(1)).day == 1
        vaegt = dict.fromkeys(dage, 1) if hele else dict(dage)
        ialt = sum(vaegt.values())
        ud = {m: abs(oere) * v // ialt for m, v in vaegt.items()}
        rest = {m: abs(oere) * v % ialt for m, v in vaegt.items()}
        for m in sorted(rest, key=lambda m: (-rest[m], m))[: abs(oere) - sum(ud.values())]:
            ud[m] += 1
        return {m: v if oere >= 0 else -v for m, v in ud.items()}

    # ---- the year
    def familier(self) -> dict[tuple[int, str], Familie]:
        """{(year, the adult's current CPR number): family}, those with amounts."""
        ud: dict[tuple[int, str], Familie] = defaultdict(Familie)
        for p in self.posteringer:
            cpr, dranst, art = self.nu(p["cpr"]), p["konto"][5], f"{p['konto'][14]}.{p['konto'][15]}"
            for m, oere in self.andele(p).items():
                familie = ud[m[0], self.navn(cpr, m)]
                familie.personer.add(cpr)
                # Loans and works are nobody's running cost; 5.22.07 is the central refund, which is computed anew.
                if dranst not in "12" or p["konto"].startswith("52207"):
                    continue
                if dranst == "2" or art == "8.6":
                    familie.refusion += oere
                elif art[0] == "7":
                    familie.indtaegt += oere
                else:
                    familie.brutto += oere
        for aar in {aar for aar, _ in ud}:
            for cpr in self.alle:
                for md in range(1, 13):
                    noegle = (aar, self.navn(cpr, (aar, md)))
                    if noegle in ud and self.lever(cpr, date(aar, md, 1)):
                        ud[noegle].personer.add(cpr)
        return {n: f for n, f in ud.items() if f.brutto or f.indtaegt or f.refusion}
