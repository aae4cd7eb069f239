"""What the page Prognose shows, from a forecast: the sentence, years with bands, the result against budget, who says
what. Numbers and words here are made of the same figures; the page draws them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from engine import dansk
from engine.adgang import Bruger, omfang
from engine.prognose import metoder
from engine.prognose.graenser import ARTER
from engine.prognose.haendelser import Forudsaetninger
from engine.refusion.sde import MAANEDER
from engine.resultater import prognose
from engine.resultater.prognose import GRUNDLAG, Prognose
from engine.resultater.sde import Kontekst

STOERRELSER = {"udgift": "Udgift i sagerne", "refusion": "Refusion", "netto": "Netto efter refusion"}
_KANTER = ("p2.5", "p10", "p25", "p50", "p75", "p90", "p97.5")


@dataclass(frozen=True)
class Linje:
    """One year of a quantity: what is known (kendt), or what is expected with its bands. Øre; None where it is not.

    budget: what it is held against, drawn as a mark. mod: another scenario's expected value.
    """

    navn: str
    aar: int
    kendt: int | None = None
    middel: int | None = None
    kanter: tuple[int, ...] = ()
    budget: int | None = None
    mod: int | None = None

    @property
    def tekst(self) -> str:
        """The line as a sentence."""
        if self.middel is None:
            return f"{self.aar}: {dansk.kort_kroner(self.kendt)} ifølge regnskabet."
        i80 = f"{dansk.kort_kroner(self.kanter[1])} til {dansk.kort_kroner(self.kanter[5])}"
        ud = f"{self.aar}: ventet {dansk.kort_kroner(self.middel)}, med 80 procents sikkerhed {i80}"
        if self.budget is not None:
            ud += f"; budgettet er {dansk.kort_kroner(self.budget)}"
        return ud.rstrip(".") + "."


def linjer(p: Prognose, sager: pd.DataFrame, stoerrelse: str, mod: Prognose | None = None) -> list[Linje]:
    """The years of a quantity: those that are known, and the two of the forecast with bands.

    sager: the refund's cases (SdeResultat.sager), which the known years are summed from.
    """
    navn = STOERRELSER[stoerrelse]
    total = p.total().set_index(["aar", "stoerrelse"])
    andet = mod.total().set_index(["aar", "stoerrelse"])["middel"] if mod is not None else None
    kendte = _kendte(sager, stoerrelse)
    hele = range(-(-p.historik.foerste // MAANEDER), p.aar[0])
    ud = [Linje(navn, aar, kendt=kendte.get(aar, 0)) for aar in hele]
    for aar in p.aar:
        r = total.loc[(aar, stoerrelse)]
        kanter = tuple(int(r[n]) for n in _KANTER)
        m = int(andet[aar, stoerrelse]) if andet is not None else None
        ud.append(Linje(navn, aar, middel=int(r["middel"]), kanter=kanter, mod=m))
    return ud


def _kendte(sager: pd.DataFrame, stoerrelse: str) -> dict[int, int]:
    pr_aar = sager.groupby("aar")[["netto_oere", "refusion"]].sum()
    u, r = pr_aar["netto_oere"], pr_aar["refusion"]
    serie = {"udgift": u, "refusion": r, "netto": u - r}[stoerrelse]
    return {int(aar): int(oere) for aar, oere in serie.items()}


# --- the result against the budget ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Regnskab:
    """A year on the functions that hold the cases, øre: budget, korrigeret (None = not delivered), forbrug so far,
    forventet with bands, and afvigelse = forventet - korrigeret."""

    aar: int
    budget: int | None
    korrigeret: int | None
    forbrug: int | None
    forventet: int
    kanter: tuple[int, ...]

    @property
    def afvigelse(self) -> int | None:
        return None if self.korrigeret is None else self.forventet - self.korrigeret

    @property
    def linje(self) -> Linje:
        return Linje(
            "Forventet regnskab",
            self.aar,
            middel=self.forventet,
            kanter=self.kanter,
            budget=self.korrigeret,
        )


def regnskaber(p: Prognose, k: Kontekst) -> list[Regnskab]:
    """The forecast's two years against the budget.

    This year: what is booked, what is still expected of the cases, and the rest of the functions (fixed grants, staff,
    persons without a number) going on as this year's months. Next year: the cases' forecast and the same rest, with
    the law's own regulation. Refund is not in it: it is booked elsewhere.
    """
    df = prognose.regnskab(k).set_index("aar")
    total = p.total().set_index(["aar", "stoerrelse"])
    aar = p.aar[0]
    gaaet = p.udgangspunkt - aar * MAANEDER + 1
    bogfoert = i_sager = 0
    if aar in df.index:
        bogfoert, i_sager = (int(df.loc[aar, n]) for n in ("forbrug_oere", "i_sager_oere"))
    kendt = int(p.sager.fast[:, p.sager.akse // MAANEDER == aar].sum())
    resten = (bogfoert - i_sager) * (MAANEDER - gaaet) / max(gaaet, 1)
    uden_for = round(bogfoert - kendt + resten)  # of the year, and not in the forecast of the cases
    ud = []
    for n, et_aar in enumerate(p.aar):
        andre = round(uden_for * (1 + prognose.pris_pct(k.lov, p.udgangspunkt + MAANEDER) / 100) ** n)
        t = total.loc[(et_aar, "udgift")]
        findes = et_aar in df.index
        har_budget = findes and int(df.loc[et_aar, "korrigeret_oere"]) != 0
        ud.append(
            Regnskab(
                et_aar,
                int(df.loc[et_aar, "budget_oere"]) if har_budget else None,
                int(df.loc[et_aar, "korrigeret_oere"]) if har_budget else None,
                int(df.loc[et_aar, "forbrug_oere"]) if findes else None,
                int(t["middel"]) + andre,
                tuple(int(t[navn]) + andre for navn in _KANTER),
            )
        )
    return ud


# --- words ----------------------------------------------------------------------------------------------------


def saetning(p: Prognose, r: list[Regnskab]) -> str:
    """The page's answer with today's figures."""
    naeste = p.aar[1]
    t = p.total().set_index(["aar", "stoerrelse"])
    netto, udgift = t.loc[(naeste, "netto")], t.loc[(naeste, "udgift")]
    ud = (
        f"De dyre sager ventes at koste {dansk.kort_kroner(int(udgift['middel']))} i {naeste} og "
        f"{dansk.kort_kroner(int(netto['middel']))} efter refusion, med 80 procents sikkerhed mellem "
        f"{dansk.kort_kroner(int(netto['p10']))} og {dansk.kort_kroner(int(netto['p90']))} efter refusion."
    )
    i_aar = r[0]
    if i_aar.afvigelse is not None:
        mere = "mere" if i_aar.afvigelse > 0 else "mindre"
        ud += (
            f" {i_aar.aar} ventes at ende {dansk.kort_kroner(abs(i_aar.afvigelse))} {mere} end det "
            "korrigerede budget på de samme funktioner."
        )
    return ud


def forbehold(p: Prognose) -> list[str]:
    """What a reader must know before using the figures; nothing when there is nothing."""
    ud = []
    med_nye = any(p.fremskrivning.tilgang.values())
    if p.valgt.antal == 0:
        maaneder = p.udgangspunkt - p.historik.foerste + 1
        nye = "" if med_nye else ", og den regner ikke med nye sager. Så bliver refusionen meget for lav"
        ud.append(
            f"Refusionen kan ikke bruges endnu. Der er kun regnskab for {maaneder} måneder, så prognosen kan ikke "
            f"prøves mod noget, der er sket{nye}. Der "
            "skal være omkring halvandet års regnskab; indlæs ældre måneder, hvis I har dem."
        )
    elif not med_nye:
        ud.append(
            "Nye sager er ikke lagt til: i prøven på jeres egne tal gjorde det ikke prognosen bedre. Antallet, der er "
            "set, står under forudsætninger."
        )
    elif p.scenarie.nye_som_set and metoder.TILGANG not in p.valgt.valg.trin:
        ud.append(
            "Nye sager er lagt til, som de er set, fordi scenariet siger det. I prøven på jeres egne tal gjorde det "
            "ikke prognosen bedre."
        )
    return ud


def manglende_historik(antal_maaneder: int) -> str:
    """What is missing when there is too little history, as a sentence."""
    return (
        f"Der er regnskab for {dansk.antal(antal_maaneder, 'måned', 'måneder')}; prognosen skal bruge mindst 12 hele "
        f"måneder, så der mangler {12 - antal_maaneder}."
    )


def maaneder_med_regnskab(k: Kontekst) -> int:
    """How many ended months of ledger there are."""
    h = prognose.historik(k)
    return max(h.sidste - h.foerste + 1, 0) if len(h.person) else 0


def valgt_tekst(p: Prognose) -> str:
    """Which model the municipality's own past chose."""
    valg = p.valgt.valg
    trin = [metoder.TITLER[t].lower() for t in metoder.TRIN if t in valg.trin]
    if valg.drift:
        trin.append(metoder.TITLER[metoder.EGNE_FEJL].lower())
    med = f", med {', '.join(trin)}" if trin else ""
    if p.valgt.antal == 0:
        return f"Modellen er {metoder.TITLER[valg.base].lower()}{med}; den er ikke prøvet, for historien er for kort."
    return (
        f"Modellen er {metoder.TITLER[valg.base].lower()}{med}. Den er valgt, fordi den ramte bedst fra "
        f"{p.valgt.antal} tidligere måneder i jeres egne tal."
    )


