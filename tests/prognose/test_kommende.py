"""Coming events that people have entered: in the base with their probability, in one bar of the bridge, out again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from engine.adgang import Bruger, Rolle
from engine.indstillinger import Indstillinger
from engine.lager import sde as sdelager
from engine.prognose import simulering
from engine.prognose.haendelser import Forudsaetninger, Haendelse, haendelsestraek
from engine.resultater import egnedata, kontekst, prognose, prognoseversion
from engine.resultater.sde import Kontekst
from engine.sager import kommende, model
from engine.sager.kommende import Ny
from engine.sager.lager import Sagslager
from tests.lager_hjaelp import lager_af
from tests.prognose.lilleby import ANNA, BO, NU, by
from tests.prognose.test_simulering import _fremskrivning

ANTAL = 100
OLE = Bruger(5, "ole", "Ole", Rolle.OEKONOM)
KR = 100


@pytest.fixture(scope="module")
def bygget(tmp_path_factory: pytest.TempPathFactory) -> Indstillinger:
    hjem = tmp_path_factory.mktemp("kommende")
    ind = Indstillinger(hjem=hjem, kommune="0860", database_url=f"sqlite:///{hjem / 'sager.db'}")
    lager_af(by(), ind, NU, hjem, 'dato = "2022-12-31"\n')
    return ind


@pytest.fixture
def ind(bygget: Indstillinger, tmp_path: Path) -> Indstillinger:
    """The town with a case store of the test's own."""
    return replace(bygget, database_url=f"sqlite:///{tmp_path / 'sager.db'}")


@pytest.fixture
def lager(ind: Indstillinger) -> Sagslager:
    return kontekst.sagslager(ind.database_url)


def _noegle(k: Kontekst, cpr: str) -> str:
    return sdelager.personer_ved_cpr(k.gen, cpr)[0]


def _skriv(lager: Sagslager, *nye: Ny) -> list[int]:
    return kommende.tilfoej_mange(lager, nye, samling="s1", fil="f.csv", bruger="ole", nu=NU)


def _bro(k: Kontekst, s: Forudsaetninger | None = None) -> dict[str, int]:
    b = prognose.bro(prognose.beregn(k, s, antal=ANTAL), k).set_index("navn")["oere"]
    assert b[["i_aar", *prognose.BROTRIN]].sum() == b["naeste"]
    return {str(n): int(v) for n, v in b.items()}


def test_en_start_paa_en_der_intet_har_kostet_staar_i_broen_til_oeren(
    ind: Indstillinger, lager: Sagslager
) -> None:
    """45.000 kr. a month from April 2023 are 405.000 kr., below every limit, so no refund; nothing else moves."""
    foer = _bro(kontekst.hent(ind))
    assert foer["manuelt"] == 0
    bo = _noegle(kontekst.hent(ind), BO)
    _skriv(lager, Ny(bo, "start", date(2023, 4, 1), 100, "", 45_000 * KR, "Visiteret"))
    k = kontekst.hent(ind)
    assert [(e.person_noegle, e.faelles) for e in prognose.forudsat(k).haendelser] == [(bo, True)]
    efter = _bro(k)
    assert efter["manuelt"] == 405_000 * KR
    for navn in ("i_aar", *(n for n in prognose.BROTRIN if n != "manuelt")):
        assert efter[navn] == foer[navn], navn
    assert len(prognose.beregn(k, antal=ANTAL).pr_sag().query("aar == 2023")) == 2


@pytest.mark.parametrize(("pct", "ventet"), [(80, 324_000), (1, 4_050), (33, 133_650)])
def test_sandsynligheden_er_sin_andel(ind: Indstillinger, lager: Sagslager, pct: int, ventet: int) -> None:
    """80 % of 405.000 kr. are 324.000 kr., to the øre, for it happens in 80 of 100 draws and not about 80."""
    bo = _noegle(kontekst.hent(ind), BO)
    _skriv(lager, Ny(bo, "start", date(2023, 4, 1), pct, "", 45_000 * KR, "Visiteret"))
    assert _bro(kontekst.hent(ind))["manuelt"] == ventet * KR


