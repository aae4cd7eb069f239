"""The VAT models alone over a handful of postings, in memory: a tenth of a second, and no town."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from engine.lager.byg import _KALENDER, indlaes_lov
from engine.lager.modeller import Model, parse
from engine.lov.parametre import LOKAL, Lovsamling, Vaerdi, laes_lov

SQL = Path(__file__).resolve().parents[2] / "sql"
MODELLER = (
    *("staging.lovtal", "staging.postering", "staging.virksomhed", "staging.momsregel", "staging.momsart"),
    *("staging.momsfunktion", "staging.positivliste", "staging.momskonto", "staging.momsgrundlag"),
    "staging.momspostering",
    *("core.moms_leverandoer", "core.moms_rettelig", "core.moms_par", "core.moms_rettelse", "core.moms_fund"),
)
LISTE = "3.38.70;5.9;10.00\n5.38.44;4.0;22.00"
_POSTERING = """CREATE TABLE raw.postering (kilde VARCHAR, regnskabsaar BIGINT, bilagsnr VARCHAR, linjenr BIGINT,
    bogfoeringsdato DATE, bilagsdato DATE, konto VARCHAR, beloeb_oere BIGINT, tekst VARCHAR, person_noegle VARCHAR,
    cvr VARCHAR, modpart_kommunekode VARCHAR, profitcenter VARCHAR, organisation VARCHAR, momsbeloeb_oere BIGINT,
    moms_hjemtaget_oere BIGINT, momskode VARCHAR, leverandoer_land VARCHAR, periode_fra DATE, periode_til DATE,
    enkeltstaaende BOOLEAN, lov VARCHAR, paragraf VARCHAR, _leverance_nr INTEGER, _raekke_nr BIGINT)"""
_ANDET = """
CREATE TABLE raw.virksomhed (cvr VARCHAR, navn VARCHAR, branchekode VARCHAR, ejerforhold VARCHAR,
    momsregistreret BOOLEAN, land VARCHAR);
CREATE TABLE staging.paragraf (paragraf VARCHAR, paragraf_norm VARCHAR);
CREATE TABLE staging.kontering AS SELECT DISTINCT
    substr(konto, 1, 1) || '.' || substr(konto, 2, 2) || '.' || substr(konto, 4, 2) AS funktion,
    substr(konto, 6, 1) AS dranst, substr(konto, 12, 3) AS gruppering, 'teknik' AS fagomraade FROM raw.postering;
CREATE VIEW core.kontering AS SELECT * FROM staging.kontering;
"""


@cache
def _modeller() -> list[Model]:
    return [parse(s, SQL / s / f"{n}.sql") for s, n in (m.split(".") for m in MODELLER)]


def konto(funktion: str, art: str, *, dranst: str = "1", ejer: str = "1", gruppering: str = "001") -> str:
    return funktion.replace(".", "") + dranst + ejer + "0000" + gruppering + art.replace(".", "")


def lov(liste: str | None = LISTE, aar: Iterable[int] = (2023, 2024, 2025)) -> Lovsamling:
    lokale = [
        Vaerdi("moms_positivliste", date(a, 1, 1), date(a, 12, 31), liste, LOKAL, "Prøve")
        for a in aar
        if liste is not None
    ]
    return laes_lov().med_lokale(lokale)


def fund(
    poster: Iterable[Mapping[str, Any]],
    virksomheder: Iterable[tuple[str, str, bool, str]] = (),
    lovsamling: Lovsamling | None = None,
) -> dict[str, dict[str, Any]]:
    """{bilagsnr: the finding}. A posting has bilagsnr, konto, oere and what else of raw.postering it needs."""
    con = duckdb.connect()
    con.execute("CREATE SCHEMA raw; CREATE SCHEMA staging; CREATE SCHEMA core;" + _POSTERING)
    felter = [k[0] for k in con.execute("DESCRIBE raw.postering").fetchall()]
    raekker = [_raekke(nr, p) for nr, p in enumerate(poster)]
    con.executemany(
        f"INSERT INTO raw.postering VALUES ({', '.join('?' * len(felter))})",
        [[r.get(f) for f in felter] for r in raekker],
    )
    con.execute(_ANDET + _KALENDER)
    for cvr, ejer, registreret, land in virksomheder:
        con.execute(
            "INSERT INTO raw.virksomhed VALUES (?, ?, NULL, ?, ?, ?)", [cvr, cvr, ejer, registreret, land]
        )
    indlaes_lov(con, lovsamling or lov())
    for m in _modeller():
        con.execute(f"CREATE {'VIEW' if m.tags.view else 'TABLE'} {m.fuldt_navn} AS {m.sql}")
    df = con.sql("SELECT * FROM core.moms_fund").df()
    con.close()
    return {str(r["bilagsnr"]): {str(k): v for k, v in r.items()} for r in df.to_dict("records")}


def _raekke(nr: int, p: Mapping[str, Any]) -> dict[str, Any]:
    aar = p.get("regnskabsaar", 2024)
    grund = {
        "kilde": "opus", "regnskabsaar": aar, "linjenr": 1, "bogfoeringsdato": date(aar, 3, 1), "tekst": "Faktura",
        "enkeltstaaende": False, "_leverance_nr": 1, "_raekke_nr": nr,
    }  # fmt: skip
    navne = {
        "oere": "beloeb_oere",
        "moms": "momsbeloeb_oere",
        "taget": "moms_hjemtaget_oere",
        "land": "leverandoer_land",
    }
    return grund | {navne.get(k, k): v for k, v in p.items()}
