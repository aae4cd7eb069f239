"""Excel workbooks with totals that tie: numbers are numbers, text is never a formula, the same bytes every time."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine import dansk
from engine.rapporter.form import TAL, Kolonne, Tabel
from engine.rapporter.pakke import genpak

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

TEGN_MAX = 32_767
_KAN_IKKE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ARKNAVN_KAN_IKKE = re.compile(r"[\[\]:*?/\\]")
_FORMAT = {
    "kroner": "#,##0.00",
    "tal": "#,##0",
    "decimal": "#,##0.00",
    "procent": "0.0%",
    "dato": "dd.mm.yyyy",
}


def celletekst(tekst: str) -> str:
    """What an Excel cell can hold: no control characters, at most 32.767 characters."""
    return _KAN_IKKE.sub("\ufffd", tekst)[:TEGN_MAX]


def byg(tabeller: Sequence[Tabel], *, titel: str, lavet: datetime) -> bytes:
    """One sheet per table -> the .xlsx file. lavet: the time that is written in it (never the clock)."""
    from openpyxl import Workbook

    bog = Workbook()
    bog.remove(bog.active)
    for tabel in tabeller:
        _skriv(bog.create_sheet(_ARKNAVN_KAN_IKKE.sub(" ", tabel.navn)[:31]), tabel)
    return gem(bog, titel=titel, lavet=lavet)


def skabelon(
    ark_navn: str,
    forklaring: Mapping[str, str],
    raekker: Sequence[Sequence[str]],
    *,
    tekstlinjer: int,
    titel: str,
    lavet: datetime,
) -> bytes:
    """A template to fill in: a sheet whose cells are text, so that Excel makes no date or number of a code, and one
    that explains. forklaring: {column: what it must hold}; tekstlinjer: how many lines are made text."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    bog = Workbook()
    ark = bog.active
    ark.title = ark_navn
    for linje in (list(forklaring), *raekker):
        ark.append(list(linje))
    for celle in ark[1]:
        celle.font = Font(bold=True)
        ark.column_dimensions[celle.column_letter].width = 20
        for nr in range(2, tekstlinjer + 2):
            ark[f"{celle.column_letter}{nr}"].number_format = "@"
    hjaelp = bog.create_sheet("Forklaring")
    for linje in (("Kolonne", "Hvad der skal stå"), *forklaring.items()):
        hjaelp.append(list(linje))
    hjaelp.column_dimensions["A"].width, hjaelp.column_dimensions["B"].width = 22, 90
    return gem(bog, titel=titel, lavet=lavet)


def gem(bog: Workbook, *, titel: str, lavet: datetime) -> bytes:
    """The .xlsx file of a workbook, the same bytes for the same contents."""
    bog.properties.title, bog.properties.creator = titel, "Hjemtag"
    ud = io.BytesIO()
    bog.save(ud)
    # openpyxl stamps the clock into the properties and the archive; both are set to `lavet`.
    return genpak(_med_tid(ud.getvalue(), dansk.lokal(lavet).replace(tzinfo=None, microsecond=0)))


def _med_tid(xlsx: bytes, tid: datetime) -> bytes:
    import zipfile

    stempel = f"{tid:%Y-%m-%dT%H:%M:%S}Z".encode()
    ud = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx)) as ind, zipfile.ZipFile(ud, "w") as arkiv:
        for navn in ind.namelist():
            indhold = ind.read(navn)
            if navn == "docProps/core.xml":
                indhold = re.sub(rb"(W3CDTF\">)[^<]*", rb"\g<1>" + stempel, indhold)
            arkiv.writestr(navn, indhold)
    return ud.getvalue()


def _skriv(ark: Worksheet, tabel: Tabel) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    _tekst(ark, 1, 1, tabel.titel).font = Font(bold=True, size=14)
    for nr, saetning in enumerate(tabel.forklaring, start=2):
        _tekst(ark, nr, 1, saetning)
    hoved = len(tabel.forklaring) + 3
    for nr, kolonne in enumerate(tabel.kolonner, start=1):
        celle = _tekst(ark, hoved, nr, kolonne.overskrift)
        celle.font = Font(bold=True)
        celle.fill = PatternFill("solid", fgColor="E6EDF3")
        celle.alignment = Alignment(
            wrap_text=True, vertical="top", horizontal="right" if kolonne.slags in TAL else "left"
        )
        ark.column_dimensions[get_column_letter(nr)].width = kolonne.bredde or _bredde(kolonne, tabel)
    raekke_nr = hoved
    for raekke in tabel.raekker:
        raekke_nr += 1
        for nr, kolonne in enumerate(tabel.kolonner, start=1):
            _celle(ark, raekke_nr, nr, kolonne, raekke.get(kolonne.felt))
    if summer := tabel.summer():
        raekke_nr += 1
        for nr, kolonne in enumerate(tabel.kolonner, start=1):
            if kolonne.felt in summer:
                _celle(ark, raekke_nr, nr, kolonne, summer[kolonne.felt])
            elif nr == 1:
                _tekst(ark, raekke_nr, 1, "I alt")
            ark.cell(raekke_nr, nr).font = Font(bold=True)
            ark.cell(raekke_nr, nr).border = Border(top=Side("thin"))
    for nr, note in enumerate(tabel.noter, start=raekke_nr + 2):
        _tekst(ark, nr, 1, note)
    ark.freeze_panes = ark.cell(hoved + 1, 1)
    ark.print_title_rows = f"{hoved}:{hoved}"
    ark.page_setup.orientation = "landscape"
    ark.page_setup.paperSize = ark.PAPERSIZE_A4
    ark.page_setup.fitToHeight = 0
    ark.sheet_properties.pageSetUpPr.fitToPage = True


def _bredde(kolonne: Kolonne, tabel: Tabel) -> float:
    # The header is bold, and 'CPR-nummer' would break at its hyphen.
    laengst = max((len(kolonne.vist(r.get(kolonne.felt))) for r in tabel.raekker[:200]), default=0)
    return float(min(60, max(10, laengst + 2, min(round(len(kolonne.overskrift) * 1.2) + 2, 20))))


def _tekst(ark: Worksheet, raekke: int, nr: int, tekst: str) -> Any:
    celle = ark.cell(raekke, nr)
    celle.value = celletekst(tekst)
    celle.data_type = "s"  # text stays text: a cell that begins with '=' is no formula
    return celle


def _celle(ark: Worksheet, raekke: int, nr: int, kolonne: Kolonne, vaerdi: Any) -> None:
    if vaerdi is None or vaerdi == "" or vaerdi != vaerdi:
        return
    if kolonne.slags in TAL:
        celle = ark.cell(raekke, nr, Decimal(int(vaerdi)) / 100 if kolonne.slags == "kroner" else vaerdi)
        celle.number_format = _FORMAT[kolonne.slags]
    elif kolonne.slags == "dato" and isinstance(vaerdi, date):
        dag = vaerdi.date() if isinstance(vaerdi, datetime) else vaerdi
        ark.cell(raekke, nr, dag).number_format = _FORMAT["dato"]
    else:
        _tekst(ark, raekke, nr, kolonne.vist(vaerdi) if kolonne.slags != "maaned" else str(vaerdi)[:7])
