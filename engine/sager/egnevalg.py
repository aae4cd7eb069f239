"""The municipality's own choices: written as events that never change, each taken back by another event.

What was written last on a key and is not taken back is in force; taken back, the one before it is in force again. What
a choice holds is its own module's: sager/regelvalg.py, sager/adresser.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine.fejl import RettelseAfvist, VersionsKonflikt
from engine.sager.lager import Sagslager, hent_haendelser
from engine.sager.log import Loglinje, skriv_i
from engine.sager.model import Haendelse, dansk_tid, ligner_cpr, noeglehash
from engine.sager.tabeller import haendelse as tabel

Fortrudt = tuple[str, datetime, str]
"""Who took a choice back, when and why."""


@dataclass(frozen=True)
class Skrevet:
    """A choice that was written. i_kraft: it is the last on its key that is not taken back."""

    haendelse: Haendelse
    i_kraft: bool
    fortrudt: Fortrudt | None


@dataclass(frozen=True)
class Slags:
    """A kind of choice. emne: the field of the key that the log names. peger: where an undo names what it takes back.

    navn: what one is called on the screen. formaal: of the lines in the log.
    """

    type: str
    fortrudt: str
    navn: str
    emne: str
    peger: str
    formaal: str

    def alle(self, con: sa.Connection) -> list[Skrevet]:
        """Every choice that was written, the oldest first, those taken back too."""
        haendelser = hent_haendelser(con, tabel.c.type.in_((self.type, self.fortrudt)))
        undo = {int(h.nyt[self.peger]): h for h in haendelser if h.type == self.fortrudt}
        skrevne = [h for h in haendelser if h.type == self.type]
        sidste = {noeglehash(h.noegle): h.id for h in skrevne if h.id not in undo}
        return [
            Skrevet(h, sidste.get(noeglehash(h.noegle)) == h.id, _fortrudt(undo.get(h.id))) for h in skrevne
        ]

    def skriv(
        self,
        lager: Sagslager,
        con: sa.Connection,
        valg: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]],
        *,
        begrundelse: str,
        bruger: str,
        nu: datetime,
    ) -> list[int]:
        """Add choices, (key, content) each, inside an open skriv(). Returns their numbers; the log is the caller's."""
        return [
            lager.skriv_haendelse(
                con, self.type, noegle, nyt, begrundelse=begrundelse.strip(), bruger=bruger, nu=nu
            )
            for noegle, nyt in valg
        ]

    def fortryd(self, lager: Sagslager, nr: int, begrundelse: str, bruger: str, nu: datetime) -> None:
        """Take a choice back. Errors: RettelseAfvist without a reason or a choice, VersionsKonflikt if another has."""
        kraev_grund(begrundelse)
        with lager.skriv() as con:
            maal = next((s for s in self.alle(con) if s.haendelse.id == nr), None)
            if maal is None:
                raise RettelseAfvist(f"{self.navn} nr. {nr} findes ikke. Intet er ændret.")
            if maal.fortrudt is not None:
                hvem, tid, _ = maal.fortrudt
                raise VersionsKonflikt(
                    f"{self.navn} nr. {nr} er allerede fortrudt af {hvem} {dansk_tid(tid)}. Intet er ændret."
                )
            noegle = maal.haendelse.noegle
            lager.skriv_haendelse(
                *(con, self.fortrudt, noegle, {self.peger: nr}),
                begrundelse=begrundelse.strip(),
                bruger=bruger,
                nu=nu,
            )
            skriv_i(con, Loglinje(bruger, self.fortrudt, f"{noegle[self.emne]} {nr}", None, self.formaal), nu)


def kraev_grund(begrundelse: str) -> None:
    """Errors: RettelseAfvist without a reason, or with a CPR number in it."""
    if not begrundelse.strip() or ligner_cpr(begrundelse):
        raise RettelseAfvist("Skriv hvorfor, uden CPR-nummer. Intet er gemt.")


def _fortrudt(undo: Haendelse | None) -> Fortrudt | None:
    return None if undo is None else (undo.bruger, undo.tid, undo.begrundelse)
