"""The contracts of the delivery tables: what a row must keep to before it may land.

A contract is data_contracts/<tabel>.yml, a Great Expectations suite. The same expectations run in two ways
that give the same broken rows (a property test holds them to it): by Great Expectations in a process of its
own, for tables and first chunks up to 100.000 rows, and as DuckDB SQL for the rest. This module only writes
the SQL text.

In both, an empty text is unknown (NULL). Patterns are anchored with \\A and \\Z and name their digits,
because `$` and `\\d` mean different things to Python and to RE2.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from engine import steder
from engine.fejl import HjemtagFejl

TYPER = frozenset(
    ["tekst", "cpr", "kommunekode", "dato", "maaned", "beloeb", "heltal", "decimal", "ja_nej", "kode"]
)
ARTER = frozenset({"fuld", "aendring"})
GX_SEKUNDER_MAX = 900
# libyaml reads the contracts ten times faster where PyYAML was built with it.
_LAESER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Kolonne:
    """One column of a delivery table. standard: the text an empty value stands for, or None."""

    navn: str
    type: str
    paakraevet: bool
    koder: tuple[str, ...] = ()
    standard: str | None = None


@dataclass(frozen=True)
class Forventning:
    """One expectation in Great Expectations' terms; regel names it and besked says what to do."""

    type: str
    kwargs: dict[str, Any]
    besked: str
    regel: str = ""

    @property
    def kolonne(self) -> str:
        """The column the expectation is about; of a pair the first."""
        return str(self.kwargs.get("column") or self.kwargs["column_A"])


@dataclass(frozen=True)
class Kontrakt:
    """One delivery table. noegle: key columns; person: the column that holds the person, or None."""

    tabel: str
    beskrivelse: str
    noegle: tuple[str, ...]
    art: str
    person: str | None
    kolonner: dict[str, Kolonne]
    forventninger: tuple[Forventning, ...]
    dato_kolonne: str | None
    beloeb_kolonne: str | None
    figurer: tuple[str, ...]
    formaal: tuple[str, ...]


@dataclass(frozen=True, order=True)
class Brud:
    """One row that breaks one rule. A row appears once for each rule that it breaks."""

    raekke_nr: int
    regel: str
    kolonne: str
    besked: str


# --- Reading the contracts ------------------------------------------------------------------------


@cache
def alle_kontrakter() -> dict[str, Kontrakt]:
    """Every contract by table name. Errors: HjemtagFejl naming the file that cannot be read."""
    kontrakter = [laes_kontrakt(sti) for sti in sorted(steder.kontrakter().glob("*.yml"))]
    return {k.tabel: k for k in kontrakter}


def laes_kontrakt(sti: Path) -> Kontrakt:
    """Read one contract file. Errors: HjemtagFejl saying what is wrong with it."""
    try:
        kontrakt = _kontrakt(yaml.load(sti.read_text(encoding="utf-8"), Loader=_LAESER))
        _efterproev(kontrakt, sti.stem)
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError) as fejl:
        raise HjemtagFejl(
            f"Kontrakten {sti.name} kan ikke bruges: {fejl}. Ret filen, eller installér programmet igen."
        ) from fejl
    return kontrakt


def _kontrakt(fil: dict[str, Any]) -> Kontrakt:
    meta = fil["meta"]
    return Kontrakt(
        tabel=fil["name"],
        beskrivelse=meta["beskrivelse"],
        noegle=tuple(meta["noegle"]),
        art=meta["art"],
        person=meta["person"],
        kolonner={navn: _kolonne(navn, k) for navn, k in meta["kolonner"].items()},
        forventninger=tuple(_forventning(f) for f in fil["expectations"]),
        dato_kolonne=meta["dato_kolonne"],
        beloeb_kolonne=meta["beloeb_kolonne"],
        figurer=tuple(meta["figurer"]),
        formaal=tuple(meta["formaal"]),
    )


def _kolonne(navn: str, k: dict[str, Any]) -> Kolonne:
    return Kolonne(navn, k["type"], k["paakraevet"], tuple(k.get("koder", ())), k.get("standard"))


def _forventning(f: dict[str, Any]) -> Forventning:
    return Forventning(f["type"], f["kwargs"], f["meta"]["besked"], f["meta"]["regel"])


