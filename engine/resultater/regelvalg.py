"""The rules of candidates as a municipality has set them: on or off, tuned, and what each choice would do before it is
made. An økonom and an administrator choose; the effect is for those who see figures and persons.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from engine import dansk
from engine.adgang import Bruger, Handling, maa, omfang
from engine.fejl import AdgangNaegtet, ForaeldetLager, RettelseAfvist
from engine.lager import kandidater as kandidatlager
from engine.potentiale import beregn, cpr
from engine.potentiale.model import SKYLDIG, TIL_GODE
from engine.potentiale.regelvalg import GRAENSER, STANDARD, Indstilling, Regelvalg
from engine.resultater import indtaegter, kandidater
from engine.resultater.indtaegter import Regeltekst
from engine.resultater.sde import Kontekst
from engine.sager import regelvalg as lager
from engine.sager.lager import Sagslager
from engine.sager.regelvalg import Version

__all__ = ["GRAENSER", "Indstilling", "Regelvalg", "Version"]

FELTNAVNE = {
    "mindste_kroner": "Mindste beløb, kr.",
    "mindste_sikkerhed": "Mindste sikkerhed, pct.",
    "vente_maaneder": "Vent på regninger, måneder",
    "haster_maaneder": "Haster, når der er færre måneder tilbage",
    "afstand_maaneder": "Hjælpen begyndte højst måneder efter flytningen",
}


@dataclass(frozen=True)
class Sum:
    """Candidates of one rule and direction, or of all. oere: what can still be claimed, or is owed."""

    antal: int = 0
    oere: int = 0

    def __add__(self, andet: Sum) -> Sum:
        return Sum(self.antal + andet.antal, self.oere + andet.oere)


@dataclass(frozen=True)
class Virkning:
    """What some choices would do: (rule, direction) → sum now and then, only where they differ or are asked about."""

    foer: Mapping[tuple[str, str], Sum]
    efter: Mapping[tuple[str, str], Sum]

    @property
    def aendrede(self) -> list[tuple[str, str]]:
        noegler = {*self.foer, *self.efter}
        return sorted(n for n in noegler if self.foer.get(n, Sum()) != self.efter.get(n, Sum()))

    def i_alt(self, retning: str) -> tuple[Sum, Sum]:
        foer, efter = (
            sum((s for (_, r), s in d.items() if r == retning), Sum()) for d in (self.foer, self.efter)
        )
        return foer, efter

    @property
    def saetning(self) -> str:
        """In one sentence, both directions."""
        if not self.aendrede:
            return "Valget ændrer ingen fund i dag."
        navne = {TIL_GODE: "til gode", SKYLDIG: "skyldig"}
        dele = []
        for retning, navn in navne.items():
            foer, efter = self.i_alt(retning)
            if foer != efter:
                dele.append(
                    f"{navn}: fra {dansk.antal(foer.antal, 'fund', 'fund')} på {dansk.kroner(foer.oere)} "
                    f"til {dansk.antal(efter.antal, 'fund', 'fund')} på {dansk.kroner(efter.oere)}"
                )
        if not dele:
            return "Fundene flytter mellem regler; antal og kroner i alt er de samme."
        tekst = "; ".join(dele)  # ends with kr.
        return tekst[:1].upper() + tekst[1:]


@dataclass(frozen=True)
class Regelstand:
    """A rule as it is set. fuld: every number in force; egen: those of the rule itself. valg: the choice, if any."""

    regel: Regeltekst
    fuld: Indstilling
    egen: Indstilling
    valg: Version | None

    @property
    def felter(self) -> tuple[str, ...]:
        """The tunings that make sense for it."""
        if self.regel.kode in cpr.NAVNE:
            return ("mindste_sikkerhed",)
        regel = beregn.REGLER[self.regel.kode]
        return tuple(
            n
            for n in FELTNAVNE
            if (n != "afstand_maaneder" or regel.afstand) and (n != "vente_maaneder" or regel.venter)
        )

    @property
    def tekst(self) -> str:
        """What is another than the rule's own, in words."""
        return valgtekst(self.valg.felter if self.valg else {})


def valgtekst(felter: Mapping[str, object]) -> str:
    """A choice in words: 'Slået fra' or 'Mindste beløb, kr.: 5.000'; 'Som reglen står' when it changes nothing."""
    dele = [] if felter.get("til", True) else ["Slået fra"]
    for n, navn in FELTNAVNE.items():
        v = felter.get(n)
        if isinstance(v, int):
            dele.append(f"{navn}: {dansk.tal(v)}")
    return "; ".join(dele) or "Som reglen står"


