"""The verbs of the command line that run the system: log, backup, retention. kommando.py puts them in its parser.

Each returns (exit code, sentences, document) like the other verbs.
"""

from __future__ import annotations

import argparse
import getpass
import sys
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
JOB = (
    *("indlaes", "byg", "nat", "screen", "leverance fortryd", "generation tilbage"),
    *("sikkerhedskopi", "gendan", "oprydning"),
)


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
        choices=("efterproev", "anker", "indsigt"),
        help="efterprøv kæden mod ankrene, sæt et anker nu, eller lav en borgers oversigt (CPR fra stdin)",
    )
    p.add_argument(
        "--anker", type=Path, metavar="FIL", help="efterprøv mod en kopi af ankrene, fx fra syslog"
    )
    p.add_argument(
        "--forfra", action="store_true", help="ankrene er tabt: begynd nye, og lad det stå i loggen"
    )
    p.add_argument("--ud", type=Path, metavar="FIL", help="borgerens oversigt som .csv eller .pdf")
    p = verbum("sikkerhedskopi", sikkerhedskopi, "Tag en sikkerhedskopi af sagslageret, eller efterprøv en")
    p.add_argument(
        "--ud", type=Path, metavar="FIL.zip", help="hvor den skrives; ellers i sikkerhedskopi_mappe"
    )
    p.add_argument(
        "--hemmeligheder",
        action="store_true",
        help="tag hemmelighederne med, krypteret med et kodeord fra stdin",
    )
    p.add_argument(
        "--efterproev", type=Path, metavar="FIL.zip", help="efterprøv en kopi i stedet for at tage en"
    )
    p = verbum("gendan", gendan, "Gendan sagslageret fra en sikkerhedskopi, helt eller slet ikke")
    p.add_argument("fil", type=Path, metavar="FIL.zip", help="sikkerhedskopien")
    p.add_argument(
        "--overskriv", action="store_true", help="også når sagslageret ikke er tomt; det gemmes først"
    )
    p.add_argument(
        "--hemmeligheder", action="store_true", help="gendan også hemmelighederne; kodeordet læses fra stdin"
    )
    p = verbum("oprydning", oprydning, "Vis, hvad der er ældre end opbevaringen tillader, og slet det")
    p.add_argument("--udfoer", action="store_true", help="slet det; uden er det en prøvekørsel")


# --- the log ----------------------------------------------------------------------------------------------


def log(valg: argparse.Namespace, ind: Indstillinger, nu: datetime) -> Resultat:
    return {"efterproev": _efterproev, "anker": _anker, "indsigt": _indsigt}[valg.handling](valg, ind, nu)


def _indsigt(valg: argparse.Namespace, ind: Indstillinger, nu: datetime) -> Resultat:
    from engine.resultater import indsigt

    raekker = indsigt.oversigt(ind, systembruger(), laes_hemmeligt("CPR-nummer"), nu)
    i_alt = dansk.antal(len(raekker), "linje", "linjer")
    if valg.ud:
        indsigt.gem(raekker, valg.ud, nu)
        return (
            OK,
            [f"{i_alt} om borgeren er skrevet til {valg.ud}."],
            {"fil": valg.ud, "linjer": len(raekker)},
        )
    linjer = [f"{dansk.tidspunkt(r['tid'])}: {r['hvad']} ({r['formaal'] or 'intet formål'})" for r in raekker]
    return OK, [f"{i_alt} om borgeren:", *linjer], raekker


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


# --- backup -----------------------------------------------------------------------------------------------


