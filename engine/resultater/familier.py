"""De dyreste familier: what each family costs in a year, over all laws, and what comes back from the state.

A family is spouses and the under-18s of whom one of them has custody, else the person alone, month by month; the
warehouse says who belongs where (core.familie_medlem). Amounts are øre.

gross    expenses booked on the family's persons, by the months they concern (arts other than 7.x and 8.6)
income   art 7.x, negative as in the ledger
refund   what the state pays back, positive: what is booked on the persons (8.6), and their part of the refund for
         særligt dyre enkeltsager as computed now. A central refund that is booked on a person is left out, since it
         is the same krone; so is what the state settles without a CPR number
net      gross + income - refund

So gross + income - booked refund, with what is left out, is the ledger's postings with a CPR number, to the øre.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from engine import dansk
from engine.adgang import Bruger, Handling, Omfang, omfang
from engine.fejl import HjemtagFejl
from engine.lager import familie as lager
from engine.lager import sde as sdelager
from engine.lager.laes import Generation
from engine.refusion.sde import SdeResultat, laeg_ud
from engine.resultater import diskretion, fagomraader, sde
from engine.resultater.sde import Kontekst
from engine.resultater.sdevisning import kraev

ANTAL = 50
DELE = ["bogfoert_oere", "sde_oere", "central_oere", "uden_for_oere"]
BELOEB = ["brutto_oere", "indtaegt_oere", "refusion_oere", "netto_oere"]
_BOGFOERT = ["brutto_oere", "indtaegt_oere", "bogfoert_oere", "central_oere", "uden_for_oere"]
_SLAGS = {"brutto": "brutto_oere", "indtaegt": "indtaegt_oere", "refusion": "bogfoert_oere"} | {
    "central": "central_oere",
    "uden_for": "uden_for_oere",
}
SLAGSNAVNE = {
    "brutto": "Udgift",
    "indtaegt": "Indtægt",
    "refusion": "Statsrefusion",
    "central": "Central refusion, bogført: beregnes i stedet",
    "uden_for": "Uden for drift og refusion: ikke medregnet",
}
# The fields of work, and all else as one.
OMRAADER = (
    *(
        o
        for o, gruppe in fagomraader.GRUPPER.items()
        if gruppe == fagomraader.FAG and o != "central_refusion"
    ),
    fagomraader.OEVRIGE,
)
TYPER = {"alle": "Alle", "flere": "Flere personer", "een": "Én person"}
_CELLE = ["person_noegle", "maaned", "sdelov", "gruppe"]


# --- a year's families -----------------------------------------------------------------------------------------


def aarene(k: Kontekst) -> list[int]:
    """Years with amounts on persons, newest first, corrections included."""
    rettet = _rettede(k)
    return sorted({*lager.aarene(k.gen), *(int(a) for a in rettet["aar"])}, reverse=True)


def alle(
    k: Kontekst,
    resultat: SdeResultat,
    aar: int,
    omraader: Sequence[str] | None = None,
    personer: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Every family of a year, the dearest in net first: hoved_noegle and the amounts in øre.

    Columns besides BELOEB: bogfoert_oere and sde_oere, the two parts of the refund (positive), central_oere and
    uden_for_oere as in the ledger, which are left out. omraader, personer: only what is booked on these fields of
    work or persons, None = all. Errors: ParameterMangler for a year without limits.
    """
    if aar in resultat.mangler:
        raise resultat.mangler[aar]
    celler = _celler(k, resultat, aar, omraader, personer)
    if personer is None:
        bogfoert = lager.familier(k.gen, aar, omraader).rename(columns={"refusion_oere": "bogfoert_oere"})
        celler = pd.concat([bogfoert, celler], ignore_index=True)
    kolonner = [*_BOGFOERT, "sde_oere"]
    ud = celler.reindex(columns=["hoved_noegle", *kolonner], fill_value=0).fillna(dict.fromkeys(kolonner, 0))
    ud[kolonner] = ud[kolonner].astype("int64")
    ud = _med_netto(ud.groupby("hoved_noegle", sort=False)[kolonner].sum().reset_index())
    ud = ud[(ud[[*kolonner, "refusion_oere"]] != 0).any(axis=1)]
    orden = ud.assign(_n=-ud["netto_oere"], _b=-ud["brutto_oere"]).sort_values(["_n", "_b", "hoved_noegle"])
    return orden.drop(columns=["_n", "_b"]).reset_index(drop=True)


