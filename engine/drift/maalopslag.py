"""What Prometheus is told when it asks: builds, ages, queues and sizes, looked up then and there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time
from typing import Any

import sqlalchemy as sa
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily

import engine
from engine import plads
from engine.drift import ankerfil, helbred, job
from engine.fejl import HjemtagFejl, IntetLager
from engine.indstillinger import Indstillinger
from engine.lager import laes
from engine.sager import tabeller
from engine.sager.lager import Sagslager

_JOB = ("indlaes", "byg", "nat", "sikkerhedskopi", "oprydning")


class Opslag:
    """What is looked up when asked for. A part that cannot be looked up is left out, and helbred says why."""

    def __init__(self, ind: Indstillinger, lager: Callable[[], Sagslager], nu: datetime) -> None:
        self.ind, self.lager, self.nu = ind, lager, nu

    def collect(self) -> Iterator[Any]:
        yield InfoMetricFamily("hjemtag", "The running version", value={"version": engine.__version__})
        yield from self._helbred()
        yield from self._generation()
        yield from self._disk()
        try:
            sagslager = self.lager()
            yield from self._log(sagslager)
            yield from self._job(sagslager)
            yield from self._bord(sagslager)
        except (HjemtagFejl, sa.exc.SQLAlchemyError):
            return

    def _helbred(self) -> Iterator[Any]:
        familie = GaugeMetricFamily("hjemtag_helbred", "1 = ok, 0.5 = nedsat, 0 = nede", labels=["del"])
        tal = {helbred.OK: 1.0, helbred.NEDSAT: 0.5, helbred.NEDE: 0.0}
        for del_ in helbred.proev(self.ind, self.lager, self.nu):
            familie.add_metric([del_.navn], tal[del_.tilstand])
        yield familie

    def _generation(self) -> Iterator[Any]:
        try:
            gen = laes.aktuel(self.ind)
        except IntetLager:
            return
        yield GaugeMetricFamily("hjemtag_generation_nr", "The build in use", value=gen.nr)
        bygget = gen.bygget.timestamp()
        yield GaugeMetricFamily(
            "hjemtag_generation_bygget_sekunder", "When it was built (Unix time)", value=bygget
        )
        if gen.data_dato:
            dag = datetime.combine(gen.data_dato, time(), UTC).timestamp()
            yield GaugeMetricFamily(
                "hjemtag_data_dato_sekunder", "The day its data speaks of (Unix time)", value=dag
            )

    def _disk(self) -> Iterator[Any]:
        yield GaugeMetricFamily(
            "hjemtag_disk_fri_bytes", "Free on the data disk", value=plads.fri(self.ind.hjem)
        )
        familie = GaugeMetricFamily(
            "hjemtag_disk_bytes", "Used, by part of the data directory", labels=["del"]
        )
        for navn in ("landing", "karantaene", "generationer", "arbejde", "sikkerhedskopier"):
            familie.add_metric([navn], plads.fylder(getattr(self.ind, navn)))
        yield familie

    def _log(self, lager: Sagslager) -> Iterator[Any]:
        skriver = lager.logskriver
        venter, skrevet = (skriver.venter, skriver.skrevet) if skriver is not None else (0, 0)
        yield GaugeMetricFamily("hjemtag_log_koe", "Log lines waiting to be written", value=venter)
        yield CounterMetricFamily("hjemtag_log_skrevet", "Log lines written by this process", value=skrevet)
        with lager.laes() as con:
            nr = con.scalar(sa.select(sa.func.max(tabeller.log.c.nr))) or 0
        yield GaugeMetricFamily("hjemtag_log_linjer", "Lines in the log", value=nr)
        yield GaugeMetricFamily(
            "hjemtag_log_ankret_linje", "The log line of the last anchor", value=ankerfil.sidste_nr(self.ind)
        )

    def _job(self, lager: Sagslager) -> Iterator[Any]:
        familier = {
            "sidst": GaugeMetricFamily(
                "hjemtag_job_sidst_sekunder", "When it last ended (Unix time)", labels=["job"]
            ),
            "lykkedes": GaugeMetricFamily(
                "hjemtag_job_lykkedes", "1 when the last one succeeded", labels=["job"]
            ),
            "varighed": GaugeMetricFamily(
                "hjemtag_job_varighed_sekunder", "How long it took", labels=["job"]
            ),
        }
        for navn in _JOB:
            for sidste in job.seneste(lager, 1, navn):
                familier["sidst"].add_metric([navn], sidste.tid.timestamp())
                familier["lykkedes"].add_metric([navn], float(sidste.lykkedes))
                familier["varighed"].add_metric([navn], sidste.sekunder)
        yield from familier.values()

    def _bord(self, lager: Sagslager) -> Iterator[Any]:
        """The queue of cases by state, and the sessions that are open."""
        sag, session = tabeller.sag, tabeller.session
        familie = GaugeMetricFamily("hjemtag_sager", "Cases, by state", labels=["tilstand"])
        aabne = session.c.afsluttet.is_(None) & (session.c.udloeber > self.nu)
        with lager.laes() as con:
            for tilstand, antal in con.execute(
                sa.select(sag.c.tilstand, sa.func.count()).group_by(sag.c.tilstand)
            ):
                familie.add_metric([tilstand], antal)
            sessioner = con.scalar(sa.select(sa.func.count()).select_from(session).where(aabne)) or 0
        yield familie
        yield GaugeMetricFamily(
            "hjemtag_sessioner", "Sessions that have neither ended nor run out", value=sessioner
        )
