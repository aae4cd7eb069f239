"""Ledelsesinformation: the economy by field of work, tied to the ledger, with activity and unit price.

Amounts are whole øre with the ledger's sign: plus is an expense. Afvigelse is forbrug minus budget, so plus is more
than was granted (merforbrug). A unit price is forbrug over helårspersoner, so the two multiply back to the forbrug.
"""

from __future__ import annotations

from calendar import isleap, monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from itertools import pairwise

from engine import dansk
from engine.lager import ledelse as lager
from engine.lager.laes import Generation
from engine.resultater import smaaceller
from engine.resultater.fagomraader import FAG, GRUPPER, NAVNE, OEVRIGE, UDEN

Noegle = tuple[int, str, str]  # year, field of work, service

UDEN_KONTO = "uden_konto"
FORVENTET = (
    "Fremskrevet ydelse for ydelse: månederne til dato efter sidste års månedsmønster, ellers med resten af budgettet. "
    "De dyre sager har deres egen prognose med interval på siden Prognose."
)
STOERSTE = 6  # how many bars a bridge names; the rest is one
NUL12 = (0,) * 12


@dataclass(frozen=True)
class Oekonomi:
    """All of a generation's ledger, budget and activity by (year, field, service), months as twelve numbers.

    regnskab: øre by booking month. budget: (oprindeligt, tillæg) in øre. dage, personer_md: days and persons with
    the service by month. personer: persons in the year; service '' is the field, where each person counts once.
    bogfoerte: persons with postings. engang: what of the ledger is one-offs. titler: (kind, code) → name.
    organisationer: the only ones, None = all.
    """

    regnskab: Mapping[Noegle, tuple[int, ...]]
    budget: Mapping[Noegle, tuple[int, int]]
    dage: Mapping[Noegle, tuple[int, ...]]
    personer_md: Mapping[Noegle, tuple[int, ...]]
    personer: Mapping[Noegle, int]
    bogfoerte: Mapping[Noegle, int]
    titler: Mapping[tuple[str, str], str]
    data_dato: date | None
    organisationer: tuple[str, ...] | None = None
    engang: Mapping[Noegle, tuple[int, ...]] = field(default_factory=dict)

    @property
    def aarene(self) -> list[int]:
        """The years with ledger or activity, newest first."""
        return sorted({aar for aar, _, _ in (*self.regnskab, *self.personer)}, reverse=True)

    def standardaar(self) -> int | None:
        """The year the data speak of, or the newest before it."""
        til = self.data_dato.year if self.data_dato else 9999
        return next((aar for aar in self.aarene if aar <= til), self.aarene[0] if self.aarene else None)

    def ydelser(self, aar: int, omraade: str) -> list[str]:
        """The services of a field with ledger, budget or activity in a year or the year before."""
        alle = (*self.regnskab, *self.budget, *self.dage)
        return sorted({y for a, o, y in alle if a in (aar, aar - 1) and o == omraade and y})

    def navn(self, art: str, kode: str) -> str:
        """What a code is called; a service without a name of its own is its function."""
        if art == "fagomraade":
            return NAVNE.get(kode, kode)
        if kode == UDEN_KONTO:
            return "Ydelser uden konto"
        if art == "ydelse" and (art, kode) not in self.titler:
            funktion = self.titler.get(("funktion", kode))
            return f"{kode} {funktion}" if funktion else kode
        return self.titler.get((art, kode), kode)


