"""Expenses on nobody, as shown: what may be whose, what it would bring, and what a person decides."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from engine import dansk
from engine.adgang import Bruger, Handling, maa, omfang
from engine.lager import henfoerelse as lager
from engine.lager import periode as periodelager
from engine.lager import sde as sdelager
from engine.lager.laes import Generation
from engine.refusion import henfoerelse
from engine.refusion.henfoerelse import CPR, NAVN, Forslag, Maal, Post, Spor
from engine.refusion.periodisering import Genkender
from engine.refusion.periodisering.paa_spil import sagsmaaneder, tilfoejet
from engine.refusion.sde import SdeResultat
from engine.resultater import sde, sdevisning
from engine.resultater.husk import Husk
from engine.resultater.sde import Kontekst, Virkning
from engine.sager.model import (
    FLYT_POSTERING,
    HENFOERELSE_AFVIST,
    POSTERINGSNOEGLE,
    Rettelse,
    beskriv_nyt,
    uden_cpr,
)
from engine.sager.periodevalg import er_regelnoegle

KENDTE_PERIODER = ("angivet", "tekst", "rettet")


@dataclass(frozen=True)
class Fundet:
    """Every posting on nobody with its proposals. poster: lager.henfoerelse.poster, by number."""

    poster: pd.DataFrame
    forslag: dict[int, tuple[Forslag, ...]]


@lru_cache(maxsize=3)
def find(gen: Generation) -> Fundet:
    """The proposals of a generation, without what persons have decided since."""
    poster = lager.poster(gen)
    maal = _maal(gen)
    spor = _spor(gen, maal)
    ud = {}
    ramte = set(maal) | set(spor)
    for r in poster[poster["postering_nr"].isin(ramte)].to_dict("records"):
        nr = int(r["postering_nr"])
        fundne = henfoerelse.foreslaa(_post(r), spor.get(nr, ()), maal.get(nr, ()))
        if fundne:
            ud[nr] = fundne
    return Fundet(poster, ud)


def _post(r: dict[str, Any]) -> Post:
    kendt = r["periode_kilde"] in KENDTE_PERIODER
    return Post(
        int(r["postering_nr"]),
        int(r["beloeb_oere"]),
        som_dag(r["fra"]),
        som_dag(r["til"]),
        kendt,
        int(r["antal_i_tekst"]),
        bool(r["ingens"]),
    )


def som_dag(v: Any) -> date:
    """A day as Python has it."""
    return v if type(v) is date else pd.Timestamp(v).date()


@lru_cache(maxsize=3)
def _maal(gen: Generation) -> dict[int, list[Maal]]:
    par = lager.indsatser(gen)
    maal = {int(r["maal_nr"]): _et_maal(r) for r in par.drop_duplicates("maal_nr").to_dict("records")}
    ud: dict[int, list[Maal]] = {}
    for nr, maal_nr in zip(par["postering_nr"].tolist(), par["maal_nr"].tolist(), strict=True):
        ud.setdefault(nr, []).append(maal[maal_nr])
    return ud


def _et_maal(r: dict[str, Any]) -> Maal:
    return Maal(
        r["person_noegle"],
        som_dag(r["startdato"]),
        som_slut(r["slutdato"]),
        round(int(r["takst_oere"]) * (r["antal"] or 1)),
        r["enhed"],
        som_tal(r["dagpris_oere"]),
        som_tal(r["maanedspris_oere"]),
        frozenset(r["regnede"]),
        bool(r["samme_lov"]),
    )


def som_slut(v: Any) -> date:
    """A last day; an open one lies beyond what pandas can hold as a time."""
    return v if type(v) is date else v.date()


def som_tal(v: Any) -> int | None:
    """A whole number, or None for a missing one."""
    return None if pd.isna(v) else int(v)


def _spor(gen: Generation, maal: dict[int, list[Maal]]) -> dict[int, list[Spor]]:
    tal, navne = lager.cpr_spor(gen), lager.navne_spor(gen)
    par = pd.concat([tal, navne])[["postering_nr", "person_noegle"]].drop_duplicates()
    tilknyttede = lager.tilknyttede(gen, list(par.itertuples(index=False, name=None)))
    ud: dict[int, list[Spor]] = {}
    for r in tal.to_dict("records"):
        nr, person = int(r["postering_nr"]), str(r["person_noegle"])
        imod = []
        if not r["bindestreg"] and not r["sagt"]:
            imod.append("tallet er skrevet som ti cifre i træk")
        if r["andet_nr"] and not r["sagt"]:
            imod.append("ordet foran tallet er et andet nummers")
        ud.setdefault(nr, []).append(
            Spor(person, CPR, (nr, person) in tilknyttede, _ved(maal, nr, person), True, tuple(imod))
        )
    for r in navne.to_dict("records"):
        nr, person = int(r["postering_nr"]), str(r["person_noegle"])
        hel = r["ord"] >= r["ord_i_navn"]
        imod = [] if hel else ["kun forbogstav og efternavn" if r["initial"] else "kun en del af navnet"]
        if r["rolle"]:
            imod.append("ordet foran navnet er en medarbejders")
        if r["firma"]:
            imod.append("navnet kan være et firmas")
        ud.setdefault(nr, []).append(
            Spor(person, NAVN, (nr, person) in tilknyttede, _ved(maal, nr, person), hel, tuple(imod))
        )
    return ud


def _ved(maal: dict[int, list[Maal]], nr: int, person: str) -> bool:
    return any(m.person == person for m in maal.get(nr, ()))


# --- the queue ------------------------------------------------------------------------------------------------

FORSLAG, SVAGT, INTET = "forslag", "svagt", "intet"
SLAGS = {
    FORSLAG: "Har et forslag",
    SVAGT: "Svage spor",
    INTET: "Intet spor",
}
SIKKERHED_MIN = 0.5
"""Below this a trace is shown and nothing is proposed: more often wrong than right."""
DRIFT = "drift"
HVORFOR_INTET = {
    DRIFT: "Løn og varekøb i driften: hører til taksten, ikke til en borger",
    "indtaegt": "Indtægter og kreditnotaer uden spor",
    "uden_leverandoer": "Ingen leverandør, intet navn og intet CPR-nummer i teksten",
    "uden_indsats": "Leverandøren har ingen indsats hos os på den tid",
    "flere": "Indsatser hos leverandøren, men ingen pris eller sum giver beløbet",
}


@dataclass(frozen=True)
class Koe:
    """Every posting on nobody that waits. poster: those of find(), and slags, gruppe_id, skabelon, sikkerhed,
    virkning_oere (what the refund would change by, were the best proposal right), ventet_oere (that times certainty),
    hvorfor (a key of HVORFOR_INTET)."""

    poster: pd.DataFrame
    forslag: dict[int, tuple[Forslag, ...]]


_husket = Husk[Koe]()


def koe(k: Kontekst) -> Koe:
    """The queue with the corrections in force, remembered while what it depends on is the same."""
    return _husket.hent(sde.maerke(k), lambda: _koe(k))


def _koe(k: Kontekst) -> Koe:
    p, forslag = _alle(k)
    p = p[~_er_afgjort(k, p)].reset_index(drop=True)
    tilbage = set(p.loc[p["slags"] != INTET, "postering_nr"].tolist())
    forslag = {nr: f for nr, f in forslag.items() if nr in tilbage}
    virkning = _virkninger(k, p, {nr: f[0] for nr, f in forslag.items()})
    p["virkning_oere"] = p["postering_nr"].map(virkning).fillna(0).astype("int64")
    p["ventet_oere"] = (p["virkning_oere"] * p["sikkerhed"]).round().astype("int64")
    return Koe(p, forslag)


_alle_husket = Husk[pd.DataFrame]()


def _alle(k: Kontekst) -> tuple[pd.DataFrame, dict[int, tuple[Forslag, ...]]]:
    """Every posting on nobody as the queue has it before anybody has decided: what a correction does not change."""
    fundet, noegle = find(k.gen), (str(k.gen.sti), k.gen.navn)
    return _alle_husket.hent(noegle, lambda: _med_det_koeen_viser(k, fundet)), fundet.forslag


def _med_det_koeen_viser(k: Kontekst, fundet: Fundet) -> pd.DataFrame:
    p = fundet.poster.astype({"postering_nr": "int64"})
    sikkerhed = p["postering_nr"].map({nr: f[0].sikkerhed for nr, f in fundet.forslag.items()})
    p["skabelon"] = p["postering_nr"].map(_skabeloner(k, fundet)).fillna("")
    p["sikkerhed"] = sikkerhed.fillna(0.0)
    p["slags"] = np.select([sikkerhed.isna(), sikkerhed >= SIKKERHED_MIN], [INTET, FORSLAG], SVAGT)
    p["hvorfor"] = np.select(
        [
            p["art"].astype(str).str[:2].isin(["1.", "2."]),
            p["beloeb_oere"] <= 0,
            p["cvr"] == "",
            p["postering_nr"].isin(_maal(k.gen)),
        ],
        [DRIFT, "indtaegt", "uden_leverandoer", "flere"],
        "uden_indsats",
    )
    ens = p[["skabelon", "kilde", "cvr"]].drop_duplicates()
    ens["gruppe_id"] = [
        k.lav_id("T", "henfoer|" + "|".join(n)) for n in ens.itertuples(index=False, name=None)
    ]
    return p.merge(ens, on=["skabelon", "kilde", "cvr"], how="left", validate="many_to_one")


def _er_afgjort(k: Kontekst, p: pd.DataFrame) -> npt.NDArray[np.bool_]:
    poster, regler = afgjorte_valg(k)
    ud = np.zeros(len(p), dtype=bool)
    for kolonner, valgte in (([*POSTERINGSNOEGLE], poster), (["skabelon", "kilde", "cvr"], regler)):
        if valgte:
            ud |= pd.MultiIndex.from_frame(p[kolonner]).isin(list(valgte))
    return ud


def _skabeloner(k: Kontekst, fundet: Fundet) -> dict[int, str]:
    """What the texts of those with a trace have in common with others alike."""
    genkender, dag = Genkender(), date(2000, 1, 1)
    tekster = lager.tekster(k.gen, sorted(fundet.forslag))
    return {nr: genkender.laes_med_gruppe(tekst, dag)[1] for nr, tekst in tekster.items()}


def afgjorte_valg(k: Kontekst) -> tuple[set[tuple[Any, ...]], set[tuple[str, str, str]]]:
    """The postings that a person has decided, and the kinds of text that a person has refused proposals for."""
    poster, regler = set(), set()
    for r in k.rettelser:
        if r.type not in (FLYT_POSTERING, HENFOERELSE_AFVIST):
            continue
        if er_regelnoegle(r.noegle):
            regler.add((str(r.noegle["skabelon"]), str(r.noegle["kilde"]), str(r.noegle["cvr"])))
        else:
            poster.add(noegletupel(r.noegle))
    return poster, regler


def noegletupel(noegle: Mapping[str, Any]) -> tuple[str, int, str, int]:
    """A posting's key as it stands in a frame."""
    kilde, aar, bilag, linje = (noegle[n] for n in POSTERINGSNOEGLE)
    return str(kilde), int(aar), str(bilag), int(linje)


