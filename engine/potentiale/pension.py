"""Who pays a pension after a move (RSL § 9 c, stk. 8; mellemkommunal.md J: PEN-01 to PEN-05; laesninger.md 15;
PEN-06 is our own). Pure.

The municipality that granted the pension refunds ours for six years, and we refund others for those that we granted:
from the move away, of grants before 2.2.2015 from the grant. A month is over when its first day is on or after the end
of the six years. Which rule gets a krone that several find stands in assets/tabeller/kandidatorden.csv.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import TypeAlias

from engine.fejl import ParameterMangler
from engine.flytning.betalingskommune import SIKKER, Afgoerelse
from engine.flytning.bopael import INSTITUTION, UKENDT, Station
from engine.flytning.udflytning import plus_maaneder
from engine.lov.parametre import Lovsamling
from engine.potentiale.dele import TILSAGN, efter_retur, fund_af, gaelder, med_krav
from engine.potentiale.model import (
    INDTAEGT,
    OEVRIGE,
    SKYLDIG,
    Begrundelse,
    Fund,
    Pension,
    Regel,
    dagtekst,
    flyt,
    foerste_dag,
)
from engine.potentiale.sag import AFTALT_PCT, GAELDER, KVARTAL, PENSIONER, Rest, Sag, lovens_andel

HJEMMEL = "RSL § 9 c, stk. 8"
ANDELSHJEMMEL = "Pensionsloven § 52, stk. 1, finansieringsloven § 5, stk. 3 og RSL § 9 c, stk. 10"
RETUR = "Pengene er kommet tilbage, uden at det står i vores data."
TILKENDELSEN = "tilkendelsen"
FRAFLYTNING = "fraflytningsdato"
"""The value of the parameter fp_6aar_start that says that the six years run from the move away."""
ANDEL_PCT = 1
"""PEN-05: payments so many per cent from the share are the share."""
SKAEVE_REGNINGER = 3
"""PEN-05: so many bills of the wrong share are no part of a month: a stay has but a first and a last month."""
BETALT_FOER = 3
SIKKERT, TVIVLSOMT = 0.9, 0.5
OVERGANG = "Overgangsregel tjekkes: overgangsreglerne i lov 1769/2023 kan lade den hidtidige betaler blive."


@dataclass(frozen=True)
class Seksaar:
    """The six years of a grant. fra: what they run from, hvad: in words. slut: the first day on which they are over.
    regel: the rule of such a grant. tvivl: what a person is to look at."""

    regel: str
    hvad: str
    fra: date
    slut: date
    tvivl: tuple[str, ...] = ()

    def rummer(self, maaned: str) -> bool:
        return foerste_dag(maaned) < self.slut


# --- the six years ------------------------------------------------------------------------------------------------


Navn: TypeAlias = Callable[[str], str]


def seksaar(s: Sag, p: Pension, maaned: str) -> Seksaar | None:
    """As `seks_aar`, of one month, put off by the stays before 2024 that are proven."""
    dag = foerste_dag(maaned)
    aar = seks_aar(s.g.lov, p, s.p.forloeb, dag, s.g.navn)
    udskudt = aar and _udskudt(s, p, aar.fra, maaned)
    if aar is None or not udskudt or udskudt <= aar.fra:
        return aar
    tvivl = "De seks år er regnet som udskudt af et ophold før 2024: udskydelsen skal dokumenteres."
    slut = plus_maaneder(udskudt, 12 * _laengde(s.g.lov, dag))
    return replace(aar, hvad="opholdets ophør", fra=udskudt, slut=slut, tvivl=(*aar.tvivl, tvivl))


def seks_aar(
    lov: Lovsamling, p: Pension, forloeb: Sequence[Station], dag: date, navn: Navn
) -> Seksaar | None:
    """RSL § 9 c, stk. 8, as it reads on a day: the six years of a grant; None where there are none.

    None of grants before 2004, of early retirement before it came in, and of somebody who has not moved away.
    """
    if p.slags == "seniorpension" and not gaelder(lov, "fp_seniorpension_omfattet", dag):
        return None
    try:
        start = lov.opslag("fp_6aar_start", p.tilkendt)
        aar = _laengde(lov, dag)
    except ParameterMangler:
        return None
    tvivl: tuple[str, ...] = ()
    if start.vaerdi != FRAFLYTNING:
        regel, hvad, fra = "PEN-02", TILKENDELSEN, p.tilkendt
    else:
        fundet = _fraflytning(p, forloeb, navn)
        if fundet is None:
            return None
        regel, (fra, tvivl) = "PEN-01", fundet
        hvad = TILKENDELSEN if fra == p.tilkendt and tvivl else "fraflytningen"
        if p.tilkendt == start.fra:
            tvivl += (
                f"Tilkendelsen er netop {dagtekst(start.fra)}, hvor reglen skifter: kontrollér datoen.",
            )
    return Seksaar(regel, hvad, fra, plus_maaneder(fra, 12 * aar), tvivl)


def _laengde(lov: Lovsamling, dag: date) -> int:
    return int(lov.opslag("fp_refusion_aar", dag).vaerdi)


def _fraflytning(p: Pension, forloeb: Sequence[Station], navn: Navn) -> tuple[date, tuple[str, ...]] | None:
    """(the day of the first move away from who granted it, doubts); None when the person lives there still.

    Time at an unknown place is no move. Where the register does not have the move, the six years are reckoned from the
    day that makes them shortest.
    """
    kendte = [st for st in forloeb if st.sted != UKENDT or st.kommunekode]
    foer = [nr for nr, st in enumerate(kendte) if st.fra <= p.tilkendt]
    egne = [nr for nr, st in enumerate(kendte) if st.kommunekode == p.kommune]
    boede = foer[-1] if foer and foer[-1] in egne else None
    if boede is None and not foer and egne:
        boede = egne[0]  # the history begins after the grant
    if boede is None:
        tidligere = [nr for nr in egne if foer and nr < foer[-1]]
        if not tidligere:
            return p.tilkendt, (
                f"Registeret viser ikke, hvornår borgeren flyttede fra {navn(p.kommune)}: regnet fra tilkendelsen.",
            )
        tvivl = (f"Borgeren boede ikke i {navn(p.kommune)}, da pensionen blev tilkendt.",)
        return kendte[tidligere[-1] + 1].fra, tvivl
    ude = next((st for st in kendte[boede + 1 :] if st.kommunekode != p.kommune), None)
    return None if ude is None else (ude.fra, _vendt_tilbage(kendte, ude.fra, p, navn))


def _vendt_tilbage(kendte: Iterable[Station], ude: date, p: Pension, navn: Navn) -> tuple[str, ...]:
    igen = next((st for st in kendte if st.fra > ude and st.kommunekode == p.kommune), None)
    if igen is None:
        return ()
    return (
        f"Borgeren flyttede tilbage til {navn(p.kommune)} den {dagtekst(igen.fra)}: om de seks år dermed "
        "begynder forfra, skal en person afgøre. De er regnet fra den første fraflytning.",
    )


def _udskudt(s: Sag, p: Pension, fra: date, maaned: str) -> date | None:
    """Until 2024: the day that stays ended which the granting municipality pays for too; they put the years off.

    Only what is proven: an unbroken run of stays from the start of the years, with an authority's known help. The
    month's own first day while the run lasts.
    """
    if not gaelder(s.g.lov, "fp_udskydelse_mulig", foerste_dag(maaned)):
        return None
    fundet = False
    for nr, st in enumerate(s.p.forloeb):
        if st.til is not None and st.til < fra:
            continue
        if st.fra > foerste_dag(maaned):
            break
        if st.sted == UKENDT and not st.kommunekode:
            continue
        if st.sted != INSTITUTION or not _betaler_sikkert(s, nr, p.kommune):
            return st.fra if fundet else None
        fundet = True
    return foerste_dag(maaned) if fundet else None


def _betaler_sikkert(s: Sag, nr: int, kommune: str) -> bool:
    a = s.afgoerelse(nr)
    return a.kommunekode == kommune and a.sikkerhed >= SIKKER


# --- others granted it: PEN-01, PEN-02, PEN-04 --------------------------------------------------------------------


def pen_01_tilflytter(s: Sag) -> Iterator[Fund]:
    """RSL § 9 c, stk. 8: granted by Y from 2.2.2015, we pay, and six years from the move away are not over."""
    return _tilkendt_af_andre(s, "PEN-01")


def pen_02_gammel_tilkendelse(s: Sag) -> Iterator[Fund]:
    """RSL § 9 c, stk. 8: granted by Y from 2004 to 1.2.2015, and six years from the grant are not over."""
    return _tilkendt_af_andre(s, "PEN-02")


def _tilkendt_af_andre(s: Sag, regel: str) -> Iterator[Fund]:
    for maaned, p, r in _pensionsmaaneder(s):
        aar = None if r.indtaegt_oere or _anden_betaler(s, p, r) else seksaar(s, p, maaned)
        if aar and aar.regel == regel and aar.rummer(maaned) and not s.efter_tilsagn(p.kommune, maaned):
            yield fund_af(regel, p.kommune, r, _seksaarsgrund(s, p, aar))


def _pensionsmaaneder(s: Sag) -> Iterator[tuple[str, Pension, Rest]]:
    """(month, grant, what the granting municipality has neither paid nor promised) of pensions that others granted."""
    for maaned, funktion in sorted(s.netto):
        p = s.pension(funktion, maaned)
        if p is None or p.kommune == s.g.egen or s.station(maaned) is None:
            continue
        for r in s.rest(p.kommune).get(maaned, ()):
            if r.funktion == funktion:
                yield maaned, p, r


def _anden_betaler(s: Sag, p: Pension, r: Rest) -> bool:
    """Whether the stay gives the month to a third municipality, somebody else has paid it, or the bill is under way."""
    her = s.ophold(r.maaned)
    if her and her[1].regel and her[1].kommunekode not in (None, s.g.egen, p.kommune):
        return True
    if s.ind(r.funktion, None).get(r.maaned, 0) > 0:
        return True
    betalt = [m for m, oere in s.ind(r.funktion, p.kommune).items() if oere > 0]
    return len(betalt) >= BETALT_FOER and r.maaned > max(betalt) and _seneste(s, flyt(max(betalt), 1))


def _seneste(s: Sag, maaned: str) -> bool:
    """Whether the month is one of the latest three, which a quarter's bill may still be due for."""
    return foerste_dag(maaned) > plus_maaneder(s.dag.replace(day=1), -3)


