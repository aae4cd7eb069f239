"""Claims on other municipalities in the case store: a frozen copy, steps as events, undo by events.

The claim, its lines, its workbook and its letter are kept byte for byte; what has happened to it is replayed by
kravmodel. Making a claim raises its cases in the same transaction, and undoing it takes them back.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from engine.fejl import RettelseAfvist
from engine.sager import afgoerelser, dokumenter, kravmodel
from engine.sager.afgoerelser import Aendring
from engine.sager.kravmodel import Krav, Linje, Linjesvar, Post, Trin
from engine.sager.lager import Sagslager, foerste, hent_haendelser
from engine.sager.log import Loglinje, skriv_i
from engine.sager.model import KRAV, KRAV_FORTRUDT, KRAVTRIN, Haendelse, ligner_cpr
from engine.sager.sagsmodel import Fund
from engine.sager.tabeller import dokument
from engine.sager.tabeller import haendelse as tabel
from engine.sager.tabeller import sag as sagtabel

_TYPER = (KRAV, KRAVTRIN, KRAV_FORTRUDT)
_FORMAAL = "krav mod en anden kommune"
_RAADER = ("undersoeges",)
"""The state in which a case goes on to 'anmodning sendt' by itself when it is claimed."""


@dataclass(frozen=True)
class Nyt:
    """What a new claim is. bog, brev: the frozen files. sager: {sag_id: (what is claimed on it, its find)}."""

    modpart: str
    sendt: date
    svarfrist: date
    linjer: Sequence[Linje]
    bog: bytes
    brev: bytes
    grundlag: str
    fagomraader: tuple[str, ...]
    sager: Mapping[str, tuple[int, Fund]]


def opret(lager: Sagslager, nyt: Nyt, bruger: str, begrundelse: str, nu: datetime) -> str:
    """Freeze and raise a claim. Returns its id.

    Errors: RettelseAfvist when a krone stands in another claim already, a case cannot be raised, or without a reason.
    """
    _kraev_tekst(begrundelse)
    if not nyt.linjer:
        raise RettelseAfvist(
            "Der er intet at kræve: hver krone står allerede i et krav, eller sagen er ikke godkendt."
        )
    samling = secrets.token_hex(8)
    with lager.skriv() as con:
        alle = _alle_i(con)
        optaget = kravmodel.taget((k, _linjer_i(con, k)) for k in alle)
        if any(x.noegle in optaget for x in nyt.linjer):
            raise RettelseAfvist(
                "Noget af beløbet er kommet med i et andet krav, siden siden blev vist. Hent siden igen. Intet er gemt."
            )
        nr = sum(k.modpart == nyt.modpart for k in _alle_i(con, fortrudte=True)) + 1
        id_ = f"KRAV-{nyt.sendt.year}-{nyt.modpart or 'stat'}-{nr}"
        raa = json.dumps(
            [kravmodel.som_json(x) for x in nyt.linjer],
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        ).encode()
        indhold = {
            "modpart": nyt.modpart,
            "oere": sum(x.oere for x in nyt.linjer),
            "antal": len(nyt.sager),
            "borgere": len({x.person for x in nyt.linjer}),
            "sendt": nyt.sendt.isoformat(),
            "svarfrist": nyt.svarfrist.isoformat(),
            "linjer": dokumenter.gem_i(con, f"{id_}.json", raa, nu),
            "bog": dokumenter.gem_i(con, f"{id_}.xlsx", nyt.bog, nu),
            "brev": dokumenter.gem_i(con, f"{id_}.docx", nyt.brev, nu),
            "grundlag": nyt.grundlag,
            "samling": samling,
            "fagomraader": sorted(nyt.fagomraader),
        }
        noegle = {"krav": id_}
        nr = lager.skriv_haendelse(con, KRAV, noegle, indhold, begrundelse=begrundelse, bruger=bruger, nu=nu)
        _rejs_sager(con, nyt, samling, bruger, begrundelse, nu)
        _log(con, bruger, KRAV, nr, id_, nu)
    return id_


def _rejs_sager(
    con: sa.Connection, nyt: Nyt, samling: str, bruger: str, begrundelse: str, nu: datetime
) -> None:
    """Each case is raised on the day: its months are saved from lapsing."""
    aendringer = []
    for sag_id, (oere, fund) in sorted(nyt.sager.items()):
        sag = foerste(con, sa.select(sagtabel).where(sagtabel.c.sag_id == sag_id))
        felter: dict[str, Any] = {"krav_oere": oere + (sag["krav_oere"] or 0 if sag else 0)}
        if sag is not None and sag["krav_rejst_dato"] is None:
            felter["krav_rejst_dato"] = nyt.sendt.isoformat()
        felter["betalingskommune"] = nyt.modpart
        if sag is not None and sag["tilstand"] in _RAADER:
            felter["tilstand"] = "anmodning_sendt"
        aendringer.append(Aendring(sag_id, felter, None, fund))
    afgoerelser.skriv_i(con, aendringer, begrundelse=begrundelse, bruger=bruger, nu=nu, samling=samling)


def skriv_trin(
    lager: Sagslager,
    id_: str,
    kendt_nr: int,
    bruger: str,
    begrundelse: str,
    nu: datetime,
    *,
    tilstand: str = "",
    dato: date,
    anerkendt_oere: int | None = None,
    modtaget_oere: int | None = None,
    rykket: bool = False,
    linjer: Sequence[Linjesvar] = (),
) -> None:
    """Write a step, a reminder or answers to lines. kendt_nr: the last event the writer saw.

    Errors: RettelseAfvist, also for a line that the claim does not have.
    """
    _kraev_tekst(begrundelse)
    with lager.skriv() as con:
        krav = _find(con, id_)
        _afvis_nyere(krav, kendt_nr)
        trin = Trin(
            0, tilstand, dato, bruger, nu, begrundelse, anerkendt_oere, modtaget_oere, rykket, tuple(linjer)
        )
        if linjer:
            _kraev_kendte(kravmodel.poster(_linjer_i(con, krav)), trin)
        kravmodel.anvend(krav, trin)  # refuses what may not follow
        nyt: dict[str, Any] = {
            "tilstand": tilstand,
            "dato": dato.isoformat(),
            "anerkendt_oere": anerkendt_oere,
            "modtaget_oere": modtaget_oere,
            "rykket": rykket,
        }
        if linjer:
            nyt["linjer"] = [{**vars(x), "maaneder": list(x.maaneder)} for x in linjer]
        nr = lager.skriv_haendelse(
            con, KRAVTRIN, {"krav": id_}, nyt, begrundelse=begrundelse, bruger=bruger, nu=nu
        )
        _log(con, bruger, KRAVTRIN, nr, id_, nu)


def _kraev_kendte(poster: Sequence[Post], t: Trin) -> None:
    """Each answer is to a line of the claim, once, of what the line claims; by month it is the sum of the months."""
    kendte = {p.nr: p for p in poster}
    if len({x.nr for x in t.linjer}) != len(t.linjer):
        raise RettelseAfvist("En linje er besvaret to gange. Intet er gemt.")
    for x in t.linjer:
        p = kendte.get(x.nr)
        if p is None or p.oere != x.kraevet_oere:
            raise RettelseAfvist(f"Linje {x.nr} er ikke en linje i kravet. Hent siden igen. Intet er gemt.")
        if x.maaneder and sum(p.maaneder.get(m, 0) for m in set(x.maaneder)) != x.anerkendt_oere:
            raise RettelseAfvist(f"Linje {x.nr}: de anerkendte måneder giver et andet beløb. Intet er gemt.")


def fortryd(lager: Sagslager, id_: str, kendt_nr: int, bruger: str, begrundelse: str, nu: datetime) -> str:
    """Undo the newest step, or the claim itself where there is none: then its cases are as before. Returns which.

    Errors: RettelseAfvist when a case has been worked on since, or the claim has changed.
    """
    _kraev_tekst(begrundelse)
    with lager.skriv() as con:
        krav = _find(con, id_)
        _afvis_nyere(krav, kendt_nr)
        maal = krav.trin[-1].nr if krav.trin else krav.nr
        if not krav.trin:
            ny = secrets.token_hex(8)
            udfald = afgoerelser.fortryd_samling_i(
                con, krav.samling, ny, begrundelse=begrundelse, bruger=bruger, nu=nu
            )
            if udfald.afvist:
                antal = len(udfald.afvist)
                raise RettelseAfvist(
                    f"{antal} af kravets sager er ændret siden, så kravet kan ikke fortrydes. Træk det tilbage."
                )
        nr = lager.skriv_haendelse(
            con,
            KRAV_FORTRUDT,
            {"krav": id_},
            {"haendelse": maal},
            begrundelse=begrundelse,
            bruger=bruger,
            nu=nu,
        )
        _log(con, bruger, KRAV_FORTRUDT, nr, id_, nu)
    return "trinnet" if krav.trin else "kravet"


# --- reading ----------------------------------------------------------------------------------------------


def alle(lager: Sagslager) -> list[Krav]:
    """Every claim in force, the newest first."""
    with lager.laes() as con:
        return _alle_i(con)[::-1]


def linjer(lager: Sagslager, k: Krav) -> list[Linje]:
    """A claim's frozen lines. Errors: HjemtagFejl when they are gone or changed."""
    return [kravmodel.af_json(r) for r in json.loads(dokumenter.hent(lager, k.linjer))]


