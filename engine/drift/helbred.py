"""Is the system well: one word for a monitor, and a word for each part. Says nothing about data or persons.

ok: everything works. nedsat: people can work, but somebody should look (old data, little room, a job that
failed, a log without its anchor). nede: people cannot work.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from engine import plads
from engine.drift import ankerfil, job
from engine.fejl import HjemtagFejl, IntetLager
from engine.indstillinger import Indstillinger
from engine.lager import laes
from engine.sager import tabeller
from engine.sager.lager import SENESTE_REVISION, Sagslager, revision_i

OK, NEDSAT, NEDE = "ok", "nedsat", "nede"
DISK_MINDST = 2 * 2**30
KOE_MANGE = 1_000
_ANKER_DOEGN = timedelta(hours=26)


@dataclass(frozen=True)
class Del:
    """One part: its state, and what a person should know and do."""

    navn: str
    tilstand: str
    tekst: str


def proev(ind: Indstillinger, lager: Callable[[], Sagslager], nu: datetime) -> list[Del]:
    """Every part, looked at now."""
    sagslager, fundet = _sagslager(lager)
    dele = [fundet, _datagrundlag(ind, nu), _disk(ind)]
    if sagslager is not None:
        dele += [_log(sagslager), _anker(ind, sagslager, nu), _job(ind, sagslager)]
    return dele


def samlet(dele: list[Del]) -> str:
    """The worst of the parts."""
    return max((d.tilstand for d in dele), key=(OK, NEDSAT, NEDE).index, default=OK)


def _sagslager(lager: Callable[[], Sagslager]) -> tuple[Sagslager | None, Del]:
    start = time.perf_counter()
    try:
        sagslager = lager()
        with sagslager.laes() as con:
            revision = revision_i(con)
    except (HjemtagFejl, sa.exc.SQLAlchemyError) as fejl:
        tekst = str(fejl) if isinstance(fejl, HjemtagFejl) else type(fejl).__name__
        return None, Del("sagslager", NEDE, tekst)
    if revision != SENESTE_REVISION:
        return None, Del(
            "sagslager", NEDE, f"Skemaet er {revision}, ikke {SENESTE_REVISION}. Kør 'hjemtag migrer'."
        )
    svartid = 1000 * (time.perf_counter() - start)
    hvad = "SQLite" if sagslager.er_sqlite else "PostgreSQL"
    return sagslager, Del("sagslager", OK, f"{hvad} svarer på {svartid:.0f} ms, skema {revision}.")


def _datagrundlag(ind: Indstillinger, nu: datetime) -> Del:
    try:
        gen = laes.aktuel(ind)
    except IntetLager:
        return Del("datagrundlag", NEDSAT, "Der er ikke bygget noget datagrundlag endnu.")
    alder = nu - gen.bygget
    timer = int(alder.total_seconds() // 3600)
    if alder > timedelta(hours=ind.data_timer_max):
        raad = "Se, om natkørslen er kørt."
        return Del("datagrundlag", NEDSAT, f"{gen.navn} er bygget for {timer} timer siden. {raad}")
    return Del("datagrundlag", OK, f"{gen.navn} er bygget for {timer} timer siden.")


def _disk(ind: Indstillinger) -> Del:
    fri = plads.fri(ind.hjem)
    tekst = f"{fri / 2**30:.1f} GB fri".replace(".", ",")
    if fri < DISK_MINDST:
        return Del("disk", NEDSAT, f"{tekst}; under {DISK_MINDST // 2**30} GB. Frigør plads.")
    return Del("disk", OK, f"{tekst}.")


def _log(lager: Sagslager) -> Del:
    skriver = lager.logskriver
    if skriver is not None and (skriver.sidste_fejl or skriver.venter > KOE_MANGE):
        return Del("log", NEDSAT, f"{skriver.venter} loglinjer venter: {skriver.sidste_fejl or 'kø'}")
    return Del("log", OK, "Loggen skrives.")


def _anker(ind: Indstillinger, lager: Sagslager, nu: datetime) -> Del:
    """Lines that have waited two intervals of the app for their anchor, or a night and a little without one."""
    graense = timedelta(minutes=2 * ind.log_anker_minutter) if ind.log_anker_minutter else _ANKER_DOEGN
    ankret = ankerfil.sidste_nr(ind)
    log = tabeller.log
    # The line that names the last anchor needs none of its own.
    venter = sa.select(sa.func.min(log.c.tid)).where(log.c.nr > (ankret + 1 if ankret else 0))
    with lager.laes() as con:
        aeldste = con.scalar(venter)
    if aeldste is not None and nu - aeldste > graense:
        timer = int((nu - aeldste).total_seconds() // 3600)
        return Del("anker", NEDSAT, f"Loggen har ventet {timer} timer på et anker. Kør 'hjemtag log anker'.")
    return Del("anker", OK, f"Loggen er ankret til linje {ankret}." if ankret else "Loggen er ny.")


def _job(ind: Indstillinger, lager: Sagslager) -> Del:
    igang = job.igang(ind)
    if igang is not None and not igang.lever:
        return Del("job", NEDSAT, f"'{igang.verbum}' blev afbrudt. Kør det igen.")
    sidste = job.seneste(lager, 1)
    if sidste and not sidste[0].lykkedes:
        return Del("job", NEDSAT, f"'{sidste[0].verbum}' mislykkedes: {sidste[0].fejl}")
    if igang is not None:
        return Del("job", OK, f"'{igang.verbum}' kører.")
    return Del("job", OK, f"'{sidste[0].verbum}' lykkedes." if sidste else "Intet job er kørt endnu.")
