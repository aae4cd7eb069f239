"""Expenses on nobody, as shown: what may be whose, what it would bring, and what a person decides."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from engine import dansk
from engine.adgang import Bruger, Handling, maa, omfang
from engine.lager import forslag
from engine.lager import henfoerelse as lager
from engine.lager import periode as periodelager
from engine.lager import sde as sdelager
from engine.lager.forslag import Fundet
from engine.lager.laes import Generation
from engine.refusion.henfoerelse import SIKKERHED_MIN, Forslag
from engine.resultater import sde, sdevisning
from engine.resultater.flyttevirkning import Flytning, virkninger
from engine.resultater.husk import Husk
from engine.resultater.sde import Kontekst, Virkning
from engine.sager.model import (
    FLYT_PERIODE,
    FLYT_POSTERING,
    HENFOERELSE_AFVIST,
    POSTERINGSNOEGLE,
    Rettelse,
    beskriv_nyt,
    uden_cpr,
)
from engine.sager.periodevalg import er_regelnoegle


@lru_cache(maxsize=3)
def find(gen: Generation) -> Fundet:
    """Every posting on nobody with its proposals (engine/lager/forslag.py), without what persons have decided since."""
    return forslag.laes(gen, forslag.UDEN_PERSON)


# --- the queue ------------------------------------------------------------------------------------------------

FORSLAG, SVAGT, INTET = "forslag", "svagt", "intet"
SLAGS = {
    FORSLAG: "Har et forslag",
    SVAGT: "Svage spor",
    INTET: "Intet spor",
}
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
    p["sikkerhed"] = sikkerhed.fillna(0.0)
    p["slags"] = np.select([sikkerhed.isna(), sikkerhed >= SIKKERHED_MIN], [INTET, FORSLAG], SVAGT)
    p["hvorfor"] = np.select(
        [
            p["art"].astype(str).str[:2].isin(["1.", "2."]),
            p["beloeb_oere"] <= 0,
            p["cvr"] == "",
            p["har_maal"],
        ],
        [DRIFT, "indtaegt", "uden_leverandoer", "flere"],
        "uden_indsats",
    )
    ens = p[["skabelon", "kilde", "cvr"]].drop_duplicates()
    ens["gruppe_id"] = [
        k.lav_id("T", "henfoer|" + "|".join(n)) for n in ens.itertuples(index=False, name=None)
    ]
    return p.merge(ens, on=["skabelon", "kilde", "cvr"], how="left", validate="many_to_one")


def afgjorte_numre(k: Kontekst, p: pd.DataFrame) -> list[int]:
    """The numbers of the postings in a frame of proposals that a person has decided."""
    if "skabelon" not in p:  # no refusal of a kind of text is about an expense on another person
        p = p.assign(skabelon=None)
    return [int(n) for n in p.loc[_er_afgjort(k, p), "postering_nr"]]


def _er_afgjort(k: Kontekst, p: pd.DataFrame) -> npt.NDArray[np.bool_]:
    poster, regler = afgjorte_valg(k)
    ud = np.zeros(len(p), dtype=bool)
    for kolonner, plads, valgte in (
        ([*POSTERINGSNOEGLE], POSTERINGSNOEGLE.index("bilagsnr"), poster),
        (["skabelon", "kilde", "cvr"], 0, regler),
    ):
        if valgte:  # few of many, so one column sorts out most before whole keys are compared
            maaske = np.flatnonzero(p[kolonner[plads]].isin({n[plads] for n in valgte}))
            ud[maaske] |= pd.MultiIndex.from_frame(p[kolonner].iloc[maaske]).isin(list(valgte))
    return ud


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
    return virkninger(
        k,
        {
            int(r["postering_nr"]): flytning(int(r["postering_nr"]), r, bedste[int(r["postering_nr"])])
            for r in proevet.to_dict("records")
        },
    )


def rettelse(post: Mapping[str, Any], dele: Sequence[tuple[str, int]], bruger: str = "") -> Rettelse:
    """The event that puts a posting on the persons: whole on one, else in parts."""
    noegle = {n: _simpel(post[n]) for n in POSTERINGSNOEGLE}
    hele = len(dele) == 1 and dele[0][1] == int(post["beloeb_oere"])
    nyt = [{"person": person, "beloeb_oere": None if hele else int(oere)} for person, oere in dele]
    return Rettelse(0, FLYT_POSTERING, noegle, {"dele": nyt}, "", bruger)


def flytning(gruppe: Hashable, post: Mapping[str, Any], f: Forslag) -> Flytning:
    """A proposal as the move it would be."""
    fra = post["person_noegle"]
    return Flytning(gruppe, tuple(ja(post, f)), fra if isinstance(fra, str) else None)


def ja(post: Mapping[str, Any], f: Forslag, bruger: str = "") -> list[Rettelse]:
    """The events of a yes: the move, and the period where the proposal rests on another than the posting has."""
    flyt = rettelse(post, f.dele, bruger)
    if f.fra is None or f.til is None:
        return [flyt]
    nyt = {"periode_fra": f.fra.isoformat(), "periode_til": f.til.isoformat()}
    return [flyt, Rettelse(0, FLYT_PERIODE, flyt.noegle, nyt, "", bruger)]


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
    hvem |= lager.ved_leverandoeren(k.gen, [r["postering_nr"] for r in poster])
    leverandoer = _grupper(k, p)["leverandoer"].iloc[0]
    noegle = {n: str(foerste[n]) for n in ("skabelon", "kilde", "cvr")}
    return Gruppe(gruppe_id, noegle, leverandoer, poster, navne_paa(k, hvem))


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
    ud = []
    for (tid, hvem, type_), rr in samlet.items():
        perioder = _perioder_med(k, tid, hvem, rr) if type_ == FLYT_POSTERING else []
        numre = tuple(r.id for r in (*rr, *perioder))
        ud.append(Valgt(numre, _hvad(rr, til), len(rr), rr[-1].bruger, rr[-1]))
    return sorted(ud, key=lambda v: -max(v.numre))


def _perioder_med(k: Kontekst, tid: Any, bruger: str, flyttede: Sequence[Rettelse]) -> list[Rettelse]:
    """The periods that were written together with some moves, so that they are undone with them."""
    egne = {noegletupel(r.noegle) for r in flyttede}
    return [
        r
        for r in k.rettelser
        if r.type == FLYT_PERIODE and (r.tid, r.bruger) == (tid, bruger) and noegletupel(r.noegle) in egne
    ]


def _hvad(rr: Sequence[Rettelse], til: str) -> str:
    r = rr[0]
    if er_regelnoegle(r.noegle):
        return "Forslag for alle tekster som denne afvist"
    if len(rr) > 1:
        hvad = "afvist" if r.type == HENFOERELSE_AFVIST else til
        return f"{len(rr)} posteringer {hvad}"
    return f"Bilag {r.noegle['bilagsnr']}: {beskriv_nyt(r.type, r.nyt)}"
