"""What a generation says of itself: schema meta, written by the build and read through laes.py."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import engine
from engine.indstillinger import Indstillinger
from engine.lager import port
from engine.lager.modeller import Model
from engine.lager.proever import Resultat

if TYPE_CHECKING:
    from engine.indlaesning.leverance import Leverance

SKEMA = """
CREATE SCHEMA meta;
CREATE TABLE meta.generation (nr INTEGER, bygget TIMESTAMP, kode_version VARCHAR, lov_version VARCHAR,
    kommune VARCHAR, demo BOOLEAN, data_dato DATE);
CREATE TABLE meta.model (skema VARCHAR, navn VARCHAR, form VARCHAR, raekker BIGINT, sekunder DOUBLE,
    sql_hash VARCHAR, grain VARCHAR);
CREATE TABLE meta.kolonne (skema VARCHAR, tabel VARCHAR, kolonne VARCHAR, type VARCHAR);
CREATE TABLE meta.slaegt (fra VARCHAR, til VARCHAR);
CREATE TABLE meta.leverance (id VARCHAR, nr INTEGER, modtaget TIMESTAMP, dato DATE, demo BOOLEAN,
    kilde VARCHAR, indhold_hash VARCHAR, kode_version VARCHAR, advarsler VARCHAR, ukendte_filer VARCHAR);
CREATE TABLE meta.leverance_tabel (leverance_id VARCHAR, tabel VARCHAR, art VARCHAR, raekker BIGINT,
    accepteret BIGINT, karantaene BIGINT, dubletter BIGINT, kroner_raekker_oere BIGINT,
    kroner_accepteret_oere BIGINT, kroner_karantaene_oere BIGINT, kroner_dubletter_oere BIGINT,
    nyeste_dato DATE, regler VARCHAR, ukendte_koder VARCHAR, ukendte_kolonner VARCHAR);
CREATE TABLE meta.kontrol (navn VARCHAR, art VARCHAR, status VARCHAR, antal BIGINT, kroner_oere BIGINT,
    besked VARCHAR);
"""

_KOLONNER = """
INSERT INTO meta.kolonne
SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns()
WHERE NOT internal AND schema_name <> 'meta' AND database_name = current_database()
ORDER BY schema_name, table_name, column_index
"""


@dataclass
class Dagbog:
    """What is said of models and checks while they are made; written at once, for each statement costs a commit."""

    modeller: list[Sequence[Any]] = field(default_factory=list)
    slaegt: list[Sequence[Any]] = field(default_factory=list)
    kontroller: list[Sequence[Any]] = field(default_factory=list)

    def model(self, model: Model, raekker: int | None, sekunder: float) -> None:
        """The model and what it reads. raekker: None for a view that others read. sekunder: to build and count it."""
        form = "view" if model.tags.view else "tabel"
        raekke = (model.skema, model.navn, form, raekker, round(sekunder, 3), model.sql_hash, model.grain)
        self.modeller.append(raekke)
        self.slaegt.extend((fra, model.fuldt_navn) for fra in model.laeser)

    def kontrol(self, resultater: Iterable[Resultat]) -> None:
        self.kontroller.extend(map(astuple, resultater))

    def skriv(self, con: port.Forbindelse) -> None:
        _indsaet(con, "model", self.modeller)
        _indsaet(con, "slaegt", self.slaegt)
        _indsaet(con, "kontrol", self.kontroller)


def skriv_generation(
    con: port.Forbindelse,
    ind: Indstillinger,
    nr: int,
    nu: datetime,
    lov_version: str,
    brugte: Sequence[Leverance],
) -> None:
    """The columns, the deliveries and the build itself. brugte: the deliveries in it, oldest first."""
    _indsaet(con, "leverance", map(_leverance, brugte))
    _indsaet(con, "leverance_tabel", (raekke for leverance in brugte for raekke in _tabeller(leverance)))
    con.execute(_KOLONNER)
    demo = bool(brugte) and all(leverance.demo for leverance in brugte)
    data_dato = max((leverance.dato for leverance in brugte), default=None)
    raekke = (nr, _utc(nu), engine.__version__, lov_version, ind.kommune, demo, data_dato)
    _indsaet(con, "generation", [raekke])


def _leverance(lev: Leverance) -> Sequence[Any]:
    lister = (_json(lev.advarsler), _json(lev.ukendte_filer))
    hvorfra = (lev.kilde, lev.indhold_hash, lev.kode_version)
    return (lev.id, lev.nr, _utc(lev.modtaget), lev.dato, lev.demo, *hvorfra, *lister)


def _tabeller(lev: Leverance) -> Iterator[Sequence[Any]]:
    felter = ("raekker", "accepteret", "karantaene", "dubletter")
    for tabel, tal in sorted(lev.tabeller.items()):
        kroner = tal["kroner"] or {}
        antal = (*(tal[felt] for felt in felter), *(kroner.get(felt) for felt in felter))
        lister = (_json(tal[felt]) for felt in ("regler", "ukendte_koder", "ukendte_kolonner"))
        yield (lev.id, tabel, tal["art"], *antal, tal["nyeste_dato"], *lister)


def _utc(tid: datetime) -> datetime:
    """Stored without zone, always UTC."""
    return tid.astimezone(UTC).replace(tzinfo=None)


def _json(vaerdi: Any) -> str:
    return json.dumps(vaerdi, ensure_ascii=False, sort_keys=True)


def _indsaet(con: port.Forbindelse, tabel: str, raekker: Iterable[Sequence[Any]]) -> None:
    liste = [list(raekke) for raekke in raekker]
    if liste:
        pladser = ", ".join(f"({', '.join('?' * len(raekke))})" for raekke in liste)
        con.execute(
            f"INSERT INTO meta.{tabel} VALUES {pladser}", [vaerdi for raekke in liste for vaerdi in raekke]
        )
