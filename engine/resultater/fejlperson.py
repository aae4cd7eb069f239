"""Expenses that look booked on the wrong person, as shown: whose they may be, what it would change, and the choice.

The queue is of groups: what is booked on one person and looks like another's on the same function, in one year, with
the income that follows it (the state's half of an expense goes where the expense goes).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from engine import dansk
from engine.adgang import Bruger, Handling, omfang
from engine.lager import fejlperson as lager
from engine.lager import henfoerelse as henfoerlager
from engine.lager import periode as periodelager
from engine.lager.laes import Generation
from engine.refusion import fejlperson
from engine.refusion.fejlperson import Bogfoert, Kandidat
from engine.refusion.henfoerelse import Forslag, Maal, Post
from engine.resultater import sde, sdevisning
from engine.resultater.henfoerelse import (
    FORSLAG,
    KENDTE_PERIODER,
    SIKKERHED_MIN,
    SVAGT,
    Fundet,
    Gruppe,
    Valgt,
    afgjorte_valg,
    i_omfang,
    navne_paa,
    rettelse,
    som_dag,
    som_slut,
    som_tal,
    valgte_for,
    virkninger,
)
from engine.resultater.husk import Husk
from engine.resultater.sde import Kontekst

FOELGER = "foelger"
"""The rule of an income that goes where its expense goes."""
_NOEGLE = ["person_noegle", "funktion", "lov", "paragraf"]
VISES = 60


@lru_cache(maxsize=3)
def find(gen: Generation) -> Fundet:
    """The proposals of a generation, without what persons have decided since. The income that follows is among them."""
    poster, kandidater = lager.poster(gen), _kandidater(gen)
    ud: dict[int, tuple[Forslag, ...]] = {}
    for r in poster.to_dict("records"):
        nr = int(r["postering_nr"])
        fundne = fejlperson.foreslaa(_bogfoert(r), kandidater.get(nr, ()))
        if fundne:
            ud[nr] = fundne
    poster = poster[poster["postering_nr"].isin(ud)]
    return _med_indtaegter(gen, Fundet(poster.reset_index(drop=True), ud))


def _bogfoert(r: dict[str, Any]) -> Bogfoert:
    kendt = r["periode_kilde"] in KENDTE_PERIODER
    post = Post(int(r["postering_nr"]), int(r["beloeb_oere"]), som_dag(r["fra"]), som_dag(r["til"]), kendt)
    return Bogfoert(post, bool(r["egen_indsats"]), bool(r["skal_til_foraelder"]))


def _kandidater(gen: Generation) -> dict[int, list[Kandidat]]:
    samlet: dict[tuple[int, str, str], list[Maal]] = {}
    gange: dict[tuple[int, str, str], int] = {}
    for r in lager.spor(gen).to_dict("records"):
        noegle = (int(r["postering_nr"]), str(r["person_noegle"]), str(r["baand"]))
        hos, gange[noegle] = samlet.setdefault(noegle, []), int(r["gange"])
        if r["baand"] != fejlperson.INDEHAVER:
            hos.append(
                Maal(
                    str(r["person_noegle"]),
                    som_dag(r["startdato"]),
                    som_slut(r["slutdato"]),
                    int(r["pris_oere"]),
                    str(r["enhed"]),
                    som_tal(r["dagpris_oere"]),
                    som_tal(r["maanedspris_oere"]),
                    frozenset(r["regnede"]),
                    bool(r["samme_lov"]),
                )
            )
    ud: dict[int, list[Kandidat]] = {}
    for (nr, person, baand), maal in samlet.items():
        fundne = Kandidat(person, baand, tuple(maal), gange[nr, person, baand])
        ud.setdefault(nr, []).append(fundne)
    return ud


def _med_indtaegter(gen: Generation, f: Fundet) -> Fundet:
    """The income of an expense that is proposed moved, where no expense like it stays on the person."""
    sikre = [nr for nr, forslag in f.forslag.items() if forslag[0].sikkerhed >= SIKKERHED_MIN]
    flyttes = f.poster[f.poster["postering_nr"].isin(sikre)]
    if flyttes.empty:
        return f
    alt = lager.paa_personer(gen, sorted(set(flyttes["person_noegle"]))).to_dict("records")
    blandt = set(sikre)
    stadig = {n for r in alt if r["brutto"] and r["postering_nr"] not in blandt for n in _maanedsnoegler(r)}
    hvem = {
        n: f.forslag[int(r["postering_nr"])][0]
        for r in flyttes.to_dict("records")
        for n in _maanedsnoegler(r)
    }
    nye, forslag = [], dict(f.forslag)
    for r in alt:
        noegler = [] if r["brutto"] else _maanedsnoegler(r)
        fulgte = [hvem[n] for n in noegler if n in hvem and n not in stadig]
        personer = {g.dele[0][0] for g in fulgte}
        if len(fulgte) != len(noegler) or len(personer) != 1:
            continue
        som = min(fulgte, key=lambda g: g.sikkerhed)
        grund = ("indtægten følger udgiften",)
        dele = ((personer.pop(), int(r["beloeb_oere"])),)
        forslag[int(r["postering_nr"])] = (
            Forslag(dele, FOELGER, som.niveau, grund, som.modbevis, sikkerhed=som.sikkerhed),
        )
        nye.append(r | {"egen_indsats": False, "skal_til_foraelder": False, "ydelse": ""})
    if not nye:
        return f
    flere = pd.DataFrame(nye)[list(f.poster.columns)]
    return Fundet(pd.concat([f.poster, flere], ignore_index=True), forslag)


def _maanedsnoegler(r: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Person, function and paragraph of a posting, once for each month it is about."""
    fra, til = som_dag(r["fra"]), som_dag(r["til"])
    foerste, sidste = fra.year * 12 + fra.month, til.year * 12 + til.month
    return [(*(r[n] for n in _NOEGLE), md) for md in range(foerste, sidste + 1)]


