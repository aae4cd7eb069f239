"""Many users at once on the same cases: marking, editing, moving postings, several cases in one go, undo.

Each user remembers what the engine said it had stored. Afterwards the events must hold exactly that: no write lost,
none doubled, none of a refused one, and the projection what a replay gives.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing import get_context
from typing import Any

from engine.adgang import Bruger, Rolle
from engine.fejl import RettelseAfvist, VersionsKonflikt
from engine.resultater import sager, sagsliste
from engine.resultater.sagsliste import Valg
from engine.sager import afgoerelser, log, tabeller
from engine.sager.afgoerelser import Sagskonflikt
from engine.sager.arter import ARTER
from engine.sager.lager import Sagslager, raekker
from engine.sager.model import AFGOERELSE, FORTRYD, noegletekst, valider_rettelse
from tests.resultater import sagsby
from tests.resultater.sagsby import I_DAG, sag_id

VARME_SAGER = 40  # everybody works on these
VARME_BILAG = 15
_FYLDT = {
    "krav_oere": 1,
    "anerkendt_oere": 2,
    "modtaget_oere": 3,
    "krav_rejst_dato": "2026-01-01",
    "svar_dato": "2026-01-02",
    "tilsagn_fra": "2026-01-03",
    "tilsagn_til": "2026-01-04",
    "betalingskommune": "0151",
}


@dataclass
class Maalt:
    """What users did. gemt: (event number, key text, token); tider: seconds of each save that was stored."""

    gemt: list[tuple[int, str, str]] = field(default_factory=list)
    konflikter: int = 0
    afvist: int = 0
    vist: int = 0
    tider: list[float] = field(default_factory=list)

    def __iadd__(self, anden: Maalt) -> Maalt:
        self.gemt += anden.gemt
        self.konflikter += anden.konflikter
        self.afvist += anden.afvist
        self.vist += anden.vist
        self.tider += anden.tider
        return self

    def fraktil(self, andel: float) -> float:
        """Milliseconds within which that share of the saves was done."""
        orden = sorted(self.tider)
        return 1000 * orden[min(len(orden) - 1, int(andel * len(orden)))]


@contextmanager
def _proevekilde() -> Iterator[None]:
    kilde, foer = sagsby.kilde(500), sagsliste.kilder
    sagsliste.kilder = lambda: (kilde,)  # type: ignore[assignment]
    try:
        yield
    finally:
        sagsliste.kilder = foer
        sagsliste._indekser.clear()


class _Bruger:
    """One user: reads the list, opens a case, thinks, acts on the version that was on the screen."""

    def __init__(self, lager: Sagslager, nr: int, runder: int, taenketid: float) -> None:
        self.lager, self.runder, self.taenketid = lager, runder, taenketid
        self.bruger = Bruger(nr, f"bruger{nr}", f"Bruger {nr}", Rolle.OEKONOM)
        self.valg = random.Random(nr)
        self.maalt = Maalt()
        self.k = sagsby.k()
        self.egne: list[tuple[str, int]] = []

    def arbejd(self) -> Maalt:
        for runde in range(self.runder):
            self.runde = f"bruger{self.bruger.id}-{runde}"
            handling = self.valg.choices(
                (self.marker, self.rediger, self.flyt, self.mange, self.fortryd), (35, 35, 15, 10, 5)
            )[0]
            try:
                handling()
            except (Sagskonflikt, VersionsKonflikt):
                self.maalt.konflikter += 1
            except RettelseAfvist:
                self.maalt.afvist += 1
        return self.maalt

    def _se(self) -> tuple[str, int, str]:
        """The list and one case: its id, version and state as they are shown; then a moment to think."""
        sager.koe(self.k, self.lager, self.bruger, Valg(vis="alle"), I_DAG).udsnit(0, 20)
        sag = sager.hent(self.k, self.lager, self.bruger, sag_id(self.valg.randint(1, VARME_SAGER)), I_DAG)
        self.maalt.vist += 1
        self._taenk()
        return sag.raekke.sag_id, sag.version, sag.raekke.tilstand.kode

    def _taenk(self) -> None:
        if self.taenketid:
            time.sleep(self.valg.uniform(0.5, 1.5) * self.taenketid)

    def _gem(self, sag: str, version: int, nyt: dict[str, Any]) -> None:
        nu, start = datetime.now(UTC), time.perf_counter()
        svar = sager.gem(
            self.k, self.lager, self.bruger, sag, nyt, version=version, begrundelse=self.runde, nu=nu
        )
        self.maalt.tider.append(time.perf_counter() - start)
        self.maalt.gemt.append((svar["seneste_nr"], noegletekst({"sag_id": sag}), self.runde))
        self.egne.append((sag, svar["seneste_nr"]))

    def marker(self) -> None:
        sag, version, tilstand = self._se()
        vej = self.valg.choice(ARTER["mellemkommunal"].overgange[tilstand])
        self._gem(sag, version, {"tilstand": vej.til} | {n: _FYLDT[n] for n in vej.kraever})

    def rediger(self) -> None:
        sag, version, _ = self._se()
        nyt: dict[str, Any] = {"note": self.runde}
        if self.valg.random() < 0.5:
            nyt |= {"tildelt": self.bruger.navn, "maerker": [self.runde]}
        self._gem(sag, version, nyt)

    def flyt(self) -> None:
        """Move a posting's period, seen as it was last corrected."""
        noegle = {"kilde": "opus", "regnskabsaar": 2025, "linjenr": 1}
        noegle["bilagsnr"] = f"B{self.valg.randint(1, VARME_BILAG)}"
        set_nr = self.lager.seneste_for(noegle)
        self._taenk()
        maaned = self.valg.randint(1, 12)
        raa = {
            "type": "flyt_periode",
            "noegle": noegle,
            "nyt": {"periode_fra": f"2025-{maaned:02d}-01", "periode_til": f"2025-{maaned:02d}-28"},
            "begrundelse": self.runde,
            "bruger": self.bruger.navn,
        }
        start = time.perf_counter()
        [nr] = self.lager.skriv_rettelser(
            [valider_rettelse(raa)], datetime.now(UTC), kendt_nr={noegletekst(noegle): set_nr}
        )
        self.maalt.tider.append(time.perf_counter() - start)
        self.maalt.gemt.append((nr, noegletekst(noegle), self.runde))

    def mange(self) -> None:
        """Five cases in one go; those that somebody has changed meanwhile are left."""
        numre = self.valg.sample(range(1, VARME_SAGER + 1), 5)
        stand = sagsliste.indeks(self.lager).stand(self.k, I_DAG)
        set_ = {sag_id(n): (stand.sager.get(sag_id(n)) or {"version": 0})["version"] for n in numre}
        self._taenk()
        start = time.perf_counter()
        svar = sager.gem_mange(
            self.k,
            self.lager,
            self.bruger,
            set_,
            {"note": self.runde},
            begrundelse=self.runde,
            nu=datetime.now(UTC),
        )
        self.maalt.tider.append(time.perf_counter() - start)
        self.maalt.konflikter += len(svar.afvist)
        for sag in svar.gemt:
            self.maalt.gemt.append((sag["seneste_nr"], noegletekst({"sag_id": sag["sag_id"]}), self.runde))

    def fortryd(self) -> None:
        if not self.egne:
            return
        sag, nr = self.egne.pop()
        start = time.perf_counter()
        svar = sager.fortryd(
            self.k, self.lager, self.bruger, sag, nr, begrundelse=self.runde, nu=datetime.now(UTC)
        )
        self.maalt.tider.append(time.perf_counter() - start)
        self.maalt.gemt.append((svar["seneste_nr"], noegletekst({"sag_id": sag}), self.runde))


