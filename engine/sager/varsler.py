"""Notices: what the night has changed on a case, told to the one it is assigned to until it is read.

A notice is named by the user, the case and the facts it ends in, so that a night that is run again tells nothing twice.
It holds no person and no free text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine.sager import tabeller
from engine.sager.lager import Sagslager, raekker

VIST_MAX = 100


@dataclass(frozen=True)
class Varsel:
    """fakta: the hash of the facts after, '' when it is no longer found. hvad: code, art, foer, nu of each change."""

    bruger: str
    sag_id: str
    fakta: str
    hvad: tuple[tuple[str, str, Any, Any], ...]
    tid: datetime | None = None


def tildelte(lager: Sagslager) -> dict[str, str]:
    """{case: who it is assigned to}."""
    t = tabeller.sag
    with lager.laes() as con:
        valg = sa.select(t.c.sag_id, t.c.tildelt).where(t.c.tildelt.is_not(None), t.c.tildelt != "")
        return {r["sag_id"]: r["tildelt"] for r in raekker(con, valg)}


def giv(lager: Sagslager, varsler: Iterable[Varsel], nu: datetime) -> int:
    """Write those that have not been given; how many there were. All or none."""
    t = tabeller.varsel
    givet = 0
    with lager.skriv() as con:
        for v in varsler:
            egen = sa.and_(t.c.bruger == v.bruger, t.c.sag_id == v.sag_id, t.c.fakta == v.fakta)
            if con.scalar(sa.select(sa.func.count()).select_from(t).where(egen)):
                continue
            vaerdier = {
                "bruger": v.bruger,
                "sag_id": v.sag_id,
                "fakta": v.fakta,
                "hvad": [list(h) for h in v.hvad],
            }
            con.execute(sa.insert(t).values(**vaerdier, tid=nu))
            givet += 1
    return givet


def ulaeste(lager: Sagslager, bruger: str) -> list[Varsel]:
    """The user's unread notices on cases still assigned to him, the newest first."""
    t, s = tabeller.varsel, tabeller.sag
    valg = (
        sa.select(t)
        .join(s, s.c.sag_id == t.c.sag_id)
        .where(t.c.bruger == bruger, s.c.tildelt == bruger, t.c.laest.is_(None))
        .order_by(t.c.tid.desc(), t.c.sag_id)
        .limit(VIST_MAX)
    )
    with lager.laes() as con:
        return [
            Varsel(r["bruger"], r["sag_id"], r["fakta"], tuple(tuple(h) for h in r["hvad"]), r["tid"])
            for r in raekker(con, valg)
        ]


def laes(lager: Sagslager, bruger: str, nu: datetime) -> int:
    """Mark all of the user's notices as read; how many there were."""
    t = tabeller.varsel
    with lager.skriv() as con:
        svar = con.execute(sa.update(t).where(t.c.bruger == bruger, t.c.laest.is_(None)).values(laest=nu))
        return int(svar.rowcount)
