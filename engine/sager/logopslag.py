"""Reading the log: search, the monthly sample for control, and the report that a citizen may ask for.

Reading it is logged too, before anything is shown. The report says when, what and for which purpose, not who.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from engine import adgang
from engine.adgang import Bruger, Handling
from engine.fejl import AdgangNaegtet, RettelseAfvist
from engine.sager import tabeller
from engine.sager.lager import Sagslager, raekker
from engine.sager.log import Loglinje, skriv_i
from engine.sager.model import ligner_cpr

_DANMARK = ZoneInfo("Europe/Copenhagen")
KONTROL, INDSIGT, SE_LOG = "log_kontrol", "indsigt", "se_log"
SE_PERSON = ("se_person", "se_navn", "soeg_person", "afsloer_adresse", "hent_fil", "udtraek", "se_karantaene")
_OGSAA_UDEN_NOEGLE = ("soeg_person", "se_karantaene")
HANDLINGER = {
    "se_person": "Oplysninger om dig er vist",
    "se_navn": "Dit navn er vist i en liste",
    "soeg_person": "Der er søgt efter dig",
    "afsloer_adresse": "Din beskyttede adresse er vist",
    "hent_fil": "En fil med oplysninger om dig er hentet",
    "udtraek": "Et udtræk med oplysninger om dig er hentet",
    "se_karantaene": "En række om dig med en fejl i er vist",
    INDSIGT: "Denne oversigt er lavet",
}
_AFTRYK = ("aftryk", "noegle", "signatur", "froe", "numre")
_ANDET = "Oplysninger om dig er behandlet"


@dataclass(frozen=True)
class Linje:
    """One line as it is shown. personer: how many persons it is about."""

    nr: int
    tid: datetime
    bruger: str
    handling: str
    genstand: str
    formaal: str
    detaljer: str
    personer: int


@dataclass(frozen=True)
class Opslag:
    """What is searched for; None or '' = everything. Dates are days in Denmark, both included."""

    fra: date | None = None
    til: date | None = None
    bruger: str = ""
    handling: str = ""
    formaal: str = ""


@dataclass(frozen=True)
class Kontrol:
    """A month's sample: the lines, and who looked through it when, with what remark; None until somebody has.

    froe: the seed it is drawn with, '' while the month is not over: then there is no sample yet.
    """

    maaned: str
    froe: str
    linjer: tuple[Linje, ...]
    af: str | None
    tid: datetime | None
    bemaerkning: str


def _kraev(bruger: Bruger) -> None:
    ja, grund = adgang.maa(bruger, Handling.SE_LOG)
    if not ja:
        raise AdgangNaegtet(grund)


def soeg_som(
    lager: Sagslager,
    bruger: Bruger,
    o: Opslag,
    side: int,
    pr_side: int,
    nu: datetime,
    *,
    igen: bool = False,
) -> tuple[list[Linje], int]:
    """(one page of lines, newest first; how many there are). Errors: AdgangNaegtet.

    The look is logged first, with what was searched for. igen: the same page is drawn again, and has its line.
    """
    _kraev(bruger)
    if not igen:
        _noter(lager, bruger, SE_LOG, "log", nu, side=side + 1, **_soegt(o))
    hvor = _betingelser(o)
    t = tabeller.log
    with lager.laes() as con:
        antal = int(con.scalar(sa.select(sa.func.count()).select_from(t).where(*hvor)) or 0)
        valg = sa.select(t).where(*hvor).order_by(t.c.nr.desc()).limit(pr_side).offset(side * pr_side)
        return _som_linjer(con, valg), antal


def _soegt(o: Opslag) -> dict[str, str]:
    """What was searched for, as the log says it."""
    dage_ = {"fra": o.fra, "til": o.til}
    valgt = {n: v.isoformat() for n, v in dage_.items() if v}
    return valgt | {n: v for n, v in (("hvem", o.bruger), ("hvad", o.handling), ("hvorfor", o.formaal)) if v}


def _betingelser(o: Opslag) -> list[sa.ColumnElement[bool]]:
    t = tabeller.log
    hvor: list[sa.ColumnElement[bool]] = []
    if o.fra:
        hvor.append(t.c.tid >= _midnat(o.fra))
    if o.til:
        hvor.append(t.c.tid < _midnat(o.til + timedelta(days=1)))
    for kolonne, vaerdi in ((t.c.bruger, o.bruger), (t.c.handling, o.handling), (t.c.formaal, o.formaal)):
        if vaerdi:
            hvor.append(kolonne == vaerdi)
    return hvor


def _midnat(dag: date) -> datetime:
    return datetime.combine(dag, time(), _DANMARK).astimezone(UTC)


def _som_linjer(con: sa.Connection, valg: sa.Select[Any]) -> list[Linje]:
    fundne = list(raekker(con, valg))
    p = tabeller.log_person
    antal: dict[int, int] = {}
    if fundne:
        numre = [r["nr"] for r in fundne]
        taelling = sa.select(p.c.log_nr, sa.func.count()).where(p.c.log_nr.in_(numre)).group_by(p.c.log_nr)
        antal = {int(nr): int(n) for nr, n in con.execute(taelling)}
    return [
        Linje(
            r["nr"],
            r["tid"],
            r["bruger"],
            r["handling"],
            r["genstand"],
            r["formaal"],
            _detaljer(r["detaljer"]),
            antal.get(r["nr"], 0) or int(r["person_noegle"] is not None),
        )
        for r in fundne
    ]


def _detaljer(tekst: str) -> str:
    """Details as 'name: value', without the hashes that bind persons or anchors to the line."""
    vist = {n: v for n, v in json.loads(tekst).items() if "sha256" not in n and n not in _AFTRYK}
    return ", ".join(f"{n}: {str(v)[:60]}" for n, v in vist.items())


def valgmuligheder(lager: Sagslager, bruger: Bruger) -> tuple[list[str], list[str], list[str]]:
    """(users, acts, purposes) that stand in the log, for the filters. Errors: AdgangNaegtet."""
    _kraev(bruger)
    t = tabeller.log
    with lager.laes() as con:
        brugere, handlinger, formaal = (
            sorted(str(v) for v in con.scalars(sa.select(kolonne).distinct()) if v)
            for kolonne in (t.c.bruger, t.c.handling, t.c.formaal)
        )
    return brugere, handlinger, formaal


# --- the monthly sample -----------------------------------------------------------------------------------


def kontrol_som(
    lager: Sagslager, bruger: Bruger, maaned: str, antal: int, nu: datetime, *, igen: bool = False
) -> Kontrol:
    """A month's random sample of looks at persons. Errors: AdgangNaegtet.

    It is drawn when the month is over, with the hash of the month's last line as seed: nobody could know it
    while the lines were written, nobody can choose it, and everybody draws the same again from the log itself.
    igen: the same sample is drawn on the screen again, and has its line in the log.
    """
    _kraev(bruger)
    if not igen:
        _noter(lager, bruger, SE_LOG, f"kontrol {maaned}", nu)
    foerste = date.fromisoformat(f"{maaned}-01")
    slut = _midnat(_naeste(foerste))
    with lager.laes() as con:
        froe = _froe(con, slut) if slut <= nu else ""
        linjer = _traek(con, _midnat(foerste), slut, froe, antal) if froe else []
        t = tabeller.log
        gennemgaaet = (
            sa.select(t)
            .where(t.c.handling == KONTROL, t.c.genstand == maaned)
            .order_by(t.c.nr.desc())
            .limit(1)
        )
        sidst = next(iter(raekker(con, gennemgaaet)), None)
    return Kontrol(
        maaned,
        froe,
        tuple(linjer),
        sidst["bruger"] if sidst else None,
        sidst["tid"] if sidst else None,
        json.loads(sidst["detaljer"]).get("bemaerkning", "") if sidst else "",
    )


def _froe(con: sa.Connection, slut: datetime) -> str:
    t = tabeller.log
    sidste = sa.select(t.c.hash).where(t.c.tid < slut).order_by(t.c.nr.desc()).limit(1)
    return str(con.scalar(sidste) or "")


def _traek(con: sa.Connection, fra: datetime, til: datetime, froe: str, antal: int) -> list[Linje]:
    """`antal` of the month's looks at persons, in the order of their numbers."""
    t, p = tabeller.log, tabeller.log_person
    om_en = sa.or_(
        t.c.person_noegle.is_not(None),
        sa.exists().where(p.c.log_nr == t.c.nr),
        t.c.handling.in_(_OGSAA_UDEN_NOEGLE),
    )
    hvor = (t.c.tid >= fra, t.c.tid < til, t.c.handling.in_(SE_PERSON), om_en)
    numre = con.scalars(sa.select(t.c.nr).where(*hvor))
    valgte = sorted(numre, key=lambda nr: hashlib.sha256(f"{froe}:{nr}".encode()).digest())[:antal]
    return _som_linjer(con, sa.select(t).where(t.c.nr.in_(valgte)).order_by(t.c.nr))