VIRKNING_FLEST = 5_000


def _virkninger(k: Kontekst, p: pd.DataFrame, bedste: Mapping[int, Forslag]) -> dict[int, int]:
    """What each posting alone would change the refund by, in øre."""
    proevet = p[p["slags"] == FORSLAG].assign(_b=lambda d: d["beloeb_oere"].abs())
    proevet = proevet.sort_values("_b", ascending=False).head(VIRKNING_FLEST)
    valg = {
        int(r["postering_nr"]): (int(r["postering_nr"]), rettelse(r, bedste[int(r["postering_nr"])].dele))
        for r in proevet.to_dict("records")
    }
    return virkninger(k, valg)


def virkninger(k: Kontekst, valg: Mapping[int, tuple[Hashable, Rettelse]]) -> dict[Any, int]:
    """What the postings of each group together would change the refund by, were it decided alone, in øre.

    valg: posting → (its group, the move). Each month's law on what its case has now: all moves are laid on at once to
    see which case each share would enter; then each group is tried alone, what it takes from one case and brings to
    another. A share that would change the case of others (a new household) is not looked at.
    """
    if not valg:
        return {}
    foer = sde.beregn_husket(k)
    efter = sde.beregn(sde.med_rettelser(k, [r for _, r in valg.values()]))
    egne = tuple(sde.perioder([r for _, r in valg.values()]))
    dele = [
        _i_sag(andele, resultat, fortegn)
        for andele, resultat, fortegn in zip(
            sde.rettede_andele(k.gen, egne), (foer, efter), (-1, 1), strict=True
        )
    ]
    flyttet = pd.concat(dele, ignore_index=True)
    flyttet["hvem"] = flyttet["postering_nr"].map({nr: gruppe for nr, (gruppe, _) in valg.items()})
    flyttet = flyttet[flyttet["hvem"].notna()]
    if flyttet.empty:
        return {}
    kolonner = ["sag_id", "lov", "aar", "maaned", "netto_u"]
    tomme = flyttet.assign(netto_u=0)[kolonner].drop_duplicates()
    s = sagsmaaneder(pd.concat([foer.maaneder[kolonner], tomme], ignore_index=True), k.lov)
    samlet = flyttet.groupby(["hvem", "sag_id", "lov", "maaned"], as_index=False)["andel_u"].sum()
    samlet["oere"] = tilfoejet(samlet, s)
    return {hvem: int(v) for hvem, v in samlet.groupby("hvem")["oere"].sum().items()}


