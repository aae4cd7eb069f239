"""Reads CPR extracts in the layout U12170-P ("udtræk/abonnement til offentlige", records P12170-nnn).

Ends in `person`, `civilstand`, `adresse`, `kommunalt_forhold` and `relation`; how a person's records become
rows stands in `_u12170p_tabeller`, the layout in `_u12170p_felter`. The row number is the number of the
record the row stands on (000 is 1), so that a person finds it in the file; one record may give several rows
of `relation`.

The file is read twice, because the records of a person are not contiguous. The first time it is checked
(start, end, counter, record types), and an index is made of the records in use: number, place, length and
record number, 24 bytes a record. The second time the file is read through the index, one person at a time in
the order of the numbers, so that the file itself is never in memory and the rows do not depend on how its
records are ordered.

Source: CPR-kontoret's guide U12170; the positions are proved on its own demo extract.
"""

from __future__ import annotations

import mmap
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path

import numpy as np

from engine.fejl import LeveranceAfvist
from engine.indlaesning.laesere import Kildeoplysning, Raekke
from engine.indlaesning.laesere import _u12170p_felter as felter
from engine.indlaesning.laesere import _u12170p_tabeller as tabeller
from engine.indstillinger import Indstillinger

NAVN = "CPR-udtræk U12170-P"
TABELLER = ("person", "civilstand", "adresse", "kommunalt_forhold", "relation")

_I_BRUG = frozenset(art.encode() for art in felter.FELTER)
_LANDEKODE = {b"005": slice(13, 17), b"010": slice(13, 17), b"024": slice(14, 18)}
_INDREJSELAND = slice(31, 35)  # of record 024
_HOVED_BYTES = 65_536


# --- recognising and checking -------------------------------------------------------------------------------


def genkend(sti: Path) -> bool:
    """True when the first bytes are a U12170-P extract, whole or not, and not the bitemporal one."""
    with sti.open("rb") as fil:
        hoved = fil.read(_HOVED_BYTES)
    if not felter.START.match(hoved):
        return False
    try:
        return all(felter.ligner(hoved[start:slut]) for _, start, slut in felter.poster(hoved, sti.name))
    except LeveranceAfvist:
        return True  # the head ends inside a record, or the file is damaged: it is this kind all the same


def laes(sti: Path, ind: Indstillinger) -> tuple[Iterator[Raekke], Kildeoplysning]:
    """The delivery tables of one extract, and what it says of itself.

    A full extract (no previous production date) is `fuld`; any other is `pr_person` for the persons with a
    record 001. Errors: LeveranceAfvist when the file is truncated, damaged or no such extract.
    """
    indeks = _gennemgaa(sti)
    omfang = f"ændringer siden {indeks.forrige:%d.%m.%Y}" if indeks.forrige else "fuldt udtræk"
    oplysning = Kildeoplysning(
        dato=indeks.dato,
        arter=dict.fromkeys(TABELLER, "pr_person" if indeks.forrige else "fuld"),
        personer=indeks.personer,
        advarsler=_advarsler(sti.name, indeks),
        beskrivelse=f"{NAVN}, opgave {indeks.opgave}, produceret {indeks.dato:%d.%m.%Y} ({omfang}), "
        f"{len(indeks.personer)} personer, {indeks.poster} poster",
    )
    return _raekker(sti, indeks, ind.komforhtyper), oplysning


@dataclass
class _Indeks:
    """What the first reading found; the arrays hold one element per record in use."""

    opgave: str
    dato: date
    forrige: date | None
    taeller: str = ""
    sluttet: bool = False
    antal: Counter[bytes] = field(default_factory=Counter)
    pnr: array[int] = field(default_factory=lambda: array("q"))
    sted: array[int] = field(default_factory=lambda: array("q"))
    laengde: array[int] = field(default_factory=lambda: array("I"))
    nr: array[int] = field(default_factory=lambda: array("I"))
    personer: set[str] = field(default_factory=set)
    lande: set[bytes] = field(default_factory=set)
    fejltekster: list[str] = field(default_factory=list)
    ulaeselige: int = 0

    @property
    def poster(self) -> int:
        """Records between start and end, of every type."""
        return self.antal.total() - self.antal[b"000"] - self.antal[b"999"]


def _gennemgaa(sti: Path) -> _Indeks:
    """The first reading. Errors: LeveranceAfvist (no start, no end, something after the end, UTF-8)."""
    with sti.open("rb") as fil:
        indeks = _laes_start(sti.name, fil.read(_HOVED_BYTES))
        with mmap.mmap(fil.fileno(), 0, access=mmap.ACCESS_READ) as data:
            _optag(indeks, data, sti.name)
    if not indeks.sluttet:
        raise LeveranceAfvist(
            f"{sti.name} er afkortet: slutposten 999 mangler efter {indeks.poster} poster. "
            "Hent udtrækket igen; intet er indlæst."
        )
    return indeks


def _laes_start(fil: str, hoved: bytes) -> _Indeks:
    start = felter.START.match(hoved)
    dato = _dag(start["dato"]) if start else None
    if start is None or dato is None:
        raise LeveranceAfvist(
            f"{fil}, linje 1: startposten 000 har ikke opgavenummer og produktionsdato. "
            "Filen er ikke et helt CPR-udtræk af formen U12170-P; intet er indlæst."
        )
    if felter.er_utf8(hoved):
        raise LeveranceAfvist(
            f"{fil} er gemt som UTF-8. Et CPR-udtræk er ISO-8859-1, og i UTF-8 står felterne forskudt. "
            "Hent filen igen uden at gemme den i et andet program; intet er indlæst."
        )
    return _Indeks(opgave=start["opgave"].decode(), dato=dato, forrige=_dag(start["forrige"] or b""))


