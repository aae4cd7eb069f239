"""Law cases of what we pay that is not ours as sentences, in kroner worked out by hand (REF-08 and REF-11).

Our municipality is 0998; 0740 has the place that our former citizen moved to from us on 1.3.2023 (REF-11), or that
somebody from 0851 moved to (REF-08); the day is 31.12.2025.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.flytning.bopael import INSTITUTION, UKENDT, Station
from engine.potentiale.dele import efter_retur
from engine.potentiale.model import Personfakta, Post, Tilsagn
from tests.potentiale.test_mellemkommunal import (
    EGEN,
    KH,
    X,
    Y,
    d,
    fund,
    indsats,
    maaneder,
    person,
    regler,
    sted,
)
from tests.potentiale.test_pension import foer

BOTILBUD, STOETTE = "5.38.50", "5.38.59"


def betalt(fra: str, antal: int, oere: int = 1_000_000, funktion: str = KH, **mere: Any) -> list[Post]:
    """4.7 to Y, ten thousand kroner a month: of benefits, or under SEL when `social`."""
    grund = {"kravbar": not mere.get("social"), "til_kommune": True, "modpart": Y}
    return [Post(m, funktion, "udgift", oere, **(grund | mere)) for m in maaneder(fra, antal)]


def ude_og_hjem(flyttet: str, *efter: Station) -> list[Station]:
    """From us into Y's home on 1.3.2023, and into an ordinary home in X on the day."""
    return [
        sted("2000-01-01", "2023-02-28"),
        sted("2023-03-01", foer(flyttet), INSTITUTION, Y, "botilbud_107"),
        *(efter or (sted(flyttet, kommune=X),)),
    ]


def borger(forloeb: Sequence[Station], poster: Sequence[Post], **mere: Any) -> Personfakta:
    return person(forloeb, poster, ydelser=(), **mere)


# --- REF-11 -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flyttet", "maaneder_"), [("2025-04-01", 9), ("2025-04-02", 8), ("2025-03-31", 9), ("2025-12-01", 0)]
)
def test_maaneder_hvis_foerste_dag_er_paa_eller_efter_flytningen_skal_tilbage(
    flyttet: str, maaneder_: int
) -> None:
    """Moved on 1.4: April to December; on 2.4 April is still the stay's. One month alone is one of the latest three."""
    fundet = regler(borger(ude_og_hjem(flyttet), betalt("2024-01", 24)))
    assert fundet == ([("REF-11", Y, 10_000.0 * maaneder_)] if maaneder_ else [])


def test_en_kandidat_er_penge_tilbage_fra_den_der_fik_dem() -> None:
    (k,) = fund(borger(ude_og_hjem("2025-04-01"), betalt("2024-01", 24)))
    assert (k.retning, k.modpart, k.frist) == ("til_gode", Y, d("2028-04-30"))
    assert "1.4.2025" in k.begrundelse.tekst


@pytest.mark.parametrize(("til", "ventet"), [("2025-04-30", []), ("2025-05-01", ["2025-04", "2025-05"])])
def test_tredive_dage_i_egen_bolig_afgoer_om_men_ikke_fra_hvornaar(til: str, ventet: list[str]) -> None:
    """1.4 to 30.4 is 30 days and no home of one's own; to 1.5 is 31 days, and April and May are to come back."""
    igen = sted(foer_efter(til), "", INSTITUTION, Y, "botilbud_108")
    forloeb = ude_og_hjem("2025-04-01", sted("2025-04-01", til, kommune=X), igen)
    fundet = fund(borger(forloeb, betalt("2024-01", 24)))
    assert [y.fund.maaned for k in fundet for y in k.krav] == ventet


def foer_efter(dag: str) -> str:
    return type(d(dag)).fromordinal(d(dag).toordinal() + 1).isoformat()