def _med_netto(ud: pd.DataFrame) -> pd.DataFrame:
    """Booked refund and the computed one as one positive amount, and what is left."""
    refusion = ud["sde_oere"] - ud["bogfoert_oere"]
    return ud.assign(
        bogfoert_oere=-ud["bogfoert_oere"],
        refusion_oere=refusion,
        netto_oere=ud["brutto_oere"] + ud["indtaegt_oere"] - refusion,
    )


def _celler(
    k: Kontekst,
    resultat: SdeResultat,
    aar: int,
    omraader: Sequence[str] | None,
    personer: Sequence[str] | None,
) -> pd.DataFrame:
    """What lies on single person-months: corrections and the computed refund; for some persons the ledger too.

    hoved_noegle, person_noegle, maaned, fagomraade, the ledger's amounts and sde_oere.
    """
    dele = [_rettet(k, aar), _refusion(k, resultat, aar, omraader, personer)]
    celler = pd.concat(dele, ignore_index=True)
    if omraader is not None:
        celler = celler[celler["fagomraade"].isin(omraader)]
    if personer is not None:
        celler = celler[celler["person_noegle"].isin(personer)]
    celler = celler.assign(hoved_noegle=hoveder(k.gen, celler["person_noegle"], celler["maaned"]))
    if personer is not None:
        bogfoert = lager.person_maaneder(k.gen, aar, omraader, personer)
        celler = pd.concat([bogfoert.rename(columns={"refusion_oere": "bogfoert_oere"}), celler])
    return celler.reset_index(drop=True)


def hoveder(gen: Generation, personer: pd.Series, maaneder: pd.Series) -> np.ndarray:
    """The family each person is in each month: the key of the adult who names it."""
    ud = personer.to_numpy(object).copy()
    perioder = lager.perioder(gen, sorted(set(personer)))
    df = pd.DataFrame(
        {"nr": range(len(ud)), "person_noegle": personer.array, "maaned": maaneder.array}
    ).merge(perioder, on="person_noegle")
    df = df[(df["fra_maaned"] <= df["maaned"]) & (df["maaned"] <= df["til_maaned"])]
    ud[df["nr"].to_numpy()] = df["hoved_noegle"].to_numpy(object)
    return ud


def _rettede(k: Kontekst) -> pd.DataFrame:
    """Shares of corrected postings on persons, as they were (negative) and as they become, with their kind."""
    rettede = sde.rettede(k)
    kolonner = ["postering_nr", "aar", *_CELLE, "andel_oere", "andel_u", "medregnet"]
    if not rettede:
        return pd.DataFrame(columns=[*kolonner, "fagomraade", "slags"])
    gamle, nye = sde.rettede_andele(k.gen, rettede)
    minus = gamle.assign(andel_oere=-gamle["andel_oere"], andel_u=-gamle["andel_u"])
    alle = pd.concat([minus[kolonner], nye[kolonner]], ignore_index=True)
    alle = alle[alle["person_noegle"].notna()]
    return alle.merge(lager.slags(k.gen, alle["postering_nr"].unique().tolist()), on="postering_nr")


def _rettet(k: Kontekst, aar: int) -> pd.DataFrame:
    alle = _rettede(k)
    alle = alle[alle["aar"] == aar]
    ud = alle[["person_noegle", "maaned", "fagomraade"]].copy()
    for slags, kolonne in _SLAGS.items():
        ud[kolonne] = alle["andel_oere"].where(alle["slags"] == slags, 0).astype("int64")
    return ud