def antagelser(
    p: Prognose, gemt: prognose.GemtScenarie | None, data_dato: date | None
) -> list[dict[str, object]]:
    """The assumptions with owner and date: titel, vaerdi, ejer, dato, kilde. An estimate has its months."""
    s = p.scenarie
    ejer = gemt.bruger if gemt else ""
    dato: date | None = gemt.tid.date() if gemt else None
    ud: list[dict[str, object]] = []
    for titel, vaerdi in _egne_inputs(s):
        ud.append(
            {
                "titel": titel,
                "vaerdi": vaerdi,
                "ejer": ejer or "ikke gemt",
                "dato": dato,
                "kilde": "Indtastet",
            }
        )
    for navn, aarene in p.foreloebige.items():
        for aar, kr in aarene.items():
            if aar in p.aar:
                lov = "serviceloven § 176" if "sel" in navn else "barnets lov § 198"
                titel = f"Grænse {navn[11]} efter {lov}, {aar}"
                vaerdi = f"{dansk.tal(kr)} kr. (foreløbig)"
                ud.append(
                    {
                        "titel": titel,
                        "vaerdi": vaerdi,
                        "ejer": "Loven, reguleret frem",
                        "dato": None,
                        "kilde": "Lov",
                    }
                )
    for r in p.forudsaetninger.to_dict("records"):
        kilde = f"{dansk.maaned(r['fra'])} – {dansk.maaned(r['til'])}, {dansk.tal(r['antal'])} set"
        vaerdi = f"{dansk.tal(r['vaerdi'], 1)} {r['enhed']}"
        ud.append(
            {
                "titel": str(r["navn"]).replace("aeldre", "ældre"),
                "vaerdi": vaerdi,
                "ejer": "Jeres data",
                "dato": data_dato,
                "kilde": kilde,
            }
        )
    return ud