def _i_sag(andele: pd.DataFrame, resultat: SdeResultat, fortegn: int) -> pd.DataFrame:
    """The shares that enter a case of a result: postering_nr, sag_id, lov, aar, maaned, andel_u with a sign."""
    noegle = ["person_noegle", "maaned", "sdelov", "gruppe"]
    andele = andele[andele["medregnet"].astype(bool)]
    sted = resultat.placering
    sted = sted.loc[sted["indgaar"], [*noegle, "aar", "lov", "sagstype", "sag_noegle"]]
    sted = sted[sted["person_noegle"].astype(str).isin(set(andele["person_noegle"].astype(str)))]
    ids = resultat.sager[["aar", "lov", "sagstype", "sag_noegle", "sag_id"]]
    sted = sted.merge(ids, on=["aar", "lov", "sagstype", "sag_noegle"])[[*noegle, "lov", "sag_id", "aar"]]
    sted = sted.astype(dict.fromkeys(noegle, "str"))
    dele = andele[["postering_nr", *noegle, "andel_u"]].astype(dict.fromkeys(noegle, "str"))
    dele = dele.merge(sted, on=noegle)
    return dele.assign(andel_u=fortegn * dele["andel_u"].astype("int64"))


def rettelse(post: Mapping[str, Any], dele: Sequence[tuple[str, int]], bruger: str = "") -> Rettelse:
    """The event that puts a posting on the persons: whole on one, else in parts."""
    noegle = {n: _simpel(post[n]) for n in POSTERINGSNOEGLE}
    hele = len(dele) == 1 and dele[0][1] == int(post["beloeb_oere"])
    nyt = [{"person": person, "beloeb_oere": None if hele else int(oere)} for person, oere in dele]
    return Rettelse(0, FLYT_POSTERING, noegle, {"dele": nyt}, "", bruger)


