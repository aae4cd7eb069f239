"""Claims from other municipalities, tried line by line against what we know: what speaks for and against. Pure.

A line proposes accept, refuse, or a look; a person decides. What is told to the sender says why in general words and
holds nothing that the sender did not send.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from engine.lov.parametre import Lovsamling
from engine.potentiale import frister
from engine.potentiale.model import OEVRIGE, SEL_BL, flyt, foerste_dag, sidste_dag

BETAL, SE_PAA, AFVIS = "betal", "se", "afvis"
FORSLAG: dict[str, tuple[str, str]] = {
    BETAL: ("skylder", "Betal"),
    SE_PAA: ("usikker", "Se på den"),
    AFVIS: ("ingen", "Afvis"),
}
TAKST_PCT = 110
"""A claim of more than so many per cent of the measure's price is looked at: days and periods vary."""


@dataclass(frozen=True)
class Linje:
    """A line of a claim. person: key, '' when unknown here. fra, til: months. rejst: the day it was raised."""

    nr: int
    afsender: str
    person: str
    fra: str
    til: str
    oere: int
    hjemmel: str
    rejst: date

    @property
    def maaneder(self) -> list[str]:
        ud, m = [], self.fra
        while m <= self.til:
            ud.append(m)
            m = flyt(m, 1)
        return ud

    @property
    def lovgruppe(self) -> str:
        """12 months under SEL and BL, also where § 9 c gives them (RSL § 9 c, last stk.)."""
        ord_ = re.split(r"[^A-ZÆØÅ]+", self.hjemmel.upper())
        return SEL_BL if {"SEL", "BL", "SERVICELOVEN", "BARNETS"} & set(ord_) else OEVRIGE


@dataclass(frozen=True)
class Bopael:
    fra: date
    til: date | None
    sted: str
    kommune: str | None


@dataclass(frozen=True)
class Kendt:
    """What we know of a citizen. forloeb: places in order. betaler: (from, to, municipality) by CPR. lovet: promises of
    ours as (municipality, from, to). betalt: (municipality, month) → øre paid (4.7). maanedspris: of our measure."""

    forloeb: Sequence[Bopael] = ()
    betaler: Sequence[tuple[date, date | None, str]] = ()
    lovet: Sequence[tuple[str, date, date | None]] = ()
    betalt: Mapping[tuple[str, str], int] = field(default_factory=dict)
    maanedspris: int | None = None


@dataclass(frozen=True)
class Resultat:
    """forslag: a key of FORSLAG. oere: what would be paid. grunde: ours, whole; til_afsender: what may be told."""

    linje: Linje
    forslag: str
    oere: int
    grunde: tuple[str, ...]
    til_afsender: tuple[str, ...]


@dataclass
class _Proeve:
    """One line as it is tried."""

    linje: Linje
    forslag: str = BETAL
    oere: int = 0
    grunde: list[str] = field(default_factory=list)
    til_afsender: list[str] = field(default_factory=list)

    def sig(self, forslag: str, grund: str, til_afsender: str = "") -> None:
        orden = list(FORSLAG)
        if orden.index(forslag) > orden.index(self.forslag):
            self.forslag = forslag
        self.grunde.append(grund)
        if til_afsender:
            self.til_afsender.append(til_afsender)


def proev(
    linjer: Sequence[Linje],
    kendte: Mapping[str, Kendt],
    tidligere: Sequence[Linje],
    lov: Lovsamling,
    egen: str,
) -> list[Resultat]:
    """Every line with its proposal, in the file's order. tidligere: lines received before and not refused."""
    return [
        _proev(x, kendte.get(x.person), [*tidligere, *linjer[:n]], linjer[n + 1 :], lov, egen)
        for n, x in enumerate(linjer)
    ]


def _aftryk(x: Linje) -> tuple[str, str, str, str, int]:
    return x.afsender, x.person, x.fra, x.til, x.oere


def _proev(
    x: Linje, k: Kendt | None, foer: Sequence[Linje], efter: Sequence[Linje], lov: Lovsamling, egen: str
) -> Resultat:
    p = _Proeve(x, oere=x.oere)
    if k is None:
        p.sig(AFVIS, "Borgeren findes ikke i vores registre.", "Borgeren er ikke kendt hos os.")
    else:
        _dublet(p, foer, efter)
        _forkert_kommune(p, k, egen)
        _betalt(p, k)
        _takst(p, k)
    _foraeldet(p, lov)
    if p.forslag == AFVIS:
        p.oere = 0
    if not p.grunde:
        p.grunde.append("Intet af det, vi ved, taler imod.")
    return Resultat(x, p.forslag, p.oere, tuple(p.grunde), tuple(p.til_afsender))


