"""Pupils and children in day care across the border (mellemkommunal.md J: SKO-01…04, DAG-01; satser.md 12: PRIV-30,
SKO-5SEP, SKO-7). Pure.

What a place comes to is what was agreed; else what the executive order says without an agreement, from the
municipalities' own averages (kommunetal). Days count where the law pays by days; without an agreement a pupil who is
enrolled on 5 September is the whole school year (BEK 533/2024 § 5, stk. 2). A month is looked for from where the
ledger begins: of what was billed before that nobody can know.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from itertools import pairwise

from engine.fejl import ParameterMangler
from engine.flytning import bopael
from engine.flytning.bopael import BOLIG, INSTITUTION, UDLAND
from engine.lov.parametre import Lovsamling
from engine.potentiale.dele import fordel
from engine.potentiale.model import (
    INDTAEGT,
    OEVRIGE,
    UDGIFT,
    Begrundelse,
    Bidrag,
    Fund,
    Grundlag,
    Plads,
    Regel,
    flyt,
    foerste_dag,
    sidste_dag,
)
from engine.potentiale.sag import GAELDER, KVARTAL, NOK_PCT, Sag, maaneder_i

UNDERVISNING = {"folkeskole": "3.22.01", "specialklasse": "3.22.08", "specialskole": "3.22.08"}
PRIVATE = {"privatskole", "efterskole"}
SFO = "3.22.05"
SKOLEFUNKTIONER = (*dict.fromkeys(UNDERVISNING.values()), SFO)
DAGTILBUD = "5.25."
"""Day care is every function under it; a bill on one of them is for the place."""
MAAL = (
    "gns_elevudgift",
    "gns_sfo_netto",
    "gns_dagtilbud_netto",
    "gns_dagtilbud_brutto",
    "tilskudspct_dagtilbud",
)
"""What is read of kommunetal."""
AAR_DAGE = 365
AELDSTE_AAR = 5
"""An average so many years older than the year is still better than none; it is told."""
SKOLEAAR_FRA = 8
"""A school year begins in August."""
SIDSTE_SFO_TRIN = 3
"""Friskoleloven § 15: the grant for after-school care is for kindergarten class to third class."""
REGNING_MAANEDER = 12
"""School bills come up to a year apart: what one has over its own month is for those around it."""
REGNING_SENEST = 6
"""A bill comes within half a year after its last month."""
STOR_REGNING = Decimal("1.5")
"""A bill of so many months' price is for more than its month; one a little too high is not."""
PAA_INGEN_SIKKERHED = 0.4
"""How sure where all that is missing has come to the krone on nobody: still claimed (reading 4), with a doubt."""
MINDSTE_SATSER = 3
"""So many pupils without after-school care, all at one price, tell what the bidrag is without it."""
_EN_DAG = timedelta(days=1)


@dataclass
class Ventet:
    """What one municipality is expected to pay on one function by one rule. maaneder: month → øre, None = no rate.

    tolvtedele: what a month is billed at by twelfths. aftalt: the price is agreed. skoen: some months rest on an
    earlier year's average.
    """

    regel: str
    funktion: str
    modpart: str
    maaneder: dict[str, Decimal | None] = field(default_factory=dict)
    tolvtedele: dict[str, int] = field(default_factory=dict)
    aftalt: bool = False
    skoen: bool = False

    def laeg_til(self, maaned: str, beloeb: Decimal | None) -> None:
        if beloeb is None or self.maaneder.get(maaned, Decimal(0)) is None:
            self.maaneder[maaned] = None
        else:
            self.maaneder[maaned] = (self.maaneder.get(maaned) or Decimal(0)) + beloeb


# --- where the child lives and who placed it ----------------------------------------------------------------------


def bopaelskommune(s: Sag, dag: date) -> str | None:
    """Where the child is registered on a day; None when that is not known, or abroad."""
    nr = bopael.paa(s.p.forloeb, dag)
    if nr is None or _doed(s, dag) or s.p.forloeb[nr].sted not in (BOLIG, INSTITUTION):
        return None
    return s.p.forloeb[nr].kommunekode


def _doed(s: Sag, dag: date) -> bool:
    return s.p.doed is not None and s.p.doed < dag


def anbringer(s: Sag, dag: date) -> str | None:
    """Who has placed the child on a day; None when nobody has."""
    for i in s.p.indsatser:
        if i["anbragt"] and i["art"] != "eftervaern" and i["startdato"] <= dag <= i["slutdato"]:
            return str(i["handlekommune"] or s.g.egen)
    return None


def _stykker(s: Sag, fra: date, til: date) -> Iterator[tuple[date, int]]:
    """(first day, number of days) of stretches inside one month in which home and placement stay the same."""
    egne = s.husket("skel", lambda: _skel(s))
    skel = {fra, til + _EN_DAG} | {foerste_dag(m) for m in maaneder_i(fra, til)} | egne
    for a, b in pairwise(sorted(d for d in skel if fra <= d <= til + _EN_DAG)):
        yield a, (b - a).days


def _skel(s: Sag) -> set[date]:
    """The days on which home or placement may become another."""
    skel = {s.p.doed + _EN_DAG} if s.p.doed else set()
    for st in s.p.forloeb:
        skel |= {st.fra} if st.til is None else {st.fra, st.til + _EN_DAG}
    for i in s.p.indsatser:
        if i["anbragt"]:
            skel |= {i["startdato"]} | ({i["slutdato"] + _EN_DAG} if i["slutdato"].year < 9999 else set())
    return skel


