"""Payments for pupils that stand on nobody, as sentences; an oracle tries every child against every payment."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from engine.potentiale import paaingen
from engine.potentiale.model import Personfakta
from engine.potentiale.paaingen import Betaling, Raekke, fordelt
from tests.potentiale.test_mellemkommunal import DAG, X, d, maaneder
from tests.potentiale.test_skole import HER, I_X, G, barn, fund, ind, plads, ud

KVARTAL = tuple(maaneder("2025-04", 3))
PRIS = 608_333  # a twelfth of 73.000 kr.


def betaling(nr: int, art: str, fra: str, antal: int, kr: int) -> Betaling:
    return Betaling(nr, X, art, "3.22.01", kr, tuple(maaneder(fra, antal)), "2025-08")


def ude(noegle: str, *, betalt: int = 3) -> Personfakta:
    """Went to school in X until 31.3.2025 while living here; we paid 6.083,33 kr. a month, from May 2025 too."""
    p = barn(HER, plads("2020-08-01", "2025-03-31", hvor=X, takst_oere=7_300_000))
    poster = [*ud("2024-01", 15, 6083.33), *ud("2025-05", betalt, 6083.33)]
    return replace(p, noegle=noegle, poster=poster if betalt else [])


def fundet(alle: list[Personfakta], *betalinger: Betaling) -> dict[str, list[tuple[str, str, int | None]]]:
    med, _ = paaingen.paafoer(alle, betalinger, G, DAG)
    return {p.noegle: [(k.regel, f"{k.fra:%Y-%m}", k.potentiale_oere) for k in fund(p)] for p in med}


def test_en_betaling_paa_ingen_der_fylder_barnets_hul_er_barnets() -> None:
    uden, med = (fundet([ude("A")], *b) for b in ((), (betaling(1, "4.7", "2025-04", 1, PRIS),)))
    assert uden == {"A": [("SKO-03", "2025-05", 3 * PRIS)]}
    assert med == {"A": [("SKO-03", "2025-04", 4 * PRIS)]}


def test_kravet_siger_hvilke_maaneder_der_hviler_paa_det_og_er_mindre_sikkert() -> None:
    (p,), _ = paaingen.paafoer([ude("A")], [betaling(1, "4.7", "2025-04", 1, PRIS)], G, DAG)
    (k,) = fund(p)
    assert "I 04.2025 rummer beløbet regninger, som i regnskabet står uden person" in k.begrundelse.tekst
    assert "Regningerne uden person eller på en anden er ikke borgerens." in k.begrundelse.modbevis
    assert sum(x.fund.formodet for x in k.krav) == PRIS
    (uden,) = fund(ude("A"))
    assert "uden person" not in uden.begrundelse.tekst


def test_passer_den_til_to_boern_er_den_ingens_og_to_ens_er_hver_sit() -> None:
    en = fundet([ude("A"), ude("B")], betaling(1, "4.7", "2025-04", 1, PRIS))
    to = fundet([ude("A"), ude("B")], *(betaling(n, "4.7", "2025-04", 1, PRIS) for n in (1, 2)))
    assert [x[0][2] for x in en.values()] == [3 * PRIS, 3 * PRIS]
    assert [x[0][2] for x in to.values()] == [4 * PRIS, 4 * PRIS]


def test_et_barn_der_faar_regninger_gaar_foran_et_der_aldrig_har() -> None:
    ud_ = fundet([ude("A"), ude("B", betalt=0)], betaling(1, "4.7", "2025-02", 1, PRIS))
    assert ud_ == {"A": [("SKO-03", "2025-05", 3 * PRIS)], "B": []}  # A's February is paid, so it is B's
    ud_ = fundet([ude("A"), ude("B", betalt=0)], betaling(1, "4.7", "2025-04", 1, PRIS))
    assert ud_["A"] == [("SKO-03", "2025-04", 4 * PRIS)]


def test_et_hul_mellem_to_regninger_gaar_foran_en_raekke_der_er_holdt_op() -> None:
    stoppet = replace(ude("B"), poster=ud("2024-01", 15, 6083.33))  # nothing since March
    en = fundet([ude("A"), stoppet], betaling(1, "4.7", "2025-04", 1, PRIS))
    assert [x[0][2] if x else 0 for x in en.values()] == [4 * PRIS, 0]


def test_maaneden_lige_efter_et_barns_regninger_gaar_foran_et_andet_barns_senere() -> None:
    """Of what we paid. B's bills end in February, and March is next to A's and not to B's... April is A's alone."""
    a = replace(ude("A"), poster=ud("2024-01", 15, 6083.33))
    b = replace(ude("B"), poster=ud("2024-01", 14, 6083.33))
    april = betaling(1, "4.7", "2025-04", 1, PRIS)
    assert fundet([a, b], april) == {"A": [("SKO-03", "2025-04", PRIS)], "B": []}
    marts = betaling(2, "4.7", "2025-03", 1, PRIS)
    # March is B's, who is the only one to lack it; then both have a bill beside April, and it is nobody's.
    assert fundet([a, b], april, marts) == {"A": [], "B": []}


def test_det_vi_har_faaet_gives_ikke_efter_naboen_men_er_en_tvivl_om_alle() -> None:
    """Both children lack April; A's bills end right before it. Money that came in is not A's for that."""
    rk = [
        Raekke(
            n,
            dict.fromkeys(maaneder("2025-01", til), PRIS),
            frozenset(maaneder("2025-01", 6)),
            ({"2025-04": PRIS},),
        )
        for n, til in (("A", 3), ("B", 2))
    ]
    b = [betaling(1, "7.7", "2025-04", 1, PRIS)]
    assert (fordelt(b, rk), fordelt(b, rk, naere=True)) == ({}, {1: "A"})


def test_en_regning_midt_i_kvartalet_er_for_den_hvis_tid_ender_der() -> None:
    """July and August of a quarter: B's time there ends in August, A's goes on."""
    maaneder_ = maaneder("2025-05", 5)
    pris = dict.fromkeys(maaneder_, PRIS)
    rk = [
        Raekke(n, {}, frozenset(maaneder_), (pris,), frozenset(maaneder_[:til]))
        for n, til in (("A", 5), ("B", 4))
    ]
    assert fordelt([betaling(1, "4.7", "2025-07", 2, 2 * PRIS)], rk, naere=True) == {1: "B"}


def test_en_maaned_foer_barnet_flyttede_hertil_er_en_andens() -> None:
    """At school in X while living there: X has no bill for us then."""
    fra_x = [replace(I_X[0], til=d("2024-12-31")), replace(HER[0], fra=d("2025-01-01"))]
    p = replace(ude("A"), forloeb=fra_x, poster=ud("2025-02", 2, 6083.33))
    assert fundet([p], betaling(1, "4.7", "2024-06", 1, PRIS)) == {"A": []}


def test_et_andet_beloeb_og_uden_maaneder_er_ingens() -> None:
    for b in (
        betaling(1, "4.7", "2025-04", 1, PRIS + 101),
        Betaling(1, X, "4.7", "3.22.01", PRIS, (), "2025-05"),
    ):
        assert fundet([ude("A")], b) == {"A": [("SKO-03", "2025-05", 3 * PRIS)]}


def test_hvad_vi_har_faaet_paa_ingen_daekker_ingen_men_goer_kravet_tvivlsomt() -> None:
    """Reading 4. 0851 is billed from January to March, and pays for April to June without a CPR number."""
    p = barn(I_X, plads("2025-01-01", "2025-06-30", takst_oere=7_300_000), poster=ind("2025-01", 3, 6083.33))
    b = betaling(1, "7.7", "2025-04", 3, 3 * PRIS)
    (med,), rest = paaingen.paafoer([p], [b], G, DAG)
    (foer,), (efter,) = fund(p), fund(med)
    assert foer.potentiale_oere == efter.potentiale_oere == 1_820_000  # 91 days of 200 kr.
    assert (foer.begrundelse.sikkerhed, efter.begrundelse.sikkerhed) == (0.9, 0.4)
    assert rest == {}
    assert efter.begrundelse.modbevis[0].startswith(
        "0851 har betalt det samme beløb uden CPR-nummer for 04.2025"
    )


def test_en_betaling_til_os_som_intet_barn_passer_til_bliver_staaende() -> None:
    b = betaling(1, "7.7", "2025-04", 1, 99)
    assert paaingen.paafoer([barn(I_X)], [b], G, DAG)[1] == {(X, "3.22.01"): [("2025-08", 99)]}


# --- an oracle that shares no code ------------------------------------------------------------------------------

MD = ["2025-01", "2025-02", "2025-03", "2025-04"]
raekker = st.lists(
    st.tuples(st.sets(st.sampled_from(MD)), st.sets(st.sampled_from(MD)), st.sampled_from([500, 900])),
    min_size=1,
    max_size=4,
)
betalinger = st.lists(
    st.tuples(st.integers(0, 3), st.integers(1, 2), st.sampled_from([500, 900, 1000, 1800])), max_size=6
)


def _kan(r: Raekke, b: Betaling, fyldt: set[tuple[str, str]]) -> bool:
    """One price a child, so that the amount is the months times it, give or take a krone a month."""
    pris = next(iter(r.priser[0].values()))
    ledig = all(m in r.mulige and m not in r.betalt and (r.person, m) not in fyldt for m in b.maaneder)
    return ledig and -100 * len(b.maaneder) <= pris * len(b.maaneder) - b.oere <= 100 * len(b.maaneder)


@given(born=raekker, sendt=betalinger)
def test_ingen_betaling_gives_to_gange_og_kun_til_den_den_kan_vaere_for(
    born: list[tuple[set[str], set[str], int]], sendt: list[tuple[int, int, int]]
) -> None:
    alle = [
        Raekke(f"B{n}", dict.fromkeys(betalt, pris), frozenset(mulige), (dict.fromkeys(MD, pris),))
        for n, (betalt, mulige, pris) in enumerate(born)
    ]
    poster = [
        Betaling(nr, X, "4.7", "3.22.01", oere, tuple(MD[fra : fra + antal]), "2025-06")
        for nr, (fra, antal, oere) in enumerate(sendt)
    ]
    ud_ = fordelt(poster, alle)
    fyldt: set[tuple[str, str]] = set()
    for nr, person in ud_.items():  # each is possible beside the others, and fills its months alone
        assert _kan(next(r for r in alle if r.person == person), poster[nr], fyldt)
        fyldt |= {(person, m) for m in poster[nr].maaneder}
    for b in poster:  # what is left is for nobody, or for more than there are payments for
        if b.nr not in ud_:
            ens = [x for x in poster if x.nr not in ud_ and (x.maaneder, x.oere) == (b.maaneder, b.oere)]
            passer = [r for r in alle if _kan(r, b, fyldt)]
            kendte = [r for r in passer if r.betalt]
            imellem = [r for r in kendte if min(r.betalt) < b.maaneder[0] and b.maaneder[-1] < max(r.betalt)]
            assert all(not x or len(x) > len(ens) for x in (passer, kendte, imellem))
