"""The life of the app's process: its technical log, its watch, and a stop that loses nothing."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

from engine import driftlog
from pages.komponenter import data, forberedelse

logger = logging.getLogger("hjemtag.app")

_SES_EFTER = 3600  # seconds after which also what lies still is looked through for garbage
_ligger_stille = (0, 0.0)  # how many modules, and when


@asynccontextmanager
async def livsloeb(_: Any) -> AsyncIterator[None]:
    """Around everything the process does, from before the first request to after the last."""
    _log_i_json()
    _spoerg_ingen_uden_for_huset()
    vagten = asyncio.create_task(_vagt())
    forbi = threading.Event()
    if data.indstillinger().forbered_sider:
        forberedelse.start(forbi)
    try:
        yield
    finally:
        forbi.set()
        vagten.cancel()
        with suppress(asyncio.CancelledError):
            await vagten
        await asyncio.to_thread(_stop)


def _log_i_json() -> None:
    """Streamlit gives each of its loggers a handler of its own, also later: with our form from now on."""
    from streamlit import logger as streamlits

    def form(en: logging.Logger) -> None:
        for gammel in list(en.handlers):
            en.removeHandler(gammel)
        haandtag = logging.StreamHandler()
        haandtag.setFormatter(driftlog.formatering())
        en.addHandler(haandtag)

    streamlits.setup_formatter = form
    streamlits.update_formatter()
    driftlog.saet_op()


def _spoerg_ingen_uden_for_huset() -> None:
    """Streamlit asks a host on the internet for this machine's address when a foreign page tries to connect."""
    from streamlit import net_util

    net_util.get_external_ip = lambda: None


def lad_modulerne_ligge() -> None:
    """Take the modules out of what Streamlit looks through for garbage after every run of a page.

    That takes 0,15 s of the processor with nobody else let in, half of a run whose figures are ready. Done anew when
    more modules have come, and each hour, so that nothing of a page or an old generation stays for good.
    """
    global _ligger_stille
    moduler, da = _ligger_stille
    if len(sys.modules) <= moduler and time.monotonic() - da < _SES_EFTER:
        return
    _ligger_stille = len(sys.modules), time.monotonic()
    gc.unfreeze()
    gc.collect()
    gc.freeze()


async def _vagt() -> None:
    from engine.drift import vagt

    while True:
        try:
            await asyncio.to_thread(
                lambda: vagt.runde(data.indstillinger(), data.sagslager, datetime.now(UTC))
            )
        except Exception:  # the watch outlives whatever one round met; the technical log has its place
            logger.exception("En runde af vagten mislykkedes")
        await asyncio.sleep(vagt.HVERT_SEKUND)


def _stop() -> None:
    from engine.drift import vagt

    vagt.stop(data.indstillinger(), data.sagslager, datetime.now(UTC))
