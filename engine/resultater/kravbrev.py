"""The letter to another municipality that asks for its promise to pay (RSL §§ 9 and 9 c): a draft from a candidate.

It names the citizen, so it is for those who may see the person; it is sent safely, as the municipality's rules say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from engine import dansk
from engine.adgang import Bruger, Handling, Sagsomfang, maa
from engine.fejl import AdgangNaegtet, ForaeldetLager, HjemtagFejl
from engine.flytning.betalingskommune import Afgoerelse
from engine.flytning.udflytning import plus_maaneder
from engine.lager import flytning
from engine.lager import kandidater as lager
from engine.potentiale import beregn, skole
from engine.potentiale.model import SKYLDIG, Kandidat, foerste_dag
from engine.rapporter.brev import Brev
from engine.resultater import kandidater, sager
from engine.resultater.kandidater import Fundet
from engine.resultater.sde import Kontekst

SKOLE = frozenset(r.kode for r in skole.REGLER)
SKOLE_TILBAGE = frozenset({"SKO-03", "PRIV-30"})
SVAR_UGER = "ast_svarfrist_uger"
TILBAGE = frozenset({"REF-08", "REF-11", "PEN-03"})


@dataclass(frozen=True)
class Vagt:
    """A claim to act on. frist: the day to remind on, or the last day to claim on. oere: what lapses within the set
    days, None of a claim that is raised. sag_id: '' where no candidate is left of the claim."""

    hvad: str
    modpart: str
    frist: date
    oere: int | None
    sag_id: str


def for_person(k: Kontekst, bruger: Bruger, person: str) -> list[Fundet]:
    """The person's candidates that the user may work on, the largest first."""
    return for_personer(k, bruger, [person]).get(person, [])


def for_personer(k: Kontekst, bruger: Bruger, personer: Iterable[str]) -> dict[str, list[Fundet]]:
    """As `for_person` for several at once, without those who have none."""
    if not maa(bruger, Handling.SE_PERSON, Sagsomfang("overfoersel"))[0]:
        return {}
    blandt, ud = set(personer), defaultdict(list)
    fundne = [f for f in kandidater.mellemkommunale(k) if f.kandidat.noegle in blandt]
    for f in sorted(fundne, key=lambda f: (-(f.kandidat.potentiale_oere or 0), f.id)):
        ud[f.kandidat.noegle].append(f)
    return dict(ud)


def find(k: Kontekst, bruger: Bruger, sag_id: str) -> Fundet | None:
    """The candidate of a case; None when it is not found, or the user may not see the person."""
    if not maa(bruger, Handling.SE_PERSON, Sagsomfang("overfoersel"))[0]:
        return None
    return next((f for f in kandidater.mellemkommunale(k) if f.id == sag_id), None)


def svarfrist(k: Kontekst, sendt: date) -> date:
    """The day an answer is asked for by: as long as Ankestyrelsen gives a municipality."""
    return sendt + timedelta(weeks=int(k.lov.foerste_eller_opslag(SVAR_UGER, sendt).vaerdi))


def lav(k: Kontekst, bruger: Bruger, f: Fundet, sendt: date, afgoerelse: Afgoerelse | None = None) -> Brev:
    """The draft. afgoerelse: the path to who pays, told where it leads to the claim.

    Errors: AdgangNaegtet; HjemtagFejl when nothing of the candidate can be claimed on the day."""
    ja, grund = maa(bruger, Handling.SE_PERSON, Sagsomfang("overfoersel"))
    if not ja:
        raise AdgangNaegtet(grund)
    x = beregn.paa_dag(f.kandidat, sendt)
    if x.retning == SKYLDIG:
        raise HjemtagFejl("Beløbet skylder vi: der er intet krav at rejse. Afregn det med kommunen.")
    if not x.modpart:
        if x.regel in SKOLE:
            raise HjemtagFejl(
                "Indsigelsen mod statens liste sendes samlet fra siden Krav, når sagen er godkendt."
            )
        raise HjemtagFejl(
            "Det står ikke i vores data, hvem der fik pengene. Find regningen, før kravet rejses."
        )
    if not x.potentiale_oere:
        raise HjemtagFejl("Alle måneder er bortfaldet på den dag. Vælg en tidligere dag, eller luk sagen.")
    navne = {r.kommunekode: r.navn for r in flytning.kommuner(k.gen).itertuples()}
    egen = navne.get(str(k.gen.kommune), "Kommunen")
    modpart = navne.get(x.modpart, x.modpart)
    navn, foedt, _ = sager.navne(k, bruger, [x.noegle])[x.noegle]
    return Brev(
        [f"{modpart} Kommune", "Mellemkommunal refusion"],
        [f"{egen} Kommune", "Økonomi"],
        dansk.dato(sendt),
        _emne(x),
        [
            _anmodning(x, f"{modpart} Kommune", f"{navn}, født {dansk.dato(foedt)}", sendt),
            "Det bygger vi på:",
            f"- {x.begrundelse.tekst}",
            *_vejen(x, afgoerelse),
            *_beloeb(x, sendt),
            f"Kravet er hermed rejst skriftligt for hele perioden og for {_fremover(x)}.",
            f"Vi beder om svar senest den {dansk.dato(svarfrist(k, sendt))}. Er I ikke enige, beder vi om jeres "
            f"begrundelse og om oplysning om, hvilken kommune I mener, der skal betale. {_uenighed(x)}",
            "Dokumentation for flytninger, indsatser og udgifter sendes på jeres anmodning.",
            "Venlig hilsen",
            f"{egen} Kommune",
        ],
    )


