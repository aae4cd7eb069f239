"""The presumption that somebody registered here no longer lives in Denmark (CPR-loven § 10; laesninger.md 17). Pure.

A presumption is at least three independent signals on one day of reckoning and nothing on the negative list; a signal
is never a proof. Citizenship is no argument of anything here. The score is a probability: the share of all adults that
has left without saying so, changed by what each signal adds, in log-odds, so that every point of it can be told.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

INDKOMST_MAANEDER = 6  # no Danish income for so long
YDELSE_MAANEDER = 12  # no service or payment for so long
DATA_MAANEDER = 3  # data that end so long before the day of reckoning say nothing of today
RETURPOST_MAANEDER = 24  # an older letter says nothing of today
MINDST_SIGNALER = 3
MINDST_SCORE = 0.5
HOEJST = 0.99  # what is only presumed is never certain
RYTMER = MappingProxyType(
    {"nat": "hver nat", "uge": "hver uge", "maaned": "hver måned", "kvartal": "hvert kvartal"}
)


@dataclass(frozen=True)
class Signal:
    """kode; navn as shown, kort where there is little room; vaegt: what it adds to the score, in log-odds; hvad: what
    it means, for a person."""

    kode: str
    navn: str
    kort: str
    vaegt: float
    hvad: str


SIGNALER: Mapping[str, Signal] = MappingProxyType(
    {
        s.kode: s
        for s in (
            Signal(
                "indkomst",
                "Ingen dansk indkomst",
                "indkomst",
                2.7,
                "Ingen dansk indkomst eller ydelse i seks måneder",
            ),
            Signal(
                "ydelse",
                "Ingen kommunal ydelse",
                "ydelse",
                0.5,
                "Ingen på adressen har fået ydelse eller tilbud i et år",
            ),
            Signal(
                "solgt", "Boligen er solgt", "bolig solgt", 4.5, "Ejede boligen på adressen og har solgt den"
            ),
            Signal("returpost", "Returpost", "returpost", 4.2, "Post er kommet retur inden for to år"),
            Signal(
                "skole",
                "Barn uden skole",
                "skole",
                2.5,
                "Et barn i skolealderen på adressen går ikke i skole",
            ),
            Signal("tilladelse", "Ophold udløbet", "ophold", 3.0, "Opholdstilladelsen er udløbet"),
            Signal(
                "alene",
                "Medbeboere fraflyttet",
                "alene",
                0.7,
                "Alle andre voksne på adressen er flyttet",
            ),
        )
    }
)
GRUNDLAG = -6.0  # log-odds of one adult in four hundred, before anything is known
EJER_VAEGT = -0.8

MODBEVIS: Mapping[str, str] = MappingProxyType(
    {
        "dansk_indkomst": "Dansk indkomst inden for seks måneder",
        "ydelse_nu": "Egen ydelse inden for seks måneder",
        "aegtefaelle": "Ægtefælle på adressen med dansk indkomst",
        "udland_pension": "Udenlandsk pension",
        "indlagt": "Hospital, fængsel eller botilbud",
        "fritflyt": "Arbejde i udlandet med fast hjem her (CPR-loven § 24)",
        "soemand": "Sømand (CPR-loven § 24)",
        "su_udland": "SU under studier i udlandet",
        "sommerhus": "Bor i sommerhuset en del af året",
    }
)
"""The negative list: any one of them, and there is no presumption."""
EJER = "Ejer stadig boligen på adressen"


def opgoerelsesdag(data_dato: date, rytme: str) -> date:
    """The last day of the newest whole period at or before the data's own day. Errors: KeyError, unknown rhythm."""
    RYTMER[rytme]
    if rytme == "nat":
        return data_dato
    if rytme == "uge":
        return data_dato - timedelta(days=(data_dato.weekday() + 1) % 7)
    naeste = data_dato + timedelta(days=1)
    maaned = naeste.month if rytme == "maaned" else (naeste.month - 1) // 3 * 3 + 1
    return date(naeste.year, maaned, 1) - timedelta(days=1)


