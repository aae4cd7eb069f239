"""The funnel as arithmetic: each krone once, the stages never add up twice, and what must always hold."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from engine.potentiale.effekt import (
    ANERKENDT,
    FUNDET,
    GENNEMGAAET,
    KRAEVET,
    MODTAGET,
    Krone,
    Rejst,
    Ventetid,
    dage_til_penge,
    kvartal,
    pr_felt,
    pr_kvartal,
    tragt,
    vaerdi_pr_time,
)

DAG = date(2026, 2, 1)


def k(
    maaned: int, oere: int = 100, person: str = "P", gennemgaaet: bool = False, felt: str = "pension"
) -> Krone:
    return Krone(f"s{person}", person, f"2025-{maaned:02d}", "K1", felt, oere, gennemgaaet)


def rejst(*kroner: Krone, anerkendt: int | None = None, modtaget: int = 0) -> Rejst:
    return Rejst("A", DAG, kroner, anerkendt, {"pension": modtaget}, date(2026, 1, 2), date(2026, 3, 3))


def oere(fundne: list[Krone], rejste: list[Rejst]) -> dict[str, int]:
    return {s.navn: s.oere for s in tragt(fundne, rejste)}


def test_det_kraevede_er_ogsaa_fundet_og_gennemgaaet_og_taeller_een_gang() -> None:
    fundne = [k(1), k(2), k(3, gennemgaaet=True), k(1, 50, "Q")]
    assert oere(fundne, [rejst(k(2))]) == {
        FUNDET: 350,
        GENNEMGAAET: 200,
        KRAEVET: 100,
        ANERKENDT: 0,
        MODTAGET: 0,
    }


def test_naar_pengene_er_kommet_er_fundet_vaek_men_stadig_talt() -> None:
    """The find is gone, since the income covers it; the claim keeps it in the funnel."""
    assert oere([], [rejst(k(1), k(2), anerkendt=150, modtaget=120)]) == {
        FUNDET: 200, GENNEMGAAET: 200, KRAEVET: 200, ANERKENDT: 150, MODTAGET: 120,
    }  # fmt: skip


def test_kvartaler_dage_og_vaerdi_pr_time() -> None:
    assert [kvartal(date(2026, m, 1)) for m in (1, 3, 4, 12)] == ["2026-1", "2026-1", "2026-2", "2026-4"]
    (r,) = pr_kvartal([rejst(k(1), anerkendt=80, modtaget=60)])
    assert r == {
        "kvartal": "2026-1", "krav": 1, KRAEVET: 100, ANERKENDT: 80, MODTAGET: 60,
        "borgere": 1, "anerkendte": 1, "betalte": 1,
    }  # fmt: skip
    assert dage_til_penge([rejst(k(1), modtaget=60), rejst(k(2, person="Q"))]) == Ventetid(60.0, 1, 1)
    assert dage_til_penge([]) == Ventetid(None, 0, 0)
    assert (vaerdi_pr_time(1000, 4), vaerdi_pr_time(1000, 0)) == (250, None)


KRONE = st.builds(
    Krone, st.sampled_from(["s1", "s2"]), st.sampled_from("PQ"), st.sampled_from(["2025-01", "2025-02", "2025-03"]),
    st.sampled_from(["K1", "K2"]), st.sampled_from(["pension", "skole"]), st.integers(1, 99), st.booleans(),
)  # fmt: skip


@given(st.lists(KRONE, max_size=10), st.lists(KRONE, max_size=6, unique_by=lambda x: x.noegle), st.data())
def test_tragten_snaevrer_ind_og_felterne_summer(
    fundne: list[Krone], kroner: list[Krone], data: st.DataObject
) -> None:
    ialt = sum(x.oere for x in kroner)
    anerkendt = data.draw(st.integers(0, ialt))
    modtaget = data.draw(st.integers(0, ialt))
    rejste = [Rejst("A", DAG, tuple(kroner), anerkendt, {"skole": modtaget})]
    trin = tragt(fundne, rejste)
    assert [s.navn for s in trin] == [FUNDET, GENNEMGAAET, KRAEVET, ANERKENDT, MODTAGET]
    f, g, kr, a, m = (s.oere for s in trin)
    assert f >= g >= kr == ialt >= a
    assert m == modtaget
    assert trin[0].sager >= trin[1].sager >= trin[2].sager
    felter = pr_felt(fundne, rejste, ["pension", "skole"])
    for navn, ventet in ((FUNDET, f), (KRAEVET, kr), (MODTAGET, m)):
        assert sum(t[navn] for t in felter.values()) == ventet
