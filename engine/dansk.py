"""Every number, date and kroner amount as Danes write it: on cards, charts, tables, pages and exports.

Unknown (None) is written '–'. Amounts come in whole øre. Rounding is half away from zero. Negative numbers
carry a real minus sign (U+2212), so that they line up with digits and are read aloud as 'minus'.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

UKENDT = "–"
MINUS = "−"
TIDSZONE = ZoneInfo("Europe/Copenhagen")

MAANEDER = (
    "januar", "februar", "marts", "april", "maj", "juni",
    "juli", "august", "september", "oktober", "november", "december",
)  # fmt: skip
MAANEDER_KORT = tuple(navn[:3] for navn in MAANEDER)
UGEDAGE = ("søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag")

# D3's locale definitions, which Vega reads from a chart's config.
VEGA_TAL: dict[str, Any] = {
    "decimal": ",",
    "thousands": ".",
    "grouping": [3],
    "currency": ["", " kr."],
    "minus": MINUS,
    "percent": " %",
}
VEGA_TID: dict[str, Any] = {
    "dateTime": "%A den %d. %B %Y %X",
    "date": "%d.%m.%Y",
    "time": "%H.%M.%S",
    "periods": ["", ""],
    "days": list(UGEDAGE),
    "shortDays": [navn[:3] for navn in UGEDAGE],
    "months": list(MAANEDER),
    "shortMonths": list(MAANEDER_KORT),
}


def tal(vaerdi: float | Decimal | None, decimaler: int = 0, *, fortegn: bool = False) -> str:
    """A number with `decimaler` decimals: 1234567.891 -> '1.234.568'. `fortegn` writes + before gains."""
    if vaerdi is None or vaerdi != vaerdi:  # NaN is the only value unlike itself
        return UKENDT
    afrundet = Decimal(str(vaerdi)).quantize(Decimal(1).scaleb(-decimaler), ROUND_HALF_UP)
    cifre = f"{abs(afrundet):,.{decimaler}f}".translate(str.maketrans(",.", ".,"))
    return _tegn(afrundet, fortegn) + cifre


def _tegn(vaerdi: Decimal, fortegn: bool) -> str:
    if vaerdi < 0:
        return MINUS
    return "+" if fortegn and vaerdi > 0 else ""


def kroner(oere: int | None, oere_vist: bool = False, *, fortegn: bool = False, enhed: bool = True) -> str:
    """Øre as kroner: 123456750 -> '1.234.568 kr.', with `oere_vist` '1.234.567,50 kr.'.

    `enhed=False` leaves 'kr.' to the column header.
    """
    if oere is None or oere != oere:
        return UKENDT
    tekst = tal(Decimal(int(oere)) / 100, 2 if oere_vist else 0, fortegn=fortegn)
    return f"{tekst} kr." if enhed else tekst


def kort_kroner(oere: int | None, *, fortegn: bool = False) -> str:
    """Øre for a card: '4,2 mio. kr.', '1,3 mia. kr.'; below a million in whole kroner."""
    if oere is None or oere != oere:
        return UKENDT
    beloeb = Decimal(int(oere)) / 100
    # The limits lie where rounding would otherwise give '1.000,0 mio.'
    for graense, divisor, navn in ((999_950_000, 1_000_000_000, "mia."), (1_000_000, 1_000_000, "mio.")):
        if abs(beloeb) >= graense:
            return f"{tal(beloeb / divisor, 1, fortegn=fortegn)} {navn} kr."
    return kroner(oere, fortegn=fortegn)


_KRONER = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{1,2}))?")


def laes_kroner(tekst: str) -> int:
    """What a person writes in a field of kroner → øre: '1.234,50', '1234,5' and '1.234 kr.' are read as Danes do.

    Errors: ValueError for anything else ('1234.50', '12,345', a sign): it is not guessed.
    """
    fundet = _KRONER.fullmatch(tekst.strip().removesuffix("kr.").removesuffix("kr").strip())
    if fundet is None:
        raise ValueError(f"'{tekst}' er ikke et beløb som 1.234,50")
    return int(fundet[1].replace(".", "")) * 100 + int((fundet[2] or "").ljust(2, "0"))


def procent(andel: float | Decimal | None, decimaler: int = 1, *, fortegn: bool = False) -> str:
    """A share as percent with at most `decimaler` decimals: 0.123 -> '12,3 %', 0.12 -> '12 %'."""
    if andel is None or andel != andel:
        return UKENDT
    tekst = tal(Decimal(str(andel)) * 100, decimaler, fortegn=fortegn)
    helt, komma, rest = tekst.partition(",")
    return f"{helt if komma and not rest.strip('0') else tekst} %"


def aendring(ny: float | Decimal | None, gammel: float | Decimal | None) -> str:
    """The change from `gammel` to `ny` in whole percent with its sign: '+12 %'; '–' without a basis."""
    if ny is None or gammel is None or not gammel:
        return UKENDT
    forskel = (Decimal(str(ny)) - Decimal(str(gammel))) / abs(Decimal(str(gammel)))
    return procent(forskel, 0, fortegn=True)


def _som_dato(vaerdi: date | str) -> date:
    if isinstance(vaerdi, datetime):
        return lokal(vaerdi).date()
    return vaerdi if isinstance(vaerdi, date) else date.fromisoformat(vaerdi[:10])


def lokal(tid: datetime) -> datetime:
    """A point in time in Danish local time; without a zone it is taken as UTC."""
    return (tid if tid.tzinfo else tid.replace(tzinfo=UTC)).astimezone(TIDSZONE)


def dato(vaerdi: date | str | None) -> str:
    """'12.03.2022' from a date, a point in time or ISO text."""
    if vaerdi is None or vaerdi == "" or vaerdi != vaerdi:
        return UKENDT
    return f"{_som_dato(vaerdi):%d.%m.%Y}"


def tidspunkt(tid: datetime | None) -> str:
    """'12.03.2022 kl. 14.05' in Danish local time."""
    return UKENDT if tid is None or tid != tid else f"{lokal(tid):%d.%m.%Y kl. %H.%M}"


def maaned(vaerdi: str | date | None) -> str:
    """'marts 2022' from '2022-03' or a date."""
    if vaerdi is None or vaerdi == "" or vaerdi != vaerdi:
        return UKENDT
    aar, nummer = _aar_maaned(vaerdi)
    return f"{MAANEDER[nummer - 1]} {aar}"


def maaned_kort(vaerdi: str | date) -> str:
    """'mar' from '2022-03' or a date, for axes and strips."""
    return MAANEDER_KORT[_aar_maaned(vaerdi)[1] - 1]


def _aar_maaned(vaerdi: str | date) -> tuple[int, int]:
    if isinstance(vaerdi, date):
        return vaerdi.year, vaerdi.month
    return int(vaerdi[:4]), int(vaerdi[5:7])


def ja_nej(vaerdi: bool | None) -> str:
    """'Ja', 'Nej' or '–'."""
    return UKENDT if vaerdi is None else ("Ja" if vaerdi else "Nej")


def antal(n: int, ental: str, flertal: str) -> str:
    """A count with its noun: antal(1, 'sag', 'sager') -> '1 sag'."""
    return f"{tal(n)} {ental if n == 1 else flertal}"


_CPR_I_TEKST = re.compile(r"(?<!\d)(\d{6})\s?[-–—]?\s?\d{4}(?!\d)")


def uden_cpr(tekst: str) -> str:
    """A text from outside with the CPR numbers in it masked: six digits that are a day (or one with 60 added), a
    month and a year, and four more. Other ten-digit numbers stand."""
    return _CPR_I_TEKST.sub(lambda hit: maskeret_cpr(hit[1]) if _er_dag(hit[1]) else hit[0], tekst)


def _er_dag(seks: str) -> bool:
    dag, maaned = int(seks[:2]), int(seks[2:4])
    return (1 <= dag <= 31 or 61 <= dag <= 91) and 1 <= maaned <= 12


def procenter(beloeb: Sequence[int]) -> list[int]:
    """Whole per cent of each amount that sum to 100, by largest remainder; zeros when there is nothing."""
    ialt = sum(beloeb)
    if ialt <= 0:
        return [0 for _ in beloeb]
    ud = [100 * b // ialt for b in beloeb]
    rest = sorted(range(len(beloeb)), key=lambda i: (-(100 * beloeb[i] % ialt), i))
    for i in rest[: 100 - sum(ud)]:
        ud[i] += 1
    return ud


def maskeret_cpr(cpr: str) -> str:
    """'DDMMÅÅ-••••': the birth date only."""
    return f"{cpr[:6]}-••••"
