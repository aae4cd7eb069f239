"""Law cases of pensions after a move as sentences, in kroner worked out by hand (RSL § 9 c, stk. 8; laesninger.md 15).

Our municipality is 0998, the granting one 0851 unless said; the day is 31.12.2025. A pension is 20.000 kr. a month, of
which the state pays a fifth, so our share is 16.000 kr.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.flytning.bopael import INSTITUTION, UDLAND, UKENDT, Station
from engine.potentiale.model import Pension, Personfakta, Post, Tilsagn, flyt
from tests.potentiale.test_mellemkommunal import (
    BOLIGSTOETTE,
    EGEN,
    PENSION,
    X,
    Y,
    d,
    fund,
    hjaelp,
    indsats,
    kom,
    maaneder,
    person,
    regler,
    sted,
)

SENIOR, GAMMEL = "5.48.65", "5.48.68"
NETTO = 1_600_000


def foer(dag: str) -> str:
    return date.fromordinal(d(dag).toordinal() - 1).isoformat()


def fra_til(flyttet: str, fra: str = X, til: str = EGEN) -> list[Station]:
    return [sted("2000-01-01", foer(flyttet), kommune=fra), sted(flyttet, kommune=til)]


def pensionist(
    tilkendt: str, forloeb: Sequence[Station], poster: Sequence[Post], kommune: str = X, **mere: Any
) -> Personfakta:
    slags = mere.pop("slags", "foertidspension")
    return person(forloeb, poster, pensioner=[Pension(slags, d(tilkendt), kommune)], **mere)


def pension(fra: str, antal: int, funktion: str = PENSION) -> list[Post]:
    return hjaelp(fra, antal, 2_000_000, funktion)


# --- PEN-01: granted by another from 2.2.2015 -------------------------------------------------------------------


def test_tilkendt_af_x_og_flyttet_hertil_refunderes_vores_andel_af_x() -> None:
    (k,) = fund(pensionist("2020-03-01", fra_til("2023-05-01"), pension("2025-01", 12)))
    assert (k.regel, k.modpart, k.potentiale_oere, k.retning) == ("PEN-01", X, 12 * NETTO, "til_gode")
    assert (k.fra, k.til, k.frist) == (d("2025-01-01"), d("2025-12-31"), d("2028-01-31"))
    assert "1.5.2023" in k.begrundelse.tekst
    assert "1.5.2029" in k.begrundelse.tekst


@pytest.mark.parametrize(
    ("flyttet", "sidste"),
    [("2019-06-01", "2025-05"), ("2019-06-02", "2025-06"), ("2019-05-31", "2025-05"), ("2018-12-15", None)],
)
def test_en_maaned_taeller_naar_dens_foerste_dag_er_foer_de_seks_aar_er_gaaet(
    flyttet: str, sidste: str | None
) -> None:
    """Moved on 1.6.2019, the years end on 1.6.2025, and June 2025 is over; moved on 2.6 June 2025 still counts."""
    fundet = fund(pensionist("2017-01-01", fra_til(flyttet), pension("2025-01", 12)))
    assert [k.krav[-1].fund.maaned for k in fundet] == ([sidste] if sidste else [])


def test_maaneder_inden_for_de_seks_aar_taeller_ogsaa_naar_de_er_gaaet_i_dag() -> None:
    (k,) = fund(pensionist("2017-01-01", fra_til("2018-04-01"), pension("2023-01", 36)))
    assert (k.fra, k.til, k.potentiale_oere) == (d("2023-01-01"), d("2024-03-31"), 15 * NETTO)


@pytest.mark.parametrize(
    ("tilkendt", "regel"),
    [("2015-02-02", ["PEN-01"]), ("2015-02-01", []), ("2003-12-31", []), ("2015-02-03", ["PEN-01"])],
)
def test_tilkendt_2_2_2015_regnes_fra_fraflytningen_dagen_foer_fra_tilkendelsen(
    tilkendt: str, regel: list[str]
) -> None:
    """Moved in 2022: six years from the grant on 1.2.2015 ended in 2021."""
    p = pensionist(tilkendt, fra_til("2022-01-01"), pension("2025-01", 12))
    assert [k.regel for k in fund(p)] == regel


def test_en_tilkendelse_netop_2_2_2015_skal_kontrolleres() -> None:
    (netop,) = fund(pensionist("2015-02-02", fra_til("2022-01-01"), pension("2025-01", 12)))
    (efter,) = fund(pensionist("2015-02-03", fra_til("2022-01-01"), pension("2025-01", 12)))
    assert netop.begrundelse.sikkerhed < efter.begrundelse.sikkerhed
    assert any("2.2.2015" in m for m in netop.begrundelse.modbevis)


def test_seniorpension_taeller_fra_2024() -> None:
    p = pensionist("2022-06-01", fra_til("2023-01-01"), pension("2023-07", 12, SENIOR), slags="seniorpension")
    (k,) = fund(p)
    assert (k.fra, k.til) == (d("2024-01-01"), d("2024-06-30"))


def test_tiden_i_institution_taeller_med_i_de_seks_aar() -> None:
    """Away from X on 1.4.2019 into a home in Y, here since 2024: the years end on 1.4.2025."""
    forloeb = [
        sted("2000-01-01", "2019-03-31", kommune=X),
        sted("2019-04-01", "2023-12-31", INSTITUTION, Y, "botilbud_107"),
        sted("2024-01-01"),
    ]
    (k,) = fund(pensionist("2018-01-01", forloeb, pension("2025-01", 12)))
    assert (k.regel, k.modpart, k.potentiale_oere) == ("PEN-01", X, 3 * NETTO)


def test_foer_2024_udskyder_et_ophold_med_kendt_medvirken_de_seks_aar() -> None:
    """X granted, X placed from 2016 to 2022: in 2023 the years ran from 2023, since 2024 they ended in 2022."""
    forloeb = [
        sted("2000-01-01", "2016-03-31", kommune=X),
        sted("2016-04-01", "2022-12-31", INSTITUTION, Y, "botilbud_107"),
        sted("2023-01-01"),
    ]
    i = indsats(institution_id="I-botilbud_107-0740", startdato=d("2016-04-01"), slutdato=d("2022-12-31"))
    p = pensionist("2015-06-01", forloeb, pension("2023-01", 24), indsatser=[i])
    (k,) = fund(p)
    assert (k.fra, k.til, k.potentiale_oere) == (d("2023-01-01"), d("2023-12-31"), 12 * NETTO)
    assert k.begrundelse.sikkerhed == 0.5
    assert fund(replace(p, indsatser=[i | {"medvirken": None}])) == []


def test_det_er_kommunen_der_tilkendte_ogsaa_naar_borgeren_kom_gennem_en_tredje() -> None:
    forloeb = [
        sted("2000-01-01", "2020-06-30", kommune=X),
        sted("2020-07-01", "2022-12-31", kommune=Y),
        sted("2023-01-01"),
    ]
    p = pensionist("2019-01-01", forloeb, pension("2025-01", 12))
    assert regler(p) == [("PEN-01", X, 192_000.0)]
    (k,) = fund(pensionist("2019-01-01", forloeb, pension("2026-01", 12)), d("2027-01-31"))
    assert k.til == d("2026-06-30")


def test_ukendt_adresse_er_ingen_fraflytning_men_udlandet_er() -> None:
    def med(mellem: Station) -> list[str]:
        forloeb = [sted("2000-01-01", "2019-02-28", kommune=X), mellem, sted("2019-09-01")]
        (k,) = fund(pensionist("2018-01-01", forloeb, pension("2025-01", 12)))
        return [k.krav[-1].fund.maaned]

    assert med(sted("2019-03-01", "2019-08-31", UKENDT, None)) == ["2025-08"]
    assert med(sted("2019-03-01", "2019-08-31", UDLAND, None)) == ["2025-02"]


def test_flyttet_tilbage_til_den_tilkendende_kommune_er_til_en_person() -> None:
    forloeb = [
        sted("2000-01-01", "2020-12-31", kommune=X),
        sted("2021-01-01", "2021-12-31"),
        sted("2022-01-01", "2023-12-31", kommune=X),
        sted("2024-01-01"),
    ]
    (k,) = fund(pensionist("2018-01-01", forloeb, pension("2025-01", 12)))
    assert (k.potentiale_oere, k.begrundelse.sikkerhed) == (12 * NETTO, 0.5)
    assert any("flyttede tilbage" in m for m in k.begrundelse.modbevis)


def test_viser_registeret_ikke_fraflytningen_regnes_fra_tilkendelsen() -> None:
    """Never registered in X: granted on 1.7.2019, so that June 2025 is the last month that is surely within."""
    p = pensionist("2019-07-01", [sted("2000-01-01")], pension("2025-01", 12))
    (k,) = fund(p)
    assert (k.til, k.begrundelse.sikkerhed) == (d("2025-06-30"), 0.5)
    assert any("Registeret viser ikke" in m for m in k.begrundelse.modbevis)


def test_var_borgeren_flyttet_foer_tilkendelsen_regnes_fra_flytningen() -> None:
    p = pensionist("2021-01-01", fra_til("2019-10-01"), pension("2025-01", 12))
    (k,) = fund(p)
    assert (k.til, k.begrundelse.sikkerhed) == (d("2025-09-30"), 0.5)


def test_begynder_registerets_historie_efter_tilkendelsen_er_den_foerste_fraflytning_den_der_ses() -> None:
    forloeb = [sted("2019-01-01", "2019-12-31", kommune=X), sted("2020-01-01")]
    (k,) = fund(pensionist("2017-01-01", forloeb, pension("2025-01", 12)))
    assert (k.potentiale_oere, k.begrundelse.sikkerhed) == (12 * NETTO, 0.9)


@pytest.mark.parametrize(
    "imod",
    [
        {"kommune": EGEN},  # we granted it
        {"tilsagn": [Tilsagn(X, d("2023-01-01"), None, "givet")]},
        {"tilsagn": [Tilsagn(X, d("2023-01-01"), d("2024-12-31"), "ophoert")]},
    ],
)
def test_vores_tilkendelse_og_et_tilsagn_er_ingen_kandidat(imod: dict[str, Any]) -> None:
    assert regler(pensionist("2020-03-01", fra_til("2023-05-01"), pension("2025-01", 12), **imod)) == []


@pytest.mark.parametrize("modpart", [X, Y, None])
def test_er_maaneden_betalt_af_nogen_er_den_ingen_kandidat(modpart: str | None) -> None:
    ind = [
        Post(m, PENSION, "indtaegt", -NETTO, kravbar=True, modpart=modpart) for m in maaneder("2025-01", 12)
    ]
    p = pensionist("2020-03-01", fra_til("2023-05-01"), [*pension("2025-01", 12), *ind])
    assert regler(p) == []


def test_betaler_x_og_mangler_kun_de_seneste_maaneder_ventes_der_paa_regningen() -> None:
    def med(betalte: int) -> list[tuple[str, str, float]]:
        poster = [*pension("2025-01", 12), *kom("2025-01", betalte, NETTO, PENSION)]
        return regler(pensionist("2020-03-01", fra_til("2023-05-01"), poster))

    assert med(9) == []
    assert med(8) == [("PEN-01", X, 64_000.0)]  # four months: nothing is under way


def test_boligstoette_og_tillaeg_hoerer_ikke_under_de_seks_aar() -> None:
    poster = [*hjaelp("2025-01", 12, 100_000, BOLIGSTOETTE), Post("2025-02", "5.48.67", "udgift", 90_000)]
    assert regler(pensionist("2020-03-01", fra_til("2023-05-01"), poster)) == []


def test_bor_borgeren_ikke_her_er_det_ikke_vores_krav() -> None:
    assert regler(pensionist("2020-03-01", fra_til("2023-05-01", til=Y), pension("2025-01", 12))) == []


def test_en_ophoert_pension_og_en_af_en_anden_slags_giver_intet() -> None:
    p = pensionist("2020-03-01", fra_til("2023-05-01"), pension("2025-01", 12))
    ophoert = replace(p, pensioner=[replace(p.pensioner[0], ophoer=d("2025-07-01"))])
    assert [k.til for k in fund(ophoert)] == [d("2025-06-30")]
    senior = replace(p, pensioner=[replace(p.pensioner[0], slags="seniorpension")])
    assert fund(senior) == []


@pytest.mark.parametrize(
    ("tilkendt", "funktion", "andel"),
    [
        ("2015-06-30", PENSION, 80),
        ("2024-12-20", PENSION, 20),
        ("2024-08-01", PENSION, 60),
        ("2024-03-01", PENSION, 70),
    ],
)
def test_uden_statens_refusion_i_data_er_andelen_lovens_trin(
    tilkendt: str, funktion: str, andel: int
) -> None:
    """20.000 kr. of January 2025: its first day is in week 2, 22 and 44 since the grants of 2024."""
    p = pensionist(tilkendt, fra_til("2024-12-25"), pension("2025-01", 1, funktion), ydelser=())
    assert regler(p) == [("PEN-01", X, 200.0 * andel)]


def test_tabte_maaneder_er_bortfaldet_efter_tre_aar() -> None:
    (k,) = fund(pensionist("2020-03-01", fra_til("2021-05-01"), pension("2022-10", 4)))
    assert (k.potentiale_oere, k.bortfaldet_oere, k.frist) == (2 * NETTO, 2 * NETTO, d("2025-12-31"))


# --- PEN-02: granted before 2.2.2015 ----------------------------------------------------------------------------


@pytest.mark.parametrize(("tilkendt", "sidste"), [("2014-05-01", "2020-04"), ("2014-05-02", "2020-05")])
def test_en_gammel_tilkendelse_refunderes_i_seks_aar_fra_tilkendelsen(tilkendt: str, sidste: str) -> None:
    p = pensionist(tilkendt, fra_til("2018-01-01"), pension("2020-01", 12))
    (k,) = fund(p, d("2020-12-31"))
    assert (k.regel, k.krav[-1].fund.maaned) == ("PEN-02", sidste)


def test_en_gammel_tilkendelses_maaneder_er_i_dag_tabt_og_vises_som_nul() -> None:
    (k,) = fund(pensionist("2014-05-01", fra_til("2018-01-01"), pension("2020-01", 12)))
    assert (k.potentiale_oere, k.bortfaldet_oere, k.prioritet) == (0, 4 * NETTO, "bortfaldet")


def test_en_gammel_tilkendelse_udskudt_af_et_ophold_til_2022_taeller_i_2023() -> None:
    forloeb = [
        sted("2000-01-01", "2012-03-31", kommune=X),
        sted("2012-04-01", "2022-12-31", INSTITUTION, Y, "botilbud_107"),
        sted("2023-01-01"),
    ]
    i = indsats(institution_id="I-botilbud_107-0740", startdato=d("2012-04-01"), slutdato=d("2022-12-31"))
    p = pensionist("2013-06-01", forloeb, pension("2023-01", 24, GAMMEL), indsatser=[i])
    (k,) = fund(p)
    assert (k.regel, k.til, k.potentiale_oere) == ("PEN-02", d("2023-12-31"), 12 * NETTO)


# --- an oracle that shares no code ------------------------------------------------------------------------------


def _orakel(flyttet: date, foerste: int, antal: int, dag: date) -> tuple[int, int]:
    """(potential, lost) of 16.000 kr. a month, by counting days: months are numbers of year * 12 + month."""
    slut = flyttet.year * 12 + flyttet.month + 72 + (0 if flyttet.day == 1 else 1)
    kan = tabt = 0
    for nr in range(foerste, foerste + antal):
        if nr >= slut:
            continue
        naeste = nr + 1  # the limitation's day: the last of the month three years on
        frist = date.fromordinal(date((naeste - 1) // 12 + 3, (naeste - 1) % 12 + 1, 1).toordinal() - 1)
        if frist < dag:
            tabt += NETTO
        else:
            kan += NETTO
    return kan, tabt


@given(
    flyttet=st.dates(date(2016, 1, 1), date(2021, 12, 31)),
    forsinket=st.integers(0, 60),
    antal=st.integers(4, 40),
    dag=st.dates(date(2025, 1, 1), date(2027, 12, 31)),
)
def test_kroner_og_bortfald_som_et_orakel_taeller_dem(
    flyttet: date, forsinket: int, antal: int, dag: date
) -> None:
    """Granted in 2015, moved here directly, paid for `antal` months from `forsinket` months after the move."""
    nr = flyttet.year * 12 + flyttet.month + forsinket
    maaned = f"{(nr - 1) // 12}-{(nr - 1) % 12 + 1:02d}"
    p = pensionist("2015-03-01", fra_til(flyttet.isoformat()), pension(maaned, antal))
    ialt = [(k.potentiale_oere, k.bortfaldet_oere) for k in fund(p, dag) if k.regel == "PEN-01"]
    ventet = _orakel(flyttet, nr, antal, dag)
    graense = flyt(f"{dag:%Y-%m}", -3)
    assert ialt == ([ventet] if sum(ventet) and maaned <= graense else [])


# --- PEN-03: we granted it ----------------------------------------------------------------------------------------


def udbetalt(fra: str, antal: int, oere: int = 1_700_000, **mere: Any) -> list[Post]:
    grund = {"kravbar": True, "til_kommune": True, "modpart": Y}
    return [Post(m, PENSION, "udgift", oere, **(grund | mere)) for m in maaneder(fra, antal)]


def udflytter(flyttet: str, poster: Sequence[Post], *efter: Station, **mere: Any) -> Personfakta:
    """Granted by us on 1.6.2016, moved to Y on the day."""
    forloeb = [sted("2000-01-01", foer(flyttet)), *(efter or (sted(flyttet, kommune=Y),))]
    tilkendt = mere.pop("tilkendt", "2016-06-01")
    return pensionist(tilkendt, forloeb, poster, EGEN, ydelser=(), **mere)


@pytest.mark.parametrize(
    ("flyttet", "foerste"), [("2019-04-01", "2025-04"), ("2019-04-02", "2025-05"), ("2019-03-31", "2025-04")]
)
def test_efter_seks_aar_skal_det_vi_har_betalt_tilbage(flyttet: str, foerste: str) -> None:
    """Moved on 1.4.2019: the years end on 1.4.2025, and April is over; on 2.4 April still is ours."""
    (k,) = fund(udflytter(flyttet, udbetalt("2024-01", 24)))
    antal = 13 - int(foerste[5:])
    assert (k.regel, k.modpart, k.retning) == ("PEN-03", Y, "til_gode")
    assert (k.krav[0].fund.maaned, k.potentiale_oere) == (foerste, antal * 1_700_000)


def test_inden_for_seks_aar_betaler_vi_med_rette() -> None:
    assert fund(udflytter("2020-06-01", udbetalt("2023-01", 36))) == []


def test_i_en_institution_som_vi_har_anbragt_i_betaler_vi_fortsat() -> None:
    inst = sted("2017-04-01", "", INSTITUTION, Y, "botilbud_107")
    i = indsats(institution_id=f"I-botilbud_107-{Y}", startdato=d("2017-04-01"), egen_institution=False)
    assert fund(udflytter("2017-04-01", udbetalt("2024-01", 24), inst, indsatser=[i])) == []
    (k,) = fund(udflytter("2017-04-01", udbetalt("2024-01", 24), inst, indsatser=[i | {"medvirken": "nej"}]))
    assert k.regel == "PEN-03"


def test_en_gammel_tilkendelse_er_ovre_seks_aar_efter_tilkendelsen() -> None:
    p = udflytter("2021-04-01", udbetalt("2024-01", 24), tilkendt="2014-06-01")
    assert regler(p) == [("PEN-03", Y, 24 * 17_000.0)]


def test_efter_doeden_betaler_vi_ingen_pension() -> None:
    """Dead on 1.5.2025: May began while the person lived."""
    p = udflytter("2021-04-01", udbetalt("2024-01", 24), doed=d("2025-05-01"))
    assert regler(p) == [("PEN-03", Y, 7 * 17_000.0)]


def test_hvad_der_er_betalt_tilbage_er_trukket_fra() -> None:
    retur = udbetalt("2025-12", 1, -5_000_000)
    p = udflytter("2019-04-01", [*udbetalt("2024-01", 23), *retur])
    assert regler(p) == [("PEN-03", Y, 8 * 17_000.0 - 50_000.0)]


def test_uden_modpart_er_det_bopaelskommunen() -> None:
    p = udflytter("2019-04-01", udbetalt("2024-01", 24, modpart=None))
    assert regler(p) == [("PEN-03", Y, 9 * 17_000.0)]


# --- PEN-04: the stay goes before the six years ---------------------------------------------------------------------


def i_botilbud(medvirken: str | None = "ja", fra: str = "2023-07-01") -> tuple[list[Station], dict[str, Any]]:
    forloeb = [
        sted("2000-01-01", "2019-12-31", kommune=Y),
        sted("2020-01-01", foer(fra), kommune=X),
        sted(fra, "", INSTITUTION, EGEN, "botilbud_107"),
    ]
    return forloeb, indsats(startdato=d(fra), medvirken=medvirken)


def test_fra_2024_betaler_den_der_medvirkede_til_opholdet_og_foer_2024_opholdets_regel() -> None:
    """Y granted, X helped into our home on 1.7.2023: X owes it all, from 2024 as PEN-04."""
    forloeb, i = i_botilbud()
    p = pensionist("2018-01-01", forloeb, pension("2023-07", 30), Y, indsatser=[i])
    ialt = {k.regel: (k.modpart, k.potentiale_oere) for k in fund(p)}
    assert ialt == {"REF-01": (X, 6 * NETTO), "PEN-04": (X, 24 * NETTO)}
    (pen,) = [k for k in fund(p) if k.regel == "PEN-04"]
    assert "Overgangsregel tjekkes" in pen.begrundelse.tekst
    assert pen.begrundelse.sikkerhed == 0.75


def test_flyttede_borgeren_selv_ind_betaler_den_der_tilkendte() -> None:
    forloeb, i = i_botilbud("nej")
    p = pensionist("2018-01-01", forloeb, pension("2025-01", 12), Y, indsatser=[i])
    assert regler(p) == [("PEN-01", Y, 192_000.0)]


def test_har_x_lovet_at_betale_opstaar_intet_krav_mod_y() -> None:
    forloeb, i = i_botilbud()
    t = Tilsagn(X, d("2023-07-01"), None, "givet")
    p = pensionist("2018-01-01", forloeb, pension("2025-01", 12), Y, indsatser=[i], tilsagn=[t])
    assert regler(p) == []


def test_den_der_baade_tilkendte_og_medvirkede_betaler_efter_opholdets_regel() -> None:
    forloeb, i = i_botilbud()
    p = pensionist("2021-01-01", forloeb, pension("2025-01", 12), X, indsatser=[i])
    assert regler(p) == [("REF-01", X, 192_000.0)]


def test_boligstoetten_foelger_opholdet_og_pensionen_staar_for_sig() -> None:
    forloeb, i = i_botilbud()
    poster = [*pension("2025-01", 12), *hjaelp("2025-01", 12, 100_000, BOLIGSTOETTE)]
    p = pensionist("2018-01-01", forloeb, poster, Y, indsatser=[i])
    assert regler(p) == [("PEN-04", X, 192_000.0), ("REF-01", X, 9_600.0)]


def test_betaler_vi_en_pension_for_en_som_x_har_anbragt_andetsteds_skal_pengene_tilbage_fra_2024() -> None:
    forloeb = [
        sted("2000-01-01", "2020-12-31"),
        sted("2021-01-01", "2022-12-31", kommune=X),
        sted("2023-01-01", "", INSTITUTION, Y, "botilbud_107"),
    ]
    i = indsats(institution_id=f"I-botilbud_107-{Y}", startdato=d("2023-01-01"), egen_institution=False)
    p = pensionist("2019-06-01", forloeb, udbetalt("2023-07", 30), EGEN, ydelser=(), indsatser=[i])
    assert regler(p) == [("PEN-04", Y, 24 * 17_000.0)]


# --- PEN-06: it stands as granted by us, and was paid before -------------------------------------------------------


def test_betalt_siden_flytningen_og_tilkendt_af_os_seks_uger_efter_er_tilkendt_hvor_borgeren_kom_fra() -> (
    None
):
    """Moved here on 1.3.2025 and paid from March; the grant stands as ours on 10.4.2025. All ten months are X's."""
    (k,) = fund(pensionist("2025-04-10", fra_til("2025-03-01"), pension("2025-03", 10), EGEN))
    assert (k.regel, k.modpart, k.potentiale_oere) == ("PEN-06", X, 10 * NETTO)
    assert k.begrundelse.sikkerhed == 0.6
    assert "pensionsloven § 33, stk. 2" in k.begrundelse.hjemmel
    assert "betalt den fra 03.2025" in k.begrundelse.tekst
    assert "1.3.2031" in k.begrundelse.tekst  # six years from the move


