"""The page Familier: proposed households over time, why each child belongs, what needs a person, and what it is worth.

View models only. The register's households and what could be otherwise come from the warehouse, the choices in force
from the context, every krone from engine.refusion.sde. Whoever asks is an argument: households outside the scope are
not there, and nobody is shown to one without the right to see persons.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from engine import dansk
from engine.adgang import Bruger, Handling, omfang
from engine.fejl import HjemtagFejl
from engine.lager import husstand as lager
from engine.lager import sde as sdelager
from engine.refusion import sde as motor
from engine.refusion.husstand import Valg, med_valg
from engine.refusion.sde import SdeResultat
from engine.resultater import sde, sdevisning
from engine.resultater.sde import Kontekst
from engine.sager import familievalg
from engine.sager.model import FAMILIE, Rettelse

ARTER = {
    "faelles_barn": "Fælles barn af to, der ikke er gift",
    "hver_for_sig": "Forældrene er flyttet fra hinanden under anbringelsen, begge i kommunen",
    "to_kommuner": "Forældrene er flyttet fra hinanden under anbringelsen, den ene til en anden kommune",
    "samlevende": "To voksne med hver sine børn bor på samme adresse",
    "antaget": "Forældremyndigheden er ikke kendt",
}
KORT = {
    "faelles_barn": "Fælles barn, ugifte",
    "hver_for_sig": "Forældre flyttet fra hinanden",
    "to_kommuner": "Forældre i to kommuner",
    "samlevende": "Måske samlevende",
    "antaget": "Forældremyndighed ukendt",
}
HJEMMEL = {
    "faelles_barn": "Børnene er én husstand, hvis de to er gift eller samlevende (BEK 1486/2023 § 5, stk. 1). "
    "Uden bekræftelse følger barnet moderen.",
    "hver_for_sig": "Bor begge stadig i kommunen, vælger kommunen, hvilken husstand barnet hører til "
    "(BEK 1486/2023 § 5, stk. 4).",
    "to_kommuner": "Barnet hører til husstanden i den kommune, der betaler for anbringelsen "
    "(BEK 1486/2023 § 5, stk. 3).",
    "samlevende": "Børnene er én husstand, hvis de to er gift eller samlevende (BEK 1486/2023 § 5, stk. 1).",
    "antaget": "Husstanden bygger på, at forældrene på barnets adresse har forældremyndigheden. Bekræft det i sagen.",
}
HOEJST_FUNDNE = 10


@dataclass(frozen=True)
class Mulighed:
    """One answer to a proposal: its text, the choices it is, and the year's refund with and without, in øre."""

    navn: str
    valg: tuple[Valg, ...]
    foer_oere: int = 0
    efter_oere: int = 0

    @property
    def virkning_oere(self) -> int:
        return self.efter_oere - self.foer_oere


@dataclass(frozen=True)
class Forslag:
    """What a person should look at. indehavere: the household as it is; andre: the other one ('' when there is none).

    boern: those whose household it is about, in the months from fra to til of the year. muligheder: best first.
    """

    art: str
    aar: int
    indehavere: str
    andre: str
    boern: tuple[str, ...]
    fra: str
    til: str
    sag_id: str
    muligheder: tuple[Mulighed, ...]

    @property
    def bedste(self) -> Mulighed:
        return self.muligheder[0]

    @property
    def foreslaaet(self) -> str:
        """What is proposed, in words."""
        if self.art == "antaget":
            return "Bekræft forældremyndigheden"
        if self.art == "to_kommuner":
            return "Vælg husstanden i den kommune, der betaler"
        if self.bedste.virkning_oere <= 0:
            return "Behold den foreslåede husstand"
        return self.bedste.navn


# --- what needs a person -----------------------------------------------------------------------------------


