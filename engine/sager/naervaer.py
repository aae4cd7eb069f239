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


def aabn(lager: Sagslager, sag_id: str, bruger: str, vindue: str, nu: datetime) -> None:
    """The window shows the case now, and no other; the user may have other windows. What is old goes."""
    t = tabeller.sagsaaben
    gammel = sa.or_(t.c.vindue == vindue, t.c.sidst_set < nu - 2 * AABEN)
    with lager.skriv() as con:
        con.execute(sa.delete(t).where(gammel))
        con.execute(sa.insert(t).values(vindue=vindue, sag_id=sag_id, bruger=bruger, sidst_set=nu))


def andre(lager: Sagslager, sag_id: Sequence[str], bruger: str, nu: datetime) -> dict[str, list[str]]:
    """{sag_id: user names of the others who have it open}, by name."""
    t = tabeller.sagsaaben
    valg = (
        sa.select(t.c.sag_id, t.c.bruger)
        .where(t.c.sag_id.in_(sag_id), t.c.bruger != bruger, t.c.sidst_set > nu - AABEN)
        .distinct()
    )
    ud: dict[str, list[str]] = {}
    with lager.laes() as con:
        for raekke in raekker(con, valg.order_by(t.c.bruger)):
            ud.setdefault(raekke["sag_id"], []).append(raekke["bruger"])
    return ud