def test_to_korte_boliger_i_traek_og_ukendt_adresse_imellem_er_een_tid_i_egen_bolig() -> None:
    forloeb = ude_og_hjem(
        "2025-03-10",
        sted("2025-03-10", "2025-03-31", UKENDT, None),
        sted("2025-04-01", "2025-04-20", kommune=X),
        sted("2025-04-21", "2025-05-20", kommune=Y),
        sted("2025-05-21", "", INSTITUTION, Y, "botilbud_108"),
    )
    (k,) = fund(borger(forloeb, betalt("2024-01", 24)))
    assert [y.fund.maaned for y in k.krav] == ["2025-04", "2025-05"]


def test_et_tilsvarende_tilbud_fortsaetter_pligten() -> None:
    forloeb = ude_og_hjem("2025-04-01", sted("2025-04-01", "", INSTITUTION, X, "botilbud_108"))
    assert regler(borger(forloeb, betalt("2024-01", 24))) == []


@pytest.mark.parametrize(("doed", "fra"), [("2025-03-31", "2025-04"), ("2025-04-01", "2025-05")])
def test_efter_doeden_er_fra_maaneden_efter(doed: str, fra: str) -> None:
    forloeb = ude_og_hjem("2025-12-30", sted("2025-12-30", "", INSTITUTION, Y, "botilbud_107"))
    (k,) = fund(borger(forloeb, betalt("2024-01", 20), doed=d(doed)))
    assert (k.regel, k.krav[0].fund.maaned, k.til) == ("REF-11", fra, d("2025-08-31"))


@pytest.mark.parametrize("funktion", ["3.22.01", "5.25.14", "5.48.66"])
def test_skole_dagtilbud_og_pension_har_egne_regler(funktion: str) -> None:
    p = borger(ude_og_hjem("2025-04-01"), betalt("2024-01", 24, funktion=funktion))
    assert "REF-11" not in [k.regel for k in fund(p)]


def test_sel_kan_kraeves_tilbage_i_tolv_maaneder() -> None:
    """From April 2024: on 31.12.2025 December 2024 is the oldest in time."""
    p = borger(ude_og_hjem("2024-04-01"), betalt("2023-05", 32, funktion=BOTILBUD, social=True))
    (k,) = fund(p)
    assert (k.potentiale_oere, k.bortfaldet_oere, k.frist) == (13_000_000, 8_000_000, d("2025-12-31"))


def test_stoette_i_egen_bolig_der_begynder_med_flytningen_er_ikke_opholdets() -> None:
    """Paid on another function from the move on; or the same, by a measure that began then."""
    ny = indsats(art=None, paragraf="85", startdato=d("2025-03-20"), institution_id=None, medvirken=None)
    gammel = betalt("2024-01", 24, funktion=BOTILBUD, social=True)
    assert regler(borger(ude_og_hjem("2025-04-01"), gammel, indsatser=[ny])) == []
    assert (
        regler(borger(ude_og_hjem("2025-04-01"), betalt("2025-04", 9, funktion=STOETTE, social=True))) == []
    )


def test_et_botilbud_betalt_i_egen_bolig_er_for_laenge_ogsaa_uden_betaling_foer_flytningen() -> None:
    poster = betalt("2025-04", 9, funktion=BOTILBUD, social=True)
    (k,) = fund(borger(ude_og_hjem("2025-04-01"), poster))
    assert (k.regel, k.potentiale_oere, k.begrundelse.sikkerhed) == ("REF-11", 9_000_000, 0.6)


def test_cpr_gaar_forud_for_en_aaben_indsats() -> None:
    aaben = indsats(institution_id=f"I-botilbud_107-{Y}", startdato=d("2023-03-01"), egen_institution=False)
    poster = betalt("2024-01", 24, funktion=BOTILBUD, social=True)
    (k,) = fund(borger(ude_og_hjem("2025-04-01"), poster, indsatser=[aaben]))
    assert (k.regel, k.potentiale_oere, k.begrundelse.sikkerhed) == ("REF-11", 9_000_000, 0.75)


