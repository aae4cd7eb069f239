"""What a caseworker says of a refugee that the deliveries cannot: seen, written and undone by a signed-in person.

The mark is a correction (engine/sager/udlaendingemaerke.py) and changes the windows of full refund, and with them what
særligt dyre enkeltsager holds (udlaendingefakta.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.adgang import Bruger, Handling, Sagsomfang, maa
from engine.fejl import RettelseAfvist
from engine.indstillinger import Indstillinger
from engine.refusion import udlaendinge as ret
from engine.refusion.udlaendinge import Stykke
from engine.resultater import kontekst, rettelser, sde, udlaendinge, udlaendingeside
from engine.resultater.sde import Kontekst
from engine.sager.model import FORTRYD, UDLAENDING, Rettelse
from engine.sager.udlaendingemaerke import HANDICAP


@dataclass(frozen=True)
class Handicap:
    """ophold: placements that give full refund if they are because of a disability. maerket: the mark in force, None
    when nobody has said anything. ekstra_oere: what yes gives more (or gave) in full refund. maa: may this user say."""

    ophold: tuple[Stykke, ...]
    maerket: Rettelse | None
    ekstra_oere: int
    maa: bool

    @property
    def er_ja(self) -> bool:
        return self.maerket is not None and bool(self.maerket.nyt[HANDICAP])


def handicap(k: Kontekst, bruger: Bruger, noegle: str) -> Handicap | None:
    """What can be said of one person; None when there is no placement to say it of and nothing has been said."""
    u = udlaendinge.beregn(k).personer[noegle]
    ophold = tuple(ret.mulige_handicapophold(u, k.lov))
    maerket = next((r for r in reversed(k.rettelser) if _om(r, noegle)), None)
    if not ophold and maerket is None:
        return None
    ja, nej = (_fuld(sde.med_rettelser(k, [_maerke(noegle, svar, "", "")]), noegle) for svar in (True, False))
    omfang = Sagsomfang(udlaendingeside.FAGOMRAADE)
    return Handicap(ophold, maerket, ja - nej, maa(bruger, Handling.AFGOER_SAG, omfang)[0])


def _om(r: Rettelse, noegle: str) -> bool:
    return r.type == UDLAENDING and r.noegle["udlaending"] == noegle


def _fuld(k: Kontekst, noegle: str) -> int:
    t = udlaendinge.beregn(k).tilskud
    return int(t.loc[(t["person_noegle"] == noegle) & (t["ordning"] == ret.PAR181), "oere"].sum())


def _maerke(noegle: str, svar: bool, begrundelse: str, bruger: str) -> Rettelse:
    return Rettelse(0, UDLAENDING, {"udlaending": noegle}, {HANDICAP: int(svar)}, begrundelse, bruger)


def maerk_som(
    ind: Indstillinger, bruger: Bruger, noegle: str, svar: bool, begrundelse: str, nu: datetime
) -> None:
    """Say whether the placement is because of a disability. Errors: AdgangNaegtet, RettelseAfvist without a reason."""
    if not begrundelse.strip():
        raise RettelseAfvist("Skriv, hvor det fremgår, fx afgørelsens dato. Intet er gemt.")
    rettelser.skriv_som(ind, bruger, [_maerke(noegle, svar, begrundelse.strip(), bruger.navn)], nu)


def fortryd_som(ind: Indstillinger, bruger: Bruger, noegle: str, nu: datetime) -> None:
    """Take the mark in force away. Errors: AdgangNaegtet, RettelseAfvist when there is none."""
    maerke = next((r for r in reversed(kontekst.hent(ind).rettelser) if _om(r, noegle)), None)
    if maerke is None:
        raise RettelseAfvist("Der er ingen oplysning at fortryde. Intet er ændret.")
    fortryd = Rettelse(0, FORTRYD, {"haendelse": maerke.id}, {}, "Fortrudt på siden", bruger.navn)
    rettelser.skriv_som(ind, bruger, [fortryd], nu)
