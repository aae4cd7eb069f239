"""Writing corrections: checked against the generation in use, then stored as events, all or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from engine.indstillinger import Indstillinger
from engine.resultater import kontekst, sde
from engine.sager.log import skriv_log
from engine.sager.model import FLYT_PERIODE, Rettelse


def skriv(
    ind: Indstillinger,
    liste: Sequence[Rettelse],
    nu: datetime,
    *,
    kilde: str = "app",
    kendt_nr: Mapping[str, int] | None = None,
) -> list[int]:
    """Write corrections and undos. Returns the numbers of their events; results follow at once.

    Errors: RettelseAfvist when a posting does not exist or a period cannot mean anything, VersionsKonflikt.
    """
    k = kontekst.hent(ind)
    sde.kontroller(k, sde.perioder([r for r in liste if r.type == FLYT_PERIODE]))
    lager = kontekst.sagslager(ind.database_url)
    numre = lager.skriv_rettelser(liste, nu, kilde=kilde, kendt_nr=kendt_nr)
    for nr, r in zip(numre, liste, strict=True):
        skriv_log(
            lager, nu=nu, bruger=r.bruger, handling=r.type, genstand=f"haendelse {nr}", formaal="rettelse"
        )
    return numre