def koer(url: str, brugere: range, runder: int, taenketid: float) -> Maalt:
    """These users at once, a thread each, in this process."""
    ialt, fejl = Maalt(), []
    lager = Sagslager(url)
    start = threading.Barrier(len(brugere))

    def arbejd(nr: int) -> None:
        try:
            bruger = _Bruger(lager, nr, runder, taenketid)
            start.wait()
            maalt.append(bruger.arbejd())
        except BaseException as sket:
            fejl.append(sket)

    maalt: list[Maalt] = []
    with _proevekilde():
        traade = [threading.Thread(target=arbejd, args=(nr,)) for nr in brugere]
        for traad in traade:
            traad.start()
        for traad in traade:
            traad.join(600)
    log.skriver(lager).toem()
    lager.luk()
    if fejl:
        raise fejl[0]
    for m in maalt:
        ialt += m
    return ialt


def koer_i_processer(url: str, processer: int, brugere: int, runder: int, taenketid: float) -> Maalt:
    """The users divided among processes, as several servers on one database."""
    hver = brugere // processer
    ialt = Maalt()
    with ProcessPoolExecutor(processer, mp_context=get_context("spawn")) as pulje:
        hold = [
            pulje.submit(koer, url, range(n * hver + 1, (n + 1) * hver + 1), runder, taenketid)
            for n in range(processer)
        ]
        for faerdig in hold:
            ialt += faerdig.result()
    return ialt


def kontroller(lager: Sagslager, m: Maalt) -> None:
    """What the users were told against what the events say. Errors: AssertionError."""
    haendelser = lager.haendelser()
    # Every acknowledged write is there once, with its key and its writer's token; and nothing else is.
    assert sorted(m.gemt) == sorted((h.id, noegletekst(h.noegle), h.begrundelse) for h in haendelser)
    # Versions of a key count without hole or double: no update was written over unseen.
    versioner: dict[str, list[int]] = {}
    for h in haendelser:
        versioner.setdefault(noegletekst(h.noegle), []).append(h.version)
    assert all(v == list(range(1, len(v) + 1)) for v in versioner.values())
    # The projection is the replay, and a plain look at the last note agrees where nothing was undone.
    assert afgoerelser.efterproev(lager) == []
    fortrudte = {noegletekst(h.noegle) for h in haendelser if h.type == FORTRYD}
    for sag in afgoerelser.sager_siden(lager, 0):
        noegle = noegletekst({"sag_id": sag["sag_id"]})
        if noegle not in fortrudte:
            noter = [h.nyt["note"] for h in haendelser if noegletekst(h.noegle) == noegle and "note" in h.nyt]
            assert sag["note"] == (noter[-1] if noter else None)
    # The log tells of each, and its chain is whole.
    assert log.efterproev(lager)[0]
    with lager.laes() as con:
        linjer = [r for r in raekker(con, tabeller.log.select()) if r["handling"] in (AFGOERELSE, FORTRYD)]
    i_et_traek = {h.samling for h in haendelser if h.samling}
    enkelte = [h for h in haendelser if h.type in (AFGOERELSE, FORTRYD) and not h.samling]
    tomme = [
        r for r in linjer if r["genstand"].startswith("samling ") and r["genstand"][8:] not in i_et_traek
    ]
    assert len(linjer) - len(tomme) == len(i_et_traek) + len(enkelte)