def naeste_dag(dag: date, rytme: str) -> date:
    """The next day of reckoning after `dag`."""
    proeve = dag + timedelta(days=1)
    while opgoerelsesdag(proeve, rytme) <= dag:
        proeve += timedelta(days=1)
    return proeve


def plus_maaneder(dag: date, antal: int) -> date:
    """The same day so many months later, the last of the month where it has no such day."""
    nr = dag.year * 12 + dag.month - 1 + antal
    naeste = date((nr + 1) // 12, (nr + 1) % 12 + 1, 1) - timedelta(days=1)
    return min(naeste, date(nr // 12, nr % 12 + 1, min(dag.day, naeste.day)))


def _efter(maaned: str, antal: int) -> date:
    """The last day of the `antal` whole months after the month 'YYYY-MM'."""
    return plus_maaneder(date(int(maaned[:4]), int(maaned[5:7]), 1), antal + 1) - timedelta(days=1)


@dataclass(frozen=True)
class Daekning:
    """What the data reach, so that silence in a table is never taken for silence of a person.

    indkomst: first and last month of any income, None without a delivery. ydelse_fra: first day of the ledger.
    skole: whether pupils are delivered. ydelse_til: last month with a posting. returpost, ejendom, tilladelse need no
    coverage: they are there or not.
    """

    indkomst: tuple[str, str] | None
    ydelse_fra: date | None
    skole: bool
    ydelse_til: str | None = None

    def foer_foerste(self) -> str | None:
        """The month before the first with income: of what was before it nothing is known."""
        if self.indkomst is None:
            return None
        return f"{plus_maaneder(date(int(self.indkomst[0][:4]), int(self.indkomst[0][5:7]), 1), -1):%Y-%m}"

    def kan(self, kode: str, dag: date) -> bool:
        """Whether a signal can be told on a day."""
        if kode == "indkomst":
            return (
                self.indkomst is not None
                and _efter(self.indkomst[0], INDKOMST_MAANEDER - 1) <= dag
                and _efter(self.indkomst[1], DATA_MAANEDER) > dag
            )
        if kode == "ydelse":
            return (
                self.ydelse_fra is not None
                and plus_maaneder(self.ydelse_fra, YDELSE_MAANEDER) <= dag + timedelta(days=1)
                and (self.ydelse_til is None or _efter(self.ydelse_til, DATA_MAANEDER) > dag)
            )
        return kode != "skole" or self.skole

    def senest(self, kode: str, dag: date) -> date:
        """The last day on which a signal may begin to hold: silence is counted as far as the data reach, no further."""
        sidste = {"indkomst": self.indkomst and self.indkomst[1], "ydelse": self.ydelse_til}.get(kode)
        return min(dag, _efter(sidste, 0)) if sidste else dag


def signaler(f: Mapping[str, Any], dag: date, daekning: Daekning) -> dict[str, date]:
    """{signal: the day from which it holds} for one person on a day of reckoning.

    f: a row of core.udflytning, dates as date or None, months as 'YYYY-MM' or None.
    """
    her = f["her_siden"] or f["bor_siden"]
    fra: dict[str, date | None] = {
        "indkomst": _senest(
            plus_maaneder(her, INDKOMST_MAANEDER),
            plus_maaneder(voksen_dag(f["foedselsdato"]), INDKOMST_MAANEDER),
            _efter((f["dansk_maaned"] or daekning.foer_foerste()) or "0001-01", INDKOMST_MAANEDER),
        ),
        "ydelse": _senest(
            plus_maaneder(her, YDELSE_MAANEDER),
            plus_maaneder(_senest(f["sidste_ydelse"], daekning.ydelse_fra or her), YDELSE_MAANEDER),
        ),
        "tilladelse": f["tilladelse_til"] + timedelta(days=1)
        if f["tilladelse_til"] and f["tilladelse_til"] < date(9999, 12, 31)
        else None,
        "alene": f["alene_fra"],
        "skole": f["uden_skole_fra"],
        "returpost": f["returpost"]
        if f["returpost"]
        and f["returpost"]
        >= f["bor_siden"]  # what came back from an earlier address says nothing of this one
        and plus_maaneder(f["returpost"], RETURPOST_MAANEDER) > dag
        else None,
        "solgt": f["solgt"] if f["solgt"] and f["solgt"] >= f["bor_siden"] else None,
    }
    return {
        k: d
        for k, d in fra.items()
        if d is not None and d <= daekning.senest(k, dag) and daekning.kan(k, dag)
    }


def voksen_dag(foedt: date) -> date:
    """The day one is of age (myndighedsloven § 1)."""
    return plus_maaneder(foedt, 18 * 12)


def _senest(*dage: date | None) -> date:
    return max(d for d in dage if d is not None)


def modbevis(f: Mapping[str, Any], dag: date) -> list[str]:
    """The codes of MODBEVIS that hold for a person on a day."""
    graense = plus_maaneder(dag, -INDKOMST_MAANEDER)
    nyere = f"{graense:%Y-%m}"
    ud = [n for n in ("indlagt", "fritflyt", "soemand", "su_udland", "sommerhus") if f[n]]
    for kode, felt in (
        ("dansk_indkomst", "dansk_maaned"),
        ("aegtefaelle", "aegtefaelle_maaned"),
        ("udland_pension", "udland_pension_maaned"),
    ):
        if f[felt] and f[felt] > nyere:
            ud.append(kode)
    if f["sidste_egen_ydelse"] and f["sidste_egen_ydelse"] > graense:
        ud.append("ydelse_nu")
    return [kode for kode in MODBEVIS if kode in ud]


def bidrag(koder: Collection[str], ejer: bool) -> dict[str, float]:
    """What each thing adds to the log-odds, the starting point first."""
    dele = {"Udgangspunkt": GRUNDLAG} | {s.navn: s.vaegt for s in SIGNALER.values() if s.kode in koder}
    return dele | ({EJER: EJER_VAEGT} if ejer else {})


def score(koder: Collection[str], ejer: bool, forskydning: float = 0.0) -> float:
    """The probability 0–0,99 that one with these signals has left. forskydning: from own outcomes (kalibrering)."""
    return min(HOEJST, 1 / (1 + math.exp(-sum(bidrag(koder, ejer).values()) - forskydning)))


def kalibrering(forventet: float, traef: int, afgjorte: int) -> float:
    """What own outcomes move the log-odds by: nothing before twenty, then observed over expected, drawn to nothing.

    forventet: the sum of the scores of the decided. traef: those that had left.
    """
    if afgjorte < 20:
        return 0.0
    p, q = (traef + 1) / (afgjorte + 2), (forventet + 1) / (afgjorte + 2)
    return math.log(p / (1 - p)) - math.log(q / (1 - q))


def er_formodning(koder: Collection[str], point: float, mindst: int = MINDST_SIGNALER) -> bool:
    """Whether signals make a presumption: so many of them, and more likely than not."""
    return len(koder) >= mindst and point >= MINDST_SCORE


def fundet_fra(dage: Collection[date], rytme: str, mindst: int = MINDST_SIGNALER) -> date:
    """The day of reckoning on which the presumption first stood: when the `mindst`-th signal held."""
    nte = sorted(dage)[mindst - 1]
    dag = opgoerelsesdag(nte, rytme)
    return dag if dag == nte else naeste_dag(dag, rytme)


def ophold_over(fra: date, dag: date, maaneder: int) -> bool:
    """CPR-02: whether a stay abroad has lasted more than so many months on a day (CPR-loven § 24, stk. 1)."""
    return plus_maaneder(fra, maaneder) < dag


def svarfrist(modtaget: date, dage: int) -> date:
    """The last day for an answer to the letter (CPR-loven § 11), counted from when it must be presumed received."""
    return modtaget + timedelta(days=dage)
