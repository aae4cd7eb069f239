"""Mellemkommunal: what stands between us and each municipality, and the control of who pays, citizen by citizen.

Candidates are those of Indtægtsoptimering; the facts of register, measures and ledger those of marts.betalingskontrol;
what does not agree is decided in engine/potentiale/betalingskontrol.py. Those who see no persons get counts and sums,
and municipalities with few citizens together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from engine import dansk
from engine.adgang import Bruger, Handling, Omfang, Sagsomfang, maa, omfang
from engine.fejl import AdgangNaegtet
from engine.lager import betalingskontrol as lager
from engine.potentiale import betalingskontrol as regler
from engine.potentiale.betalingskontrol import STEMMER, Konflikt, Regelfund
from engine.potentiale.model import SKYLDIG
from engine.resultater import indtaegter, kandidater
from engine.resultater import krav as kravresultat
from engine.resultater.husk import Husk
from engine.resultater.indtaegter import Post, Regeltekst
from engine.resultater.sde import Kontekst
from engine.resultater.smaaceller import er_lille, skjulte
from engine.sager import krav as kravsager
from engine.sager import kravmodel
from engine.sager.kravmodel import Krav
from engine.sager.lager import Sagslager

AF_FUND = ("til_gode_oere", "skyldig_oere", "rejst_oere", "afsluttet_oere")
"""The amounts of a municipality that come of the finds: those who see no persons see none that is of too few."""
OEVRIGE = ""
"""The municipalities whose citizens are too few to be shown one by one to those who see no persons."""


@dataclass(frozen=True)
class Borgerlinje:
    """One citizen side by side. slags: the gravest conflict, STEMMER without. fakta: the mart's row.

    oere: what the rules find, ours to claim positive, ours to pay negative."""

    person: str
    slags: str
    konflikter: tuple[Konflikt, ...]
    fagomraade: str | None
    fakta: Mapping[str, Any]
    oere: int
    sag_id: str

    @property
    def modpart(self) -> str:
        return self.konflikter[0].modpart if self.konflikter else ""


@dataclass(frozen=True)
class Modpart:
    """One municipality. kommune '' = those with few citizens together. aeldste: the day of the oldest claim, or
    request for a promise, without an answer. Amounts in øre; betalt and modtaget of the last twelve months. What is
    ours stands once: not claimed (til_gode), claimed and waiting (rejst), or in a claim that is closed (afsluttet).
    bag: the citizens that each of AF_FUND is of."""

    kommune: str
    til_gode_oere: int | None
    skyldig_oere: int | None
    rejst_oere: int | None
    aeldste: date | None
    tilsagn_modtaget: int
    tilsagn_afgivet: int
    modtaget_oere: int
    betalt_oere: int
    borgere: int
    afsluttet_oere: int | None = 0
    bag: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Statuslinje:
    """A measure, a promise or an income whose status does not fit the payments. oere: None where it is not known."""

    art: str
    person: str
    hvad: str
    forklaring: str
    dato: date | None
    oere: int | None
    fagomraade: str | None
    sag_id: str = ""


STATUSARTER: dict[str, tuple[str, str]] = {
    "afsluttet_betalt": ("stands", "Afsluttet, betales stadig"),
    "loeber_uden_betaling": ("usikker", "Løber uden betaling"),
    "tilsagn_ophoert": ("mangler", "Tilsagn ophørt"),
    "indtaegt_ophoert": ("mangler", "Indtægt ophørt"),
}


@dataclass(frozen=True)
class Billede:
    """Everything on the page. linjer, status: empty for those who see no persons. antal: {slags: citizens}, −1: few."""

    modparter: tuple[Modpart, ...]
    linjer: tuple[Borgerlinje, ...]
    status: tuple[Statuslinje, ...]
    antal: Mapping[str, int]
    statusantal: Mapping[str, int]
    i_dag: date
    skjult: bool = False
    summer: Mapping[str, int | None] = field(default_factory=dict)

    def sum(self, felt: str) -> int | None:
        """All municipalities' together; None where it is of too few citizens."""
        return self.summer[felt]

    @property
    def aeldste(self) -> date | None:
        return min((m.aeldste for m in self.modparter if m.aeldste), default=None)

    @property
    def saetning(self) -> str:
        """The page's answer in one sentence."""
        if self.skjult:
            return "Så få borgere har med andre kommuner at gøre, at beløbene ikke vises; de kunne genkendes."
        til_gode, skyldig, rejst = (self.sum(f) for f in AF_FUND[:3])
        dele = [
            f"Andre kommuner skylder os {_tal(til_gode)}, der ikke er krævet endnu",
            f"vi skylder {_tal(skyldig)}" if skyldig != 0 else "vi skylder intet",
            f"{_tal(rejst)} er krævet og venter" if rejst != 0 else "intet er krævet og venter",
        ]
        if self.aeldste:
            dele.append(f"det ældste krav uden svar er fra {dansk.dato(self.aeldste)}")
        konflikter = [n for s, n in self.antal.items() if s != STEMMER]
        if konflikter and min(konflikter) >= 0:
            borgere = dansk.antal(sum(konflikter), "borger", "borgere")
            dele.append(f"for {borgere} er der tvivl om, hvem der betaler")
        return "; ".join(dele) + "."


