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
    BESVARES,
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
    Linjesvar,
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
    naas = {SENDT, *(t for til in OVERGANGE.values() for t in til)}
    assert set(OVERGANGE) == set(TILSTANDE) == naas | {BESVARES}  # which the answers to lines make
    assert set(kravmodel.KNAPNAVNE) == set(TILSTANDE) - {SENDT, BESVARES}


# --- line by line ---------------------------------------------------------------------------------------------------

PENSION = "PEN-01-0123456789abcdef"
TRE = [*LINJER, Linje(PENSION, "PEN-01", "P2", "2025-01", "K5.48.67", 800_00, "PSL § 64")]


def _svar(nr: int, svar: str, kraevet: int, anerkendt: int, grund: str = "", *maaneder: str) -> Linjesvar:
    return Linjesvar(nr, svar, kraevet, anerkendt, maaneder, grund)


HELE = _svar(1, ANERKENDT, 19_200_00, 19_200_00)
JANUAR = _svar(1, DELVIST, 19_200_00, 9_600_00, "Flyttede 1. februar", "2025-01")
NEJ = _svar(2, AFVIST, 800_00, 0, "Pensionen er tilkendt hos jer")


def _linjekrav(lager: Sagslager) -> None:
    godkend(lager)
    krav.opret(lager, nyt(linjer=TRE), "o", "Kontrolleret", NU)


def test_linjerne_er_borgerens_sag_under_en_bestemmelse_og_summer_til_kravet(lager: Sagslager) -> None:
    _linjekrav(lager)
    (k,) = krav.alle(lager)
    alle = krav.poster(lager, k)
    assert [(p.nr, p.person, p.regel, p.fra, p.til, p.oere) for p in alle] == [
        (1, "P1", "REF-03", "2025-01", "2025-02", 19_200_00),
        (2, "P2", "PEN-01", "2025-01", "2025-01", 800_00),
    ]
    assert sum(p.oere for p in alle) == k.oere == 20_000_00


def test_kravets_tilstand_og_beloeb_foelger_af_linjernes_svar_og_hvert_svar_kan_fortrydes(
    lager: Sagslager,
) -> None:
    _linjekrav(lager)
    trin(lager, "", linjer=[JANUAR])
    (k,) = krav.alle(lager)
    assert (k.tilstand, k.anerkendt_oere, k.ubesvaret_oere, k.afvist_oere, k.rest_oere) == (
        BESVARES, 9_600_00, 800_00, 9_600_00, 10_400_00,
    )  # fmt: skip
    assert k.husk(k.svarfrist + timedelta(1), 180, 360) == "Ryk for svar"  # line 2 is still not answered
    trin(lager, "", rykket=True)
    trin(lager, "", linjer=[NEJ])
    (k,) = krav.alle(lager)
    assert (k.tilstand, k.anerkendt_oere, k.ubesvaret_oere, k.afvist_oere, k.rest_oere) == (
        DELVIST, 9_600_00, 0, 10_400_00, 9_600_00,
    )  # fmt: skip
    assert k.linjesvar == {1: JANUAR, 2: NEJ}
    trin(lager, ANKESTYRELSEN)
    trin(lager, "", linjer=[_svar(2, ANERKENDT, 800_00, 800_00), HELE])  # it decides for us, of both
    (k,) = krav.alle(lager)
    assert (k.tilstand, k.anerkendt_oere, k.rest_oere) == (ANERKENDT, k.oere, k.oere)
    for ventet in (ANKESTYRELSEN, DELVIST, BESVARES):
        krav.fortryd(lager, k.id, krav.seneste_nr(k), "o", "Forkert brev", NU)
        (k,) = krav.alle(lager)
        assert k.tilstand == ventet
    assert k.linjesvar == {1: JANUAR}


def test_et_svar_paa_hele_kravet_afloeser_linjernes(lager: Sagslager) -> None:
    _linjekrav(lager)
    trin(lager, "", linjer=[JANUAR])
    trin(lager, AFVIST)
    (k,) = krav.alle(lager)
    assert (k.tilstand, k.anerkendt_oere, k.linjesvar, k.ubesvaret_oere) == (AFVIST, 0, {}, 0)
    with pytest.raises(RettelseAfvist, match="besvaret som helhed"):
        trin(lager, "", linjer=[HELE])
    trin(lager, "", linjer=[HELE, NEJ])
    (k,) = krav.alle(lager)
    assert (k.tilstand, k.anerkendt_oere) == (DELVIST, 19_200_00)


