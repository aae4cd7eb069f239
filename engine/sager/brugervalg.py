"""What a user has chosen for himself: settings by name, and saved views of a page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine.fejl import RettelseAfvist
from engine.sager import model, tabeller
from engine.sager.lager import Sagslager, raekker

VISNINGER_MAX = 30
NAVN_LAENGDE = 60


def hent(lager: Sagslager, bruger: str, navn: str, standard: Any) -> Any:
    """The user's setting, or the default."""
    t = tabeller.brugervalg
    with lager.laes() as con:
        fundet = con.execute(sa.select(t.c.vaerdi).where(t.c.bruger == bruger, t.c.navn == navn)).first()
    return standard if fundet is None else fundet[0]


def gem(lager: Sagslager, bruger: str, navn: str, vaerdi: Any) -> None:
    """Store a setting (plain JSON)."""
    t = tabeller.brugervalg
    with lager.skriv() as con:
        con.execute(sa.delete(t).where(t.c.bruger == bruger, t.c.navn == navn))
        con.execute(sa.insert(t).values(bruger=bruger, navn=navn, vaerdi=vaerdi))


def visninger(lager: Sagslager, bruger: str, side: str) -> dict[str, dict[str, str]]:
    """{name: filters} of the user's saved views of a page, by name."""
    t = tabeller.visning
    valg = sa.select(t.c.navn, t.c.valg).where(t.c.bruger == bruger, t.c.side == side)
    with lager.laes() as con:
        alle = {r["navn"]: r["valg"] for r in raekker(con, valg)}
    return dict(sorted(alle.items(), key=lambda par: par[0].casefold()))


def gem_visning(
    lager: Sagslager, bruger: str, side: str, navn: str, valg: Mapping[str, str], nu: datetime
) -> None:
    """Save the filters under a name; the same name is written over. Errors: RettelseAfvist.

    valg: the address parameters of the page, never free text.
    """
    navn = navn.strip()
    if not navn or len(navn) > NAVN_LAENGDE or not navn.isprintable():
        raise RettelseAfvist(f"Giv visningen et navn på højst {NAVN_LAENGDE} tegn.")
    if model.indeholder_cpr(navn):
        raise RettelseAfvist("Der står et CPR-nummer i navnet; vælg et andet.")
    t = tabeller.visning
    egne = sa.and_(t.c.bruger == bruger, t.c.side == side)
    with lager.skriv() as con:
        con.execute(sa.delete(t).where(egne, t.c.navn == navn))
        if (con.scalar(sa.select(sa.func.count()).where(egne)) or 0) >= VISNINGER_MAX:
            raise RettelseAfvist(f"Du kan have højst {VISNINGER_MAX} visninger. Slet en, du ikke bruger.")
        con.execute(sa.insert(t).values(bruger=bruger, side=side, navn=navn, valg=dict(valg), oprettet=nu))


def slet_visning(lager: Sagslager, bruger: str, side: str, navn: str) -> None:
    """Remove a saved view; an unknown one is no fault."""
    t = tabeller.visning
    with lager.skriv() as con:
        con.execute(sa.delete(t).where(t.c.bruger == bruger, t.c.side == side, t.c.navn == navn))
