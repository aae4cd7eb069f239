"""What other municipalities owe us (mellemkommunal.md J: REF-01…07, 09, 10 and 13). Pure.

One function per rule, each with its § and its sentence in REGLER. A function gives a finding per krone and month; which
rule gets a krone that several find is decided by assets/tabeller/kandidatorden.csv. Who pays for a stay is asked of
engine/flytning/betalingskommune.py and nowhere else. REF-12 is the priority of every candidate (frister.py).
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

from engine.flytning.betalingskommune import Afgoerelse, haendelse_ved
from engine.flytning.bopael import BOLIG, INSTITUTION, UKENDT
from engine.flytning.udflytning import plus_maaneder
from engine.potentiale.dele import TILSAGN, fund_af, gaelder, loeber, med_krav
from engine.potentiale.model import (
    INDTAEGT,
    OEVRIGE,
    SEL_BL,
    Begrundelse,
    Fund,
    Regel,
    flyt,
    foerste_dag,
    sidste_dag,
)
from engine.potentiale.sag import GAELDER, KVARTAL, NOK_PCT, Rest, Sag, maaneder_i, udjaevn

MED_INDTAEGT = frozenset({"REF-09", "REF-10", "PEN-05"})
"""The rules about somebody who pays: what is missing lately may be on its way."""
INDTAEGT_FOER = 3
"""REF-09: income in at least so many earlier months (reading 5)."""
HALVAAR = 6
TAKST = "takst"
TAKST_MAANEDER = 12
"""How far back today's takst of a measure is held up against bills."""
PASSIV_MAANEDER, PASSIV_HOEJST = 6, 12
"""REF-13: help that begins so soon after the move was needed before it, and how far one may choose to look."""
EFTERVAERN_FRA, EFTERVAERN_TIL = 18, 23


# --- the stay: REF-01 to REF-06 ----------------------------------------------------------------------------------


def _ophold(s: Sag, regel: str) -> Iterator[Fund]:
    """The months of stays whose payer the decision path gives to another municipality by this rule."""
    for maaned, a in s.opholdsmaaneder:
        if a.regel != regel or a.kommunekode in (None, s.g.egen):
            continue
        modpart = str(a.kommunekode)
        if regel == "REF-01" and s.efter_tilsagn(modpart, maaned):
            continue
        for r in s.rest(modpart).get(maaned, ()):
            tekst = (
                f"{s.g.navn(modpart)} er den tidligere kommune. {a.grund} Vi har afholdt ydelser under opholdet, "
                f"og {s.g.navn(modpart)} har hverken betalt eller givet tilsagn."
            )
            b = Begrundelse(med_krav(s, modpart, tekst), a.hjemmel, a.modbevis, a.sikkerhed)
            yield fund_af(regel, modpart, r, b)


def ref_01_institution(s: Sag) -> Iterable[Fund]:
    """RSL § 9 c, stk. 2: from X into an institution here, another authority helped, and we bear the benefits."""
    return _ophold(s, "REF-01")


def ref_02_kaede(s: Sag) -> Iterable[Fund]:
    """RSL § 9 c, stk. 2 and 12: from institution to institution; the municipality before the first pays."""
    return _ophold(s, "REF-02")


def ref_03_forsorgshjem(s: Sag) -> Iterable[Fund]:
    """RSL § 9 c, stk. 2 (SEL § 110): the head's admission is another authority's help."""
    return _ophold(s, "REF-03")


def ref_04_faengsel_sygehus(s: Sag) -> Iterable[Fund]:
    """RSL § 9 c, stk. 2: prison and hospital are other authorities."""
    return _ophold(s, "REF-04")


def ref_05_veteran(s: Sag) -> Iterable[Fund]:
    """RSL § 9 c, stk. 3: no help by an authority is asked for."""
    return _ophold(s, "REF-05")


