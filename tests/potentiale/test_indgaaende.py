"""Incoming claims as sentences: what speaks for paying and against, in kroner worked out by hand. Ours is 0998."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.lov.parametre import laes_lov
from engine.potentiale.indgaaende import AFVIS, BETAL, SE_PAA, Bopael, Kendt, Linje, Resultat, proev

EGEN, X, Y = "0998", "0851", "0740"
LOV = laes_lov()
LINJE = Linje(2, X, "P", "2025-01", "2025-03", 30_000_00, "RSL § 9 c, stk. 2", date(2025, 6, 1))
HJEMME = Bopael(date(2010, 1, 1), date(2024, 12, 31), "bolig", EGEN)
INSTITUTION = Bopael(date(2025, 1, 1), None, "institution", X)
KENDT = Kendt([HJEMME, INSTITUTION])


def proevet(linje: Linje = LINJE, kendt: Kendt | None = KENDT, tidligere: tuple[Linje, ...] = ()) -> Resultat:
    (r,) = proev([linje], {"P": kendt} if kendt else {}, tidligere, LOV, EGEN)
    return r


def test_fra_os_ind_paa_institution_hos_x_betales() -> None:
    r = proevet()
    assert (r.forslag, r.oere, r.til_afsender) == (BETAL, 30_000_00, ())


def test_en_ukendt_borger_og_en_der_boede_et_andet_sted_afvises() -> None:
    assert proevet(kendt=None).forslag == AFVIS
    andet = replace(KENDT, forloeb=[replace(HJEMME, kommune=Y), INSTITUTION])
    assert (proevet(kendt=andet).forslag, proevet(kendt=andet).oere) == (AFVIS, 0)
    assert Y not in str(proevet(kendt=andet).til_afsender)  # where the citizen lived is not theirs to be told
    hos_x = replace(KENDT, forloeb=[HJEMME, replace(INSTITUTION, sted="bolig")])
    assert proevet(kendt=hos_x).forslag == AFVIS
    assert proevet(kendt=Kendt([HJEMME])).forslag == AFVIS  # lived here all along
    assert proevet(kendt=Kendt([INSTITUTION])).forslag == SE_PAA


def test_tilsagn_og_cpr_gaar_foran_adressen() -> None:
    andet = [replace(HJEMME, kommune=Y), INSTITUTION]
    assert proevet(kendt=Kendt(andet, lovet=[(X, date(2025, 1, 1), None)])).forslag == BETAL
    assert proevet(kendt=Kendt(andet, betaler=[(date(2020, 1, 1), None, EGEN)])).forslag == BETAL
    assert proevet(kendt=replace(KENDT, betaler=[(date(2020, 1, 1), None, Y)])).forslag == AFVIS


def test_den_anden_af_to_ens_er_en_dublet_og_overlap_ses_paa() -> None:
    en, to = proev([LINJE, replace(LINJE, nr=3)], {"P": KENDT}, (), LOV, EGEN)
    assert (en.forslag, to.forslag) == (BETAL, AFVIS)
    assert proevet(tidligere=(LINJE,)).forslag == AFVIS
    assert proevet(tidligere=(replace(LINJE, fra="2025-03", til="2025-04"),)).forslag == SE_PAA
    assert proevet(tidligere=(replace(LINJE, fra="2025-04", til="2025-05"),)).forslag == BETAL


def test_det_betalte_traekkes_fra() -> None:
    alt = replace(KENDT, betalt={(X, f"2025-0{m}"): 10_000_00 for m in (1, 2, 3)})
    assert proevet(kendt=alt).forslag == AFVIS
    noget = replace(KENDT, betalt={(X, "2025-01"): 10_000_00, (Y, "2025-02"): 10_000_00})
    assert (proevet(kendt=noget).forslag, proevet(kendt=noget).oere) == (SE_PAA, 20_000_00)


@pytest.mark.parametrize(
    ("hjemmel", "rejst", "ventet", "oere"),
    [
        ("RSL § 9 c, stk. 2", date(2028, 1, 31), BETAL, 30_000_00),
        ("RSL § 9 c, stk. 2", date(2028, 2, 1), SE_PAA, 20_000_00),  # January lapsed on 31.1.2028
        ("RSL § 9 c, stk. 2", date(2028, 4, 1), AFVIS, 0),
        ("SEL § 107", date(2026, 1, 31), BETAL, 30_000_00),  # 12 months
        ("SEL § 107", date(2026, 2, 1), SE_PAA, 20_000_00),
        ("BL § 114", date(2026, 4, 1), AFVIS, 0),
    ],
)
def test_foraeldelsen_er_tre_aar_og_tolv_maaneder_efter_sel_og_bl(
    hjemmel: str, rejst: date, ventet: str, oere: int
) -> None:
    r = proevet(replace(LINJE, hjemmel=hjemmel, rejst=rejst))
    assert (r.forslag, r.oere) == (ventet, oere)


def test_over_taksten_ses_paa() -> None:
    assert proevet(kendt=replace(KENDT, maanedspris=10_000_00)).forslag == BETAL
    assert proevet(kendt=replace(KENDT, maanedspris=9_000_00)).forslag == SE_PAA  # 111 per cent


LINJER = st.lists(
    st.builds(
        Linje, st.integers(2, 9), st.sampled_from([X, Y]), st.sampled_from(["P", "Q", ""]),
        st.sampled_from(["2024-11", "2025-01"]), st.sampled_from(["2025-01", "2025-03"]), st.integers(1, 9_000_00),
        st.sampled_from(["RSL § 9 c", "SEL § 107"]), st.dates(date(2025, 1, 1), date(2029, 1, 1)),
    ),
    max_size=5,
)  # fmt: skip
BETALT = st.dictionaries(
    st.tuples(st.sampled_from([X, Y, ""]), st.sampled_from(["2024-12", "2025-01"])),
    st.integers(0, 5_000_00),
    max_size=3,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LINJER, BETALT)
def test_der_foreslaas_aldrig_mere_end_kraevet_og_intet_af_det_der_afvises(
    linjer: list[Linje], betalt: Any
) -> None:
    ud = proev(linjer, {"P": replace(KENDT, betalt=betalt), "Q": Kendt()}, (), LOV, EGEN)
    assert [r.linje for r in ud] == linjer
    for r in ud:
        assert 0 <= r.oere <= r.linje.oere
        assert (r.oere == 0) or r.forslag != AFVIS
        assert r.grunde
        assert r.linje.person or r.forslag == AFVIS
    assert proev(linjer, {}, (), LOV, EGEN) == [
        r for r in proev(linjer, {}, (), LOV, EGEN) if r.forslag == AFVIS
    ]
