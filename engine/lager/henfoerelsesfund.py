"""From the questions of engine/lager/henfoerelse.py to proposals: whose each expense on nobody may be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

import pandas as pd

from engine.lager import henfoerelse as lager
from engine.lager.laes import Arbejdsbord, Spoerg
from engine.refusion import henfoerelse
from engine.refusion.henfoerelse import CPR, NAVN, Forslag, Post, Spor
from engine.refusion.periodisering import Genkender
from engine.refusion.prisbog import Maal, Prisbog

KENDTE_PERIODER = ("angivet", "tekst", "rettet")


def find(bord: Arbejdsbord) -> tuple[pd.DataFrame, dict[int, tuple[Forslag, ...]]]:
    """Every posting on nobody and the proposals by its number, without what persons have decided since.

    The columns are those of lager.henfoerelse.poster, har_maal (somebody has a measure at the supplier in the time) and
    skabelon (what the text of one with proposals has in common with others alike, else '').
    """
    lager.forbered(bord)
    poster = lager.poster(bord)
    ved = lager.ved_leverandoer(bord)
    boeger = dict(zip(ved.poster["postering_nr"].tolist(), ved.poster["bog_nr"].tolist(), strict=True))
    ud = _foreslaaede(poster, _spor(lager.tekstspor(bord)), boeger, _maal(ved))
    skabelon = poster["postering_nr"].map(skabeloner(bord, ud)).fillna("")
    return poster.assign(har_maal=poster["postering_nr"].isin(boeger), skabelon=skabelon), ud


def _foreslaaede(
    poster: pd.DataFrame,
    spor: Mapping[int, Sequence[Spor]],
    boeger: Mapping[int, int],
    maal: Mapping[int, Sequence[Maal]],
) -> dict[int, tuple[Forslag, ...]]:
    """Posting → its proposals. boeger: posting → the book it asks. maal: book → its measures. A book is kept no longer
    than its postings ask it."""
    alle = poster[poster["postering_nr"].isin(boeger.keys() | spor.keys())].to_dict("records")
    alle.sort(key=lambda r: boeger.get(int(r["postering_nr"]), 0))
    ud = {}
    for bog_nr, egne in groupby(alle, lambda r: boeger.get(int(r["postering_nr"]), 0)):
        bog = Prisbog(maal.get(bog_nr, ()))
        for r in egne:
            nr = int(r["postering_nr"])
            ud[nr] = henfoerelse.foreslaa(_post(r), spor.get(nr, ()), bog)
    return {nr: ud[nr] for nr in sorted(ud) if ud[nr]}


def skabeloner(spoerg: Spoerg, numre: Iterable[int]) -> dict[int, str]:
    """What the texts of some postings have in common with others alike."""
    genkender, dag = Genkender(), date(2000, 1, 1)
    sql = "SELECT postering_nr, coalesce(tekst, '') AS t FROM core.postering WHERE postering_nr IN (SELECT unnest(?))"
    tabel = spoerg(sql, [sorted(numre)])
    tekster = tabel["t"].to_pylist()
    grupper = {tekst: genkender.laes_med_gruppe(tekst, dag)[1] for tekst in set(tekster)}
    return {nr: grupper[tekst] for nr, tekst in zip(tabel["postering_nr"].to_pylist(), tekster, strict=True)}


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


def _maal(ved: lager.VedLeverandoer) -> dict[int, list[Maal]]:
    """Book → its measures."""
    maal = {int(r["maal_nr"]): _et_maal(r) for r in ved.maal.to_dict("records")}
    ud: dict[int, list[Maal]] = {}
    for nr, maal_nr in zip(ved.boeger["bog_nr"].tolist(), ved.boeger["maal_nr"].tolist(), strict=True):
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


def _spor(fundne: lager.Tekstspor) -> dict[int, list[Spor]]:
    ud: dict[int, list[Spor]] = {}
    for r in fundne.numre.to_dict("records"):
        nr, person = int(r["postering_nr"]), str(r["person_noegle"])
        imod = []
        if not r["bindestreg"] and not r["sagt"]:
            imod.append("tallet er skrevet som ti cifre i træk")
        if r["andet_nr"] and not r["sagt"]:
            imod.append("ordet foran tallet er et andet nummers")
        ud.setdefault(nr, []).append(
            Spor(person, CPR, bool(r["tilknyttet"]), bool(r["ved_leverandoer"]), True, tuple(imod))
        )
    for r in fundne.navne.to_dict("records"):
        nr, person = int(r["postering_nr"]), str(r["person_noegle"])
        hel = r["ord"] >= r["ord_i_navn"]
        imod = [] if hel else ["kun forbogstav og efternavn" if r["initial"] else "kun en del af navnet"]
        if r["rolle"]:
            imod.append("ordet foran navnet er en medarbejders")
        if r["firma"]:
            imod.append("navnet kan være et firmas")
        ud.setdefault(nr, []).append(
            Spor(person, NAVN, bool(r["tilknyttet"]), bool(r["ved_leverandoer"]), bool(hel), tuple(imod))
        )
    return ud
