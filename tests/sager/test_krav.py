"""Claims in the case store: frozen, raised once for each krone, answered, paid, taken back; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.fejl import RettelseAfvist
from engine.sager import afgoerelser, dokumenter, krav, kravmodel
from engine.sager.afgoerelser import Aendring
from engine.sager.kravmodel import (
    AFVIST,
    ANERKENDT,
    ANKESTYRELSEN,
    BETALT,
    DELVIST,
    FRI,
    OPGIVET,
    OVERGANGE,
    SENDT,
    TILSTANDE,
    TRUKKET,
    Krav,
    Linje,
    Trin,
    anvend,
    nye,
    taget,
)
from engine.sager.lager import Sagslager
from engine.sager.sagsmodel import Fund

NU = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)
DAG = NU.date()
SAG = "REF-03-0123456789abcdef"
LINJER = [
    Linje(SAG, "REF-03", "P1", f"2025-{m:02d}", "K5.57.73", 9_600_00, "RSL § 9 c, stk. 2") for m in (1, 2)
]
KRAV = Krav("K", 1, "0851", 100, 1, 1, DAG, "o", NU, "", "", "", "", "", (), DAG + timedelta(28))


def fund() -> Fund:
    return Fund(
        "mellemkommunal", {"regel": "REF-03", "retning": "til_gode", "personer": ["P1"]}, "h", '{"fakta":{}}'
    )


def nyt(**mere: Any) -> krav.Nyt:
    grund: dict[str, Any] = {
        "modpart": "0851", "sendt": DAG, "svarfrist": DAG + timedelta(28), "linjer": LINJER, "bog": b"bog",
        "brev": b"brev", "grundlag": "g1", "fagomraader": ("overfoersel",), "sager": {SAG: (19_200_00, fund())},
    }  # fmt: skip
    return krav.Nyt(**(grund | mere))


def godkend(lager: Sagslager) -> None:
    with lager.skriv() as con:
        afgoerelser.skriv_i(
            con,
            [Aendring(SAG, {"tilstand": "undersoeges"}, 0, fund())],
            begrundelse="Ser rigtigt ud",
            bruger="o",
            nu=NU,
        )


def trin(lager: Sagslager, tilstand: str, **mere: Any) -> None:
    (k,) = krav.alle(lager)
    krav.skriv_trin(
        lager, k.id, krav.seneste_nr(k), "o", "Brev", NU, **({"tilstand": tilstand, "dato": DAG} | mere)
    )


def test_et_krav_fryses_og_sagen_rejses_samme_dag(lager: Sagslager) -> None:
    godkend(lager)
    id_ = krav.opret(lager, nyt(), "o", "Kontrolleret", NU)
    (k,) = krav.alle(lager)
    assert (k.id, id_, k.oere, k.antal, k.borgere, k.tilstand) == (
        id_,
        "KRAV-2026-0851-1",
        19_200_00,
        1,
        1,
        SENDT,
    )
    assert krav.linjer(lager, k) == LINJER
    assert (dokumenter.hent(lager, k.bog), dokumenter.hent(lager, k.brev)) == (b"bog", b"brev")
    sag = afgoerelser.sag(lager, SAG)
    assert sag is not None
    assert (sag["tilstand"], sag["krav_oere"], sag["krav_rejst_dato"], sag["betalingskommune"]) == (
        "anmodning_sendt", 19_200_00, DAG, "0851",
    )  # fmt: skip


def test_den_samme_krone_kraeves_ikke_to_gange(lager: Sagslager) -> None:
    godkend(lager)
    krav.opret(lager, nyt(), "o", "Kontrolleret", NU)
    with pytest.raises(RettelseAfvist, match="et andet krav"):
        krav.opret(lager, nyt(linjer=LINJER[:1]), "o", "Igen", NU)
    assert len(krav.alle(lager)) == 1
    trin(lager, TRUKKET)
    assert krav.optaget(lager) == frozenset()
    assert krav.opret(lager, nyt(sager={SAG: (5, fund())}), "o", "Igen", NU) == "KRAV-2026-0851-2"


def test_svar_ankestyrelse_og_betaling_og_hvert_trin_kan_fortrydes(lager: Sagslager) -> None:
    godkend(lager)
    krav.opret(lager, nyt(), "o", "Kontrolleret", NU)
    trin(lager, "", rykket=True)
    trin(lager, AFVIST)
    trin(lager, ANKESTYRELSEN)
    trin(lager, DELVIST, anerkendt_oere=9_600_00)
    trin(lager, BETALT, modtaget_oere=9_600_00)
    (k,) = krav.alle(lager)
    assert (k.tilstand, k.anerkendt_oere, k.modtaget_oere, k.rest_oere, len(k.trin)) == (
        BETALT, 9_600_00, 9_600_00, 0, 5,
    )  # fmt: skip
    assert krav.fortryd(lager, k.id, krav.seneste_nr(k), "o", "Forkert sag", NU) == "trinnet"
    (k,) = krav.alle(lager)
    assert (k.tilstand, k.modtaget_oere, k.rest_oere) == (DELVIST, 0, 9_600_00)


def test_at_fortryde_kravet_giver_sagen_tilbage(lager: Sagslager) -> None:
    godkend(lager)
    krav.opret(lager, nyt(), "o", "Kontrolleret", NU)
    (k,) = krav.alle(lager)
    assert krav.fortryd(lager, k.id, krav.seneste_nr(k), "o", "Forkert kommune", NU) == "kravet"
    assert krav.alle(lager) == []
    sag = afgoerelser.sag(lager, SAG)
    assert sag is not None
    assert (sag["tilstand"], sag["krav_rejst_dato"]) == ("undersoeges", None)
    assert krav.opret(lager, nyt(), "o", "Igen", NU).endswith("-2")  # a number is never used again


def test_en_anden_naaede_det_foerst(lager: Sagslager) -> None:
    godkend(lager)
    krav.opret(lager, nyt(), "o", "Kontrolleret", NU)
    (k,) = krav.alle(lager)
    trin(lager, ANERKENDT)
    with pytest.raises(RettelseAfvist, match="ændret af en anden"):
        krav.skriv_trin(lager, k.id, krav.seneste_nr(k), "p", "Brev", NU, tilstand=AFVIST, dato=DAG)


def test_uden_begrundelse_eller_med_cpr_gemmes_intet(lager: Sagslager) -> None:
    for tekst in ("  ", "om 6105800001"):
        with pytest.raises(RettelseAfvist, match="begrundelse"):
            krav.opret(lager, nyt(), "o", tekst, NU)
    with pytest.raises(RettelseAfvist, match="intet at kræve"):
        krav.opret(lager, nyt(linjer=[]), "o", "Kontrolleret", NU)


# --- the model, pure ------------------------------------------------------------------------------------------------


def _trin(tilstand: str, **mere: Any) -> Trin:
    return Trin(2, tilstand, DAG, "o", NU, "b", **mere)


@pytest.mark.parametrize(
    ("fra", "trin"),
    [
        (BETALT, _trin(AFVIST)),
        (SENDT, _trin(BETALT, modtaget_oere=5)),
        (SENDT, _trin(DELVIST)),
        (SENDT, _trin(DELVIST, anerkendt_oere=100)),
        (ANERKENDT, _trin(BETALT, modtaget_oere=101)),
        (ANERKENDT, _trin("", rykket=True)),
        (SENDT, replace(_trin(ANERKENDT), dato=DAG - timedelta(1))),
    ],
)
def test_det_der_ikke_kan_foelge_afvises(fra: str, trin: Trin) -> None:
    with pytest.raises(RettelseAfvist):
        anvend(replace(KRAV, tilstand=fra), trin)


@pytest.mark.parametrize(
    ("dage", "rykket", "ventet"),
    [
        (28, None, ""),
        (29, None, "Ryk for svar"),
        (100, 20, ""),
        (300, 20, "Ryk for svar igen"),
        (360, 20, "Giv lederen besked"),
    ],
)
def test_der_rykkes_efter_svarfristen_og_lederen_faar_besked_efter_et_aar(
    dage: int, rykket: int | None, ventet: str
) -> None:
    k = replace(KRAV, rykket=None if rykket is None else DAG + timedelta(rykket))
    assert k.husk(DAG + timedelta(dage), 180, 360) == ventet
    assert replace(k, tilstand=ANERKENDT).husk(DAG + timedelta(dage), 180, 360) == ""


@given(st.lists(st.tuples(st.sampled_from(list(TILSTANDE)), st.integers(0, 120)), max_size=8))
def test_uanset_trin_er_resten_aldrig_negativ_og_kronerne_frie_kun_naar_kravet_er_opgivet(
    trin: list[tuple[str, int]],
) -> None:
    k = KRAV
    for tilstand, oere in trin:
        try:
            ny = anvend(k, _trin(tilstand, anerkendt_oere=oere, modtaget_oere=oere))
        except RettelseAfvist:
            continue
        assert tilstand in OVERGANGE[k.tilstand]
        k = ny
    assert 0 <= k.rest_oere <= k.oere
    assert k.modtaget_oere <= k.oere
    assert 0 <= (k.anerkendt_oere or 0) <= k.oere
    assert bool(taget([(k, LINJER)])) is (k.tilstand not in FRI)
    assert k.tilstand not in (OPGIVET, TRUKKET) or not k.aaben


@given(
    st.lists(st.tuples(st.sampled_from("AB"), st.integers(1, 3), st.integers(-5, 9)), max_size=12), st.data()
)
def test_nye_linjer_har_hver_krone_een_gang_og_ingen_der_er_taget(raa: list[Any], data: Any) -> None:
    linjer = [Linje("s", "R", p, f"2025-{m:02d}", "K1", oere, "§") for p, m, oere in raa]
    optaget = frozenset(data.draw(st.sets(st.sampled_from([x.noegle for x in linjer] or [("", "", "")]))))
    ud = nye(linjer, optaget)
    assert len({x.noegle for x in ud}) == len(ud)
    assert all(x.oere > 0 and x.noegle not in optaget for x in ud)
    assert {x.noegle for x in linjer if x.oere > 0} - optaget == {x.noegle for x in ud}


def test_tilstandene_kan_alle_naas_og_har_en_farve() -> None:
    assert set(OVERGANGE) == set(TILSTANDE) == {SENDT, *(t for til in OVERGANGE.values() for t in til)}
    assert set(kravmodel.KNAPNAVNE) == set(TILSTANDE) - {SENDT}
