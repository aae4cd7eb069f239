"""The cases' refund laid out on persons: every krone on somebody with expenses in the month, and none twice."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.lov.parametre import laes_lov
from engine.refusion.fordeling import pr_person
from engine.refusion.sde import beregn
from tests.refusion.ramme import grundlag

FOEDT = {"A": date(1980, 5, 15), "B": date(2010, 3, 4), "C": date(2012, 3, 4), "D": date(2014, 3, 4)}
HUSSTAND = dict.fromkeys(("B", "C", "D"), "MOR")
udgifter = st.lists(
    st.tuples(
        st.sampled_from("ABCD"),
        st.tuples(st.sampled_from([2019, 2021, 2022]), st.integers(1, 12)).map(
            lambda am: f"{am[0]}-{am[1]:02d}"
        ),
        st.integers(-4_000_000, 30_000_000).map(lambda oere: oere / 100),
    ),
    min_size=1,
    max_size=40,
)


def fordelt(poster: list[tuple[str, str, float]]):
    r = beregn(grundlag(poster, FOEDT, husstand=HUSSTAND), laes_lov(), lambda _, n: n)
    return r, pr_person(r)


@settings(derandomize=True, deadline=None, max_examples=40)
@given(udgifter)
def test_personernes_refusion_summer_til_sagernes_i_hvert_aar_og_hver_maaned(poster):
    r, ud = fordelt(poster)
    vores = ud.groupby(["aar", "maaned"])["refusion_oere"].sum()
    sagernes = r.maaneder.groupby(["aar", "maaned"])["refusion"].sum()
    assert vores.to_dict() == sagernes[sagernes != 0].to_dict()
    assert (ud["refusion_oere"] > 0).all()
    netto = {}
    for p, maaned, kroner in poster:
        netto[p, maaned] = netto.get((p, maaned), 0) + kroner
    assert all(netto[n] > 0 for n in zip(ud["person_noegle"], ud["maaned"], strict=True))


def test_to_soeskende_deler_refusionen_efter_deres_udgifter():
    # 2022: 90.000 and 30.000 in one month is 120.000 in one case: 25 % of 48.333,33 = 12.083,33; three parts to one.
    _, ud = fordelt([("B", "2022-03", 90_000), ("C", "2022-03", 30_000)])
    assert dict(zip(ud["person_noegle"], ud["refusion_oere"], strict=True)) == {"B": 906_250, "C": 302_083}


def test_den_med_et_overskud_i_maaneden_faar_intet():
    # 130.000 less 10.000 is 120.000: the refund is the same, and it is all B's.
    _, ud = fordelt([("B", "2022-03", 130_000), ("C", "2022-03", -10_000)])
    assert dict(zip(ud["person_noegle"], ud["refusion_oere"], strict=True)) == {"B": 1_208_333}