@pytest.mark.parametrize(
    ("tilkendt", "flyttet", "fra", "hvorfor"),
    [
        ("2025-04-10", "2025-03-01", "2025-04", "paid from the month of the grant"),
        (
            "2025-09-10",
            "2025-03-01",
            "2025-06",
            "a late decision can be paid from three months after the case began",
        ),
        ("2025-04-10", "2019-01-01", "2025-01", "lived here for years when the case began"),
    ],
)
def test_kunne_vores_egen_afgoerelse_give_maaneden_er_der_intet(
    tilkendt: str, flyttet: str, fra: str, hvorfor: str
) -> None:
    assert fund(pensionist(tilkendt, fra_til(flyttet), pension(fra, 6), EGEN)) == [], hvorfor


def test_en_sen_afgoerelse_kan_ikke_give_maaneden_efter_flytningen() -> None:
    """Moved on 1.3.2025; the first month that a late decision of a case begun here can be paid for is after May."""
    p = pensionist("2025-09-10", fra_til("2025-03-01"), pension("2025-05", 8), EGEN)
    assert [(k.regel, k.potentiale_oere) for k in fund(p)] == [("PEN-06", 8 * NETTO)]


def test_fra_udlandet_betalt_eller_med_tilsagn_er_intet_og_seniorpension_tilkender_kommunen_ikke() -> None:
    ind = [Station(d("2000-01-01"), d("2025-02-28"), UDLAND, None, "SE"), sted("2025-03-01")]
    assert fund(pensionist("2025-04-10", ind, pension("2025-03", 10), EGEN)) == []
    p = pensionist("2025-04-10", fra_til("2025-03-01"), pension("2025-03", 10), EGEN)
    assert fund(replace(p, tilsagn=[Tilsagn(X, d("2025-03-01"), None, "givet")])) == []
    assert fund(replace(p, poster=[*p.poster, *kom("2025-03", 10, NETTO, PENSION)])) == []
    senior = pensionist(
        "2025-04-10", fra_til("2025-03-01"), pension("2025-03", 10, SENIOR), EGEN, slags="seniorpension"
    )
    assert fund(senior) == []


