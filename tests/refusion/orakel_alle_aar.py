"""The oracle for every year 2018–2026: the annual years, SEL, BL, LUK and ældreloven, accounts, marriages, deaths.

Builds on orakel.py's day loops and fractions and shares no code with the engine. Its account table is written from
design.md reading 7 and satser.md 8, for the functions the random towns use, and its law rules from readings 8–12.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

from tests.refusion.orakel import Orakel, d

GRAENSER = {
    ("SEL176", 2018): (1_050_000, 1_970_000),
    ("SEL176", 2019): (1_070_000, 2_010_000),
    ("SEL176", 2020): (1_090_000, 2_050_000),
    ("SEL176a", 2018): (790_000, 1_570_000),
    ("SEL176a", 2019): (810_000, 1_600_000),
    ("SEL176a", 2020): (830_000, 1_630_000),
    ("SEL176", 2021): (850_000, 1_660_000, 2_090_000),
    ("SEL176", 2022): (860_000, 1_680_000, 2_120_000),
    ("SEL176", 2023): (880_000, 1_730_000, 2_180_000),
    **{(lov, 2024): (910_000, 1_790_000, 2_250_000) for lov in ("SEL176", "BL198")},
    **{(lov, 2025): (940_000, 1_850_000, 2_330_000) for lov in ("SEL176", "BL198")},
    **{(lov, 2026): (980_000, 1_930_000, 2_430_000) for lov in ("SEL176", "BL198")},
}
SATSER = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))

# function -> (law and paragraph before 2024, from 2024)
KONTI: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "52820": (("SEL", "52"), ("BL", "43")),
    "52821": (("SEL", "52"), ("BL", "32")),
    "52822": (("SEL", "52"), ("BL", "43")),
    "53838": (("SEL", "85"), ("SEL", "85")),
    "53842": (("SEL", "110"), ("SEL", "110")),
    "53852": (("SEL", "107"), ("SEL", "107")),
    "53844": (("SUL", "141"), ("SUL", "141")),
}
PLACERING = {
    *(("SEL", p) for p in ("52.3.7", "58", "66", "76", "76a")),
    *(("BL", p) for p in ("43", "46", "47", "114", "120")),
    *(("LUK", p) for p in ("14", "15", "16", "17")),
}
STEDER = {"opholdssted", "plejefamilie", "doegninstitution", "sikret_institution"}
BOERNEBESTEMMELSER = {"32", "36", "41", "45", "52", "58", "66"}
FORAELDER_BL, UNGE_BL = {"75", "76", "87", "88"}, {str(n) for n in range(113, 122)}
LUK = {*(f"13.1.{n}" for n in range(3, 10)), "14", "15", "16", "17"}

Sag = tuple[int, str, str, tuple[str, ...]]
Maaned = tuple[int, int]


class OrakelAlleAar(Orakel):
    """regn() gives {(year, law, kind, members): (net, refund)}; a key may hold several cases (see `sager`)."""

    def __init__(self, lev: dict[str, list[dict[str, str]]]) -> None:
        super().__init__({**lev, "indsats": []})
        typer = {i["institution_id"]: i["type"] for i in lev.get("institution", [])}
        for i in lev.get("indsats", []):
            led = i["paragraf"].split(".")
            efter_loven = any((i["lov"], ".".join(led[:n])) in PLACERING for n in range(1, len(led) + 1))
            sted = typer.get(i.get("institution_id", "")) in STEDER
            if i["status"] in ("bevilget", "ophoert") and (
                i.get("anbringelse") == "1" or efter_loven or sted
            ):
                dag, slut = d(i["startdato"]), d(i.get("slutdato")) or date(2026, 12, 31)
                while dag <= slut:
                    self.anbragt[i["cpr"]].add(dag)
                    dag += timedelta(1)
        self.civilstande: dict[str, list[dict[str, str]]] = defaultdict(list)
        for c in lev.get("civilstand", []):
            self.civilstande[c["cpr"]].append(c)
        self.dag = date.min

    # ---- people
    def doed(self, cpr: str, dag: date) -> bool:
        ved = d(self.personer.get(cpr, {}).get("doedsdato") or "")
        return ved is not None and ved < dag

    def adresse(self, cpr: str, dag: date) -> tuple | None:
        return None if self.doed(cpr, dag) else super().adresse(cpr, dag)

    def gift(self, a: str, b: str) -> bool:
        """Married on the day being looked at (`dag`)."""
        if a in self.civilstande or b in self.civilstande:
            return any(
                c["civilstand"] in ("G", "P")
                and c["aegtefaelle_cpr"] == y
                and (d(c["fra"]) or date.min) <= self.dag <= (d(c["til"]) or date.max)
                for x, y in ((a, b), (b, a))
                for c in self.civilstande.get(x, [])
            )
        return super().gift(a, b)

    # ---- law
    def hjemmel(self, p: dict[str, str], maaned: Maaned) -> tuple[str, str] | None:
        """(lov, paragraf) as written, else as the account says in the month."""
        if p["lov"]:
            return p["lov"], p["paragraf"]
        konto = KONTI.get(p["konto"][:5])
        return konto[maaned[0] >= 2024] if konto else None

    def loven(self, hjemmel: tuple[str, str] | None, maaned: Maaned) -> tuple[str, str] | None:
        """(sdelov, gruppe) of a legal basis in a month, or None when it does not count."""
        if hjemmel is None:
            return None
        lov, paragraf = hjemmel
        hoved, bl = paragraf.split(".")[0], maaned[0] >= 2024
        if lov == "SEL":
            if hoved in ("76", "76a"):
                return ("BL" if bl else "SEL"), "eftervaern"
            if bl and hoved in ("42", "54"):
                return "SEL", "foraelder"
            return ("BL" if bl and hoved in BOERNEBESTEMMELSER else "SEL"), "alm"
        if lov == "BL":
            if hoved in UNGE_BL:
                return ("BL" if bl else "SEL"), "eftervaern"
            if hoved in FORAELDER_BL and bl:
                return "SEL", "foraelder"
            return ("BL" if bl else "SEL"), "alm"
        if (
            lov == "LUK"
            and maaned[0] >= 2019
            and (paragraf in LUK or hoved in LUK or (hoved == "32" and not bl))
        ):
            return ("BL" if bl else "SEL"), "alm"
        if lov == "AEL" and maaned >= (2025, 7):
            return "SEL", "alm"
        return None

    def indtaegtens_hjemmel(self, p: dict[str, str], maaned: Maaned) -> tuple[str, str] | None:
        """An income without a law has that of the person's largest expense on the function, in the month or year."""
        for samme in (lambda m: m == maaned, lambda m: m[0] == maaned[0]):
            sum_: dict[tuple, Fraction] = defaultdict(Fraction)
            for q in self.posteringer:
                if q["cpr"] != p["cpr"] or q["konto"][:6] != p["konto"][:5] + "1" or self.indtaegt(q):
                    continue
                for m, andel in self.andele(q).items():
                    if samme(m) and (h := self.hjemmel(q, m)):
                        sum_[(h[0] in ("SEL", "BL", "LUK", "AEL"), m, h)] += andel
            if sum_:
                return min(sum_, key=lambda n: (not n[0], -sum_[n], n[2], n[1]))[2]
        return self.hjemmel(p, maaned)

    @staticmethod
    def indtaegt(p: dict[str, str]) -> bool:
        return p["konto"][14] == "7" or p["konto"][14:16] == "86"

    def sdelov(self, p: dict[str, str], maaned: Maaned) -> tuple[str, str] | None:
        """(sdelov, gruppe) of a posting's share, or None when it is left out."""
        funktion, dranst, gruppering = p["konto"][:5], p["konto"][5], p["konto"][11:14]
        if p["cpr"] not in self.personer or funktion == "52207" or dranst not in "12":
            return None
        if dranst == "2" and (funktion not in KONTI or p["konto"][14:16] != "86" or gruppering == "001"):
            return None
        if (
            not p["lov"]
            and self.indtaegt(p)
            and funktion in KONTI
            and (dranst == "2" or KONTI[funktion][0][0] != "SUL")
        ):
            return self.loven(self.indtaegtens_hjemmel(p, maaned), maaned)
        return self.loven(self.hjemmel(p, maaned), maaned)

    # ---- households
    def hjemme(self, cpr: str, maaned: Maaned) -> tuple[str, ...] | None:
        """The holders of the month; before birth and after death the nearest day of life decides."""
        dag = date(*maaned, 1)
        self.dag = dag
        foedt, doed = d(self.personer[cpr]["foedselsdato"]), d(self.personer[cpr].get("doedsdato") or "")
        if self.alder(cpr, dag) >= 18:
            fyldt = date(
                foedt.year + 18, foedt.month, 28 if (foedt.month, foedt.day) == (2, 29) else foedt.day
            )
            ref = fyldt - timedelta(1)
        else:
            ref = max(dag, foedt)
        if doed and doed < ref:
            ref = doed
        ref = self.foer_anbringelsen(cpr, ref)
        hjem = self.adresse(cpr, ref)
        if hjem is None:
            return None
        holdere = [
            r
            for r in self.relationer[cpr]
            if (d(r["fra"]) or date.min) <= ref <= (d(r["til"]) or date.max)
            and self.adresse(r["foraelder_cpr"], ref) == hjem
        ]
        kendte = {r["foraelder_cpr"] for r in holdere if r["foraeldremyndighed"] == "1"}
        antagne = {
            r["foraelder_cpr"] for r in holdere if r["foraeldremyndighed"] == "" and r["relation"] != "anden"
        }
        moedre = {r["foraelder_cpr"] for r in holdere if r["relation"] == "mor"}
        valgte = kendte or antagne
        if not valgte:
            return None
        foerst = min(valgte, key=lambda v: (self.doed(v, dag), v not in moedre, v))
        return tuple(sorted({foerst} | {v for v in valgte if self.par(v, foerst, dag)}))

    def par(self, a: str, b: str, dag: date) -> bool:
        self.dag = dag
        hjem = self.adresse(a, dag)
        return a != b and self.gift(a, b) and hjem is not None and hjem == self.adresse(b, dag)

    def sammen(self, x: tuple[str, ...], y: tuple[str, ...], dag: date) -> bool:
        return bool(set(x) & set(y)) or any(self.par(a, b, dag) for a in x for b in y)

    # ---- the years
    def regn(self) -> dict[Sag, tuple[Fraction, Fraction]]:
        person: dict[tuple[int, str, str], dict[int, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
        boern: dict[tuple[str, Maaned], list[tuple[str, tuple[str, ...], Fraction]]] = defaultdict(list)
        for (cpr, maaned, sdelov, gruppe), beloeb in self.nettobeloeb().items():
            alder = self.alder(cpr, date(*maaned, 1))
            if (gruppe == "foraelder" and alder < 18) or (sdelov == "BL" and gruppe == "alm" and alder > 22):
                continue
            lov = "BL198" if sdelov == "BL" else "SEL176a" if maaned[0] < 2021 and alder < 18 else "SEL176"
            kan = (alder < 18 and gruppe != "foraelder") or (18 <= alder <= 22 and gruppe == "eftervaern")
            ordning = maaned[0] >= 2021 and (maaned[0] < 2024 or sdelov == "BL")
            hus = self.hjemme(cpr, maaned) if kan and ordning else None
            if hus:
                boern[lov, maaned].append((cpr, hus, beloeb))
            else:
                person[maaned[0], lov, cpr][maaned[1]] += beloeb
        ud: dict[Sag, tuple[Fraction, Fraction]] = {}
        for (aar, lov, cpr), mdr in person.items():
            maa = {m: b for m, b in mdr.items() if self.under_67_eller_daekket(cpr, (aar, m), person)}
            if maa and (lov, aar) in GRAENSER:
                ud[aar, lov, "person", (cpr,)] = (sum(maa.values()), self.refusion(lov, aar, maa))
        for aar, lov, medlemmer, mdr in self.husstande(boern):
            if (lov, aar) in GRAENSER:
                noegle = (aar, lov, "husstand", tuple(sorted(medlemmer)))
                netto, refusion = ud.get(noegle, (Fraction(0), Fraction(0)))
                ud[noegle] = (netto + sum(mdr.values()), refusion + self.refusion(lov, aar, mdr))
        return ud

    def nettobeloeb(self) -> dict[tuple[str, Maaned, str, str], Fraction]:
        ud: dict[tuple[str, Maaned, str, str], Fraction] = defaultdict(Fraction)
        for p in self.posteringer:
            for maaned, andel in self.andele(p).items():
                sted = self.sdelov(p, maaned)
                if sted:
                    ud[p["cpr"], maaned, *sted] += andel
        return ud

    def husstande(self, boern: dict) -> list[tuple[int, str, set[str], dict[int, Fraction]]]:
        """Children joined in the month; each month's household is a case with the same members in the year."""
        ud: list[tuple[int, str, set[str], dict[int, Fraction]]] = []
        for (lov, maaned), liste in sorted(boern.items()):
            grupper: list[list] = []
            for post in liste:
                ens = [g for g in grupper if any(self.sammen(post[1], o[1], date(*maaned, 1)) for o in g)]
                grupper = [g for g in grupper if g not in ens] + [[post] + [o for g in ens for o in g]]
            ud += [(maaned[0], lov, {o[0] for o in g}, {maaned[1]: sum(o[2] for o in g)}) for g in grupper]
        return ud

    def under_67_eller_daekket(self, cpr: str, maaned: Maaned, person: dict) -> bool:
        if self.alder(cpr, date(*maaned, 1)) < 67:
            return True
        f = d(self.personer[cpr]["foedselsdato"])
        if f.year + 67 < 2021:
            return False
        aar, md = (f.year + 66, 12) if f.month == 1 else (f.year + 67, f.month - 1)
        netto = person.get((aar, "SEL176", cpr), {}).get(md, Fraction(0))
        return netto > Fraction(GRAENSER["SEL176", aar][0], 12)

    def refusion(self, lov: str, aar: int, mdr: dict[int, Fraction]) -> Fraction:
        graenser = GRAENSER[lov, aar]
        if aar < 2021:
            return self.trin(sum(mdr.values()), [Fraction(g) for g in graenser])
        return sum((self.trin(n, [Fraction(g, 12) for g in graenser]) for n in mdr.values()), Fraction(0))

    @staticmethod
    def trin(netto: Fraction, graenser: list[Fraction]) -> Fraction:
        ialt = Fraction(0)
        for n, (graense, sats) in enumerate(zip(graenser, SATSER, strict=False)):
            loft = graenser[n + 1] if n + 1 < len(graenser) else netto
            ialt += max(Fraction(0), min(netto, loft) - graense) * sats
        return ialt