def _efterproev(k: Kontrakt, filnavn: str) -> None:
    if k.tabel != filnavn:
        raise ValueError(f"name er '{k.tabel}', men filen hedder {filnavn}")
    if k.art not in ARTER:
        raise ValueError(f"art er '{k.art}', men skal være en af {', '.join(sorted(ARTER))}")
    for kolonne in k.kolonner.values():
        if kolonne.type not in TYPER:
            raise ValueError(f"kolonnen {kolonne.navn} har den ukendte type '{kolonne.type}'")
    meta = {*k.noegle, k.person, k.dato_kolonne, k.beloeb_kolonne} - {None}
    naevnt = {str(n) for n in meta} | {n for f in k.forventninger for n in brugte(f)}
    ukendte = sorted(naevnt - set(k.kolonner))
    if ukendte:
        raise ValueError(f"kolonnerne {', '.join(ukendte)} bruges, men står ikke under kolonner")
    for f in k.forventninger:
        _brudt(f)


def brugte(f: Forventning) -> list[str]:
    """The columns an expectation reads."""
    betingelse = f.kwargs.get("row_condition")
    navne = [f.kwargs[n] for n in ("column", "column_A", "column_B") if n in f.kwargs]
    return navne + ([betingelse["column"]["name"]] if betingelse else [])


# --- The expectations as SQL ----------------------------------------------------------------------

_KENDTE_ARGUMENTER = {
    "expect_column_values_to_not_be_null": {"column", "row_condition"},
    "expect_column_values_to_match_regex": {"column", "regex", "row_condition"},
    "expect_column_values_to_be_in_set": {"column", "value_set", "row_condition"},
    "expect_column_pair_values_a_to_be_greater_than_b": {
        "column_A",
        "column_B",
        "or_equal",
        "ignore_row_if",
        "row_condition",
    },
}
# What Python and RE2 read alike between \A and \Z: literals, classes of named characters, groups, counts.
_FAELLES_MOENSTER = re.compile(r"\\A((?:\(\?:|\\\.|[0-9A-Za-z ,|()\[\]{}+*:/_-]|(?<!\()\?)*)\\Z")


def fejl_sql(k: Kontrakt, tabel: str) -> str:
    """SELECT raekke_nr, regel, kolonne, besked of every broken rule, in the order of rows and rules.

    tabel: a DuckDB relation with the contract's columns as VARCHAR and raekke_nr BIGINT. All rows are read
    once; only those that break something are looked at rule by rule.
    """
    kolonner = sorted({n for f in k.forventninger for n in brugte(f)})
    kilde = ", ".join(f"nullif({_navn(n)}, '') AS {_navn(n)}" for n in kolonner)
    udtryk = [_brudt(f) for f in k.forventninger]
    numre = ",\n    ".join(f"CASE WHEN {u} THEN {nr} END" for nr, u in enumerate(udtryk))
    brudt = "\n    OR ".join(f"({u})" for u in udtryk)
    regler = ",\n    ".join(_regelraekke(nr, f) for nr, f in enumerate(k.forventninger))
    return f"""WITH kilde AS (
  SELECT raekke_nr, {kilde}
  FROM {tabel}
), brudte AS (
  SELECT raekke_nr, unnest([
    {numre}
  ]) AS nr
  FROM kilde
  WHERE {brudt}
), regler (nr, regel, kolonne, besked) AS (VALUES
    {regler}
)
SELECT raekke_nr, regel, kolonne, besked
FROM brudte JOIN regler USING (nr)
ORDER BY raekke_nr, nr"""


def _regelraekke(nr: int, f: Forventning) -> str:
    return f"({nr}, {_tekst(f.regel)}, {_tekst(f.kolonne)}, {_tekst(f.besked)})"


def typed_sql(k: Kontrakt, tabel: str) -> str:
    """SELECT raekke_nr and the contract's columns with their types, over rows that keep the contract.

    beloeb becomes whole øre (BIGINT, named <kolonne>_oere) through DECIMAL, never through a float; dato DATE;
    heltal BIGINT; decimal DECIMAL(18,6), rounded half up; ja_nej BOOLEAN; the rest VARCHAR. Empty is NULL, or
    the column's standard.
    """
    kolonner = ",\n  ".join(f"{_typet(kol)} AS {_navn(typet_navn(kol))}" for kol in k.kolonner.values())
    return f"SELECT\n  raekke_nr,\n  {kolonner}\nFROM {tabel}"


def typet_navn(kol: Kolonne) -> str:
    """The column's name after typed_sql: money carries its unit."""
    return f"{kol.navn}_oere" if kol.type == "beloeb" else kol.navn


