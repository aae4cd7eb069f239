"""Secrets: generated on first use under HJEMTAG_HJEM/hemmeligheder, mode 0600, never in a database."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from engine.indstillinger import Indstillinger

NAVNE = ("person", "sag", "session", "lovpakke", "anker")


def hent(ind: Indstillinger, navn: str) -> bytes:
    """The 32-byte secret `navn` (one of NAVNE), made on first use."""
    if navn not in NAVNE:
        raise ValueError(f"ukendt hemmelighed: {navn}")
    sti = ind.hemmeligheder / navn
    try:
        return sti.read_bytes()
    except FileNotFoundError:
        return _lav(sti)


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
    return hmac.new(hemmelighed, tekst.encode("utf-8"), hashlib.sha256).hexdigest()[:16]
