"""Notices: what a night changes on somebody's case is told to him once, until he has read it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from engine.resultater import varsler as motor
from engine.resultater.sagskilder import Sagskilde
from engine.sager import tabeller, varsler
from engine.sager.lager import Sagslager
from engine.sager.varsler import Varsel

NU = datetime(2026, 1, 15, 4, tzinfo=UTC)
EJERE = {"S-1": "bo", "S-2": "bo", "S-3": "ida"}


@pytest.fixture(params=["sqlite", "postgres"])
def lager(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[Sagslager]:
    url = f"sqlite:///{tmp_path / 's.db'}"
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url")
    lager = Sagslager(url)
    lager.migrer()
    with lager.skriv() as con:
        con.execute(sa.delete(tabeller.varsel))
        con.execute(sa.delete(tabeller.sag))
        for sag_id, bruger in EJERE.items():
            con.execute(
                sa.insert(tabeller.sag).values(
                    sag_id=sag_id, art="sde", version=1, seneste_nr=1, tilstand="formodet", opdateret=NU,
                    opdateret_af=bruger, tildelt=bruger, maerker=[], bilag=[], om={},
                )
            )  # fmt: skip
    yield lager
    lager.luk()


def _fund(**hashes: tuple[str, int, date | None]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "sag_id": s.replace("_", "-"),
                "fakta_hash": h,
                "forventet_oere": oere,
                "tabt_oere": 0,
                "frist": frist,
                "sandsynlighed": 0.95,
            }
            for s, (h, oere, frist) in hashes.items()
        ],
        columns=["sag_id", "fakta_hash", "forventet_oere", "tabt_oere", "frist", "sandsynlighed"],
    )


def _find(
    monkeypatch: pytest.MonkeyPatch, foer: pd.DataFrame, nu: pd.DataFrame, art: str = "sde"
) -> list[Varsel]:
    kilde = Sagskilde("x", art, {}, lambda k, _: k, None, None, None, None, None)  # type: ignore[arg-type, return-value]
    monkeypatch.setattr(motor, "kilder", lambda: (kilde,))
    return motor.find(nu, foer, EJERE, NU.date())  # type: ignore[arg-type]


def test_kun_det_der_er_aendret_bliver_fortalt(monkeypatch: pytest.MonkeyPatch) -> None:
    """The amount and the deadline of one, one gone, one the same, and one that nobody has."""
    frist = date(2026, 3, 1)
    foer = _fund(S_1=("a", 100_00, None), S_2=("b", 500_00, None), S_3=("c", 1, None), S_4=("d", 1, None))
    nu = _fund(S_1=("a2", 250_00, frist), S_3=("c", 1, None), S_4=("d2", 9, None))
    fundne = _find(monkeypatch, foer, nu)
    assert [(v.bruger, v.sag_id, v.fakta) for v in fundne] == [("bo", "S-1", "a2"), ("bo", "S-2", "")]
    assert motor.tekst(fundne[0]) == "Forventet beløb: 100 kr. → 250 kr.; Frist: ingen → 01.03.2026"
    assert motor.tekst(fundne[1]) == "Findes ikke længere i data"
    assert motor.tekst(_find(monkeypatch, nu, foer)[1]) == "Findes igen i data"


def test_hvor_kroner_ikke_maa_vises_staar_de_heller_ikke_i_varslet(monkeypatch: pytest.MonkeyPatch) -> None:
    foer, nu = _fund(S_1=("a", 100_00, None)), _fund(S_1=("b", 250_00, None))
    (varsel,) = _find(monkeypatch, foer, nu, art="udflytning")
    assert motor.tekst(varsel) == "Oplysningerne bag er ændret"


def test_et_varsel_gives_en_gang_og_ses_af_den_der_har_sagen(lager: Sagslager) -> None:
    hvad = (("forventet_oere", "kroner", 1, 2),)
    nats = [Varsel("bo", "S-1", "a2", hvad), Varsel("bo", "S-2", "", hvad), Varsel("ida", "S-3", "c2", hvad)]
    assert varsler.tildelte(lager) == EJERE
    assert varsler.giv(lager, nats, NU) == 3
    assert varsler.giv(lager, nats, NU) == 0  # a night that is run again
    assert [(v.sag_id, v.hvad) for v in varsler.ulaeste(lager, "bo")] == [("S-1", hvad), ("S-2", hvad)]
    with lager.skriv() as con:
        con.execute(sa.update(tabeller.sag).where(tabeller.sag.c.sag_id == "S-2").values(tildelt="ida"))
    assert [v.sag_id for v in varsler.ulaeste(lager, "bo")] == ["S-1"]
    assert varsler.laes(lager, "bo", NU) == 2
    assert varsler.ulaeste(lager, "bo") == []
    assert varsler.giv(lager, [nats[0]], NU) == 0  # read is not told again
    assert varsler.giv(lager, [Varsel("bo", "S-1", "a3", hvad)], NU) == 1
    assert [v.sag_id for v in varsler.ulaeste(lager, "ida")] == ["S-3"]
