"""Work out what the pages rest on before anybody asks for it: after a start, and when the night has built anew.

At a large municipality the first look at a page after a build takes up to a minute; so the one who comes first in the
morning does not wait. Nothing is worked out here that a page would not have: it is asked for by the pages' own doors,
and remembered there.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import date

from engine.fejl import HjemtagFejl
from pages.komponenter import data

logger = logging.getLogger("hjemtag.app")

SES_EFTER = 30
"""Seconds between two looks for a new build."""


def _alt() -> dict[str, Callable[[], object]]:
    """What is worked out, in the order that most people ask: the cases of all sources first."""
    from engine.resultater import indtaegter, ledelse, sagsliste

    k, lager, i_dag = data.kontekst(), data.sagslager(), date.today()
    return {
        "sagerne": lambda: sagsliste.indeks(lager).stand(k, i_dag),
        "kandidaterne": lambda: indtaegter.alle(k, lager, i_dag),
        "økonomien": lambda: ledelse.hent(k.gen, None),
        "prognosen": lambda: data.forbered_prognose(k),
    }


def runde(forrige: str, stop: threading.Event) -> str:
    """Prepare for the generation in use unless it is `forrige`. Returns which one has been prepared for ('' = none)."""
    gen = data.generation()
    if gen is None or str(gen.sti) == forrige:
        return forrige
    for navn, lav in _alt().items():
        if stop.is_set():
            break
        try:
            lav()
        except HjemtagFejl as fejl:  # the page that needs it says so to the one who opens it
            logger.info("Der er ikke regnet forud på %s: %s", navn, fejl)
        except Exception:  # not tried again for this build: it would fail as long, and as dearly
            logger.exception("Der kunne ikke regnes forud på %s", navn)
    return str(gen.sti)


def start(stop: threading.Event) -> None:
    """Prepare in a thread of its own until `stop` is set; the process does not wait for it."""

    def arbejd() -> None:
        klar = ""
        while not stop.is_set():
            try:
                klar = runde(klar, stop)
            except Exception:  # the settings or the disk do not answer; the pages work without this
                logger.exception("Der kunne ikke regnes forud")
            stop.wait(SES_EFTER)

    threading.Thread(target=arbejd, name="hjemtag-forberedelse", daemon=True).start()
