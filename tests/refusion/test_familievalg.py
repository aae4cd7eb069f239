"""A person decides which household a child belongs to: law cases in kroner, undo without a trace, two at once.

Limits a month in 2022: 71.666,67 / 140.000 / 176.666,67. 700.000 a year is 58.333,33 a month: below the first. Two of
them in one household are 116.666,67: 25 % of 45.000 = 11.250 a month, 135.000 a year.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from engine.adgang import Bruger, Rolle
from engine.fejl import AdgangNaegtet, RettelseAfvist, VersionsKonflikt
from engine.indstillinger import Indstillinger
from engine.refusion.indberetning import ENDELIG, Periode
from engine.resultater import indberetning, kontekst, rettelser, revision, sde, sdevisning, udtraek
from engine.resultater.sde import Kontekst
from engine.sager.model import Rettelse, laes_retfil, noegletekst
from tests.lager_hjaelp import Tabeller, adresse, kopi_af, lager_af, person, postering, relation

MOR, FAR = "6106800001", "6106800003"
NABO = "6107810002"
ANE, BO, CARL, DAGMAR, EMIL = "6103120001", "6104120001", "6105120001", "6106120003", "6108120001"
UNG, FRI = "6101030001", "6102030001"
VOKSEN = "6109700001"
KONTO = {"lov": "SEL", "paragraf": "52.3.3", "konto": "5282010000000147"}
EFTERVAERN = {"lov": "SEL", "paragraf": "76.3.2", "konto": "5282010000000147"}
KAREN = Bruger(1, "karen", "Karen", Rolle.OEKONOM)
OLE = Bruger(2, "ole", "Ole", Rolle.OEKONOM)


def aaret(cpr: str, kroner: str = "700000.00", **flere: str) -> dict[str, str]:
    return postering(cpr, kroner, "2022-01-01", "2022-12-31", bilagsnr=f"B{cpr[:4]}", **(KONTO | flere))


def by() -> Tabeller:
    """Ane and Bo at their mother's; Carl at the neighbour's; Emil at his father's; two young at the mother's."""
    return {
        "person": [
            *(person(c, f) for c, f in ((MOR, "1980-06-01"), (FAR, "1980-06-01"), (NABO, "1981-07-01"))),
            *(person(c, f) for c, f in ((ANE, "2012-03-01"), (BO, "2012-04-01"), (CARL, "2012-05-01"))),
            *(
                person(c, f)
                for c, f in ((DAGMAR, "2012-06-01"), (EMIL, "2012-08-01"), (VOKSEN, "1970-09-01"))
            ),
            *(person(c, f) for c, f in ((UNG, "2003-01-01"), (FRI, "2003-02-01"))),
        ],
        "adresse": [
            *(adresse(c, "1") for c in (MOR, ANE, BO, UNG, FRI)),
            *(adresse(c, "2") for c in (NABO, CARL)),
            *(adresse(c, "3") for c in (FAR, EMIL)),
            adresse(DAGMAR, "4"),
            adresse(VOKSEN, "5"),
        ],
        "relation": [
            *(relation(c, MOR) for c in (ANE, BO, UNG, FRI, DAGMAR)),
            *(relation(c, FAR, "far") for c in (ANE, BO, EMIL)),
            relation(CARL, NABO),
        ],
        "postering": [
            *(aaret(c) for c in (ANE, BO, CARL, EMIL, VOKSEN)),
            aaret(DAGMAR, "120000.00"),
            aaret(UNG, "120000.00", **EFTERVAERN),
            aaret(FRI, "120000.00", lov="SEL", paragraf="107", konto="5385211000000147"),
        ],
    }


@pytest.fixture
def egen(ind: Indstillinger) -> Indstillinger:
    return replace(ind, kommune="0860")


@pytest.fixture(scope="module")
def bygget(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town, landed and built once; each test works on a copy."""
    mappe = tmp_path_factory.mktemp("familieby")
    ind = Indstillinger(hjem=mappe / "hjem", kommune="0860", database_url=f"sqlite:///{mappe / 's.db'}")
    lager_af(by(), ind, datetime(2026, 1, 15, 8, tzinfo=UTC), mappe)
    return mappe / "hjem"


@pytest.fixture
def k(egen: Indstillinger, bygget: Path) -> Kontekst:
    kopi_af(bygget, egen.hjem)
    return kontekst.hent(egen)