def _seksaarsgrund(s: Sag, p: Pension, aar: Seksaar) -> Begrundelse:
    navn = s.g.navn(p.kommune)
    tekst = (
        f"{navn} tilkendte {_hvad(p)} den {dagtekst(p.tilkendt)}; borgeren bor her, og vi betaler den. {navn} "
        f"refunderer vores andel i seks år fra {aar.hvad} den {dagtekst(aar.fra)}, altså de måneder, der begynder før "
        f"{dagtekst(aar.slut)}, og har hverken betalt eller givet tilsagn."
    )
    modbevis = (
        *aar.tvivl,
        f"{navn} har afregnet på anden måde, for eksempel uden CPR-nummer.",
        f"Pensionen er tilkendt af en anden end {navn}.",
        TILSAGN,
    )
    return Begrundelse(med_krav(s, p.kommune, tekst), HJEMMEL, modbevis, TVIVLSOMT if aar.tvivl else SIKKERT)


def _hvad(p: Pension) -> str:
    return "seniorpensionen" if p.slags == "seniorpension" else "førtidspensionen"


# --- the grant stands as ours and was not: PEN-06 -------------------------------------------------------------------

FOERTIDSPENSION = "foertidspension"
PENSIONSLOV = "pensionsloven § 33, stk. 2"


