"""A correction of a large posting waits for another person, on the page and through `ret`; small ones work at once."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.adgang import Bruger, Rolle
from engine.fejl import AdgangNaegtet, RettelseAfvist, VersionsKonflikt
from engine.indstillinger import Indstillinger
from engine.resultater import kontekst, rettelser, sde
from engine.sager import brugere
from engine.sager.model import Rettelse, laes_retfil, noegletekst
from tests.lager_hjaelp import Tabeller, adresse, kopi_af, lager_af, person, postering

CPR = "6105800001"
KAREN = Bruger(1, "karen", "Karen Holm", Rolle.OEKONOM)
OLE = Bruger(2, "ole", "Ole Lund", Rolle.OEKONOM)
LIS = Bruger(3, "lis", "Lis Krag", Rolle.SAGSBEHANDLER, ("voksne",))
BENT = Bruger(4, "bent", "Bent Ås", Rolle.SAGSBEHANDLER, ("boern",))
REVISOR = Bruger(5, "rita", "Rita", Rolle.REVISOR)
# 300.000 on three months; all in March: 25 % × 68.333,33 + 50 % × 36.666,67 + 75 % × 123.333,33.
FOER, EFTER = 2_125_000, 12_791_667


def by() -> Tabeller:
    return {
        "person": [person(CPR, "1980-05-15")],
        "adresse": [adresse(CPR, "1")],
        "postering": [
            postering(CPR, "300000.00", "2022-01-01", "2022-03-31", bilagsnr="STOR"),
            postering(CPR, "100000.00", "2022-06-01", "2022-07-31", bilagsnr="GRAENSE"),
            postering(CPR, "-100000.01", "2022-08-01", "2022-08-31", bilagsnr="MINUS"),
        ],
    }


@pytest.fixture(scope="module")
def bygget(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town landed and built once."""
    mappe = tmp_path_factory.mktemp("fire")
    hjem = mappe / "hjem"
    hjem.mkdir()
    nu = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)
    lager_af(by(), Indstillinger(hjem, "0860", f"sqlite:///{hjem / 'sager.db'}"), nu, mappe)
    return hjem


@pytest.fixture
def egen(bygget: Path, tmp_path: Path) -> Indstillinger:
    hjem = kopi_af(bygget, tmp_path / "hjem", ignore=shutil.ignore_patterns("sager.db*"))
    return Indstillinger(hjem, "0860", f"sqlite:///{hjem / 'sager.db'}")


def noegle(bilag: str) -> dict[str, Any]:
    return {"kilde": "opus", "regnskabsaar": 2022, "bilagsnr": bilag, "linjenr": 1}


def flyt(
    bilag: str = "STOR", fra: str = "2022-03-01", til: str = "2022-03-31", bruger: str = "karen"
) -> Rettelse:
    return Rettelse(
        0,
        "flyt_periode",
        noegle(bilag),
        {"periode_fra": fra, "periode_til": til},
        "Regningen siger det",
        bruger,
    )


def refusion(ind: Indstillinger) -> int:
    """Of the first half year, where only the large posting has anything."""
    md = sde.beregn(kontekst.hent(ind)).maaneder
    return int(md.loc[md["maaned"] < "2022-06", "refusion"].sum())


# --- the page's door ------------------------------------------------------------------------------------------


def test_en_stor_rettelse_virker_foerst_naar_en_anden_har_godkendt(egen: Indstillinger, nu: datetime) -> None:
    assert refusion(egen) == FOER
    udfald = rettelser.skriv_som(egen, KAREN, [flyt()], nu, sag=(2022, "P-0123456789abcdef"))
    assert udfald.haendelser == []
    assert refusion(egen) == FOER
    (v,) = rettelser.ventende(egen, OLE, nu)
    assert [v.nr] == udfald.venter
    assert v.hvad == "Bilag STOR på 300.000,00 kr.: perioden sættes til 01.03.2022–31.03.2022"
    assert (v.aar, v.sag_id, v.eget, v.kan_godkendes) == (2022, "P-0123456789abcdef", False, True)
    (nr,) = rettelser.godkend_som(egen, OLE, v.nr, nu)
    assert refusion(egen) == EFTER
    assert rettelser.ventende(egen, OLE, nu) == []
    (r,) = kontekst.sagslager(egen.database_url).aktive_rettelser()
    assert (r.id, r.bruger, r.begrundelse) == (nr, "karen", "Regningen siger det")


@pytest.mark.parametrize(("bilag", "venter"), [("GRAENSE", False), ("MINUS", True)])
def test_graensen_er_posteringens_beloeb_uden_fortegn(
    egen: Indstillinger, nu: datetime, bilag: str, venter: bool
) -> None:
    udfald = rettelser.skriv_som(egen, KAREN, [flyt(bilag)], nu)
    assert (bool(udfald.venter), bool(udfald.haendelser)) == (venter, not venter)


