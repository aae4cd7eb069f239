"""The table that translates authorised accounts to a system's own, from a file: read line by line, whole or not at all.

OPUS posts on an artskonto and a PSP element or a cost centre, and the authorised 16 digits follow from them; the
postings that are delivered have only the digits. A municipality loads its own table, and a re-posting file is written
in it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.indlaesning import egenfil
from engine.indlaesning.egenfil import Linjefejl
from engine.moms.ompostering import Oversaettelse, Systemkonto
from engine.rapporter import arbejdsbog

FORKLARING = {
    "konto": "Den autoriserede konto, 16 cifre, som den står i posteringerne. Kolonnen skal være tekst.",
    "profitcenter": "Kun hvis kontoen har en anden artskonto i netop det profitcenter. Tom gælder alle.",
    "artskonto": "Systemets artskonto.",
    "omkostningssted": "Systemets omkostningssted. Må være tom.",
    "psp_element": "Systemets PSP-element. Må være tom.",
}
KOLONNER, KRAEVEDE = tuple(FORKLARING), ("konto", "artskonto")
_KONTO, _ARTSKONTO = re.compile(r"\d{16}", re.ASCII), re.compile(r"\d{4,10}", re.ASCII)
_NAVN = re.compile(r"[A-Za-z0-9ÆØÅæøå][A-Za-z0-9ÆØÅæøå._/-]{0,23}")
_SKABELONLINJER = 2000


@dataclass(frozen=True)
class Gennemsyn:
    """A file looked through: what it says, and the lines that are wrong."""

    navn: str
    tabel: Oversaettelse
    fejl: tuple[Linjefejl, ...]


def gennemse(navn: str, indhold: bytes) -> Gennemsyn:
    """Read every line; nothing is kept. Errors: HjemtagFejl for a file that is not the template filled in."""
    fil = egenfil.laes(navn, indhold, KOLONNER, KRAEVEDE)
    tabel: dict[tuple[str, str], Systemkonto] = {}
    fejl: list[Linjefejl] = []
    for nr, raekke in zip(fil.numre, fil.raekker, strict=True):
        celler = dict.fromkeys(KOLONNER, "") | {k: str(v).strip() for k, v in raekke.items()}
        try:
            noegle = _noegle(celler)
            if noegle in tabel:
                raise ValueError(
                    f"kontoen {noegle[0]} står to gange" + (f" for {noegle[1]}" if noegle[1] else "")
                )
            tabel[noegle] = _systemkonto(celler)
        except ValueError as e:
            fejl.append(Linjefejl(nr, str(e)))
    return Gennemsyn(fil.navn, tabel, tuple(fejl))


def laes(navn: str, indhold: bytes) -> Oversaettelse:
    """The whole table. Errors: HjemtagFejl naming the first lines that are wrong and why; nothing is kept."""
    g = gennemse(navn, indhold)
    egenfil.afvis_fejl(g.navn, g.fejl)
    return g.tabel


def _noegle(c: dict[str, str]) -> tuple[str, str]:
    if not _KONTO.fullmatch(c["konto"]):
        tal = "; Excel har gjort den til et tal, så gør kolonnen til tekst" if "E+" in c["konto"] else ""
        raise ValueError(f"kontoen '{egenfil.vist_celle(c['konto'])}' har ikke 16 cifre{tal}")
    return c["konto"], _valgfri(c, "profitcenter")


def _systemkonto(c: dict[str, str]) -> Systemkonto:
    if not _ARTSKONTO.fullmatch(c["artskonto"]):
        raise ValueError(f"artskontoen '{egenfil.vist_celle(c['artskonto'])}' er ikke 4-10 cifre")
    return Systemkonto(c["artskonto"], _valgfri(c, "omkostningssted"), _valgfri(c, "psp_element"))


def _valgfri(c: dict[str, str], felt: str) -> str:
    if c[felt] and not _NAVN.fullmatch(c[felt]):
        raise ValueError(
            f"{felt} '{egenfil.vist_celle(c[felt])}' har andre tegn end bogstaver, cifre, punktum og streg"
        )
    return c[felt]


def som_csv(tabel: Oversaettelse) -> bytes:
    """The table as the template's CSV, sorted: what is kept, whatever else the file held."""
    return _csv(
        [k, p, s.artskonto, s.omkostningssted, s.psp_element]
        for (k, p), s in sorted(tabel.items(), key=lambda p: p[0])
    )


def skabelon(konti: Iterable[str]) -> bytes:
    """The template as CSV, with a line for each account that is to be filled in."""
    return _csv([k, "", "", "", ""] for k in konti)


def _csv(raekker: Iterable[Sequence[str]]) -> bytes:
    ud = io.StringIO()
    csv.writer(ud, delimiter=";", lineterminator="\r\n").writerows([KOLONNER, *raekker])
    return ud.getvalue().encode("utf-8-sig")


def skabelon_excel(konti: Iterable[str], lavet: datetime) -> bytes:
    """The same as a workbook whose columns are text: Excel keeps only 15 of 16 digits of a number."""
    return arbejdsbog.skabelon(
        "Kontotabel",
        FORKLARING,
        [[k, "", "", "", ""] for k in konti],
        tekstlinjer=_SKABELONLINJER,
        titel="Kontotabel til omposteringsfilen",
        lavet=lavet,
    )
