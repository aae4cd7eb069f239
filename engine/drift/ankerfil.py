"""The file of the log's anchors, and the copy of each that leaves the machine.

The file is only ever added to. Place it (setting log_anker) where the one who administers the database cannot
write, at best marked append-only, and let each anchor go to another machine as well (log_anker_kopi): then a
log that has been rewritten shows, whoever did it.
"""

from __future__ import annotations

import json
import os
import shlex
import socket
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

from filelock import FileLock

from engine import hemmeligheder
from engine.fejl import HjemtagFejl, IndstillingsFejl
from engine.indstillinger import Indstillinger
from engine.sager import anker as ankre
from engine.sager.anker import Anker, Ankre
from engine.sager.lager import Sagslager
from engine.sager.log import skriv_log
from engine.sager.logkaede import hoved

_SYSLOG_ALARM = 13 * 8 + 5  # facility 'log audit', severity 'notice'
_KOPI_SEKUNDER = 20


class AnkerFejl(HjemtagFejl):
    """An anchor could not be set, or its copy could not be sent; the text says which."""


def fil(ind: Indstillinger) -> Path:
    """Where the anchors stand."""
    return Path(ind.log_anker).expanduser() if ind.log_anker else ind.hjem / "anker" / "log.jsonl"


def hent(ind: Indstillinger, sti: Path | None = None) -> Ankre:
    """The anchors in the file (or in a copy of it), tried against this installation's key.

    Errors: AnkerFejl when the file is there and cannot be read.
    """
    sti = sti or fil(ind)
    try:
        tekst = sti.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Ankre()
    except (OSError, UnicodeDecodeError) as fejl:
        raise AnkerFejl(
            f"Ankerfilen {sti} kan ikke læses: {fejl}. Se efter sti og rettigheder (log_anker)."
        ) from fejl
    return ankre.laes(tekst, ankre.offentlig_noegle(_noegle(ind)))


def _noegle(ind: Indstillinger) -> bytes:
    return hemmeligheder.hent(ind, "anker")


def saet(ind: Indstillinger, lager: Sagslager, nu: datetime, art: str = ankre.ANKER) -> Anker | None:
    """Anchor the log as it stands now; None when nothing has been written since the last anchor.

    The log names the anchor in its next line. Copies that could not be sent earlier are sent now. Errors:
    AnkerFejl; when only the copy failed, the anchor itself stands in the file.
    """
    sti = fil(ind)
    with FileLock(_laasefil(ind)):
        foer = hent(ind, sti)
        if foer.fejl and art != ankre.FORFRA:
            raise AnkerFejl(
                f"Der er ikke sat noget anker: {foer.fejl}. Find ud af, hvad der er sket med {sti}, før der "
                "ankres videre; 'hjemtag log efterproev' siger, om loggen selv er hel."
            )
        if art == ankre.FORFRA:
            _gem_den_gamle(sti, nu)
            foer = Ankre()
        nyt = _saet_efter(ind, lager, nu, art, sti, foer)
        _send_kopier(ind, [*foer.liste, *([nyt] if nyt else [])])
    return nyt


def _saet_efter(
    ind: Indstillinger, lager: Sagslager, nu: datetime, art: str, sti: Path, foer: Ankre
) -> Anker | None:
    hovedet = hoved(lager)
    if art == ankre.ANKER and not _er_nyt(foer.sidste, hovedet):
        return None
    nyt = ankre.nyt(_noegle(ind), foer.sidste, hovedet, nu, art)
    _tilfoej(sti, nyt.tekst)
    detaljer = {"loebenr": nyt.loebenr, "aftryk": nyt.aftryk, "art": art, "nr": nyt.nr}
    skriv_log(lager, nu=nu, bruger="system", handling=ankre.HANDLING, detaljer=detaljer)
    return nyt


def _er_nyt(sidste: Anker | None, hovedet: tuple[int, str]) -> bool:
    """Whether the log has got other lines than the one that names the last anchor."""
    return hovedet[0] > (sidste.nr + 1 if sidste else 0)


def skal_saettes(ind: Indstillinger, nu: datetime) -> bool:
    """Whether the app's interval has passed since the last anchor (0 minutes: the app sets none)."""
    if not ind.log_anker_minutter:
        return False
    try:
        sidst = datetime.fromtimestamp(fil(ind).stat().st_mtime, UTC)  # the file is only ever added to
    except OSError:
        return True
    return nu - sidst >= timedelta(minutes=ind.log_anker_minutter)


