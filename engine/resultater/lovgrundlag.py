"""Law values as shown and entered: what is in force, what is proposed, who may confirm."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from engine.fejl import RettelseAfvist
from engine.lov.parametre import LOKAL, Vaerdi, laes_lov
from engine.sager import satser
from engine.sager.lager import Sagslager


def laes_vaerdi(parameter: str, tekst: str) -> Decimal | str | bool:
    """A value as a person writes it, in the parameter's own kind. '.' is a decimal point and ',' is refused.

    Errors: RettelseAfvist saying what is expected.
    """
    enhed = laes_lov().parameter(parameter).enhed
    if enhed == "ja/nej":
        if tekst.lower() not in ("ja", "nej"):
            raise RettelseAfvist(f"'{parameter}' skal være ja eller nej, ikke '{tekst}'.")
        return tekst.lower() == "ja"
    if enhed in ("tekst", "md-dag"):
        return tekst
    try:
        return Decimal(tekst)
    except InvalidOperation as fejl:
        raise RettelseAfvist(
            f"'{tekst}' er ikke et tal. Skriv med punktum som decimaltegn og uden tusindtegn, fx 910000 eller 0.25."
        ) from fejl


def foreslaa(
    lager: Sagslager,
    parameter: str,
    fra: date,
    til: date | None,
    vaerdi: Decimal | str | bool,
    kilde: str,
    begrundelse: str,
    bruger: str,
    nu: datetime,
) -> int:
    """Propose a value after trying it on the law: one that could not come into force is refused here.

    Returns the number of the proposal. Errors: HjemtagFejl (a published value stands there, wrong unit, no source).
    """
    laes_lov().med_lokale([Vaerdi(parameter, fra, til, vaerdi, LOKAL, kilde)])
    return satser.foreslaa_sats(lager, parameter, fra, til, vaerdi, kilde, begrundelse, bruger, nu)


def bekraeft(lager: Sagslager, nr: int, bruger: str, nu: datetime) -> None:
    """Confirm another person's proposal. Errors: AdgangNaegtet for one's own, RettelseAfvist when it is settled."""
    satser.bekraeft_sats(lager, nr, bruger, nu)


def forslag(lager: Sagslager) -> list[dict[str, Any]]:
    """Proposals nobody has settled, oldest first."""
    return satser.satsforslag(lager)
