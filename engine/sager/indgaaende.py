"""Incoming claims in the case store: each file's lines without CPR numbers, and what was decided on each.

The newest decision on a line holds; taking one back is another decision. Nothing is written over.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine.fejl import RettelseAfvist
from engine.sager import dokumenter
from engine.sager.lager import Sagslager, hent_haendelser
from engine.sager.log import Loglinje, skriv_i
from engine.sager.model import INDGAAENDE, INDGAAENDE_SVAR, ligner_cpr
from engine.sager.tabeller import haendelse as tabel

ACCEPTERET, AFVIST, AABEN = "accepteret", "afvist", ""
SVAR: dict[str, tuple[str, str]] = {
    AABEN: ("usikker", "Ikke afgjort"),
    ACCEPTERET: ("skylder", "Accepteret"),
    AFVIST: ("ingen", "Afvist"),
}
_FORMAAL = "krav fra en anden kommune"


@dataclass(frozen=True)
class Svar:
    """What was decided on a line, by whom, when and why. oere: what is accepted."""

    svar: str
    oere: int
    bruger: str
    tid: datetime
    begrundelse: str


@dataclass(frozen=True)
class Fil:
    """A file that was received. linjer: its rows as they were read (person key, no CPR); svar: {line number: Svar}."""

    id: str
    nr: int
    navn: str
    afsender: str
    modtaget: date
    bruger: str
    linjer: tuple[dict[str, Any], ...]
    svar: dict[int, Svar]


def modtag(
    lager: Sagslager,
    navn: str,
    afsender: str,
    raekker: Sequence[dict[str, Any]],
    bruger: str,
    nu: datetime,
    dag: date,
) -> str:
    """Keep the lines of a file. Returns its id. Errors: RettelseAfvist when the same file is here already."""
    raa = json.dumps(list(raekker), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    with lager.skriv() as con:
        foer = hent_haendelser(con, tabel.c.type == INDGAAENDE)
        sha = dokumenter.gem_i(con, f"{afsender}.json", raa, nu)
        if any(h.nyt["linjer"] == sha for h in foer):
            raise RettelseAfvist("Filen er allerede modtaget. Intet er gemt.")
        id_ = f"IND-{dag.year}-{afsender}-{len(foer) + 1}"
        nyt = {
            "navn": navn,
            "afsender": afsender,
            "modtaget": dag.isoformat(),
            "linjer": sha,
            "antal": len(raekker),
        }
        nr = lager.skriv_haendelse(
            con, INDGAAENDE, {"indgaaende": id_}, nyt, begrundelse=navn, bruger=bruger, nu=nu
        )
        skriv_i(con, Loglinje(bruger, INDGAAENDE, f"haendelse {nr}", None, _FORMAAL, {"krav": id_}), nu)
    return id_


def afgoer(
    lager: Sagslager, id_: str, linjer: dict[int, int], svar: str, bruger: str, begrundelse: str, nu: datetime
) -> None:
    """Decide some lines: {line number: accepted øre}. svar AABEN takes a decision back. Errors: RettelseAfvist."""
    if svar not in SVAR or not linjer:
        raise RettelseAfvist("Vælg mindst én linje og et svar. Intet er gemt.")
    if not begrundelse.strip() or ligner_cpr(begrundelse):
        raise RettelseAfvist("Skriv en kort begrundelse uden CPR-nummer. Intet er gemt.")
    with lager.skriv() as con:
        for linje, oere in sorted(linjer.items()):
            nyt = {"svar": svar, "oere": oere if svar == ACCEPTERET else 0}
            noegle = {"indgaaende": id_, "linje": linje}
            nr = lager.skriv_haendelse(
                con, INDGAAENDE_SVAR, noegle, nyt, begrundelse=begrundelse.strip(), bruger=bruger, nu=nu
            )
        detaljer = {"krav": id_, "linjer": len(linjer)}
        skriv_i(con, Loglinje(bruger, INDGAAENDE_SVAR, f"haendelse {nr}", None, _FORMAAL, detaljer), nu)


def alle(lager: Sagslager) -> list[Fil]:
    """Every file with its decisions, the newest first."""
    svar: dict[str, dict[int, Svar]] = {}
    for h in lager.haendelser(INDGAAENDE_SVAR):
        ny = Svar(h.nyt["svar"], int(h.nyt["oere"]), h.bruger, h.tid, h.begrundelse)
        svar.setdefault(str(h.noegle["indgaaende"]), {})[int(h.noegle["linje"])] = ny
    ud = []
    for h in reversed(lager.haendelser(INDGAAENDE)):
        id_ = str(h.noegle["indgaaende"])
        ud.append(
            Fil(
                id_,
                h.id,
                h.nyt["navn"],
                h.nyt["afsender"],
                date.fromisoformat(h.nyt["modtaget"]),
                h.bruger,
                tuple(json.loads(dokumenter.hent(lager, h.nyt["linjer"]))),
                svar.get(id_, {}),
            )
        )
    return ud
