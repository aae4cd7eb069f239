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
from engine.lager import forslag
from engine.lager import henfoerelse as henfoerlager
from engine.lager import periode as periodelager
from engine.lager.forslag import Fundet
from engine.lager.laes import Generation
from engine.refusion import fejlperson
from engine.refusion.fejlperson import FOELGER
from engine.refusion.henfoerelse import SIKKERHED_MIN, Forslag
from engine.resultater import sde, sdevisning
from engine.resultater.flyttevirkning import virkninger
from engine.resultater.henfoerelse import (
    FORSLAG,
    SVAGT,
    Gruppe,
    Valgt,
    afgjorte_valg,
    flytning,
    i_omfang,
    navne_paa,
    valgte_for,
)
from engine.resultater.husk import Husk
from engine.resultater.sde import Kontekst

VISES = 60


@lru_cache(maxsize=3)
def find(gen: Generation) -> Fundet:
    """Every posting with a proposal (engine/lager/forslag.py), without what persons have decided since."""
    return forslag.laes(gen, forslag.FORKERT_PERSON)


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
        nr: flytning(r["gruppe_id"], r, fundet.forslag[nr][0])
        for nr, r in zip(sikre["postering_nr"].tolist(), sikre.to_dict("records"), strict=True)
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
