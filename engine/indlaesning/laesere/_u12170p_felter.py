"""The layout U12170-P: record types, lengths, fields, and how a file is cut into records.

Positions are 1-based start/length as CPR writes them; all lengths are proved on CPR's own demo extract.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from operator import itemgetter

from engine.fejl import LeveranceAfvist

# Length of every record type, for files without line breaks.
_LAENGDER = """
000 35  001 106  002 306  003 249  004 37  005 200  006 203  007 26  008 193  009 37  010 30  011 25
012 95  013 36   014 23   015 147  016 58  017 272  018 60   019 75  020 47   021 63  022 45  023 96
024 218  025 40  026 173  027 44   028 36  029 109  030 48   099 45  910 157  997 43  999 21
"""
LAENGDE = {art: int(laengde) for art, laengde in re.findall(r"(\d{3}) (\d+)", _LAENGDER)}
_LINJE_MAX = 600  # no line is longer, padded or not
_LAENGDE_002_NY = 382  # newer deliveries append VEJNVN and ADRESSE_UUID

# The fields in use, under CPR's names. X_U is the uncertainty mark of the date X.
FELTER = {
    "001": "PNRGAELD 14/10 STATUS 24/2 STATUSHAENSTART 26/12 STATUSHAENSTART_U 38/1 KOEN 39/1 FOED_DT 40/10 "
    "FOED_DT_U 50/1",
    "002": "KOMKOD 14/4 VEJKOD 18/4 HUSNR 22/4 ETAGE 26/2 SIDEDOER 28/4 TILFLYDTO 70/12 TILFLYDTO_U 82/1 "
    "VEJNVN 307/40",
    "003": "ADRNVN 14/34 POSTNR 184/4 KOMKOD 208/4 VEJKOD 212/4 VEJADRNVN 230/20",
    "004": "BESKYTTYPE 14/4 START 18/10 SLET 28/10",
    "005": "UDR_LANDEKOD 14/4 UDRDTO 18/12 UDRDTO_U 30/1",
    "007": "FORSVINDDTO 14/12 FORSVINDDTO_U 26/1",
    "008": "FORNVN 14/50 MELNVN 65/40 EFTERNVN 106/40 ADRNVN 160/34",
    "010": "LANDEKOD 14/4",
    "012": "CIVST 14/1 AEGTEPNR 15/10 HAENSTART 71/12 HAENSTART_U 83/1",
    "015": "MOR_DT 14/10 MOR_DT_U 24/1 PNRMOR 25/10 FAR_DT 81/10 FAR_DT_U 91/1 PNRFAR 92/10",
    "016": "RELTYP 14/4 START 18/10 START_U 28/1 SLET 29/10 RELPNR 39/10",
    "018": "KOMFORHTYP 14/1 KOMFORHKOD 15/5 START_DT 20/10 START_DT_U 30/1",
    "022": "PNR_GAMMEL 14/10 SLUT 35/10",
    "023": "ANNKOR 14/1 KOMKOD 15/4 VEJKOD 19/4 HUSNR 23/4 ETAGE 27/2 SIDEDOER 29/4 TILFLYDTO 71/12 "
    "TILFLYDTO_U 83/1 FRAFLYDTO 84/12 FRAFLYDTO_U 96/1",
    "024": "ANNKOR 14/1 UDR_LANDEKOD 15/4 UDRDTO 19/12 UDRDTO_U 31/1 INDR_LANDEKOD 32/4 INDRDTO 36/12 INDRDTO_U 48/1",
    "025": "ANNKOR 14/1 FORSVINDDTO 15/12 FORSVINDDTO_U 27/1 GENFINDDTO 28/12 GENFINDDTO_U 40/1",
    "029": "ANNKOR 14/1 CIVST 15/1 AEGTEPNR 16/10 HAENSTART 72/12 HAENSTART_U 84/1 HAENSLUT 85/12",
}


def _pladser(felter: str) -> tuple[tuple[str, ...], Callable[[str], tuple[str, ...]]]:
    """The names and one call that cuts them all: most of the reading time goes here."""
    par = re.findall(r"(\w+) (\d+)/(\d+)", felter)
    snit = [slice(int(start) - 1, int(start) - 1 + int(laengde)) for _, start, laengde in par]
    ingenting = slice(0, 0)  # keeps the result a tuple for the records with one field
    navne = [navn for navn, _, _ in par]
    return (navne[0], "", *navne[1:]), itemgetter(snit[0], ingenting, *snit[1:])


_PLADSER = {art: _pladser(felter) for art, felter in FELTER.items()}

START = re.compile(rb"0000{10}(?P<opgave>\d{6})(?P<dato>\d{8})(?P<forrige>\d{8})?")
SLUT = re.compile(rb"9999{10}(?P<antal>[ \d]{8})")
_POST_001 = re.compile(rb"001\d{10}[ \d]{10}[ \d]{14}[ *](?:[MK]| \d{4}-)")
_POSTHOVED = re.compile(rb"\d{13}")
# The bitemporal extract (opgave 370713, 534902) may begin like this one. These types are in that one only …
_KUN_BITEMPORAL = frozenset((b"035", b"036", b"040", b"041", b"045", b"046", b"050", b"065", b"900"))
# … and these are longer there.
_LAENGERE_BITEMPORAL = {b"020": 47, b"025": 40}


class Post(dict[str, str]):
    """The fields in use of one record, without padding, and its number in the file."""

    __slots__ = ("nr",)

    def __init__(self, nr: int, art: str, tekst: str) -> None:
        navne, snit = _PLADSER[art]
        super().__init__(zip(navne, map(str.strip, snit(tekst)), strict=True))
        self.nr = nr

    def dato(self, navn: str) -> tuple[str | None, bool]:
        """(ISO date or None, uncertain) of a date field and its mark."""
        iso, ukendt_del = bedste_dato(self[navn])
        return iso, iso is not None and (ukendt_del or self.get(navn + "_U") == "*")


# --- cutting a file into records ----------------------------------------------------------------------------


def ligner(post: bytes) -> bool:
    """False for a record that only the bitemporal extract can hold."""
    art = post[:3]
    if art == b"001":
        return len(post) < 44 or _POST_001.match(post) is not None
    return art not in _KUN_BITEMPORAL and len(post.rstrip()) <= _LAENGERE_BITEMPORAL.get(art, len(post))


def poster(data: bytes | mmap.mmap, fil: str) -> Iterator[tuple[int, int, int]]:
    """(record number, start, end) of every record, in files with and without line breaks.

    Errors: LeveranceAfvist when a file without line breaks ends inside a record or holds an unknown type.
    """
    foerste_linje, linjeskift, _ = data[:_LINJE_MAX].partition(b"\n")
    i_linjer = bool(linjeskift) and len(foerste_linje.rstrip()) <= LAENGDE["000"]
    return _linjer(data) if i_linjer else _faste_laengder(data, fil)


def _linjer(data: bytes | mmap.mmap) -> Iterator[tuple[int, int, int]]:
    nr, start, ende = 0, 0, len(data)
    while start < ende:
        slut = data.find(b"\n", start)
        slut = ende if slut < 0 else slut
        nr += 1
        if slut - start > 2:  # blank lines and an old end-of-file mark are no records
            yield nr, start, slut
        start = slut + 1


def _faste_laengder(data: bytes | mmap.mmap, fil: str) -> Iterator[tuple[int, int, int]]:
    nr, start, ende = 0, 0, len(data)
    while ende and data[ende - 1 : ende] in (b"\n", b"\r", b"\x1a"):
        ende -= 1
    while start < ende:
        nr += 1
        art = data[start : start + 3].decode("latin-1")
        slut = start + LAENGDE.get(art, 0)
        if art == "002" and not _POSTHOVED.match(data[slut : slut + 13]):
            slut = start + _LAENGDE_002_NY
        if slut == start and ende - start >= 13:
            raise LeveranceAfvist(
                f"{fil}, post {nr} (tegn {start + 1}): recordtypen '{art}' er ukendt, og i en fil uden "
                "linjeskift kan resten ikke læses. Bestil udtrækket med linjeskift; intet er indlæst."
            )
        if slut == start or slut > ende:
            raise LeveranceAfvist(
                f"{fil} er afkortet: post {nr} ('{art}') er ikke hel, der er kun {ende - start} tegn af den. "
                "Hent udtrækket igen; intet er indlæst."
            )
        yield nr, start, slut
        start = slut


def er_utf8(hoved: bytes) -> bool:
    """True when there are letters beyond ASCII and every one of them is UTF-8."""
    hele = hoved[: hoved.rfind(b" ") + 1]  # the sample may end inside a letter
    if hele.isascii():
        return False
    try:
        hele.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


# --- values -------------------------------------------------------------------------------------------------


@lru_cache(maxsize=100_000)
def bedste_dato(tekst: str) -> tuple[str | None, bool]:
    """(ISO date, month or day unknown) of yyyymmdd[hhmm] or yyyy-mm-dd; zeros and blanks are (None, False).

    Anything else comes back as text that is no date, so that the contract sets the row aside.
    """
    cifre = tekst.replace("-", "")
    if not cifre.strip("0 "):
        return None, False
    aar, maaned, dag = cifre[:4], cifre[4:6], cifre[6:8]
    if maaned == "00":
        return f"{aar}-01-01", True
    return (f"{aar}-{maaned}-01", True) if dag == "00" else (f"{aar}-{maaned}-{dag}", False)


def sikkert_efter(start: str, slut: str) -> bool:
    """True when yyyymmddhhmm `start` is after `slut` in a part that both know: year, month, day, clock."""
    if start <= slut or not slut.strip("0"):
        return False
    for del_ in (slice(0, 4), slice(4, 6), slice(6, 8)):
        if "00" in (start[del_], slut[del_]):
            return False
        if start[del_] != slut[del_]:
            return start[del_] > slut[del_]
    kendt = all(ur.strip("0") and not ur.endswith("99") for ur in (start[8:12], slut[8:12]))
    return kendt and start[8:12] > slut[8:12]


def dagen_foer(iso: str | None) -> str | None:
    """The day before; a text that is no date stays as it is."""
    try:
        return (date.fromisoformat(iso) - timedelta(days=1)).isoformat() if iso else None
    except ValueError:
        return iso


def kode(tekst: str) -> str | None:
    """A code or number; zeros alone are unknown."""
    return tekst if tekst.strip("0") else None


def ja_nej(sandt: bool) -> str:
    return "1" if sandt else "0"
