"""Documents that were handed in or signed, kept byte for byte under their own SHA-256. Append-only."""

from __future__ import annotations

import hashlib
from datetime import datetime

import sqlalchemy as sa

from engine.fejl import HjemtagFejl
from engine.sager import tabeller
from engine.sager.lager import Sagslager


def gem_i(con: sa.Connection, navn: str, indhold: bytes, nu: datetime) -> str:
    """Keep a document inside an open lager.skriv(). Returns its SHA-256; the same bytes are kept once."""
    sha = hashlib.sha256(indhold).hexdigest()
    t = tabeller.dokument
    if con.scalar(sa.select(t.c.sha256).where(t.c.sha256 == sha)) is None:
        con.execute(sa.insert(t).values(sha256=sha, navn=navn, indhold=indhold, oprettet=nu))
    return sha


def hent(lager: Sagslager, sha: str) -> bytes:
    """The document. Errors: HjemtagFejl when it is not there, or is no longer what was kept."""
    t = tabeller.dokument
    with lager.laes() as con:
        indhold = con.scalar(sa.select(t.c.indhold).where(t.c.sha256 == sha))
    if indhold is None:
        raise HjemtagFejl(
            f"Dokumentet {sha[:12]} findes ikke i sagslageret. Gendan det fra en sikkerhedskopi."
        )
    if hashlib.sha256(indhold).hexdigest() != sha:
        raise HjemtagFejl(
            f"Dokumentet {sha[:12]} er ændret, siden det blev gemt. Gendan det fra en sikkerhedskopi."
        )
    return bytes(indhold)
