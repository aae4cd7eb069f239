"""Family cases through the whole way, each named as the sentence it tries and worked out by hand.

A case's expected families are named by the adult they follow: {(year, CPR number): (persons, gross in kroner)}. Every
person with expenses costs the same each month unless the case says otherwise, so that months can be counted.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from engine.indstillinger import Indstillinger
from engine.resultater.sde import Kontekst
from tests.familier.test_tilfaeldige_byer import efter_cpr
from tests.lager_hjaelp import lager_af
from tests.refusion.lovby import Hjem, byg_by

Familier = dict[tuple[int, str], tuple[int, int]]
Sag = Callable[[Hjem], Familier]
SAGER: list[Sag] = []


def sag(f: Sag) -> Sag:
    SAGER.append(f)
    return f


def aaret(h: Hjem, cpr: str, kroner: int = 10_000, fra: str = "2022-01", til: str = "2022-12") -> None:
    """The same amount every month, booked month by month."""
    for md in range(int(fra[5:]), int(til[5:]) + 1):
        h.udgift(cpr, f"{fra[:4]}-{md:02d}", kroner, lov="FSK", paragraf="", konto="3220111000000147")


# --- who belongs together ------------------------------------------------------------------------------------


@sag
def ægtefaeller_og_deres_boern_er_en_familie(h: Hjem) -> Familier:
    mor, far = h.voksen(), h.voksen(koen="M")
    h.gift(mor, far)
    a, _ = h.barn(mor, far), h.barn(mor, far)
    aaret(h, a)
    aaret(h, far)
    return {(2022, mor): (4, 240_000)}


@sag
def aegtefaeller_paa_hver_sin_adresse_er_stadig_en_familie(h: Hjem) -> Familier:
    mor, far = h.voksen("1"), h.voksen("2", koen="M")
    h.gift(mor, far)
    aaret(h, far)
    return {(2022, mor): (2, 120_000)}


@sag
def ugifte_samlevende_er_to_familier_og_barnet_foelger_moderen(h: Hjem) -> Familier:
    mor, far = h.voksen(), h.voksen(koen="M")
    barn = h.barn(mor, far)
    aaret(h, barn)
    aaret(h, far)
    return {(2022, mor): (2, 120_000), (2022, far): (1, 120_000)}


@sag
def et_voksent_barn_hjemme_er_en_familie_alene(h: Hjem) -> Familier:
    mor = h.voksen()
    barn = h.barn(mor, foedt="2002-03-04")
    aaret(h, barn)
    return {(2022, barn): (1, 120_000)}


@sag
def stedfaren_er_med_uden_foraeldremyndighed_naar_han_er_gift_med_moderen(h: Hjem) -> Familier:
    mor, mand = h.voksen(), h.voksen(koen="M")
    h.gift(mor, mand)
    barn = h.barn(mor)
    aaret(h, barn)
    return {(2022, mor): (3, 120_000)}


@sag
def en_bedstefar_med_foraeldremyndigheden_er_barnets_familie(h: Hjem) -> Familier:
    mor, bedstefar = h.voksen("1"), h.voksen("2", foedt="1955-01-01", koen="M")
    barn = h.barn(mor, hus="1", myndighed="0")
    h.foraelder(barn, bedstefar, "anden", "1")
    aaret(h, barn)
    return {(2022, bedstefar): (2, 120_000)}


@sag
def kendt_foraeldremyndighed_gaar_foran_den_antagne(h: Hjem) -> Familier:
    mor, far = h.voksen("1"), h.voksen("2", koen="M")
    barn = h.barn(hus="2")
    h.foraelder(barn, mor, "mor", "1")
    h.foraelder(barn, far, "far", "")
    aaret(h, barn)
    return {(2022, mor): (2, 120_000)}


@sag
def ukendt_foraeldremyndighed_er_foraelderen_paa_barnets_adresse(h: Hjem) -> Familier:
    mor, far = h.voksen("1"), h.voksen("2", koen="M")
    barn = h.barn(mor, far, hus="2", myndighed="")
    aaret(h, barn)
    return {(2022, far): (2, 120_000)}


@sag
def ukendt_foraeldremyndighed_uden_foraeldre_paa_adressen_er_barnet_alene(h: Hjem) -> Familier:
    mor = h.voksen("1")
    barn = h.barn(mor, hus="9", myndighed="")
    aaret(h, barn)
    return {(2022, barn): (1, 120_000)}


# --- joint custody at two addresses ----------------------------------------------------------------------------


@sag
def faelles_foraeldremyndighed_paa_to_adresser_foelger_barnets_adresse_maaned_for_maaned(h: Hjem) -> Familier:
    mor, far = h.voksen("1"), h.voksen("2", koen="M")
    barn = h.barn(mor, far, hus="1")
    h.flyt(barn, "2", "2022-04-15")  # on 1 April still with the mother, on 1 May with the father
    aaret(h, barn)
    return {(2022, mor): (2, 40_000), (2022, far): (2, 80_000)}


@sag
def faelles_foraeldremyndighed_uden_at_bo_hos_nogen_af_dem_foelger_moderen(h: Hjem) -> Familier:
    far, mor = h.voksen("2", koen="M"), h.voksen("1")
    barn = h.barn(mor, far, hus="9")
    aaret(h, barn)
    return {(2022, mor): (2, 120_000)}


@sag
def to_faedre_uden_mor_foelger_det_laveste_cpr_nummer(h: Hjem) -> Familier:
    a, b = h.voksen("1", koen="M"), h.voksen("2", koen="M")
    barn = h.barn(hus="9")
    for far in (a, b):
        h.foraelder(barn, far, "far", "1")
    aaret(h, barn)
    return {(2022, min(a, b)): (2, 120_000)}


# --- placed children -----------------------------------------------------------------------------------------------


@sag
def et_anbragt_barn_bliver_i_familien(h: Hjem) -> Familier:
    mor = h.voksen()
    barn, soester = h.barn(mor), h.barn(mor)
    h.indsats(barn, "2022-03-10", anbringelse="1")
    h.flyt(barn, "88", "2022-03-10")
    aaret(h, barn, 50_000)
    aaret(h, soester)
    return {(2022, mor): (3, 720_000)}


@sag
def et_anbragt_barns_ukendte_myndighed_soeges_dagen_foer_anbringelsen(h: Hjem) -> Familier:
    mor, far = h.voksen("1"), h.voksen("2", koen="M")
    barn = h.barn(mor, far, hus="1", myndighed="")
    h.indsats(barn, "2022-03-10", anbringelse="1")
    h.flyt(
        barn, "2", "2022-03-10"
    )  # placed in kin care at the father's: still the mother's by the day before
    aaret(h, barn)
    return {(2022, mor): (2, 120_000)}


@sag
def en_anbringelse_flytter_ikke_barnet_naar_myndigheden_skifter_imens(h: Hjem) -> Familier:
    mor, far = h.voksen("1"), h.voksen("2", koen="M")
    barn = h.barn(hus="1")
    h.foraelder(barn, mor, "mor", "1", til="2022-06-30")
    h.foraelder(barn, far, "far", "1", fra="2022-07-01")
    h.indsats(barn, "2022-02-01", anbringelse="1")
    aaret(h, barn)
    return {(2022, mor): (2, 60_000), (2022, far): (2, 60_000)}


# --- marriage, divorce, death -----------------------------------------------------------------------------------


@sag
def skilsmisse_midt_i_aaret_deler_familien_og_boernene_bestemmer_hvem_der_fortsaetter_den(
    h: Hjem,
) -> Familier:
    mor, far = h.voksen("1"), h.voksen("1", koen="M")
    for a, b in ((mor, far), (far, mor)):
        h.civilstand(a, "G", b, "2010-06-01", "2022-05-15")
        h.civilstand(a, "F", "", "2022-05-16")
    h.flyt(far, "2", "2022-05-16")
    barn = h.barn(mor, far, hus="1")
    aaret(h, barn)
    aaret(h, far, 5_000)
    # The couple's five months are the mother's family's, and so are the child's seven; the father's seven are his own.
    return {(2022, mor): (3, 120_000 + 25_000), (2022, far): (1, 35_000)}


@sag
def bliver_boernene_hos_faderen_er_det_hans_familie_der_fortsaetter(h: Hjem) -> Familier:
    mor, far = h.voksen("1"), h.voksen("1", koen="M")
    for a, b in ((mor, far), (far, mor)):
        h.civilstand(a, "G", b, "2010-06-01", "2022-05-15")
    h.flyt(mor, "2", "2022-05-16")
    barn = h.barn(mor, far, hus="1")
    aaret(h, barn)
    aaret(h, mor, 5_000)
    return {(2022, far): (3, 120_000 + 25_000), (2022, mor): (1, 35_000)}


@sag
def et_bryllup_midt_i_aaret_lader_moderens_familie_fortsaette_og_mandens_begynde_der(h: Hjem) -> Familier:
    mor, mand = h.voksen("1"), h.voksen("2", koen="M")
    barn, hans = h.barn(mor, hus="1"), h.barn(far=mand, hus="2")
    for a, b in ((mor, mand), (mand, mor)):
        h.civilstand(a, "U", "", "", "2022-07-01")
        h.civilstand(a, "G", b, "2022-07-02")
    aaret(h, barn)
    aaret(h, hans)
    # Both have one child each in the seven months apart (the wedding counts from 1 August): so the woman's goes on.
    return {(2022, mor): (4, 120_000 + 50_000), (2022, mand): (2, 70_000)}


@sag
def en_vielse_den_foerste_gaelder_hele_maaneden(h: Hjem) -> Familier:
    a, b = h.voksen("1"), h.voksen("2", koen="M")
    h.civilstand(a, "G", b, "2022-07-01")
    aaret(h, b)
    return {(2022, a): (2, 60_000), (2022, b): (1, 60_000)}


@sag
def doer_den_ene_foraelder_fortsaetter_familien_med_den_anden(h: Hjem) -> Familier:
    mor, far = h.voksen(doedsdato="2022-06-10"), h.voksen(koen="M")
    h.gift(mor, far)
    barn = h.barn(mor, far)
    aaret(h, barn)
    h.udgift(mor, "2022-09", 7_000, lov="SUL", paragraf="")  # a late bill on the dead
    return {(2022, far): (3, 127_000)}


@sag
def doer_den_eneste_indehaver_er_barnet_alene_fra_maaneden_efter(h: Hjem) -> Familier:
    mor = h.voksen(doedsdato="2022-06-10")
    barn = h.barn(mor)
    aaret(h, barn)
    return {(2022, mor): (2, 60_000), (2022, barn): (1, 60_000)}


@sag
def en_senere_vielse_ender_den_tidligere_i_et_register_der_ikke_er_fulgt_med(h: Hjem) -> Familier:
    a, b, c = h.voksen("1"), h.voksen("2", koen="M"), h.voksen("3", koen="M")
    h.civilstand(a, "G", b, "2010-06-01", "2022-03-31")
    h.civilstand(a, "G", c, "2022-04-01")
    h.civilstand(b, "G", a, "2010-06-01")  # nobody told b's row that it is over
    aaret(h, a)
    aaret(h, b)
    # a is married to b for three months and to c for nine, and is the woman of both couples.
    return {(2022, a): (3, 120_000 + 30_000), (2022, b): (1, 90_000)}


@sag
def den_enes_historik_er_nok(h: Hjem) -> Familier:
    a, b = h.voksen("1"), h.voksen("2", koen="M")
    h.civilstand(b, "G", a, "2015-06-01", "2022-03-31")
    h.civilstand(b, "F", "", "2022-04-01")
    aaret(h, b)
    return {(2022, a): (2, 30_000), (2022, b): (1, 90_000)}


# --- ages -------------------------------------------------------------------------------------------------------------


@sag
def fylder_18_den_foerste_er_alene_fra_den_maaned(h: Hjem) -> Familier:
    mor = h.voksen()
    barn = h.barn(mor, foedt="2004-06-01")
    aaret(h, barn)
    return {(2022, mor): (2, 50_000), (2022, barn): (1, 70_000)}


@sag
def fylder_18_den_anden_er_alene_fra_maaneden_efter(h: Hjem) -> Familier:
    mor = h.voksen()
    barn = h.barn(mor, foedt="2004-06-02")
    aaret(h, barn)
    return {(2022, mor): (2, 60_000), (2022, barn): (1, 60_000)}


@sag
def en_mindreaarig_mors_barn_er_i_bedstemoderens_familie(h: Hjem) -> Familier:
    bedstemor = h.voksen(foedt="1975-05-05")
    mor = h.barn(bedstemor, foedt="2005-02-03")
    baby = h.barn(mor, foedt="2021-11-05")
    aaret(h, baby)
    return {(2022, bedstemor): (3, 120_000)}


@sag
def en_gift_mindreaarig_er_ikke_et_barn_i_foraeldrenes_familie(h: Hjem) -> Familier:
    mor = h.voksen("1")
    ung = h.barn(mor, foedt="2005-02-03")
    mand = h.voksen("2", foedt="1999-01-01", koen="M")
    h.gift(ung, mand)
    aaret(h, ung)
    return {(2022, ung): (2, 120_000)}


@sag
def en_enkeltstaaende_udgift_er_familiens_ogsaa_foer_barnets_foedsel(h: Hjem) -> Familier:
    mor, far = h.voksen(), h.voksen(koen="M")
    h.gift(mor, far)
    barn = h.barn(mor, far, foedt="2022-06-15")
    h.post(barn, "120000.00", enkeltstaaende="1")
    return {(2022, mor): (3, 120_000)}


@sag
def en_sen_regning_paa_et_doedt_barn_er_familiens(h: Hjem) -> Familier:
    mor = h.voksen()
    barn = h.barn(mor, doedsdato="2021-12-24")
    h.udgift(barn, "2022-02", 8_000)
    return {(2022, mor): (2, 8_000)}


# --- numbers and registers ---------------------------------------------------------------------------------------


@sag
def et_erstattet_cpr_nummer_er_samme_person(h: Hjem) -> Familier:
    mor = h.voksen()
    nyt = h.barn(mor)
    gammelt = h.borger("2012-03-05", hus="", gaeldende_cpr=nyt)
    h.udgift(gammelt, "2022-01", 10_000)
    h.udgift(nyt, "2022-02", 10_000)
    return {(2022, mor): (2, 20_000)}


@sag
def et_nummer_som_cpr_ikke_kender_er_en_familie_alene(h: Hjem) -> Familier:
    ukendt = "6101700990"
    h.cprnumre.append(ukendt)
    h.udgift(ukendt, "2022-01", 10_000)
    return {(2022, ukendt): (1, 10_000)}


@sag
def en_udgift_over_nytaar_er_i_begge_aar(h: Hjem) -> Familier:
    a = h.voksen()
    h.udgift(a, "2021-12", 20_000, til="2022-01")
    return {(2021, a): (1, 10_000), (2022, a): (1, 10_000)}


@pytest.fixture(scope="module")
def by(tmp_path_factory: pytest.TempPathFactory) -> tuple[Kontekst, dict[str, tuple[Hjem, Familier]]]:
    tabeller, sager = byg_by(SAGER)  # type: ignore[arg-type]
    mappe = tmp_path_factory.mktemp("familieby")
    ind = Indstillinger(hjem=mappe, kommune="0860", database_url=f"sqlite:///{mappe / 'sager.db'}")
    k = lager_af(tabeller, ind, datetime(2026, 1, 15, 8, 0, tzinfo=UTC), mappe)
    return k, sager  # type: ignore[return-value]


@pytest.fixture(scope="module")
def fundne(by: tuple[Kontekst, Any]) -> dict[tuple[int, str], Any]:
    return efter_cpr(by[0])


@pytest.mark.parametrize("navn", [s.__name__ for s in SAGER])
def test_familien_er_den_loven_siger(navn: str, by: Any, fundne: dict[tuple[int, str], Any]) -> None:
    hjem, ventet = by[1][navn]
    vore = {
        n: (int(r.antal_personer), Decimal(int(r.bruttoudgift)) / 100)
        for n, r in fundne.items()
        if n[1] in hjem.cprnumre
    }
    assert vore == {n: (antal, Decimal(kroner)) for n, (antal, kroner) in ventet.items()}