class _Aaret:
    """A year's expenses and households with choices on top, as texts, and where each person and household stands."""

    def __init__(self, k: Kontekst, resultat: SdeResultat, aar: int) -> None:
        g = sde.grundlag(k)
        self.aar, self.hjemtaget = aar, g.hjemtaget.iloc[:0]
        self.udgift = _tekster(
            g.udgift[g.udgift["aar"] == aar], ["person_noegle", "maaned", "sdelov", "gruppe"]
        ).reset_index(drop=True)
        self.hus = _tekster(
            g.husstand[g.husstand["maaned"].isin(_aarets_maaneder(aar))],
            ["person_noegle", "maaned", "par", "indehavere"],
        ).reset_index(drop=True)
        person = g.person[g.person["person_noegle"].isin(self.udgift["person_noegle"].unique())]
        self.foedt = dict(zip(person["person_noegle"].astype("str"), person["foedselsdato"], strict=True))
        self.udgift_af, self.hus_af = (r.groupby("person_noegle").indices for r in (self.udgift, self.hus))
        rene = self.hus[["person_noegle", "par", "indehavere"]].dropna().drop_duplicates()
        self.par_af = rene.groupby("indehavere")["par"].agg(set).to_dict()
        self.i_par = rene.groupby("par")["person_noegle"].agg(set).to_dict()
        self.i_navn = rene.groupby("indehavere")["person_noegle"].agg(set).to_dict()
        self.sager_af: dict[str, set[str]] = {}
        for medlemmer in resultat.sager.loc[resultat.sager["aar"] == aar, "medlemmer"]:
            for m in medlemmer:
                self.sager_af.setdefault(m, set()).update(medlemmer)

    def beroerte(self, valg: Iterable[Valg]) -> list[str]:
        """Everyone in a case that some choices touch: the children's, and the households they are put in."""
        boern: set[str] = set()
        for v in valg:
            boern.add(v.person)
            if v.indehavere:
                boern |= self.i_navn.get(v.navn, set())
                for par in self.par_af.get(v.navn, set()) | {"&".join(sorted(v.indehavere))}:
                    boern |= self.i_par.get(par, set())
        return sorted(boern.union(*(self.sager_af.get(b, set()) for b in boern)))

    def i_husstandene(self, fra: str, til: str, navne: Sequence[str]) -> pd.DataFrame:
        """The months of the children in some households: person_noegle, maaned."""
        boern = {b for n in navne for b in self.i_navn.get(n, ())}
        rk = self.hus.take(np.concatenate([self.hus_af[b] for b in sorted(boern)]))
        return rk.loc[
            rk["indehavere"].isin(navne) & rk["maaned"].between(fra, til), ["person_noegle", "maaned"]
        ]


def forslag(k: Kontekst, resultat: SdeResultat, bruger: Bruger, aar: int) -> list[Forslag]:
    """What needs a person in a year and the user's scope, most kroner first. What has been decided is left out.

    Errors: AdgangNaegtet for one who may not see persons.
    """
    sdevisning.kraev(bruger, Handling.SE_PERSON)
    steder = _steder(sdevisning.sager_i_omfang(k, resultat, bruger, aar))
    ud = [f for f in _alle_forslag(k, resultat, aar) if any(b in steder for b in f.boern)]
    ud = [replace(f, sag_id=next(steder[b] for b in f.boern if b in steder)) for f in ud]
    return sorted(ud, key=lambda f: (-abs(f.bedste.virkning_oere), f.art, f.sag_id))


def _steder(sager: pd.DataFrame) -> dict[str, str]:
    """Child -> the id of its household's case, else of its own; cases of one year."""
    ud: dict[str, str] = {}
    for sag_id, art, medlemmer in sager[["sag_id", "sagstype", "medlemmer"]].itertuples(index=False):
        for m in medlemmer:
            if art == "husstand" or m not in ud:
                ud[m] = sag_id
    return ud


