"""Law cases named as sentences: the vectors of the domain texts and each rule at, before and after its limit."""

from __future__ import annotations

from datetime import date

import pytest

from engine.fejl import ParameterMangler
from engine.lov.parametre import laes_lov
from engine.refusion.sde import SdeResultat, beregn
from tests.refusion.ramme import grundlag, maaneder

VOKSEN = {"A": date(1980, 5, 15)}


def lav_id(art: str, noegle: str) -> str:
    return f"{art}-{noegle}"


def regn(*args, aar=None, **kw) -> SdeResultat:
    return beregn(grundlag(*args, **kw), laes_lov(), lav_id, aar=aar)


def aarlig(netto: int, aar: int, **kw) -> SdeResultat:
    """The year's net laid evenly on twelve months, to the øre."""
    oere = netto * 100
    dele = [oere // 12 + (m < oere % 12) for m in range(12)]
    return regn([("A", f"{aar}-{m + 1:02d}", d / 100) for m, d in enumerate(dele)], VOKSEN, **kw)


def refusion(r: SdeResultat) -> int:
    return int(r.sager["refusion"].sum())


@pytest.mark.parametrize(
    ("aar", "netto", "trin1", "trin2", "trin3"),
    [
        (2021, 850_000, 0, 0, 0),
        (2021, 1_660_000, 202_500, 0, 0),
        (2021, 2_090_000, 202_500, 215_000, 0),
        (2021, 3_000_000, 202_500, 215_000, 682_500),
        (2022, 890_000, 7_500, 0, 0),
        (2022, 1_500_000, 160_000, 0, 0),
        (2022, 2_100_000, 205_000, 210_000, 0),
        (2022, 2_120_000, 205_000, 220_000, 0),
        (2022, 3_000_000, 205_000, 220_000, 660_000),
    ],
)
def test_vektorerne_T1_til_T9_giver_domaeneteksternes_trin(aar, netto, trin1, trin2, trin3):
    # T-vectors divide a year's amount that is not divisible by 12 øre; what the øre split moves is under one krone.
    r = aarlig(netto, aar).sager.iloc[0]
    for navn, ventet in (("refusion_trin1", trin1), ("refusion_trin2", trin2), ("refusion_trin3", trin3)):
        assert abs(int(r[navn]) - ventet * 100) <= 12, navn
    assert r["refusion"] == r["refusion_trin1"] + r["refusion_trin2"] + r["refusion_trin3"]


@pytest.mark.parametrize(
    ("aar", "ventet"),
    [
        (2021, 1_100_000),
        (2022, 1_085_000),
        (2023, 1_052_500),
        (2024, 1_012_500),
        (2025, 970_000),
        (2026, 915_000),
    ],
)
def test_tre_millioner_jaevnt_giver_satser_1_4(aar, ventet):
    assert refusion(aarlig(3_000_000, aar)) == ventet * 100


def test_T10_foer_2021_regnes_aaret_under_ét_efter_176():
    r = aarlig(2_050_000, 2020).sager.iloc[0]
    assert (r["lov"], r["refusion"], r["refusion_trin3"]) == ("SEL176", 24_000_000, 0)


def test_T11_foer_2021_hoerer_et_barn_under_176_a_med_lavere_graenser():
    r = regn(
        [("B", m, 1_630_000 / 8) for m in maaneder(2020, *range(1, 9))], {"B": date(2010, 1, 1)}
    ).sager.iloc[0]
    assert (r["lov"], r["sagstype"], r["refusion"]) == ("SEL176a", "person", 20_000_000)


def test_M1_maanedsgraensen_giver_refusion_selv_om_aaret_er_under_graensen():
    r = regn([("A", m, 120_000) for m in maaneder(2022, 1, 2, 3, 4, 5, 6)], VOKSEN)
    assert refusion(r) == 7_250_000


def test_M2_engangsudgiften_loefter_alle_tolv_maaneder():
    udgifter = [("A", m, 120_000) for m in maaneder(2022, 1, 2, 3, 4, 5, 6)]
    udgifter += [("A", m, 30_000) for m in maaneder(2022)]
    assert refusion(regn(udgifter, VOKSEN)) == 13_250_000


def test_M3_to_soeskende_i_en_husstand_regnes_samlet_og_hver_for_sig_giver_de_intet():
    foedt = {"B": date(2012, 3, 3), "C": date(2015, 3, 3)}
    udgifter = [(p, m, 60_000) for p in "BC" for m in maaneder(2022)]
    sammen = regn(udgifter, foedt, husstand={"B": "MOR", "C": "MOR"})
    assert refusion(sammen) == 14_500_000
    assert sammen.sager["sagstype"].tolist() == ["husstand"]
    assert refusion(regn(udgifter, foedt)) == 0


def test_praecis_paa_graense_2_giver_intet_paa_50_procent():
    r = regn([("A", "2022-03", 140_000)], VOKSEN).sager.iloc[0]
    assert (r["refusion"], r["refusion_trin2"]) == (1_708_333, 0)


def test_en_krone_over_graense_2_giver_50_oere_mere():
    r = regn([("A", "2022-03", 140_001)], VOKSEN).sager.iloc[0]
    assert (r["refusion"], r["refusion_trin2"]) == (1_708_383, 50)


def test_en_negativ_maaned_giver_nul_og_tages_ikke_fra_de_andre():
    r = regn([("A", "2022-03", 140_000), ("A", "2022-06", -50_000)], VOKSEN).sager.iloc[0]
    assert (r["refusion"], r["netto_oere"]) == (1_708_333, 9_000_000)


def test_fyldt_67_og_daekket_maaneden_foer_fortsaetter():
    r = regn([("A", m, 80_000) for m in maaneder(2022)], {"A": date(1955, 5, 20)})
    assert r.placering["indgaar"].all()


def test_fyldt_67_med_mindre_end_graensen_maaneden_foer_falder_ud():
    udgifter = [("A", "2022-04", 71_666.66)] + [("A", m, 200_000) for m in maaneder(2022, 6, 7, 8)]
    r = regn(udgifter, {"A": date(1955, 5, 20)})
    assert set(r.placering.loc[r.placering["maaned"] > "2022-05", "aarsag"]) == {"fyldt_67_ikke_daekket"}
    assert refusion(r) == 0


def test_fyldt_67_paa_foedselsdagen_den_foerste_er_67_hele_den_maaned():
    # Limit 1 in 2022 is 71.666,67 a month; April decides because the birthday is in May.
    r = regn([("A", "2022-04", 50_000), ("A", "2022-05", 200_000)], {"A": date(1955, 5, 1)})
    assert r.placering.set_index("maaned")["aarsag"].to_dict() == {
        "2022-04": "",
        "2022-05": "fyldt_67_ikke_daekket",
    }


def test_fyldt_67_den_31_12_2020_giver_aldrig_refusion_efter_67():
    r = regn([("A", "2020-11", 300_000), ("A", "2021-02", 300_000)], {"A": date(1953, 12, 31)})
    assert r.placering.set_index("maaned")["aarsag"]["2021-02"] == "fyldt_67_foer_ordningen"


def test_den_unge_over_18_er_kun_med_i_husstanden_med_eftervaern():
    foedt = {"B": date(2004, 5, 15), "C": date(2010, 1, 2)}
    udgifter = [(p, m, 60_000) for p in "BC" for m in maaneder(2022, 7)]
    hus = {"B": "MOR", "C": "MOR"}
    med = regn(udgifter, foedt, husstand=hus, gruppe={"B": "eftervaern"})
    assert med.sager["medlemmer"].tolist() == [("B", "C")]
    uden = regn(udgifter, foedt, husstand=hus)
    assert sorted(uden.sager["sagstype"]) == ["husstand", "person"]


def test_fyldt_23_er_ude_af_husstanden_fra_den_maaned():
    foedt = {"B": date(1999, 9, 1)}
    r = regn(
        [("B", m, 90_000) for m in maaneder(2022, 8, 9)], foedt, husstand={"B": "MOR"}, gruppe="eftervaern"
    )
    assert r.placering.set_index("maaned")["sagstype"].to_dict() == {
        "2022-08": "husstand",
        "2022-09": "person",
    }


def test_fra_2024_er_boernenes_husstand_efter_bl_198_og_sel_paa_personen():
    foedt = {"B": date(2012, 3, 3)}
    bl = regn([("B", "2024-02", 100_000)], foedt, husstand={"B": "MOR"}, sdelov="BL").sager.iloc[0]
    assert (bl["lov"], bl["sagstype"], bl["lovstatus"]) == ("BL198", "husstand", "afledt")
    assert bl["refusion"] == round((100_000 - 910_000 / 12) / 4 * 100)
    sel = regn([("B", "2024-02", 100_000)], foedt, husstand={"B": "MOR"}).sager.iloc[0]
    assert (sel["lov"], sel["sagstype"]) == ("SEL176", "person")


def test_den_tvetydige_graense_2_viser_forskellen():
    r = regn([("B", m, 180_000) for m in maaneder(2024)], {"B": date(2012, 3, 3)}, sdelov="BL").sager.iloc[0]
    assert r["refusion_alternativ"] - r["refusion"] == 250_000  # 10.000 kr. of the year moves from 25 to 50 %


def test_bl_75_76_87_88_paa_et_barn_foreslaas_flyttet_til_foraelderen():
    r = regn([("B", "2024-02", 200_000)], {"B": date(2012, 3, 3)}, gruppe="foraelder")
    assert r.placering["aarsag"].tolist() == ["flyttes_til_foraelder"]
    assert r.sager.empty


def test_aar_uden_graenser_naevner_parameteren_og_aaret():
    with pytest.raises(ParameterMangler, match=r"cro_graense1_sel176.*01\.01\.2027"):
        regn([("A", "2027-03", 200_000)], VOKSEN, aar=2027)


def test_uden_aar_beregnes_de_kendte_og_det_manglende_naevnes():
    r = regn([("A", "2022-03", 200_000), ("A", "2027-03", 200_000)], VOKSEN)
    assert r.sager["aar"].tolist() == [2022]
    assert list(r.mangler) == [2027]


def test_maanederne_summer_til_aaret_for_hvert_trin():
    r = regn([("A", m, 70_000 + 13_337.13 * i) for i, m in enumerate(maaneder(2022))], VOKSEN)
    for navn in ("refusion_trin1", "refusion_trin2", "refusion_trin3", "refusion"):
        assert r.maaneder[navn].sum() == r.sager[navn].iloc[0]


def test_hjemtaget_uden_sagstype_gaar_til_husstanden_naar_personen_er_i_en():
    foedt = {"B": date(2003, 5, 1)}
    udgifter = [("B", "2022-03", 200_000), ("B", "2022-04", 10)]
    g = grundlag(
        udgifter, foedt, husstand={"B": "MOR"}, gruppe="eftervaern", hjemtaget=[(2022, "B", None, 5_000)]
    )
    r = beregn(g, laes_lov(), lav_id)
    assert r.sager.set_index("sagstype")["hjemtaget_oere"].to_dict() == {"husstand": 5_000}


def test_et_krav_uden_udgifter_staar_som_skyldigt_og_et_uden_person_som_ufordelt():
    krav = [(2022, "X", None, 700), (2022, None, None, 900)]
    r = beregn(grundlag([("A", "2022-03", 200_000)], VOKSEN, hjemtaget=krav), laes_lov(), lav_id)
    assert r.sager.set_index("sag_noegle")["difference_oere"]["X"] == -700
    assert r.ufordelt_hjemtaget_oere == {2022: 900}


def test_uden_fodselsdato_kan_sagen_ikke_afgoeres():
    r = regn([("A", "2022-03", 200_000)], {"A": None})
    assert r.placering["aarsag"].tolist() == ["ukendt_alder"]


def test_en_der_fylder_67_i_et_aar_uden_graenser_goer_ikke_de_andre_aar_uberegnelige():
    udgifter = [("A", "2026-03", 200_000), ("A", "2027-08", 200_000)]
    r = regn(udgifter, {"A": date(1960, 6, 1)})
    assert r.sager["aar"].tolist() == [2026]
    assert r.placering["aarsag"].tolist() == ["", "fyldt_67_graense_mangler"]