def _refusion(
    k: Kontekst,
    resultat: SdeResultat,
    aar: int,
    omraader: Sequence[str] | None,
    personer: Sequence[str] | None,
) -> pd.DataFrame:
    """The computed refund of a year by person, month and field of work ('' where nobody asks for the field)."""
    fordelt = resultat.pr_person
    fordelt = fordelt[fordelt["aar"] == aar]
    if personer is not None:
        fordelt = fordelt[fordelt["person_noegle"].isin(personer)]
    fordelt = fordelt.reset_index(drop=True)
    ud = fordelt.assign(fagomraade="") if omraader is None else _paa_omraader(k, fordelt)
    return ud.rename(columns={"refusion_oere": "sde_oere"})[
        ["person_noegle", "maaned", "fagomraade", "sde_oere"]
    ]


def _paa_omraader(k: Kontekst, fordelt: pd.DataFrame) -> pd.DataFrame:
    """Each row's refund on the fields of work of the expenses behind it, in proportion and to the øre."""
    personer = sorted(set(fordelt["person_noegle"]))
    rettet = _rettede(k)
    rettet = rettet[rettet["medregnet"].eq(True) & rettet["person_noegle"].isin(personer)]
    noegle = [*_CELLE, "fagomraade"]
    vaegte = pd.concat([lager.medregnet(k.gen, personer), rettet[[*noegle, "andel_u"]]], ignore_index=True)
    vaegte = (
        vaegte.astype({"andel_u": "int64"})
        .groupby(noegle, sort=True)["andel_u"]
        .sum()
        .clip(lower=0)
        .reset_index()
    )
    raekker = (
        fordelt.assign(nr=np.arange(len(fordelt))).merge(vaegte, on=_CELLE).sort_values("nr", kind="stable")
    )
    oere = laeg_ud(
        fordelt["refusion_oere"].to_numpy(np.int64),
        raekker["andel_u"].to_numpy(np.int64),
        raekker["nr"].to_numpy(np.int64),
    )
    return raekker.assign(refusion_oere=oere)


# --- the list --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Familietop:
    """The dearest families of a year within somebody's scope.

    raekker: for those who may see persons one row per family, the dearest first: rang, familie_id, antal_personer,
    BELOEB, bogfoert_oere, sde_oere, forrige_oere and aendring_oere (net, None for a new family). For others None, and
    grupper: rows of several families with texts where an amount would be too few families' (diskretion).
    """

    aar: int
    antal: int
    familier: int
    netto_oere: int | None
    alle_netto_oere: int
    refusion_oere: int | None
    personer: int
    forrige_oere: int | None
    nye: int | None
    raekker: pd.DataFrame | None
    grupper: pd.DataFrame | None
    mangler_parameter: str | None = None

    @property
    def andel(self) -> float | None:
        """The part of everything booked on persons that these families are."""
        if self.netto_oere is None or self.alle_netto_oere <= 0:
            return None
        return self.netto_oere / self.alle_netto_oere

    @property
    def saetning(self) -> str:
        """The page's answer in one sentence."""
        if self.mangler_parameter:
            return self.mangler_parameter
        if not self.antal:
            return f"Ingen familier har udgifter i {self.aar}, der passer til filtrene."
        hvem = "Den dyreste familie" if self.antal == 1 else f"De {dansk.tal(self.antal)} dyreste familier"
        if self.netto_oere is None:
            return f"{hvem} i {self.aar} er for få til, at beløb kan vises uden at pege på nogen."
        tekst = f"{hvem} kostede kommunen {dansk.kort_kroner(self.netto_oere)} netto i {self.aar}"
        if self.forrige_oere:
            tekst += f" ({dansk.aendring(self.netto_oere, self.forrige_oere)} mod {self.aar - 1})"
        if self.andel is not None and self.familier > self.antal:
            tekst += (
                f": {dansk.procent(self.andel, 0)} af nettoudgiften til {dansk.tal(self.familier)} familier"
            )
        return f"{tekst}."


