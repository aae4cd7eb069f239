"""PDF documents on A4 that a person wants to read: headings, paragraphs, key figures, tables with totals, letters.

The same content and time give the same bytes: the creation date is given, the font is the project's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from engine import dansk, steder
from engine.rapporter.form import TAL, Kolonne, Tabel

if TYPE_CHECKING:
    from fpdf import FPDF

SKRIFT = "OpenSans"
_MARGIN, _LINJE = 18.0, 5.2
_KORT_TEKST = 36.0  # mm; a longer text column wraps and shares the room that is left
_GRAA, _SORT, _BAGGRUND, _STREG = (95, 105, 115), (25, 30, 35), (238, 242, 246), (190, 198, 206)


class Dokument:
    """A document that is written from the top down and ends in `bytes`."""

    def __init__(self, titel: str, *, lavet: datetime, fod: str = "", liggende: bool = False) -> None:
        self._pdf = _ny_pdf(titel, lavet, fod, liggende)
        self._pdf.add_page()

    def titel(self, tekst: str, under: str = "") -> None:
        """The document's own heading."""
        self._skriv(tekst, 20, fed=True)
        if under:
            self._skriv(under, 11, farve=_GRAA)
        self._pdf.ln(4)

    def overskrift(self, tekst: str) -> None:
        """A section; it never stands alone at the foot of a page."""
        if self._pdf.will_page_break(30):
            self._pdf.add_page()
        self._pdf.ln(3)
        self._pdf.start_section(_ren(tekst))
        self._skriv(tekst, 13, fed=True)
        self._pdf.ln(1.5)

    def afsnit(self, tekst: str, *, fed: bool = False) -> None:
        """A paragraph."""
        self._skriv(tekst, 10, fed=fed)
        self._pdf.ln(2)

    def punkter(self, tekster: Sequence[str]) -> None:
        """A bulleted list."""
        for tekst in tekster:
            self._skriv(f"•  {tekst}", 10)
        self._pdf.ln(2)

    def noegletal(self, par: Sequence[tuple[str, str]]) -> None:
        """Figures side by side: (label, figure as it is to be read)."""
        pdf = self._pdf
        if pdf.will_page_break(22):
            pdf.add_page()
        bredde, top = (pdf.epw + 3) / max(len(par), 1), pdf.get_y()
        for nr, (navn, vaerdi) in enumerate(par):
            x = pdf.l_margin + nr * bredde
            pdf.set_fill_color(*_BAGGRUND)
            pdf.rect(x, top, bredde - 3, 17, style="F")
            pdf.set_xy(x + 3, top + 2)
            self._saet(8, False, _GRAA)
            pdf.cell(bredde - 9, 4, _ren(navn))
            pdf.set_xy(x + 3, top + 7)
            self._saet(_passer(pdf, vaerdi, bredde - 9), True, _SORT)
            pdf.cell(bredde - 9, 8, _ren(vaerdi))
        pdf.set_xy(pdf.l_margin, top + 21)

    def tabel(self, tabel: Tabel) -> None:
        """A table with its heading repeated on each page and its totals in bold."""
        from fpdf.fonts import FontFace

        for saetning in tabel.forklaring:
            self.afsnit(saetning)
        pdf = self._pdf
        self._saet(8, False, _SORT)
        pdf.set_draw_color(*_STREG)
        with pdf.table(
            col_widths=_bredder(pdf, tabel),
            text_align=tuple("RIGHT" if k.slags in TAL else "LEFT" for k in tabel.kolonner),
            headings_style=FontFace(emphasis="BOLD", fill_color=_BAGGRUND),
            borders_layout="HORIZONTAL_LINES",
            cell_fill_color=(255, 255, 255),
            cell_fill_mode="ALL",
            line_height=4.6,
            padding=0.8,
        ) as t:
            t.row([_ren(k.overskrift) for k in tabel.kolonner])
            for raekke in tabel.raekker:
                t.row([_ren(k.vist(raekke.get(k.felt))) for k in tabel.kolonner])
            if summer := tabel.summer():
                t.row(_sumraekke(tabel.kolonner, summer), style=FontFace(emphasis="BOLD"))
        pdf.ln(2)
        for note in tabel.noter:
            self._skriv(note, 8, farve=_GRAA)
        pdf.ln(3)

    def brev(self, modtager: Sequence[str], afsender: Sequence[str], dato: str, emne: str) -> None:
        """The head of a letter: receiver to the left, sender and date to the right, the subject below."""
        pdf, top = self._pdf, self._pdf.get_y()
        self._saet(10, False, _SORT)
        for nr, linje in enumerate(modtager):
            pdf.set_xy(pdf.l_margin, top + nr * _LINJE)
            pdf.cell(pdf.epw / 2, _LINJE, _ren(linje))
        for nr, linje in enumerate([*afsender, "", dato]):
            pdf.set_xy(pdf.l_margin + pdf.epw / 2, top + nr * _LINJE)
            pdf.cell(pdf.epw / 2, _LINJE, _ren(linje), align="R")
        pdf.set_xy(pdf.l_margin, top + (max(len(modtager), len(afsender) + 2) + 2) * _LINJE)
        self._skriv(emne, 12, fed=True)
        pdf.ln(3)

    def sideskift(self) -> None:
        self._pdf.add_page()

    def bytes(self) -> bytes:
        """The finished file."""
        return bytes(self._pdf.output())

    def _saet(self, stoerrelse: float, fed: bool, farve: tuple[int, int, int]) -> None:
        self._pdf.set_font(SKRIFT, "B" if fed else "", stoerrelse)
        self._pdf.set_text_color(*farve)

    def _skriv(
        self, tekst: str, stoerrelse: float, *, fed: bool = False, farve: tuple[int, int, int] = _SORT
    ) -> None:
        self._saet(stoerrelse, fed, farve)
        self._pdf.multi_cell(0, stoerrelse * 0.52, _ren(tekst), align="L", new_x="LMARGIN", new_y="NEXT")


