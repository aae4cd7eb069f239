"""Expressions of time in a list of tokens: the grammar.

A Led is one point or piece of time as written (a day, a month, a week, a quarter, a half-year, a year); an Udtryk is
one Led or a range or list of them. Where a text can be read in several ways ('3/22', '010322') all are given; which is
possible is decided when the digits are known (datering.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from engine.refusion.periodisering import ordbog
from engine.refusion.periodisering.tegn import Tegn

Felt: TypeAlias = "int | tuple[int, int]"
"""A number known from the template, or the place (from, to) of its digits in the text."""

SIDSTE_AAR = -1  # as a year: the one before the booking's
DAG, MAANED, UGE, KVARTAL, HALVAAR, AAR = "dag", "maaned", "uge", "kvartal", "halvaar", "aar"
_SKILLE = "-/."


@dataclass(frozen=True, slots=True)
class Led:
    """nr: number of the month, week, quarter or half-year. slut: the token after. None = not written.

    rang: how far-fetched the reading is. stikord: a word says what the number is. usikker: misspelt.
    """

    art: str
    slut: int
    nr: Felt | None = None
    dag: Felt | None = None
    aar: Felt | None = None
    rang: int = 0
    stikord: bool = False
    usikker: bool = False


@dataclass(frozen=True, slots=True)
class Udtryk:
    """A range (or a single piece) of time. start, slut: tokens. laengde: (number, unit) of a length from the start.

    liste: several pieces are named one by one.
    """

    start: int
    slut: int
    foerste: Led
    sidste: Led
    laengde: tuple[Felt, str] | None = None
    liste: bool = False

    @property
    def art(self) -> str:
        return self.sidste.art

    @property
    def rang(self) -> int:
        return max(self.foerste.rang, self.sidste.rang)

    @property
    def er_spaend(self) -> bool:
        return self.foerste is not self.sidste


def udtryk_i(tegn: list[Tegn]) -> list[Udtryk]:
    """Every expression of time in the tokens, overlapping ones too."""
    fundne: list[Udtryk] = []
    for i in range(len(tegn)):
        for led in _led(tegn, i):
            fundne += _fra_led(tegn, i, led)
        fundne += _talspaend(tegn, i)
        fundne += _varigheder(tegn, i)
    return fundne


# --- one piece of time ------------------------------------------------------------------------------------------


def _led(tegn: list[Tegn], i: int) -> list[Led]:
    """What can be read as one piece of time from token i."""
    art = _art(tegn, i)
    if art == "n":
        return [
            *_dag(tegn, i),
            *_talmaaned(tegn, i),
            *_aar_foerst(tegn, i),
            *_nr_foer(tegn, i),
            *_helt_aar(tegn, i),
        ]
    if art == "M":
        return _med_aar(tegn, Led(MAANED, i + 1, tegn[i].tal, usikker=tegn[i].usikker))
    if art in ("U", "K"):
        return _nr_efter(tegn, i, UGE if art == "U" else KVARTAL)
    if art == "H":
        return _nr_efter(tegn, i, HALVAAR)
    if art in ("N", "P"):
        return _maaned_efter_stikord(tegn, i)
    if art in ("'", "-"):
        return _kort_aar(tegn, i)
    return _ordenstal(tegn, i) if art == "I" or (art and _romertal(tegn[i])) else []


def _romertal(t: Tegn) -> bool:
    return t.stort and t.ord in ordbog.ROMERTAL


def _tal(tegn: list[Tegn], i: int, *cifre: int) -> Felt | None:
    """The place of the number at token i if it has one of these lengths."""
    if 0 <= i < len(tegn) and tegn[i].art == "n" and tegn[i].cifre in cifre:
        return tegn[i].fra, tegn[i].til
    return None


def _art(tegn: list[Tegn], i: int) -> str:
    return tegn[i].art if 0 <= i < len(tegn) else ""


def _luft(tegn: list[Tegn], i: int) -> bool:
    return i < len(tegn) and tegn[i].luft


def _forbi_punktum(tegn: list[Tegn], i: int) -> int:
    return i + 1 if _art(tegn, i) == "." else i


def _dag(tegn: list[Tegn], i: int) -> list[Led]:
    """A day: 1/3, 1.3.22, 01-03-2022, 1. marts 2022, 010322, 20220301, 2022-03-01; alone only in a range."""
    fundet: list[Led] = []
    dag = _tal(tegn, i, 1, 2)
    if dag is not None:
        fundet += _dag_med_tal(tegn, i, dag)
        j = _forbi_punktum(tegn, i + 1)
        if _art(tegn, j) == "M":
            led = Led(DAG, j + 1, tegn[j].tal, dag, usikker=tegn[j].usikker)
            fundet += _med_aar(tegn, led)
        fundet.append(Led(DAG, j, None, dag))
    fundet += _sammenskrevet(tegn, i)
    if _tal(tegn, i, 4) and _art(tegn, i + 1) in _SKILLE and _art(tegn, i + 3) == _art(tegn, i + 1) != "":
        aar, nr, dag = _tal(tegn, i, 4), _tal(tegn, i + 2, 1, 2), _tal(tegn, i + 4, 1, 2)
        if nr and dag:
            fundet.append(Led(DAG, i + 5, nr, dag, aar))
    return fundet


def _dag_med_tal(tegn: list[Tegn], i: int, dag: Felt) -> Iterator[Led]:
    skille, nr = _art(tegn, i + 1), _tal(tegn, i + 2, 1, 2)
    if skille and skille in _SKILLE and nr:
        j = i + 3
        if skille != "-":
            yield Led(DAG, _forbi_punktum(tegn, j), nr, dag)
        efter = _art(tegn, j)
        if (aar := _tal(tegn, j + 1, 2, 4)) and efter and efter in _SKILLE and (skille, efter) != ("-", "/"):
            yield Led(DAG, j + 2, nr, dag, aar)
        if (aar := _tal(tegn, j + 2, 2, 4)) and _art(tegn, j) in (*_SKILLE,) and _art(tegn, j + 1) == "'":
            yield Led(DAG, j + 3, nr, dag, aar)
        if (aar := _tal(tegn, j, 2, 4)) and skille != "-" and not _begynder_dato(tegn, j):
            yield Led(DAG, j + 1, nr, dag, aar)
    nr, aar = _tal(tegn, i + 1, 2), _tal(tegn, i + 2, 2, 4)
    if nr and aar:  # 01 03 22
        yield Led(DAG, i + 3, nr, dag, aar, rang=1)


def _begynder_dato(tegn: list[Tegn], i: int) -> bool:
    """Whether the number at i goes on as a date of its own: '22' in '… 22.3'."""
    if not _tal(tegn, i, 1, 2):
        return False
    return (
        _art(tegn, i + 1) in ("/", ".", "-")
        and _tal(tegn, i + 2, 1, 2) is not None
        and not _luft(tegn, i + 1)
    )


def _slutter_dato(tegn: list[Tegn], i: int) -> bool:
    """Whether the number at i ends a date: '28' in '5.28'."""
    return _art(tegn, i - 1) in ("/", ".") and _tal(tegn, i - 2, 1, 2) is not None and not _luft(tegn, i)


def _sammenskrevet(tegn: list[Tegn], i: int) -> Iterator[Led]:
    """010322 and 220301; 01032022 and 20220301. Which it is, the digits show."""
    a = tegn[i].fra
    if _tal(tegn, i, 6):
        yield Led(DAG, i + 1, (a + 2, a + 4), (a, a + 2), (a + 4, a + 6))
        yield Led(DAG, i + 1, (a + 2, a + 4), (a + 4, a + 6), (a, a + 2), rang=2)
    if _tal(tegn, i, 8):
        yield Led(DAG, i + 1, (a + 4, a + 6), (a + 6, a + 8), (a, a + 4))
        yield Led(DAG, i + 1, (a + 2, a + 4), (a, a + 2), (a + 4, a + 8))


def _talmaaned(tegn: list[Tegn], i: int) -> Iterator[Led]:
    """A month in digits: 03/2022, 3-22, 2022-03, 202203."""
    a, skille = tegn[i].fra, _art(tegn, i + 1)
    if _tal(tegn, i, 6):
        yield Led(MAANED, i + 1, (a + 4, a + 6), aar=(a, a + 4), rang=1)
    if _tal(tegn, i, 4) and _art(tegn, i + 1) != "n":
        yield Led(MAANED, i + 1, (a, a + 2), aar=(a + 2, a + 4), rang=4)
    if not skille or skille not in _SKILLE:
        return
    nr, aar = _tal(tegn, i, 1, 2), _tal(tegn, i + 2, 2, 4)
    if _begynder_dato(tegn, i + 2) or _slutter_dato(tegn, i):
        return  # a piece of something longer: 5.28.21
    if nr and aar and not (_luft(tegn, i + 1) and tegn[i + 2].cifre == 2):
        yield Led(MAANED, i + 3, nr, aar=aar, rang=1 if tegn[i + 2].cifre == 4 else 2)
    nr, aar = _tal(tegn, i + 2, 1, 2), _tal(tegn, i, 4)
    if nr and aar:
        yield Led(MAANED, i + 3, nr, aar=aar, rang=1)


def _aar_foerst(tegn: list[Tegn], i: int) -> Iterator[Led]:
    """The year before: '2022 marts', '22 okt', '2022 Q3', '2023 uge 12'."""
    aar = _tal(tegn, i, 2, 4)
    if aar is None:
        return
    kort = tegn[i].cifre == 2
    if _art(tegn, i + 1) == "M":
        naeste = tegn[i + 1]
        yield Led(
            MAANED,
            _forbi_punktum(tegn, i + 2),
            naeste.tal,
            aar=aar,
            rang=3 if kort else 0,
            usikker=naeste.usikker,
        )
    j = i + 2 if _art(tegn, i + 1) == "-" and not _luft(tegn, i + 2) else i + 1
    if not kort and _art(tegn, j) in ("K", "H", "U"):
        for led in _led(tegn, j):
            if led.aar is None:
                yield replace(led, aar=aar)


def _helt_aar(tegn: list[Tegn], i: int) -> Iterator[Led]:
    if aar := _tal(tegn, i, 4):
        yield Led(AAR, i + 1, aar=aar)


def _kort_aar(tegn: list[Tegn], i: int) -> list[Led]:
    """'21 or -21 with space before: a year in two digits."""
    aar = _tal(tegn, i + 1, 2)
    fri = i == 0 or tegn[i].luft
    return [Led(AAR, i + 2, aar=aar, rang=1)] if aar and fri and not _luft(tegn, i + 1) else []