def _er_tilbage(x: Kandidat) -> bool:
    """Whether it is money that we have paid: of REF-08, REF-11, PEN-03, and PEN-04 when the place is elsewhere."""
    return (
        x.regel in TILBAGE or x.regel in SKOLE_TILBAGE or any(y.fund.noegle.startswith("B") for y in x.krav)
    )


def _emne(x: Kandidat) -> str:
    if _er_tilbage(x):
        return "Krav om tilbagebetaling"
    if x.regel in SKOLE:
        return "Opkrævning af tilskud til dagtilbud" if x.regel == "DAG-01" else "Opkrævning for skolegang"
    return "Anmodning om betalingstilsagn"


def _anmodning(x: Kandidat, modpart: str, hvem: str, sendt: date) -> str:
    """From the first month that can still be claimed on the day."""
    foerste = min(y.fund.maaned for y in x.krav if not y.tabt(sendt))
    lov = "" if x.regel in SKOLE else "retssikkerhedsloven §§ 9 og 9 c; "
    om = f"fra den {dansk.dato(foerste_dag(foerste))} ({lov}{x.begrundelse.hjemmel})"
    if _er_tilbage(x):
        return f"Vi kræver, at {modpart} betaler det tilbage, som vi har betalt for {hvem}, {om}."
    if x.regel in SKOLE:
        return f"Vi opkræver {modpart} for {hvem}, {om}."
    return f"Vi anmoder {modpart} om tilsagn om at betale for {hvem}, {om}."


def _fremover(x: Kandidat) -> str:
    if _er_tilbage(x):
        return "det, vi måtte betale fremover"
    if x.regel in SKOLE:
        return "tiden fremover, så længe barnet har pladsen"
    return f"tiden fremover, så længe {'pligten' if x.regel.startswith('PEN') else 'opholdet'} varer"


def _uenighed(x: Kandidat) -> str:
    """Ankestyrelsen decides who is to pay, not whether money is to come back (mellemkommunal.md A8), nor of schools."""
    if x.regel in SKOLE:
        return "Er I uenige i beløbet, beder vi om jeres egen beregning, så vi kan aftale det."
    if _er_tilbage(x) and x.regel != "REF-08":
        return "Bliver vi ikke enige, må spørgsmålet om tilbagebetaling afgøres ved domstolene."
    return "Bliver vi ikke enige, kan uenigheden forelægges Ankestyrelsen (retssikkerhedsloven § 61)."


def _vejen(x: Kandidat, a: Afgoerelse | None) -> list[str]:
    """The steps of the decision, numbered; none where it is another claim's (its rule or counterpart differs)."""
    if a is None or (a.regel, a.kommunekode) != (x.regel, x.modpart):
        return []
    trin = [f"{nr}. {t.spoergsmaal} {t.svar}. {t.foelge}" for nr, t in enumerate(a.trin, 1)]
    return ["Vejen til betalingskommunen, trin for trin:", *trin]


def _beloeb(x: Kandidat, sendt: date) -> list[str]:
    """What is claimed, year by year; the years sum to the whole."""
    pr_aar: dict[str, int] = defaultdict(int)
    for y in x.krav:
        if not y.tabt(sendt):
            pr_aar[y.fund.maaned[:4]] += y.fund.oere or 0
    linjer = [f"- {aar}: {dansk.kroner(oere)}" for aar, oere in sorted(pr_aar.items())]
    hvad = (
        "det, vi har betalt"
        if _er_tilbage(x)
        else "beregnet som angivet"
        if x.regel in SKOLE
        else "det udbetalte, hvor statens andel ikke er kendt"
        if x.brutto
        else "vores andel efter statens refusion"
    )
    return [
        f"Vores krav til og med {dansk.maaned(f'{x.til:%Y-%m}')} er {dansk.kroner(sum(pr_aar.values()))} ({hvad}):",
        *linjer,
    ]


