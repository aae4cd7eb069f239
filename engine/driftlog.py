"""The technical log of the process: one JSON object a line on stderr, never with person data.

It is not the log of who saw what (engine/sager/log.py). Whatever a library or a page logs goes through two
doors here: what looks like a CPR number is masked, and an exception is told by its type and place, never by its
message, which may quote the row or the person it met.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TextIO

_CPR = re.compile(r"(?<!\d)\d{6}(?:[- –—]|%2D|%20|\+)?\d{4}(?!\d)", re.IGNORECASE)
_MASKE = "(CPR-nummer skjult)"
_RAMMER_MAX = 12
# Their ordinary news is noise, and an access line holds the whole address with its query.
_KUN_ADVARSLER = ("uvicorn.access", "alembic", "fontTools", "fpdf", "matplotlib")
_Undtagelse = tuple[type[BaseException], BaseException, TracebackType | None]


def uden_cpr(tekst: str) -> str:
    """The text without anything that looks like a CPR number, in an address as well."""
    return _CPR.sub(_MASKE, tekst)


def sted(fejl: BaseException, rammer: int = _RAMMER_MAX) -> str:
    """Where an exception struck: its type, and file:line:function from the outermost in."""
    spor = traceback.extract_tb(fejl.__traceback__)[-rammer:]
    steder = " > ".join(
        f"{r.filename.replace(chr(92), '/').rsplit('/', 1)[-1]}:{r.lineno}:{r.name}" for r in spor
    )
    return f"{type(fejl).__name__} i {steder}" if steder else type(fejl).__name__


class JsonLinje(logging.Formatter):
    """A record as one line: tid (UTC), niveau, logger, besked, and what the caller gave as extra={'felter': {…}}."""

    def format(self, record: logging.LogRecord) -> str:
        linje: dict[str, Any] = {
            "tid": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "niveau": record.levelname,
            "logger": record.name,
            "besked": uden_cpr(record.getMessage()),
        }
        if fejl := _fejltekst(record):
            linje["fejl"] = uden_cpr(fejl)
        linje |= {navn: _ren(vaerdi) for navn, vaerdi in getattr(record, "felter", {}).items()}
        return json.dumps(linje, ensure_ascii=False)


class Tekstlinje(logging.Formatter):
    """The same for people at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        felter = " ".join(f"{navn}={_ren(v)}" for navn, v in getattr(record, "felter", {}).items())
        dele = [f"{datetime.fromtimestamp(record.created, UTC):%H:%M:%S}", record.levelname, record.name]
        dele += [uden_cpr(record.getMessage()), felter, uden_cpr(_fejltekst(record))]
        return " ".join(del_ for del_ in dele if del_)


def _ren(vaerdi: Any) -> Any:
    return vaerdi if isinstance(vaerdi, int | float | bool | None) else uden_cpr(str(vaerdi))


def _fejltekst(record: logging.LogRecord) -> str:
    if isinstance(record.exc_info, tuple) and record.exc_info[1] is not None:
        return sted(record.exc_info[1])
    return record.exc_text or ""


def _post(*args: Any, **kwargs: Any) -> logging.LogRecord:
    """A record that is already clean, so that a handler somebody else has made cannot tell more."""
    record = logging.LogRecord(*args, **kwargs)
    try:
        record.msg, record.args = uden_cpr(record.getMessage()), ()
    except (TypeError, ValueError):
        record.msg, record.args = "(en logbesked kunne ikke formateres)", ()
    if isinstance(record.exc_info, tuple) and record.exc_info[1] is not None:
        record.exc_text, record.exc_info = sted(record.exc_info[1]), None
    return record


def formatering(stroem: TextIO | None = None) -> logging.Formatter:
    """JSON for machines; plain lines where a person looks on."""
    stroem = stroem or sys.stderr
    return Tekstlinje() if stroem.isatty() else JsonLinje()


def saet_op(niveau: int = logging.INFO) -> None:
    """Send every logger of this process through here. Again is harmless, and takes loggers that are new."""
    logging.setLogRecordFactory(_post)
    logging.captureWarnings(True)
    rod = logging.getLogger()
    if not any(isinstance(h, _Vores) for h in rod.handlers):
        rod.addHandler(_Vores())
    rod.setLevel(niveau)
    for navn in _KUN_ADVARSLER:
        logging.getLogger(navn).setLevel(logging.WARNING)
    for navn in list(logging.root.manager.loggerDict):
        for haandtag in logging.getLogger(navn).handlers:
            haandtag.setFormatter(formatering())


class _Vores(logging.StreamHandler[TextIO]):
    """The root's own handler."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(formatering())
