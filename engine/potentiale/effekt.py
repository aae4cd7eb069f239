"""Effect: from what is found to what is received, in kroner and cases, and what is lost on the way. Pure.

A krone is counted once, whichever stage it has come to: the stages are sets of kroner (citizen, month, what of), so
that a claim that is frozen and a find that is still open never add up twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

FUNDET, GENNEMGAAET, KRAEVET, ANERKENDT, MODTAGET = (
    "fundet",
    "gennemgaaet",
    "kraevet",
    "anerkendt",
    "modtaget",
)
TRIN: dict[str, str] = {
    FUNDET: "Fundet",
    GENNEMGAAET: "Gennemgået",
    KRAEVET: "Krævet",
    ANERKENDT: "Anerkendt",
    MODTAGET: "Modtaget",
}
TABT, AFVIST = "tabt", "afvist"
VED_SIDEN: dict[str, str] = {TABT: "Tabt ved forældelse", AFVIST: "Gennemgået og ikke ret"}


@dataclass(frozen=True)
class Krone:
    """What is found: a citizen's month of something. felt: the indsats. gennemgaaet: somebody has found it right."""

    sag_id: str
    person: str
    maaned: str
    krone: str
    felt: str
    oere: int
    gennemgaaet: bool

    @property
    def noegle(self) -> tuple[str, str, str]:
        return self.person, self.maaned, self.krone


@dataclass(frozen=True)
class Svar:
    """A line of a claim that is answered: whose, of which rule, what was claimed and recognised."""

    regel: str
    sag_id: str
    person: str
    kraevet_oere: int
    anerkendt_oere: int


@dataclass(frozen=True)
class Rejst:
    """A claim: its kroner, what was recognised (None = no answer), and what the ledger shows by field.

    fundet: when its first case was taken up; sidst: the last booking. svar: its lines that are answered; None where it
    is recognised in part as a whole, so that nobody knows of what. betalte_sager: the cases that money has come for."""

    id: str
    sendt: date
    kroner: tuple[Krone, ...]
    anerkendt_oere: int | None
    modtaget: Mapping[str, int]
    fundet: date | None = None
    sidst: date | None = None
    svar: tuple[Svar, ...] | None = None
    betalte_sager: frozenset[str] | None = None

    @property
    def betalte(self) -> tuple[Krone, ...]:
        """The kroner of the cases that money has come for; all where it is not known of which."""
        alle = self.betalte_sager is None
        return tuple(x for x in self.kroner if alle or x.sag_id in (self.betalte_sager or ()))

    @property
    def anerkendte(self) -> tuple[Krone, ...]:
        """The kroner of the cases of which something is recognised; all where it is not known of which."""
        if self.svar is None:
            return self.kroner
        sager = {s.sag_id for s in self.svar if s.anerkendt_oere}
        return tuple(x for x in self.kroner if x.sag_id in sager)

    @property
    def oere(self) -> int:
        return sum(x.oere for x in self.kroner)

    @property
    def modtaget_oere(self) -> int:
        return sum(self.modtaget.values())


@dataclass(frozen=True)
class Stadie:
    """A stage: øre, cases and citizens."""

    navn: str
    oere: int
    sager: int
    borgere: int


def tragt(fundne: Iterable[Krone], rejste: Sequence[Rejst]) -> list[Stadie]:
    """The five stages. What has been claimed has been found and looked through, also when the find is gone by now."""
    kraevet = {x.noegle: x for r in rejste for x in r.kroner}
    alle = {x.noegle: x for x in fundne} | kraevet
    gennemgaaet = {n: x for n, x in alle.items() if x.gennemgaaet} | kraevet
    svarede = [r for r in rejste if r.anerkendt_oere]
    betalte = [r for r in rejste if r.modtaget_oere]
    return [
        *(
            Stadie(navn, sum(x.oere for x in d.values()), *_antal(d.values()))
            for navn, d in ((FUNDET, alle), (GENNEMGAAET, gennemgaaet), (KRAEVET, kraevet))
        ),
        Stadie(
            ANERKENDT,
            sum(r.anerkendt_oere or 0 for r in svarede),
            *_antal(x for r in svarede for x in r.anerkendte),
        ),
        Stadie(
            MODTAGET, sum(r.modtaget_oere for r in betalte), *_antal(x for r in betalte for x in r.betalte)
        ),
    ]


def _antal(kroner: Iterable[Krone]) -> tuple[int, int]:
    alle = list(kroner)
    return len({x.sag_id for x in alle}), len({x.person for x in alle})