def test_graensen_er_en_indstilling(egen: Indstillinger, nu: datetime) -> None:
    hoej = replace(egen, fire_oejne_graense_kr=300_000)
    assert rettelser.skriv_som(hoej, KAREN, [flyt()], nu).venter == []
    lav = replace(egen, fire_oejne_graense_kr=0)
    assert len(rettelser.skriv_som(lav, KAREN, [flyt("GRAENSE")], nu).venter) == 1


def test_ens_egen_og_den_der_ikke_maa_kan_ikke_godkende(egen: Indstillinger, nu: datetime) -> None:
    (nr,) = rettelser.skriv_som(egen, KAREN, [flyt()], nu).venter
    for hvem, grund in (
        (KAREN, "dit eget"),
        (REVISOR, "må ikke godkende"),
        (BENT, "andet fagområde"),
        (replace(OLE, rolle=Rolle.LEDER), "må ikke godkende"),
    ):
        with pytest.raises(AdgangNaegtet, match=grund):
            rettelser.godkend_som(egen, hvem, nr, nu)
    with pytest.raises(AdgangNaegtet, match="må ikke"):
        rettelser.afvis_som(egen, REVISOR, nr, "nej", nu)
    assert refusion(egen) == FOER
    assert rettelser.ventende(egen, BENT, nu) == []
    assert [v.eget for v in rettelser.ventende(egen, KAREN, nu)] == [True]
    assert [v.kan_godkendes for v in rettelser.ventende(egen, REVISOR, nu)] == [False]
    rettelser.godkend_som(egen, LIS, nr, nu)  # a caseworker of the posting's own field
    assert refusion(egen) == EFTER


def test_en_sagsbehandler_retter_kun_i_egne_fagomraader(egen: Indstillinger, nu: datetime) -> None:
    with pytest.raises(AdgangNaegtet, match="andet fagområde"):
        rettelser.skriv_som(egen, BENT, [flyt("GRAENSE", bruger="bent")], nu)
    with pytest.raises(AdgangNaegtet, match="må ikke rette"):
        rettelser.skriv_som(egen, REVISOR, [flyt("GRAENSE", bruger="rita")], nu)
    assert rettelser.skriv_som(egen, LIS, [flyt("GRAENSE", bruger="ole")], nu).haendelser
    (r,) = kontekst.sagslager(egen.database_url).aktive_rettelser()
    assert r.bruger == "lis"  # whoever the line says it is, it is the one who is signed in


def test_afvist_og_trukket_tilbage_aendrer_intet_og_kan_foreslaas_igen(
    egen: Indstillinger, nu: datetime
) -> None:
    (nr,) = rettelser.skriv_som(egen, KAREN, [flyt()], nu).venter
    with pytest.raises(RettelseAfvist, match="venter allerede et forslag på bilag STOR"):
        rettelser.skriv_som(egen, OLE, [flyt(til="2022-04-30")], nu)
    rettelser.afvis_som(egen, OLE, nr, "Fakturaen siger april", nu)
    (igen,) = rettelser.skriv_som(egen, KAREN, [flyt()], nu).venter
    rettelser.afvis_som(egen, KAREN, igen, "", nu)
    assert refusion(egen) == FOER
    assert rettelser.ventende(egen, OLE, nu) == []


def test_et_forslag_paa_en_postering_der_er_rettet_imens_kan_ikke_godkendes(
    egen: Indstillinger, nu: datetime
) -> None:
    (nr,) = rettelser.skriv_som(egen, KAREN, [flyt()], nu).venter
    rettelser.skriv(egen, [flyt(fra="2022-02-01", til="2022-02-28", bruger="job")], nu)
    with pytest.raises(RettelseAfvist, match="er rettet, siden forslag"):
        rettelser.godkend_som(egen, OLE, nr, nu)
    rettelser.afvis_som(egen, OLE, nr, "Rettet på anden vis", nu)


def test_et_forslag_udloeber_efter_indstillingens_dage(egen: Indstillinger, nu: datetime) -> None:
    egen = replace(egen, fire_oejne_dage=7)
    (nr,) = rettelser.skriv_som(egen, KAREN, [flyt()], nu).venter
    with pytest.raises(RettelseAfvist, match="udløb"):
        rettelser.godkend_som(egen, OLE, nr, nu + timedelta(days=7))
    assert rettelser.ventende(egen, OLE, nu + timedelta(days=7)) == []
    (igen,) = rettelser.skriv_som(egen, KAREN, [flyt()], nu + timedelta(days=7)).venter
    rettelser.godkend_som(egen, OLE, igen, nu + timedelta(days=8))
    assert refusion(egen) == EFTER


