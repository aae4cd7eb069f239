"""A case as its events make it: replay, which decisions are allowed, what may be undone. Pure: no I/O, no clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.fejl import RettelseAfvist
from engine.sager import arter, sagsfelter
from engine.sager.model import AFGOERELSE, FORTRYD, Haendelse, fortrudte
from engine.sager.sagsfelter import FELTER, TOMME

DATOFELTER = tuple(navn for navn, f in FELTER.items() if f.art == "dato")
_FOELGER_MED = ("art", "fakta", "om")
"""What an event carries besides the fields: the kind, the hash of the facts it saw, what the case is about."""

Raekke = dict[str, Any]
"""A case as it stands: the columns of the table sag, dates as dates."""


@dataclass(frozen=True)
class Fund:
    """What is found about a case now, handed to the store with a decision.

    om: what the case is about without names (fagomraade, retning, regel, betegnelse, forventet_oere, personer as
    keys). fakta_hash: of the facts that a decision rests on. bevis: those facts, stored word for word (JSON text).
    """

    art: str
    om: Mapping[str, Any]
    fakta_hash: str
    bevis: str


def genspil(haendelser: Sequence[Haendelse]) -> Raekke | None:
    """The case that all events on its key make, oldest first; None without a decision or edit."""
    egne = [h for h in haendelser if h.type in (AFGOERELSE, FORTRYD)]
    foerste = next((h for h in egne if h.type == AFGOERELSE), None)
    if foerste is None:
        return None
    art = arter.find(foerste.nyt["art"])
    virker = set(fortrudte(egne))
    sag: Raekke = {
        "sag_id": foerste.noegle["sag_id"],
        "art": art.kode,
        "tilstand": art.begyndelse,
        "afgjort_nr": None,
        "afgjort_fakta": None,
        "om": {},
        **TOMME,
    }
    for h in egne:
        if h.type == AFGOERELSE:
            sag["om"] = h.nyt.get("om", sag["om"])  # facts do not become untrue when a decision is undone
            if h.id not in virker:
                _anvend(sag, h)
    sidste = egne[-1]
    sag |= {navn: _som_dato(sag[navn]) for navn in DATOFELTER}
    return sag | {
        "version": sidste.version,
        "seneste_nr": sidste.id,
        "opdateret": sidste.tid,
        "opdateret_af": sidste.bruger,
    }


def _anvend(sag: Raekke, h: Haendelse) -> None:
    sag |= {navn: h.nyt[navn] for navn in FELTER if navn in h.nyt}
    if "tilstand" in h.nyt:
        sag |= {"tilstand": h.nyt["tilstand"], "afgjort_nr": h.id, "afgjort_fakta": h.nyt.get("fakta")}
    elif "fakta_set" in h.nyt:
        sag["afgjort_fakta"] = h.nyt.get("fakta")


def _som_dato(vaerdi: Any) -> date | None:
    return date.fromisoformat(vaerdi) if isinstance(vaerdi, str) else vaerdi


# --- what may be written ----------------------------------------------------------------------------------


def laes_nyt(raa: Mapping[str, Any], fejl: sagsfelter.Fejl) -> dict[str, Any]:
    """The `nyt` of a decision as people or pages write it → as events have it. Faults are told to `fejl`.

    tilstand (or status) is the new state; fakta_set says that changed facts have been seen and change nothing.
    """
    felter = {n: v for n, v in raa.items() if n not in ("tilstand", "status", "fakta_set")}
    ud = sagsfelter.laes(felter, fejl)
    tilstande = [raa[n] for n in ("tilstand", "status") if n in raa]
    if tilstande:
        if len(tilstande) > 1 or not isinstance(tilstande[0], str) or not tilstande[0].strip():
            fejl("'tilstand' skal være én tilstand, fx undersoeges")
        else:
            ud["tilstand"] = sagsfelter.kode(tilstande[0])
    if "fakta_set" in raa:
        if raa["fakta_set"] is not True or "tilstand" in ud:
            fejl("'fakta_set' kan kun være true og kan ikke stå sammen med en ny tilstand")
        ud["fakta_set"] = True
    if not ud:
        fejl("'nyt' skal have mindst ét felt, fx tilstand")
    return ud


def aendringer(sag: Raekke | None, art: arter.Sagsart, nyt: Mapping[str, Any]) -> dict[str, Any]:
    """The part of `nyt` that changes the case, checked against where it stands.

    Errors: RettelseAfvist when the state cannot follow, a field the state demands is missing, or nothing changes.
    """
    nu = sag or {"tilstand": art.begyndelse, **TOMME}
    ud = {n: v for n, v in nyt.items() if n in FELTER and _som_json(nu[n]) != v}
    ny = {n: ud.get(n, _som_json(nu[n])) for n in FELTER}
    tilstand = nyt.get("tilstand", nu["tilstand"])
    if tilstand != nu["tilstand"]:
        overgang = art.overgang(nu["tilstand"], tilstand)
        mangler = [FELTER[n].titel for n in overgang.kraever if ny[n] is None]
        if mangler:
            hvad = art.tilstand(tilstand).navn
            raise RettelseAfvist(f"'{hvad}' kræver, at der også står: {', '.join(mangler)}.")
        ud["tilstand"] = tilstand
        if not art.tilstand(tilstand).aaben and ny["udskudt_til"]:
            ud["udskudt_til"] = None
    elif ud.get("udskudt_til") and not art.tilstand(tilstand).aaben:
        raise RettelseAfvist("en afsluttet sag kan ikke udskydes. Genoptag den først.")
    if ny["tilsagn_fra"] and ny["tilsagn_til"] and ny["tilsagn_fra"] > ny["tilsagn_til"]:
        raise RettelseAfvist("tilsagnet slutter, før det begynder. Ret datoerne.")
    if nyt.get("fakta_set"):
        if sag is None or sag["afgjort_nr"] is None:
            raise RettelseAfvist("sagen er ikke afgjort, så der er ingen afgørelse at holde fast i.")
        ud["fakta_set"] = True
    if not ud:
        raise RettelseAfvist("der er ikke ændret noget på sagen.")
    return ud


def _som_json(vaerdi: Any) -> Any:
    return vaerdi.isoformat() if isinstance(vaerdi, date) else vaerdi


# --- undo -------------------------------------------------------------------------------------------------


def hvorfor_ikke_fortryde(haendelser: Sequence[Haendelse], nr: int) -> str | None:
    """Why the event `nr` on a case cannot be undone now, as a sentence; None when it can.

    Only what no later event in force has written over: so an undo never hides what somebody did afterwards, and
    the path of states stays one that is allowed.
    """
    maal = next((h for h in haendelser if h.id == nr), None)
    if maal is None or maal.type not in (AFGOERELSE, FORTRYD):
        return f"hændelse nr. {nr} findes ikke på sagen"
    virker = fortrudte(haendelser)
    if nr in virker:
        return "den er allerede fortrudt"
    egen = maal
    if maal.type == FORTRYD:  # undoing an undo puts its decision back
        egen = next(h for h in haendelser if h.id == maal.fortryder)
        if egen.type != AFGOERELSE:
            return "en fortrydelse af en fortrydelse fortrydes ved at fortryde afgørelsen"
    felter = set(egen.nyt) - set(_FOELGER_MED)
    for h in haendelser:
        if h.type == AFGOERELSE and h.id > egen.id and h.id not in virker and felter & set(h.nyt):
            return "der er ændret i det samme siden; fortryd den nyeste ændring først"
    return _brud_paa_vejen(haendelser, nr)


def _brud_paa_vejen(haendelser: Sequence[Haendelse], nr: int) -> str | None:
    """Replay as if `nr` were undone: may each state still follow, with the fields it demands?"""
    sidste = haendelser[-1]
    fortryd = Haendelse(
        sidste.id + 1, sidste.tid, FORTRYD, sidste.noegle, {}, "", "", "app", sidste.version + 1, nr
    )
    alle = [*haendelser, fortryd]
    virker = fortrudte(alle)
    art = arter.find(next(h for h in haendelser if h.type == AFGOERELSE).nyt["art"])
    sag: Raekke = {"tilstand": art.begyndelse, **TOMME}
    for h in alle:
        if h.type == AFGOERELSE and h.id not in virker:
            try:
                aendringer({**sag, "afgjort_nr": sag.get("afgjort_nr")}, art, h.nyt)
            except RettelseAfvist as brud:
                return str(brud).rstrip(".")
            _anvend(sag, h)
    return None


def feltnavne(nyt: Mapping[str, Any]) -> list[str]:
    """The fields an event changed, as they are called on the screen."""
    ud = ["Tilstand"] if "tilstand" in nyt else []
    return ud + [f.titel for n, f in FELTER.items() if n in nyt]