def linje(cpr: str, fra: str = "2022-01", til: str = "2022-12", bruger: str = "karen", **nyt: Any) -> str:
    hele = {"maaned_fra": fra, "maaned_til": til} | nyt
    raa = {"type": "familie", "noegle": {"cpr": cpr}, "nyt": hele, "begrundelse": "Set i sagen"}
    return json.dumps(raa | {"bruger": bruger})


def ret(ind: Indstillinger, nu: datetime, *linjer: str) -> Kontekst:
    rettelser.skriv(ind, laes_retfil("\n".join(linjer)), nu)
    return kontekst.hent(ind)


def refusion(k: Kontekst) -> dict[tuple[str, ...], int]:
    """Each case's refund in øre, by its members' CPR numbers."""
    df = pd.concat(udtraek.find("sde").lav(k, None))
    return {tuple(c.split(",")): int(r) for c, r in zip(df["cprnumre"], df["refusion"], strict=True)}


def brutto(k: Kontekst) -> int:
    return int(sde.beregn(k).sager["brutto_oere"].sum())


def noegle(k: Kontekst, cpr: str) -> str:
    from engine.lager import sde as lager

    return lager.personer_ved_cpr(k.gen, cpr)[0]


# --- the law cases --------------------------------------------------------------------------------------------


def test_uden_valg_er_de_to_soeskende_en_sag_og_de_andre_hver_sin(k: Kontekst) -> None:
    # Ane, Bo and the efterværn: 58.333,33 × 2 + 10.000 = 126.666,67; 25 % of 55.000 = 13.750 × 12 = 165.000.
    assert refusion(k) == {
        tuple(sorted((ANE, BO, UNG))): 16_500_000,
        (CARL,): 0,
        (EMIL,): 0,
        (DAGMAR,): 0,
        (FRI,): 0,
        (VOKSEN,): 0,
    }


def test_to_husstande_under_graensen_giver_trin_1_lagt_sammen(
    k: Kontekst, egen: Indstillinger, nu: datetime
) -> None:
    efter = refusion(ret(egen, nu, linje(CARL, indehavere=[FAR])))
    assert efter[tuple(sorted((CARL, EMIL)))] == 13_500_000
    assert sum(efter.values()) - sum(refusion(k).values()) == 13_500_000


def test_lagt_sammen_et_halvt_aar_giver_det_halve(k: Kontekst, egen: Indstillinger, nu: datetime) -> None:
    efter = ret(egen, nu, linje(CARL, "2022-03", "2022-08", indehavere=[FAR]))
    md = sde.beregn(efter).maaneder
    deres = md[md["netto_u"] == md["netto_u"].max()]
    assert refusion(efter)[tuple(sorted((CARL, EMIL)))] == 6_750_000
    # Carl is his own household's in the other six months, and none of them is above the limit.
    assert refusion(efter)[(CARL,)] == 0
    assert len(deres) == 12


def test_delt_i_to_mister_husstanden_sin_refusion(k: Kontekst, egen: Indstillinger, nu: datetime) -> None:
    # Bo is his father's, with Emil 116.666,67: 135.000. Ane and the efterværn: 68.333,33, below the limit.
    efter = refusion(ret(egen, nu, linje(BO, indehavere=[FAR])))
    assert efter[tuple(sorted((BO, EMIL)))] == 13_500_000
    assert efter[tuple(sorted((ANE, UNG)))] == 0


def test_foraeldre_hver_for_sig_faar_valget_med_til_indberetning_dyreste_familier_og_udtraek(
    k: Kontekst, egen: Indstillinger, nu: datetime
) -> None:
    """Bo's parents live apart in the municipality. At his father's he and Emil are 116.666,67 a month: 11.250 of
    refund, 135.000 a year, half of it his; at his mother's nothing is left. All three places say the same."""

    efter = ret(egen, nu, linje(BO, indehavere=[FAR]))
    deres = ",".join(sorted((BO, EMIL)))
    md = pd.concat(udtraek.find("sde_maaned").lav(efter, 2022))
    assert md.loc[md["cprnumre"] == deres, "refusion"].tolist() == [1_125_000] * 12
    assert int(md["refusion"].sum()) == 13_500_000

    resultat = sde.beregn(efter)
    linjer = indberetning.opgoer(egen, efter, resultat, Periode(ENDELIG, 2022)).linjer
    deres_sag = resultat.sager.loc[
        resultat.sager["medlemmer"].map(lambda m: noegle(k, BO) in m), "sag_id"
    ].iloc[0]
    med = linjer[linjer["refusion_oere"] != 0]
    assert list(zip(med["sag_id"], med["refusion_oere"], strict=True)) == [(deres_sag, 13_500_000)]

    df = pd.concat(udtraek.find("dyreste_familier").lav(efter, 2022))
    foer = pd.concat(udtraek.find("dyreste_familier").lav(k, 2022))
    assert (int(foer["refusion"].sum()), int(df["refusion"].sum())) == (16_500_000, 13_500_000)
    assert int(foer["bruttoudgift"].sum()) == int(df["bruttoudgift"].sum())
    # Ane's and Bo's family is their parents'; of its refund Bo's half of 135.000 is left, the other half is Emil's.
    assert sorted(df.loc[df["refusion"] != 0, "refusion"].tolist()) == [6_750_000, 6_750_000]


