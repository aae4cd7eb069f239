"""The things to do that rest on claims raised here: answers to ask for, and approved cases that nobody has claimed."""

from __future__ import annotations

from collections.abc import Iterator

from engine import dansk
from engine.adgang import Rolle
from engine.resultater import krav
from engine.resultater.kravbrev import graenser
from engine.resultater.opgaver import AFLEVERING, PENGE, Grundlag, Opgave, kilde
from engine.sager.kravmodel import GIV_BESKED
from engine.sager.lager import Sagslager

L, O, S = Rolle.LEDER, Rolle.OEKONOM, Rolle.SAGSBEHANDLER  # noqa: E741


def _billede(g: Grundlag) -> krav.Billede | None:
    """The claims of the whole scope; not asked for one field at a time, since a claim may be of several."""
    if g.omraade is not None or not isinstance(g.lager, Sagslager):
        return None
    return krav.hent(g.k, g.lager, g.bruger, g.i_dag)


@kilde(O, S)
def klar_til_krav(g: Grundlag) -> Iterator[Opgave]:
    """Cases that are found right, whose kroner stand in no claim yet."""
    b = _billede(g)
    if b is None or not b.udkast:
        return
    kommuner = dansk.antal(len(b.udkast), "kommune har", "kommuner har")
    yield Opgave(
        noegle="krav_klar",
        titel="Rejs kravene af de godkendte sager",
        hvorfor=f"Sagerne er set igennem, og {kommuner} ikke fået kravet.",
        tilstand="mangler",
        klasse=PENGE,
        oere=b.klar_oere,
        frist=min((u.frist for u in b.udkast if u.frist), default=None),
        sider=(("krav", {}),),
        goer="Se kravene",
    )


@kilde(L, O, S)
def krav_skal_rykkes(g: Grundlag) -> Iterator[Opgave]:
    """Claims raised here without an answer: the worker reminds, and the leader is told of the oldest."""
    b = _billede(g)
    if b is None:
        return
    leder = g.bruger.rolle is L
    glemte = [x for x in b.krav if x.husk and (not leder or x.husk == GIV_BESKED)]
    if not glemte:
        return
    antal = dansk.antal(len(glemte), "krav", "krav")
    yield Opgave(
        noegle="krav_rykkes",
        titel=f"Afklar {antal} uden svar" if leder else f"Ryk for svar på {antal}",
        hvorfor=f"Der er gået mere end {graenser(g.k).leder_maaneder} måneder uden svar."
        if leder
        else "Svarfristen er overskredet, eller det er længe siden, der blev rykket.",
        tilstand="usikker:Uden svar",
        klasse=AFLEVERING,
        frist=min(x.krav.svarfrist for x in glemte),
        sider=(("krav", {}),),
        goer="Se kravene",
    )