# --- the queue ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Koe:
    """What waits. poster: those of find() with slags, sikkerhed, til_person, gruppe_id. virkning: group → øre."""

    poster: pd.DataFrame
    forslag: dict[int, tuple[Forslag, ...]]
    virkning: dict[str, int]


_husket = Husk[Koe]()


def koe(k: Kontekst) -> Koe:
    """The queue with the corrections in force, remembered while what it depends on is the same."""
    return _husket.hent(sde.maerke(k), lambda: _koe(k))


def _koe(k: Kontekst) -> Koe:
    fundet = find(k.gen)
    afgjorte, _ = afgjorte_valg(k)
    p = fundet.poster
    noegler = zip(p["kilde"], p["regnskabsaar"], p["bilagsnr"], p["linjenr"], strict=True)
    aabne = pd.Series([n not in afgjorte for n in noegler], index=p.index, dtype=bool)
    p = p[aabne].reset_index(drop=True)
    bedste = [fundet.forslag[int(n)][0] for n in p["postering_nr"]]
    p["sikkerhed"] = [f.sikkerhed for f in bedste]
    p["regel"] = [f.regel for f in bedste]
    p["til_person"] = [f.dele[0][0] for f in bedste]
    p["slags"] = [FORSLAG if f.sikkerhed >= SIKKERHED_MIN else SVAGT for f in bedste]
    kolonner = ["regnskabsaar", "slags", "person_noegle", "til_person", "funktion"]
    p["gruppe_id"] = [
        k.lav_id("T", "forkert|" + "|".join(map(str, n)))
        for n in p[kolonner].itertuples(index=False, name=None)
    ]
    sikre = p[p["slags"] == FORSLAG]
    valg = {
        int(r["postering_nr"]): (r["gruppe_id"], rettelse(r, fundet.forslag[int(r["postering_nr"])][0].dele))
        for r in sikre.to_dict("records")
    }
    return Koe(p, {int(n): fundet.forslag[int(n)] for n in p["postering_nr"]}, virkninger(k, valg))


# --- within somebody's scope ------------------------------------------------------------------------------------

RETNING = {
    fejlperson.FORAELDER: "Fra barnet til forælderen",
    fejlperson.BARN: "Fra forælderen til barnet",
    fejlperson.SOESKENDE: "Til en søskende",
    fejlperson.ANDEN: "Til en anden hos leverandøren",
}


@dataclass(frozen=True)
class Oversigt:
    """A year within somebody's scope. grupper: gruppe_id, hvad, retning, leverandoer, antal, beloeb_oere, sikkerhed,
    virkning_oere, most first; None without the right to see persons. beloeb_oere: expenses, without what follows.
    """

    aar: int
    grupper: pd.DataFrame | None
    antal: int
    beloeb_oere: int
    virkning_oere: int
    ventet_oere: int
    svage: int
    svage_oere: int
    retninger: list[tuple[str, int, int, int]]

    @property
    def saetning(self) -> str:
        """The page's answer in one sentence."""
        if not self.antal:
            return f"Ingen udgift i {self.aar} ser ud til at stå på en forkert person med sikkerhed nok til et forslag."
        hvad = dansk.antal(self.antal, "udgift", "udgifter")
        aendres = dansk.kort_kroner(abs(self.virkning_oere))
        hvordan = (
            f"giver {aendres} {'mere' if self.virkning_oere > 0 else 'mindre'} i refusion"
            if self.virkning_oere
            else "ændrer ikke refusionen i alt"
        )
        return (
            f"{hvad} i {self.aar} på {dansk.kort_kroner(self.beloeb_oere)} ser ud til at stå på en forkert person. At "
            f"flytte dem {hvordan}; intet flyttes, før en person siger ja."
        )