def pen_06_foer_tilkendelsen(s: Sag) -> Iterator[Fund]:
    """RSL § 9 c, stk. 8: a grant that stands as ours, of a pension that we paid before we can have granted it.

    A pension is paid from the month after the decision; of one that is late, from three months after the case began
    (pensionsloven § 33, stk. 2), and ours cannot have begun before the move here. So who lived in X until then was
    granted it by X, or before. A grant soon after the move is no more than a coincidence by itself.
    """
    for p in s.p.pensioner:
        flyttet = (
            _flyttet_hertil(s, p.tilkendt) if p.slags == FOERTIDSPENSION and p.kommune == s.g.egen else None
        )
        if flyttet is None:
            continue
        x, dag = flyttet
        foer = _betalt_foer(s, p, dag)
        if not foer:
            continue
        antaget = Pension(p.slags, dag - timedelta(days=1), x, p.ophoer)
        for maaned, funktion in sorted(s.netto):
            if PENSIONER.get(funktion) != p.slags or maaned < f"{dag:%Y-%m}":
                continue
            aar = seksaar(s, antaget, maaned)
            if not aar or aar.regel != "PEN-01" or not aar.rummer(maaned) or s.station(maaned) is None:
                continue
            for r in s.rest(x).get(maaned, ()):
                if r.funktion == funktion and not r.indtaegt_oere and not _anden_betaler(s, antaget, r):
                    yield fund_af("PEN-06", x, r, _foergrund(s, p, antaget, foer[0], aar))