def gennemgaaet_som(
    lager: Sagslager, bruger: Bruger, kontrol: Kontrol, bemaerkning: str, nu: datetime
) -> None:
    """Write that the sample has been looked through, with its seed and the numbers of its lines.

    Errors: AdgangNaegtet; RettelseAfvist without a remark, before the month is over, or for one's own looks.
    """
    _kraev(bruger)
    if not kontrol.froe:
        raise RettelseAfvist("Måneden er ikke slut, så stikprøven er ikke trukket endnu. Intet er gemt.")
    if any(linje.bruger == bruger.navn for linje in kontrol.linjer):
        raise RettelseAfvist(
            "Dine egne opslag er med i stikprøven; en anden skal gennemgå den. Intet er gemt."
        )
    if not bemaerkning.strip() or ligner_cpr(bemaerkning):
        raise RettelseAfvist("Skriv, hvad gennemgangen viste, uden CPR-nummer. Intet er gemt.")
    detaljer = {
        "linjer": len(kontrol.linjer),
        "froe": kontrol.froe,
        "numre": [linje.nr for linje in kontrol.linjer],
        "bemaerkning": bemaerkning.strip()[:1000],
    }
    with lager.skriv() as con:
        skriv_i(con, Loglinje(bruger.navn, KONTROL, kontrol.maaned, detaljer=detaljer), nu)