def test_det_der_traekkes_tilbage_er_ude_igen(ind: Indstillinger, lager: Sagslager) -> None:
    foer = prognose.beregn(kontekst.hent(ind), antal=ANTAL)
    anna = _noegle(kontekst.hent(ind), ANNA)
    _skriv(lager, Ny(anna, "stop", date(2023, 7, 1), 50, "I1", None, "Fraflytning"))
    med = prognose.beregn(kontekst.hent(ind), antal=ANTAL)
    assert prognose.netto(med.udfald, 1) < prognose.netto(foer.udfald, 1)
    assert med.maerke != foer.maerke
    kommende.fjern_samling(lager, "s1", "forkert fil", "ole", NU)
    efter = prognose.beregn(kontekst.hent(ind), antal=ANTAL)
    assert (efter.udfald.udgift == foer.udfald.udgift).all()
    assert (efter.udfald.refusion == foer.udfald.refusion).all()


def test_et_stop_i_halvdelen_af_udfaldene_tager_halvdelen_af_et_halvt_aars_udgift(
    ind: Indstillinger, lager: Sagslager
) -> None:
    k = kontekst.hent(ind)
    _skriv(lager, Ny(_noegle(k, ANNA), "stop", date(2023, 7, 1), 50, "I1", None, "Fraflytning"))
    ren, med = (
        prognose.beregn(x, Forudsaetninger("x", haendelser=h), antal=ANTAL)
        for x, h in ((k, ()), (kontekst.hent(ind), prognose.forudsat(kontekst.hent(ind)).haendelser))
    )
    forskel = ren.udfald.udgift[:, 1] - med.udfald.udgift[:, 1]
    halvaar = ren.udfald.udgift[:, 1] * 6 // 12
    ramt = forskel != 0
    assert ramt.sum() == ANTAL // 2
    assert np.abs(forskel[ramt] - halvaar[ramt]).max() <= 12  # each month is cut to whole øre


def test_et_scenarie_kan_regne_uden_det_indtastede(ind: Indstillinger, lager: Sagslager) -> None:
    bo = _noegle(kontekst.hent(ind), BO)
    _skriv(lager, Ny(bo, "start", date(2023, 4, 1), 100, "", 45_000 * KR, "Visiteret"))
    k = kontekst.hent(ind)
    raa = {"type": "scenarie", "begrundelse": "Møde", "bruger": "ole"}
    for navn, nyt in (("med", {"pris_pct": 0}), ("uden", {"pris_pct": 0, "kommende": 0})):
        linje = model.valider_rettelse(raa | {"noegle": {"scenarie": navn}, "nyt": nyt})
        lager.skriv_rettelser([linje], NU)
    gemte = prognose.scenarier(lager, prognose.forudsat(k).haendelser)
    assert [len(gemte[n].forudsaetninger.haendelser) for n in ("med", "uden")] == [1, 0]
    assert _bro(k, gemte["med"].forudsaetninger)["manuelt"] == 405_000 * KR
    assert _bro(k, gemte["uden"].forudsaetninger)["manuelt"] == 0
    # A copy keeps the choice, and takes no copy of what belongs to all.
    kopien = prognose.kopi(gemte["uden"], "uden 2", "ole", "Kopi")
    assert [(r.type, r.nyt.get("kommende")) for r in kopien] == [("scenarie", 0)]
    assert [r.type for r in prognose.kopi(gemte["med"], "med 2", "ole", "Kopi")] == ["scenarie"]


def test_udtraekket_er_grundlaget_med_det_indtastede(ind: Indstillinger, lager: Sagslager) -> None:
    foer, uden = (next(prognose.udtraek(kontekst.hent(ind), 2023)) for _ in range(2))
    assert foer.equals(uden)
    bo = _noegle(kontekst.hent(ind), BO)
    _skriv(lager, Ny(bo, "start", date(2023, 4, 1), 100, "", 45_000 * KR, "Visiteret"))
    efter = next(prognose.udtraek(kontekst.hent(ind), 2023))
    forskel = efter.set_index("stoerrelse")["middel"] - foer.set_index("stoerrelse")["middel"]
    assert forskel.to_dict() == {"udgift": 405_000 * KR, "refusion": 0}


