"""Local law values: two different persons, in force at once, undoable before they are confirmed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from engine.fejl import AdgangNaegtet, RettelseAfvist
from engine.sager.lager import Sagslager
from engine.sager.satser import (
    bekraeft_sats,
    foreslaa_sats,
    lokale_vaerdier,
    satsforslag,
    traek_forslag_tilbage,
)

FRA, TIL = date(2026, 1, 1), date(2026, 12, 31)


def foreslaa(lager: Sagslager, nu: datetime, vaerdi: Any = Decimal("1930000"), **mere: Any) -> int:
    felter: dict[str, Any] = {
        "parameter": "cro_graense2_bl198",
        "fra": FRA,
        "til": TIL,
        "kilde": "Vejledning 2026",
    }
    felter |= {"begrundelse": "offentliggjort", "bruger": "karen", **mere}
    return foreslaa_sats(lager, vaerdi=vaerdi, nu=nu, **felter)


def test_et_forslag_gaelder_foerst_naar_en_anden_har_bekraeftet(lager: Sagslager, nu: datetime) -> None:
    nr = foreslaa(lager, nu)
    assert (lokale_vaerdier(lager), lager.seneste_nr()) == ([], 0)
    assert [f["haendelse"] for f in satsforslag(lager)] == [nr]
    bekraeftet = bekraeft_sats(lager, nr, "ole", nu)
    assert satsforslag(lager) == []
    assert lager.seneste_nr() == bekraeftet
    assert lokale_vaerdier(lager) == [
        {
            "haendelse": nr,
            "parameter": "cro_graense2_bl198",
            "fra": FRA,
            "til": TIL,
            "vaerdi": Decimal("1930000"),
            "kilde": "Vejledning 2026",
            "begrundelse": "offentliggjort",
            "foreslaaet_af": "karen",
            "foreslaaet_tid": nu,
            "bekraeftet_af": "ole",
            "bekraeftet_tid": nu,
        }
    ]


@pytest.mark.parametrize("samme", ["karen", "Karen", " KAREN "])
def test_ingen_bekraefter_sit_eget(lager: Sagslager, nu: datetime, samme: str) -> None:
    nr = foreslaa(lager, nu)
    with pytest.raises(AdgangNaegtet, match="dit eget forslag"):
        bekraeft_sats(lager, nr, samme, nu)
    assert lokale_vaerdier(lager) == []


def test_et_forslag_afgoeres_een_gang(lager: Sagslager, nu: datetime) -> None:
    nr = foreslaa(lager, nu)
    bekraeft_sats(lager, nr, "ole", nu)
    with pytest.raises(RettelseAfvist, match="allerede bekræftet af ole"):
        bekraeft_sats(lager, nr, "lis", nu)
    with pytest.raises(RettelseAfvist, match="allerede bekræftet"):
        traek_forslag_tilbage(lager, nr, "karen", nu, "forkert")
    with pytest.raises(RettelseAfvist, match="findes ikke"):
        bekraeft_sats(lager, nr + 1, "lis", nu)


def test_et_forslag_kan_traekkes_tilbage(lager: Sagslager, nu: datetime) -> None:
    nr = foreslaa(lager, nu)
    traek_forslag_tilbage(lager, nr, "karen", nu, "forkert tal")
    assert satsforslag(lager) == []
    with pytest.raises(RettelseAfvist, match="trukket tilbage af karen"):
        bekraeft_sats(lager, nr, "ole", nu)
    assert (lokale_vaerdier(lager), lager.seneste_nr()) == ([], 0)


def test_den_senest_bekraeftede_gaelder(lager: Sagslager, nu: datetime) -> None:
    foerste, anden = foreslaa(lager, nu, 1), foreslaa(lager, nu, 2)
    bekraeft_sats(lager, anden, "ole", nu)
    bekraeft_sats(lager, foerste, "ole", nu)
    assert [v["vaerdi"] for v in lokale_vaerdier(lager)] == [Decimal(1)]
    naeste = foreslaa(lager, nu, 3, fra=date(2027, 1, 1), til=None)
    bekraeft_sats(lager, naeste, "ole", nu)
    assert [(v["fra"].year, v["til"], v["vaerdi"]) for v in lokale_vaerdier(lager)] == [
        (2026, TIL, Decimal(1)),
        (2027, None, Decimal(3)),
    ]


@pytest.mark.parametrize(
    "vaerdi", [Decimal("0.25"), Decimal("1930000.00"), "maanedlig", True, False, Decimal("1E+3")]
)
def test_vaerdier_kommer_uaendret_tilbage(lager: Sagslager, nu: datetime, vaerdi: Any) -> None:
    foreslaa(lager, nu, vaerdi)
    [forslag] = satsforslag(lager)
    assert forslag["vaerdi"] == vaerdi
    assert type(forslag["vaerdi"]) is type(vaerdi)
    assert str(forslag["vaerdi"]) == str(vaerdi)


@pytest.mark.parametrize(
    ("mere", "grund"),
    [
        ({"parameter": "Ikke Et Navn"}, "lovparameter"),
        ({"til": date(2025, 12, 31)}, "slutter, før"),
        ({"kilde": " "}, "Kilde"),
        ({"begrundelse": ""}, "begrundelse"),
        ({"bruger": ""}, "bruger"),
        ({"begrundelse": "se 610188-1234"}, "CPR"),
        ({"vaerdi": 1.5}, "præcist tal"),
        ({"vaerdi": Decimal("NaN")}, "præcist tal"),
        ({"vaerdi": ""}, "Værdien mangler"),
    ],
)
def test_et_forkert_forslag_afvises(
    sqlite_lager: Sagslager, nu: datetime, mere: dict[str, Any], grund: str
) -> None:
    with pytest.raises(RettelseAfvist, match=grund):
        foreslaa(sqlite_lager, nu, **mere)
    assert sqlite_lager.haendelser() == []