def _alle_forslag(k: Kontekst, resultat: SdeResultat, aar: int) -> list[Forslag]:
    raekker = lager.forslag(k.gen, aar)
    antaget = lager.antaget(k.gen, aar).assign(art="antaget", andre="")
    raekker = pd.concat([raekker, antaget], ignore_index=True)
    valgt = {m for r in k.rettelser if r.type == FAMILIE for m in [r.noegle["person"]]}
    aabne = [
        p not in valgt or m not in sde.maanedens_valg(k.rettelser, p, aar)
        for p, m in zip(raekker["person_noegle"], raekker["maaned"], strict=True)
    ]
    raekker = raekker[np.array(aabne, dtype=bool)].copy()
    raekker["par"] = ["|".join(sorted(p)) for p in zip(raekker["indehavere"], raekker["andre"], strict=True)]
    if raekker.empty:
        return []
    i_aaret = _Aaret(k, resultat, aar)
    rene = [_et_forslag(i_aaret, g) for _, g in raekker.groupby(["art", "par"], sort=True)]
    return _med_virkning(k, resultat, i_aaret, rene)


def _et_forslag(i_aaret: _Aaret, g: pd.DataFrame) -> Forslag:
    art, indehavere, andre = (str(g[n].iloc[0]) for n in ("art", "indehavere", "andre"))
    boern = tuple(sorted(g["person_noegle"].unique()))
    fra, til = str(g["maaned"].min()), str(g["maaned"].max())
    muligheder = []
    if art == "antaget":
        muligheder.append(Mulighed("Bekræft husstanden", _valg_for(g, tuple(indehavere.split("+")))))
        muligheder.append(Mulighed("Barnet er sin egen sag", _valg_for(g, ())))
    else:
        if art != "samlevende":
            egne = g[g["indehavere"] == indehavere]
            muligheder.append(
                Mulighed("Barnet hører til den anden husstand", _valg_for(egne, tuple(andre.split("+"))))
            )
        if art in ("samlevende", "faelles_barn"):
            begge = tuple(sorted({*indehavere.split("+"), *andre.split("+")}))
            if len(begge) <= familievalg.INDEHAVERE_MAX:
                alle = i_aaret.i_husstandene(fra, til, (indehavere, andre))
                muligheder.append(Mulighed("De to er samlevende: én husstand", _valg_for(alle, begge)))
    return Forslag(art, i_aaret.aar, indehavere, andre, boern, fra, til, "", tuple(muligheder))


def _valg_for(raekker: pd.DataFrame, indehavere: tuple[str, ...]) -> tuple[Valg, ...]:
    """One choice for each child and unbroken run of months."""
    ud = []
    for person, g in raekker.groupby("person_noegle", sort=True):
        maaneder = sorted(g["maaned"])
        start = maaneder[0]
        for denne, naeste in zip(maaneder, [*maaneder[1:], None], strict=True):
            if naeste is None or int(naeste[5:7]) != int(denne[5:7]) + 1:
                ud.append(Valg(str(person), start, denne, indehavere))
                start = naeste or ""
    return tuple(ud)


def _aarets_maaneder(aar: int) -> list[str]:
    return [f"{aar}-{m:02d}" for m in range(1, 13)]


# --- what the answers are worth ------------------------------------------------------------------------------


def _med_virkning(k: Kontekst, resultat: SdeResultat, i_aaret: _Aaret, rene: list[Forslag]) -> list[Forslag]:
    """The proposals with the refund of each answer, all computed in one go. Without limits for the year: 0."""
    opgaver = [(f, m) for f in rene for m in f.muligheder]
    if not opgaver or i_aaret.aar in resultat.mangler:
        return rene
    tal = _virkninger(k, i_aaret, [m.valg for _, m in opgaver])
    naeste = iter(tal)
    ud = []
    for f in rene:
        nye = [
            replace(m, foer_oere=foer, efter_oere=efter)
            for m in f.muligheder
            for foer, efter in [next(naeste)]
        ]
        if f.art != "antaget":
            nye.sort(key=lambda m: -m.virkning_oere)
        ud.append(replace(f, muligheder=tuple(nye)))
    return ud


