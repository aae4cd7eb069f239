"""The checks of a build: column types, the tags of each model, and the audits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.driftlog import uden_cpr
from engine.fejl import ByggeFejl
from engine.lager import port
from engine.lager.modeller import PRAEFIKS, Model

EKSEMPLER_MAX = 3
_HELTAL = ("BIGINT", "INTEGER", "HUGEINT")


@dataclass(frozen=True)
class Resultat:
    """One line of meta.kontrol. status: ok, advarsel or fejl. kroner_oere: whole øre, None when not money."""

    navn: str
    art: str
    status: str
    antal: int = 0
    kroner_oere: int | None = None
    besked: str = ""


def stop_ved_fejl(resultater: Iterable[Resultat]) -> None:
    """Errors: ByggeFejl that lists every result with status fejl."""
    if fejl := [r for r in resultater if r.status == "fejl"]:
        grunde = "; ".join(f"{r.navn} ({r.antal} brud): {r.besked}" for r in fejl)
        raise ByggeFejl(f"{PRAEFIKS}Kontrollen fandt fejl. {grunde}. Ret data eller model, og byg igen.")


def proev_model(con: port.Forbindelse, model: Model) -> list[Resultat]:
    """The column types and every tag of a model that has just been made."""
    kolonner = {navn: type_ for navn, type_, *_ in con.execute(f"DESCRIBE {model.fuldt_navn}").fetchall()}
    return [_proev_typer(model, kolonner), *_proev_maerker(con, model, set(kolonner))]


def proev_audit(con: port.Forbindelse, audit: Model) -> Resultat:
    """Any row is a hit. antal: the sum of column antal, else rows; kroner_oere: its sum if it is there."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE audit_svar AS\n{audit.sql}")
    typer = {navn: type_ for navn, type_, *_ in con.execute("DESCRIBE audit_svar").fetchall()}
    if typer.get("kroner_oere", "BIGINT") not in _HELTAL:
        raise ByggeFejl(
            f"{PRAEFIKS}{audit.fil}: kroner_oere er {typer['kroner_oere']}; den skal være hele øre."
        )
    antal_sql = "sum(coalesce(antal, 1))" if "antal" in typer else "count(*)"
    kroner_sql = "sum(kroner_oere)" if "kroner_oere" in typer else "NULL"
    raekke = con.execute(f"SELECT count(*), {antal_sql}, {kroner_sql} FROM audit_svar").fetchone()
    raekker, antal, kroner = raekke or (0, 0, None)
    if not raekker:
        return Resultat(audit.navn, "audit", "ok")
    status = "advarsel" if audit.tags.advarsel else "fejl"
    besked = _beskeder(con, raekker) if "besked" in typer else ""
    return Resultat(audit.navn, "audit", status, int(antal), None if kroner is None else int(kroner), besked)


def _beskeder(con: port.Forbindelse, raekker: int) -> str:
    fundne = con.execute(f"SELECT besked::VARCHAR FROM audit_svar LIMIT {EKSEMPLER_MAX}").fetchall()
    beskeder = [uden_cpr(str(tekst)) for (tekst,) in fundne]
    return "; ".join(beskeder + ([f"og {raekker - len(beskeder)} flere"] if raekker > len(beskeder) else []))


def _proev_typer(model: Model, kolonner: dict[str, str]) -> Resultat:
    navn = f"{model.fuldt_navn} kolonnetyper"
    forkerte = [f"{k} er {t}" for k, t in kolonner.items() if not _type_ok(model.skema, k, t)]
    if not forkerte:
        return Resultat(navn, "kolonnetype", "ok")
    raad = "øre og enheder skal være BIGINT, og en sum skal slutte med ::BIGINT"
    besked = f"{model.fil}: {', '.join(forkerte)}; {raad}"
    return Resultat(navn, "kolonnetype", "fejl", len(forkerte), besked=besked)


def _type_ok(skema: str, kolonne: str, type_: str) -> bool:
    """Money and units are whole BIGINT everywhere; HUGEINT stays out of what other engines must read."""
    if kolonne.endswith(("_oere", "_u")):
        return type_ == "BIGINT"
    return skema == "staging" or "HUGEINT" not in type_


def _proev_maerker(con: port.Forbindelse, model: Model, kolonner: set[str]) -> Iterator[Resultat]:
    for art, maerke, brugte, sql in _maerker(model):
        if mangler := [k for k in brugte if k not in kolonner]:
            raise ByggeFejl(
                f"{PRAEFIKS}{model.fil}: {maerke} nævner {', '.join(mangler)}, som modellen ikke har."
            )
        raekke = con.execute(f"SELECT count(*) FROM ({sql})").fetchone()
        antal = int(raekke[0]) if raekke else 0
        besked = f"fx {_eksempler(con, sql)}" if antal else ""
        yield Resultat(f"{model.fuldt_navn} {maerke}", art, "fejl" if antal else "ok", antal, besked=besked)


def _maerker(model: Model) -> Iterator[tuple[str, str, list[str], str]]:
    """(art, tag, columns, SELECT of what breaks it) per tag. Rows are named by the first #UNIK key."""
    tabel = model.fuldt_navn
    noegle = next(iter(model.tags.unik), ())
    for unik in model.tags.unik:
        liste = _liste(unik)
        sql = f"SELECT {liste} FROM {tabel} GROUP BY {liste} HAVING count(*) > 1"
        yield "unik", f"#UNIK {', '.join(unik)}", list(unik), sql
    for k in model.tags.ikke_null:
        vist = list(dict.fromkeys([*noegle, k]))
        yield (
            "ikke_null",
            f"#IKKE_NULL {k}",
            vist,
            f"SELECT {_liste(vist)} FROM {tabel} WHERE {port.navn(k)} IS NULL",
        )
    for k, vaerdier in model.tags.saet:
        vist = list(dict.fromkeys([*noegle, k]))
        tilladte = ", ".join(map(port.tekst, vaerdier))
        sql = f"SELECT {_liste(vist)} FROM {tabel} WHERE {port.navn(k)}::VARCHAR NOT IN ({tilladte})"
        yield "saet", f"#SAET{{{k}: {', '.join(vaerdier)}}}", vist, sql


def _liste(kolonner: Iterable[str]) -> str:
    return ", ".join(map(port.navn, kolonner))


def _eksempler(con: port.Forbindelse, sql: str) -> str:
    """Up to three of the rows as 'a=1, b=2'; columns that hold CPR numbers are not shown."""
    svar = con.execute(f"{sql} ORDER BY ALL LIMIT {EKSEMPLER_MAX}")
    navne = [kolonne[0] for kolonne in svar.description or ()]
    linjer = [
        ", ".join(f"{n}={'(skjult)' if 'cpr' in n else v}" for n, v in zip(navne, raekke, strict=True))
        for raekke in svar.fetchall()
    ]
    return uden_cpr("; ".join(linjer))