def ref_06_flytteret(s: Sag) -> Iterator[Fund]:
    """RSL § 9 c, stk. 5: moved by the right to choose; no help by an authority is asked for. Benefits, and help under
    SEL at what we paid, unless another payer stands in the measure, whose takst is watched (REF-09, REF-10)."""
    yield from _ophold(s, "REF-06")
    for maaned in sorted({m for m, _ in s.socialt}):
        her = s.ophold(maaned)
        if her is None or her[1].regel != "REF-06" or her[1].kommunekode in (None, s.g.egen):
            continue
        if any(loeber(i, maaned) and i["betalingskommune"] not in (None, s.g.egen) for i in s.p.indsatser):
            continue
        modpart = str(her[1].kommunekode)
        tekst = (
            f"{her[1].grund} Vi har afholdt hjælp efter serviceloven, som {s.g.navn(modpart)} hverken har betalt "
            "eller givet tilsagn om."
        )
        imod = ("Hjælpen er borgerstyret personlig assistance efter SEL § 96 b, stk. 2.", TILSAGN)
        b = Begrundelse(med_krav(s, modpart, tekst), "RSL § 9 c, stk. 5", (*her[1].modbevis, *imod), 0.8)
        rester = s.rest_socialt(modpart).get(maaned, ())
        yield from (fund_af("REF-06", modpart, r, b, SEL_BL, "S") for r in rester)


# --- aftercare: REF-07 --------------------------------------------------------------------------------------------


def ref_07_eftervaern(s: Sag) -> Iterator[Fund]:
    """RSL § 9 c, stk. 4: aftercare that we grant to somebody whom Y placed; SEL and BL at what we paid."""
    if s.p.foedt is None:
        return
    attende, treogtyvende = (plus_maaneder(s.p.foedt, 12 * n) for n in (EFTERVAERN_FRA, EFTERVAERN_TIL))
    anbringer = _anbringer(s, attende)
    if anbringer is None:
        return
    kilder = ((s.rest(anbringer), OEVRIGE, "K"), (s.rest_socialt(anbringer), SEL_BL, "S"))
    tekst = (
        f"{s.g.navn(anbringer)} anbragte den unge, og vi bevilger og betaler efterværnet. Kommunen, der traf "
        "afgørelsen om anbringelsen, refunderer det."
    )
    b = Begrundelse(
        med_krav(s, anbringer, tekst),
        "RSL § 9 c, stk. 4",
        (
            f"Efterværnet er bevilget og betalt af {s.g.navn(anbringer)}.",
            "En anden kommune er refusionspligtig efter stk. 6: så er det den, der betaler.",
            TILSAGN,
        ),
        0.85,
    )
    for rester, gruppe, slags in kilder:
        for maaned, udaekket in rester.items():
            dag = foerste_dag(maaned)
            i_tiden = attende <= dag < treogtyvende and gaelder(s.g.lov, "eftervaern_refusion_fra", dag)
            if i_tiden and _eftervaern(s, maaned):
                yield from (fund_af("REF-07", anbringer, r, b, gruppe, slags) for r in udaekket)


def _anbringer(s: Sag, attende: date) -> str | None:
    """Who decided the last placement that began before 18, when it is another municipality."""
    foer = [
        i
        for i in s.p.indsatser
        if i["anbragt"] and i["art"] != "eftervaern" and i["startdato"] < attende and i["handlekommune"]
    ]
    sidste = max(foer, key=lambda i: i["startdato"], default=None)
    return None if sidste is None or sidste["handlekommune"] == s.g.egen else str(sidste["handlekommune"])


def _eftervaern(s: Sag, maaned: str) -> bool:
    return any(
        i["art"] == "eftervaern" and (i["handlekommune"] or s.g.egen) == s.g.egen and loeber(i, maaned)
        for i in s.p.indsatser
    )


# --- what came in: REF-09 and REF-10 ------------------------------------------------------------------------------


def _betaler(s: Sag, a: Afgoerelse) -> tuple[str, float] | None:
    """Who pays for a stay: by the decision, else, where it is left open, who has paid."""
    if a.regel and a.kommunekode not in (None, s.g.egen):
        return str(a.kommunekode), 0.9
    return (s.sidste_betaler, 0.6) if a.kommunekode is None and s.sidste_betaler else None


