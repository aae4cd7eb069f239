"""The presumption that somebody has left: the law as sentences, and what must hold whatever the facts are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.flytning import udflytning as u
from engine.flytning.udflytning import MODBEVIS, SIGNALER, Daekning

DAG = date(2025, 12, 31)
ALT = Daekning(("2020-01", "2025-12"), date(2020, 1, 1), True)
TOM: dict[str, Any] = {
    "person_noegle": "a",
    "foedselsdato": date(1980, 1, 1),
    "bor_siden": date(2010, 1, 1),
    "her_siden": date(2010, 1, 1),
    "dansk_maaned": "2025-12",
    "udland_maaned": None,
    "udland_pension_maaned": None,
    "sidste_egen_ydelse": None,
    "sidste_ydelse": date(2025, 12, 1),
    "returpost": None,
    "udland_fra": None,
    "tilladelse_til": None,
    "solgt": None,
    "ejer_nu": False,
    "alene_fra": None,
    "uden_skole_fra": None,
    "aegtefaelle_maaned": None,
    **dict.fromkeys(("fritflyt", "sommerhus", "soemand", "su_udland", "indlagt"), False),
}


def har(**fakta: Any) -> set[str]:
    return set(u.signaler(TOM | fakta, DAG, ALT))


@pytest.mark.parametrize(
    ("fakta", "signal", "ja"),
    [
        ({"dansk_maaned": "2025-06"}, "indkomst", True),  # July to December: six whole months
        ({"dansk_maaned": "2025-07"}, "indkomst", False),
        ({"dansk_maaned": "2025-07", "udland_maaned": "2025-12"}, "indkomst", False),
        (
            {"dansk_maaned": None, "udland_maaned": "2025-12"},
            "indkomst",
            True,
        ),  # only foreign is the same signal
        (
            {"dansk_maaned": None, "her_siden": date(2025, 8, 1)},
            "indkomst",
            False,
        ),  # has not been here so long
        (
            {"dansk_maaned": None, "foedselsdato": date(2007, 8, 1)},
            "indkomst",
            False,
        ),  # of age for five months
        ({"sidste_ydelse": date(2024, 12, 31)}, "ydelse", True),
        ({"sidste_ydelse": date(2025, 1, 1)}, "ydelse", False),
        ({"tilladelse_til": date(2025, 12, 30)}, "tilladelse", True),
        ({"tilladelse_til": date(2025, 12, 31)}, "tilladelse", False),
        ({"tilladelse_til": date(9999, 12, 31)}, "tilladelse", False),
        ({"returpost": date(2024, 1, 1)}, "returpost", True),
        ({"returpost": date(2023, 12, 31)}, "returpost", False),  # two years old
        (
            {"returpost": date(2025, 5, 31), "bor_siden": date(2025, 6, 1)},
            "returpost",
            False,
        ),  # the old address
        ({"returpost": date(2025, 6, 1), "bor_siden": date(2025, 6, 1)}, "returpost", True),
        ({"returpost": date(2026, 1, 1)}, "returpost", False),  # after the day of reckoning
        ({"solgt": date(2024, 5, 1)}, "solgt", True),
        ({"solgt": date(2009, 5, 1)}, "solgt", False),  # sold before moving in
        ({"alene_fra": date(2025, 3, 1)}, "alene", True),
        ({"uden_skole_fra": date(2025, 8, 31)}, "skole", True),
    ],
)
def test_hvert_signal_ved_sin_graense(fakta: dict[str, Any], signal: str, ja: bool) -> None:
    assert (signal in har(**fakta)) is ja


def test_det_data_ikke_kan_sige_er_intet_signal() -> None:
    """No income delivery is not 16.000 citizens without income."""
    stille = TOM | {"dansk_maaned": None, "sidste_ydelse": None}
    assert set(u.signaler(stille, DAG, ALT)) == {"indkomst", "ydelse"}
    assert set(u.signaler(stille, DAG, replace(ALT, indkomst=None))) == {"ydelse"}
    assert set(u.signaler(stille, DAG, replace(ALT, indkomst=("2020-01", "2025-08")))) == {
        "ydelse"
    }  # too old
    assert set(u.signaler(stille, DAG, replace(ALT, indkomst=("2025-09", "2025-12")))) == {
        "ydelse"
    }  # too short
    assert set(u.signaler(stille, DAG, replace(ALT, ydelse_fra=date(2025, 6, 1)))) == {"indkomst"}
    assert "skole" not in u.signaler(TOM | {"uden_skole_fra": DAG}, DAG, replace(ALT, skole=False))


def test_tavshed_taeller_kun_saa_langt_data_gaar() -> None:
    """Incomes of November and December have not come: pay in June is four months ago, not six."""
    kendt = replace(ALT, indkomst=("2020-01", "2025-10"))
    assert "indkomst" not in u.signaler(TOM | {"dansk_maaned": "2025-06"}, DAG, kendt)
    assert "indkomst" in u.signaler(TOM | {"dansk_maaned": "2025-04"}, DAG, kendt)  # May to October
    for til, sidste, ja in (
        ("2025-10", date(2024, 11, 1), False),  # the ledger has eleven months and no more
        ("2025-10", date(2024, 10, 31), True),
        ("2025-09", date(2020, 2, 1), False),  # three months without a ledger: too old
    ):
        ydelse = u.signaler(TOM | {"sidste_ydelse": sidste}, DAG, replace(ALT, ydelse_til=til))
        assert ("ydelse" in ydelse) is ja


@pytest.mark.parametrize(
    ("fakta", "kode"),
    [
        ({"dansk_maaned": "2025-09"}, "dansk_indkomst"),
        ({"sidste_egen_ydelse": date(2025, 7, 1)}, "ydelse_nu"),
        ({"aegtefaelle_maaned": "2025-12"}, "aegtefaelle"),
        ({"udland_pension_maaned": "2025-11"}, "udland_pension"),
        *(({n: True}, n) for n in ("indlagt", "fritflyt", "soemand", "su_udland", "sommerhus")),
    ],
)
def test_listen_over_modbevis(fakta: dict[str, Any], kode: str) -> None:
    assert u.modbevis(TOM | {"dansk_maaned": None} | fakta, DAG) == [kode]


def test_to_signaler_er_ingen_formodning_og_tre_er_det_naar_de_siger_nok() -> None:
    assert not u.er_formodning({"solgt", "returpost"}, 0.9)
    assert u.er_formodning({"indkomst", "ydelse", "solgt"}, u.score({"indkomst", "ydelse", "solgt"}, False))
    # Nobody else at the address says little of one who has lived without income for years.
    svag = {"indkomst", "ydelse", "alene"}
    assert not u.er_formodning(svag, u.score(svag, False))


def test_statsborgerskab_er_intet_signal_og_laeses_ikke() -> None:
    assert not any("stats" in s.kode or "stats" in s.navn.lower() for s in SIGNALER.values())
    with pytest.raises(KeyError):
        u.signaler({}, DAG, ALT)
    for land in ("DK", "PL", "SY", ""):
        assert u.signaler(TOM | {"statsborgerskab": land}, DAG, ALT) == u.signaler(TOM, DAG, ALT)


@pytest.mark.parametrize(
    ("dag", "rytme", "ventet"),
    [
        (date(2025, 12, 31), "maaned", date(2025, 12, 31)),
        (date(2025, 12, 30), "maaned", date(2025, 11, 30)),
        (date(2025, 12, 30), "kvartal", date(2025, 9, 30)),
        (date(2025, 12, 31), "kvartal", date(2025, 12, 31)),
        (date(2025, 12, 31), "uge", date(2025, 12, 28)),  # a Sunday
        (date(2025, 12, 28), "uge", date(2025, 12, 28)),
        (date(2025, 12, 30), "nat", date(2025, 12, 30)),
    ],
)
def test_opgoerelsesdagen_foelger_rytmen(dag: date, rytme: str, ventet: date) -> None:
    assert u.opgoerelsesdag(dag, rytme) == ventet
    assert u.opgoerelsesdag(u.naeste_dag(ventet, rytme), rytme) > ventet


def test_fjorten_dage_efter_brevet_anses_for_modtaget() -> None:
    """CPR-loven § 11."""
    assert u.svarfrist(date(2026, 1, 7), 14) == date(2026, 1, 21)


def test_et_ophold_paa_seks_maaneder_er_ikke_over_seks_maaneder() -> None:
    """CPR-loven § 24, stk. 1."""
    assert not u.ophold_over(date(2025, 6, 30), date(2025, 12, 30), 6)
    assert u.ophold_over(date(2025, 6, 30), date(2025, 12, 31), 6)
    assert not u.ophold_over(DAG - timedelta(days=62), DAG, 6)  # two months in Italy


def test_scoren_regnes_i_haanden() -> None:
    """-6 + 2,7 + 0,5 + 4,5 = 1,7; 1 / (1 + e^-1,7) = 0,8455."""
    assert u.score({"indkomst", "ydelse", "solgt"}, False) == pytest.approx(0.8455, abs=1e-4)
    assert u.score(SIGNALER, False) == 0.99


def test_egne_udfald_flytter_scoren_foerst_naar_der_er_tyve() -> None:
    assert u.kalibrering(15, 2, 19) == 0
    assert u.kalibrering(20, 10, 40) < 0
    assert u.kalibrering(10, 20, 40) > 0
    assert u.kalibrering(20, 20, 40) == 0


_dage = st.one_of(st.none(), st.dates(date(2019, 1, 1), date(2026, 6, 1)))
_maaneder = st.one_of(st.none(), st.dates(date(2020, 1, 1), DAG).map(lambda d: f"{d:%Y-%m}"))
_fakta = st.fixed_dictionaries(
    {
        "dansk_maaned": _maaneder,
        "aegtefaelle_maaned": _maaneder,
        "udland_pension_maaned": _maaneder,
        **dict.fromkeys(
            (
                "sidste_ydelse",
                "sidste_egen_ydelse",
                "returpost",
                "tilladelse_til",
                "solgt",
                "alene_fra",
                "uden_skole_fra",
            ),
            _dage,
        ),
        **dict.fromkeys(
            ("ejer_nu", "fritflyt", "sommerhus", "soemand", "su_udland", "indlagt"), st.booleans()
        ),
        "her_siden": st.dates(date(2010, 1, 1), DAG),
    }
).map(lambda f: TOM | f)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(_fakta, st.sets(st.sampled_from(sorted(SIGNALER))), st.sampled_from(sorted(SIGNALER)))
def test_et_signal_mindre_giver_aldrig_en_formodning_mere(
    f: dict[str, Any], aktive: set[str], fra: str
) -> None:
    med = {s for s in u.signaler(f, DAG, ALT) if s in aktive}
    uden = med - {fra}
    assert u.score(uden, f["ejer_nu"]) <= u.score(med, f["ejer_nu"])
    if u.er_formodning(uden, u.score(uden, f["ejer_nu"])):
        assert u.er_formodning(med, u.score(med, f["ejer_nu"]))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(_fakta)
def test_signaler_gaelder_fra_en_dag_der_er_gaaet_og_modbevis_er_kendt(f: dict[str, Any]) -> None:
    dage = u.signaler(f, DAG, ALT)
    assert all(d <= DAG for d in dage.values())
    assert set(u.modbevis(f, DAG)) <= set(MODBEVIS)
    assert not ("indkomst" in dage and "dansk_indkomst" in u.modbevis(f, DAG))
    if len(dage) >= 3:
        fundet = u.fundet_fra(list(dage.values()), "maaned")
        assert sum(d <= fundet for d in dage.values()) >= 3
        assert (fundet + timedelta(days=1)).day == 1


def _orakel(f: dict[str, Any]) -> set[str]:
    """The signals of laesninger.md 17 month by month and day by day, with nothing in common with the engine."""
    ud = set()
    md = [f"{aar}-{m:02d}" for aar in (2025,) for m in range(7, 13)]
    stille = not any(f["dansk_maaned"] == m for m in md)
    if stille and f["her_siden"] <= date(2025, 6, 30):
        ud.add("indkomst")
    et_aar = date(2024, 12, 31)
    if (f["sidste_ydelse"] is None or f["sidste_ydelse"] <= et_aar) and f["her_siden"] <= et_aar:
        ud.add("ydelse")
    if f["tilladelse_til"] and f["tilladelse_til"] < DAG:
        ud.add("tilladelse")
    if f["alene_fra"] and f["alene_fra"] <= DAG:
        ud.add("alene")
    if f["uden_skole_fra"] and f["uden_skole_fra"] <= DAG:
        ud.add("skole")
    if f["returpost"] and date(2023, 12, 31) < f["returpost"] <= DAG and f["returpost"] >= f["bor_siden"]:
        ud.add("returpost")
    if f["solgt"] and f["bor_siden"] <= f["solgt"] <= DAG:
        ud.add("solgt")
    return ud


@settings(max_examples=200, deadline=None, derandomize=True)
@given(_fakta)
def test_signalerne_er_orakelets(f: dict[str, Any]) -> None:
    assert set(u.signaler(f, DAG, ALT)) == _orakel(f)
