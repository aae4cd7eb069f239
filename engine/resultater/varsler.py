"""What a night has changed on the cases that somebody has, as notices to the one each is assigned to.

The finds of the generation in use are held beside those of the one that nyt.py compares with. Kroner are told only of
kinds of case where they may be (udflytning's are not).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pandas as pd

from engine import dansk
from engine.fejl import ForaeldetLager
from engine.lager.laes import Generation
from engine.resultater.sagskilder import Sagskilde, kilder
from engine.resultater.sde import Kontekst
from engine.sager import arter, varsler
from engine.sager.lager import Sagslager
from engine.sager.varsler import Varsel

BORTFALDET, TILBAGE, ANDRE = "bortfaldet", "tilbage", "andre"
NAVNE = {
    BORTFALDET: "Findes ikke længere i data",
    TILBAGE: "Findes igen i data",
    ANDRE: "Oplysningerne bag er ændret",
    "forventet_oere": "Forventet beløb",
    "tabt_oere": "Bortfaldet",
    "frist": "Frist",
    "sandsynlighed": "Sikkerhed",
}
_ART = {"forventet_oere": "kroner", "tabt_oere": "kroner", "frist": "dato", "sandsynlighed": "procent"}


def giv(k: Kontekst, foer: Generation | None, lager: Sagslager, nu: datetime) -> int:
    """Give the night's notices; how many were new. Again gives none."""
    ejere = varsler.tildelte(lager)
    if foer is None or not ejere:
        return 0
    return varsler.giv(lager, find(k, replace(k, gen=foer), ejere, nu.date()), nu)


def find(k: Kontekst, foer: Kontekst, ejere: Mapping[str, str], i_dag: date) -> list[Varsel]:
    """The notices of the cases in `ejere` {case: user}, by case."""
    ud: list[Varsel] = []
    for kilde in kilder():
        try:
            a, b = (_fund(kilde, kk, ejere, i_dag) for kk in (foer, k))
        except ForaeldetLager:  # the warehouse before was built before the source came to be
            continue
        for sag_id in sorted(a.keys() | b.keys()):
            hvad = _forskel(kilde, a.get(sag_id), b.get(sag_id))
            if hvad:
                fakta = str(b[sag_id]["fakta_hash"]) if sag_id in b else ""
                ud.append(Varsel(ejere[sag_id], sag_id, fakta, hvad))
    return ud


def _fund(kilde: Sagskilde, k: Kontekst, ejere: Mapping[str, str], i_dag: date) -> dict[str, dict[str, Any]]:
    ramme = kilde.fund(k, i_dag)
    return {str(r["sag_id"]): dict(r) for r in ramme[ramme["sag_id"].isin(list(ejere))].to_dict("records")}


def _forskel(
    kilde: Sagskilde, foer: Mapping[str, Any] | None, nu: Mapping[str, Any] | None
) -> tuple[tuple[str, str, Any, Any], ...]:
    if foer is None or nu is None:
        return ((TILBAGE if foer is None else BORTFALDET, "tekst", None, None),)
    if foer["fakta_hash"] == nu["fakta_hash"]:
        return ()
    kroner = arter.find(kilde.art).viser_kroner
    felter = [f for f, art in _ART.items() if kroner or art != "kroner"]
    fundne = tuple(
        (f, _ART[f], _vaerdi(foer[f]), _vaerdi(nu[f])) for f in felter if _vaerdi(foer[f]) != _vaerdi(nu[f])
    )
    return fundne or ((ANDRE, "tekst", None, None),)


def _vaerdi(v: Any) -> Any:
    """As JSON keeps it."""
    if v is None or pd.isna(v):
        return None
    if isinstance(v, date):
        return v.isoformat()[:10]
    return round(float(v), 4) if isinstance(v, float) else int(v)


_VIS: dict[str, Callable[[Any], str]] = {
    "kroner": lambda v: dansk.kort_kroner(int(v)),
    "dato": lambda v: dansk.dato(date.fromisoformat(v)),
    "procent": dansk.procent,
}


def tekst(v: Varsel) -> str:
    """The changes in words: 'Forventet beløb: 1,2 mio. kr. → 1,4 mio. kr.'"""
    return "; ".join(_led(kode, art, foer, nu) for kode, art, foer, nu in v.hvad)


def _led(kode: str, art: str, foer: Any, nu: Any) -> str:
    if art not in _VIS:
        return NAVNE[kode]
    a, b = ("ingen" if x is None else _VIS[art](x) for x in (foer, nu))
    return f"{NAVNE[kode]}: {a} → {b}"