def _typet(kol: Kolonne) -> str:
    vaerdi = f"nullif({_navn(kol.navn)}, '')"
    if kol.standard is not None:
        vaerdi = f"coalesce({vaerdi}, {_tekst(kol.standard)})"
    match kol.type:
        case "beloeb":
            return f"CAST(CAST({vaerdi} AS DECIMAL(17, 2)) * 100 AS BIGINT)"
        case "dato":
            return f"CAST({vaerdi} AS DATE)"
        case "heltal":
            return f"CAST({vaerdi} AS BIGINT)"
        case "decimal":
            return f"CAST({vaerdi} AS DECIMAL(18, 6))"
        case "ja_nej":
            return f"({vaerdi} = '1')"
    return vaerdi


def _brudt(f: Forventning) -> str:
    """The SQL condition that is true exactly for the rows GX calls unexpected; NULL counts as not broken."""
    kw = f.kwargs
    ukendte = sorted(set(kw) - _KENDTE_ARGUMENTER.get(f.type, set()))
    if f.type not in _KENDTE_ARGUMENTER or ukendte:
        hvad = f"{f.type} med {', '.join(ukendte)}" if f.type in _KENDTE_ARGUMENTER else f.type
        raise ValueError(f"forventningen {hvad} kan ikke oversættes til SQL")
    match f.type:
        case "expect_column_values_to_not_be_null":
            brudt = f"{_navn(kw['column'])} IS NULL"
        case "expect_column_values_to_match_regex":
            brudt = f"NOT regexp_matches({_navn(kw['column'])}, {_tekst(_re2(kw['regex']))})"
        case "expect_column_values_to_be_in_set":
            brudt = f"{_navn(kw['column'])} NOT IN ({', '.join(_tekst(v) for v in kw['value_set'])})"
        case _:
            if kw.get("ignore_row_if") != "either_value_is_missing":
                raise ValueError(f"{f.type} skal have ignore_row_if: either_value_is_missing")
            tegn = ">=" if kw.get("or_equal") else ">"
            brudt = f"NOT ({_navn(kw['column_A'])} {tegn} {_navn(kw['column_B'])})"
    if "row_condition" in kw:
        brudt = f"{_betingelse(kw['row_condition'])} AND {brudt}"
    return brudt


def _betingelse(betingelse: Mapping[str, Any]) -> str:
    if betingelse.get("type") != "nullity":
        raise ValueError(f"row_condition af typen '{betingelse.get('type')}' kan ikke oversættes til SQL")
    return f"{_navn(betingelse['column']['name'])} IS {'' if betingelse['is_null'] else 'NOT '}NULL"


def _re2(moenster: str) -> str:
    r"""The pattern for RE2, whose end of text is spelt \z. Refuses what the two engines read differently."""
    fundet = _FAELLES_MOENSTER.fullmatch(moenster)
    if not fundet:
        raise ValueError(
            f"mønsteret {moenster} skal begynde med \\A, slutte med \\Z og skrive cifre som [0-9], "
            "så Python og DuckDB læser det ens"
        )
    return rf"\A{fundet[1]}\z"


def _navn(navn: str) -> str:
    return '"' + navn.replace('"', '""') + '"'


def _tekst(tekst: str) -> str:
    return "'" + tekst.replace("'", "''") + "'"


# --- Great Expectations, in its own process -------------------------------------------------------


def gx_fejl(k: Kontrakt, parquet: Path) -> list[Brud]:
    """Run the contract with Great Expectations on a text parquet of at most 100.000 rows.

    The file has the contract's columns as text and raekke_nr as a whole number. Returns the broken rules in
    the order of rows and rules, the same as fejl_sql. Errors: HjemtagFejl when the check cannot be run.
    """
    return _koer_gx({k.tabel: (k, parquet)})[k.tabel]


def gx_fejl_flere(stier: Mapping[str, Path]) -> dict[str, list[Brud]]:
    """gx_fejl for several tables, by table name, in one process: the import is paid once."""
    kendte = alle_kontrakter()
    ukendte = sorted(set(stier) - set(kendte))
    if ukendte:
        raise HjemtagFejl(
            f"Der er ingen kontrakt for {', '.join(ukendte)}. Tabellerne hedder {', '.join(kendte)}."
        )
    return _koer_gx({tabel: (kendte[tabel], sti) for tabel, sti in stier.items()})


def _koer_gx(opgaver: Mapping[str, tuple[Kontrakt, Path]]) -> dict[str, list[Brud]]:
    if not opgaver:
        return {}
    svar = _barneproces({tabel: _opgave(k, sti) for tabel, (k, sti) in opgaver.items()})
    return {tabel: _brud(k, svar[tabel]) for tabel, (k, _) in opgaver.items()}