@lru_cache(maxsize=8)
def hent(gen: Generation, organisationer: tuple[str, ...] | None = None) -> Oekonomi:
    """Read a generation once; it never changes. organisationer: only what these have booked and give.

    The budget names no organisation, so those who are limited to some see none.
    """
    dage: dict[Noegle, list[int]] = {}
    personer_md: dict[Noegle, list[int]] = {}
    for aar, maaned, omraade, ydelse, personer, antal in raekker(lager.aktivitet_maaned(gen, organisationer)):
        dage.setdefault((aar, omraade, ydelse), [0] * 12)[int(maaned[5:7]) - 1] = antal
        personer_md.setdefault((aar, omraade, ydelse), [0] * 12)[int(maaned[5:7]) - 1] = personer
    budget = raekker(lager.budget(gen)) if organisationer is None else ()
    return Oekonomi(
        regnskab=_maanedlig(lager.regnskab(gen, organisationer)),
        budget={(a, o, y): (opr, till) for a, o, y, opr, till in budget},
        dage={n: tuple(v) for n, v in dage.items()},
        personer_md={n: tuple(v) for n, v in personer_md.items()},
        personer={(a, o, y): p for a, o, y, p, _ in raekker(lager.aktivitet_aar(gen, organisationer))},
        bogfoerte={(a, o, y): p for a, o, y, p in raekker(lager.bogfoerte_personer(gen, organisationer))},
        titler={(art, kode): titel for art, kode, titel in raekker(lager.titler(gen))},
        data_dato=gen.data_dato,
        organisationer=organisationer,
        engang=_maanedlig(lager.engang(gen, organisationer)),
    )


def _maanedlig(ramme: object) -> dict[Noegle, tuple[int, ...]]:
    ud: dict[Noegle, list[int]] = {}
    for aar, maaned, omraade, ydelse, oere in raekker(ramme):
        ud.setdefault((aar, omraade, ydelse), [0] * 12)[int(maaned[5:7]) - 1] += oere
    return {n: tuple(v) for n, v in ud.items()}


def raekker(ramme: object) -> Iterable[tuple]:
    return zip(*(ramme[k].tolist() for k in ramme.columns), strict=True)  # type: ignore[index, attr-defined]


# --- the period -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Periode:
    """How much of a year the data cover. hele: complete months, for comparing with the year before.

    tael/naevner: the share of the year that has gone, by months and by days within the last one.
    """

    aar: int
    til_maaned: int
    hele: int
    tael: int
    naevner: int

    @property
    def slut(self) -> bool:
        """Whether the whole year is covered."""
        return self.hele == 12

    @property
    def dage_i_aar(self) -> int:
        return 366 if isleap(self.aar) else 365

    def til_dato(self, oere: int) -> int:
        """The part of a year's amount that belongs to the part of the year that has gone."""
        return _afrund(oere * self.tael, self.naevner)

    @property
    def tekst(self) -> str:
        return (
            f"i {self.aar}" if self.slut else f"til og med {dansk.MAANEDER[self.til_maaned - 1]} {self.aar}"
        )


def periode(aar: int, data_dato: date | None) -> Periode:
    """The part of `aar` that is known on the data's day; the whole year when it is over."""
    if data_dato is None or aar < data_dato.year:
        return Periode(aar, 12, 12, 1, 1)
    if aar > data_dato.year:
        return Periode(aar, 1, 0, 0, 1)
    i_maaneden = monthrange(aar, data_dato.month)[1]
    hele = data_dato.month if data_dato.day == i_maaneden else data_dato.month - 1
    gaaet = (data_dato.month - 1) * i_maaneden + data_dato.day
    return Periode(aar, data_dato.month, hele, gaaet, 12 * i_maaneden)


def _afrund(tael: int, naevner: int) -> int:
    """Half away from zero, so that a negative amount is rounded as its positive twin."""
    stoerrelse = (2 * abs(tael) + abs(naevner)) // (2 * abs(naevner))
    return stoerrelse if (tael < 0) == (naevner < 0) else -stoerrelse


# --- one line: a field of work or a service ---------------------------------------------------------------------


@dataclass(frozen=True)
class Linje:
    """One row of the table, in øre. til_dato: the budget's share of the part of the year that has gone.

    samme, sidste: forbrug in the complete months of the year, and of the year before. personer, helaar (hundredths of a
    helårsperson) and pris (øre for one) are None when there is no activity or it is hidden (skjult).
    pris_oere_grundlag: the forbrug of the services that the price speaks of. forventet: the year's expected result.
    """

    kode: str
    titel: str
    gruppe: str
    oprindeligt: int
    tillaeg: int
    til_dato: int
    forbrug: int
    samme: int
    sidste: int
    forventet: int = 0
    personer: int | None = None
    helaar: int | None = None
    pris: int | None = None
    skjult: bool = False

    @property
    def korrigeret(self) -> int:
        return self.oprindeligt + self.tillaeg

    @property
    def afvigelse(self) -> int:
        """Plus is merforbrug, minus is mindreforbrug, as in the municipal ledger."""
        return self.forbrug - self.til_dato


