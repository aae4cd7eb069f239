"""The chain of the log: what a line is, how it is written inside a transaction, and how the chain is followed.

Each line's hash covers its content and the hash before it, so an altered, removed or reordered line breaks
the chain. Missing last lines and a chain that was written anew as a whole are found against anchors
(engine.sager.anker). No CPR number ever enters: persons are named by their key, cases by their id.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from engine.sager import model, tabeller
from engine.sager.lager import Sagslager

FOERSTE_HASH = "0" * 64
_PERSON_NOEGLE = re.compile(r"[0-9a-f]{16}")
_AD_GANGEN = 2_000
_HASHEDE = ("bruger", "handling", "genstand", "person_noegle", "formaal", "detaljer", "forrige_hash")


@dataclass(frozen=True)
class Loglinje:
    """What one line says. detaljer: plain JSON values without person data; amounts as text in kroner.

    person_noegle: the one person it is about. personer: the keys of several; they stand in log_person, and
    the line holds their number and hash, so that they are part of the chain.
    """

    bruger: str
    handling: str
    genstand: str = ""
    person_noegle: str | None = None
    formaal: str = ""
    detaljer: Mapping[str, Any] = field(default_factory=dict)
    personer: Sequence[str] = ()


# --- writing ----------------------------------------------------------------------------------------------


def skriv_i(con: sa.Connection, linje: Loglinje, nu: datetime) -> int:
    """Write a line inside an open lager.skriv(), so that it stands or falls with what it tells of."""
    return skriv_flere_i(con, [(linje, nu)])[0]


def skriv_flere_i(con: sa.Connection, linjer: Sequence[tuple[Loglinje, datetime]]) -> list[int]:
    """Write lines, each with its moment, inside an open lager.skriv(). Returns their numbers.

    Errors: ValueError if anything in them looks like a CPR number; then none is written.
    """
    for linje, _ in linjer:
        kontroller(linje)
    nr, forrige = _hoved(con)
    raekker_, personer = [], []
    for linje, tid in linjer:
        nr += 1
        raekke = _raekke(_med_personer(linje), nr, tid, forrige)
        forrige = raekke["hash"]
        raekker_.append(raekke)
        personer += [{"log_nr": nr, "person_noegle": p} for p in _flere(linje)]
    if raekker_:
        con.execute(sa.insert(tabeller.log), raekker_)
    if personer:
        con.execute(sa.insert(tabeller.log_person), personer)
    return [raekke["nr"] for raekke in raekker_]


def kontroller(linje: Loglinje) -> None:
    """Errors: ValueError when the line holds a CPR number, or names a person otherwise than by key."""
    for noegle in (*linje.personer, *([linje.person_noegle] if linje.person_noegle is not None else [])):
        if not _PERSON_NOEGLE.fullmatch(noegle):
            raise ValueError(
                "person_noegle skal være personens nøgle (16 hex-cifre), ikke et nummer eller navn"
            )
    tekster = (linje.bruger, linje.handling, linje.genstand, linje.formaal)
    if any(model.indeholder_cpr(tekst) for tekst in (*tekster, *_tekster_i(linje.detaljer))):
        raise ValueError("loggen må ikke indeholde et CPR-nummer; brug personens nøgle")


def _tekster_i(vaerdi: Any) -> Iterable[str]:
    if isinstance(vaerdi, Mapping):
        for navn, indhold in vaerdi.items():
            yield str(navn)
            yield from _tekster_i(indhold)
    elif isinstance(vaerdi, list | tuple):
        for indhold in vaerdi:
            yield from _tekster_i(indhold)
    else:
        # A number may have lost its leading zero on the way: nine digits are looked at as ten.
        yield f"{vaerdi:010d}" if isinstance(vaerdi, int) and vaerdi > 99_999_999 else str(vaerdi)


def _flere(linje: Loglinje) -> list[str]:
    """The keys that stand in log_person: none when one person's key fits on the line itself."""
    noegler = sorted(set(linje.personer))
    return noegler if len(noegler) > 1 or (noegler and linje.person_noegle) else []


def _med_personer(linje: Loglinje) -> dict[str, Any]:
    noegler = _flere(linje)
    detaljer = dict(linje.detaljer)
    if noegler:
        detaljer |= {"personer": len(noegler), "personer_sha256": _personhash(noegler)}
    en = linje.personer[0] if linje.personer and not noegler else None
    return {
        "bruger": linje.bruger,
        "handling": linje.handling,
        "genstand": linje.genstand,
        "person_noegle": linje.person_noegle or en,
        "formaal": linje.formaal,
        "detaljer": model.noegletekst(detaljer),
    }


