"""Local law values: one person proposes, another confirms, nobody their own. Both are events.

A confirmed value is in force at once; of several confirmed for the same parameter and start the last holds.
Which role may do it is decided in engine/adgang.py; that it fills gaps and replaces `afledt` in engine/lov.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from engine.fejl import AdgangNaegtet, RettelseAfvist
from engine.sager import model, tabeller
from engine.sager.lager import Sagslager, hent_haendelser
from engine.sager.model import Haendelse

_TYPER = (model.SATSFORSLAG, model.SATSBEKRAEFTELSE, model.SATSTILBAGETRUKKET)
_PARAMETER = re.compile(r"[a-z0-9_]{1,100}")


def foreslaa_sats(
    lager: Sagslager,
    parameter: str,
    fra: date,
    til: date | None,
    vaerdi: Decimal | int | str | bool,
    kilde: str,
    begrundelse: str,
    bruger: str,
    nu: datetime,
) -> int:
    """Propose a value from `fra` to `til` (the last day, None = until further).

    Returns the number of the proposal. kilde: where the value is published.
    Errors: RettelseAfvist when something is missing or wrong.
    """
    with lager.skriv() as con:
        return foreslaa_i(con, lager, parameter, fra, til, vaerdi, kilde, begrundelse, bruger, nu)


def foreslaa_i(
    con: sa.Connection,
    lager: Sagslager,
    parameter: str,
    fra: date,
    til: date | None,
    vaerdi: Decimal | int | str | bool,
    kilde: str,
    begrundelse: str,
    bruger: str,
    nu: datetime,
) -> int:
    """As foreslaa_sats inside an open lager.skriv(), so that several proposals stand or fall together."""
    if not _PARAMETER.fullmatch(parameter):
        raise RettelseAfvist(
            f"'{parameter}' er ikke navnet på en lovparameter. Vælg et fra 'hjemtag sats list'."
        )
    if til is not None and til < fra:
        raise RettelseAfvist("Værdien slutter, før den begynder. Ret datoerne; intet er gemt.")
    if not kilde.strip() or not begrundelse.strip() or not bruger.strip():
        raise RettelseAfvist("Kilde, begrundelse og bruger skal udfyldes; intet er gemt.")
    if any(model.ligner_cpr(tekst) for tekst in (kilde, begrundelse)):
        raise RettelseAfvist("Der står et CPR-nummer i kilden eller begrundelsen; skriv den uden.")
    nyt = {"til": til.isoformat() if til else None, "kilde": kilde.strip(), **_pak(vaerdi)}
    noegle = {"parameter": parameter, "fra": fra.isoformat()}
    return lager.skriv_haendelse(
        con, model.SATSFORSLAG, noegle, nyt, begrundelse=begrundelse.strip(), bruger=bruger, nu=nu
    )


def _pak(vaerdi: Decimal | int | str | bool) -> dict[str, Any]:
    """A value as JSON without loss: {"art": tal | tekst | ja_nej, "vaerdi": text or bool}."""
    if isinstance(vaerdi, bool):
        return {"art": "ja_nej", "vaerdi": vaerdi}
    if isinstance(vaerdi, str):
        if not vaerdi.strip():
            raise RettelseAfvist("Værdien mangler; intet er gemt.")
        return {"art": "tekst", "vaerdi": vaerdi.strip()}
    if isinstance(vaerdi, float) or not Decimal(vaerdi).is_finite():
        raise RettelseAfvist("Værdien skal være et præcist tal (Decimal); intet er gemt.")
    return {"art": "tal", "vaerdi": str(vaerdi)}


def _pak_ud(nyt: Any) -> Decimal | str | bool:
    return Decimal(nyt["vaerdi"]) if nyt["art"] == "tal" else nyt["vaerdi"]


def bekraeft_sats(
    lager: Sagslager, haendelse_id: int, bruger: str, nu: datetime, begrundelse: str = ""
) -> int:
    """Confirm another person's proposal; it is in force at once. Returns the number of the confirmation.

    Errors: RettelseAfvist if it is not an open proposal, AdgangNaegtet if it is the user's own.
    """
    return _afgoer(lager, haendelse_id, bruger, nu, begrundelse, model.SATSBEKRAEFTELSE)


def traek_forslag_tilbage(
    lager: Sagslager, haendelse_id: int, bruger: str, nu: datetime, begrundelse: str
) -> int:
    """Take an open proposal away, one's own or another's. Errors: RettelseAfvist as bekraeft_sats."""
    return _afgoer(lager, haendelse_id, bruger, nu, begrundelse, model.SATSTILBAGETRUKKET)


def _afgoer(
    lager: Sagslager, haendelse_id: int, bruger: str, nu: datetime, begrundelse: str, type_: str
) -> int:
    with lager.skriv() as con:
        forslag = _aabent_forslag(con, haendelse_id)
        if type_ == model.SATSBEKRAEFTELSE and _samme(bruger, forslag.bruger):
            raise AdgangNaegtet("Du kan ikke bekræfte dit eget forslag. En anden økonom skal gøre det.")
        nyt = {"forslag": haendelse_id}
        return lager.skriv_haendelse(
            con, type_, forslag.noegle, nyt, begrundelse=begrundelse.strip(), bruger=bruger, nu=nu
        )


def _samme(en: str, anden: str) -> bool:
    return en.strip().casefold() == anden.strip().casefold()


def _aabent_forslag(con: sa.Connection, nr: int) -> Haendelse:
    haendelser = hent_haendelser(con, tabeller.haendelse.c.type.in_(_TYPER))
    forslag = next((h for h in haendelser if h.id == nr and h.type == model.SATSFORSLAG), None)
    if forslag is None:
        raise RettelseAfvist(f"Forslag nr. {nr} findes ikke.")
    afgjort = _afgoerelser(haendelser).get(nr)
    if afgjort is not None:
        hvad = "bekræftet" if afgjort.type == model.SATSBEKRAEFTELSE else "trukket tilbage"
        raise RettelseAfvist(
            f"Forslag nr. {nr} er allerede {hvad} af {afgjort.bruger} {model.dansk_tid(afgjort.tid)}."
        )
    return forslag


def _afgoerelser(haendelser: list[Haendelse]) -> dict[int, Haendelse]:
    """{number of a proposal: the event that settled it}."""
    return {h.nyt["forslag"]: h for h in haendelser if h.type != model.SATSFORSLAG}


def satsforslag(lager: Sagslager) -> list[dict[str, Any]]:
    """Proposals nobody has settled, oldest first.

    Each: haendelse, parameter, fra, til (date or None), vaerdi (Decimal, str or bool), kilde, begrundelse,
    foreslaaet_af, foreslaaet_tid.
    """
    haendelser = lager.haendelser(*_TYPER)
    afgjorte = _afgoerelser(haendelser)
    return [_vaerdi(h) for h in haendelser if h.type == model.SATSFORSLAG and h.id not in afgjorte]


def lokale_vaerdier(lager: Sagslager) -> list[dict[str, Any]]:
    """Confirmed values in force, by parameter and start: as satsforslag + bekraeftet_af, bekraeftet_tid."""
    haendelser = lager.haendelser(*_TYPER)
    forslag = {h.id: h for h in haendelser if h.type == model.SATSFORSLAG}
    gaelder: dict[str, dict[str, Any]] = {}
    for h in haendelser:
        if h.type == model.SATSBEKRAEFTELSE:
            gaelder[model.noegletekst(h.noegle)] = {
                **_vaerdi(forslag[h.nyt["forslag"]]),
                "bekraeftet_af": h.bruger,
                "bekraeftet_tid": h.tid,
            }
    return sorted(gaelder.values(), key=lambda v: (v["parameter"], v["fra"]))


def _vaerdi(forslag: Haendelse) -> dict[str, Any]:
    """haendelse, parameter, fra, til: dates; vaerdi: Decimal, str or bool; kilde, begrundelse, who, when."""
    til = forslag.nyt["til"]
    return {
        "haendelse": forslag.id,
        "parameter": forslag.noegle["parameter"],
        "fra": date.fromisoformat(forslag.noegle["fra"]),
        "til": date.fromisoformat(til) if til else None,
        "vaerdi": _pak_ud(forslag.nyt),
        "kilde": forslag.nyt["kilde"],
        "begrundelse": forslag.begrundelse,
        "foreslaaet_af": forslag.bruger,
        "foreslaaet_tid": forslag.tid,
    }