def test_et_tidligere_udgangspunkt_kender_ikke_dagens_haendelser(
    ind: Indstillinger, lager: Sagslager
) -> None:
    k = kontekst.hent(ind)
    _skriv(lager, Ny(_noegle(k, ANNA), "doed", date(2022, 1, 1), 100, "", None, "Meddelt"))
    assert (
        prognose.beregn(kontekst.hent(ind), antal=ANTAL, udgangspunkt=2021 * 12 + 11).scenarie.haendelser
        == ()
    )


def test_en_laast_prognose_med_haendelser_regnes_igen_til_oeren(ind: Indstillinger, lager: Sagslager) -> None:
    k = kontekst.hent(ind)
    _skriv(
        lager,
        Ny(_noegle(k, BO), "start", date(2023, 4, 1), 60, "", 45_000 * KR, "Visiteret"),
        Ny(_noegle(k, ANNA), "aendring", date(2023, 2, 1), 30, "I1", 150_000 * KR, "Ny takst"),
    )
    k = kontekst.hent(ind)
    p = prognose.beregn(k, antal=ANTAL)
    prognoseversion.laas(lager, k, p, "udvalg", "Til udvalget", "ole", NU)
    igen = prognoseversion.genberegn(lager, "udvalg")
    assert (igen.udgift == p.udfald.udgift).all()
    assert (igen.refusion == p.udfald.refusion).all()


def test_det_der_ikke_virker_siger_hvorfor(ind: Indstillinger, lager: Sagslager) -> None:
    k = kontekst.hent(ind)
    anna, bo = _noegle(k, ANNA), _noegle(k, BO)
    _skriv(
        lager,
        Ny(anna, "stop", date(2025, 1, 1), 100, "I1", None, "Senere"),
        Ny(bo, "doed", date(2023, 5, 1), 100, "", None, "Koster intet"),
        Ny(anna, "stop", date(2023, 5, 1), 100, "I1", None, "Virker"),
    )
    egen = Haendelse(anna, "stop", date(2023, 5, 1), 100, ydelse="Aflastning")
    k = kontekst.hent(ind)
    s = prognose.forudsat(k)
    p = prognose.beregn(k, replace(s, haendelser=(*s.haendelser, egen)), antal=ANTAL)
    svar = {e.note: hvorfor for e, hvorfor in prognose.uden_virkning(p)}
    assert svar == {
        "Senere": "Datoen ligger efter prognosen, som slutter med 2023.",
        "Koster intet": "Personen har ingen udgifter i prognosen.",
        "": "Indsatsen har ingen løbende udgift i prognosen.",
    }


