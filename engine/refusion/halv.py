"""The schemes where the state pays half: SEL §§ 176 a and 177, BL § 199. Pure.

What the law gives right to is set beside what the ledger shows as refund, month by month and both ways. Readings:

- Help with 100 % refund (refugees) has no half: 100 % comes first. What of it Udlændinge covers is out of the cells
  beforehand; a month in which more is booked in full than there is a right to is left to that scheme.
- § 110 has a cap of days per running year from 1 October 2023. A stay that ran on that day is counted from it; the
  running year begins with the first day of a stay and a new one can begin a year later. Whether a day is within the
  cap is asked of the cap in force on that day.
- §§ 85 a and 107 count from the first discharge from § 110 on or after that date; a later discharge inside the period
  does not begin it anew (§ 176 a, stk. 3). The decision must have been made before the discharge; where the date of
  the decision is unknown the month is uncertain. § 85 a also counts directly after such a § 107 stay.
- A month that is only partly inside is shared by the days of the stay.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd

from engine.fejl import ParameterMangler
from engine.lov.parametre import Lovsamling
from engine.refusion.sde import ENHED

LOFT, AAR_85A = "par110_refusion_dage", "par85a_refusion_aar"
MD_107, VINDUE_107 = "par107_efter_110_maaneder", "par107_efter_110_vindue_aar"
EFTER_110 = ("SEL85A", "SEL107")
# The parameter with the state's share; help for children stood in SEL § 177 until barnets lov.
ANDELE = dict.fromkeys(EFTER_110, ("refusion_sel176a_andel",)) | dict.fromkeys(
    ("BL86", "BL87", "BL140"), ("refusion_bl199_andel", "refusion_sel177_andel")
)
_SVAR = ("berettiget", "dage", "forventet_oere", "usikker", "hvorfor")
_TYPER = ("int64", "int64", "int64", "bool", "str")


@dataclass(frozen=True)
class Ophold:
    """One measure: start, first day after it (None = runs), when it was decided (None = unknown)."""

    start: date
    slut: date | None
    besluttet: date | None

    def i(self, fra: date, til: date) -> tuple[date, date] | None:
        """The part inside [fra, til), None when there is none."""
        start, slut = max(self.start, fra), min(self.slut or til, til)
        return (start, slut) if start < slut else None


@dataclass(frozen=True)
class Del:
    """Of a month's days under the measure, how many give half, and whether that is uncertain. why in Danish."""

    berettiget: int
    dage: int
    usikker: bool
    hvorfor: str


def beregn(celler: pd.DataFrame, ophold: pd.DataFrame, lov: Lovsamling) -> pd.DataFrame:
    """Entitled against booked of every person, month and scheme.

    celler: person_noegle, maaned, ordning, udgift_u, refusion_u, hel_u. ophold: person_noegle, paragraf, start, slut,
    besluttet. Returns celler with berettiget, dage, forventet_oere, bogfoert_oere, forskel_oere (+ = we lack money),
    usikker, hvorfor; § 107 only where there is a discharge from § 110. Months without a rate are left out.
    """
    ud = celler[celler["hel_u"] <= 0]
    pr_person, uden = _ophold(ophold), Personophold((), (), ())
    andele = {par: _andel(*par, lov) for par in set(zip(ud["ordning"], ud["maaned"], strict=True))}
    raekker = []
    for nr, ordning, maaned, person, udgift_u in zip(
        range(len(ud)), ud["ordning"], ud["maaned"], ud["person_noegle"], ud["udgift_u"], strict=True
    ):
        andel = andele[ordning, maaned]
        del_ = _del(ordning, maaned, pr_person.get(person, uden), lov)
        if andel is not None and del_ is not None:
            forventet = _oere(int(udgift_u), del_.berettiget, del_.dage, andel)
            raekker.append((nr, del_.berettiget, del_.dage, forventet, del_.usikker, del_.hvorfor))
    numre, *spalter = zip(*raekker, strict=True) if raekker else ((),) * 6
    ud = ud.iloc[list(numre)].reset_index(drop=True)
    for navn, spalte, type_ in zip(_SVAR, spalter, _TYPER, strict=True):
        ud[navn] = pd.Series(list(spalte), dtype=type_)
    ud["bogfoert_oere"] = np.array([afrund(int(u), ENHED) for u in ud["refusion_u"]], dtype="int64")
    ud["forskel_oere"] = ud["forventet_oere"] - ud["bogfoert_oere"]
    return ud