def _virkninger(k: Kontekst, i_aaret: _Aaret, valgene: Sequence[Sequence[Valg]]) -> list[tuple[int, int]]:
    """The year's refund before and after each of some sets of choices, in øre, of the cases they touch.

    Each set is two small portfolios of its own, without and with it, the persons and households named anew, so that
    all are computed in one go.
    """
    personer, u_nr, u_mrk, h_nr, h_mrk, nye = [], [], [], [], [], []
    for nr, valg in enumerate(valgene):
        for maerke in (f"#{nr}a", f"#{nr}b"):
            for p in i_aaret.beroerte(valg):
                personer.append((p + maerke, i_aaret.foedt.get(p)))
                u, h = (af.get(p, np.empty(0, np.int64)) for af in (i_aaret.udgift_af, i_aaret.hus_af))
                u_nr.append(u)
                h_nr.append(h)
                u_mrk += [maerke] * len(u)
                h_mrk += [maerke] * len(h)
        nye += [_med_maerke(v, f"#{nr}b") for v in valg]
    udgift = i_aaret.udgift.take(np.concatenate(u_nr)).reset_index(drop=True)
    hus = i_aaret.hus.take(np.concatenate(h_nr)).reset_index(drop=True)
    udgift["person_noegle"] += pd.Series(u_mrk, dtype="str")
    for navn in ("person_noegle", "par", "indehavere"):
        hus[navn] += pd.Series(h_mrk, dtype="str")
    lille = motor.Grundlag(
        udgift,
        pd.DataFrame(personer, columns=["person_noegle", "foedselsdato"]),
        med_valg(hus, nye),
        i_aaret.hjemtaget,
    )
    svar = motor.beregn(
        lille, k.lov, lambda art, n: n, aar=i_aaret.aar, husstandssummering=k.husstandssummering
    ).sager
    pr_maerke = svar.groupby(svar["sag_noegle"].astype("str").str.rpartition("#")[2])["refusion"].sum()
    return [(int(pr_maerke.get(f"{nr}a", 0)), int(pr_maerke.get(f"{nr}b", 0))) for nr in range(len(valgene))]


def _med_maerke(v: Valg, maerke: str) -> Valg:
    """The choice among persons named anew; the mark ends a household's name, so it stands on its last holder."""
    hvem = tuple(sorted(v.indehavere or ()))
    return replace(
        v,
        person=v.person + maerke,
        indehavere=(*hvem[:-1], hvem[-1] + maerke) if hvem else v.indehavere,
    )


def _tekster(ramme: pd.DataFrame, kolonner: Sequence[str]) -> pd.DataFrame:
    return ramme.astype(dict.fromkeys(kolonner, "str"))


# --- the list ------------------------------------------------------------------------------------------------


