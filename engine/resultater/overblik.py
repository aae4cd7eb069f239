"""Overblik: what the one who looks has to do, how it stands, and what is new; all of it within the user's scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from engine import dansk
from engine.adgang import Handling, Rolle, maa, omfang
from engine.resultater import datakvalitet, ledelse, opgavekilder, opgaver
from engine.resultater.fagomraader import FAG
from engine.resultater.nyt import Nyt
from engine.resultater.opgaver import Grundlag, Opgave

FORREST = 3


@dataclass(frozen=True)
class Stilling:
    """How the money stands, in øre: refund found, claimed and missing over the open years, and the budget.

    afvigelse: forbrug minus the budget for the part of the year that has gone, None without a budget; aar: its year.
    """

    fundet: int
    hjemtaget: int
    mangler: int
    aar: int | None
    forbrug: int
    afvigelse: int | None


@dataclass(frozen=True)
class Friskhed:
    """How the data stand, for those who run the system: their day, the build, checks that warn, rows set aside."""

    data_dato: date | None
    bygget: datetime
    leverancer: int
    advarsler: int
    karantaene: int


@dataclass(frozen=True)
class Overblik:
    """opgaver: most urgent first. stilling: None for roles that see no figures; they have friskhed instead."""

    opgaver: tuple[Opgave, ...]
    stilling: Stilling | None
    friskhed: Friskhed | None
    nyt: Nyt

    @property
    def forrest(self) -> tuple[Opgave, ...]:
        """The first three, of different kinds where there are as many."""
        return tuple(opgaver.forskellige(self.opgaver, FORREST))

    @property
    def resten(self) -> tuple[Opgave, ...]:
        forrest = self.forrest
        return tuple(o for o in self.opgaver if o not in forrest)


def hent(g: Grundlag, nyt: Nyt) -> Overblik:
    """Everything the page shows."""
    alle = tuple(opgaver.find(g))
    if maa(g.bruger, Handling.SE_TAL)[0]:
        return Overblik(alle, _stilling(g), None, nyt)
    return Overblik(alle, None, _friskhed(g), nyt)


def _friskhed(g: Grundlag) -> Friskhed:
    d = g.datakvalitet()
    aabne = datakvalitet.summer(d.tabeller)["aabne"]
    return Friskhed(g.k.gen.data_dato, g.k.gen.bygget, len(d.leverancer), len(d.advarsler), aabne)


def _stilling(g: Grundlag) -> Stilling:
    aar = opgavekilder.aabne_aar(g)
    fundet = hjemtaget = mangler = 0
    for et_aar in aar:
        sager = g.sager(et_aar)
        fundet += int(sager["refusion"].sum())
        hjemtaget += int(sager["hjemtaget_oere"].sum())
        mangler += int(sager["difference_oere"].clip(lower=0).sum())
    o = g.oekonomi()
    i_aar = o.standardaar()
    if i_aar is None:
        return Stilling(fundet, hjemtaget, mangler, None, 0, None)
    omraader = ledelse.synlige_omraader(o, FAG, omfang(g.bruger).fagomraader)
    ialt = ledelse.billede(o, i_aar, omraader=omraader, minimum=g.minimum).ialt
    return Stilling(
        fundet, hjemtaget, mangler, i_aar, ialt.forbrug, ialt.afvigelse if ialt.korrigeret else None
    )


def saetning(o: Overblik, rolle: Rolle, i_dag: date) -> str:
    """The page's answer in one sentence."""
    if not o.opgaver:
        return "Der er intet, du skal gøre nu."
    hvem = "kræver en beslutning" if rolle in (Rolle.LEDER, Rolle.POLITIKER) else "skal gøres"
    tekst = f"{'Én' if len(o.opgaver) == 1 else dansk.tal(len(o.opgaver))} ting {hvem}"
    til_gode = opgaver.til_gode(o.opgaver)
    if til_gode:
        tekst += f"; {dansk.kort_kroner(til_gode)} kan hjemtages"
    frister = [op.frist for op in o.opgaver if op.frist]
    overskredne = sum(f < i_dag for f in frister)
    if overskredne:
        tekst += f"; {dansk.antal(overskredne, 'frist', 'frister')} er overskredet"
    kommende = [f for f in frister if f >= i_dag]
    if kommende:
        tekst += f"{';' if overskredne else ', og'} den nærmeste frist er {dansk.dato(min(kommende))}"
    return f"{tekst}."