def _personhash(noegler: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(noegler).encode("ascii")).hexdigest()


def _raekke(felter: Mapping[str, Any], nr: int, tid: datetime, forrige: str) -> dict[str, Any]:
    raekke = {"nr": nr, "tid": tid, **felter, "forrige_hash": forrige}
    return raekke | {"hash": _hash(raekke)}


def _hash(raekke: Mapping[str, Any]) -> str:
    indhold = [raekke["nr"], raekke["tid"].astimezone(UTC).isoformat(timespec="microseconds")]
    indhold += [raekke[felt] for felt in _HASHEDE]
    return hashlib.sha256(json.dumps(indhold, ensure_ascii=False).encode("utf-8")).hexdigest()


def _hoved(con: sa.Connection) -> tuple[int, str]:
    valg = sa.select(tabeller.log.c.nr, tabeller.log.c.hash).order_by(tabeller.log.c.nr.desc()).limit(1)
    sidste = con.execute(valg).first()
    return (sidste.nr, sidste.hash) if sidste else (0, FOERSTE_HASH)


def hoved(lager: Sagslager) -> tuple[int, str]:
    """(number, hash) of the last line; (0, FOERSTE_HASH) of an empty log."""
    with lager.laes() as con:
        return _hoved(con)


# --- following the chain ----------------------------------------------------------------------------------


class Kaedebrud(Exception):
    """The first line that does not fit. nr: its number. The text says what is wrong with it."""

    def __init__(self, nr: int, hvad: str) -> None:
        super().__init__(hvad)
        self.nr = nr


def gennemgaa(con: sa.Connection) -> Iterator[dict[str, Any]]:
    """Every line from the first, each tried before it is given. Errors: Kaedebrud at the first wrong one."""
    ventet_nr, forrige = 1, FOERSTE_HASH
    personer = _Personer(con)
    valg = sa.select(tabeller.log).order_by(tabeller.log.c.nr)
    for raekke in _stroem(con, valg):
        fejl = _brud(raekke, ventet_nr, forrige) or personer.brud(raekke)
        if fejl:
            raise Kaedebrud(ventet_nr, fejl)
        ventet_nr, forrige = ventet_nr + 1, raekke["hash"]
        yield raekke
    if (nr := personer.naeste_nr()) is not None:
        raise Kaedebrud(nr, "der står personer uden en linje")


def _stroem(con: sa.Connection, valg: sa.Select[Any]) -> Iterator[dict[str, Any]]:
    """Rows by name, a few thousand in memory at a time: a log may hold millions."""
    svar = con.execute(valg, execution_options={"yield_per": _AD_GANGEN})
    for raekke in svar.mappings():
        yield {str(navn): vaerdi for navn, vaerdi in raekke.items()}


class _Personer:
    """Walks log_person beside the log."""

    def __init__(self, con: sa.Connection) -> None:
        p = tabeller.log_person
        self._raekker = _stroem(con, sa.select(p).order_by(p.c.log_nr, p.c.person_noegle))
        self._naeste = next(self._raekker, None)

    def naeste_nr(self) -> int | None:
        return None if self._naeste is None else int(self._naeste["log_nr"])

    def brud(self, linje: Mapping[str, Any]) -> str:
        noegler = []
        while self._naeste is not None and self._naeste["log_nr"] <= linje["nr"]:
            if self._naeste["log_nr"] < linje["nr"]:
                return "der står personer uden en linje"
            noegler.append(self._naeste["person_noegle"])
            self._naeste = next(self._raekker, None)
        lovet = lovede_personer(linje["detaljer"])
        if lovet is None and not noegler:
            return ""
        return "" if lovet == _personhash(noegler) else "linjens personer er ændret"


def lovede_personer(detaljer: str) -> str | None:
    """The hash of the line's persons, as the line itself says; None when it names none in log_person."""
    try:
        indhold = json.loads(detaljer)
    except ValueError:
        return None
    return indhold.get("personer_sha256") if isinstance(indhold, dict) else None


def _brud(raekke: Mapping[str, Any], ventet_nr: int, forrige: str) -> str:
    if raekke["nr"] != ventet_nr:
        return "linjen mangler"
    if raekke["forrige_hash"] != forrige:
        return "linjen følger ikke efter den forrige"
    return "" if raekke["hash"] == _hash(raekke) else "linjens indhold er ændret"
