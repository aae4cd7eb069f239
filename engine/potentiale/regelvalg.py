"""What a municipality has chosen of the rules: switched off, or tuned. Pure; applied when findings are read.

A rule that is off leaves its kroner to the next in the order. A candidate that is too small or too uncertain is not
shown, and its kroner go to no other rule: the next would find the same doubt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from engine.potentiale.model import Fund, Regel

VENTE_MAANEDER = 3
"""The latest months never open a candidate alone: bills come quarterly (reading 4)."""
HASTER_MAANEDER = 3
"""Less than so many months left: urgent. A setting of practice (REF-12: 33 of 36 months)."""
GRAENSER: dict[str, tuple[int, int]] = {
    "mindste_kroner": (0, 10_000_000),
    "mindste_sikkerhed": (0, 100),
    "vente_maaneder": (0, 12),
    "haster_maaneder": (1, 24),
    "afstand_maaneder": (1, 12),
}
"""The tunings, and what each may be."""


@dataclass(frozen=True)
class Indstilling:
    """The choice about one rule; None is what the rule itself says.

    mindste_kroner: of a candidate, what is open and what has lapsed; one without an amount stays. mindste_sikkerhed:
    per cent. vente_maaneder: the latest months, in which bills may still come. haster_maaneder: urgent with less left.
    afstand_maaneder: how long after the fact the rule looks (REF-13: from the move to the help).
    """

    til: bool = True
    mindste_kroner: int = 0
    mindste_sikkerhed: int = 0
    vente_maaneder: int | None = None
    haster_maaneder: int | None = None
    afstand_maaneder: int | None = None

    @classmethod
    def af(cls, felter: Mapping[str, Any]) -> Self:
        """From what is kept. Errors: ValueError for a field or a value that is none of ours."""
        ukendte = sorted(set(felter) - {"til", *GRAENSER})
        if ukendte:
            raise ValueError(f"'{ukendte[0]}' er ikke en indstilling")
        if not isinstance(felter.get("til", True), bool):
            raise ValueError("til skal være ja eller nej")
        for navn, (mindst, hoejst) in GRAENSER.items():
            v = felter.get(navn, mindst)
            if isinstance(v, bool) or not isinstance(v, int) or not mindst <= v <= hoejst:
                raise ValueError(f"{navn} skal være et helt tal fra {mindst} til {hoejst}")
        return cls(**felter)

    def felter(self) -> dict[str, Any]:
        """Only what is another than the rule's own."""
        return {n: v for n, v in vars(self).items() if v != getattr(STANDARD, n)}

    def fuld(self, regel: Regel | None) -> Indstilling:
        """With the rule's own numbers where nothing is chosen. regel: None for one of registration."""
        vente = VENTE_MAANEDER if regel is None or regel.venter else 0
        return Indstilling(
            self.til,
            self.mindste_kroner,
            self.mindste_sikkerhed,
            vente if self.vente_maaneder is None else self.vente_maaneder,
            HASTER_MAANEDER if self.haster_maaneder is None else self.haster_maaneder,
            self.afstand_maaneder or (regel.afstand if regel else None),
        )

    def uden_standard(self, regel: Regel | None) -> Indstilling:
        """The opposite of `fuld`: what is the rule's own is not kept, so that it follows the rule."""
        egen = STANDARD.fuld(regel)
        return Indstilling.af(
            {n: v for n, v in vars(self).items() if v is not None and v != getattr(egen, n)}
        )


STANDARD = Indstilling()


@dataclass(frozen=True)
class Regelvalg:
    """The choices in force: (rule, choice), by rule; a rule that is not here is as it stands. Part of cache keys."""

    valgt: tuple[tuple[str, Indstilling], ...] = ()

    @classmethod
    def af(cls, valgt: Mapping[str, Indstilling]) -> Self:
        return cls(tuple(sorted((r, i) for r, i in valgt.items() if i != STANDARD)))

    def om(self, regel: str) -> Indstilling:
        return dict(self.valgt).get(regel, STANDARD)

    def med(self, regel: str, i: Indstilling) -> Regelvalg:
        return Regelvalg.af(dict(self.valgt) | {regel: i})

    @property
    def slukkede(self) -> frozenset[str]:
        return frozenset(r for r, i in self.valgt if not i.til)

    def afstande(self, regler: Mapping[str, Regel]) -> dict[str, int]:
        """{rule: months} of the rules that look so long after a fact."""
        egne = {k: self.om(k).afstand_maaneder or r.afstand for k, r in regler.items()}
        return {k: m for k, m in egne.items() if m is not None}


UDEN_VALG = Regelvalg()


def medtager(f: Fund, slukkede: frozenset[str], afstande: Mapping[str, int]) -> bool:
    """Whether a finding may take its krone."""
    if f.regel in slukkede:
        return False
    return f.afstand is None or f.afstand <= afstande.get(f.regel, f.afstand)


def viser(i: Indstilling, oere: int | None, sikkerhed: float) -> bool:
    """Whether a candidate is large and certain enough. oere: open and lapsed, None where it has no amount."""
    stor = oere is None or oere >= i.mindste_kroner * 100
    return i.til and stor and round(sikkerhed * 100) >= i.mindste_sikkerhed
