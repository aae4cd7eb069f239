"""The models under core.flytning on a few hand-written rows, in memory: a case costs milliseconds.

Rows are written as people say them: `bor("A", "1", "2020-01-01")`. Everybody not named in `personer` was born in 1980,
long before the first row.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from typing import Any

from engine.lager import port
from engine.lager.modeller import Model, find_modeller, under
from tests.repo import ROD

EGEN = "0998"
_RAA = """
CREATE SCHEMA raw; CREATE SCHEMA staging; CREATE SCHEMA core; CREATE SCHEMA marts;
CREATE TABLE raw.adresse (person_noegle VARCHAR, type VARCHAR, kommunekode VARCHAR, vejkode VARCHAR, husnr VARCHAR,
    etage VARCHAR, sidedoer VARCHAR, vejnavn VARCHAR, postnr VARCHAR, landekode VARCHAR, indrejse_landekode VARCHAR,
    lon DOUBLE, lat DOUBLE, tilflytningsdato DATE, fraflytningsdato DATE, loebenr BIGINT,
    tilflytningsdato_usikker BOOLEAN, fraflytningsdato_usikker BOOLEAN);
CREATE TABLE raw.person (person_noegle VARCHAR, navn VARCHAR, foedselsdato DATE, foedselsdato_usikker BOOLEAN,
    koen VARCHAR, cpr_status VARCHAR, statusdato DATE, statsborgerskab VARCHAR, adressebeskyttelse BOOLEAN,
    doedsdato DATE, civilstand VARCHAR, aegtefaelle_noegle VARCHAR, gaeldende_noegle VARCHAR, _borte_fra_nr INTEGER,
    _leverance_nr INTEGER, _raekke_nr BIGINT);
CREATE TABLE raw.institution (institution_id VARCHAR, navn VARCHAR, type VARCHAR, driftsform VARCHAR,
    kommunekode VARCHAR, vejkode VARCHAR, husnr VARCHAR, etage VARCHAR, sidedoer VARCHAR, lon DOUBLE, lat DOUBLE,
    cvr VARCHAR, pnr VARCHAR, gyldig_fra DATE, gyldig_til DATE);
CREATE TABLE raw.opmaerksomhedsadresse (kommunekode VARCHAR, vejkode VARCHAR, husnr VARCHAR, etage VARCHAR,
    sidedoer VARCHAR, aarsag VARCHAR, gyldig_fra DATE, gyldig_til DATE);
CREATE TABLE raw.indsats (indsats_id VARCHAR, person_noegle VARCHAR, lov VARCHAR, paragraf VARCHAR, ydelse VARCHAR,
    leverandoer_cvr VARCHAR, institution_id VARCHAR, startdato DATE, slutdato DATE, takst_oere BIGINT, enhed VARCHAR,
    antal BIGINT, anbringelse BOOLEAN, medvirken VARCHAR, flytteret BOOLEAN, handlekommune VARCHAR,
    betalingskommune VARCHAR, status VARCHAR, registreret_dato DATE, fagomraade VARCHAR, organisation VARCHAR);