def _flyttet_hertil(s: Sag, tilkendt: date) -> tuple[str, date] | None:
    """(where from, the day) of the last move here from a known place in another municipality, before the grant."""
    kendte = [st for st in s.p.forloeb if st.sted != UKENDT and st.fra <= tilkendt]
    for foer, st in reversed(list(pairwise(kendte))):
        if st.kommunekode == s.g.egen and foer.kommunekode != s.g.egen:
            return None if foer.kommunekode is None else (foer.kommunekode, st.fra)
    return None


def _betalt_foer(s: Sag, p: Pension, flyttet: date) -> list[str]:
    """The months after the move that we paid the pension for, and that no decision of ours on that day can reach."""
    try:
        senest = int(s.g.lov.opslag("fp_virkning_senest_maaneder", p.tilkendt).vaerdi)
    except ParameterMangler:
        return []
    graense = min(p.tilkendt.replace(day=1), plus_maaneder(flyttet, senest))
    return sorted(
        m
        for m, funktion in s.netto
        if PENSIONER.get(funktion) == p.slags and f"{flyttet:%Y-%m}" <= m and foerste_dag(m) < graense
        if s.pension(funktion, m) is None
    )


def _foergrund(s: Sag, p: Pension, antaget: Pension, foerst: str, aar: Seksaar) -> Begrundelse:
    navn = s.g.navn(antaget.kommune)
    tekst = (
        f"Førtidspensionen står som tilkendt af os den {dagtekst(p.tilkendt)}, men vi har betalt den fra "
        f"{foerst[5:]}.{foerst[:4]}. Borgeren flyttede hertil fra {navn} den {dagtekst(aar.fra)}, og en afgørelse "
        f"herfra kunne ikke give pension så tidligt: {navn} ser ud til at have tilkendt den og refunderer så vores "
        f"andel i seks år fra fraflytningen, altså de måneder, der begynder før {dagtekst(aar.slut)}. Få tilkendelsen "
        "bekræftet, og ret registreringen, før kravet sendes."
    )
    modbevis = (
        *aar.tvivl,
        f"Sagen var begyndt i {navn} og er afgjort af os.",
        "Datoen for vores egen tilkendelse er skrevet forkert.",
        "Pensionen er tilkendt før 2.2.2015: så løber de seks år fra tilkendelsen.",
        f"Pensionen er tilkendt af en anden end {navn}.",
        TILSAGN,
    )
    return Begrundelse(
        med_krav(s, antaget.kommune, tekst),
        f"{HJEMMEL} og {PENSIONSLOV}",
        modbevis,
        0.6 if not aar.tvivl else TVIVLSOMT,
    )


def pen_04_institution(s: Sag) -> Iterator[Fund]:
    """RSL § 9 c, stk. 2 and 8, from 2024: X pays for the stay, Y granted the pension: X pays it.

    Here: X owes us. Elsewhere, of a pension that we granted: what we paid is money back.
    """
    yield from _betalt_uden_pligt(s, "PEN-04", _andens_ophold)
    for maaned, funktion in sorted(s.netto):
        p, her = s.pension(funktion, maaned), s.ophold(maaned)
        if (
            p is None
            or her is None
            or not gaelder(s.g.lov, "fp_institutionsregel_forrang", foerste_dag(maaned))
        ):
            continue
        x = her[1].kommunekode
        if not her[1].regel or x is None or x in (s.g.egen, p.kommune) or p.kommune == s.g.egen:
            continue
        if s.efter_tilsagn(x, maaned):
            continue
        for r in s.rest(x).get(maaned, ()):
            if r.funktion == funktion:
                yield fund_af("PEN-04", x, r, _institutionsgrund(s, p, x, her[1]))