def test_et_barn_for_sig_selv_er_en_persons_sag(k: Kontekst, egen: Indstillinger, nu: datetime) -> None:
    efter = ret(egen, nu, linje(BO, husstand="egen"))
    assert refusion(efter)[(BO,)] == 0
    sager = sde.beregn(efter).sager
    assert sager.loc[[m == (noegle(k, BO),) for m in sager["medlemmer"]], "sagstype"].tolist() == ["person"]


def test_et_barn_uden_indehaver_paa_adressen_kan_laegges_i_husstanden(
    k: Kontekst, egen: Indstillinger, nu: datetime
) -> None:
    # Dagmar lives alone: a person. In the mother's household 136.666,67: 25 % of 65.000 = 16.250 × 12 = 195.000.
    efter = refusion(ret(egen, nu, linje(DAGMAR, indehavere=[MOR])))
    assert efter[tuple(sorted((ANE, BO, UNG, DAGMAR)))] == 19_500_000


def test_en_ung_med_anden_hjaelp_end_eftervaern_er_sin_egen_ogsaa_efter_et_valg(
    k: Kontekst, egen: Indstillinger, nu: datetime
) -> None:
    # FRI is 19 and has no efterværn: the law puts only efterværn in a household, whatever a person chooses.
    assert refusion(ret(egen, nu, linje(FRI, indehavere=[MOR]))) == refusion(k)


def test_to_samlevende_bekraeftet_er_en_husstand(k: Kontekst, egen: Indstillinger, nu: datetime) -> None:
    # The neighbour and the father with Carl and Emil, and half a year later also Ane: 175.000 a month.
    par = [NABO, FAR]
    efter = refusion(
        ret(
            egen,
            nu,
            *(linje(c, indehavere=par) for c in (CARL, EMIL)),
            linje(ANE, "2022-07", "2022-12", indehavere=par),
        )
    )
    # Jan–June 11.250; July–Dec 25 % of 68.333,33 = 17.083,33 and 50 % of 35.000 = 17.500: 34.583,33. In all 275.000.
    # The mother's: six months at 126.666,67 give 13.750, six at 68.333,33 nothing: 82.500.
    assert efter[tuple(sorted((ANE, CARL, EMIL)))] == 27_500_000
    assert efter[tuple(sorted((ANE, BO, UNG)))] == 8_250_000


def test_det_nyeste_valg_gaelder_hvor_to_overlapper(k: Kontekst, egen: Indstillinger, nu: datetime) -> None:
    ret(egen, nu, linje(CARL, indehavere=[FAR]))
    efter = ret(egen, nu, linje(CARL, "2022-07", "2022-12", husstand="foreslaaet"))
    assert refusion(efter)[tuple(sorted((CARL, EMIL)))] == 6_750_000
    # The same choices the other way round: the whole year is chosen last.
    efter = ret(egen, nu, linje(CARL, indehavere=[FAR]))
    assert refusion(efter)[tuple(sorted((CARL, EMIL)))] == 13_500_000


def test_bruttoudgiften_er_den_samme_efter_hvert_valg(k: Kontekst, egen: Indstillinger, nu: datetime) -> None:
    foer = brutto(k)
    for valg in ({"indehavere": [FAR]}, {"husstand": "egen"}, {"indehavere": [NABO, MOR]}):
        assert brutto(ret(egen, nu, linje(BO, "2022-02", "2022-05", **valg))) == foer


# --- before it is saved, and undone ---------------------------------------------------------------------------


