"""A letter as PDF and as a Word document that can be edited before it is sent; the same bytes for the same letter."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

from engine.rapporter import pdf

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPER = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONER = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


@dataclass(frozen=True)
class Brev:
    """modtager, afsender: lines. dato: as it is written. afsnit: paragraphs; one that begins with '- ' is a bullet."""

    modtager: Sequence[str]
    afsender: Sequence[str]
    dato: str
    emne: str
    afsnit: Sequence[str]


def som_pdf(b: Brev, *, lavet: datetime) -> bytes:
    """The letter as PDF."""
    d = pdf.dokument(b.emne, lavet=lavet)
    d.brev(b.modtager, b.afsender, b.dato, b.emne)
    for tekst in b.afsnit:
        if tekst.startswith("- "):
            d.punkter([tekst[2:]])
        else:
            d.afsnit(tekst)
    return d.bytes()


def som_docx(b: Brev) -> bytes:
    """The letter as a Word document."""
    dele = [_afsnit(t) for t in b.modtager]
    dele += [_afsnit(t, hoejre=True) for t in [*b.afsender, b.dato]]
    dele += [_afsnit(""), _afsnit(b.emne, fed=True)]
    dele += [_afsnit(f"•  {t[2:]}" if t.startswith("- ") else t, efter=True) for t in b.afsnit]
    krop = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{_W}"><w:body>'
        f'{"".join(dele)}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="708" '
        'w:footer="708" w:gutter="0"/>'
        "</w:sectPr></w:body></w:document>"
    )
    ud = io.BytesIO()
    with zipfile.ZipFile(ud, "w", zipfile.ZIP_DEFLATED) as arkiv:
        for navn, indhold in (
            ("[Content_Types].xml", _TYPER),
            ("_rels/.rels", _RELATIONER),
            ("word/document.xml", krop),
        ):
            arkiv.writestr(zipfile.ZipInfo(navn, (1980, 1, 1, 0, 0, 0)), indhold.encode("utf-8"))
    return ud.getvalue()


def _afsnit(tekst: str, *, fed: bool = False, hoejre: bool = False, efter: bool = False) -> str:
    stil = f'<w:spacing w:after="{160 if efter else 0}"/>' + ('<w:jc w:val="right"/>' if hoejre else "")
    skrift = '<w:rPr><w:b/><w:sz w:val="26"/></w:rPr>' if fed else '<w:rPr><w:sz w:val="22"/></w:rPr>'
    return (
        f'<w:p><w:pPr>{stil}</w:pPr><w:r>{skrift}<w:t xml:space="preserve">{escape(tekst)}</w:t></w:r></w:p>'
    )