def pr_felt(
    fundne: Iterable[Krone], rejste: Sequence[Rejst], felter: Iterable[str]
) -> dict[str, dict[str, int]]:
    """{felt: {FUNDET, KRAEVET, MODTAGET: øre, and how many citizens each is of}}; the øre sum to the funnel's.

    The citizens are 'borgere' of what is found, 'kraevede' of what is claimed, 'betalte' of what money has come for.
    """
    kraevet = {x.noegle: x for r in rejste for x in r.kroner}
    alle = {x.noegle: x for x in fundne} | kraevet
    ud = {}
    for felt in felter:
        egne = [x for x in alle.values() if x.felt == felt]
        ud[felt] = {
            FUNDET: sum(x.oere for x in egne),
            KRAEVET: sum(x.oere for x in kraevet.values() if x.felt == felt),
            MODTAGET: sum(r.modtaget.get(felt, 0) for r in rejste),
            "borgere": len({x.person for x in egne}),
            "kraevede": len({x.person for x in kraevet.values() if x.felt == felt}),
            "betalte": len(
                {x.person for r in rejste if r.modtaget.get(felt) for x in r.betalte if x.felt == felt}
            ),
        }
    return ud


@dataclass(frozen=True)
class Regelsvar:
    """What became of the answered lines of a rule. linjer: answered; hele: recognised whole; andel: of the kroner."""

    regel: str
    linjer: int
    hele: int
    kraevet_oere: int
    anerkendt_oere: int
    borgere: int

    @property
    def andel(self) -> float | None:
        return ud_af(self.anerkendt_oere, self.kraevet_oere)


def pr_regel(rejste: Iterable[Rejst]) -> list[Regelsvar]:
    """The answered lines by rule. A claim that is recognised in part as a whole is not here: of what is not known."""
    grupper: dict[str, list[Svar]] = {}
    for s in (s for r in rejste for s in r.svar or ()):
        grupper.setdefault(s.regel, []).append(s)
    return [
        Regelsvar(
            regel,
            len(g),
            sum(s.anerkendt_oere == s.kraevet_oere for s in g),
            sum(s.kraevet_oere for s in g),
            sum(s.anerkendt_oere for s in g),
            len({s.person for s in g}),
        )
        for regel, g in sorted(grupper.items())
    ]


def kvartal(dag: date) -> str:
    """'2026-2'."""
    return f"{dag.year}-{(dag.month - 1) // 3 + 1}"


def pr_kvartal(rejste: Iterable[Rejst]) -> list[dict[str, int | str]]:
    """A row a quarter by the day the claim was sent: what was claimed, recognised and received of it, newest first.

    'borgere', 'anerkendte' and 'betalte': how many citizens the three are of.
    """
    ud: dict[str, dict[str, int | str]] = {}
    personer: dict[str, dict[str, set[str]]] = {}
    for r in rejste:
        k = ud.setdefault(kvartal(r.sendt), {"krav": 0, KRAEVET: 0, ANERKENDT: 0, MODTAGET: 0})
        for navn, oere in (
            ("krav", 1),
            (KRAEVET, r.oere),
            (ANERKENDT, r.anerkendt_oere or 0),
            (MODTAGET, r.modtaget_oere),
        ):
            k[navn] = int(k[navn]) + oere
        egne = personer.setdefault(
            kvartal(r.sendt), {"borgere": set(), "anerkendte": set(), "betalte": set()}
        )
        egne["borgere"].update(x.person for x in r.kroner)
        egne["anerkendte"].update(x.person for x in r.anerkendte if r.anerkendt_oere)
        egne["betalte"].update(x.person for x in r.betalte if r.modtaget_oere)
    return [
        {"kvartal": n, **ud[n], **{hvem: len(p) for hvem, p in personer[n].items()}}
        for n in sorted(ud, reverse=True)
    ]


@dataclass(frozen=True)
class Ventetid:
    """Median days from a find was taken up to the last money for it (None without any): of how many claims, of whom."""

    dage: float | None
    krav: int
    borgere: int


def dage_til_penge(rejste: Iterable[Rejst]) -> Ventetid:
    """How long the money of the claims took that some has come for."""
    betalte = [r for r in rejste if r.sidst and r.fundet and r.modtaget_oere]
    dage = [(r.sidst - r.fundet).days for r in betalte if r.sidst and r.fundet]
    borgere = {x.person for r in betalte for x in r.betalte}
    return Ventetid(float(median(dage)) if dage else None, len(dage), len(borgere))


def vaerdi_pr_time(modtaget_oere: int, timer: float) -> int | None:
    """Received øre an hour of work; None without hours."""
    return round(modtaget_oere / timer) if timer > 0 else None


def ud_af(del_oere: int, hele_oere: int) -> float | None:
    """The share, None of nothing."""
    return del_oere / hele_oere if hele_oere else None
