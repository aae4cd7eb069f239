"""Four eyes: one person proposes, another approves, and only then does it happen.

A proposal is an event, and so is what settles it: approved, refused by another, or withdrawn by the one who made it.
All of them go through the one door of the case store, so of two approvals at once one comes first and the other is
told so, on both databases. Nobody approves their own, whatever way the name is spelled. A proposal that has become too
old, or whose ground has changed, can no longer be approved. Every step stands in the log.

Which role may approve is asked of engine/adgang.py by the caller (engine/resultater), who knows the user.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from engine.fejl import AdgangNaegtet, RettelseAfvist
from engine.sager import model, tabeller
from engine.sager.lager import Sagslager, hent_haendelser
from engine.sager.log import Loglinje, skriv_i
from engine.sager.model import Haendelse

VENTER, GODKENDT, AFVIST, TRUKKET, UDLOEBET = "venter", "godkendt", "afvist", "trukket_tilbage", "udloebet"


@dataclass(frozen=True)
class Afgoerelse:
    """How a proposal was settled: udfald is GODKENDT, AFVIST or TRUKKET."""

    nr: int
    udfald: str
    bruger: str
    tid: datetime
    begrundelse: str


@dataclass(frozen=True)
class Forslag:
    """A proposal. noegle: what it is about; indhold: what would happen, as its kind writes it."""

    nr: int
    slags: str
    noegle: Mapping[str, Any]
    indhold: Mapping[str, Any]
    begrundelse: str
    bruger: str
    tid: datetime
    udloeber: datetime | None
    afgoerelse: Afgoerelse | None = None

    def tilstand(self, nu: datetime) -> str:
        """VENTER, GODKENDT, AFVIST, TRUKKET or UDLOEBET."""
        if self.afgoerelse is not None:
            return self.afgoerelse.udfald
        return UDLOEBET if self.udloeber is not None and nu >= self.udloeber else VENTER


# What an approval makes happen, in its own transaction -> numbers of the events it wrote.
Virkning = Callable[[Sagslager, sa.Connection, Forslag, datetime], Sequence[int]]


@dataclass(frozen=True)
class Slags:
    """One kind of act that takes two persons.

    levetid: how long a proposal can be approved, None = always. virkning: what an approval does besides being an
    event. The types are those of its events; ord: the words for the outcomes, where they are other than the usual.
    formaal and logfelter: the purpose and the columns of the key that the log shows.
    """

    navn: str
    levetid: timedelta | None = None
    virkning: Virkning | None = None
    forslag: str = model.FORSLAG
    godkendelse: str = model.GODKENDELSE
    afvisning: str = model.AFVISNING
    tilbage: str = model.TILBAGETRUKKET
    ord: Mapping[str, str] = field(default_factory=dict)
    formaal: str = "fire øjne"
    logfelter: tuple[str, ...] = ()

    @property
    def typer(self) -> tuple[str, ...]:
        return (self.forslag, self.godkendelse, self.afvisning, self.tilbage)


_ORD = {GODKENDT: "godkendt", AFVIST: "afvist", TRUKKET: "trukket tilbage", UDLOEBET: "udløbet"}
_UDLOEBER = "udloeber"


# --- making and settling, inside an open lager.skriv() ----------------------------------------------------


def foreslaa_i(
    lager: Sagslager,
    con: sa.Connection,
    slags: Slags,
    noegle: Mapping[str, Any],
    indhold: Mapping[str, Any],
    *,
    begrundelse: str,
    bruger: str,
    nu: datetime,
    kilde: str = "app",
) -> int:
    """Write a proposal. Returns its number."""
    nyt = dict(indhold)
    if slags.levetid is not None:
        nyt[_UDLOEBER] = (nu + slags.levetid).isoformat()
    nr = lager.skriv_haendelse(
        con, slags.forslag, noegle, nyt, begrundelse=begrundelse, bruger=bruger, nu=nu, kilde=kilde
    )
    _log(con, slags, slags.forslag, nr, noegle, bruger, nu)
    return nr


def godkend_i(
    lager: Sagslager,
    con: sa.Connection,
    slags: Slags,
    nr: int,
    bruger: str,
    nu: datetime,
    *,
    begrundelse: str = "",
    kilde: str = "app",
) -> tuple[int, list[int]]:
    """Approve another person's proposal. Returns (number of the approval, numbers of what it made happen).

    Errors: RettelseAfvist when it is unknown, settled, too old or its ground has changed; AdgangNaegtet for one's own.
    """
    forslag = _aabent(con, slags, nr, nu)
    if samme_bruger(con, bruger, forslag.bruger):
        ord = slags.ord.get("godkend", "godkende")
        raise AdgangNaegtet(f"Du kan ikke {ord} dit eget forslag. En anden skal gøre det.")
    virkning = list(slags.virkning(lager, con, forslag, nu)) if slags.virkning else []
    nyt = {"forslag": nr, **({"virkning": virkning} if virkning else {})}
    egen = _skriv(lager, con, slags.godkendelse, forslag, nyt, begrundelse, bruger, nu, kilde)
    _log(con, slags, slags.godkendelse, nr, forslag.noegle, bruger, nu, foreslaaet_af=forslag.bruger)
    return egen, virkning


def afslut_i(
    lager: Sagslager,
    con: sa.Connection,
    slags: Slags,
    nr: int,
    bruger: str,
    nu: datetime,
    begrundelse: str,
) -> int:
    """Refuse another's proposal, or withdraw one's own. Returns the number of the event.

    Errors: RettelseAfvist when it is unknown or settled, or a refusal has no reason.
    """
    forslag = _aabent(con, slags, nr, None)
    eget = samme_bruger(con, bruger, forslag.bruger)
    if not eget and not begrundelse.strip():
        raise RettelseAfvist("Skriv, hvorfor forslaget afvises. Intet er ændret.")
    if model.ligner_cpr(begrundelse):
        raise RettelseAfvist("Der står et CPR-nummer i begrundelsen; skriv den uden. Intet er ændret.")
    type_ = slags.tilbage if eget else slags.afvisning
    egen = _skriv(lager, con, type_, forslag, {"forslag": nr}, begrundelse, bruger, nu, "app")
    _log(con, slags, type_, nr, forslag.noegle, bruger, nu, foreslaaet_af=forslag.bruger)
    return egen


def _skriv(
    lager: Sagslager,
    con: sa.Connection,
    type_: str,
    forslag: Forslag,
    nyt: Mapping[str, Any],
    begrundelse: str,
    bruger: str,
    nu: datetime,
    kilde: str,
) -> int:
    return lager.skriv_haendelse(
        con, type_, forslag.noegle, nyt, begrundelse=begrundelse.strip(), bruger=bruger, nu=nu, kilde=kilde
    )


def _log(
    con: sa.Connection,
    slags: Slags,
    handling: str,
    nr: int,
    noegle: Mapping[str, Any],
    bruger: str,
    nu: datetime,
    **mere: Any,
) -> None:
    detaljer = {"slags": slags.navn, **{felt: noegle[felt] for felt in slags.logfelter}, **mere}
    skriv_i(con, Loglinje(bruger, handling, f"haendelse {nr}", None, slags.formaal, detaljer), nu)


def _aabent(con: sa.Connection, slags: Slags, nr: int, nu: datetime | None) -> Forslag:
    """The proposal, if it can still be settled; nu None: also when it is too old to be approved."""
    forslag = next((f for f in _alle_i(con, slags) if f.nr == nr), None)
    if forslag is None:
        raise RettelseAfvist(f"Forslag nr. {nr} findes ikke.")
    if a := forslag.afgoerelse:
        hvad = (_ORD | dict(slags.ord))[a.udfald]
        raise RettelseAfvist(f"Forslag nr. {nr} er allerede {hvad} af {a.bruger} {model.dansk_tid(a.tid)}.")
    if nu is not None and forslag.tilstand(nu) == UDLOEBET and forslag.udloeber is not None:
        raise RettelseAfvist(
            f"Forslag nr. {nr} udløb {model.dansk_tid(forslag.udloeber)} og kan ikke godkendes. Foreslå det igen."
        )
    return forslag


def samme_bruger(con: sa.Connection, en: str, anden: str) -> bool:
    """Whether two names are one person's: a user is known by the user name and by the name that is shown."""
    return model.samme_person(_kendt_navn(con, en), _kendt_navn(con, anden))