# --- a citizen's own report -------------------------------------------------------------------------------


def indsigt_som(
    lager: Sagslager, bruger: Bruger, noegler: Sequence[str], nu: datetime
) -> list[dict[str, Any]]:
    """The report for a user who may see the log; see indsigt. Errors: AdgangNaegtet."""
    _kraev(bruger)
    return indsigt(lager, bruger.navn, noegler, nu)


def indsigt(lager: Sagslager, hvem: str, noegler: Sequence[str], nu: datetime) -> list[dict[str, Any]]:
    """When, what and for which purpose a citizen's data was looked at, oldest first; no name of any employee.

    noegler: every key the citizen has or has had. Keys of a row: tid, hvad, formaal. That `hvem` makes the
    report is logged first, and is its last row.
    """
    with lager.skriv() as con:
        skriv_i(con, Loglinje(hvem, INDSIGT, "indsigt", None, "Indsigt til borgeren", personer=noegler), nu)
    t, p = tabeller.log, tabeller.log_person
    flere = sa.select(p.c.log_nr).where(p.c.person_noegle.in_(noegler))
    valg = (
        sa.select(t.c.tid, t.c.handling, t.c.formaal)
        .where(sa.or_(t.c.person_noegle.in_(noegler), t.c.nr.in_(flere)))
        .order_by(t.c.nr)
    )
    with lager.laes() as con:
        return [
            {"tid": r["tid"], "hvad": HANDLINGER.get(r["handling"], _ANDET), "formaal": r["formaal"]}
            for r in raekker(con, valg)
        ]


def _noter(
    lager: Sagslager, bruger: Bruger, handling: str, genstand: str, nu: datetime, **detaljer: int | str
) -> None:
    with lager.skriv() as con:
        skriv_i(
            con, Loglinje(bruger.navn, handling, genstand, formaal="Kontrol af loggen", detaljer=detaljer), nu
        )


def maaneder(foerste: date, i_dag: date) -> Sequence[str]:
    """The months from the log's first to now, the newest first."""
    nr, slut = foerste.year * 12 + foerste.month - 1, i_dag.year * 12 + i_dag.month - 1
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(slut, nr - 1, -1)]


def foerste_dag(lager: Sagslager) -> date | None:
    """The day of the log's first line, None for an empty log."""
    with lager.laes() as con:
        tid = con.scalar(sa.select(sa.func.min(tabeller.log.c.tid)))
    return None if tid is None else tid.astimezone(_DANMARK).date()


def dage(maaned: str) -> tuple[date | None, date | None]:
    """The first and last day of a month 'YYYY-MM'; (None, None) for ''."""
    if not maaned:
        return None, None
    foerste = date.fromisoformat(f"{maaned}-01")
    return foerste, _naeste(foerste) - timedelta(days=1)


def _naeste(foerste: date) -> date:
    return date(foerste.year + foerste.month // 12, foerste.month % 12 + 1, 1)