def _nr_foer(tegn: list[Tegn], i: int) -> list[Led]:
    """'1. kvt. 2022', '2.halvår 22'."""
    nr = _tal(tegn, i, 1)
    j = _forbi_punktum(tegn, i + 1)
    if nr is None or _art(tegn, j) not in ("K", "H"):
        return []
    return _med_aar(tegn, Led(KVARTAL if _art(tegn, j) == "K" else HALVAAR, j + 1, nr))


def _ordenstal(tegn: list[Tegn], i: int) -> list[Led]:
    """'andet kvartal 2022', 'II. kvartal', 'første halvår'."""
    nr = tegn[i].tal or ordbog.ROMERTAL[tegn[i].ord]
    j = _forbi_punktum(tegn, i + 1)
    if _art(tegn, j) not in ("K", "H"):
        return []
    return _med_aar(tegn, Led(KVARTAL if _art(tegn, j) == "K" else HALVAAR, j + 1, nr))


def _nr_efter(tegn: list[Tegn], i: int, art: str) -> list[Led]:
    """'Q2 22', 'kvt. 3/22', 'uge 14/22', 'uge 202214'."""
    j = i + 1
    while _art(tegn, j) in (".", ":") or (j < len(tegn) and tegn[j].ord == "nr"):
        j += 1
    if art == UGE and _tal(tegn, j, 6):
        a = tegn[j].fra
        return [Led(UGE, j + 1, (a + 4, a + 6), aar=(a, a + 4))]
    nr = _tal(tegn, j, *((1, 2) if art == UGE else (1,)))
    return _med_aar(tegn, Led(art, j + 1, nr)) if nr else []


