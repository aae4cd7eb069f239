"""Whose is an expense that is booked on nobody? Proposals with their certainty, never a decision. Pure.

Refund requires that an expense is booked on the person (REF-BEK § 46; BEK 802/2025). Three kinds of trace point to one:
a number in the text, a name in the text, and a measure at the supplier whose price gives the amount. A collective bill
is the sum of several measures, and is split by what each costs: days × price, exact to the øre by largest remainder.

A proposal has a rule and a level of doubt: 0 nothing speaks against it, 1 something does, 2 much does. The certainty is
the share of such proposals that were right on the demo's hidden truth (SIKKERHED), counted on towns that are not those
it is measured on. What has no trace, or several that are equally good, gets no proposal to accept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from engine.refusion.prisbog import Maal, Prisbog, Priser, pris

TILBAGE = 3  # months before the document's in which a bill without a period is tried
FLEST = 14  # measures among which a sum is sought
NAER = Fraction(1, 10)
CPR, NAVN, TAKST, SUM, ANTAL, ENESTE = "cpr", "navn", "takst", "takst_sum", "antal_i_tekst", "eneste"
REGLER = (CPR, NAVN, TAKST, SUM, ANTAL, ENESTE)

SIKKERHED_MIN = 0.5
"""Below this a trace is shown and nothing is proposed: more often wrong than right."""

# Counted by `python -m tests.refusion.maal_henfoerelse`: the lower quartile by Wilson, so that few finds count less.
SIKKERHED: dict[tuple[str, int], float] = {
    (ANTAL, 1): 0.47,  # as the level below it, of which three were met
    (ANTAL, 2): 0.47,  # 2 of 3
    (CPR, 0): 0.99,  # 126 of 126
    (CPR, 1): 0.92,  # 5 of 5
    (CPR, 2): 0.0,  # 0 of 50
    (ENESTE, 1): 0.47,  # 2 of 3
    (ENESTE, 2): 0.0,  # 0 of 6
    (NAVN, 0): 0.99,  # 329 of 329
    (NAVN, 1): 0.53,  # 11 of 18
    (NAVN, 2): 0.0,  # 1 of 324
    (TAKST, 0): 0.99,  # 140 of 141
    (TAKST, 1): 0.96,  # 11 of 11
    (TAKST, 2): 0.49,  # 27 of 50
    (SUM, 0): 0.95,  # 9 of 9
    (SUM, 1): 0.95,  # 13 of 13, and no surer than the level above it
    (SUM, 2): 0.78,  # 7 of 8
}


@dataclass(frozen=True)
class Post:
    """A posting on nobody. fra, til: its period; periode_kendt: stated or read, not just the document's month.

    antal: the citizens that its text counts, 0 when it does not. ingens: the text speaks of an empty place or of what
    is shared, so that a price that fits tells little.
    """

    nr: int
    beloeb_oere: int
    fra: date
    til: date
    periode_kendt: bool
    antal: int = 0
    ingens: bool = False


@dataclass(frozen=True)
class Spor:
    """A person whose number or name stands in the text. slags: CPR or NAVN. tilknyttet: has a measure in the time.

    ved_leverandoer: has one at the supplier. hel: the whole name. imod: what speaks against it, in Danish.
    """

    person: str
    slags: str
    tilknyttet: bool
    ved_leverandoer: bool = False
    hel: bool = True
    imod: tuple[str, ...] = ()


@dataclass(frozen=True)
class Forslag:
    """dele: (person, øre), summing to the posting. fra, til: the months it is about, None = as the posting has it.

    grunde, modbevis: in Danish, without names and numbers of persons.
    """

    dele: tuple[tuple[str, int], ...]
    regel: str
    niveau: int
    grunde: tuple[str, ...] = ()
    modbevis: tuple[str, ...] = ()
    fra: date | None = None
    til: date | None = None
    sikkerhed: float = field(default=0.0)


def fordel(oere: int, vaegte: Sequence[int | Fraction]) -> list[int]:
    """Whole øre in proportion to the weights, exact by largest remainder; ties to the first. Errors: ValueError.

    The weights are positive; oere may be negative (a credit note is shared as its bill).
    """
    if not vaegte or any(v <= 0 for v in vaegte):
        raise ValueError("every weight must be positive")
    fortegn, ialt = (-1 if oere < 0 else 1), sum(Fraction(v) for v in vaegte)
    praecis = [abs(oere) * Fraction(v) / ialt for v in vaegte]
    ud = [int(p) for p in praecis]
    rest = abs(oere) - sum(ud)
    for i in sorted(range(len(ud)), key=lambda i: (ud[i] - praecis[i], i))[:rest]:
        ud[i] += 1
    return [fortegn * d for d in ud]


def _dele(oere: int, vaegte: dict[str, int]) -> tuple[tuple[str, int], ...]:
    """Each person's share; nobody stands with nothing."""
    delt = zip(vaegte, fordel(oere, list(vaegte.values())), strict=True)
    return tuple((person, del_) for person, del_ in delt if del_)