def _betaler(s: Sag, dag: date) -> tuple[str, bool] | None:
    """(who pays the teaching of a child that is taught here, whether because it placed the child); None: nobody else.

    BEK 533/2024 §§ 1 and 7: the home municipality, and of a child placed with public help the one that acts for it.
    """
    anbragt_af = anbringer(s, dag)
    if anbragt_af == s.g.egen:
        return None
    if anbragt_af is not None and _efter_par7(s.g.lov, dag):
        return anbragt_af, True
    hjem = bopaelskommune(s, dag)
    return None if hjem in (None, s.g.egen) else (str(hjem), False)


def _efter_par7(lov: Lovsamling, dag: date) -> bool:
    try:
        return str(lov.opslag("skole_anbragt_betaler", dag).vaerdi).startswith("handlekommunen")
    except ParameterMangler:
        return False


# --- prices -------------------------------------------------------------------------------------------------------


def gennemsnit(g: Grundlag, kommune: str, aar: int, maal: str) -> tuple[Decimal, bool] | None:
    """(øre a year, whether it is an earlier year's): the newest of the year and the few before it."""
    for foer in range(AELDSTE_AAR + 1):
        vaerdi = g.kommunetal.get((kommune, aar - foer, maal))
        if vaerdi is not None:
            return vaerdi * 100, foer > 0
    return None


def mindste(g: Grundlag, en: str, anden: str, aar: int, maal: str) -> tuple[Decimal, bool] | None:
    """The home municipality's average, at most the school municipality's own (BEK 533/2024 §§ 2 and 3)."""
    a, b = gennemsnit(g, en, aar, maal), gennemsnit(g, anden, aar, maal)
    return None if a is None or b is None else (min(a[0], b[0]), a[1] or b[1])


def dagtilbudspris(g: Grundlag, hjem: str, aar: int) -> tuple[Decimal, bool] | None:
    """The home municipality's net cost, at most its percentage of what a place costs here (dagtilbudsloven § 61)."""
    netto, pct = (gennemsnit(g, hjem, aar, m) for m in ("gns_dagtilbud_netto", "tilskudspct_dagtilbud"))
    brutto = gennemsnit(g, g.egen, aar, "gns_dagtilbud_brutto")
    if netto is None or pct is None or brutto is None:
        return None
    return min(netto[0], brutto[0] * pct[0] / 10_000), netto[1] or pct[1] or brutto[1]


def oere(beloeb: Decimal) -> int:
    return int(beloeb.quantize(Decimal(1), ROUND_HALF_UP))


# --- what is expected for places here -----------------------------------------------------------------------------


@lru_cache(maxsize=1)  # every rule of schooling asks about the same person in turn
def ventet(s: Sag) -> tuple[Ventet, ...]:
    """What other municipalities are expected to pay for a child's places here, by rule, function and municipality."""
    ud: dict[tuple[str, str, str], Ventet] = {}
    for plads in s.p.pladser:
        if plads.kommune != s.g.egen or plads.type not in (*UNDERVISNING, "dagtilbud"):
            continue
        for regel, funktion, modpart, maaned, pris, del_ in _priser(s, plads):
            v = ud.setdefault((regel, funktion, modpart), Ventet(regel, funktion, modpart))
            v.laeg_til(maaned, None if pris is None else pris[0] * del_)
            v.tolvtedele[maaned] = 0 if pris is None else oere(pris[0] / 12)
            v.aftalt |= _takst(plads, funktion) is not None
            v.skoen |= pris is not None and pris[1]
    return tuple(ud[n] for n in sorted(ud))


_Pris = tuple[Decimal, bool] | None


def _priser(s: Sag, plads: Plads) -> Iterator[tuple[str, str, str, str, _Pris, Decimal]]:
    """(rule, function, who, month, price a year, share of the year) of a place here."""
    if plads.type == "dagtilbud":
        yield from _dagtilbud(s, plads)
        return
    if plads.takst_oere != 0:
        yield from _undervisning(s, plads)
    if plads.sfo and not (plads.takst_oere == 0 and not plads.sfo_takst_oere) and plads.sfo_takst_oere != 0:
        yield from _sfo(s, plads)


def _tid(s: Sag, plads: Plads) -> tuple[date, date]:
    return max(plads.fra, foerste_dag(s.g.fra_maaned)), min(plads.til, s.dag)


def _undervisning(s: Sag, plads: Plads) -> Iterator[tuple[str, str, str, str, _Pris, Decimal]]:
    funktion, uden = UNDERVISNING[plads.type], plads.takst_oere is None
    regel = "SKO-01" if plads.type == "folkeskole" else "SKO-02"
    if uden and regel == "SKO-01":
        yield from _hele_skoleaar(s, plads)
    for dag, dage in _stykker(s, *_tid(s, plads)):
        betaler = _betaler(s, dag)
        if betaler is None or (uden and regel == "SKO-01" and not betaler[1]):
            continue
        pris: _Pris = None if plads.takst_oere is None else (Decimal(plads.takst_oere), False)
        if uden and regel == "SKO-01":
            pris = gennemsnit(s.g, s.g.egen, dag.year, "gns_elevudgift")
        yield "SKO-7" if betaler[1] else regel, funktion, betaler[0], f"{dag:%Y-%m}", pris, _af_aaret(dage)


