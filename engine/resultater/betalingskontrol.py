"""Mellemkommunal: what stands between us and each municipality, and the control of who pays, citizen by citizen.

Candidates are those of Indtægtsoptimering; the facts of register, measures and ledger those of marts.betalingskontrol;
what does not agree is decided in engine/potentiale/betalingskontrol.py. Those who see no persons get counts and sums,
and municipalities with few citizens together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine import dansk
from engine.adgang import Bruger, Handling, Omfang, Sagsomfang, maa, omfang
from engine.fejl import AdgangNaegtet
from engine.lager import betalingskontrol as lager
from engine.potentiale import betalingskontrol as regler
from engine.potentiale.betalingskontrol import STEMMER, Konflikt, Regelfund
from engine.potentiale.model import SKYLDIG
from engine.resultater import indtaegter
from engine.resultater.indtaegter import Post
from engine.resultater.sde import Kontekst
from engine.resultater.smaaceller import er_lille, skjulte
from engine.sager.lager import Sagslager

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
    """One municipality. kommune '' = those with few citizens together. aeldste: the day of the oldest claim without an
    answer. Amounts in øre; betalt and modtaget of the last twelve months."""

    kommune: str
    til_gode_oere: int
    skyldig_oere: int
    rejst_oere: int
    aeldste: date | None
    tilsagn_modtaget: int
    tilsagn_afgivet: int
    modtaget_oere: int
    betalt_oere: int
    borgere: int


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

    def sum(self, felt: str) -> int:
        return sum(int(getattr(m, felt)) for m in self.modparter)

    @property
    def aeldste(self) -> date | None:
        return min((m.aeldste for m in self.modparter if m.aeldste), default=None)

    @property
    def saetning(self) -> str:
        """The page's answer in one sentence."""
        if self.skjult:
            return "Så få borgere har med andre kommuner at gøre, at beløbene ikke vises; de kunne genkendes."
        til_gode, skyldig, rejst = (self.sum(f) for f in ("til_gode_oere", "skyldig_oere", "rejst_oere"))
        dele = [
            f"Andre kommuner skylder os {dansk.kort_kroner(til_gode)}",
            f"vi skylder {dansk.kort_kroner(skyldig) if skyldig else 'intet'}",
            f"{dansk.kort_kroner(rejst) if rejst else 'intet'} er krævet og ikke betalt",
        ]
        if self.aeldste:
            dele.append(f"det ældste krav uden svar er fra {dansk.dato(self.aeldste)}")
        konflikter = [n for s, n in self.antal.items() if s != STEMMER]
        if konflikter and min(konflikter) >= 0:
            borgere = dansk.antal(sum(konflikter), "borger", "borgere")
            dele.append(f"for {borgere} er der tvivl om, hvem der betaler")
        return "; ".join(dele) + "."


def hent(k: Kontekst, sager: Sagslager, bruger: Bruger, i_dag: date) -> Billede:
    """The page's picture within the user's scope. Errors: AdgangNaegtet; ForaeldetLager, built before the control."""
    ja, grund = maa(bruger, Handling.SE_TAL)
    if not ja:
        raise AdgangNaegtet(grund)
    alle = [p for p in indtaegter.alle(k, sager, i_dag) if p.felt != "registrering"]
    poster = [p for p in indtaegter.inden_for(bruger, alle) if p.tilstand.aaben]
    linjer = [x for x in _linjer(k, poster) if _rummer(bruger, x.fagomraade)]
    status = [x for x in _statuslinjer(k, poster) if _rummer(bruger, x.fagomraade)]
    personer = indtaegter.ser_personer(bruger)
    hele = omfang(bruger).fagomraader is None
    modparter = modparter_af(
        poster, lager.modparter(k.gen) if hele else [], lager.tilsagn(k.gen) if hele else []
    )
    foer = sum(m.borgere for m in modparter)
    if not personer:
        modparter = saml_smaa(modparter, k.smaacelle_min)
    return Billede(
        tuple(modparter),
        tuple(linjer) if personer else (),
        tuple(status) if personer else (),
        _antal((x.slags for x in linjer), personer, k.smaacelle_min),
        _antal((x.art for x in status), personer, k.smaacelle_min),
        i_dag,
        skjult=sum(m.borgere for m in modparter) < foer,
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
    poster: Iterable[Post], penge: Iterable[Mapping[str, Any]], tilsagn: Iterable[Mapping[str, Any]]
) -> list[Modpart]:
    """One row a municipality, the largest owed first. poster: open candidates; penge, tilsagn: as engine/lager."""
    tal: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    personer: dict[str, set[str]] = defaultdict(set)
    aeldste: dict[str, date] = {}
    for p in poster:
        personer[p.modpart].add(p.person)
        felt = "skyldig_oere" if p.retning == SKYLDIG else "rejst_oere" if p.rejst else "til_gode_oere"
        tal[p.modpart][felt] += p.oere or 0
    for t in tilsagn:
        personer[t["modpart"]].add(t["person_noegle"])
        if t["gaelder"] and t["status"] in ("givet", "delvist"):
            tal[t["modpart"]][f"tilsagn_{t['retning']}"] += 1
        if t["gaelder"] and t["status"] == "anmodet" and t["retning"] == "modtaget" and t["rejst"]:
            aeldste[t["modpart"]] = min(t["rejst"], aeldste.get(t["modpart"], t["rejst"]))
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
        )
        for m, t in tal.items()
        if m
    ]
    return sorted(ud, key=lambda m: (-m.til_gode_oere - m.rejst_oere, -m.modtaget_oere, m.kommune))


def saml_smaa(modparter: Sequence[Modpart], minimum: int) -> list[Modpart]:
    """Municipalities with few citizens as one, together with the smallest of the others, so that no row is a person."""
    smaa = skjulte({m.kommune: m.borgere for m in modparter}, minimum)
    smaa |= {m.kommune for m in modparter if not m.borgere}
    samlet = [m for m in modparter if m.kommune in smaa]
    ud = [m for m in modparter if m.kommune not in smaa]
    if samlet and not er_lille(sum(m.borgere for m in samlet), minimum):

        def sum_(felt: str) -> int:
            return sum(int(getattr(m, felt)) for m in samlet)

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
            )
        )
    return ud


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