def _linje(o: Oekonomi, p: Periode, kode: str, titel: str, gruppe: str, noegler: Sequence[Noegle]) -> Linje:
    budget = [o.budget.get(n, (0, 0)) for n in noegler]
    nu = [o.regnskab.get(n, NUL12) for n in noegler]
    foer = [o.regnskab.get((n[0] - 1, *n[1:]), NUL12) for n in noegler]
    return Linje(
        kode=kode,
        titel=titel,
        gruppe=gruppe,
        oprindeligt=sum(b[0] for b in budget),
        tillaeg=sum(b[1] for b in budget),
        til_dato=sum(p.til_dato(sum(b)) for b in budget),
        forbrug=sum(map(sum, nu)),
        samme=sum(sum(m[: p.hele]) for m in nu),
        sidste=sum(sum(m[: p.hele]) for m in foer),
        forventet=sum(_forventet(p, n, f, sum(b)) for n, f, b in zip(nu, foer, budget, strict=True)),
    )


def _forventet(p: Periode, nu: Sequence[int], foer: Sequence[int], budget: int) -> int:
    """What a service is expected to cost in the year, told from the complete months.

    By last year's months where they are a fair share of that year (from half to twice an even one); else what is left
    of the budget comes on top; else the months are taken as typical. A year that is over is what it was.
    """
    if p.slut or not p.hele:
        return sum(nu) if p.slut else max(budget, sum(nu))
    brugt, samme, hele_aaret = sum(nu[: p.hele]), sum(foer[: p.hele]), sum(foer)
    jaevnt = hele_aaret * p.hele
    if hele_aaret and jaevnt * samme > 0 and abs(jaevnt) <= abs(24 * samme) <= abs(4 * jaevnt):
        return _afrund(brugt * hele_aaret, samme)
    if budget:
        return brugt + budget - _afrund(budget * p.hele, 12)
    return _afrund(brugt * 12, p.hele)


def _med_aktivitet(
    linje: Linje, p: Periode, personer: int, dage: int, prissat: tuple[int, int], skjult: bool
) -> Linje:
    """prissat: (forbrug, days) of the services that have both. No price is made of less than one helårsperson."""
    if skjult:
        return replace(linje, skjult=True)
    if not personer:
        return linje
    forbrug, prisdage = prissat
    pris = _afrund(forbrug * p.dage_i_aar, prisdage) if prisdage >= p.dage_i_aar else None
    helaar = _afrund(100 * dage, p.dage_i_aar) if dage else None
    return replace(linje, personer=personer, helaar=helaar, pris=pris)


def ydelseslinjer(o: Oekonomi, p: Periode, omraade: str, minimum: int) -> list[Linje]:
    """The services of a field, largest forbrug first."""
    gruppe = GRUPPER.get(omraade, UDEN)
    ydelser = o.ydelser(p.aar, omraade)
    skjulte = smaaceller.skjulte({y: o.personer.get((p.aar, omraade, y), 0) for y in ydelser}, minimum)
    linjer = []
    for y in ydelser:
        n = (p.aar, omraade, y)
        raa = _linje(o, p, y, o.navn("ydelse", y), gruppe, [n])
        dage = sum(o.dage.get(n, NUL12))
        prissat = (raa.forbrug, dage if raa.forbrug else 0)
        linjer.append(_med_aktivitet(raa, p, o.personer.get(n, 0), dage, prissat, y in skjulte))
    return sorted(linjer, key=lambda r: (-abs(r.forbrug), r.kode))