def _ny_pdf(titel: str, lavet: datetime, fod: str, liggende: bool) -> FPDF:
    from fpdf import FPDF

    class _Side(FPDF):
        def footer(self) -> None:
            self.set_y(-12)
            self.set_font(SKRIFT, "", 8)
            self.set_text_color(*_GRAA)
            self.cell(self.epw * 0.8, 5, _ren(fod))
            self.cell(0, 5, f"Side {self.page_no()} af {{nb}}", align="R")

    pdf = _Side(orientation="L" if liggende else "P", format="A4")
    for stil, navn in (("", "Regular"), ("B", "Bold")):
        pdf.add_font(SKRIFT, stil, str(steder.assets() / "skrifter" / f"OpenSans-{navn}.ttf"))
    pdf.set_margin(_MARGIN)
    pdf.set_auto_page_break(True, margin=18)
    pdf.set_title(_ren(titel))
    pdf.set_creator("Hjemtag")
    pdf.set_lang("da")
    pdf.set_creation_date(lavet if lavet.tzinfo else lavet.replace(tzinfo=UTC))
    return pdf


def _ren(tekst: str) -> str:
    """Text the font can draw: control characters go; what it has no sign for becomes '?'."""
    return "".join(t if _kan_tegnes(t) else "?" for t in tekst if t in "\n\u00a0" or t.isprintable())


def _kan_tegnes(tegn: str) -> bool:
    kode = ord(tegn)
    return kode == 10 or 0x20 <= kode <= 0x17F or 0x2010 <= kode <= 0x203A or tegn in "€−≤≥"


def _passer(pdf: FPDF, tekst: str, bredde: float) -> float:
    """The largest size up to 14 at which the figure fits its card."""
    for stoerrelse in (14, 12, 10, 9, 8):
        pdf.set_font(SKRIFT, "B", stoerrelse)
        if pdf.get_string_width(_ren(tekst)) <= bredde:
            break
    return stoerrelse


def _bredder(pdf: FPDF, tabel: Tabel) -> tuple[float, ...]:
    """Widths after the longest text; long text columns share what is left and wrap."""
    summer = tabel.summer()

    def oensket(k: Kolonne) -> float:
        tekster = [k.vist(r.get(k.felt)) for r in tabel.raekker[:300]] + [k.vist(summer.get(k.felt))]
        langt = max((pdf.get_string_width(_ren(t)) for t in tekster), default=0)
        hoved = max((pdf.get_string_width(_ren(o)) for o in k.overskrift.split()), default=0) * 1.1
        return k.bredde or max(langt * 1.06, hoved) + 3.5

    oenskede = [oensket(k) for k in tabel.kolonner]
    lange = [k.slags == "tekst" and b > _KORT_TEKST for b, k in zip(oenskede, tabel.kolonner, strict=True)]
    if not any(lange):
        return tuple(oenskede)
    deles = sum(b for b, lang in zip(oenskede, lange, strict=True) if lang)
    plads = max(pdf.epw - sum(oenskede) + deles, 20 * sum(lange))
    return tuple(b * plads / deles if lang else b for b, lang in zip(oenskede, lange, strict=True))


def _sumraekke(kolonner: Sequence[Kolonne], summer: dict[str, Any]) -> list[str]:
    celler = [_ren(k.vist(summer[k.felt])) if k.felt in summer else "" for k in kolonner]
    return [celler[0] or "I alt", *celler[1:]]


def dokument(titel: str, *, lavet: datetime, fod: str = "", liggende: bool = False) -> Dokument:
    """A new document; `fod` stands at the foot of every page beside the page number."""
    fod = fod or f"Hjemtag · {dansk.tidspunkt(lavet)}"
    return Dokument(titel, lavet=lavet, fod=fod, liggende=liggende)