def _tal(oere: int | None) -> str:
    return "et beløb for få borgere" if oere is None else dansk.kort_kroner(oere)


@dataclass(frozen=True)
class Bag:
    """What a municipality's row is made of. regler: (rule, its finds, its part of the row's amounts); krav: the claims
    on it, the newest first."""

    regler: tuple[tuple[Regeltekst, int, Modpart], ...]
    krav: tuple[Krav, ...]


def bag(k: Kontekst, sager: Sagslager, bruger: Bruger, kommune: str, i_dag: date) -> Bag:
    """A municipality's row by rule, and its claims. Errors: AdgangNaegtet for those who see no persons."""
    ja, grund = maa(bruger, Handling.SE_PERSON)
    if not ja:
        raise AdgangNaegtet(grund)
    pr_regel: dict[Regeltekst, list[Post]] = defaultdict(list)
    for p in _aabne(k, sager, bruger, i_dag):
        if p.modpart == kommune:
            pr_regel[p.regel].append(p)
    regler_ = [(regel, len(egne), modparter_af(egne, [], [])[0]) for regel, egne in pr_regel.items()]
    krav = [
        x
        for x in kravsager.alle(sager)
        if x.modpart == kommune and kravresultat.inden_for(bruger, x.fagomraader)
    ]
    return Bag(
        tuple(sorted(regler_, key=lambda r: (-sum(int(getattr(r[2], f) or 0) for f in AF_FUND), r[0].kode))),
        tuple(sorted(krav, key=lambda x: (x.sendt, x.id), reverse=True)),
    )


def _aabne(k: Kontekst, sager: Sagslager, bruger: Bruger, i_dag: date) -> list[Post]:
    alle = [p for p in indtaegter.alle(k, sager, i_dag) if p.felt != "registrering"]
    return [p for p in indtaegter.inden_for(bruger, alle) if p.tilstand.aaben]


_husket = Husk[Billede](6)


def hent(k: Kontekst, sager: Sagslager, bruger: Bruger, i_dag: date) -> Billede:
    """The page's picture within the user's scope. Errors: AdgangNaegtet; ForaeldetLager, built before the control."""
    ja, grund = maa(bruger, Handling.SE_TAL)
    if not ja:
        raise AdgangNaegtet(grund)
    noegle = kandidater.sagsmaerke(k, sager, bruger, i_dag)
    return _husket.hent(noegle, lambda: _hent(k, sager, bruger, i_dag))