def liste(
    k: Kontekst,
    resultat: SdeResultat,
    bruger: Bruger,
    aar: int,
    kendte: Sequence[Forslag] | None = None,
) -> pd.DataFrame:
    """The year's households in the user's scope, those where a choice is worth most first, then by net expense.

    sag_id, sagstype, betegnelse, medlemmer, boern, netto_oere, refusion, virkning_oere (of the best answer), hvad (what
    needs a person), tilstand. Cases of single children are there when something about them is open or decided.
    kendte: the year's proposals to the user, where the caller has them.
    """
    sdevisning.kraev(bruger, Handling.SE_PERSON)
    sager = sdevisning.inden_for(k, resultat.sager[resultat.sager["aar"] == aar], aar, bruger)
    aabne: dict[str, list[Forslag]] = {}
    steder = _steder(sager)
    for f in forslag(k, resultat, bruger, aar) if kendte is None else kendte:
        for sag_id in {steder.get(b, f.sag_id) for b in f.boern}:
            aabne.setdefault(sag_id, []).append(f)
    valgte = {
        r.noegle["person"]
        for r in k.rettelser
        if r.type == FAMILIE and sde.maanedens_valg([r], r.noegle["person"], aar)
    }
    roert = [
        art == "husstand" or sag_id in aabne or not valgte.isdisjoint(m)
        for sag_id, art, m in sager[["sag_id", "sagstype", "medlemmer"]].itertuples(index=False)
    ]
    ud = sager[np.array(roert, dtype=bool)].copy()
    ud["boern"] = [len(m) for m in ud["medlemmer"]]
    ud["betegnelse"] = [
        sdevisning.betegnelse(a, m) for a, m in zip(ud["sagstype"], ud["medlemmer"], strict=True)
    ]
    # A proposal is on two households; its kroner are counted on the one that the child is in now.
    ud["virkning_oere"] = [
        max((f.bedste.virkning_oere for f in aabne.get(s, ()) if f.sag_id == s), default=0)
        for s in ud["sag_id"]
    ]
    ud["hvad"] = ["; ".join(dict.fromkeys(KORT[f.art] for f in aabne.get(s, ()))) for s in ud["sag_id"]]
    ud["tilstand"] = [
        "usikker:Se på den"
        if s in aabne
        else "afklaret:Valgt"
        if not valgte.isdisjoint(m)
        else "ingen:Foreslået"
        for s, m in zip(ud["sag_id"], ud["medlemmer"], strict=True)
    ]
    ud["_aaben"] = [s in aabne for s in ud["sag_id"]]
    orden = ["virkning_oere", "_aaben", "netto_oere"]
    return ud.sort_values([*orden, "sag_id"], ascending=[False, False, False, True]).reset_index(drop=True)


# --- one household -------------------------------------------------------------------------------------------

HER, ANDEN, EGEN = "her", "anden", "egen"
STEDER = {HER: "I denne husstand", ANDEN: "I en anden husstand", EGEN: "Sin egen sag"}


@dataclass(frozen=True)
class Barn:
    """A child that is or could be in the household. steder: month -> where. valgte: the months a person decided."""

    person_noegle: str
    navn: str
    foedt: date | None
    beskyttet: bool
    steder: dict[str, str]
    valgte: frozenset[str]
    hvorfor: tuple[str, ...]
    imod: tuple[str, ...]
    netto_oere: int


@dataclass(frozen=True)
class Billede:
    """One household in a year. indehavere: {key: name and birth date} of those a child may be put with."""

    aar: int
    sag_id: str
    sag: sdevisning.Sag
    boern: tuple[Barn, ...]
    indehavere: dict[str, str]
    husstande: dict[str, str]
    forslag: tuple[Forslag, ...]
    valg: tuple[Rettelse, ...] = field(default=())

    @property
    def saetning(self) -> str:
        refusion = dansk.kroner(int(self.sag.raekke["refusion"]))
        her = sum(HER in b.steder.values() for b in self.boern)
        hvem = dansk.antal(her, "barn hører", "børn hører")
        tekst = f"{hvem} til husstanden i {self.aar}, og den giver {refusion} i refusion."
        bedst = max((f.bedste.virkning_oere for f in self.forslag), default=0)
        if bedst > 0:
            return f"{tekst} Er et af forslagene rigtigt, stiger refusionen med {dansk.kroner(bedst, enhed=False)} kr."
        if self.forslag:
            return f"{tekst} {dansk.antal(len(self.forslag), 'forhold', 'forhold')} skal en person se på."
        return tekst

    @property
    def personer(self) -> list[str]:
        return [*(b.person_noegle for b in self.boern), *self.indehavere]