def _dag(cifre: bytes) -> date | None:
    try:
        return date.fromisoformat(felter.bedste_dato(cifre.decode())[0] or "")
    except ValueError:
        return None


def _optag(indeks: _Indeks, data: mmap.mmap, fil: str) -> None:
    """Enter every record in the index. One loop: the reading time of a large file goes here."""
    antal, pnr, sted, laengde, numre = indeks.antal, indeks.pnr, indeks.sted, indeks.laengde, indeks.nr
    for nr, start, slut in felter.poster(data, fil):
        hoved = data[start : start + 18]
        art, cpr = hoved[:3], hoved[3:13]
        antal[art] += 1
        if indeks.sluttet:
            raise LeveranceAfvist(
                f"{fil}: post {nr} står efter slutposten 999. Filen er flere udtræk i ét; levér dem hver "
                "for sig. Intet er indlæst."
            )
        if art not in _I_BRUG:
            _optag_anden(indeks, art, data[start:slut])
        elif not cpr.isdigit():
            indeks.ulaeselige += 1
        else:
            pnr.append(int(cpr))
            sted.append(start)
            laengde.append(slut - start)
            numre.append(nr)
            if art == b"001":
                indeks.personer.add(cpr.decode())
            elif art in _LANDEKODE:
                indeks.lande.add(hoved[_LANDEKODE[art]])
                if art == b"024":
                    indeks.lande.add(data[start:slut][_INDREJSELAND])


def _optag_anden(indeks: _Indeks, art: bytes, post: bytes) -> None:
    if art == b"999":
        slutpost = felter.SLUT.match(post)
        indeks.sluttet, indeks.taeller = slutpost is not None, slutpost["antal"].decode() if slutpost else ""
    elif art == b"910":
        tekst = post.decode("latin-1")
        indeks.fejltekster.append(f"{tekst[88:92].strip()} {tekst[92:157].strip()}".strip())


def _advarsler(fil: str, indeks: _Indeks) -> list[str]:
    """What a person should know of the file, each as a sentence."""
    mulige = (_taeller_fejl, _ukendte_typer, _ulaeselige, _ukendte_lande, _uden_001, _fejlposter)
    return [f"{fil}: {tekst}" for tekst in (find(indeks) for find in mulige) if tekst]


def _taeller_fejl(indeks: _Indeks) -> str | None:
    if indeks.taeller.strip().isdigit() and int(indeks.taeller) == indeks.poster:
        return None
    sagt = indeks.taeller.strip().lstrip("0") or "0"
    return (
        f"slutposten siger {sagt} poster, men der er {indeks.poster}. "
        "Spørg CPR-kontoret, om udtrækket er helt."
    )


def _ukendte_typer(indeks: _Indeks) -> str | None:
    ukendte = {
        a.decode("latin-1"): n for a, n in indeks.antal.items() if a.decode("latin-1") not in felter.LAENGDE
    }
    liste = ", ".join(f"{art} ({n})" for art, n in sorted(ukendte.items()))
    return f"ukendte recordtyper er sprunget over: {liste}." if liste else None


def _ulaeselige(indeks: _Indeks) -> str | None:
    antal = indeks.ulaeselige
    return f"{antal} poster uden et tal som personnummer er sprunget over." if antal else None


def _ukendte_lande(indeks: _Indeks) -> str | None:
    set_i_filen = {land.decode("latin-1").strip() for land in indeks.lande}
    ukendte = sorted(land for land in set_i_filen if felter.kode(land) and land not in tabeller.landekoder())
    return (
        f"landekoderne {', '.join(ukendte)} findes ikke i assets/cpr_landekoder.csv, og landet står som "
        "ukendt. Føj dem til tabellen og indlæs igen."
        if ukendte
        else None
    )


def _uden_001(indeks: _Indeks) -> str | None:
    antal = len(np.unique(np.array(indeks.pnr))) - len(indeks.personer)
    return (
        f"{antal} personer er kun med som ændring (uden post 001). Deres adresser, civilstand og forældre er "
        "føjet til, men navn, status og adressebeskyttelse er ikke ændret."
        if antal
        else None
    )


def _fejlposter(indeks: _Indeks) -> str | None:
    vist = "; ".join(sorted(set(indeks.fejltekster))[:3])
    antal = len(indeks.fejltekster)
    return f"CPR melder {antal} fejl i abonnementet (post 910): {vist}." if antal else None


# --- reading through the index ------------------------------------------------------------------------------


def _raekker(sti: Path, indeks: _Indeks, komforhtyper: Mapping[str, str]) -> Iterator[Raekke]:
    produktion, sete = indeks.dato.isoformat(), set(indeks.personer)
    with sti.open("rb") as fil, mmap.mmap(fil.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for p in _personer(data, indeks):
            yield from tabeller.raekker(p, produktion, komforhtyper, sete)


def _personer(data: mmap.mmap, indeks: _Indeks) -> Iterator[tabeller.Person]:
    pnr, sted, laengde, nr = indeks.pnr, indeks.sted, indeks.laengde, indeks.nr

    def post(i: int) -> tuple[int, str]:
        start = sted[i]
        return nr[i], data[start : start + laengde[i]].decode("latin-1")

    for nummer, numre in groupby(_i_orden(pnr), key=pnr.__getitem__):
        yield tabeller.Person(f"{nummer:010d}", map(post, numre))


def _i_orden(pnr: array[int], blok: int = 65_536) -> Iterator[int]:
    """The index numbers by person, within a person in the order of the file."""
    orden = np.argsort(np.array(pnr), kind="stable")
    for start in range(0, len(orden), blok):
        yield from orden[start : start + blok].tolist()
