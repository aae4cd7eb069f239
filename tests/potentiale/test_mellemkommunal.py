"""Law cases between municipalities as sentences, in kroner worked out by hand (RSL § 9 c; laesninger.md 1–12).

Our municipality is 0998, the other 0851 unless said; the day is 31.12.2025. Cash help is 12.000 kr. a month, of which
the state pays 20 per cent, so our share is 9.600 kr.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.flytning.betalingskommune import Virkning
from engine.flytning.bopael import BOLIG, INSTITUTION, UDLAND, UKENDT, Station
from engine.lov.parametre import laes_lov
from engine.potentiale import beregn
from engine.potentiale.model import Grundlag, Kandidat, Personfakta, Post, Tilsagn, Ydelse, flyt, sidste_dag
from engine.potentiale.sag import udjaevn
from tests.potentiale.seed import ORDEN, VIRKNINGER

EGEN, X, Y = "0998", "0851", "0740"
DAG = date(2025, 12, 31)
G = Grundlag(EGEN, laes_lov(), [Virkning(*v) for v in VIRKNINGER], ORDEN)
KH, PENSION, BOLIGSTOETTE = "5.57.73", "5.48.66", "5.57.76"


def d(tekst: str) -> date:
    return date.fromisoformat(tekst)


def sted(fra: str, til: str = "", slags: str = BOLIG, kommune: str | None = EGEN, type_: str = "") -> Station:
    inst = f"I-{type_}-{kommune}" if type_ else None
    return Station(d(fra), d(til) if til else None, slags, kommune, None, inst, type_ or None)


def fra_x_til(type_: str, ind: str = "2025-01-01", til: str = "") -> list[Station]:
    foer = date.fromordinal(d(ind).toordinal() - 1).isoformat()
    return [sted("2015-01-01", foer, kommune=X), sted(ind, til, INSTITUTION, type_=type_)]


def maaneder(fra: str, antal: int) -> list[str]:
    return [flyt(fra, n) for n in range(antal)]


def hjaelp(fra: str, antal: int, oere: int = 1_200_000, funktion: str = KH, **mere: Any) -> list[Post]:
    return [Post(m, funktion, "udgift", oere, kravbar=True, **mere) for m in maaneder(fra, antal)]


def kom(fra: str, antal: int, oere: int = 960_000, funktion: str = KH, **mere: Any) -> list[Post]:
    return [
        Post(m, funktion, "indtaegt", -oere, modpart=mere.get("modpart", X)) for m in maaneder(fra, antal)
    ]


def refusion(poster: Sequence[Post]) -> list[Ydelse]:
    """The state's refund of a fifth for every expense."""
    return [Ydelse(p.maaned, p.funktion, p.oere, p.oere // 5) for p in poster if p.slags == "udgift"]


def indsats(**mere: Any) -> dict[str, Any]:
    grund: dict[str, Any] = {
        "indsats_id": "N1", "institution_id": "I-botilbud_107-0998", "lov": "SEL", "paragraf": "107",
        "startdato": d("2025-01-01"), "slutdato": d("9999-12-31"), "medvirken": "ja", "flytteret": False,
        "handlekommune": EGEN, "betalingskommune": EGEN, "anbringelse": False, "anbragt": False, "art": "tilbud",
        "takst_oere": None, "enhed": "dag", "antal": 1.0, "egen_institution": True,
    }  # fmt: skip
    return grund | mere


def person(forloeb: Sequence[Station], poster: Sequence[Post], **mere: Any) -> Personfakta:
    grund = Personfakta("P", d("1980-05-01"), forloeb, (), poster, refusion(poster))
    return replace(grund, **mere)


def fund(p: Personfakta, dag: date = DAG, aar: int | None = None) -> list[Kandidat]:
    krav = beregn.krav(beregn.find(p, G, dag), G.lov, p.tilsagn)
    return list(beregn.kandidater({p.noegle: krav} if krav else {}, dag, aar))


def regler(p: Personfakta, dag: date = DAG) -> list[tuple[str, str, float]]:
    return [(k.regel, k.modpart, (k.potentiale_oere or 0) / 100) for k in fund(p, dag)]


# --- the stay -------------------------------------------------------------------------------------------------


def test_fra_x_ind_paa_botilbud_med_medvirken_og_ti_maaneders_kontanthjaelp_er_96000_kr() -> None:
    p = person(fra_x_til("botilbud_107"), hjaelp("2025-03", 10), indsatser=[indsats()])
    (k,) = fund(p)
    assert (k.regel, k.modpart, k.potentiale_oere, k.bortfaldet_oere) == ("REF-01", X, 9_600_000, 0)
    assert (k.fra, k.til) == (d("2025-03-01"), d("2025-12-31"))
    assert k.frist == d("2028-03-31")
    assert k.prioritet == "normal"


@pytest.mark.parametrize(
    ("type_", "regel"),
    [
        ("forsorgshjem_110", "REF-03"), ("faengsel", "REF-04"), ("sygehus", "REF-04"), ("veteranhjem", "REF-05"),
        ("botilbud_108", "REF-01"), ("plejehjem_192", "REF-01"),
    ],
)  # fmt: skip
def test_stedets_slags_giver_reglen(type_: str, regel: str) -> None:
    assert regler(person(fra_x_til(type_), hjaelp("2025-01", 6))) == [(regel, X, 57_600.0)]


def test_flytteret_giver_ref_06_selv_om_ingen_medvirkede() -> None:
    i = indsats(institution_id="I-botilbud_108-0998", medvirken="nej", flytteret=True, paragraf="108")
    p = person(fra_x_til("botilbud_108"), hjaelp("2025-01", 6), indsatser=[i])
    assert regler(p) == [("REF-06", X, 57_600.0)]


def test_med_flytteret_refunderes_ogsaa_hjaelp_efter_serviceloven_i_tolv_maaneder() -> None:
    """Six months of 9.600 kr. and six of 90.000 kr. at what we paid; where X stands as payer, it is X's bill."""
    i = indsats(institution_id="I-botilbud_108-0998", medvirken="nej", flytteret=True, paragraf="108")
    sel = [Post(m, "5.38.52", "udgift", 9_000_000, social=True, lov="SEL") for m in maaneder("2025-01", 6)]
    p = person(fra_x_til("botilbud_108"), [*hjaelp("2025-01", 6), *sel], indsatser=[i])
    (k,) = fund(p)
    assert (k.regel, k.potentiale_oere, k.frist) == ("REF-06", 6 * (960_000 + 9_000_000), d("2026-01-31"))
    assert regler(replace(p, indsatser=[i | {"betalingskommune": X}])) == [("REF-06", X, 57_600.0)]


def test_eget_valg_uden_medvirken_er_ingen_kandidat() -> None:
    p = person(fra_x_til("botilbud_107"), hjaelp("2025-01", 6), indsatser=[indsats(medvirken="nej")])
    assert regler(p) == []


def test_eget_valg_af_et_sted_uden_institution_id_er_heller_ingen() -> None:
    i = indsats(medvirken="nej", institution_id=None)
    assert regler(person(fra_x_til("botilbud_107"), hjaelp("2025-01", 6), indsatser=[i])) == []


def test_uoplyst_medvirken_aabner_med_lavere_sikkerhed() -> None:
    (ja,) = fund(person(fra_x_til("botilbud_107"), hjaelp("2025-01", 6), indsatser=[indsats()]))
    (tom,) = fund(
        person(fra_x_til("botilbud_107"), hjaelp("2025-01", 6), indsatser=[indsats(medvirken=None)])
    )
    assert tom.begrundelse.sikkerhed < ja.begrundelse.sikkerhed


def test_fra_vores_egen_kommune_er_ingen_kandidat() -> None:
    forloeb = [sted("2015-01-01", "2024-12-31"), sted("2025-01-01", "", INSTITUTION, type_="botilbud_107")]
    assert regler(person(forloeb, hjaelp("2025-01", 12), indsatser=[indsats()])) == []


def test_kaeden_gaar_tilbage_til_kommunen_foer_den_foerste_institution_ogsaa_over_ukendt_adresse() -> None:
    forloeb = [
        sted("2010-01-01", "2020-12-31", kommune=X),
        sted("2021-01-01", "2024-10-31", INSTITUTION, Y, "botilbud_107"),
        sted("2024-11-01", "2024-12-31", UKENDT, None),
        sted("2025-01-01", "", INSTITUTION, type_="botilbud_107"),
    ]
    assert regler(person(forloeb, hjaelp("2025-01", 12))) == [("REF-02", X, 115_200.0)]


def test_to_uger_hos_en_ven_bryder_kaeden_saa_vennens_kommune_betaler() -> None:
    forloeb = [
        sted("2010-01-01", "2020-12-31", kommune=X),
        sted("2021-01-01", "2024-12-17", INSTITUTION, Y, "botilbud_107"),
        sted("2024-12-18", "2024-12-31", kommune="0760"),
        sted("2025-01-01", "", INSTITUTION, type_="botilbud_107"),
    ]
    (k,) = fund(person(forloeb, hjaelp("2025-01", 12), indsatser=[indsats()]))
    assert (k.regel, k.modpart) == ("REF-01", "0760")
    assert k.begrundelse.sikkerhed < 0.9


def test_efter_to_maaneder_i_italien_afgoer_en_person_hvem_der_betaler() -> None:
    forloeb = [
        sted("2010-01-01", "2024-10-31", kommune=X),
        sted("2024-11-01", "2024-12-31", UDLAND, None),
        sted("2025-01-01", "", INSTITUTION, type_="botilbud_107"),
    ]
    assert regler(person(forloeb, hjaelp("2025-01", 12), indsatser=[indsats()])) == []


def test_en_almindelig_bolig_er_ingen_kandidat() -> None:
    forloeb = [sted("2015-01-01", "2024-12-31", kommune=X), sted("2025-01-01")]
    assert regler(person(forloeb, hjaelp("2025-01", 12))) == []


def test_maaneden_hoerer_til_stedet_paa_dens_foerste_dag_og_ankomstmaaneden_til_det_foerste_sted_her() -> (
    None
):
    p = person(fra_x_til("forsorgshjem_110", "2025-02-15", "2025-06-10"), hjaelp("2025-01", 8))
    (k,) = fund(replace(p, forloeb=[*p.forloeb, sted("2025-06-11")]))
    assert (k.fra, k.til) == (d("2025-02-01"), d("2025-06-30"))
    assert k.potentiale_oere == 5 * 960_000


# --- what a claimable cost is, and net -----------------------------------------------------------------------


def test_sygedagpenge_personlige_tillaeg_og_betaling_til_en_kommune_taeller_ikke() -> None:
    poster = [
        Post("2025-02", "5.57.71", "udgift", 2_000_000),
        Post("2025-02", "5.48.67", "udgift", 500_000),
        Post("2025-02", KH, "udgift", 900_000, kravbar=True, til_kommune=True),
    ]
    assert regler(person(fra_x_til("botilbud_107"), poster, indsatser=[indsats()])) == []


def test_statsrefusion_i_regnskabet_gaar_forud_for_ydelsesrefusion() -> None:
    """12.000 kr. with 6.000 kr. from the state booked leaves 6.000 kr., whatever the refund system says."""
    poster = [*hjaelp("2025-02", 1), Post("2025-02", KH, "stat", -600_000)]
    assert regler(person(fra_x_til("forsorgshjem_110"), poster)) == [("REF-03", X, 6_000.0)]


@pytest.mark.parametrize(
    ("funktion", "tilkendt", "andel"),
    [
        (PENSION, "2014-06-30", 65), (PENSION, "2014-07-01", 80), ("5.48.68", "2010-01-01", 65),
        (PENSION, "2025-01-20", 20), (PENSION, "2024-10-01", 60), (PENSION, "2024-08-01", 70),
    ],
)  # fmt: skip
def test_uden_refusion_i_data_er_pensionens_andel_lovens(funktion: str, tilkendt: str, andel: int) -> None:
    """20.000 kr. of February 2025: 65 per cent of old grants, else 20/60/70/80 by weeks since the grant."""
    p = person(fra_x_til("forsorgshjem_110"), hjaelp("2025-02", 1, 2_000_000, funktion))
    p = replace(p, ydelser=(), tilkendt=d(tilkendt))
    assert regler(p) == [("REF-03", X, 200.0 * andel)]


def test_er_andelen_ukendt_er_beloebet_det_udbetalte_og_det_staar_der() -> None:
    p = replace(person(fra_x_til("forsorgshjem_110"), hjaelp("2025-02", 1)), ydelser=())
    (k,) = fund(p)
    assert k.potentiale_oere == 1_200_000
    assert k.brutto
    assert "Statens andel er ikke kendt" in k.begrundelse.tekst


# --- covered ---------------------------------------------------------------------------------------------------


def test_et_givet_tilsagn_daekker_sine_maaneder_for_sin_kommune() -> None:
    p = person(fra_x_til("botilbud_107"), hjaelp("2025-01", 12), indsatser=[indsats()])
    assert regler(replace(p, tilsagn=[Tilsagn(X, d("2025-01-01"), None, "givet")])) == []
    assert regler(replace(p, tilsagn=[Tilsagn(Y, d("2025-01-01"), None, "givet")])) == [
        ("REF-01", X, 115_200.0)
    ]
    sent = Tilsagn(X, d("2025-05-01"), None, "givet")
    assert regler(replace(p, tilsagn=[sent])) == [("REF-01", X, 38_400.0)]


def test_et_delvist_tilsagn_daekker_op_til_sit_beloeb() -> None:
    """9.600 kr. of which 6.000 kr. are promised: 3.600 kr. a month are left."""
    p = person(fra_x_til("botilbud_107"), hjaelp("2025-01", 12), indsatser=[indsats()])
    t = Tilsagn(X, d("2025-01-01"), None, "delvist", oere=600_000)
    assert regler(replace(p, tilsagn=[t])) == [("REF-01", X, 43_200.0)]


def test_betales_det_delvise_tilsagn_er_beloebet_aftalt() -> None:
    poster = [*hjaelp("2025-01", 12), *kom("2025-01", 12, 600_000)]
    p = person(fra_x_til("botilbud_107"), poster, indsatser=[indsats()])
    assert regler(p) == [("REF-10", X, 43_200.0)]
    t = Tilsagn(X, d("2025-01-01"), None, "delvist", oere=600_000)
    assert regler(replace(p, tilsagn=[t])) == []


def test_efter_et_ophoert_tilsagn_aabner_hverken_ref_01_eller_ref_09_af_sig_selv() -> None:
    poster = [*hjaelp("2025-01", 12), *kom("2025-01", 5)]
    p = person(fra_x_til("botilbud_107"), poster, indsatser=[indsats()])
    assert regler(p) == [("REF-09", X, 67_200.0)]
    assert regler(replace(p, tilsagn=[Tilsagn(X, d("2025-01-01"), d("2025-05-31"), "ophoert")])) == []


def test_indtaegt_daekker_kun_sin_egen_funktion() -> None:
    """A takst on the home's function does not cover cash help."""
    poster = [*hjaelp("2025-01", 12), *kom("2025-01", 12, 7_000_000, "5.38.52")]
    p = person(fra_x_til("botilbud_107"), poster, indsatser=[indsats()])
    assert regler(p) == [("REF-01", X, 115_200.0)]


@pytest.mark.parametrize(("modpart", "rest"), [(X, []), (None, []), (Y, [("REF-01", X, 115_200.0)])])
def test_indtaegt_uden_modpart_daekker_hvem_det_saa_er(modpart: str | None, rest: list[Any]) -> None:
    poster = [*hjaelp("2025-01", 12), *kom("2025-01", 12, modpart=modpart)]
    assert regler(person(fra_x_til("botilbud_107"), poster, indsatser=[indsats()])) == rest


def test_95_pct_af_andelen_er_nok_og_94_er_for_lidt() -> None:
    def med(oere: int) -> list[tuple[str, str, float]]:
        poster = [*hjaelp("2025-01", 12), *kom("2025-01", 12, oere)]
        return regler(person(fra_x_til("botilbud_107"), poster, indsatser=[indsats()]))

    assert med(912_000) == []  # 95 per cent of 9.600
    assert med(911_999) == [("REF-10", X, 12 * 480.01)]


def test_pensionen_er_opkraevet_men_boligstoetten_aldrig() -> None:
    """1.000 kr. a month of housing benefit, half of it the state's: 500 kr. a month by the stay's own rule."""
    stoette = hjaelp("2025-01", 12, 100_000, BOLIGSTOETTE)
    poster = [*hjaelp("2025-01", 12), *kom("2025-01", 12), *stoette]
    stat = [Post(p.maaned, BOLIGSTOETTE, "stat", -50_000) for p in stoette]
    p = person(fra_x_til("botilbud_107"), [*poster, *stat], indsatser=[indsats()])
    assert regler(p) == [("REF-01", X, 6_000.0)]


def test_de_seneste_tre_maaneder_aabner_aldrig_alene_men_hoerer_med_til_en_aabnet() -> None:
    def fra(maaned: str, antal: int) -> list[tuple[str, str, float]]:
        return regler(person(fra_x_til("forsorgshjem_110", f"{maaned}-01"), hjaelp(maaned, antal)))

    assert fra("2025-10", 3) == []
    assert fra("2025-09", 4) == [("REF-03", X, 38_400.0)]


def test_to_maaneders_indtaegt_foer_er_ikke_nok_til_ref_09() -> None:
    def efter(antal: int) -> list[str]:
        poster = [*hjaelp("2025-01", 12), *kom("2025-01", antal)]
        return [k.regel for k in fund(person(fra_x_til("botilbud_107"), poster, indsatser=[indsats()]))]

    assert efter(2) == ["REF-01"]
    assert efter(3) == ["REF-09"]


def test_en_kvartalsregning_i_en_maaned_daekker_kvartalet() -> None:
    assert udjaevn({"2025-01": 10, "2025-02": 10, "2025-03": 10}, {"2025-03": 30}) == {
        "2025-01": 10, "2025-02": 10, "2025-03": 10,
    }  # fmt: skip


def test_to_maaneders_regning_paa_60_pct_er_60_pct_i_dem_begge() -> None:
    assert udjaevn({"2025-01": 10, "2025-02": 10}, {"2025-02": 12}) == {"2025-01": 6, "2025-02": 6}
    poster = [
        *hjaelp("2025-01", 12),
        *[p for m in range(2, 13, 2) for p in kom(f"2025-{m:02d}", 1, 1_152_000)],
    ]
    assert regler(person(fra_x_til("botilbud_107"), poster, indsatser=[indsats()])) == [
        ("REF-10", X, 46_080.0)
    ]


@given(
    behov=st.lists(st.integers(0, 20), min_size=1, max_size=14),
    ind=st.lists(st.integers(0, 60), min_size=1, max_size=14),
)
def test_udjaevning_flytter_kun_tilbage_og_aendrer_ikke_summen(behov: list[int], ind: list[int]) -> None:
    b = {flyt("2025-01", i): x for i, x in enumerate(behov)}
    i_ = {flyt("2025-01", i): x for i, x in enumerate(ind) if x}
    ud = udjaevn(b, i_)
    assert sum(ud.values()) == sum(i_.values())
    assert all(oere >= 0 for oere in ud.values())
    for m in {*b, *i_}:  # nothing is moved later, nor more than a quarter back
        assert sum(o for x, o in ud.items() if x <= m) >= sum(o for x, o in i_.items() if x <= m)
        senest = sum(o for x, o in i_.items() if x <= flyt(m, 3))
        assert sum(o for x, o in ud.items() if x <= m) <= senest


# --- limitation ------------------------------------------------------------------------------------------------


def test_en_maaned_bortfalder_naar_dens_sidste_dag_er_over_tre_aar_foer() -> None:
    """To 31.12.2025: December 2022 is in time on its very last day, November 2022 is lost."""
    p = person(fra_x_til("forsorgshjem_110", "2022-01-01"), hjaelp("2022-10", 6))
    (k,) = fund(p)
    assert (k.potentiale_oere, k.bortfaldet_oere) == (4 * 960_000, 2 * 960_000)
    assert (k.frist, k.prioritet) == (d("2025-12-31"), "haster")
    (dagen_efter,) = fund(p, d("2026-01-01"))
    assert dagen_efter.bortfaldet_oere == 3 * 960_000


@pytest.mark.parametrize(("dag", "prioritet"), [("2025-03-31", "normal"), ("2025-04-01", "haster")])
def test_haster_naar_der_er_under_tre_maaneder_tilbage(dag: str, prioritet: str) -> None:
    """The oldest month is June 2022, to be raised by 30.6.2025; on 31.3 three months (to 30.6) are left."""
    (k,) = fund(person(fra_x_til("forsorgshjem_110", "2022-01-01"), hjaelp("2022-06", 12)), d(dag))
    assert k.frist == d("2025-06-30")
    assert k.prioritet == prioritet


def test_er_alt_bortfaldet_er_potentialet_nul() -> None:
    (k,) = fund(person(fra_x_til("forsorgshjem_110", "2020-01-01"), hjaelp("2020-01", 12)))
    assert (k.potentiale_oere, k.bortfaldet_oere, k.frist, k.prioritet) == (
        0,
        12 * 960_000,
        None,
        "bortfaldet",
    )


def test_et_krav_rejst_i_tide_redder_de_maaneder_der_var_i_tide_den_dag() -> None:
    """Raised 31.3.2024: March 2021 was in time, February 2021 was not. Nothing of what was raised is urgent."""
    p = person(fra_x_til("forsorgshjem_110", "2021-01-01"), hjaelp("2021-02", 3))
    t = Tilsagn(X, d("2021-01-01"), None, "anmodet", d("2024-03-31"))
    (k,) = fund(replace(p, tilsagn=[t]))
    assert (k.potentiale_oere, k.bortfaldet_oere) == (2 * 960_000, 960_000)
    assert (k.frist, k.prioritet) == (None, "normal")
    assert "Kravet blev rejst 31.3.2024" in k.begrundelse.tekst


# --- aftercare --------------------------------------------------------------------------------------------------


def ung(**mere: Any) -> Personfakta:
    """Placed by X until 18 on 1.3.2023; aftercare by us from 2025 at 20.000 kr. a month and cash help."""
    poster = [*hjaelp("2025-01", 12)]
    poster += [
        Post(m, "5.28.20", "udgift", 2_000_000, social=True, lov="BL") for m in maaneder("2024-07", 18)
    ]
    anbragt = indsats(
        paragraf="66", anbringelse=True, anbragt=True, art=None, handlekommune=X, startdato=d("2018-01-01"),
        slutdato=d("2023-02-28"), institution_id=None, medvirken=None,
    )  # fmt: skip
    efter = indsats(
        lov="BL", paragraf="114.1", art="eftervaern", startdato=d("2024-07-01"), institution_id=None, medvirken=None,
        **mere,
    )  # fmt: skip
    forloeb = [sted("2005-03-01", "2024-06-30", kommune=X), sted("2024-07-01")]
    return person(forloeb, poster, indsatser=[anbragt, efter], foedt=d("2005-03-01"))


def test_eftervaern_efter_xs_anbringelse_er_hjaelpen_som_betalt_i_12_maaneder_og_ydelser_netto() -> None:
    """From December 2024 on 13 months of 20.000 kr.; July to November 2024 are lost; 12 months of 9.600 kr."""
    (k,) = fund(ung())
    assert (k.regel, k.modpart) == ("REF-07", X)
    assert k.potentiale_oere == 13 * 2_000_000 + 12 * 960_000
    assert k.bortfaldet_oere == 5 * 2_000_000


def test_eftervaern_bevilget_af_x_selv_er_ingen_kandidat() -> None:
    assert regler(ung(handlekommune=X)) == []


def test_eftervaern_slutter_maaneden_foer_23() -> None:
    p = replace(ung(), foedt=d("2002-08-15"))
    assert [k.til for k in fund(p)] == [d("2025-08-31")]  # the month's first day is before the birthday
    assert [k.til for k in fund(replace(p, foedt=d("2002-08-01")))] == [d("2025-07-31")]


# --- the takst of our own place ---------------------------------------------------------------------------------


def plads(ind: list[Post], **mere: Any) -> Personfakta:
    i = indsats(betalingskommune=X, takst_oere=300_000, **mere)  # 3.000 kr. a day
    return person(fra_x_til("botilbud_107"), [replace(x, social=True, lov="SEL") for x in ind], indsatser=[i])


def test_taksten_hoerer_op_og_ventes_efter_dage() -> None:
    """April to December 2025 have 275 days of 3.000 kr."""
    ind = [
        Post(m, "5.38.52", "indtaegt", -300_000 * sidste_dag(m).day, modpart=X)
        for m in maaneder("2025-01", 3)
    ]
    assert regler(plads(ind)) == [("REF-09", X, 825_000.0)]


def ventede(p: Personfakta, dag: date = DAG) -> list[tuple[str, str, float]]:
    krav = beregn.krav(beregn.find(p, G, dag), G.lov, p.tilsagn)
    return [
        (k.regel, k.modpart, (k.potentiale_oere or 0) / 100) for k in beregn.ventede({p.noegle: krav}, dag)
    ]


@pytest.mark.parametrize(
    ("antal", "ventet"),
    [(20.0, [("REF-10", X, 3 * 6_000.0)]), (1.0, [])],  # 20 pieces of 500 kr. a month; one, once
)
def test_saa_mange_stykker_om_maaneden_er_maanedens_takst(
    antal: float, ventet: list[tuple[str, str, float]]
) -> None:
    tid = {"startdato": d("2025-05-10"), "slutdato": d("2025-08-31")}
    i = indsats(betalingskommune=X, takst_oere=50_000, enhed="stk", antal=antal, **tid)
    kom_ = [Post(m, "5.38.52", "indtaegt", -400_000, modpart=X, social=True) for m in maaneder("2025-05", 4)]
    assert regler(person(fra_x_til("botilbud_107"), kom_, indsatser=[i])) == ventet


def takst(*uden: str, til: str = "2025-12") -> Personfakta:
    """A place with every month of 2025 paid in full, but some."""
    md = [m for m in maaneder("2025-01", 12) if m <= til and m not in uden]
    return plads([Post(m, "5.38.52", "indtaegt", -300_000 * sidste_dag(m).day, modpart=X) for m in md])


def test_en_maaned_mellem_betalte_er_en_sen_regning_i_et_halvt_aar_og_saa_en_glemt() -> None:
    """August's 93.000 kr. lack, September's to December's have come: expected until it is half a year old."""
    assert (regler(takst("2025-08")), ventede(takst("2025-08"))) == ([], [("REF-09", X, 93_000.0)])
    assert (regler(takst("2025-06")), ventede(takst("2025-06"))) == ([("REF-09", X, 90_000.0)], [])
    assert regler(takst("2025-08", "2025-09", til="2025-09")) == [
        ("REF-09", X, 459_000.0)
    ]  # nothing since July


def test_maaneder_der_kun_er_betalt_for_to_dage_mellem_hele_mangler_ogsaa_en_sen_regning() -> None:
    """Bills for four weeks: two days of September and of November are paid with others', 28 days (84.000 kr.) of each
    lack. Where every month lacks as much, it is the price."""
    lidt = [Post(m, "5.38.52", "indtaegt", -600_000, modpart=X, social=True) for m in ("2025-09", "2025-11")]
    p = takst("2025-09", "2025-11")
    p = replace(p, poster=[*p.poster, *lidt])
    assert (regler(p), ventede(p)) == ([], [("REF-10", X, 168_000.0)])


def test_ydelsen_mellem_betalte_maaneder_ventes_ogsaa() -> None:
    poster = [*hjaelp("2025-01", 12), *kom("2025-01", 8), *kom("2025-10", 3)]
    p = person(fra_x_til("botilbud_107"), poster, indsatser=[indsats()])
    assert (regler(p), ventede(p)) == ([], [("REF-09", X, 9_600.0)])


def test_en_regning_for_et_halvt_aar_ventes_et_halvt_aar() -> None:
    """Billed in July for January to June: at New Year the next one is not late, in February it is."""
    ind = [
        Post(m, "5.38.52", "indtaegt", -300_000 * sidste_dag(m).day, modpart=X, antal=6)
        for m in maaneder("2025-01", 6)
    ]
    assert regler(plads(ind)) == []
    assert regler(plads(ind), d("2026-01-31"))[0][:2] == ("REF-09", X)


def test_en_foerste_regning_for_fire_maaneder_er_et_halvaars_og_den_naeste_ventes_til_nytaar() -> None:
    """A stay from March, billed in July for March to June: July to December come with the half-year's bill. A bill for
    two months is a quarter's, so that in December the one for July to September is late."""

    def med(fra: str, antal: int) -> Personfakta:
        maanederne = maaneder(fra, antal)
        ind = [
            Post(m, "5.38.52", "indtaegt", -300_000 * sidste_dag(m).day, modpart=X, antal=antal)
            for m in maanederne
        ]
        return plads(ind, startdato=d(f"{fra}-01"))

    fire = med("2025-03", 4)
    assert regler(fire) == []
    assert regler(fire, d("2026-01-31"))[0][:2] == ("REF-09", X)
    to = replace(med("2025-05", 2), poster=[*med("2025-05", 2).poster, *med("2025-04", 1).poster])
    assert regler(to)[0][:2] == ("REF-09", X)
    assert regler(to, d("2025-09-30")) == []


def test_halvdelen_af_taksten_er_for_lidt() -> None:
    ind = [
        Post(m, "5.38.52", "indtaegt", -150_000 * sidste_dag(m).day, modpart=X)
        for m in maaneder("2025-01", 12)
    ]
    assert regler(plads(ind)) == [("REF-10", X, 547_500.0)]
    assert regler(plads(ind, egen_institution=False)) == []


def test_regninger_der_staar_en_maaned_forskudt_er_ikke_for_lidt() -> None:
    """A full month's bill in eleven of twelve months, March's in two halves of other months: a month is waited for at
    most. With half of the takst in every month it is no matter of the month."""
    hel = {m: 300_000 * sidste_dag(m).day for m in maaneder("2025-01", 12)}
    forskudt = hel | {"2025-03": hel["2025-03"] // 3, "2025-06": hel["2025-06"] // 3}
    forskudt["2025-12"] = hel["2025-12"] // 2
    ind = [Post(m, "5.38.52", "indtaegt", -oere, modpart=X) for m, oere in forskudt.items()]
    assert [r[0] for r in regler(plads(ind))] == ["REF-10"]  # nearly two months lack in all
    ind = [
        Post(m, "5.38.52", "indtaegt", -oere, modpart=X) for m, oere in (hel | {"2025-03": 1_000_000}).items()
    ]
    assert regler(plads(ind)) == []


# --- the earlier municipality was passive -----------------------------------------------------------------------


def flyttet(start: str, **mere: Any) -> Personfakta:
    i = indsats(startdato=d(start), medvirken=None, institution_id="I-x", egen_institution=False) | mere
    poster = hjaelp("2025-01", 12) + [
        Post(m, "5.38.52", "udgift", 9_000_000, social=True, lov="SEL") for m in maaneder(start[:7], 3)
    ]
    forloeb = [sted("2015-01-01", "2024-12-31", kommune=X), sted("2025-01-01")]
    return person(forloeb, poster, indsatser=[i])


def test_botilbud_inden_seks_maaneder_efter_flytningen_er_ref_13_for_tilbud_og_ydelser() -> None:
    """From April: nine months of 9.600 kr. and three of 90.000 kr."""
    (k,) = fund(flyttet("2025-04-01"))
    assert (k.regel, k.modpart, k.potentiale_oere) == ("REF-13", X, 9 * 960_000 + 3 * 9_000_000)
    assert k.begrundelse.sikkerhed < 0.5
    assert "Behovet opstod efter flytningen." in k.begrundelse.modbevis


@pytest.mark.parametrize(
    "imod",
    [
        {"start": "2025-07-02"}, {"start": "2025-04-01", "medvirken": "nej"},
        {"start": "2025-04-01", "medvirken": "ja"}, {"start": "2025-04-01", "handlekommune": X},
        {"start": "2025-04-01", "art": None},
    ],
)  # fmt: skip
def test_opstod_behovet_senere_eller_er_medvirken_oplyst_er_det_ingen_ref_13(imod: dict[str, Any]) -> None:
    assert regler(flyttet(**imod)) == []


@pytest.mark.parametrize(
    ("haendelse", "start", "fundet"),
    [
        # the move is 1 January 2025: 183 days before is 2 July 2024, 31 after is 1 February
        ("2024-07-01", "2025-01-01", True), ("2024-07-02", "2025-01-01", False),
        ("2025-02-01", "2025-04-01", False), ("2025-02-02", "2025-04-01", True),
        # it is near the move or not, however near it is to the day the help began
        ("2025-03-30", "2025-04-01", True),
    ],
)  # fmt: skip
def test_en_haendelse_om_medvirken_ved_flytningen_siger_at_kommunen_ikke_var_passiv(
    haendelse: str, start: str, fundet: bool
) -> None:
    p = flyttet(start, medvirken_fra=[d(haendelse)], medvirken_til=[d(haendelse)])
    assert {r for r, _, _ in regler(p)} == ({"REF-13"} if fundet else set())


def test_siger_indsatsen_nej_lukkes_ref_13_ogsaa_naar_en_haendelse_er_for_langt_vaek() -> None:
    for dag in ("2024-12-20", "2020-01-01"):
        p = flyttet("2025-04-01", medvirken="nej", medvirken_fra=[d(dag)], medvirken_til=[d(dag)])
        assert regler(p) == []


def test_fra_en_opmaerksomhedsadresse_er_kravet_mindre_sikkert_og_siger_hvorfor() -> None:
    """Six months of 9.600 kr. against X all the same; 0.90 less 0.20."""
    hjem, ophold = fra_x_til("botilbud_107")
    p = person([replace(hjem, opmaerksom_sidst=True), ophold], hjaelp("2025-01", 6), indsatser=[indsats()])
    (k,) = fund(p)
    assert (k.regel, k.modpart, k.potentiale_oere, k.begrundelse.sikkerhed) == ("REF-01", X, 5_760_000, 0.7)
    assert any("Opmærksomhedsadressen før opholdet" in m for m in k.begrundelse.modbevis)


# --- one krone, one candidate -----------------------------------------------------------------------------------


def test_hver_krone_hoerer_til_netop_een_kandidat() -> None:
    poster = [*hjaelp("2025-01", 12), *kom("2025-01", 4), *hjaelp("2025-01", 12, 100_000, BOLIGSTOETTE)]
    p = person(fra_x_til("botilbud_107"), poster, indsatser=[indsats()])
    kroner = [(k.fund.maaned, k.fund.noegle) for x in fund(p) for k in x.krav]
    assert len(kroner) == len(set(kroner)) == 8 + 12
    assert {x.regel for x in fund(p)} == {"REF-09", "REF-01"}


def test_et_aar_er_aarets_maaneder_og_aarene_summer() -> None:
    p = person(fra_x_til("forsorgshjem_110", "2023-06-01"), hjaelp("2023-06", 31))
    hele = sum(k.potentiale_oere or 0 for k in fund(p))
    dele = [sum(k.potentiale_oere or 0 for k in fund(p, aar=a)) for a in (2023, 2024, 2025)]
    assert dele == [7 * 960_000, 12 * 960_000, 12 * 960_000]
    assert sum(dele) == hele
