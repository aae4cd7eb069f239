"""The log: who did what, when, with whose data and for what purpose. Append-only and hash-chained.

One thread in each process writes it, many lines in one transaction, in two ways:

- `skriv_log` and `skriv_loglinjer` return when the lines are safely in the database and raise when they
  cannot be. What shows a person, reveals a number, hands out an extract or opens the log itself calls them
  first: without its line nothing is shown.
- `noter` returns at once, and its lines are written within a second and at a graceful stop. It is for what
  shows no person: refused attempts, searches in figures, opened pages.

What stands or falls with a change of the case store itself (sign-in, users, corrections, cases) is written by
`skriv_i` inside that very transaction. logkaede.py says what a line is, anker.py how the whole is kept honest.
"""

from __future__ import annotations

import atexit
import queue
import threading
import time
import weakref
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.fejl import HjemtagFejl
from engine.sager import logkaede
from engine.sager.lager import Sagslager
from engine.sager.logkaede import FOERSTE_HASH, Loglinje, hoved, skriv_flere_i, skriv_i

__all__ = [
    "FOERSTE_HASH",
    "Loglinje",
    "Logskriver",
    "efterproev",
    "hoved",
    "noter",
    "skriv_i",
    "skriv_log",
    "skriv_loglinjer",
    "skriver",
]

KOE_MAX = 10_000
BUNDT_MAX = 1_000
VENT_SEKUNDER = 1.0  # how long a noted line may wait for company
LEDIG_SEKUNDER = 10.0  # an idle thread ends, and the next line starts another


def skriv_log(
    lager: Sagslager,
    *,
    nu: datetime,
    bruger: str,
    handling: str,
    genstand: str = "",
    person_noegle: str | None = None,
    formaal: str = "",
    detaljer: Mapping[str, Any] | None = None,
    personer: Sequence[str] = (),
) -> int:
    """Write one line. Returns its number. Errors: ValueError if anything in it looks like a CPR number."""
    linje = Loglinje(bruger, handling, genstand, person_noegle, formaal, detaljer or {}, personer)
    return skriv_loglinjer(lager, [linje], nu)[0]


def skriv_loglinjer(lager: Sagslager, linjer: Iterable[Loglinje], nu: datetime) -> list[int]:
    """Write several lines in one transaction, and return their numbers when they are safe.

    Errors: ValueError as skriv_log, HjemtagFejl when the store does not answer; then none is written.
    """
    return skriver(lager).skriv(list(linjer), nu)


def noter(lager: Sagslager, linje: Loglinje, nu: datetime) -> None:
    """Hand in a line that shows no person; it is written within a second. Errors: ValueError as skriv_log."""
    skriver(lager).noter(linje, nu)


def efterproev(lager: Sagslager, anker: tuple[int, str] | None = None) -> tuple[bool, int | None, str]:
    """Follow the chain alone -> (whole, number of the first line that is wrong, sentence).

    anker: an earlier `hoved`; engine.sager.anker.efterproev holds the log against a whole file of them.
    """
    from engine.sager import anker as ankre

    svar = ankre.efterproev(lager)
    if svar.hel and anker not in (None, (0, FOERSTE_HASH)) and not _findes(lager, anker):
        assert anker is not None
        return False, anker[0], f"Loggen stemmer ikke med ankeret ved linje {anker[0]}."
    return svar.hel, svar.brud_ved, svar.tekst


def _findes(lager: Sagslager, anker: tuple[int, str] | None) -> bool:
    import sqlalchemy as sa

    from engine.sager import tabeller

    nr, hash_ = anker or (0, "")
    with lager.laes() as con:
        return con.scalar(sa.select(tabeller.log.c.hash).where(tabeller.log.c.nr == nr)) == hash_


# --- the one writer of a process ---------------------------------------------------------------------------


@dataclass
class _Bestilling:
    """Lines that belong together. svar: who waits for their numbers; None for noted lines."""

    linjer: list[tuple[Loglinje, datetime]]
    svar: Future[list[int]] | None = None
    moedt: float = field(default_factory=time.monotonic)