def oversigt(
    k: Kontekst, bruger: Bruger, aar: int, omraade: str | None = None, slags: str = FORSLAG
) -> Oversigt:
    """A year within the user's scope. slags: forslag or svagt. Errors: AdgangNaegtet."""
    sdevisning.kraev(bruger, Handling.SE_TAL)
    q = koe(k)
    p = i_omfang(bruger, q.poster)
    p = p[p["regnskabsaar"] == aar]
    p = p if omraade is None else p[p["fagomraade"] == omraade]
    alle = _grupper(k, q, p)
    forslag, svage = (alle[alle["slags"] == s] for s in (FORSLAG, SVAGT))
    vejet = (forslag["virkning_oere"] * forslag["sikkerhed"]).round()
    retninger = [
        (navn, int(g["antal"].sum()), int(g["beloeb_oere"].sum()), int(g["virkning_oere"].sum()))
        for regel, navn in RETNING.items()
        if len(g := forslag[forslag["regel"] == regel])
    ]
    valgte = forslag if slags == FORSLAG else svage
    return Oversigt(
        aar,
        valgte.reset_index(drop=True) if omfang(bruger).personer else None,
        int(forslag["antal"].sum()),
        int(forslag["beloeb_oere"].sum()),
        int(forslag["virkning_oere"].sum()),
        int(vejet.sum()),
        int(svage["antal"].sum()),
        int(svage["beloeb_oere"].sum()),
        retninger,
    )


def _grupper(k: Kontekst, q: Koe, p: pd.DataFrame) -> pd.DataFrame:
    udgift = p[p["regel"] != FOELGER]
    ud = (
        udgift.groupby("gruppe_id", sort=False)
        .agg(
            slags=("slags", "first"),
            regel=("regel", "first"),
            funktion=("funktion", "first"),
            ydelse=("ydelse", "first"),
            lov=("lov", "first"),
            paragraf=("paragraf", "first"),
            cvr=("cvr", "first"),
            antal=("postering_nr", "size"),
            beloeb_oere=("beloeb_oere", "sum"),
            sikkerhed=("sikkerhed", "min"),
        )
        .reset_index()
    )
    ud["virkning_oere"] = [q.virkning.get(g, 0) for g in ud["gruppe_id"]]
    navne = periodelager.leverandoernavne(k.gen, sorted({c for c in ud["cvr"] if c}))
    ud["leverandoer"] = [navne.get(c) or (f"CVR {c}" if c else "uden leverandør") for c in ud["cvr"]]
    ud["hvad"] = [_hvad(r) for r in ud.to_dict("records")]
    ud["retning"] = ud["regel"].map(RETNING)
    orden = ud.assign(_v=(ud["virkning_oere"] * ud["sikkerhed"]).abs(), _b=ud["beloeb_oere"])
    orden = orden.sort_values(["_v", "_b", "gruppe_id"], ascending=[False, False, True])
    return orden.drop(columns=["_v", "_b"]).reset_index(drop=True)


def _hvad(r: dict[str, Any]) -> str:
    paragraf = f"{r['lov']} § {r['paragraf']}".strip(" §")
    return f"{r['ydelse']}, {paragraf}" if r["ydelse"] else paragraf


def gruppe(k: Kontekst, bruger: Bruger, gruppe_id: str, aar: int) -> Gruppe | None:
    """One group of a year within the user's scope; None when nothing of it waits. Errors: AdgangNaegtet."""
    sdevisning.kraev(bruger, Handling.SE_PERSON)
    q = koe(k)
    p = i_omfang(bruger, q.poster)
    p = p[(p["gruppe_id"] == gruppe_id) & (p["regnskabsaar"] == aar)].sort_values(["fra", "postering_nr"])
    if p.empty:
        return None
    overskrift = _grupper(k, q, p).iloc[0]
    tekster = henfoerlager.tekster(k.gen, p["postering_nr"].tolist())
    poster = [
        r
        | {
            "tekst": dansk.uden_cpr(tekster[int(r["postering_nr"])]),
            "forslag": q.forslag[int(r["postering_nr"])],
        }
        for r in p.to_dict("records")
    ]
    hvem = {person for r in poster for f in r["forslag"] for person, _ in f.dele}
    hvem |= {str(r["person_noegle"]) for r in poster}
    titel = f"{overskrift['hvad']}: {str(overskrift['retning']).lower()}"
    noegle = {"skabelon": titel, "kilde": str(p.iloc[0]["kilde"]), "cvr": str(p.iloc[0]["cvr"])}
    return Gruppe(gruppe_id, noegle, str(overskrift["leverandoer"]), poster, navne_paa(k, hvem))


def valgte(k: Kontekst, bruger: Bruger) -> list[Valgt]:
    """The decisions in force on postings that were proposed moved, newest first, within the user's scope."""
    return valgte_for(k, bruger, find(k.gen).poster, regler=False, til="flyttet til en anden person")