def _maaned_efter_stikord(tegn: list[Tegn], i: int) -> list[Led]:
    """'md. 3 2022', 'per. 08 2021', 'P03/22', 'periode 202305', 'periode 2022 04'."""
    j = i + 1
    while _art(tegn, j) in (".", ":"):
        j += 1
    if _art(tegn, j) != "n":
        return []
    fundet = [replace(led, rang=0, stikord=True) for led in _talmaaned(tegn, j) if led.rang < 4]
    nr, aar = _tal(tegn, j, 1, 2), _tal(tegn, j, 4)
    if nr:
        uden_aar = tegn[i].art == "N" or tegn[i].ord.startswith("period")
        med_aar = _med_aar(tegn, Led(MAANED, j + 1, nr, stikord=True))
        fundet += [led for led in med_aar if uden_aar or led.aar is not None]
    if aar and (nr := _tal(tegn, j + 1, 2)):
        fundet.append(Led(MAANED, j + 2, nr, aar=aar, stikord=True))
    return fundet


def _med_aar(tegn: list[Tegn], led: Led) -> list[Led]:
    """The piece as it stands (a full stop belongs to it), and with the year that follows it."""
    uden = replace(led, slut=_forbi_punktum(tegn, led.slut))
    return [uden, *_aar_efter(tegn, led)]