def _simpel(v: Any) -> Any:
    return v.item() if hasattr(v, "item") else v


# --- within somebody's scope ------------------------------------------------------------------------------------


def i_omfang(bruger: Bruger, poster: pd.DataFrame) -> pd.DataFrame:
    """The postings whose account lies in the user's fields of work."""
    graenser = omfang(bruger)
    if graenser.organisationer is not None:
        return poster.iloc[0:0]
    if graenser.fagomraader is None:
        return poster
    return poster[poster["fagomraade"].isin(graenser.fagomraader)]


@dataclass(frozen=True)
class Oversigt:
    """A year within somebody's scope. grupper: gruppe_id, skabelon, leverandoer, slags, antal, beloeb_oere, sikkerhed,
    virkning_oere, ventet_oere, most first; None without the right to see persons. intet: (why, postings, øre)."""

    aar: int
    grupper: pd.DataFrame | None
    antal: int
    beloeb_oere: int
    virkning_oere: int
    ventet_oere: int
    svage: int
    svage_oere: int
    intet: list[tuple[str, int, int]]

    @property
    def saetning(self) -> str:
        """The page's answer in one sentence."""
        uden = sum(oere for hvad, _, oere in self.intet if hvad != HVORFOR_INTET[DRIFT])
        rest = f"{dansk.kort_kroner(uden + self.svage_oere)} uden person kan teksten og priserne ikke afgøre."
        if not self.antal:
            return f"Ingen udgift uden person har et forslag i {self.aar}; {rest}"
        hvad = dansk.antal(self.antal, "udgift uden person", "udgifter uden person")
        return (
            f"{hvad} i {self.aar} på {dansk.kort_kroner(self.beloeb_oere)} ser ud til at høre til bestemte borgere og "
            f"kan give {dansk.kort_kroner(self.virkning_oere)} mere i refusion, når en person siger ja; {rest}"
        )


