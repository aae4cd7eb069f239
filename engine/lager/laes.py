"""Reading the warehouse: which generation is in use, and queries on one generation.

A generation never changes (filer.py says how it lies on disk). Everything that is read names the generation
it came from, so that a figure can be found again while the next one is published.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.fejl import ForaeldetLager, IntetLager
from engine.indstillinger import Indstillinger
from engine.laas import joblaas
from engine.lager import filer, port

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

AABNE_MAX = 3

# A question to a warehouse, one that is read or one that is being built: (SELECT, parameters) → Arrow table.
Spoerg = Callable[[str, Sequence[Any] | Mapping[str, Any]], "pa.Table"]


@dataclass(frozen=True)
class Generation:
    """One published build. bygget: UTC. data_dato: the newest day its deliveries speak of."""

    nr: int
    navn: str
    sti: Path
    bygget: datetime
    kode_version: str
    lov_version: str
    kommune: str | None
    demo: bool
    data_dato: date | None


def aktuel(ind: Indstillinger) -> Generation:
    """The generation in use. Errors: IntetLager with the two commands that make one."""
    mappe = ind.generationer
    for _ in range(5):  # a swap and its clean-up may fall between reading the pointer and opening the file
        navn = filer.laes_peger(mappe)
        with suppress(IntetLager):
            if navn:
                return _generation(mappe / navn)
        if navn == filer.laes_peger(mappe):
            break
    for sti in filer.udgivne(mappe):  # the file is gone: the newest older one is still a true answer
        with suppress(IntetLager):
            if navn and filer.nummer(sti.name) < filer.nummer(navn):
                return _generation(sti)
    raise IntetLager(
        "Der er ikke bygget noget lager endnu. Indlæs data med 'hjemtag indlaes STI' "
        "(eller lav et eksempel med 'hjemtag demo'), og byg lageret med 'hjemtag byg'."
    )


def generationer(ind: Indstillinger) -> list[Generation]:
    """Every generation that is kept, newest first; one that vanishes meanwhile is left out."""
    fundne = []
    for sti in filer.udgivne(ind.generationer):
        with suppress(IntetLager):
            fundne.append(_generation(sti))
    return fundne


def tilbage(ind: Indstillinger, *, laas: bool = True) -> Generation:
    """Put the kept generation before the current one back in use. Errors: IntetLager if there is none."""
    if laas:
        with joblaas(ind):
            return tilbage(ind, laas=False)
    nu = aktuel(ind)
    tidligere = next((g for g in generationer(ind) if g.nr < nu.nr), None)
    if tidligere is None:
        raise IntetLager(
            f"Der er ingen generation før {nu.navn} at gå tilbage til, så den er stadig i brug. "
            "Ret årsagen, og byg en ny med 'hjemtag byg'."
        )
    filer.skriv_peger(ind.generationer, tidligere.sti.name)
    return tidligere


def forespoerg(gen: Generation, sql: str, parametre: Sequence[Any] | Mapping[str, Any] = ()) -> pa.Table:
    """Run one SELECT on `gen`; the result as an Arrow table. Every BIGINT sum must end in ::BIGINT.

    Errors: IntetLager when the generation has been cleaned away; ForaeldetLager when an earlier version built it
    without a table that is asked for; port.Fejl for wrong SQL.
    """
    markoer = _forbindelse(gen.sti).cursor()
    try:
        return markoer.sql(sql, params=parametre or None).to_arrow_table()
    except port.MangletTabel as fejl:
        raise ForaeldetLager(
            f"Lageret {gen.navn} er bygget, før denne side kom til. Byg det igen med 'hjemtag byg', eller vent til "
            "efter næste nat."
        ) from fejl
    finally:
        markoer.close()


@dataclass(frozen=True)
class Arbejdsbord:
    """A connection of one's own: what is laid on it is a temporary table that later questions share."""

    con: port.Forbindelse

    def __call__(self, sql: str, parametre: Sequence[Any] | Mapping[str, Any] = ()) -> pa.Table:
        """Run one SELECT; the result as an Arrow table."""
        return self.con.sql(sql, params=parametre or None).to_arrow_table()

    def laeg(self, navn: str, sql: str) -> None:
        """Keep the rows of a SELECT as the temporary table `navn`."""
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE {navn} AS {sql}")


@contextmanager
def arbejdsbord(kilde: port.Forbindelse | Generation) -> Iterator[Arbejdsbord]:
    """A table to work on, in a database that is being built or in a generation; what is laid on it goes with it."""
    markoer = (_forbindelse(kilde.sti) if isinstance(kilde, Generation) else kilde).cursor()
    try:
        yield Arbejdsbord(markoer)
    finally:
        markoer.close()


# Postings by their keys as a table: one list per column, so that thousands are no longer than one.
NOEGLER = (
    "SELECT unnest($kilde) AS kilde, unnest($regnskabsaar) AS regnskabsaar, unnest($bilagsnr) AS bilagsnr, "
    "unnest($linjenr) AS linjenr"
)


