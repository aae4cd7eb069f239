"""The verbs of the command line that run the system: log, backup, retention. kommando.py puts them in its parser.

Each returns (exit code, sentences, document) like the other verbs.
"""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from engine import dansk
from engine.fejl import HjemtagFejl
from engine.indstillinger import Indstillinger

OK, FEJLET = 0, 1
Resultat = tuple[int, list[str], Any]

# The verbs, with their handling, that change what lies on the disk.
JOB = ("indlaes", "byg", "nat", "screen", "leverance fortryd", "generation tilbage")


def som_job(
    ind: Indstillinger,
    navn: str,
    nu: datetime,
    arbejde: Callable[[], tuple[int, Any]],
    advar: Callable[[str], None],
) -> Any:
    """Run a verb as a job: it shows on the page Drift while it runs, and the log says how it went."""
    from engine.drift import job
    from engine.resultater.kontekst import sagslager

    return job.koer(ind, lambda: sagslager(ind.database_url), navn, systembruger(), nu, arbejde, advar)


def systembruger() -> str:
    """Who gives a command, as the log names it: 'system:' and the account."""
    try:
        return f"system:{getpass.getuser()}"
    except (KeyError, OSError):
        return "system"


def tilfoej(verbum: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the verbs and their options to the parser."""
    p = verbum("log", log, "Efterprøv loggen, og sæt ankre uden for databasen")
    p.add_argument(
        "handling",
        choices=("efterproev", "anker"),
        help="efterprøv kæden mod ankrene, eller sæt et anker nu",
    )
    p.add_argument(
        "--anker", type=Path, metavar="FIL", help="efterprøv mod en kopi af ankrene, fx fra syslog"
    )
    p.add_argument(
        "--forfra", action="store_true", help="ankrene er tabt: begynd nye, og lad det stå i loggen"
    )


# --- the log ----------------------------------------------------------------------------------------------


def log(valg: argparse.Namespace, ind: Indstillinger, nu: datetime) -> Resultat:
    return {"efterproev": _efterproev, "anker": _anker}[valg.handling](valg, ind, nu)


def _efterproev(valg: argparse.Namespace, ind: Indstillinger, nu: datetime) -> Resultat:
    from engine.drift import ankerfil
    from engine.resultater.kontekst import sagslager
    from engine.sager import anker
    from engine.sager.log import skriv_log

    if valg.anker and not valg.anker.exists():
        raise HjemtagFejl(f"Ankerfilen {valg.anker} findes ikke. Skriv stien til kopien.")
    lager = sagslager(ind.database_url)
    svar = anker.efterproev(lager, ankerfil.hent(ind, valg.anker))
    detaljer = {"hel": svar.hel, "linjer": svar.linjer, "ankre": svar.ankre, "brud_ved": svar.brud_ved}
    skriv_log(lager, nu=nu, bruger=systembruger(), handling="log_efterproevet", detaljer=detaljer)
    linjer = [svar.tekst, *(f"Bemærk: {b}" for b in svar.bemaerkninger)]
    if svar.hel and svar.uankrede:
        linjer.append(f"{dansk.antal(svar.uankrede, 'linje', 'linjer')} er endnu ikke ankret.")
    return OK if svar.hel else FEJLET, linjer, svar.som_data()


def _anker(valg: argparse.Namespace, ind: Indstillinger, nu: datetime) -> Resultat:
    from engine.drift import ankerfil
    from engine.resultater.kontekst import sagslager
    from engine.sager import anker

    art = anker.FORFRA if valg.forfra else anker.ANKER
    sat = ankerfil.saet(ind, sagslager(ind.database_url), nu, art)
    sti = ankerfil.fil(ind)
    if sat is None:
        return OK, ["Der er intet nyt at ankre siden sidst."], {"anker": None, "fil": sti}
    linje = f"Anker {sat.loebenr} er sat ved linje {sat.nr} i {sti}."
    return (
        OK,
        [linje],
        {"anker": sat.loebenr, "nr": sat.nr, "hash": sat.hash, "fil": sti, "noegle": sat.noegle},
    )


def ankr(ind: Indstillinger, nu: datetime) -> list[str]:
    """The night's anchor; a failure is told of, and the night is not undone by it."""
    from engine.drift import ankerfil
    from engine.resultater.kontekst import sagslager

    try:
        ankerfil.saet(ind, sagslager(ind.database_url), nu)
    except HjemtagFejl as fejl:
        return [f"Bemærk: {fejl}"]
    return []
