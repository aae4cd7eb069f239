"""Saved templates of Analyse: a name and what is chosen, never a figure.

The newest event on a template is the whole of it. A deleted one can be brought back; what it was is still there. Shared
ones are the municipality's, the others their owner's alone.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine.adgang import Bruger, Handling, maa
from engine.fejl import AdgangNaegtet, RettelseAfvist
from engine.sager.lager import Sagslager, hent_haendelser
from engine.sager.log import Loglinje, skriv_i
from engine.sager.model import ANALYSESKABELON, ANALYSESKABELON_SLETTET, Haendelse, indeholder_cpr
from engine.sager.tabeller import haendelse as tabel

NAVN_MAX = 80
SKEMA = 1
"""The version of what a template holds."""
FELTER: dict[str, type] = {"maal": str, "raekke": str, "kolonne": str, "aar": int, "omraade": str}
"""What a template chooses: the fields of engine.resultater.analyse.Valg, by name; aar 0 is all years."""
_TYPER = (ANALYSESKABELON, ANALYSESKABELON_SLETTET)
_KODE_MAX = 40


@dataclass(frozen=True)
class Skabelon:
    """A template as it stands. version: of its events. slettet: it can be brought back."""

    id: str
    navn: str
    valg: Mapping[str, Any]
    delt: bool
    bruger: str
    aendret_af: str
    tid: datetime
    version: int
    slettet: bool = False


def liste(lager: Sagslager, bruger: Bruger, *, slettede: bool = False) -> list[Skabelon]:
    """The templates the user may open, by name: the shared ones and the own. slettede: the deleted instead."""
    with lager.laes() as con:
        alle = _alle_i(con).values()
    egne = [s for s in alle if s.slettet is slettede and (s.delt or s.bruger == bruger.navn)]
    return sorted(egne, key=lambda s: (s.navn.casefold(), s.id))


def gem(
    lager: Sagslager, bruger: Bruger, navn: str, valg: Mapping[str, Any], *, delt: bool, nu: datetime
) -> str:
    """Save a new template; its id. Errors: AdgangNaegtet, RettelseAfvist (the name is missing or taken)."""
    _kraev(bruger)
    nyt = _indhold(navn, valg, delt, bruger.navn)
    with lager.skriv() as con:
        _kraev_ledigt(con, bruger, nyt["navn"], delt, "")
        id_ = secrets.token_hex(8)
        _skriv(lager, con, bruger, ANALYSESKABELON, id_, nyt, "Gemt", nu)
    return id_


def omdoeb(lager: Sagslager, bruger: Bruger, id_: str, navn: str, nu: datetime) -> None:
    """Give a template another name. Errors: AdgangNaegtet, RettelseAfvist."""
    _kraev(bruger)
    with lager.skriv() as con:
        s = _find(con, bruger, id_, slettet=False)
        nyt = _indhold(navn, s.valg, s.delt, s.bruger)
        _kraev_ledigt(con, bruger, nyt["navn"], s.delt, id_)
        _skriv(lager, con, bruger, ANALYSESKABELON, id_, nyt, "Omdøbt", nu)


def slet(lager: Sagslager, bruger: Bruger, id_: str, nu: datetime) -> None:
    """Delete a template; `gendan` brings it back. Errors: AdgangNaegtet, RettelseAfvist."""
    _kraev(bruger)
    with lager.skriv() as con:
        s = _find(con, bruger, id_, slettet=False)
        nyt = _indhold(s.navn, s.valg, s.delt, s.bruger)
        _skriv(lager, con, bruger, ANALYSESKABELON_SLETTET, id_, nyt, "Slettet", nu)


def gendan(lager: Sagslager, bruger: Bruger, id_: str, nu: datetime) -> None:
    """Bring a deleted template back. Errors: AdgangNaegtet, RettelseAfvist (not deleted, the name is taken)."""
    _kraev(bruger)
    with lager.skriv() as con:
        s = _find(con, bruger, id_, slettet=True)
        _kraev_ledigt(con, bruger, s.navn, s.delt, id_)
        nyt = _indhold(s.navn, s.valg, s.delt, s.bruger)
        _skriv(lager, con, bruger, ANALYSESKABELON, id_, nyt, "Sletningen er fortrudt", nu)


def som_pakke(lager: Sagslager) -> list[dict[str, Any]]:
    """The municipality's shared templates as plain dicts, by name: {skema, navn, valg}. No figures and no users."""
    with lager.laes() as con:
        delte = [s for s in _alle_i(con).values() if s.delt and not s.slettet]
    return [
        {"skema": SKEMA, "navn": s.navn, "valg": dict(s.valg)}
        for s in sorted(delte, key=lambda s: (s.navn.casefold(), s.id))
    ]