class Logskriver:
    """The queue and the thread that empties it into the database.

    A bundle that cannot be written fails for those who wait for it; noted lines go back in the queue, and
    `sidste_fejl` says why until a bundle succeeds.
    """

    def __init__(self, lager: Sagslager) -> None:
        self._lager = lager
        self._koe: queue.Queue[_Bestilling] = queue.Queue()
        self._rest: list[_Bestilling] = []  # noted lines that a failed bundle brought back
        self._laas = threading.Lock()
        self._traad: threading.Thread | None = None
        self._tom = threading.Condition()
        self._udestaaende = 0
        self.skrevet = 0
        self.sidste_fejl = ""

    @property
    def venter(self) -> int:
        """Lines handed in and not yet in the database."""
        return self._udestaaende

    def skriv(self, linjer: Sequence[Loglinje], nu: datetime) -> list[int]:
        """Write and wait. Errors: ValueError (a CPR number), HjemtagFejl (no answer), RuntimeError in a write."""
        if self._lager.skriver_nu:
            raise RuntimeError("brug skriv_i inde i en åben skriv(); her ville tråden vente på sig selv")
        for linje in linjer:
            logkaede.kontroller(linje)
        if not linjer:
            return []
        svar: Future[list[int]] = Future()
        self._bestil(_Bestilling([(linje, nu) for linje in linjer], svar))
        return svar.result()

    def noter(self, linje: Loglinje, nu: datetime) -> None:
        """Hand in and go on. Errors: ValueError (a CPR number), HjemtagFejl when the queue is full."""
        logkaede.kontroller(linje)
        if self._udestaaende >= KOE_MAX:
            raise HjemtagFejl(f"Loggen kan ikke skrives, og {KOE_MAX} linjer venter: {self.sidste_fejl}")
        self._bestil(_Bestilling([(linje, nu)]))

    def toem(self, sekunder: float = 20.0) -> bool:
        """Write everything handed in now, without waiting for company; False when it did not succeed in time."""
        if self._udestaaende:
            self._bestil(_Bestilling([], Future()))  # a bundle that somebody waits for is written at once
        with self._tom:
            return self._tom.wait_for(lambda: self._udestaaende == 0, timeout=sekunder)

    def _bestil(self, bestilling: _Bestilling) -> None:
        with self._laas:
            with self._tom:
                self._udestaaende += len(bestilling.linjer)
            self._koe.put(bestilling)
            if self._traad is None:
                self._traad = threading.Thread(target=self._arbejd, name="hjemtag-log", daemon=True)
                self._traad.start()

    # the thread

    def _arbejd(self) -> None:
        while bundt := self._naeste_bundt():
            self._skriv_bundt(bundt)

    def _naeste_bundt(self) -> list[_Bestilling]:
        """What is to be written together; [] ends the thread, under the lock so that no line is left behind."""
        bundt, self._rest = self._rest, []
        while True:
            try:
                bundt.append(self._koe.get(timeout=self._ventetid(bundt)))
            except queue.Empty:
                if bundt:
                    return bundt
                with self._laas:
                    if self._koe.empty():
                        self._traad = None
                        return []
                continue
            while sum(len(b.linjer) for b in bundt) < BUNDT_MAX:
                try:
                    bundt.append(self._koe.get_nowait())
                except queue.Empty:
                    break
            if any(b.svar for b in bundt) or sum(len(b.linjer) for b in bundt) >= BUNDT_MAX:
                return bundt

    def _ventetid(self, bundt: list[_Bestilling]) -> float:
        if not bundt:
            return LEDIG_SEKUNDER
        return max(0.0, bundt[0].moedt + VENT_SEKUNDER - time.monotonic())

    def _skriv_bundt(self, bundt: list[_Bestilling]) -> None:
        try:
            with self._lager.skriv() as con:
                numre = skriv_flere_i(con, [par for b in bundt for par in b.linjer])
        except BaseException as fejl:
            self._mislykket(bundt, fejl)
            return
        self.sidste_fejl = ""
        self.skrevet += len(numre)
        for b in bundt:
            egne, numre = numre[: len(b.linjer)], numre[len(b.linjer) :]
            self._faerdig(b)
            if b.svar is not None:
                b.svar.set_result(egne)

    def _mislykket(self, bundt: list[_Bestilling], fejl: BaseException) -> None:
        self.sidste_fejl = str(fejl) if isinstance(fejl, HjemtagFejl) else type(fejl).__name__
        for b in bundt:
            if b.svar is None:
                b.moedt = time.monotonic()
                self._rest.append(b)
            else:
                self._faerdig(b)
                b.svar.set_exception(fejl)

    def _faerdig(self, b: _Bestilling) -> None:
        with self._tom:
            self._udestaaende -= len(b.linjer)
            self._tom.notify_all()


_nye = threading.Lock()


def skriver(lager: Sagslager) -> Logskriver:
    """The one writer of this process for a store."""
    with _nye:
        if lager.logskriver is None:
            lager.logskriver = Logskriver(lager)
            atexit.register(_toem_til_sidst, weakref.ref(lager.logskriver))
        fundet: Logskriver = lager.logskriver
        return fundet


def _toem_til_sidst(henvisning: weakref.ref[Logskriver]) -> None:
    if (skriveren := henvisning()) is not None:
        skriveren.toem()