@dataclass(frozen=True)
class Graenser:
    """When a claim is looked after: a reminder without an answer in so many months, then the leader is told (REF-13's
    watch on own claims), and so many days before months lapse. The municipality's own choice."""

    ryk_maaneder: int = 6
    leder_maaneder: int = 12
    bortfald_dage: int = 90


def graenser(k: Kontekst) -> Graenser:
    return Graenser(k.krav_ryk_maaneder, k.krav_leder_maaneder, k.krav_bortfald_dage)


def graensetekst(g: Graenser) -> str:
    """The limits in a sentence."""
    return (
        f"Der rykkes efter {dansk.antal(g.ryk_maaneder, 'måned', 'måneder')} uden svar, lederen får besked efter "
        f"{g.leder_maaneder}, og måneder kommer frem {dansk.antal(g.bortfald_dage, 'dag', 'dage')} før, de bortfalder. "
        "Kommunen vælger selv grænserne."
    )


def uden_svar(krav: list[dict[str, Any]], i_dag: date, g: Graenser) -> list[tuple[dict[str, Any], bool]]:
    """(claim, whether the leader is to be told) of the claims without an answer for too long, the oldest first."""
    gamle = [r for r in krav if r["rejst"] and plus_maaneder(r["rejst"], g.ryk_maaneder) <= i_dag]
    return [
        (r, plus_maaneder(r["rejst"], g.leder_maaneder) <= i_dag)
        for r in sorted(gamle, key=lambda r: r["rejst"])
    ]


def vagt(k: Kontekst, bruger: Bruger, i_dag: date) -> list[Vagt]:
    """The claims of the whole municipality to act on, the first deadline first; none to those who see no person."""
    if not maa(bruger, Handling.SE_PERSON, Sagsomfang("overfoersel"))[0]:
        return []
    try:
        fundne = kandidater.mellemkommunale(k)
    except ForaeldetLager:  # a warehouse from before the rules
        fundne = []
    return hold_oeje(fundne, lager.anmodede(k.gen), i_dag, graenser(k))


def hold_oeje(fundne: Sequence[Fundet], krav: list[dict[str, Any]], i_dag: date, g: Graenser) -> list[Vagt]:
    """Claims without an answer (uden_svar), and candidates with months that lapse within the set days."""
    sag = {(f.kandidat.noegle, f.kandidat.modpart): f.id for f in fundne}
    ud = [
        Vagt(
            f"Intet svar siden {dansk.dato(r['rejst'])}. {'Giv lederen besked' if leder else 'Ryk'}",
            r["modpart"],
            plus_maaneder(r["rejst"], g.leder_maaneder if leder else g.ryk_maaneder),
            None,
            sag.get((r["person_noegle"], r["modpart"]), ""),
        )
        for r, leder in uden_svar(krav, i_dag, g)
    ]
    return sorted([*ud, *_bortfalder(fundne, i_dag, g)], key=lambda v: (v.frist, v.sag_id))


def _bortfalder(fundne: Iterable[Fundet], i_dag: date, g: Graenser) -> list[Vagt]:
    snart = i_dag + timedelta(days=g.bortfald_dage)
    ud = []
    for f in fundne:
        taber = {
            y.fund.maaned: y.frist
            for y in f.kandidat.krav
            if y.frist and not y.reddet and not y.tabt(i_dag) and y.frist <= snart
        }
        if taber:
            oere = sum(
                y.fund.oere or 0
                for y in f.kandidat.krav
                if not y.reddet and taber.get(y.fund.maaned) == y.frist
            )
            hvad = f"{dansk.antal(len(taber), 'måned', 'måneder')} bortfalder, fra {dansk.maaned(min(taber))}"
            ud.append(Vagt(hvad, f.kandidat.modpart, min(taber.values()), oere, f.id))
    return ud


def dage_tilbage(frist: date, i_dag: date) -> str:
    dage = (frist - i_dag).days
    return dansk.antal(dage, "dag", "dage") if dage >= 0 else f"{dansk.antal(-dage, 'dag', 'dage')} over"