def _andel(ordning: str, maaned: str, lov: Lovsamling) -> Decimal | None:
    """The state's share in force; None where no rate is known."""
    for navn in ANDELE.get(ordning, ("refusion_sel177_andel",)):
        try:
            return Decimal(str(lov.opslag(navn, foerste_dag(maaned)).vaerdi))
        except ParameterMangler:
            continue
    return None


def _oere(udgift_u: int, berettiget: int, dage: int, andel: Decimal) -> int:
    """Half of the entitled part, in whole øre; below zero it gives nothing."""
    if udgift_u <= 0 or not berettiget:
        return 0
    taeller, naevner = andel.as_integer_ratio()
    return afrund(udgift_u * berettiget * taeller, dage * naevner * ENHED)


def afrund(taeller: int, naevner: int) -> int:
    """Half up, away from zero on both sides."""
    helt = (2 * abs(taeller) + naevner) // (2 * naevner)
    return helt if taeller >= 0 else -helt


# --- stays --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Personophold:
    par110: tuple[Ophold, ...]
    par107: tuple[Ophold, ...]
    par85a: tuple[Ophold, ...]


def _ophold(ramme: pd.DataFrame) -> dict[str, Personophold]:
    samlet: dict[str, dict[str, list[Ophold]]] = {}
    for r in ramme.itertuples(index=False):
        slut = None if pd.isna(r.slut) else _dag(r.slut) + timedelta(days=1)
        besluttet = None if pd.isna(r.besluttet) else _dag(r.besluttet)
        hos = samlet.setdefault(r.person_noegle, {"110": [], "107": [], "85a": []})
        hos[r.paragraf].append(Ophold(_dag(r.start), slut, besluttet))
    return {p: Personophold(_flet(o["110"]), tuple(o["107"]), tuple(o["85a"])) for p, o in samlet.items()}


def _dag(vaerdi: object) -> date:
    return pd.Timestamp(vaerdi).date()


def _flet(ophold: Iterable[Ophold]) -> tuple[Ophold, ...]:
    """Stays that touch or overlap are one: moving from one boform to the next is no discharge."""
    ud: list[Ophold] = []
    for o in sorted(ophold, key=lambda o: o.start):
        sidste = ud[-1] if ud else None
        if sidste and (sidste.slut is None or o.start <= sidste.slut):
            slut = None if sidste.slut is None or o.slut is None else max(sidste.slut, o.slut)
            ud[-1] = Ophold(sidste.start, slut, sidste.besluttet)
        else:
            ud.append(o)
    return tuple(ud)


def foerste_dag(maaned: str) -> date:
    return date(int(maaned[:4]), int(maaned[5:7]), 1)