def oversigt(
    k: Kontekst, bruger: Bruger, aar: int, omraade: str | None = None, slags: str = FORSLAG
) -> Oversigt:
    """A year within the user's scope. slags: a key of SLAGS. Errors: AdgangNaegtet."""
    sdevisning.kraev(bruger, Handling.SE_TAL)
    p = i_omfang(bruger, koe(k).poster)
    p = p[p["regnskabsaar"] == aar]
    p = p if omraade is None else p[p["fagomraade"] == omraade]
    forslag, svage, uden = (p[p["slags"] == s] for s in (FORSLAG, SVAGT, INTET))
    grupper = None
    if omfang(bruger).personer:
        grupper = _grupper(k, p[p["slags"] == slags]) if slags != INTET else _grupper(k, p.iloc[0:0])
    talt = uden.assign(oere=uden["beloeb_oere"].abs()).groupby("hvorfor")["oere"].agg(["size", "sum"])
    intet = [(hvad, n) for n, hvad in HVORFOR_INTET.items() if n in talt.index]
    return Oversigt(
        aar,
        grupper,
        len(forslag),
        int(forslag["beloeb_oere"].sum()),
        int(forslag["virkning_oere"].sum()),
        int(forslag["ventet_oere"].sum()),
        len(svage),
        int(svage["beloeb_oere"].abs().sum()),
        [(hvad, int(talt.at[n, "size"]), int(talt.at[n, "sum"])) for hvad, n in intet],
    )


def _grupper(k: Kontekst, p: pd.DataFrame) -> pd.DataFrame:
    ud = (
        p.groupby("gruppe_id", sort=False)
        .agg(
            skabelon=("skabelon", "first"),
            cvr=("cvr", "first"),
            antal=("postering_nr", "size"),
            beloeb_oere=("beloeb_oere", "sum"),
            sikkerhed=("sikkerhed", "min"),
            virkning_oere=("virkning_oere", "sum"),
            ventet_oere=("ventet_oere", "sum"),
        )
        .reset_index()
    )
    navne = periodelager.leverandoernavne(k.gen, sorted({c for c in ud["cvr"] if c}))
    ud["leverandoer"] = [navne.get(c) or (f"CVR {c}" if c else "uden leverandør") for c in ud["cvr"]]
    ud["skabelon"] = ud["skabelon"].map(uden_cpr)
    orden = ["ventet_oere", "beloeb_oere", "gruppe_id"]
    return ud.sort_values(orden, ascending=[False, False, True]).reset_index(drop=True)


@dataclass(frozen=True)
class Gruppe:
    """Postings alike that wait. noegle: a text rule's key. poster: with what is proposed, the most at stake first.

    poster: the key columns, postering_nr, tekst (CPR numbers masked), beloeb_oere, bogfoeringsdato, fra, til,
    sikkerhed, virkning_oere, forslag [Forslag]. navne: person key → name and birth date.
    """

    gruppe_id: str
    noegle: dict[str, str]
    leverandoer: str
    poster: list[dict[str, Any]]
    navne: dict[str, str]

    @property
    def personer(self) -> list[str]:
        return sorted(self.navne)


VISES = 60


def gruppe(k: Kontekst, bruger: Bruger, gruppe_id: str, aar: int) -> Gruppe | None:
    """One group of a year within the user's scope; None when nothing of it waits. Errors: AdgangNaegtet."""
    sdevisning.kraev(bruger, Handling.SE_PERSON)
    q = koe(k)
    p = i_omfang(bruger, q.poster)
    p = p[(p["gruppe_id"] == gruppe_id) & (p["regnskabsaar"] == aar)]
    p = (
        p[p["slags"] != INTET]
        .sort_values(["ventet_oere", "postering_nr"], ascending=[False, True])
        .head(VISES)
    )
    if p.empty:
        return None
    foerste = p.iloc[0]
    tekster = lager.tekster(k.gen, p["postering_nr"].tolist())
    poster = [
        r
        | {
            "tekst": dansk.uden_cpr(tekster[int(r["postering_nr"])]),
            "forslag": q.forslag[int(r["postering_nr"])],
        }
        for r in p.to_dict("records")
    ]
    hvem = {person for r in poster for f in r["forslag"] for person, _ in f.dele}
    hvem |= {str(r["person_noegle"]) for r in poster if isinstance(r["person_noegle"], str)}
    hvem |= _ved_leverandoeren(k, {int(r["postering_nr"]) for r in poster})
    leverandoer = _grupper(k, p)["leverandoer"].iloc[0]
    noegle = {n: str(foerste[n]) for n in ("skabelon", "kilde", "cvr")}
    return Gruppe(gruppe_id, noegle, leverandoer, poster, navne_paa(k, hvem))


