"""Periodisering's other side as each role meets it: expenses on nobody, one group, a yes, a no, and the undo."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from engine.indstillinger import Indstillinger, laes_indstillinger
from engine.resultater import henfoerelse, kontekst
from engine.sager.lager import Sagslager
from pages.komponenter import henfoerelsesvalg
from tests.lager_hjaelp import kopi_af, lager_af
from tests.pages.test_periodisering import side
from tests.pages.test_saerligt_dyre import alt_paa
from tests.refusion.test_henfoerelse_lager import KAREN, SOEREN, by

GIVET = {henfoerelsesvalg.KOE: "Kontrol af refusion"}
KOEEN = {"del": "uden_person", "aar": "2022"}


@pytest.fixture(scope="module")
def bygget(tmp_path_factory: pytest.TempPathFactory) -> Path:
    mappe = tmp_path_factory.mktemp("udenperson")
    hjem = mappe / "hjem"
    hjem.mkdir()
    nu = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)
    lager_af(by(), Indstillinger(hjem, "0998", f"sqlite:///{hjem / 'sager.db'}"), nu, mappe, "demo = true\n")
    return hjem


@pytest.fixture
def k(hjem: Path, bygget: Path) -> Any:
    kopi_af(bygget, hjem, ignore=shutil.ignore_patterns("sager.db*"))
    return kontekst.hent(laes_indstillinger())


def gruppe(k: Any, bilag: str) -> dict[str, str]:
    """The address of the group that a voucher is in, as an økonom's queue has it."""
    o = henfoerelse.oversigt(k, KAREN, 2022)
    poster = henfoerelse.koe(k).poster
    (post,) = poster[poster["bilagsnr"] == bilag].to_dict("records")
    assert o.grupper is not None
    for gruppe_id in o.grupper["gruppe_id"]:
        g = henfoerelse.gruppe(k, KAREN, gruppe_id, 2022)
        if g is not None and any(p["postering_nr"] == post["postering_nr"] for p in g.poster):
            return {"udgift": gruppe_id, "udgiftaar": "2022"}
    raise AssertionError(f"{bilag} har ingen gruppe")


def _tryk(at: Any, knap: str, felt: str, tekst: str) -> Any:
    next(t for t in at.text_input if t.label == felt).set_value(tekst)
    next(b for b in at.button if b.label == knap).click()
    at.run()
    assert not at.exception
    return at


def test_koeen_viser_tekster_foerst_naar_formaalet_er_givet(k, log_ind):
    log_ind("demo-oekonom-1")
    uden = alt_paa(side(KOEEN))
    assert "Hvad er formålet?" in uden
    assert "bostedet" not in uden.lower()
    med = side(KOEEN, GIVET)
    tekster = " ".join(str(t) for d in med.dataframe for t in d.value.get("Tekst", []))
    assert "bostedet takst" in tekster.lower()


def test_en_leder_ser_kroner_men_hverken_tekster_eller_navne(k, log_ind):
    log_ind("demo-leder")
    paa = alt_paa(side(KOEEN))
    assert "udgifter uden person" in paa
    assert "ser udgifterne samlet" in paa
    assert not any(ord_ in paa for ord_ in ("Anna", "Bostedet", "bostedet"))


def test_et_forslag_siger_hvem_hvorfor_og_hvad_det_giver(k, log_ind):
    log_ind("demo-oekonom-1")
    paa = alt_paa(side(gruppe(k, "SAMLET"), GIVET))
    # 31 days at 4.000 and at 3.000 are the bill's 217.000.
    assert "124.000,00 kr." in paa
    assert "93.000,00 kr." in paa
    assert "Anna Lund Prøve" in paa
    assert "Virkning: refusionen ændres" in paa


def test_et_ja_henfoerer_udgiften_og_kan_fortrydes(k, log_ind, lager: Sagslager):
    log_ind("demo-oekonom-1")
    at = _tryk(side(gruppe(k, "NAVN"), GIVET), "Henfør udgiften", "Begrundelse", "Set på fakturaen")
    assert "udgift" not in at.query_params
    (r,) = lager.aktive_rettelser("flyt_postering")
    assert (r.noegle["bilagsnr"], r.bruger, r.begrundelse) == ("NAVN", "demo-oekonom-1", "Set på fakturaen")
    assert SOEREN not in str(r.nyt)  # the person's key, never the number
    igen = side(KOEEN, GIVET)
    assert "Set på fakturaen" in alt_paa(igen)
    next(b for b in igen.button if b.label == "Fortryd").click()
    igen.run()
    assert not igen.exception
    assert lager.aktive_rettelser("flyt_postering") == []


def test_et_stort_beloeb_venter_paa_en_anden(k, log_ind, lager: Sagslager):
    log_ind("demo-oekonom-1")
    at = side(gruppe(k, "SAMLET"), GIVET)
    assert "en anden skal godkende" in alt_paa(at)
    _tryk(at, "Henfør udgiften", "Begrundelse", "Set på fakturaen")
    assert lager.aktive_rettelser() == []


def test_uden_begrundelse_gemmes_intet(k, log_ind, lager: Sagslager):
    log_ind("demo-oekonom-1")
    at = _tryk(side(gruppe(k, "SAMLET"), GIVET), "Henfør udgiften", "Begrundelse", " ")
    assert "Begrundelse mangler" in alt_paa(at)
    assert lager.aktive_rettelser() == []


def test_et_nej_huskes_og_staar_blandt_valgene(k, log_ind, lager: Sagslager):
    log_ind("demo-oekonom-1")
    _tryk(side(gruppe(k, "NAVN"), GIVET), "Afvis forslaget", "Hvorfor ikke?", "En anden af samme navn")
    assert len(lager.aktive_rettelser("henfoerelse_afvist")) == 1
    assert "En anden af samme navn" in alt_paa(side(KOEEN, GIVET))
    venter = henfoerelse.koe(kontekst.hent(laes_indstillinger())).poster["bilagsnr"].tolist()
    assert "NAVN" not in venter
    assert "SAMLET" in venter


def test_en_anden_fordeling_lader_resten_staa_uden_person(k, log_ind, lager: Sagslager):
    log_ind("demo-oekonom-1")
    at = side(gruppe(k, "NAVN"), GIVET)
    next(r for r in at.radio if r.label == "Fordeling").set_value("andet").run()
    valg = next(m for m in at.multiselect if m.label == "Personer")
    ida = next(n for n, navn in enumerate(valg.options) if "Ida" in navn)
    valg.set_value([_personer(k, at)[ida]]).run()
    next(n for n in at.number_input if n.label.startswith("Kroner til Ida")).set_value(2_500.0).run()
    assert "4.500,00 kr. er ikke fordelt" in alt_paa(at)
    _tryk(at, "Henfør udgiften", "Begrundelse", "Kun Idas del er set")
    (r,) = lager.aktive_rettelser("flyt_postering")
    assert "250000" in str(r.nyt)


def _personer(k: Any, at: Any) -> list[str]:
    g = henfoerelse.gruppe(k, KAREN, gruppe(k, "NAVN")["udgift"], 2022)
    assert g is not None
    return list(g.navne)


def test_en_revisor_ser_forslaget_men_vaelger_ikke(k, log_ind):
    log_ind("demo-revisor")
    at = side(gruppe(k, "SAMLET"), GIVET)
    assert "Anna Lund Prøve" in alt_paa(at)
    assert [b for b in at.button if b.label in ("Henfør udgiften", "Afvis forslaget")] == []
