"""The book of prices gives what each measure gives by itself: which run, what they can cost, who lacks a bill."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.refusion.prisbog import Maal, Prisbog, Priser, pris

AABEN = date(9999, 12, 31)
DAGE = st.dates(date(2022, 11, 1), date(2024, 4, 30))
REGNEDE = st.frozensets(
    st.sampled_from(
        [
            *("2022-12", "2023-01", "2023-02", "2023-03", "2023-12", "2024-01"),
            *(
                "2023-01-02/2023-01-29",
                "2023-01-30/2023-02-26",
                "2023-12-25/2024-01-21",
                "2023-01-15/2023-03-14",
            ),
        ]
    ),
    max_size=4,
)
PRISEN = st.sampled_from([None, 1, 99_900, 100_000, 3_100_000])
MAAL = st.builds(
    lambda person, start, laengde, takst, enhed, dag, maaned, regnede, samme_lov: Maal(
        person,
        start,
        AABEN if laengde > 700 else start + timedelta(laengde),
        takst,
        enhed,
        dag,
        maaned,
        regnede,
        samme_lov,
    ),
    st.sampled_from("abc"),
    DAGE,
    st.integers(0, 800),
    st.sampled_from([0, 1, 100_000, 1_234_567]),
    st.sampled_from(["dag", "uge", "maaned", "aar", "gang"]),
    PRISEN,
    PRISEN,
    REGNEDE,
    st.booleans(),
)
PERIODE = st.one_of(
    st.tuples(DAGE, st.integers(0, 100)).map(lambda t: (t[0], t[0] + timedelta(t[1]))),
    st.sampled_from(
        [
            (date(2023, 1, 1), date(2023, 1, 31)),
            (date(2023, 1, 1), date(2023, 3, 31)),
            (date(2023, 1, 2), date(2023, 1, 29)),
        ]
    ),
)


def mest_sandsynligt(m: Maal, fra: date, til: date) -> int:
    """By the person's other bills of the year where the unit has such a price, else the lowest of what it can cost."""
    andre = {"dag": m.dagpris_oere, "maaned": m.maanedspris_oere}.get(m.enhed)
    kun_det = Maal(m.person, m.start, m.slut, andre or 0, m.enhed)
    return min(pris(kun_det, fra, til)) if andre else min(pris(m, fra, til))


def proev(fundet: Priser, ventet: list[Maal], fra: date, til: date) -> None:
    summer: dict[str, int] = {}
    for m in ventet:
        summer[m.person] = summer.get(m.person, 0) + mest_sandsynligt(m, fra, til)
    vaegte = {p: v for p, v in summer.items() if v > 0}
    assert fundet.vaegte == vaegte
    assert (fundet.antal, fundet.i_alt) == (len(vaegte), sum(vaegte.values()))
    for beloeb in {x + fra_oere for m in ventet for x in pris(m, fra, til) for fra_oere in (-2, -1, 0, 1, 2)}:
        assert fundet.til(beloeb) == [
            m for m in ventet if any(abs(x - beloeb) <= 1 for x in pris(m, fra, til))
        ]
    assert fundet.til(-50) == []


@given(st.lists(MAAL, max_size=6), PERIODE)
@settings(deadline=None, derandomize=True, max_examples=400)
def test_bogen_har_dem_der_loeber_med_de_priser_hver_har_for_sig(
    maal: list[Maal], periode: tuple[date, date]
) -> None:
    loeber, ledige = Prisbog(maal).i(*periode)
    ventet = [m for m in maal if pris(m, *periode)]
    uden_regning = [m for m in ventet if not m.har_regning(*periode)]
    proev(loeber, ventet, *periode)
    proev(ledige, uden_regning, *periode)
    lovens = [m for m in uden_regning if m.samme_lov]
    proev(ledige.i_loven, lovens or uden_regning, *periode)


def test_en_regning_for_fire_uger_er_ikke_for_resten_af_maaneden() -> None:
    m = Maal("anna", date(2022, 1, 1), AABEN, 100_000, "dag", regnede=frozenset({"2023-01-02/2023-01-29"}))
    bog = Prisbog([m])
    assert bog.i(date(2023, 1, 30), date(2023, 2, 26))[1].til(28 * 100_000) == [m]
    assert bog.i(date(2023, 1, 1), date(2023, 1, 31))[1].til(31 * 100_000) == []


def test_et_tilbud_der_begynder_midt_i_perioden_koster_kun_sine_dage() -> None:
    m = Maal("anna", date(2023, 1, 22), AABEN, 100_000, "dag")
    loeber, _ = Prisbog([m]).i(date(2023, 1, 1), date(2023, 1, 31))
    assert (loeber.til(10 * 100_000), loeber.til(31 * 100_000)) == ([m], [])