@pytest.mark.parametrize(
    "imod",
    [
        {"indsatser": [indsats(art=None, flytteret=True, institution_id=None)]},  # moved by the right to move
        {"afgivne": [Tilsagn(Y, d("2025-04-01"), None, "givet")]},  # promised for the time after
        {
            "foedt": d("2004-01-01"),  # aftercare of somebody that we placed
            "indsatser": [
                indsats(anbragt=True, art=None, startdato=d("2018-01-01"), slutdato=d("2021-12-31"))
            ],
        },
    ],
)
def test_flytteret_et_loefte_efter_flytningen_og_eftervaern_er_fortsat_vores(imod: dict[str, Any]) -> None:
    p = borger(ude_og_hjem("2025-04-01"), betalt("2024-01", 24))
    assert regler(p) == [("REF-11", Y, 90_000.0)]
    assert regler(replace(p, **imod)) == []


def test_loeftet_for_selve_opholdet_aendrer_intet() -> None:
    p = borger(ude_og_hjem("2025-04-01"), betalt("2024-01", 24))
    assert regler(replace(p, afgivne=[Tilsagn(Y, d("2023-03-01"), None, "givet")])) != []


def test_uden_modpart_er_det_kommunen_borgeren_boede_i() -> None:
    p = borger(ude_og_hjem("2025-04-01"), betalt("2024-01", 24, modpart=None))
    assert regler(p) == [("REF-11", Y, 90_000.0)]


def test_hvad_der_er_kommet_tilbage_kraeves_ikke_igen() -> None:
    """Ninety thousand too much; 25.000 kr. came back as 4.7 in September, 10.000 kr. as 7.7 in December."""
    retur = [
        Post("2025-09", KH, "udgift", -3_500_000, kravbar=True, til_kommune=True, modpart=Y),
        Post("2025-12", KH, "indtaegt", -2_000_000, kravbar=True, modpart=Y),
    ]
    p = borger(ude_og_hjem("2025-04-01"), [*betalt("2024-01", 24), *retur])
    assert regler(p) == [("REF-11", Y, 9 * 10_000.0 - 35_000.0 - 20_000.0)]


def test_flytter_borgeren_fra_modpartens_kommune_er_hjemmet_maaske_bare_ikke_i_registeret() -> None:
    forloeb = [
        sted("2000-01-01", "2023-02-28"),
        sted("2023-03-01", "2025-03-31", kommune=Y),
        sted("2025-04-01", kommune=X),
    ]
    (k,) = fund(borger(forloeb, betalt("2024-01", 24)))
    assert (k.potentiale_oere, k.begrundelse.sikkerhed) == (9_000_000, 0.6)
    assert regler(borger(forloeb[:2], betalt("2024-01", 24))) == []


@given(
    betalte=st.lists(st.integers(-50, 50), min_size=1, max_size=12),
    valgte=st.sets(st.integers(0, 11)),
)
def test_efter_retur_er_aldrig_mere_end_betalt_og_aldrig_under_nul(
    betalte: list[int], valgte: set[int]
) -> None:
    """An oracle without months: what is left is the chosen sum less what came back after them, never more than fits."""
    pr = {f"2025-{i + 1:02d}": oere for i, oere in enumerate(betalte)}
    maaneder_ = [f"2025-{i + 1:02d}" for i in valgte if i < len(betalte)]
    rest = efter_retur(pr, maaneder_)
    krav, vented = 0, 0
    for i, oere in enumerate(betalte):  # money that comes back takes from what has been claimed until then
        if oere > 0 and i in valgte:
            krav += oere
        elif oere < 0:
            krav = max(krav + oere, 0)
        vented = krav
    assert sum(rest.values()) == vented
    assert all(0 < oere <= pr[m] for m, oere in rest.items())


# --- REF-08 -----------------------------------------------------------------------------------------------------


def plads(medvirken: str | None = "ja", **mere: Any) -> dict[str, Any]:
    return indsats(
        institution_id=f"I-botilbud_107-{Y}", startdato=d("2025-03-01"), medvirken=medvirken, egen_institution=False
    ) | mere  # fmt: skip