def omraadelinjer(o: Oekonomi, p: Periode, omraader: Sequence[str], minimum: int) -> list[Linje]:
    """The fields of work asked for, in their order. A person with two services counts once in personer, and with the
    days of both in helårspersoner (satser.md 11: they do not add up to persons)."""
    skjulte = smaaceller.skjulte({k: o.personer.get((p.aar, k, ""), 0) for k in omraader}, minimum)
    linjer = []
    for kode in omraader:
        noegler = [(p.aar, kode, y) for y in o.ydelser(p.aar, kode)]
        raa = _linje(o, p, kode, o.navn("fagomraade", kode), GRUPPER.get(kode, UDEN), noegler)
        synlige = [r for r in ydelseslinjer(o, p, kode, minimum) if r.pris is not None]
        prissat = (
            sum(r.forbrug for r in synlige),
            sum(sum(o.dage[(p.aar, kode, r.kode)]) for r in synlige),
        )
        dage = sum(o.dage.get((p.aar, kode, ""), NUL12))
        personer = o.personer.get((p.aar, kode, ""), 0)
        linjer.append(_med_aktivitet(raa, p, personer, dage, prissat, kode in skjulte))
    return linjer


def sum_af(linjer: Iterable[Linje], titel: str = "I alt") -> Linje:
    """The kroner of some lines together. Persons and helårspersoner of different fields are not added."""
    alle = list(linjer)
    felter = ("oprindeligt", "tillaeg", "til_dato", "forbrug", "samme", "sidste", "forventet")
    return Linje("", titel, "", *(sum(getattr(r, f) for r in alle) for f in felter))


# --- the page ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bropille:
    """One bar of the bridge: its name, øre, and whether it is a sum from zero."""

    navn: str
    oere: int
    er_sum: bool = False


@dataclass(frozen=True)
class Billede:
    """What Ledelsesinformation shows of one year and scope, all in øre.

    linjer: the table; ialt: its sum. regnskab: the year's whole ledger, andre: what of it stands in other fields
    than those shown (0 when all are). kurve: by month (this year, last year, an even budget), None when it would
    show one person. bro: from the budget, or from last year, to the forbrug; its bars sum.
    """

    periode: Periode
    omraade: str | None
    ydelse: str | None
    titel: str
    linjer: tuple[Linje, ...]
    ialt: Linje
    regnskab: int
    andre: int
    kurve: tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]] | None
    bro: tuple[Bropille, ...]
    minimum: int

    @property
    def har_oekonomi(self) -> bool:
        """Whether there is a ledger or a budget to show; some organisations have activity alone."""
        return any((r.forbrug, r.sidste, r.oprindeligt, r.tillaeg) != (0, 0, 0, 0) for r in self.linjer)

    @property
    def stemmer(self) -> bool:
        """Whether what is shown and what is left to others is the ledger, to the øre."""
        return self.ialt.forbrug + self.andre == self.regnskab


def synlige_omraader(o: Oekonomi, gruppe: str, kun: Sequence[str] | None = None) -> list[str]:
    """The fields to show: 'fag' (the welfare fields) or 'alle'. Accounts without a field are always there.

    kun: the fields a caseworker is limited to; None = no limit.
    """
    brugte = {n[1] for n in (*o.regnskab, *o.budget, *o.dage)}
    if kun is not None:
        return [k for k in GRUPPER if k in kun]
    grupper = {FAG, UDEN} if gruppe == FAG else {FAG, OEVRIGE, UDEN}
    return [k for k, g in GRUPPER.items() if g in grupper and k in brugte]