def _hent(k: Kontekst, sager: Sagslager, bruger: Bruger, i_dag: date) -> Billede:
    poster = _aabne(k, sager, bruger, i_dag)
    linjer = [x for x in _linjer(k, poster) if _rummer(bruger, x.fagomraade)]
    status = [x for x in _statuslinjer(k, poster) if _rummer(bruger, x.fagomraade)]
    personer = indtaegter.ser_personer(bruger)
    hele = omfang(bruger).fagomraader is None
    modparter = modparter_af(
        poster,
        lager.modparter(k.gen) if hele else [],
        lager.tilsagn(k.gen) if hele else [],
        [x for x in kravsager.alle(sager) if kravresultat.inden_for(bruger, x.fagomraader)],
    )
    foer = sum(m.borgere for m in modparter)
    if not personer:
        modparter = saml_smaa(modparter, k.smaacelle_min)
    summer = summer_af(modparter, 0 if personer else k.smaacelle_min)
    if not personer:
        modparter = uden_smaa_beloeb(modparter, k.smaacelle_min)
    return Billede(
        tuple(modparter),
        tuple(linjer) if personer else (),
        tuple(status) if personer else (),
        _antal((x.slags for x in linjer), personer, k.smaacelle_min),
        _antal((x.art for x in status), personer, k.smaacelle_min),
        i_dag,
        skjult=sum(m.borgere for m in modparter) < foer,
        summer=summer,
    )


def _rummer(bruger: Bruger, fagomraade: str | None) -> bool:
    o: Omfang = omfang(bruger)
    return o.rummer(Sagsomfang(fagomraade))


def _antal(slags: Iterable[str], personer: bool, minimum: int) -> dict[str, int]:
    ud: dict[str, int] = defaultdict(int)
    for s in slags:
        ud[s] += 1
    skjul = frozenset() if personer else skjulte(ud, minimum)
    return {s: -1 if s in skjul else n for s, n in ud.items()}


# --- citizen by citizen ---------------------------------------------------------------------------------------------


def _linjer(k: Kontekst, poster: Sequence[Post]) -> list[Borgerlinje]:
    egen = str(k.gen.kommune)
    navne = _navne(k)
    pr_person: dict[str, list[Post]] = defaultdict(list)
    for p in poster:
        if p.oere != 0:  # what has lapsed whole is nobody's to pay any more
            pr_person[p.person].append(p)
    ud = []
    for r in lager.borgere(k.gen):
        egne = pr_person.get(str(r["person_noegle"]), [])
        fund = [Regelfund(p.regel.kode, p.modpart, p.retning == SKYLDIG, p.oere) for p in egne]
        if regler.vedkommer(r, egen, fund):
            ud.append(_linje(r, egne, regler.konflikter(r, egen, navne, fund)))
    return sorted(ud, key=lambda x: (regler.ORDEN.index(x.slags), -abs(x.oere), x.person))


def _linje(r: Mapping[str, Any], egne: Sequence[Post], konflikter: Sequence[Konflikt]) -> Borgerlinje:
    fortegn = [(-1 if p.retning == SKYLDIG else 1) * (p.oere or 0) for p in egne]
    return Borgerlinje(
        str(r["person_noegle"]),
        konflikter[0].slags if konflikter else STEMMER,
        tuple(konflikter),
        egne[0].fagomraade if egne else r["fagomraade"],
        r,
        sum(fortegn),
        egne[0].sag_id if egne else "",
    )


def _navne(k: Kontekst) -> dict[str, str]:
    from engine.resultater.sager import kommuner

    return kommuner()


def betalinger(k: Kontekst, bruger: Bruger, person: str) -> list[dict[str, Any]]:
    """A citizen's payments by year and account. Errors: AdgangNaegtet."""
    ja, grund = maa(bruger, Handling.SE_PERSON)
    if not ja:
        raise AdgangNaegtet(grund)
    return lager.poster(k.gen, person)


# --- by municipality ------------------------------------------------------------------------------------------------


