"""What runs on after a move out: kroner, limitation, what to do and the letters, by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from engine.resultater import fraflytning, sagskilde_fraflytning
from engine.resultater.flyttelister import UD, Hit
from engine.resultater.fraflytning import Bogfoert, Fraflytter, Loebende
from engine.resultater.sagskilder import BORTFALD, KOLONNER

DAG = date(2025, 12, 31)
HIT = Hit("P", date(2025, 2, 1), UD, "0998", "0851", "", ("indsats",), "voksne", None, None)
STOETTE = Bogfoert(
    "5.38.38",
    "Socialpædagogisk støtte",
    "SEL",
    {"2025-02": 100_000, "2025-03": 120_000, "2025-11": 110_000},
    {"2025-02": date(2026, 2, 28), "2025-03": date(2026, 3, 31), "2025-11": date(2026, 11, 30)},
)
INDSATS = Loebende("indsats", "Støtte (SEL § 85)", "SEL", date(2024, 1, 1), None, "")
X = Fraflytter("FRA-0123456789abcdef", HIT, DAG, (INDSATS,), (STOETTE,))


def test_sagen_har_det_der_ikke_er_bortfaldet_og_hvad_der_tabes_foerst() -> None:
    """On 1.3.2026 February is lost (28.2), March within 90 days, November later."""
    r = sagskilde_fraflytning._raekke(X, date(2026, 3, 1))
    assert set(KOLONNER) <= set(r)
    assert (r["forventet_oere"], r["tabt_oere"], r["tabes_oere"], r["tabes_snart_oere"]) == (
        230_000, 100_000, 120_000, 120_000,
    )  # fmt: skip
    assert (r["regel"], r["retning"], r["frist"], r["frist_hvad"]) == (
        "FRA-02", "til_gode", date(2026, 3, 31), BORTFALD,
    )  # fmt: skip
    assert r["fakta_hash"] == sagskilde_fraflytning._raekke(X, date(2027, 3, 1))["fakta_hash"]


def test_uden_bogfoerte_kroner_er_beloebet_ukendt_og_ikke_nul() -> None:
    plads = Loebende("plads", "Folkeskole, Egeborg Skole", "", date(2020, 8, 1), None, "")
    x = replace(X, hit=replace(HIT, aarsager=("plads",)), loebende=(plads,), bogfoert=())
    r = sagskilde_fraflytning._raekke(x, DAG)
    assert pd.isna(r["forventet_oere"])
    assert (r["regel"], r["frist"], r["tabt_oere"]) == ("FRA-03", None, 0)


def test_kun_hvad_den_nye_kommune_skal_betale_kan_opkraeves() -> None:
    assert fraflytning.kan_opkraeves(X)
    assert not fraflytning.kan_opkraeves(replace(X, hit=replace(HIT, til="IT")))  # abroad: nobody to bill
    assert not fraflytning.kan_opkraeves(
        replace(X, hit=replace(HIT, aarsager=("til_institution", "indsats")))
    )  # a person decides who pays
    privat = Loebende("plads", "Privatskole, Friskolen", "", date(2020, 8, 1), None, "")
    assert not fraflytning.kan_opkraeves(replace(X, loebende=(privat,), bogfoert=()))
    stoppet = replace(INDSATS, slut=date(2025, 6, 30))
    assert not fraflytning.kan_opkraeves(replace(X, loebende=(stoppet,), bogfoert=()))


def test_pension_alene_er_noget_vi_kan_komme_til_at_skylde() -> None:
    pension = Loebende("pension", "Førtidspension", "", date(2019, 1, 1), None, "")
    x = replace(X, hit=replace(HIT, aarsager=("pension",)), loebende=(pension,), bogfoert=())
    r = sagskilde_fraflytning._raekke(x, DAG)
    assert (r["regel"], r["retning"]) == ("FRA-04", "skyldig")
    assert not x.loeber_nu()


def test_det_der_ikke_er_bogfoert_laenge_er_nok_stoppet() -> None:
    assert fraflytning._stop(X, STOETTE) == "Stop"
    gammel = replace(STOETTE, maaneder={"2025-02": 100_000}, frist={"2025-02": None})
    assert fraflytning._stop(X, gammel) == "Se efter, at det er stoppet"
    assert fraflytning._enhed(X, "LAS") == "Ydelse og jobcenter"
    assert fraflytning._enhed(X, "BOST") == "Udbetaling Danmark"
    assert fraflytning._enhed(replace(X, hit=replace(HIT, fagomraade="overfoersel")), "SEL") == "Voksne"