def _naeste(dag: date) -> date:
    return date(dag.year + dag.month // 12, dag.month % 12 + 1, 1)


def plus_aar(dag: date, aar: int) -> date:
    """The same day of a later year; 29 February becomes 1 March, the first day after the full years."""
    try:
        return dag.replace(year=dag.year + aar)
    except ValueError:
        return date(dag.year + aar, 3, 1)


def _plus_maaneder(dag: date, antal: int) -> date:
    nr = dag.year * 12 + dag.month - 1 + antal
    foerste = date(nr // 12, nr % 12 + 1, 1)
    sidste = _naeste(foerste) - timedelta(days=1)
    return min(foerste + timedelta(days=dag.day - 1), sidste)


# --- what of a month gives half -----------------------------------------------------------------------------


def _del(ordning: str, maaned: str, hos: Personophold, lov: Lovsamling) -> Del | None:
    fra = foerste_dag(maaned)
    if ordning == "SEL110":
        return _del_110(fra, hos.par110, lov)
    if ordning in EFTER_110:
        return _del_efter(ordning, fra, hos, lov)
    return Del(1, 1, False, "Staten betaler halvdelen af nettoudgiften.")


def _loft_fra(lov: Lovsamling) -> date:
    return lov.parameter(LOFT).vaerdier[0].fra


def _del_110(fra: date, ophold: tuple[Ophold, ...], lov: Lovsamling) -> Del:
    til = _naeste(fra)
    if fra < _loft_fra(lov):
        return Del(1, 1, False, "Før 1. oktober 2023 var der intet loft over døgn.")
    dage = [d for o in ophold if (del_ := o.i(fra, til)) for d in _dage(*del_)]
    if not dage:
        hele = (til - fra).days
        return Del(hele, hele, True, "Udgiften har ingen indsats efter § 110, så døgnene kan ikke tælles.")
    numre = doegnnumre(ophold, til, _loft_fra(lov))
    inden = [d for d in dage if numre[d] <= int(Decimal(str(lov.opslag(LOFT, d).vaerdi)))]
    loft = int(Decimal(str(lov.opslag(LOFT, dage[-1]).vaerdi)))
    return Del(
        len(inden),
        len(dage),
        False,
        f"Døgn nr. {numre[dage[0]]}–{numre[dage[-1]]} i det løbende år; loftet er {loft}.",
    )


def _dage(fra: date, til: date) -> list[date]:
    return [fra + timedelta(days=n) for n in range((til - fra).days)]


def doegnnumre(ophold: tuple[Ophold, ...], til: date, loft_fra: date) -> dict[date, int]:
    """Each day in a § 110 stay before `til` -> its number in its running year, counted from `loft_fra`."""
    numre: dict[date, int] = {}
    aar_slut, nummer = date.min, 0
    for o in ophold:
        del_ = o.i(loft_fra, til)
        for dag in _dage(*del_) if del_ else ():
            if dag >= aar_slut:
                aar_slut, nummer = plus_aar(dag, 1), 0
            nummer += 1
            numre[dag] = nummer
    return numre


def udskrivning(ophold: tuple[Ophold, ...], dag: date, lov: Lovsamling) -> date | None:
    """The discharge whose period a day belongs to: the first, or the first after the last one's period ended."""
    aar = int(Decimal(str(lov.opslag(AAR_85A, max(dag, _loft_fra(lov))).vaerdi)))
    gaelder: date | None = None
    for o in ophold:
        if o.slut is None or o.slut < _loft_fra(lov) or o.slut > dag:
            continue
        if gaelder is None or o.slut >= plus_aar(gaelder, aar):
            gaelder = o.slut
    return gaelder


def _del_efter(ordning: str, fra: date, hos: Personophold, lov: Lovsamling) -> Del | None:
    til = _naeste(fra)
    ud = udskrivning(hos.par110, til - timedelta(days=1), lov)
    if ud is None:
        if ordning == "SEL107":
            return None
        return Del(0, 1, False, "Der er ingen udskrivning fra § 110, som støtten følger efter.")
    egne = hos.par85a if ordning == "SEL85A" else hos.par107
    gyldige = [(o, _besluttet_foer(o, ud, hos, ordning)) for o in egne]
    vindue_til = _vindue(ordning, ud, egne, lov)
    dage = [d for o in egne if (del_ := o.i(fra, til)) for d in _dage(*del_)]
    if not dage:
        hele = _dage(fra, til)
        inden = [d for d in hele if ud <= d < vindue_til]
        return Del(len(inden), len(hele), True, _efter_tekst(ordning, ud, vindue_til) + " Indsatsen mangler.")
    inde, usikker = set(), False
    for o, ok in gyldige:
        del_ = o.i(max(fra, ud), min(til, vindue_til))
        if del_ and ok is not False:
            inde |= set(_dage(*del_))
            usikker |= ok is None
    return Del(len(inde), len(dage), usikker, _efter_tekst(ordning, ud, vindue_til))


def _besluttet_foer(o: Ophold, ud: date, hos: Personophold, ordning: str) -> bool | None:
    """Whether it was decided before the discharge; None = unknown. § 85 a may also follow directly on § 107."""
    if ordning == "SEL85A" and any(p.slut == o.start and p.start >= ud for p in hos.par107 if p.slut):
        return True
    if o.slut is not None and o.slut <= ud:
        return False
    return None if o.besluttet is None else o.besluttet <= ud


def _vindue(ordning: str, ud: date, egne: tuple[Ophold, ...], lov: Lovsamling) -> date:
    """The first day that no longer gives half."""
    if ordning == "SEL85A":
        return plus_aar(ud, int(Decimal(str(lov.opslag(AAR_85A, ud).vaerdi))))
    slut = plus_aar(ud, int(Decimal(str(lov.opslag(VINDUE_107, ud).vaerdi))))
    foerste = min((max(o.start, ud) for o in egne if o.slut is None or o.slut > ud), default=ud)
    return min(slut, _plus_maaneder(foerste, int(Decimal(str(lov.opslag(MD_107, ud).vaerdi)))))


def _efter_tekst(ordning: str, ud: date, til: date) -> str:
    hvad = "§ 85 a" if ordning == "SEL85A" else "§ 107"
    sidste = til - timedelta(days=1)
    return f"Udskrevet fra § 110 den {ud:%d.%m.%Y}; {hvad} giver halvdelen til og med {sidste:%d.%m.%Y}."