def _hele_skoleaar(s: Sag, plads: Plads) -> Iterator[tuple[str, str, str, str, _Pris, Decimal]]:
    """Without an agreement: twelfths of the school years whose 5 September the pupil was enrolled on (SKO-5SEP)."""
    for aar in range(plads.fra.year, min(plads.til, s.dag).year + 1):
        dag = taelledag(s.g.lov, "skole_fallback_taelledag", aar)
        if dag is None or not plads.fra <= dag <= plads.til or dag > s.dag:
            continue
        betaler = _betaler(s, dag)
        if betaler is None or betaler[1]:
            continue
        for m in (flyt(f"{aar:04d}-{SKOLEAAR_FRA:02d}", n) for n in range(12)):
            der = _betaler(s, foerste_dag(m)) if foerste_dag(m) > dag else betaler
            if s.g.fra_maaned <= m <= f"{s.dag:%Y-%m}" and der is not None and not der[1]:
                pris = mindste(s.g, betaler[0], s.g.egen, int(m[:4]), "gns_elevudgift")
                yield "SKO-01", UNDERVISNING["folkeskole"], betaler[0], m, pris, Decimal(1) / 12


def _sfo(s: Sag, plads: Plads) -> Iterator[tuple[str, str, str, str, _Pris, Decimal]]:
    """By days from start to stop, by the home of the day (BEK 533/2024 § 5, stk. 3)."""
    for dag, dage in _stykker(s, *_tid(s, plads)):
        betaler = _betaler(s, dag)
        if betaler is None:
            continue
        pris: _Pris
        if plads.sfo_takst_oere is not None:
            pris = (Decimal(plads.sfo_takst_oere), False)
        elif betaler[1]:
            pris = gennemsnit(s.g, s.g.egen, dag.year, "gns_sfo_netto")
        else:
            pris = mindste(s.g, betaler[0], s.g.egen, dag.year, "gns_sfo_netto")
        yield "SKO-7" if betaler[1] else "SKO-01", SFO, betaler[0], f"{dag:%Y-%m}", pris, _af_aaret(dage)


def _dagtilbud(s: Sag, plads: Plads) -> Iterator[tuple[str, str, str, str, _Pris, Decimal]]:
    if plads.takst_oere == 0:
        return
    for dag, dage in _stykker(s, *_tid(s, plads)):
        hjem = bopaelskommune(s, dag)
        if hjem in (None, s.g.egen) or anbringer(s, dag) == s.g.egen:
            continue
        pris: _Pris = dagtilbudspris(s.g, str(hjem), dag.year)
        if plads.takst_oere is not None and not (pris and _er_lovens(s, plads, str(hjem))):
            pris = (Decimal(plads.takst_oere), False)
        yield "DAG-01", DAGTILBUD, str(hjem), f"{dag:%Y-%m}", pris, _af_aaret(dage)


def _er_lovens(s: Sag, plads: Plads, hjem: str) -> bool:
    """Whether what stands as agreed is what the law gives in the latest year: then other years have their own."""
    nu = dagtilbudspris(s.g, hjem, min(plads.til, s.dag).year)
    return any(
        pris is not None and abs(pris[0] - (plads.takst_oere or 0)) * 100 <= pris[0]
        for pris in (nu, dagtilbudspris(s.g, hjem, s.dag.year))
    )


def _af_aaret(dage: int) -> Decimal:
    return Decimal(dage) / AAR_DAGE


def _takst(plads: Plads, funktion: str) -> int | None:
    return plads.sfo_takst_oere if funktion == SFO else plads.takst_oere


def taelledag(lov: Lovsamling, parameter: str, aar: int) -> date | None:
    """The day of counting in a year; None where the law of the year is not known."""
    try:
        maaned, dag = str(lov.opslag(parameter, date(aar, 9, 5)).vaerdi).split("-")
        return date(aar, int(maaned), int(dag))
    except ParameterMangler:
        return None


# --- what has come ------------------------------------------------------------------------------------------------


def indtaegt(s: Sag, funktion: str, modpart: str) -> dict[str, int]:
    """Month → what came from the counterpart, or nobody knows whom, on a function, or all under it."""
    ind: dict[str, int] = defaultdict(int)
    for x in s.p.poster:
        if paa(x.funktion, funktion) and x.slags == INDTAEGT and x.modpart in (None, modpart):
            ind[x.maaned] -= x.oere
    return {m: kr for m, kr in ind.items() if kr > 0}


def daekkede(behov: Mapping[str, Decimal | None], ind: Mapping[str, int]) -> set[str]:
    """The months a bill covers. One for several months covers those before it, then those after, as far as it goes.

    Where a year's bills come to the year's price, all its months up to the last bill are covered.
    """
    daekket = {m for m in ind if m in behov}
    for maaned in sorted(ind):
        pris = behov.get(maaned) or next((x for x in behov.values() if x), None)
        if pris is None:
            daekket |= {flyt(maaned, -n) for n in range(4)} & set(behov)
            continue
        over = ind[maaned] - pris * (maaned in behov)
        if ind[maaned] < pris * STOR_REGNING:
            continue
        omkring = [flyt(maaned, -n) for n in range(1, REGNING_MAANEDER)]
        omkring += [flyt(maaned, n) for n in range(1, REGNING_MAANEDER)]
        for m in omkring:
            if m in behov and m not in daekket and over * 100 >= (behov[m] or pris) * NOK_PCT:
                daekket.add(m)
                over -= behov[m] or pris
    return daekket | _betalte_aar(behov, ind)


