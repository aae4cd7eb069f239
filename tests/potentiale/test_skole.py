"""School and day care across the border as sentences, in kroner worked out by hand (BEK 533/2024; laesninger.md 16).

Our municipality is 0998, the other 0851; the day is 31.12.2025. An average pupil costs 73.000 kr. there and 80.300 kr.
here; SFO nets 10.950 and 9.490 kr.; day care nets 60.000 kr. there, and costs 100.000 kr. here of which 0851 pays 75 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine.flytning.bopael import INSTITUTION, UDLAND, Station
from engine.lov.parametre import laes_lov
from engine.potentiale import beregn, dele, skole
from engine.potentiale.model import Bidrag, Grundlag, Kandidat, Personfakta, Plads, Post, Tilsagn
from tests.potentiale.seed import ORDEN
from tests.potentiale.test_mellemkommunal import DAG, EGEN, X, Y, d, indsats, maaneder, sted

TAL = {
    **{(X, a, "gns_elevudgift"): Decimal(73_000) for a in (2023, 2024, 2025)},
    **{(EGEN, a, "gns_elevudgift"): Decimal(80_300) for a in (2023, 2024, 2025)},
    **{(X, a, "gns_sfo_netto"): Decimal(10_950) for a in (2024, 2025)},
    **{(EGEN, a, "gns_sfo_netto"): Decimal(9_490) for a in (2024, 2025)},
    (X, 2025, "gns_dagtilbud_netto"): Decimal(60_000),
    (X, 2025, "tilskudspct_dagtilbud"): Decimal(75),
    (EGEN, 2025, "gns_dagtilbud_brutto"): Decimal(100_000),
}
G = Grundlag(EGEN, laes_lov(), (), ORDEN, kommunetal=TAL, fra_maaned="2023-01")
I_X = [sted("2016-01-01", kommune=X)]
HER = [sted("2016-01-01")]


def plads(
    fra: str, til: str = "9999-12-31", type_: str = "folkeskole", hvor: str = EGEN, **mere: Any
) -> Plads:
    return Plads("S1", hvor, type_, d(fra), d(til), **mere)


def barn(forloeb: Sequence[Station], *pladser: Plads, **mere: Any) -> Personfakta:
    return replace(Personfakta("B", d("2015-05-01"), forloeb, (), (), pladser=pladser), **mere)


def ind(fra: str, antal: int, kr: float, funktion: str = "3.22.01", modpart: str | None = X) -> list[Post]:
    return [Post(m, funktion, "indtaegt", -round(kr * 100), modpart=modpart) for m in maaneder(fra, antal)]


def ud(fra: str, antal: int, kr: float, funktion: str = "3.22.01") -> list[Post]:
    return [
        Post(m, funktion, "udgift", round(kr * 100), til_kommune=True, modpart=X)
        for m in maaneder(fra, antal)
    ]


def fund(p: Personfakta, dag: date = DAG, g: Grundlag = G) -> list[Kandidat]:
    krav = beregn.krav(beregn.find(p, g, dag), g.lov, p.tilsagn)
    return list(beregn.kandidater({p.noegle: krav} if krav else {}, dag))


def regler(p: Personfakta, dag: date = DAG, g: Grundlag = G) -> list[tuple[str, str, float | None]]:
    return [
        (k.regel, k.modpart, None if k.potentiale_oere is None else k.potentiale_oere / 100)
        for k in fund(p, dag, g)
    ]


# --- SKO-01 ---------------------------------------------------------------------------------------------------


def test_aftalt_takst_tælles_efter_dage_365_dage_er_hele_taksten() -> None:
    p = barn(I_X, plads("2025-01-01", "2025-12-31", takst_oere=7_300_000))
    (k,) = fund(p)
    assert (k.regel, k.modpart, k.potentiale_oere) == ("SKO-01", X, 7_300_000)
    assert (k.fra, k.til, k.frist) == (d("2025-01-01"), d("2025-12-31"), d("2028-01-31"))


def test_ti_dage_i_marts_og_hele_april_til_aftalt_takst_er_40_dage() -> None:
    p = barn(I_X, plads("2025-03-22", "2025-04-30", takst_oere=7_300_000))
    assert regler(p) == [("SKO-01", X, 40 * 200.0)]


def test_en_aftale_om_nul_giver_intet_krav() -> None:
    assert regler(barn(I_X, plads("2024-08-01", takst_oere=0))) == []


def test_uden_aftale_indskrevet_5_september_er_hele_skoleaaret_til_den_laveste_af_de_to_priser() -> None:
    p = barn(I_X, plads("2024-09-05", "2024-12-20"))
    (k,) = fund(p)
    assert (k.potentiale_oere, k.fra, k.til) == (7_300_000, d("2024-08-01"), d("2025-07-31"))


def test_uden_aftale_indskrevet_6_september_er_intet_det_skoleaar() -> None:
    assert regler(barn(I_X, plads("2024-09-06", "2025-06-30"))) == []


def test_uden_aftale_hos_os_efter_tilflytning_midt_i_skoleaaret_er_kun_månederne_før() -> None:
    forloeb = [sted("2016-01-01", "2024-12-31", kommune=X), sted("2025-01-01")]
    assert regler(barn(forloeb, plads("2024-08-12", "2025-06-30"))) == [("SKO-01", X, 30_416.67)]


def test_uden_kommunetal_er_der_et_krav_uden_kroner_der_siger_hvad_der_mangler() -> None:
    (k,) = fund(barn(I_X, plads("2024-08-12")), g=replace(G, kommunetal={}))
    assert k.potentiale_oere is None
    assert "kommunetal" in k.begrundelse.tekst


def test_tabte_maaneder_uden_kroner_er_ukendte_og_ingen_tabte_er_nul() -> None:
    uden = replace(G, kommunetal={})
    (k,) = fund(barn(I_X, plads("2024-08-12", "2025-06-30")), g=uden)
    assert (k.potentiale_oere, k.bortfaldet_oere, k.bortfaldet_ukendt) == (None, 0, False)
    (tabt,) = fund(barn(I_X, plads("2024-08-12", "2025-06-30")), d("2028-08-01"), uden)
    assert (tabt.prioritet, tabt.bortfaldet_ukendt) == ("bortfaldet", True)


def test_et_aeldre_gennemsnit_bruges_og_siges() -> None:
    (k,) = fund(
        barn(I_X, plads("2025-08-12")), g=replace(G, kommunetal={n: v for n, v in TAL.items() if n[1] < 2025})
    )
    assert k.potentiale_oere == 3_041_667  # five twelfths
    assert "tidligere år" in k.begrundelse.tekst
    assert k.begrundelse.sikkerhed == 0.7


def test_hver_regning_daekker_sin_maaned_og_den_ene_der_mangler_er_kravet() -> None:
    poster = ind("2025-01", 4, 6_200) + ind("2025-06", 7, 6_200)
    p = barn(I_X, plads("2025-01-01", "2025-12-31", takst_oere=7_300_000), poster=poster)
    assert regler(p) == [("SKO-01", X, 31 * 200.0)]


def test_en_regning_for_et_kvartal_daekker_de_tre_maaneder() -> None:
    poster = [x for m in ("2025-03", "2025-06", "2025-09", "2025-12") for x in ind(m, 1, 18_250)]
    assert regler(barn(I_X, plads("2025-01-01", "2025-12-31", takst_oere=7_300_000), poster=poster)) == []


def test_en_regning_fra_en_anden_kommune_daekker_ikke() -> None:
    p = barn(
        I_X,
        plads("2025-01-01", "2025-06-30", takst_oere=7_300_000),
        poster=ind("2025-01", 6, 6_100, modpart=Y),
    )
    assert regler(p) == [("SKO-01", X, 181 * 200.0)]


def test_en_regning_paa_undervisning_daekker_ikke_sfo() -> None:
    p = barn(
        I_X,
        plads("2025-01-01", "2025-12-31", takst_oere=7_300_000, sfo=True, sfo_takst_oere=1_095_000),
        poster=ind("2025-01", 12, 6_083.33),
    )
    assert regler(p) == [("SKO-01", X, 10_950.0)]


def test_sfo_uden_aftale_er_efter_dage_til_den_laveste_nettopris_ogsaa_uden_5_september() -> None:
    p = barn(I_X, plads("2025-01-01", "2025-01-31", sfo=True))
    assert regler(p) == [("SKO-01", X, 31 * 26.0)]


def test_tre_nye_maaneder_aabner_intet_alene() -> None:
    assert regler(barn(I_X, plads("2025-10-01", takst_oere=7_300_000))) == []


def test_et_barn_vi_selv_har_anbragt_i_x_betaler_ingen_anden_for() -> None:
    hos_os = indsats(anbragt=True, art=None, startdato=d("2023-01-01"))
    forloeb = [sted("2016-01-01", "2022-12-31"), sted("2023-01-01", "", INSTITUTION, X, "plejefamilie")]
    assert regler(barn(forloeb, plads("2024-08-12"), indsatser=[hos_os])) == []


def test_et_tilsagn_for_perioden_daekker() -> None:
    t = Tilsagn(X, d("2024-08-01"), None, "givet")
    assert regler(barn(I_X, plads("2024-08-12"), tilsagn=[t])) == []


def test_et_barn_der_bor_her_er_intet_krav() -> None:
    assert regler(barn(HER, plads("2024-08-12", takst_oere=7_300_000))) == []


def test_maaneder_aeldre_end_tre_aar_er_tabt_og_ikke_potentiale() -> None:
    (k,) = fund(barn(I_X, plads("2022-01-01", "2023-06-30", takst_oere=3_650_000)), d("2026-03-31"))
    assert (k.potentiale_oere, k.bortfaldet_oere) == (122 * 10_000, 59 * 10_000)


# --- SKO-02, SKO-7, DAG-01 --------------------------------------------------------------------------------------


def test_specialklasse_er_den_aftalte_pris_paa_3_22_08() -> None:
    p = barn(I_X, plads("2025-01-01", "2025-12-31", "specialklasse", takst_oere=36_500_000))
    assert regler(p) == [("SKO-02", X, 365_000.0)]


def test_specialklasse_uden_aftale_er_et_krav_uden_kroner() -> None:
    assert regler(barn(I_X, plads("2025-01-01", type_="specialskole"))) == [("SKO-02", X, None)]


def test_et_barn_som_y_har_anbragt_her_betales_af_y_fra_1_juli_2024_efter_dage() -> None:
    hos_y = indsats(anbragt=True, art=None, handlekommune=Y, startdato=d("2023-01-01"))
    forloeb = [
        sted("2016-01-01", "2022-12-31", kommune=Y),
        sted("2023-01-01", "", INSTITUTION, type_="plejefamilie"),
    ]
    p = barn(forloeb, plads("2023-01-01", "2024-12-31"), indsatser=[hos_y])
    assert regler(p) == [("SKO-7", Y, 184 * 220.0)]


def test_foer_1_juli_2024_betalte_bopaelskommunen_ogsaa_for_et_anbragt_barn() -> None:
    hos_y = indsats(anbragt=True, art=None, handlekommune=Y, startdato=d("2023-01-01"))
    p = barn(I_X, plads("2024-01-01", "2024-06-30", takst_oere=3_650_000), indsatser=[hos_y])
    assert regler(p) == [("SKO-01", X, 182 * 100.0)]


def test_dagtilbud_er_bopaelskommunens_netto_hoejst_dens_procent_af_vores_brutto() -> None:
    p = barn(I_X, plads("2025-01-01", "2025-12-31", "dagtilbud"))
    assert regler(p) == [("DAG-01", X, 60_000.0)]
    dyr = replace(G, kommunetal=TAL | {(X, 2025, "gns_dagtilbud_netto"): Decimal(90_000)})
    assert regler(p, g=dyr) == [("DAG-01", X, 75_000.0)]


def test_et_tilskud_paa_en_anden_funktion_under_dagtilbud_daekker() -> None:
    p = barn(I_X, plads("2025-01-01", "2025-12-31", "dagtilbud"), poster=ind("2025-01", 12, 5_000, "5.25.11"))
    assert regler(p) == []


def test_det_samme_beloeb_uden_cpr_goer_kravet_usikkert_men_lukker_det_ikke() -> None:
    poster = ind("2025-01", 6, 5_000, "5.25.14") + ind("2025-08", 5, 5_000, "5.25.14")
    p = barn(I_X, plads("2025-01-01", "2025-12-31", "dagtilbud"), poster=poster)
    (uden,) = fund(p)
    (med,) = fund(p, g=replace(G, uden_person={(X, "5.25.14"): [("2025-08", 500_000)]}))
    assert uden.potentiale_oere == med.potentiale_oere == 3_484_932 - 2_975_342  # 212 days less 181
    assert (uden.begrundelse.sikkerhed, med.begrundelse.sikkerhed) == (0.8, 0.4)
    assert "uden CPR-nummer for 07.2025" in med.begrundelse.modbevis[0]


def test_et_kvartal_uden_cpr_hvor_den_sidste_maaned_kun_er_dage_goer_ogsaa_kravet_usikkert() -> None:
    """A place from 10 January to 3 June at 60.000 kr.; the bill of January to March is for the whole quarter, 15.000
    kr., and so is the one on nobody of April to June, though only three days of June are of the place."""
    p = barn(I_X, plads("2025-01-10", "2025-06-03", "dagtilbud", takst_oere=6_000_000))
    p = replace(p, poster=ind("2025-01", 3, 5_000, "5.25.14"))
    (uden,) = fund(p)
    (med,) = fund(p, g=replace(G, uden_person={(X, "5.25.14"): [("2025-08", 1_500_000)]}))
    assert (uden.begrundelse.sikkerhed, med.begrundelse.sikkerhed) == (0.9, 0.4)
    assert uden.potentiale_oere == med.potentiale_oere


# --- day care: what stands as agreed ---------------------------------------------------------------------------


def test_staar_aarets_lovbestemte_tilskud_som_aftalt_har_hvert_aar_sit_eget() -> None:
    """0851 nets 60.000 kr. in 2025, which stands as agreed, and 51.100 kr. in 2024: 140 kr. a day in December 2024."""
    aar = {(X, 2024, "gns_dagtilbud_netto"): Decimal(51_100), (X, 2024, "tilskudspct_dagtilbud"): Decimal(75)}
    g = replace(G, kommunetal={**TAL, **aar, (EGEN, 2024, "gns_dagtilbud_brutto"): Decimal(100_000)})
    dec = plads("2024-12-01", "2024-12-31", "dagtilbud", takst_oere=6_000_000)
    assert regler(barn(I_X, dec), g=g) == [("DAG-01", X, 31 * 140.0)]
    aftalt = replace(dec, takst_oere=7_300_000)  # another price is an agreement, and the same every year
    assert regler(barn(I_X, aftalt), g=g) == [("DAG-01", X, 31 * 200.0)]


# --- SKO-03 -------------------------------------------------------------------------------------------------------


def test_vi_betaler_videre_fra_den_dag_barnet_flyttede_og_kan_kraeve_det_tilbage() -> None:
    forloeb = [sted("2016-01-01", "2025-03-31"), sted("2025-04-01", kommune=X)]
    aftalt = plads("2024-08-01", hvor=X, takst_oere=7_200_000)
    p = barn(forloeb, aftalt, poster=ud("2025-01", 6, 6_000))
    assert regler(p) == [("SKO-03", X, 18_000.0)]


def test_flytter_barnet_16_april_er_15_af_30_dage_betalt_for_meget() -> None:
    forloeb = [sted("2016-01-01", "2025-04-15"), sted("2025-04-16", kommune=X)]
    p = barn(forloeb, plads("2024-08-01", hvor=X, takst_oere=7_200_000), poster=ud("2025-04", 1, 6_000))
    assert regler(p) == [("SKO-03", X, 3_000.0)]


def test_maaneden_barnet_flytter_hertil_er_ikke_betalt_for_meget() -> None:
    forloeb = [sted("2016-01-01", "2025-03-15", kommune=X), sted("2025-03-16")]
    p = barn(forloeb, plads("2024-08-01", hvor=X, takst_oere=7_200_000), poster=ud("2025-03", 4, 6_000))
    assert regler(p) == []


def test_et_barn_vi_har_anbragt_i_x_er_ikke_betalt_for_meget() -> None:
    forloeb = [sted("2016-01-01", "2022-12-31"), sted("2023-01-01", "", INSTITUTION, X, "plejefamilie")]
    hos_os = indsats(anbragt=True, art=None, startdato=d("2023-01-01"))
    p = barn(forloeb, plads("2024-08-01", hvor=X), poster=ud("2025-01", 6, 9_000), indsatser=[hos_os])
    assert regler(p) == []


def test_holdt_op_i_skolen_med_aftale_er_alle_maaneder_efter_betalt_for_meget() -> None:
    p = barn(
        HER, plads("2023-08-01", "2025-01-31", hvor=X, takst_oere=7_200_000), poster=ud("2025-01", 4, 6_000)
    )
    assert regler(p) == [("SKO-03", X, 18_000.0)]


def test_holdt_op_uden_aftale_er_skoleaaret_ud_betalt_med_rette() -> None:
    p = barn(HER, plads("2023-08-01", "2025-01-31", hvor=X), poster=ud("2025-01", 9, 6_000))
    assert regler(p) == [("SKO-03", X, 12_000.0)]


def test_prisen_kan_vaere_for_hoej_ogsaa_i_resten_af_det_skoleaar_barnet_gik_ud_i() -> None:
    """Enrolled on 5 September and gone in February: the year is paid for, but at 73.000 kr. and not at 84.000: 11/12 of
    a thousand a month in August to December, 917 kr. in each of January to April."""
    p = barn(HER, plads("2024-08-12", "2025-02-23", hvor=X), poster=ud("2024-08", 9, 7_000))
    for_dyrt = 7_000 - 73_000 / 12
    (k,) = fund(p)
    assert (k.regel, k.potentiale_oere) == ("SKO-03", round(5 * for_dyrt * 100) + round(4 * for_dyrt * 100))


def test_havde_barnet_forladt_skolen_foer_er_hele_maaneden_det_flytter_i_betalt_for_meget() -> None:
    """Out of the school in June, paid for July to September, and moved away on 20 August: three whole months."""
    forloeb = [sted("2016-01-01", "2025-08-19"), sted("2025-08-20", kommune=X)]
    p = barn(
        forloeb,
        plads("2024-08-01", "2025-06-27", hvor=X, takst_oere=7_200_000),
        poster=ud("2025-05", 5, 6_000),
    )
    assert regler(p) == [("SKO-03", X, 18_000.0)]


def test_det_vi_har_betalt_for_meget_venter_ikke_paa_nogen_regning() -> None:
    """November and December at 7.000 kr., of which 73.000 / 12 may be paid: what is paid is known at once."""
    p = barn(HER, plads("2025-11-01", hvor=X), poster=ud("2025-11", 2, 7_000))
    assert regler(p) == [("SKO-03", X, 1_833.33)]


def test_over_den_laveste_pris_uden_aftale_er_forskellen_for_meget_i_aaret() -> None:
    p = barn(HER, plads("2023-08-01", hvor=X), poster=ud("2025-01", 12, 7_000))
    assert regler(p) == [("SKO-03", X, 84_000 - 73_000)]
    aftalt = barn(HER, plads("2023-08-01", hvor=X, takst_oere=8_400_000), poster=ud("2025-01", 12, 7_000))
    assert regler(aftalt) == []


def test_i_maaneden_barnet_flytter_er_kun_prisen_for_meget() -> None:
    """Here from 16.3.2025 to 15.5.2026, at 7.000 kr. a month of which 73.000 / 12 may be paid: ten months of 2025 and,
    of the school year that is paid anyhow, the five to May 2026, at the average of that year."""
    forloeb = [
        sted("2016-01-01", "2025-03-15", kommune=X),
        sted("2025-03-16", "2026-05-15"),
        sted("2026-05-16", kommune=X),
    ]
    g = replace(G, kommunetal={**TAL, **{(k, 2026, "gns_elevudgift"): Decimal(72_000) for k in (X, EGEN)}})
    p = barn(forloeb, plads("2024-08-01", "2026-05-15", hvor=X), poster=ud("2025-03", 15, 7_000))
    (k,) = fund(p, d("2026-06-30"), g)
    assert k.potentiale_oere == 10 * 700_000 - 6_083_333 + 5 * 100_000
    assert (k.fra, k.til) == (d("2025-03-01"), d("2026-05-31"))


def test_en_kvartalsregning_er_ikke_en_hoej_pris() -> None:
    poster = [x for m in ("2025-03", "2025-06", "2025-09", "2025-12") for x in ud(m, 1, 18_250)]
    assert regler(barn(HER, plads("2023-08-01", hvor=X), poster=poster)) == []


# --- SKO-04 and PRIV-30 -------------------------------------------------------------------------------------------


def bidrag(aar: int = 2025, nr: int = 1, kr: int = 43_800, **mere: Any) -> Bidrag:
    grund = {"type": "privatskole", "sfo": False, "trin": 5}
    return Bidrag(aar=aar, loebenr=nr, oere=kr * 100, **(grund | mere))


def test_flyttet_foer_5_september_aaret_foer_er_hele_bidraget_og_aabner_straks() -> None:
    forloeb = [sted("2016-01-01", "2024-09-04"), sted("2024-09-05", kommune=X)]
    (k,) = fund(barn(forloeb, bidrag=[bidrag()]), d("2025-01-15"))
    assert (k.regel, k.modpart, k.potentiale_oere) == ("SKO-04", "", 4_380_000)
    assert (k.fra, k.til) == (d("2025-01-01"), d("2025-12-31"))


def test_flyttet_6_september_er_talt_med_rette() -> None:
    forloeb = [sted("2016-01-01", "2024-09-05"), sted("2024-09-06", kommune=X)]
    assert regler(barn(forloeb, bidrag=[bidrag()])) == []


def test_udrejst_paa_taelledagen_er_en_indsigelse() -> None:
    forloeb = [sted("2016-01-01", "2024-06-30"), Station(d("2024-07-01"), None, UDLAND, None, "SE")]
    assert regler(barn(forloeb, bidrag=[bidrag()])) == [("SKO-04", "", 43_800.0)]


def test_et_barn_der_doede_foer_taelledagen_er_en_indsigelse_og_betaling_efter_doeden_er_for_meget() -> None:
    p = barn(HER, plads("2023-08-01", hvor=X, takst_oere=7_200_000), doed=d("2024-08-31"), bidrag=[bidrag()])
    assert regler(replace(p, poster=ud("2024-08", 3, 6_000))) == [
        ("SKO-03", X, 12_000.0),
        ("SKO-04", "", 43_800.0),
    ]


def test_to_gange_paa_listen_er_det_andet_bidrag_for_meget() -> None:
    p = barn(HER, bidrag=[bidrag(nr=7), bidrag(nr=3, kr=43_000)])
    assert regler(p) == [("SKO-04", "", 43_800.0)]


def test_sfo_i_fjerde_klasse_er_forskellen_til_bidraget_uden_sfo_og_i_tredje_er_den_i_orden() -> None:
    g = replace(G, bidragssatser={(2025, "privatskole"): 4_380_000})
    fjerde = barn(HER, bidrag=[bidrag(kr=52_500, sfo=True, trin=4)])
    assert regler(fjerde, g=g) == [("SKO-04", "", 8_700.0)]
    assert regler(fjerde) == [("SKO-04", "", None)]
    assert regler(barn(HER, bidrag=[bidrag(kr=52_500, sfo=True, trin=3)]), g=g) == []


def test_indskrevet_i_folkeskolen_paa_taelledagen_er_en_indsigelse_men_ikke_naar_barnet_skiftede_foer() -> (
    None
):
    (k,) = fund(barn(HER, plads("2021-08-01", "2025-06-30"), bidrag=[bidrag()]))
    assert (k.regel, k.potentiale_oere, k.begrundelse.sikkerhed) == ("SKO-04", 4_380_000, 0.6)
    assert regler(barn(HER, plads("2021-08-01", "2024-09-04"), bidrag=[bidrag()])) == []
    begge = (plads("2021-08-01"), plads("2024-08-01", type_="privatskole"))
    assert regler(barn(HER, *begge, bidrag=[bidrag()])) == []


def test_en_raekke_for_sfo_alene_er_ikke_barnet_to_gange_og_i_fjerde_klasse_er_det_hele_raekken() -> None:
    undervisning, sfo = bidrag(nr=1, trin=4), bidrag(nr=2, kr=9_000, sfo=True, trin=4)
    assert regler(barn(HER, bidrag=[undervisning, sfo])) == [("SKO-04", "", 9_000.0)]
    assert regler(barn(HER, bidrag=[undervisning, replace(sfo, trin=3)])) == []
    g = replace(G, bidragssatser={(2025, "privatskole"): 4_380_000})
    assert regler(barn(HER, bidrag=[sfo]), g=g) == [("SKO-04", "", 9_000.0)]


def test_bidrag_for_en_elev_som_y_havde_anbragt_paa_taelledagen_kraeves_hos_y() -> None:
    hos_y = indsats(
        anbragt=True, art=None, handlekommune=Y, startdato=d("2024-09-05"), slutdato=d("2024-09-05")
    )
    p = barn(HER, bidrag=[bidrag()], indsatser=[hos_y])
    assert regler(p) == [("PRIV-30", Y, 43_800.0)]
    senere = dict(hos_y, startdato=d("2024-09-06"), slutdato=d("2025-09-01"))
    assert regler(replace(p, indsatser=[senere])) == []


def test_satsen_uden_sfo_kendes_naar_mindst_tre_raekker_er_enige() -> None:
    assert skole.bidragssats([100, 100, 100]) == 100
    assert skole.bidragssats([100, 100]) is None
    assert skole.bidragssats([100, 100, 101]) is None


# --- invariants ---------------------------------------------------------------------------------------------------


@given(
    fra=st.dates(date(2023, 1, 1), date(2025, 9, 1)),
    dage=st.integers(1, 700),
    flytter=st.integers(0, 700),
    takst=st.integers(1, 40_000_000),
)
def test_aftalt_pris_er_dagene_i_x_gange_taksten_over_365(
    fra: date, dage: int, flytter: int, takst: int
) -> None:
    """An oracle that counts the days one by one; the whole is rounded to the øre."""
    til, hjem = fra + timedelta(days=dage - 1), fra + timedelta(days=flytter)
    forloeb = [sted("2000-01-01", (hjem - timedelta(days=1)).isoformat(), kommune=X), sted(hjem.isoformat())]
    pladser = plads(fra.isoformat(), til.isoformat(), takst_oere=takst)
    dage_i: dict[str, int] = {}
    for n in range(dage):
        dag = fra + timedelta(days=n)
        if dag < hjem and dag <= DAG:
            dage_i[f"{dag:%Y-%m}"] = dage_i.get(f"{dag:%Y-%m}", 0) + 1
    ventet = (2 * takst * sum(dage_i.values()) + 365) // (2 * 365)
    fundet = beregn.find(barn(forloeb, pladser), G, DAG)
    assert sum(f.oere or 0 for f in fundet) == ventet
    assert {f.maaned for f in fundet} <= set(dage_i)


@given(beloeb=st.integers(0, 10**9), vaegte=st.lists(st.integers(1, 10**6), min_size=1, max_size=12))
def test_fordelingen_summer_til_oeren(beloeb: int, vaegte: list[int]) -> None:
    ud_ = dele.fordel(beloeb, {f"2025-{n:02d}": v for n, v in enumerate(vaegte, 1)})
    assert sum(ud_.values()) == beloeb
    assert min(ud_.values()) >= 0


# --- bills that are to be sent ----------------------------------------------------------------------------------


def ventede(p: Personfakta, dag: date = DAG) -> list[tuple[str, str, int | None]]:
    krav = beregn.krav(beregn.find(p, G, dag), G.lov, p.tilsagn)
    return [(k.regel, k.modpart, k.potentiale_oere) for k in beregn.ventede({p.noegle: krav}, dag)]


def test_en_ny_elev_uden_regning_er_en_ventet_regning_og_intet_krav_foer_den_er_sen() -> None:
    """From 1 November at 200 kr. a day: 61 days on 31 December. Three months later it is a claim, and no more waited
    for."""
    p = barn(I_X, plads("2025-11-01", takst_oere=7_300_000))
    assert (regler(p), ventede(p)) == ([], [("SKO-01", X, 61 * 20_000)])
    senere = d("2026-02-28")
    assert (regler(p, senere), ventede(p, senere)) == ([("SKO-01", X, 120 * 200.0)], [])


def test_hvor_der_kommer_regninger_er_der_ingen_ventet_og_hvad_vi_selv_har_betalt_er_ingen() -> None:
    p = barn(I_X, plads("2025-01-01", takst_oere=7_300_000), poster=ind("2025-01", 10, 6083.33))
    assert (regler(p), ventede(p)) == ([], [])
    dyr = barn(HER, plads("2024-08-01", hvor=X), poster=ud("2025-01", 12, 7_000))
    assert ventede(dyr) == []
