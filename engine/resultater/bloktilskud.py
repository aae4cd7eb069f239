"""Bloktilskud and wrong registration, for the municipality as a whole and with both signs (udligningsloven).

A citizen who is gone and still registered makes the population too large; one who lives here and is registered
elsewhere makes it too small. What one citizen is worth needs the year's published amounts by age and the rest of the
bloktilskud a head (mellemkommunal.md D); until somebody enters them nothing is guessed. Nobody may let the sign steer a
case of registration, so no kroner are told by person.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from engine.adgang import Bruger, Handling, omfang
from engine.resultater import befolkning, kandidater
from engine.resultater.sde import Kontekst
from engine.resultater.sdevisning import kraev
from engine.resultater.smaaceller import er_lille

FOR_MANGE = ("CPR-01", "CPR-02")
FOR_FAA = ("CPR-03",)
AARLIGE = {
    "udligning_enhedsbeloeb_alder": "enhedsbeløbene pr. aldersgruppe",
    "bloktilskud_total_mio_kr": "bloktilskuddet i alt",
}
"""What the value of a citizen needs of each year's executive order, and what it is called."""
REST = "resten af bloktilskuddet pr. indbygger efter udligning"
"""It is published in a table of its own, and no figure of it has been found (mellemkommunal.md D2)."""


@dataclass(frozen=True)
class Bloktilskud:
    """for_mange, for_faa: presumed registrations too many and too few, None = too few citizens to be told.

    mangler: what has to be entered before a value can be computed. kriterium, tilskud: the criterion of decline.
    """

    for_mange: int | None
    for_faa: int | None
    mangler: tuple[str, ...]
    kriterium: str
    tilskud: str

    @property
    def netto(self) -> int | None:
        """How many too many, both ways together."""
        return None if self.for_mange is None or self.for_faa is None else self.for_mange - self.for_faa


def hent(k: Kontekst, bruger: Bruger) -> Bloktilskud:
    """The whole municipality, whatever the user's field of work. Errors: AdgangNaegtet."""
    kraev(bruger, Handling.SE_TAL)
    antal = Counter(f.kandidat.regel for f in kandidater.registrering(k))
    minimum = 1 if omfang(bruger).personer else k.smaacelle_min

    def vist(regler: tuple[str, ...]) -> int | None:
        n = sum(antal[r] for r in regler)
        return None if er_lille(n, minimum) else n

    c = befolkning.kriterium(k)
    kriterium = befolkning.kriterietekst(c) if c else ""
    tilskud = befolkning.tilskud(k, c) if c else ""
    return Bloktilskud(vist(FOR_MANGE), vist(FOR_FAA), mangler(k), kriterium, tilskud)


def mangler(k: Kontekst) -> tuple[str, ...]:
    """What the law table lacks for the grant year after the data's own."""
    dag = kandidater.dag(k)
    naeste = dag.replace(year=dag.year + 1, month=1, day=1)
    uden = [
        f"{titel} for {naeste.year}"
        for navn, titel in AARLIGE.items()
        if not any(
            (v.fra is None or v.fra <= naeste) and (v.til is None or naeste <= v.til)
            for v in k.lov.parameter(navn).vaerdier
        )
    ]
    return (*uden, f"{REST} for {naeste.year}")