def test_at_fortryde_en_stor_rettelse_tager_ogsaa_to(egen: Indstillinger, nu: datetime) -> None:
    (nr,) = rettelser.skriv_som(egen, KAREN, [flyt()], nu).venter
    (virker,) = rettelser.godkend_som(egen, OLE, nr, nu)
    fortryd = Rettelse(0, "fortryd", {"haendelse": virker}, {}, "Alligevel ikke", "karen")
    (venter,) = rettelser.skriv_som(egen, KAREN, [fortryd], nu).venter
    assert refusion(egen) == EFTER
    (v,) = rettelser.ventende(egen, OLE, nu)
    assert v.hvad == "Bilag STOR på 300.000,00 kr.: den tidligere rettelse fortrydes"
    rettelser.godkend_som(egen, OLE, venter, nu)
    assert refusion(egen) == FOER


def test_samtidige_rettelser_meldes_ogsaa_for_et_forslag(egen: Indstillinger, nu: datetime) -> None:
    rettelser.skriv(egen, [flyt(bruger="job")], nu)
    with pytest.raises(VersionsKonflikt, match="ændret af job"):
        rettelser.skriv_som(egen, KAREN, [flyt()], nu, kendt_nr={noegletekst(noegle("STOR")): 0})


def test_store_og_smaa_i_een_liste_gemmes_alle_eller_ingen(egen: Indstillinger, nu: datetime) -> None:
    udfald = rettelser.skriv_som(egen, KAREN, [flyt("GRAENSE"), flyt()], nu)
    assert (len(udfald.haendelser), len(udfald.venter)) == (1, 1)
    foer = len(kontekst.sagslager(egen.database_url).haendelser())
    with pytest.raises(RettelseAfvist, match="Rettelse 2 af 2"):
        rettelser.skriv_som(egen, KAREN, [flyt("GRAENSE"), flyt()], nu)  # one waits on STOR already
    assert len(kontekst.sagslager(egen.database_url).haendelser()) == foer


# --- the job's door -------------------------------------------------------------------------------------------


def linjer(*rettelser_: dict[str, Any]) -> list[Rettelse]:
    felter = {"type": "flyt_periode", "noegle": noegle("STOR"), "begrundelse": "b", "bruger": "karen"}
    nyt = {"periode_fra": "2022-03-01", "periode_til": "2022-03-31"}
    return laes_retfil("\n".join(json.dumps({**felter, "nyt": nyt, **r}) for r in rettelser_))


def test_i_et_job_er_den_der_koerer_det_den_anden_person(egen: Indstillinger, nu: datetime) -> None:
    udfald = rettelser.skriv(egen, linjer({}), nu, kilde="ret", koerer="system:drift")
    assert (len(udfald.haendelser), udfald.venter) == (1, [])
    assert refusion(egen) == EFTER
    lager = kontekst.sagslager(egen.database_url)
    assert [(h.type, h.bruger, h.kilde) for h in lager.haendelser()] == [
        ("forslag", "karen", "ret"),
        ("flyt_periode", "karen", "ret"),
        ("godkendelse", "system:drift", "ret"),
    ]
    # The posting's own history has one event, so a line's `version` counts as it always has.
    assert [h.version for h in lager.historik(noegle("STOR"))] == [1]
    assert rettelser.skriv(egen, linjer({"version": 1}), nu, kilde="ret", koerer="system:drift").haendelser


def test_den_der_koerer_sin_egen_rettelse_venter(egen: Indstillinger, nu: datetime) -> None:
    udfald = rettelser.skriv(egen, linjer({}), nu, kilde="ret", koerer="system:Karen")
    assert (udfald.haendelser, len(udfald.venter)) == ([], 1)
    assert refusion(egen) == FOER
    rettelser.godkend_som(egen, OLE, udfald.venter[0], nu)
    assert refusion(egen) == EFTER


def test_med_fire_oejne_ret_skal_linjen_selv_naevne_den_anden(egen: Indstillinger, nu: datetime) -> None:
    streng = replace(egen, fire_oejne_ret=True)
    assert rettelser.skriv(streng, linjer({}), nu, kilde="ret", koerer="system:drift").venter
    udfald = rettelser.skriv(
        streng, linjer({"noegle": noegle("MINUS"), "godkendt_af": "ole"}), nu, kilde="ret", koerer="system:x"
    )
    assert (len(udfald.haendelser), udfald.venter) == (1, [])


def test_den_naevnte_skal_vaere_en_anden_og_maatte_godkende(egen: Indstillinger, nu: datetime) -> None:
    with pytest.raises(RettelseAfvist, match="en anden person end 'bruger'"):
        linjer({"godkendt_af": " KAREN"})
    lager = kontekst.sagslager(egen.database_url)
    brugere.opret(lager, "rita", "Rita", "revisor", None, nu)
    brugere.opret(lager, "ole", "Ole Lund", "oekonom", None, nu)
    for navn, grund in (("rita", "må ikke godkende"), ("ukendt", "er ikke en bruger")):
        with pytest.raises(AdgangNaegtet, match=grund):
            rettelser.skriv(egen, linjer({"godkendt_af": navn}), nu, kilde="ret")
    assert lager.haendelser() == []
    assert rettelser.skriv(egen, linjer({"godkendt_af": "Ole"}), nu, kilde="ret").haendelser