def _kendt_navn(con: sa.Connection, navn: str) -> str:
    b, rent = tabeller.bruger, model.personnavn(navn)
    for raekke in con.execute(sa.select(b.c.navn, b.c.visningsnavn).order_by(b.c.id)):
        if rent in (model.personnavn(raekke.navn), model.personnavn(raekke.visningsnavn)):
            return str(raekke.navn)
    return navn


# --- reading ----------------------------------------------------------------------------------------------


def alle(lager: Sagslager, slags: Slags) -> list[Forslag]:
    """Every proposal of a kind, oldest first, with how it was settled."""
    with lager.laes() as con:
        return _alle_i(con, slags)


def ventende(lager: Sagslager, slags: Slags, nu: datetime) -> list[Forslag]:
    """Those that wait for another person, oldest first."""
    return [f for f in alle(lager, slags) if f.tilstand(nu) == VENTER]


def ventende_i(con: sa.Connection, slags: Slags, noegle: Mapping[str, Any], nu: datetime) -> list[Forslag]:
    """Those that wait on one key."""
    tekst = model.noegletekst(noegle)
    return [
        f for f in _alle_i(con, slags) if model.noegletekst(f.noegle) == tekst and f.tilstand(nu) == VENTER
    ]


def _alle_i(con: sa.Connection, slags: Slags) -> list[Forslag]:
    haendelser = hent_haendelser(con, tabeller.haendelse.c.type.in_(slags.typer))
    afgjorte = {h.nyt["forslag"]: h for h in haendelser if h.type != slags.forslag}
    return [
        _forslag(slags, h, afgjorte.get(h.id))
        for h in haendelser
        if h.type == slags.forslag and h.noegle.get("slags", slags.navn) == slags.navn
    ]


def _forslag(slags: Slags, h: Haendelse, afgjort: Haendelse | None) -> Forslag:
    indhold = dict(h.nyt)
    udloeber = indhold.pop(_UDLOEBER, None)
    return Forslag(
        nr=h.id,
        slags=slags.navn,
        noegle=h.noegle,
        indhold=indhold,
        begrundelse=h.begrundelse,
        bruger=h.bruger,
        tid=h.tid,
        udloeber=datetime.fromisoformat(udloeber) if udloeber else None,
        afgoerelse=None if afgjort is None else _afgoerelse(slags, h, afgjort),
    )


def _afgoerelse(slags: Slags, forslag: Haendelse, h: Haendelse) -> Afgoerelse:
    if h.type == slags.godkendelse:
        udfald = GODKENDT
    elif slags.afvisning == slags.tilbage:
        udfald = TRUKKET
    else:
        udfald = AFVIST if h.type == slags.afvisning else TRUKKET
    return Afgoerelse(h.id, udfald, h.bruger, h.tid, h.begrundelse)
