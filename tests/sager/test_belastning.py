"""Forty users at once, a short run: no lost update, no double. `make belastning` is the long one, with the times."""

from __future__ import annotations

from engine.sager import afgoerelser
from engine.sager.lager import Sagslager
from tests.sager import belastning


def test_fyrre_brugere_taber_intet(lager: Sagslager) -> None:
    """All in one process, on few cases, without a moment to think: as many collisions as can be had."""
    m = belastning.koer(lager.url.render_as_string(hide_password=False), range(1, 41), 4, 0)
    belastning.kontroller(lager, m)
    assert len(m.gemt) > 40
    assert m.konflikter > 10
    print(f"\n{len(m.gemt)} gemt, {m.konflikter} konflikter, p95 {m.fraktil(0.95):.0f} ms")


def test_kontrollen_ser_en_skrivning_der_er_tabt_eller_dobbelt(sqlite_lager: Sagslager) -> None:
    """A check that cannot fail proves nothing."""
    import pytest

    m = belastning.koer(sqlite_lager.url.render_as_string(hide_password=False), range(1, 3), 4, 0)
    belastning.kontroller(sqlite_lager, m)
    foerste = m.gemt.pop()
    with pytest.raises(AssertionError):
        belastning.kontroller(sqlite_lager, m)  # an event that nobody was told of
    m.gemt += [foerste, foerste]
    with pytest.raises(AssertionError):
        belastning.kontroller(sqlite_lager, m)  # somebody was told twice
    m.gemt.pop()
    belastning.kontroller(sqlite_lager, m)
    with sqlite_lager.skriv() as con:
        con.exec_driver_sql("UPDATE sag SET note = 'tabt'")
    with pytest.raises(AssertionError):
        belastning.kontroller(sqlite_lager, m)
    afgoerelser.genopbyg(sqlite_lager)
    belastning.kontroller(sqlite_lager, m)