def _aar_efter(tegn: list[Tegn], led: Led) -> Iterator[Led]:
    """'marts 2022', 'mar'22', 'jan-22', 'apr. '24', 'marts måned 2024', 'kvt. 3/22', 'nov. sidste år', 'marts 202'"""
    j, sprunget = led.slut, ""
    while len(sprunget) < 3 and _art(tegn, j) and _art(tegn, j) in ".,-/'NYw" and _kan_springes(tegn, j, led):
        sprunget += _art(tegn, j)
        j += 1
    if _sidste_aar(tegn, led.slut):
        yield replace(led, slut=_sidste_aar(tegn, led.slut), aar=SIDSTE_AAR)
    aar = _tal(tegn, j, 2, 4)
    if aar is not None and _er_aar(tegn, j, sprunget, led):
        yield replace(led, slut=j + 1, aar=aar)
    elif aar is None and j == len(tegn) - 1 and _tal(tegn, j, 3):
        yield replace(led, slut=j + 1)


def _kan_springes(tegn: list[Tegn], j: int, led: Led) -> bool:
    """A plain word may stand between a quarter and its year: '2. kvartals afregning 2021'."""
    if _art(tegn, j) == "w":
        return led.art in (KVARTAL, HALVAAR) and _tal(tegn, j + 1, 4) is not None
    return True


def _er_aar(tegn: list[Tegn], j: int, sprunget: str, led: Led) -> bool:
    """Whether the number after a month, week or quarter is its year and not the beginning of something else."""
    if tegn[j].cifre == 4:
        return not (_art(tegn, j + 1) == "/" and _tal(tegn, j + 2, 2) and led.art == AAR)
    if (
        "," in sprunget
        or ("/" not in sprunget and _begynder_dato(tegn, j))
        or ("-" in sprunget and _luft(tegn, j))
    ):
        return False
    return led.art not in (UGE,) or "/" in sprunget or "'" in sprunget


def _sidste_aar(tegn: list[Tegn], j: int) -> int:
    j = _forbi_punktum(tegn, j)
    er = j + 1 < len(tegn) and tegn[j].ord in ordbog.SIDSTE_ORD and tegn[j + 1].art == "Y"
    return j + 2 if er else 0


# --- ranges and lists -------------------------------------------------------------------------------------------

_LISTE = {",", "O", "+", "&"}
_SPAEND = {"-", "T"}


def _fra_led(tegn: list[Tegn], i: int, led: Led) -> Iterator[Udtryk]:
    """The piece alone, and every range and list that begins with it."""
    if led.art != DAG or led.nr is not None:
        yield Udtryk(i, led.slut, led, led)
    yield from _kaede(tegn, i, led, led, 1)


def _kaede(tegn: list[Tegn], i: int, foerste: Led, sidste: Led, antal: int) -> Iterator[Udtryk]:
    j = sidste.slut
    skille = _art(tegn, j)
    if antal > 6 or not _skiller(skille, foerste, antal):
        return
    j += 1
    if skille == "," and _art(tegn, j) == "O":
        j += 1
    while _art(tegn, j) in ("F", "D") or (_art(tegn, j) == "." and _art(tegn, j - 1) == "D"):
        j += 1
    for led in _naeste_led(tegn, j, foerste.art):
        if _haenger_sammen(foerste, led):
            yield Udtryk(i, led.slut, foerste, led, liste=skille not in _SPAEND)
        if skille in _LISTE or skille == "/":
            yield from _kaede(tegn, i, foerste, led, antal + 1)


def _skiller(skille: str, foerste: Led, antal: int) -> bool:
    if skille in _SPAEND:
        return antal == 1 or foerste.art == UGE
    if skille == "/":
        return (
            foerste.art in (UGE, AAR)
            or (foerste.art == MAANED and isinstance(foerste.nr, int))
            or (foerste.art == DAG and foerste.aar is not None)
        )
    return skille in _LISTE


def _naeste_led(tegn: list[Tegn], j: int, art: str) -> Iterator[Led]:
    for led in _led(tegn, j):
        if led.art == art:
            yield led
    nr = _tal(tegn, j, 1, 2)
    if art == UGE and nr:  # uge 14-17, uge 14, 15 og 16 2022, uge 45-48-21
        for led in _med_aar(tegn, Led(UGE, j + 1, nr, rang=1 if _art(tegn, j - 1) == "/" else 0)):
            yield led
        if _art(tegn, j + 1) == "-" and not _luft(tegn, j + 1) and (aar := _tal(tegn, j + 2, 2)):
            yield Led(UGE, j + 3, nr, aar=aar)


