"""The planted truth: what was put into the data on purpose, and what only looks like it.

Written beside the deliveries and never inside one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

KOLONNER = ("omraade", "art", "cpr", "fra", "til", "kroner", "kan_findes", "note")


@dataclass
class Sandhed:
    """Rows as text in the order of KOLONNER; kroner given in øre when added."""

    raekker: list[tuple[str, ...]] = field(default_factory=list)

    def tilfoej(
        self, omraade: str, art: str, cpr: str, fra: str, til: str, oere: int, kan_findes: bool, note: str
    ) -> None:
        tegn = "-" if oere < 0 else ""
        kroner = f"{tegn}{abs(oere) // 100}.{abs(oere) % 100:02d}"
        self.raekker.append((omraade, art, cpr, fra, til, kroner, "1" if kan_findes else "0", note))
