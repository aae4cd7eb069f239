"""Who may do what, written out as a table of its own and compared with the engine cell by cell."""

from __future__ import annotations

import pytest

from engine.adgang import SIDER, Bruger, Handling, Rolle, Sagsomfang, maa, sider_for

FORVENTEDE_SIDER = {
    "leder": ["saerligt_dyre", "datakvalitet", "lovgrundlag"],
    "oekonom": ["saerligt_dyre", "datakvalitet", "lovgrundlag"],
    "sagsbehandler": ["saerligt_dyre", "datakvalitet", "lovgrundlag"],
    "revisor": ["saerligt_dyre", "datakvalitet", "lovgrundlag"],
    "administrator": ["datakvalitet"],
    "politiker": ["lovgrundlag"],
    "institutionsleder": ["lovgrundlag"],
}

# leder, oekonom, sagsbehandler, revisor, administrator, politiker, institutionsleder
FORVENTET = {
    "se_tal": "ja ja ja ja nej ja nej",
    "se_person": "nej ja ja ja nej nej nej",
    "eksport_tal": "ja ja ja ja nej nej nej",
    "eksport_person": "nej ja nej ja nej nej nej",
    "ret_periode": "nej ja ja nej nej nej nej",
    "fortryd_rettelse": "nej ja ja nej nej nej nej",
    "indtast_sats": "nej ja nej nej nej nej nej",
    "bekraeft_sats": "nej ja nej nej nej nej nej",
    "se_karantaene": "nej ja nej ja nej nej nej",
    "se_log": "nej nej nej nej ja nej nej",
    "styr_brugere": "nej nej nej nej ja nej nej",
}


def bruger(rolle: str, *fagomraader: str) -> Bruger:
    return Bruger(1, "navn", "Navn Navnesen", Rolle(rolle), fagomraader)


def test_tabellen_daekker_alle_roller_og_handlinger() -> None:
    assert list(FORVENTEDE_SIDER) == list(Rolle)
    assert set(FORVENTET) == set(Handling) - {Handling.SE_SIDE}


@pytest.mark.parametrize("rolle", FORVENTEDE_SIDER)
def test_sider_for_rollen(rolle: str) -> None:
    assert sider_for(rolle) == FORVENTEDE_SIDER[rolle]
    for side in SIDER:
        ja, grund = maa(bruger(rolle), Handling.SE_SIDE, side=side)
        assert ja is (side in FORVENTEDE_SIDER[rolle])
        assert grund.endswith(".")


@pytest.mark.parametrize("handling", FORVENTET)
def test_handlinger_for_rollen(handling: str) -> None:
    for rolle, svar in zip(FORVENTEDE_SIDER, FORVENTET[handling].split(), strict=True):
        ja, grund = maa(bruger(rolle), Handling(handling))
        assert ja is (svar == "ja"), (rolle, handling)
        assert ("må ikke" in grund) is not ja


def test_uden_bruger_er_svaret_nej() -> None:
    for handling in Handling:
        assert maa(None, handling, side="lovgrundlag") == (False, "Log ind først.")


def test_en_ukendt_side_er_nej() -> None:
    assert maa(bruger("oekonom"), Handling.SE_SIDE, side="ukendt")[0] is False
    assert maa(bruger("oekonom"), Handling.SE_SIDE)[0] is False


def test_en_ukendt_rolle_har_ingen_sider() -> None:
    with pytest.raises(ValueError):
        sider_for("konge")


@pytest.mark.parametrize(
    ("fagomraader", "sagens", "svar"),
    [
        (("boern",), "boern", True),
        (("boern", "voksne"), "voksne", True),
        (("boern",), "voksne", False),
        (("boern",), None, False),
        ((), "boern", False),
    ],
)
def test_sagsbehandleren_har_kun_sit_fagomraade(
    fagomraader: tuple[str, ...], sagens: str | None, svar: bool
) -> None:
    for handling in (Handling.SE_PERSON, Handling.RET_PERIODE, Handling.FORTRYD_RETTELSE):
        assert maa(bruger("sagsbehandler", *fagomraader), handling, Sagsomfang(sagens))[0] is svar


def test_andre_roller_er_ikke_begraenset_af_fagomraade() -> None:
    assert maa(bruger("oekonom"), Handling.SE_PERSON, Sagsomfang("boern"))[0]
    assert maa(bruger("revisor"), Handling.SE_PERSON, Sagsomfang(None))[0]
    assert not maa(bruger("leder", "boern"), Handling.SE_PERSON, Sagsomfang("boern"))[0]