def _betalte_aar(behov: Mapping[str, Decimal | None], ind: Mapping[str, int]) -> set[str]:
    ud: set[str] = set()
    for aar in {skoleaar(m) for m in behov}:
        maaneder = {m: v for m, v in behov.items() if skoleaar(m) == aar}
        kom = {m: v for m, v in ind.items() if skoleaar(m) == aar}
        til_nu = [v or Decimal(0) for m, v in maaneder.items() if m <= max(kom, default="")]
        if kom and sum(til_nu) and sum(kom.values()) * 100 >= sum(til_nu) * NOK_PCT:
            ud |= {m for m in maaneder if m <= max(kom)}
    return ud


def skoleaar(maaned: str) -> int:
    """The school year of a month, named by the year it begins in."""
    return int(maaned[:4]) - (int(maaned[5:7]) < SKOLEAAR_FRA)


def _uden_regning(s: Sag, regel: str) -> Iterator[Fund]:
    for v in ventet(s):
        if v.regel != regel:
            continue
        daekket = daekkede(v.maaneder, indtaegt(s, v.funktion, v.modpart))
        aabne = {
            maaned: None if pris is None else pris - _lovet(s, v.modpart, maaned)
            for maaned, pris in afrundet(v.maaneder).items()
            if maaned not in daekket and not _givet(s, v.modpart, maaned)
        }
        tvivl = _paa_ingen(s, v)
        for maaned in _ventes([m for m in aabne if m not in tvivl], s.dag) if daekket or tvivl else ():
            del aabne[maaned]
        b = _grund(s, v, {m: kr for m, kr in aabne.items() if kr})
        for maaned, rest in aabne.items():
            if rest is None or rest > 0:
                yield Fund(regel, v.modpart, maaned, f"E{v.funktion}|{v.modpart}", OEVRIGE, rest, b)


def afrundet(maaneder: Mapping[str, Decimal | None]) -> dict[str, int | None]:
    """Whole øre by month that sum to the whole rounded half up: twelve twelfths are the year."""
    ud: dict[str, int | None] = {}
    ialt, brugt = Decimal(0), 0
    for maaned, beloeb in sorted(maaneder.items()):
        if beloeb is None:
            ud[maaned] = None
            continue
        ialt += beloeb
        ud[maaned] = oere(ialt) - brugt
        brugt = oere(ialt)
    return ud


def _ventes(aabne: Iterable[str], dag: date) -> list[str]:
    """Where bills do come: the latest three months, unless the months before them lack too (reading 4)."""
    sene = [m for m in aabne if m > flyt(f"{dag:%Y-%m}", -KVARTAL)]
    foer = flyt(f"{dag:%Y-%m}", -KVARTAL)
    return [] if foer in aabne else sene


def paa_ingen(
    aabne: Mapping[str, int],
    priser: Sequence[Mapping[str, int]],
    betalinger: Iterable[tuple[str, int]],
    andre: Collection[str] = (),
) -> set[str]:
    """The open months that payments on nobody come to, to the krone, at one of the prices: they may be for this child.

    priser: what a month comes to (by days, by twelfths, as the bill before or after it did). andre: months of the place
    that have no bill of their own and lack nothing (the last days, which the bill before had room for); one for months
    that lack may be for them too.

    A bill is for months in a row, and comes with the last of them or within half a year.
    """
    taget: set[str] = set()
    frie = {*aabne, *andre}
    alle = [p[m] for p in priser for m in frie if m in p]
    mindst, mest = min(alle, default=0), max(alle, default=0)
    for bogfoert, kr in sorted(betalinger):
        for n in range(1, REGNING_MAANEDER + 1):
            if not (mindst - 100) * n <= kr <= (mest + 100) * n:
                continue
            tidligst, senest = flyt(bogfoert, 1 - n - REGNING_SENEST), flyt(bogfoert, 1 - n)
            begyndelser = sorted(m for m in frie - taget if tidligst <= m <= senest)
            raekker = [[flyt(fra, i) for i in range(n)] for fra in begyndelser]
            raekker = [r for r in raekker if not aabne.keys().isdisjoint(r)]
            passer = next((r for r in raekker if _passer(r, bogfoert, kr, frie, priser, taget)), None)
            if passer:
                taget |= set(passer)
                break
    return taget & set(aabne)


def _passer(
    raekke: Sequence[str],
    bogfoert: str,
    kr: int,
    frie: set[str],
    priser: Sequence[Mapping[str, int]],
    taget: set[str],
) -> bool:
    if not raekke[-1] <= bogfoert <= flyt(raekke[-1], REGNING_SENEST):
        return False
    if any(m in taget or m not in frie for m in raekke):
        return False
    return any(abs(sum(p.get(m, 0) for m in raekke) - kr) <= 100 * len(raekke) for p in priser)


def _givet(s: Sag, modpart: str, maaned: str) -> bool:
    return any(t.status in GAELDER and t.roerer(maaned) for t in s.tilsagn(modpart))


def _lovet(s: Sag, modpart: str, maaned: str) -> int:
    return max(
        (t.oere or 0 for t in s.tilsagn(modpart) if t.status == "delvist" and t.roerer(maaned)), default=0
    )


_HVAD = {
    "SKO-01": ("undervisning", "BEK 533/2024 § 2 (folkeskoleloven § 49)"),
    "SKO-02": ("specialundervisning", "BEK 533/2024 § 2, stk. 2"),
    "SKO-7": ("undervisning af et barn, som kommunen har anbragt,", "BEK 533/2024 § 7"),
    "DAG-01": ("plads i dagtilbud", "Dagtilbudsloven § 61"),
}
_MODBEVIS = {
    "SKO-01": (
        "Barnet er anbragt af os.",
        "Barnet er flyttet hertil.",
        "Det er aftalt, at der ikke betales.",
    ),
    "SKO-02": ("Bopælskommunen har ikke godkendt pladsen.", "Barnet er anbragt af os."),
    "SKO-7": ("Anbringelsen er ophørt.", "Undervisningen er aftalt betalt på en anden måde (§ 8)."),
    "DAG-01": ("Bopælskommunen har ikke givet tilskud, fordi den havde lukket for frit valg.",),
}


