"""How fresh data is and what lies where: each table's newest delivery, the builds, the disk, the versions."""

from __future__ import annotations

import platform
from datetime import datetime
from typing import Any

import sqlalchemy as sa

import engine
from engine import plads
from engine.fejl import IntetLager
from engine.indstillinger import Indstillinger
from engine.lager import filer, laes
from engine.sager.lager import SENESTE_REVISION, Sagslager

_MAPPER = {
    "landing": "Leverancer",
    "karantaene": "Karantæne",
    "generationer": "Datagrundlag",
    "sikkerhedskopier": "Sikkerhedskopier",
    "eksport": "Udtræk på maskinen",
    "arbejde": "Mellemfiler",
}


def tabeller(ind: Indstillinger, nu: datetime) -> list[dict[str, Any]]:
    """The newest delivery of each table in the build in use, the oldest data first; empty before the first build.

    Each: tabel, kilde, leverance, dato, alder (days), nyeste_dato (of its rows), raekker.
    """
    try:
        gen = laes.aktuel(ind)
    except IntetLager:
        return []
    leverance = {r["id"]: r for r in laes.leverancer(gen).to_pylist()}
    nyeste = {
        t["tabel"]: t for t in laes.leverance_tabeller(gen).to_pylist()
    }  # oldest first: the last one stands
    raekker = []
    for tabel, t in nyeste.items():
        lev = leverance[t["leverance_id"]]
        felter = {"tabel": tabel, "kilde": lev["kilde"], "leverance": lev["id"], "dato": lev["dato"]}
        felter |= {"alder": (nu.date() - lev["dato"]).days, "nyeste_dato": t["nyeste_dato"]}
        raekker.append(felter | {"raekker": t["accepteret"]})
    return sorted(raekker, key=lambda r: (r["dato"], r["tabel"]))


def generationer(ind: Indstillinger) -> list[dict[str, Any]]:
    """The builds that are kept, newest first: navn, i_brug, bygget, data_dato, version, lov, mb."""
    i_brug = filer.laes_peger(ind.generationer)
    return [
        {
            "navn": g.navn,
            "i_brug": g.sti.name == i_brug,
            "bygget": g.bygget,
            "data_dato": g.data_dato,
            "version": g.kode_version,
            "lov": g.lov_version[:8],
            "mb": plads.fylder(g.sti) / 2**20,
        }
        for g in laes.generationer(ind)
    ]


def disk(ind: Indstillinger) -> list[dict[str, Any]]:
    """What each part takes, in MB, and what is free."""
    dele = [
        {"hvad": titel, "mb": plads.fylder(getattr(ind, navn)) / 2**20} for navn, titel in _MAPPER.items()
    ]
    return [*dele, {"hvad": "Fri plads", "mb": plads.fri(ind.hjem) / 2**20}]


def versioner(lager: Sagslager) -> list[dict[str, str]]:
    """What runs in which version."""
    par = {"Hjemtag": engine.__version__, "Python": platform.python_version(), "Skema": SENESTE_REVISION}
    return [{"hvad": hvad, "version": v} for hvad, v in (par | {"Sagslager": _database(lager)}).items()]


def _database(lager: Sagslager) -> str:
    sql = "SELECT sqlite_version()" if lager.er_sqlite else "SHOW server_version"
    with lager.laes() as con:
        return f"{'SQLite' if lager.er_sqlite else 'PostgreSQL'} {con.scalar(sa.text(sql))}"