def _opgave(k: Kontrakt, sti: Path) -> dict[str, Any]:
    return {"sti": str(sti), "forventninger": [{"type": f.type, "kwargs": f.kwargs} for f in k.forventninger]}


def _brud(k: Kontrakt, raekker: list[list[int]]) -> list[Brud]:
    """raekker: for each expectation of the contract the numbers of the rows that break it."""
    fundne = sorted((raekke_nr, nr) for nr, numre in enumerate(raekker) for raekke_nr in numre)
    regler = [(f.regel, f.kolonne, f.besked) for f in k.forventninger]
    return [Brud(raekke_nr, *regler[nr]) for raekke_nr, nr in fundne]


def _barneproces(opgaver: dict[str, Any]) -> dict[str, list[list[int]]]:
    if _delt is not None:
        return _delt.spoerg(opgaver)
    with GxProces() as proces:
        return proces.spoerg(opgaver)


@contextmanager
def gx_proces() -> Iterator[GxProces]:
    """Within it every check of this process shares one child, so that the import is paid once for all of them."""
    global _delt
    with GxProces() as proces:
        _delt = proces
        try:
            yield proces
        finally:
            _delt = None


class GxProces:
    """A child process with Great Expectations: one line of JSON in, one out, until the `with` ends.

    It starts with the first question, or with `start`, so that its import can run while the caller reads files.
    """

    def __init__(self) -> None:
        self._proces: subprocess.Popen[str] | None = None
        self._stderr = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115

    def __enter__(self) -> GxProces:
        return self

    def __exit__(self, *_: object) -> None:
        if self._proces is not None:
            self._proces.kill()
            self._proces.communicate()
        self._stderr.close()

    def start(self) -> subprocess.Popen[str]:
        if self._proces is None:
            self._proces = subprocess.Popen(
                [sys.executable, "-m", "engine.indlaesning.kontrakter_gx"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._stderr,
                encoding="utf-8",
                env=_miljoe(),
            )
        return self._proces

    def spoerg(self, opgaver: dict[str, Any]) -> dict[str, list[list[int]]]:
        """The child's answer. Errors: HjemtagFejl when it cannot start, dies, or is not done in time."""
        tabeller = ", ".join(opgaver)
        try:
            linje = self._linje(json.dumps(opgaver))
            svar: dict[str, Any] = json.loads(linje or "{}")
        except TimeoutError as fejl:
            raise _kan_ikke(
                tabeller, f"det var ikke færdigt efter {GX_SEKUNDER_MAX // 60} minutter"
            ) from fejl
        except (OSError, json.JSONDecodeError) as fejl:
            raise _kan_ikke(tabeller, str(fejl)) from fejl
        if "brud" not in svar:
            raise _kan_ikke(tabeller, str(svar.get("fejl") or self._sidste_linje()))
        brud: dict[str, list[list[int]]] = svar["brud"]
        return brud

    def _linje(self, spoergsmaal: str) -> str:
        proces, udloebet = self.start(), threading.Event()

        def stop() -> None:
            udloebet.set()
            proces.kill()

        ur = threading.Timer(GX_SEKUNDER_MAX, stop)
        ur.start()
        try:
            assert proces.stdin is not None and proces.stdout is not None  # noqa: PT018
            proces.stdin.write(spoergsmaal + "\n")
            proces.stdin.flush()
            svar = proces.stdout.readline()
        except BrokenPipeError:  # it died before it was asked
            svar = ""
        finally:
            ur.cancel()
        if udloebet.is_set():
            raise TimeoutError
        return svar

    def _sidste_linje(self) -> str:
        self._stderr.seek(0)
        linjer = self._stderr.read().strip().splitlines()
        return linjer[-1] if linjer else "processen stoppede uden at sige hvorfor"


_delt: GxProces | None = None


def _miljoe() -> dict[str, str]:
    stier = [str(Path(__file__).resolve().parents[2]), *filter(None, [os.environ.get("PYTHONPATH")])]
    faste = {
        "GX_ANALYTICS_ENABLED": "false",
        "PYTHONIOENCODING": "utf-8",
        "PYTHONPATH": os.pathsep.join(stier),
    }
    return os.environ | faste


def _kan_ikke(tabeller: str, grund: str) -> HjemtagFejl:
    return HjemtagFejl(
        f"Kontrakterne for {tabeller} kunne ikke prøves: {grund.rstrip('.')}. "
        "Intet er indlæst; ret det, og prøv igen."
    )
