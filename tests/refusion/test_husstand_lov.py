"""Law cases through the whole way: each clause of design.md's readings 1–9, 11 and 12, before, at and after its limit.

Limits a month: 2022 71.666,67 / 140.000 / 176.666,67; 2023 73.333,33; 2024 75.833,33 / 149.166,67 / 187.500;
2025 78.333,33. Two children at 60.000 in a month of 2022 are 120.000 in one case: 25 % of 48.333,33 = 12.083,33; each
alone is below the limit. One at 100.000 is 25 % of 28.333,33 = 7.083,33.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import pytest

from engine import steder
from engine.indstillinger import Indstillinger
from engine.lov.parametre import laes_lov
from engine.resultater import udtraek
from engine.resultater.sde import Kontekst
from tests.lager_hjaelp import lager_af
from tests.refusion.lovby import BARN_KONTO, Hjem, Lovsag, Ventet, byg_by

SAGER: list[Lovsag] = []
SAMMEN, ALENE = "12083.33", "7083.33"


def lovsag(f: Lovsag) -> Lovsag:
    SAGER.append(f)
    return f


def hver(h: Hjem, *boern: str, maaned: str = "2022-03") -> None:
    for barn in boern:
        h.barneudgift(barn, maaned, 60_000)


def sammen(*cpr: str, aar: int = 2022, refusion: str = SAMMEN) -> Ventet:
    return {(aar, "husstand", tuple(sorted(cpr))): refusion}


def hus(cpr: str, refusion: str = "0.00", aar: int = 2022) -> Ventet:
    return {(aar, "husstand", (cpr,)): refusion}


def person(cpr: str, refusion: str = "0.00", aar: int = 2022) -> Ventet:
    return {(aar, "person", (cpr,)): refusion}


# --- reading 1: the status on the first of the month -----------------------------------------------


@lovsag
def flytning_den_foerste_gaelder_hele_maaneden(h: Hjem) -> Ventet:
    m = h.voksen()
    a, b = h.barn(m), h.barn(m)
    h.flyt(b, "2", "2022-03-01")
    hver(h, a, b)
    return hus(a) | person(b)


@lovsag
def flytning_den_anden_gaelder_foerst_naeste_maaned(h: Hjem) -> Ventet:
    m = h.voksen()
    a, b = h.barn(m), h.barn(m)
    h.flyt(b, "2", "2022-03-02")
    hver(h, a, b)
    return sammen(a, b)


@lovsag
def flyttet_ind_paa_den_foerste_er_hjemme_hele_maaneden(h: Hjem) -> Ventet:
    m = h.voksen()
    a, b = h.barn(m), h.barn(m, hus="2")
    h.flyt(b, "1", "2022-03-01")
    hver(h, a, b)
    return sammen(a, b)


@lovsag
def flere_kommuner_i_aaret_udelukker_intet_vi_betaler(h: Hjem) -> Ventet:
    # 6 × 100.000 while registered here and 6 × 100.000 elsewhere: 12 × 7.083,33 = 85.000 and full monthly limits.
    v = h.voksen()
    h.flyt(v, "7", "2022-07-01", kommunekode="0851")
    h.udgift(v, "2022-01", 1_200_000, til="2022-12")
    return person(v, "85000.00")


@lovsag
def husstanden_foelger_med_til_en_anden_kommune(h: Hjem) -> Ventet:
    m = h.voksen()
    a, b = h.barn(m), h.barn(m)
    for cpr in (m, a, b):
        h.flyt(cpr, "7", "2022-02-10", kommunekode="0851")
    hver(h, a, b)
    return sammen(a, b)


# --- readings 2–4: the period ----------------------------------------------------------------------


@lovsag
def til_uden_fra_bruger_dokumentets_maaned(h: Hjem) -> Ventet:
    v = h.voksen()
    h.post(v, "100000.00", "", "2022-05-31", bilagsdato="2022-03-09")
    return person(v, ALENE)


@lovsag
def uden_bilagsdato_er_det_bogfoeringens_maaned_og_dens_aar(h: Hjem) -> Ventet:
    # Booked on 3 January 2023 in the ledger of 2022: the month is January 2023, 25 % of (100.000 − 73.333,33).
    v = h.voksen()
    h.post(v, "100000.00", "", "", regnskabsaar="2022", bilagsdato="", bogfoeringsdato="2023-01-03")
    return person(v, "6666.67", 2023)


@lovsag
def enkeltstaaende_overtrumfer_en_angivet_periode(h: Hjem) -> Ventet:
    # 12 × 100.000 although the delivery says December.
    v = h.voksen()
    h.post(v, "1200000.00", "2022-12-01", "2022-12-31", enkeltstaaende="1")
    return person(v, "85000.00")


@lovsag
def hele_maaneder_deles_lige_og_brudte_efter_dage(h: Hjem) -> Ventet:
    # 16 Feb – 31 March 2022 is 13 + 31 days: 440.000 is 130.000 and 310.000. February 25 % of 58.333,33 = 14.583,33;
    # March 17.083,33 + 50 % of 36.666,67 + 75 % of 133.333,33 = 135.416,67.
    v = h.voksen()
    h.post(v, "440000.00", "2022-02-16", "2022-03-31")
    return person(v, "150000.00")


@lovsag
def en_periode_paa_mere_end_et_aar_bruger_hvert_aars_graenser(h: Hjem) -> Ventet:
    # 14 months at 100.000: twelve of 2022 = 85.000, two of 2023 = 2 × 25 % of 26.666,67 = 13.333,33.
    v = h.voksen()
    h.udgift(v, "2022-01", 1_400_000, til="2023-02")
    return person(v, "85000.00") | person(v, "13333.33", 2023)


@lovsag
def en_periode_brudt_af_dage_over_mere_end_et_aar(h: Hjem) -> Ventet:
    # 31 Dec 2021 – 31 Dec 2022 is 366 days, 3.660.000 is 10.000 a day: one day of 2021 is under the limit; 2022 has
    # 7 months of 310.000, 4 of 300.000, one of 280.000: over limit 3 by 7·133.333,33 + 4·123.333,33 + 103.333,33
    # = 1.530.000, so 75 % = 1.147.500, + 12 × (17.083,33 + 18.333,33) = 425.000.
    v = h.voksen()
    h.post(v, "3660000.00", "2021-12-31", "2022-12-31", regnskabsaar="2022")
    return person(v, "0.00", 2021) | person(v, "1572500.00")


# --- reading 5: the month's net --------------------------------------------------------------------


@lovsag
def brugerbetaling_fratraekkes_i_sin_maaned(h: Hjem) -> Ventet:
    v = h.voksen()
    h.udgift(v, "2022-03", 105_000)
    h.udgift(v, "2022-03", -5_000, konto="5385211000000179")
    return person(v, ALENE)


@lovsag
def en_negativ_maaned_i_husstanden_tages_ikke_fra_andre_maaneder(h: Hjem) -> Ventet:
    m = h.voksen()
    a, b = h.barn(m), h.barn(m)
    hver(h, a, b)
    h.barneudgift(a, "2022-04", -80_000)
    h.barneudgift(b, "2022-04", 60_000)
    return sammen(a, b)


# --- reading 7: what counts ------------------------------------------------------------------------


@lovsag
def statsrefusion_paa_dranst_2_fratraekkes(h: Hjem) -> Ventet:
    v = h.voksen()
    h.udgift(v, "2022-03", 200_000, konto="5384211000000247", lov="", paragraf="")
    h.udgift(v, "2022-03", -100_000, konto="5384221000000486", lov="", paragraf="")
    return person(v, ALENE)


@lovsag
def den_centrale_refusion_selv_tages_aldrig_med(h: Hjem) -> Ventet:
    v = h.voksen()
    h.udgift(v, "2022-03", 100_000)
    h.udgift(v, "2022-03", -50_000, konto="5220721000000186", lov="SEL", paragraf="176")
    h.udgift(v, "2022-03", -40_000, konto="5385221000000186", lov="SEL", paragraf="107")
    return person(v, ALENE)


@lovsag
def dranst_3_og_andre_love_taeller_ikke(h: Hjem) -> Ventet:
    v = h.voksen()
    h.udgift(v, "2022-03", 100_000)
    h.udgift(v, "2022-03", 100_000, konto="5385231000000147")
    h.udgift(v, "2022-03", 100_000, konto="3220110000000149", lov="FSK", paragraf="")
    h.udgift(v, "2022-03", 100_000, lov="XYZ", paragraf="1")
    h.udgift(v, "2022-03", 100_000, tekst="Objektiv finansiering sikrede pladser")
    return person(v, ALENE)


@lovsag
def kontoen_afgoer_hvor_loven_ikke_staar(h: Hjem) -> Ventet:
    # 5.38.52 counts as SEL § 107, 5.38.44 (SUL) and 5.57.72 gruppering 004 (LAS) do not.
    v = h.voksen()
    h.udgift(v, "2022-03", 100_000, lov="", paragraf="")
    h.udgift(v, "2022-03", 90_000, lov="", paragraf="", konto="5384410000000140")
    h.udgift(v, "2022-03", 90_000, lov="", paragraf="", konto="5577210000000452")
    return person(v, ALENE)


@lovsag
def merudgifter_til_voksne_paa_5_57_72_gruppering_010_er_sel_100(h: Hjem) -> Ventet:
    # 30.000 less the 50 % refund on dranst 2 without a law: 85.000 + 15.000.
    v = h.voksen()
    h.udgift(v, "2022-03", 85_000)
    h.udgift(v, "2022-03", 30_000, lov="", paragraf="", konto="5577210000001052")
    h.udgift(v, "2022-03", -15_000, lov="", paragraf="", konto="5577220000000286")
    return person(v, ALENE)


@lovsag
def refusion_af_kontanthjaelpens_enkeltudgifter_roerer_ikke_sagen(h: Hjem) -> Ventet:
    # The refund follows what it refunds: AKL on gruppering 004 is not in the case, so neither is its refund.
    v = h.voksen()
    h.udgift(v, "2022-03", 100_000)
    h.udgift(v, "2022-03", 20_000, lov="", paragraf="", konto="5577210000000452")
    h.udgift(v, "2022-03", -10_000, lov="", paragraf="", konto="5577220000000286")
    return person(v, ALENE)


@lovsag
def paragraffen_alene_laeses_sammen_med_kontoens_lov_i_den_maaned(h: Hjem) -> Ventet:
    # § 76 on 5.28.20 in 2022 is SEL § 76 (efterværn), not BL § 76: the 19-year-old is in the sibling's household.
    m = h.voksen()
    a, u = h.barn(m), h.barn(m, foedt="2002-05-06")
    h.barneudgift(a, "2022-03", 60_000)
    h.barneudgift(u, "2022-03", 60_000, lov="", paragraf="76, stk. 2")
    return sammen(a, u)


@lovsag
def luk_taeller_efter_sine_bestemmelser_og_par_32_kun_til_2023(h: Hjem) -> Ventet:
    # 2023: § 14 60.000 + § 32 40.000 = 100.000 → 6.666,67. 2024: § 13, stk. 1, nr. 3 100.000 → BL 6.041,67; § 32 and
    # § 13, stk. 1, nr. 1 do not count.
    m = h.voksen()
    a = h.barn(m)
    luk = {"lov": "LUK"}
    h.barneudgift(a, "2023-03", 60_000, **luk, paragraf="14")
    h.barneudgift(a, "2023-03", 40_000, **luk, paragraf="32")
    h.barneudgift(a, "2024-03", 100_000, **luk, paragraf="13, stk. 1, nr. 3")
    h.barneudgift(a, "2024-03", 50_000, **luk, paragraf="32")
    h.barneudgift(a, "2024-03", 50_000, **luk, paragraf="13, stk. 1, nr. 1")
    return hus(a, "6666.67", 2023) | hus(a, "6041.67", 2024)


@lovsag
def udgifter_uden_person_i_cpr_indgaar_ikke_og_uden_cpr_heller_ikke(h: Hjem) -> Ventet:
    h.udgift("7101800999", "2022-03", 300_000)
    h.udgift("", "2022-03", 300_000)
    h.cprnumre.append("7101800999")
    return {}


# --- reading 8: custody and address ----------------------------------------------------------------


@lovsag
def soeskende_hos_den_der_har_myndigheden_er_en_husstand(h: Hjem) -> Ventet:
    m = h.voksen()
    a, b = h.barn(m), h.barn(m)
    hver(h, a, b)
    h.hjemtaget(a, 2022, "20000.00")
    return sammen(a, b)


@lovsag
def et_barn_alene_er_ogsaa_en_husstand(h: Hjem) -> Ventet:
    a = h.barn(h.voksen())
    h.barneudgift(a, "2022-03", 100_000)
    return hus(a, ALENE)


@lovsag
def hos_en_uden_myndighed_er_barnet_en_person(h: Hjem) -> Ventet:
    m = h.voksen()
    a, b = h.barn(m, myndighed="0"), h.barn(m)
    hver(h, a, b)
    return person(a) | hus(b)


@lovsag
def ukendt_myndighed_er_foraeldrene_paa_adressen(h: Hjem) -> Ventet:
    m = h.voksen()
    a, b = h.barn(m, myndighed=""), h.barn(m)
    hver(h, a, b)
    return sammen(a, b)


@lovsag
def anden_relation_med_ukendt_myndighed_er_ikke_en_antagelse(h: Hjem) -> Ventet:
    v = h.voksen()
    a, b = h.barn(), h.barn()
    h.foraelder(a, v, "anden", "")
    h.foraelder(b, v, "anden", "1")
    hver(h, a, b)
    return person(a) | hus(b)


@lovsag
def myndighed_der_er_ophoert_dagen_foer_taeller_ikke(h: Hjem) -> Ventet:
    m = h.voksen()
    a, b = h.barn(), h.barn()
    h.foraelder(a, m, "mor", "1", "2012-03-04", "2022-02-28")
    h.foraelder(b, m, "mor", "1", "2012-03-04", "2022-03-01")
    hver(h, a, b)
    return person(a) | hus(b)


@lovsag
def delt_myndighed_hver_sin_adresse_foelger_barnets_adresse(h: Hjem) -> Ventet:
    m, f = h.voksen("1"), h.voksen("2")
    a, b = h.barn(m, f, hus="1"), h.barn(m, f, hus="2")
    hver(h, a, b)
    return hus(a) | hus(b)


@lovsag
def samme_adresse_men_anden_doer_er_ikke_samme_adresse(h: Hjem) -> Ventet:
    m = h.voksen("")
    a, b = h.barn(m, hus=""), h.barn(m, hus="")
    for cpr, doer in ((m, "TV"), (a, "tv"), (b, "th")):
        h.bor(cpr, "007b", "2015-01-01", etage="01" if cpr == a else "1", sidedoer=doer)
    hver(h, a, b)
    return hus(a) | person(b)


@lovsag
def husnummerets_nuller_og_smaa_bogstaver_er_samme_adresse(h: Hjem) -> Ventet:
    m = h.voksen("12B")
    a, b = h.barn(m, hus="012b"), h.barn(m, hus="12B")
    hver(h, a, b)
    return sammen(a, b)


@lovsag
def uden_fast_adresse_er_man_ikke_paa_samme_adresse(h: Hjem) -> Ventet:
    m = h.voksen("")
    a, b = h.barn(m, hus=""), h.barn(m, hus="")
    for cpr in (m, a):
        h.t["adresse"].append(
            {"cpr": cpr, "type": "uden_fast_bopael", "kommunekode": "0860", "tilflytningsdato": "2015-01-01"}
        )
    for cpr in (m, b):
        h.bor(cpr, "", "2020-01-01", vejkode="9901")
    hver(h, a, b)
    return person(a) | person(b)


@lovsag
def adressebeskyttelse_aendrer_ikke_husstanden(h: Hjem) -> Ventet:
    m = h.voksen(adressebeskyttelse="1")
    a, b = h.barn(m, adressebeskyttelse="1"), h.barn(m, adressebeskyttelse="1")
    hver(h, a, b)
    return sammen(a, b)


# --- reading 8: couples ----------------------------------------------------------------------------


@lovsag
def sammenbragte_boern_af_aegtefaeller_er_en_husstand(h: Hjem) -> Ventet:
    m, f = h.voksen(), h.voksen()
    h.gift(m, f)
    a, b = h.barn(m), h.barn(far=f)
    hver(h, a, b)
    return sammen(a, b)


@lovsag
def sammenbragte_boern_af_samlevende_er_to_husstande(h: Hjem) -> Ventet:
    m, f = h.voksen(), h.voksen()
    a, b = h.barn(m), h.barn(far=f)
    hver(h, a, b)
    return hus(a) | hus(b)


@lovsag
def faellesbarn_af_samlevende_foelger_moderen_og_forener_ikke(h: Hjem) -> Ventet:
    m, f = h.voksen(), h.voksen()
    a, b, c = h.barn(m), h.barn(far=f), h.barn(m, f)
    hver(h, a, b, c)
    return sammen(a, c) | hus(b)


@lovsag
def faellesbarn_uden_mor_foelger_det_laveste_cpr_nummer(h: Hjem) -> Ventet:
    # 20 May and 21 May 1980: 80... sorts before 81...
    f1, f2 = h.voksen(foedt="1980-05-21"), h.voksen(foedt="1980-05-20")
    a, b, c = h.barn(far=f1), h.barn(far=f2), h.barn(far=f1)
    h.foraelder(c, f2, "far", "1")
    hver(h, a, b, c)
    return hus(a) | sammen(b, c)


@lovsag
def aegtefaeller_hver_sit_sted_forener_ikke(h: Hjem) -> Ventet:
    m, f = h.voksen("1"), h.voksen("2")
    h.gift(m, f)
    a, b = h.barn(m, hus="1"), h.barn(far=f, hus="2")
    hver(h, a, b)
    return hus(a) | hus(b)


@lovsag
def registrerede_partnere_er_som_aegtefaeller(h: Hjem) -> Ventet:
    m, f = h.voksen(), h.voksen()
    h.ret(m, civilstand="P", aegtefaelle_cpr=f)
    a, b = h.barn(m), h.barn(far=f)
    hver(h, a, b)
    return sammen(a, b)


@lovsag
def skilsmisse_gaelder_fra_den_foerste_efter(h: Hjem) -> Ventet:
    # Married to and with 10 April: April is still one household, May is two. The father's children from May.
    m, f = h.voksen(), h.voksen()
    for x, y in ((m, f), (f, m)):
        h.civilstand(x, "G", y, "2015-06-06", "2022-04-10")
        h.civilstand(x, "F", y, "2022-04-11")
    a, b = h.barn(m), h.barn(far=f)
    for md in ("2022-04", "2022-05"):
        hver(h, a, b, maaned=md)
    return sammen(a, b) | hus(a) | hus(b)


@lovsag
def bryllup_den_foerste_gaelder_maaneden_og_den_enes_historik_er_nok(h: Hjem) -> Ventet:
    # The other spouse has today's status only; the history says since when. February is two households of their own.
    m, f = h.voksen(), h.voksen()
    h.civilstand(m, "U", "", "", "2022-02-28")
    h.civilstand(m, "G", f, "2022-03-01")
    h.ret(f, civilstand="G", aegtefaelle_cpr=m)
    a, b = h.barn(m), h.barn(far=f)
    for md in ("2022-02", "2022-03"):
        hver(h, a, b, maaned=md)
    return sammen(a, b) | hus(a) | hus(b)


@lovsag
def et_aabent_aegteskab_slutter_ved_naeste_haendelse(h: Hjem) -> Ventet:
    m, f = h.voksen(), h.voksen()
    for x, y in ((m, f), (f, m)):
        h.civilstand(x, "G", y, "2015-06-06")
        h.civilstand(x, "F", y, "2021-06-06")
    a, b = h.barn(m), h.barn(far=f)
    hver(h, a, b)
    return hus(a) | hus(b)


# --- reading 8: placements -------------------------------------------------------------------------


def _anbragt(h: Hjem, *, hjemme: bool, **indsats: str) -> Ventet:
    """Two siblings, one with the mother and one at an institution under the measure given."""
    m = h.voksen()
    a, b = h.barn(m), h.barn(m)
    h.flyt(b, "50", "2021-06-01")
    h.indsats(b, "2021-06-01", **indsats)
    hver(h, a, b)
    return sammen(a, b) if hjemme else hus(a) | person(b)


@lovsag
def anbragt_efter_66_hoerer_til_husstanden_foer(h: Hjem) -> Ventet:
    return _anbragt(h, hjemme=True, paragraf="66")


@lovsag
def anbragt_efter_52_stk_3_nr_7_skrevet_ud(h: Hjem) -> Ventet:
    return _anbragt(h, hjemme=True, paragraf="SEL § 52, stk. 3, nr. 7")


@lovsag
def indsats_efter_52_stk_3_nr_3_er_ikke_en_anbringelse(h: Hjem) -> Ventet:
    return _anbragt(h, hjemme=False, paragraf="52.3.3")


@lovsag
def indsats_efter_52_stk_3_nr_3_med_anbringelsesmaerke_er(h: Hjem) -> Ventet:
    return _anbragt(h, hjemme=True, paragraf="52.3.3", anbringelse="1")


@lovsag
def indsats_efter_52_stk_3_nr_3_i_en_plejefamilie_er(h: Hjem) -> Ventet:
    return _anbragt(h, hjemme=True, paragraf="52.3.3", institution_id=h.sted("plejefamilie"))


@lovsag
def indsats_i_et_botilbud_er_ikke(h: Hjem) -> Ventet:
    return _anbragt(h, hjemme=False, paragraf="52.3.3", institution_id=h.sted("botilbud_107"))


@lovsag
def institutionens_type_paa_indsatsens_tid_afgoer(h: Hjem) -> Ventet:
    iid = h.sted("opholdssted", "2000-01-01", "2020-12-31")
    h.sted("botilbud_107", "2021-01-01", "", navn=iid)
    return _anbragt(h, hjemme=False, paragraf="52.3.3", institution_id=iid)


@lovsag
def luk_14_er_en_anbringelse(h: Hjem) -> Ventet:
    return _anbragt(h, hjemme=True, lov="LUK", paragraf="14, stk. 1")


@lovsag
def en_ansoegt_anbringelse_loeber_ikke(h: Hjem) -> Ventet:
    return _anbragt(h, hjemme=False, status="ansoegt")


@lovsag
def et_afslag_loeber_ikke(h: Hjem) -> Ventet:
    return _anbragt(h, hjemme=False, status="afslag")


@lovsag
def en_ophoert_anbringelse_loeber_til_sin_slutdato(h: Hjem) -> Ventet:
    # Placed to and with 1 March: March on the household, April on the address, where nobody has custody.
    m = h.voksen()
    a, b = h.barn(m), h.barn(m)
    h.flyt(b, "50", "2021-06-01")
    h.indsats(b, "2021-06-01", "2022-03-01", status="ophoert")
    for md in ("2022-03", "2022-04"):
        hver(h, a, b, maaned=md)
    return sammen(a, b) | person(b)


@lovsag
def anbragt_to_gange_uden_brud_ser_paa_dagen_foer_den_foerste(h: Hjem) -> Ventet:
    # The run is unbroken (31 Dec / 1 Jan), so the second placement does not look at the institution's address.
    m = h.voksen()
    a, b = h.barn(m), h.barn(m)
    h.flyt(b, "50", "2021-06-01")
    h.indsats(b, "2021-06-01", "2021-12-31")
    h.indsats(b, "2022-01-01", "")
    hver(h, a, b)
    return sammen(a, b)


@lovsag
def et_brud_paa_en_dag_er_et_nyt_loeb(h: Hjem) -> Ventet:
    # 1 January is not placed and the child is still registered at the institution: nobody has custody there.
    m = h.voksen()
    a, b = h.barn(m), h.barn(m)
    h.flyt(b, "50", "2021-06-01")
    h.indsats(b, "2021-06-01", "2021-12-31")
    h.indsats(b, "2022-01-02", "")
    hver(h, a, b)
    return hus(a) | person(b)


@lovsag
def den_anbragte_foelger_indehaveren_hvor_hun_end_bor_nu(h: Hjem) -> Ventet:
    # The mother moves and marries: the placed child joins her husband's child in the new home.
    m, f = h.voksen("1"), h.voksen("3")
    a, b = h.barn(far=f, hus="3"), h.barn(m, hus="1")
    h.flyt(b, "50", "2021-06-01")
    h.indsats(b, "2021-06-01")
    h.flyt(m, "3", "2021-09-01")
    for x, y in ((m, f), (f, m)):
        h.civilstand(x, "G", y, "2021-10-02")
    hver(h, a, b)
    return sammen(a, b)


@lovsag
def anbragt_faellesbarn_af_foraeldre_der_er_flyttet_fra_hinanden_foelger_moderen(h: Hjem) -> Ventet:
    m, f = h.voksen(), h.voksen()
    h.gift(m, f)
    a, b, c = h.barn(m), h.barn(far=f), h.barn(m, f)
    h.flyt(c, "50", "2021-06-01")
    h.indsats(c, "2021-06-01")
    for cpr in (f, b):
        h.flyt(cpr, "2", "2021-10-01")
    hver(h, a, b, c)
    return sammen(a, c) | hus(b)


@lovsag
def anbragt_fra_foedslen_var_aldrig_registreret_hos_nogen_foer_anbringelsen(h: Hjem) -> Ventet:
    # Placed from the day of birth there is no day before; from the day after, the day of birth is with the mother.
    m = h.voksen()
    a, b, c = h.barn(m), h.barn(m, foedt="2021-08-10"), h.barn(m, foedt="2021-08-10")
    for barn, dag in ((b, "2021-08-10"), (c, "2021-08-11")):
        h.flyt(barn, "50", "2021-08-20")
        h.indsats(barn, dag)
    hver(h, a, b, c)
    return sammen(a, c) | person(b)


# --- reading 8: 18–22 ------------------------------------------------------------------------------


@lovsag
def fyldt_18_den_foerste_er_ude_den_maaned_uden_eftervaern(h: Hjem) -> Ventet:
    m = h.voksen()
    a, u = h.barn(m), h.barn(m, foedt="2004-03-01")
    for md in ("2022-02", "2022-03"):
        hver(h, a, u, maaned=md)
    return sammen(a, u) | person(u)


@lovsag
def fyldt_18_den_anden_er_barn_i_maaneden(h: Hjem) -> Ventet:
    m = h.voksen()
    a, u = h.barn(m), h.barn(m, foedt="2004-03-02")
    hver(h, a, u)
    return sammen(a, u)


@lovsag
def eftervaern_hoerer_til_hvor_den_unge_boede_foer_18(h: Hjem) -> Ventet:
    # Moved out at 19; custody ended at 18; only § 76 a is in the household, § 85 is the person's own.
    m = h.voksen()
    a, u = h.barn(m), h.barn(foedt="2002-05-06")
    h.foraelder(u, m, "mor", "1", "2002-05-06", "2020-05-05")
    h.flyt(u, "9", "2021-05-06")
    h.barneudgift(a, "2022-03", 60_000)
    h.barneudgift(u, "2022-03", 60_000, paragraf="76 a, stk. 3")
    h.udgift(u, "2022-03", 100_000, paragraf="85")
    return sammen(a, u) | person(u, ALENE)


@lovsag
def den_unge_der_var_anbragt_ved_18_hoerer_til_foer_anbringelsen(h: Hjem) -> Ventet:
    m = h.voksen()
    a, u = h.barn(m), h.barn(m, foedt="2002-05-06")
    h.flyt(u, "50", "2018-01-01")
    h.indsats(u, "2018-01-01", "2020-05-05")
    h.barneudgift(a, "2022-03", 60_000)
    h.barneudgift(u, "2022-03", 60_000, paragraf="76")
    return sammen(a, u)


@lovsag
def fyldt_23_er_ude_af_husstanden(h: Hjem) -> Ventet:
    # 23 on 1 March 2022: February in the household, March alone.
    m = h.voksen()
    a, u = h.barn(m), h.barn(m, foedt="1999-03-01")
    for md in ("2022-02", "2022-03"):
        h.barneudgift(a, md, 60_000)
        h.barneudgift(u, md, 60_000, paragraf="76")
    return sammen(a, u) | person(u)


# --- reading 8: the dead, the unborn, replaced numbers ---------------------------------------------


@lovsag
def en_afdoed_indehaver_bor_ikke_paa_adressen_selv_om_registeret_staar_aabent(h: Hjem) -> Ventet:
    # Unmarried; the mother died on 10 February: March follows the father who lives there too.
    m, f = h.voksen(), h.voksen()
    h.ret(m, doedsdato="2022-02-10", cpr_status="90")
    b, c = h.barn(far=f), h.barn(m, f)
    for md in ("2022-02", "2022-03"):
        hver(h, b, c, maaned=md)
    return hus(c) | sammen(b, c)


@lovsag
def den_anbragtes_afdoede_mor_viger_for_den_levende_far(h: Hjem) -> Ventet:
    m, f = h.voksen(), h.voksen()
    h.ret(m, doedsdato="2022-02-10", cpr_status="90")
    b, c = h.barn(far=f), h.barn(m, f)
    h.flyt(c, "50", "2021-06-01")
    h.indsats(c, "2021-06-01")
    hver(h, b, c)
    return sammen(b, c)


@lovsag
def et_doedt_barns_engangsudgift_bliver_i_husstanden_aaret_ud(h: Hjem) -> Ventet:
    # 12 × 60.000 for the dead child and 60.000 for the sibling in November: 12.083,33 there, nothing elsewhere.
    m = h.voksen()
    a, b = h.barn(m), h.barn(m)
    h.ret(b, doedsdato="2022-05-10", cpr_status="90")
    h.barneudgift(b, "2022-03", 720_000, enkeltstaaende="1")
    h.barneudgift(a, "2022-11", 60_000)
    return sammen(a, b)


@lovsag
def et_nyfoedts_engangsudgift_ligger_i_husstanden_hele_aaret(h: Hjem) -> Ventet:
    m = h.voksen()
    a, b = h.barn(m), h.barn(m, foedt="2022-06-15")
    h.barneudgift(b, "2022-08", 720_000, enkeltstaaende="1")
    h.barneudgift(a, "2022-02", 60_000)
    return sammen(a, b)


@lovsag
def et_erstattet_cpr_nummer_er_samme_person(h: Hjem) -> Ventet:
    # 60.000 on the old number and 40.000 on the new one; the case is named by the new.
    ny = h.voksen()
    gammel = h.borger("1980-05-20", hus="", gaeldende_cpr=ny)
    h.udgift(gammel, "2022-03", 60_000)
    h.udgift(ny, "2022-03", 40_000)
    h.hjemtaget(gammel, 2022, "1000.00")
    return person(ny, ALENE)


# --- reading 9: 67 ---------------------------------------------------------------------------------


@lovsag
def fyldt_67_i_januar_proeves_paa_decembers_graense(h: Hjem) -> Ventet:
    # December 2021: 70.833,33 is the limit; 70.833,34 is above. From February 2022 80.000 counts: 25 % of 8.333,33.
    v = h.borger("1955-01-15")
    h.udgift(v, "2021-12", 70_833.34)
    h.udgift(v, "2022-02", 80_000)
    return person(v, "0.00", 2021) | person(v, "2083.33")


@lovsag
def fyldt_67_med_praecis_graensen_er_ikke_daekket(h: Hjem) -> Ventet:
    # 860.000 as twelve equal months is 71.666,66…: exactly the limit, and 'overstiger' is more.
    v = h.borger("1955-11-15")
    h.udgift(v, "2022-01", 860_000, til="2022-12")
    h.udgift(v, "2022-12", 100_000)
    return person(v)


@lovsag
def fyldt_67_proeven_bruger_aarene_hver_for_sig_ogsaa_over_nytaar_2021(h: Hjem) -> Ventet:
    # Born 15 January 1954: 67 in January 2021; December 2020 is measured by 2020's 1.090.000 / 12 = 90.833,33.
    v = h.borger("1954-01-15")
    h.udgift(v, "2020-12", 90_834)
    h.udgift(v, "2021-02", 100_000)
    return person(v, "0.00", 2020) | person(v, "7291.67", 2021)


# --- reading 11: before 2021 -----------------------------------------------------------------------


@lovsag
def foer_2021_aarsmetoden_paa_176_og_176_a_for_den_der_fylder_18(h: Hjem) -> Ventet:
    # 18 on 2 July 2020: January–July under § 176 a (830.000): 25 % of 70.000 = 17.500; August–December under § 176
    # (1.090.000): 25 % of 10.000 = 2.500. Siblings are not summed.
    m = h.voksen()
    u, b = h.barn(m, foedt="2002-07-02"), h.barn(m)
    h.barneudgift(u, "2020-01", 900_000, til="2020-07")
    h.barneudgift(u, "2020-08", 1_100_000, til="2020-12", paragraf="76")
    h.barneudgift(b, "2020-03", 830_000)
    return {(2020, "person", (u,)): "17500.00+2500.00"} | person(b, "0.00", 2020)


@lovsag
def foer_2021_et_negativt_aar_og_67_aarige_giver_intet(h: Hjem) -> Ventet:
    v, g = h.voksen(), h.borger("1953-02-02")
    h.udgift(v, "2019-03", -10_000)
    h.udgift(g, "2020-02", 1_190_000)
    h.udgift(g, "2020-03", 2_000_000)
    return person(v, "0.00", 2019) | person(g, "25000.00", 2020)


@lovsag
def aarsmetoden_for_2018_og_2019_bruger_deres_egne_graenser(h: Hjem) -> Ventet:
    # 2018: 25 % of 1.150.000 − 1.050.000; 2019: 25 % of 940.000 over 1.070.000 and 50 % of 90.000 over 2.010.000.
    v = h.voksen()
    h.udgift(v, "2018-05", 1_150_000)
    h.udgift(v, "2019-05", 2_100_000)
    return person(v, "25000.00", 2018) | person(v, "280000.00", 2019)


# --- reading 12 and 2024 ---------------------------------------------------------------------------


@lovsag
def hen_over_nytaar_2024_er_hjaelpen_sel_og_saa_bl(h: Hjem) -> Ventet:
    # Dec 2023 and Jan 2024 at 100.000: 6.666,67 under SEL § 176 and 6.041,67 under BL § 198, whatever law is written.
    m = h.voksen()
    a = h.barn(m)
    h.barneudgift(a, "2023-12", 200_000, til="2024-01", lov="BL", paragraf="32")
    return hus(a, "6666.67", 2023) | hus(a, "6041.67", 2024)


@lovsag
def ungestoette_under_bl_er_i_boernenes_husstand(h: Hjem) -> Ventet:
    # 120.000 − 75.833,33 = 44.166,67 → 11.041,67. SEL § 85 for the young adult is a case of its own.
    m = h.voksen()
    a, u = h.barn(m), h.barn(m, foedt="2004-05-06")
    h.barneudgift(a, "2024-03", 60_000, lov="BL", paragraf="32, stk. 1")
    h.barneudgift(u, "2024-03", 60_000, lov="BL", paragraf="114, stk. 1, nr. 3")
    h.udgift(u, "2024-03", 100_000, paragraf="85")
    return sammen(a, u, aar=2024, refusion="11041.67") | person(u, "6041.67", 2024)


@lovsag
def sel_paa_et_barn_fra_2024_er_ikke_i_bl_husstanden(h: Hjem) -> Ventet:
    m = h.voksen()
    a = h.barn(m)
    h.barneudgift(a, "2024-03", 100_000, lov="BL", paragraf="32")
    h.udgift(a, "2024-03", 100_000, lov="SEL", paragraf="112")
    return hus(a, "6041.67", 2024) | person(a, "6041.67", 2024)


@lovsag
def bl_87_paa_foraelderen_er_foraelderens_sag_og_paa_barnet_uden_for(h: Hjem) -> Ventet:
    # The parent: 80.000 SEL § 85 + 20.000 BL § 87. The child: 100.000 of § 32; § 75 of 30.000 is proposed moved.
    m = h.voksen()
    a = h.barn(m)
    h.udgift(m, "2024-03", 80_000, paragraf="85")
    h.udgift(m, "2024-03", 20_000, lov="BL", paragraf="87")
    h.barneudgift(a, "2024-03", 100_000, lov="BL", paragraf="32")
    h.barneudgift(a, "2024-03", 30_000, lov="BL", paragraf="75")
    return person(m, "6041.67", 2024) | hus(a, "6041.67", 2024)


@lovsag
def tabt_arbejdsfortjeneste_indgaar_med_det_halve_uden_lov_paa_posteringerne(h: Hjem) -> Ventet:
    # 5.57.72 gruppering 015 is BL § 87 on the parent, and the refund on dranst 2 follows it: 80.000 + 40.000 − 20.000.
    m = h.voksen()
    h.udgift(m, "2024-03", 80_000, paragraf="85")
    h.udgift(m, "2024-03", 40_000, lov="", paragraf="", konto="5577210000001552")
    h.udgift(m, "2024-03", -20_000, lov="", paragraf="", konto="5577220000000286")
    return person(m, "6041.67", 2024)


@lovsag
def ungebetaling_uden_lov_foelger_ungestoetten_ind_i_husstanden(h: Hjem) -> Ventet:
    m = h.voksen()
    a, u = h.barn(m), h.barn(m, foedt="2004-05-06")
    h.barneudgift(a, "2024-03", 60_000, lov="BL", paragraf="32")
    h.barneudgift(u, "2024-03", 70_000, lov="BL", paragraf="120")
    h.udgift(u, "2024-03", -10_000, lov="", paragraf="", konto=BARN_KONTO[:-2] + "79")
    return sammen(a, u, aar=2024, refusion="11041.67")


@lovsag
def aeldreloven_taeller_fra_juli_2025(h: Hjem) -> Ventet:
    # 2025: 78.333,33. June: 60.000 SEL counts and 100.000 AEL does not; July: 160.000 → 25 % of 75.833,33 + 50 % of
    # 5.833,33 (limit 2 is 154.166,67) = 18.958,33 + 2.916,67.
    v = h.voksen(foedt="1960-02-02")
    for md in ("2025-06", "2025-07"):
        h.udgift(v, md, 60_000, paragraf="83")
        h.udgift(v, md, 100_000, lov="AEL", paragraf="")
    return person(v, "21875.00", 2025)


# --- the run ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def by(tmp_path_factory: pytest.TempPathFactory) -> tuple[Kontekst, dict, pd.DataFrame]:
    tmp = tmp_path_factory.mktemp("lovby")
    tabeller, ventet = byg_by(SAGER)
    ind = Indstillinger(hjem=tmp / "hjem", kommune="0860", database_url=f"sqlite:///{tmp / 'sager.db'}")
    ind.hjem.mkdir()
    k = lager_af(tabeller, ind, datetime(2026, 1, 15, 8, 0, tzinfo=UTC), tmp)
    return k, ventet, pd.concat(udtraek.sde_aar(k, None))


@pytest.mark.parametrize("navn", [s.__name__ for s in SAGER])
def test_loven_siger(navn: str, by: tuple[Kontekst, dict, pd.DataFrame]):
    _, alle, sde = by
    hjem, ventet = alle[navn]
    egne = sde[[bool(set(c.split(",")) & set(hjem.cprnumre)) for c in sde["cprnumre"]]]
    vore: dict[tuple[int, str, tuple[str, ...]], list[int]] = {}
    for r in egne.itertuples():
        vore.setdefault((int(r.aar), r.sagstype, tuple(r.cprnumre.split(","))), []).append(int(r.refusion))
    assert vore.keys() == ventet.keys()
    for noegle, kroner in ventet.items():
        assert sorted(vore[noegle]) == sorted(round(float(k) * 100) for k in kroner.split("+")), noegle


@pytest.mark.parametrize(
    ("navn", "aarsager"),
    [
        ("den_centrale_refusion_selv_tages_aldrig_med", {"lov", "central_refusion"}),
        ("dranst_3_og_andre_love_taeller_ikke", {"lov", "dranst", "objektiv_finansiering", "ukendt_lov"}),
        ("kontoen_afgoer_hvor_loven_ikke_staar", {"konto", "ikke_efter_loven"}),
        (
            "luk_taeller_efter_sine_bestemmelser_og_par_32_kun_til_2023",
            {"lov", "luk_bestemmelse_taeller_ikke"},
        ),
        (
            "bl_87_paa_foraelderen_er_foraelderens_sag_og_paa_barnet_uden_for",
            {"lov", "flyttes_til_foraelder"},
        ),
        ("aeldreloven_taeller_fra_juli_2025", {"lov", "aeldrelov_foer_ikrafttraeden"}),
        ("udgifter_uden_person_i_cpr_indgaar_ikke_og_uden_cpr_heller_ikke", {"ukendt_person"}),
        ("fyldt_67_med_praecis_graensen_er_ikke_daekket", {"lov", "fyldt_67_ikke_daekket"}),
    ],
)
def test_hver_udeladt_krone_har_sin_grund(
    navn: str, aarsager: set[str], by: tuple[Kontekst, dict, pd.DataFrame]
):
    k, alle, _ = by
    grundlag = pd.concat(udtraek.sde_grundlag(k, None))
    egne = grundlag[grundlag["cpr"].isin(alle[navn][0].cprnumre)]
    assert set(egne["aarsag"]) == aarsager


def test_krav_lander_paa_husstanden_ellers_personen_og_forskellen_har_fortegn(
    by: tuple[Kontekst, dict, pd.DataFrame],
):
    # Claimed 20.000 on a child of a household that gives 12.083,33; 1.000 on an old number whose case gives 7.083,33.
    _, alle, sde = by
    barn = alle["soeskende_hos_den_der_har_myndigheden_er_en_husstand"][0].cprnumre[1]
    hus_ = sde[[barn in c for c in sde["cprnumre"]]].iloc[0]
    assert (hus_["sagstype"], hus_["hjemtaget"], hus_["difference"]) == ("husstand", 2_000_000, -791_667)
    ny = alle["et_erstattet_cpr_nummer_er_samme_person"][0].cprnumre[0]
    sag = sde[sde["cprnumre"] == ny].iloc[0]
    assert (sag["sagstype"], sag["hjemtaget"], sag["difference"]) == ("person", 100_000, 608_333)


def test_lovtabellens_datoer_er_lovparametrenes():
    """AEL and BL §§ 75, 76, 87, 88 begin on the dates of their parameters."""
    tabel = pd.read_csv(
        steder.assets() / "tabeller" / "lovregel.csv", sep=";", dtype=str, keep_default_na=False
    )
    med = tabel[tabel["medregnet"] == "1"]
    for parameter, valgt in (
        ("aeldrelov_fra", med["lov"] == "AEL"),
        ("bl_foraelder_fra", med["gruppe"] == "foraelder"),
    ):
        fra = next(v.fra for v in laes_lov().parametre[parameter].vaerdier if v.vaerdi is True)
        assert set(med.loc[valgt, "fra"]) == {fra.isoformat()}