def billede(
    o: Oekonomi,
    aar: int,
    *,
    omraader: Sequence[str],
    omraade: str | None = None,
    ydelse: str | None = None,
    mod_sidste_aar: bool = False,
    minimum: int = smaaceller.MINIMUM,
) -> Billede:
    """One year. omraader: the fields in scope; omraade, ydelse: the one that is open, None = all of them."""
    p = periode(aar, o.data_dato)
    if omraade is None:
        linjer = omraadelinjer(o, p, omraader, minimum)
        dele = [r for k in omraader for r in ydelseslinjer(o, p, k, minimum)]
        noegler = [(aar, k, y) for k in omraader for y in o.ydelser(aar, k)]
        titel = "Alle fagområder"
    else:
        linjer = ydelseslinjer(o, p, omraade, minimum)
        titel = o.navn("fagomraade", omraade)
        if ydelse is not None:
            linjer = [r for r in linjer if r.kode == ydelse]
            titel = o.navn("ydelse", ydelse)
        dele = linjer
        noegler = [(aar, omraade, r.kode) for r in linjer]
    ialt = sum_af(linjer)
    regnskab = sum(sum(v) for (a, _, _), v in o.regnskab.items() if a == aar)
    vist = set(noegler)
    andre = sum(sum(v) for n, v in o.regnskab.items() if n[0] == aar and n not in vist)
    return Billede(
        periode=p,
        omraade=omraade,
        ydelse=ydelse,
        titel=titel,
        linjer=tuple(linjer),
        ialt=ialt,
        regnskab=regnskab,
        andre=andre,
        kurve=_kurve(o, p, noegler, ydelse is not None, minimum),
        bro=_bro_fra_sidste_aar(o, p, noegler, dele) if mod_sidste_aar else _bro_fra_budget(p, linjer),
        minimum=minimum,
    )


def _kurve(
    o: Oekonomi, p: Periode, noegler: Sequence[Noegle], een_ydelse: bool, minimum: int
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]] | None:
    """Øre by month. A single service with few persons has none: its months would be a person's."""
    if een_ydelse and any(
        smaaceller.er_lille(antal.get(n, 0), minimum) for n in noegler for antal in (o.bogfoerte, o.personer)
    ):
        return None
    nu = [sum(o.regnskab.get(n, NUL12)[m] for n in noegler) for m in range(p.til_maaned)]
    foer = [sum(o.regnskab.get((n[0] - 1, *n[1:]), NUL12)[m] for n in noegler) for m in range(12)]
    gaaet = [sum(_afrund(sum(o.budget.get(n, (0, 0))) * m, 12) for n in noegler) for m in range(13)]
    budget = tuple(til - fra for fra, til in pairwise(gaaet))
    return tuple(nu), tuple(foer) if any(foer) else (), budget if any(budget) else ()


def _bro_fra_budget(p: Periode, linjer: Sequence[Linje]) -> tuple[Bropille, ...]:
    """From the budget over the largest deviations to the forbrug."""
    store = sorted(linjer, key=lambda r: (-abs(r.afvigelse), r.titel))
    viste = [r for r in store[:STOERSTE] if r.afvigelse]
    rest = sum(r.afvigelse for r in store) - sum(r.afvigelse for r in viste)
    ialt = sum_af(linjer)
    return (
        Bropille("Korrigeret budget" if p.slut else "Budget til dato", ialt.til_dato, er_sum=True),
        *(Bropille(r.titel, r.afvigelse) for r in viste),
        *([Bropille("Øvrige", rest)] if rest else []),
        Bropille("Forbrug", ialt.forbrug, er_sum=True),
    )