@dataclass(frozen=True)
class Familieaar:
    """Every family of a year inside a scope: `alle` with antal_personer. For the engine; pages show Familietop."""

    aar: int
    omraade: str | None
    graenser: Omfang
    ramme: pd.DataFrame
    mangler: str | None = None


def familieaar(
    k: Kontekst, resultat: SdeResultat, bruger: Bruger, aar: int, omraade: str | None = None
) -> Familieaar:
    """A year's families inside the user's scope. omraade: one field of work, None = all. Errors: AdgangNaegtet."""
    kraev(bruger, Handling.SE_TAL)
    graenser = omfang(bruger)
    if aar in resultat.mangler:
        return Familieaar(aar, omraade, graenser, pd.DataFrame(), str(resultat.mangler[aar]))
    ramme = alle(k, resultat, aar, _omraader(graenser, omraade), _personer(k, graenser, aar))
    return Familieaar(aar, omraade, graenser, med_antal(k, ramme, aar))


def med_antal(k: Kontekst, familier: pd.DataFrame, aar: int) -> pd.DataFrame:
    """With antal_personer: everyone who was in the family in some month of the year, or has amounts in it."""
    antal = lager.antal_personer(k.gen, aar)
    return familier.assign(antal_personer=[antal.get(h, 1) for h in familier["hoved_noegle"]])


def top(k: Kontekst, nu: Familieaar, foer: Familieaar | None, type_: str = "alle") -> Familietop:
    """The dearest families. foer: the year before, None where there is none. type_: a key of TYPER."""
    if nu.mangler or nu.ramme.empty:
        return _tom(nu.aar, nu.mangler)
    flere = nu.ramme["antal_personer"] > 1
    valgt = nu.ramme[{"alle": flere | True, "flere": flere, "een": ~flere}[type_]]
    if valgt.empty:
        return _tom(nu.aar)
    dyreste = _med_forrige(k, nu.aar, valgt.head(ANTAL).reset_index(drop=True), foer)
    return (_for_personer if nu.graenser.personer else _for_andre)(k, nu.aar, valgt, dyreste)


def omraaderne(bruger: Bruger) -> list[str]:
    """The fields of work the user can choose between."""
    egne = omfang(bruger).fagomraader
    return [o for o in OMRAADER if egne is None or o in egne]


def _tom(aar: int, mangler: str | None = None) -> Familietop:
    return Familietop(aar, 0, 0, None, 0, None, 0, None, None, None, None, mangler)


def _omraader(graenser: Omfang, omraade: str | None) -> tuple[str, ...] | None:
    if omraade is None:
        return graenser.fagomraader
    inden_for = graenser.fagomraader is None or omraade in graenser.fagomraader
    return (omraade,) if inden_for else ()


def _personer(k: Kontekst, graenser: Omfang, aar: int) -> list[str] | None:
    """The persons a user who is limited to organisations may see: those the organisations have booked on."""
    if graenser.organisationer is None:
        return None
    deres = sdelager.organisationer(k.gen, aar)
    return sorted(p for p, org in deres.items() if not org.isdisjoint(graenser.organisationer))


def _med_forrige(k: Kontekst, aar: int, familier: pd.DataFrame, foer: Familieaar | None) -> pd.DataFrame:
    """Last year's net of the same families (None for a new one, or where last year cannot be computed)."""
    forrige: dict[str, int] = {}
    if foer is not None and not foer.mangler and not foer.ramme.empty:
        netto = dict(zip(foer.ramme["hoved_noegle"], foer.ramme["netto_oere"].tolist(), strict=True))
        samme = lager.sidste_aars(k.gen, aar, familier["hoved_noegle"].tolist())
        forrige = {hoved: netto[f] for hoved, f in samme.items() if f in netto}
    foer_oere = [forrige.get(h) for h in familier["hoved_noegle"]]
    nu = familier["netto_oere"].tolist()
    return familier.assign(
        forrige_oere=pd.array(foer_oere, dtype="Int64"),
        aendring_oere=pd.array(
            [None if f is None else n - f for n, f in zip(nu, foer_oere, strict=True)], dtype="Int64"
        ),
    )