def _haenger_sammen(foerste: Led, sidste: Led) -> bool:
    """Days need a month in the last of them; a far-fetched reading makes no range with another kind."""
    if foerste.art != DAG:
        return foerste.rang < 3 and sidste.rang < 3
    if sidste.nr is None:
        return False
    return foerste.nr is not None or not isinstance(foerste.dag, int)


def _talspaend(tegn: list[Tegn], i: int) -> Iterator[Udtryk]:
    """Ranges whose first piece is a bare number: '01-03/22', 'md 1-3 2023', 'mdr 11+12 2022', '1.+2. kvartal'."""
    stikord = _art(tegn, i) == "N"
    j = _forbi_punktum(tegn, i + 1) if stikord else i
    foerste = _tal(tegn, j, 1, 2)
    if foerste is None:
        return
    k = _forbi_punktum(tegn, j + 1)
    skille = _art(tegn, k)
    if skille not in _SPAEND | _LISTE:
        return
    nr = _tal(tegn, k + 1, 1, 2)
    if nr and (stikord or _art(tegn, k + 2) == "/"):
        for led in _med_aar(tegn, Led(MAANED, k + 2, nr, stikord=stikord)):
            if led.aar is not None or stikord:
                yield Udtryk(i, led.slut, Led(MAANED, j + 1, foerste, stikord=stikord), led)
    for led in _led(tegn, k + 1):
        if led.art in (KVARTAL, HALVAAR) and tegn[j].cifre == 1:
            yield Udtryk(j, led.slut, Led(led.art, j + 1, foerste), led)


# --- lengths of time --------------------------------------------------------------------------------------------

_ENHED = {"G": DAG, "U": UGE, "N": MAANED, "K": KVARTAL, "Y": AAR}


def _varigheder(tegn: list[Tegn], i: int) -> Iterator[Udtryk]:
    """'3 måneder fra 1. april', '14 dage fra 3/5', 'kvartal fra 1. maj', and 'opstart 1/6-22, 3 mdr.'."""
    if tegn[i].ord in ordbog.START_ORD:
        yield from _start_med_laengde(tegn, i + 1)
        return
    laengde = _laengde(tegn, i)
    if laengde is None:
        return
    antal, enhed, j = laengde
    j = _forbi_punktum(tegn, j)
    if j < len(tegn) and tegn[j].ord in ("frem", "regnet"):
        j += 1
    if _art(tegn, j) != "F":
        return
    for led in _fra(tegn, j + 1):
        yield Udtryk(i, led.slut, led, led, (antal, enhed))


def _start_med_laengde(tegn: list[Tegn], j: int) -> Iterator[Udtryk]:
    for led in _fra(tegn, j):
        k = led.slut + 1 if _art(tegn, led.slut) == "," else led.slut
        laengde = _laengde(tegn, k)
        if laengde:
            yield Udtryk(j, laengde[2], led, led, laengde[:2])


def _fra(tegn: list[Tegn], j: int) -> list[Led]:
    while _art(tegn, j) == "D" or (_art(tegn, j) == "." and _art(tegn, j - 1) == "D"):
        j += 1
    return [led for led in _led(tegn, j) if led.art in (DAG, MAANED) and led.nr is not None and led.rang < 3]


def _laengde(tegn: list[Tegn], i: int) -> tuple[Felt, str, int] | None:
    """(number, unit, token after): '3 mdr', 'tre måneder', 'et år', 'kvartal'."""
    if i >= len(tegn):
        return None
    t = tegn[i]
    if t.art == "v":
        return (t.fra, t.til), _ENHED[_art(tegn, i + 1)], i + 2
    if (
        t.art == "n"
        and _art(tegn, i + 1) == "/"
        and _tal(tegn, i + 2, 1) is None
        and _art(tegn, i + 3) == "Y"
    ):
        return 6, MAANED, i + 4  # 1/2 år
    if t.ord in ordbog.TALORD and _art(tegn, i + 1) in _ENHED:
        return ordbog.TALORD[t.ord], _ENHED[_art(tegn, i + 1)], i + 2
    if t.ord in ("halvt", "halvaar") and _art(tegn, i + 1) in ("Y", "F"):
        return 6, MAANED, i + (2 if _art(tegn, i + 1) == "Y" else 1)
    if t.art == "K" and _art(tegn, i + 1) == "F":
        return 1, KVARTAL, i + 1
    return None