def ser_virkning(bruger: Bruger) -> bool:
    """A sum of one is a person's; and a field of work is no whole."""
    ser = maa(bruger, Handling.SE_TAL)[0] and maa(bruger, Handling.SE_PERSON)[0]
    return ser and omfang(bruger).fagomraader is None and omfang(bruger).organisationer is None


def maa_vaelge(bruger: Bruger) -> bool:
    return maa(bruger, Handling.VAELG_REGLER)[0]


def staende(sagslager: Sagslager) -> list[Regelstand]:
    """Every rule with its choice, in the order of the tabs."""
    valgte = lager.i_kraft(sagslager)
    ud = []
    for kode, regel in indtaegter.regeltekster().items():
        v, r = valgte.get(kode), beregn.REGLER.get(kode)
        i = Indstilling.af(v.felter) if v else STANDARD
        ud.append(Regelstand(regel, i.fuld(r), STANDARD.fuld(r), v))
    return ud


def historik(sagslager: Sagslager) -> list[Version]:
    """Every choice that was made, the newest first."""
    return list(reversed(lager.alle(sagslager)))


def virkning(k: Kontekst, bruger: Bruger, valg: Regelvalg, i_dag: date) -> Virkning:
    """What the choices would do against those in force, before anything is saved. Errors: AdgangNaegtet."""
    return Virkning(summer(k, bruger, i_dag), summer(replace(k, regelvalg=valg), bruger, i_dag))


def summer(k: Kontekst, bruger: Bruger, i_dag: date) -> dict[tuple[str, str], Sum]:
    """(rule, direction) → its candidates as they stand on a day. Errors: AdgangNaegtet."""
    if not ser_virkning(bruger):
        raise AdgangNaegtet("Virkningen vises for dem, der ser alle borgere.")
    ud: dict[tuple[str, str], Sum] = {}
    try:
        fundne = kandidater.alle(k)
    except ForaeldetLager:  # a warehouse from before the rules
        fundne = []
    for f in fundne:
        x = beregn.paa_dag(f.kandidat, i_dag) if f.kandidat.krav else f.kandidat
        noegle = (x.regel, x.retning)
        ud[noegle] = ud.get(noegle, Sum()) + Sum(1, x.potentiale_oere or 0)
    return ud


def giver_videre(k: Kontekst) -> bool:
    """Whether a rule that is off leaves its kroner to the next here; not on a warehouse of an earlier version."""
    return kandidatlager.har_alle_fund(k.gen)


def kraev_gyldig(kode: str, i: Indstilling) -> Indstilling:
    """The choice as it is kept. Errors: RettelseAfvist for an unknown rule or a number outside what it may be."""
    if kode not in indtaegter.regeltekster():
        raise RettelseAfvist(f"Reglen '{kode[:40]}' findes ikke i denne version. Intet er gemt.")
    try:
        return i.uden_standard(beregn.REGLER.get(kode))
    except ValueError as fejl:
        raise RettelseAfvist(f"{kode}: {fejl}. Intet er gemt.") from fejl


def gem(
    sagslager: Sagslager,
    bruger: Bruger,
    valg: Sequence[tuple[str, Indstilling, int]],
    begrundelse: str,
    nu: datetime,
    skabelon: str = "",
) -> list[int]:
    """Save choices, all or none. valg: (rule, choice, number of the one in force that was seen). Returns their numbers.

    Errors: AdgangNaegtet, RettelseAfvist, VersionsKonflikt.
    """
    _kraev(bruger)
    return lager.skriv(
        sagslager,
        [(kode, kraev_gyldig(kode, i).felter(), nr) for kode, i, nr in valg],
        begrundelse=begrundelse,
        bruger=bruger.navn,
        nu=nu,
        skabelon=skabelon,
    )


def fortryd(sagslager: Sagslager, bruger: Bruger, nr: int, begrundelse: str, nu: datetime) -> None:
    """Take one choice back. Errors: AdgangNaegtet, RettelseAfvist, VersionsKonflikt."""
    _kraev(bruger)
    lager.fortryd(sagslager, nr, begrundelse, bruger.navn, nu)


def _kraev(bruger: Bruger) -> None:
    ja, grund = maa(bruger, Handling.VAELG_REGLER)
    if not ja:
        raise AdgangNaegtet(f"{grund} Intet er gemt.")


def slukkettekst(valg: Regelvalg) -> str:
    """Which rules are off or tuned, for the pages; '' when none is."""
    fra = sorted(valg.slukkede)
    justeret = sorted(r for r, _ in valg.valgt if r not in valg.slukkede)
    dele = [f"Slået fra her: {', '.join(fra)}"] if fra else []
    dele += [f"Justeret her: {', '.join(justeret)}"] if justeret else []
    return ". ".join(dele) + "." if dele else ""