def sidste_nr(ind: Indstillinger) -> int:
    """The log line of the last anchor in the file, 0 without any: a quick look, which tries no signature."""
    try:
        linjer = fil(ind).read_bytes().rstrip().rsplit(b"\n", 1)
        return int(json.loads(linjer[-1])["nr"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def _laasefil(ind: Indstillinger) -> Path:
    ind.hjem.mkdir(parents=True, exist_ok=True)
    return ind.hjem / "anker.laas"


def _tilfoej(sti: Path, linje: str) -> None:
    """Add a line and wait until it is on the disk. A line that a power failure cut is ended first."""
    try:
        sti.parent.mkdir(parents=True, exist_ok=True)
        fd = os.open(sti, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
        try:
            os.write(fd, (_manglende_linjeskift(sti) + linje + "\n").encode("utf-8"))
            os.fsync(fd)
        finally:
            os.close(fd)
    except OSError as fejl:
        raise AnkerFejl(
            f"Ankeret kunne ikke skrives i {sti}: {fejl.strerror}. Se efter rettigheder og plads (log_anker)."
        ) from fejl


def _manglende_linjeskift(sti: Path) -> str:
    with sti.open("rb") as aaben:
        aaben.seek(0, os.SEEK_END)
        if not aaben.tell():
            return ""
        aaben.seek(-1, os.SEEK_END)
        return "" if aaben.read(1) == b"\n" else "\n"


def _gem_den_gamle(sti: Path, nu: datetime) -> None:
    """Keep the anchors that can no longer be used, under another name."""
    if sti.exists():
        os.replace(sti, sti.with_name(f"{sti.name}.{nu:%Y%m%dT%H%M%S}"))


# --- the copy that leaves the machine ---------------------------------------------------------------------


def _send_kopier(ind: Indstillinger, liste: list[Anker]) -> None:
    """log_anker_kopi: 'syslog:/dev/log', 'syslog:host:514' (UDP) or 'kommando:/sti/til/program led …'."""
    if not ind.log_anker_kopi:
        return
    art, _, hvor = ind.log_anker_kopi.partition(":")
    senderne = {"syslog": _send_syslog, "kommando": _koer_kommando}
    if art not in senderne or not hvor:
        raise IndstillingsFejl(
            "log_anker_kopi kan ikke bruges. Skriv syslog:/dev/log, syslog:vært:514 eller kommando:/sti/til/program."
        )
    sendt = ind.hjem / "anker.sendt"
    sidst = _laes_sendt(sendt)
    for anker in (a for a in liste if a.tid > sidst):
        try:
            senderne[art](hvor, anker.tekst)
        except (OSError, ValueError, subprocess.SubprocessError) as fejl:
            raise AnkerFejl(
                f"Ankeret står i {fil(ind)}, men kopien kunne ikke sendes med log_anker_kopi ({art}): {fejl}. "
                "Den sendes sammen med det næste anker, eller når 'hjemtag log anker' køres."
            ) from fejl
        sendt.write_text(anker.tid.isoformat(), encoding="utf-8")


def _laes_sendt(sti: Path) -> datetime:
    try:
        return datetime.fromisoformat(sti.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return datetime.min.replace(tzinfo=UTC)


def _send_syslog(hvor: str, linje: str) -> None:
    besked = f"<{_SYSLOG_ALARM}>hjemtag-anker: {linje}".encode()
    vaert, _, port = hvor.rpartition(":")
    if hvor.startswith("/"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:
            s.sendto(besked, hvor)
        return
    adresser = socket.getaddrinfo(vaert.strip("[]"), int(port), type=socket.SOCK_DGRAM)
    familie, slags, protokol, _, adresse = adresser[0]
    with socket.socket(familie, slags, protokol) as s:
        s.sendto(besked, adresse)


def _koer_kommando(hvor: str, linje: str) -> None:
    """The program gets the anchor on stdin, and its exit code says whether it has taken it."""
    subprocess.run(
        shlex.split(hvor),
        input=linje + "\n",
        text=True,
        encoding="utf-8",
        check=True,
        timeout=_KOPI_SEKUNDER,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
