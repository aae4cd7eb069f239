"""The technical log: JSON lines, no CPR number, no message of an exception, whoever logs."""

from __future__ import annotations

import io
import json
import logging
import warnings
from collections.abc import Iterator

import pytest

from engine import driftlog

CPR = "6101881234"


@pytest.fixture
def linjer(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the process writes after saet_op; everything is put back afterwards."""
    stroem, rod = io.StringIO(), logging.getLogger()
    foer = (logging.getLogRecordFactory(), rod.handlers[:], rod.level)
    monkeypatch.setattr("sys.stderr", stroem)
    rod.handlers = []
    driftlog.saet_op()
    yield stroem
    logging.setLogRecordFactory(foer[0])
    logging.captureWarnings(False)
    rod.handlers, rod.level = foer[1], foer[2]


def laes(stroem: io.StringIO) -> list[dict]:
    return [json.loads(linje) for linje in stroem.getvalue().splitlines()]


@pytest.mark.parametrize(
    "skrevet",
    [
        "6101881234",
        "610188-1234",
        "610188 1234",
        "610188–1234",
        "cpr=6101881234,",
        "610188%2D1234",
        "610188+1234",
    ],
)
def test_et_cpr_nummer_maskeres_hvordan_det_end_er_skrevet(linjer: io.StringIO, skrevet: str) -> None:
    logging.getLogger("noget.andet").warning("borger %s flyttede", skrevet)
    (linje,) = laes(linjer)
    assert "1234" not in linje["besked"]
    assert "(CPR-nummer skjult)" in linje["besked"]
    assert linje["besked"].startswith("borger ")


@pytest.mark.parametrize("tal", ["12345", "123456789", "12345678901", "20260115T080000", "a1b2c3d4e5f60718"])
def test_andre_tal_bliver_staaende(linjer: io.StringIO, tal: str) -> None:
    logging.getLogger("x").info("nr. %s", tal)
    assert laes(linjer)[0]["besked"] == f"nr. {tal}"


def test_en_linje_er_et_json_objekt_med_tid_niveau_logger_og_felter(linjer: io.StringIO) -> None:
    logging.getLogger("hjemtag.app").error(
        "gik\ngalt", extra={"felter": {"reference": "F1", "sti": CPR, "ms": 3.5}}
    )
    (linje,) = laes(linjer)
    assert linje.pop("tid").endswith("+00:00")
    assert linje == {
        "niveau": "ERROR",
        "logger": "hjemtag.app",
        "besked": "gik\ngalt",
        "reference": "F1",
        "sti": "(CPR-nummer skjult)",
        "ms": 3.5,
    }


def test_en_undtagelse_siger_hvor_og_aldrig_hvad(linjer: io.StringIO) -> None:
    """Its message may quote the row it met."""

    def slaa_op() -> None:
        raise KeyError("Hans Jensen, Storgade 1, 610188-1234")

    try:
        slaa_op()
    except KeyError:
        logging.getLogger("x").exception("opslaget mislykkedes")
    (linje,) = laes(linjer)
    assert linje["fejl"].startswith("KeyError i test_driftlog.py:")
    assert "slaa_op" in linje["fejl"]
    assert "Jensen" not in linjer.getvalue()
    assert "Storgade" not in linjer.getvalue()


def test_et_haandtag_som_andre_har_lavet_faar_heller_ikke_mere_at_vide(linjer: io.StringIO) -> None:
    eget = io.StringIO()
    logger = logging.getLogger("bibliotek.med.eget")
    logger.propagate = False
    haandtag = logging.StreamHandler(eget)
    haandtag.setFormatter(logging.Formatter("%(message)s"))
    logger.addHandler(haandtag)
    try:
        raise ValueError(f"borger {CPR}")
    except ValueError:
        logger.exception("fejl ved %s", CPR)
    logger.removeHandler(haandtag)
    assert CPR not in eget.getvalue()
    assert "borger" not in eget.getvalue()
    assert "ValueError i test_driftlog.py" in eget.getvalue()


def test_en_besked_der_ikke_kan_formateres_er_ingen_fejl(linjer: io.StringIO) -> None:
    logging.getLogger("x").warning("%d rækker", CPR)
    assert laes(linjer)[0]["besked"] == "(en logbesked kunne ikke formateres)"


def test_advarsler_kommer_med(linjer: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"gammelt kald for {CPR}", stacklevel=1)
    assert "gammelt kald for (CPR-nummer skjult)" in laes(linjer)[0]["besked"]


def test_snakkende_biblioteker_ties(linjer: io.StringIO) -> None:
    logging.getLogger("uvicorn.access").info("GET /konto/ind?billet=hemmelig")
    logging.getLogger("alembic.runtime.migration").info("Running upgrade")
    assert linjer.getvalue() == ""


def test_igen_giver_ikke_to_linjer(linjer: io.StringIO) -> None:
    driftlog.saet_op()
    logging.getLogger("x").info("en")
    assert len(laes(linjer)) == 1


def test_ved_en_terminal_skrives_der_til_mennesker() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    form = driftlog.formatering(Terminal())
    record = logging.LogRecord("x", logging.INFO, "f", 1, "borger %s", (CPR,), None)
    assert form.format(record).endswith("INFO x borger (CPR-nummer skjult)")
    assert isinstance(driftlog.formatering(io.StringIO()), driftlog.JsonLinje)