def _ved_leverandoeren(k: Kontekst, numre: set[int]) -> set[str]:
    """Those with a measure at the supplier, so that a person may choose another than the one proposed."""
    maal = _maal(k.gen)
    return {m.person for nr in numre for m in maal.get(nr, ())}


def navne_paa(k: Kontekst, personer: Iterable[str]) -> dict[str, str]:
    """Person key → name and birth date."""
    ud = {}
    for r in sdelager.navne(k.gen, sorted(personer)).to_dict("records"):
        foedt = r["foedselsdato"]
        dag = "" if pd.isna(foedt) else f" ({dansk.dato(pd.Timestamp(foedt).date())})"
        ud[str(r["person_noegle"])] = f"{r['navn'] or 'Ukendt i CPR'}{dag}"
    return ud


# --- choices ----------------------------------------------------------------------------------------------------


def virkning(k: Kontekst, bruger: Bruger, valg: Sequence[Rettelse]) -> Virkning:
    """What some choices would do to the refund together. Errors: AdgangNaegtet, RettelseAfvist."""
    sdevisning.kraev(bruger, Handling.RET_PERIODE)
    return sde.virkning_af(k, [r for r in valg if r.type != HENFOERELSE_AFVIST])


def afvisning(noegle: Mapping[str, Any], bruger: str = "") -> Rettelse:
    """The event that refuses the proposals for a posting, or (with a text rule's key) for all texts like it."""
    return Rettelse(
        0, HENFOERELSE_AFVIST, {n: _simpel(v) for n, v in noegle.items()}, {"afvist": 1}, "", bruger
    )


@dataclass(frozen=True)
class Valgt:
    """What was decided in one go: its events, in words, by whom and when."""

    numre: tuple[int, ...]
    hvad: str
    antal: int
    bruger: str
    rettelse: Rettelse


def valgte(k: Kontekst, bruger: Bruger) -> list[Valgt]:
    """The decisions on postings on nobody in force, newest first, within the user's scope."""
    return valgte_for(k, bruger, find(k.gen).poster, regler=True)


def valgte_for(
    k: Kontekst, bruger: Bruger, poster: pd.DataFrame, *, regler: bool, til: str = "henført til personer"
) -> list[Valgt]:
    """The decisions in force on some postings, newest first, within the user's scope. regler: those on texts too."""
    if not maa(bruger, Handling.SE_PERSON)[0]:
        return []
    p = i_omfang(bruger, poster)
    egne = set(zip(p["kilde"], p["regnskabsaar"], p["bilagsnr"], p["linjenr"], strict=True))
    alle = regler and omfang(bruger).fagomraader is None and omfang(bruger).organisationer is None
    samlet: dict[tuple[Any, ...], list[Rettelse]] = {}
    for r in k.rettelser:
        if (r.type == FLYT_POSTERING and noegletupel(r.noegle) in egne) or (
            r.type == HENFOERELSE_AFVIST
            and (alle if er_regelnoegle(r.noegle) else noegletupel(r.noegle) in egne)
        ):
            samlet.setdefault((r.tid, r.bruger, r.type), []).append(r)
    ud = [
        Valgt(tuple(r.id for r in rr), _hvad(rr, til), len(rr), rr[-1].bruger, rr[-1])
        for rr in samlet.values()
    ]
    return sorted(ud, key=lambda v: -max(v.numre))


def _hvad(rr: Sequence[Rettelse], til: str) -> str:
    r = rr[0]
    if er_regelnoegle(r.noegle):
        return "Forslag for alle tekster som denne afvist"
    if len(rr) > 1:
        hvad = "afvist" if r.type == HENFOERELSE_AFVIST else til
        return f"{len(rr)} posteringer {hvad}"
    return f"Bilag {r.noegle['bilagsnr']}: {beskriv_nyt(r.type, r.nyt)}"
