"""What the app does beside answering: anchors the log now and then, and loses nothing when it is asked to stop."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from engine.drift import ankerfil
from engine.fejl import HjemtagFejl
from engine.indstillinger import Indstillinger
from engine.sager.lager import Sagslager

logger = logging.getLogger("hjemtag.drift")

HVERT_SEKUND = 60
VENT_SEKUNDER = 20.0


def runde(ind: Indstillinger, lager: Callable[[], Sagslager], nu: datetime) -> str:
    """One round of the watch: anchor the log when it is time. Returns what went wrong, '' when nothing did."""
    try:
        if ankerfil.skal_saettes(ind, nu):
            ankerfil.saet(ind, lager(), nu)
    except HjemtagFejl as fejl:
        logger.error("Loggen kunne ikke ankres: %s", fejl)
        return str(fejl)
    return ""


def stop(ind: Indstillinger, lager: Callable[[], Sagslager], nu: datetime) -> bool:
    """The last thing before the process ends: saves that run are done, waiting log lines written, the log anchored.

    True when all of it succeeded.
    """
    try:
        sagslager = lager()
        with sagslager.skriv():  # waits for the one who is writing
            logger.info("Appen lukker: ingen gemmer længere.")
        if sagslager.logskriver is not None and not sagslager.logskriver.toem(VENT_SEKUNDER):
            logger.error("Appen lukker, men %d loglinjer kunne ikke skrives.", sagslager.logskriver.venter)
            return False
        ankerfil.saet(ind, sagslager, nu)
        sagslager.luk()
    except HjemtagFejl as fejl:
        logger.error("Appen lukker uden at blive helt færdig: %s", fejl)
        return False
    return True