def noegleparametre(noegler: Iterable[tuple[str, int, str, int]]) -> dict[str, Any]:
    """The parameters of NOEGLER. noegler: (kilde, regnskabsaar, bilagsnr, linjenr)."""
    kolonner = list(zip(*noegler, strict=True)) or [(), (), (), ()]
    return {
        navn: list(kolonne)
        for navn, kolonne in zip(("kilde", "regnskabsaar", "bilagsnr", "linjenr"), kolonner, strict=True)
    }


def kontrol(gen: Generation) -> pa.Table:
    """Every check of the build, warnings first: navn, art, status, antal, kroner_oere, besked."""
    return forespoerg(gen, "SELECT * FROM meta.kontrol ORDER BY status = 'ok', art, navn")


def leverancer(gen: Generation) -> pa.Table:
    """The deliveries that the build used, oldest first."""
    return forespoerg(gen, "SELECT * FROM meta.leverance ORDER BY nr")


def leverance_tabeller(gen: Generation) -> pa.Table:
    """Rows and øre in, accepted, quarantined and duplicate, per delivery and table."""
    return forespoerg(
        gen,
        "SELECT t.* FROM meta.leverance_tabel AS t JOIN meta.leverance AS l ON l.id = t.leverance_id "
        "ORDER BY l.nr, t.tabel",
    )


def modeller(gen: Generation) -> pa.Table:
    """The models with form, rows, seconds, SQL hash and grain, in the order they were built."""
    return forespoerg(gen, "SELECT * FROM meta.model ORDER BY rowid")


def slaegt(gen: Generation) -> pa.Table:
    """Which table each model reads: (fra, til)."""
    return forespoerg(gen, "SELECT * FROM meta.slaegt ORDER BY til, fra")


@contextmanager
def laest_fra(gen: Generation, con: port.Forbindelse) -> Iterator[None]:
    """Within it what is read of `gen` comes from a connection in memory; its path is no file."""
    _flygtige[gen.sti] = con
    try:
        yield
    finally:
        del _flygtige[gen.sti]


# --- connections: one per file and process ---

_laas = threading.Lock()
_flygtige: dict[Path, port.Forbindelse] = {}
_aabne: OrderedDict[Path, tuple[tuple[int, int], port.Forbindelse]] = OrderedDict()
_kendte: dict[tuple[Path, int, int], Generation] = {}


def _forbindelse(sti: Path) -> port.Forbindelse:
    """The shared read-only connection. Dropped ones are not closed: cursors in use keep the file alive."""
    if sti in _flygtige:
        return _flygtige[sti]
    with _laas:
        maerke = _maerke(sti)
        aaben = _aabne.get(sti)
        if aaben and (maerke is None or aaben[0] == maerke):  # an open file can be read after it is deleted
            _aabne.move_to_end(sti)
            return aaben[1]
        aaben = _aabne.pop(sti, None)
        aaben = None  # DuckDB serves the old file as long as anybody holds a connection to its path
        while len(_aabne) >= AABNE_MAX:
            _aabne.popitem(last=False)
        with _ryddet_op(sti):
            if maerke is None:
                raise FileNotFoundError(sti)
            forbindelse = port.aabn_laes(sti)
        _aabne[sti] = (maerke, forbindelse)
        return forbindelse


def _maerke(sti: Path) -> tuple[int, int] | None:
    """What tells two files of one name apart (a data directory that was deleted and made again)."""
    try:
        stat = sti.stat()
    except FileNotFoundError:
        return None
    return stat.st_ino, stat.st_mtime_ns


@contextmanager
def _ryddet_op(sti: Path) -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, port.Fejl) as fejl:
        raise IntetLager(
            f"Generationen {sti.stem} findes ikke mere eller kan ikke åbnes. Hent siden igen for at få den "
            "generation, der er i brug; sker det igen, så byg en ny med 'hjemtag byg'."
        ) from fejl


def _generation(sti: Path) -> Generation:
    maerke = _maerke(sti)
    with _ryddet_op(sti):
        if maerke is None:
            raise FileNotFoundError(sti)
    noegle = (sti, *maerke)
    if noegle not in _kendte:
        _kendte[noegle] = _laes_generation(sti)
    return _kendte[noegle]


def _laes_generation(sti: Path) -> Generation:
    markoer = _forbindelse(sti).cursor()
    try:
        raekke = markoer.execute(
            "SELECT nr, bygget, kode_version, lov_version, kommune, demo, data_dato FROM meta.generation"
        ).fetchone()
    finally:
        markoer.close()
    assert raekke is not None  # byg.py writes the row before it publishes
    nr, bygget, *resten = raekke
    return Generation(nr, sti.stem, sti, bygget.replace(tzinfo=UTC), *resten)
