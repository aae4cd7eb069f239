"""Reads one table file (CSV or parquet) in blocks of text, and writes a table's files as one text parquet.

Everything is text until the contract has been kept: nothing is guessed, an empty field is unknown (NULL).
Memory is that of one block, however large the file.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from engine.fejl import LeveranceAfvist
from engine.indlaesning.kontrakter import Kolonne, Kontrakt
from engine.indlaesning.laesere import Raekke

BLOK_RAEKKER = 10_000  # twice as fast as 50.000: the cells of a block stay in the processor's cache
_SKRIV_RAEKKER = 50_000
_BYTES_PR_RAEKKE = 200
CSV_FELT_MAX = 16_000_000  # characters; what an open quotation mark may swallow before it is told
_CSV: dict[str, Any] = {"delimiter": ";", "quotechar": '"', "strict": True}


@dataclass
class Blok:
    """Some rows of a file. kolonner: contract column -> text; linjer: line (CSV) or row number (parquet).

    skaeve: the lines whose number of fields differs from the heading's, as (line, fields).
    """

    kolonner: dict[str, pa.Array]
    linjer: Sequence[int]
    skaeve: list[tuple[int, list[str]]] = field(default_factory=list)


def laes_fil(sti: Path, kontrakt: Kontrakt, ukendte: set[str], blok: int = BLOK_RAEKKER) -> Iterator[Blok]:
    """The blocks of one table file; unknown column names are added to `ukendte`.

    Errors: LeveranceAfvist (empty, truncated, not UTF-8, unreadable, a required column missing, a column
    twice, DOUBLE in a money column), naming file, column or line.
    """
    if sti.stat().st_size == 0:
        raise LeveranceAfvist(f"{sti.name} er tom (0 byte). Lever filen igen; intet er indlæst.")
    laes = _laes_parquet if sti.suffix.lower() == ".parquet" else _laes_csv
    yield from laes(sti, kontrakt, ukendte, blok)


# --- the heading ----------------------------------------------------------------------------------------


def _kolonneplan(sti: Path, hoved: list[str], kontrakt: Kontrakt, ukendte: set[str]) -> dict[str, int]:
    """Contract column -> its position in the file."""
    dobbelte = sorted({navn for navn in hoved if navn in kontrakt.kolonner and hoved.count(navn) > 1})
    if dobbelte:
        raise LeveranceAfvist(
            f"{sti.name}: kolonnen {', '.join(dobbelte)} står to gange i overskriften. "
            "Behold den ene; intet er indlæst."
        )
    mangler = [k.navn for k in kontrakt.kolonner.values() if k.paakraevet and k.navn not in hoved]
    if mangler:
        raise LeveranceAfvist(
            f"{sti.name}: den påkrævede kolonne {', '.join(mangler)} mangler i overskriften"
            f"{_skilletegnshjaelp(hoved)}. Lever filen igen med den; intet er indlæst."
        )
    ukendte.update(navn or "(uden navn)" for navn in hoved if navn not in kontrakt.kolonner)
    return {navn: hoved.index(navn) for navn in kontrakt.kolonner if navn in hoved}


def _skilletegnshjaelp(hoved: list[str]) -> str:
    if len(hoved) == 1 and any(tegn in hoved[0] for tegn in ",\t|"):
        return " (felterne skal være adskilt af semikolon)"
    return ""


# --- CSV ------------------------------------------------------------------------------------------------


def _laes_csv(sti: Path, kontrakt: Kontrakt, ukendte: set[str], blok: int) -> Iterator[Blok]:
    """Plain pieces (no quotes, no odd lines) go through Arrow, the rest of the file through csv.reader."""
    with sti.open("rb") as fil:
        hoved = _csv_overskrift(sti, fil.readline())
        plan = _kolonneplan(sti, hoved, kontrakt, ukendte)
        linje, sted = 1, fil.tell()
        while stykke := fil.read(blok * _BYTES_PR_RAEKKE) + fil.readline():
            enkelt = _enkelt_stykke(stykke, len(hoved), plan)
            if enkelt is None:
                fil.seek(sted)
                yield from _csv_blokke(sti, fil, linje, len(hoved), plan, blok)
                return
            yield Blok(enkelt[0], range(linje + 1, linje + 1 + enkelt[1]))
            linje, sted = linje + enkelt[1], fil.tell()


def _csv_overskrift(sti: Path, linje: bytes) -> list[str]:
    try:
        return [navn.strip() for navn in next(csv.reader([linje.decode("utf-8-sig")], **_CSV), [])]
    except UnicodeDecodeError as fejl:
        raise _ikke_utf8(sti) from fejl
    except csv.Error as fejl:
        raise _csv_afvist(sti, 1, str(fejl)) from fejl


def _enkelt_stykke(
    stykke: bytes, bredde: int, plan: dict[str, int]
) -> tuple[dict[str, pa.Array], int] | None:
    """The columns and number of rows of whole lines, or None when a line needs a closer look."""
    linjer = stykke.count(b"\n") + (not stykke.endswith(b"\n"))
    if b'"' in stykke or stykke.count(b"\r") != stykke.count(b"\r\n"):
        return None
    navne = [str(nr) for nr in range(bredde)]
    valgt = [str(plads) for plads in plan.values()]
    try:
        tabel = pa_csv.read_csv(
            pa.BufferReader(stykke),
            pa_csv.ReadOptions(column_names=navne, block_size=len(stykke) + 1),
            pa_csv.ParseOptions(delimiter=";", quote_char=False),
            pa_csv.ConvertOptions(
                column_types=dict.fromkeys(navne, pa.string()),
                include_columns=valgt,
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
    except pa.ArrowException:  # another number of fields, or not UTF-8
        return None
    if tabel.num_rows != linjer:  # blank lines
        return None
    return {navn: tabel.column(str(plads)).combine_chunks() for navn, plads in plan.items()}, linjer


def _csv_blokke(
    sti: Path, fil: IO[bytes], foer: int, bredde: int, plan: dict[str, int], blok: int
) -> Iterator[Blok]:
    """The rest of a file line by line; `foer` lines have been read already."""
    csv.field_size_limit(CSV_FELT_MAX)
    raekker: list[list[str]] = []
    linjer: list[int] = []
    skaeve: list[tuple[int, list[str]]] = []
    felter: list[str] = []
    slut = foer
    laeser = csv.reader(io.TextIOWrapper(fil, encoding="utf-8", newline=""), **_CSV)
    try:
        for felter in laeser:
            linje, slut = slut + 1, foer + laeser.line_num
            if len(felter) == bredde:
                raekker.append(felter)
                linjer.append(linje)
            elif felter:  # a blank line is no row
                skaeve.append((linje, felter))
            if len(raekker) + len(skaeve) >= blok:
                yield _csv_blok(raekker, linjer, skaeve, plan)
                raekker, linjer, skaeve = [], [], []
    except csv.Error as fejl:
        raise _csv_afvist(sti, foer + laeser.line_num, str(fejl)) from fejl
    except UnicodeDecodeError as fejl:
        raise _ikke_utf8(sti) from fejl
    if 0 < len(felter) < bredde and not _slutter_med_linjeskift(sti):
        raise LeveranceAfvist(
            f"{sti.name} er afkortet: den sidste linje ({slut}) har {len(felter)} af {bredde} felter og "
            "intet linjeskift. Lever hele filen igen; intet er indlæst."
        )
    yield _csv_blok(raekker, linjer, skaeve, plan)


def _csv_blok(
    raekker: list[list[str]], linjer: list[int], skaeve: list[tuple[int, list[str]]], plan: dict[str, int]
) -> Blok:
    lodret = list(zip(*raekker, strict=True))
    kolonner = {navn: _tekst(lodret[plads]) for navn, plads in plan.items()} if raekker else {}
    return Blok(kolonner, linjer, skaeve)


def _tekst(vaerdier: Iterable[str | None]) -> pa.Array:
    return _tom_er_ukendt(pa.array(vaerdier, pa.string()))


def _tom_er_ukendt(tekst: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(tekst, ""), pa.scalar(None, pa.string()), tekst)


def _slutter_med_linjeskift(sti: Path) -> bool:
    with sti.open("rb") as fil:
        fil.seek(-1, 2)
        return fil.read(1) in (b"\n", b"\r")


def _linje_uden_utf8(sti: Path) -> int:
    with sti.open("rb") as fil:
        for nr, linje in enumerate(fil, start=1):
            try:
                linje.decode("utf-8")
            except UnicodeDecodeError:
                return nr
    return 0


def _ikke_utf8(sti: Path) -> LeveranceAfvist:
    return LeveranceAfvist(
        f"{sti.name}, linje {_linje_uden_utf8(sti)}: filen er ikke UTF-8. "
        "Gem den som UTF-8 og lever den igen; intet er indlæst."
    )


def _csv_afvist(sti: Path, linje: int, fejl: str) -> LeveranceAfvist:
    if "unexpected end" in fejl or "field limit" in fejl:
        grund = "et anførselstegn åbnes og lukkes ikke igen, så filen er afkortet"
    elif "new-line character" in fejl:
        grund = "linjeskiftet er hverken LF eller CRLF"
    else:
        grund = 'et anførselstegn står midt i et felt i anførselstegn (inde i feltet skal det skrives "")'
    return LeveranceAfvist(f"{sti.name}, linje {linje}: {grund}. Lever hele filen igen; intet er indlæst.")


# --- parquet --------------------------------------------------------------------------------------------


def _laes_parquet(sti: Path, kontrakt: Kontrakt, ukendte: set[str], blok: int) -> Iterator[Blok]:
    try:
        with pq.ParquetFile(sti) as fil:
            skema = fil.schema_arrow
            plan = _kolonneplan(sti, list(skema.names), kontrakt, ukendte)
            for navn in plan:
                _kraev_type(sti, kontrakt.kolonner[navn], skema.field(navn).type)
            yield from _parquet_blokke(sti, fil, plan, kontrakt, blok)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as fejl:
        raise LeveranceAfvist(
            f"{sti.name} kan ikke læses som parquet ({_en_linje(fejl)}). Lever filen igen; intet er indlæst."
        ) from fejl


def _parquet_blokke(
    sti: Path, fil: pq.ParquetFile, plan: dict[str, int], kontrakt: Kontrakt, blok: int
) -> Iterator[Blok]:
    set_til = 0
    for gruppe in fil.iter_batches(batch_size=blok, columns=list(plan)):
        kolonner = {
            navn: _tom_er_ukendt(_parquet_tekst(gruppe.column(navn), kontrakt.kolonner[navn]))
            for navn in plan
        }
        yield Blok(kolonner, range(set_til + 1, set_til + gruppe.num_rows + 1))
        set_til += gruppe.num_rows


def _kraev_type(sti: Path, kolonne: Kolonne, type_: pa.DataType) -> None:
    if pa.types.is_dictionary(type_):
        type_ = type_.value_type
    if pa.types.is_floating(type_) and kolonne.type == "beloeb":
        raise LeveranceAfvist(
            f"{sti.name}: beløbskolonnen {kolonne.navn} er {type_} og dermed ikke præcis på øren. "
            "Lever den som DECIMAL eller tekst; intet er indlæst."
        )
    if pa.types.is_nested(type_):
        raise LeveranceAfvist(
            f"{sti.name}: kolonnen {kolonne.navn} er {type_}. "
            "Lever den som tekst, DATE, INTEGER eller DECIMAL; intet er indlæst."
        )


def _parquet_tekst(vaerdier: pa.Array, kolonne: Kolonne) -> pa.Array:
    """The column as text, exactly: `1.00` of DECIMAL(9,2) is '1.00', TRUE is '1', a date is ISO."""
    if pa.types.is_dictionary(vaerdier.type):
        vaerdier = vaerdier.dictionary_decode()
    type_ = vaerdier.type
    if pa.types.is_boolean(type_):
        return pc.if_else(vaerdier, "1", "0")
    if pa.types.is_decimal(type_):
        return _decimal_tekst(vaerdier, kolonne)
    if pa.types.is_floating(type_):
        return pa.array([_float_tekst(v, kolonne) for v in vaerdier.to_pylist()], pa.string())
    if pa.types.is_timestamp(type_):
        return pc.replace_substring_regex(vaerdier.cast(pa.string()), r"[ T]00:00:00(\.0+)?$", "")
    tekst = vaerdier.cast(pa.string())
    tekst.validate(full=True)  # text that is not UTF-8 is found here and not in the middle of a query
    return tekst


def _decimal_tekst(vaerdier: pa.Array, kolonne: Kolonne) -> pa.Array:
    if 0 <= vaerdier.type.scale <= 6:
        tekst = vaerdier.cast(pa.string())
    else:  # Arrow writes other scales with an exponent
        tekst = pa.array([None if v is None else format(v, "f") for v in vaerdier.to_pylist()], pa.string())
    if kolonne.type == "heltal":
        return pc.replace_substring_regex(tekst, r"\.0+$", "")
    if kolonne.type == "beloeb":  # 100.5000 is exactly 100.50; 100.5001 stays and breaks its contract
        return pc.replace_substring_regex(tekst, r"^(-?\d+\.\d{2})0+$", r"\1")
    return tekst


def _float_tekst(vaerdi: float | None, kolonne: Kolonne) -> str | None:
    if vaerdi is None:
        return None
    if kolonne.type == "heltal" and vaerdi.is_integer() and abs(vaerdi) < 2**53:
        return str(int(vaerdi))
    tekst = format(Decimal(repr(vaerdi)), "f") if abs(vaerdi) < float("inf") else repr(vaerdi)
    return tekst.removesuffix(".0") if kolonne.type == "decimal" else tekst


def _en_linje(fejl: Exception) -> str:
    return " ".join(str(fejl).split())[:160]


# --- the rows of one table, in memory or as a text parquet ------------------------------------------------

_STED = [("raekke_nr", pa.int64()), ("linje", pa.int64()), ("fil", pa.string())]
_SKAEVT_SKEMA = pa.schema([*_STED, ("besked", pa.string()), ("raekke", pa.string())])


class Tabelmodtager:
    """Receives the files of one table as text and numbers their rows; they stay in memory.

    Columns: the contract's as text, `raekke_nr` (unique over the table's files; in a single CSV file the line
    number), `linje` (in its own file) and `fil`. Of lines with another number of fields only the count is kept.
    """

    def __init__(self, kontrakt: Kontrakt) -> None:
        self.kontrakt = kontrakt
        self.ukendte_kolonner: set[str] = set()
        self.raekker = 0
        self.antal_skaeve = 0
        self._forskudt = 0
        self._sidste = 0
        self._skema = pa.schema([(navn, pa.string()) for navn in kontrakt.kolonner] + _STED)
        self._venter: list[pa.RecordBatch] = []

    def skriv_fil(self, sti: Path, blok: int = BLOK_RAEKKER) -> None:
        """Add one CSV or parquet file. Errors: as `laes_fil`."""
        for del_ in laes_fil(sti, self.kontrakt, self.ukendte_kolonner, blok):
            self._skriv(del_, del_.linjer, sti.name)
        self.slut_fil()

    def skriv_raekker(self, fil: str, linjer: Sequence[int], raekker: list[dict[str, str | None]]) -> None:
        """Add rows of an adapter: several may stem from one line, so they are numbered by their order."""
        kolonner = {navn: _tekst([r.get(navn) for r in raekker]) for navn in self.kontrakt.kolonner}
        forrige = self._sidste
        self._skriv(Blok(kolonner, linjer), range(forrige + 1, forrige + len(linjer) + 1), fil)

    def slut_fil(self) -> None:
        """The next file's numbers begin after this one's."""
        self._forskudt, self._sidste = self._forskudt + self._sidste, 0

    def tabel(self) -> pa.Table:
        """The rows that wait: all of them, as long as none has been written."""
        return pa.Table.from_batches(self._venter, schema=self._skema)

    def luk(self) -> None:
        """Nothing more comes."""

    def _skriv(self, blok: Blok, numre: Sequence[int], fil: str) -> None:
        antal = len(blok.linjer)
        if antal:
            tom = pa.nulls(antal, pa.string())
            data = [blok.kolonner.get(navn, tom) for navn in self.kontrakt.kolonner]
            numre_her = pa.array([self._forskudt + nr for nr in numre], pa.int64())
            sted = [numre_her, pa.array(blok.linjer, pa.int64()), pa.repeat(pa.scalar(fil), antal)]
            self._venter.append(pa.record_batch(data + sted, schema=self._skema))
            self._raekker_kom()
        if blok.skaeve:
            self._skaeve_kom(blok.skaeve, fil)
            self.antal_skaeve += len(blok.skaeve)
        self._sidste = max([self._sidste, *numre[-1:], *(linje for linje, _ in blok.skaeve[-1:])])
        self.raekker += antal + len(blok.skaeve)

    def _raekker_kom(self) -> None:
        """They wait in memory."""

    def _skaeve_kom(self, skaeve: list[tuple[int, list[str]]], fil: str) -> None:
        """They are counted."""


class Tekstskriver(Tabelmodtager):
    """Collects the files of one table in `<tabel>.tekst.parquet`, and its skewed lines beside it."""

    def __init__(self, kontrakt: Kontrakt, mappe: Path) -> None:
        super().__init__(kontrakt)
        self.tekst = mappe / f"{kontrakt.tabel}.tekst.parquet"
        self.skaeve = mappe / f"{kontrakt.tabel}.skaeve.parquet"
        self._skriver = pq.ParquetWriter(self.tekst, self._skema, compression="lz4")
        self._skaev_skriver: pq.ParquetWriter | None = None

    def _raekker_kom(self) -> None:
        self._skriv_ventende(_SKRIV_RAEKKER)

    def _skriv_ventende(self, mindst: int) -> None:
        if sum(gruppe.num_rows for gruppe in self._venter) >= mindst:
            self._skriver.write_table(self.tabel())
            self._venter = []

    def _skaeve_kom(self, skaeve: list[tuple[int, list[str]]], fil: str) -> None:
        if self._skaev_skriver is None:
            self._skaev_skriver = pq.ParquetWriter(self.skaeve, _SKAEVT_SKEMA)
        data = {
            "raekke_nr": [self._forskudt + linje for linje, _ in skaeve],
            "linje": [linje for linje, _ in skaeve],
            "fil": [fil] * len(skaeve),
            "besked": [
                f"Linjen har {len(felter)} felter; overskriften har et andet antal." for _, felter in skaeve
            ],
            "raekke": [json.dumps(felter, ensure_ascii=False) for _, felter in skaeve],
        }
        self._skaev_skriver.write_table(pa.Table.from_pydict(data, schema=_SKAEVT_SKEMA))

    def luk(self) -> None:
        """The file is whole only after this."""
        self._skriv_ventende(1)
        self._skriver.close()
        if self._skaev_skriver is not None:
            self._skaev_skriver.close()


class Raekkefordeler:
    """Sorts an adapter's mixed rows into one `Tabelmodtager` per table (`skriver(tabel)`), block by block."""

    def __init__(self, skriver: Callable[[str], Tabelmodtager], fil: str, blok: int = BLOK_RAEKKER) -> None:
        self._skriver, self._fil, self._blok = skriver, fil, blok
        self._ventende: dict[str, tuple[list[int], list[dict[str, str | None]]]] = {}

    def skriv(self, raekker: Iterable[Raekke]) -> None:
        for tabel, linje, raekke in raekker:
            linjer, samlet = self._ventende.setdefault(tabel, ([], []))
            linjer.append(linje)
            samlet.append(raekke)
            if len(samlet) >= self._blok:
                self._aflever(tabel)
        for tabel in list(self._ventende):
            self._aflever(tabel)
            self._skriver(tabel).slut_fil()

    def _aflever(self, tabel: str) -> None:
        linjer, samlet = self._ventende.pop(tabel, ([], []))
        if samlet:
            self._skriver(tabel).skriv_raekker(self._fil, linjer, samlet)
