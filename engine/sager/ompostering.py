"""Re-posting files in the case store: frozen byte for byte, no posting in two, undone only while not posted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine.fejl import RettelseAfvist
from engine.sager import afgoerelser, dokumenter
from engine.sager.afgoerelser import Aendring
from engine.sager.lager import Sagslager, hent_haendelser
from engine.sager.log import Loglinje, skriv_i
from engine.sager.model import (
    KONTOTABEL,
    OMPOSTERING,
    OMPOSTERING_BOGFOERT,
    OMPOSTERING_FORTRUDT,
    ligner_cpr,
)
from engine.sager.tabeller import haendelse as tabel

Noegle = tuple[str, int, str, int]
"""A posting's key: kilde, regnskabsaar, bilagsnr, linjenr."""
_TYPER = (OMPOSTERING, OMPOSTERING_BOGFOERT, OMPOSTERING_FORTRUDT)


@dataclass(frozen=True)
class Post:
    """A posting of a file. beloeb_oere: the VAT that is moved, above 0."""

    noegle: Noegle
    sag_id: str
    retning: str
    beloeb_oere: int


@dataclass(frozen=True)
class Omposteringsfil:
    """A file in force. sager: {case: øre}. bogfoert: when it was said to be posted. sha: of its bytes; kontotabel:
    of the table its accounts were translated by, '' = none."""

    id: str
    navn: str
    sha: str
    momskonto: str
    art: str
    poster: frozenset[Noegle]
    sager: dict[str, int]
    til_gode_oere: int
    skyldig_oere: int
    fagomraader: tuple[str, ...]
    bruger: str
    tid: datetime
    bogfoert: datetime | None
    kontotabel: str = ""


@dataclass(frozen=True)
class Kontotabel:
    """The table in force for a system. sha: of the file's bytes; linjer: how many accounts it has."""

    system: str
    navn: str
    sha: str
    linjer: int
    bruger: str
    tid: datetime


def gem_kontotabel(
    lager: Sagslager, system: str, navn: str, indhold: bytes, linjer: int, bruger: str, nu: datetime
) -> str:
    """Keep a table, which takes the place of the system's last one. Returns its SHA-256."""
    with lager.skriv() as con:
        sha = dokumenter.gem_i(con, navn, indhold, nu)
        nyt = {"navn": navn, "sha": sha, "linjer": linjer}
        noegle = {"system": system}
        nr = lager.skriv_haendelse(
            con, KONTOTABEL, noegle, nyt, begrundelse=f"Indlæst fra {navn}", bruger=bruger, nu=nu
        )
        skriv_i(con, Loglinje(bruger, KONTOTABEL, f"haendelse {nr}", None, "ompostering af moms", noegle), nu)
    return sha


def kontotabeller(lager: Sagslager) -> dict[str, Kontotabel]:
    """The table in force of each system: the last that was loaded."""
    with lager.laes() as con:
        haendelser = hent_haendelser(con, tabel.c.type == KONTOTABEL)
    return {
        str(h.noegle["system"]): Kontotabel(
            str(h.noegle["system"]), h.nyt["navn"], h.nyt["sha"], h.nyt["linjer"], h.bruger, h.tid
        )
        for h in haendelser
    }


def alle(lager: Sagslager) -> list[Omposteringsfil]:
    """The files that are not undone, the newest first."""
    with lager.laes() as con:
        return _alle_i(con)[0][::-1]


def _alle_i(con: sa.Connection) -> tuple[list[Omposteringsfil], int]:
    """(files in force, how many were ever made)."""
    haendelser = hent_haendelser(con, tabel.c.type.in_(_TYPER))
    vaek = {h.noegle["ompostering"] for h in haendelser if h.type == OMPOSTERING_FORTRUDT}
    bogfoert = {h.noegle["ompostering"]: h.tid for h in haendelser if h.type == OMPOSTERING_BOGFOERT}
    lavede = [h for h in haendelser if h.type == OMPOSTERING]
    ud = []
    for h in lavede:
        id_, n = str(h.noegle["ompostering"]), h.nyt
        if id_ not in vaek:
            poster = frozenset((str(p[0]), int(p[1]), str(p[2]), int(p[3])) for p in n["poster"])
            ud.append(
                Omposteringsfil(
                    id_, n["navn"], n["sha"], n["momskonto"], n["art"], poster, dict(n["sager"]),
                    n["til_gode_oere"], n["skyldig_oere"], tuple(n["fagomraader"]), h.bruger, h.tid, bogfoert.get(id_),
                    n.get("kontotabel", ""),
                )
            )  # fmt: skip
    return ud, len(lavede)