def poster(lager: Sagslager, k: Krav) -> list[Post]:
    """A claim's lines as they are answered. Errors: as linjer."""
    return kravmodel.poster(linjer(lager, k))


def _linjer_i(con: sa.Connection, k: Krav) -> list[Linje]:
    indhold = con.scalar(sa.select(dokument.c.indhold).where(dokument.c.sha256 == k.linjer))
    return [kravmodel.af_json(r) for r in json.loads(indhold or b"[]")]


def optaget(lager: Sagslager) -> frozenset[kravmodel.Krone]:
    """The kroner that stand in a claim."""
    return kravmodel.taget((k, linjer(lager, k)) for k in alle(lager))


def _alle_i(con: sa.Connection, *, fortrudte: bool = False) -> list[Krav]:
    haendelser = hent_haendelser(con, tabel.c.type.in_(_TYPER))
    taget_tilbage = {int(h.nyt["haendelse"]) for h in haendelser if h.type == KRAV_FORTRUDT}
    trin: dict[str, list[Trin]] = {}
    for h in haendelser:
        if h.type == KRAVTRIN and h.id not in taget_tilbage:
            trin.setdefault(str(h.noegle["krav"]), []).append(_trin(h))
    rejste = [h for h in haendelser if h.type == KRAV and (fortrudte or h.id not in taget_tilbage)]
    return [kravmodel.genspil(_krav(h), trin.get(str(h.noegle["krav"]), ())) for h in rejste]


