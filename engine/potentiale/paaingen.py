"""Payments for pupils and children in day care that stand on nobody: each is given to at most one child. Pure.

A payment between municipalities names the counterpart, the function, its months and its amount. It is a child's when
the child has a place there and no bill for those months, and the months at its price come to the amount. A gap between
two bills goes before a row that has stopped, and that before a child that nobody has ever been billed for; of what we
paid, the months right beside a child's bills, or where its time there begins or ends, are its own before another's.
Where more children fit than there are such payments, nobody can tell whose they are, and they stay on nobody: what we
got is then a doubt about each of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from engine.potentiale import skole
from engine.potentiale.dele import fordel
from engine.potentiale.model import (
    INDTAEGT,
    UDGIFT,
    Grundlag,
    Personfakta,
    Post,
    flyt,
)
from engine.potentiale.sag import KVARTAL, Sag, maaneder_i

TIL_OS, FRA_OS = "7.7", "4.7"
KRONEN = 100
"""So many øre a month may an amount be off: twelfths are rounded in many ways."""


@dataclass(frozen=True)
class Betaling:
    """A payment on nobody. art: TIL_OS or FRA_OS. oere: above nought. maaneder: those that it says it is for, in a row;
    empty where it does not say. bogfoert: the month of booking."""

    nr: int
    kommune: str
    art: str
    funktion: str
    oere: int
    maaneder: tuple[str, ...]
    bogfoert: str


@dataclass(frozen=True)
class Raekke:
    """A child's bills from or to one municipality on one function. betalt: month → øre that stands on the child.
    mulige: months that a bill can be for. priser: what a month may come to, each a way to reckon the price. plads: the
    months of its time there."""

    person: str
    betalt: Mapping[str, int]
    mulige: frozenset[str]
    priser: tuple[Mapping[str, int], ...]
    plads: frozenset[str] = frozenset()


def fordelt(betalinger: Iterable[Betaling], raekker: Sequence[Raekke], naere: bool = False) -> dict[int, str]:
    """Payment → child, of the payments of one municipality, art and function. naere: also by the bills next to it.

    Alike payments (months and amount) are given out together: to all who fit, when there are enough for them. Each
    that is given out fills its months, which may leave one only for another; so it goes on until nothing changes. What
    lies next to a bill is asked only of those that are left then.
    """
    ens: dict[tuple[tuple[str, ...], int], list[int]] = defaultdict(list)
    for b in sorted(betalinger, key=lambda b: b.nr):
        if b.maaneder:
            ens[b.maaneder, b.oere].append(b.nr)
    taget: dict[str, set[str]] = {r.person: set() for r in raekker}
    ledige: dict[str, list[Raekke]] = defaultdict(list)  # month → whose bill for it has not come
    for r in raekker:
        for m in r.mulige - r.betalt.keys():
            ledige[m].append(r)
    ud: dict[int, str] = {}
    for naboer_taeller in (False, True) if naere else (False,):
        aendret = True
        while aendret:
            aendret = False
            for (maaneder, oere), numre in sorted(ens.items()):
                for r in _til(ledige.get(maaneder[0], ()), maaneder, oere, len(numre), taget, naboer_taeller):
                    ud[numre.pop(0)] = r.person
                    taget[r.person] |= set(maaneder)
                    aendret = True
    return ud


def _til(
    raekker: Sequence[Raekke],
    maaneder: tuple[str, ...],
    oere: int,
    antal: int,
    taget: Mapping[str, set[str]],
    naere: bool,
) -> list[Raekke]:
    """Who of some is to have such payments; nobody when there are too few for those who fit."""
    passer = [r for r in raekker if _passer(r, maaneder, oere, taget[r.person])]
    kendte = [r for r in passer if r.betalt]
    naboer = [r for r in kendte if naere and _ved_siden(maaneder, {*r.betalt, *taget[r.person]})]
    ender = [r for r in passer if naere and _en_ende(r, maaneder)]
    imellem = [r for r in kendte if min(r.betalt) < maaneder[0] and maaneder[-1] < max(r.betalt)]
    for valgte in (passer, kendte, naboer, ender, imellem):
        if valgte and len(valgte) <= antal:
            return sorted(valgte, key=lambda r: r.person)
    return []


def _ved_siden(maaneder: tuple[str, ...], betalt: Collection[str]) -> bool:
    return flyt(maaneder[0], -1) in betalt or flyt(maaneder[-1], 1) in betalt


def _en_ende(r: Raekke, maaneder: tuple[str, ...]) -> bool:
    """Whether a bill for a part of a quarter begins, or ends, in the month that the child's time there does."""
    if not r.plads or len(maaneder) == 1:
        return False
    midt_i = (int(maaneder[0][5:]) % KVARTAL != 1, int(maaneder[-1][5:]) % KVARTAL != 0)
    return (midt_i[0] and maaneder[0] == min(r.plads)) or (midt_i[1] and maaneder[-1] == max(r.plads))