def _betalte_ophold(s: Sag) -> Iterator[tuple[str, str, float, list[Rest]]]:
    """(month, payer, how sure, what is left) of the months in an institution that have a payer."""
    for maaned, a in s.opholdsmaaneder:
        hvem = _betaler(s, a)
        if hvem and maaned in s.rest(hvem[0]):
            yield maaned, *hvem, s.rest(hvem[0])[maaned]


def ref_09_ophoert(s: Sag) -> Iterator[Fund]:
    """RSL § 9 c: income that was there and has stopped, while the stay and the cost go on."""
    for maaned, modpart, sikkerhed, rester in _betalte_ophold(s):
        if s.efter_tilsagn(modpart, maaned):
            continue
        for r in rester:
            if not r.indtaegt_oere and _tidligere(s, r.funktion, modpart, maaned) >= INDTAEGT_FOER:
                f = fund_af("REF-09", modpart, r, _ophoert(s, modpart, sikkerhed))
                yield replace(f, ventes=_er_sen(s, maaned, _sidst_betalt(s, r.funktion, modpart)))
    yield from _takst_ophoert(s)


def _ophoert(s: Sag, modpart: str, sikkerhed: float) -> Begrundelse:
    tekst = (
        f"{s.g.navn(modpart)} har betalt i mindst {INDTAEGT_FOER} måneder, og betalingen er hørt op, mens opholdet "
        "og udgiften fortsætter."
    )
    return Begrundelse(
        med_krav(s, modpart, tekst),
        "RSL § 9 c, stk. 2 og 12",
        (
            "Tilsagnet er ophørt.",
            "Borgeren er flyttet i egen bolig eller død.",
            "Betalingen er bogført uden CPR-nummer eller på en anden funktion.",
        ),
        sikkerhed,
    )


def _tidligere(s: Sag, funktion: str, modpart: str, maaned: str) -> int:
    """In how many earlier months income came on the function."""
    return sum(1 for m in _betalte(s, funktion, modpart) if m < maaned)


def _sidst_betalt(s: Sag, funktion: str, modpart: str) -> str:
    return max(_betalte(s, funktion, modpart), default="")


def _betalte(s: Sag, funktion: str, modpart: str) -> list[str]:
    return [m for m, oere in s.ind(funktion, modpart).items() if oere > 0]


def _er_sen(s: Sag, maaned: str, sidst: str) -> bool:
    """Whether the bill of a month is late rather than forgotten: the months after it are paid, so that somebody sends
    bills, and it is no older than half a year."""
    return maaned < sidst and maaned > flyt(f"{s.dag:%Y-%m}", -HALVAAR)


def ref_10_for_lidt(s: Sag) -> Iterator[Fund]:
    """RSL § 9 c, stk. 10: what comes in is under 95 per cent of our share of the month."""
    for maaned, modpart, sikkerhed, rester in _betalte_ophold(s):
        b = _for_lidt(s, modpart, sikkerhed, f"{NOK_PCT} pct. af vores andel af månedens ydelse")
        yield from (
            fund_af("REF-10", modpart, r, b) for r in rester if r.indtaegt_oere and r.maaned == maaned
        )
    yield from _takst_for_lidt(s)


def _for_lidt(s: Sag, modpart: str, sikkerhed: float, af: str) -> Begrundelse:
    return Begrundelse(
        med_krav(s, modpart, f"{s.g.navn(modpart)} betaler, men mindre end {af}."),
        "RSL § 9 c, stk. 10",
        (
            "Forskellen er statsrefusion, som ikke er med i vores data.",
            "Beløbet eller taksten er aftalt med kommunen.",
        ),
        sikkerhed,
    )


@dataclass(frozen=True)
class _Takst:
    """A place of ours that another municipality pays for. ventet, ind: by month. regninger: the bills' own months.
    laengste: the months of the longest bill."""

    modpart: str
    ventet: Mapping[str, int]
    ind: Mapping[str, int]
    regninger: tuple[str, ...]
    laengste: int

    @property
    def sidst(self) -> str:
        return max((m for m, kom in self.ind.items() if kom > 0), default="")


