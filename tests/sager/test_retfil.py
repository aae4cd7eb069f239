"""A line of `ret`: what is taken, what is refused and with which words."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.fejl import RettelseAfvist
from engine.sager import model

LINJE: dict[str, Any] = {
    "type": "flyt_periode",
    "noegle": {"kilde": "opus", "regnskabsaar": 2022, "bilagsnr": "H1", "linjenr": 1},
    "nyt": {"periode_fra": "2022-03-01", "periode_til": "2022-03-31"},
    "begrundelse": "Regningen dækker marts",
    "bruger": "karen",
}


def med(**aendringer: object) -> dict[str, object]:
    return {**LINJE, **aendringer}


def test_en_linje_som_i_kontrakten_bliver_en_rettelse() -> None:
    r = model.valider_rettelse(LINJE)
    assert (r.id, r.type, r.begrundelse, r.bruger) == (0, "flyt_periode", "Regningen dækker marts", "karen")
    assert r.noegle == {"kilde": "opus", "regnskabsaar": 2022, "bilagsnr": "H1", "linjenr": 1}
    assert r.nyt == {"periode_fra": "2022-03-01", "periode_til": "2022-03-31"}


def test_tal_som_tekst_giver_samme_noegle_som_tal() -> None:
    tekst = {"linjenr": "1", "bilagsnr": "H1", "regnskabsaar": "2022", "kilde": "opus"}
    noegle = model.valider_rettelse(med(noegle=tekst)).noegle
    assert model.noeglehash(noegle) == model.noeglehash(LINJE["noegle"])
    assert model.valider_rettelse(med(noegle={**LINJE["noegle"], "bilagsnr": 77})).noegle["bilagsnr"] == "77"


@pytest.mark.parametrize(
    ("aendringer", "ord_i_teksten"),
    [
        ({"nyt": {"periode_fra": "2022-04-01", "periode_til": "2022-03-31"}}, "ligger efter"),
        (
            {"nyt": {"periode_fra": "2022-02-30", "periode_til": "2022-03-31"}},
            "'periode_fra' skal være en dato",
        ),
        (
            {"nyt": {"periode_fra": "20220301", "periode_til": "2022-03-31"}},
            "'periode_fra' skal være en dato",
        ),
        ({"nyt": {"periode_fra": "0022-03-01", "periode_til": "2022-03-31"}}, "uden for"),
        ({"nyt": {"periode_fra": "2022-03-01"}}, "'periode_til' skal være en dato"),
        ({"nyt": {**LINJE["nyt"], "beloeb": 1}}, "ukendte felter: beloeb"),
        ({"nyt": None}, "'nyt' skal være et objekt"),
        ({"noegle": {"kilde": "opus", "regnskabsaar": 2022, "bilagsnr": "H1"}}, "'linjenr'"),
        ({"noegle": {**LINJE["noegle"], "linjenr": True}}, "'linjenr'"),
        ({"noegle": {**LINJE["noegle"], "linjenr": 1.5}}, "'linjenr'"),
        ({"noegle": {**LINJE["noegle"], "kilde": "a\x00b"}}, "styretegn"),
        ({"noegle": {**LINJE["noegle"], "kilde": "\ud800"}}, "styretegn"),
        ({"begrundelse": "  "}, "'begrundelse' mangler"),
        ({"begrundelse": None}, "'begrundelse' mangler"),
        ({"bruger": ""}, "'bruger' mangler"),
        ({"begrundelse": "vedrører 610188-1234"}, "CPR-nummer"),
        ({"type": "flyt_postering"}, "'nyt' har ukendte felter: periode_fra"),
        ({"type": "familie"}, "'noegle' skal have barnets 'cpr'"),
        ({"type": "scenarie"}, "'scenarie' mangler"),
        ({"type": "scenarie", "noegle": {"scenarie": "a"}, "nyt": {"pris_pct": 90}}, "fra -20 til 50"),
        ({"type": "haendelse"}, "'person' skal være personens nøgle"),
        ({"type": "slet_alt"}, "Ukendt type"),
        ({"type": ["flyt_periode"]}, "Ukendt type"),
        ({"type": None}, "Ukendt type"),
        ({"begrundlse": "slåfejl"}, "ukendte felter: begrundlse"),
        ({"type": "fortryd"}, "'nyt' skal være tomt"),
        ({"type": "fortryd", "nyt": {}, "noegle": {"haendelse": 0}}, "'haendelse'"),
        ({"type": "fortryd", "nyt": {}, "noegle": {"haendelse": 4, "linjenr": 1}}, "ukendte felter: linjenr"),
    ],
)
def test_en_forkert_linje_afvises_med_grund(aendringer: dict[str, object], ord_i_teksten: str) -> None:
    with pytest.raises(RettelseAfvist, match=ord_i_teksten):
        model.valider_rettelse(med(**aendringer))


def test_alle_fejl_paa_en_linje_naevnes() -> None:
    with pytest.raises(RettelseAfvist) as fanget:
        model.valider_rettelse({"type": "flyt_periode"})
    for felt in ("kilde", "regnskabsaar", "bilagsnr", "linjenr", "periode_fra", "begrundelse", "bruger"):
        assert felt in str(fanget.value)


def test_fakturanummer_paa_ti_cifre_er_ikke_et_cpr_nummer() -> None:
    assert model.valider_rettelse(med(begrundelse="Faktura 4500012345")).begrundelse == "Faktura 4500012345"


def test_fortryd_kan_pege_paa_en_haendelse_eller_en_postering() -> None:
    nummer = model.valider_rettelse(
        {"type": "fortryd", "noegle": {"haendelse": 12}, "begrundelse": "fejl", "bruger": "karen"}
    )
    assert nummer.noegle == {"haendelse": 12}
    postering = model.valider_rettelse(med(type="fortryd", nyt={}))
    assert postering.noegle == LINJE["noegle"]


def test_filen_samler_alle_fejl_med_linjenumre() -> None:
    linjer = [
        json.dumps(LINJE),
        "",
        "{ikke json",
        json.dumps(med(bruger="")),
        json.dumps(LINJE),
        '{"type": "flyt_periode", "type": "fortryd"}',
        "[" * 100_000,
        '{"type": NaN}',
    ]
    with pytest.raises(RettelseAfvist) as fanget:
        model.laes_retfil("\n".join(linjer))
    tekst = str(fanget.value)
    assert "intet er gemt" in tekst
    for nr in (3, 4, 6, 7, 8):
        assert f"Linje {nr}:" in tekst
    for nr in (1, 2, 5):
        assert f"Linje {nr}:" not in tekst


def test_filen_maa_have_bom_tomme_linjer_og_crlf() -> None:
    tekst = "\ufeff" + json.dumps(LINJE, ensure_ascii=False) + "\r\n\r\n" + json.dumps(LINJE) + "\r\n"
    assert len(model.laes_retfil(tekst)) == 2
    # U+2028 may stand raw inside a JSON text; it does not end the line.
    assert len(model.laes_retfil(json.dumps(med(begrundelse="a\u2028b"), ensure_ascii=False))) == 1


def test_en_tom_fil_afvises() -> None:
    with pytest.raises(RettelseAfvist, match="tom"):
        model.laes_retfil("\n \n")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda v: st.lists(v, max_size=3) | st.dictionaries(st.sampled_from([*LINJE, "haendelse", "x"]), v),
        max_leaves=8,
    )
)
@settings(derandomize=True, deadline=None)
def test_intet_input_giver_andet_end_en_rettelse_eller_en_afvisning(raa: object) -> None:
    for vaerdi in (raa, med(noegle=raa), med(nyt=raa), med(type=raa)):
        with contextlib.suppress(RettelseAfvist):
            assert model.valider_rettelse(vaerdi).begrundelse


def _haendelse(id_: int, type_: str, fortryder: int | None = None, bilag: str = "H1") -> model.Haendelse:
    tid = datetime(2026, 3, 12, 13, 5, tzinfo=UTC)
    return model.Haendelse(id_, tid, type_, {"bilagsnr": bilag}, {}, "", "karen", "app", id_, fortryder)


def test_en_fortrydelse_der_fortrydes_virker_ikke() -> None:
    flyt, fortryd = "flyt_periode", "fortryd"
    kaede = [_haendelse(1, flyt), *(_haendelse(n, fortryd, n - 1) for n in range(2, 8))]
    for laengde in range(1, 8):
        # One undo takes it out, two put it back, and so on.
        i_kraft = model.gaeldende(model.rettelser_af(kaede[:laengde]))
        assert [r.id for r in i_kraft] == ([1] if laengde % 2 else [])


def test_den_seneste_gaelder_og_afloeses_af_den_forrige_naar_den_fortrydes() -> None:
    to = [
        _haendelse(1, "flyt_periode"),
        _haendelse(2, "flyt_periode"),
        _haendelse(3, "flyt_periode", bilag="B"),
    ]
    assert [r.id for r in model.gaeldende(model.rettelser_af(to))] == [2, 3]
    fortrudt = [*to, _haendelse(4, "fortryd", 2)]
    assert [r.id for r in model.gaeldende(model.rettelser_af(fortrudt))] == [1, 3]
    assert {r.id: r.fortrudt_af for r in model.rettelser_af(fortrudt)} == {1: None, 2: 4, 3: None}


def test_dansk_tid_foelger_sommertid() -> None:
    assert model.dansk_tid(datetime(2026, 3, 12, 13, 5, tzinfo=UTC)) == "12.03.2026 kl. 14.05"
    assert model.dansk_tid(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == "02.07.2026 kl. 00.30"


@pytest.mark.parametrize(
    ("tekst", "ti_cifre", "mulig_dato"),
    [
        ("6101881234", True, True),
        ("nr. 610188-1234.", True, True),
        ("610188 - 1234", True, True),
        ("9912881234", True, False),  # day 99 is none
        ("61018812345", False, False),  # eleven digits
        ("a1b2c3d4e5f60718", False, False),
        ("P-a123456789012345", False, False),  # our own key, with fifteen digits in it
        ("f1234567890abcde", False, False),  # our own key, with ten digits in it
        ("cpr6101881234", True, True),
        ("2026-01-15", False, False),
    ],
)
def test_cpr_genkendes_i_tekst(tekst: str, ti_cifre: bool, mulig_dato: bool) -> None:
    assert model.indeholder_cpr(tekst) is ti_cifre
    assert model.ligner_cpr(tekst) is mulig_dato