def _egne_inputs(s: Forudsaetninger) -> list[tuple[str, str]]:
    def pct(v: float) -> str:
        return f"{dansk.tal(v, 1, fortegn=True)} pct."

    ud = [
        (titel, pct(v))
        for titel, v in (
            ("Priser og løn ud over det sete", s.pris_pct),
            ("Nye sager", s.tilgang_pct),
            ("Indsatser, der ophører", s.ophoer_pct),
        )
        if v
    ]
    ud += [(f"Takst: {n}", pct(v)) for n, v in s.takst_pct.items() if v]
    ud += [(f"Regulering af grænser {a}", pct(v)) for a, v in s.satsregulering_pct.items()]
    if egne := [e for e in s.haendelser if not e.faelles]:
        ud.append(("Hændelser i scenariet", dansk.antal(len(egne), "hændelse", "hændelser")))
    if faelles := [e for e in s.haendelser if e.faelles]:
        ud.append(
            ("Kommende hændelser på borgere og fra filer", dansk.antal(len(faelles), "hændelse", "hændelser"))
        )
    if not s.kommende:
        ud.append(("Kommende hændelser", "regnes ikke med"))
    if s.nye_som_set:
        ud.append(("Nye sager, som de er set", "regnes med"))
    return ud


def forskelle(a: Forudsaetninger, b: Forudsaetninger) -> list[tuple[str, str, str]]:
    """The inputs that differ between two scenarios: titel, in a, in b."""
    x, y = dict(_egne_inputs(a)), dict(_egne_inputs(b))
    return [(n, x.get(n, "uændret"), y.get(n, "uændret")) for n in {**x, **y} if x.get(n) != y.get(n)]


