"""One person as the rules between municipalities see it: where, who ought to pay, what it cost net, what came in. Pure.

Readings: laesninger.md 2–4, 7–10. A month belongs to the place of its first day; the month of arrival, to the place
of the first day here. Net is per function and month, and so is what came in: a takst on a home's function does not
cover cash help.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from engine.fejl import ParameterMangler
from engine.flytning import betalingskommune as bk
from engine.flytning import bopael
from engine.flytning.bopael import INSTITUTION, UDLAND, Station
from engine.lov.parametre import Lovsamling
from engine.potentiale.model import (
    INDTAEGT,
    OEVRIGE,
    SEL_BL,
    STAT,
    UDGIFT,
    Grundlag,
    Pension,
    Personfakta,
    Post,
    Tilsagn,
    flyt,
    foerste_dag,
    sidste_dag,
)

T = TypeVar("T")

NOK_PCT = 95
"""REF-10: income of so many per cent of the share is the share."""
AFTALT_PCT = 85
"""Payments of so many per cent of a partial promise are the promise: it is told at this year's rates."""
KVARTAL = 3
"""Bills come quarterly: so many months may one bill be late for."""
PENSIONER = {"5.48.65": "seniorpension", "5.48.66": "foertidspension", "5.48.68": "foertidspension"}
"""The functions of the pensions that RSL § 9 c is about, and what kind each is (reading 1: never 5.48.67)."""
GAELDER = ("givet", "ophoert")
"""Answers that cover the months of their dates; `ophoert` is one that was given and has ended."""


@dataclass(frozen=True)
class Rest:
    """What of a function's net in a month nobody has paid or promised. indtaegt_oere: what came in for the month."""

    maaned: str
    funktion: str
    oere: int
    netto_oere: int
    indtaegt_oere: int
    brutto: bool


