"""A file that a signed-in person fetches: who may, for what purpose, written in the log before it is handed over.

The file is made in the working directory, opened and its name removed before anything is sent: no copy is left behind.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from engine.adgang import FORMAAL, Bruger, Handling, maa, omfang
from engine.fejl import AdgangNaegtet, RettelseAfvist
from engine.indstillinger import Indstillinger
from engine.resultater import kontekst, udtraek
from engine.resultater.udtraek import Udtraek
from engine.sager.log import skriv_log

FORMATER = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
_PRAEFIKS = "hent-"
_GAMMEL_SEKUNDER = 3_600


@dataclass(frozen=True)
class Fil:
    """A file that is ready. indhold: open for reading, without a name on the disk; the receiver closes it."""

    navn: str
    medietype: str
    stoerrelse: int
    indhold: IO[bytes]


def maa_hente(bruger: Bruger | None, u: Udtraek) -> tuple[bool, str]:
    """(may, reason in Danish) fetch an extract: the right to export what is in it, and no limit on what one sees.

    An extract is of the whole municipality, so one who sees a part of it does not get it.
    """
    ja, grund = maa(bruger, Handling.EKSPORT_PERSON if u.om_personer else Handling.EKSPORT_TAL)
    if not ja or bruger is None:
        return False, grund
    graenser = omfang(bruger)
    if graenser.fagomraader is not None or graenser.organisationer is not None:
        return False, "Udtrækket er for hele kommunen, og du ser kun en del af den."
    return True, grund


def hent_udtraek(
    ind: Indstillinger,
    bruger: Bruger | None,
    navn: str,
    endelse: str,
    aar: int | None,
    formaal: str,
    nu: datetime,
) -> Fil:
    """One extract as a file. formaal: one of FORMAAL["udtraek"], where the extract names persons.

    Errors: AdgangNaegtet for one who may not, RettelseAfvist for an unknown format or a missing purpose, and as
    the extract itself.
    """
    valgt = udtraek.find(navn)
    ja, grund = maa_hente(bruger, valgt)
    if not ja or bruger is None:
        raise AdgangNaegtet(grund)
    if endelse not in FORMATER:
        raise RettelseAfvist(f"Formatet '{endelse[:20]}' findes ikke. Vælg {', '.join(FORMATER)}.")
    if valgt.om_personer and formaal not in FORMAAL["udtraek"]:
        raise RettelseAfvist("Vælg, hvad du skal bruge udtrækket til; det skrives i loggen. Intet er hentet.")
    k = kontekst.hent(ind)
    lager, hvem = kontekst.sagslager(ind.database_url), bruger.navn

    def log(personer: Sequence[str]) -> None:
        skriv_log(
            lager,
            nu=nu,
            bruger=hvem,
            handling="udtraek",
            genstand=navn,
            formaal=formaal if valgt.om_personer else "",
            detaljer={"generation": k.gen.navn, "aar": aar, "format": endelse},
            personer=personer,
        )

    filnavn = f"{navn}-{aar}.{endelse}" if aar else f"{navn}.{endelse}"
    with _mappe(ind) as mappe:
        sti = mappe / filnavn
        udtraek.skriv(valgt, udtraek.logges(valgt.lav(k, aar), log), sti, sys.stdout)
        return _aabn(sti, filnavn, FORMATER[endelse])


def _aabn(sti: Path, navn: str, medietype: str) -> Fil:
    indhold = sti.open("rb")
    return Fil(navn, medietype, os.fstat(indhold.fileno()).st_size, indhold)


@contextmanager
def _mappe(ind: Indstillinger) -> Iterator[Path]:
    """A directory of this download's own, readable by the service alone and gone when it is open."""
    ind.arbejde.mkdir(parents=True, exist_ok=True)
    for rest in ind.arbejde.glob(f"{_PRAEFIKS}*"):  # of a process that was killed
        if time.time() - rest.stat().st_mtime > _GAMMEL_SEKUNDER:
            shutil.rmtree(rest, ignore_errors=True)
    mappe = Path(tempfile.mkdtemp(prefix=_PRAEFIKS, dir=ind.arbejde))
    try:
        yield mappe
    finally:
        shutil.rmtree(mappe, ignore_errors=True)
