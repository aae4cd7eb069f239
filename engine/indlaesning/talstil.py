"""How a column of numbers in an uploaded file is written: the Danish way, the international way, or it cannot be told.

`1.234,50` and `1,234.50` tell; `1.234` alone does not: it is 1234 to a Dane and 1,234 to a machine. So a column is read
as a whole, by the one style in which every number of it is one, and where both fit and disagree nobody guesses: the
person who uploads it says which.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

DANSK, INTERNATIONAL = "dansk", "international"
NAVNE = {DANSK: "dansk (1.234,50)", INTERNATIONAL: "international (1,234.50)"}
_TEGN = {DANSK: (".", ","), INTERNATIONAL: (",", ".")}  # between thousands, before the decimals
_MELLEMRUM = re.compile(r"[\s\u00a0\u202f]")
_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-"})
_FORM = {
    stil: re.compile(
        rf"[+-]?(?:[0-9]{{1,3}}(?:{re.escape(gruppe)}[0-9]{{3}})+|[0-9]+)(?:{re.escape(komma)}[0-9]+)?"
    )
    for stil, (gruppe, komma) in _TEGN.items()
}


@dataclass(frozen=True)
class Talkolonne:
    """What a column is found to be.

    stil: the style in which its numbers are read; None when that cannot be told or no style fits.
    tvetydige: row numbers (from 1) of numbers that are one thing in the one style and another in the other.
    ugyldige: row numbers of what is no number in any style.
    modstrid: one row that is only Danish and one that is only international, where a column has both.
    """

    stil: str | None
    tvetydige: tuple[int, ...] = ()
    ugyldige: tuple[int, ...] = ()
    modstrid: tuple[int, int] | None = None

    @property
    def skal_vaelges(self) -> bool:
        """Whether a person has to say which style it is."""
        return self.stil is None and bool(self.tvetydige)


def tal(tekst: str, stil: str) -> Decimal | None:
    """The number that a text is in a style; None for what is no number in it, or nothing."""
    rent = _rent(tekst)
    if not _FORM[stil].fullmatch(rent):
        return None
    gruppe, komma = _TEGN[stil]
    return Decimal(rent.replace(gruppe, "").replace(komma, "."))


def genkend(vaerdier: Sequence[str]) -> Talkolonne:
    """The style of a column of texts. Empty ones say nothing; digits alone fit both styles and agree."""
    ugyldige, tvetydige = [], []
    kun: dict[str, int] = {}
    for nr, tekst in enumerate(vaerdier, start=1):
        if not _rent(tekst):
            continue
        laest = {stil: v for stil in NAVNE if (v := tal(tekst, stil)) is not None}
        if not laest:
            ugyldige.append(nr)
        elif len(laest) == 1:
            kun.setdefault(next(iter(laest)), nr)
        elif laest[DANSK] != laest[INTERNATIONAL]:
            tvetydige.append(nr)
    if len(kun) > 1:
        return Talkolonne(None, (), tuple(ugyldige), (kun[DANSK], kun[INTERNATIONAL]))
    if kun:
        return Talkolonne(next(iter(kun)), (), tuple(ugyldige))
    return Talkolonne(None if tvetydige else DANSK, tuple(tvetydige), tuple(ugyldige))


def _rent(tekst: str) -> str:
    """Without what people write around a number: spaces, 'kr.', '%', a minus of print or an accountant's brackets."""
    rent = _MELLEMRUM.sub("", tekst).translate(_MINUS).removesuffix("%")
    for enhed in ("kr.", "kr", "DKK"):
        rent = rent.removesuffix(enhed).removeprefix(enhed)
    return f"-{rent[1:-1]}" if rent.startswith("(") and rent.endswith(")") and len(rent) > 2 else rent
