"""The log: who did what, when, with whose data and for what purpose. Append-only and hash-chained.

Each line's hash covers its content and the hash before it, so an altered, removed or reordered line breaks
the chain. The last lines can only be missed against an anchor: keep `hoved` outside the database and give it
to `efterproev`. No CPR number ever enters: persons are named by their key, postings by the event or case id.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from engine.sager import model, tabeller
from engine.sager.lager import Sagslager, raekker

FOERSTE_HASH = "0" * 64
_PERSON_NOEGLE = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class Loglinje:
    """What one line says. detaljer: plain JSON values without person data; amounts as text in kroner."""

    bruger: str
    handling: str
    genstand: str = ""
    person_noegle: str | None = None
    formaal: str = ""
    detaljer: Mapping[str, Any] = field(default_factory=dict)


def skriv_log(
    lager: Sagslager,
    *,
    nu: datetime,
    bruger: str,
    handling: str,
    genstand: str = "",
    person_noegle: str | None = None,
    formaal: str = "",
    detaljer: Mapping[str, Any] | None = None,
) -> int:
    """Write one line. Returns its number. Errors: ValueError if anything in it looks like a CPR number."""
    linje = Loglinje(bruger, handling, genstand, person_noegle, formaal, detaljer or {})
    return skriv_loglinjer(lager, [linje], nu)[0]


def skriv_loglinjer(lager: Sagslager, linjer: Iterable[Loglinje], nu: datetime) -> list[int]:
    """Write several lines in one transaction. Errors: ValueError as skriv_log; then none is written."""
    with lager.skriv() as con:
        return [skriv_i(con, linje, nu) for linje in linjer]


def skriv_i(con: sa.Connection, linje: Loglinje, nu: datetime) -> int:
    """Write a line inside an open lager.skriv(), so that it stands or falls with what it tells of."""
    _afvis_cpr(linje)
    forrige_nr, forrige_hash = _hoved(con)
    raekke = {
        "nr": forrige_nr + 1,
        "tid": nu,
        "bruger": linje.bruger,
        "handling": linje.handling,
        "genstand": linje.genstand,
        "person_noegle": linje.person_noegle,
        "formaal": linje.formaal,
        "detaljer": model.noegletekst(linje.detaljer),
        "forrige_hash": forrige_hash,
    }
    con.execute(sa.insert(tabeller.log).values(**raekke, hash=_hash(raekke)))
    return forrige_nr + 1


def _afvis_cpr(linje: Loglinje) -> None:
    if linje.person_noegle is not None and not _PERSON_NOEGLE.fullmatch(linje.person_noegle):
        raise ValueError("person_noegle skal være personens nøgle (16 hex-cifre), ikke et nummer eller navn")
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


def _hash(raekke: Mapping[str, Any]) -> str:
    indhold = [raekke["nr"], raekke["tid"].astimezone(UTC).isoformat(timespec="microseconds")]
    felter = ("bruger", "handling", "genstand", "person_noegle", "formaal", "detaljer", "forrige_hash")
    indhold += [raekke[felt] for felt in felter]
    return hashlib.sha256(json.dumps(indhold, ensure_ascii=False).encode("utf-8")).hexdigest()


def _hoved(con: sa.Connection) -> tuple[int, str]:
    valg = sa.select(tabeller.log.c.nr, tabeller.log.c.hash).order_by(tabeller.log.c.nr.desc()).limit(1)
    sidste = con.execute(valg).first()
    return (sidste.nr, sidste.hash) if sidste else (0, FOERSTE_HASH)


def hoved(lager: Sagslager) -> tuple[int, str]:
    """(number, hash) of the last line; (0, FOERSTE_HASH) of an empty log."""
    with lager.laes() as con:
        return _hoved(con)


def efterproev(lager: Sagslager, anker: tuple[int, str] | None = None) -> tuple[bool, int | None, str]:
    """Follow the whole chain -> (whole, number of the first line that is wrong, sentence).

    anker: an earlier `hoved`, kept elsewhere; with it, missing last lines and a rewritten chain are found.
    """
    ventet_nr, forrige = 1, FOERSTE_HASH
    ankret = anker is None or anker == (0, FOERSTE_HASH)
    with lager.laes() as con:
        for raekke in raekker(con, sa.select(tabeller.log).order_by(tabeller.log.c.nr)):
            fejl = _brud(raekke, ventet_nr, forrige)
            if fejl:
                return False, ventet_nr, f"Loggen er brudt ved linje {ventet_nr}: {fejl}."
            ankret = ankret or anker == (raekke["nr"], raekke["hash"])
            ventet_nr, forrige = ventet_nr + 1, raekke["hash"]
    if not ankret and anker is not None:
        return False, anker[0], f"Loggen stemmer ikke med ankeret ved linje {anker[0]}."
    return True, None, f"Loggen er hel: {ventet_nr - 1} linjer efterprøvet."


def _brud(raekke: Mapping[str, Any], ventet_nr: int, forrige: str) -> str:
    if raekke["nr"] != ventet_nr:
        return "linjen mangler"
    if raekke["forrige_hash"] != forrige:
        return "linjen følger ikke efter den forrige"
    return "" if raekke["hash"] == _hash(raekke) else "linjens indhold er ændret"
