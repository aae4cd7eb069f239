"""How each unit registers: what is booked late, without a person or a period, measures without a payer, corrections.

Good and bad habits by unit, this year against the last, so that a leader sees where to begin. Postings and measures are
counted, never persons; measures so few that a person could be known are hidden from those who see no persons.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields

from engine import dansk
from engine.adgang import Bruger, Handling, omfang
from engine.lager import ledelse as lager
from engine.resultater import fagomraader, sde, smaaceller
from engine.resultater.sde import Kontekst
from engine.resultater.sdevisning import kraev

SEN_DAGE = 60
"""A posting booked so many days after what it is for is late (sql/marts/registrering.sql); practice."""
SEN_INDSATS_DAGE = 30
"""A measure registered so many days after it began is late; practice."""
NAVNLOES = "Uden organisation"


@dataclass
class Tal:
    """What one unit has booked and registered in a year; amounts in øre, without sign."""

    posteringer: int = 0
    uden_cpr: int = 0
    uden_cpr_oere: int = 0
    uden_periode: int = 0
    sene: int = 0
    sene_oere: int = 0
    indsatser: int = 0
    uden_betaler: int = 0
    sene_indsatser: int = 0
    rettelser: int = 0

    def __iadd__(self, andet: Tal) -> Tal:
        for f in fields(self):
            setattr(self, f.name, getattr(self, f.name) + getattr(andet, f.name))
        return self


@dataclass(frozen=True)
class Enhed:
    """A unit's year. foer: the year before, None where it had nothing then. skjult: too few measures to be shown."""

    navn: str
    nu: Tal
    foer: Tal | None
    skjult: bool = False

    @property
    def aendring(self) -> float | None:
        """How much the share that is late has moved, as a share."""
        if self.foer is None or not self.foer.posteringer or not self.nu.posteringer:
            return None
        return andel(self.nu.sene, self.nu.posteringer) - andel(self.foer.sene, self.foer.posteringer)


@dataclass(frozen=True)
class Billede:
    """All units of a year, the worst first, and together."""

    aar: int
    enheder: tuple[Enhed, ...]
    ialt: Enhed
    saetning: str


def andel(del_: int, af: int) -> float:
    """The share, 0–1."""
    return del_ / af if af else 0.0


def hent(k: Kontekst, bruger: Bruger, aar: int, omraade: str | None = None) -> Billede:
    """The user's units in a year, of one field of work or all of the scope. Errors: AdgangNaegtet."""
    kraev(bruger, Handling.SE_TAL)
    graenser = omfang(bruger)
    kun = (omraade,) if omraade else graenser.fagomraader
    if omraade and graenser.fagomraader is not None and omraade not in graenser.fagomraader:
        kun = ()
    nu, foer = (_tal(k, et_aar, kun, graenser.organisationer) for et_aar in (aar, aar - 1))
    minimum = 1 if graenser.personer else k.smaacelle_min
    enheder = [
        Enhed(_navn(navn), tal, foer.get(navn), smaaceller.er_lille(tal.indsatser, minimum))
        for navn, tal in nu.items()
        if tal.posteringer or tal.indsatser
    ]
    enheder.sort(key=lambda e: (-(e.nu.sene_oere + e.nu.uden_cpr_oere), e.navn))
    ialt = Enhed("I alt", _sum(nu.values()), _sum(foer.values()) if foer else None)
    return Billede(aar, tuple(enheder), ialt, saetning(aar, enheder, ialt))


def _navn(organisation: str) -> str:
    return fagomraader.NAVNE.get(organisation, organisation) or NAVNLOES


def _sum(alle: Iterable[Tal]) -> Tal:
    ud = Tal()
    for t in alle:
        ud += t
    return ud


def _tal(
    k: Kontekst, aar: int, kun: tuple[str, ...] | None, organisationer: tuple[str, ...] | None
) -> dict[str, Tal]:
    """Unit → its figures of a year."""
    ud: dict[str, Tal] = defaultdict(Tal)
    indsatser = lager.registrerede_indsatser(k.gen, aar, SEN_INDSATS_DAGE, organisationer)
    for ramme in (lager.registrering(k.gen, aar, organisationer), indsatser):
        for r in ramme.to_dict("records"):
            if kun is None or r["fagomraade"] in kun:
                felter = {f: int(v) for f, v in r.items() if f not in ("organisation", "fagomraade")}
                ud[str(r["organisation"])] += Tal(**felter)
    noegler = [r.noegle for r in sde.rettede(k)]
    for (organisation, et_aar), antal in lager.rettede_posteringer(k.gen, noegler).items():
        if et_aar == aar and organisation in ud:
            ud[organisation].rettelser += antal
    return dict(ud)


def saetning(aar: int, enheder: list[Enhed], ialt: Enhed) -> str:
    """The page's answer in one sentence."""
    t = ialt.nu
    if not t.posteringer:
        return f"Der er ingen posteringer om personer i {aar} for det, du har valgt."
    sent = dansk.procent(andel(t.sene, t.posteringer))
    tekst = (
        f"{sent} af posteringerne om personer i {aar} er bogført mere end {SEN_DAGE} dage efter det, de er for, og "
        f"{dansk.kort_kroner(t.uden_cpr_oere)} står uden CPR-nummer"
    )
    if len(enheder) < 2 or not (enheder[0].nu.sene_oere + enheder[0].nu.uden_cpr_oere):
        return f"{tekst}."
    navn = enheder[0].navn
    hvor = "på posteringer uden organisation" if navn == NAVNLOES else f"hos {navn}"
    return f"{tekst}; mest {hvor}."