CREATE TABLE raw.postering (paragraf VARCHAR);
CREATE TABLE raw.indstilling (navn VARCHAR, vaerdi VARCHAR);
CREATE TABLE raw.lovparameter (navn VARCHAR, fra DATE, til DATE, vaerdi VARCHAR, status VARCHAR);
INSERT INTO raw.lovparameter VALUES ('cpr_vejkode_uden_adresse', NULL, NULL, '9900-9939', 'bekraeftet');
"""
_SEED = ("kommune", "kommune_uden_punkt", "aldersgruppe", "kontolov")

Raekke = dict[str, Any]


def bor(hvem: str, husnr: str, fra: str, til: str = "", kommune: str = EGEN, **flere: Any) -> Raekke:
    """A stay on road 0101; the same house number is the same address."""
    grund: Raekke = {"person_noegle": hvem, "type": "bopael", "kommunekode": kommune, "vejkode": "0101"}
    return grund | {"husnr": husnr, "tilflytningsdato": fra, "fraflytningsdato": til or None} | flere


def ude(hvem: str, land: str | None, fra: str, til: str = "", type_: str = "udrejst", **flere: Any) -> Raekke:
    """A stay abroad, or with another type somewhere unknown."""
    grund: Raekke = {"person_noegle": hvem, "type": type_, "landekode": land}
    return grund | {"tilflytningsdato": fra, "fraflytningsdato": til or None} | flere


def hus(nr: str, husnr: str, type_: str = "botilbud_108", kommune: str = EGEN, **flere: Any) -> Raekke:
    """An institution on road 0101."""
    grund: Raekke = {"institution_id": nr, "navn": f"Huset {nr}", "type": type_, "driftsform": "kommunal"}
    return grund | {"kommunekode": kommune, "vejkode": "0101", "husnr": husnr} | flere


def lager(
    adresser: Iterable[Raekke],
    personer: Iterable[Raekke] = (),
    institutioner: Iterable[Raekke] = (),
    *,
    indsatser: Iterable[Raekke] = (),
    opmaerksomme: Iterable[Raekke] = (),
    kommune: str | None = EGEN,
    til: str = "marts.flytning",
) -> port.Forbindelse:
    """A database with the models that `til` rests on, built from these rows."""
    adresser, personer = list(adresser), list(personer)
    con = port.hukommelse()
    con.execute(_RAA)
    for navn in _SEED:
        con.execute(_seed_sql(navn))
    con.execute("INSERT INTO raw.indstilling VALUES ('kommune', ?)", [kommune])
    _indsaet(con, "adresse", adresser)
    kendte = {p["person_noegle"] for p in personer}
    andre = [{"person_noegle": p} for p in {a["person_noegle"] for a in adresser} - kendte]
    grund = {"foedselsdato": "1980-06-15", "koen": "K", "cpr_status": "01"}
    _indsaet(con, "person", [grund | p for p in [*personer, *andre]])
    _indsaet(con, "institution", list(institutioner))
    _indsaet(con, "indsats", list(indsatser))
    _indsaet(con, "opmaerksomhedsadresse", list(opmaerksomme))
    for model in _under(til):
        slags = "VIEW" if model.tags.view else "TABLE"
        con.execute(f"CREATE {slags} {model.fuldt_navn} AS\n{model.sql}")
    return con


def flytninger(
    adresser: Iterable[Raekke],
    personer: Iterable[Raekke] = (),
    institutioner: Iterable[Raekke] = (),
    **valg: Any,
) -> list[Raekke]:
    """core.flytning of these rows, by person and day."""
    con = lager(adresser, personer, institutioner, **valg)
    svar = con.execute("SELECT * FROM core.flytning ORDER BY person_noegle, dato")
    navne = [k[0] for k in svar.description]
    return [dict(zip(navne, r, strict=True)) for r in svar.fetchall()]


def stationer(adresser: Iterable[Raekke], *resten: Iterable[Raekke], **valg: Any) -> list[Raekke]:
    """core.station of these rows, by person and day."""
    con = lager(adresser, *resten, til="core.station", **valg)
    svar = con.execute("SELECT * FROM core.station ORDER BY person_noegle, fra")
    navne = [k[0] for k in svar.description]
    return [dict(zip(navne, r, strict=True)) for r in svar.fetchall()]


def kort(raekker: Iterable[Raekke]) -> list[tuple[str, str, str]]:
    """Each move as (day, from, to): a municipality by its code, a country by 'SE', the others by their type."""
    return [(r["dato"].isoformat(), _sted(r, "fra"), _sted(r, "til")) for r in raekker]


def _sted(r: Raekke, ende: str) -> str:
    if r[f"{ende}_type"] == "kommune":
        return str(r[f"{ende}_kommunekode"])
    return str(r[f"{ende}_landekode"] or r[f"{ende}_type"])


@cache
def _under(navn: str) -> list[Model]:
    """The models that one rests on and itself, in building order."""
    return under(find_modeller(ROD / "sql"), [navn])


def _indsaet(con: port.Forbindelse, tabel: str, raekker: list[Raekke]) -> None:
    if not raekker:
        return
    felter = list(dict.fromkeys(k for r in raekker for k in r))
    vaerdier = ", ".join(f"({', '.join(_litteral(r.get(k)) for k in felter)})" for r in raekker)
    con.execute(f"INSERT INTO raw.{tabel} ({', '.join(felter)}) VALUES {vaerdier}")


def _litteral(vaerdi: Any) -> str:
    if vaerdi is None:
        return "NULL"
    return port.tekst(vaerdi) if isinstance(vaerdi, str) else str(vaerdi)


@cache
def _seed_sql(navn: str) -> str:
    with (ROD / "assets" / "tabeller" / f"{navn}.csv").open(encoding="utf-8", newline="") as fil:
        hoved, *raekker = csv.reader(fil, delimiter=";")
    vaerdier = ", ".join(f"({', '.join(port.tekst(v) if v else 'NULL' for v in r)})" for r in raekker)
    return (
        f"CREATE TABLE raw.{navn} ({', '.join(f'{k} VARCHAR' for k in hoved)}); "
        f"INSERT INTO raw.{navn} VALUES {vaerdier}"
    )
