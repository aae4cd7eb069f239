"""Secrets: generated on first use under HJEMTAG_HJEM/hemmeligheder, mode 0600, never in a database."""

from __future__ import annotations

import hmac
import os
import re
import secrets
import stat
from pathlib import Path

from engine.fejl import IndstillingsFejl
from engine.indstillinger import Indstillinger

NAVNE = ("person", "sag", "session", "lovpakke", "anker")


def hent(ind: Indstillinger, navn: str) -> bytes:
    """The 32-byte secret `navn` (one of NAVNE), made on first use."""
    if navn not in NAVNE:
        raise ValueError(f"ukendt hemmelighed: {navn}")
    sti = ind.hemmeligheder / navn
    try:
        return _godkendt(sti, sti.read_bytes())
    except FileNotFoundError:
        return _lav(sti)


_EKSEMPEL = re.compile(
    rb"change.?me|secret|signature|example|sample|password|your.?key|eksempel|hemmelig|kodeord", re.IGNORECASE
)


def _godkendt(sti: Path, raa: bytes) -> bytes:
    """A secret that can be one. Errors: IndstillingsFejl for one that is short, plain, or from an example."""
    if len(raa) < 32 or len(set(raa)) < 12 or _EKSEMPEL.search(raa):
        raise IndstillingsFejl(
            f"Hemmeligheden i {sti} er for kort eller fra et eksempel. "
            "Læg den rigtige tilbage fra sikkerhedskopien, eller flyt filen væk, så der laves en ny."
        )
    return raa


def kontroller(ind: Indstillinger) -> None:
    """Look at every secret before anything starts.

    Errors: IndstillingsFejl for a sample or one that everybody on the machine can read.
    """
    for sti in sorted(ind.hemmeligheder.glob("[a-z]*")) if ind.hemmeligheder.is_dir() else []:
        if sti.name in NAVNE:
            hent(ind, sti.name)
        if os.name != "nt" and sti.stat().st_mode & stat.S_IROTH:
            raise IndstillingsFejl(f"{sti} kan læses af alle på maskinen. Sæt rettigheden til 0600.")


def _lav(sti: Path) -> bytes:
    sti.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    kladde = sti.with_name(f".{sti.name}.{os.getpid()}.{secrets.token_hex(4)}")
    kladde.touch(mode=0o600)
    kladde.write_bytes(secrets.token_bytes(32))
    try:
        os.link(kladde, sti)  # the first of two simultaneous starts wins; neither overwrites
    except FileExistsError:
        pass
    finally:
        kladde.unlink()
    return sti.read_bytes()


def noegle16(hemmelighed: bytes, tekst: str) -> str:
    """16 hex digits of HMAC-SHA256: the form of person keys and of the ids in extracts."""
    return hmac.digest(hemmelighed, tekst.encode("utf-8"), "sha256").hex()[:16]