def _passer(r: Raekke, maaneder: tuple[str, ...], oere: int, taget: set[str]) -> bool:
    if any(m in r.betalt or m in taget or m not in r.mulige for m in maaneder):
        return False
    return any(
        all(m in pris for m in maaneder)
        and abs(sum(pris[m] for m in maaneder) - oere) <= KRONEN * len(maaneder)
        for pris in r.priser
    )


# --- from the facts of the children ---------------------------------------------------------------------------------


def paafoer(
    alle: Sequence[Personfakta], betalinger: Sequence[Betaling], g: Grundlag, dag: date
) -> tuple[list[Personfakta], dict[tuple[str, str], list[tuple[str, int]]]]:
    """The persons with the payments that are theirs, and what is left of those to us: (municipality, function) →
    (month booked, øre). What we paid is presumed to be the child's; what we got only puts a doubt (reading 4)."""
    grupper: dict[tuple[str, str, str], list[Betaling]] = defaultdict(list)
    for b in betalinger:
        grupper[b.art, b.kommune, b.funktion].append(b)
    sager = [Sag(p, g, dag) for p in alle if p.pladser] if betalinger else []
    ventet = _ventet_af(sager) if any(b.art == TIL_OS for b in betalinger) else {}
    ude = _efter_kommune((p.kommune, s) for s in sager for p in s.p.pladser)
    givet: dict[str, list[Betaling]] = defaultdict(list)
    rest: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    for (art, kommune, funktion), ens in sorted(grupper.items()):
        raekker = (
            (_til_os(s, v, kommune, funktion) for s, v in ventet.get(kommune, []))
            if art == TIL_OS
            else (_fra_os(s, kommune, funktion) for s in ude.get(kommune, []))
        )
        hvem = fordelt(ens, [r for r in raekker if r], naere=art == FRA_OS)
        for b in ens:
            if b.nr in hvem:
                givet[hvem[b.nr]].append(b)
            elif art == TIL_OS:
                rest[kommune, funktion].append((b.bogfoert, b.oere))
    return [_med(p, givet[p.noegle]) if p.noegle in givet else p for p in alle], dict(rest)


def _ventet_af(sager: Sequence[Sag]) -> dict[str, list[tuple[Sag, list[skole.Ventet]]]]:
    """Municipality → the children it is expected to pay for here, each with what it is to pay."""
    ud: dict[str, list[tuple[Sag, list[skole.Ventet]]]] = defaultdict(list)
    for s in sager:
        deres: dict[str, list[skole.Ventet]] = defaultdict(list)
        for v in skole.ventet(s):
            deres[v.modpart].append(v)
        for kommune, egne in deres.items():
            ud[kommune].append((s, egne))
    return ud


