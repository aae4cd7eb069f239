"""A person's residence timeline: stations in order, from the first known to the last. Pure; read from core.station.

sql/core/station.sql says how the register's rows become stations: overlaps, gaps, same-day moves, annulled numbers and
merged municipalities are settled there, once for all persons and by code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

BOLIG, INSTITUTION, UKENDT, UDLAND = "bolig", "institution", "ukendt", "udland"
STEDER = (BOLIG, INSTITUTION, UKENDT, UDLAND)


@dataclass(frozen=True)
class Station:
    """One place for a time. til: the last day, None = still. institutionstype: of the institution's register.

    opmaerksom_foerst, opmaerksom_sidst: the address was watched on the first, and on the last day."""

    fra: date
    til: date | None
    sted: str
    kommunekode: str | None = None
    landekode: str | None = None
    institution_id: str | None = None
    institutionstype: str | None = None
    usikker: bool = False
    opmaerksom_foerst: bool = False
    opmaerksom_sidst: bool = False

    def rummer(self, dag: date) -> bool:
        return self.fra <= dag and (self.til is None or dag <= self.til)

    @property
    def opmaerksom(self) -> bool:
        return self.opmaerksom_foerst or self.opmaerksom_sidst

    @property
    def dage(self) -> int | None:
        """How many days it lasted, None while it does."""
        return None if self.til is None else (self.til - self.fra).days + 1


def stationer(raekker: Iterable[Mapping[str, Any]]) -> tuple[Station, ...]:
    """The stations of one person, in order. raekker: rows of core.station."""
    alle = [
        Station(
            fra=r["fra"],
            til=r["til"],
            sted=r["sted"],
            kommunekode=r["kommunekode"],
            landekode=r["landekode"],
            institution_id=r["institution_id"],
            institutionstype=r["institutionstype"],
            usikker=bool(r["fra_usikker"]),
            opmaerksom_foerst=bool(r.get("opmaerksom_foerst")),  # a warehouse built before does not say
            opmaerksom_sidst=bool(r.get("opmaerksom_sidst")),
        )
        for r in raekker
    ]
    return tuple(sorted(alle, key=lambda s: s.fra))


def alder(foedt: date, dag: date) -> int:
    """Whole years on a day."""
    return dag.year - foedt.year - ((dag.month, dag.day) < (foedt.month, foedt.day))


def paa(forloeb: Sequence[Station], dag: date) -> int | None:
    """The index of the station a day lies in, None outside the known history."""
    for nr in range(len(forloeb) - 1, -1, -1):
        s = forloeb[nr]
        if s.fra <= dag and (s.til is None or dag <= s.til):  # as rummer; asked a million times a night
            return nr
    return None