def seneste_nr(k: Krav) -> int:
    """The last event on the claim in force: what a page saw."""
    return max([k.nr, *(t.nr for t in k.trin)])


def _find(con: sa.Connection, id_: str) -> Krav:
    krav = next((k for k in _alle_i(con) if k.id == id_), None)
    if krav is None:
        raise RettelseAfvist(f"Kravet {id_} findes ikke, eller det er fortrudt.")
    return krav


def _afvis_nyere(k: Krav, kendt_nr: int) -> None:
    if seneste_nr(k) != kendt_nr:
        raise RettelseAfvist(f"Kravet {k.id} er ændret af en anden, siden siden blev vist. Hent siden igen.")


def _krav(h: Haendelse) -> Krav:
    n = h.nyt
    return Krav(
        str(h.noegle["krav"]),
        h.id,
        n["modpart"],
        int(n["oere"]),
        int(n["antal"]),
        int(n["borgere"]),
        date.fromisoformat(n["sendt"]),
        h.bruger,
        h.tid,
        n["linjer"],
        n["bog"],
        n["brev"],
        n["grundlag"],
        n["samling"],
        tuple(n["fagomraader"]),
        date.fromisoformat(n["svarfrist"]),
    )


def _trin(h: Haendelse) -> Trin:
    n = h.nyt
    return Trin(
        h.id,
        n["tilstand"],
        date.fromisoformat(n["dato"]),
        h.bruger,
        h.tid,
        h.begrundelse,
        n["anerkendt_oere"],
        n["modtaget_oere"],
        bool(n["rykket"]),
        tuple(Linjesvar(**{**x, "maaneder": tuple(x["maaneder"])}) for x in n.get("linjer", ())),
    )


def _kraev_tekst(begrundelse: str) -> None:
    if not begrundelse.strip() or ligner_cpr(begrundelse):
        raise RettelseAfvist("Skriv en kort begrundelse uden CPR-nummer. Intet er gemt.")


def _log(con: sa.Connection, bruger: str, handling: str, nr: int, id_: str, nu: datetime) -> None:
    skriv_i(con, Loglinje(bruger, handling, f"haendelse {nr}", None, _FORMAAL, {"krav": id_}), nu)