def modparter_af(
    poster: Iterable[Post],
    penge: Iterable[Mapping[str, Any]],
    tilsagn: Iterable[Mapping[str, Any]],
    krav: Iterable[Krav] = (),
) -> list[Modpart]:
    """One row a municipality, the largest owed first. poster: open candidates; penge, tilsagn: as engine/lager; krav:
    the claims, for how long they have waited."""
    tal: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    personer: dict[str, set[str]] = defaultdict(set)
    aeldste: dict[str, date] = {}
    bag: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for p in poster:
        personer[p.modpart].add(p.person)
        spoergsmaal = p.gruppe == indtaegter.SPOERGSMAAL  # no claim before a person has answered
        rest = 0 if spoergsmaal else (p.oere or 0) - p.kraevet_oere - p.afsluttet_oere
        skyldig = p.retning == SKYLDIG
        beloeb = (0 if skyldig else rest, rest if skyldig else 0, p.kraevet_oere, p.afsluttet_oere)
        for felt, oere in zip(AF_FUND, beloeb, strict=True):
            tal[p.modpart][felt] += oere
            if oere:
                bag[p.modpart][felt].add(p.person)
    for r in tilsagn:
        personer[r["modpart"]].add(r["person_noegle"])
        if r["gaelder"] and r["status"] in ("givet", "delvist"):
            tal[r["modpart"]][f"tilsagn_{r['retning']}"] += 1
        if r["gaelder"] and r["status"] == "anmodet" and r["retning"] == "modtaget" and r["rejst"]:
            aeldste[r["modpart"]] = min(r["rejst"], aeldste.get(r["modpart"], r["rejst"]))
    for x in krav:
        if x.tilstand == kravmodel.SENDT:
            aeldste[x.modpart] = min(x.sendt, aeldste.get(x.modpart, x.sendt))
    borgere = {m: len(p) for m, p in personer.items()}
    for r in penge:
        tal[r["modpart"]]["modtaget_oere"] += r["modtaget_oere"]
        tal[r["modpart"]]["betalt_oere"] += r["betalt_oere"]
        borgere[r["modpart"]] = max(borgere.get(r["modpart"], 0), r["personer"])
    ud = [
        Modpart(
            m,
            t["til_gode_oere"],
            t["skyldig_oere"],
            t["rejst_oere"],
            aeldste.get(m),
            t["tilsagn_modtaget"],
            t["tilsagn_afgivet"],
            t["modtaget_oere"],
            t["betalt_oere"],
            borgere.get(m, 0),
            t["afsluttet_oere"],
            {felt: frozenset(hvem) for felt, hvem in bag[m].items()},
        )
        for m, t in tal.items()
        if m
    ]
    return sorted(
        ud, key=lambda m: (-(m.til_gode_oere or 0) - (m.rejst_oere or 0), -m.modtaget_oere, m.kommune)
    )


def saml_smaa(modparter: Sequence[Modpart], minimum: int) -> list[Modpart]:
    """Municipalities with few citizens as one, together with the smallest of the others, so that no row is a person."""
    smaa = skjulte({m.kommune: m.borgere for m in modparter}, minimum)
    smaa |= {m.kommune for m in modparter if not m.borgere}
    samlet = [m for m in modparter if m.kommune in smaa]
    ud = [m for m in modparter if m.kommune not in smaa]
    if samlet and not er_lille(sum(m.borgere for m in samlet), minimum):

        def sum_(felt: str) -> int:
            return sum(int(getattr(m, felt) or 0) for m in samlet)

        ud.append(
            Modpart(
                OEVRIGE,
                sum_("til_gode_oere"),
                sum_("skyldig_oere"),
                sum_("rejst_oere"),
                min((m.aeldste for m in samlet if m.aeldste), default=None),
                sum_("tilsagn_modtaget"),
                sum_("tilsagn_afgivet"),
                sum_("modtaget_oere"),
                sum_("betalt_oere"),
                sum_("borgere"),
                sum_("afsluttet_oere"),
                {f: frozenset[str]().union(*(m.bag.get(f, ()) for m in samlet)) for f in AF_FUND},
            )
        )
    return ud