def _institutionsgrund(s: Sag, p: Pension, x: str, a: Afgoerelse) -> Begrundelse:
    x_navn, y_navn = s.g.navn(x), s.g.navn(p.kommune)
    tekst = (
        f"{y_navn} tilkendte {_hvad(p)}, men borgeren bor på en institution her, som {x_navn} er betalingskommune for. "
        f"{a.grund} Fra 2024 går institutionsreglen forud for 6-års-reglen: {x_navn} betaler pensionen. {OVERGANG}"
    )
    modbevis = (
        *a.modbevis,
        "En overgangsregel lader den hidtidige betaler blive.",
        f"{y_navn} har betalt: så skal {y_navn} have pengene tilbage.",
    )
    foer = _foer_forrang(s, p.tilkendt) or (a.begyndt is not None and _foer_forrang(s, a.begyndt))
    sikkerhed = a.sikkerhed - (0.15 if foer else 0.05)
    return Begrundelse(
        med_krav(s, x, tekst), "RSL § 9 c, stk. 2 og 8", modbevis, max(round(sikkerhed, 2), 0.05)
    )


def _foer_forrang(s: Sag, dag: date) -> bool:
    return not gaelder(s.g.lov, "fp_institutionsregel_forrang", dag)


# --- we granted it and pay another municipality: PEN-03, and PEN-04 the other way ---------------------------------


def pen_03_udloebet(s: Sag) -> Iterator[Fund]:
    """RSL § 9 c, stk. 8: we granted it, and go on paying after the six years, or after death: money back.

    Not while the person is in an institution that we pay for: then the stay goes before the six years.
    """
    yield from _betalt_uden_pligt(s, "PEN-03", _ophoer)


def _betalt_uden_pligt(
    s: Sag, regel: str, grund: Callable[[Sag, Pension, str, str], Begrundelse | None]
) -> Iterator[Fund]:
    for (funktion, modpart, gruppe), betalt in sorted(s.betalt.items()):
        grunde: dict[str, Begrundelse] = {}
        for maaned in betalt if funktion in PENSIONER else ():
            p = s.pension(funktion, maaned) or _sidste_tilkendelse(s, funktion)
            b = grund(s, p, maaned, modpart) if p and p.kommune == s.g.egen else None
            if b:
                grunde[maaned] = b
        for maaned, oere in efter_retur(betalt, grunde).items():
            hvem = modpart or _bor_i(s, maaned)
            yield Fund(regel, hvem, maaned, f"B{funktion}", gruppe, oere, grunde[maaned])


def _sidste_tilkendelse(s: Sag, funktion: str) -> Pension | None:
    """The newest grant of the function's kind, also one that has ended: death ends it."""
    egne = [p for p in s.p.pensioner if p.slags == PENSIONER[funktion]]
    return max(egne, key=lambda p: p.tilkendt, default=None)


def _bor_i(s: Sag, maaned: str) -> str:
    nr = s.sted(maaned)
    kommune = None if nr is None else s.p.forloeb[nr].kommunekode
    return "" if kommune in (None, s.g.egen) else str(kommune)


