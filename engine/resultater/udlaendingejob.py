"""Work nobody has told of, as the wages show it: when it began, and whether its grant is likely unclaimed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd

from engine import dansk
from engine.lager import udlaendinge as lager
from engine.refusion import udlaendinge as ret
from engine.refusion.udlaendinge import Job, Stykke, Tilskud, Udlaending
from engine.resultater.sde import Kontekst

TIMELOEN_OERE = 13_000  # about the lowest agreed pay; only to judge whether wages can be twenty hours a week
_UGER_PR_MAANED = Decimal(52) / 12
SET_MAANEDER = (
    3  # of a stretch that ran when the income data begin, so much must be seen before it is asked about
)
HELLERE_JA = 0.5  # asked about only where the right, if it is work, is more likely unclaimed than older than the claims
HEL_MAANED = 0.97  # wages of less than so much of the month beside it are of a part of the month
KLART_EN_DEL = 0.8  # and, in the data's first month, of less than so much: no ordinary pay falls so far
_JOB = ("person_noegle", "fra", "til", "naaet", "maaneder", "oere", "start_kendt", "begrundelse")


def find(k: Kontekst, personer: Mapping[str, Udlaending], sidste: date) -> pd.DataFrame:
    """Six months of wages for at least twenty hours a week, in months in which no job is registered."""
    raekker = []
    loen = lager.loen(k.gen)
    krav = lager.hjemtaget(k.gen)
    begyndt = str(loen["maaned"].min())
    foerste = date(int(krav["regnskabsaar"].min()), 1, 1) if len(krav) else None
    for person, del_ in loen.groupby("person_noegle", sort=True):
        u = personer[str(person)]
        if ret.resultat_job(u, k.lov, sidste) is None:
            oere = {str(m): int(x) for m, x in zip(del_["maaned"], del_["beloeb_oere"], strict=True)}
            forloeb = [_loenforloeb(s, oere, begyndt) for s in stykker(_nok_loen(k, del_, sidste))]
            # The grant is given once: work that was there before the data may have given it.
            forloeb = forloeb[:1] if forloeb and not forloeb[0].kendt else forloeb
            fundne = (_muligt_job(u, k, x, sidste, foerste) for x in forloeb)
            raekker += [f for f in fundne if f is not None][:1]
    return pd.DataFrame(raekker, columns=list(_JOB))


def _nok_loen(k: Kontekst, loen: pd.DataFrame, sidste: date) -> list[str]:
    """The months with wages for at least the hours a week that the grant asks for."""
    timer = k.lov.foerste_eller_opslag("inl_job_min_timer_uge", sidste).vaerdi
    mindst = int(Decimal(str(timer)) * _UGER_PR_MAANED * TIMELOEN_OERE)
    return [str(m) for m in loen.loc[loen["beloeb_oere"] >= mindst, "maaned"]]


@dataclass(frozen=True)
class _Loenforloeb:
    """A run of months with enough wages: its first and last day as the wages show them. kendt: the data go further back
    than its beginning. anslaaet: the first day lies inside a month, by how little was paid for it."""

    maaneder: tuple[str, ...]
    fra: date
    til: date
    kendt: bool
    anslaaet: bool


def _loenforloeb(maaneder: list[str], oere: Mapping[str, int], begyndt: str) -> _Loenforloeb:
    """The run as work: what is paid before its first and after its last month is for a part of that month, and so is
    a first or last month with less than any other. What comes before the data's first month nobody knows."""
    hele = sorted(oere[m] for m in maaneder[1:-1]) or [max(oere[m] for m in maaneder)]
    foerste, sidste = (_kant(maaneder[n], oere, vej) for n, vej in ((0, -1), (-1, 1)))
    fra, til = ret.maanedens_dage(foerste).fra, ret.maanedens_dage(sidste).til
    kendt = foerste != begyndt or oere[foerste] < KLART_EN_DEL * hele[len(hele) // 2]
    if kendt and (dage := _dele_af(foerste, oere, hele)):
        fra = ret.maanedens_dage(foerste).til - timedelta(days=dage - 1)
    if dage := _dele_af(sidste, oere, hele):
        til = ret.maanedens_dage(sidste).fra + timedelta(days=dage - 1)
    return _Loenforloeb(tuple(maaneder), fra, til, kendt, fra.day > 1)


def _kant(maaned: str, oere: Mapping[str, int], vej: int) -> str:
    """The month beside a run's edge when something is paid in it, else the edge."""
    dage = ret.maanedens_dage(maaned)
    uden_for = f"{(dage.fra - timedelta(days=1) if vej < 0 else dage.til + timedelta(days=1)):%Y-%m}"
    return uden_for if oere.get(uden_for, 0) > 0 else maaned


def _dele_af(maaned: str, oere: Mapping[str, int], hele: Sequence[int]) -> int:
    """How many of the month's days the pay is for, 0 when for all of them. hele: the pay of whole months, ascending."""
    normal = hele[len(hele) // 2]
    if oere[maaned] >= min(hele[0], HEL_MAANED * normal):
        return 0
    return max(1, round(oere[maaned] * ret.dage_i(maaned) / normal))


def _muligt_job(
    u: Udlaending, k: Kontekst, loen: _Loenforloeb, sidste: date, krav_fra: date | None
) -> dict[str, Any] | None:
    """A run of wages as the job it may be. One that ran when the data begin may be older than they show: it is work
    nobody told of where every day it can have begun on gives the same grant, a question where most do, else nothing."""
    if any(Stykke(j.fra, j.til or ret.UDLOEBER_ALDRIG).faelles(Stykke(loen.fra, loen.til)) for j in u.job):
        return None
    fra, kendt = loen.fra, loen.kendt
    if not kendt:
        tidligst = _tidligst(u, k, loen)
        if tidligst is None or _chance(k, tidligst, loen.fra, krav_fra) < HELLERE_JA:
            return None
        fra, kendt = _saa_sent_som_muligt(k, loen), _ens(u, k, loen, tidligst, sidste, krav_fra)
    t = _som_job(u, k, fra, loen.til, sidste)
    if t is None or t.oere is None:
        return None
    return {
        "person_noegle": u.person_noegle,
        "fra": f"{fra:%Y-%m}" if loen.kendt else loen.maaneder[0],
        "til": loen.maaneder[-1],
        "naaet": t.maaned,
        "maaneder": len(loen.maaneder),
        "oere": t.oere,
        "start_kendt": kendt,
        "begrundelse": _hvorfor_job(loen, fra),
    }


def _hvorfor_job(loen: _Loenforloeb, fra: date) -> str:
    tekst = f"Løn i {len(loen.maaneder)} måneder i træk uden et registreret job."
    if not loen.kendt:
        return (
            f"{tekst} Lønnen løb, da indkomstdata begynder ({dansk.maaned(loen.maaneder[0])}), så begyndelsen kendes "
            "ikke: begyndte arbejdet tidligere, hører tilskuddet til en tidligere måned og måske en anden sats."
        )
    if loen.anslaaet:
        return f"{tekst} Efter lønnen i den første måned begyndte arbejdet omkring den {dansk.dato(fra)}."
    return tekst


def _som_job(u: Udlaending, k: Kontekst, fra: date, til: date, sidste: date) -> Tilskud | None:
    timer = Decimal(str(k.lov.foerste_eller_opslag("inl_job_min_timer_uge", sidste).vaerdi))
    return ret.resultat_job(replace(u, job=(Job(fra, til, timer, True),)), k.lov, sidste)


def _mindst_maaneder(k: Kontekst, dag: date) -> int:
    return int(str(k.lov.foerste_eller_opslag("inl_job_min_maaneder", dag).vaerdi))


def _saa_sent_som_muligt(k: Kontekst, loen: _Loenforloeb) -> date:
    """The last day on which a run that goes further back than the data can have begun and still be long enough."""
    mangler = _mindst_maaneder(k, loen.fra) - len(loen.maaneder)
    if len(loen.maaneder) >= SET_MAANEDER and mangler > 0:
        return ret.plus_maaneder(ret.maanedens_dage(loen.maaneder[0]).fra, -mangler)
    return loen.fra


def _tidligst(u: Udlaending, k: Kontekst, loen: _Loenforloeb) -> date | None:
    """The first day on which work can give the grant: that of the introduction period, and of being grown up."""
    forloeb = ret.introduktion(u, k.lov)
    if forloeb is None:
        return None
    tidligst = max(forloeb.fra, ret.myndig(u, k.lov))
    return tidligst if tidligst <= loen.fra else None


def _chance(k: Kontekst, tidligst: date, senest: date, krav_fra: date | None) -> float:
    """Of the days on which the work can have begun, the share whose grant belongs to the years that have claims."""
    graense = ret.plus_maaneder(krav_fra or senest, -_mindst_maaneder(k, senest))
    return ((senest - max(tidligst, graense)).days + 1) / ((senest - tidligst).days + 1)


def _ens(
    u: Udlaending, k: Kontekst, loen: _Loenforloeb, tidligst: date, sidste: date, krav_fra: date | None
) -> bool:
    """Whether every day that it can have begun on gives the same grant, and none before the claims."""
    ender = [_som_job(u, k, fra, loen.til, sidste) for fra in (tidligst, loen.fra)]
    return (
        _chance(k, tidligst, loen.fra, krav_fra) == 1
        and all(t is not None for t in ender)
        and len({t.oere for t in ender if t is not None}) == 1
    )


def stykker(maaneder: list[str]) -> Iterator[list[str]]:
    """Runs of consecutive months."""
    stykke: list[str] = []
    for m in sorted(maaneder):
        if stykke and _nr(m) != _nr(stykke[-1]) + 1:
            yield stykke
            stykke = []
        stykke.append(m)
    if stykke:
        yield stykke


def _nr(maaned: str) -> int:
    return int(maaned[:4]) * 12 + int(maaned[5:7])