def _grund(s: Sag, v: Ventet, aabne: Mapping[str, int]) -> Begrundelse:
    hvad, hjemmel = _HVAD[v.regel]
    navn = s.g.navn(v.modpart)
    if v.regel == "SKO-7":
        tekst = f"Barnet går i skole her. {navn} har anbragt det og betaler dets skolegang; regningen er ikke kommet."
    elif v.regel == "DAG-01":
        tekst = f"Barnet har en plads i dagtilbud her og bor i {navn}, som ikke har betalt sit tilskud."
    else:
        hvor = "SFO" if v.funktion == SFO else hvad
        tekst = f"Barnet får {hvor} her og bor i {navn}, som ikke har fået en regning for månederne."
        hjemmel = "BEK 533/2024 §§ 3 og 5" if v.funktion == SFO else hjemmel
    tekst += _prisen(v)
    mod = (*_MODBEVIS[v.regel], "Regningen er sendt uden CPR-nummer eller bogført på en anden funktion.")
    betalinger = [
        b
        for (kom, f), alle in s.g.uden_person.items()
        if kom == v.modpart and paa(f, v.funktion)
        for b in alle
    ]
    ind = indtaegt(s, v.funktion, v.modpart)
    andre = v.maaneder.keys() - aabne.keys() - ind.keys()
    foer = {m: ind[max((x for x in ind if x < m), default=min(ind))] for m in (*aabne, *andre) if ind}
    efter = {m: ind[min((x for x in ind if x > m), default=max(ind))] for m in (*aabne, *andre) if ind}
    egne = _paa_ingen(s, v)
    rest = {m: kr for m, kr in aabne.items() if m not in egne}
    fundet = (egne & set(aabne)) | paa_ingen(rest, (rest, v.tolvtedele, foer, efter), betalinger, andre)
    if fundet:
        mod = (f"{navn} har betalt det samme beløb uden CPR-nummer for {_maaneder(fundet)}.", *mod)
    dem = sum(aabne[m] for m in fundet) * 100 >= NOK_PCT * sum(aabne.values()) > 0
    return Begrundelse(tekst, hjemmel, mod, PAA_INGEN_SIKKERHED if dem else _sikkerhed(v))


def _paa_ingen(s: Sag, v: Ventet) -> set[str]:
    """The months of payments on nobody that look like this child's."""
    return {x.maaned for x in s.p.paa_ingen if x.modpart == v.modpart and paa(x.funktion, v.funktion)}


def paa(funktion: str, hvor: str) -> bool:
    """Whether a function is another, or under it where that is a group."""
    return funktion == hvor or (hvor.endswith(".") and funktion.startswith(hvor))


def _maaneder(maaneder: Iterable[str]) -> str:
    alle = sorted(maaneder)
    ende = f"–{alle[-1][5:]}.{alle[-1][:4]}" if len(alle) > 1 else ""
    return f"{alle[0][5:]}.{alle[0][:4]}{ende}"


def _prisen(v: Ventet) -> str:
    if any(x is None for x in v.maaneder.values()):
        return (
            " Der er ingen aftale om prisen; den forventede udgift skal skrives af en person."
            if v.regel == "SKO-02"
            else " Beløbet kan ikke regnes for alle måneder: kommunernes gennemsnit (kommunetal) mangler."
        )
    if v.aftalt:
        return " Prisen er den aftalte."
    aeldre = " fra et tidligere år" if v.skoen else ""
    if v.regel == "SKO-7":
        return f" Beløbet er vores gennemsnitlige udgift{aeldre}; kravet er den faktiske."
    return f" Uden aftale er prisen den laveste af de to kommuners gennemsnit{aeldre}."


def _sikkerhed(v: Ventet) -> float:
    if any(x is None for x in v.maaneder.values()):
        return 0.5
    return 0.9 if v.aftalt else 0.7 if v.skoen else 0.8


def sko_01_elev(s: Sag) -> Iterable[Fund]:
    """Folkeskoleloven § 49, BEK 533/2024 §§ 2, 3 and 5: a pupil here from X, in school or SFO, and no bill."""
    return _uden_regning(s, "SKO-01")


def sko_02_special(s: Sag) -> Iterable[Fund]:
    """BEK 533/2024 § 2, stk. 2: special education here of a pupil from X, at the cost the agreement expects."""
    return _uden_regning(s, "SKO-02")


def sko_7_anbragt(s: Sag) -> Iterable[Fund]:
    """BEK 533/2024 § 7, from 1 July 2024: who placed the child pays all of its schooling, SFO too."""
    return _uden_regning(s, "SKO-7")


def dag_01_dagtilbud(s: Sag) -> Iterable[Fund]:
    """Dagtilbudsloven §§ 61 and 74: a child in day care here from X, and no grant from X."""
    return _uden_regning(s, "DAG-01")


# --- ours in their schools: SKO-03 --------------------------------------------------------------------------------


