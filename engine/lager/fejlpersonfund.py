"""From the questions of engine/lager/fejlperson.py to proposals: whose an expense on the wrong person may be."""

from __future__ import annotations

from typing import Any

import pandas as pd

from engine.lager import fejlperson as lager
from engine.lager.henfoerelsesfund import KENDTE_PERIODER, som_dag, som_slut, som_tal
from engine.lager.laes import Arbejdsbord, Spoerg
from engine.refusion import fejlperson
from engine.refusion.fejlperson import FOELGER, Bogfoert, Kandidat
from engine.refusion.henfoerelse import SIKKERHED_MIN, Forslag, Post
from engine.refusion.prisbog import Maal

_NOEGLE = ["person_noegle", "funktion", "lov", "paragraf"]


def find(bord: Arbejdsbord) -> tuple[pd.DataFrame, dict[int, tuple[Forslag, ...]]]:
    """Every posting with a proposal and the proposals by its number, without what persons have decided since.

    The columns are those of lager.fejlperson.poster. The income that follows an expense is among them.
    """
    lager.forbered(bord)
    poster, kandidater = lager.poster(bord), _kandidater(bord)
    ud: dict[int, tuple[Forslag, ...]] = {}
    for r in poster.to_dict("records"):
        nr = int(r["postering_nr"])
        fundne = fejlperson.foreslaa(_bogfoert(r), kandidater.get(nr, ()))
        if fundne:
            ud[nr] = fundne
    poster = poster[poster["postering_nr"].isin(ud)]
    return _med_indtaegter(bord, poster.reset_index(drop=True), ud)


def _bogfoert(r: dict[str, Any]) -> Bogfoert:
    kendt = r["periode_kilde"] in KENDTE_PERIODER
    post = Post(int(r["postering_nr"]), int(r["beloeb_oere"]), som_dag(r["fra"]), som_dag(r["til"]), kendt)
    return Bogfoert(post, bool(r["egen_indsats"]), bool(r["skal_til_foraelder"]))


def _kandidater(spoerg: Spoerg) -> dict[int, list[Kandidat]]:
    samlet: dict[tuple[int, str, str], list[Maal]] = {}
    gange: dict[tuple[int, str, str], int] = {}
    for r in lager.spor(spoerg).to_dict("records"):
        noegle = (int(r["postering_nr"]), str(r["person_noegle"]), str(r["baand"]))
        hos, gange[noegle] = samlet.setdefault(noegle, []), int(r["gange"])
        if r["baand"] != fejlperson.INDEHAVER:
            hos.append(_maal(r))
    ud: dict[int, list[Kandidat]] = {}
    for (nr, person, baand), maal in samlet.items():
        fundne = Kandidat(person, baand, tuple(maal), gange[nr, person, baand])
        ud.setdefault(nr, []).append(fundne)
    return ud


def _maal(r: dict[str, Any]) -> Maal:
    return Maal(
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


def _med_indtaegter(
    spoerg: Spoerg, poster: pd.DataFrame, forslag: dict[int, tuple[Forslag, ...]]
) -> tuple[pd.DataFrame, dict[int, tuple[Forslag, ...]]]:
    """The income of an expense that is proposed moved, where no expense like it stays on the person."""
    sikre = [nr for nr, fundne in forslag.items() if fundne[0].sikkerhed >= SIKKERHED_MIN]
    flyttes = poster[poster["postering_nr"].isin(sikre)]
    if flyttes.empty:
        return poster, forslag
    alt = lager.paa_personer(spoerg, sorted(set(flyttes["person_noegle"]))).to_dict("records")
    blandt = set(sikre)
    stadig = {n for r in alt if r["brutto"] and r["postering_nr"] not in blandt for n in _maanedsnoegler(r)}
    hvem = {
        n: forslag[int(r["postering_nr"])][0] for r in flyttes.to_dict("records") for n in _maanedsnoegler(r)
    }
    nye, alle = [], dict(forslag)
    for r in alt:
        noegler = [] if r["brutto"] else _maanedsnoegler(r)
        fulgte = [hvem[n] for n in noegler if n in hvem and n not in stadig]
        personer = {g.dele[0][0] for g in fulgte}
        if len(fulgte) != len(noegler) or len(personer) != 1:
            continue
        som = min(fulgte, key=lambda g: g.sikkerhed)
        grund = ("indtægten følger udgiften",)
        dele = ((personer.pop(), int(r["beloeb_oere"])),)
        alle[int(r["postering_nr"])] = (
            Forslag(dele, FOELGER, som.niveau, grund, som.modbevis, sikkerhed=som.sikkerhed),
        )
        nye.append(r | {"egen_indsats": False, "skal_til_foraelder": False, "ydelse": ""})
    if not nye:
        return poster, alle
    flere = pd.DataFrame(nye)[list(poster.columns)]
    return pd.concat([poster, flere], ignore_index=True), alle


def _maanedsnoegler(r: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Person, function and paragraph of a posting, once for each month it is about."""
    fra, til = som_dag(r["fra"]), som_dag(r["til"])
    foerste, sidste = fra.year * 12 + fra.month, til.year * 12 + til.month
    return [(*(r[n] for n in _NOEGLE), md) for md in range(foerste, sidste + 1)]
