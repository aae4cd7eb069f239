"""Half refund, SEL §§ 176 a and 177, BL § 199: law cases as sentences, worked out by hand; and a ledger."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.adgang import Bruger, Rolle
from engine.indstillinger import Indstillinger
from engine.lov.parametre import laes_lov
from engine.refusion import halv
from engine.refusion.sde import ENHED
from engine.resultater import halvrefusion, rettelser
from engine.sager.model import laes_retfil
from tests.lager_hjaelp import adresse, kendt_lager_af, person, postering

LOV = laes_lov()
KR = 100 * ENHED


def celle(ordning: str, maaned: str, kroner: int, refusion: int = 0, hel: int = 0) -> dict:
    return {
        "person_noegle": "p",
        "aar": int(maaned[:4]),
        "maaned": maaned,
        "ordning": ordning,
        "udgift_u": kroner * KR,
        "refusion_u": refusion * KR,
        "hel_u": hel * KR,
    }


def ophold(*raekker: tuple[str, str, str | None, str | None]) -> pd.DataFrame:
    """(paragraf, start, last day, decided)."""
    kolonner = ["paragraf", "start", "slut", "besluttet"]
    df = pd.DataFrame([(p, *map(pd.Timestamp, d)) for p, *d in raekker], columns=kolonner)
    return df.assign(person_noegle="p")


def en(c: dict, *o: tuple[str, str, str | None, str | None]) -> pd.Series:
    return halv.beregn(pd.DataFrame([c]), ophold(*o), LOV).iloc[0]


def test_staten_betaler_halvdelen_af_merudgifter_og_tabt_arbejdsfortjeneste() -> None:
    for ordning in ("SEL100", "SEL109", "BL86", "BL87", "BL140"):
        assert en(celle(ordning, "2025-03", 20_001))["forventet_oere"] == 1_000_050, ordning


def test_foer_2024_staar_boernenes_merudgifter_i_serviceloven_og_giver_ogsaa_halvdelen() -> None:
    assert en(celle("BL87", "2022-03", 20_000))["forventet_oere"] == 1_000_000


def test_bogfoert_refusion_traekkes_fra_begge_veje() -> None:
    assert en(celle("BL87", "2025-03", 20_000, refusion=4_000))["forskel_oere"] == 600_000
    assert en(celle("BL87", "2025-03", 20_000, refusion=12_000))["forskel_oere"] == -200_000


def test_med_hundrede_procent_refusion_er_der_intet_halvt() -> None:
    assert halv.beregn(pd.DataFrame([celle("SEL100", "2025-03", 9, hel=9)]), ophold(), LOV).empty


def test_en_maaned_med_indtaegt_over_udgiften_giver_intet() -> None:
    assert en(celle("SEL100", "2025-03", -500))["forventet_oere"] == 0


# --- § 110: 120 days, from 1 April 2026 90 days, per running year ---------------------------------------------


def test_foer_oktober_2023_er_der_intet_loft() -> None:
    r = en(celle("SEL110", "2023-09", 30_000), ("110", "2022-01-01", None, None))
    assert r["forventet_oere"] == 1_500_000


def test_et_ophold_der_loeb_1_oktober_2023_taelles_fra_den_dag() -> None:
    # October 31, November 30, December 31: 92. 120 is reached on 28 January 2024: 28 of 31 days.
    r = en(celle("SEL110", "2024-01", 31_000), ("110", "2022-01-01", None, None))
    assert (r["berettiget"], r["dage"], r["forventet_oere"]) == (28, 31, 1_400_000)
    assert en(celle("SEL110", "2024-02", 29_000), ("110", "2022-01-01", None, None))["forventet_oere"] == 0


def test_det_120_doegn_giver_refusion_og_det_121_goer_ikke() -> None:
    # From 1 January 2025 the 120th day is 30 April.
    sidste = en(celle("SEL110", "2025-04", 30_000), ("110", "2025-01-01", None, None))
    assert (sidste["berettiget"], sidste["forventet_oere"]) == (30, 1_500_000)
    foelgende = en(celle("SEL110", "2025-04", 30_000), ("110", "2024-12-31", None, None))
    assert (foelgende["berettiget"], foelgende["forventet_oere"]) == (29, 1_450_000)


def test_fra_april_2026_er_loftet_90_ogsaa_for_det_ophold_der_loeber() -> None:
    # 1 January–31 March is 90 days; all of April is past them.
    for maaned, ventet in (("2026-03", 31), ("2026-04", 0)):
        r = en(celle("SEL110", maaned, 30_000), ("110", "2026-01-01", None, None))
        assert r["berettiget"] == ventet


def test_et_nyt_loebende_aar_begynder_et_aar_efter_foerste_indskrivning() -> None:
    ophold_ = (("110", "2024-01-01", "2024-05-31", None), ("110", "2024-12-20", None, None))
    assert en(celle("SEL110", "2024-12", 12_000), *ophold_)["berettiget"] == 0
    assert en(celle("SEL110", "2025-01", 31_000), *ophold_)["berettiget"] == 31


def test_to_ophold_i_samme_loebende_aar_deler_loftet() -> None:
    # 100 days (1 January–9 April 2025), then from 1 June: 20 more.
    ophold_ = (("110", "2025-01-01", "2025-04-10", None), ("110", "2025-06-01", "2025-06-30", None))
    assert en(celle("SEL110", "2025-06", 30_000), *ophold_)["berettiget"] == 20


def test_refusion_taget_efter_loftet_er_taget_uden_ret() -> None:
    r = en(celle("SEL110", "2025-06", 30_000, refusion=15_000), ("110", "2025-01-01", None, None))
    assert r["forskel_oere"] == -1_500_000


def test_udgift_uden_indsats_er_usikker() -> None:
    assert en(celle("SEL110", "2025-06", 30_000))["usikker"]


# --- § 176 a: §§ 85 a and 107 after the first discharge from § 110 ---------------------------------------------

HERBERG = ("110", "2024-01-01", "2024-03-31", None)  # discharged on 1 April 2024


def test_bostoette_efter_herberg_giver_halvdelen_i_to_aar() -> None:
    stoette = ("85a", "2024-04-01", None, "2024-03-15")
    assert en(celle("SEL85A", "2024-04", 10_000), HERBERG, stoette)["forventet_oere"] == 500_000
    assert en(celle("SEL85A", "2026-03", 10_000), HERBERG, stoette)["forventet_oere"] == 500_000
    assert en(celle("SEL85A", "2026-04", 10_000), HERBERG, stoette)["forventet_oere"] == 0


def test_bostoette_besluttet_efter_udskrivningen_giver_intet() -> None:
    assert (
        en(celle("SEL85A", "2024-05", 10_000), HERBERG, ("85a", "2024-05-01", None, "2024-04-02"))[
            "forventet_oere"
        ]
        == 0
    )


def test_bostoette_med_ukendt_beslutningsdag_er_usikker() -> None:
    r = en(celle("SEL85A", "2024-05", 10_000), HERBERG, ("85a", "2024-05-01", None, None))
    assert (r["forventet_oere"], r["usikker"]) == (500_000, True)


def test_bostoette_direkte_efter_botilbud_kan_vaere_besluttet_senere() -> None:
    botilbud = ("107", "2024-04-01", "2024-06-30", "2024-03-01")
    r = en(celle("SEL85A", "2024-07", 10_000), HERBERG, botilbud, ("85a", "2024-07-01", None, "2024-06-20"))
    assert (r["forventet_oere"], r["usikker"]) == (500_000, False)


def test_bostoette_uden_herberg_giver_intet_men_taget_refusion_ses() -> None:
    r = en(celle("SEL85A", "2024-05", 10_000, refusion=5_000), ("85a", "2024-05-01", None, "2024-04-01"))
    assert r["forskel_oere"] == -500_000


def test_botilbud_efter_herberg_giver_halvdelen_i_seks_maaneder() -> None:
    botilbud = ("107", "2024-04-01", None, "2024-03-15")
    assert en(celle("SEL107", "2024-09", 60_000), HERBERG, botilbud)["forventet_oere"] == 3_000_000
    assert en(celle("SEL107", "2024-10", 60_000), HERBERG, botilbud)["forventet_oere"] == 0


def test_botilbud_skal_ligge_inden_for_et_aar_efter_udskrivningen() -> None:
    botilbud = ("107", "2025-03-01", None, "2024-03-15")
    assert en(celle("SEL107", "2025-03", 60_000), HERBERG, botilbud)["forventet_oere"] == 3_000_000
    assert en(celle("SEL107", "2025-04", 60_000), HERBERG, botilbud)["forventet_oere"] == 0


def test_botilbud_uden_herberg_er_ikke_en_halv_ordning() -> None:
    celler = pd.DataFrame([celle("SEL107", "2024-05", 60_000)])
    assert halv.beregn(celler, ophold(("107", "2024-05-01", None, None)), LOV).empty


def test_en_ny_udskrivning_inden_for_de_to_aar_begynder_dem_ikke_forfra() -> None:
    igen = ("110", "2025-06-01", "2025-06-30", None)
    stoette = ("85a", "2024-04-01", None, "2024-03-15")
    assert en(celle("SEL85A", "2026-04", 10_000), HERBERG, igen, stoette)["forventet_oere"] == 0


def test_flytning_fra_et_herberg_til_et_andet_er_ingen_udskrivning() -> None:
    videre = ("110", "2024-04-01", None, None)
    celler = pd.DataFrame([celle("SEL107", "2024-05", 60_000)])
    assert halv.beregn(celler, ophold(HERBERG, videre, ("107", "2024-05-01", None, None)), LOV).empty


# --- an oracle over days --------------------------------------------------------------------------------------

_PERIODE = st.tuples(st.integers(0, 700), st.integers(1, 200))


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.lists(_PERIODE, min_size=1, max_size=4))
def test_doegnene_taelles_som_et_kalenderark_ville_goere_det(perioder: list[tuple[int, int]]) -> None:
    """The oracle crosses off days on a calendar, one by one, without periods."""
    nul = date(2024, 1, 1).toordinal()
    dage = {nul + start + n for start, antal in perioder for n in range(antal)}
    raekker = [
        ("110", str(date.fromordinal(nul + s)), str(date.fromordinal(nul + s + n - 1)), None)
        for s, n in perioder
    ]
    berettigede, aar_fra, nr = set(), None, 0
    for dag in sorted(dage):
        d = date.fromordinal(dag)
        if aar_fra is None or (d.year - aar_fra.year, d.month, d.day) >= (1, aar_fra.month, aar_fra.day):
            aar_fra, nr = d, 0
        nr += 1
        if nr <= (90 if d >= date(2026, 4, 1) else 120):
            berettigede.add(dag)
    for maaned in pd.period_range("2024-01", "2026-12", freq="M"):
        i_maaneden = {d for d in dage if date.fromordinal(d).strftime("%Y-%m") == str(maaned)}
        if i_maaneden:
            r = en(celle("SEL110", str(maaned), 1_000), *raekker)
            assert (r["berettiget"], r["dage"]) == (len(i_maaneden & berettigede), len(i_maaneden))


# --- from the ledger ------------------------------------------------------------------------------------------

ANNA, BO = "6105800001", "6206810002"
REVISOR = Bruger(1, "rita", "Rita", Rolle.REVISOR)


@pytest.fixture
def by() -> dict:
    ta = {"lov": "BL", "paragraf": "87", "konto": "5577211000015152"}
    return {
        "person": [person(ANNA, "1980-05-01"), person(BO, "1981-06-02")],
        "adresse": [adresse(ANNA, "1"), adresse(BO, "2")],
        "postering": [
            postering(ANNA, "20000.00", "2025-01-01", "2025-01-31", bilagsnr="TA1", **ta),
            postering(ANNA, "20000.00", "2025-02-01", "2025-02-28", bilagsnr="TA2", **ta),
            postering(
                ANNA,
                "-10000.00",
                "2025-01-01",
                "2025-01-31",
                bilagsnr="REF",
                **(ta | {"konto": "5577221000010186"}),
            ),
            postering(
                BO,
                "30000.00",
                "2025-06-01",
                "2025-06-30",
                lov="SEL",
                paragraf="110",
                konto="5384211000001147",
            ),
            postering(
                BO, "-15000.00", "2025-06-01", "2025-06-30", lov="", paragraf="", konto="5384221000004186"
            ),
        ],
        "indsats": [
            {
                **{"indsats_id": "I1", "cpr": BO, "lov": "SEL", "paragraf": "110", "startdato": "2025-01-01"},
                **{"slutdato": "2025-06-30", "takst": "1000.00", "enhed": "dag", "status": "ophoert"},
            }
        ],
    }


def test_regnskabet_viser_hvad_der_mangler_og_hvad_der_er_taget_uden_ret(
    by: dict, ind: Indstillinger, nu: datetime, tmp_path: Path
) -> None:
    # Anna: February's half, 10.000, has not been taken. Bo: June lies past the 120th day, so 15.000 is to be paid back.
    k = kendt_lager_af(by, ind, nu, tmp_path)
    o = halvrefusion.oversigt(k, REVISOR, 2025)
    assert (o.mangler_oere, o.skyldig_oere) == (1_000_000, 1_500_000)
    assert o.fund[["ordning", "retning", "fra", "til", "forskel_oere"]].to_numpy().tolist() == [
        ["SEL110", "skyldig", "2025-06", "2025-06", -1_500_000],
        ["BL87", "til_gode", "2025-02", "2025-02", 1_000_000],
    ]
    assert o.ordninger.set_index("ordning")["udgift_oere"].to_dict() == {
        "SEL110": 3_000_000,
        "BL87": 4_000_000,
    }


@pytest.mark.parametrize(
    ("bruger", "mangler", "skyldig", "antal"),
    [
        (Bruger(1, "leif", "Leif", Rolle.LEDER), 1_000_000, 1_500_000, 0),
        (Bruger(1, "sara", "Sara", Rolle.SAGSBEHANDLER, ("boern",)), 1_000_000, 0, 1),
        (Bruger(1, "sune", "Sune", Rolle.SAGSBEHANDLER), 0, 0, 0),
    ],
)
def test_omfanget_foelger_brugeren(
    by: dict,
    ind: Indstillinger,
    nu: datetime,
    tmp_path: Path,
    bruger: Bruger,
    mangler: int,
    skyldig: int,
    antal: int,
) -> None:
    o = halvrefusion.oversigt(kendt_lager_af(by, ind, nu, tmp_path), bruger, 2025)
    assert (o.mangler_oere, o.skyldig_oere, len(o.fund)) == (mangler, skyldig, antal)


def test_en_rettet_periode_flytter_det_der_mangler(
    by: dict, ind: Indstillinger, nu: datetime, tmp_path: Path
) -> None:
    from dataclasses import replace

    from engine.resultater import kontekst

    kendt_lager_af(by, ind, nu, tmp_path)
    egen = replace(ind, kommune="0860")
    linje = (
        '{"type":"flyt_periode","noegle":{"kilde":"opus","regnskabsaar":2025,"bilagsnr":"TA2","linjenr":1},'
        '"nyt":{"periode_fra":"2025-01-01","periode_til":"2025-01-31"},"begrundelse":"Januar","bruger":"karen"}'
    )
    rettelser.skriv(egen, laes_retfil(linje), nu)
    o = halvrefusion.oversigt(kontekst.hent(egen), REVISOR, 2025)
    assert o.fund.loc[o.fund["ordning"] == "BL87", ["fra", "forskel_oere"]].to_numpy().tolist() == [
        ["2025-01", 1_000_000]
    ]