def _for_personer(k: Kontekst, aar: int, valgt: pd.DataFrame, dyreste: pd.DataFrame) -> Familietop:
    kendt = dyreste["forrige_oere"].notna()
    raekker = dyreste.assign(
        rang=np.arange(1, len(dyreste) + 1), familie_id=[familie_id(k, h) for h in dyreste["hoved_noegle"]]
    )
    return Familietop(
        aar=aar,
        antal=len(dyreste),
        familier=len(valgt),
        netto_oere=int(dyreste["netto_oere"].sum()),
        alle_netto_oere=int(valgt["netto_oere"].sum()),
        refusion_oere=int(dyreste["refusion_oere"].sum()),
        personer=int(dyreste["antal_personer"].sum()),
        forrige_oere=int(dyreste.loc[kendt, "forrige_oere"].sum()) if kendt.any() else None,
        nye=int((~kendt).sum()),
        raekker=raekker,
        grupper=None,
    )


def familie_id(k: Kontekst, hoved: str) -> str:
    """'F-' and 16 hex digits; not those of the adult's own case."""
    return k.lav_id("F", f"familie {hoved}")


# --- for those who see no persons ----------------------------------------------------------------------------------


def _for_andre(_k: Kontekst, aar: int, valgt: pd.DataFrame, dyreste: pd.DataFrame) -> Familietop:
    """Groups of families instead of families, and amounts only where enough families share them."""
    delt = diskretion.grupper(dyreste["netto_oere"].to_numpy())
    if not delt:
        return replace(_tom(aar), antal=len(dyreste), familier=len(valgt), grupper=pd.DataFrame())
    dele = [dyreste.iloc[g.start : g.stop] for g in delt]
    foer = [d["forrige_oere"].fillna(0).to_numpy("int64") for d in dele]
    alle_foer = np.concatenate(foer)
    # Gross, income and refund make up the net, which is exact: so they are exact together or not at all.
    aabne = [all(diskretion.maa_vises(d[n]) for n in BELOEB[:3]) for d in dele]
    for navn in BELOEB[:3]:
        aabne = diskretion.vises([d[navn].to_numpy("int64") for d in dele], aabne)
    med_aendring = diskretion.vises(foer)
    raekker = [_gruppe(*g) for g in zip(dele, aabne, med_aendring, strict=True)]
    refusion = dyreste["refusion_oere"]
    return Familietop(
        aar=aar,
        antal=len(dyreste),
        familier=len(valgt),
        netto_oere=int(dyreste["netto_oere"].sum()),
        alle_netto_oere=int(valgt["netto_oere"].sum()) if _ingen_eller_nok(len(valgt) - len(dyreste)) else 0,
        refusion_oere=int(refusion.sum()) if diskretion.maa_vises(refusion) else None,
        personer=int(dyreste["antal_personer"].sum()),
        forrige_oere=int(alle_foer.sum()) if alle_foer.any() and diskretion.maa_vises(alle_foer) else None,
        nye=None,
        raekker=None,
        grupper=pd.DataFrame(raekker, dtype=object),
    )


def _ingen_eller_nok(antal: int) -> bool:
    """Whether what is left when one sum is taken from another is nobody's, or enough families'."""
    return antal == 0 or antal >= diskretion.MINDST


def _gruppe(dele: pd.DataFrame, aaben: bool, med_aendring: bool) -> dict[str, Any]:
    fra, til = int(dele.index[0]) + 1, int(dele.index[-1]) + 1
    netto, foer = int(dele["netto_oere"].sum()), int(dele["forrige_oere"].fillna(0).sum())
    beloeb = {n.removesuffix("_oere"): _beloeb_eller_baand(int(dele[n].sum()), aaben) for n in BELOEB[:3]}
    return beloeb | {
        "familier": f"Nr. {fra}–{til}",
        "antal": len(dele),
        "personer": int(dele["antal_personer"].sum()),
        "netto_oere": netto,
        "gennemsnit_oere": netto // len(dele),
        "aendring": dansk.aendring(netto, foer) if med_aendring and foer else None,
    }