def _dublet(p: _Proeve, foer: Sequence[Linje], efter: Sequence[Linje]) -> None:
    """The first of two alike is no double."""
    x = p.linje
    if any(_aftryk(y) == _aftryk(x) for y in foer):
        p.sig(AFVIS, "Linjen er sendt før, eller står to gange i filen.", "Linjen er sendt mere end én gang.")
        return
    egne = set(x.maaneder)
    andre = [y for y in (*foer, *efter) if _aftryk(y) != _aftryk(x)]
    if any(y.person == x.person and y.hjemmel == x.hjemmel and egne & set(y.maaneder) for y in andre):
        p.sig(SE_PAA, "Måneder går igen i en anden linje for den samme borger og bestemmelse.")


def _forkert_kommune(p: _Proeve, k: Kendt, egen: str) -> None:
    """We pay when we have promised it, CPR names us, or the last ordinary home before the help was here."""
    x = p.linje
    dag = foerste_dag(x.fra)
    if any(
        m == x.afsender and fra <= sidste_dag(x.til) and (til is None or til >= dag)
        for m, fra, til in k.lovet
    ):
        p.grunde.append("Vi har givet tilsagn.")
        return
    betaler = [m for fra, til, m in k.betaler if fra <= dag and (til is None or til >= dag)]
    if egen in betaler:
        p.grunde.append("CPR har os som betalingskommune.")
        return
    tekst = "Efter vores registre er vi ikke den tidligere kommune."
    if betaler:
        p.sig(AFVIS, "CPR har en anden kommune som betalingskommune.", tekst)
        return
    bo = [s for s in k.forloeb if s.fra <= dag]
    nu = bo[-1] if bo else None
    foer = next((s for s in reversed(bo) if s.sted == "bolig"), None)
    if nu and nu.sted == "bolig" and nu.kommune == egen:
        p.sig(AFVIS, "Borgeren boede hos os i perioden.", "Borgeren boede ikke hos jer i perioden.")
    elif nu and nu.sted == "bolig" and nu.kommune == x.afsender:
        p.sig(
            AFVIS,
            "Borgeren bor i almindelig bolig hos afsenderen.",
            "Borgeren bor i almindelig bolig hos jer.",
        )
    elif foer is None:
        p.sig(
            SE_PAA,
            "Vi kender ingen bolig før perioden, så det kan ikke ses, hvem der er den tidligere kommune.",
        )
    elif foer.kommune == egen:
        p.grunde.append("Borgerens seneste bolig før perioden var hos os.")
    else:
        p.sig(AFVIS, "Borgerens seneste bolig før perioden var i en anden kommune end vores.", tekst)


def _betalt(p: _Proeve, k: Kendt) -> None:
    x = p.linje
    betalt = sum(k.betalt.get((m, maaned), 0) for maaned in x.maaneder for m in (x.afsender, ""))
    if betalt >= x.oere:
        p.sig(AFVIS, "Vi har allerede betalt for de samme måneder.", "Beløbet er betalt.")
    elif betalt > 0:
        p.oere -= betalt
        p.sig(
            SE_PAA, "En del er betalt for de samme måneder; resten foreslås.", "En del af beløbet er betalt."
        )


def _takst(p: _Proeve, k: Kendt) -> None:
    x = p.linje
    if k.maanedspris and x.oere * 100 > k.maanedspris * len(x.maaneder) * TAKST_PCT:
        p.sig(
            SE_PAA,
            "Beløbet er højere end taksten på vores indsats.",
            "Beløbet er højere end den aftalte takst.",
        )


def _foraeldet(p: _Proeve, lov: Lovsamling) -> None:
    """Months whose last day was more than the limitation before the claim was raised."""
    x = p.linje
    tabte = [m for m in x.maaneder if (f := frister.frist(m, x.lovgruppe, lov)) is not None and f < x.rejst]
    if not tabte:
        return
    if len(tabte) == len(x.maaneder):
        p.sig(
            AFVIS, "Alle måneder var forældet, da kravet blev rejst.", "Kravet er forældet for alle måneder."
        )
        return
    i_tide = len(x.maaneder) - len(tabte)
    p.oere = min(p.oere, x.oere * i_tide // len(x.maaneder))
    p.sig(
        SE_PAA,
        f"{len(tabte)} måneder var forældet; resten er anslået lige fordelt.",
        "Kravet er delvist forældet.",
    )