def perioder(p: Post) -> list[tuple[date, date]]:
    """The periods to try: the posting's own when it is known, else its month and those before, and the three months
    before it or ending with it (a bill may bear the date of its last day), a calendar quarter first."""
    if p.periode_kendt:
        return [(p.fra, p.til)]
    ud, foerste = [(p.fra, p.til)], p.fra.replace(day=1)
    for _ in range(TILBAGE):
        sidste = foerste - timedelta(days=1)
        foerste = sidste.replace(day=1)
        ud.append((foerste, sidste))
    kvartaler = [(foerste, p.fra.replace(day=1) - timedelta(days=1)), (ud[TILBAGE - 1][0], p.til)]
    return ud + sorted(kvartaler, key=lambda k: k[0].month % TILBAGE != 1)


def foreslaa(p: Post, spor: Iterable[Spor], bog: Prisbog) -> tuple[Forslag, ...]:
    """The proposals for a posting, the most certain first; empty when nothing points anywhere.

    bog: the measures at the supplier, at least those that ran in one of the perioder.
    """
    spor = list({(s.person, s.slags): s for s in spor}.values())
    fundne = [*_efter_tekst(p, spor, bog.maal), *_efter_takst(p, bog)]
    alle = [_vejet(_ingens(p, f)) for f in _bekraeftede(fundne)]
    unikke: dict[tuple[str, ...], Forslag] = {}
    for f in sorted(alle, key=lambda f: (-f.sikkerhed, f.niveau, REGLER.index(f.regel), f.dele)):
        unikke.setdefault(tuple(sorted(person for person, _ in f.dele)), f)
    return tuple(unikke.values())


def _ingens(p: Post, f: Forslag) -> Forslag:
    """What the text says is nobody's is in much doubt, however well the price fits."""
    if not p.ingens or f.regel == CPR:
        return f
    imod = "teksten taler om en tom plads eller noget fælles"
    return replace(f, niveau=2, modbevis=(*f.modbevis, imod))


def _vejet(f: Forslag) -> Forslag:
    return replace(f, sikkerhed=SIKKERHED.get((f.regel, f.niveau), 0.0))


def _bekraeftede(fundne: Sequence[Forslag]) -> list[Forslag]:
    """What the text says and the price says at once is less in doubt; where they disagree, more."""
    tekst = [f for f in fundne if f.regel in (CPR, NAVN)]
    takst = [f for f in fundne if f.regel in (TAKST, SUM)]
    ud = []
    for f in fundne:
        hvem = {person for person, _ in f.dele}
        andre = takst if f in tekst else tekst if f in takst else []
        if f in tekst and any({x for x, _ in a.dele} == hvem for a in takst):
            f = replace(f, niveau=max(0, f.niveau - 1), grunde=(*f.grunde, "taksten giver beløbet"))
        elif f in takst and andre and not any({x for x, _ in a.dele} == hvem for a in andre):
            f = replace(f, niveau=2, modbevis=(*f.modbevis, "teksten peger på en anden"))
        ud.append(f)
    return ud


# --- by what the text says -------------------------------------------------------------------------------------


