"""The SQL models: find the files, parse them, refuse what breaks the rules, order them. Opens no database.

A model is sql/<skema>/<navn>.sql: one SELECT, its grain in line 1, its checks and form as tags in comments.

    -- grain: én række pr. person
    -- #UNIK person_noegle
    -- #IKKE_NULL person_noegle, navn
    -- #SAET{koen: M, K}
    -- #VIEW

An audit is sql/audits/<navn>.sql: one SELECT of rows that must not exist (besked, antal, kroner_oere);
`-- #ADVARSEL` makes a hit a warning instead of stopping the build.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from hashlib import sha256
from pathlib import Path

import sqlglot
from sqlglot import exp

from engine.fejl import ByggeFejl

LAG = ("staging", "core", "marts")
RAA = "raw"
AUDITS = "audits"
# Which schemas each may read. Data goes one way and skips no layer; audits compare all of them.
MAA_LAESE = {
    "staging": (RAA, "staging"),
    "core": ("staging", "core"),
    "marts": ("core", "marts"),
    AUDITS: (RAA, *LAG),
}
# Each tag, and whether something must follow it.
KENDTE_MAERKER = {
    "model": {"UNIK": True, "IKKE_NULL": True, "SAET": True, "VIEW": False},
    "audits": {"ADVARSEL": False},
}
PRAEFIKS = "Bygningen er stoppet, og lageret er uændret. "

_NAVN = re.compile(r"[a-z][a-z0-9_]*")
_GRAIN = re.compile(r"--\s*grain:\s*(\S.*)")
_TAG = re.compile(r"\s*--\s*#(.*)")
_ORD = re.compile(r"^(\w*)")
_SAET = re.compile(r"\{\s*(\w+)\s*:\s*([^{}]*[^{}\s])\s*\}\s*")
_DUCKDB_NODER: dict[type[exp.Expr], str] = {
    exp.Pivot: "PIVOT",
    exp.TryCast: "TRY_CAST",
    exp.Try: "TRY",
    exp.Columns: "COLUMNS()",
    exp.ReadCSV: "read_csv",
    exp.ReadParquet: "read_parquet",
    exp.GenerateSeries: "generate_series/range",
    exp.Array: "en liste",
    exp.ArrayAgg: "list/array_agg",
    exp.Struct: "en struct",
    exp.Unnest: "UNNEST",
    exp.Explode: "UNNEST",
    exp.Lambda: "lambda",
}
_DUCKDB_FUNKTION = re.compile(r"read_\w+|glob|list_\w+|struct_\w+|map_\w+|sniff_csv")


@dataclass(frozen=True)
class Tags:
    """What a file says of itself in comments. unik: key tuples. saet: (column, allowed values as text)."""

    unik: tuple[tuple[str, ...], ...] = ()
    ikke_null: tuple[str, ...] = ()
    saet: tuple[tuple[str, tuple[str, ...]], ...] = ()
    view: bool = False
    advarsel: bool = False


@dataclass(frozen=True)
class Model:
    """One parsed file. laeser: the qualified tables it reads ('core.person'), sorted, CTEs not included."""

    skema: str
    navn: str
    sql: str
    fil: str
    grain: str = ""
    tags: Tags = field(default_factory=Tags)
    laeser: tuple[str, ...] = ()

    @property
    def fuldt_navn(self) -> str:
        return f"{self.skema}.{self.navn}"

    @property
    def sql_hash(self) -> str:
        return sha256(self.sql.encode("utf-8")).hexdigest()


def find_modeller(sql_mappe: Path) -> list[Model]:
    """Every model under `sql_mappe`, each after all it reads, always in the same order. Errors: ByggeFejl."""
    modeller = [parse(skema, fil) for skema in LAG for fil in sorted((sql_mappe / skema).glob("*.sql"))]
    _afvis_ukendte(modeller, {m.fuldt_navn for m in modeller})
    return _orden(modeller)


def under(modeller: Iterable[Model], navne: Iterable[str]) -> list[Model]:
    """Those of `modeller` that some rest on, and themselves, in the same order. navne: 'core.station'."""
    alle, noedvendige = list(modeller), set(navne)
    for model in reversed(alle):
        if model.fuldt_navn in noedvendige:
            noedvendige |= set(model.laeser)
    return [m for m in alle if m.fuldt_navn in noedvendige]


def find_audits(sql_mappe: Path, modeller: Iterable[Model]) -> list[Model]:
    """Every audit under `sql_mappe` by name; they may read any model and raw. Errors: ByggeFejl."""
    audits = [parse(AUDITS, fil) for fil in sorted((sql_mappe / AUDITS).glob("*.sql"))]
    _afvis_ukendte(audits, {m.fuldt_navn for m in modeller})
    return audits


def parse(skema: str, sti: Path) -> Model:
    """Read one file of schema `skema`. Errors: ByggeFejl naming the file and the cause."""
    if not _NAVN.fullmatch(sti.stem):
        raise _afvist(_fil(skema, sti.stem), "filnavnet skal være små bogstaver a-z, cifre og understreg")
    return _laest(skema, sti.stem, sti.read_text(encoding="utf-8"))


def _fil(skema: str, navn: str) -> str:
    return f"sql/{skema}/{navn}.sql"


@lru_cache(maxsize=512)  # half a second for them all, and the overlay and what-ifs ask for them again
def _laest(skema: str, navn: str, sql: str) -> Model:
    fil = _fil(skema, navn)
    grain = _GRAIN.fullmatch(sql.partition("\n")[0].strip())
    if skema != AUDITS and not grain:
        raise _afvist(fil, "linje 1 skal sige, hvad én række er: '-- grain: én række pr. …'")
    trae = _traeet(fil, sql)
    if skema in ("core", "marts"):
        _afvis_duckdb(fil, trae)
    laeser = tuple(sorted({_reference(fil, skema, t) for t in _tabeller(trae)}))
    return Model(skema, navn, sql, fil, grain[1].strip() if grain else "", _tags(fil, skema, sql), laeser)


def _afvist(fil: str, grund: str) -> ByggeFejl:
    return ByggeFejl(f"{PRAEFIKS}{fil}: {grund}.")


def _traeet(fil: str, sql: str) -> exp.Expr:
    try:
        saetninger = [
            s for s in sqlglot.parse(sql, dialect="duckdb") if s and not isinstance(s, exp.Semicolon)
        ]
    except sqlglot.errors.SqlglotError as fejl:
        raise _afvist(fil, f"kan ikke læses som SQL: {str(fejl).splitlines()[0]}") from fejl
    if len(saetninger) != 1:
        raise _afvist(fil, f"skal indeholde netop én SELECT, men har {len(saetninger)} sætninger")
    trae = saetninger[0]
    if not isinstance(trae, exp.Query) or trae.find(exp.DDL, exp.DML, exp.Command, exp.Into):
        raise _afvist(fil, "skal være en SELECT, der kun læser")
    return trae


def _tags(fil: str, skema: str, sql: str) -> Tags:
    unik: list[tuple[str, ...]] = []
    ikke_null: list[str] = []
    saet: list[tuple[str, tuple[str, ...]]] = []
    flag: set[str] = set()
    kendte = KENDTE_MAERKER["audits" if skema == AUDITS else "model"]
    for maerke in (m[1].strip() for m in map(_TAG.fullmatch, sql.splitlines()) if m):
        slags, rest = _ORD.split(maerke, maxsplit=1)[1:]
        if slags not in kendte or bool(rest.strip()) != kendte[slags]:
            raise _afvist(fil, f"ukendt eller ufuldstændigt mærke '#{maerke}' (kendte: {', '.join(kendte)})")
        if slags == "UNIK":
            unik.append(_liste(rest))
        elif slags == "IKKE_NULL":
            ikke_null.extend(_liste(rest))
        elif slags == "SAET":
            saet.append(_saet(fil, rest))
        else:
            flag.add(slags)
    return Tags(tuple(unik), tuple(ikke_null), tuple(saet), "VIEW" in flag, "ADVARSEL" in flag)


def _saet(fil: str, tekst: str) -> tuple[str, tuple[str, ...]]:
    if not (fundet := _SAET.fullmatch(tekst)):
        raise _afvist(fil, f"mærket '#SAET{tekst}' skal skrives #SAET{{kolonne: v1, v2}}")
    return fundet[1], _liste(fundet[2])


def _liste(tekst: str) -> tuple[str, ...]:
    return tuple(led.strip() for led in tekst.split(",") if led.strip())


def _tabeller(trae: exp.Expr) -> Iterator[exp.Table]:
    """The tables that are read: not names of CTEs in scope, not table functions."""
    for tabel in trae.find_all(exp.Table):
        er_navn = isinstance(tabel.this, exp.Identifier)
        if er_navn and (tabel.db or tabel.name.lower() not in _synlige_cter(tabel)):
            yield tabel


def _synlige_cter(node: exp.Expr) -> set[str]:
    """CTE names that `node` can see: of every enclosing WITH; from inside a CTE only those before it."""
    navne: set[str] = set()
    barn: exp.Expr = node
    foraelder = node.parent
    while foraelder is not None:
        if isinstance(foraelder, exp.With):
            for cte in foraelder.expressions:
                if cte is barn:
                    navne |= {cte.alias.lower()} if foraelder.recursive else set()
                    break
                navne.add(cte.alias.lower())
        elif (med := foraelder.args.get("with_")) is not None and med is not barn:
            navne |= {cte.alias.lower() for cte in med.expressions}
        barn, foraelder = foraelder, foraelder.parent
    return navne


def _reference(fil: str, skema: str, tabel: exp.Table) -> str:
    navn = ".".join(led.name for led in tabel.parts)
    if len(tabel.parts) != 2:
        raise _afvist(fil, f"tabellen '{navn}' skal skrives som skema.tabel, fx core.{tabel.name}")
    if tabel.db.lower() not in MAA_LAESE[skema]:
        maa = ", ".join(MAA_LAESE[skema])
        raise _afvist(fil, f"læser {navn}, men {skema} må kun læse {maa}")
    return navn.lower()


def _afvis_duckdb(fil: str, trae: exp.Expr) -> None:
    """core and marts keep to SQL that other engines have too; the rest belongs in staging."""
    if fundet := next(filter(None, map(_kun_duckdb, trae.walk())), None):
        raise _afvist(
            fil, f"bruger {fundet}, som kun DuckDB har; brug almindelig SQL, eller flyt det til staging"
        )


def _kun_duckdb(node: exp.Expr) -> str | None:
    for slags, navn in _DUCKDB_NODER.items():
        if isinstance(node, slags):
            return navn
    if isinstance(node, exp.Star) and (node.args.get("except_") or node.args.get("replace")):
        return "* EXCLUDE/REPLACE"
    if isinstance(node, exp.Group) and node.args.get("all"):
        return "GROUP BY ALL"
    if isinstance(node, exp.Ordered) and isinstance(node.this, exp.Var):
        return "ORDER BY ALL"
    if isinstance(node, exp.Join) and node.method in ("ASOF", "POSITIONAL"):
        return f"{node.method} JOIN"
    if isinstance(node, exp.SetOperation) and node.args.get("by_name"):
        return "UNION BY NAME"
    if isinstance(node, exp.DataType) and node.this in (exp.DType.INT128, exp.DType.UINT128):
        return "HUGEINT"
    if isinstance(node, exp.DataType) and node.args.get("nested"):
        return "en liste- eller structtype"
    if isinstance(node, exp.Anonymous) and _DUCKDB_FUNKTION.fullmatch(node.name.lower()):
        return node.name.lower()
    return None


def _afvis_ukendte(modeller: Iterable[Model], kendte: set[str]) -> None:
    for model in modeller:
        for navn in model.laeser:
            if not navn.startswith(f"{RAA}.") and navn not in kendte:
                raise _afvist(
                    model.fil, f"læser {navn}, men der er ingen fil sql/{navn.replace('.', '/')}.sql"
                )


def _orden(modeller: list[Model]) -> list[Model]:
    ved_navn = {m.fuldt_navn: m for m in modeller}
    graf = TopologicalSorter({n: [r for r in m.laeser if r in ved_navn] for n, m in ved_navn.items()})
    try:
        graf.prepare()
    except CycleError as fejl:
        kreds = list(reversed(fejl.args[1]))
        raise _afvist(
            ved_navn[kreds[0]].fil, f"modellerne læser hinanden i ring: {' → '.join(kreds)}"
        ) from fejl
    raekkefoelge: list[Model] = []
    while graf.is_active():
        klar = sorted(graf.get_ready(), key=lambda n: (LAG.index(ved_navn[n].skema), n))
        raekkefoelge.extend(ved_navn[n] for n in klar)
        graf.done(*klar)
    return raekkefoelge
