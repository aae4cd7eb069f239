"""Who has a case open right now. Worth a minute, then forgotten; no part of what a case is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from engine.sager import tabeller
from engine.sager.lager import Sagslager, raekker

AABEN = timedelta(seconds=60)
HVER = timedelta(seconds=20)
"""How often an open page says that it still is."""


def aabn(lager: Sagslager, sag_id: str, bruger: str, nu: datetime) -> None:
    """The user looks at the case now, and at no other. What is old goes."""
    t = tabeller.sagsaaben
    gammel = sa.or_(t.c.bruger == bruger, t.c.sidst_set < nu - 2 * AABEN)
    with lager.skriv() as con:
        con.execute(sa.delete(t).where(gammel))
        con.execute(sa.insert(t).values(sag_id=sag_id, bruger=bruger, sidst_set=nu))


def luk(lager: Sagslager, bruger: str) -> None:
    """The user has no case open any more."""
    t = tabeller.sagsaaben
    with lager.laes() as con:
        if con.scalar(sa.select(sa.func.count()).where(t.c.bruger == bruger)) == 0:
            return
    with lager.skriv() as con:
        con.execute(sa.delete(t).where(t.c.bruger == bruger))


def andre(lager: Sagslager, sag_id: Sequence[str], bruger: str, nu: datetime) -> dict[str, list[str]]:
    """{sag_id: user names of the others who have it open}, by name."""
    t = tabeller.sagsaaben
    valg = sa.select(t.c.sag_id, t.c.bruger).where(
        t.c.sag_id.in_(sag_id), t.c.bruger != bruger, t.c.sidst_set > nu - AABEN
    )
    ud: dict[str, list[str]] = {}
    with lager.laes() as con:
        for raekke in raekker(con, valg.order_by(t.c.bruger)):
            ud.setdefault(raekke["sag_id"], []).append(raekke["bruger"])
    return ud
