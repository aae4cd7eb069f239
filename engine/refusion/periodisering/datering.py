"""From an expression and the digits of a text to days: which year is meant, and whether that can be.

A year that is not written is the one a bookkeeper means: the latest in which the period has begun by the day of the
document; what is paid in advance may begin later.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from engine.refusion.periodisering.led import (
    AAR,
    DAG,
    HALVAAR,
    KVARTAL,
    MAANED,
    SIDSTE_AAR,
    UGE,
    Felt,
    Led,
    Udtryk,
)

BEGYNDT_DAGE = 20  # a period without a year may begin so many days after the document
FORUD_DAGE = 125  # and so many when it is paid in advance
_LAENGST_DAGE = 3 * 366 + 1
_MD = {MAANED: 1, KVARTAL: 3, HALVAAR: 6}


@dataclass(frozen=True, slots=True)
class Reference:
    """The day a text without a year is read from, and whether it speaks of a payment in advance."""

    dag: date
    forud: bool = False


@dataclass(frozen=True, slots=True)
class Periode:
    """First and last day. aar_skrevet: the year stands in the text."""

    fra: date
    til: date
    aar_skrevet: bool


Laest = tuple[int | None, int | None, int | None]  # year, number, day as read


def dater(u: Udtryk, tekst: str, ref: Reference) -> Periode | None:
    """The days of an expression, None when the digits cannot mean it."""
    foerste, sidste = _laes(u.foerste, tekst, ref), _laes(u.sidste, tekst, ref)
    if foerste is None or sidste is None:
        return None
    if u.laengde:
        return _med_laengde(u, foerste, tekst, ref)
    foerste, sidste = _faelles(u, foerste, sidste)
    if sidste[0] is not None:
        return _periode(u.art, foerste, sidste, True)
    return _naermeste(u.art, foerste, sidste, ref)


def _tal(felt: Felt, tekst: str) -> int:
    return felt if isinstance(felt, int) else int(tekst[felt[0] : felt[1]])


def _laes(led: Led, tekst: str, ref: Reference) -> Laest | None:
    aar = nr = dag = None
    if led.aar is not None:
        aar = ref.dag.year - 1 if led.aar == SIDSTE_AAR else _aarstal(led.aar, tekst)
        if aar is None:
            return None
    if led.nr is not None:
        nr = _tal(led.nr, tekst)
        if not 1 <= nr <= {DAG: 12, MAANED: 12, UGE: 53, KVARTAL: 4, HALVAAR: 2}[led.art]:
            return None
    if led.dag is not None:
        dag = _tal(led.dag, tekst)
        if not 1 <= dag <= 31 or ((dag, nr, aar) == (24, 7, None) and not isinstance(led.nr, int)):
            return None  # 24/7 is round the clock
    return aar, nr, dag


def _aarstal(felt: Felt, tekst: str) -> int | None:
    aar = _tal(felt, tekst)
    kort = not isinstance(felt, int) and felt[1] - felt[0] == 2
    aar += 2000 if kort else 0
    return aar if 1990 <= aar <= 2099 else None


def _faelles(u: Udtryk, foerste: Laest, sidste: Laest) -> tuple[Laest, Laest]:
    """What only one end states, the other has too: the month of a day, the year of both."""
    f_aar, f_nr, f_dag = foerste
    s_aar, s_nr, s_dag = sidste
    if not u.er_spaend:
        return foerste, sidste
    if f_nr is None:
        f_nr = s_nr
    tilbage = (f_nr or 0, f_dag or 0) > (s_nr or 0, s_dag or 0)
    if u.art != AAR:
        if f_aar is None and s_aar is not None:
            f_aar = s_aar - tilbage
        elif s_aar is None and f_aar is not None:
            s_aar = f_aar + tilbage
    return (f_aar, f_nr, f_dag), (s_aar, s_nr, s_dag)


def _periode(art: str, foerste: Laest, sidste: Laest, skrevet: bool) -> Periode | None:
    fra, til = _kant(art, foerste, 0), _kant(art, sidste, 1)
    if fra is None or til is None or not 0 <= (til - fra).days <= _LAENGST_DAGE:
        return None
    return Periode(fra, til, skrevet)


def _kant(art: str, laest: Laest, ende: int) -> date | None:
    """First (ende 0) or last day (ende 1) of a piece of time with its year."""
    aar, nr, dag = laest
    if aar is None:
        return None
    if art == AAR:
        return date(aar, 12, 31) if ende else date(aar, 1, 1)
    if nr is None:
        return None
    if art == DAG:
        return date(aar, nr, dag) if dag and dag <= monthrange(aar, nr)[1] else None
    if art == UGE:
        return _ugedag(aar, nr, 7 if ende else 1)
    antal = _MD[art]
    md = nr * antal if ende else (nr - 1) * antal + 1
    return date(aar, md, monthrange(aar, md)[1] if ende else 1)


def _ugedag(aar: int, uge: int, dag: int) -> date | None:
    return (
        None
        if uge == 53 and date(aar, 12, 28).isocalendar().week < 53
        else date.fromisocalendar(aar, uge, dag)
    )


def _naermeste(art: str, foerste: Laest, sidste: Laest, ref: Reference) -> Periode | None:
    """The latest year in which the period has begun by the reference day."""
    if art == AAR:
        return None
    tilbage = (foerste[1] or 0, foerste[2] or 0) > (sidste[1] or 0, sidste[2] or 0)
    graense = ref.dag + timedelta(days=FORUD_DAGE if ref.forud else BEGYNDT_DAGE)
    for aar in range(ref.dag.year + 1, ref.dag.year - 5, -1):
        p = _periode(art, (aar - tilbage, *foerste[1:]), (aar, *sidste[1:]), False)
        if p and p.fra <= graense:
            return p
    return None


def _med_laengde(u: Udtryk, start: Laest, tekst: str, ref: Reference) -> Periode | None:
    assert u.laengde is not None
    led, antal = u.foerste.art, _tal(u.laengde[0], tekst)
    begynder = (
        _periode(led, start, start, True) if start[0] is not None else _naermeste(led, start, start, ref)
    )
    if begynder is None or not 1 <= antal <= 366:
        return None
    til = _efter(begynder.fra, antal, u.laengde[1])
    if til is None or (til - begynder.fra).days > _LAENGST_DAGE:
        return None
    return Periode(begynder.fra, til, start[0] is not None)


def _efter(fra: date, antal: int, enhed: str) -> date | None:
    """The last day of a length of time."""
    if enhed in (DAG, UGE):
        return fra + timedelta(days=antal * (7 if enhed == UGE else 1) - 1)
    md = fra.year * 12 + fra.month - 1 + antal * {MAANED: 1, KVARTAL: 3, HALVAAR: 6, AAR: 12}[enhed]
    aar, nr = md // 12, md % 12 + 1
    if aar > 2099:
        return None
    return date(aar, nr, min(fra.day, monthrange(aar, nr)[1])) - timedelta(days=1)


def maaned_om(dag: date, antal: int) -> Periode:
    """The whole month a number of months from a day's."""
    md = dag.year * 12 + dag.month - 1 + antal
    aar, nr = md // 12, md % 12 + 1
    return Periode(date(aar, nr, 1), date(aar, nr, monthrange(aar, nr)[1]), False)


def kvartal_om(dag: date, antal: int) -> Periode:
    """The whole quarter a number of quarters from a day's."""
    kv = dag.year * 4 + (dag.month - 1) // 3 + antal
    aar, nr = kv // 4, kv % 4 * 3 + 3
    return Periode(date(aar, nr - 2, 1), date(aar, nr, monthrange(aar, nr)[1]), False)