def _bro_fra_sidste_aar(
    o: Oekonomi, p: Periode, noegler: Sequence[Noegle], dele: Sequence[Linje]
) -> tuple[Bropille, ...]:
    """From last year's forbrug over volume, mix, price and one-offs to this year's, in the complete months of both.

    Volume: more or fewer helårspersoner in all at last year's price; mix: that they have other services than last year;
    price: the rest of those services' change. One-offs stand for themselves, except of one service, where they could be
    one person's. Services without days in both years, and hidden ones, are one bar. So the bars sum to the øre.
    """
    skjulte = {r.kode for r in dele if r.skjult}
    maengde = pris = uden = engang = grundlag = dage_nu_alle = dage_foer_alle = 0
    dage_i_aar_foer = 366 if isleap(p.aar - 1) else 365
    for n in noegler:
        foer_n = (n[0] - 1, *n[1:])
        nu, foer = (sum(o.regnskab.get(k, NUL12)[: p.hele]) for k in (n, foer_n))
        if len(noegler) > 1:
            e_nu, e_foer = (sum(o.engang.get(k, NUL12)[: p.hele]) for k in (n, foer_n))
            engang += e_nu - e_foer
            nu, foer = nu - e_nu, foer - e_foer
        dage_nu, dage_foer = (sum(o.dage.get(k, NUL12)[: p.hele]) for k in (n, foer_n))
        if n[2] in skjulte or not dage_nu or not dage_foer or not foer:
            uden += nu - foer
            continue
        grundlag += foer
        dage_nu_alle, dage_foer_alle = dage_nu_alle + dage_nu, dage_foer_alle + dage_foer
        del_maengde = _stigning(foer, dage_nu, dage_foer, p.dage_i_aar, dage_i_aar_foer)
        maengde += del_maengde
        pris += nu - foer - del_maengde
    antal = dage_foer_alle and _stigning(
        grundlag, dage_nu_alle, dage_foer_alle, p.dage_i_aar, dage_i_aar_foer
    )
    mix = maengde - antal
    ialt = sum_af(dele)
    return (
        Bropille(f"Forbrug {p.aar - 1}", ialt.sidste, er_sum=True),
        Bropille("Flere eller færre personer", antal),
        *([Bropille("Andre ydelser til dem", mix)] if mix else []),
        Bropille("Pris pr. person", pris),
        *([Bropille("Engangsudgifter", engang)] if engang else []),
        Bropille("Uden aktivitetstal", uden),
        Bropille(f"Forbrug {p.aar}", ialt.samme, er_sum=True),
    )


def _stigning(oere: int, dage: int, dage_foer: int, i_aaret: int, i_aaret_foer: int) -> int:
    """Last year's kroner × (helårspersoner now / then − 1)."""
    return _afrund(oere * (dage * i_aaret_foer - dage_foer * i_aaret), dage_foer * i_aaret)


def saetning(b: Billede) -> str:
    """The page's answer in one sentence."""
    if not b.har_oekonomi:
        return f"Der er hverken regnskab eller budget for {_lille(b.titel)} {b.periode.tekst}; her er aktiviteten."
    if not b.ialt.korrigeret:
        brugt = dansk.kort_kroner(b.ialt.forbrug)
        return f"Der er brugt {brugt} på {_lille(b.titel)} {b.periode.tekst}; der er intet budget at holde det op mod."
    over = b.ialt.afvigelse
    mod = "det korrigerede budget" if b.periode.slut else "budgettet til dato"
    retning = "mere" if over > 0 else "mindre"
    led = f"{dansk.kort_kroner(abs(over))} {retning} end {mod}" if over else f"præcis {mod}"
    tekst = f"Der er brugt {dansk.kort_kroner(b.ialt.forbrug)} på {_lille(b.titel)} {b.periode.tekst}, {led}"
    vaerst = max(b.linjer, key=lambda r: abs(r.afvigelse), default=None)
    if vaerst is None or len(b.linjer) < 2 or not vaerst.afvigelse:
        return f"{tekst}."
    mest = dansk.kort_kroner(vaerst.afvigelse, fortegn=True)
    return f"{tekst}; {_lille(vaerst.titel)} afviger mest ({mest})."


def _lille(titel: str) -> str:
    """A title inside a sentence: an account number keeps its own form."""
    return titel[:1].lower() + titel[1:]


def afstemning(b: Billede) -> str:
    """How what is shown ties to the ledger, in words."""
    regnskab = dansk.kroner(b.regnskab, oere_vist=True)
    vist = dansk.kroner(b.ialt.forbrug, oere_vist=True)
    if not b.stemmer:
        return f"Vist {vist} og regnskabet {regnskab} stemmer ikke. Se Datakvalitet."
    if not b.andre:
        return f"Stemmer til øren: linjerne er hele regnskabet for {b.periode.aar} ({regnskab})"
    andre = dansk.kroner(b.andre, oere_vist=True)
    return (
        f"Stemmer til øren: {vist} her og {andre} på andre konti er {b.periode.aar}-regnskabet ({regnskab})"
    )