def _beloeb_eller_baand(oere: int, aaben: bool) -> str:
    if aaben or not oere:
        return dansk.kroner(oere, enhed=False)
    fra, til = diskretion.baand(oere)
    fortegn, lav = (dansk.MINUS if oere < 0 else ""), _mio(fra)
    if til is None:
        return f"over {fortegn}{lav} mio."
    if oere < 0:
        return f"{fortegn if fra else ''}{lav} til {fortegn}{_mio(til)} mio."
    return f"{lav}–{_mio(til)} mio."


def _mio(oere: int) -> str:
    """Whole steps of the ladder in millions: '0,25', '5'."""
    return f"{oere / 100_000_000:g}".replace(".", ",")


# --- one family ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Medlem:
    """A person of the family with what he or she costs. hvorfor: why he or she belongs, and when."""

    person_noegle: str
    navn: str
    foedt: date | None
    beskyttet: bool
    hvorfor: str
    beloeb: dict[str, int]


@dataclass(frozen=True)
class Familie:
    """One family in one year within a user's scope.

    beloeb: BELOEB and the two parts of the refund. medlemmer: those with amounts in the scope, the dearest first; all
    of them for who is limited by nothing. oevrige: how many more there are. maaneder: maaned and BELOEB, twelve rows;
    omraader: fagomraade and BELOEB; sager: the cases its persons have under særligt dyre enkeltsager (aar, sag_id,
    sagstype, lov, refusion_oere); andele: posting shares.
    """

    aar: int
    familie_id: str
    antal_personer: int
    beloeb: dict[str, int]
    forrige_oere: int | None
    medlemmer: tuple[Medlem, ...]
    oevrige: int
    maaneder: pd.DataFrame
    omraader: pd.DataFrame
    sager: pd.DataFrame
    andele: pd.DataFrame

    @property
    def saetning(self) -> str:
        b = self.beloeb
        tekst = f"Familien kostede kommunen {dansk.kroner(b['netto_oere'])} netto i {self.aar}"
        if b["refusion_oere"]:
            tekst += f", efter at staten betaler {dansk.kroner(b['refusion_oere'])} tilbage"
        if self.forrige_oere is not None:
            forskel = b["netto_oere"] - self.forrige_oere
            hvordan = "mere" if forskel >= 0 else "mindre"
            tekst += f". Det er {dansk.kroner(abs(forskel))} {hvordan} end i {self.aar - 1}"
        return f"{tekst}."