def test_virkningen_foer_der_gemmes_er_den_der_kommer(k: Kontekst, egen: Indstillinger, nu: datetime) -> None:
    liste = sde.til_personer(k, laes_retfil(linje(BO, indehavere=[FAR])))
    v = sde.virkning_af(k, liste)
    assert (v.foer_oere, v.efter_oere, v.forskel_oere) == (
        {2022: 16_500_000},
        {2022: 13_500_000},
        -3_000_000,
    )
    assert kontekst.hent(egen).rettelser == ()
    assert sum(refusion(ret(egen, nu, linje(BO, indehavere=[FAR]))).values()) == 13_500_000


def test_fortrudt_er_alt_som_foer_og_de_andre_valg_staar(
    k: Kontekst, egen: Indstillinger, nu: datetime
) -> None:
    foer = sde.beregn(k).sager
    ret(egen, nu, linje(CARL, indehavere=[FAR]))
    mellem = sde.beregn(ret(egen, nu, linje(BO, husstand="egen"))).sager
    begge = ret(egen, nu, linje(BO, "2022-02", "2022-03", indehavere=[NABO]))
    sidste = json.dumps({"type": "fortryd", "noegle": {"cpr": BO}, "begrundelse": "fejl", "bruger": "karen"})
    assert not sde.beregn(begge).sager.equals(mellem)
    pd.testing.assert_frame_equal(sde.beregn(ret(egen, nu, sidste)).sager, mellem)
    carl = sidste.replace(BO, CARL)
    pd.testing.assert_frame_equal(sde.beregn(ret(egen, nu, sidste, carl)).sager, foer)


def _valg(k: Kontekst, cpr: str, **nyt: Any) -> Rettelse:
    hele = {"maaned_fra": "2022-01", "maaned_til": "2022-12"} | nyt
    return Rettelse(0, "familie", {"person": noegle(k, cpr)}, hele, "Set i sagen", "")


def test_flere_boern_lagt_sammen_fortrydes_i_et_skridt(
    k: Kontekst, egen: Indstillinger, nu: datetime
) -> None:
    far = [noegle(k, FAR)]
    rettelser.skriv_som(egen, KAREN, [_valg(k, ANE, indehavere=far), _valg(k, BO, indehavere=far)], nu)
    valgt = kontekst.hent(egen).rettelser
    assert len({r.samling for r in valgt}) == 1
    assert {r.bruger for r in valgt} == {"karen"}
    rettelser.fortryd_familier(egen, OLE, str(valgt[0].samling), nu)
    assert refusion(kontekst.hent(egen)) == refusion(k)
    with pytest.raises(RettelseAfvist, match="allerede fortrudt"):
        rettelser.fortryd_familier(egen, OLE, str(valgt[0].samling), nu)


def test_den_anden_paa_samme_tid_ser_begge_udgaver_og_intet_gaar_tabt(
    k: Kontekst, egen: Indstillinger, nu: datetime
) -> None:
    r = _valg(k, BO, indehavere=[noegle(k, FAR)])
    set_af_begge = {noegletekst(r.noegle): 0}
    rettelser.skriv_som(egen, KAREN, [r], nu, kendt_nr=set_af_begge)
    with pytest.raises(VersionsKonflikt, match=r"Barnets husstand er ændret af .*barnet lagt i husstanden"):
        rettelser.skriv_som(egen, OLE, [_valg(k, BO, husstand="egen")], nu, kendt_nr=set_af_begge)
    assert [x.bruger for x in kontekst.hent(egen).rettelser] == ["karen"]


def test_intet_cpr_staar_i_haendelsen(k: Kontekst, egen: Indstillinger, nu: datetime) -> None:
    ret(egen, nu, linje(BO, indehavere=[FAR, NABO]))
    (h,) = kontekst.sagslager(egen.database_url).haendelser("familie")
    tekst = json.dumps([dict(h.noegle), dict(h.nyt)])
    assert not [c for c in (BO, FAR, NABO) if c in tekst]
    assert h.noegle == {"person": noegle(k, BO)}


