"""Local law values: one person proposes, another confirms (engine/sager/godkendelse.py), nobody their own.

A confirmed value is in force at once; of several confirmed for the same parameter and start the last holds.
Which role may do it is decided in engine/adgang.py; that it fills gaps and replaces `afledt` in engine/lov.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from engine.fejl import RettelseAfvist
from engine.sager import godkendelse, model
from engine.sager.godkendelse import GODKENDT, Forslag, Slags
from engine.sager.lager import Sagslager

# A value carries its own dates, so a proposal does not grow too old; taking it away is one word for both.
SATS = Slags(
    "sats",
    forslag=model.SATSFORSLAG,
    godkendelse=model.SATSBEKRAEFTELSE,
    afvisning=model.SATSTILBAGETRUKKET,
    tilbage=model.SATSTILBAGETRUKKET,
    ord={"godkend": "bekræfte", GODKENDT: "bekræftet"},
    formaal="lovgrundlag",
    logfelter=("parameter",),
)
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
    return godkendelse.foreslaa_i(
        lager, con, SATS, noegle, nyt, begrundelse=begrundelse.strip(), bruger=bruger, nu=nu
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
    with lager.skriv() as con:
        return godkendelse.godkend_i(lager, con, SATS, haendelse_id, bruger, nu, begrundelse=begrundelse)[0]


def traek_forslag_tilbage(
    lager: Sagslager, haendelse_id: int, bruger: str, nu: datetime, begrundelse: str
) -> int:
    """Take an open proposal away, one's own or another's. Errors: RettelseAfvist as bekraeft_sats."""
    with lager.skriv() as con:
        return godkendelse.afslut_i(lager, con, SATS, haendelse_id, bruger, nu, begrundelse)


def satsforslag(lager: Sagslager) -> list[dict[str, Any]]:
    """Proposals nobody has settled, oldest first.

    Each: haendelse, parameter, fra, til (date or None), vaerdi (Decimal, str or bool), kilde, begrundelse,
    foreslaaet_af, foreslaaet_tid.
    """
    return [_vaerdi(f) for f in godkendelse.alle(lager, SATS) if f.afgoerelse is None]


def lokale_vaerdier(lager: Sagslager) -> list[dict[str, Any]]:
    """Confirmed values in force, by parameter and start: as satsforslag + bekraeftet_af, bekraeftet_tid."""
    bekraeftede = [
        (f.afgoerelse, f)
        for f in godkendelse.alle(lager, SATS)
        if f.afgoerelse is not None and f.afgoerelse.udfald == GODKENDT
    ]
    gaelder: dict[str, dict[str, Any]] = {}
    for a, f in sorted(bekraeftede, key=lambda par: par[0].nr):
        gaelder[model.noegletekst(f.noegle)] = {
            **_vaerdi(f),
            "bekraeftet_af": a.bruger,
            "bekraeftet_tid": a.tid,
        }
    return sorted(gaelder.values(), key=lambda v: (v["parameter"], v["fra"]))


def _vaerdi(f: Forslag) -> dict[str, Any]:
    """haendelse, parameter, fra, til: dates; vaerdi: Decimal, str or bool; kilde, begrundelse, who, when."""
    til = f.indhold["til"]
    return {
        "haendelse": f.nr,
        "parameter": f.noegle["parameter"],
        "fra": date.fromisoformat(f.noegle["fra"]),
        "til": date.fromisoformat(til) if til else None,
        "vaerdi": _pak_ud(f.indhold),
        "kilde": f.indhold["kilde"],
        "begrundelse": f.begrundelse,
        "foreslaaet_af": f.bruger,
        "foreslaaet_tid": f.tid,
    }