def haendelser(p: Prognose) -> list[dict[str, object]]:
    """The events in a scenario: what, when, chance, amount, who entered it and why, and whether it changes anything.

    Single persons': for those who see all persons.
    """
    uden = dict(prognose.uden_virkning(p)) if p.scenarie.haendelser else {}
    return [
        {
            "person": e.person_noegle,
            "hvad": ARTER[e.art] + (f": {e.ydelse}" if e.ydelse else ""),
            "dato": e.dato,
            "sandsynlighed": e.sandsynlighed_pct / 100,
            "beloeb": e.beloeb_oere,
            "hvem": e.bruger,
            "note": e.note,
            "faelles": "Alle scenarier" if e.faelles else "Kun dette",
            "virker": uden.get(e, "Ja"),
        }
        for e in sorted(p.scenarie.haendelser, key=lambda e: e.dato)
    ]


def ser_personer(bruger: Bruger) -> bool:
    """Whether somebody may see the single cases of the forecast (prognose.for_bruger)."""
    o = omfang(bruger)
    return o.personer and o.fagomraader is None and o.organisationer is None


def usikre(p: Prognose, bruger: Bruger) -> pd.DataFrame:
    """The ten cases that carry the uncertainty of the last year. Errors: AdgangNaegtet."""
    prognose.for_bruger(p, bruger)
    return p.usikre_sager(p.aar[-1])


def koncentration(p: Prognose) -> str:
    """How much of the uncertainty lies in ten cases, without naming them."""
    df = p.usikre_sager(p.aar[-1])
    if df.empty or not df["andel"].sum():
        return "Der er ingen usikre sager i prognosen."
    andel = float(np.minimum(df["andel"].sum(), 1.0))
    return f"Ti sager bærer {dansk.procent(andel, 0)} af sagernes egen usikkerhed i {p.aar[-1]}."


def er_grundlag(s: Forudsaetninger) -> bool:
    """Whether a scenario is the base, that is the data and what is entered on persons."""
    return s.navn == GRUNDLAG


def personer_i(p: Prognose, sag_ider: list[str]) -> list[str]:
    """The persons behind some cases, as keys, for the log."""
    ud: set[str] = set()
    for sag_id, noegle in zip(p.sag_id, p.sager.noegle, strict=True):
        if sag_id in sag_ider:
            ud |= set(str(noegle).replace("&", "+").split("+"))
    return sorted(ud)


def baner(p: Prognose) -> dict[tuple[str, str], tuple[str, int]]:
    """The running measures an event can be about: (person, kind) -> (case id, expected øre of next month)."""
    f = p.fremskrivning
    sag_af = {int(b): p.sag_id[int(s)] for b, s in zip(p.sager.bane, p.sager.sag, strict=True)}
    return {
        (str(p.historik.person[f.p[b]]), str(f.slags[b])): (sag_af[b], round(float(f.niveau[b, 0])))
        for b in sorted(sag_af, key=lambda b: -f.niveau[b, 0])
        if f.niveau[b, 0] > 0
    }