def sko_03_for_meget(s: Sag) -> Iterator[Fund]:
    """What we pay (4.7) for a pupil who does not live here, has left the school, or is dearer than the order allows."""
    betalt: dict[tuple[str, str | None], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for x in s.p.poster:
        if x.slags == UDGIFT and x.til_kommune and x.funktion in SKOLEFUNKTIONER:
            betalt[x.funktion, x.modpart][x.maaned] += x.oere
    for (funktion, modpart), maaneder in sorted(betalt.items(), key=lambda p: (p[0][0], p[0][1] or "")):
        pladser = [p for p in s.p.pladser if p.kommune != s.g.egen and modpart in (None, p.kommune)]
        i_orden: dict[str, int] = {}
        for maaned, kr in sorted(maaneder.items()):
            if kr <= 0 or _anbragt_af_os(s, maaned):
                continue
            ude, der, fast = _ude(s, maaned), _i_skolen(s, pladser, maaned), _fast(s, pladser, maaned)
            flyttet = bopaelskommune(s, sidste_dag(maaned)) != s.g.egen
            # Had it left the school before, the whole of the month it moved in is too much, not the days after.
            if pladser and not der and (not ude or (flyttet and ude < sidste_dag(maaned).day)):
                yield _tilbage(s, funktion, modpart, maaned, kr, _STOPPET, False)
            elif ude and flyttet and not (fast and ude < sidste_dag(maaned).day):
                andel = oere(Decimal(kr) * ude / (sidste_dag(maaned).day))
                yield _tilbage(s, funktion, modpart, maaned, andel, _UDE, fast)
            elif der or not pladser:  # of a month in which the child moved, only the price can be too much
                i_orden[maaned] = kr
        yield from _for_dyr(s, funktion, modpart, pladser, i_orden)


_UDE = "Barnet stod ikke i vores folkeregister i månederne, men vi har betalt for dets skole."
_STOPPET = "Barnet er holdt op i skolen, men vi har betalt videre."
_DYR = "Vi har betalt mere end den laveste af de to kommuners gennemsnit, og der er ingen aftale om prisen."
_HJEMMEL_UD = "BEK 533/2024 §§ 2, 3 og 5"


def _tilbage(
    s: Sag, funktion: str, modpart: str | None, maaned: str, kr: int, hvorfor: str, fast: bool
) -> Fund:
    mod = ["Betalingen er allerede trukket tilbage eller modregnet."]
    if fast:
        mod.append("Uden aftale kan en elev fra 5. september være betalt for hele skoleåret.")
    mod.append(
        "Barnet er anbragt af os."
        if hvorfor == _UDE
        else "Regningen er for andre måneder end dem, den er bogført på."
    )
    b = Begrundelse(
        f"{hvorfor} Det kan kræves tilbage.",
        _HJEMMEL_UD,
        tuple(mod),
        0.6 if fast or hvorfor == _DYR else 0.85,
    )
    return Fund("SKO-03", modpart or "", maaned, f"S{funktion}|{modpart or ''}", OEVRIGE, kr, b)


def er_vores(s: Sag, maaned: str) -> bool:
    """Whether we pay the child's schooling in the month: it lives here on some day, or we have placed it."""
    return _ude(s, maaned) < sidste_dag(maaned).day or _anbragt_af_os(s, maaned)


def _anbragt_af_os(s: Sag, maaned: str) -> bool:
    return s.g.egen in (anbringer(s, foerste_dag(maaned)), anbringer(s, sidste_dag(maaned)))


def _ude(s: Sag, maaned: str) -> int:
    """How many days of a month the child is registered elsewhere; an unknown address is no other place."""
    return s.husket(("ude", maaned), lambda: _dage_ude(s, maaned))


def _dage_ude(s: Sag, maaned: str) -> int:
    ialt = 0
    for dag, dage in _stykker(s, foerste_dag(maaned), sidste_dag(maaned)):
        nr = bopael.paa(s.p.forloeb, dag)
        if nr is None:
            continue
        st = s.p.forloeb[nr]
        ialt += dage * (st.sted == UDLAND or _doed(s, dag) or bopaelskommune(s, dag) not in (None, s.g.egen))
    return ialt


def _i_skolen(s: Sag, pladser: Sequence[Plads], maaned: str) -> bool:
    """Whether the month is of a place; without an agreement one of 5 September is the whole school year."""
    return any(p.fra <= sidste_dag(maaned) and foerste_dag(maaned) <= p.til for p in pladser) or _fast(
        s, pladser, maaned
    )


def _fast(s: Sag, pladser: Sequence[Plads], maaned: str) -> bool:
    return bool(_hele_aarets(s, pladser, maaned))


def _hele_aarets(s: Sag, pladser: Sequence[Plads], maaned: str) -> list[Plads]:
    """The places without an agreement that are of the month's whole school year, since they are of 5 September."""
    dag = taelledag(s.g.lov, "skole_fallback_taelledag", skoleaar(maaned))
    if dag is None or bopaelskommune(s, dag) != s.g.egen:
        return []
    return [p for p in pladser if p.takst_oere is None and p.fra <= dag <= p.til]


def _for_dyr(
    s: Sag, funktion: str, modpart: str | None, pladser: Sequence[Plads], betalt: Mapping[str, int]
) -> Iterator[Fund]:
    """By calendar year, so that a bill for several months is no high price."""
    for aar in sorted({m[:4] for m in betalt}):
        maaneder = {m: kr for m, kr in betalt.items() if m.startswith(aar)}
        alle = [
            m for m in maaneder_i(date(int(aar), 1, 1), foerste_dag(max(maaneder))) if _i_tiden(s, pladser, m)
        ]
        hver = len(maaneder) * 4 >= len(alle) * 3
        loft = [_loft(s, funktion, pladser, m) for m in (maaneder if hver else alle)]
        if any(x is None for x in loft):
            continue
        over = sum(maaneder.values()) - oere(sum((x for x in loft if x is not None), Decimal(0)))
        if over <= 100 * len(maaneder):  # a krone a month is rounding
            continue
        for maaned, kr in fordel(over, maaneder).items():
            yield _tilbage(s, funktion, modpart, maaned, kr, _DYR, False)


def tolvtedele(s: Sag, pladser: Sequence[Plads], funktion: str, maaneder: Iterable[str]) -> dict[str, int]:
    """Month → a twelfth of what was agreed for a place elsewhere, else of the lower of the two averages, in øre."""
    ud = {}
    for m in maaneder:
        her = [p for p in pladser if p.fra <= sidste_dag(m) and foerste_dag(m) <= p.til]
        aftalt = next((t for p in her if (t := _takst(p, funktion))), None)
        loft = _loft(s, funktion, pladser, m)
        if aftalt or loft:
            ud[m] = oere(Decimal(aftalt) / 12 if aftalt else loft or Decimal(0))
    return ud


def _i_tiden(s: Sag, pladser: Sequence[Plads], maaned: str) -> bool:
    """Whether the child is in the school and lives here on some day of the month."""
    return _ude(s, maaned) < sidste_dag(maaned).day and _i_skolen(s, pladser, maaned)


def _loft(s: Sag, funktion: str, pladser: Sequence[Plads], maaned: str) -> Decimal | None:
    """The most a month may cost without an agreement; None where it is agreed, special, or an average is missing."""
    her = [p for p in pladser if p.fra <= sidste_dag(maaned) and foerste_dag(maaned) <= p.til]
    her = her or _hele_aarets(s, pladser, maaned)
    almene = [p for p in her if p.type == "folkeskole" and _takst(p, funktion) is None]
    if len(her) != 1 or not almene or funktion not in (UNDERVISNING["folkeskole"], SFO):
        return None
    maal = "gns_sfo_netto" if funktion == SFO else "gns_elevudgift"
    pris = mindste(s.g, s.g.egen, almene[0].kommune, int(maaned[:4]), maal)
    return None if pris is None or pris[1] else pris[0] / 12


# --- the state's list of pupils in private schools: SKO-04 and PRIV-30 --------------------------------------------


def sko_04_bidrag(s: Sag) -> Iterator[Fund]:
    """Friskoleloven §§ 15, 26 and 28: on the state's list though not living here on 5 September the year before, twice,
    a pupil of a municipal school that day, or with after-school care above third class."""
    for aar, raekker in _efter_aar(s.p.bidrag):
        dag = taelledag(s.g.lov, "privatskole_taelledag", aar - 1)
        if dag is None:
            continue
        hjem = bopaelskommune(s, dag)
        ude = _registreret_ude(s, dag)
        hele = [r for r in raekker if not _er_sfo_del(s, r, raekker)]
        for r in raekker:
            if ude:
                hvor = (
                    "var død"
                    if _doed(s, dag)
                    else f"stod i {s.g.navn(hjem)}"
                    if hjem
                    else "stod uden for landet"
                )
                tekst = (
                    f"Barnet {hvor} den {dag.day}.{dag.month}.{dag.year}, tælledagen for bidraget i {aar}."
                )
                yield from _indsigelse(
                    r, r.oere, tekst, "Friskoleloven § 26", "Barnet flyttede først efter tælledagen."
                )
            elif r in hele[1:]:
                tekst = f"Barnet står {len(hele)} gange på statens liste for {aar}; der betales én gang."
                mod = "Barnet gik på to skoler i et kombineret 10. klasse-forløb med halvt bidrag til hver."
                yield from _indsigelse(r, r.oere, tekst, "Friskoleloven § 26", mod)
            elif _i_folkeskolen(s, dag):
                tekst = f"Barnet gik i folkeskole den {dag.day}.{dag.month}.{dag.year}, tælledagen for {aar}."
                mod = "Barnet var meldt ud af folkeskolen, uden at det er skrevet i vores data."
                yield from _indsigelse(r, r.oere, tekst, "Friskoleloven § 26", mod, 0.6)
            elif r.sfo and r.trin is not None and r.trin > SIDSTE_SFO_TRIN:
                tekst = f"SFO-bidrag for en elev i {r.trin}. klasse; det gives til og med {SIDSTE_SFO_TRIN}. klasse."
                sats = 0 if r not in hele else s.g.bidragssatser.get((aar, r.type))
                kr = None if sats is None else r.oere - sats
                if kr is None:
                    tekst += " SFO-delen kan ikke skilles ud af bidraget på listen."
                if kr is None or kr > 0:
                    yield from _indsigelse(
                        r, kr, tekst, "Friskoleloven §§ 15 og 28", "Klassetrinet på listen er forkert."
                    )


def _er_sfo_del(s: Sag, r: Bidrag, raekker: Sequence[Bidrag]) -> bool:
    """Whether a row is of after-school care alone (§ 28): less than the pupil's own row, or than a pupil costs."""
    sats = s.g.bidragssatser.get((r.aar, r.type))
    undervisning = [x.oere for x in raekker if not x.sfo] + ([] if sats is None else [sats])
    return r.sfo and any(r.oere < kr for kr in undervisning)


def _registreret_ude(s: Sag, dag: date) -> bool:
    nr = bopael.paa(s.p.forloeb, dag)
    if nr is None:
        return False
    return s.p.forloeb[nr].sted == UDLAND or _doed(s, dag) or bopaelskommune(s, dag) not in (None, s.g.egen)


def _efter_aar(bidrag: Iterable[Bidrag]) -> list[tuple[int, list[Bidrag]]]:
    ud: dict[int, list[Bidrag]] = defaultdict(list)
    for r in sorted(bidrag, key=lambda r: (r.aar, r.loebenr)):
        ud[r.aar].append(r)
    return sorted(ud.items())


def _i_folkeskolen(s: Sag, dag: date) -> bool:
    """Whether the child was a pupil of a municipal school on a day, and of no private one."""
    typer = {p.type for p in s.p.pladser if p.fra <= dag <= p.til}
    return bool(typer & set(UNDERVISNING)) and not typer & PRIVATE


def _indsigelse(
    r: Bidrag, kr: int | None, tekst: str, hjemmel: str, modbevis: str, sikkerhed: float = 0.9
) -> Iterator[Fund]:
    b = Begrundelse(f"{tekst} Gør indsigelse mod listen.", hjemmel, (modbevis,), sikkerhed)
    yield from _paa_aaret("SKO-04", "", r, kr, b)


def _paa_aaret(regel: str, modpart: str, r: Bidrag, kr: int | None, b: Begrundelse) -> Iterator[Fund]:
    """The list is for a year: its amount in twelfths."""
    maaneder = [f"{r.aar:04d}-{m:02d}" for m in range(1, 13)]
    dele = {} if kr is None else fordel(kr, dict.fromkeys(maaneder, 1))
    for m in maaneder if kr is None or kr > 0 else ():
        yield Fund(regel, modpart, m, f"B{r.aar}-{r.loebenr}", OEVRIGE, dele.get(m), b)


def priv_30_anbragt(s: Sag) -> Iterator[Fund]:
    """Friskoleloven § 30, efterskoleloven § 44: the bidrag for a pupil whom another municipality has placed."""
    for aar, raekker in _efter_aar(s.p.bidrag):
        dag = taelledag(s.g.lov, "privatskole_taelledag", aar - 1)
        hvem = None if dag is None else anbringer(s, dag)
        if dag is None or hvem in (None, s.g.egen) or _betalt_for(s, str(hvem), aar):
            continue
        r = raekker[0]
        b = Begrundelse(
            f"Vi betaler bidrag for {aar} til en elev, som {s.g.navn(str(hvem))} har anbragt; det kan kræves derfra.",
            "Efterskoleloven § 44" if r.type == "efterskole" else "Friskoleloven § 30",
            ("Anbringelsen er ophørt eller overtaget af os.", "Bidraget er allerede betalt tilbage."),
            0.85,
        )
        yield from _paa_aaret("PRIV-30", str(hvem), r, r.oere, b)


def _betalt_for(s: Sag, modpart: str, aar: int) -> bool:
    return any(
        x.slags == INDTAEGT and x.funktion.startswith("3.22.") and x.modpart in (None, modpart) and x.oere < 0
        for x in s.p.poster
        if x.maaned.startswith(f"{aar:04d}-")
    )


def bidragssats(bidrag: Iterable[int]) -> int | None:
    """What a pupil without after-school care costs in a year and kind of school, when all such rows agree."""
    alle = list(bidrag)
    return alle[0] if len(alle) >= MINDSTE_SATSER and len(set(alle)) == 1 else None


REGLER = (
    Regel(
        "SKO-01",
        "Elev uden regning",
        "Folkeskoleloven § 49, BEK 533/2024 §§ 2, 3 og 5",
        "En elev fra en anden kommune går i skole eller SFO her, og bopælskommunen har ikke fået en regning.",
        sko_01_elev,
    ),
    Regel(
        "SKO-02",
        "Specialelev uden regning",
        "BEK 533/2024 § 2, stk. 2",
        "En elev fra en anden kommune får specialundervisning her uden regning til bopælskommunen.",
        sko_02_special,
    ),
    Regel(
        "SKO-03",
        "Betalt for meget for elev ude",
        "BEK 533/2024 §§ 2, 3 og 5",
        "Vi betaler for en elev, der ikke bor her, er holdt op, eller koster mere end tilladt uden aftale.",
        sko_03_for_meget,
        venter=False,
    ),
    Regel(
        "SKO-04",
        "Bidrag til privat skole",
        "Friskoleloven §§ 15, 26 og 28",
        "Statens liste har en elev, der ikke boede her, gik i folkeskole, står to gange eller fik SFO for længe.",
        sko_04_bidrag,
        venter=False,
    ),
    Regel(
        "SKO-7",
        "Anbragt elev uden regning",
        "BEK 533/2024 § 7",
        "Et barn, som en anden kommune har anbragt, går i skole her; den betaler al dets skolegang.",
        sko_7_anbragt,
    ),
    Regel(
        "PRIV-30",
        "Bidrag for anbragt elev",
        "Friskoleloven § 30, efterskoleloven § 44",
        "Vi betaler bidrag til en privat skole for et barn, som en anden kommune har anbragt.",
        priv_30_anbragt,
        venter=False,
    ),
    Regel(
        "DAG-01",
        "Dagtilbud uden tilskud",
        "Dagtilbudsloven §§ 61 og 74",
        "Et barn fra en anden kommune har en plads her, og bopælskommunen har ikke betalt sit tilskud.",
        dag_01_dagtilbud,
    ),
)
