"""Measurements of the running app, as Prometheus reads them: counts, durations, ages and sizes, no person data.

What happens in the process is counted here as it happens; what lies on the disk and in the case store is looked
up when somebody asks (maalopslag.py). Labels are closed lists: a page, a kind, a job, never an id.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest

from engine.indstillinger import Indstillinger

if TYPE_CHECKING:
    from engine.sager.lager import Sagslager

INDHOLDSTYPE = "text/plain; version=0.0.4; charset=utf-8"
_SPANDE = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

_proces = CollectorRegistry()
ProcessCollector(namespace="hjemtag", registry=_proces)
_anmodninger = Histogram(
    "hjemtag_anmodning_sekunder",
    "Duration of requests outside the pages' own connection, by route, method and status",
    ["rute", "metode", "status"],
    buckets=_SPANDE,
    registry=_proces,
)
_sider = Histogram(
    "hjemtag_side_sekunder", "Duration of a run of a page", ["side"], buckets=_SPANDE, registry=_proces
)
_fejl = Counter(
    "hjemtag_fejl", "Unexpected errors, by where they were met (side, rute)", ["hvor"], registry=_proces
)


def anmodning(rute: str, metode: str, status: int, sekunder: float) -> None:
    """A request has been answered. rute: one of a closed list, never the address itself."""
    _anmodninger.labels(rute, metode if metode in ("GET", "POST", "HEAD") else "andet", str(status)).observe(
        sekunder
    )
    if status >= 500:
        fejl("rute")


def side(navn: str, sekunder: float) -> None:
    """A page has run."""
    _sider.labels(navn).observe(sekunder)


def fejl(hvor: str) -> None:
    """Something unexpected was met."""
    _fejl.labels(hvor).inc()


def tekst(ind: Indstillinger, lager: Callable[[], Sagslager], nu: datetime) -> bytes:
    """Everything in Prometheus' text format."""
    from engine.drift.maalopslag import (
        Opslag,  # here, so that a page does not wait for the warehouse's library
    )

    nu_og_her = CollectorRegistry()
    nu_og_her.register(Opslag(ind, lager, nu))
    return generate_latest(_proces) + generate_latest(nu_og_her)
