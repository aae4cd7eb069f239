"""What a table in a report is: columns with a kind, rows, a total. Shared by workbooks and PDF documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from engine import dansk

Slags = Literal["tekst", "kroner", "tal", "decimal", "procent", "dato", "maaned", "tid"]
TAL: frozenset[str] = frozenset({"kroner", "tal", "decimal", "procent"})


@dataclass(frozen=True)
class Kolonne:
    """felt: the key in a row; slags decides form and unit (kroner are whole øre in the row); sum: has a total."""

    felt: str
    overskrift: str
    slags: Slags = "tekst"
    sum: bool = False
    bredde: float = 0

    def vist(self, vaerdi: Any) -> str:
        """The value as a Dane reads it; empty for None."""
        return "" if _tom(vaerdi) else _VIS[self.slags](vaerdi)


@dataclass(frozen=True)
class Tabel:
    """One sheet or one table of a document. forklaring: sentences above it; noter: sentences below."""

    navn: str
    titel: str
    kolonner: tuple[Kolonne, ...]
    raekker: Sequence[Mapping[str, Any]]
    forklaring: tuple[str, ...] = ()
    noter: tuple[str, ...] = field(default=())

    def summer(self) -> dict[str, Any]:
        """Totals of the columns that have one; whole øre and counts are summed as integers."""
        return {
            k.felt: sum(r[k.felt] for r in self.raekker if not _tom(r.get(k.felt)))
            for k in self.kolonner
            if k.sum
        }


def _tom(vaerdi: Any) -> bool:
    return vaerdi is None or vaerdi == "" or vaerdi != vaerdi


_VIS: dict[str, Callable[[Any], str]] = {
    "tekst": str,
    "kroner": lambda v: dansk.kroner(int(v), oere_vist=True, enhed=False),
    "tal": dansk.tal,
    "decimal": lambda v: dansk.tal(v, 2),
    "procent": dansk.procent,
    "dato": dansk.dato,
    "maaned": dansk.maaned,
    "tid": dansk.tidspunkt,
}
