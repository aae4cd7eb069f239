"""Income matched to claims: kroner worked out by hand, and what must always hold."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from engine.potentiale.indbetaling import Indbetaling, Kraevet, funktion_af, match

SENDT = date(2025, 6, 1)


def krav(
    id_: str = "A", oere: int = 100, maaned: str = "2025-01", krone: str = "K5.57.73", sendt: date = SENDT
) -> Kraevet:
    return Kraevet(id_, sendt, "0851", "P", maaned, krone, oere)


def ind(
    oere: int,
    maaned: str = "2025-01",
    dag: date = date(2025, 7, 1),
    modpart: str = "0851",
    f: str = "5.57.73",
) -> Indbetaling:
    return Indbetaling("P", modpart, maaned, f, dag, oere)


def test_en_delvis_betaling_og_resten_senere() -> None:
    assert match([krav()], [ind(40)])["A"].oere == 40
    begge = match([krav()], [ind(40), ind(80, dag=date(2025, 9, 1))])["A"]
    assert (begge.oere, begge.sidst) == (100, date(2025, 9, 1))


def test_penge_fra_foer_kravet_for_en_anden_maaned_konto_eller_kommune_taeller_ikke() -> None:
    fremmede = [
        ind(100, dag=SENDT),
        ind(100, maaned="2025-02"),
        ind(100, f="5.38.50"),
        ind(100, modpart="0740"),
    ]
    assert match([krav()], fremmede) == {}
    assert match([krav()], [ind(100, modpart="")])["A"].oere == 100  # nobody named is whoever it is


def test_en_tilbagefoersel_er_ingen_indtaegt() -> None:
    assert match([krav()], [ind(100), ind(-100, dag=date(2025, 8, 1))]) == {}


def test_det_aeldste_krav_faar_foerst_og_ingen_krone_bruges_to_gange() -> None:
    nyt = krav("B", sendt=date(2025, 6, 15))
    ud = match([nyt, krav("A")], [ind(150)])
    assert (ud["A"].oere, ud["B"].oere) == (100, 50)


def test_en_takst_daekkes_af_det_der_er_tilbage() -> None:
    ud = match([krav("A", krone="takst"), krav("A")], [ind(70, f="5.38.50"), ind(100)])
    assert ud["A"].oere == 170


DAGE = st.dates(date(2025, 5, 1), date(2025, 8, 1))
KRAV = st.builds(
    Kraevet, st.sampled_from("ABC"), DAGE, st.sampled_from(["0851", "0740"]), st.sampled_from("PQ"),
    st.sampled_from(["2025-01", "2025-02"]), st.sampled_from(["K5.57.73", "S5.38.50|0851", "takst"]),
    st.integers(1, 50),
)  # fmt: skip
INDBETALING = st.builds(
    Indbetaling, st.sampled_from("PQ"), st.sampled_from(["0851", "0740", ""]), st.sampled_from(["2025-01", "2025-02"]),
    st.sampled_from(["5.57.73", "5.38.50"]), DAGE, st.integers(-30, 60),
)  # fmt: skip


@given(st.lists(KRAV, max_size=6), st.lists(INDBETALING, max_size=8))
def test_aldrig_mere_end_kraevet_og_aldrig_mere_end_der_er_kommet(
    krav: list[Kraevet], ind: list[Indbetaling]
) -> None:
    ud = match(krav, ind)
    for id_, m in ud.items():
        assert 0 < m.oere <= sum(x.oere for x in krav if x.krav == id_)
    assert sum(m.oere for m in ud.values()) <= sum(i.oere for i in ind if i.oere > 0)
    assert match(krav[::-1], ind[::-1]) == ud  # the order of the rows decides nothing


def test_funktionen_af_det_reglerne_kalder_en_krone() -> None:
    kroner = ("K5.57.73", "E3.22.01|0851", "E3.22|0851", "B2024-12", "takst")
    assert [funktion_af(k) for k in kroner] == ["5.57.73", "3.22.01", "3.22", "", ""]
