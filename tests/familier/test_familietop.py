"""The list and the single family, by hand on one small town: each kind of user, corrections, last year."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest

from engine import dansk
from engine.adgang import Bruger, Rolle
from engine.fejl import AdgangNaegtet, HjemtagFejl, ParameterMangler
from engine.indstillinger import Indstillinger
from engine.lager.laes import forespoerg
from engine.resultater import familiehvis, familier, sde
from engine.resultater.sde import Kontekst, PeriodeRettelse
from engine.sager.model import Rettelse
from tests.lager_hjaelp import lager_af
from tests.refusion.lovby import Hjem, byg_by

OEKONOM = Bruger(1, "o", "O", Rolle.OEKONOM)
LEDER = Bruger(2, "l", "L", Rolle.LEDER)
BOERN = Bruger(3, "s", "S", Rolle.SAGSBEHANDLER, ("boern",))
ENHED = Bruger(4, "s", "S", Rolle.SAGSBEHANDLER, ("boern", "voksne"), organisationer=("Familieafdelingen",))
KR = 100
BOTILBUD = {"konto": "5385211000000147", "lov": "SEL", "paragraf": "107"}
ANBRAGT = {
    "konto": "5282011000000147",
    "lov": "SEL",
    "paragraf": "52.3.7",
    "organisation": "Familieafdelingen",
}
SKOLE = {"konto": "3220811000000147", "lov": "FSK", "paragraf": ""}


def dyr_familie(h: Hjem) -> dict:
    """A mother, a placed son and a daughter: 120.000 a month in March and April of 2022, and more besides."""
    mor = h.voksen(navn="Mona Morprøve")
    soen, datter = h.barn(mor, navn="Svend Sønprøve"), h.barn(mor, navn="Dorte Datterprøve")
    h.indsats(soen, "2022-01-10", anbringelse="1")
    for maaned in ("2022-03", "2022-04"):
        h.udgift(soen, maaned, 120_000, **ANBRAGT)
    h.udgift(soen, "2022-03", -10_000, **(ANBRAGT | {"konto": "5282011000000171"}))  # own payment
    h.udgift(datter, "2022-03", 40_000, **SKOLE)
    h.udgift(mor, "2022-03", 30_000, konto="5385011000000147", lov="SEL", paragraf="108")
    h.udgift(mor, "2022-03", -12_000, konto="5385021000000286", lov="SEL", paragraf="108")
    h.udgift(
        mor, "2022-03", -5_000, konto="5220721000000186", lov="", paragraf=""
    )  # central, booked on the person
    h.udgift(mor, "2022-03", 9_000, konto="5385031000000147", lov="", paragraf="")  # works (dranst 3)
    h.udgift("", "2022-03", 4_000, bilagsnr="UDEN", **BOTILBUD)  # nobody's, until a person says whose
    return {"mor": mor, "soen": soen, "datter": datter}


def skilt_nytaar(h: Hjem) -> dict:
    """Married through 2021, apart from New Year; the child follows the father, whose family therefore goes on."""
    mor, far = h.voksen("1"), h.voksen("2", koen="M")
    for a, b in ((mor, far), (far, mor)):
        h.civilstand(a, "G", b, "2010-06-01", "2021-12-31")
        h.civilstand(a, "F", "", "2022-01-01")
    barn = h.barn(mor, far, hus="2")
    for cpr, kroner in ((barn, 20_000), (mor, 3_000)):
        for maaned in ("2021-05", "2022-05"):
            h.udgift(cpr, maaned, kroner, **SKOLE)
    return {"mor": mor, "far": far}


def enke(h: Hjem) -> dict:
    mand, kone = h.voksen(koen="M"), h.voksen(doedsdato="2021-12-20")
    h.gift(mand, kone)
    h.udgift(kone, "2021-05", 8_000, **SKOLE)
    h.udgift(mand, "2022-05", 9_000, **SKOLE)
    return {"mand": mand}


def blev_voksen(h: Hjem) -> dict:
    ung = h.barn(h.voksen(), foedt="2003-12-15")
    for maaned in ("2021-05", "2022-05"):
        h.udgift(ung, maaned, 7_000, **SKOLE)
    return {"ung": ung}


def alene(h: Hjem) -> dict:
    """Nine who live alone, at 61.000, 62.000, … kr.; all but one of them cost 50.000 the year before."""
    folk = [h.voksen(f"{n}") for n in range(1, 10)]
    for n, cpr in enumerate(folk, start=1):
        h.udgift(cpr, "2022-06", 60_000 + 1_000 * n, **BOTILBUD)
        if n > 1:
            h.udgift(cpr, "2021-06", 50_000, **BOTILBUD)
    return {"folk": folk}


SAGER = [dyr_familie, skilt_nytaar, enke, blev_voksen, alene]


class By:
    def __init__(self, k: Kontekst, navne: dict[str, Any]) -> None:
        self.k, self.resultat, self.navne = k, sde.beregn(k), navne
        raekker = forespoerg(k.gen, "SELECT person_noegle, cpr FROM raw.cpr").to_pylist()
        self.noegle = {r["cpr"]: r["person_noegle"] for r in raekker}

    def top(self, bruger: Bruger, aar: int = 2022, omraade: str | None = None, type_: str = "alle"):
        return familier.top(self.k, *self._to(bruger, aar, omraade), type_)

    def _to(self, bruger: Bruger, aar: int, omraade: str | None = None):
        return tuple(familier.familieaar(self.k, self.resultat, bruger, a, omraade) for a in (aar, aar - 1))

    def id(self, cpr: str) -> str:
        return familier.familie_id(self.k, self.noegle[cpr])

    def raekke(self, bruger: Bruger, cpr: str, **valg: Any) -> dict[str, Any]:
        raekker = self.top(bruger, **valg).raekker.set_index("familie_id")
        return raekker.loc[self.id(cpr)].astype(object).replace({pd.NA: None}).to_dict()

    def familie(self, bruger: Bruger, cpr: str, aar: int = 2022) -> familier.Familie:
        return familier.hent_familie(self.k, self.resultat, bruger, *self._to(bruger, aar), self.id(cpr))


@pytest.fixture(scope="module")
def by(tmp_path_factory: pytest.TempPathFactory) -> By:
    tabeller, sager = byg_by(SAGER)  # type: ignore[arg-type]
    mappe = tmp_path_factory.mktemp("top")
    ind = Indstillinger(hjem=mappe, kommune="0860", database_url=f"sqlite:///{mappe / 'sager.db'}")
    k = lager_af(tabeller, ind, datetime(2026, 1, 15, 8, 0, tzinfo=UTC), mappe)
    return By(k, {navn: folk for navn, (_, folk) in sager.items()})


# --- the amounts ---------------------------------------------------------------------------------------------------


def test_netto_er_brutto_med_indtaegter_uden_refusion_og_den_centrale_er_beregnet(by: By) -> None:
    mor = by.navne["dyr_familie"]["mor"]
    r = by.raekke(OEKONOM, mor)
    assert r["antal_personer"] == 3
    assert r["brutto_oere"] == (120_000 + 120_000 + 40_000 + 30_000) * KR
    assert r["indtaegt_oere"] == -10_000 * KR
    assert r["bogfoert_oere"] == 12_000 * KR
    # 2022: (110.000 − 71.666,67) × 25 % = 9.583,33 in March and (120.000 − 71.666,67) × 25 % = 12.083,33 in April.
    assert r["sde_oere"] == 9_583_33 + 12_083_33 + 1
    assert r["refusion_oere"] == r["bogfoert_oere"] + r["sde_oere"]
    assert r["netto_oere"] == (310_000 - 10_000 - 12_000) * KR - r["sde_oere"]
    # Left out, and said to be: the same krone as the computed refund, and what is not running expense.
    assert (r["central_oere"], r["uden_for_oere"]) == (-5_000 * KR, 9_000 * KR)


@pytest.mark.parametrize(
    ("hvem", "pct", "fra", "hjaelp", "refusion"),
    [
        # April is 60.000, below the limit of 71.666,67; March's 9.583,33 stays of 21.666,67.
        ("soen", -50, "2022-04", -60_000_00, -12_083_34),
        # 121.000 and 132.000: 12.333,33 and 15.083,33, together 27.416,67.
        ("soen", 10, "2022-03", 23_000_00, 5_750_00),
        # The mother's help is counted in no case of the state's that gives refund; her income is none of it.
        ("mor", -100, "2022-01", -30_000_00, 0),
        ("soen", -100, "2022-01", -230_000_00, -21_666_67),
        ("soen", -100, "2022-05", 0, 0),
    ],
)
def test_anden_hjaelp_regnes_med_aarets_graenser(
    by: By, hvem: str, pct: int, fra: str, hjaelp: int, refusion: int
) -> None:
    folk = by.navne["dyr_familie"]
    f = by.familie(OEKONOM, folk["mor"])
    svar = familiehvis.beregn(by.k, by.resultat, OEKONOM, f, {by.noegle[folk[hvem]]}, pct, fra)
    assert (svar.hjaelp_oere, svar.refusion_oere) == (hjaelp, refusion)
    assert svar.netto_oere == hjaelp - refusion
    begraenset = Bruger(9, "b", "B", Rolle.SAGSBEHANDLER, ("boern",))
    for bruger in (begraenset, LEDER):
        with pytest.raises(AdgangNaegtet):
            familiehvis.beregn(by.k, by.resultat, bruger, f, {by.noegle[folk[hvem]]}, pct, fra)


def test_de_dyreste_staar_foerst_og_hver_familie_een_gang(by: By) -> None:
    raekker = by.top(OEKONOM).raekker
    assert raekker["rang"].tolist() == list(range(1, len(raekker) + 1))
    assert raekker["netto_oere"].is_monotonic_decreasing
    assert raekker["familie_id"].is_unique
    assert raekker["familie_id"].str.fullmatch(r"F-[0-9a-f]{16}").all()
    noegler = {n[:16] for n in by.noegle.values()}
    assert not noegler & set(raekker["familie_id"].str[2:]), "an id must not be a person's key"
    sager = set(by.resultat.sager["sag_id"].str[2:])
    assert not sager & set(raekker["familie_id"].str[2:]), "nor lead from the family to a person's case"


def test_filtret_paa_personer_deler_familierne_i_to(by: By) -> None:
    alle, flere, een = (set(by.top(OEKONOM, type_=t).raekker["familie_id"]) for t in ("alle", "flere", "een"))
    assert alle == flere | een
    assert not flere & een
    assert by.id(by.navne["dyr_familie"]["mor"]) in flere


def test_et_fagomraade_har_sin_del_af_refusionen_og_delene_summer_til_det_hele(by: By) -> None:
    mor = by.navne["dyr_familie"]["mor"]
    dele = [by.raekke(OEKONOM, mor, omraade=o) for o in ("boern", "voksne", "skole")]
    hele = by.raekke(OEKONOM, mor)
    assert [d["brutto_oere"] for d in dele] == [240_000 * KR, 30_000 * KR, 40_000 * KR]
    assert [d["sde_oere"] for d in dele] == [9_583_33 + 12_083_33 + 1, 0, 0]
    for navn in familier.BELOEB:
        assert sum(d[navn] for d in dele) == hele[navn]


@pytest.mark.parametrize("hvem", ["mor", "soen"])
@pytest.mark.parametrize("bruger", [OEKONOM, BOERN], ids=["økonom", "sagsbehandler"])
def test_en_families_maaneder_personer_omraader_og_posteringer_er_raekkens_beloeb(
    by: By, bruger: Bruger, hvem: str
) -> None:
    f = by.familie(bruger, by.navne["dyr_familie"]["mor"])
    for navn in familier.BELOEB:
        for dele in (f.maaneder[navn], f.omraader[navn], [m.beloeb[navn] for m in f.medlemmer]):
            assert sum(dele) == f.beloeb[navn], navn
    andele = f.andele.groupby("slags")["andel_oere"].sum()
    assert andele.get("brutto", 0) == f.beloeb["brutto_oere"]
    assert andele.get("indtaegt", 0) == f.beloeb["indtaegt_oere"]
    assert -andele.get("refusion", 0) == f.beloeb["bogfoert_oere"]


def test_personerne_staar_med_hvorfor_de_er_i_familien(by: By) -> None:
    f = by.familie(OEKONOM, by.navne["dyr_familie"]["mor"])
    assert {m.navn: m.hvorfor for m in f.medlemmer} == {
        "Svend Sønprøve": "Barn under 18, forældremyndigheden er i familien, anbragt i året",
        "Dorte Datterprøve": "Barn under 18, forældremyndigheden er i familien",
        "Mona Morprøve": "Voksen, som familien følger",
    }
    assert f.medlemmer[0].navn == "Svend Sønprøve"  # the dearest first
    assert f.sager["sagstype"].tolist() == ["husstand", "person"]


# --- last year ----------------------------------------------------------------------------------------------------


def test_den_der_foerer_familien_videre_sammenlignes_med_parret(by: By) -> None:
    folk = by.navne["skilt_nytaar"]
    assert by.raekke(OEKONOM, folk["far"])["forrige_oere"] == 23_000 * KR
    assert by.raekke(OEKONOM, folk["far"])["aendring_oere"] == -3_000 * KR
    assert by.raekke(OEKONOM, folk["mor"])["forrige_oere"] is None  # a new family


def test_enkemandens_familie_er_parrets_og_den_unges_er_ny(by: By) -> None:
    assert by.raekke(OEKONOM, by.navne["enke"]["mand"])["forrige_oere"] == 8_000 * KR
    assert by.raekke(OEKONOM, by.navne["blev_voksen"]["ung"])["forrige_oere"] is None


def test_overskriften_siger_netto_andel_og_aendring(by: By) -> None:
    # Net 2022: the dear family 266.333,33; 20.000, 3.000, 9.000, 7.000; nine at 61.000–69.000 = 585.000. 2021 for the
    # same: the couple's 23.000, the widower's 8.000 and 8 × 50.000.
    t = by.top(OEKONOM)
    assert t.netto_oere == 890_333_33
    assert (t.antal, t.familier, t.nye) == (14, 14, 4)
    assert t.forrige_oere == (23_000 + 8_000 + 400_000) * KR
    assert t.saetning == "De 14 dyreste familier kostede kommunen 890.333 kr. netto i 2022 (+107 % mod 2021)."


# --- who sees what -------------------------------------------------------------------------------------------------


def test_lederen_ser_kun_grupper_og_intet_beloeb_er_en_families(by: By) -> None:
    t = by.top(LEDER)
    assert t.raekker is None
    assert t.nye is None
    assert [len(range(*map(int, re.findall(r"\d+", f)))) + 1 >= 5 for f in t.grupper["familier"]]
    assert not set(t.grupper.columns) & {"familie_id", "hoved_noegle", "person_noegle"}
    alt = repr(t) + t.grupper.to_string()
    for r in by.top(OEKONOM).raekker.to_dict("records"):
        assert r["familie_id"] not in alt
        assert r["hoved_noegle"] not in alt
        for navn in familier.BELOEB:
            if r[navn]:
                for vist in (str(r[navn]), dansk.kroner(r[navn], enhed=False)):
                    assert not re.search(rf"(?<!\d){re.escape(vist)}(?!\d)", alt)


def test_lederens_grupper_er_regnet_efter_i_haanden(by: By) -> None:
    # The dear family is 266.333 of 890.333 and is with the next four (69 + 68 + 67 + 66) in the first group:
    # 536.333,33, just under two of its own. The five after them are 65 + 64 + 63 + 62 + 61 = 315.000; the last four,
    # 20 + 9 + 7 + 3, are too few for a group and join them. Only one family has income or refund, so in its group the
    # amounts are steps of the ladder; and in the other too, or the first could be computed from the total. The change
    # needs five with an amount last year: the first group has four, and again hides the other.
    g = by.top(LEDER).grupper.to_dict("records")
    assert [r["familier"] for r in g] == ["Nr. 1–5", "Nr. 6–14"]
    assert [r["netto_oere"] for r in g] == [536_333_33, 354_000_00]
    assert g[0]["brutto"] == "0,5–1 mio."
    assert g[0]["indtaegt"] == "0 til −0,05 mio."
    assert g[0]["refusion"] == "0–0,05 mio."
    assert [r["aendring"] for r in g] == [None, None]
    assert by.top(LEDER).forrige_oere == 431_000 * KR  # ten families share it, and none has half


def test_lederen_ser_intet_om_for_faa_familier(by: By) -> None:
    t = by.top(LEDER, omraade="boern")
    assert t.netto_oere is None
    assert t.refusion_oere is None
    assert t.grupper.empty
    assert t.saetning == "Den dyreste familie i 2022 er for få til, at beløb kan vises uden at pege på nogen."


def test_lederen_kan_ikke_aabne_en_familie_eller_faa_navne(by: By) -> None:
    mor = by.navne["dyr_familie"]["mor"]
    with pytest.raises(AdgangNaegtet):
        by.familie(LEDER, mor)
    with pytest.raises(AdgangNaegtet):
        familier.navne(by.k, LEDER, 2022, [by.noegle[mor]])


def test_sagsbehandleren_ser_kun_sine_fagomraader_og_kun_navne_derfra(by: By) -> None:
    mor = by.navne["dyr_familie"]["mor"]
    r = by.raekke(BOERN, mor)
    assert (r["brutto_oere"], r["indtaegt_oere"], r["bogfoert_oere"]) == (240_000 * KR, -10_000 * KR, 0)
    assert [n.navn for n in familier.navne(by.k, BOERN, 2022, [by.noegle[mor]])] == [
        "Svend Sønprøve (04.03.2012)"
    ]
    f = by.familie(BOERN, mor)
    assert [m.navn for m in f.medlemmer] == ["Svend Sønprøve"]
    assert f.oevrige == 2
    assert set(f.andele["fagomraade"]) == {"boern"}
    assert by.top(BOERN, omraade="voksne").antal == 0
    with pytest.raises(HjemtagFejl, match="har intet i 2022 på de fagområder"):
        by.familie(BOERN, by.navne["alene"]["folk"][0])


def test_en_organisations_sagsbehandler_ser_kun_personer_den_har_bogfoert_paa(by: By) -> None:
    raekker = by.top(ENHED).raekker
    assert raekker["familie_id"].tolist() == [by.id(by.navne["dyr_familie"]["mor"])]
    assert raekker["brutto_oere"].tolist() == [240_000 * KR]  # the son's; the mother's botilbud is another's


def test_et_aar_uden_graenser_siger_hvad_der_mangler(by: By) -> None:
    mangler = replace(by.resultat, mangler={2022: ParameterMangler("en_graense", date(2022, 1, 1))})
    t = familier.top(by.k, familier.familieaar(by.k, mangler, OEKONOM, 2022), None)
    assert "en_graense" in t.saetning


# --- corrections ---------------------------------------------------------------------------------------------------


def test_en_flyttet_postering_flytter_med_familien_og_taber_ingen_oere(by: By) -> None:
    """A bill of May 2022 is moved to May 2021: from the father's family to the couple's, which the woman names."""
    folk, k = by.navne["skilt_nytaar"], by.k
    foer = {a: familier.alle(k, by.resultat, a) for a in (2021, 2022)}
    barn = forespoerg(
        k.gen, "SELECT * FROM core.postering WHERE beloeb_oere = 2000000 AND regnskabsaar = 2022"
    ).to_pylist()
    assert len(barn) == 1
    noegle = tuple(barn[0][n] for n in ("kilde", "regnskabsaar", "bilagsnr", "linjenr"))
    ny = sde.med_periode(k, PeriodeRettelse(*noegle, date(2021, 5, 1), date(2021, 5, 31)))
    efter = {a: familier.alle(ny, sde.beregn(ny), a) for a in (2021, 2022)}

    def brutto(tabeller: dict[int, pd.DataFrame], aar: int, cpr: str) -> int:
        t = tabeller[aar].set_index("hoved_noegle")["brutto_oere"]
        return int(t.get(by.noegle[cpr], 0))

    assert brutto(foer, 2022, folk["far"]) == 20_000 * KR
    assert brutto(efter, 2022, folk["far"]) == 0
    assert brutto(efter, 2021, folk["mor"]) == brutto(foer, 2021, folk["mor"]) + 20_000 * KR
    kolonner = ["brutto_oere", "indtaegt_oere", "bogfoert_oere"]
    assert sum(t[kolonner].sum().sum() for t in foer.values()) == sum(
        t[kolonner].sum().sum() for t in efter.values()
    )
    nu = familier.familieaar(ny, sde.beregn(ny), OEKONOM, 2021)
    f = familier.hent_familie(ny, sde.beregn(ny), OEKONOM, nu, None, by.id(folk["mor"]))
    assert sorted(f.andele["andel_oere"].tolist()) == [3_000 * KR, 20_000 * KR, 20_000 * KR]
    assert f.beloeb["brutto_oere"] == 43_000 * KR


def test_en_postering_uden_cpr_hoerer_til_familien_naar_nogen_siger_hvis_den_er(by: By) -> None:
    """2.500 of the 4.000 kr. are the mother's and 1.500 the daughter's: the family's gross is 4.000 kr. more."""
    folk = by.navne["dyr_familie"]
    noegle = {"kilde": "opus", "regnskabsaar": 2022, "bilagsnr": "UDEN", "linjenr": 1}
    dele = [(folk["mor"], 2_500), (folk["datter"], 1_500)]
    nyt = {"dele": [{"person": by.noegle[cpr], "beloeb_oere": kr * KR} for cpr, kr in dele]}
    ny = replace(by.k, rettelser=(Rettelse(0, "flyt_postering", noegle, nyt, "", ""),))
    efter = familier.alle(ny, sde.beregn(ny), 2022).set_index("hoved_noegle")
    foer = familier.alle(by.k, by.resultat, 2022).set_index("hoved_noegle")
    mor = by.noegle[folk["mor"]]
    assert efter.loc[mor, "brutto_oere"] - foer.loc[mor, "brutto_oere"] == 4_000 * KR
    assert efter["brutto_oere"].sum() - foer["brutto_oere"].sum() == 4_000 * KR
    nu = familier.familieaar(ny, sde.beregn(ny), OEKONOM, 2022)
    f = familier.hent_familie(ny, sde.beregn(ny), OEKONOM, nu, None, by.id(folk["mor"]))
    assert sum(m.beloeb["brutto_oere"] for m in f.medlemmer) == f.beloeb["brutto_oere"] == 314_000 * KR
    assert sorted(f.andele.loc[f.andele["bilagsnr"] == "UDEN", "andel_oere"]) == [1_500 * KR, 2_500 * KR]