def fra_x_til_y(oprindelse: str = X) -> list[Station]:
    return [
        sted("2000-01-01", "2025-02-28", kommune=oprindelse),
        sted("2025-03-01", "", INSTITUTION, Y, "botilbud_107"),
    ]


def regning(fra: str, antal: int, funktion: str = BOTILBUD, **mere: Any) -> list[Post]:
    return [
        Post(m, funktion, "udgift", 9_000_000, social=True, lov="SEL", **mere) for m in maaneder(fra, antal)
    ]


def test_en_andens_borger_i_en_tredje_kommunes_botilbud_som_vi_fik_regningen_for() -> None:
    """Ten months of 90.000 kr. at what we paid, claimed from X, who helped and is handlekommune."""
    (k,) = fund(borger(fra_x_til_y(), regning("2025-03", 10), indsatser=[plads()]))
    assert (k.regel, k.modpart, k.potentiale_oere, k.retning) == ("REF-08", X, 90_000_000, "til_gode")
    assert k.frist == d("2026-03-31")  # SEL: twelve months
    assert any("RSL § 9, stk. 9" in m for m in k.begrundelse.modbevis)


def test_regningen_kan_vaere_en_fra_en_kommune_paa_en_anden_funktion() -> None:
    hjaelpemiddel = regning("2025-03", 10, "5.30.31")
    assert regler(borger(fra_x_til_y(), hjaelpemiddel, indsatser=[plads()])) == []
    til_y = regning("2025-03", 10, "5.38.42", til_kommune=True, modpart=Y)
    assert regler(borger(fra_x_til_y(), til_y, indsatser=[plads()])) == [("REF-08", X, 900_000.0)]


@pytest.mark.parametrize(
    ("forloeb", "indsats_", "afgivne"),
    [
        (fra_x_til_y(EGEN), plads(), ()),  # ours
        (fra_x_til_y(), plads("nej"), ()),  # moved by own choice
        (
            fra_x_til_y(),
            plads(),
            (Tilsagn(X, d("2025-03-01"), None, "givet"),),
        ),  # agreed with X (§ 9, stk. 9)
        (fra_x_til_y(), plads(betalingskommune=X), ()),  # X stands as payer: the takst is watched
        (fra_x_til_y(), plads("nej", flytteret=True), ()),  # the right to move: refunded, not handled
    ],
)
def test_vores_borger_eget_valg_aftale_og_flytteret_er_ingen_andens_regning(
    forloeb: list[Station], indsats_: dict[str, Any], afgivne: tuple[Tilsagn, ...]
) -> None:
    p = borger(forloeb, regning("2025-03", 10), indsatser=[indsats_], afgivne=afgivne)
    assert [k.regel for k in fund(p) if k.regel == "REF-08"] == []


def test_har_x_betalt_eller_givet_tilsagn_er_der_intet_tilbage() -> None:
    p = borger(fra_x_til_y(), regning("2025-03", 10), indsatser=[plads()])
    assert regler(replace(p, tilsagn=[Tilsagn(X, d("2025-03-01"), None, "givet")])) == []
    ind = [Post(m, BOTILBUD, "indtaegt", -9_000_000, social=True, modpart=X) for m in maaneder("2025-03", 8)]
    assert regler(replace(p, poster=[*p.poster, *ind])) == []


def test_uoplyst_medvirken_aabner_til_proevelse() -> None:
    (k,) = fund(borger(fra_x_til_y(), regning("2025-03", 10), indsatser=[plads(None)]))
    assert k.begrundelse.sikkerhed == pytest.approx(0.55)


def test_opholdets_maaned_er_den_for_dens_foerste_dag_eller_indflytningen() -> None:
    forloeb = [
        sted("2000-01-01", "2025-03-19", kommune=X),
        sted("2025-03-20", "", INSTITUTION, Y, "botilbud_107"),
    ]
    (k,) = fund(borger(forloeb, regning("2025-02", 11), indsatser=[plads(startdato=d("2025-03-20"))]))
    assert k.fra == d("2025-03-01")