def hent_familie(
    k: Kontekst,
    resultat: SdeResultat,
    bruger: Bruger,
    nu: Familieaar,
    foer: Familieaar | None,
    familie_id_: str,
) -> Familie:
    """One family of the user's own year with its persons, months and postings.

    Errors: AdgangNaegtet for one who may not see persons; HjemtagFejl when the family has nothing in the year inside
    the user's scope, which says the same as when it does not exist.
    """
    kraev(bruger, Handling.SE_PERSON)
    aar, graenser = nu.aar, nu.graenser
    # The dearest come first, and it is mostly one of them that is opened.
    fundne = (h for h in nu.ramme.get("hoved_noegle", ()) if familie_id(k, h) == familie_id_)
    hoved = next(fundne, None)
    if hoved is None or graenser != omfang(bruger):
        raise HjemtagFejl(
            f"Familien {familie_id_} har intet i {aar} på de fagområder, du ser. Gå tilbage til listen, og vælg igen."
        )
    raekke = _med_forrige(k, aar, nu.ramme[nu.ramme["hoved_noegle"] == hoved], foer).iloc[0]
    personer = lager.medlemmer(k.gen, aar, hoved, _rettede_personer(k, aar, hoved))
    synlige = _personer(k, graenser, aar)
    noegler = [p for p in personer["person_noegle"] if synlige is None or p in synlige]
    # All the fields by name, so that the refund is on a field too.
    omraader = _omraader(graenser, nu.omraade) or OMRAADER
    celler = _celler(k, resultat, aar, omraader, noegler)
    celler = celler[celler["hoved_noegle"] == hoved]
    begraenset = graenser.fagomraader is not None or synlige is not None
    medlemmer = _medlemmer(personer, celler, begraenset)
    return Familie(
        aar=aar,
        familie_id=familie_id_,
        antal_personer=len(personer),
        beloeb={n: int(raekke[n]) for n in [*BELOEB, *DELE]},
        forrige_oere=None if pd.isna(raekke["forrige_oere"]) else int(raekke["forrige_oere"]),
        medlemmer=medlemmer,
        oevrige=len(personer) - len(medlemmer),
        maaneder=_maanederne(celler, aar),
        omraader=_summer(celler, "fagomraade").sort_values("netto_oere", ascending=False, ignore_index=True),
        sager=_sager(resultat, aar, {m.person_noegle for m in medlemmer}),
        andele=_andele(k, aar, noegler, hoved, omraader),
    )


def _rettede_personer(k: Kontekst, aar: int, hoved: str) -> list[str]:
    """Persons whose corrected postings belong to the family, whether or not the ledger says so."""
    rettet = _rettet(k, aar)
    deres = hoveder(k.gen, rettet["person_noegle"], rettet["maaned"]) == hoved
    return sorted(set(rettet.loc[deres, "person_noegle"]))


def _summer(celler: pd.DataFrame, efter: str) -> pd.DataFrame:
    kolonner = [*_BOGFOERT, "sde_oere"]
    tal = celler.reindex(columns=[efter, *kolonner]).fillna(dict.fromkeys(kolonner, 0))
    tal = tal.astype(dict.fromkeys(kolonner, "int64"))
    return _med_netto(tal.groupby(efter, sort=True)[kolonner].sum().reset_index())


def _maanederne(celler: pd.DataFrame, aar: int) -> pd.DataFrame:
    alle = [f"{aar}-{m:02d}" for m in range(1, 13)]
    ud = _summer(celler, "maaned").set_index("maaned").reindex(alle, fill_value=0)
    return ud.rename_axis("maaned").reset_index()


def _medlemmer(personer: pd.DataFrame, celler: pd.DataFrame, begraenset: bool) -> tuple[Medlem, ...]:
    """The family's persons, the dearest first; for one who is limited only those with amounts inside the limits."""
    pr_person = _summer(celler, "person_noegle").set_index("person_noegle")
    ud = []
    for r in personer.to_dict("records"):
        har = r["person_noegle"] in pr_person.index
        if begraenset and not har:
            continue
        beloeb = pr_person.loc[r["person_noegle"]] if har else dict.fromkeys(BELOEB, 0)
        ud.append(
            Medlem(
                person_noegle=r["person_noegle"],
                navn=str(r["navn"]) if isinstance(r["navn"], str) else "Ukendt i CPR",
                foedt=None if pd.isna(r["foedselsdato"]) else pd.Timestamp(r["foedselsdato"]).date(),
                beskyttet=bool(r["adressebeskyttelse"]),
                hvorfor=_hvorfor(r, len(personer)),
                beloeb={n: int(beloeb[n]) for n in BELOEB},
            )
        )
    return tuple(sorted(ud, key=lambda m: -m.beloeb["netto_oere"]))