def test_en_haendelse_flytter_ikke_andres_udfald() -> None:
    """A hundred cases; one start more: the others' draws are the same to the øre."""
    f, _ = _fremskrivning(100)
    person = np.array([f"{n:016x}" for n in range(100)])
    start = Haendelse(str(person[7]), "start", date(f.udgangspunkt // 12 + 1, 5, 1), 40, 1_000_000)
    med, haendt = haendelsestraek(person, f, [start], 50, simulering.terning(2))
    stop, faktor = simulering._banetraek(med, 50, simulering.terning(1), simulering.terning(3))
    stop_uden, faktor_uden = simulering._banetraek(f, 50, simulering.terning(1), simulering.terning(3))
    assert (stop[:100] == stop_uden).all()
    assert (faktor[:100] == faktor_uden).all()
    assert haendt is not None
    assert haendt.bane.tolist() == [100]


def test_ti_tusind_haendelser_fylder_ikke_hukommelsen() -> None:
    """Only the paths that something happens to have levels draw by draw, and those a block at a time."""
    f, _ = _fremskrivning(2000)
    person = np.array([f"{n:016x}" for n in range(2000)])
    mange = [
        Haendelse(str(person[n % 2000]), "stop", date(f.udgangspunkt // 12 + 1, 1 + n % 12, 1), 50)
        for n in range(4000)
    ]
    _, haendt = haendelsestraek(person, f, mange, 200, simulering.terning(2))
    assert haendt is not None
    assert sum(getattr(haendt, n).nbytes for n in ("bane", "fra", "oere", "nr", "sker")) < 2_000_000


def test_virkningen_af_en_fil_er_kendt_foer_den_gemmes_og_foer_den_traekkes_tilbage(
    ind: Indstillinger, lager: Sagslager
) -> None:
    """405.000 kr. more in 2023 before it is kept; the same less before it is taken back; 2022 has been."""
    k = kontekst.hent(ind)
    ny = Ny(_noegle(k, BO), "start", date(2023, 4, 1), 100, "", 45_000 * KR, "Visiteret")
    foer = egnedata.virkning(k, OLE, [ny], antal=ANTAL)
    assert {aar: efter - foer for aar, (foer, efter) in foer.items()} == {2022: 0, 2023: 405_000 * KR}
    _skriv(lager, ny)
    tilbage = egnedata.virkning(kontekst.hent(ind), OLE, uden_samling="s1", antal=ANTAL)
    assert {aar: efter - foer for aar, (foer, efter) in tilbage.items()} == {2022: 0, 2023: -405_000 * KR}
    assert (
        egnedata.virkning(kontekst.hent(ind), OLE, uden_samling="en anden", antal=ANTAL)[2023][0]
        == tilbage[2023][0]
    )


# --- what the corrections were worth --------------------------------------------------------------------------


def _laast(lager: Sagslager, navn: str, aar: list[int], med: list[int], uden: list[int]) -> None:
    nyt = {
        "aar": aar,
        "netto_oere": [x * KR for x in med],
        "uden_indtastet_oere": [x * KR for x in uden],
        "nye_oere": [0, 0],
        "generation": "g1",
        "data_dato": "2020-12-31",
        "rettelse_nr": 0,
        "lov_version": "1",
        "froe": 1,
        "antal": 100,
        "scenarie": "grundlag",
        "sha": "0" * 64,
    }
    with lager.skriv() as con:
        lager.skriv_haendelse(
            con, model.PROGNOSE_LAAST, {"prognose": navn}, nyt, begrundelse="b", bruger="ole", nu=NU
        )


def test_rettelsernes_vaerdi_er_hvor_meget_naermere_de_kom(ind: Indstillinger, lager: Sagslager) -> None:
    """2021: Anna cost 1.200.000 kr.; above 850.000 the state pays 25 %, 87.500 kr.; net 1.112.500 kr.

    Marts: 1.100.000 with and 1.200.000 without are 12.500 and 87.500 off, so 75.000 nearer. Juni: 1.300.000 and
    1.150.000 are 187.500 and 37.500 off, so 150.000 further. Of 2022 the late bills are still to come.
    """
    _laast(lager, "marts", [2020, 2021], [0, 1_100_000], [0, 1_200_000])
    _laast(lager, "juni", [2021, 2022], [1_300_000, 5], [1_150_000, 7])
    _laast(lager, "uden rettelser", [2021, 2022], [1_000_000, 5], [1_000_000, 5])
    df = prognoseversion.vaerdi_af_indtastet(lager, kontekst.hent(ind)).query("aar == 2021").set_index("navn")
    assert (df["faktisk_oere"] == 1_112_500 * KR).all()
    assert {str(n): (int(r.indtastet_oere) // KR, int(r.bedre_oere) // KR) for n, r in df.iterrows()} == {
        "marts": (-100_000, 75_000),
        "juni": (150_000, -150_000),
        "uden rettelser": (0, 0),
    }
    alle = prognoseversion.vaerdi_af_indtastet(lager, kontekst.hent(ind))
    assert set(alle["aar"]) == {2021}  # 2020 is not in the data, 2022 not fully booked


def test_det_der_skete_maales_som_prognosen_maaler(ind: Indstillinger) -> None:
    """A year whose every month is booked is forecast as what it was: net of the same cases, to the øre."""
    k = kontekst.hent(ind)
    p = prognose.beregn(k, antal=ANTAL)
    assert prognose.netto(p.udfald, 0) == prognoseversion._faktisk(k, 2022)
