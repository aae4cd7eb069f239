"""From the questions of engine/lager/henfoerelse.py to proposals: whose each expense on nobody may be."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd

from engine.lager import henfoerelse as lager
from engine.lager.laes import Arbejdsbord, Spoerg
from engine.refusion import henfoerelse
from engine.refusion.henfoerelse import CPR, NAVN, Forslag, Maal, Post, Spor
from engine.refusion.periodisering import Genkender

KENDTE_PERIODER = ("angivet", "tekst", "rettet")


def find(bord: Arbejdsbord) -> tuple[pd.DataFrame, dict[int, tuple[Forslag, ...]]]:
    """Every posting on nobody and the proposals by its number, without what persons have decided since.

    The columns are those of lager.henfoerelse.poster, har_maal (somebody has a measure at the supplier in the time) and
    skabelon (what the text of one with proposals has in common with others alike, else '').
    """
    lager.forbered(bord)
    poster = lager.poster(bord)
    maal = _maal(bord)
    spor = _spor(bord, maal)
    ud = {}
    for r in poster[poster["postering_nr"].isin(set(maal) | set(spor))].to_dict("records"):
        nr = int(r["postering_nr"])
        fundne = henfoerelse.foreslaa(_post(r), spor.get(nr, ()), maal.get(nr, ()))
        if fundne:
            ud[nr] = fundne
    skabelon = poster["postering_nr"].map(skabeloner(bord, ud)).fillna("")
    return poster.assign(har_maal=poster["postering_nr"].isin(maal), skabelon=skabelon), ud


def skabeloner(spoerg: Spoerg, numre: Iterable[int]) -> dict[int, str]:
    """What the texts of some postings have in common with others alike."""
    genkender, dag = Genkender(), date(2000, 1, 1)
    sql = "SELECT postering_nr, coalesce(tekst, '') AS t FROM core.postering WHERE postering_nr IN (SELECT unnest(?))"
    tabel = spoerg(sql, [sorted(numre)])
    par = zip(tabel["postering_nr"].to_pylist(), tabel["t"].to_pylist(), strict=True)
    return {nr: genkender.laes_med_gruppe(tekst, dag)[1] for nr, tekst in par}


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


def som_slut(v: Any) -> date:
    """A last day; an open one lies beyond what pandas can hold as a time."""
    return v if type(v) is date else v.date()


def som_tal(v: Any) -> int | None:
    """A whole number, or None for a missing one."""
    return None if pd.isna(v) else int(v)


def _maal(bord: Arbejdsbord) -> dict[int, list[Maal]]:
    par, raekker = lager.ved_leverandoer(bord)
    maal = {int(r["maal_nr"]): _et_maal(r) for r in raekker.to_dict("records")}
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


def _spor(spoerg: Spoerg, maal: dict[int, list[Maal]]) -> dict[int, list[Spor]]:
    tal, navne = lager.cpr_spor(spoerg), lager.navne_spor(spoerg)
    par = pd.concat([tal, navne])[["postering_nr", "person_noegle"]].drop_duplicates()
    tilknyttede = lager.tilknyttede(spoerg, list(par.itertuples(index=False, name=None)))
    ved = {nr: {m.person for m in maal.get(nr, ())} for nr in {int(n) for n in par["postering_nr"]}}
    ud: dict[int, list[Spor]] = {}
    for r in tal.to_dict("records"):
        nr, person = int(r["postering_nr"]), str(r["person_noegle"])
        imod = []
        if not r["bindestreg"] and not r["sagt"]:
            imod.append("tallet er skrevet som ti cifre i træk")
        if r["andet_nr"] and not r["sagt"]:
            imod.append("ordet foran tallet er et andet nummers")
        ud.setdefault(nr, []).append(
            Spor(person, CPR, (nr, person) in tilknyttede, person in ved.get(nr, ()), True, tuple(imod))
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
            Spor(person, NAVN, (nr, person) in tilknyttede, person in ved.get(nr, ()), hel, tuple(imod))
        )
    return ud