def _hvorfor(r: dict[str, Any], antal: int) -> str:
    """Why a person belongs to the family, and in which months when it is not all of them."""
    if r["som_barn"]:
        tekst = "Barn under 18, forældremyndigheden er i familien"
        tekst += ", anbragt i året" if r["anbragt"] else ""
    elif r["person_noegle"] == r["hoved_noegle"]:
        tekst = "Bor ikke i en familie med andre" if antal == 1 else "Voksen, som familien følger"
    else:
        tekst = "Har udgifter fra før fødslen eller efter døden" if pd.isna(r["fra_md"]) else "Ægtefælle"
    if not pd.isna(r["fra_md"]):
        fra, til = (int(r[n]) % 12 for n in ("fra_md", "til_md"))
        maaneder = "–".join(dansk.MAANEDER_KORT[m] for m in dict.fromkeys((fra, til)))
        tekst += "" if (fra, til) == (0, 11) else f" ({maaneder})"
    return tekst


def _sager(resultat: SdeResultat, aar: int, personer: set[str]) -> pd.DataFrame:
    """The cases of the year under særligt dyre enkeltsager that some persons are in, most refund first."""
    sager = resultat.sager[resultat.sager["aar"] == aar]
    deres = sager[[not personer.isdisjoint(m) for m in sager["medlemmer"]]]
    ud = deres[["aar", "sag_id", "sagstype", "lov", "refusion", "hjemtaget_oere", "difference_oere"]]
    return ud.sort_values(["refusion", "sag_id"], ascending=[False, True], ignore_index=True)


def _andele(
    k: Kontekst, aar: int, personer: Sequence[str], hoved: str, omraader: Sequence[str]
) -> pd.DataFrame:
    """The family's posting shares of the year, corrections applied, the largest first."""
    df = lager.posteringer(k.gen, aar, personer, omraader)
    rettede = sde.rettede(k)
    if rettede:
        gamle, nye = sde.rettede_andele(k.gen, rettede)
        nye = nye[(nye["aar"] == aar) & nye["person_noegle"].isin(personer)]
        fakta = lager.slags(k.gen, nye["postering_nr"].tolist())
        noegler = [(r.kilde, r.regnskabsaar, r.bilagsnr, r.linjenr) for r in rettede]
        nye = (
            sdelager.posteringer(k.gen, noegler)
            .merge(nye, on="postering_nr", suffixes=("", "_a"))
            .merge(fakta)
        )
        nye = nye[nye["fagomraade"].isin(omraader)]
        df = pd.concat(
            [df[~df["postering_nr"].isin(gamle["postering_nr"])], nye[df.columns]], ignore_index=True
        )
    df = df[hoveder(k.gen, df["person_noegle"], df["maaned"]) == hoved]
    return df.sort_values(["andel_oere", "maaned"], ascending=[False, True], ignore_index=True)


@dataclass(frozen=True)
class Familienavn:
    """What a family is called in a list, and whose name it is; None when nobody in the user's scope has any."""

    navn: str
    person_noegle: str | None


def navne(
    k: Kontekst, bruger: Bruger, aar: int, hoveder_: Sequence[str], omraade: str | None = None
) -> list[Familienavn]:
    """Families by the person in the user's scope on whom most is booked: 'Navn (fødselsdato)'.

    Errors: AdgangNaegtet for one who may not see persons.
    """
    kraev(bruger, Handling.SE_PERSON)
    graenser = omfang(bruger)
    dyreste = lager.dyreste_person(
        k.gen, aar, hoveder_, _omraader(graenser, omraade), _personer(k, graenser, aar)
    )
    fakta = sdelager.navne(k.gen, sorted(set(dyreste.values()))).to_dict("records")
    tekst = {f["person_noegle"]: _navn(f) for f in fakta}
    return [Familienavn(tekst.get(dyreste.get(h, ""), "Ukendt i CPR"), dyreste.get(h)) for h in hoveder_]


def _navn(f: dict[str, Any]) -> str:
    if not isinstance(f["navn"], str):
        return "Ukendt i CPR"
    navn = f"Beskyttet adresse: {f['navn']}" if f["adressebeskyttelse"] else f["navn"]
    if pd.isna(f["foedselsdato"]):
        return navn
    return f"{navn} ({dansk.dato(pd.Timestamp(f['foedselsdato']).date())})"
