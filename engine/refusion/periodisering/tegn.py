"""A posting text cut into tokens. Works on templates: the text with every digit written as 0.

Texts that only differ in digits have one template, and so the same tokens. A number is therefore known by its place and
length here, and read from the real text in datering.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.refusion.periodisering import ordbog

_MOJIBAKE = {
    "Ã¦": "æ", "Ã¸": "ø", "Ã¥": "å", "Ã†": "Æ", "Ã˜": "Ø", "Ã…": "Å", "Ã©": "é", "â€“": "–", "\xad": "",
}  # fmt: skip
_MOJIBAKE_RE = re.compile("|".join(map(re.escape, _MOJIBAKE)))
_CIFRE = str.maketrans("123456789", "000000000")

_LEX = re.compile(
    r"""
      (?P<til>(?:til\s+og\s+med|t\.\s?o\.\s?m\.?|t/m|->|→|>)(?![a-zæøå]))
    | (?P<fra>(?:fra\s+og\s+med|f\.\s?o\.\s?m\.?)(?![a-zæøå]))
    | (?P<doed>\d{6}-\d{4}(?!\d) | \d{1,3}(?:\.\d{3})+(?:,\d{1,2})?(?!\d) | \d{3,},\d{1,2}(?!\d)
             | \d{1,2},\d{2}(?=\s*(?:kr|dkk|pct|%|x|pr)) | \d+(?:[.:]\d+)*\s?(?:%|½))
    | (?P<tal>\d+)
    | (?P<ord>(?:[^\W\d_]|[?\ufffd{}|](?=[^\W\d_]))(?:[^\W\d_]|[?\ufffd{}|´`](?=[^\W\d_]))*)
    | (?P<tegn>\S)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_STREGER = "-–—−"


@dataclass(frozen=True, slots=True)
class Tegn:
    """One token. art: 'n' a number, 'v' a number of days, weeks, months …, 'x' a number that tells no time,
    'M' a month, 'w' another word, else a letter of ordbog.ARTER, 'I' an ordinal, or the sign itself.

    tal: the month or the ordinal. luft: space before it. stort: begins with a capital. usikker: misspelt.
    """

    art: str
    ord: str
    fra: int
    til: int
    tal: int = 0
    luft: bool = False
    stort: bool = False
    usikker: bool = False

    @property
    def cifre(self) -> int:
        return self.til - self.fra


def rens(tekst: str) -> str:
    """The text with Danish letters that were read in the wrong encoding put right."""
    if "Ã" in tekst or "â€" in tekst or "\xad" in tekst:
        return _MOJIBAKE_RE.sub(lambda m: _MOJIBAKE[m[0]], tekst)
    return tekst


def skabelon(renset: str) -> str:
    """The text with every digit as 0."""
    return renset.translate(_CIFRE) if renset.isascii() else re.sub(r"\d", "0", renset)


def tegn_i(skabelon_: str) -> list[Tegn]:
    """The tokens of a template, numbers that tell no time marked."""
    raa = [_tegn(m, skabelon_) for m in _LEX.finditer(skabelon_)]
    return _uden_navne(_maerk_tal(_glued(raa)), versaler=skabelon_.isupper())


def _tegn(m: re.Match[str], tekst: str) -> Tegn:
    fra, til = m.span()
    luft = fra > 0 and tekst[fra - 1].isspace()
    slags = m.lastgroup
    if slags == "ord":
        return _ordtegn(m[0], fra, til, luft)
    if slags == "tal":
        return Tegn("n", "", fra, til, luft=luft)
    if slags in ("til", "fra"):
        return Tegn("T" if slags == "til" else "F", "tom" if slags == "til" else "fom", fra, til, luft=luft)
    if slags == "doed":
        return Tegn("x", "", fra, til, luft=luft)
    return Tegn("-" if m[0] in _STREGER else m[0], m[0], fra, til, luft=luft)


def _ordtegn(ord_: str, fra: int, til: int, luft: bool) -> Tegn:
    noegle, stort = ordbog.noegle(ord_), ord_[0].isupper()
    art = ordbog.ARTER.get(noegle)
    if art:
        return Tegn(art, noegle, fra, til, luft=luft, stort=stort)
    if noegle in ordbog.ORDENSTAL:
        return Tegn("I", noegle, fra, til, ordbog.ORDENSTAL[noegle], luft, stort)
    maaned = ordbog.maaned(noegle)
    if maaned:
        return Tegn("M", noegle, fra, til, maaned[0], luft, stort, maaned[1])
    return Tegn("w", noegle, fra, til, luft=luft, stort=stort)


def _glued(tegn: list[Tegn]) -> list[Tegn]:
    """Numbers that hang on letters: 'Q2' and 'mar22' are read, 'F0000312' and '12b' are names of things."""
    ud = list(tegn)
    for i, t in enumerate(tegn):
        if t.art != "n":
            continue
        foer = tegn[i - 1] if i and tegn[i - 1].til == t.fra else None
        efter = tegn[i + 1] if i + 1 < len(tegn) and tegn[i + 1].fra == t.til else None
        if foer and foer.ord in ordbog.GLUET and foer.art in "wUP" and foer.cifre == 1:
            ud[i - 1] = _som(foer, ordbog.GLUET[foer.ord])
        elif foer and foer.art in ("w", "D", "x") and foer.ord != "":
            ud[i] = _som(t, "x")
        if efter and efter.art == "w" and efter.ord == "q":
            ud[i + 1] = _som(efter, "K")
        elif efter and efter.art == "w" and efter.ord not in ordbog.ENHEDER | ordbog.GLUET.keys():
            ud[i] = _som(t, "x")
    return ud


def _som(t: Tegn, art: str) -> Tegn:
    return Tegn(art, t.ord, t.fra, t.til, t.tal, t.luft, t.stort, t.usikker)


def _maerk_tal(tegn: list[Tegn]) -> list[Tegn]:
    """Invoice numbers, paragraphs, instalments and quantities become 'x', lengths of time 'v'."""
    ud = list(tegn)
    for i, t in enumerate(tegn):
        if t.art == "§" or t.ord in ordbog.ID_ORD or (t.art == "w" and t.ord.endswith(("nr", "nummer"))):
            _doed_efter(ud, i + 1, paragraf=t.art == "§", raekke=t.ord in ordbog.RAEKKE_ORD)
        elif t.ord in ordbog.RATE_ORD:
            _doed_efter(ud, i + 1, rate=True)
            _doed_foer(ud, i - 1)
        elif t.ord in ordbog.DELORD and i >= 3 and [u.art for u in ud[i - 3 : i]] == ["n", "/", "n"]:
            ud[i - 3], ud[i - 1] = _som(ud[i - 3], "x"), _som(ud[i - 1], "x")
    for i, t in enumerate(ud):
        if t.art == "n":
            ud[i] = _som(t, _slags(ud, i))
    return ud


def _slags(tegn: list[Tegn], i: int) -> str:
    """What a number is by its length and what follows it."""
    t = tegn[i]
    naeste, efter = (tegn[k] if k < len(tegn) else None for k in (i + 1, i + 2))
    if t.cifre in (5, 7) or t.cifre > 8:
        return "x"
    if naeste is None:
        return "n"
    if naeste.ord in ordbog.ENHEDER or naeste.art == "*":
        return "x"
    if (t.cifre <= 3 and naeste.art in "GN") or (t.cifre <= 2 and naeste.ord in ("uger", "aar")):
        return "v"
    if t.cifre <= 2 and naeste.ord == "uge" and not (efter and efter.art == "n"):
        return "v"
    return "n"


def _doed_efter(
    tegn: list[Tegn], i: int, *, paragraf: bool = False, rate: bool = False, raekke: bool = False
) -> None:
    """The number group after a word of its kind is an identifier, unless it is a whole range of dates."""
    while i < len(tegn) and (tegn[i].art in ".:§-(#" or tegn[i].ord in ("nr", "nummer", "no")):
        i += 1
    slut = _gruppe(tegn, i)
    while raekke and slut < len(tegn) and tegn[slut].art == "n" and sum(t.cifre for t in tegn[i:slut]) < 8:
        slut = _gruppe(tegn, slut)  # 20 22 03 10
    if not (paragraf or raekke) and sum(t.art == "n" for t in tegn[i:slut]) >= 4:
        return
    for k in range(i, slut):
        if tegn[k].art == "n":
            tegn[k] = _som(tegn[k], "x")
    if slut + 1 >= len(tegn) or tegn[slut + 1].art != "n":
        return
    if paragraf and tegn[slut].art in "O,-":
        _doed_efter(tegn, slut + 1, paragraf=True)
    if rate and tegn[slut].ord == "af":
        tegn[slut + 1] = _som(tegn[slut + 1], "x")


def _gruppe(tegn: list[Tegn], i: int) -> int:
    """Where the run of numbers and signs that begins at i ends: '2022-0145', '2103 / 2022', '5.28.20'."""
    if i >= len(tegn) or tegn[i].art not in "nx":
        return i
    i += 1
    while i + 1 < len(tegn) and tegn[i].art in "-/." and tegn[i + 1].art in "nx":
        if tegn[i + 1].luft and tegn[i].art != "/":
            break
        i += 2
    return i


def _doed_foer(tegn: list[Tegn], i: int) -> None:
    """The number before 'rate' and the like: '4. rate'."""
    if i < 1 or tegn[i].art != ".":
        return
    i -= 1
    alene = i < 1 or tegn[i - 1].art not in "/-." or tegn[i].luft
    if tegn[i].art == "n" and tegn[i].cifre <= 2 and alene:
        tegn[i] = _som(tegn[i], "x")


def _uden_navne(tegn: list[Tegn], *, versaler: bool) -> list[Tegn]:
    """Months that are names of people, firms and streets become ordinary words."""
    return [_som(t, "w") if t.art == "M" and _er_navn(tegn, i, versaler) else t for i, t in enumerate(tegn)]


def _er_navn(tegn: list[Tegn], i: int, versaler: bool) -> bool:
    t = tegn[i]
    foer = tegn[i - 1] if i else None
    naeste, efter = (tegn[k] if k < len(tegn) else None for k in (i + 1, i + 2))
    if naeste and naeste.art == "-" and not naeste.luft and efter and not efter.luft and efter.art == "w":
        return efter.ord not in ordbog.STIKORD  # Maj-Britt, 1. maj-skolen
    if i >= 2 and (tegn[i - 2].ord, tegn[i - 1].ord) in (("v", "/"), ("/", "o")):
        return naeste is None or naeste.art != "n"  # v/Juni, c/o August
    if (naeste is not None and naeste.art == "n") or versaler or not t.stort:
        return False
    if not ordbog.kan_vaere_navn(t.tal) or (foer and foer.ord in ordbog.STIKORD):
        return False
    if naeste is not None and naeste.art == "w" and naeste.stort and naeste.luft and naeste.cifre > 1:
        return True  # Maj Hansen, Marts Design
    return t.ord == "jan" and naeste is None