def indlaes(lager: Sagslager, bruger: Bruger, pakke: Sequence[Mapping[str, Any]], nu: datetime) -> int:
    """Import what `som_pakke` gave as shared templates, all or none; how many are new. One that is there with the same
    choices is passed over. A measure this version does not know is kept: the page says so when it is opened.

    Errors: AdgangNaegtet, RettelseAfvist (not a template, or the name stands for something else).
    """
    _kraev(bruger)
    nye = 0
    with lager.skriv() as con:
        kendte = {s.navn.casefold(): s for s in _alle_i(con).values() if s.delt and not s.slettet}
        for post in pakke:
            if (
                not isinstance(post, Mapping)
                or post.get("skema") != SKEMA
                or set(post) != {"skema", "navn", "valg"}
            ):
                raise RettelseAfvist(
                    "En af skabelonerne har en form, denne version ikke kender. Intet er indlæst."
                )
            nyt = _indhold(post["navn"], post["valg"], True, bruger.navn)
            fundet = kendte.get(nyt["navn"].casefold())
            if fundet is not None and dict(fundet.valg) == nyt["valg"]:
                continue
            if fundet is not None:
                raise RettelseAfvist(
                    f"Der er allerede en anden skabelon, der hedder '{fundet.navn}'. Intet er indlæst."
                )
            id_ = secrets.token_hex(8)
            _skriv(lager, con, bruger, ANALYSESKABELON, id_, nyt, "Indlæst", nu)
            kendte = {s.navn.casefold(): s for s in _alle_i(con).values() if s.delt and not s.slettet}
            nye += 1
    return nye


def _kraev(bruger: Bruger) -> None:
    ja, grund = maa(bruger, Handling.GEM_SKABELON)
    if not ja:
        raise AdgangNaegtet(grund)


def _indhold(navn: Any, valg: Any, delt: bool, ejer: str) -> dict[str, Any]:
    rent = navn.strip() if isinstance(navn, str) else ""
    if not rent or len(rent) > NAVN_MAX or not rent.isprintable():
        raise RettelseAfvist(f"Giv skabelonen et navn på højst {NAVN_MAX} tegn.")
    if indeholder_cpr(rent):
        raise RettelseAfvist("Der står et CPR-nummer i navnet; vælg et andet.")
    if (
        not isinstance(valg, Mapping)
        or set(valg) != set(FELTER)
        or not all(map(_rigtig, FELTER.items(), map(valg.get, FELTER)))
    ):
        raise RettelseAfvist("Skabelonen har en form, denne version ikke kender. Intet er gemt.")
    return {"skema": SKEMA, "navn": rent, "valg": dict(valg), "delt": int(delt), "ejer": ejer}


def _rigtig(felt: tuple[str, type], vaerdi: Any) -> bool:
    if felt[1] is int:
        return type(vaerdi) is int and 0 <= vaerdi <= 9999
    return isinstance(vaerdi, str) and len(vaerdi) <= _KODE_MAX and not indeholder_cpr(vaerdi)


def _kraev_ledigt(con: sa.Connection, bruger: Bruger, navn: str, delt: bool, selv: str) -> None:
    """A name stands once among the shared, and once among somebody's own."""
    for s in _alle_i(con).values():
        samme_hylde = s.delt if delt else not s.delt and s.bruger == bruger.navn
        if s.id != selv and not s.slettet and samme_hylde and s.navn.casefold() == navn.casefold():
            raise RettelseAfvist(f"Der er allerede en skabelon, der hedder '{s.navn}'. Vælg et andet navn.")


def _find(con: sa.Connection, bruger: Bruger, id_: str, *, slettet: bool) -> Skabelon:
    s = _alle_i(con).get(id_)
    if s is None or s.slettet is not slettet or not (s.delt or s.bruger == bruger.navn):
        raise RettelseAfvist("Skabelonen findes ikke længere. Genindlæs siden.")
    return s


def _skriv(
    lager: Sagslager,
    con: sa.Connection,
    bruger: Bruger,
    type_: str,
    id_: str,
    nyt: Mapping[str, Any],
    hvad: str,
    nu: datetime,
) -> None:
    noegle = {"analyseskabelon": id_}
    lager.skriv_haendelse(con, type_, noegle, nyt, begrundelse=hvad, bruger=bruger.navn, nu=nu)
    skriv_i(con, Loglinje(bruger.navn, type_, id_, None, "", {"hvad": hvad}), nu)


def _alle_i(con: sa.Connection) -> dict[str, Skabelon]:
    """Every template by its id, as its newest event says."""
    return {
        str(h.noegle["analyseskabelon"]): _skabelon(h) for h in hent_haendelser(con, tabel.c.type.in_(_TYPER))
    }


def _skabelon(h: Haendelse) -> Skabelon:
    return Skabelon(
        id=str(h.noegle["analyseskabelon"]),
        navn=str(h.nyt["navn"]),
        valg=dict(h.nyt["valg"]),
        delt=bool(h.nyt["delt"]),
        bruger=str(h.nyt["ejer"]),
        aendret_af=h.bruger,
        tid=h.tid,
        version=h.version,
        slettet=h.type == ANALYSESKABELON_SLETTET,
    )
