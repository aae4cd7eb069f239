"""What has come in for a claim: income in the ledger matched to the kroner that were claimed. Pure.

A krone of income pays one krone of one claim: the same citizen, month and function, from the counterpart or from nobody
named, booked after the claim was sent; the oldest claim first. What is booked and taken back again is no income.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

_FUNKTION = re.compile(r"[A-Z](\d(?:\.\d\d){1,2})(?:\|.*)?")


def funktion_af(krone: str) -> str:
    """The function a krone is of: '5.57.73' of 'K5.57.73', '3.22.01' of 'E3.22.01|0851', '' of a takst or a bidrag."""
    fundet = _FUNKTION.fullmatch(krone)
    return fundet[1] if fundet else ""


@dataclass(frozen=True)
class Kraevet:
    """A claimed krone. krone: what it is of, as the rules name it; where that is no function, any function pays it."""

    krav: str
    sendt: date
    modpart: str
    person: str
    maaned: str
    krone: str
    oere: int

    @property
    def funktion(self) -> str:
        return funktion_af(self.krone)


@dataclass(frozen=True)
class Indbetaling:
    """Income of a month on a citizen; oere positive, negative when taken back. modpart '' = not said."""

    person: str
    modpart: str
    maaned: str
    funktion: str
    bogfoert: date
    oere: int


@dataclass(frozen=True)
class Modtaget:
    """What has come in for a claim. sidst: the day of the last booking that counts."""

    oere: int
    sidst: date | None


_Gruppe = tuple[str, str, str, str]
"""(person, month, function, counterpart)"""


def match(kraevet: Iterable[Kraevet], indbetalinger: Iterable[Indbetaling]) -> dict[str, Modtaget]:
    """Claim → what has come in for it. Never more than was claimed, and no income twice."""
    grupper: dict[_Gruppe, list[Indbetaling]] = defaultdict(list)
    pr_maaned: dict[tuple[str, str], set[_Gruppe]] = defaultdict(set)
    for i in indbetalinger:
        gruppe = (i.person, i.maaned, i.funktion, i.modpart)
        grupper[gruppe].append(i)
        pr_maaned[i.person, i.maaned].add(gruppe)
    brugt: dict[_Gruppe, int] = defaultdict(int)
    oere: dict[str, int] = defaultdict(int)
    sidst: dict[str, date] = {}
    for x in sorted(kraevet, key=lambda x: (x.sendt, x.krav, x.person, x.maaned, not x.funktion, x.krone)):
        rest = x.oere
        for gruppe in sorted(pr_maaned.get((x.person, x.maaned), ()), key=lambda g: (g[3] != x.modpart, g)):
            if gruppe[3] not in ("", x.modpart) or not gruppe[2].startswith(x.funktion):
                continue
            poster = [i for i in grupper[gruppe] if i.bogfoert > x.sendt]
            fri = max(sum(i.oere for i in poster) - brugt[gruppe], 0)
            brug = min(rest, fri)
            if brug > 0:
                brugt[gruppe] += brug
                oere[x.krav] += brug
                rest -= brug
                seneste = max(i.bogfoert for i in poster)
                sidst[x.krav] = max(seneste, sidst.get(x.krav, seneste))
    return {krav: Modtaget(beloeb, sidst.get(krav)) for krav, beloeb in oere.items()}
