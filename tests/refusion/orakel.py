"""An oracle for særligt dyre enkeltsager: delivery rows in, refund out. Shares no code with the engine.

Written from design.md's readings with fractions and day-by-day loops: slow, plain, and easy to check by eye.
It covers SEL § 176 in the monthly years 2021–2023: persons, households, placements, efterværn, one-offs and 67.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

GRAENSER = {
    2020: (1_090_000, 2_050_000, None),
    2021: (850_000, 1_660_000, 2_090_000),
    2022: (860_000, 1_680_000, 2_120_000),
    2023: (880_000, 1_730_000, 2_180_000),
}
ANBRINGELSER = {("SEL", p) for p in ("52.3.7", "58", "66", "76", "76a")}
ANBRINGELSESSTEDER = {"opholdssted", "plejefamilie", "doegninstitution", "sikret_institution"}


def d(tekst: str | None) -> date | None:
    return date.fromisoformat(tekst) if tekst else None


def refusioner(
    lev: dict[str, list[dict[str, str]]],
) -> dict[tuple[int, str, tuple[str, ...]], tuple[Fraction, Fraction]]:
    """{(year, kind, cpr numbers): (net, refund)} in kroner."""
    return Orakel(lev).regn()


class Orakel:
    def __init__(self, lev: dict[str, list[dict[str, str]]]) -> None:
        self.personer = {p["cpr"]: p for p in lev["person"]}
        self.adresser = defaultdict(list)
        for a in lev["adresse"]:
            self.adresser[a["cpr"]].append(a)
        self.relationer = defaultdict(list)
        for r in lev.get("relation", []):
            self.relationer[r["barn_cpr"]].append(r)
        typer = {i["institution_id"]: i["type"] for i in lev.get("institution", [])}
        self.anbragt = defaultdict(set)
        for i in lev.get("indsats", []):
            if i["status"] not in ("bevilget", "ophoert"):
                continue
            if (
                i.get("anbringelse") == "1"
                or (i["lov"], i["paragraf"].replace(" ", "")) in ANBRINGELSER
                or typer.get(i.get("institution_id", "")) in ANBRINGELSESSTEDER
            ):
                dag, slut = d(i["startdato"]), d(i.get("slutdato")) or date(2023, 12, 31)
                while dag <= slut:
                    self.anbragt[i["cpr"]].add(dag)
                    dag += timedelta(1)
        self.posteringer = lev["postering"]

    # ---- months of a posting
    def andele(self, p: dict[str, str]) -> dict[tuple[int, int], Fraction]:
        beloeb = Fraction(p["beloeb"])
        if p.get("enkeltstaaende") == "1":
            return {(int(p["regnskabsaar"]), m): beloeb / 12 for m in range(1, 13)}
        if p.get("periode_fra") and p.get("periode_til"):
            fra, til = d(p["periode_fra"]), d(p["periode_til"])
        else:
            dag = d(p.get("bilagsdato")) or d(p["bogfoeringsdato"])
            fra, til = dag.replace(day=1), dag.replace(day=calendar.monthrange(dag.year, dag.month)[1])
        dage: dict[tuple[int, int], int] = defaultdict(int)
        dag = fra
        while dag <= til:
            dage[dag.year, dag.month] += 1
            dag += timedelta(1)
        if fra.day == 1 and (til + timedelta(1)).day == 1:
            return {m: beloeb / len(dage) for m in dage}
        # by days, in units of 1/27.720 øre by largest remainder: the readings' exact unit
        ialt, enheder = sum(dage.values()), abs(beloeb) * 100 * 27720
        dele = {m: enheder * n / ialt for m, n in dage.items()}
        hele = {m: int(v) for m, v in dele.items()}
        rest = int(enheder) - sum(hele.values())
        for m in sorted(dele, key=lambda m: (-(dele[m] - hele[m]), m))[:rest]:
            hele[m] += 1
        fortegn = -1 if beloeb < 0 else 1
        return {m: Fraction(fortegn * v, 27720 * 100) for m, v in hele.items()}

    def medregnes(self, p: dict[str, str]) -> bool:
        return p["lov"] == "SEL" and bool(p["cpr"]) and p["konto"][5] == "1" and p["cpr"] in self.personer

    # ---- where somebody lives
    def adresse(self, cpr: str, dag: date) -> tuple | None:
        bedst = None
        for a in sorted(
            self.adresser[cpr], key=lambda a: (a["tilflytningsdato"], int(a.get("loebenr") or 0))
        ):
            if d(a["tilflytningsdato"]) <= dag:
                bedst = a
        if bedst is None or bedst["type"] != "bopael":
            return None
        slut = d(bedst["fraflytningsdato"])
        if slut and slut <= dag:
            return None
        return tuple(bedst.get(k, "") for k in ("kommunekode", "vejkode", "husnr", "etage", "sidedoer"))

    def alder(self, cpr: str, dag: date) -> int:
        f = d(self.personer[cpr]["foedselsdato"])
        return dag.year - f.year - ((dag.month, dag.day) < (f.month, f.day))

    def gift(self, a: str, b: str) -> bool:
        return any(
            self.personer.get(x, {}).get("civilstand") in ("G", "P")
            and self.personer[x].get("aegtefaelle_cpr") == y
            for x, y in ((a, b), (b, a))
        )

    def foer_anbringelsen(self, cpr: str, dag: date) -> date:
        while dag in self.anbragt[cpr]:
            dag -= timedelta(1)
        return dag

    # ---- households
    def indehavere(self, cpr: str, aar: int, md: int) -> tuple[str, ...] | None:
        """The holders whose household the child or young person belongs to in the month, or None."""
        dag = date(aar, md, 1)
        if self.alder(cpr, dag) >= 18:
            f = d(self.personer[cpr]["foedselsdato"])
            ref = date(f.year + 18, f.month, 28 if (f.month, f.day) == (2, 29) else f.day) - timedelta(1)
        else:
            ref = max(dag, d(self.personer[cpr]["foedselsdato"]))
        ref = self.foer_anbringelsen(cpr, ref)
        hjem = self.adresse(cpr, ref)
        if hjem is None:
            return None
        kendte, antagne, mor = set(), set(), None
        for r in self.relationer[cpr]:
            if (d(r["fra"]) or date.min) <= ref <= (d(r["til"]) or date.max) and self.adresse(
                r["foraelder_cpr"], ref
            ) == hjem:
                if r["relation"] == "mor":
                    mor = r["foraelder_cpr"]
                if r["foraeldremyndighed"] == "1":
                    kendte.add(r["foraelder_cpr"])
                elif r["foraeldremyndighed"] == "" and r["relation"] != "anden":
                    antagne.add(r["foraelder_cpr"])
        mulige = sorted(kendte or antagne)
        if not mulige:
            return None
        if len(mulige) > 1:
            a, b = mulige[:2]
            sammen = (
                self.gift(a, b)
                and self.adresse(a, dag) is not None
                and self.adresse(a, dag) == self.adresse(b, dag)
            )
            if not sammen:
                mulige = [mor] if mor in mulige else mulige[:1]
        return tuple(mulige)

    def sammen(self, x: tuple[str, ...], y: tuple[str, ...], dag: date) -> bool:
        if set(x) & set(y):
            return True
        return any(
            self.gift(a, b)
            and self.adresse(a, dag) is not None
            and self.adresse(a, dag) == self.adresse(b, dag)
            for a in x
            for b in y
        )

    def parret(self, holdere: tuple[str, ...], dag: date) -> tuple[str, ...]:
        """The holder with the spouse he or she lives with, marked as a couple."""
        hjem = self.adresse(holdere[0], dag)
        par = {c for c in self.personer if hjem and self.gift(holdere[0], c) and self.adresse(c, dag) == hjem}
        return ("par", *sorted({holdere[0]} | par))

    # ---- the year
    def regn(self) -> dict:
        netto: dict[tuple[str, int, int, bool], Fraction] = defaultdict(Fraction)
        for p in self.posteringer:
            if self.medregnes(p):
                eftervaern = p["paragraf"].replace(" ", "").split(".")[0] in ("76", "76a")
                for (aar, md), andel in self.andele(p).items():
                    netto[p["cpr"], aar, md, eftervaern] += andel
        person = defaultdict(lambda: defaultdict(Fraction))
        boern = defaultdict(list)
        for (cpr, aar, md, eftervaern), beloeb in netto.items():
            alder = self.alder(cpr, date(aar, md, 1))
            hus = self.indehavere(cpr, aar, md) if alder < 18 or (alder <= 22 and eftervaern) else None
            if hus:
                boern[aar, md].append((cpr, hus, beloeb))
            else:
                person[aar, cpr][md] += beloeb
        husstande = self.saml_husstande(boern)
        ud = {}
        for (aar, cpr), mdr in person.items():
            mdr = {m: b for m, b in mdr.items() if self.maa_indgaa(cpr, aar, m, person)}
            if mdr and aar in GRAENSER:
                ud[aar, "person", (cpr,)] = (sum(mdr.values()), self.aarets(aar, mdr))
        for aar, medlemmer, mdr in husstande:
            if aar in GRAENSER:
                # A child who moves between its parents' households has a case in each, with the same members.
                noegle = (aar, "husstand", tuple(sorted(medlemmer)))
                netto_foer, refusion_foer = ud.get(noegle, (Fraction(0), Fraction(0)))
                ud[noegle] = (netto_foer + sum(mdr.values()), refusion_foer + self.aarets(aar, mdr))
        return ud

    def saml_husstande(self, boern: dict) -> list[tuple[int, set[str], dict[int, Fraction]]]:
        """Children joined in a month; months joined in the year when they share holders or a married couple."""
        pr_aar: dict[int, list[tuple[set, set[str], dict[int, Fraction]]]] = defaultdict(list)
        for (aar, md), liste in sorted(boern.items()):
            grupper: list[list] = []
            for post in liste:
                ens = [g for g in grupper if any(self.sammen(post[1], o[1], date(aar, md, 1)) for o in g)]
                ny = [post] + [o for g in ens for o in g]
                grupper = [g for g in grupper if g not in ens] + [ny]
            for g in grupper:
                navne = {o[1] for o in g} | {self.parret(o[1], date(aar, md, 1)) for o in g}
                kendt = [h for h in pr_aar[aar] if h[0] & navne]
                maal = kendt[0] if kendt else (set(), set(), defaultdict(Fraction))
                if not kendt:
                    pr_aar[aar].append(maal)
                maal[0].update(navne)
                for cpr, _, beloeb in g:
                    maal[1].add(cpr)
                    maal[2][md] += beloeb
        return [(aar, medlemmer, mdr) for aar, liste in pr_aar.items() for _, medlemmer, mdr in liste]

    def maa_indgaa(self, cpr: str, aar: int, md: int, person: dict) -> bool:
        if self.alder(cpr, date(aar, md, 1)) < 67:
            return True
        f = d(self.personer[cpr]["foedselsdato"])
        if date(f.year + 67, f.month, min(f.day, 28)) < date(2021, 1, 1):
            return False
        foer_aar, foer_md = (f.year + 66, 12) if f.month == 1 else (f.year + 67, f.month - 1)
        return person.get((foer_aar, cpr), {}).get(foer_md, Fraction(0)) > Fraction(GRAENSER[foer_aar][0], 12)

    def aarets(self, aar: int, mdr: dict[int, Fraction]) -> Fraction:
        g1, g2, g3 = (Fraction(g, 12) for g in GRAENSER[aar])
        ialt = Fraction(0)
        for n in mdr.values():
            if n > g1:
                ialt += (min(n, g2) - g1) / 4
            if n > g2:
                ialt += (min(n, g3) - g2) / 2
            if n > g3:
                ialt += (n - g3) * 3 / 4
        return ialt