def _ophoer(s: Sag, p: Pension, maaned: str, modpart: str) -> Begrundelse | None:
    dag = foerste_dag(maaned)
    hvem = s.g.navn(modpart) if modpart else "en anden kommune"
    if s.p.doed and dag > s.p.doed:
        tekst = f"Borgeren døde den {dagtekst(s.p.doed)}, og vi betaler stadig {hvem} for {_hvad(p)}."
        return Begrundelse(tekst, HJEMMEL, ("Regningen er for tiden før dødsfaldet.", RETUR), 0.95)
    nr = s.sted(maaned)
    a = None if nr is None or s.p.forloeb[nr].sted != INSTITUTION else s.afgoerelse(nr)
    aar = None if a and a.kommunekode == s.g.egen else seksaar(s, p, maaned)
    if aar is None or aar.rummer(maaned):
        return None
    tekst = (
        f"Vi tilkendte {_hvad(p)} den {dagtekst(p.tilkendt)}. De seks år fra {aar.hvad} den {dagtekst(aar.fra)} "
        f"var gået den {dagtekst(aar.slut)}, og vi betaler stadig {hvem}."
    )
    aaben = a is not None and a.kommunekode is None
    modbevis = (
        *aar.tvivl,
        "Vi har anbragt borgeren i institutionen: så går opholdet forud for de seks år.",
        "Regningen er for måneder, før de seks år var gået.",
        RETUR,
    )
    return Begrundelse(tekst, HJEMMEL, modbevis, TVIVLSOMT if aar.tvivl or aaben else SIKKERT)


def _andens_ophold(s: Sag, p: Pension, maaned: str, modpart: str) -> Begrundelse | None:
    """PEN-04 the other way: X helped into an institution elsewhere, so X pays the pension that we granted."""
    nr = s.sted(maaned)
    if nr is None or s.p.forloeb[nr].sted != INSTITUTION:
        return None
    a = s.afgoerelse(nr)
    if not a.regel or a.kommunekode in (None, s.g.egen):
        return None
    if not gaelder(s.g.lov, "fp_institutionsregel_forrang", foerste_dag(maaned)):
        return None
    x, hvem = s.g.navn(str(a.kommunekode)), s.g.navn(modpart) if modpart else "en anden kommune"
    tekst = (
        f"Vi tilkendte {_hvad(p)} og betaler {hvem}, men borgeren bor på en institution, som {x} er betalingskommune "
        f"for. {a.grund} Fra 2024 går institutionsreglen forud for 6-års-reglen: {x} betaler pensionen. {OVERGANG}"
    )
    modbevis = (*a.modbevis, "En overgangsregel lader os blive betaler.", RETUR)
    return Begrundelse(tekst, "RSL § 9 c, stk. 2 og 8", modbevis, max(round(a.sikkerhed - 0.15, 2), 0.05))


# --- the share: PEN-05 --------------------------------------------------------------------------------------------


def pen_05_andel(s: Sag) -> Iterator[Fund]:
    """Pensionsloven § 52, stk. 1, finansieringsloven § 5, stk. 3: what comes in is not our share of the pension.

    Under: money we lack. Over: money we owe. Over all the months that were paid for, and in more than one bill's.
    """
    for funktion in PENSIONER:
        behov = {m: n[0] for (m, f), n in s.netto.items() if f == funktion and not n[1]}
        for modpart in _betalere(s, funktion) if behov else ():
            ind = s.indtaegt(funktion, modpart, behov)
            yield from _forskelle(
                s, funktion, modpart, behov, {m: ind[m] for m in behov if ind.get(m, 0) > 0}
            )


def _betalere(s: Sag, funktion: str) -> list[str]:
    """Who pays on the function; where nobody is named, who granted the pension."""
    ind = [x for x in s.p.poster if x.slags == INDTAEGT and x.funktion == funktion and x.oere < 0]
    navngivne = {x.modpart for x in ind if x.modpart}
    if navngivne or not ind:
        return sorted(navngivne)
    p = s.pension(funktion, max(x.maaned for x in ind))
    return [p.kommune] if p and p.kommune != s.g.egen else []


def _forskelle(
    s: Sag, funktion: str, modpart: str, behov: Mapping[str, int], ind: Mapping[str, int]
) -> Iterator[Fund]:
    andel, kom = sum(behov[m] for m in ind), sum(ind.values())
    if abs(andel - kom) * 100 <= andel * ANDEL_PCT:
        return
    mangler = kom < andel
    forskel = {m: behov[m] - ind[m] if mangler else ind[m] - behov[m] for m in ind}
    forskel = {m: oere for m, oere in forskel.items() if oere * 100 > behov[m] * ANDEL_PCT}
    if len(forskel) <= KVARTAL and _regninger(s, funktion, modpart, forskel) < SKAEVE_REGNINGER:
        return  # one bill: for a part of a month, say
    b = _andelsgrund(s, funktion, modpart, max(ind), mangler)
    for maaned, oere in sorted(forskel.items()):
        if mangler and not _aftalt(s, modpart, maaned, ind[maaned]):
            yield Fund("PEN-05", modpart, maaned, f"K{funktion}", OEVRIGE, oere, b)
        elif not mangler:
            yield Fund("PEN-05", modpart, maaned, f"O{funktion}", OEVRIGE, oere, b, retning=SKYLDIG)