class Sag:
    """The facts of a person put in order, once for all rules."""

    def __init__(self, p: Personfakta, g: Grundlag, dag: date) -> None:
        self.p, self.g, self.dag = p, g, dag
        self._ved: dict[int, bk.Afgoerelse] = {}
        self._station: dict[str, int | None] = {}
        self._husket: dict[Hashable, Any] = {}

    def husket(self, noegle: Hashable, regn: Callable[[], T]) -> T:
        """What several rules ask of the person, worked out once. noegle: what is asked, with what it depends on."""
        if noegle not in self._husket:
            self._husket[noegle] = regn()
        svar: T = self._husket[noegle]
        return svar

    # -- where -------------------------------------------------------------------------------------------------

    def station(self, maaned: str) -> int | None:
        """The index of the place here that the month belongs to, None when the person is not here."""
        if maaned not in self._station:
            self._station[maaned] = self._find_station(maaned)
        return self._station[maaned]

    def _find_station(self, maaned: str) -> int | None:
        nr = bopael.paa(self.p.forloeb, foerste_dag(maaned))
        if nr is not None and self._her(self.p.forloeb[nr]):
            return nr
        fra, til = foerste_dag(maaned), sidste_dag(maaned)
        return next(
            (i for i, s in enumerate(self.p.forloeb) if fra < s.fra <= til and self._her(s)),
            None,
        )

    def _her(self, s: Station) -> bool:
        return s.sted != UDLAND and s.kommunekode == self.g.egen

    def sted(self, maaned: str) -> int | None:
        """The index of the place that the month's first day lies in, wherever it is; None outside the history."""
        return bopael.paa(self.p.forloeb, foerste_dag(maaned))

    def ophold(self, maaned: str) -> tuple[Station, bk.Afgoerelse] | None:
        """The institution here that the month belongs to, and the decision on who pays for the stay."""
        nr = self.station(maaned)
        if nr is None or self.p.forloeb[nr].sted != INSTITUTION:
            return None
        return self.p.forloeb[nr], self.afgoerelse(nr)

    def afgoerelse(self, nr: int) -> bk.Afgoerelse:
        if nr not in self._ved:
            s = self.p.forloeb[nr]
            alder = None if self.p.foedt is None else bopael.alder(self.p.foedt, s.fra)
            forhold = bk.forhold_ved(self.p.forloeb, nr, self.p.indsatser, alder, self.g.nedlagte)
            self._ved[nr] = bk.afgoer(self.p.forloeb, nr, forhold, self.g.virkninger)
        return self._ved[nr]

    # -- money -------------------------------------------------------------------------------------------------

    @cached_property
    def _poster(self) -> dict[tuple[str, str], list[Post]]:
        ud: dict[tuple[str, str], list[Post]] = defaultdict(list)
        for post in self.p.poster:
            ud[post.maaned, post.funktion].append(post)
        return ud

    @cached_property
    def _indtaegter(self) -> dict[str, list[Post]]:
        ud: dict[str, list[Post]] = defaultdict(list)
        for post in self.p.poster:
            if post.slags == INDTAEGT:
                ud[post.funktion].append(post)
        return ud

    @cached_property
    def netto(self) -> dict[tuple[str, str], tuple[int, bool]]:
        """(month, function) → (net of what RSL § 9 c, stk. 1 covers, whether it is gross), only above nought."""
        ud = {}
        for (maaned, funktion), poster in self._poster.items():
            egne = [x for x in poster if x.slags == UDGIFT and x.kravbar and not x.til_kommune]
            brutto = sum(x.oere for x in egne)
            if brutto > 0:
                stat = sum(x.oere for x in poster if x.slags == STAT)
                netto = self._andel(maaned, funktion, brutto, stat)
                ud[maaned, funktion] = (brutto, True) if netto is None else (netto, False)
        return {n: v for n, v in ud.items() if v[0] > 0}

    def _andel(self, maaned: str, funktion: str, brutto: int, stat: int) -> int | None:
        """Reading 3: state refund in the ledger, else the refund system's, else the law's share, else None."""
        if stat:
            return brutto + stat
        y = [x for x in self.p.ydelser if x.maaned == maaned and x.udbetalt_oere]
        y = [x for x in y if x.funktion == funktion] or [
            x for x in y if not x.funktion and x.udbetalt_oere == brutto
        ]
        if y:
            udbetalt, refusion = sum(x.udbetalt_oere for x in y), sum(x.refusion_oere for x in y)
            return brutto - _afrundet(Decimal(brutto) * refusion / udbetalt)
        p = self.pension(funktion, maaned)
        andel = lovens_andel(self.g.lov, funktion, maaned, p.tilkendt if p else self.p.tilkendt)
        return None if andel is None else _afrundet(brutto * andel)

    def pension(self, funktion: str, maaned: str) -> Pension | None:
        """The grant that a month's pension rests on: of the function's kind, the newest that is in force."""
        slags = PENSIONER.get(funktion)
        mulige = [
            p
            for p in self.p.pensioner
            if p.slags == slags
            and p.tilkendt <= sidste_dag(maaned)
            and (p.ophoer is None or p.ophoer > foerste_dag(maaned))
        ]
        return max(mulige, key=lambda p: p.tilkendt, default=None)

    @cached_property
    def socialt(self) -> dict[tuple[str, str], int]:
        """(month, function) → what was paid under SEL and BL, only above nought (reading 11: at what we paid)."""
        ud: dict[tuple[str, str], int] = defaultdict(int)
        for post in self.p.poster:
            if post.slags == UDGIFT and post.social:
                ud[post.maaned, post.funktion] += post.oere
        return {n: oere for n, oere in ud.items() if oere > 0}

    @cached_property
    def betalt(self) -> dict[tuple[str, str, str], dict[str, int]]:
        """(function, who got it, limitation) → month → what we paid a municipality (art 4.7), less what came back.

        What it pays us on a function where we have no cost of our own is money back. '' where nobody is named.
        """
        ud: dict[tuple[str, str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
        egne = {f for _, f in self.netto}
        for x in self.p.poster:
            retur = x.slags == INDTAEGT and x.modpart and x.funktion not in egne
            if (x.slags == UDGIFT and x.til_kommune) or retur:
                gruppe = SEL_BL if x.social else OEVRIGE if x.kravbar else ""
                ud[x.funktion, x.modpart or "", gruppe][x.maaned] += x.oere
        return {n: dict(m) for n, m in ud.items() if n[2] and any(oere > 0 for oere in m.values())}

    def indtaegt(self, funktion: str, modpart: str | None, behov: Mapping[str, int]) -> dict[str, int]:
        """Month → what came in from the counterpart, or nobody knows whom, on a function for the month.

        modpart: None for whatever came, from anybody. What a bill has over its own month goes to the months before it
        that lack: bills come quarterly.
        """
        ind: dict[str, int] = defaultdict(int)
        for x in self._indtaegter.get(funktion, ()):
            if modpart is None or x.modpart in (None, modpart):
                ind[x.maaned] -= x.oere
        return udjaevn(behov, {m: oere for m, oere in ind.items() if oere > 0})

    @cached_property
    def netto_paa(self) -> dict[str, dict[str, int]]:
        """Function → month → net."""
        ud: dict[str, dict[str, int]] = defaultdict(dict)
        for (maaned, funktion), (oere, _) in self.netto.items():
            ud[funktion][maaned] = oere
        return dict(ud)

    def ind(self, funktion: str, modpart: str | None) -> dict[str, int]:
        """As indtaegt, where the need is the net."""
        return self.husket(
            ("ind", funktion, modpart),
            lambda: self.indtaegt(funktion, modpart, self.netto_paa.get(funktion, {})),
        )

    # -- what is left ------------------------------------------------------------------------------------------

    @cached_property
    def opholdsmaaneder(self) -> list[tuple[str, bk.Afgoerelse]]:
        """(month, the decision on who pays) of the months with a net that are of a stay in an institution here."""
        maaneder = sorted({m for m, _ in self.netto})
        return [(m, her[1]) for m in maaneder if (her := self.ophold(m))]

    def rest(self, modpart: str) -> dict[str, list[Rest]]:
        """Month → what of the net the counterpart has neither paid nor promised (reading 4)."""
        return self.husket(("rest", modpart), lambda: self._rest(modpart, self.netto, self.ind))

    def rest_socialt(self, modpart: str) -> dict[str, list[Rest]]:
        """As rest, of what was paid under SEL and BL."""
        return self.husket(("rest_socialt", modpart), lambda: self._rest_socialt(modpart))

    def _rest_socialt(self, modpart: str) -> dict[str, list[Rest]]:
        behov: dict[str, dict[str, int]] = defaultdict(dict)
        for (maaned, funktion), oere in self.socialt.items():
            behov[funktion][maaned] = oere
        netto = {n: (oere, False) for n, oere in self.socialt.items()}
        return self._rest(modpart, netto, lambda f, hvem: self.indtaegt(f, hvem, behov[f]))

    def _rest(
        self,
        modpart: str,
        netto: Mapping[tuple[str, str], tuple[int, bool]],
        indtaegt: Callable[[str, str], Mapping[str, int]],
    ) -> dict[str, list[Rest]]:
        pr_funktion: dict[str, dict[str, int]] = defaultdict(dict)
        for (maaned, funktion), (oere, _) in netto.items():
            pr_funktion[funktion][maaned] = oere
        alle: dict[str, list[Rest]] = defaultdict(list)
        for funktion, behov in pr_funktion.items():
            ind = indtaegt(funktion, modpart)
            for maaned, oere in behov.items():
                kom = ind.get(maaned, 0)
                rest = 0 if kom * 100 >= oere * NOK_PCT else oere - kom
                alle[maaned].append(Rest(maaned, funktion, rest, oere, kom, netto[maaned, funktion][1]))
        return {
            m: udaekket
            for m in sorted(alle)
            if (udaekket := [r for r in self._uden_tilsagn(modpart, m, alle[m]) if r.oere > 0])
        }

    def _uden_tilsagn(self, modpart: str, maaned: str, rester: list[Rest]) -> list[Rest]:
        """What a promise leaves: nothing of a whole one; of a partial one what is over its amount, unless it is paid:
        then the amount is agreed."""
        egne = [t for t in self.tilsagn(modpart) if t.roerer(maaned)]
        if any(t.status in GAELDER for t in egne):
            return []
        lovet = max((t.oere or 0 for t in egne if t.status == "delvist"), default=0)
        kom = sum(r.indtaegt_oere for r in rester)
        if lovet and kom * 100 >= lovet * AFTALT_PCT:
            return []
        tilbage = max(lovet - kom, 0)
        ud = []
        for r in sorted(rester, key=lambda r: (-r.oere, r.funktion)):
            brug = min(tilbage, r.oere)
            tilbage -= brug
            ud.append(Rest(maaned, r.funktion, r.oere - brug, r.netto_oere, r.indtaegt_oere, r.brutto))
        return ud

    def tilsagn(self, modpart: str) -> list[Tilsagn]:
        return [t for t in self.p.tilsagn if t.modpart == modpart]

    def efter_tilsagn(self, modpart: str, maaned: str) -> Tilsagn | None:
        """The promise that had ended before the month: then neither REF-09 nor REF-01 opens by itself."""
        gamle = [
            t
            for t in self.tilsagn(modpart)
            if t.status in (*GAELDER, "delvist") and t.til is not None and t.til < foerste_dag(maaned)
        ]
        return max(gamle, key=lambda t: t.til or date.min, default=None)

    @cached_property
    def sidste_betaler(self) -> str | None:
        """Who paid last on a function that counts; None when nobody is named."""
        funktioner = {f for _, f in self.netto}
        betalt = [
            (x.maaned, x.modpart)
            for x in self.p.poster
            if x.slags == INDTAEGT and x.modpart and x.oere < 0 and x.funktion in funktioner
        ]
        return max(betalt, default=("", None))[1]


def udjaevn(behov: Mapping[str, int], ind: Mapping[str, int]) -> dict[str, int]:
    """Month → what came in for it: what a month has too much is given to those up to a quarter before it that lack.

    A bill for several months that comes in one is for them alike: months right before it without any are filled with
    it evenly, then what is still over goes to those that lack, the earliest first.
    """
    ud = dict(ind)
    for maaned in sorted(ind):
        _fordel_jaevnt(behov, ind, ud, maaned)
        over = max(ud[maaned] - behov.get(maaned, 0), 0)
        for foer in (flyt(maaned, -n) for n in range(KVARTAL, 0, -1)):
            brug = min(over, behov.get(foer, 0) - ud.get(foer, 0))
            if brug > 0:
                ud[foer] = ud.get(foer, 0) + brug
                ud[maaned] -= brug
                over -= brug
    return ud


def _fordel_jaevnt(behov: Mapping[str, int], ind: Mapping[str, int], ud: dict[str, int], maaned: str) -> None:
    """Spread what a month has over its own need on the months right before it that got nothing, by need."""
    tomme: list[str] = []
    for foer in (flyt(maaned, -n) for n in range(1, KVARTAL + 1)):
        if foer in ind or ud.get(foer) or behov.get(foer, 0) <= 0:
            break
        tomme.append(foer)
    kom, eget = ud[maaned], behov.get(maaned, 0)
    i_alt = eget + sum(behov[m] for m in tomme)
    if not tomme or eget <= 0 or not eget < kom < i_alt:
        return
    for m in tomme:
        ud[m] = kom * behov[m] // i_alt
        ud[maaned] -= ud[m]


def lovens_andel(lov: Lovsamling, funktion: str, maaned: str, tilkendt: date | None) -> Decimal | None:
    """Our share of a pension by law: by the day of the grant and the week since; None where the law is not known."""
    if funktion not in PENSIONER:
        return None
    dag = foerste_dag(maaned)
    try:
        if funktion == "5.48.68" or (tilkendt and tilkendt < _ny_ordning(lov)):
            return Decimal(lov.parameter("fp_kommuneandel_gammel_pct").vaerdier[-1].vaerdi) / 100
        uge = 53 if tilkendt is None else max((dag - tilkendt).days, 0) // 7 + 1
        return Decimal(lov.foerste_eller_opslag(_ugeparameter(uge), dag).vaerdi)
    except (ParameterMangler, IndexError):
        return None


def _ny_ordning(lov: Lovsamling) -> date:
    return min(v.fra for v in lov.parameter("fp_finansieringslov_omfattet").vaerdier)


def _ugeparameter(uge: int) -> str:
    trin = ((4, "uge1_4"), (26, "uge5_26"), (52, "uge27_52"))
    return f"fp_kommuneandel_{next((navn for til, navn in trin if uge <= til), 'uge53')}_andel"


def _afrundet(oere: Decimal) -> int:
    return int(oere.quantize(Decimal(1), ROUND_HALF_UP))


def maaneder_i(fra: date, til: date) -> tuple[str, ...]:
    """The months from that of one day to that of another, both counted."""
    return _maaneder(fra.year * 12 + fra.month, til.year * 12 + til.month)


@lru_cache(maxsize=16384)
def _maaneder(foerste: int, sidste: int) -> tuple[str, ...]:
    return tuple(f"{(nr - 1) // 12:04d}-{(nr - 1) % 12 + 1:02d}" for nr in range(foerste, sidste + 1))
