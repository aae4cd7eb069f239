"""Adapters for real system formats. One adapter is one module in this folder, found by itself.

An adapter ends in the delivery tables of the contracts and knows nothing of landing. It is a module with the
names of `Laeser`: `NAVN`, `genkend` and `laes`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Protocol, TypeAlias, cast

from engine.indstillinger import Indstillinger

Raekke: TypeAlias = tuple[str, int, dict[str, str | None]]


@dataclass
class Kildeoplysning:
    """What a source says of itself; complete once its rows have been read to the end.

    dato: the day the source speaks of. arter: table -> fuld | aendring | pr_person; a table named here counts
    as delivered even without rows. personer: the CPR numbers of the pr_person tables.
    """

    dato: date | None = None
    arter: dict[str, str] = field(default_factory=dict)
    personer: set[str] | None = None
    advarsler: list[str] = field(default_factory=list)
    beskrivelse: str = ""


class Laeser(Protocol):
    """What a module in this folder offers."""

    NAVN: str

    def genkend(self, sti: Path) -> bool:
        """True when the first bytes of the file show that this adapter reads it. Never raises on content."""

    def laes(self, sti: Path, ind: Indstillinger) -> tuple[Iterator[Raekke], Kildeoplysning]:
        """Rows as (table, line number, text values). Errors: LeveranceAfvist when truncated or unreadable."""


@cache
def alle_laesere() -> tuple[Laeser, ...]:
    """Every adapter module of this folder, by name."""
    navne = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    moduler = [importlib.import_module(f"{__name__}.{navn}") for navn in navne]
    return tuple(cast(Laeser, modul) for modul in moduler if hasattr(modul, "genkend"))


def find_laeser(sti: Path) -> Laeser | None:
    """The adapter that recognises the content of the file, or None."""
    return next((laeser for laeser in alle_laesere() if laeser.genkend(sti)), None)