def billede(
    k: Kontekst,
    resultat: SdeResultat,
    bruger: Bruger,
    aar: int,
    sag_id: str,
    flere: Sequence[str] = (),
    kendte: Sequence[Forslag] | None = None,
) -> Billede:
    """One household over the year's months. flere: children found by the user, to be put in it.

    kendte: the year's proposals to the user, where the caller has them.

    Errors: AdgangNaegtet, HjemtagFejl when the case is not in the year.
    """
    sag = sdevisning.hent_sag(k, resultat, bruger, aar, sag_id)
    medlemmer = [m.person_noegle for m in sag.medlemmer]
    hus = sde.grundlag(k).husstand
    i_aaret = hus[hus["maaned"].isin(_aarets_maaneder(aar))]
    egne = i_aaret[i_aaret["person_noegle"].isin(medlemmer)]
    navne, par = _husets_navne(sag, egne)
    indehavere = {p for n in navne for p in n.split("+")}
    register = lager.maaneder(k.gen, aar, medlemmer)
    indehavere |= {p for n in register["mulige"].dropna() for p in n.split("+")}
    indehavere |= {p for n in register["indehavere"].dropna() for p in n.split("+")}
    mine = tuple(
        f
        for f in (forslag(k, resultat, bruger, aar) if kendte is None else kendte)
        if f.sag_id == sag_id
        or not set(f.boern).isdisjoint(medlemmer)
        or (f.andre and not {f.indehavere, f.andre}.isdisjoint(navne))
    )
    indehavere |= {p for f in mine for n in (f.indehavere, f.andre) if n for p in n.split("+")}
    skjulte = _uden_for(k, resultat, bruger, aar)
    boern = [
        b
        for b in dict.fromkeys([*medlemmer, *lager.boern_hos(k.gen, aar, sorted(indehavere)), *flere])
        if b in medlemmer or b not in skjulte
    ]
    voksne = _navne(k, sorted(indehavere - set(boern)))
    register = lager.maaneder(k.gen, aar, boern)
    grunde = sdelager.husstandsgrundlag(k.gen, aar, boern)
    netto = resultat.placeret.udgift
    netto = netto[(netto["aar"] == aar) & netto["person_noegle"].isin(boern)]
    sum_u = (
        netto.assign(person_noegle=netto["person_noegle"].astype("str"))
        .groupby("person_noegle")["netto_u"]
        .sum()
    )
    navnene = {m.person_noegle: m for m in _medlemmer(k, boern)}
    ud = []
    for b in boern:
        raekker = i_aaret[i_aaret["person_noegle"] == b]
        steder = {
            str(m): EGEN if pd.isna(n) else HER if (str(n) in navne or str(p) in par) else ANDEN
            for m, n, p in raekker[["maaned", "indehavere", "par"]].itertuples(index=False)
        }
        if HER not in steder.values() and b in medlemmer:
            steder = dict.fromkeys(steder or _aarets_maaneder(aar), HER)
        m = navnene[b]
        ud.append(
            Barn(
                b,
                m.navn,
                m.foedt,
                m.beskyttet,
                steder,
                frozenset(sde.maanedens_valg(k.rettelser, b, aar)),
                sdevisning.begrundelser_for(k, grunde, b, aar),
                _imod(register[register["person_noegle"] == b], mine, b, voksne),
                int((2 * sum_u.get(b, 0) + motor.ENHED) // (2 * motor.ENHED)),
            )
        )
    return Billede(
        aar,
        sag_id,
        sag,
        tuple(sorted(ud, key=lambda b: (HER not in b.steder.values(), b.foedt or date.max, b.person_noegle))),
        voksne,
        _husstandsvalg(i_aaret, boern, navne, mine, voksne),
        mine,
        tuple(r for r in k.rettelser if r.type == FAMILIE and sdevisning.har_rettet(k, sag, r)),
    )


def _husets_navne(sag: sdevisning.Sag, egne: pd.DataFrame) -> tuple[set[str], set[str]]:
    """The names and couples under which the case's household goes through the year."""
    if sag.sagstype != "husstand":
        return set(), set()
    navne, par = {str(sag.raekke["sag_noegle"])}, set[str]()
    rene = egne[["indehavere", "par"]].dropna().astype("str").drop_duplicates()
    while True:
        dens = rene[rene["indehavere"].isin(navne) | rene["par"].isin(par)]
        nye = navne | set(dens["indehavere"]), par | set(dens["par"])
        if nye == (navne, par):
            return navne, par
        navne, par = nye


def _uden_for(k: Kontekst, resultat: SdeResultat, bruger: Bruger, aar: int) -> set[str]:
    """Those with a case of the year who are in none that the user sees."""
    graenser = omfang(bruger)
    if graenser.fagomraader is None and graenser.organisationer is None:
        return set()
    alle = {m for ms in resultat.sager.loc[resultat.sager["aar"] == aar, "medlemmer"] for m in ms}
    sete = {m for ms in sdevisning.sager_i_omfang(k, resultat, bruger, aar)["medlemmer"] for m in ms}
    return alle - sete


def _medlemmer(k: Kontekst, noegler: Sequence[str]) -> list[sdevisning.Medlem]:
    df = sdelager.navne(k.gen, noegler).set_index("person_noegle")
    ud = []
    for n in noegler:
        if n not in df.index:
            ud.append(sdevisning.Medlem(n, "Ukendt i CPR", None, False))
            continue
        r = df.loc[n]
        foedt = None if pd.isna(r["foedselsdato"]) else pd.Timestamp(r["foedselsdato"]).date()
        ud.append(
            sdevisning.Medlem(n, str(r["navn"] or "Ukendt i CPR"), foedt, bool(r["adressebeskyttelse"]))
        )
    return ud


def _navne(k: Kontekst, noegler: Sequence[str]) -> dict[str, str]:
    return {
        m.person_noegle: f"{m.navn} ({dansk.dato(m.foedt)})" if m.foedt else m.navn
        for m in _medlemmer(k, noegler)
    }


def _imod(
    register: pd.DataFrame, mine: Sequence[Forslag], barn: str, voksne: dict[str, str]
) -> tuple[str, ...]:
    """What speaks against the child's household, in Danish."""
    ud = []
    for f in mine:
        if barn in f.boern and f.art != "antaget":
            hvem = husnavn(f.andre, voksne)
            ud.append(f"{ARTER[f.art]}: kan også høre til husstanden hos {hvem}")
    if register["antagelse"].any():
        ud.append("Forældremyndigheden er ikke kendt, så husstanden er en antagelse")
    if register["indehavere"].isna().any() and register["indehavere"].notna().any():
        ud.append("I nogle måneder bor ingen indehaver af forældremyndigheden på adressen")
    return tuple(dict.fromkeys(ud))


def husnavn(navn: str, voksne: dict[str, str]) -> str:
    """A household by its holders' names."""
    return " og ".join(voksne.get(p, "en indehaver uden for CPR-leverancen") for p in navn.split("+"))


def _husstandsvalg(
    i_aaret: pd.DataFrame,
    boern: Sequence[str],
    navne: set[str],
    mine: Sequence[Forslag],
    voksne: dict[str, str],
) -> dict[str, str]:
    """The households a child can be put in from here: {holders' keys: text}, this one first."""
    deres = i_aaret.loc[i_aaret["person_noegle"].isin(boern), "indehavere"].dropna().astype("str").unique()
    kendte = [*sorted(navne), *sorted(set(deres) - navne), *(f.andre for f in mine if f.andre)]
    kendte += [
        "+".join(m.valg[0].indehavere) for f in mine for m in f.muligheder if m.valg and m.valg[0].indehavere
    ]
    kendte += sorted(voksne)
    ud = {}
    for n in dict.fromkeys(kendte):
        if all(p in voksne for p in n.split("+")):
            ud[n] = f"{'Denne husstand: h' if n in navne else 'H'}os {husnavn(n, voksne)}"
    return ud


# --- a choice before it is saved -------------------------------------------------------------------------------


def som_rettelser(valg: Iterable[Valg], begrundelse: str, bruger: Bruger) -> list[Rettelse]:
    """Choices as they are written."""
    return [Rettelse(0, FAMILIE, {"person": v.person}, _nyt(v), begrundelse, bruger.navn) for v in valg]


def _nyt(v: Valg) -> dict[str, Any]:
    nyt: dict[str, Any] = {"maaned_fra": v.fra, "maaned_til": v.til}
    if v.indehavere is None:
        return nyt | {"husstand": familievalg.FORESLAAET}
    return nyt | ({"indehavere": sorted(v.indehavere)} if v.indehavere else {"husstand": familievalg.EGEN})


def mulige_valg(
    k: Kontekst, boern: Sequence[str], fra: str, til: str, hvor: tuple[str, ...] | None
) -> list[Valg]:
    """A choice for each child over those of the months in which it can be in a household.

    Errors: HjemtagFejl when a child has none.
    """
    maaneder = sdelager.husstandsmaaneder(k.gen, boern)
    ud = []
    for b in boern:
        hans = [m for m in maaneder.get(b, ()) if fra <= m <= til]
        if not hans:
            raise HjemtagFejl("Et af børnene kan ikke være i en husstand i de måneder. Vælg andre måneder.")
        ud.append(Valg(b, hans[0], hans[-1], hvor))
    return ud


def find_boern(k: Kontekst, resultat: SdeResultat, bruger: Bruger, aar: int, tekst: str) -> dict[str, str]:
    """Children and young persons with a case of the year in the user's scope by name: {key: name and birth date}.

    At most HOEJST_FUNDNE. Errors: AdgangNaegtet.
    """
    sdevisning.kraev(bruger, Handling.SE_PERSON)
    sete = {m for ms in sdevisning.sager_i_omfang(k, resultat, bruger, aar)["medlemmer"] for m in ms}
    fundne = [n for n in sdelager.personer_ved_navn(k.gen, tekst.strip(), 500) if n in sete]
    i_aaret = sdelager.husstandsmaaneder(k.gen, fundne)
    kan = [n for n in fundne if any(m.startswith(str(aar)) for m in i_aaret.get(n, ()))]
    return _navne(k, kan[:HOEJST_FUNDNE])


def virkning(
    k: Kontekst, resultat: SdeResultat, bruger: Bruger, valg: Sequence[Rettelse]
) -> tuple[sde.Virkning, list[dict[str, Any]]]:
    """The refund with and without some choices: in all, and for every case that changes.

    A row: aar, sag, foer_oere, efter_oere, forskel_oere; no names. Errors: RettelseAfvist, AdgangNaegtet.
    """
    sdevisning.kraev(bruger, Handling.RET_FAMILIE)
    sde.kontroller_familier(k, valg)
    efter = sde.beregn(sde.med_rettelser(k, valg))
    v = sde.forskel(resultat, efter)
    medlemmer = {
        (int(a), s): m
        for r in (resultat, efter)
        for a, s, m in r.sager.loc[
            r.sager["sag_id"].isin(v.sager["sag_id"]), ["aar", "sag_id", "medlemmer"]
        ].itertuples(index=False)
    }
    return v, [
        {
            "aar": str(r.aar),
            "sag": f"{sdevisning.betegnelse(r.sagstype, medlemmer[int(r.aar), r.sag_id])} · {r.sag_id[:6]}",
            "foer_oere": int(r.foer_oere),
            "efter_oere": int(r.efter_oere),
            "forskel_oere": int(r.efter_oere) - int(r.foer_oere),
        }
        for r in v.sager.sort_values(["aar", "sag_id"]).itertuples(index=False)
    ]


def aarene(k: Kontekst, resultat: SdeResultat, bruger: Bruger) -> list[int]:
    """The years with expenses that can be computed, newest first. Errors: AdgangNaegtet."""
    sdevisning.kraev(bruger, Handling.SE_PERSON)
    return [a for a in sdevisning.aarene(k) if a not in resultat.mangler]


def sag_efter(
    k: Kontekst, resultat: SdeResultat, bruger: Bruger, aar: int, sag_id: str, boern: Sequence[str]
) -> str | None:
    """The case itself, or where it is no more the one in the user's scope that one of the children is in."""
    sager = sdevisning.sager_i_omfang(k, resultat, bruger, aar)
    if sag_id in set(sager["sag_id"]):
        return sag_id
    steder = _steder(sager)
    return next((steder[b] for b in boern if b in steder), None)