def _efter_tekst(p: Post, spor: Sequence[Spor], maal: Sequence[Maal]) -> list[Forslag]:
    ud = []
    for slags, hvad in ((CPR, "CPR-nummeret står i teksten"), (NAVN, "navnet står i teksten")):
        egne = [s for s in spor if s.slags == slags]
        if not egne:
            continue
        if slags == NAVN:
            egne = _bedste_navne(egne)
        if len(egne) > 1 and slags == CPR:
            ud += _flere_numre(p, egne, maal)
            continue
        for s in egne:
            niveau = min(2, len(s.imod) + (not s.tilknyttet) + (len(egne) > 1))
            imod = [*s.imod]
            if not s.tilknyttet:
                imod.append("personen har ingen indsats på den tid")
            if len(egne) > 1:
                imod.append(f"{len(egne)} personer passer til navnet")
            ud.append(Forslag(((s.person, p.beloeb_oere),), slags, niveau, (hvad,), tuple(imod)))
    return ud


def _bedste_navne(spor: Sequence[Spor]) -> list[Spor]:
    """The whole name before part of it, then those with a measure at the supplier, then those with one at all."""
    for proeve in (lambda s: s.hel, lambda s: s.ved_leverandoer, lambda s: s.tilknyttet):
        bedre = [s for s in spor if proeve(s)]
        spor = bedre or list(spor)
    return list(spor)


def _flere_numre(p: Post, spor: Sequence[Spor], maal: Sequence[Maal]) -> list[Forslag]:
    """Several numbers: by what each one's measure costs; without that nobody can say how much is whose."""
    vaegte = []
    for s in spor:
        deres = [x for m in maal if m.person == s.person for x in sorted(pris(m, p.fra, p.til))[:1]]
        if not deres:
            return []
        vaegte.append(sum(deres))
    dele = _dele(p.beloeb_oere, dict(zip((s.person for s in spor), vaegte, strict=True)))
    niveau = 0 if sum(vaegte) == abs(p.beloeb_oere) else 1
    return [Forslag(dele, CPR, niveau, (f"{len(spor)} CPR-numre står i teksten",), ())]


# --- by what the supplier's measures cost -----------------------------------------------------------------------


def _efter_takst(p: Post, bog: Prisbog) -> list[Forslag]:
    if p.beloeb_oere <= 0 or not bog:
        return []
    for plads, (fra, til) in enumerate(perioder(p)):
        loeber, ledige = bog.i(fra, til)
        gaettet = 0 if p.periode_kendt or not plads else 1
        fundne = []
        if p.antal < 2:
            fundne = _en(p, loeber, ledige, fra, til, gaettet)
        if not fundne:
            fundne = _flere(p, loeber, ledige, fra, til, gaettet)
        if fundne:
            return fundne
    return _omtrent(p, bog)


def _periode(p: Post, fra: date, til: date) -> tuple[date | None, date | None]:
    """The period found, when it is another than the posting's own."""
    return (None, None) if p.periode_kendt or (fra, til) == (p.fra, p.til) else (fra, til)


def _en(p: Post, loeber: Priser, ledige: Priser, fra: date, til: date, gaettet: int) -> list[Forslag]:
    ramte = loeber.til(p.beloeb_oere)
    if not ramte:
        return []
    fri = ledige.til(p.beloeb_oere)
    valgte = fri or ramte
    personer = list(dict.fromkeys(m.person for m in valgte))
    imod = []
    if not fri:
        imod.append("personen har allerede en regning for tiden")
    if len(personer) > 1:
        imod.append(f"{len(personer)} personer har samme pris hos leverandøren")
    if gaettet:
        imod.append("perioden er gættet")
    if not any(m.samme_lov for m in valgte):
        imod.append("kontoen hører til en anden paragraf")
    if not fri and gaettet:
        return []  # a price that fits some month of somebody who has had the bill tells nothing
    niveau = 2 if not fri or len(personer) > 1 else min(2, len(imod))
    return [
        Forslag(
            ((person, p.beloeb_oere),),
            TAKST,
            niveau,
            ("taksten gange tiden giver beløbet nøjagtigt",),
            tuple(imod),
            *_periode(p, fra, til),
        )
        for person in personer
    ]