def _takster(s: Sag) -> Iterator[_Takst]:
    """The person's places of ours, by who pays."""
    egne: dict[str, list[Mapping[str, Any]]] = {}
    for i in s.p.indsatser:
        if i["betalingskommune"] not in (None, s.g.egen) and i["egen_institution"] and i["takst_oere"]:
            egne.setdefault(str(i["betalingskommune"]), []).append(i)
    for modpart, indsatser in sorted(egne.items()):
        ventet: dict[str, int] = {}
        for i in indsatser:
            for maaned in maaneder_i(i["startdato"], min(i["slutdato"], s.dag)):
                if s.station(maaned) is not None:
                    ventet[maaned] = ventet.get(maaned, 0) + _takst(i, maaned)
        ind: dict[str, int] = {}
        laengste = 1
        for x in s.p.poster:
            if x.slags == INDTAEGT and x.social and x.modpart in (None, modpart):
                ind[x.maaned] = ind.get(x.maaned, 0) - x.oere
                laengste = max(laengste, x.antal)
        kom = {m: oere for m, oere in ind.items() if oere > 0}
        yield _Takst(modpart, ventet, udjaevn(ventet, kom), tuple(sorted(kom)), laengste)


def _takst(i: Mapping[str, Any], maaned: str) -> int:
    """What a place costs for its days in a month, in øre. So many pieces a month are expected in whole months; one
    piece may be the only one, and stands also where nobody has told how many: it is not expected."""
    fra, til = max(i["startdato"], foerste_dag(maaned)), min(i["slutdato"], sidste_dag(maaned))
    dage = max((til - fra).days + 1, 0)
    pris = round(i["takst_oere"] * i["antal"])
    if i["enhed"] == "stk":
        return pris if i["antal"] != 1 and dage == sidste_dag(maaned).day else 0
    aar = 366 if calendar.isleap(fra.year) else 365
    naevner = {"dag": 1, "uge": 7, "maaned": sidste_dag(maaned).day, "aar": aar}.get(i["enhed"])
    return 0 if naevner is None else int(pris * dage) // naevner


def _takst_ophoert(s: Sag) -> Iterator[Fund]:
    for t in _takster(s):
        afregnet, venter = _afregnet(s, t), _venter(s, t)
        for maaned, oere in t.ventet.items():
            if oere <= 0 or t.ind.get(maaned) or _lovet(s, t.modpart, maaned):
                continue
            if (afregnet and maaned < t.sidst) or (venter and maaned > t.sidst):
                continue
            if sum(1 for m, kom in t.ind.items() if m < maaned and kom > 0) >= INDTAEGT_FOER:
                b = _ophoert(s, t.modpart, 0.85)
                sen = _er_sen(s, maaned, t.sidst)
                yield Fund("REF-09", t.modpart, maaned, TAKST, SEL_BL, oere, b, ventes=sen)


def _takst_for_lidt(s: Sag) -> Iterator[Fund]:
    """Only months that can still be claimed: the measure's takst is today's, and older ones had their own."""
    for t in _takster(s):
        if _afregnet(s, t, forskudt=1):
            continue
        for maaned, oere in t.ventet.items():
            kom = t.ind.get(maaned, 0)
            for_lidt = kom and kom * 100 < oere * NOK_PCT and maaned >= _graense(s)
            if for_lidt and not _lovet(s, t.modpart, maaned):
                b = _for_lidt(s, t.modpart, 0.7, f"{NOK_PCT} pct. af taksten")
                sen = _er_sen(s, maaned, t.sidst) and _betaler_ellers(s, t)
                yield Fund("REF-10", t.modpart, maaned, TAKST, SEL_BL, oere - kom, b, ventes=sen)