# --- PEN-05: the share ------------------------------------------------------------------------------------------


def delbetaler(oere: int, antal: int = 12, **mere: Any) -> Personfakta:
    poster = [*pension("2025-01", 12), *kom("2025-01", antal, oere, PENSION)]
    return pensionist("2020-03-01", fra_til("2023-05-01"), poster, **mere)


@pytest.mark.parametrize(
    ("oere", "ventet"),
    [
        (1_584_000, []),  # 99 per cent of 16.000
        (1_583_999, [("PEN-05", "til_gode", 12 * 16_001)]),
        (1_616_000, []),
        (1_616_001, [("PEN-05", "skyldig", 12 * 16_001)]),
    ],
)
def test_en_pct_fra_andelen_er_andelen(oere: int, ventet: list[tuple[str, str, int]]) -> None:
    assert [(k.regel, k.retning, k.potentiale_oere) for k in fund(delbetaler(oere))] == ventet


def test_loven_staar_i_begrundelsen_som_65_pct_af_en_gammel_pension() -> None:
    """13.000 kr. of 20.000 is ours; 10.400 kr. comes."""
    poster = [*pension("2025-01", 12, GAMMEL), *kom("2025-01", 12, 1_040_000, GAMMEL)]
    forloeb, i = i_botilbud()
    p = pensionist("2013-03-01", forloeb, poster, X, indsatser=[i], ydelser=())
    (k,) = fund(p)
    assert (k.regel, k.potentiale_oere) == ("REF-10", 12 * 260_000)  # in an institution, as reading 5 has it
    hjemme = replace(p, forloeb=fra_til("2023-05-01"))
    (k,) = fund(hjemme)
    assert (k.regel, k.potentiale_oere) == ("PEN-05", 12 * 260_000)
    assert "65 pct." in k.begrundelse.tekst