def _efter_kommune(par: Iterable[tuple[str, Sag]]) -> dict[str, list[Sag]]:
    """Municipality → the children with a place there, each once, in the order they come."""
    ud: dict[str, dict[str, Sag]] = defaultdict(dict)
    for kommune, s in par:
        ud[kommune].setdefault(s.p.noegle, s)
    return {kommune: list(egne.values()) for kommune, egne in ud.items()}


def _med(p: Personfakta, betalinger: Sequence[Betaling]) -> Personfakta:
    poster = [x for b in betalinger for x in _poster(b)]
    return replace(
        p,
        poster=[*p.poster, *(x for x in poster if x.slags == UDGIFT)],
        paa_ingen=[*p.paa_ingen, *(x for x in poster if x.slags == INDTAEGT)],
    )


def _poster(b: Betaling) -> Iterator[Post]:
    for maaned, oere in fordel(b.oere, dict.fromkeys(b.maaneder, 1)).items():
        if b.art == FRA_OS:
            yield Post(maaned, b.funktion, UDGIFT, oere, til_kommune=True, modpart=b.kommune, formodet=True)
        else:
            yield Post(maaned, b.funktion, INDTAEGT, -oere, modpart=b.kommune, formodet=True)


def _til_os(s: Sag, ventet: Sequence[skole.Ventet], kommune: str, funktion: str) -> Raekke | None:
    """What the municipality is expected to pay for the child's place here."""
    egne = [v for v in ventet if skole.paa(funktion, v.funktion)]
    if not egne:
        return None
    dage: dict[str, int] = {}
    for v in egne:
        for m, oere in skole.afrundet(v.maaneder).items():
            dage[m] = dage.get(m, 0) + (oere or 0)
    betalt = skole.indtaegt(s, egne[0].funktion, kommune)
    tolvtedele = {m: kr for v in egne for m, kr in v.tolvtedele.items() if kr}
    return _raekke(s, betalt, set(dage), (dage, tolvtedele))


def _fra_os(s: Sag, kommune: str, funktion: str) -> Raekke | None:
    """What the municipality is expected to bill us for the child's place there."""
    pladser = [p for p in s.p.pladser if p.kommune == kommune]
    if not pladser or funktion not in skole.SKOLEFUNKTIONER:
        return None
    betalt: dict[str, int] = defaultdict(int)
    for x in s.p.poster:
        if x.slags == UDGIFT and x.til_kommune and x.funktion == funktion and x.modpart in (None, kommune):
            betalt[x.maaned] += x.oere
    der = {
        m
        for p in pladser
        for m in maaneder_i(p.fra, min(p.til, s.dag))
        if m >= s.g.fra_maaned and skole.er_vores(s, m)
    }
    pris = skole.tolvtedele(s, pladser, funktion, der)
    return _raekke(s, {m: kr for m, kr in betalt.items() if kr > 0}, der, (pris,))


def _raekke(
    s: Sag, betalt: Mapping[str, int], der: set[str], priser: tuple[Mapping[str, int], ...]
) -> Raekke:
    """Bills can be for months of the place, between two bills, and up to a quarter from one."""
    mulige = set(der)
    if betalt:
        fra, til = flyt(min(betalt), -KVARTAL), flyt(max(betalt), KVARTAL)
        while fra <= til:
            mulige.add(fra)
            fra = flyt(fra, 1)
    naboer = (_nabo(mulige, betalt, max, lambda a, b: a < b), _nabo(mulige, betalt, min, lambda a, b: a > b))
    return Raekke(
        s.p.noegle, betalt, frozenset(mulige), (*naboer, *priser) if betalt else priser, frozenset(der)
    )


def _nabo(
    maaneder: Iterable[str],
    betalt: Mapping[str, int],
    naermest: Callable[[Iterable[str]], str],
    side: Callable[[str, str], bool],
) -> dict[str, int]:
    """Month → what the bill right before (or after) it came to a month."""
    ud = {}
    for m in maaneder:
        andre = [x for x in betalt if side(x, m)]
        if andre:
            ud[m] = betalt[naermest(andre)]
    return ud
