"""A small table that a person uploads: CSV or Excel by one of our templates, read without guessing.

Text stays text and a cell that Excel knows as a number or a date stays one, so that nothing is written over into a
style and read back wrong. Larger data come as deliveries.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from engine.fejl import HjemtagFejl

RAEKKER_MAX = 20_000
BYTES_MAX = 5_000_000
KOLONNER_MAX = 60
_CELLE_MAX = 2_000
_FEJL_VIST, _CELLE_VIST = 5, 40
_CPR = re.compile(r"(?<!\d)\d{6}[-\s]?\d{4}(?!\d)")

Celle = str | Decimal | date


@dataclass(frozen=True)
class Egenfil:
    """kolonner: the template's columns that the file has. raekker: their cells by column; numre: line in the file."""

    navn: str
    kolonner: tuple[str, ...]
    raekker: tuple[dict[str, Celle], ...]
    numre: tuple[int, ...]


@dataclass(frozen=True)
class Linjefejl:
    """A line that cannot be used. nr: its number in the file."""

    nr: int
    tekst: str


def afvis_fejl(navn: str, fejl: Sequence[Linjefejl]) -> None:
    """Errors: HjemtagFejl naming the first lines that are wrong and why; none where there are none."""
    if fejl:
        flere = f" og {len(fejl) - _FEJL_VIST} mere" if len(fejl) > _FEJL_VIST else ""
        hvad = "; ".join(f"linje {f.nr}: {f.tekst}" for f in fejl[:_FEJL_VIST]) + flere
        raise HjemtagFejl(f"{navn} er ikke indlæst: {hvad}. Ret filen, og prøv igen.")


def vist_celle(tekst: str) -> str:
    """A cell as an error shows it: short, and without what may be a person's number."""
    return _CPR.sub("(nummer)", tekst)[:_CELLE_VIST]


def laes(
    navn: str,
    indhold: bytes,
    ventede: Sequence[str],
    kraevede: Sequence[str],
    *,
    hoved_overst: bool = True,
) -> Egenfil:
    """Read the file. ventede: the template's columns; others are refused, so that nothing is lost unseen.

    hoved_overst: the headers are the first line, and nothing may stand beyond them; else the first line that has those
    required, as in our workbooks.

    Errors: HjemtagFejl saying what is wrong with the file and what to do; nothing is kept.
    """
    rent = _CPR.sub("(nummer)", PurePath(navn.replace("\\", "/")).name[:200])
    if len(indhold) > BYTES_MAX:
        raise HjemtagFejl(
            f"{rent} fylder mere end {BYTES_MAX // 1_000_000} MB. Del den, eller indlæs den som leverance."
        )
    gitter = _excel(rent, indhold) if indhold[:4] == b"PK\x03\x04" else _csv(rent, indhold)
    if not gitter:
        raise HjemtagFejl(f"{rent} er tom. Hent skabelonen, og udfyld den.")
    if not hoved_overst:
        gitter = gitter[_hovedlinje(gitter, kraevede) :]
    hoved = [str(c).strip().lower() for c in gitter[0][1]]
    _kontroller_hoved(rent, hoved, ventede, kraevede)
    raekker, numre = [], []
    for nr, celler in gitter[1:]:
        if any(_fyldt(c) for c in celler):
            if hoved_overst and any(_fyldt(c) for c in celler[len(hoved) :]):
                raise HjemtagFejl(
                    f"{rent}, linje {nr}: der står mere, end der er overskrifter til. Er det et skilletegn i en tekst "
                    "eller et decimalkomma, så sæt feltet i anførselstegn; intet er læst."
                )
            raekker.append({k: c for k, c in zip(hoved, celler, strict=False) if k and _fyldt(c)})
            numre.append(nr)
    if not raekker:
        raise HjemtagFejl(f"{rent} har ingen rækker under overskriften.")
    return Egenfil(rent, tuple(k for k in hoved if k), tuple(raekker), tuple(numre))


def _hovedlinje(gitter: Sequence[tuple[int, list[Celle]]], kraevede: Sequence[str]) -> int:
    """Where the headers stand; the first line when they stand nowhere."""
    for plads, (_, celler) in enumerate(gitter):
        if set(kraevede) <= {str(c).strip().lower() for c in celler}:
            return plads
    return 0