def _betaler_ellers(s: Sag, t: _Takst) -> bool:
    """Whether most months of the last year are paid whole: then what one lacks is a bill, not a lower price."""
    aaret = {m: oere for m, oere in t.ventet.items() if oere > 0 and _graense(s) <= m <= t.sidst}
    hele = [m for m, oere in aaret.items() if t.ind.get(m, 0) * 100 >= oere * NOK_PCT]
    return len(hele) * 2 > len(aaret)


def _venter(s: Sag, t: _Takst) -> bool:
    """Whether the next bill is not due yet: bills for half a year are half a year apart. A first bill has the months
    since the stay began, so that one for two is a quarter's and one for four or five is half a year's."""
    afstand = max((_imellem(a, b) for a, b in pairwise(t.regninger)), default=0)
    hele = next((r for r in (1, KVARTAL, HALVAAR) if t.laengste <= r), t.laengste)
    afstand = max(afstand, hele)
    return bool(t.regninger) and _imellem(t.regninger[-1], f"{s.dag:%Y-%m}") <= min(afstand, HALVAAR)


def _imellem(fra: str, til: str) -> int:
    return (int(til[:4]) - int(fra[:4])) * 12 + int(til[5:7]) - int(fra[5:7])


def _graense(s: Sag) -> str:
    return flyt(f"{s.dag:%Y-%m}", -TAKST_MAANEDER)


def _afregnet(s: Sag, t: _Takst, forskudt: int = 0) -> bool:
    """Whether the last year's bills up to the last one come to the takst, though months are unlike.

    Bills for four weeks, or with an odd date, are no under-claim. forskudt: nor is so many months' price in all, of
    half a year or more: a bill that does not say its month may stand a month off.
    """
    graense, sidst = _graense(s), t.sidst
    kom = sum(oere for m, oere in t.ind.items() if graense <= m <= sidst)
    ventet = {m: oere for m, oere in t.ventet.items() if graense <= m <= sidst}
    slip = forskudt * max(ventet.values(), default=0) if len(ventet) >= HALVAAR else 0
    return kom * 100 >= NOK_PCT * (sum(ventet.values()) - slip)


def _lovet(s: Sag, modpart: str, maaned: str) -> bool:
    """Promised for the month, or promised until before it."""
    return bool(s.efter_tilsagn(modpart, maaned)) or any(
        t.status in GAELDER and t.roerer(maaned) for t in s.tilsagn(modpart)
    )


# --- the earlier municipality was passive: REF-13 -----------------------------------------------------------------


def ref_13_passiv(s: Sag) -> Iterator[Fund]:
    """RSL § 9 c, stk. 6: from X to an ordinary home here, and a place to live or a placement within months."""
    for modpart, i, afstand in _straks_efter_flytning(s):
        kilder = ((s.rest(modpart), OEVRIGE, "K"), (s.rest_socialt(modpart), SEL_BL, "S"))
        tekst = (
            f"Borgeren flyttede fra {s.g.navn(modpart)} til en almindelig bolig her, og tilbuddet begyndte inden "
            f"{'en måned' if afstand == 1 else f'{afstand} måneder'}. "
            f"Kendte {s.g.navn(modpart)} behovet, og var det åbenbart, at den skulle "
            "have handlet, betaler den både tilbud og ydelser. Det skal en person prøve."
        )
        b = Begrundelse(
            med_krav(s, modpart, tekst),
            "RSL § 9 c, stk. 6",
            ("Behovet opstod efter flytningen.", f"{s.g.navn(modpart)} tilbød hjælp.", TILSAGN),
            0.35,
        )
        for rester, gruppe, slags in kilder:
            for maaned, udaekket in rester.items():
                if loeber(i, maaned) and s.station(maaned) is not None:
                    yield from (
                        replace(fund_af("REF-13", modpart, r, b, gruppe, slags), afstand=afstand)
                        for r in udaekket
                    )


