"""What the municipality has chosen of the rules of candidates: a choice per rule, as events that never change.

A choice is taken back by another event; then the one before it is in force again, or the rule as it stands. What a
choice may hold is decided in potentiale/regelvalg.py, who may choose in resultater/regelvalg.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine.fejl import RettelseAfvist, VersionsKonflikt
from engine.sager.egnevalg import Fortrudt, Skrevet, Slags, kraev_grund
from engine.sager.lager import Sagslager
from engine.sager.log import Loglinje, skriv_i
from engine.sager.model import REGELVALG, REGELVALG_FORTRUDT, dansk_tid

_SLAGS = Slags(REGELVALG, REGELVALG_FORTRUDT, "Valg", "regel", "valg", "Regler for krav mellem kommuner")


@dataclass(frozen=True)
class Version:
    """A choice that was made. nr: its event. felter: what is another than the rule's own. skabelon: '' or its source.

    fortrudt: who took it back, when and why. i_kraft: it is the last on its rule that is not taken back.
    """

    nr: int
    regel: str
    felter: Mapping[str, Any]
    begrundelse: str
    bruger: str
    tid: datetime
    skabelon: str
    i_kraft: bool
    fortrudt: Fortrudt | None


def skriv(
    lager: Sagslager,
    valg: Sequence[tuple[str, Mapping[str, Any], int]],
    *,
    begrundelse: str,
    bruger: str,
    nu: datetime,
    skabelon: str = "",
) -> list[int]:
    """Write choices, all or none, with one line in the log. Returns their numbers.

    valg: (rule, fields, number of the choice in force that was seen, 0 = none). Errors: RettelseAfvist without a reason
    or without a change, VersionsKonflikt when another has chosen since.
    """
    kraev_grund(begrundelse)
    with lager.skriv() as con:
        i_kraft = {v.regel: v for v in _alle_i(con) if v.i_kraft}
        for regel, felter, set_nr in valg:
            nu_i_kraft = i_kraft.get(regel)
            if (nu_i_kraft.nr if nu_i_kraft else 0) != set_nr:
                hvem = f" af {nu_i_kraft.bruger} {dansk_tid(nu_i_kraft.tid)}" if nu_i_kraft else ""
                raise VersionsKonflikt(
                    f"Valget om {regel} er ændret{hvem}, siden du så det. Se det igennem igen. Intet er gemt."
                )
            if dict(felter) == (dict(nu_i_kraft.felter) if nu_i_kraft else {}):
                raise RettelseAfvist(f"{regel} er allerede indstillet sådan. Intet er gemt.")
        numre = _SLAGS.skriv(
            *(lager, con),
            [({"regel": regel}, {"felter": dict(felter), "skabelon": skabelon}) for regel, felter, _ in valg],
            begrundelse=begrundelse,
            bruger=bruger,
            nu=nu,
        )
        regler = ", ".join(regel for regel, _, _ in valg)
        skriv_i(
            con, Loglinje(bruger, REGELVALG, regler[:200], None, _SLAGS.formaal, {"valg": len(numre)}), nu
        )
    return numre


def fortryd(lager: Sagslager, nr: int, begrundelse: str, bruger: str, nu: datetime) -> None:
    """Take a choice back. Errors: RettelseAfvist without a reason or a choice, VersionsKonflikt when another has."""
    _SLAGS.fortryd(lager, nr, begrundelse, bruger, nu)


def alle(lager: Sagslager) -> list[Version]:
    """Every choice that was made, the oldest first, those taken back too."""
    with lager.laes() as con:
        return _alle_i(con)


def i_kraft(lager: Sagslager) -> dict[str, Version]:
    """{rule: the choice in force}."""
    return {v.regel: v for v in alle(lager) if v.i_kraft}


def _alle_i(con: sa.Connection) -> list[Version]:
    return [_version(s) for s in _SLAGS.alle(con)]


def _version(s: Skrevet) -> Version:
    h = s.haendelse
    return Version(
        *(h.id, str(h.noegle["regel"]), dict(h.nyt["felter"]), h.begrundelse, h.bruger, h.tid),
        *(str(h.nyt["skabelon"]), s.i_kraft, s.fortrudt),
    )