def _kontroller_hoved(
    navn: str, hoved: Sequence[str], ventede: Sequence[str], kraevede: Sequence[str]
) -> None:
    egne = [k for k in hoved if k]
    fejl = []
    if mangler := [k for k in kraevede if k not in egne]:
        fejl.append(f"mangler kolonnen {', '.join(mangler)}")
    if ukendte := [_vist(nr, k) for nr, k in enumerate(hoved, start=1) if k and k not in ventede]:
        fejl.append(f"har kolonner, som skabelonen ikke har: {', '.join(ukendte[:5])}")
    if dobbelte := sorted({k for k in egne if egne.count(k) > 1}):
        fejl.append(f"har kolonnen {dobbelte[0]} to gange")
    if fejl:
        raise HjemtagFejl(
            f"{navn} {' og '.join(fejl)}. Brug overskrifterne fra skabelonen: {', '.join(ventede)}."
        )


def _vist(nr: int, navn: str) -> str:
    """A column's name, or its number where the name may be a person's: a file without headers begins with data."""
    return f"kolonne {nr}" if any(tegn.isdigit() for tegn in navn) else navn[:40]


def _fyldt(celle: Celle) -> bool:
    return not isinstance(celle, str) or bool(celle.strip())


def _csv(navn: str, indhold: bytes) -> list[tuple[int, list[Celle]]]:
    tekst = _tekst(navn, indhold)
    foerste = tekst.split("\n", 1)[0]
    skille = max(";\t,", key=foerste.count)
    try:
        linjer = list(csv.reader(io.StringIO(tekst, newline=""), delimiter=skille, strict=True))
    except csv.Error as fejl:
        raise HjemtagFejl(
            f"{navn} kan ikke læses som CSV: {fejl}. Gem den igen som CSV eller Excel."
        ) from fejl
    return _inden_for(navn, [(nr, list(celler)) for nr, celler in enumerate(linjer, start=1)])


def _tekst(navn: str, indhold: bytes) -> str:
    if b"\x00" in indhold:
        raise HjemtagFejl(f"{navn} er hverken CSV eller Excel (.xlsx). Hent skabelonen, og udfyld den.")
    for tegnsaet in ("utf-8-sig", "cp1252"):
        try:
            return indhold.decode(tegnsaet)
        except UnicodeDecodeError:
            continue
    raise HjemtagFejl(f"{navn} har tegn, der ikke kan læses. Gem den igen som CSV (UTF-8) eller Excel.")


def _excel(navn: str, indhold: bytes) -> list[tuple[int, list[Celle]]]:
    """The first sheet. Streamed and cut off, so that a small file that unpacks to a large one does no harm."""
    import zipfile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(indhold)) as arkiv:
            if sum(f.file_size for f in arkiv.infolist()) > 40 * BYTES_MAX:
                raise HjemtagFejl(f"{navn} pakker ud til for meget. Indlæs den som leverance.")
        bog = load_workbook(io.BytesIO(indhold), read_only=True, data_only=True)
        ark = bog.worksheets[0]
        raekker = ark.iter_rows(max_row=RAEKKER_MAX + 2, max_col=KOLONNER_MAX, values_only=True)
        return _inden_for(navn, [(nr, [_celle(v) for v in r]) for nr, r in enumerate(raekker, start=1)])
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError) as fejl:
        raise HjemtagFejl(f"{navn} kan ikke læses som Excel (.xlsx). Gem den igen, eller brug CSV.") from fejl


def _celle(vaerdi: Any) -> Celle:
    match vaerdi:
        case None:
            return ""
        case bool():
            return "ja" if vaerdi else "nej"
        case int() | float():
            return Decimal(repr(vaerdi))
        case datetime():
            return vaerdi.date()
        case date():
            return vaerdi
        case _:
            return str(vaerdi)


def _inden_for(navn: str, linjer: list[tuple[int, list[Celle]]]) -> list[tuple[int, list[Celle]]]:
    if len(linjer) > RAEKKER_MAX + 1:
        raise HjemtagFejl(f"{navn} har mere end {RAEKKER_MAX:,} rækker. Del den.".replace(",", "."))
    for nr, celler in linjer:
        if any(isinstance(c, str) and len(c) > _CELLE_MAX for c in celler):
            raise HjemtagFejl(f"{navn}, linje {nr}, har en celle med mere end {_CELLE_MAX} tegn.")
    return linjer