def _regninger(s: Sag, funktion: str, modpart: str, maaneder: Iterable[str]) -> float:
    """How many bills the months came in: a month that is a third of a bill is a third of one."""
    laengst: dict[str, int] = {}
    for x in s.p.poster:
        if x.slags == INDTAEGT and x.funktion == funktion and x.modpart in (None, modpart):
            laengst[x.maaned] = max(laengst.get(x.maaned, 1), x.antal)
    return sum(1 / laengst[m] for m in maaneder if m in laengst)


def _aftalt(s: Sag, modpart: str, maaned: str, kom: int) -> bool:
    """Whether a promise covers the month, or is of the amount that comes."""
    egne = [t for t in s.tilsagn(modpart) if t.roerer(maaned)]
    lovet = max((t.oere or 0 for t in egne if t.status == "delvist"), default=0)
    return any(t.status in GAELDER for t in egne) or bool(lovet and kom * 100 >= lovet * AFTALT_PCT)


def _andelsgrund(s: Sag, funktion: str, modpart: str, maaned: str, mangler: bool) -> Begrundelse:
    navn, p = s.g.navn(modpart), s.pension(funktion, maaned)
    andel = lovens_andel(s.g.lov, funktion, maaned, p.tilkendt if p else s.p.tilkendt)
    lov = f" Efter loven er kommunens andel af pensionen {round(andel * 100)} pct." if andel else ""
    hvad = "mindre end vores andel" if mangler else "mere end vores andel: forskellen skal tilbage"
    modbevis = (
        "En regning er for en del af en måned.",
        "Personlige tillæg eller helbredstillæg er regnet med.",
        "Beløbet er aftalt, eller forskellen er afregnet på en anden regning.",
    )
    tekst = f"{navn} betaler hver måned {hvad} af pensionen.{lov}"
    return Begrundelse(med_krav(s, modpart, tekst), ANDELSHJEMMEL, modbevis, 0.75 if mangler else 0.6)


REGLER = (
    Regel(
        "PEN-01",
        "Pension fra en anden kommune",
        HJEMMEL,
        "Pensionen er tilkendt af en anden kommune fra 2.2.2015, og de seks år fra fraflytningen er ikke gået.",
        pen_01_tilflytter,
    ),
    Regel(
        "PEN-02",
        "Pension tilkendt før 2.2.2015",
        HJEMMEL,
        "Pensionen er tilkendt af en anden kommune før 2.2.2015, og de seks år fra tilkendelsen er ikke gået.",
        pen_02_gammel_tilkendelse,
    ),
    Regel(
        "PEN-03",
        "Pension betalt efter seks år",
        HJEMMEL,
        "Vi har tilkendt pensionen og betaler en anden kommune, selv om de seks år er gået, eller borgeren er død.",
        pen_03_udloebet,
    ),
    Regel(
        "PEN-04",
        "Institution går forud for pension",
        "RSL § 9 c, stk. 2 og 8",
        "Fra 2024 betaler den, der betaler for opholdet, også pensionen, som en anden kommune har tilkendt.",
        pen_04_institution,
    ),
    Regel(
        "PEN-05",
        "Forkert andel af pension",
        ANDELSHJEMMEL,
        "En anden kommune betaler mere eller mindre end vores andel af pensionen.",
        pen_05_andel,
    ),
    Regel(
        "PEN-06",
        "Pension betalt før vores tilkendelse",
        f"{HJEMMEL} og {PENSIONSLOV}",
        "Pensionen står som tilkendt af os, men blev betalt, før vi kan have gjort det: kommunen før os tilkendte den.",
        pen_06_foer_tilkendelsen,
    ),
)