def summer_af(modparter: Sequence[Modpart], minimum: int) -> dict[str, int | None]:
    """Each amount of all together; None where it is of too few citizens."""
    ud: dict[str, int | None] = {}
    for felt in (*AF_FUND, "modtaget_oere", "betalt_oere"):
        bag = {p for m in modparter for p in m.bag.get(felt, ())}
        skjul = felt in AF_FUND and er_lille(len(bag), minimum)
        ud[felt] = None if skjul else sum(int(getattr(m, felt) or 0) for m in modparter)
    return ud


def uden_smaa_beloeb(modparter: Sequence[Modpart], minimum: int) -> list[Modpart]:
    """No amount of too few citizens, nor one that the others and the sum would tell it by."""
    skjul = {f: skjulte({m.kommune: len(m.bag.get(f, ())) for m in modparter}, minimum) for f in AF_FUND}
    return [
        replace(
            m,
            til_gode_oere=None if m.kommune in skjul["til_gode_oere"] else m.til_gode_oere,
            skyldig_oere=None if m.kommune in skjul["skyldig_oere"] else m.skyldig_oere,
            rejst_oere=None if m.kommune in skjul["rejst_oere"] else m.rejst_oere,
            afsluttet_oere=None if m.kommune in skjul["afsluttet_oere"] else m.afsluttet_oere,
        )
        for m in modparter
    ]


# --- status against payment -----------------------------------------------------------------------------------------


def _statuslinjer(k: Kontekst, poster: Sequence[Post]) -> list[Statuslinje]:
    navne = _navne(k)
    ud = [_indsatslinje(r) for r in lager.sagsstatus(k.gen)]
    for t in lager.ophoerte_tilsagn(k.gen):
        hvem = navne.get(t["modpart"], t["modpart"])
        tekst = (
            f"Tilsagnet ophørte {dansk.dato(t['til'])}; vi har haft udgifter i "
            f"{dansk.antal(t['maaneder'], 'måned', 'måneder')} siden."
        )
        ud.append(
            Statuslinje(
                "tilsagn_ophoert", t["person_noegle"], hvem, tekst, t["til"], t["oere"], "overfoersel"
            )
        )
    for p in poster:
        if p.regel.kode == "REF-09" and p.oere:
            hvem = navne.get(p.modpart, p.modpart)
            ud.append(
                Statuslinje(
                    "indtaegt_ophoert", p.person, hvem, p.begrundelse, p.fra, p.oere, p.fagomraade, p.sag_id
                )
            )
    orden = list(STATUSARTER)
    return sorted(ud, key=lambda x: (orden.index(x.art), -(x.oere or 0), x.person))


def _indsatslinje(r: Mapping[str, Any]) -> Statuslinje:
    ydelse = f"{r['ydelse'] or 'Indsats'} ({r['lov']} § {r['paragraf'] or '–'})"
    if r["art"] == "afsluttet_betalt":
        maaneder = (
            dansk.maaned(r["fra"])
            if r["fra"] == r["til"]
            else f"{dansk.maaned(r['fra'])}–{dansk.maaned(r['til'])}"
        )
        tekst = f"Indsatsen sluttede {dansk.dato(r['slutdato'])}, og der er betalt for {maaneder}."
        return Statuslinje(
            r["art"], r["person_noegle"], ydelse, tekst, r["slutdato"], r["oere"], r["fagomraade"]
        )
    sidst = (
        f"seneste udgift er for {dansk.maaned(r['fra'])}" if r["fra"] else "der er aldrig bogført en udgift"
    )
    tekst = f"Indsatsen har løbet siden {dansk.dato(r['startdato'])}, men {sidst}."
    return Statuslinje(r["art"], r["person_noegle"], ydelse, tekst, r["startdato"], None, r["fagomraade"])