def _flere(p: Post, loeber: Priser, ledige: Priser, fra: date, til: date, gaettet: int) -> list[Forslag]:
    """The sum of several measures: all that have no bill, else all, else the one choice among them that fits."""
    for hvem, hvad, niveau in (
        (ledige, "summen af alle, der mangler en regning for tiden", 0),
        (loeber, "summen af alle, der er hos leverandøren", 1),
    ):
        if hvem.antal > 1 and abs(hvem.i_alt - p.beloeb_oere) <= hvem.antal:
            return [_delt(p, hvem.vaegte, hvad, niveau, fra, til, gaettet)]
    for hvem, tillaeg in ((ledige, 1), (loeber, 2)):
        mulige = _delsummer(hvem, p.beloeb_oere, p.antal)
        if len(mulige) == 1:
            return [_delt(p, mulige[0], "summen af nogle hos leverandøren", tillaeg, fra, til, gaettet)]
        if mulige:
            return []  # several choices give the amount: nobody can say which
    return []


def _delsummer(hvem: Priser, maal_oere: int, antal: int) -> list[dict[str, int]]:
    """The choices of two or more that sum to the amount (of `antal`, when the text counts them); at most two."""
    if not 3 <= hvem.antal <= FLEST:
        return []
    par = sorted(hvem.vaegte.items())
    summer, antal_valgt = _alle_valg(tuple(v for _, v in par))
    rammer = (np.abs(summer - maal_oere) <= antal_valgt) & (antal_valgt >= 2) & (antal_valgt < len(par))
    if antal > 1:
        rammer &= antal_valgt == antal
    return [
        {person: v for i, (person, v) in enumerate(par) if int(valg) >> i & 1}
        for valg in np.flatnonzero(rammer)[:2]
    ]


@lru_cache(maxsize=256)
def _alle_valg(vaegte: tuple[int, ...]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The sum and the number of members of every choice of the weights: bit i of its place is weight i."""
    summer = antal = np.zeros(1, np.int64)
    for v in vaegte:
        summer, antal = np.concatenate([summer, summer + v]), np.concatenate([antal, antal + 1])
    return summer, antal


def _delt(
    p: Post, vaegte: dict[str, int], hvad: str, niveau: int, fra: date, til: date, gaettet: int
) -> Forslag:
    imod = ["perioden er gættet"] if gaettet else []
    if p.antal > 1 and p.antal != len(vaegte):
        imod.append(f"teksten nævner {p.antal} borgere, men {len(vaegte)} passer")
    grunde = [hvad + " giver beløbet"] + (
        [f"teksten nævner {p.antal} borgere"] if p.antal == len(vaegte) else []
    )
    dele = _dele(p.beloeb_oere, vaegte)
    return Forslag(dele, SUM, min(2, niveau + len(imod)), tuple(grunde), tuple(imod), *_periode(p, fra, til))


def _omtrent(p: Post, bog: Prisbog) -> list[Forslag]:
    """No price gives the amount: as many as the text counts, or the only one who lacks a bill."""
    loeber, ledige = bog.i(p.fra, p.til)
    if p.antal > 1:
        for hvem, niveau in ((ledige, 1), (loeber, 2)):
            if hvem.antal == p.antal:
                dele = _dele(p.beloeb_oere, hvem.vaegte)
                naer = _naer(p.beloeb_oere, hvem.i_alt)
                imod = () if naer else ("beløbet er et andet end taksterne tilsammen",)
                grunde = (f"teksten nævner {p.antal} borgere, og så mange er hos leverandøren",)
                return [Forslag(dele, ANTAL, min(2, niveau + (not naer)), grunde, imod)]
        return []
    if not p.periode_kendt or (eneste := ledige.i_loven).antal != 1:
        return []
    ((person, ventet),) = eneste.vaegte.items()
    naer = _naer(p.beloeb_oere, ventet)
    return [
        Forslag(
            ((person, p.beloeb_oere),),
            ENESTE,
            1 if naer else 2,
            ("den eneste hos leverandøren, der mangler en regning for tiden",),
            () if naer else ("beløbet er et andet end taksten",),
        )
    ]


def _naer(beloeb: int, ventet: int) -> bool:
    return abs(beloeb - ventet) <= NAER * ventet