def frys(
    lager: Sagslager,
    poster: Sequence[Post],
    indhold: bytes,
    valg: dict[str, Any],
    bruger: str,
    begrundelse: str,
    nu: datetime,
) -> str:
    """Keep a file. valg: kilde, momskonto, art, fagomraader, kontotabel. RettelseAfvist: a posting is in another."""
    _kraev_tekst(begrundelse)
    with lager.skriv() as con:
        filer, antal = _alle_i(con)
        optaget = {n for f in filer for n in f.poster}
        if not poster or any(p.noegle in optaget for p in poster):
            raise RettelseAfvist(
                "En af posteringerne står allerede i en anden fil, eller der er ingen. Hent siden igen. Intet er gemt."
            )
        id_ = f"OMP-{nu:%Y}-{antal + 1}"
        navn = f"{id_}-{valg['kilde']}.csv"
        sager: dict[str, int] = defaultdict(int)
        for p in poster:
            sager[p.sag_id] += p.beloeb_oere
        nyt = {
            "navn": navn,
            "sha": dokumenter.gem_i(con, navn, indhold, nu),
            "momskonto": valg["momskonto"],
            "art": valg["art"],
            "fagomraader": sorted(valg["fagomraader"]),
            "kontotabel": valg["kontotabel"],
            "poster": [list(p.noegle) for p in poster],
            "sager": dict(sorted(sager.items())),
            "til_gode_oere": sum(p.beloeb_oere for p in poster if p.retning == "til_gode"),
            "skyldig_oere": sum(p.beloeb_oere for p in poster if p.retning != "til_gode"),
        }
        _skriv(lager, con, OMPOSTERING, id_, nyt, bruger, begrundelse, nu)
    return id_


def bogfoer(lager: Sagslager, id_: str, bruger: str, begrundelse: str, nu: datetime) -> None:
    """Say that the file is posted: its approved cases become omposteret. Errors: RettelseAfvist."""
    _kraev_tekst(begrundelse)
    with lager.skriv() as con:
        f = _aaben(con, id_)
        _skriv(lager, con, OMPOSTERING_BOGFOERT, id_, {}, bruger, begrundelse, nu)
        aendringer = [Aendring(s, {"tilstand": "omposteret", "krav_oere": o}) for s, o in f.sager.items()]
        afgoerelser.skriv_og_skil(
            con, aendringer, begrundelse=begrundelse, bruger=bruger, nu=nu, samling=id_, delvis=True
        )


def fortryd(lager: Sagslager, id_: str, bruger: str, begrundelse: str, nu: datetime) -> None:
    """Take a file back, so that its postings may enter another. Errors: RettelseAfvist when it is posted."""
    _kraev_tekst(begrundelse)
    with lager.skriv() as con:
        _aaben(con, id_)
        _skriv(lager, con, OMPOSTERING_FORTRUDT, id_, {}, bruger, begrundelse, nu)


def _aaben(con: sa.Connection, id_: str) -> Omposteringsfil:
    f = next((f for f in _alle_i(con)[0] if f.id == id_), None)
    if f is None or f.bogfoert is not None:
        raise RettelseAfvist(f"Filen {id_} er bogført eller fortrudt, så den kan ikke ændres. Intet er gemt.")
    return f


def _kraev_tekst(begrundelse: str) -> None:
    if not begrundelse.strip() or ligner_cpr(begrundelse):
        raise RettelseAfvist("Skriv en kort begrundelse uden CPR-nummer. Intet er gemt.")


def _skriv(
    lager: Sagslager,
    con: sa.Connection,
    type_: str,
    id_: str,
    nyt: dict[str, Any],
    bruger: str,
    begrundelse: str,
    nu: datetime,
) -> None:
    noegle = {"ompostering": id_}
    nr = lager.skriv_haendelse(con, type_, noegle, nyt, begrundelse=begrundelse, bruger=bruger, nu=nu)
    skriv_i(con, Loglinje(bruger, type_, f"haendelse {nr}", None, "ompostering af moms", noegle), nu)