# --- what cannot be -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nyt", "hvad"),
    [
        ({"indehavere": ["6106800099"]}, "findes ikke"),
        ({"indehavere": [EMIL]}, "ikke ældre end barnet"),
        ({"indehavere": [BO]}, "ikke ældre end barnet"),
        ({"indehavere": []}, "én eller to"),
        ({"indehavere": [FAR, FAR]}, "står to gange"),
        ({"indehavere": ["123"]}, "ti cifre"),
        ({"indehavere": [FAR], "husstand": "egen"}, "enten 'indehavere' eller 'husstand'"),
        ({}, "enten 'indehavere' eller 'husstand'"),
        ({"husstand": "anden"}, "'egen' eller 'foreslaaet'"),
        ({"fra": "2022-13", "husstand": "egen"}, "'maaned_fra' skal være en måned"),
        ({"fra": "2022-05", "til": "2022-04", "husstand": "egen"}, "ligger efter"),
        ({"til": "2031-01", "husstand": "egen"}, "månederne"),
    ],
)
def test_et_valg_der_ikke_kan_vaere_afvises_helt(
    k: Kontekst, egen: Indstillinger, nu: datetime, nyt: dict[str, Any], hvad: str
) -> None:
    with pytest.raises(RettelseAfvist, match=hvad):
        ret(egen, nu, linje(CARL, indehavere=[FAR]), linje(BO, **nyt))
    assert kontekst.hent(egen).rettelser == ()


def test_en_voksen_kan_ikke_laegges_i_en_husstand(k: Kontekst, egen: Indstillinger, nu: datetime) -> None:
    with pytest.raises(RettelseAfvist, match="ingen af månederne"):
        ret(egen, nu, linje(VOKSEN, indehavere=[MOR]))


def test_en_uden_for_sit_omraade_kan_ikke_vaelge(k: Kontekst, egen: Indstillinger, nu: datetime) -> None:
    voksenraadgiver = Bruger(3, "vera", "Vera", Rolle.SAGSBEHANDLER, ("voksne",))
    boerneraadgiver = replace(voksenraadgiver, fagomraader=("boern",))
    revisor = Bruger(4, "rie", "Rie", Rolle.REVISOR)
    r = _valg(k, BO, husstand="egen")
    for bruger in (voksenraadgiver, revisor):
        with pytest.raises(AdgangNaegtet):
            rettelser.skriv_som(egen, bruger, [r], nu)
    rettelser.skriv_som(egen, boerneraadgiver, [r], nu)
    assert len(kontekst.hent(egen).rettelser) == 1


# --- what is shown of it --------------------------------------------------------------------------------------


def test_sagen_siger_hvem_der_valgte_og_hvorfor(k: Kontekst, egen: Indstillinger, nu: datetime) -> None:
    efter = ret(egen, nu, linje(CARL, indehavere=[FAR]))
    resultat = sde.beregn(efter)
    (sag_id,) = resultat.sager.loc[resultat.sager["refusion"] == 13_500_000, "sag_id"]
    sag = sdevisning.hent_sag(efter, resultat, KAREN, 2022, sag_id)
    (carl,) = [m for m in sag.medlemmer if m.person_noegle == noegle(k, CARL)]
    assert any("karen" in b and "Set i sagen" in b and "jan. 2022" in b for b in carl.begrundelser)
    (emil,) = [m for m in sag.medlemmer if m.person_noegle == noegle(k, EMIL)]
    assert emil.begrundelser == ("Registreret på adressen hos en indehaver af forældremyndigheden",)
    assert sdevisning.roerer(sag, efter.rettelser[0])


def test_revisionens_bevis_har_valget_paa_begge_sager(k: Kontekst, egen: Indstillinger, nu: datetime) -> None:
    # Bo leaves the mother's household for the father's: the choice stands in the evidence of both.
    efter = ret(egen, nu, linje(BO, indehavere=[FAR]))
    resultat = sde.beregn(efter)
    for barn in (BO, ANE, EMIL):
        (sag_id,) = [
            s
            for s, m in zip(resultat.sager["sag_id"], resultat.sager["medlemmer"], strict=True)
            if noegle(k, barn) in m
        ]
        sag = sdevisning.hent_sag(efter, resultat, KAREN, 2022, sag_id)
        (linjen,) = revision._rettelser(egen, efter, sag)
        assert (linjen["bruger"], linjen["begrundelse"], linjen["gaelder"]) == ("karen", "Set i sagen", "Ja")
        assert linjen["hvad"].startswith("Husstand: barnet lagt i husstanden hos en valgt indehaver")
    (carls,) = [
        s
        for s, m in zip(resultat.sager["sag_id"], resultat.sager["medlemmer"], strict=True)
        if noegle(k, CARL) in m
    ]
    assert revision._rettelser(egen, efter, sdevisning.hent_sag(efter, resultat, KAREN, 2022, carls)) == []