def test_en_regning_for_en_del_af_en_maaned_er_ingen_anden_andel() -> None:
    """The first quarter's bill lacks half a month; the rest are whole."""
    kvartal = [replace(x, antal=3) for x in kom("2025-01", 3, 1_333_333, PENSION)]
    skaev = [*kvartal, *kom("2025-04", 9, NETTO, PENSION)]
    p = pensionist("2020-03-01", fra_til("2023-05-01"), [*pension("2025-01", 12), *skaev])
    assert regler(p) == []


@pytest.mark.parametrize(("antal", "ventet"), [(3, [("PEN-05", X, 1_500.0)]), (2, [])])
def test_tre_regninger_for_hver_sin_maaned_er_en_forkert_andel_to_kan_vaere_den_foerste_og_den_sidste(
    antal: int, ventet: list[tuple[str, str, float]]
) -> None:
    """15.500 kr. of 16.000 comes."""
    poster = [*pension("2025-01", antal), *kom("2025-01", antal, 1_550_000, PENSION)]
    assert regler(pensionist("2020-03-01", fra_til("2023-05-01"), poster)) == ventet


def test_et_aftalt_beloeb_er_ingen_forkert_andel() -> None:
    t = Tilsagn(X, d("2023-05-01"), None, "delvist", oere=1_000_000)
    assert regler(delbetaler(1_000_000, tilsagn=[t])) == []


def test_vi_skylder_og_vi_mangler_er_hver_sin_kandidat_uden_samme_krone() -> None:
    kroner = [
        (k.retning, y.fund.maaned, y.fund.noegle)
        for oere in (1_000_000, 2_000_000)
        for k in fund(delbetaler(oere))
        for y in k.krav
    ]
    assert len(kroner) == len(set(kroner)) == 24
