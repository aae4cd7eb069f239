"""Who is presumed to have left the country without saying so, and who lives here without being registered here.

Nothing is stored: the list is a function of the generation, the day of reckoning that the municipality's rhythm gives
and the signals that are on. A presumption that is not found on the newest day of reckoning is gone with it. Only work
on a case is kept, in the case store.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from engine import dansk
from engine.adgang import Bruger, Handling, Sagsomfang, maa, omfang
from engine.fejl import AdgangNaegtet, ParameterMangler
from engine.flytning import udflytning as regler
from engine.flytning.udflytning import MODBEVIS, SIGNALER, Daekning
from engine.lager import sde as lagersde
from engine.lager import udflytning as lager
from engine.potentiale import regelvalg
from engine.resultater.borger import INDKOMSTTYPER
from engine.resultater.husk import Husk
from engine.resultater.sde import Kontekst
from engine.resultater.smaaceller import er_lille
from engine.sager import afgoerelser
from engine.sager.lager import Sagslager

ALLE = frozenset(SIGNALER)
FAGOMRAADE = "overfoersel"
"""What an exit stops is decided where benefits are; so the cases lie in that field of work."""
REGLER = {
    "CPR-01": "Formodet fraflyttet Danmark",
    "CPR-02": "Udlandsophold over seks måneder",
    "CPR-03": "Får hjælp her, men står et andet sted",
}
HJAELP_MAANEDER, HJAELP_SENEST = 3, 2
KOLONNER = (
    "regel", "person_noegle", "sag_id", "score", "antal", "signaler", "fra", "bekraeftet", "sidste_indkomst_maaned",
    "sidste_ydelse_maaned", "indkomsttype", "indkomst_oere", "ejer_nu", "kommunekode", "dage",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Grundlag:
    """personer: (facts, signals with their days, what speaks against) of those with two signals or more.

    ens: how many of them have the same signals, own their home alike, and nothing against them.
    """

    dag: date
    personer: list[tuple[dict[str, Any], dict[str, date], list[str]]]
    fakta: list[dict[str, Any]]
    hjaelp: list[dict[str, Any]]
    daekning: Daekning
    voksne: int
    ens: Mapping[tuple[frozenset[str], bool], int]


LANDETS_PRAECISION = 0.2
"""The published precision of the national register run, to compare with."""
_husket = Husk[_Grundlag](2)
_lister = Husk["Liste"](8)


@dataclass(frozen=True, eq=False)
class Liste:
    """fund: KOLONNER, the surest first. dag, naeste: days of reckoning. mangler: signals that cannot be told.

    udeladt: {why: how many persons who had the signals are kept off by what speaks against it}.
    """

    fund: pd.DataFrame
    dag: date
    naeste: date
    set_paa: int
    udeladt: Mapping[str, int]
    mangler: tuple[str, ...]
    rytme: str


def data_dag(k: Kontekst) -> date:
    return k.gen.data_dato or k.gen.bygget.date()


def _grundlag(k: Kontekst) -> _Grundlag:
    """What every choice of signals is made from, worked out once for a generation and a rhythm."""
    return _husket.hent(_maerke(k), lambda: _laes(k))


def _maerke(k: Kontekst) -> tuple[str, ...]:
    return str(k.gen.sti), k.gen.bygget.isoformat(), k.udflytning_rytme


def _laes(k: Kontekst) -> _Grundlag:
    d = lager.daekning(k.gen)
    indkomst = (d["indkomst_fra"], d["indkomst_til"]) if d["indkomst_til"] else None
    daekning = Daekning(indkomst, d["ydelse_fra"], bool(d["elever"]), d["ydelse_til"])
    dag = regler.opgoerelsesdag(data_dag(k), k.udflytning_rytme)
    fakta = lager.fakta(k.gen)
    personer = [(f, regler.signaler(f, dag, daekning), regler.modbevis(f, dag)) for f in fakta]
    muligt = [p for p in personer if len(p[1]) > 1]
    ens = Counter((frozenset(alle), bool(f["ejer_nu"])) for f, alle, imod in muligt if not imod)
    return _Grundlag(dag, muligt, fakta, lager.hjaelp_her(k.gen), daekning, lager.voksne(k.gen), ens)


def _formodede(
    g: _Grundlag, aktive: Collection[str], mindst: int, forskydning: float
) -> Iterator[tuple[Mapping[str, Any], dict[str, date], float, list[str]]]:
    """Those whose signals make a presumption with some signals on: facts, signals, score, and what speaks against."""
    for f, alle, imod in g.personer:
        dage = {s: d for s, d in alle.items() if s in aktive}
        point = regler.score(dage, f["ejer_nu"], forskydning)
        if regler.er_formodning(dage, point, mindst):
            yield f, dage, point, imod


def antal(k: Kontekst, aktive: Collection[str], mindst: int, forskydning: float = 0.0) -> int:
    """How many presumptions of CPR-01 there are with some signals on."""
    med = frozenset(aktive)
    return sum(
        hvor_mange
        for (signaler, ejer), hvor_mange in _grundlag(k).ens.items()
        if regler.er_formodning(signaler & med, regler.score(signaler & med, ejer, forskydning), mindst)
    )


def beregn(
    k: Kontekst,
    aktive: Collection[str] = ALLE,
    mindst: int = regler.MINDST_SIGNALER,
    forskydning: float = 0.0,
) -> Liste:
    """The list with some signals on. Errors: KeyError, a signal that does not exist."""
    valgte = frozenset(SIGNALER[s].kode for s in aktive)
    noegle = (*_maerke(k), k.lov.version, k.regelvalg, valgte, mindst, forskydning)
    return _lister.hent(noegle, lambda: _beregn(k, valgte, mindst, forskydning))


def _beregn(k: Kontekst, valgte: frozenset[str], mindst: int, forskydning: float) -> Liste:
    g = _grundlag(k)
    raekker, udeladt = [], dict.fromkeys(MODBEVIS.values(), 0)
    for f, dage, point, imod in _formodede(g, valgte, mindst, forskydning):
        for kode in imod:
            udeladt[MODBEVIS[kode]] += 1
        if not imod:
            fra = regler.fundet_fra(list(dage.values()), k.udflytning_rytme, mindst)
            raekker.append(_raekke(k, "CPR-01", f, dage, point, fra, g.dag))
    raekker = [r for r in raekker if _viser(k, r)]
    raekker += _ophold(k, g.fakta, {r["person_noegle"] for r in raekker}, g.dag)
    raekker += _uden_registrering(k, g)
    raekker = [r for r in raekker if _viser(k, r)]
    fund = _med_indkomst(k, pd.DataFrame(raekker, columns=list(KOLONNER)), g.dag)
    orden = ["score", "antal", "fra", "sag_id"]
    return Liste(
        fund.sort_values(orden, ascending=[False, False, True, True]).reset_index(drop=True),
        g.dag,
        regler.naeste_dag(g.dag, k.udflytning_rytme),
        g.voksne,
        {navn: n for navn, n in udeladt.items() if n},
        tuple(s.navn for s in SIGNALER.values() if not g.daekning.kan(s.kode, g.dag)),
        k.udflytning_rytme,
    )


def _viser(k: Kontekst, r: Mapping[str, Any]) -> bool:
    """Whether the municipality has the rule on, and the presumption is certain enough for it."""
    return regelvalg.viser(k.regelvalg.om(r["regel"]), None, float(r["score"]))


def _raekke(
    k: Kontekst,
    regel: str,
    f: Mapping[str, Any],
    dage: Mapping[str, date],
    point: float,
    fra: date,
    dag: date,
) -> dict[str, Any]:
    sidst = f.get("sidste_egen_ydelse")
    return {
        "regel": regel,
        "person_noegle": f["person_noegle"],
        "sag_id": k.lav_id(regel, f["person_noegle"]),
        "score": point,
        "antal": len(dage),
        "signaler": tuple(s for s in SIGNALER if s in dage),
        "fra": fra,
        "bekraeftet": dag,
        "sidste_indkomst_maaned": f.get("dansk_maaned"),
        "sidste_ydelse_maaned": f"{sidst:%Y-%m}" if sidst else None,
        "ejer_nu": bool(f.get("ejer_nu")),
        "kommunekode": f.get("kommunekode"),
        "dage": dict(dage),
    }


def _ophold(
    k: Kontekst, fakta: Sequence[Mapping[str, Any]], kendte: set[str], dag: date
) -> list[dict[str, Any]]:
    """CPR-02: a stay abroad that the person has told of, or another authority, and that has lasted too long."""
    graense = int(k.lov.opslag("cpr_udrejse_maaneder", dag).vaerdi)
    ud = []
    for f in fakta:
        fra = f["udland_fra"]
        undtaget = f["fritflyt"] or f["soemand"]
        if (
            fra
            and not undtaget
            and f["person_noegle"] not in kendte
            and regler.ophold_over(fra, dag, graense)
        ):
            ud.append(_raekke(k, "CPR-02", f, {}, 0.9, fra, dag))
    return ud


def _uden_registrering(k: Kontekst, g: _Grundlag) -> list[dict[str, Any]]:
    """CPR-03: help here in at least three months, the last of them lately, and registered somewhere else."""
    senest = f"{regler.plus_maaneder(g.dag, -HJAELP_SENEST):%Y-%m}"
    return [
        _raekke(k, "CPR-03", f, {}, 0.8, f["bor_siden"], g.dag) | {"sidste_ydelse_maaned": f["sidste_maaned"]}
        for f in g.hjaelp
        if f["maaneder"] >= HJAELP_MAANEDER and f["sidste_maaned"] >= senest
    ]


def _med_indkomst(k: Kontekst, fund: pd.DataFrame, dag: date) -> pd.DataFrame:
    """Kind and sum of all income of the last twelve months, as a reason; only of those on the list."""
    fra = f"{regler.plus_maaneder(dag, -12):%Y-%m}"
    med = fund.loc[fund["regel"] == "CPR-01", "person_noegle"].tolist()
    i = lager.indkomst(k.gen, med, fra) if med else pd.DataFrame(columns=["person_noegle", "oere"])
    typer: dict[str, list[str]] = {}
    for r in i.to_dict("records"):
        navn = INDKOMSTTYPER.get(r["indkomsttype"], r["indkomsttype"])
        typer.setdefault(r["person_noegle"], []).append(f"{navn}, udland" if r["udland"] else navn)
    sum_ = i.groupby("person_noegle")["oere"].sum().to_dict() if len(i) else {}
    return fund.assign(
        indkomsttype=[", ".join(typer.get(p, [])) for p in fund["person_noegle"]],
        indkomst_oere=[int(sum_.get(p, 0)) for p in fund["person_noegle"]],
    )


# --- texts ----------------------------------------------------------------------------------------------------


def begrund(r: Mapping[str, Any]) -> str:
    """Why, in sentences: the signals with their days, and income by kind and sum."""
    if r["regel"] == "CPR-02":
        return f"Opholdet i udlandet begyndte {dansk.dato(r['fra'])} og har varet over seks måneder."
    if r["regel"] == "CPR-03":
        return (
            f"Får personlig hjælp fra os, senest i {dansk.maaned(r['sidste_ydelse_maaned'])}, men har været "
            f"registreret i en anden kommune siden {dansk.dato(r['fra'])}."
        )
    dele = [f"{SIGNALER[s].hvad} (siden {dansk.dato(r['dage'][s])})." for s in r["signaler"]]
    return " ".join([*dele, indkomsttekst(r)])


def indkomsttekst(r: Mapping[str, Any]) -> str:
    if not r["indkomst_oere"]:
        return "Ingen indkomst de seneste 12 måneder."
    return f"Indkomst de seneste 12 måneder: {dansk.kroner(r['indkomst_oere'])} ({r['indkomsttype']})."


def signalord(r: Mapping[str, Any]) -> str:
    """The signals in few words: 'Indkomst, ydelse, returpost'; the rule where it has none."""
    tekst = ", ".join(SIGNALER[s].kort for s in r["signaler"])
    return tekst[:1].upper() + tekst[1:] or REGLER[r["regel"]]


def indkomstord(r: Mapping[str, Any]) -> str | None:
    """'424.892 kr. (løn, udland)'; None where income is no part of the rule."""
    if r["regel"] != "CPR-01":
        return None
    if not r["indkomst_oere"]:
        return "Ingen"
    return f"{dansk.kroner(r['indkomst_oere'])} ({r['indkomsttype'].lower()})"


def modbevis(r: Mapping[str, Any]) -> list[str]:
    """What would prove the presumption false, and what already speaks against it."""
    if r["regel"] == "CPR-02":
        return ["Hjemme de fleste weekender og ferier, eller udsendt af staten (CPR-loven § 24)."]
    if r["regel"] == "CPR-03":
        return ["Opholdet her er midlertidigt, eller borgeren er anbragt her."]
    ud = [f"{regler.EJER}."] if r["ejer_nu"] else []
    return [*ud, "Borgeren svarer, eller der viser sig dansk indkomst, ydelse eller bopæl."]


def scoretrin(r: Mapping[str, Any], forskydning: float = 0.0) -> list[tuple[str, float, float]]:
    """How the score comes about: (what, what it adds in log-odds, the score so far)."""
    ud, koder = [("Udgangspunkt: alle voksne", 0.0, regler.score((), False, forskydning))], []
    for s in r["signaler"]:
        koder.append(s)
        ud.append((SIGNALER[s].navn, SIGNALER[s].vaegt, regler.score(koder, False, forskydning)))
    if r["ejer_nu"]:
        ud.append((regler.EJER, regler.EJER_VAEGT, regler.score(koder, True, forskydning)))
    return ud


# --- what was decided -------------------------------------------------------------------------------------------

RAMT = frozenset(
    {
        "flyttet_i_kommunen",
        "flyttet_til_anden_kommune",
        "udrejst_kendt_land",
        "udrejst_ukendt_land",
        "uden_fast_bopael",
    }
) | {"forsvundet"}
AFGJORT = RAMT | {"uaendret", "ophaevet"}


def udfald(lager_: Sagslager) -> pd.DataFrame:
    """The decided cases: kvartal ('2026-1'), signal (name), ramt (the register was wrong), score; a row a signal."""
    ud = []
    for sag in afgoerelser.sager_af_art(lager_, "udflytning", sorted(AFGJORT)):
        tal = _bevistal(lager_, sag)
        tid = sag["opdateret"]
        for navn in str(tal.get("Signaler", "")).split(", "):
            ud.append(
                {
                    "sag_id": sag["sag_id"],
                    "kvartal": f"{tid.year}-{(tid.month + 2) // 3}",
                    "signal": navn or "Uden signaler",
                    "ramt": sag["tilstand"] in RAMT,
                    "score": float(tal.get("Score", 0) or 0) / 100,
                }
            )
    return pd.DataFrame(ud, columns=["sag_id", "kvartal", "signal", "ramt", "score"])


def _bevistal(lager_: Sagslager, sag: Mapping[str, Any]) -> dict[str, Any]:
    """The figures the last decision rested on."""
    for h in reversed(afgoerelser.historik(lager_, sag["sag_id"])):
        raa = afgoerelser.bevis(lager_, h.bevis) if h.bevis else None
        if raa:
            return {navn: vaerdi for navn, _, vaerdi in raa["fakta"]["tal"]}
    return {}


def traefrater(u: pd.DataFrame) -> pd.DataFrame:
    """kvartal, signal, afgjorte, ramt, andel: the hit rate of each signal in each quarter, the newest first."""
    if u.empty:
        return pd.DataFrame(columns=["kvartal", "signal", "afgjorte", "ramt", "andel"])
    g = u.groupby(["kvartal", "signal"])["ramt"].agg(["count", "sum"]).reset_index()
    g.columns = ["kvartal", "signal", "afgjorte", "ramt"]
    return g.assign(andel=g["ramt"] / g["afgjorte"]).sort_values(
        ["kvartal", "signal"], ascending=[False, True]
    )


def kvartalsnavn(kvartal: str) -> str:
    """'2026, 4. kvartal' of '2026-4': a cell that began with '4. ' would be drawn as the item of a list."""
    aar, _, nr = kvartal.partition("-")
    return f"{aar}, {nr}. kvartal"


def forskydning(u: pd.DataFrame) -> float:
    """What own outcomes move the score by."""
    sager = u.drop_duplicates("sag_id")
    return regler.kalibrering(float(sager["score"].sum()), int(sager["ramt"].sum()), len(sager))


# --- for the page -----------------------------------------------------------------------------------------------


def kraev(bruger: Bruger) -> None:
    """Errors: AdgangNaegtet for one who may not see single presumptions."""
    ja, grund = maa(bruger, Handling.SE_PERSON, Sagsomfang(FAGOMRAADE))
    if not ja:
        raise AdgangNaegtet(grund)


def ser_personer(bruger: Bruger) -> bool:
    return (
        maa(bruger, Handling.SE_PERSON, Sagsomfang(FAGOMRAADE))[0] and omfang(bruger).organisationer is None
    )


def virkning(
    k: Kontekst, aktive: Collection[str], mindst: int, forskyd: float = 0.0
) -> list[tuple[str, bool, int]]:
    """(signal's name, on, by how many the list changes when it is turned the other way), live for the page."""
    nu = antal(k, aktive, mindst, forskyd)
    return [
        (s.navn, kode in aktive, antal(k, set(aktive) ^ {kode}, mindst, forskyd) - nu)
        for kode, s in SIGNALER.items()
    ]


def saetning(liste: Liste, minimum: int, personer: bool) -> str:
    """The page's sentence."""
    n = int((liste.fund["regel"] == "CPR-01").sum())
    if n == 0:
        hvor_mange = "Ingen voksne formodes"
    elif er_lille(n, minimum) and not personer:
        hvor_mange = "Få voksne formodes"
    else:
        hvor_mange = f"{dansk.antal(n, 'voksen', 'voksne')} formodes"
    return (
        f"**{hvor_mange} at være flyttet fra Danmark uden at melde det.** Vi har set på "
        f"{dansk.antal(liste.set_paa, 'registreret voksen', 'registrerede voksne')} pr. {dansk.dato(liste.dag)}; "
        f"listen laves {regler.RYTMER[liste.rytme]}, næste gang pr. {dansk.dato(liste.naeste)}."
    )


def kroner_i_alt(k: Kontekst, liste: Liste, bruger: Bruger) -> str:
    """The effect on grants for leaders, in total only; without the published amounts why it is not computed.

    Errors: AdgangNaegtet for others: money must not steer a case.
    """
    if bruger.rolle.value != "leder":
        raise AdgangNaegtet("Virkningen i kroner vises kun for ledere og kun i alt.")
    aar = liste.dag.year + 1
    try:
        k.lov.opslag("udligning_enhedsbeloeb_alder", date(aar, 1, 1))
    except ParameterMangler:
        return (
            f"Virkningen på tilskud er ikke beregnet: udligningens enhedsbeløb pr. aldersgruppe for {aar} mangler. "
            "De indtastes på Lovgrundlag."
        )
    beloeb = _enhedsbeloeb(k, aar)
    formodede = liste.fund[liste.fund["regel"] == "CPR-01"]
    if er_lille(len(formodede), k.smaacelle_min):
        return "Virkningen på tilskud vises ikke, når listen er på få personer."
    foedt = lagersde.navne(k.gen, formodede["person_noegle"].tolist()).set_index("person_noegle")[
        "foedselsdato"
    ]
    kr = sum(
        r.score * beloeb(aar - pd.Timestamp(foedt[r.person_noegle]).year) for r in formodede.itertuples()
    )
    return (
        f"Bliver de forventede rettet, falder udgiftsbehovet for {aar} med omkring "
        f"{dansk.kort_kroner(round(kr * 100))} Beløbet er vejledende og må aldrig styre en sag."
    )


def _enhedsbeloeb(k: Kontekst, aar: int) -> Any:
    """Age → kroner, from the year's lines 'fra-til;kr.'."""
    grupper = []
    for linje in str(k.lov.opslag("udligning_enhedsbeloeb_alder", date(aar, 1, 1)).vaerdi).splitlines():
        gruppe, kr = linje.split(";")
        fra, _, til = gruppe.strip().partition("-")
        grupper.append(
            (int(fra.rstrip("+")), int(til or 200), float(kr.strip().replace(".", "").replace(",", ".")))
        )
    return lambda alder: next((kr for fra, til, kr in grupper if fra <= alder <= til), 0.0)


# --- the extract ------------------------------------------------------------------------------------------------


def udtraek(k: Kontekst, _aar: int | None) -> Iterator[pd.DataFrame]:
    """One row per presumption, as contracts.md section 3; CPR-01 and CPR-02."""
    fund = beregn(k).fund
    fund = fund[fund["regel"] != "CPR-03"].copy()
    rk = fund.to_dict("records")
    cpr = lagersde.cpr_numre(k.gen, fund["person_noegle"].tolist())
    fund["cpr"] = fund["person_noegle"].map(cpr)
    fund["begrundelse"] = [begrund(r) for r in rk]
    fund["modbevis"] = [" ".join(modbevis(r)) for r in rk]
    fund["signaler"] = [", ".join(SIGNALER[s].navn for s in r["signaler"]) for r in rk]
    fund["score"] = [f"{r['score']:.2f}" for r in rk]
    fund["indkomst_sum"] = fund["indkomst_oere"]
    yield fund.sort_values("cpr", kind="stable")