def _straks_efter_flytning(s: Sag) -> Iterator[tuple[str, Mapping[str, Any], int]]:
    """(municipality moved from, measure, months begun since) of moves to a home here that help followed soon after.

    What helped is read as where it is asked who pays for a stay: where the measure does not say, an event near the
    move does, and whoever helped was not passive.
    """
    foer = None
    for st in s.p.forloeb:
        if st.sted == UKENDT:
            continue
        if (
            st.sted == BOLIG
            and st.kommunekode == s.g.egen
            and foer is not None
            and foer.sted in (BOLIG, INSTITUTION)
            and foer.kommunekode not in (None, s.g.egen)
        ):
            sidst = plus_maaneder(st.fra, PASSIV_HOEJST)
            hjulpet = haendelse_ved(st.fra, s.p.indsatser) is not None
            for i in s.p.indsatser:
                egen = (i["handlekommune"] or s.g.egen) == (i["betalingskommune"] or s.g.egen) == s.g.egen
                if egen and _behov(i) and st.fra <= i["startdato"] <= sidst and not hjulpet:
                    yield str(foer.kommunekode), i, _begyndte(st.fra, i["startdato"])
        foer = st


def _begyndte(fra: date, til: date) -> int:
    """The months begun from a day to a later one, at least one."""
    return next(n for n in range(1, PASSIV_HOEJST + 1) if til <= plus_maaneder(fra, n))


def _behov(i: Mapping[str, Any]) -> bool:
    """A place to live or a placement of which nobody has said that an authority helped, or that none did (reading 7).

    Aftercare begins because a placement ends, and a right to move is a rule of its own.
    """
    bosted = i["art"] == "tilbud" or (i["anbragt"] and i["art"] != "eftervaern")
    return bool(bosted and i["medvirken"] is None and not i["flytteret"])


REGLER = (
    Regel(
        "REF-01",
        "Institution",
        "RSL § 9 c, stk. 2",
        "Flyttet fra en anden kommune ind på en institution her, mens vi betaler ydelserne.",
        ref_01_institution,
    ),
    Regel(
        "REF-02",
        "Kæde af institutioner",
        "RSL § 9 c, stk. 2 og 12",
        "Kommet gennem en eller flere andre institutioner: kommunen før den første betaler.",
        ref_02_kaede,
    ),
    Regel(
        "REF-03",
        "Forsorgshjem",
        "RSL § 9 c, stk. 2 (SEL § 110)",
        "På forsorgshjem her fra en anden kommune, mens vi betaler ydelserne.",
        ref_03_forsorgshjem,
    ),
    Regel(
        "REF-04",
        "Fængsel eller sygehus",
        "RSL § 9 c, stk. 2",
        "I fængsel eller på sygehus her fra en anden kommune, mens vi betaler ydelserne.",
        ref_04_faengsel_sygehus,
    ),
    Regel(
        "REF-05",
        "Veteranhjem",
        "RSL § 9 c, stk. 3",
        "På veteranhjem eller soldaterrekreation her fra en anden kommune; medvirken kræves ikke.",
        ref_05_veteran,
    ),
    Regel(
        "REF-06",
        "Flytteret",
        "RSL § 9 c, stk. 5",
        "Flyttet hertil med flytteretten (frit valg); medvirken kræves ikke.",
        ref_06_flytteret,
    ),
    Regel(
        "REF-07",
        "Efterværn",
        "RSL § 9 c, stk. 4",
        "Vi betaler efterværn til en ung, som en anden kommune anbragte.",
        ref_07_eftervaern,
    ),
    Regel(
        "REF-09",
        "Indtægt, der er ophørt",
        "RSL § 9 c, stk. 2 og 12",
        "En anden kommune betalte og er holdt op, mens opholdet fortsætter.",
        ref_09_ophoert,
    ),
    Regel(
        "REF-10",
        "For lidt opkrævet",
        "RSL § 9 c, stk. 10",
        "En anden kommune betaler mindre end vores andel eller taksten.",
        ref_10_for_lidt,
    ),
    Regel(
        "REF-13",
        "Tidligere kommune var passiv",
        "RSL § 9 c, stk. 6",
        "Hjælp begyndte kort efter flytningen: kendte den tidligere kommune behovet?",
        ref_13_passiv,
        afstand=PASSIV_MAANEDER,
    ),
)