def test_et_trin_fra_foer_linjerne_laeses_stadig(lager: Sagslager) -> None:
    """An event written before lines could be answered has no 'linjer'."""
    _linjekrav(lager)
    (k,) = krav.alle(lager)
    gammelt = {
        "tilstand": DELVIST, "dato": DAG.isoformat(), "anerkendt_oere": 5_00, "modtaget_oere": None, "rykket": False,
    }  # fmt: skip
    with lager.skriv() as con:
        lager.skriv_haendelse(con, "kravtrin", {"krav": k.id}, gammelt, begrundelse="Brev", bruger="o", nu=NU)
    (k,) = krav.alle(lager)
    assert (k.tilstand, k.anerkendt_oere, k.linjesvar, k.ubesvaret_oere, k.afvist_oere) == (
        DELVIST, 5_00, {}, 0, 20_000_00 - 5_00,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("svar", "ord_"),
    [
        ([_svar(3, ANERKENDT, 1, 1)], "ikke en linje i kravet"),
        ([_svar(1, ANERKENDT, 5, 5)], "ikke en linje i kravet"),
        ([HELE, HELE], "to gange"),
        ([_svar(1, DELVIST, 19_200_00, 9_600_01, "g", "2025-01")], "måneder giver et andet beløb"),
        ([_svar(1, DELVIST, 19_200_00, 19_200_00, "g")], "mindre end hele linjen"),
        ([_svar(1, DELVIST, 19_200_00, 1)], "skriv grunden"),
        ([_svar(1, AFVIST, 19_200_00, 1, "g")], "kan ikke have et anerkendt beløb"),
        ([_svar(1, ANERKENDT, 19_200_00, 1)], "hele linjen"),
        ([_svar(1, "betalt", 19_200_00, 1)], "kendes ikke"),
        ([_svar(1, AFVIST, 19_200_00, 0, "om 6105800001")], "CPR-nummer"),
        ([NEJ, _svar(1, AFVIST, 19_200_00, 0)], "skriv grunden"),
    ],
)
def test_et_linjesvar_der_ikke_passer_afvises_og_intet_gemmes(
    lager: Sagslager, svar: list[Linjesvar], ord_: str
) -> None:
    _linjekrav(lager)
    with pytest.raises(RettelseAfvist, match=ord_):
        trin(lager, "", linjer=svar)
    assert krav.alle(lager)[0].trin == ()


@given(
    st.lists(st.integers(1, 50), min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 50)), max_size=12),
)
def test_svarene_stemmer_med_kravet_til_oeret_uanset_raekkefoelge(
    beloeb: list[int], svar: list[tuple[int, int]]
) -> None:
    """The last answer to each line holds; recognised + refused + not answered is the claim."""
    k = replace(KRAV, oere=sum(beloeb))
    sidst: dict[int, int] = {}
    for nr, givet in svar:
        if nr < len(beloeb):
            hele, del_ = beloeb[nr], min(givet, beloeb[nr])
            ord_ = ANERKENDT if del_ == hele else DELVIST if del_ else AFVIST
            k = anvend(k, replace(_trin(""), linjer=(_svar(nr, ord_, hele, del_, "g"),)))
            sidst[nr] = del_
    anerkendt, mangler = sum(sidst.values()), sum(b for n, b in enumerate(beloeb) if n not in sidst)
    assert (k.anerkendt_oere or 0, k.ubesvaret_oere) == (anerkendt, mangler)
    assert (k.anerkendt_oere or 0) + k.afvist_oere + k.ubesvaret_oere == k.oere
    if not sidst:
        assert k.tilstand == SENDT
    elif mangler:
        assert (k.tilstand, k.rest_oere) == (BESVARES, anerkendt + mangler)
    else:
        assert k.tilstand == (ANERKENDT if anerkendt == k.oere else DELVIST if anerkendt else AFVIST)