def laes_hemmeligt(hvad: str) -> str:
    """A password or the like: one line from stdin, or asked for without echo at a terminal. hvad: its name."""
    tekst = getpass.getpass(f"{hvad}: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    if not tekst:
        raise HjemtagFejl(f"{hvad} læses fra stdin, men der kom intet. Skriv det på én linje.")
    return tekst


def sikkerhedskopi(valg: argparse.Namespace, ind: Indstillinger, nu: datetime) -> Resultat:
    from engine.drift import sikkerhedskopi as kopier
    from engine.resultater.kontekst import sagslager

    if valg.efterproev:
        kopi = kopier.efterproev(valg.efterproev)
        return OK, [f"{_om_kopi(kopi)} Den er hel."], _kopi_data(kopi)
    kodeord = laes_hemmeligt("Kodeordet til hemmelighederne") if valg.hemmeligheder else None
    kopi = kopier.lav(ind, sagslager(ind.database_url), nu, valg.ud, kodeord=kodeord)
    linjer = [f"Sikkerhedskopien er skrevet og efterprøvet: {kopi.fil}.", _om_kopi(kopi)]
    if kodeord is None:
        linjer.append(
            f"Hemmelighederne er ikke med. Gem {ind.hemmeligheder} for sig, eller brug --hemmeligheder."
        )
    return OK, linjer, _kopi_data(kopi)


def _om_kopi(kopi: Any) -> str:
    m = kopi.manifest
    antal = dansk.antal(kopi.raekker, "række", "rækker")
    return (
        f"{antal} i {len(m['tabeller'])} tabeller fra {dansk.tidspunkt(kopi.lavet)}, skema {m['revision']}, "
        f"version {m['version']}, log til linje {m['log']['nr']}."
    )


def _kopi_data(kopi: Any) -> dict[str, Any]:
    navne = ("lavet", "version", "revision", "database", "log", "hemmeligheder")
    return {"fil": kopi.fil, "raekker": kopi.raekker, **{n: kopi.manifest[n] for n in navne}}


def gendan(valg: argparse.Namespace, ind: Indstillinger, nu: datetime) -> Resultat:
    from engine.drift import gendan as motor
    from engine.resultater.kontekst import sagslager

    kodeord = laes_hemmeligt("Kodeordet til hemmelighederne") if valg.hemmeligheder else None
    svar = motor.gendan(
        ind,
        sagslager(ind.database_url),
        valg.fil,
        nu,
        systembruger(),
        overskriv=valg.overskriv,
        kodeord=kodeord,
    )
    linjer = [f"Sagslageret er gendannet fra {svar.kopi.fil.name}.", _om_kopi(svar.kopi)]
    if svar.foer:
        linjer.append(f"Det, der stod der før, er gemt i {svar.foer}.")
    if svar.hemmeligheder:
        linjer.append(f"Hemmelighederne {', '.join(svar.hemmeligheder)} er gendannet.")
    linjer.append("Alle skal logge ind igen. Se efter, om brugere er lukket, siden kopien blev taget.")
    linjer += [f"Bemærk: {b}" for b in svar.bemaerkninger]
    data = _kopi_data(svar.kopi) | {"foer": svar.foer, "bemaerkninger": svar.bemaerkninger}
    return OK, linjer, data


# --- retention --------------------------------------------------------------------------------------------


def oprydning(valg: argparse.Namespace, ind: Indstillinger, nu: datetime) -> Resultat:
    from engine.drift import oprydning as motor
    from engine.laas import joblaas
    from engine.resultater.kontekst import sagslager

    with joblaas(ind):
        r = motor.koer(
            ind,
            sagslager(ind.database_url),
            nu,
            systembruger(),
            udfoer=valg.udfoer,
            melding=lambda besked: print(besked, file=sys.stderr, flush=True),
        )
    hvad = "Oprydningen er udført." if r.udfoert else "Prøvekørsel: intet er slettet. Slet med --udfoer."
    linjer = [hvad, *(_fundlinje(f) for f in r.fund if f.antal or f.anonymiseret)]
    if not r.noget:
        linjer.append("Der er intet, der er ældre end opbevaringen tillader.")
    if r.sammenlagte and any(f.slags == "leverancer" and f.antal for f in r.fund):
        linjer.append(f"Data kan herefter ikke læses pr. en tidligere dag end {r.sammenlagte[-1]}.")
    linjer += [_virkningslinje(v, r.udfoert) for v in r.virkning]
    if r.noget and not r.virkning:
        linjer.append("Ingen årssummer af refusionen ændrer sig.")
    return OK, linjer, r.som_data()


def _fundlinje(f: Any) -> str:
    skel = f" ældre end {dansk.dato(f.graense)}" if f.graense else ""
    dele = [f"{dansk.tal(f.antal)} {f.enhed}"] if f.antal else []
    if f.anonymiseret:
        dele.append(f"borgeren taget ud af {dansk.antal(f.anonymiseret, 'række', 'rækker')}")
    plads_ = f" ({dansk.tal(f.bytes / 2**20, 1)} MB)" if f.bytes else ""
    return f"  {f.titel}{skel}: {', '.join(dele)}{plads_}"


def _virkningslinje(v: Any, udfoert: bool) -> str:
    blev = "blev" if udfoert else "bliver"
    foer, efter = dansk.kroner(v.foer_oere, oere_vist=True), dansk.kroner(v.efter_oere, oere_vist=True)
    return f"  Tallene for {v.aar} ændres: {v.stoerrelse} {foer} {blev} {efter}"
